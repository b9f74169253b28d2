"""Which files of the inbox are documents, and what their place says."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import PurePath

_IGNORED_ENDINGS = ("~", ".tmp", ".part", ".partial", ".filepart", ".crdownload", ".download", ".swp")
_IGNORED_NAMES = {"thumbs.db", "desktop.ini", "@eadir"}
_IGNORED_STARTS = (".", "_")


def is_ignored(relative: PurePath) -> bool:
    """Return whether a path below the inbox is not for us: hidden, temporary, or a folder of ours."""
    return any(
        part.startswith(_IGNORED_STARTS)
        or part.lower() in _IGNORED_NAMES
        or part.lower().endswith(_IGNORED_ENDINGS)
        for part in relative.parts
    )


def source_of(relative: PurePath) -> str | None:
    """Return the source a document's place names: the first sub-folder, None at the top."""
    return relative.parts[0] if len(relative.parts) > 1 else None


def document_key(source: str | None, digest: bytes) -> str:
    """Return the identity of a document: SHA-256 over its source and the SHA-256 of its content."""
    return hashlib.sha256(b"\0".join([(source or "").encode("utf-8", "surrogateescape"), digest])).hexdigest()
