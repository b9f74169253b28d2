"""What a newcomer teaches is applied to what was filed before: stories are a function of the set of articles."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from sindikasi.flow import editorial, judging
from sindikasi.flow.explain import explain_pair
from sindikasi.flow.placing import Placing
from tests.flow.newsroom import Newsroom
from tests.followups import CANAL, COOPERATIVE, FILES, SCHOOLS, dropped

DROPPED = tuple(
    (f"{outlet}/{name}.txt", dropped(news))
    for outlet in ("suara", "warta")
    for name, news in (("canal", CANAL), ("schools", SCHOOLS), ("cooperative", COOPERATIVE))
)
ALONE = {frozenset({name}) for name, _ in DROPPED[:3]}
CARRIED = {frozenset({f"suara/{name}.txt", f"warta/{name}.txt"}) for name in ("canal", "schools", "cooperative")}


def test_what_shows_their_background_parts_two_articles_filed_as_one_story(newsroom: Newsroom) -> None:
    newsroom.take(*DROPPED[:2])
    assert newsroom.groups() == {frozenset({"suara/canal.txt", "suara/schools.txt"})}
    newsroom.take(DROPPED[2])
    assert newsroom.groups() == ALONE


def test_the_story_keeps_its_id_with_the_text_it_shows(newsroom: Newsroom) -> None:
    newsroom.take(*DROPPED[:2])
    before = newsroom.story()
    newsroom.clock.forward(60)
    newsroom.take(DROPPED[2])
    after = newsroom.catalog.story(before.id)
    assert after is not None
    assert (after.lead, after.filed) == (before.lead, before.filed)
    assert len(after.carriers) == 1
    assert len({story.id for story in newsroom.catalog.stories()}) == 3


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_any_order_of_arrival_gives_the_same_stories(tmp_path: Path, order: tuple[int, ...]) -> None:
    at_once, one_by_one = Newsroom(tmp_path / "at once"), Newsroom(tmp_path / "one by one")
    at_once.take(*(DROPPED[n] for n in order))
    for n in order:
        one_by_one.take(DROPPED[n])
    assert at_once.groups() == one_by_one.groups() == ALONE
    at_once.close()
    one_by_one.close()


@pytest.mark.parametrize("order", list(permutations(range(6)))[::71], ids=str)
def test_with_the_copies_of_another_outlet_any_order_gives_the_same_stories(
    tmp_path: Path, order: tuple[int, ...]
) -> None:
    newsroom = Newsroom(tmp_path)
    newsroom.take(*(DROPPED[n] for n in order))
    assert newsroom.groups() == CARRIED
    newsroom.close()


def test_a_restart_between_arrivals_changes_nothing(tmp_path: Path) -> None:
    for each in DROPPED[:3]:
        newsroom = Newsroom(tmp_path)
        newsroom.take(each)
        groups = newsroom.groups()
        newsroom.close()
    assert groups == ALONE


def test_what_is_out_of_the_window_teaches_nothing(tmp_path: Path) -> None:
    newsroom = Newsroom(tmp_path, window_days=5)
    newsroom.take(*DROPPED[:2])
    newsroom.clock.forward(6 * 86400)
    newsroom.take(DROPPED[2])
    assert frozenset({"suara/canal.txt", "suara/schools.txt"}) in newsroom.groups()
    newsroom.close()


def test_what_an_editor_joined_stays_joined(newsroom: Newsroom) -> None:
    newsroom.take(*DROPPED[:2])
    newsroom.take(("antara/lain.txt", "Panen garam melimpah\n\nPetani garam di Rawa Jati memanen dua kali lipat.\n"))
    pair = [newsroom.article(name).story_id for name in ("suara/canal.txt", "antara/lain.txt")]
    one, other = (newsroom.catalog.story(each) for each in pair)
    assert one is not None
    assert other is not None
    editorial.merge(newsroom.filer, Placing(newsroom.grouping), one, other)
    newsroom.take(DROPPED[2])
    (joined,) = (each for each in newsroom.groups() if "antara/lain.txt" in each)
    assert len(joined) == 2
    assert len(newsroom.groups()) == 3


def test_what_an_editor_joined_of_the_pair_itself_outlives_what_is_learned(newsroom: Newsroom) -> None:
    newsroom.take(*DROPPED[:2])
    with newsroom.filer.filing() as desk:
        desk.rule("merge", [tuple(newsroom.article(name).article.id for name, _ in DROPPED[:2])])  # type: ignore[list-item]
    newsroom.take(DROPPED[2])
    assert frozenset({"suara/canal.txt", "suara/schools.txt"}) in newsroom.groups()


def test_what_one_filing_leaves_the_next_calls_settle(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "_AGAIN_AT_ONCE", 1)
    lane = newsroom.lane()
    for name, text in DROPPED[:3]:
        newsroom.drop(name, text)
    newsroom.receive()
    assert len(lane.run_once()) == 3
    with newsroom.filer.filing() as desk:
        assert len(desk.unsettled(9)) == 1
    assert lane.run_once() == []
    with newsroom.filer.filing() as desk:
        assert desk.unsettled(9) == []
    assert newsroom.groups() == ALONE


def test_judging_anew_is_bounded_by_pairs(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "_PAIRS_AT_ONCE", 1)
    newsroom.take(*DROPPED[:3])
    assert newsroom.groups() == ALONE
    with newsroom.filer.filing() as desk:
        assert desk.unsettled(9) == []


def test_versions_of_one_guid_stay_one_story_when_their_background_is_known(newsroom: Newsroom) -> None:
    def version(news: str, number: int) -> str:
        return f"---\ntitle: Bendungan Muara Sari\nguid: urn:x:{number}\n---\n\n{news}\n\n{FILES}\n"

    newsroom.take(("suara/a.md", version(CANAL, 1)), ("suara/b.md", version(SCHOOLS, 1)))
    assert newsroom.article("suara/a.md").article.guid == newsroom.article("suara/b.md").article.guid is not None
    newsroom.take(DROPPED[2])
    assert frozenset({"suara/a.md", "suara/b.md"}) in newsroom.groups()


def test_explain_shows_what_did_not_count(newsroom: Newsroom) -> None:
    newsroom.take(*DROPPED[:3])
    pair = [newsroom.article(name) for name, _ in DROPPED[:2]]
    found = explain_pair(*pair, newsroom.catalog, threshold=None)
    assert not found.verdict.joined
    assert found.background == tuple(FILES.split("\n"))
