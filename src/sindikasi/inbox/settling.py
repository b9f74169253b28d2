"""When a file is complete: it has been unchanged for a while, and nobody has it open for writing."""

from __future__ import annotations

import fcntl
import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_CLOSED_SHARE = 0.25
"""Of the settling time, for a file that nobody has open for writing and that was never seen to change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What shows that a file is being written: it changes."""

    inode: int
    size: int
    modified_ns: int
    changed_ns: int

    @classmethod
    def of(cls, found: os.stat_result) -> Fingerprint:
        """Return the fingerprint of a file the system described."""
        return cls(
            inode=found.st_ino,
            size=found.st_size,
            modified_ns=found.st_mtime_ns,
            changed_ns=found.st_ctime_ns,
        )


@dataclass(slots=True, kw_only=True)
class _Sighting:
    fingerprint: Fingerprint
    since: float
    """Monotonic seconds at which this fingerprint was first seen."""
    has_changed: bool
    """Whether another was seen before it: the file is written in steps."""


class Settling:
    """Decides when a file is complete; time is an argument."""

    def __init__(self, settle_seconds: float) -> None:
        self._settle = settle_seconds
        self._seen: dict[Path, _Sighting] = {}

    def settled(self, path: Path, fingerprint: Fingerprint, *, monotonic: float, wall_ns: int) -> bool:
        """Return whether the file has been unchanged for the settling time.

        A file whose inode did not change for that long by the wall clock (data, name or times: ctime sees
        them all) is settled at first sight, so that a restart does not wait over files that lay there.
        """
        sighting = self._seen.get(path)
        if sighting is None or sighting.fingerprint != fingerprint:
            has_changed = sighting is not None
            sighting = _Sighting(fingerprint=fingerprint, since=monotonic, has_changed=has_changed)
            self._seen[path] = sighting
        return _is_calm(sighting, self._settle, monotonic, wall_ns)

    def may_be_taken_early(self, path: Path, *, monotonic: float, wall_ns: int) -> bool:
        """Return whether a file, looked at with `settled` before, may be complete if nobody has it open."""
        sighting = self._seen[path]
        return not sighting.has_changed and _is_calm(sighting, _CLOSED_SHARE * self._settle, monotonic, wall_ns)

    def forget(self, path: Path) -> None:
        """Drop what is known of a path."""
        self._seen.pop(path, None)

    @property
    def waiting(self) -> list[Path]:
        """The files seen and not forgotten."""
        return list(self._seen)


def _is_calm(sighting: _Sighting, seconds: float, monotonic: float, wall_ns: int) -> bool:
    if monotonic - sighting.since >= seconds:
        return True
    latest = max(sighting.fingerprint.modified_ns, sighting.fingerprint.changed_ns)
    return wall_ns - latest >= seconds * 1e9


def fingerprint_of(path: Path) -> Fingerprint | None:
    """Return the fingerprint of a regular file; None for anything else or when it is gone."""
    try:
        found = path.lstat()
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return Fingerprint.of(found)


def is_open_for_writing(path: Path) -> bool | None:
    """Return whether somebody holds the file open for writing; None where the system cannot tell.

    A read lease is refused while a writer has the file open (fcntl(2), F_SETLEASE); there is none on some file
    systems, nor of files of other owners: these rest on the settling time alone.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return None
    finally:
        os.close(descriptor)
    return False
