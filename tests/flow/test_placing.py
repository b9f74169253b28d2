"""Where an article goes, over a real store: stories are what accepted pairs hold together."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from sindikasi.core import pairs
from sindikasi.core.background import Text
from sindikasi.core.pairs import Profile
from sindikasi.flow import judging
from sindikasi.flow.placing import is_agency_original
from sindikasi.flow.reading import Ready, sign_all
from sindikasi.model import Verdict
from tests.builders import NOON, Clock
from tests.flow.newsroom import CUP, CUP_COPY, FLOOD, FLOOD_COPY, RATES, Newsroom

DROPPED = (
    ("antara/banjir.txt", FLOOD),
    ("kompas/banjir.txt", FLOOD_COPY),
    ("antara/final.txt", CUP),
    ("tempo/final.txt", CUP_COPY),
    ("tempo/rates.txt", RATES),
)
GROUPS = {
    frozenset({"antara/banjir.txt", "kompas/banjir.txt"}),
    frozenset({"antara/final.txt", "tempo/final.txt"}),
    frozenset({"tempo/rates.txt"}),
}


@pytest.mark.parametrize("order", list(permutations(range(5)))[::7], ids=str)
def test_the_order_of_arrival_does_not_change_the_stories(tmp_path: Path, order: tuple[int, ...]) -> None:
    at_once, one_by_one = Newsroom(tmp_path / "at once"), Newsroom(tmp_path / "one by one")
    at_once.take(*(DROPPED[n] for n in order))
    for n in order:
        one_by_one.take(DROPPED[n])
        one_by_one.clock.forward(1)
    assert at_once.groups() == one_by_one.groups() == GROUPS
    at_once.close()
    one_by_one.close()


def test_processes_that_take_turns_make_the_same_stories(tmp_path: Path) -> None:
    clock = Clock()
    processes = [Newsroom(tmp_path, clock=clock) for _ in range(2)]
    for turn, dropped in enumerate(DROPPED):
        processes[turn % 2].take(dropped)
        clock.forward(1)
    assert processes[0].groups() == processes[1].groups() == GROUPS
    for each in processes:
        each.close()


class Strangers:
    """The pair rule, but for two outlets whose texts it never joins."""

    def __init__(self, one: str, other: str) -> None:
        self._pair = {one, other}
        self._judge = pairs.judge

    def __call__(self, one: Profile, other: Profile, *, threshold: float | None = None) -> Verdict:
        verdict = self._judge(one, other, threshold=threshold)
        if {one.outlet, other.outlet} != self._pair:
            return verdict
        return Verdict(
            joined=False,
            rule="strangers",
            score=0.0,
            jaccard=verdict.jaccard,
            containment=verdict.containment,
        )


@pytest.fixture
def _strangers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging.pairs, "judge", Strangers("antara", "kompas"))


CHAIN = (
    ("antara/a.txt", FLOOD),
    ("kompas/b.txt", FLOOD_COPY),
    ("tempo/c.txt", FLOOD + "\nLaporan: tim Tempo.\n"),
)


@pytest.mark.usefixtures("_strangers")
def test_an_article_that_ties_two_stories_merges_them_under_the_older_id(newsroom: Newsroom) -> None:
    (older,) = newsroom.take(CHAIN[0])
    newsroom.clock.forward(60)
    (younger,) = newsroom.take(CHAIN[1])
    assert younger.result == "opened"
    newsroom.clock.forward(60)
    (tie,) = newsroom.take(CHAIN[2])
    assert (tie.result, tie.story_id) == ("merged", older.story_id)
    assert newsroom.groups() == {frozenset(name for name, _ in CHAIN)}
    assert newsroom.story().id == older.story_id
    assert younger.story_id is not None
    assert newsroom.catalog.story(younger.story_id) == newsroom.story()
    assert [each.relation for each in newsroom.story().carriers].count("lead") == 1


@pytest.mark.usefixtures("_strangers")
@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_a_chain_of_pairs_is_one_story_in_any_order(newsroom: Newsroom, order: tuple[int, ...]) -> None:
    for n in order:
        newsroom.take(CHAIN[n])
        newsroom.clock.forward(1)
    assert newsroom.groups() == {frozenset(name for name, _ in CHAIN)}


@pytest.mark.parametrize("order", list(permutations(range(2))), ids=str)
def test_the_outlet_of_higher_priority_leads_in_any_order(tmp_path: Path, order: tuple[int, ...]) -> None:
    newsroom = Newsroom(tmp_path, priorities={"kompas": 10})
    for n in order:
        newsroom.take(DROPPED[n])
    assert newsroom.article(newsroom.story().lead).article.source == "kompas"
    assert newsroom.article("antara/banjir.txt").relation != "lead"
    newsroom.close()


def test_a_new_lead_changes_the_headline_and_not_the_id(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path, priorities={"kompas": 10})
    newsroom.take(DROPPED[0])
    before = newsroom.story()
    newsroom.clock.forward(3600)
    newsroom.take(DROPPED[1])
    after = newsroom.story()
    assert (after.id, after.filed, after.updated) == (before.id, before.filed, before.updated)
    assert after.headline != before.headline
    assert after.revision == before.revision + 1
    newsroom.close()


def test_a_story_is_in_the_topics_of_all_its_articles(newsroom: Newsroom) -> None:
    extra = FLOOD_COPY + "\nSementara itu tim bulu tangkis setempat membantu dapur umum.\n"
    newsroom.take(("antara/a.txt", FLOOD), ("kompas/b.txt", extra))
    assert newsroom.story().topics == ("semua", "bencana", "olahraga")


def dated(text: str, day: str) -> str:
    return f"---\ntitle: Banjir bandang rendam 14 desa\ndate: {day}\n---\n\n{text}"


@pytest.mark.parametrize(("day", "stories"), [("2026-11-15T05:00:00Z", 1), ("2026-11-15T04:59:59Z", 2)])
def test_articles_further_apart_than_the_window_are_never_one_story(tmp_path: Path, day: str, stories: int) -> None:
    newsroom = Newsroom(tmp_path, window_days=5)
    newsroom.take(("a.md", dated(FLOOD, "2026-11-20T05:00:00Z")), ("kompas/b.md", dated(FLOOD, day)))
    assert newsroom.article("a.md").article.published_basis == "metadata"
    assert newsroom.catalog.status().stories == stories
    newsroom.close()


@pytest.mark.parametrize(("days", "stories"), [(5.0, 1), (5.001, 2)])
def test_articles_without_a_date_are_compared_by_when_they_came(tmp_path: Path, days: float, stories: int) -> None:
    newsroom = Newsroom(tmp_path, window_days=5)
    newsroom.take(("a.txt", FLOOD))
    newsroom.clock.forward(days * 86400)
    newsroom.take(("kompas/b.txt", FLOOD))
    assert newsroom.article("a.txt").article.received == NOON
    assert newsroom.catalog.status().stories == stories
    newsroom.close()


@pytest.mark.usefixtures("newsroom")
def test_profiles_are_remembered_up_to_a_bound(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "_KNOWN_TEXTS", 1)
    lane = newsroom.lane()
    for dropped in DROPPED:
        newsroom.drop(*dropped)
        newsroom.work(lane)
    assert newsroom.groups() == GROUPS


def test_an_article_tried_again_is_still_known(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    """A filing that failed leaves the article in the memory of profiles, at an old place."""
    monkeypatch.setattr(judging, "_KNOWN_TEXTS", 2)
    newsroom.take(DROPPED[0], DROPPED[2])
    newsroom.drop(*DROPPED[1])
    newsroom.receive()
    (claim,) = newsroom.queue.claim("worker", lease_seconds=60, limit=1)
    lane = newsroom.lane()
    (read,) = newsroom.reading().read(claim.document)
    assert isinstance(read, Ready)
    (ready,) = sign_all([read])
    for article_id in (ready.article.id, "another"):
        lane._placing._judging._known[article_id] = Text(ready.article)
    with newsroom.filer.filing() as desk:
        placement, _ = lane._placing.file(desk, claim, ready, NOON)
    assert placement.story_id == newsroom.article("antara/banjir.txt").story_id  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("source", "credit", "expected"),
    [
        ("antara", "ANTARA News", True),
        ("antaranews", "Antara", True),
        ("kompas", "Antara", False),
        (None, "Antara", False),
        ("antara", None, False),
    ],
)
def test_an_agency_original_comes_from_the_agency_it_credits(
    source: str | None, credit: str | None, expected: bool
) -> None:
    assert is_agency_original(source, credit) is expected
