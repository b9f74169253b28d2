"""Files that readers may open at any moment: written whole or not at all, and left alone when unchanged."""

from __future__ import annotations

import contextlib
import os
import tempfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

MODE = 0o644
"""Any web server may serve a feed: `mkstemp` would leave it to the owner alone."""


def write_if_changed(path: Path, content: bytes, *, modified: datetime | None = None) -> bool:
    """Replace `path` by `content` in one step that survives a crash; return whether anything was written.

    A file that already holds `content` is not touched, its times included. `modified` becomes the new file's
    modification time, which web servers send as Last-Modified. Raises OSError; the old file then stays.
    """
    if _holds(path, content):
        return False
    # In the same folder, for a rename cannot cross file systems; the dot keeps it out of listings.
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(descriptor, MODE)
            if modified is not None:
                _set_modified(descriptor, modified)
            os.fsync(descriptor)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    _sync_folder(path.parent)
    return True


def _holds(path: Path, content: bytes) -> bool:
    try:
        with path.open("rb") as file:
            return os.fstat(file.fileno()).st_size == len(content) and file.read() == content
    except FileNotFoundError:
        return False


def _set_modified(descriptor: int, modified: datetime) -> None:
    nanoseconds = int(modified.timestamp() * 1_000_000) * 1_000
    os.utime(descriptor, ns=(nanoseconds, nanoseconds))


def _sync_folder(folder: Path) -> None:
    """Make the rename durable (a folder is a file of names)."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
