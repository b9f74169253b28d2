"""What every store must do; each engine's test module runs all of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from sindikasi.core import furniture
from sindikasi.core.signature import SCHEME, sign
from sindikasi.errors import LeaseLost
from sindikasi.model import Arrival, Change, Claim, Image, Join, Match, Merge, Part
from sindikasi.ports import DOORSTEP, Catalog, Filer, Queue, Upkeep
from tests import unrelated
from tests.builders import CUP, FLOOD, NOON, Clock, a_document, a_filing, an_arrival, an_article


@dataclass
class Store:
    """The four protocols over one store, and the clock they look at."""

    queue: Queue
    filer: Filer
    catalog: Catalog
    upkeep: Upkeep
    clock: Clock

    def claim_one(self, text: str = FLOOD, **place: str | None) -> Claim:
        self.queue.offer([an_arrival(text, **place)])
        (claim,) = self.queue.claim("worker", lease_seconds=60, limit=1)
        return claim

    def file_one(self, text: str = FLOOD, **changes: object) -> str:
        claim = self.claim_one(text, name=f"{hash(text)}.txt")
        with self.filer.filing() as desk:
            return desk.file(a_filing(claim, **changes))


class StorageContract:
    """Tests named by the rule they hold the store to."""

    # --- queue

    def test_an_offered_document_is_claimed_as_it_was_dropped(self, store: Store) -> None:
        arrival = an_arrival(FLOOD, name="antara/banjir.txt", source="antara")
        assert store.queue.offer([arrival]) == ["queued"]
        (claim,) = store.queue.claim("worker", lease_seconds=60, limit=10)
        assert claim.document == arrival.document
        assert (claim.owner, claim.tries) == ("worker", 1)

    def test_large_content_comes_back_byte_for_byte(self, store: Store) -> None:
        assert store.claim_one("baris " * 5000).document.content == b"baris " * 5000

    def test_metadata_comes_back_with_its_text(self, store: Store) -> None:
        document = replace(a_document(), metadata=b'{"title": "Banjir"}')
        store.queue.offer([Arrival(document=document)])
        (claim,) = store.queue.claim("worker", lease_seconds=60, limit=1)
        assert claim.document == document

    def test_metadata_is_known_by_every_name_its_text_came_under(self, store: Store) -> None:
        described = replace(a_document(name="a.txt"), metadata=b"title: a")
        store.queue.offer([Arrival(document=described), Arrival(document=replace(described, name="b.txt"))])
        assert store.queue.is_described(["x.txt", "a.txt"], b"title: a")
        assert store.queue.is_described(["b.txt"], b"title: a")
        assert not store.queue.is_described(["c.txt"], b"title: a")
        assert not store.queue.is_described(["a.txt"], b"title: b")

    def test_depth_counts_the_containers_around_a_document(self, store: Store) -> None:
        store.queue.offer([an_arrival("luar", name="a.zip")])
        (outer,) = store.queue.claim("worker", lease_seconds=60, limit=1)
        store.queue.offer([replace(an_arrival("dalam", name="a.zip!b.zip"), container=outer.seq)])
        (inner,) = store.queue.claim("worker", lease_seconds=60, limit=1)
        store.queue.offer([replace(an_arrival(FLOOD, name="a.zip!b.zip!c.txt"), container=inner.seq)])
        (member,) = store.queue.claim("worker", lease_seconds=60, limit=1)
        assert [claim.document.depth for claim in (outer, inner, member)] == [0, 1, 2]

    def test_a_refused_member_dropped_by_itself_lies_in_no_container(self, store: Store) -> None:
        outer = store.claim_one("luar", name="a.zip")
        member = replace(an_arrival("dalam", name="a.zip!b.zip"), container=outer.seq, refusal=("unsafe", "deep"))
        store.queue.offer([member])
        assert store.queue.offer([an_arrival("dalam", name="b.zip")]) == ["requeued"]
        (again,) = store.queue.claim("worker", lease_seconds=60, limit=1)
        assert (again.document.name, again.document.depth) == ("b.zip", 0)

    def test_containers_in_a_circle_end(self, store: Store) -> None:
        outer = store.claim_one("luar", name="a.zip")
        inner = replace(an_arrival("dalam", name="b.zip"), container=outer.seq)
        store.queue.offer([inner])
        (claim,) = store.queue.claim("worker", lease_seconds=60, limit=1)
        with store.filer.filing() as desk:
            desk.reject(outer, "malformed", "cut off")
        store.queue.offer([replace(an_arrival("luar", name="b.zip!a.zip"), container=claim.seq)])
        (again,) = store.queue.claim("worker", lease_seconds=60, limit=1)
        assert again.document.depth == 2

    def test_the_same_content_is_one_document(self, store: Store) -> None:
        store.queue.offer([an_arrival(name="a.txt")])
        again = [an_arrival(name="b.txt"), an_arrival(name="a.txt")]
        assert store.queue.offer(again) == ["pending", "pending"]
        (claim,) = store.queue.claim("worker", lease_seconds=60, limit=10)
        with store.filer.filing() as desk:
            desk.file(a_filing(claim))
        assert store.queue.offer(again) == ["repeated", "repeated"]

    def test_the_same_content_of_another_source_is_another_document(self, store: Store) -> None:
        outcomes = store.queue.offer([an_arrival(source="antara"), an_arrival(source="kompas")])
        assert outcomes == ["queued", "queued"]

    def test_documents_are_claimed_in_the_order_they_came(self, store: Store) -> None:
        store.queue.offer([an_arrival(f"naskah nomor {n}", name=f"{n}.txt") for n in range(5)])
        names = [claim.document.name for claim in store.queue.claim("worker", lease_seconds=60, limit=3)]
        assert names == ["0.txt", "1.txt", "2.txt"]
        assert store.queue.length() == 5

    def test_sources_take_turns(self, store: Store) -> None:
        def offer(source: str | None, *numbers: int) -> None:
            texts = {number: f"kabar {number} dari {source}" for number in numbers}
            store.queue.offer([an_arrival(text, name=f"{n}", source=source) for n, text in texts.items()])

        def claim(limit: int) -> list[tuple[str | None, str]]:
            claims = store.queue.claim("worker", lease_seconds=60, limit=limit)
            return [(each.document.source, each.document.name) for each in claims]

        offer("banjir", 1, 2, 3, 4, 5, 6)
        offer("antara", 1, 2)
        offer(None, 1)
        assert claim(3) == [("antara", "1"), ("banjir", "1"), (None, "1")]
        assert claim(2) == [("antara", "2"), ("banjir", "2")]
        offer("kilat", 1)
        assert claim(1) == [("kilat", "1")]
        assert claim(9) == [("banjir", "3"), ("banjir", "4"), ("banjir", "5"), ("banjir", "6")]

    def test_more_sources_than_one_claim_may_hold_are_all_served(self, store: Store) -> None:
        for number in range(7):
            texts = [f"kabar {number} {nth}" for nth in range(3)]
            store.queue.offer([an_arrival(text, source=f"sumber-{number}") for text in texts])
        served = [
            claim.document.source for _ in range(7) for claim in store.queue.claim("worker", lease_seconds=60, limit=3)
        ]
        assert served[:7] == [f"sumber-{number}" for number in range(7)]
        assert served == 3 * served[:7]

    def test_a_claimed_document_is_not_claimed_twice(self, store: Store) -> None:
        store.claim_one()
        assert store.queue.claim("other", lease_seconds=60, limit=10) == []

    def test_a_lease_is_free_again_when_its_time_is_over(self, store: Store) -> None:
        store.claim_one()
        store.clock.forward(59.999)
        assert store.queue.claim("other", lease_seconds=60, limit=10) == []
        store.clock.forward(0.001)
        (claim,) = store.queue.claim("other", lease_seconds=60, limit=10)
        assert (claim.owner, claim.tries) == ("other", 2)

    def test_a_held_arrival_waits_for_its_release(self, store: Store) -> None:
        arrival = an_arrival()
        store.queue.offer([arrival], hold_seconds=30)
        assert store.queue.claim("worker", lease_seconds=60, limit=1) == []
        store.queue.release([arrival.document.key])
        assert len(store.queue.claim("worker", lease_seconds=60, limit=1)) == 1

    def test_a_hold_lapses_when_nobody_releases(self, store: Store) -> None:
        store.queue.offer([an_arrival()], hold_seconds=30)
        store.clock.forward(30)
        assert len(store.queue.claim("worker", lease_seconds=60, limit=1)) == 1

    def test_release_does_not_break_a_workers_lease(self, store: Store) -> None:
        claim = store.claim_one()
        store.queue.release([claim.document.key])
        assert store.queue.claim("other", lease_seconds=60, limit=1) == []

    def test_a_prolonged_lease_runs_from_now(self, store: Store) -> None:
        claim = store.claim_one()
        store.clock.forward(50)
        store.queue.prolong([claim], lease_seconds=60)
        store.clock.forward(59)
        assert store.queue.claim("other", lease_seconds=60, limit=1) == []
        store.clock.forward(1)
        (again,) = store.queue.claim("other", lease_seconds=60, limit=1)
        assert again.tries == 2

    def test_a_lease_that_another_has_is_not_prolonged(self, store: Store) -> None:
        claim = store.claim_one()
        store.clock.forward(60)
        (other,) = store.queue.claim("other", lease_seconds=60, limit=1)
        store.queue.prolong([claim], lease_seconds=600)
        store.clock.forward(60)
        (again,) = store.queue.claim("worker", lease_seconds=60, limit=1)
        assert (other.seq, again.tries) == (claim.seq, 3)

    def test_members_offered_without_waiting_for_the_disk_are_there(self, store: Store) -> None:
        assert store.queue.offer([an_arrival(CUP)], is_durable=False) == ["queued"]
        assert len(store.queue.claim("worker", lease_seconds=60, limit=10)) == 1

    def test_a_claim_given_back_is_free_and_its_try_does_not_count(self, store: Store) -> None:
        store.queue.give_back([store.claim_one()])
        (claim,) = store.queue.claim("other", lease_seconds=60, limit=1)
        assert claim.tries == 1

    def test_the_leases_of_an_owner_that_is_gone_can_be_ended(self, store: Store) -> None:
        store.claim_one()
        store.queue.offer([an_arrival(CUP)], hold_seconds=30)
        assert sorted(store.queue.owners()) == sorted(["worker", DOORSTEP])
        assert store.queue.free("worker") == 1
        (claim,) = store.queue.claim("other", lease_seconds=60, limit=10)
        assert claim.tries == 2
        assert store.queue.free(DOORSTEP) == 1
        assert store.queue.free("nobody") == 0

    def test_a_finished_container_is_not_claimed_again(self, store: Store) -> None:
        claim = store.claim_one()
        store.queue.finish_container(claim)
        store.clock.forward(3600)
        assert store.queue.claim("worker", lease_seconds=60, limit=1) == []
        with pytest.raises(LeaseLost):
            store.queue.finish_container(claim)

    def test_a_container_waits_as_long_as_a_member_waits(self, store: Store) -> None:
        claim = store.claim_one("berkas")
        store.queue.offer([Arrival(document=a_document("anggota", name="berkas#1"), container=claim.seq)])
        store.queue.finish_container(claim)
        assert store.queue.are_waiting([claim.document.key])
        (member,) = store.queue.claim("worker", lease_seconds=60, limit=1)
        with store.filer.filing() as desk:
            desk.file(a_filing(member))
        assert not store.queue.are_waiting([claim.document.key])

    def test_the_fates_of_a_container_are_those_of_all_its_members(self, store: Store) -> None:
        claim = store.claim_one("berkas", name="berkas")
        members = [Arrival(document=a_document(f"anggota {n}", name=f"berkas#{n}"), container=claim.seq) for n in "123"]
        store.queue.offer(members)
        store.queue.finish_container(claim)
        good, bad = store.queue.claim("worker", lease_seconds=60, limit=2)
        with store.filer.filing() as desk:
            story_id = desk.file(a_filing(good))
            desk.reject(bad, "malformed", "mend it")
        fates = list(store.queue.fates(claim.document.key))
        assert [(each.document, each.state) for each in fates] == [
            ("berkas", "unpacked"),
            ("berkas#1", "done"),
            ("berkas#2", "rejected"),
            ("berkas#3", "queued"),
        ]
        assert (fates[1].article_id, fates[1].story_id) == (good.document.key[:20], story_id)
        assert (fates[2].reason, fates[2].message) == ("malformed", "mend it")
        assert list(store.queue.fates("nothing")) == []

    def test_a_document_refused_at_the_door_is_accounted_for(self, store: Store) -> None:
        refused = replace(an_arrival(name="big.txt"), refusal=("too-large", "split it"))
        assert store.queue.offer([refused, refused]) == ["rejected", "rejected"]
        (rejection,) = store.catalog.rejections()
        assert (rejection.document, rejection.reason, rejection.message) == (
            "big.txt",
            "too-large",
            "split it",
        )
        assert store.queue.claim("worker", lease_seconds=60, limit=1) == []

    def test_a_document_refused_at_the_door_may_come_again(self, store: Store) -> None:
        arrival = an_arrival(name="big.txt")
        store.queue.offer([replace(arrival, refusal=("too-large", "split it"))])
        assert store.queue.offer([arrival]) == ["requeued"]
        (claim,) = store.queue.claim("worker", lease_seconds=60, limit=1)
        assert claim.document.content == arrival.document.content

    def test_a_rejected_document_can_be_retried(self, store: Store) -> None:
        claim = store.claim_one(name="x.txt")
        with store.filer.filing() as desk:
            desk.reject(claim, "malformed", "mend it")
        assert store.catalog.status().rejected == 1
        assert list(store.queue.rejected("other.txt")) == []
        (rejected,) = store.queue.rejected("x.txt")
        store.queue.retry(rejected)
        (again,) = store.queue.claim("worker", lease_seconds=60, limit=1)
        assert (again.document, again.tries) == (claim.document, 1)
        assert store.catalog.status().rejected == 0

    # --- filing

    def test_a_filed_article_is_found_whole(self, store: Store) -> None:
        claim = store.claim_one()
        article = an_article(
            standfirst="Ringkasan.",
            byline="Sari",
            dateline="Masamba",
            credit="Antara",
            url="https://example.org/banjir",
            guid="tag:example.org,2026:1",
            images=(Image(url="https://example.org/a.jpg", caption="Air", credit="Foto"),),
            captions=("Warga mengungsi",),
            categories=("Daerah",),
            subjects=("03000000",),
            furniture=("Iklan",),
            published=NOON - timedelta(microseconds=1),
        )
        with store.filer.filing() as desk:
            story_id = desk.file(a_filing(claim, article))
        summary = store.catalog.article(article.id)
        assert summary is not None
        assert summary.article == article
        assert (summary.story_id, summary.relation) == (story_id, "lead")
        assert summary.topics == ("semua", "bencana")
        assert store.catalog.bodies([article.id, "nowhere"]) == {article.id: article}

    def test_filing_accounts_for_the_document(self, store: Store) -> None:
        store.file_one()
        status = store.catalog.status()
        assert (status.queued, status.done, status.rejected) == (0, 1, 0)
        assert (status.articles, status.stories) == (1, 1)

    def test_an_expired_owner_cannot_finish(self, store: Store) -> None:
        stale = store.claim_one()
        store.clock.forward(61)
        store.queue.claim("other", lease_seconds=60, limit=1)
        with store.filer.filing() as desk:
            assert not desk.is_held(stale)
        with pytest.raises(LeaseLost), store.filer.filing() as desk:
            desk.file(a_filing(stale))
        with pytest.raises(LeaseLost), store.filer.filing() as desk:
            desk.reject(stale, "malformed", "mend it")
        assert store.catalog.status().articles == 0

    def test_an_exception_at_the_desk_takes_everything_back(self, store: Store) -> None:
        claim = store.claim_one()

        def file_and_fail() -> None:
            with store.filer.filing() as desk:
                desk.file(a_filing(claim))
                raise RuntimeError

        with pytest.raises(RuntimeError):
            file_and_fail()
        assert store.catalog.status().articles == 0
        with store.filer.filing() as desk:
            assert desk.candidates(sign(an_article()))[0] == []
            assert desk.is_held(claim)
            desk.file(a_filing(claim))
        with store.filer.filing() as desk:
            assert desk.candidates(sign(an_article()))[0] == [an_article().id]

    def test_a_twin_filed_in_the_same_commit_is_a_candidate(self, store: Store) -> None:
        one, other = store.claim_one(), store.claim_one(source="kompas")
        with store.filer.filing() as desk:
            desk.file(a_filing(one))
            ids, bands, rows = desk.candidates(sign(an_article(source="kompas")))
            assert ids == [an_article().id]
            assert bands[0] > 1
            assert rows.shape == (1, sign(an_article()).values.size)
            assert desk.is_held(other)

    def test_a_join_adds_the_article_to_the_story(self, store: Store) -> None:
        story_id = store.file_one()
        claim = store.claim_one(source="kompas")
        article = an_article(source="kompas")
        match = Match(article_id=an_article().id, story_id=story_id, score=0.99)
        filing = a_filing(
            claim,
            article,
            placement=Join(story_id=story_id, matches=(match,)),
            lead=an_article().id,
            relations=((an_article().id, "lead"), (article.id, "copy")),
            topics=("semua", "cuaca"),
        )
        with store.filer.filing() as desk:
            assert desk.file(filing) == story_id
            assert {each.article_id for each in desk.members([story_id])} == {article.id, an_article().id}
        (story,) = store.catalog.stories()
        assert [(each.article_id, each.relation) for each in story.carriers] == [
            (an_article().id, "lead"),
            (article.id, "copy"),
        ]
        assert story.topics == ("semua", "bencana", "cuaca")
        assert (story.lead, story.revision) == (an_article().id, 1)
        assert [each.id for each in store.catalog.stories(topic="cuaca")] == [story_id]

    def test_a_new_lead_is_a_revision_of_the_same_story(self, store: Store) -> None:
        story_id = store.file_one()
        before = store.catalog.story(story_id)
        claim = store.claim_one(source="antara")
        article = an_article(source="antara", headline="Banjir Luwu Utara: 320 keluarga mengungsi")
        match = Match(article_id=an_article().id, story_id=story_id, score=0.99)
        placement = Join(story_id=story_id, matches=(match,))
        relations = ((article.id, "lead"), (an_article().id, "copy"))
        with store.filer.filing() as desk:
            desk.file(a_filing(claim, article, placement=placement, lead=article.id, relations=relations))
        after = store.catalog.story(story_id)
        assert before is not None
        assert after is not None
        assert (after.id, after.filed, after.updated) == (before.id, before.filed, before.updated)
        assert (after.lead, after.headline, after.revision) == (article.id, article.headline, 2)

    def _take_over(self, store: Store, story_id: str, body: str, **changes: object) -> str:
        """File an article that joins a story and leads it from now on; return the article's id."""
        claim = store.claim_one(body, name=f"{hash(body)}.txt")
        article = an_article(body, document=f"{hash(body)}.txt", **changes)
        first = store.catalog.story(story_id)
        assert first is not None
        match = Match(article_id=first.lead, story_id=story_id, score=0.9)
        with store.filer.filing() as desk:
            desk.file(
                a_filing(
                    claim,
                    article,
                    placement=Join(story_id=story_id, matches=(match,)),
                    relations=((article.id, "lead"), (first.lead, "version")),
                )
            )
        return article.id

    def test_a_later_version_from_the_same_sender_is_written_down_with_what_changed(self, store: Store) -> None:
        first = an_article(source="antara")
        story_id = store.file_one(article=first)
        store.clock.forward(60)
        self._take_over(store, story_id, FLOOD.replace("320 keluarga", "345 keluarga"), source="antara")
        store.clock.forward(60)
        self._take_over(store, story_id, FLOOD.replace("320", "345").replace("setempat", "daerah"), source="antara")
        story = store.catalog.story(story_id)
        assert story is not None
        figures, wording = story.revisions
        assert (figures.at, figures.before) == (NOON + timedelta(seconds=60), first.id)
        assert figures.changes == (Change(kind="figures", before=("320",), after=("345",)),)
        assert (wording.at, wording.changes) == (NOON + timedelta(seconds=120), ())
        assert story.updated == story.filed == NOON

    def test_versions_are_known_by_their_guid_too(self, store: Store) -> None:
        story_id = store.file_one(article=an_article(guid="urn:contoh:1"))
        self._take_over(store, story_id, CUP, guid="urn:contoh:1")
        story = store.catalog.story(story_id)
        assert story is not None
        assert story.revisions[0].changes[0].kind == "figures"

    def test_the_text_of_another_outlet_is_no_version(self, store: Store) -> None:
        story_id = store.file_one(article=an_article(source="antara"))
        self._take_over(store, story_id, FLOOD.replace("320", "345"), source="kompas")
        story = store.catalog.story(story_id)
        assert story is not None
        assert (story.revision, story.revisions) == (2, ())

    def test_stories_changed_materially_are_listed_the_last_changed_first(self, store: Store) -> None:
        prices = "Harga cabai naik di pasar induk."
        flood = store.file_one(article=an_article(source="antara"))
        cup = store.file_one(CUP, article=an_article(CUP, source="antara"))
        spelt = store.file_one(prices, article=an_article(prices, source="antara"))
        store.clock.forward(60)
        self._take_over(store, cup, CUP.replace("74 menit", "75 menit"), source="antara")
        self._take_over(store, flood, FLOOD.replace("320", "345"), source="antara")
        self._take_over(store, spelt, "Harga cabai naik lagi di pasar induk.", source="antara")
        assert [story.id for story in store.catalog.revised("semua", 10)] == [flood, cup]
        assert [story.id for story in store.catalog.revised("semua", 1)] == [flood]
        assert store.catalog.revised("olahraga", 10) == []

    def test_a_story_that_is_hidden_is_withdrawn_from_its_topics_until_it_is_shown(self, store: Store) -> None:
        story_id = store.file_one()
        article = an_article().id
        part = Part(articles=(article,), lead=article, relations=((article, "lead"),))
        store.clock.forward(60)
        for _ in range(2):
            with store.filer.filing() as desk:
                desk.regroup([replace(part, is_hidden=True)])
        (withdrawal,) = store.catalog.withdrawals("bencana", 10)
        assert withdrawal.id == story_id
        assert withdrawal.at >= NOON + timedelta(seconds=60)
        assert [each.id for each in store.catalog.withdrawals("semua", 10)] == [story_id]
        assert store.catalog.withdrawals("olahraga", 10) == store.catalog.withdrawals("semua", 0) == []
        with store.filer.filing() as desk:
            desk.regroup([part])
        assert store.catalog.withdrawals("bencana", 10) == []

    def _file_many(self, store: Store, number: int) -> list[str]:
        """File stories a minute apart; return their ids."""
        ids = []
        for _ in range(number):
            store.clock.forward(60)
            text = f"{FLOOD} Pukul {store.clock():%H.%M}."
            ids.append(store.file_one(text, article=an_article(text, source="antara")))
        return ids

    def _close(self, store: Store, window: int = 4, **shown: bool) -> int:
        shown = {"has_stories": True, "has_revisions": False} | shown
        return store.upkeep.close_pages("semua", window=window, **shown)

    def _on_page(self, store: Store, page: int) -> list[str]:
        return [story.id for story in store.catalog.archive_page("semua", page).stories]

    def test_a_page_is_closed_when_what_is_on_none_fills_the_feed(self, store: Store) -> None:
        ids = self._file_many(store, 3)
        assert self._close(store) == 0
        ids += self._file_many(store, 1)
        assert self._close(store) == self._close(store) == 1
        assert self._on_page(store, 1) == [ids[1], ids[0]]
        assert self._on_page(store, 2) == []

    def test_a_burst_closes_as_many_pages_as_it_fills(self, store: Store) -> None:
        ids = self._file_many(store, 9)
        assert self._close(store) == 3
        assert [self._on_page(store, page) for page in (1, 2, 3)] == [ids[1::-1], ids[3:1:-1], ids[5:3:-1]]

    def test_what_is_hidden_is_told_once_on_its_page_and_never_shown_there_again(self, store: Store) -> None:
        ids = self._file_many(store, 4)
        self._close(store)
        article = store.catalog.archive_page("semua", 1).stories[1].lead
        part = Part(articles=(article,), lead=article, relations=((article, "lead"),), is_hidden=True)
        for each in (part, replace(part, is_hidden=False)):
            with store.filer.filing() as desk:
                desk.regroup([each])
        page = store.catalog.archive_page("semua", 1)
        assert [story.id for story in page.stories] == [ids[1]]
        assert [withdrawal.id for withdrawal in page.withdrawals] == [ids[0]]
        assert store.upkeep.untold_pages("semua") == [1]
        store.upkeep.mark_told("semua", [1])
        assert store.upkeep.untold_pages("semua") == []

    def test_a_revision_is_an_appearance_of_its_own_where_updates_resurface(self, store: Store) -> None:
        (flood,) = self._file_many(store, 1)
        first = store.catalog.story(flood)
        assert first is not None
        for figure in ("345", "400", "500"):
            store.clock.forward(60)
            self._take_over(store, flood, FLOOD.replace("320", figure), source="antara")
        assert self._close(store, has_revisions=True) == 1
        newer, older = store.catalog.archive_page("semua", 1).stories
        assert (newer.id, older.id) == (flood, flood)
        assert (len(newer.revisions), len(older.revisions)) == (1, 0)
        assert older.lead == first.lead != newer.lead
        assert self._close(store, window=2, has_stories=False, has_revisions=True) == 2

    def test_a_merge_keeps_the_older_id_and_the_other_still_finds_it(self, store: Store) -> None:
        older = store.file_one()
        store.clock.forward(1)
        younger = store.file_one(CUP, topics=("semua", "olahraga"))
        article = an_article("penghubung " + FLOOD)
        claim = store.claim_one("penghubung " + FLOOD)
        matches = (
            Match(article_id=an_article().id, story_id=older, score=0.9),
            Match(article_id=an_article(CUP).id, story_id=younger, score=0.8),
        )
        filing = a_filing(
            claim,
            article,
            placement=Merge(story_id=older, absorbed=(younger,), matches=matches),
            lead=an_article().id,
            relations=((an_article().id, "lead"), (article.id, "copy"), (an_article(CUP).id, "copy")),
        )
        with store.filer.filing() as desk:
            assert desk.opened([older, younger, "urn:uuid:0"]).keys() == {older, younger}
            assert desk.file(filing) == older
        (story,) = store.catalog.stories()
        assert story.id == older
        assert len(story.carriers) == 3
        assert set(story.topics) == {"semua", "bencana", "olahraga"}
        absorbed = store.catalog.story(younger)
        assert absorbed == story
        assert store.catalog.status().stories == 1

    def test_an_id_absorbed_twice_over_finds_the_last_story(self, store: Store) -> None:
        ids = []
        for number in range(3):
            store.clock.forward(1)
            ids.append(store.file_one(f"{number} {CUP}"))
        for turn, (keeper, other) in enumerate(((ids[1], ids[2]), (ids[0], ids[1]))):
            text = f"penghubung {turn}"
            placement = Merge(story_id=keeper, absorbed=(other,), matches=())
            claim = store.claim_one(text, name=text)
            with store.filer.filing() as desk:
                desk.file(a_filing(claim, placement=placement))
        found = [store.catalog.story(each) for each in ids]
        assert {story.id for story in found if story} == {ids[0]}

    # --- what is learned

    def test_what_is_background_of_an_article_is_kept(self, store: Store) -> None:
        store.file_one(background=frozenset({(40, 52), (52, 60)}))
        (article_id,) = (each.article.id for each in store.catalog.articles())
        assert store.catalog.background([article_id, "unknown"]) == {article_id: frozenset({(40, 52), (52, 60)})}
        with store.filer.filing() as desk:
            assert desk.unsettled(9) == []

    def test_an_article_whose_background_grows_is_unsettled_until_it_is_judged_anew(self, store: Store) -> None:
        store.file_one(background=frozenset({(40, 52)}))
        (article_id,) = (each.article.id for each in store.catalog.articles())
        for _ in range(2):
            with store.filer.filing() as desk:
                desk.learn({article_id: frozenset({(40, 52), (52, 60)})})
                assert desk.unsettled(9) == [article_id]
        with store.filer.filing() as desk:
            assert desk.background([article_id]) == {article_id: frozenset({(40, 52), (52, 60)})}
            assert not desk.settle(article_id, {})
            assert desk.unsettled(9) == []

    def test_pairs_judged_anew_are_accepted_or_refused_from_either_side(self, store: Store) -> None:
        store.file_one(FLOOD)
        store.file_one(CUP)
        one, other = sorted(each.article.id for each in store.catalog.articles())
        for first, second in ((one, other), (other, one)):
            with store.filer.filing() as desk:
                assert desk.settle(first, {second: 0.75})
                assert not desk.settle(second, {first: 0.75})
                assert not desk.settle(second, {first: 0.5})
                assert [score for *_, score in desk.component([one]).pairs] == [0.5]
                assert not desk.settle(first, {})
                assert desk.component([one]).pairs != ()
                assert desk.settle(first, {second: None})
                assert not desk.settle(second, {first: None})
                assert desk.component([one]).pairs == ()

    def test_story_ids_are_uuids_and_never_given_twice(self, store: Store) -> None:
        one, other = store.file_one(), store.file_one(CUP)
        assert one.startswith("urn:uuid:")
        assert len(one) == 45
        assert one != other

    def test_stories_filed_at_one_instant_have_one_order(self, store: Store) -> None:
        ids = [store.file_one(f"{n} {FLOOD}") for n in range(3)]
        stories = store.catalog.stories()
        assert [story.id for story in stories] == ids[::-1]
        assert len({story.filed for story in stories}) == 3

    # --- catalog

    def test_stories_are_listed_by_topic_source_time_and_limit(self, store: Store) -> None:
        flood = store.file_one()
        store.clock.forward(60)
        claim = store.claim_one(CUP, source="bola")
        with store.filer.filing() as desk:
            cup = desk.file(a_filing(claim, topics=("semua", "olahraga")))
        catalog = store.catalog
        assert [story.id for story in catalog.stories()] == [cup, flood]
        assert [story.id for story in catalog.stories(limit=1)] == [cup]
        assert [story.id for story in catalog.stories(topic="olahraga")] == [cup]
        assert [story.id for story in catalog.stories(source="bola")] == [cup]
        assert [story.id for story in catalog.stories(since=NOON + timedelta(seconds=60))] == [cup]
        assert catalog.stories(topic="agama") == []
        assert [story.id for story in catalog.stories(before=catalog.stories()[0].filed)] == [flood]
        assert [story.id for story in catalog.stories(topic="semua", before=catalog.stories()[1].filed)] == []

    def test_articles_are_listed_by_topic_source_time_and_limit(self, store: Store) -> None:
        store.file_one()
        claim = store.claim_one(CUP, source="bola")
        late = an_article(CUP, source="bola", received=NOON + timedelta(minutes=1))
        with store.filer.filing() as desk:
            desk.file(a_filing(claim, late, topics=("semua", "olahraga")))

        def listed(**choice: object) -> list[str]:
            return [each.article.id for each in store.catalog.articles(**choice)]

        assert listed() == [late.id, an_article().id]
        assert listed(limit=1) == [late.id]
        assert listed(topic="olahraga") == [late.id]
        assert listed(source="bola") == [late.id]
        assert listed(since=NOON + timedelta(seconds=30)) == [late.id]
        assert listed(topic="raga") == []
        assert listed(before=late.id) == [an_article().id]
        assert listed(before=an_article().id) == []
        assert listed(before="0" * 20) == []

    def test_an_article_is_found_by_id_prefix_and_document(self, store: Store) -> None:
        claim = store.claim_one(name="antara/banjir.txt")
        with store.filer.filing() as desk:
            desk.file(a_filing(claim))
        store.queue.offer([an_arrival(name="antara/lagi.txt")])
        wanted = an_article().id
        for identifier in (wanted, wanted[:6], "antara/banjir.txt", "antara/lagi.txt"):
            found = store.catalog.article(identifier)
            assert found is not None, identifier
            assert found.article.id == wanted
        for identifier in (wanted[:5], "ffffff", "nowhere.txt", ""):
            assert store.catalog.article(identifier) is None

    def test_a_story_is_found_by_id_uuid_and_prefix(self, store: Store) -> None:
        story_id = store.file_one()
        uuid = story_id.removeprefix("urn:uuid:")
        for identifier in (story_id, uuid, uuid.upper(), uuid[:8]):
            found = store.catalog.story(identifier)
            assert found is not None, identifier
            assert found.id == story_id
        for identifier in ("", "urn:uuid:", uuid[:5], "zzzzzz", "00000000-0000-0000-0000-000000000000"):
            assert store.catalog.story(identifier) is None

    def test_rejections_are_listed_newest_first(self, store: Store) -> None:
        for number, source in enumerate(("antara", "kompas")):
            claim = store.claim_one(f"rusak {number}", name=f"{number}.txt", source=source)
            store.clock.forward(1)
            with store.filer.filing() as desk:
                desk.reject(claim, "malformed", "mend it")
        assert [each.document for each in store.catalog.rejections()] == ["1.txt", "0.txt"]
        assert [each.document for each in store.catalog.rejections(limit=1)] == ["1.txt"]
        (only,) = store.catalog.rejections(source="antara")
        assert (only.document, only.reason, only.message, only.source) == (
            "0.txt",
            "malformed",
            "mend it",
            "antara",
        )

    # --- upkeep

    def test_a_topic_has_one_feed_identity_for_ever(self, store: Store) -> None:
        store.upkeep.declare_topics(["banjir", "bola"])
        identity = store.upkeep.feed_identity("banjir")
        store.clock.forward(3600)
        store.upkeep.declare_topics(["banjir"])
        assert store.upkeep.feed_identity("banjir") == identity
        assert store.upkeep.feed_identity("bola")[0] != identity[0]

    def test_filing_changes_the_topics_of_the_story_and_publishing_settles_them(self, store: Store) -> None:
        store.upkeep.declare_topics(["semua", "bencana", "olahraga"])
        store.upkeep.mark_published(store.upkeep.change_numbers())
        assert store.upkeep.changed_topics() == {}
        store.file_one()
        changed = store.upkeep.changed_topics()
        assert changed.keys() == {"semua", "bencana"}
        store.file_one(CUP)
        store.upkeep.mark_published(changed)
        assert store.upkeep.changed_topics().keys() == {"semua", "bencana"}
        statuses = {each.slug: each for each in store.catalog.status().topics}
        assert statuses["semua"].stories == 2
        assert statuses["semua"].published_at == NOON

    def test_topics_can_be_renewed(self, store: Store) -> None:
        story_id = store.file_one()
        store.upkeep.declare_topics(["semua", "bencana", "cuaca"])
        store.upkeep.mark_published(store.upkeep.change_numbers())
        assert store.upkeep.article_ids("", 10) == [an_article().id]
        assert store.upkeep.article_ids(an_article().id, 10) == []
        store.upkeep.retopic({an_article().id: ("semua", "cuaca")})
        story = store.catalog.story(story_id)
        assert story is not None
        assert story.topics == ("semua", "cuaca")
        assert store.catalog.stories(topic="bencana") == []
        assert store.upkeep.changed_topics().keys() == {"semua", "bencana", "cuaca"}
        store.upkeep.mark_published(store.upkeep.change_numbers())
        store.upkeep.retopic({an_article().id: ("semua", "cuaca")})
        assert store.upkeep.changed_topics() == {}

    def test_topics_no_longer_in_force_are_forgotten_but_not_their_feeds_id(self, store: Store) -> None:
        store.upkeep.declare_topics(["semua", "banjir"])
        identity, _ = store.upkeep.feed_identity("banjir")
        assert store.upkeep.drop_topics(["semua"]) == ["banjir"]
        assert store.upkeep.drop_topics(["semua"]) == []
        assert [each.slug for each in store.catalog.status().topics] == ["semua"]
        store.upkeep.declare_topics(["banjir"])
        assert store.upkeep.feed_identity("banjir")[0] == identity

    def test_the_topics_digest_is_kept(self, store: Store) -> None:
        assert store.upkeep.topics_digest() is None
        for digest in ("one", "two"):
            store.upkeep.set_topics_digest(digest)
            assert store.upkeep.topics_digest() == digest

    def test_signatures_of_another_scheme_are_renewed(self, store: Store) -> None:
        old = replace(sign(an_article()), scheme="old")
        store.file_one(signature=old)
        assert store.upkeep.outdated_signatures(SCHEME, 10) == [an_article().id]
        store.upkeep.set_signature_scheme("old")
        assert store.upkeep.signature_scheme() == "old"
        store.upkeep.resign({an_article().id: sign(an_article())})
        assert store.upkeep.outdated_signatures(SCHEME, 10) == []
        assert store.upkeep.signature_scheme() is None

    # --- furniture

    def file_imprinted(self, store: Store, names: Iterable[str], source: str = "sore") -> list[str]:
        """File stories with their outlet's imprint under each; return the articles' ids."""
        ids = []
        for name in names:
            claim = store.claim_one(unrelated.dropped(name), name=f"{source}/{name}.txt", source=source)
            headline, _, body = unrelated.dropped(name).strip().partition("\n\n")
            article = replace(an_article(), id=claim.document.key[:20], headline=headline, body=body, source=source)
            with store.filer.filing() as desk:
                desk.file(a_filing(claim, article, lead=article.id, relations=((article.id, "lead"),)))
            ids.append(article.id)
        return ids

    def learn(self, store: Store, stories: int = 4) -> None:
        with store.filer.filing() as desk:
            while desk.learn_furniture(stories):
                pass

    def test_what_recurs_over_unrelated_stories_is_read_no_more(self, store: Store) -> None:
        ids = self.file_imprinted(store, list(unrelated.STORIES)[:4])
        assert store.catalog.readable(ids) == store.catalog.bodies(ids)
        self.learn(store)
        stored = store.catalog.bodies(ids)
        for each, article in store.catalog.readable(ids).items():
            assert f"{article.body}\n\n{unrelated.IMPRINT}" == stored[each].body
        summary = store.catalog.article(ids[0])
        assert summary is not None
        assert store.catalog.shown(summary).recurring == (unrelated.IMPRINT,)

    def test_learning_furniture_touches_every_topic_once(self, store: Store) -> None:
        store.upkeep.declare_topics(["cuaca"])
        self.file_imprinted(store, list(unrelated.STORIES)[:4])
        topics = store.upkeep.change_numbers().keys()
        for stories, touched in ((4, topics), (4, set()), (5, topics), (5, set())):
            before = store.upkeep.change_numbers()
            self.learn(store, stories)
            after = store.upkeep.change_numbers()
            assert {slug for slug in before if after[slug] != before[slug]} == touched

    def test_another_number_of_stories_makes_all_learned_anew(self, store: Store) -> None:
        ids = self.file_imprinted(store, list(unrelated.STORIES)[:4])
        for stories, is_left_out in ((4, True), (5, False), (4, True), (0, False)):
            self.learn(store, stories)
            assert (store.catalog.readable(ids) != store.catalog.bodies(ids)) == is_left_out

    def test_furniture_that_recurs_too_seldom_is_text_again(
        self, store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(furniture, "LEAST_SHARE", 0.9)
        ids = self.file_imprinted(store, list(unrelated.STORIES)[:4])
        self.learn(store)
        assert store.catalog.readable(ids) != store.catalog.bodies(ids)
        for number in range(2):
            claim = store.claim_one(f"{CUP} {number}", name=f"sore/{number}.txt", source="sore")
            with store.filer.filing() as desk:
                desk.file(a_filing(claim))
        self.learn(store)
        assert store.catalog.readable(ids) == store.catalog.bodies(ids)

    def test_learning_goes_on_where_it_stopped(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sindikasi.storage.furniture._AT_ONCE", 2)
        ids = self.file_imprinted(store, list(unrelated.STORIES)[:5])
        with store.filer.filing() as desk:
            assert [desk.learn_furniture(4) for _ in range(3)] == [True, True, False]
        assert store.catalog.readable(ids) != store.catalog.bodies(ids)

    # --- sources

    def file_from(self, store: Store, text: str, source: str, **changes: object) -> str:
        """File an article of a source; return its story."""
        claim = store.claim_one(text, name=f"{source}/{hash(text)}.txt", source=source)
        with store.filer.filing() as desk:
            return desk.file(a_filing(claim, **changes))

    def source_changes(self, store: Store) -> dict[str, int]:
        return {each.name: each.changed for each in store.upkeep.sources()}

    def test_a_source_is_known_from_its_first_article_on(self, store: Store) -> None:
        self.file_from(store, FLOOD, "kompas")
        store.clock.forward(60)
        self.file_from(store, CUP, "antara")
        store.file_one("Tanpa sumber.")
        held = store.upkeep.sources()
        assert [each.name for each in held] == ["kompas", "antara"]
        assert [each.created for each in held] == [NOON, NOON + timedelta(seconds=60)]
        assert all(each.is_due for each in held)
        assert store.catalog.source_names() == ["antara", "kompas"]

    def test_every_source_of_a_story_changes_with_it_and_no_other(self, store: Store) -> None:
        story = self.file_from(store, FLOOD, "kompas")
        self.file_from(store, CUP, "tempo")
        before = self.source_changes(store)
        join = Join(story_id=story, matches=())
        self.file_from(store, f"{FLOOD} x", "antara", placement=join)
        after = self.source_changes(store)
        assert after["kompas"] > before["kompas"]
        assert after["tempo"] == before["tempo"]
        assert "antara" in after

    def test_making_stories_anew_touches_the_sources_of_all_parts(self, store: Store) -> None:
        story = self.file_from(store, FLOOD, "kompas")
        self.file_from(store, f"{FLOOD} x", "antara", placement=Join(story_id=story, matches=()))
        one, other = (each.article_id for each in store.catalog.stories()[0].carriers)
        before = self.source_changes(store)
        with store.filer.filing() as desk:
            desk.regroup([Part(articles=(each,), lead=each, relations=((each, "lead"),)) for each in (one, other)])
        after = self.source_changes(store)
        assert all(after[name] > before[name] for name in ("antara", "kompas"))

    def test_a_source_is_due_until_it_was_published_as_it_is(self, store: Store) -> None:
        self.file_from(store, FLOOD, "antara")
        (before,) = store.upkeep.sources()
        self.file_from(store, CUP, "antara")
        store.upkeep.mark_sources_published({"antara": before.changed})
        (held,) = store.upkeep.sources()
        assert held.is_due
        store.upkeep.mark_sources_published({"antara": held.changed})
        assert not store.upkeep.sources()[0].is_due
        store.upkeep.renew_sources()
        assert store.upkeep.sources()[0].is_due

    def test_other_topics_of_a_story_touch_its_sources(self, store: Store) -> None:
        self.file_from(store, FLOOD, "antara")
        (article,) = store.upkeep.article_ids("", 10)
        before = self.source_changes(store)
        store.upkeep.retopic({article: ("semua", "bencana")})
        assert self.source_changes(store) == before
        store.upkeep.retopic({article: ("semua",)})
        assert self.source_changes(store)["antara"] > before["antara"]

    def test_furniture_that_is_learned_touches_every_source(self, store: Store) -> None:
        self.file_from(store, CUP, "tempo")
        before = self.source_changes(store)
        self.file_imprinted(store, list(unrelated.STORIES)[:4])
        self.learn(store)
        assert self.source_changes(store)["tempo"] > before["tempo"]

    @pytest.mark.parametrize("sparse", [20_000, 1])
    def test_a_source_carries_stories_by_texts_that_may_be_shown(
        self, store: Store, monkeypatch: pytest.MonkeyPatch, sparse: int
    ) -> None:
        monkeypatch.setattr("sindikasi.storage.sources._SPARSE", sparse)
        first = self.file_from(store, FLOOD, "antara")
        store.clock.forward(60)
        second = self.file_from(store, CUP, "antara")
        self.file_from(store, f"{CUP} lagi", "antara", placement=Join(story_id=second, matches=()))
        other = self.file_from(store, "Kabar lain.", "tempo")
        self.file_from(
            store, "Kabar lain, ditahan.", "antara", placement=Join(story_id=other, matches=()), standing="withheld"
        )
        self.file_from(store, "Kabar tersembunyi.", "antara", standing="withheld", is_hidden=True)
        carried = [story.id for story in store.catalog.stories(source="antara", limit=10)]
        assert carried == [second, first]
        assert [story.id for story in store.catalog.stories(source="antara")] == carried
        assert [story.id for story in store.catalog.stories(source="antara", limit=1)] == carried[:1]
        since = NOON + timedelta(seconds=30)
        assert [story.id for story in store.catalog.stories(source="antara", since=since, limit=9)] == [second]
        in_topic = store.catalog.stories(source="antara", topic="bencana")
        assert [story.id for story in in_topic] == carried

    def test_what_a_source_carried_and_was_withdrawn_is_told_once(self, store: Store) -> None:
        story = self.file_from(store, FLOOD, "antara")
        self.file_from(store, CUP, "tempo")
        kill = Join(story_id=story, matches=())
        self.file_from(store, "Berita ditarik.", "antara", placement=kill, standing="canceled", is_hidden=True)
        (gone,) = store.catalog.withdrawals_from("antara", 10)
        assert gone.id == story
        assert store.catalog.withdrawals_from("tempo", 10) == []
        assert store.catalog.withdrawals_from("antara", 0) == []

    # --- doubts

    def doubts(self, store: Store, limit: int = 10) -> list[tuple[str, str, bool]]:
        return [
            (each.article.headline, each.other.headline, each.is_joined)
            for each in store.catalog.doubts((0.25, 0.75), limit)
        ]

    def file_named(self, store: Store, headline: str, **changes: object) -> tuple[str, str]:
        """File an article of that headline; return its id and its story's."""
        claim = store.claim_one(f"{headline}. {FLOOD}", name=f"{headline}.txt")
        article = an_article(f"{headline}. {FLOOD}", headline=headline, document=claim.document.name)
        with store.filer.filing() as desk:
            return article.id, desk.file(a_filing(claim, article, **changes))

    def test_a_near_miss_is_in_doubt_and_one_too_far_is_not(self, store: Store) -> None:
        one, _ = self.file_named(store, "satu")
        other, _ = self.file_named(store, "dua")
        self.file_named(store, "tiga", near_misses=((one, 0.3), (other, 0.2)))
        assert self.doubts(store) == [("tiga", "satu", False)]
        assert self.doubts(store, 0) == []

    def test_no_more_doubts_are_told_than_asked_for_the_newest_first(self, store: Store) -> None:
        one, _ = self.file_named(store, "satu")
        self.file_named(store, "dua", near_misses=((one, 0.3),))
        self.file_named(store, "tiga", near_misses=((one, 0.3),))
        assert self.doubts(store, 1) == [("tiga", "satu", False)]

    def test_near_misses_that_came_into_one_story_are_in_doubt_no_more(self, store: Store) -> None:
        one, story = self.file_named(store, "satu")
        self.file_named(store, "dua", near_misses=((one, 0.3),), placement=Join(story_id=story, matches=()))
        assert self.doubts(store) == []

    def test_of_two_stories_the_newest_pair_is_in_doubt(self, store: Store) -> None:
        one, story = self.file_named(store, "satu")
        surely = Match(article_id=one, story_id=story, score=0.9)
        other, _ = self.file_named(store, "dua", placement=Join(story_id=story, matches=(surely,)))
        self.file_named(store, "tiga", near_misses=((one, 0.3), (other, 0.4)))
        assert len(self.doubts(store)) == 1

    def test_a_pair_that_was_only_just_accepted_is_in_doubt(self, store: Store) -> None:
        one, story = self.file_named(store, "satu")
        barely = Match(article_id=one, story_id=story, score=0.6)
        self.file_named(store, "dua", placement=Join(story_id=story, matches=(barely,)))
        assert self.doubts(store) == [("dua", "satu", True)]
        assert store.catalog.doubts((0.25, 0.75), 9)[0].story == story

    def test_a_pair_that_surer_ones_tie_together_is_not_in_doubt(self, store: Store) -> None:
        one, story = self.file_named(store, "satu")
        first = Match(article_id=one, story_id=story, score=0.9)
        other, _ = self.file_named(store, "dua", placement=Join(story_id=story, matches=(first,)))
        barely = Match(article_id=one, story_id=story, score=0.6)
        surely = Match(article_id=other, story_id=story, score=0.9)
        self.file_named(store, "tiga", placement=Join(story_id=story, matches=(barely, surely)))
        assert self.doubts(store) == []

    @pytest.mark.parametrize("kind", ["split", "merge"])
    def test_what_an_editor_ruled_on_is_in_doubt_no_more(self, store: Store, kind: str) -> None:
        one, story = self.file_named(store, "satu")
        barely = Match(article_id=one, story_id=story, score=0.6)
        other, _ = self.file_named(store, "dua", placement=Join(story_id=story, matches=(barely,)))
        third, _ = self.file_named(store, "tiga", near_misses=((one, 0.4),))
        assert len(self.doubts(store)) == 2
        with store.filer.filing() as desk:
            desk.rule(kind, [(other, one)])  # type: ignore[arg-type]
            desk.rule("split", [(one, third)])
        assert self.doubts(store) == []

    def test_what_may_not_be_shown_is_in_no_doubt(self, store: Store) -> None:
        one, _ = self.file_named(store, "satu", standing="withheld", is_hidden=True)
        self.file_named(store, "dua", near_misses=((one, 0.4),))
        assert self.doubts(store) == []

    def test_a_pair_judged_again_is_in_doubt_as_it_is_judged_now(self, store: Store) -> None:
        one, _ = self.file_named(store, "satu")
        other, _ = self.file_named(store, "dua", near_misses=((one, 0.4),))
        with store.filer.filing() as desk:
            desk.settle(one, {other: None}, ())
        assert self.doubts(store) == []
        with store.filer.filing() as desk:
            desk.settle(one, {other: None}, ((other, 0.3),))
        assert self.doubts(store) == [("satu", "dua", False)]
