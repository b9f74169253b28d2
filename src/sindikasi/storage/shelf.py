"""The files of the band index: written whole, mapped when they are needed, made again from rows when they are lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

import structlog

from sindikasi.storage.segments import SUFFIX, Merging, build, open_segment, stamp_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from sindikasi.storage.segments import Segment
    from sindikasi.storage.spans import Span

log = structlog.get_logger("index")

Batch = tuple["NDArray[np.uint32]", "NDArray[np.uint64]", "NDArray[np.uint8]"]
"""Sequence numbers of articles, in order, and of each a row of band keys and a sketch."""


class Rows(Protocol):
    """The committed rows that the index is derived from."""

    def span(self, first: int, last: int) -> Span | None:
        """Return when the articles from `first` to `last` came out and arrived; None when that is not known."""
        ...

    def batches(self, first: int, last: int) -> Iterator[Batch]:
        """Yield the signed articles from `first` to `last`."""
        ...


class Shelf:
    """The folder of one store's segments; whoever holds the store's write lock writes there.

    A file's name is given once and its content follows from committed rows, so a file that is lost or damaged is
    made again under the same name. Files are not synced: after a power cut the checksum tells.
    """

    def __init__(self, folder: Path, owner: str, rows: Rows) -> None:
        """`owner` names the store and the scheme of the keys: the files of another are not read."""
        self.rows = rows
        self._folder = folder
        self._stamp = stamp_of(owner)
        self._sound: set[str] = set()

    def save(self, merging: Merging, last: int) -> tuple[str | None, Segment]:
        """Return the merged segment and the name of its file, None where the folder cannot be written."""
        name = f"{last:012d}-{uuid4().hex}{SUFFIX}"
        return self._write(merging, name)

    def open(self, name: str, first: int, last: int) -> Segment:
        """Map a file, or make it again from the rows of the articles it is to hold. Raises StorageError."""
        segment = open_segment(self._folder / name, self._stamp, is_sound=name in self._sound)
        if segment is None:
            log.warning("index file missing or damaged, made again", file=name)
            return self._made_again(name, first, last)
        self._sound.add(name)
        return segment

    def sweep(self, names: Collection[str]) -> None:
        """Remove the files that the store does not name: left by a crash, by a merge or by another store."""
        self._sound &= set(names)
        for path in self._folder.glob("*"):
            if path.suffix in {SUFFIX, ".tmp"} and path.name not in names:
                path.unlink(missing_ok=True)

    def _made_again(self, name: str, first: int, last: int) -> Segment:
        """Make the segment of a run of articles from rows, in pieces so that it needs little memory."""
        pieces = [self.save(Merging([build(*batch)]), last) for batch in self.rows.batches(first, last)]
        segment = self._write(Merging([piece for _, piece in pieces]), name)[1]
        for piece, _ in pieces:
            if piece is not None:
                (self._folder / piece).unlink(missing_ok=True)
        return segment

    def _write(self, merging: Merging, name: str) -> tuple[str | None, Segment]:
        path = self._folder / name
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            merging.save(path, self._stamp)
        except OSError as error:
            log.warning("index kept in memory: it cannot be written", folder=str(self._folder), error=str(error))
            return None, merging.in_memory()
        self._sound.add(name)
        return name, open_segment(path, self._stamp, is_sound=True) or merging.in_memory()
