"""Files that readers may open at any moment: written whole or not at all, and left alone when unchanged."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import tempfile
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

_SECOND = 1_000_000_000
_MOST_OPEN = 64
_MOST_SYNCS = 8
MODE = 0o644
"""Any web server may serve a feed: `mkstemp` would leave it to the owner alone."""
LEFTOVER_AGE = timedelta(hours=1)
"""No write takes as long: a temporary file that is older belongs to a writer that was killed."""
# The names `mkstemp` makes below: the dot and the file's name, eight characters of its own alphabet, the ending.
_TEMPORARY = re.compile(r"\..+\.[a-z0-9_]{8}\.tmp")


class Staging:
    """Files that take their places together: written beside them, synced side by side, then renamed in order.

    A disk syncs many files in little more time than one, when it is asked for them at once.
    """

    def __init__(self) -> None:
        self._staged: list[_Staged] = []
        self._folders: dict[Path, None] = {}
        self._threads = ThreadPoolExecutor(_MOST_SYNCS, thread_name_prefix="sync")

    def add(self, path: Path, content: bytes, *, modified: datetime | None = None) -> bool:
        """Write what shall be at `path`, and return True; False, and nothing is written, where it is there already.

        A file that holds `content` is not touched, its times included. `modified` becomes the new file's modification
        time, which web servers send as Last-Modified; it is moved on where it would not tell the new file from the
        old one. A path is added once before `put_in_place`. Raises OSError.
        """
        old = _read(path)
        if old is not None and old.content == content:
            return False
        if len(self._staged) == _MOST_OPEN:
            self.put_in_place()
        # In the same folder, for a rename cannot cross file systems; the dot keeps it out of listings.
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        self._staged.append(_Staged(descriptor, name, path))
        with open(descriptor, "wb", closefd=False) as file:
            file.write(content)
        os.fchmod(descriptor, MODE)
        if modified is not None:
            stamp = _nanoseconds(modified, after=old.modified if old else None)
            os.utime(descriptor, ns=(stamp, stamp))
        return True

    def put_in_place(self) -> None:
        """Give the files their names, in the order they were added, once all of them are on disk.

        Raises OSError; those that are not in place yet are then dropped.
        """
        try:
            self._sync()
            while self._staged:
                staged = self._staged[0]
                os.replace(staged.name, staged.path)
                self._folders[staged.path.parent] = None
                os.close(self._staged.pop(0).descriptor)
        finally:
            self.drop()

    def drop(self) -> None:
        """Remove what is not in place."""
        while self._staged:
            staged = self._staged.pop()
            os.close(staged.descriptor)
            with contextlib.suppress(OSError):
                os.unlink(staged.name)

    def settle(self) -> None:
        """Make the new names durable. Raises OSError."""
        while self._folders:
            folder, _ = self._folders.popitem()
            _sync_folder(folder)

    def _sync(self) -> None:
        if len(self._staged) == 1:
            os.fsync(self._staged[0].descriptor)
        elif self._staged:
            # All of them are waited for, whatever one of them says: their files are closed next.
            done = [self._threads.submit(os.fsync, staged.descriptor) for staged in self._staged]
            wait(done)
            for each in done:
                each.result()


def remove_leftovers(folder: Path, *, now: datetime) -> int:
    """Remove the temporary files that killed writers left in `folder`; return how many.

    Only regular files named as `Staging` names them go, and only those older than LEFTOVER_AGE by the
    time of their last change of any kind: the modification time is that of the news. Raises OSError.
    """
    latest = (now - LEFTOVER_AGE).timestamp()
    removed = 0
    for path in _temporary_files(folder):
        # A writer may still finish, and rename its file, between the listing and this look at it.
        with contextlib.suppress(FileNotFoundError):
            found = path.lstat()
            if stat.S_ISREG(found.st_mode) and found.st_ctime < latest:
                path.unlink()
                removed += 1
    return removed


def _temporary_files(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if _TEMPORARY.fullmatch(path.name)]
    except FileNotFoundError:
        return []


@dataclass(frozen=True, slots=True)
class _Staged:
    descriptor: int
    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class _Old:
    content: bytes
    modified: int
    """Nanoseconds since 1970."""


def _read(path: Path) -> _Old | None:
    try:
        with path.open("rb") as file:
            return _Old(file.read(), os.fstat(file.fileno()).st_mtime_ns)
    except FileNotFoundError:
        return None


def _nanoseconds(moment: datetime, *, after: int | None) -> int:
    """Return `moment`, or the second after the old file's: dates in HTTP have whole seconds."""
    stamp = int(moment.timestamp() * 1_000_000) * 1_000
    if after is None or stamp // _SECOND > after // _SECOND:
        return stamp
    return (after // _SECOND + 1) * _SECOND


def _sync_folder(folder: Path) -> None:
    """Make the rename durable (a folder is a file of names)."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
