"""Copies of a store in one file, made while it is in use, with the settings that belong to it."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sindikasi.errors import SchemaMismatch, StorageError, StorageUnavailable
from sindikasi.storage.sqlite import OUT_OF_REACH, newest_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sindikasi.storage.sqlite import Database

_NOTES = "backup."
_MADE, _SETTINGS = f"{_NOTES}made", f"{_NOTES}settings"
_NOTE = "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)"
_END_LEASES = "UPDATE documents SET owner = NULL, lease_until = 0 WHERE state = 'queued'"
_COUNTS = "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM stories WHERE absorbed_by IS NULL)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a backup file holds."""

    articles: int
    stories: int
    settings: str | None
    """The settings file of the home it was made of; None when there was none."""


def write_backup(database: Database, target: Path, settings: str | None, *, made: str) -> Backup:
    """Copy a store as it is at one moment into `target`, whoever writes meanwhile; return what it holds.

    The copy is checked and synced before it takes its name; what had that name stays until then. `made` says when
    and by whom. Raises StorageError, also when `target` is there and no backup.
    """
    if os.path.lexists(target):
        read_backup(target)  # raises: this is not ours to replace
    with _beside(target) as copy:
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            with database.reading() as reader:
                reader.backup(connection)
            connection.execute("PRAGMA journal_mode = DELETE")  # so that it is one file
            connection.execute("DELETE FROM meta WHERE name LIKE ?", (f"{_NOTES}%",))
            connection.execute(_NOTE, (_MADE, made))
            if settings is not None:
                connection.execute(_NOTE, (_SETTINGS, settings))
        return read_backup(copy)


def read_backup(source: Path) -> Backup:
    """Check a backup from end to end and return what it holds.

    Raises StorageUnavailable when it cannot be read, StorageError when it is damaged or none, and SchemaMismatch
    when a newer version made it.
    """
    with _opened(source) as connection:
        (answer,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if answer != "ok":
            raise StorageError(f"{source} is damaged ({answer}); use another backup")
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
        notes = dict(connection.execute("SELECT name, value FROM meta").fetchall())
        if _MADE not in notes:
            raise StorageError(f"{source} is a store, not a backup of one; make one with `sindikasi backup FILE`")
        if schema > newest_schema():
            raise SchemaMismatch(
                f"{source} was made by a newer version (schema {schema}, known: {newest_schema()}); install that one"
            )
        articles, stories = connection.execute(_COUNTS).fetchone()
    return Backup(articles=articles, stories=stories, settings=notes.get(_SETTINGS))


def restore_backup(source: Path, target: Path) -> None:
    """Make a checked backup the store at `target`, where none may be in use; what lay there is replaced.

    Raises OSError; a store that lay there then stays.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with _beside(target) as copy:
        shutil.copyfile(source, copy)
        with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
            connection.execute("DELETE FROM meta WHERE name LIKE ?", (f"{_NOTES}%",))
            connection.execute(_END_LEASES)  # whoever held them when the backup was made works elsewhere
        for log in log_files(target):  # they belong to what lay there, and would be played into this one
            log.unlink(missing_ok=True)


def log_files(store: Path) -> tuple[Path, Path]:
    """Return the files SQLite keeps beside a store that is, or was, in use."""
    return store.with_name(f"{store.name}-wal"), store.with_name(f"{store.name}-shm")


@contextmanager
def _opened(source: Path) -> Iterator[sqlite3.Connection]:
    """Open a backup for reading only; it is never changed, nor made."""
    try:
        # Immutable: a backup may lie on a medium that nobody can write, not even a lock.
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            yield connection
    except sqlite3.DatabaseError as error:
        if (error.sqlite_errorcode or 0) & 0xFF in OUT_OF_REACH:
            raise StorageUnavailable(f"{source} cannot be read: {error}") from error
        raise StorageError(f"{source} is no backup, or a damaged one: {error}") from error


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Give a new file in the folder of `target`, which takes its name at the end: whole, on disk, or not at all."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".tmp")
    os.close(descriptor)
    try:
        yield Path(name)
        _sync(name, os.O_RDONLY)
        os.replace(name, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    _sync(os.fspath(target.parent), os.O_RDONLY | os.O_DIRECTORY)


def _sync(name: str, flags: int) -> None:
    descriptor = os.open(name, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
