"""Where refused documents lie, each beside the reason a person can act on."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from sindikasi.inbox.names import REASON_ENDING, REJECTED
from sindikasi.inbox.places import LONGEST_NAME, free_place, holds, is_vacant

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

_LONGEST_NAME = 200
"""Bytes; leaves room for `.reason.json` within the 255 a name may have."""


class Quarantine:
    """The folder `_rejected` of an inbox.

    The reason is written before the file comes to lie beside it: after a crash no file lies here unexplained.
    """

    def __init__(self, inbox: Path) -> None:
        self._inbox = inbox
        self._folder = inbox / REJECTED

    def refuse(
        self, name: str, content: bytes, *, resting: str | None, reason: str, message: str, at: datetime
    ) -> None:
        """Put a document here: the file from where it rests when it still is that file, else its content."""
        place = self._place(name, content)
        self._explain(place, name, reason, message, at)
        rested = None if resting is None else self._inbox / resting
        if rested is not None and holds(rested, content):
            os.replace(rested, place)
        else:
            _write(place, content)

    def refuse_file(self, path: Path, name: str, *, reason: str, message: str, at: datetime) -> None:
        """Move a dropped file here without reading it. Raises OSError; the file then stays."""
        place = self._place(name, None)
        self._explain(place, name, reason, message, at)
        try:
            os.replace(path, place)
        except OSError:
            _reason_of(place).unlink(missing_ok=True)
            raise

    def withdraw(self, name: str, content: bytes, *, resting: str | None) -> None:
        """Take a document out again, back to where it rested; without such a place it is removed."""
        place = self._place(name, content)
        if resting is not None and not is_vacant(place):
            target = free_place(self._inbox, resting, is_vacant, longest=LONGEST_NAME)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(place, target)
        place.unlink(missing_ok=True)
        _reason_of(place).unlink(missing_ok=True)

    def _place(self, name: str, content: bytes | None) -> Path:
        """Return where a document lies or may lie: a place is free, or holds this very content."""

        def is_free(place: Path) -> bool:
            return is_vacant(place) or (content is not None and holds(place, content))

        if name.endswith(REASON_ENDING):
            name += ".document"  # else it would lie where the reason of another document belongs
        place = free_place(self._folder, name, is_free, longest=_LONGEST_NAME)
        place.parent.mkdir(parents=True, exist_ok=True)
        return place

    def _explain(self, place: Path, name: str, reason: str, message: str, at: datetime) -> None:
        account = {"document": name, "reason": reason, "message": message, "at": at}
        _write(_reason_of(place), msgspec.json.format(msgspec.json.encode(account), indent=2) + b"\n")


def _reason_of(place: Path) -> Path:
    return place.with_name(place.name + REASON_ENDING)


def _write(place: Path, content: bytes) -> None:
    temporary = place.with_name(f".{place.name[:80]}.tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, place)
