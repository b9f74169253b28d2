"""The band index: which filed articles share band keys with a new one; derived from rows, never the truth."""

from __future__ import annotations

from collections import Counter
from functools import reduce
from itertools import repeat, takewhile
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from sindikasi.core.signature import screen_sketches
from sindikasi.storage.segments import POSTINGS, Merging, Segment, build
from sindikasi.storage.spans import Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from numpy.typing import NDArray

    from sindikasi.storage.shelf import Shelf
    from sindikasi.storage.spans import Reach

_NEWEST = 1024
"""Articles held in dicts before they become a sorted segment."""
_GROWTH = 4
"""Segments smaller than this many times what comes after them are merged with it."""
_SEGMENT = 1 << 20
"""Articles in a full segment: a merge stays in the order of seconds."""
_CANDIDATES = 1024
"""Most candidates returned, those that met in most bands first."""
_ALWAYS = -(1 << 63)
_NO_SKETCH = np.empty(0, dtype=np.uint8)
_NOWHERE = np.empty(0, dtype=np.uint32)


class Run(msgspec.Struct, frozen=True):
    """Consecutive articles in one segment, as the manifest has them."""

    first: int
    last: int
    count: int
    span: Span | None
    """None when nothing is known of their dates: then they may meet any article."""
    name: str | None
    """The segment's file; None while it is only in memory."""


class Manifest(msgspec.Struct, frozen=True):
    """The files that make up the index, as the store keeps them beside its rows."""

    runs: tuple[Run, ...]


class BandIndex:
    """Band keys of filed articles, looked up by equality; with each its sketch, which refuses most strangers.

    The newest articles are in dicts, older ones in sorted segments merged log-structured: in memory, or mapped from
    the files of a shelf. Keys are cut to 35 bits in segments: a chance meeting adds a candidate that the screen
    refuses, it loses none. A band key shared by thousands (an outlet's template) costs no more than its newest 4096
    articles in each segment. Recall is kept because a true copy also meets in the bands the template does not fill,
    and candidates are ranked by the number of bands met before the list is cut.

    A segment holds only articles that are sure to stay: `add` never makes one, `seal` and `extend` do, and they are
    called when all that was added is committed. Which files belong to the index is said by its `manifest`, which
    the store keeps beside the rows and commits with them. A state of the store that names a file therefore has
    every row of that file behind it, whatever was taken back, restored or replaced in between; files it does not
    name are swept away.

    Of each segment it is known when its articles came out and arrived. One that no article of these days can meet is
    closed as time passes (`pass_to`) and no longer merged with newer ones; an article whose own dates reach it opens
    it again. So the memory follows the window, and what is found does not depend on the time at which one looks.
    """

    def __init__(self, shelf: Shelf | None = None) -> None:
        """Start empty; without a shelf all of it is in memory and in reach of every article."""
        self._shelf = shelf
        self._since = _ALWAYS
        self._newest = _Newest()
        self._runs: list[Run] = []
        self._opened: dict[Run, Segment] = {}
        self._committed: str | None = None
        self._sealed = 0
        self.last_seq = 0

    def __len__(self) -> int:
        """Return the number of articles that can be found."""
        return len(self._newest.seqs) + sum(run.count for run in self._runs)

    @property
    def opened(self) -> int:
        """Return how many of the articles are in segments that are open, or newer."""
        return len(self._newest.seqs) + sum(run.count for run in self._opened)

    @property
    def manifest(self) -> str:
        """What the store keeps for `adopt`: the files in use, up to the first segment that could not be written."""
        return _encode(Manifest(tuple(takewhile(lambda run: run.name is not None, self._runs)))).decode()

    def adopt(self, manifest: str | None) -> None:
        """Go on from the committed manifest of the store, whoever wrote it; None when there is none.

        `last_seq` says from where to add the rows again. Files are opened when they are first needed.
        """
        if self._shelf is None or manifest == self._committed == self.manifest:
            return
        committed = _decoded(manifest)
        if manifest != self.manifest:
            self._keep(committed.runs)
        self._committed = manifest
        self._shelf.sweep({run.name for run in committed.runs if run.name})

    def pass_to(self, since: int) -> None:
        """Close the files in which everything came out and arrived before `since`, in microseconds since 1970."""
        self._since = since
        self._opened = {run: segment for run, segment in self._opened.items() if run.name is None or self._is_near(run)}

    def add(self, seq: int, keys: NDArray[np.uint64], sketch: NDArray[np.uint8] = _NO_SKETCH) -> None:
        """Add one article; ValueError unless `seq` is above every number added before."""
        if seq <= self.last_seq:
            raise ValueError(f"sequence number {seq} does not follow {self.last_seq}")
        self.last_seq = seq
        self._newest.add(seq, keys, sketch)

    def extend(
        self,
        seqs: Sequence[int] | NDArray[np.integer[Any]],
        keys: NDArray[np.uint64],
        sketches: NDArray[np.uint8] | None = None,
    ) -> None:
        """Add many articles, sure to stay as all before them; one row of `keys` each, `seqs` above what is held."""
        numbers = np.asarray(seqs, dtype=np.int64)
        rows = np.empty((len(numbers), 0), dtype=np.uint8) if sketches is None else sketches
        if len(numbers) < _NEWEST:
            for seq, row, sketch in zip(numbers.tolist(), keys, rows, strict=True):
                self.add(seq, row, sketch)
            return
        if not len(numbers) == len(keys) == len(rows) or numbers[0] <= self.last_seq or np.any(np.diff(numbers) <= 0):
            raise ValueError("sequence numbers must ascend, one for each row of keys")
        self._flush()
        for start in range(0, len(numbers), _SEGMENT):
            part = slice(start, start + _SEGMENT)
            if sum(run.count for run in self._runs[self._tail() :]) + len(numbers[part]) > _SEGMENT:
                self._compact()
            self._append(build(numbers[part].astype(np.uint32), keys[part], rows[part]))
        self.last_seq = int(numbers[-1])

    def seal(self) -> None:
        """Turn the newest into a segment once they are many; call it when all that was added is sure to stay."""
        if len(self._newest.seqs) >= _NEWEST:
            self._flush()
        self._compact()

    def take_back(self) -> None:
        """Forget what was added since articles were last sealed; `last_seq` says from where to add rows again."""
        self._newest = _Newest()
        self.last_seq = self._sealed

    def candidates(
        self, keys: NDArray[np.uint64], sketch: NDArray[np.uint8] | None = None, reach: Reach | None = None
    ) -> dict[int, int]:
        """Return sequence number -> number of bands met, most bands first, newest first among equals.

        With a sketch, without those that the screen of whole signatures is sure to refuse. With a reach, without
        segments in which nothing is within it. Raises StorageError when a lost file cannot be made again.
        """
        near = (run for run in self._runs if reach is None or run.span is None or run.span.may_meet(reach))
        parts: list[Segment | _Newest] = [*map(self._segment, near), self._newest]
        found = [(part, places) for part in parts if len(places := part.find(keys))]
        if sketch is not None and found:
            found = _screened(sketch, found)
        met = Counter(seq for part, places in found for seq in part.numbers(places).tolist())
        ranked = sorted(met.items(), key=lambda pair: (-pair[1], -pair[0]))
        return dict(ranked[:_CANDIDATES])

    def _keep(self, runs: Sequence[Run]) -> None:
        self._runs = list(runs)
        self._opened = {run: self._opened[run] for run in runs if run in self._opened}
        self._sealed = runs[-1].last if runs else 0
        self.take_back()

    def _segment(self, run: Run) -> Segment:
        """Return the segment of a run, opened where it is not."""
        segment = self._opened.get(run)
        if segment is None:
            assert self._shelf is not None  # noqa: S101 - what is only in memory is never closed
            assert run.name is not None  # noqa: S101
            segment = self._opened[run] = self._shelf.open(run.name, run.first, run.last)
        return segment

    def _is_near(self, run: Run) -> bool:
        """Return whether an article of these days may meet one of the run."""
        return run.span is None or run.span.latest >= self._since

    def _flush(self) -> None:
        """Turn all of the newest into a segment."""
        newest, self._newest = self._newest, _Newest()
        if newest.seqs:
            numbers = np.array(newest.seqs, dtype=np.uint32)
            self._append(build(numbers, np.stack(newest.keys), np.stack(newest.sketches)))
        self._sealed = self.last_seq

    def _append(self, segment: Segment) -> None:
        first, last = int(segment.articles[0]), int(segment.articles[-1])
        span = None if self._shelf is None else self._shelf.rows.span(first, last)
        run = Run(first, last, len(segment), span, None)
        if self._runs and self._is_near(run) != self._is_near(self._runs[-1]):
            self._compact()  # what came before is not merged with what comes now
        self._put(len(self._runs), run, [segment])
        self._sealed = last

    def _put(self, place: int, run: Run, segments: Sequence[Segment]) -> None:
        """Hold the run instead of those from `place` on, in a file where that can be."""
        name, segment = None, segments[0]
        if self._shelf is not None:
            name, segment = self._shelf.save(Merging(segments), run.last)
        elif len(segments) > 1:
            segment = Merging(segments).in_memory()
        for each in self._runs[place:]:
            self._opened.pop(each, None)
        held = msgspec.structs.replace(run, name=name)
        self._runs[place:] = [held]
        self._opened[held] = segment

    def _tail(self) -> int:
        """Return the place of the first of the segments that are to be merged into one."""
        first = len(self._runs) - 1
        total = self._runs[first].count if self._runs else 0
        while first > 0:
            run = self._runs[first - 1]
            if run.count >= _GROWTH * total or run.count + total > _SEGMENT:
                break
            if self._is_near(run) != self._is_near(self._runs[-1]):
                break
            first -= 1
            total += run.count
        return max(first, 0)

    def _compact(self) -> None:
        first = self._tail()
        runs = self._runs[first:]
        if len(runs) > 1:
            run = Run(runs[0].first, runs[-1].last, sum(run.count for run in runs), _span_of(runs), None)
            self._put(first, run, [self._segment(each) for each in runs])


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Manifest).decode


class _Newest:
    """Articles in dicts, in the order in which they were added."""

    def __init__(self) -> None:
        self.seqs: list[int] = []
        self.keys: list[NDArray[np.uint64]] = []
        self.sketches: list[NDArray[np.uint8]] = []
        self._latest: dict[int, int] = {}
        self._earlier: dict[int, list[int]] = {}

    def add(self, seq: int, keys: NDArray[np.uint64], sketch: NDArray[np.uint8]) -> None:
        place = len(self.seqs)
        self.seqs.append(seq)
        self.keys.append(keys)
        self.sketches.append(sketch)
        row = self._short(keys)
        for key in filter(self._latest.__contains__, row):
            self._earlier.setdefault(key, []).append(self._latest[key])
        self._latest.update(zip(row, repeat(place)))

    def find(self, keys: NDArray[np.uint64]) -> NDArray[np.uint32]:
        """Return the place of every article under one of `keys`, once for each key."""
        if not self.seqs:
            return _NOWHERE
        found: list[int] = []
        for key in filter(self._latest.__contains__, self._short(keys)):
            found.append(self._latest[key])
            found += self._earlier.get(key, ())[-POSTINGS:]
        return np.array(found, dtype=np.uint32)

    @staticmethod
    def _short(keys: NDArray[np.uint64]) -> list[int]:
        """Return the keys in 60 bits: integers of two of Python's digits are hashed faster than those of three."""
        short: list[int] = (keys >> np.uint64(4)).tolist()
        return short

    def numbers(self, places: NDArray[np.uint32]) -> NDArray[np.int64]:
        """Return the sequence numbers at `places`."""
        return np.array([self.seqs[place] for place in places.tolist()], dtype=np.int64)

    def sketches_at(self, places: NDArray[np.uint32]) -> NDArray[np.uint8]:
        """Return the sketches at `places`, one row each."""
        return np.stack([self.sketches[place] for place in places.tolist()])


_Found = tuple[Segment | _Newest, "NDArray[np.uint32]"]
"""Places of a part that were met, once for each band."""


def _screened(sketch: NDArray[np.uint8], found: Sequence[_Found]) -> list[_Found]:
    """Return the places that the screen does not refuse: all looked at in one go, for a call costs more than a row."""
    if sum(len(places) for _, places in found) > POSTINGS:
        return [(part, places[_may_be_near(sketch, part, places)]) for part, places in found]
    near = np.flatnonzero(screen_sketches(sketch, np.concatenate([part.sketches_at(places) for part, places in found])))
    kept, start = [], 0
    for part, places in found if len(near) else ():
        mine = near[(near >= start) & (near < start + len(places))] - start
        kept.append((part, places[mine]))
        start += len(places)
    return kept


def _may_be_near(sketch: NDArray[np.uint8], part: Segment | _Newest, places: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Look at each article once: a template fills many bands."""
    distinct, inverse = np.unique(places, return_inverse=True)
    return screen_sketches(sketch, part.sketches_at(distinct))[inverse]


def _span_of(runs: Sequence[Run]) -> Span | None:
    spans = [run.span for run in runs if run.span is not None]
    return reduce(Span.joined, spans) if len(spans) == len(runs) else None


def _decoded(manifest: str | None) -> Manifest:
    """Return what a manifest says; one that another version wrote names nothing: the index is made anew."""
    try:
        return _decode(manifest) if manifest else Manifest(())
    except msgspec.DecodeError:
        return Manifest(())
