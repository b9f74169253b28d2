"""A backup is the store at one moment, whole or not there at all, and is checked before it is believed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sindikasi.errors import SchemaMismatch, StorageError, StorageUnavailable
from sindikasi.storage import backup as module
from sindikasi.storage.backup import log_files, read_backup, restore_backup, write_backup
from sindikasi.storage.sqlite import Database
from tests.builders import CUP, FLOOD, an_arrival
from tests.storage.contract import Store
from tests.storage.test_sqlite import over

MADE = "2026-11-21T12:00:00+00:00 by sindikasi 0.1.0"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "data" / "test.db")
    yield database
    database.close()


@pytest.fixture
def store(database: Database) -> Store:
    store = over(database)
    store.file_one(FLOOD)
    return store


def altered(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(statement)


def test_a_restored_store_is_the_one_backed_up(store: Store, database: Database, tmp_path: Path) -> None:
    story = store.catalog.stories()[0]
    held = write_backup(database, tmp_path / "x.backup", '[site]\ntitle = "Kawat"\n', made=MADE)
    assert (held.articles, held.stories, held.settings) == (1, 1, '[site]\ntitle = "Kawat"\n')
    store.file_one(CUP)
    restore_backup(tmp_path / "x.backup", tmp_path / "elsewhere/data/other.db")
    other = Database(tmp_path / "elsewhere/data/other.db")
    assert over(other).catalog.stories() == [story]
    assert other.installation == database.installation
    with other.reading() as connection:
        assert connection.execute("SELECT name FROM meta WHERE name LIKE 'backup.%'").fetchall() == []
    other.close()


def test_a_backup_is_one_file(store: Store, database: Database, tmp_path: Path) -> None:
    write_backup(database, tmp_path / "x.backup", None, made=MADE)
    read_backup(tmp_path / "x.backup")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["data", "x.backup"]


def test_what_is_not_committed_yet_is_not_in_it_and_holds_nobody_up(
    store: Store, database: Database, tmp_path: Path
) -> None:
    with database.writing() as connection:
        connection.execute("DELETE FROM matches")
        connection.execute("UPDATE stories SET revision = 9")
        write_backup(database, tmp_path / "x.backup", None, made=MADE)
    restore_backup(tmp_path / "x.backup", tmp_path / "other.db")
    other = Database(tmp_path / "other.db")
    assert over(other).catalog.stories()[0].revision == 1
    other.close()


def test_a_document_that_was_leased_is_free_in_the_restored_store(
    store: Store, database: Database, tmp_path: Path
) -> None:
    store.queue.offer([an_arrival(CUP, name="final.txt")])
    assert len(store.queue.claim("elsewhere", lease_seconds=3600, limit=1)) == 1
    write_backup(database, tmp_path / "x.backup", None, made=MADE)
    restore_backup(tmp_path / "x.backup", tmp_path / "other.db")
    other = Database(tmp_path / "other.db")
    assert [each.document.name for each in over(other).queue.claim("here", lease_seconds=1, limit=9)] == ["final.txt"]
    other.close()


def test_a_newer_backup_takes_the_place_of_an_older_one(store: Store, database: Database, tmp_path: Path) -> None:
    for text in (CUP, "Kabar dari desa tiba pagi ini."):
        write_backup(database, tmp_path / "x.backup", None, made=MADE)
        store.file_one(text)
    assert read_backup(tmp_path / "x.backup").articles == 2


def test_a_file_that_is_no_backup_is_not_replaced(store: Store, database: Database, tmp_path: Path) -> None:
    (tmp_path / "catatan.txt").write_text("jangan dihapus, masih saya perlukan untuk nanti malam")
    for path in (tmp_path / "catatan.txt", database.path):
        content = path.read_bytes()
        with pytest.raises(StorageError, match=r"no backup|not a backup"):
            write_backup(database, path, None, made=MADE)
        assert path.read_bytes() == content


def test_a_backup_that_fails_leaves_the_older_one(
    store: Store, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_backup(database, tmp_path / "x.backup", None, made=MADE)
    before = (tmp_path / "x.backup").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "_sync", full)
    with pytest.raises(OSError, match="No space"):
        write_backup(database, tmp_path / "x.backup", None, made=MADE)
    assert (tmp_path / "x.backup").read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["data", "x.backup"]


def test_a_backup_that_cannot_be_read_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable, match="cannot be read"):
        read_backup(tmp_path / "gone.backup")


def test_a_damaged_backup_is_refused(store: Store, database: Database, tmp_path: Path) -> None:
    path = tmp_path / "x.backup"
    write_backup(database, path, None, made=MADE)
    content = bytearray(path.read_bytes())
    content[len(content) // 2 :: 7] = bytes(len(content[len(content) // 2 :: 7]))
    path.write_bytes(content)
    with pytest.raises(StorageError, match="damaged"):
        read_backup(path)


def test_a_backup_of_a_newer_version_is_refused(store: Store, database: Database, tmp_path: Path) -> None:
    write_backup(database, tmp_path / "x.backup", None, made=MADE)
    altered(tmp_path / "x.backup", "PRAGMA user_version = 999")
    with pytest.raises(SchemaMismatch, match="newer version"):
        read_backup(tmp_path / "x.backup")


def test_the_log_of_a_replaced_store_is_not_played_into_the_new_one(
    store: Store, database: Database, tmp_path: Path
) -> None:
    write_backup(database, tmp_path / "x.backup", None, made=MADE)
    target = tmp_path / "other.db"
    for log in log_files(target):
        log.write_bytes(b"of another store")
    restore_backup(tmp_path / "x.backup", target)
    assert not any(log.exists() for log in log_files(target))
