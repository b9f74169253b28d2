"""Files that readers may open at any moment: written whole or not at all, and left alone when unchanged."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

_SECOND = 1_000_000_000
MODE = 0o644
"""Any web server may serve a feed: `mkstemp` would leave it to the owner alone."""
LEFTOVER_AGE = timedelta(hours=1)
"""No write takes as long: a temporary file that is older belongs to a writer that was killed."""
# The names `mkstemp` makes below: the dot and the file's name, eight characters of its own alphabet, the ending.
_TEMPORARY = re.compile(r"\..+\.[a-z0-9_]{8}\.tmp")


def write_if_changed(path: Path, content: bytes, *, modified: datetime | None = None) -> bool:
    """Replace `path` by `content` in one step that survives a crash; return whether anything was written.

    A file that already holds `content` is not touched, its times included. `modified` becomes the new file's
    modification time, which web servers send as Last-Modified; it is moved on where it would not tell the new
    file from the old one. Raises OSError; the old file then stays.
    """
    old = _read(path)
    if old is not None and old.content == content:
        return False
    # In the same folder, for a rename cannot cross file systems; the dot keeps it out of listings.
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(descriptor, MODE)
            if modified is not None:
                stamp = _nanoseconds(modified, after=old.modified if old else None)
                os.utime(descriptor, ns=(stamp, stamp))
            os.fsync(descriptor)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    _sync_folder(path.parent)
    return True


def remove_leftovers(folder: Path, *, now: datetime) -> int:
    """Remove the temporary files that killed writers left in `folder`; return how many.

    Only regular files named as `write_if_changed` names them go, and only those older than LEFTOVER_AGE by the
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
