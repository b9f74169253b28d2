"""The index of searches: what it finds, and that losing it loses nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from sindikasi.core.query import compile_query, searchable
from sindikasi.core.search import needs
from sindikasi.core.signature import sign
from sindikasi.model import Article, Findings, Join
from sindikasi.storage import search
from sindikasi.storage.search import SqlSearch
from sindikasi.storage.sqlite import Database
from tests.builders import a_filing, an_arrival, an_article
from tests.storage.contract import Store
from tests.storage.test_sqlite import over


@dataclass
class Shelf:
    """A store, its index and what to file and look for."""

    database: Database
    store: Store
    index: SqlSearch
    path: Path

    def file(self, text: str, **changes: object) -> str:
        """File an article and return its story."""
        number = self.store.catalog.status().articles
        self.store.queue.offer([an_arrival(text, name=f"{number}.txt")])
        (claim,) = self.store.queue.claim("worker", lease_seconds=60, limit=1)
        placed = {name: changes.pop(name) for name in ("placement", "standing", "is_hidden") if name in changes}
        article = an_article(text, headline="Kabar", document=claim.document.name, **changes)
        with self.store.filer.filing() as desk:
            return desk.file(a_filing(claim, article, signature=sign(article), **placed))

    def find(self, text: str, *, limit: int = 50, most: int = 1_000, seconds: float = 60) -> Findings:
        query = compile_query(text)

        def accepts(article: Article) -> bool:
            return query.match(searchable(article))

        return self.index.find(needs(query.tree), accepts, limit=limit, most=most, seconds=seconds)

    def enter(self) -> None:
        while self.index.catch_up():
            pass


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    database, path = Database(tmp_path / "test.db"), tmp_path / "search.db"
    yield Shelf(database, over(database), SqlSearch(database, path), path)
    database.close()


def test_a_story_is_found_before_it_is_entered_and_after(shelf: Shelf) -> None:
    flood, _ = shelf.file("Banjir di Luwu."), shelf.file("Gempa di Ambon.")
    before = shelf.find("banjir")
    shelf.enter()
    after = shelf.find("banjir")
    assert before == Findings(stories=(flood,), is_complete=True, examined=2)
    assert after == Findings(stories=(flood,), is_complete=True, examined=1)


def test_only_what_was_filed_since_is_entered(shelf: Shelf) -> None:
    shelf.file("Banjir di Luwu.")
    assert shelf.index.backlog() == 1
    shelf.enter()
    assert shelf.index.backlog() == 0
    second = shelf.file("Banjir di Palu.")
    assert shelf.index.backlog() == 1
    shelf.enter()
    assert shelf.find("palu").stories == (second,)
    assert len(shelf.find("banjir").stories) == 2


def test_the_newest_come_first_and_no_more_than_were_asked_for(shelf: Shelf) -> None:
    stories = [shelf.file(f"Banjir ke-{number} di Luwu.") for number in range(5)]
    shelf.enter()
    stories.append(shelf.file("Banjir lagi di Luwu."))
    found = shelf.find("banjir", limit=3)
    assert found.stories == tuple(reversed(stories))[:3]
    assert found.is_complete


def test_a_story_is_found_once_and_by_any_of_its_articles(shelf: Shelf) -> None:
    story = shelf.file("Banjir di Luwu.")
    shelf.file("Luwu kebanjiran, kata BNPB.", placement=Join(story_id=story, matches=()))
    shelf.enter()
    assert shelf.find("BNPB").stories == (story,)
    assert shelf.find("banjir").stories == (story,)


@pytest.mark.parametrize("is_entered", [True, False])
def test_what_may_not_be_shown_is_not_found(shelf: Shelf, is_entered: bool) -> None:
    shelf.file("Banjir di Luwu.", standing="embargoed", is_hidden=True)
    story = shelf.file("Gempa di Ambon.")
    shelf.file("Gempa kuat di Ambon.", standing="withheld", placement=Join(story_id=story, matches=()))
    if is_entered:
        shelf.enter()
    assert shelf.find("banjir").stories == ()
    assert shelf.find("kuat").stories == ()


def test_a_query_that_needs_no_word_looks_at_the_newest_articles_only(shelf: Shelf) -> None:
    stories = [shelf.file(f"Banjir ke-{number} di Luwu.") for number in range(5)]
    shelf.enter()
    found = shelf.find("BUKAN gempa", most=3)
    assert found == Findings(stories=tuple(reversed(stories))[:3], is_complete=False, examined=3)


def test_what_many_articles_hold_is_read_no_further_than_allowed(shelf: Shelf) -> None:
    for number in range(5):
        shelf.file(f"Laut dan darat ke-{number}.")
    shelf.enter()
    assert shelf.find('"darat laut"', most=3) == Findings(stories=(), is_complete=False, examined=3)
    assert shelf.find('"darat laut"') == Findings(stories=(), is_complete=True, examined=5)


def test_a_search_ends_when_its_time_is_over(shelf: Shelf) -> None:
    times = iter([0.0, 1.0, 2.0])
    shelf.index = SqlSearch(shelf.database, shelf.path, now=lambda: next(times))
    for number in range(3):
        shelf.file(f"Banjir ke-{number}.")
    found = shelf.find("banjir", seconds=1)
    assert (len(found.stories), found.is_complete) == (1, False)


def test_what_waits_to_be_entered_does_not_keep_the_index_from_being_asked(shelf: Shelf) -> None:
    old = shelf.file("Gempa di Ambon.")
    shelf.enter()
    for number in range(10):
        shelf.file(f"Laut ke-{number}.")
    assert shelf.find("gempa", most=6) == Findings(stories=(old,), is_complete=False, examined=4)


def test_articles_go_into_parts_of_a_bounded_size(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "PART", 3)
    monkeypatch.setattr(search, "AT_ONCE", 2)
    stories = [shelf.file(f"Banjir ke-{number}.") for number in range(10)]
    shelf.enter()
    with sqlite3.connect(shelf.path) as connection:
        tables = {name for (name,) in connection.execute(search._PARTS)}
    connection.close()
    assert tables == {"words_0", "words_1", "words_2", "words_3"}
    assert shelf.find("banjir").stories == tuple(reversed(stories))


def test_an_index_of_another_store_is_made_anew(shelf: Shelf, tmp_path: Path) -> None:
    shelf.file("Banjir di Luwu.")
    shelf.enter()
    other = Database(tmp_path / "other.db")
    theirs = Shelf(other, over(other), SqlSearch(other, shelf.path), shelf.path)
    story = theirs.file("Gempa di Ambon.")
    assert theirs.find("gempa").stories == (story,)
    theirs.enter()
    assert theirs.find("gempa").stories == (story,)
    assert theirs.find("banjir").stories == ()
    other.close()


def test_an_index_ahead_of_a_restored_store_is_made_anew(shelf: Shelf) -> None:
    shelf.file("Banjir di Luwu.")
    shelf.enter()
    with sqlite3.connect(shelf.path) as connection:
        connection.execute("UPDATE notes SET last = 99, id = 'of an article that is not there'")
    connection.close()
    assert shelf.index.backlog() == 1
    shelf.enter()
    assert shelf.index.backlog() == 0


def test_a_damaged_index_is_made_anew(shelf: Shelf) -> None:
    story = shelf.file("Banjir di Luwu.")
    shelf.enter()
    shelf.path.with_name("search.db-wal").unlink(missing_ok=True)
    shelf.path.write_bytes(b"damaged" * 1_000)
    with capture_logs() as log:
        assert shelf.find("banjir").stories == (story,)
        shelf.enter()
    assert [line["event"] for line in log] == ["search index is damaged and is made anew"]
    assert shelf.find("banjir") == Findings(stories=(story,), is_complete=True, examined=1)


def test_an_index_that_breaks_while_it_is_asked_says_so(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.file("Banjir di Luwu.")
    shelf.enter()
    monkeypatch.setattr(search, "_PARTS", "SELECT nothing")
    with capture_logs() as log:
        found = shelf.find("banjir")
    assert found == Findings(stories=(), is_complete=False, examined=0)
    assert [line["event"] for line in log] == ["search index cannot be read"]


def test_a_busy_index_waits(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_BUSY_SECONDS", 0.01)
    shelf.file("Banjir di Luwu.")
    shelf.enter()
    holder = sqlite3.connect(shelf.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with capture_logs() as log:
        assert shelf.index.catch_up() is False
    assert [line["event"] for line in log] == ["search index waits"]
    holder.close()
    assert shelf.index.catch_up() is False


def test_a_fault_while_entering_takes_all_of_it_back(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.file("Banjir di Luwu.")

    def fail(_article: Article) -> set[str]:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(search, "kept_words", fail)
        with pytest.raises(MemoryError):
            shelf.index.catch_up()
    assert shelf.index.backlog() == 1
    shelf.enter()
    assert shelf.index.backlog() == 0


def test_a_missing_table_is_not_the_only_fault_of_an_insert(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.file("Banjir di Luwu.")
    shelf.enter()
    with sqlite3.connect(shelf.path) as connection:
        connection.execute("DROP TABLE words_0")
        connection.execute("CREATE TABLE words_0 (other TEXT)")
    connection.close()
    shelf.file("Gempa di Ambon.")
    with capture_logs() as log:
        assert shelf.index.catch_up() is False
    assert [line["event"] for line in log] == ["search index waits"]


def test_without_fts5_the_newest_articles_are_looked_through(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_TABLE", "CREATE VIRTUAL TABLE {name} USING missing(words)")
    monkeypatch.setattr(search, "_NEVER_ENTERED", "no such module: missing")
    story = shelf.file("Banjir di Luwu.")
    with capture_logs() as log:
        assert [shelf.index.catch_up(), shelf.index.catch_up()] == [False, False]
    assert len(log) == 1
    assert shelf.find("banjir").stories == (story,)


@pytest.mark.parametrize("text", ['"a" "b" OR "c"', "20.258", "minimal(1, a, b^2)", "judul:(kabar dan*)"])
def test_any_query_can_be_asked(shelf: Shelf, text: str) -> None:
    shelf.file("Kurs 20.258 dan a b c.")
    shelf.enter()
    assert isinstance(shelf.find(text), Findings)


def test_the_deepest_query_can_be_asked(shelf: Shelf) -> None:
    text = "kurs"
    for level in range(38):
        text = f'("n{level}" {"DAN" if level % 2 else "ATAU"} {text})'
    shelf.file("Kurs n37 n36.")
    shelf.enter()
    with capture_logs() as log:
        assert shelf.find(text).is_complete
    assert log == []
