"""What a source prints under all its stories is left out where they are shown, whatever came first."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from sindikasi.flow.placing import Placing
from sindikasi.storage.catalog import SqlCatalog
from sindikasi.storage.sqlite import Database
from tests.flow.newsroom import FLOOD, FLOOD_COPY, Newsroom
from tests.unrelated import IMPRINT, STORIES, dropped

SORE = [(f"sore/{name}.txt", dropped(name)) for name in STORIES]
NOBODY = [(f"{name}.txt", dropped(name)) for name in STORIES]


def shown(newsroom: Newsroom, names: Iterable[str]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return what readers see of documents, and what was left out."""
    found = {name: newsroom.catalog.shown(newsroom.article(name)) for name in names}
    return {name: (each.article.body, each.recurring) for name, each in found.items()}


def is_left_out(newsroom: Newsroom, *names: str) -> bool:
    found = shown(newsroom, names).values()
    assert len({IMPRINT in body for body, _ in found}) == 1
    return all(recurring == (IMPRINT,) and IMPRINT not in body for body, recurring in found)


def test_what_unrelated_stories_of_a_source_carry_is_left_out_of_all_of_them(newsroom: Newsroom) -> None:
    newsroom.take(*SORE[:3])
    assert not is_left_out(newsroom, "sore/jembatan.txt")
    newsroom.take(*SORE[3:5])
    assert is_left_out(newsroom, *(name for name, _ in SORE[:5]))


def test_the_stored_text_stays_as_it_came(newsroom: Newsroom) -> None:
    newsroom.take(*SORE[:5])
    article = newsroom.article("sore/kopi.txt").article
    assert article.body.endswith(IMPRINT)
    assert newsroom.catalog.bodies([article.id])[article.id] == article


def test_copies_of_one_story_teach_nothing(newsroom: Newsroom) -> None:
    carried = [
        FLOOD,
        FLOOD_COPY,
        *(f"{FLOOD}\nKetinggian air turun {n} sentimeter sejak subuh.\n" for n in range(2, 6)),
    ]
    newsroom.take(*((f"sore/{n}.txt", f"{text}\n{IMPRINT}\n") for n, text in enumerate(carried)))
    assert not is_left_out(newsroom, "sore/0.txt")


def test_what_one_source_prints_is_text_of_another(newsroom: Newsroom) -> None:
    newsroom.take(*SORE[:5], ("pagi/kopi.txt", dropped("kopi")))
    assert not is_left_out(newsroom, "pagi/kopi.txt")


def test_texts_of_nobody_teach_when_twice_so_many_tell_the_same(newsroom: Newsroom) -> None:
    newsroom.take(*NOBODY[:7])
    assert not is_left_out(newsroom, "kopi.txt")
    newsroom.take(NOBODY[7])
    assert is_left_out(newsroom, "kopi.txt")


def test_feeds_written_before_are_written_anew(newsroom: Newsroom) -> None:
    newsroom.take(*SORE[:3])
    newsroom.publisher().publish_all()
    ids = [story.id for story in newsroom.catalog.stories()]
    assert IMPRINT.encode() in newsroom.published()["semua.json"][0]
    newsroom.take(SORE[3])
    newsroom.publisher().publish_changed(["semua"])
    feed = newsroom.published()["semua.json"][0]
    assert IMPRINT.encode() not in feed
    assert all(each.encode() in feed for each in ids)
    assert [story.id for story in newsroom.catalog.stories()][1:] == ids


def test_what_is_learned_changes_no_story_and_no_time(newsroom: Newsroom) -> None:
    newsroom.take(*SORE[:3])
    before = {story.id: (story.updated, story.revision) for story in newsroom.catalog.stories()}
    newsroom.clock.forward(60)
    newsroom.take(*SORE[3:6])
    after = {story.id: (story.updated, story.revision) for story in newsroom.catalog.stories()}
    assert before.items() <= after.items()


def test_raising_the_number_brings_the_paragraph_back(newsroom: Newsroom) -> None:
    newsroom.take(*SORE[:5])
    newsroom.work(newsroom.lane(placing=Placing(replace(newsroom.grouping, furniture=6))))
    assert not is_left_out(newsroom, "sore/kopi.txt")
    newsroom.work(newsroom.lane(placing=Placing(replace(newsroom.grouping, furniture=0))))
    assert not is_left_out(newsroom, "sore/kopi.txt")
    newsroom.work()
    assert is_left_out(newsroom, "sore/kopi.txt")


def test_a_paragraph_the_settings_keep_stays(newsroom: Newsroom) -> None:
    newsroom.take(*SORE[:5])
    newsroom.catalog = SqlCatalog(newsroom.database, {"sore": (IMPRINT.upper(),)})
    assert not is_left_out(newsroom, "sore/kopi.txt")


@pytest.mark.parametrize("seed", range(4))
def test_any_order_at_once_or_one_by_one_with_restarts_shows_the_same(tmp_path: Path, seed: int) -> None:
    taken = [*SORE[:6], *NOBODY, *((f"pagi/{name}.txt", dropped(name)) for name in list(STORIES)[:3])]
    names = [name for name, _ in taken]
    at_once = Newsroom(tmp_path / "at once")
    at_once.take(*taken)
    for each in random.Random(seed).sample(taken, len(taken)):
        one_by_one = Newsroom(tmp_path / "one by one")
        one_by_one.take(each)
        one_by_one.close()
    one_by_one = Newsroom(tmp_path / "one by one")
    assert one_by_one.groups() == at_once.groups()
    assert shown(one_by_one, names) == shown(at_once, names)
    assert is_left_out(one_by_one, *names[:15])
    for each in (at_once, one_by_one):
        each.close()


def test_a_stop_before_it_was_learned_is_made_up_for_at_the_next_start(newsroom: Newsroom) -> None:
    for each in SORE[:5]:
        newsroom.drop(*each)
    newsroom.receive()
    newsroom.lane().run_once()
    assert not is_left_out(newsroom, "sore/kopi.txt")
    newsroom.work()
    assert is_left_out(newsroom, "sore/kopi.txt")


def test_a_store_of_an_earlier_version_is_learned_from_as_well(newsroom: Newsroom) -> None:
    newsroom.take(*SORE[:5])
    forget(newsroom.database)
    assert not is_left_out(newsroom, "sore/kopi.txt")
    newsroom.work()
    assert is_left_out(newsroom, "sore/kopi.txt")


def forget(database: Database) -> None:
    with database.writing() as connection:
        for table in ("furniture", "line_samples"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("DELETE FROM meta WHERE name = 'furniture'")
