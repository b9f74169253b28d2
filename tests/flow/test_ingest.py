"""A document walks from the inbox to its story once, and no other document keeps it from doing so."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from structlog.testing import capture_logs

from sindikasi.errors import MalformedDocument, StorageUnavailable
from sindikasi.flow.readers import Read
from sindikasi.inbox.quarantine import Quarantine
from sindikasi.model import Claim, CleaningContext, Document, Filing, ParsedArticle
from sindikasi.ports import Desk, Filer
from tests.flow.newsroom import CUP, FLOOD, FLOOD_COPY, RATES, AtHand, Newsroom, Spoilt
from tests.unit.parsers.packing import COMPRESS, a_tar, a_zip

LEASE = 120.0
SPOILT = "Naskah ini rusak dan tidak pernah selesai dibaca oleh penyunting mana pun di sini."


def article_line(headline: str, text: str) -> str:
    return json.dumps({"title": headline, "text": text})


def article_lines(count: int) -> str:
    texts = (f"Kabar nomor {n} dari desa {n * 31} tiba pagi ini." for n in range(count))
    return "\n".join(article_line(f"Kabar {n}", text) for n, text in enumerate(texts))


# --- the usual way


def test_a_dropped_file_becomes_the_article_of_a_story(newsroom: Newsroom) -> None:
    (handled,) = newsroom.take(("antara/banjir.txt", FLOOD))
    assert (handled.document, handled.result) == ("antara/banjir.txt", "opened")
    article = newsroom.article("antara/banjir.txt")
    assert article.article.headline == "Banjir bandang rendam 14 desa di Luwu Utara"
    assert (article.article.source, article.story_id) == ("antara", handled.story_id)
    assert article.topics == ("semua", "bencana")
    assert newsroom.counts() == (0, 1, 0)
    assert handled.milliseconds > 0


def test_the_same_content_twice_is_one_article(newsroom: Newsroom) -> None:
    newsroom.take(("a.txt", FLOOD), ("b.txt", FLOOD))
    newsroom.take(("c.txt", FLOOD))
    assert newsroom.groups() == {frozenset({"a.txt"})}
    assert newsroom.counts() == (0, 1, 0)
    assert [name for name, _ in newsroom.catalog.repeats(newsroom.story().lead)] == ["b.txt", "c.txt"]


def test_near_copies_of_two_outlets_are_one_story(newsroom: Newsroom) -> None:
    handled = newsroom.take(("antara/a.txt", FLOOD), ("kompas/b.txt", FLOOD_COPY), ("kompas/c.txt", CUP))
    assert [each.result for each in handled] == ["opened", "joined", "opened"]
    assert newsroom.groups() == {frozenset({"antara/a.txt", "kompas/b.txt"}), frozenset({"kompas/c.txt"})}
    assert newsroom.article("antara/a.txt").relation == "lead"
    assert newsroom.article("kompas/b.txt").relation == "copy"


def test_a_text_carried_word_for_word_by_another_outlet_is_a_copy(newsroom: Newsroom) -> None:
    newsroom.take(("antara/a.txt", FLOOD), ("kompas/a.txt", FLOOD))
    assert newsroom.groups() == {frozenset({"antara/a.txt", "kompas/a.txt"})}
    assert newsroom.article("kompas/a.txt").relation == "copy"


def test_more_documents_than_a_burst_are_all_handled(newsroom: Newsroom) -> None:
    dropped = [(f"{n}.txt", f"Kabar nomor {n} dari daerah {n * 7919} tiba pagi ini.") for n in range(120)]
    assert len(newsroom.take(*dropped)) == 120
    assert newsroom.counts() == (0, 120, 0)


def test_nothing_waiting_is_nothing_handled(newsroom: Newsroom) -> None:
    assert newsroom.lane().run_once() == []


def test_each_document_gets_one_line_in_the_log(newsroom: Newsroom, log: list[dict[str, Any]]) -> None:
    newsroom.take(("a.txt", FLOOD), ("b.json", "{"))
    opened, rejected = (each for each in log if each["event"] == "document")
    assert opened["document"] == "a.txt"
    assert opened["outcome"] == "opened"
    assert opened["article"] == newsroom.article("a.txt").article.id
    assert opened["story"] == newsroom.story().id
    assert opened["ms"] > 0
    assert (rejected["document"], rejected["outcome"]) == ("b.json", "rejected")
    assert rejected["reason"] == "malformed"


# --- refusals


def test_a_bad_file_is_refused_with_its_reason_and_holds_nobody_up(newsroom: Newsroom) -> None:
    handled = newsroom.take(("antara/rusak.json", b'{"title": '), ("antara/banjir.txt", FLOOD))
    assert [(each.document, each.result, each.reason) for each in handled] == [
        ("antara/rusak.json", "rejected", "malformed"),
        ("antara/banjir.txt", "opened", None),
    ]
    rejected = newsroom.inbox / "_rejected" / "antara"
    assert (rejected / "rusak.json").read_bytes() == b'{"title": '
    reason = json.loads((rejected / "rusak.json.reason.json").read_text())
    assert reason.keys() == {"document", "reason", "message", "at"}
    assert (reason["document"], reason["reason"]) == ("antara/rusak.json", "malformed")
    assert reason["at"] == "2026-11-20T12:00:00Z"
    assert not (newsroom.inbox / "_done/2026-11-20/antara/rusak.json").exists()
    assert newsroom.counts() == (0, 1, 1)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \n\t\n", "empty"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "unknown-format"),
        ("broken.json", b'{"title": "Banjir", ', "malformed"),
        ("neither.json", b'{"foo": 1}', "malformed"),
    ],
)
def test_a_refusal_has_a_short_code_and_a_remedy(newsroom: Newsroom, name: str, content: bytes, reason: str) -> None:
    (handled,) = newsroom.take((name, content))
    assert (handled.result, handled.reason) == ("rejected", reason)
    assert len(handled.message or "") > 20
    (rejection,) = newsroom.catalog.rejections()
    assert (rejection.document, rejection.reason, rejection.message) == (name, reason, handled.message)


def test_a_refused_file_dropped_again_is_tried_again(newsroom: Newsroom) -> None:
    newsroom.take(("rusak.json", b"{"))
    (handled,) = newsroom.take(("rusak.json", b"{"))
    assert handled.result == "rejected"
    assert newsroom.counts() == (0, 0, 1)
    names = {each.name for each in (newsroom.inbox / "_rejected").iterdir()}
    assert names == {"rusak.json", "rusak.json.reason.json"}


# --- containers


def test_json_lines_give_their_good_lines_and_refuse_the_bad_by_name(newsroom: Newsroom) -> None:
    lines = "\n".join([article_line("Banjir Luwu Utara", FLOOD), article_line("Final", CUP), '{"title": ', "", "42"])
    handled = {each.document: each for each in newsroom.take(("antara/lines.jsonl", lines))}
    assert {name: each.result for name, each in handled.items()} == {
        "antara/lines.jsonl": "unpacked",
        "antara/lines.jsonl#1": "opened",
        "antara/lines.jsonl#2": "opened",
        "antara/lines.jsonl#3": "rejected",
        "antara/lines.jsonl#5": "rejected",
    }
    assert newsroom.article("antara/lines.jsonl#2").article.source == "antara"
    assert {each.document for each in newsroom.catalog.rejections()} == {
        "antara/lines.jsonl#3",
        "antara/lines.jsonl#5",
    }
    assert (newsroom.inbox / "_rejected/antara/lines.jsonl#3").read_text() == '{"title":'
    assert (newsroom.inbox / "_done/2026-11-20/antara/lines.jsonl").read_text() == lines
    assert newsroom.counts() == (0, 2, 2)


def test_a_container_without_members_is_refused_as_empty(newsroom: Newsroom) -> None:
    (handled,) = newsroom.take(
        ("lines.jsonl", "\n\n\n"),
    )
    assert (handled.result, handled.reason) == ("rejected", "empty")


def test_a_container_repeated_after_a_crash_adds_no_member_twice(newsroom: Newsroom) -> None:
    newsroom.drop("lines.jsonl", article_line("Banjir", FLOOD) + "\n" + article_line("Final", CUP))
    newsroom.receive()

    class Crashing:
        """A queue whose process dies before the container is accounted for."""

        def __getattr__(self, name: str) -> Any:
            return getattr(newsroom.queue, name)

        def finish_container(self, claim: Claim) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        newsroom.lane(queue=Crashing()).run_once()
    newsroom.clock.forward(LEASE)
    newsroom.work()
    assert newsroom.groups() == {frozenset({"lines.jsonl#1"}), frozenset({"lines.jsonl#2"})}
    assert newsroom.counts() == (0, 2, 0)


def test_a_large_container_is_unpacked_whole(newsroom: Newsroom) -> None:
    lines = [article_line(f"Kabar {n}", f"Kabar nomor {n} dari desa {n * 31} tiba pagi ini.") for n in range(1100)]
    newsroom.drop("lines.jsonl", "\n".join(lines))
    newsroom.receive()
    (handled,) = newsroom.lane().run_once()
    assert handled.result == "unpacked"
    assert newsroom.counts() == (1100, 0, 0)


def test_a_stop_while_unpacking_leaves_the_container_for_the_next_start(newsroom: Newsroom) -> None:
    lines = [article_line(f"Kabar {n}", f"Kabar nomor {n} dari desa {n * 31} tiba pagi ini.") for n in range(600)]
    newsroom.drop("lines.jsonl", "\n".join(lines))
    newsroom.receive()
    stops = iter([False, True, True])

    class Halting(AtHand):
        """Tells of one part of a container a call."""

        def collect(self, wait_seconds: float) -> list[Read]:
            self.parts = getattr(self, "parts", None) or super().collect(wait_seconds)
            return [self.parts.pop(0)]

    lane = newsroom.lane(is_stopping=lambda: next(stops), readers=Halting(newsroom.reading()))
    assert lane.run_once() == []
    assert newsroom.counts() == (501, 0, 0)
    (handled, *_) = newsroom.lane(owner="next").run_once()
    assert handled.result == "unpacked"
    assert newsroom.counts()[0] < 600


# --- leases


def test_work_over_a_lost_lease_is_dropped(newsroom: Newsroom) -> None:
    other = newsroom.lane(owner="other", cleaners=())

    def dawdle() -> None:
        newsroom.clock.forward(LEASE)
        (done,) = other.run_once()
        assert done.result == "opened"

    newsroom.drop("a.txt", SPOILT)
    newsroom.receive()
    assert newsroom.lane(cleaners=[Spoilt(dawdle)]).run_once() == []
    assert newsroom.counts() == (0, 1, 0)
    assert newsroom.catalog.status().articles == 1


def test_an_unpacking_over_a_lost_lease_adds_nothing(newsroom: Newsroom) -> None:
    other = newsroom.lane(owner="other")

    class Slow:
        """A queue through which members go slowly."""

        def __getattr__(self, name: str) -> Any:
            return getattr(newsroom.queue, name)

        def finish_container(self, claim: Claim) -> None:
            newsroom.clock.forward(LEASE)
            assert other.run_once()[0].result == "unpacked"
            newsroom.queue.finish_container(claim)

    newsroom.drop("lines.jsonl", article_line("Banjir", FLOOD) + "\n" + article_line("Final", CUP))
    newsroom.receive()
    assert newsroom.lane(queue=Slow()).run_once() == []
    newsroom.work()
    assert newsroom.counts() == (0, 2, 0)


def test_a_lane_that_leaves_gives_back_what_it_claimed_ahead(newsroom: Newsroom) -> None:
    class OneByOne(AtHand):
        """Reads the first of what was handed in, and keeps the rest."""

        def collect(self, wait_seconds: float) -> list[Read]:
            rest, self._waiting = self._waiting[1:], self._waiting[:1]
            found = super().collect(wait_seconds)
            self._waiting = rest
            return found

    for name, text in (("a.txt", FLOOD), ("b.txt", CUP), ("c.txt", RATES)):
        newsroom.drop(name, text)
    newsroom.receive()
    lane = newsroom.lane(readers=OneByOne(newsroom.reading()))
    assert [each.document for each in lane.run_once()] == ["a.txt"]
    assert newsroom.queue.claim("other", lease_seconds=60, limit=9) == []
    lane.leave()
    lane.leave()
    claims = newsroom.queue.claim("other", lease_seconds=60, limit=9)
    assert [(claim.document.name, claim.tries) for claim in claims] == [("b.txt", 1), ("c.txt", 1)]


def test_a_stop_gives_back_what_is_not_read_yet(newsroom: Newsroom) -> None:
    newsroom.drop("a.txt", FLOOD)
    newsroom.drop("b.txt", CUP)
    newsroom.receive()
    assert newsroom.lane(is_stopping=lambda: True).run_once() == []
    claims = newsroom.queue.claim("other", lease_seconds=1, limit=9)
    assert [(claim.document.name, claim.tries) for claim in claims] == [("a.txt", 1), ("b.txt", 1)]


# --- faults: its own, and ours


def test_an_unforeseen_fault_refuses_only_its_document(newsroom: Newsroom) -> None:
    def fail() -> None:
        raise ZeroDivisionError("dibagi nol")

    newsroom.drop("rusak.txt", SPOILT)
    newsroom.drop("banjir.txt", FLOOD)
    handled = newsroom.work(newsroom.lane(cleaners=[Spoilt(fail)]))
    assert {each.document: each.reason for each in handled} == {"rusak.txt": "failed", "banjir.txt": None}
    (rejection,) = newsroom.catalog.rejections()
    assert "ZeroDivisionError: dibagi nol" in rejection.message
    assert (newsroom.inbox / "_rejected/rusak.txt").read_text() == SPOILT
    assert newsroom.counts() == (0, 1, 1)


def test_a_document_that_takes_too_much_memory_is_refused(newsroom: Newsroom) -> None:
    def fill() -> None:
        raise MemoryError

    newsroom.drop("rusak.txt", SPOILT)
    (handled,) = newsroom.work(newsroom.lane(cleaners=[Spoilt(fill)]))
    assert (handled.reason, "worker.memory" in (handled.message or "")) == ("too-costly", True)


def test_a_fault_of_ours_is_tried_again_when_the_lease_is_over(newsroom: Newsroom) -> None:
    faults: list[Exception] = [OSError(errno.EMFILE, "Too many open files")]

    def fail_once() -> None:
        if faults:
            raise faults.pop()

    newsroom.drop("rusak.txt", SPOILT)
    newsroom.drop("banjir.txt", FLOOD)
    newsroom.receive()
    lane = newsroom.lane(cleaners=[Spoilt(fail_once)])
    assert [each.document for each in lane.run_once()] == ["banjir.txt"]
    newsroom.clock.forward(LEASE - 0.001)
    assert lane.run_once() == []
    newsroom.clock.forward(0.001)
    assert [(each.document, each.result) for each in lane.run_once()] == [("rusak.txt", "opened")]


def test_a_fault_of_ours_that_stays_refuses_at_the_fourth_try(newsroom: Newsroom) -> None:
    def fail() -> None:
        raise OSError(errno.EIO, "Input/output error")

    newsroom.drop("rusak.txt", SPOILT)
    newsroom.receive()
    lane = newsroom.lane(cleaners=[Spoilt(fail)])
    for _ in range(3):
        assert lane.run_once() == []
        newsroom.clock.forward(LEASE)
    (handled,) = lane.run_once()
    assert (handled.result, handled.reason) == ("rejected", "failed")
    assert "4 times" in (handled.message or "")


def test_a_store_out_of_reach_ends_the_burst_and_loses_nothing(newsroom: Newsroom) -> None:
    class Busy:
        """A store whose lock is held by others, once."""

        @contextmanager
        def filing(self) -> Iterator[Desk]:
            if not hasattr(self, "was_asked"):
                self.was_asked = True
                raise StorageUnavailable("the store is busy")
            with newsroom.filer.filing() as desk:
                yield desk

    newsroom.drop("a.txt", CUP)
    newsroom.drop("banjir.txt", FLOOD)
    newsroom.receive()
    lane = newsroom.lane(filer=Busy())
    with pytest.raises(StorageUnavailable):
        lane.run_once()
    assert [each.document for each in lane.run_once()] == ["a.txt", "banjir.txt"]
    assert newsroom.counts() == (0, 2, 0)


class FaultyFiler:
    """A desk at which filing one document fails."""

    def __init__(self, filer: Filer, document: str, fault: Exception) -> None:
        self._filer, self._document, self._fault = filer, document, fault

    @contextmanager
    def filing(self) -> Iterator[Desk]:
        with self._filer.filing() as desk:
            yield _FaultyDesk(desk, self._document, self._fault)  # type: ignore[misc]


class _FaultyDesk:
    def __init__(self, desk: Desk, document: str, fault: Exception) -> None:
        self._desk, self._document, self._fault = desk, document, fault

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk, name)

    def file(self, filing: Filing) -> str:
        story_id = self._desk.file(filing)
        if filing.claim.document.name == self._document:
            raise self._fault
        return story_id


def test_a_fault_while_filing_refuses_only_its_document(newsroom: Newsroom) -> None:
    for name, text in (("a.txt", FLOOD), ("b.txt", CUP), ("c.txt", RATES)):
        newsroom.drop(name, text)
    filer = FaultyFiler(newsroom.filer, "b.txt", ValueError("tak terduga"))
    handled = newsroom.work(newsroom.lane(filer=filer))
    assert {each.document: each.result for each in handled} == {
        "a.txt": "opened",
        "b.txt": "rejected",
        "c.txt": "opened",
    }
    assert newsroom.groups() == {frozenset({"a.txt"}), frozenset({"c.txt"})}
    assert newsroom.counts() == (0, 2, 1)


def test_a_fault_of_ours_while_filing_leaves_only_its_document_for_later(newsroom: Newsroom) -> None:
    newsroom.drop("a.txt", FLOOD)
    newsroom.drop("b.txt", CUP)
    newsroom.receive()
    filer = FaultyFiler(newsroom.filer, "b.txt", OSError(errno.EIO, "Input/output error"))
    assert [each.document for each in newsroom.lane(filer=filer).run_once()] == ["a.txt"]
    newsroom.clock.forward(LEASE)
    assert [each.result for each in newsroom.lane().run_once()] == ["opened"]


def test_a_quarantine_that_cannot_be_written_holds_nobody_up(newsroom: Newsroom) -> None:
    class Full(Quarantine):
        """A folder on a full disk."""

        def refuse(self, *_: Any, **__: Any) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    lane = newsroom.lane(quarantine=Full(newsroom.inbox))
    newsroom.drop("rusak.json", b"{")
    for number, text in enumerate((FLOOD, CUP, RATES, FLOOD_COPY, "Gempa magnitudo lima guncang Ambon.")):
        newsroom.drop(f"{number}.txt", text)
        newsroom.receive()
        assert [each.document for each in lane.run_once()] == [f"{number}.txt"]
        newsroom.clock.forward(LEASE)
    (handled, *_) = [each for each in newsroom.work() if each.document == "rusak.json"]
    assert handled.reason == "malformed"


def test_a_fault_of_the_machine_never_gives_a_document_up_and_is_said_once(newsroom: Newsroom) -> None:
    newsroom.drop("a.txt", FLOOD)
    newsroom.receive()
    full = FaultyFiler(newsroom.filer, "a.txt", OSError(errno.ENOSPC, "No space left on device"))
    lane = newsroom.lane(filer=full)
    with capture_logs() as said:
        for _ in range(7):
            assert lane.run_once() == []
            newsroom.clock.forward(60)
    assert [each["event"] for each in said] == ["documents wait"]
    assert lane.fault == "cannot be put away: No space left on device"
    assert [each.result for each in newsroom.lane().run_once()] == ["opened"]


def test_after_a_fault_of_the_machine_a_document_is_tried_again_in_seconds(newsroom: Newsroom) -> None:
    newsroom.drop("a.txt", FLOOD)
    newsroom.receive()
    full = FaultyFiler(newsroom.filer, "a.txt", OSError(errno.ENOSPC, "No space left on device"))
    assert newsroom.lane(filer=full).run_once() == []
    lane = newsroom.lane()
    newsroom.clock.forward(4.999)
    assert lane.run_once() == []
    newsroom.clock.forward(0.001)
    assert [each.result for each in lane.run_once()] == ["opened"]


def test_a_document_accepted_at_last_leaves_quarantine(newsroom: Newsroom) -> None:
    class Stern:
        name = "stern"
        is_stern = True

        def clean(self, parsed: ParsedArticle, context: CleaningContext) -> ParsedArticle:
            if self.is_stern:
                raise MalformedDocument("not yet")
            return parsed

    stern = Stern()
    lane = newsroom.lane(cleaners=[stern])
    newsroom.drop("banjir.txt", FLOOD)
    (refused,) = newsroom.work(lane)
    assert refused.reason == "malformed"
    assert (newsroom.inbox / "_rejected" / "banjir.txt.reason.json").exists()
    stern.is_stern = False
    newsroom.drop("lagi.txt", FLOOD)
    (opened,) = newsroom.work(lane)
    assert opened.result == "opened"
    assert list((newsroom.inbox / "_rejected").iterdir()) == []
    assert newsroom.catalog.status().rejected == 0


# --- containers in containers, texts with metadata


def test_an_archive_in_an_archive_is_read_and_a_third_is_refused(newsroom: Newsroom) -> None:
    inner = a_zip({"final.txt": CUP, "lagi.json": json.dumps([{"title": "Gempa", "text": RATES}])})
    handled = newsroom.take(("paket.tar.gz", COMPRESS["gz"](a_tar({"banjir.txt": FLOOD, "dalam.zip": inner}))))
    refused = {each.document: each.reason for each in handled if each.result == "rejected"}
    assert refused == {"paket.tar.gz!dalam.zip!lagi.json": "unsafe"}
    assert newsroom.groups() == {
        frozenset({"paket.tar.gz!banjir.txt"}),
        frozenset({"paket.tar.gz!dalam.zip!final.txt"}),
    }
    assert newsroom.counts()[0] == 0


def test_what_was_too_deep_is_read_when_it_is_dropped_by_itself(newsroom: Newsroom) -> None:
    deep = COMPRESS["gz"](CUP.encode())
    newsroom.take(("a.zip", a_zip({"b.zip": a_zip({"final.txt.gz": deep})})))
    (handled, article) = newsroom.take(("final.txt.gz", deep))
    assert (handled.result, article.document) == ("unpacked", "final.txt.gz!final.txt")
    assert article.result == "opened"


def test_metadata_fills_the_article_of_its_text_and_is_none_itself(newsroom: Newsroom) -> None:
    told = json.dumps(
        {
            "title": "Empat belas desa terendam",
            "url": "https://a.example/1",
            "published": "2026-11-19T08:00:00+07:00",
        }
    )
    (handled,) = newsroom.take(("antara/x.txt", FLOOD), ("antara/x.json", told))
    assert handled.document == "antara/x.txt"
    article = newsroom.article("antara/x.txt").article
    assert (article.headline, article.url) == ("Empat belas desa terendam", "https://a.example/1")
    assert article.published.isoformat() == "2026-11-19T01:00:00+00:00"
    assert article.published_basis == "metadata"
    assert newsroom.counts() == (0, 1, 0)


def test_metadata_that_cannot_be_read_refuses_the_pair_whole(newsroom: Newsroom) -> None:
    told = '{"title": {"id": "Banjir"}, "url": "https://a.example/1"}'
    (handled,) = newsroom.take(("x.txt", FLOOD), ("x.json", told))
    assert (handled.result, handled.reason) == ("rejected", "malformed")
    rejected = {each.name for each in (newsroom.inbox / "_rejected").iterdir()}
    assert rejected == {"x.txt", "x.json", "x.txt.reason.json"}
    (article,) = newsroom.take(("x.txt", FLOOD), ("x.json", '{"title": "Banjir rendam 14 desa"}'))
    assert article.result == "opened"


def test_an_archive_that_breaks_off_keeps_what_was_whole(newsroom: Newsroom) -> None:
    content = a_tar({"banjir.txt": FLOOD, "final.txt": CUP})
    handled = newsroom.take(("potong.tar", content[:2600]))
    assert {each.document: each.result for each in handled} == {
        "potong.tar": "rejected",
        "potong.tar!banjir.txt": "opened",
    }
    assert newsroom.counts() == (0, 1, 1)


class Slowly(AtHand):
    """Tells one thing at a time, and each takes most of a minute."""

    def __init__(self, newsroom: Newsroom) -> None:
        super().__init__(newsroom.reading())
        self._newsroom = newsroom
        self._told: list[Read] = []
        self.handed_in: list[str] = []

    def hand_in(self, ticket: int, document: Document) -> None:
        self.handed_in.append(document.name)
        super().hand_in(ticket, document)

    def collect(self, wait_seconds: float) -> list[Read]:
        self._told += super().collect(wait_seconds)
        self._newsroom.clock.forward(50)
        return [self._told.pop(0)] if self._told else []


def test_a_container_that_takes_longer_than_its_lease_is_read_once(newsroom: Newsroom) -> None:
    newsroom.drop("panjang.jsonl", article_lines(2_100))
    readers = Slowly(newsroom)
    lane = newsroom.lane(readers=readers)
    newsroom.receive()
    while not any(each.result == "unpacked" for each in lane.run_once()):
        pass
    assert readers.handed_in.count("panjang.jsonl") == 1
    assert max(readers.handed_in.count(name) for name in readers.handed_in) == 1
