"""Files that readers may open at any moment: written whole or not at all, and left alone when unchanged."""

from __future__ import annotations

import contextlib
import os
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

_SECOND = 1_000_000_000
MODE = 0o644
"""Any web server may serve a feed: `mkstemp` would leave it to the owner alone."""


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
