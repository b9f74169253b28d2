"""The embedded engine: connections, transactions and migrations; the only door to sqlite3."""

from __future__ import annotations

import sqlite3
import threading
import uuid
from contextlib import contextmanager
from importlib import resources
from typing import TYPE_CHECKING

from sindikasi.errors import SchemaMismatch, StorageError, StorageUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BUSY_SECONDS = 30.0
_WRITER_CACHE, _READER_CACHE = -16000, -2000
"""KiB of pages a connection keeps for itself; a site has a reader for each of dozens of threads, and the system
keeps the file's pages for all of them."""
_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
WAY_BACK = (
    "stop sindikasi and put a backup in its place: `sindikasi restore FILE --force`. Without a backup move the store "
    "away: the next start makes a new one, and `sindikasi ingest inbox/_done` takes everything in again, under new ids"
)
OUT_OF_REACH = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY}
"""Codes of faults that are the disk's, not the file's."""


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn sqlite3's errors into ours, with the remedy."""
    try:
        yield
    except sqlite3.OperationalError as error:
        code = (error.sqlite_errorcode or 0) & 0xFF
        if code in _LOCKED:
            raise StorageUnavailable(f"{path} is busy: another process is writing; try again") from error
        if code in OUT_OF_REACH:
            raise StorageUnavailable(f"{path}: {error}; check that the disk is there, writable and not full") from error
        raise StorageError(f"{path}: {error}") from error
    except sqlite3.DatabaseError as error:
        raise StorageError(f"{path} is damaged, or no store ({error}); {WAY_BACK}") from error


class Database:
    """One SQLite file in WAL mode: a reader for each thread, one writer at a time."""

    def __init__(self, path: Path) -> None:
        """Open or create the file and bring its schema up to date.

        Raises StorageUnavailable when it is out of reach and SchemaMismatch when a newer version wrote it.
        """
        self.path = path
        self._write_lock = threading.RLock()
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._connections_lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageUnavailable(f"{path.parent} cannot be made: {error}") from error
        with translated(path):
            self._writer = self._connect(_WRITER_CACHE)
            self._migrate()
        self.installation = self._installation()

    def _connect(self, cache: int) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA cache_size = {cache}")
        connection.execute("PRAGMA journal_size_limit = 67108864")
        with self._connections_lock:
            self._connections.append(connection)
        return connection

    def _migrate(self) -> None:
        steps = _migrations()
        if self._writer.execute("PRAGMA user_version").fetchone() == (len(steps),):
            return  # opening a store that is up to date waits for no writer
        self._writer.execute("BEGIN IMMEDIATE")
        try:
            (version,) = self._writer.execute("PRAGMA user_version").fetchone()
            if version > len(steps):
                raise SchemaMismatch(
                    f"{self.path} was written by a newer version (schema {version}, known: {len(steps)}); "
                    "install that version or restore a backup made with this one"
                )
            for number, script in enumerate(steps[version:], version + 1):
                for statement in _statements(script):
                    self._writer.execute(statement)
                self._writer.execute(f"PRAGMA user_version = {number}")
            self._writer.execute("COMMIT")
        except BaseException:
            self._writer.execute("ROLLBACK")
            raise

    def _installation(self) -> uuid.UUID:
        """Return the namespace of every id minted in this store: made once, kept in backups."""
        query = "SELECT value FROM meta WHERE name = 'installation'"
        with self.reading() as connection:
            held = connection.execute(query).fetchone()
        if held is not None:
            return uuid.UUID(held[0])
        with self.writing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO meta (name, value) VALUES ('installation', ?)", (str(uuid.uuid4()),)
            )
            (value,) = connection.execute(query).fetchone()
        return uuid.UUID(value)

    @property
    def reader(self) -> sqlite3.Connection:
        """The calling thread's own connection for reading."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            with translated(self.path):
                connection = self._connect(_READER_CACHE)
                connection.execute("PRAGMA query_only = ON")
            self._local.connection = connection
        return connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give the thread's reading connection, its errors translated."""
        with translated(self.path):
            yield self.reader

    @contextmanager
    def writing(self, *, is_durable: bool = True) -> Iterator[sqlite3.Connection]:
        """Hold the one write transaction: committed on leaving, taken back on an exception.

        Durable commits are synced to disk before this returns; others may be lost in a power cut, never torn.
        """
        with self._write_lock, translated(self.path):
            self._writer.execute(f"PRAGMA synchronous = {'FULL' if is_durable else 'NORMAL'}")
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise

    def integrity_problem(self) -> str | None:
        """Return what `PRAGMA quick_check` finds wrong, None when the file is sound."""
        with self.reading() as connection:
            (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        return None if answer == "ok" else str(answer)

    def close(self) -> None:
        """Close every connection; the last one folds the log into the file."""
        with self._connections_lock:
            for connection in reversed(self._connections):
                connection.close()
            self._connections.clear()


def newest_schema() -> int:
    """Return the number of the schema this version writes."""
    return len(_migrations())


def _migrations() -> list[str]:
    folder = resources.files("sindikasi.storage").joinpath("migrations")
    files = sorted((each for each in folder.iterdir() if each.name.endswith(".sql")), key=lambda each: each.name)
    return [each.read_text("utf-8") for each in files]


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script one by one; executescript would commit in between."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
