"""From the doorstep into the store's queue: read, store durably, then move away.

The order is what makes it safe: the store has committed to disk before the original moves, and a repeat is
harmless because a document's identity is its content. A crash at any point leaves the file in the inbox, in
the store, or in both, and the next scan settles it.

A text and its metadata file are one document, stored and moved together, the text first. A crash in between
leaves metadata without its text: the store knows that it has it, and it is moved after the text.
"""

from __future__ import annotations

import errno
import hashlib
import os
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from sindikasi.core.sidecars import content_digest, describes, is_metadata
from sindikasi.core.text import safe_text
from sindikasi.errors import machine_fault
from sindikasi.inbox.names import DONE, display_name, document_key, source_of
from sindikasi.inbox.pairs import is_metadata_file, open_regular, read_small, sidecars_beside, text_beside
from sindikasi.inbox.places import LONGEST_NAME, first_free, free_folder, is_vacant, make_folder, sync_folder
from sindikasi.inbox.quarantine import Quarantine
from sindikasi.inbox.settling import Fingerprint, fingerprint_of
from sindikasi.model import Arrival, Document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path, PurePath

    from sindikasi.model import Outcome
    from sindikasi.ports import Queue

_BATCH_FILES = 256
_BATCH_BYTES = 32 * 2**20
_HOLD_SECONDS = 30.0
_CHUNK = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of one dropped file."""

    path: Path
    name: str
    outcome: Outcome | Literal["waiting"]
    problem: str | None = None
    """Why the file waits in the inbox, when it does."""
    fault: str | None = None
    """The same, when that is a fault of the machine, which other files meet as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A file as it was read."""

    path: Path
    arrival: Arrival
    fingerprint: Fingerprint
    sidecar: Path | None = None
    """Its metadata file."""
    sidecar_fingerprint: Fingerprint | None = None


class Doorstep:
    """Takes settled files of one inbox into a queue."""

    def __init__(
        self,
        inbox: Path,
        queue: Queue,
        now: Callable[[], datetime],
        *,
        max_bytes: int,
        after: Literal["move", "keep", "delete"],
    ) -> None:
        self._inbox = inbox
        self._queue = queue
        self._now = now
        self._max_bytes = max_bytes
        self._after = after
        self._folders: dict[str, Path] = {}

    def receive(self, paths: Iterable[Path]) -> Iterator[Received]:
        """Take in files below the inbox, in batches; yield what became of each.

        A file that cannot be read or moved now (permissions, input or output errors) is `waiting` and stays.
        """
        batch: list[Dropped] = []
        size = 0
        taken: set[Path] = set()
        self._folders.clear()
        for path in paths:
            read = self._read(path, taken)
            if isinstance(read, Received):
                yield read
            elif read is not None:
                batch.append(read)
                size += read.fingerprint.size
            if len(batch) >= _BATCH_FILES or size >= _BATCH_BYTES:
                yield from self._take(batch)
                batch, size = [], 0
        yield from self._take(batch)

    def _read(self, path: Path, taken: set[Path]) -> Dropped | Received | None:
        relative = path.relative_to(self._inbox)
        try:
            if is_metadata_file(path):
                if text_beside(path) is not None:
                    return None  # it comes with its text
                if self._is_left_over(path, relative):
                    return self._clear_left_over(path, relative, taken)
            read = read_arrival(path, relative, received=self._now(), max_bytes=self._max_bytes)
            if read is None:
                return None
            resting = self._resting(relative, taken, read.sidecar) if self._after == "move" else None
            return replace(read, arrival=replace(read.arrival, resting=resting))
        except FileNotFoundError:
            return None  # somebody took it away meanwhile
        except OSError as error:
            return _waiting(path, display_name(relative), "cannot be read", error)

    def _is_left_over(self, path: Path, relative: Path) -> bool:
        """Return whether the store has this metadata already, with the text it belongs to."""
        metadata = read_small(path)
        names = [display_name(relative.with_name(each)) for each in describes(relative.name)]
        return metadata is not None and self._queue.is_described(names, metadata)

    def _clear_left_over(self, path: Path, relative: Path, taken: set[Path]) -> Received:
        if self._after == "delete":
            path.unlink()
        elif self._after == "move":
            place = self._inbox / self._resting(relative, taken, None)
            make_folder(place.parent)
            os.rename(path, place)
            sync_folder(place.parent)
            sync_folder(path.parent)
        return Received(path=path, name=display_name(relative), outcome="repeated")

    def _resting(self, relative: Path, taken: set[Path], sidecar: Path | None) -> str:
        """Return a free place below the inbox for the file; a name that is no text is written as one.

        With a metadata file, its place beside that one is free as well.
        """
        day = self._now().astimezone(UTC).date().isoformat()
        name = PurePosixPath(relative.as_posix() if _is_text(relative) else display_name(relative))

        def places(place: Path) -> list[Path]:
            return [place] if sidecar is None else [place, place.with_suffix(sidecar.suffix)]

        place = first_free(
            self._resting_folder(f"{DONE}/{day}/{name.parent}"),
            name.name,
            lambda place: all(each not in taken and is_vacant(each) for each in places(place)),
            longest=LONGEST_NAME,
        )
        taken.update(places(place))
        return place.relative_to(self._inbox).as_posix()

    def _resting_folder(self, name: str) -> Path:
        """Return the folder where files rest; it is looked for once in a batch."""
        if name not in self._folders:
            self._folders[name] = free_folder(self._inbox, name, longest=LONGEST_NAME)
        return self._folders[name]

    def _take(self, batch: Sequence[Dropped]) -> Iterator[Received]:
        if not batch:
            return
        outcomes = self._queue.offer([read.arrival for read in batch], hold_seconds=_HOLD_SECONDS)
        received: list[Received] = []
        entered: set[Path] = set()
        for read, outcome in zip(batch, outcomes, strict=True):
            became, target = self._clear_away(read, outcome)
            received.append(became)
            entered |= {target} if target else set()
        # A file is known to be where it went before it is known to have left.
        for folder in [*entered, *{read.path.parent for read in batch}]:
            sync_folder(folder)
        self._queue.release([read.arrival.document.key for read in batch])
        yield from received

    def _clear_away(self, read: Dropped, outcome: Outcome) -> tuple[Received, Path | None]:
        """Move or remove the original as `inbox.after` says; return its fate and the folder it went to.

        Its content is in the store: a file that cannot be moved stays, and the next scan finds it `repeated`.
        """
        name = read.arrival.document.name
        done = Received(path=read.path, name=name, outcome=outcome)
        if fingerprint_of(read.path) != read.fingerprint:
            return done, None  # taken away, or written again: what lies there now is another document
        try:
            return done, self._moved(read, outcome)
        except FileNotFoundError:
            return done, None  # somebody took it away meanwhile
        except OSError as error:
            return _waiting(read.path, name, "it is in the store, but cannot be moved away", error), None

    def _moved(self, read: Dropped, outcome: Outcome) -> Path | None:
        sidecar = read.sidecar
        if sidecar is not None and fingerprint_of(sidecar) != read.sidecar_fingerprint:
            sidecar = None  # taken away, or written again: what lies there now is not what was stored
        if outcome == "rejected":
            reason, message = read.arrival.refusal or ("unreadable", "")
            Quarantine(self._inbox).refuse_file(
                read.path, read.arrival.document.name, reason=reason, message=message, at=self._now(), sidecar=sidecar
            )
            return None
        if self._after == "delete":
            read.path.unlink()
            if sidecar is not None:
                sidecar.unlink()
            return None
        if read.arrival.resting is None:
            return None
        target = self._inbox / read.arrival.resting
        make_folder(target.parent)
        os.rename(read.path, target)
        if sidecar is not None:
            os.rename(sidecar, target.with_suffix(sidecar.suffix))
        return target.parent


def _waiting(path: Path, name: str, what: str, error: OSError) -> Received:
    fault = machine_fault(error)
    return Received(
        path=path,
        name=name,
        outcome="waiting",
        problem=f"{what}: {error}",
        fault=None if fault is None else f"{what}: {fault}",
    )


def read_arrival(
    path: Path,
    relative: PurePath,
    *,
    received: datetime,
    max_bytes: int,
    source: str | None = None,
) -> Dropped | None:
    """Read a file as it stands, and the metadata file beside it; return what was read, None for no regular file.

    `relative` names the document and, unless `source` is given, its source. A file over `max_bytes` is
    refused without holding it in memory. Raises OSError when it cannot be read, or was written to meanwhile.
    """
    descriptor = open_regular(path)
    if descriptor is None:
        return None
    try:
        fingerprint = Fingerprint.of(os.fstat(descriptor))
        content, digest, size = _content(descriptor, max_bytes)
        if Fingerprint.of(os.fstat(descriptor)) != fingerprint:
            raise BlockingIOError(errno.EAGAIN, "it was written to while it was read; it is read again when it settles")
    finally:
        os.close(descriptor)
    refusal = None if content is not None else ("too-large", _too_large(size, max_bytes))
    sidecar, sidecar_fingerprint, metadata = _metadata(path)
    arrival = arrival_of(
        content or b"", digest, relative, received=received, source=source, metadata=metadata, refusal=refusal
    )
    return Dropped(
        path=path,
        arrival=arrival,
        fingerprint=fingerprint,
        sidecar=sidecar,
        sidecar_fingerprint=sidecar_fingerprint,
    )


def _metadata(text: Path) -> tuple[Path, Fingerprint | None, bytes] | tuple[None, None, None]:
    """Return the metadata file of a text, what it looked like before it was read, and what it holds."""
    for path in sidecars_beside(text):
        fingerprint = fingerprint_of(path)
        content = read_small(path)
        if content is not None and is_metadata(content):
            return path, fingerprint, content
    return None, None, None


def arrival_of(
    content: bytes,
    digest: bytes,
    relative: PurePath,
    *,
    received: datetime,
    source: str | None = None,
    metadata: bytes | None = None,
    refusal: tuple[str, str] | None = None,
) -> Arrival:
    """Return content as an arrival; `digest` is its SHA-256, `metadata` what the file beside it holds."""
    outlet = source_of(relative) if source is None else source
    document = Document(
        key=document_key(outlet, content_digest(digest, metadata)),
        name=display_name(relative),
        source=None if outlet is None else safe_text(outlet),
        content=content,
        received=received,
        metadata=metadata,
    )
    return Arrival(document=document, refusal=refusal)


def _is_text(relative: PurePath) -> bool:
    """Return whether a path is valid UTF-8."""
    try:
        str(relative).encode()
    except UnicodeEncodeError:
        return False
    return True


def _content(descriptor: int, max_bytes: int) -> tuple[bytes | None, bytes, int]:
    """Return (content, digest, size); the content is None when it is over `max_bytes`."""
    digest = hashlib.sha256()
    chunks: list[bytes] = []
    size = 0
    while chunk := os.read(descriptor, _CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if size <= max_bytes:
            chunks.append(chunk)
        else:
            chunks.clear()
    return (b"".join(chunks) if size <= max_bytes else None), digest.digest(), size


def _too_large(size: int, max_bytes: int) -> str:
    return (
        f"the file has {size:,} bytes, more than inbox.max_size = {max_bytes:,} bytes; "
        "split it, or raise inbox.max_size and drop it again"
    )
