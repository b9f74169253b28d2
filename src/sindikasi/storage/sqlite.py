"""The embedded engine: connections, transactions and migrations; the only door to sqlite3."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import uuid
from contextlib import closing, contextmanager, suppress
from importlib import resources
from typing import TYPE_CHECKING

from sindikasi.errors import SchemaMismatch, StorageError, StorageUnavailable
from sindikasi.storage.presence import place_of, writer_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sindikasi.storage.presence import Place

_BUSY_SECONDS = 30.0
_PATIENCE_SECONDS = 1.0
"""Who waits for other processes to have written longer than this says so."""
_WRITER_CACHE, _READER_CACHE = -16000, -2000
"""KiB of pages a connection keeps for itself; a site has a reader for each of dozens of threads, and the system
keeps the file's pages for all of them."""
_MAGIC = b"SQLite format 3\0"
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
            raise StorageUnavailable(f"{path} is busy: {_who_writes(path)}; try again when it is done") from error
        if code in OUT_OF_REACH:
            raise StorageUnavailable(f"{path}: {error}; check that the disk is there, writable and not full") from error
        raise StorageError(f"{path}: {error}") from error
    except sqlite3.DatabaseError as error:
        raise StorageError(f"{path} is damaged, or no store ({error}); {WAY_BACK}") from error


def _who_writes(path: Path) -> str:
    pid = writer_of(path)
    return "another process is writing" if pid in {None, os.getpid()} else f"process {pid} is writing"


class Database:
    """One SQLite file in WAL mode: a reader for each thread, one writer at a time.

    Before anything is read or written it is made sure that this file still lies at its path: SQLite would go on
    writing into one that was removed. While none lies there StorageUnavailable is raised. Where another file lies,
    a copy of the same store, that one is opened, and each thread that wrote to the first hears once, by a
    StorageUnavailable, that what it knew of the store may not be so.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the file and bring its schema up to date.

        Raises StorageUnavailable when it is out of reach and SchemaMismatch when a newer version wrote it.
        """
        self.path = path
        self.say: Callable[[str], None] = lambda _: None
        """Hears, once for each wait, that another process has been writing for a second."""
        self.waits_since: float | None = None
        """Monotonic seconds since which a writer waits for another process; None when none does."""
        self._write_lock = threading.RLock()
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._connections_lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageUnavailable(f"{path.parent} cannot be made: {error}") from error
        with translated(path):
            self._writer = self._connect(_WRITER_CACHE, "rwc")
            self.place = place_of(path)
            """The file that is written to."""
            self._migrate()
        self.installation = self._installation()
        self._log = self._place_of_log()

    def _connect(self, cache: int, mode: str = "rw") -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self.path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=_BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
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

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give the thread's own connection for reading, its errors translated."""
        with translated(self.path):
            yield self._reader(place_of(self.path))

    def _reader(self, place: Place) -> sqlite3.Connection:
        held: tuple[Place, sqlite3.Connection] | None = getattr(self._local, "reader", None)
        if held is not None and held[0] == place:
            return held[1]
        if held is not None:
            self._local.reader = None
            self._disconnect(held[1])
        connection = self._connect(_READER_CACHE) if place == self.place else self._connect_to_copy(_READER_CACHE)
        connection.execute("PRAGMA query_only = ON")
        self._local.reader = place, connection
        return connection

    @contextmanager
    def writing(self, *, is_durable: bool = True) -> Iterator[sqlite3.Connection]:
        """Hold the one write transaction: committed on leaving, taken back on an exception.

        Durable commits are synced to disk before this returns; others may be lost in a power cut, never torn.
        """
        with self._write_lock, translated(self.path):
            self._follow(place_of(self.path))
            self._writer.execute(f"PRAGMA synchronous = {'FULL' if is_durable else 'NORMAL'}")
            self._begin()
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise
            if place_of(self.path) != self.place:
                raise StorageUnavailable(
                    f"{self.path} was replaced while it was written to; what was written is redone"
                )

    def _begin(self) -> None:
        """Take the write lock, and say so when another process keeps it for long. Raises OperationalError."""
        try:
            self._begin_within(_PATIENCE_SECONDS)
        except sqlite3.OperationalError as error:
            if (error.sqlite_errorcode or 0) & 0xFF not in _LOCKED:
                raise
            self.waits_since = time.monotonic() - _PATIENCE_SECONDS
            self.say(f"waiting for the store: {_who_writes(self.path)}; for {_BUSY_SECONDS:g} s at most")
            try:
                self._begin_within(_BUSY_SECONDS)
            finally:
                self.waits_since = None

    def _begin_within(self, seconds: float) -> None:
        self._writer.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")
        self._writer.execute("BEGIN IMMEDIATE")

    def _follow(self, place: Place) -> None:
        """Write to the file that lies at the path now, a copy of the same store; raises StorageUnavailable once."""
        if place != self.place:
            writer = self._connect_to_copy(_WRITER_CACHE)
            self._disconnect(self._writer)
            self._writer, self.place, self._log = writer, place, self._place_of_log()
        known, self._local.writes_to = getattr(self._local, "writes_to", place), place
        if known != place:
            raise StorageUnavailable(f"{self.path} was replaced; it is opened anew")

    def _place_of_log(self) -> Place | None:
        try:
            return place_of(self.path.with_name(f"{self.path.name}-wal"))
        except StorageUnavailable:
            return None

    def _connect_to_copy(self, cache: int) -> sqlite3.Connection:
        """Open what lies at the path if it is a copy of the store that was opened first, of the same schema.

        Raises StorageUnavailable for anything else, and leaves it as it is.
        """
        if self._log is not None and self._log == self._place_of_log():
            raise StorageUnavailable(
                f"{self.path} was replaced, but the log beside it is still that of the store before; "
                f"remove {self.path.name}-wal and {self.path.name}-shm, or put the store back"
            )
        with self.path.open("rb") as file:
            is_database = file.read(len(_MAGIC)) == _MAGIC  # SQLite would begin a new one in an empty file
        if not is_database or self._identity_at_path() != (str(self.installation), newest_schema()):
            raise StorageUnavailable(
                f"{self.path} was replaced by something else than a copy of it; "
                "put the store back, or start sindikasi anew to use what lies there"
            )
        return self._connect(cache)

    def _identity_at_path(self) -> tuple[str, int] | None:
        query = "SELECT (SELECT value FROM meta WHERE name = 'installation'), user_version FROM pragma_user_version"
        try:
            with closing(sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=rw", uri=True)) as connection:
                held, schema = connection.execute(query).fetchone()
        except sqlite3.DatabaseError:
            return None
        return held, schema

    def _disconnect(self, connection: sqlite3.Connection) -> None:
        with self._connections_lock:
            self._connections.remove(connection)
        with suppress(sqlite3.Error):  # of a disk that is gone, nothing can be closed properly
            connection.close()

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
