"""Where refused documents lie, each beside the reason a person can act on."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

from sindikasi.core.sidecars import described_by, ending_of
from sindikasi.inbox.names import REASON_ENDING, REJECTED
from sindikasi.inbox.places import LONGEST_NAME, free_place, holds, is_vacant, make_folder, sync_folder

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

_LONGEST_NAME = 200
"""Bytes; leaves room for `.reason.json` within the 255 a name may have."""


class Quarantine:
    """The folder `_rejected` of an inbox.

    The reason is written before the file comes to lie beside it: after a crash no file lies here unexplained.
    What a call did is on disk when it returns, so that the store may account for it.
    """

    def __init__(self, inbox: Path) -> None:
        self._inbox = inbox
        self._folder = inbox / REJECTED

    def refuse(
        self,
        name: str,
        content: bytes,
        *,
        resting: str | None,
        reason: str,
        message: str,
        at: datetime,
        metadata: bytes | None = None,
    ) -> None:
        """Put a document here: the file from where it rests when it still is that file, else its content.

        Its metadata file comes to lie beside it, so that both can be mended and dropped again.
        """
        place = self._place(name, content, metadata)
        self._explain(place, name, reason, message, at)
        rested = None if resting is None else self._inbox / resting
        if metadata is not None:
            ending = ending_of(metadata)
            beside = next((each for each in _sidecars(rested) if holds(each, metadata)), None)
            _put(beside, place.with_suffix(beside.suffix if beside else ending), metadata)
        _put(rested, place, content)
        sync_folder(place.parent)

    def refuse_file(
        self, path: Path, name: str, *, reason: str, message: str, at: datetime, sidecar: Path | None = None
    ) -> None:
        """Move a dropped file and its metadata file here unread. Raises OSError; what was not moved then stays."""
        place = self._place(name, None, None if sidecar is None else b"")
        self._explain(place, name, reason, message, at)
        try:
            os.replace(path, place)
        except OSError:
            _reason_of(place).unlink(missing_ok=True)
            raise
        if sidecar is not None:
            os.replace(sidecar, place.with_suffix(sidecar.suffix))
        sync_folder(place.parent)

    def withdraw(self, name: str, content: bytes, *, resting: str | None, metadata: bytes | None = None) -> None:
        """Take a document out again, back to where it rested; without such a place it is removed."""
        place = self._place(name, content, metadata)
        beside = [each for each in _sidecars(place) if metadata is not None and holds(each, metadata)]
        if resting is not None and not is_vacant(place):
            target = free_place(self._inbox, resting, is_vacant, longest=LONGEST_NAME)
            make_folder(target.parent)
            os.replace(place, target)
            for each in beside:
                back = target.with_suffix(each.suffix)
                if is_vacant(back):
                    os.replace(each, back)
            sync_folder(target.parent)
        for each in (place, *beside, _reason_of(place)):
            each.unlink(missing_ok=True)

    def _place(self, name: str, content: bytes | None, metadata: bytes | None = None) -> Path:
        """Return where a document lies or may lie: a place is free, or holds this very content.

        With metadata, the places beside it are free as well, or hold that.
        """

        def is_free(place: Path) -> bool:
            if not is_vacant(place) and (content is None or not holds(place, content)):
                return False
            return metadata is None or all(is_vacant(each) or holds(each, metadata) for each in _sidecars(place))

        if name.endswith(REASON_ENDING):
            name += ".document"  # else it would lie where the reason of another document belongs
        place = free_place(self._folder, name, is_free, longest=_LONGEST_NAME)
        make_folder(place.parent)
        return place

    def _explain(self, place: Path, name: str, reason: str, message: str, at: datetime) -> None:
        account = {"document": name, "reason": reason, "message": message, "at": at}
        _write(_reason_of(place), msgspec.json.format(msgspec.json.encode(account), indent=2) + b"\n")


def _sidecars(text: Path | None) -> tuple[Path, ...]:
    """Return where the metadata file of a text may lie."""
    return () if text is None else tuple(text.with_name(each) for each in described_by(text.name))


def _put(rested: Path | None, place: Path, content: bytes) -> None:
    if rested is not None and holds(rested, content):
        os.replace(rested, place)
    else:
        _write(place, content)


def _reason_of(place: Path) -> Path:
    return place.with_name(place.name + REASON_ENDING)


def _write(place: Path, content: bytes) -> None:
    temporary = place.with_name(f".{place.name[:80]}.tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, place)
