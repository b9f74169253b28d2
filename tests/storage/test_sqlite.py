"""The embedded engine keeps the contract, and what only it promises."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from sindikasi.core import furniture
from sindikasi.core.signature import sign
from sindikasi.errors import SchemaMismatch, StorageError, StorageUnavailable
from sindikasi.storage import sqlite as engine
from sindikasi.storage.catalog import SqlCatalog
from sindikasi.storage.filing import SqlFiler
from sindikasi.storage.queue import SqlQueue
from sindikasi.storage.sqlite import Database
from sindikasi.storage.upkeep import SqlUpkeep
from tests.builders import Clock, a_filing, an_arrival, an_article
from tests.storage.contract import StorageContract, Store
from tests.unrelated import STORIES


@pytest.fixture
def database(tmp_path: Path):
    database = Database(tmp_path / "data" / "test.db")
    yield database
    database.close()


def over(database: Database) -> Store:
    clock = Clock()
    return Store(
        queue=SqlQueue(database, clock),
        filer=SqlFiler(database, clock),
        catalog=SqlCatalog(database),
        upkeep=SqlUpkeep(database, clock),
        clock=clock,
    )


@pytest.fixture
def store(database: Database) -> Store:
    return over(database)


class TestContract(StorageContract):
    """All of it over SQLite."""


def test_everything_is_still_there_after_opening_again(tmp_path: Path) -> None:
    first = Database(tmp_path / "test.db")
    story_id = over(first).file_one()
    first.close()
    second = Database(tmp_path / "test.db")
    store = over(second)
    story = store.catalog.story(story_id)
    assert story is not None
    assert second.installation == first.installation
    with store.filer.filing() as desk:
        assert desk.candidates(sign(an_article(source="kompas")))[0] == [an_article().id]
    second.close()


def test_filing_repeated_after_a_loss_mints_the_same_id(tmp_path: Path) -> None:
    database = Database(tmp_path / "test.db")
    store = over(database)
    first = store.file_one()
    with database.writing() as connection:
        connection.execute("PRAGMA defer_foreign_keys = ON")
        for table in ("matches", "signatures", "topic_stories", "articles", "stories"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("UPDATE documents SET state = 'queued', lease_until = 0")
    store = over(database)  # a new process, with an index of its own
    (claim,) = store.queue.claim("worker", lease_seconds=60, limit=1)
    with store.filer.filing() as desk:
        assert desk.file(a_filing(claim)) == first
    database.close()


def test_another_desk_sees_what_the_first_filed(database: Database) -> None:
    one, other = over(database), over(database)
    with other.filer.filing() as desk:
        assert desk.candidates(sign(an_article()))[0] == []
    one.file_one()
    with other.filer.filing() as desk:
        assert desk.candidates(sign(an_article()))[0] == [an_article().id]


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    Database(tmp_path / "test.db").close()
    with sqlite3.connect(tmp_path / "test.db") as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(SchemaMismatch, match="newer version"):
        Database(tmp_path / "test.db")


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "test.db").write_text("this is not a database, " * 100)
    with pytest.raises(StorageError, match="sindikasi restore FILE --force"):
        Database(tmp_path / "test.db")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageUnavailable, match="cannot be made"):
        Database(tmp_path / "file" / "test.db")


def test_a_store_out_of_reach_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "test.db").mkdir()
    with pytest.raises(StorageUnavailable, match="check that the disk"):
        Database(tmp_path / "test.db")


def test_a_busy_store_is_unavailable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_BUSY_SECONDS", 0.01)
    one, other = Database(tmp_path / "test.db"), Database(tmp_path / "test.db")
    queue = SqlQueue(other, Clock())
    with one.writing(), pytest.raises(StorageUnavailable, match="another process is writing"):
        queue.offer([an_arrival()])
    assert queue.offer([an_arrival()]) == ["queued"]
    one.close()
    other.close()


def test_a_wrong_statement_is_a_storage_error(database: Database) -> None:
    with pytest.raises(StorageError, match="no such table"), database.reading() as connection:
        connection.execute("SELECT * FROM nowhere")


def test_a_sound_store_has_no_integrity_problem(database: Database) -> None:
    assert database.integrity_problem() is None


def test_durable_commits_are_synced(database: Database) -> None:
    with database.writing() as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    with database.writing(is_durable=False) as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (1,)


def test_a_store_that_is_up_to_date_opens_while_another_process_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_BUSY_SECONDS", 0.01)
    one = Database(tmp_path / "test.db")
    with one.writing():
        other = Database(tmp_path / "test.db")
        assert other.installation == one.installation
        assert SqlCatalog(other).status().articles == 0
        other.close()
    one.close()


def test_a_full_sample_holds_the_lowest_marks_whatever_came_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(furniture, "SAMPLE", 4)
    names, contract = list(STORIES), StorageContract()
    for order in (names, names[::-1]):
        database = Database(tmp_path / f"{order[0]}.db")
        store, marks = over(database), set()
        for part in (order[:5], order[5:]):
            marks |= {furniture.mark_of(each) for each in contract.file_imprinted(store, part)}
            contract.learn(store)
        with database.reading() as connection:
            held = {mark for (mark,) in connection.execute("SELECT mark FROM line_samples")}
        assert held == set(sorted(marks)[:4])
        database.close()
