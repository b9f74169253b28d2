"""Where refused documents lie, each beside the reason a person can act on."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from datetime import datetime

_LONGEST_NAME = 200


class Quarantine:
    """The folder `_rejected` of an inbox."""

    def __init__(self, inbox: Path) -> None:
        self._inbox = inbox
        self._folder = inbox / "_rejected"

    def refuse(
        self, name: str, content: bytes, *, resting: str | None, reason: str, message: str, at: datetime
    ) -> None:
        """Put a document here: the file from where it rests when it is still there, else its content."""
        place = self._place(name, content)
        rested = None if resting is None else self._inbox / resting
        if rested is not None and rested.exists():
            os.replace(rested, place)
        else:
            _write(place, content)
        self._explain(place, name, reason, message, at)

    def refuse_file(self, path: Path, name: str, *, reason: str, message: str, at: datetime) -> None:
        """Move a dropped file here without reading it."""
        place = self._place(name, None)
        try:
            os.replace(path, place)
        except FileNotFoundError:
            return  # somebody took it away meanwhile
        self._explain(place, name, reason, message, at)

    def withdraw(self, name: str, content: bytes, *, resting: str | None) -> None:
        """Take a document out again, back to where it rested; without such a place it is removed."""
        place = self._place(name, content)
        if resting is not None and place.exists():
            target = self._inbox / resting
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(place, target)
        place.unlink(missing_ok=True)
        _reason_of(place).unlink(missing_ok=True)

    def _place(self, name: str, content: bytes | None) -> Path:
        """Return where a document lies or may lie: a place is free, or holds this very content.

        Parts of the name that could lead elsewhere are made harmless.
        """
        parts = [part for part in PurePosixPath(name).parts if part not in {"/", "..", "."}]
        wanted = self._folder.joinpath(*(_shortened(part) for part in parts or ["unnamed"]))
        wanted.parent.mkdir(parents=True, exist_ok=True)
        place, turn = wanted, 1
        while place.exists() and (content is None or place.read_bytes() != content):
            turn += 1
            place = wanted.with_name(f"{wanted.stem}.{turn}{wanted.suffix}")
        return place

    def _explain(self, place: Path, name: str, reason: str, message: str, at: datetime) -> None:
        account = {"document": name, "reason": reason, "message": message, "at": at}
        _write(_reason_of(place), msgspec.json.format(msgspec.json.encode(account), indent=2) + b"\n")


def _reason_of(place: Path) -> Path:
    return place.with_name(place.name + ".reason.json")


def _shortened(part: str) -> str:
    """Return a file name that leaves room for `.reason.json` within the 255 bytes a name may have."""
    raw = part.encode("utf-8", "replace")
    return part if len(raw) <= _LONGEST_NAME else raw[:_LONGEST_NAME].decode("utf-8", "ignore")


def _write(place: Path, content: bytes) -> None:
    temporary = place.with_name(f".{place.name[:80]}.tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, place)
