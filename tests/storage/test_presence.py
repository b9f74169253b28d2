"""A store that is gone or replaced is noticed before anything is read or written, and waiting for others is said."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from sindikasi.errors import StorageUnavailable
from sindikasi.storage import presence
from sindikasi.storage import sqlite as engine
from sindikasi.storage.sqlite import Database
from tests.storage.test_sqlite import over

_HOLD = """
import sqlite3, sys
store = sqlite3.connect(sys.argv[1], isolation_level=None)
store.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "data/test.db")
    yield database
    database.close()


def write(database: Database, name: str = "a") -> None:
    with database.writing() as connection:
        connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, '1')", (name,))


def names(database: Database) -> set[str]:
    with database.reading() as connection:
        return {name for (name,) in connection.execute("SELECT name FROM meta")}


@contextmanager
def held(store: Path) -> Iterator[int]:
    """Hold the write lock in another process; give its number."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(store)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        try:
            yield other.pid
        finally:
            other.stdin.write("\n")
            other.stdin.close()


def test_a_store_that_is_gone_is_neither_read_nor_written(database: Database) -> None:
    database.path.rename(database.path.with_name("elsewhere.db"))
    for use in (lambda: names(database), lambda: write(database)):
        with pytest.raises(StorageUnavailable, match=r"is gone .*put it back"):
            use()
    assert not database.path.exists()


def test_a_store_put_back_is_used_on(database: Database) -> None:
    write(database)
    elsewhere = database.path.parent.with_name("elsewhere")
    database.path.parent.rename(elsewhere)
    with pytest.raises(StorageUnavailable):
        write(database, "b")
    elsewhere.rename(database.path.parent)
    write(database, "b")
    assert {"a", "b"} <= names(database)


def replaced_by_copy(database: Database) -> Path:
    """Put a copy of the store in its place, log and all; return where the first lies now."""
    old = database.path.parent.with_name("old")
    database.path.parent.rename(old)
    shutil.copytree(old, database.path.parent)
    return old


def test_who_wrote_to_a_store_hears_once_that_a_copy_took_its_place(database: Database) -> None:
    write(database)
    old = replaced_by_copy(database)
    with pytest.raises(StorageUnavailable, match="opened anew"):
        write(database, "b")
    write(database, "b")
    assert "b" in names(database)
    with closing(sqlite3.connect(old / "test.db")) as first:
        assert first.execute("SELECT 1 FROM meta WHERE name = 'b'").fetchone() is None


def test_a_thread_that_never_wrote_has_nothing_to_hear(database: Database) -> None:
    write(database)
    replaced_by_copy(database)
    faults: list[BaseException] = []

    def first_write() -> None:
        try:
            write(database, "b")
        except StorageUnavailable as error:
            faults.append(error)

    thread = threading.Thread(target=first_write)
    thread.start()
    thread.join()
    assert faults == []
    with pytest.raises(StorageUnavailable, match="opened anew"):
        write(database, "c")


def test_the_desk_knows_a_copy_that_lacks_what_was_filed_since(tmp_path: Path, database: Database) -> None:
    store = over(database)
    with closing(sqlite3.connect(tmp_path / "earlier.db")) as copy, database.reading() as reader:
        reader.backup(copy)
        copy.execute("PRAGMA journal_mode = WAL")
    store.file_one()
    shutil.rmtree(database.path.parent)
    database.path.parent.mkdir()
    (tmp_path / "earlier.db").rename(database.path)
    with pytest.raises(StorageUnavailable, match="opened anew"), store.filer.filing():
        pass
    store.file_one()
    assert store.catalog.status().articles == 1


def test_what_is_no_copy_is_left_as_it_is(tmp_path: Path, database: Database) -> None:
    Database(tmp_path / "other.db").close()
    database.path.parent.rename(tmp_path / "old")
    database.path.parent.mkdir()
    nothing = b"SQLite format 3\0" + b"x" * 2000
    for content in ((tmp_path / "other.db").read_bytes(), b"", nothing):
        database.path.write_bytes(content)
        for use in (lambda: names(database), lambda: write(database)):
            with pytest.raises(StorageUnavailable, match="something else than a copy"):
                use()
        assert database.path.read_bytes() == content


def test_a_copy_beside_the_log_of_the_store_before_is_not_opened(tmp_path: Path, database: Database) -> None:
    write(database)
    shutil.copyfile(database.path, tmp_path / "copy.db")
    (tmp_path / "copy.db").rename(database.path)
    with pytest.raises(StorageUnavailable, match=r"remove test\.db-wal"):
        write(database, "b")


def test_a_store_that_goes_while_it_is_written_to_is_not_taken_for_written(database: Database) -> None:
    def write_while_it_is_replaced() -> None:
        with database.writing() as connection:
            connection.execute("INSERT INTO meta (name, value) VALUES ('a', '1')")
            content = database.path.read_bytes()
            database.path.unlink()
            database.path.write_bytes(content)

    with pytest.raises(StorageUnavailable, match="while it was written to"):
        write_while_it_is_replaced()


def test_who_waits_for_another_process_says_so_with_its_number(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_PATIENCE_SECONDS", 0.05)
    said: list[str] = []
    database.say = said.append
    with held(database.path) as pid:
        waiting = threading.Thread(target=write, args=(database,))
        waiting.start()
        while not said:
            waiting.join(0.01)
        assert database.waits_since is not None
    waiting.join()
    assert database.waits_since is None
    assert said == [f"waiting for the store: process {pid} is writing; for 30 s at most"]
    assert "a" in names(database)


def test_waiting_ends_with_the_number_of_who_writes(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_PATIENCE_SECONDS", 0.01)
    monkeypatch.setattr(engine, "_BUSY_SECONDS", 0.05)
    with held(database.path) as pid, pytest.raises(StorageUnavailable, match=f"process {pid} is writing"):
        write(database)


def test_nobody_writes_to_a_store_that_nobody_writes_to(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    write(database)
    assert presence.writer_of(database.path) is None
    with database.writing():
        assert presence.writer_of(database.path) == os.getpid()
        monkeypatch.setattr(presence, "_LOCKS", Path("/nowhere"))
        assert presence.writer_of(database.path) is None


def test_locks_of_other_kinds_and_bytes_are_not_the_writers(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inode = os.stat(database.path.with_name("test.db-shm")).st_ino
    lines = [
        f"1: POSIX  ADVISORY  READ 11 00:2b:{inode} 120 120",
        f"2: POSIX  ADVISORY  WRITE 12 00:2b:{inode} 128 128",
        f"2: -> POSIX  ADVISORY  WRITE 13 00:2b:{inode} 120 120",
        f"3: POSIX  ADVISORY  WRITE 14 00:2b:{inode + 1} 120 120",
        f"4: POSIX  ADVISORY  WRITE 15 00:2b:{inode} 0 EOF",
    ]
    (tmp_path / "locks").write_text("\n".join(lines))
    monkeypatch.setattr(presence, "_LOCKS", tmp_path / "locks")
    assert presence.writer_of(database.path) == 15


def test_a_fault_that_is_no_lock_is_not_waited_for(database: Database) -> None:
    said: list[str] = []
    database.say = said.append
    with database.writing(), pytest.raises(sqlite3.OperationalError, match="within a transaction"):
        database._begin()
    assert said == []
