"""Which files of the inbox are documents, what their place says, and how their names are written down."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sindikasi.core.names import is_passed_over, shown

if TYPE_CHECKING:
    from pathlib import PurePath

DONE = "_done"
REJECTED = "_rejected"
REASON_ENDING = ".reason.json"

_LONGEST_SUFFIX = 32


def is_ignored(relative: PurePath) -> bool:
    """Return whether a path below the inbox is not for us: hidden, temporary, or a folder of ours."""
    return is_passed_over(relative.parts)


def source_of(relative: PurePath) -> str | None:
    """Return the source a document's place names: the first sub-folder, None at the top."""
    return relative.parts[0] if len(relative.parts) > 1 else None


def as_dropped(relative: PurePath) -> PurePath:
    """Return where below the inbox a file was dropped that now lies in `_done/DAY/` or `_rejected/`."""
    resting = {DONE: 2, REJECTED: 1}.get(relative.parts[0], 0)
    return PurePosixPath(*relative.parts[resting:]) if len(relative.parts) > resting else relative


def document_key(source: str | None, digest: bytes) -> str:
    """Return the identity of a document: SHA-256 over its source and the SHA-256 of its content."""
    return hashlib.sha256(b"\0".join([(source or "").encode("utf-8", "surrogateescape"), digest])).hexdigest()


def display_name(relative: PurePath) -> str:
    """Return the path below the inbox as text; invalid bytes and controls are shown as `\\xNN`."""
    return shown(PurePosixPath(relative).as_posix())


def shortened(name: str, longest: int) -> str:
    """Return a file name of at most `longest` bytes, cut between characters."""
    raw = name.encode("utf-8", "replace")
    return name if len(raw) <= longest else raw[:longest].decode("utf-8", "ignore")


def numbered(name: str, turn: int, longest: int) -> str:
    """Return the name for the second, third, ... file of one name, within `longest` bytes: `x.2.txt`."""
    path = PurePosixPath(name)
    stem, suffix = path.stem, path.suffix
    if len(suffix.encode("utf-8", "replace")) > _LONGEST_SUFFIX:
        stem, suffix = name, ""
    tail = f".{turn}{suffix}"
    return shortened(stem, longest - len(tail.encode("utf-8", "replace"))) + tail
