"""What an editor rules holds, and no subscriber sees an old entry come back as new."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from sindikasi.core.signature import sign
from sindikasi.errors import ConfigError
from sindikasi.flow import editorial
from sindikasi.flow.placing import Grouping, Placing
from sindikasi.flow.reading import Signed
from sindikasi.model import Story
from sindikasi.storage.catalog import SqlCatalog
from sindikasi.storage.filing import SqlFiler
from sindikasi.storage.queue import SqlQueue
from sindikasi.storage.sqlite import Database
from tests.builders import CUP, FLOOD, NOON, Clock, an_arrival, an_article


class Desk:
    """A store with the lane's own way of placing articles."""

    def __init__(self, database: Database) -> None:
        self.clock = Clock()
        self.queue = SqlQueue(database, self.clock)
        self.filer = SqlFiler(database, self.clock)
        self.catalog = SqlCatalog(database)
        self.placing = self.fresh_placing()

    def fresh_placing(self) -> Placing:
        return Placing(Grouping(window=timedelta(days=14), threshold=None, priorities={}))

    def file(self, body: str, source: str, *, words: int = 60) -> str:
        """File an article as the lane does; return its id."""
        self.clock.forward(1)
        self.queue.offer([an_arrival(body, name=f"{source}/x.txt", source=source)])
        (claim,) = self.queue.claim("worker", lease_seconds=60, limit=1)
        article = an_article(body, source=source, headline=body[:40], document=f"{source}/x.txt")
        ready = Signed(article=article, signature=sign(article), words=words, topics=("semua",))
        with self.filer.filing() as desk:
            self.placing.file(desk, claim, ready, NOON)
        return article.id

    def story_of(self, article_id: str) -> Story:
        summary = self.catalog.article(article_id)
        assert summary is not None
        story = self.catalog.story(summary.story_id)
        assert story is not None
        return story

    def groups(self) -> set[frozenset[str]]:
        return {frozenset(each.article_id for each in story.carriers) for story in self.catalog.stories()}


@pytest.fixture
def desk(tmp_path: Path):
    database = Database(tmp_path / "test.db")
    yield Desk(database)
    database.close()


def test_copies_of_two_outlets_are_one_story(desk: Desk) -> None:
    one, other = desk.file(FLOOD, "antara"), desk.file(FLOOD + " Selesai.", "kompas")
    assert desk.groups() == {frozenset({one, other})}


def test_merged_stories_keep_the_older_id_and_undo_gives_both_back(desk: Desk) -> None:
    flood, cup = desk.file(FLOOD, "antara"), desk.file(CUP, "bola")
    older, younger = desk.story_of(flood), desk.story_of(cup)
    assert editorial.merge(desk.filer, desk.placing, younger, older) == [older.id]
    assert desk.groups() == {frozenset({flood, cup})}
    absorbed = desk.catalog.story(younger.id)
    assert absorbed is not None
    assert absorbed.id == older.id

    assert editorial.undo(desk.filer, desk.placing) == ("merge", [older.id, younger.id])
    assert desk.groups() == {frozenset({flood}), frozenset({cup})}
    assert desk.story_of(cup).id == younger.id
    assert desk.story_of(cup).filed == younger.filed
    assert editorial.undo(desk.filer, desk.placing) is None


def test_undo_gives_each_id_back_to_its_own_story_whichever_text_was_shown(desk: Desk) -> None:
    short = desk.file(FLOOD.split("\n", maxsplit=1)[0] + " Kata kepala desa.", "antara", words=20)
    long = desk.file(CUP, "bola")
    older, younger = desk.story_of(short), desk.story_of(long)
    editorial.merge(desk.filer, desk.placing, older, younger)
    assert desk.story_of(short).lead == long
    editorial.undo(desk.filer, desk.placing)
    assert (desk.story_of(short).id, desk.story_of(long).id) == (older.id, younger.id)


def test_a_merge_holds_when_more_copies_come(desk: Desk) -> None:
    flood, cup = desk.file(FLOOD, "antara"), desk.file(CUP, "bola")
    editorial.merge(desk.filer, desk.placing, desk.story_of(flood), desk.story_of(cup))
    more = desk.file(CUP + " Selesai.", "kompas")
    assert desk.groups() == {frozenset({flood, cup, more})}


def test_a_split_parts_copies_and_keeps_the_entry_with_its_lead(desk: Desk) -> None:
    one, other = desk.file(FLOOD, "antara"), desk.file(FLOOD + " Selesai.", "kompas")
    story = desk.story_of(one)
    gone = next(each.article_id for each in story.carriers if each.article_id != story.lead)
    editorial.split(desk.filer, desk.placing, story, [gone])
    assert desk.groups() == {frozenset({one}), frozenset({other})}
    assert desk.story_of(story.lead).id == story.id
    assert desk.story_of(gone).id != story.id


def test_the_first_article_split_away_gets_a_new_id_when_another_is_shown(desk: Desk) -> None:
    first = desk.file(FLOOD.rsplit("\n", 1)[0], "antara")
    longer = desk.file(FLOOD, "kompas")
    story = desk.story_of(first)
    editorial.split(desk.filer, desk.placing, story, [each for each in (first, longer) if each != story.lead])
    assert desk.story_of(story.lead).id == story.id


def test_a_split_holds_when_a_copy_of_both_comes(desk: Desk) -> None:
    one, other = desk.file(FLOOD, "antara"), desk.file(FLOOD + " Selesai.", "kompas")
    story = desk.story_of(one)
    editorial.split(desk.filer, desk.placing, story, [other if story.lead == one else one])
    desk.placing = desk.fresh_placing()
    third = desk.file(FLOOD + " Selesai sudah.", "tempo")
    groups = desk.groups()
    assert len(groups) == 2
    assert not any({one, other} <= group for group in groups)
    assert any(third in group and len(group) == 2 for group in groups)


def test_undoing_a_split_gives_the_one_story_back_under_its_id(desk: Desk) -> None:
    one, other = desk.file(FLOOD, "antara"), desk.file(FLOOD + " Selesai.", "kompas")
    story = desk.story_of(one)
    away = other if story.lead == one else one
    editorial.split(desk.filer, desk.placing, story, [away])
    parted = desk.story_of(away).id
    assert editorial.undo(desk.filer, desk.placing) == ("split", [story.id])
    assert desk.groups() == {frozenset({one, other})}
    assert desk.story_of(away).id == story.id
    again = desk.catalog.story(parted)
    assert again is not None
    assert again.id == story.id


def test_a_split_after_a_merge_wins_and_its_undo_brings_the_merge_back(desk: Desk) -> None:
    flood, cup = desk.file(FLOOD, "antara"), desk.file(CUP, "bola")
    (merged,) = editorial.merge(desk.filer, desk.placing, desk.story_of(flood), desk.story_of(cup))
    story = desk.story_of(flood)
    editorial.split(desk.filer, desk.placing, story, [cup if story.lead == flood else flood])
    assert desk.groups() == {frozenset({flood}), frozenset({cup})}
    assert editorial.undo(desk.filer, desk.placing) == ("split", [merged])
    assert desk.groups() == {frozenset({flood, cup})}


def test_merging_a_story_with_itself_is_refused(desk: Desk) -> None:
    story = desk.story_of(desk.file(FLOOD, "antara"))
    with pytest.raises(ConfigError, match="one story already"):
        editorial.merge(desk.filer, desk.placing, story, story)


def test_splitting_all_or_strangers_is_refused(desk: Desk) -> None:
    flood, cup = desk.file(FLOOD, "antara"), desk.file(CUP, "bola")
    story = desk.story_of(flood)
    with pytest.raises(ConfigError, match="has to stay"):
        editorial.split(desk.filer, desk.placing, story, [flood])
    with pytest.raises(ConfigError, match="is not in"):
        editorial.split(desk.filer, desk.placing, story, [cup])


def test_every_story_shown_has_its_articles_and_every_article_one_story(desk: Desk) -> None:
    ids = [desk.file(FLOOD + f" Ke-{n}.", f"outlet{n}") for n in range(4)] + [desk.file(CUP, "bola")]
    story = desk.story_of(ids[0])
    away = [each for each in ids[:4] if each != story.lead][:2]
    editorial.split(desk.filer, desk.placing, story, away)
    editorial.merge(desk.filer, desk.placing, desk.story_of(away[0]), desk.story_of(ids[4]))
    assert sorted(each for group in desk.groups() for each in group) == sorted(ids)
    for story in desk.catalog.stories():
        leads = [each.article_id for each in story.carriers if each.relation == "lead"]
        assert leads == [story.lead]
