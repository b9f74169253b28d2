"""Where a store's file lies and who writes to it, as the system knows: SQLite goes on writing into one that is gone."""

from __future__ import annotations

import os
from pathlib import Path

from sindikasi.errors import StorageUnavailable

Place = tuple[int, int]
"""Device and inode."""

_LOCKS = Path("/proc/locks")
_WRITE_LOCK = 120
"""The byte of the shared-memory file that the writer of a WAL locks (sqlite.org/walformat.html, 2.3.1)."""


def place_of(store: Path) -> Place:
    """Return which file lies at a path. Raises StorageUnavailable with the remedy when there is none."""
    try:
        found = os.stat(store)
    except OSError as error:
        raise StorageUnavailable(
            f"{store} is gone ({error.strerror}): it was moved or removed, or its disk is not mounted; put it back, "
            "and everything goes on. To begin with a new store, start sindikasi anew"
        ) from error
    return found.st_dev, found.st_ino


def writer_of(store: Path) -> int | None:
    """Return the process that holds the store's write lock; None when nobody does, or the system does not say."""
    try:
        inode = os.stat(store.with_name(f"{store.name}-shm")).st_ino
        locks = _LOCKS.read_text("ascii")
    except OSError:
        return None
    for line in locks.splitlines():
        # "1: POSIX  ADVISORY  WRITE 4242 00:2b:917 120 120" (proc(5)); a line of one who waits has an arrow more.
        fields = line.split()
        if "->" in fields or fields[3] != "WRITE" or int(fields[5].rpartition(":")[2]) != inode:
            continue
        last = int(fields[7]) if fields[7].isdigit() else _WRITE_LOCK
        if int(fields[6]) <= _WRITE_LOCK <= last:
            return int(fields[4])
    return None
