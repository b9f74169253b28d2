"""The band index: which filed articles share band keys with a new one; derived from rows, never the truth."""

from __future__ import annotations

from collections import Counter
from functools import reduce
from itertools import takewhile
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from sindikasi.core.signature import screen_sketches
from sindikasi.storage.segments import POSTINGS, Merging, Segment, build
from sindikasi.storage.spans import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from numpy.typing import NDArray

    from sindikasi.storage.shelf import Shelf
    from sindikasi.storage.spans import Reach

_NEWEST = 1024
"""Articles that are compared with before they become a sorted segment."""
_SLOT_BITS = 22
"""Bits of a key that the newest are first looked for by: of an article's 80 keys two pass by chance."""
_GROWTH = 4
"""Segments smaller than this many times what comes after them are merged with it."""
_SEGMENT = 1 << 20
"""Articles in a full segment: a merge stays in the order of seconds."""
_CANDIDATES = 8192
"""Most candidates returned, those that met in most bands first; the desk takes of them as many as are judged."""
_TOGETHER = 64
"""Articles looked up in one go: what is held for it stays in the order of megabytes."""
_SCREENED = 1024
"""Sketches screened in one go for many articles: as many as fit into the processor's cache."""
_ALWAYS = -(1 << 63)
_NO_SKETCH = np.empty(0, dtype=np.uint8)


class Run(msgspec.Struct, frozen=True):
    """Consecutive articles in one segment, as the manifest has them."""

    first: int
    last: int
    count: int
    span: Span | None
    """None when nothing is known of their dates: then they may meet any article."""
    name: str | None
    """The segment's file; None while it is only in memory."""

    def may_meet(self, reach: Reach | None) -> bool:
        """Return whether one of these articles may be within the reach; None reaches all."""
        return reach is None or self.span is None or self.span.may_meet(reach)


class Manifest(msgspec.Struct, frozen=True):
    """The files that make up the index, as the store keeps them beside its rows."""

    runs: tuple[Run, ...]


class BandIndex:
    """Band keys of filed articles, looked up by equality; with each its sketch, which refuses most strangers.

    The newest articles are compared with, older ones are in sorted segments merged log-structured: in memory,
    or mapped from the files of a shelf. Keys are cut to 35 bits in segments: a chance meeting adds a candidate that
    the screen refuses, it loses none. A band key shared by thousands (an outlet's template) costs no more than its
    newest 4096 articles in each segment. Recall is kept because a true copy also meets in the bands the template does
    not fill, and candidates are ranked by the number of bands met before the list is cut.

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
        self,
        keys: NDArray[np.uint64],
        sketch: NDArray[np.uint8] | None = None,
        reach: Reach | None = None,
        sealed: Mapping[int, int] | None = None,
    ) -> dict[int, int]:
        """Return sequence number -> number of bands met, most bands first, newest first among equals.

        With a sketch, without those that the screen of whole signatures is sure to refuse. With a reach, without
        segments in which nothing is within it. `sealed`: what `meet_sealed` found of this article, where that is at
        hand. Raises StorageError when a lost file cannot be made again.
        """
        met = self._met_sealed(keys, sketch, reach) if sealed is None else sealed
        newest = self._newest.met(keys, sketch)
        if not (met or newest):
            return {}
        ranked = sorted([*met.items(), *newest.items()], key=lambda pair: (-pair[1], -pair[0]))
        return dict(ranked[:_CANDIDATES])

    def meet_sealed(
        self, keys: NDArray[np.uint64], sketches: NDArray[np.uint8], reaches: Sequence[Reach | None]
    ) -> list[dict[int, int] | None]:
        """Look many articles up in the segments in one go, which takes a third of the time; a row and a reach each.

        Return for each what `candidates` is to be told: None where it has to look by itself, because a template
        fills the article's bands. It stands until the next `adopt`, `extend` or `seal`. Raises StorageError.
        """
        found: list[dict[int, int] | None] = []
        for start in range(0, len(keys), _TOGETHER):
            part = slice(start, start + _TOGETHER)
            found += self._meet_together(keys[part], sketches[part], reaches[part])
        return found

    def _meet_together(
        self, keys: NDArray[np.uint64], sketches: NDArray[np.uint8], reaches: Sequence[Reach | None]
    ) -> list[dict[int, int] | None]:
        found: list[dict[int, int]] = [{} for _ in reaches]
        crowded: set[int] = set()
        for run in self._runs:
            asked = np.flatnonzero([run.may_meet(reach) for reach in reaches])
            if not len(asked):
                continue
            segment = self._segment(run)
            rows, places, is_crowded = segment.find_each(keys[asked])
            crowded.update(asked[is_crowded].tolist())
            rows = asked.take(rows)
            near = np.flatnonzero(_screened_each(sketches, rows, segment, places))
            for row, seq in zip(rows.take(near).tolist(), segment.numbers(places.take(near)).tolist(), strict=True):
                found[row][seq] = found[row].get(seq, 0) + 1
        return [None if row in crowded else met for row, met in enumerate(found)]

    def _met_sealed(
        self, keys: NDArray[np.uint64], sketch: NDArray[np.uint8] | None, reach: Reach | None
    ) -> Mapping[int, int]:
        near = [self._segment(run) for run in self._runs if run.may_meet(reach)]
        found = [(segment, places) for segment in near if len(places := segment.find(keys))]
        if sketch is not None and found:
            found = _screened(sketch, found)
        return Counter(seq for segment, places in found for seq in segment.numbers(places).tolist())

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
            self._append(newest.segment())
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
    """Articles in the order in which they were added: a column of keys and a row of the sketches each.

    A table (4 MB) says which keys may be among them at all; those of an article that pass are compared with
    everybody's. One more article takes 4 us, where a dict of their keys took 36.
    """

    def __init__(self) -> None:
        self.seqs: list[int] = []
        self._is_taken = np.zeros(1 << _SLOT_BITS, dtype=np.bool_)
        self._keys = np.empty((0, 0), dtype=np.uint64)
        self._sketches = np.empty((0, 0), dtype=np.uint8)

    def add(self, seq: int, keys: NDArray[np.uint64], sketch: NDArray[np.uint8]) -> None:
        place = len(self.seqs)
        if place == len(self._sketches):
            self._grow(len(keys), len(sketch))
        self._is_taken[_slots(keys)] = True
        self._keys[:, place] = keys
        self._sketches[place] = sketch
        self.seqs.append(seq)

    def met(self, keys: NDArray[np.uint64], sketch: NDArray[np.uint8] | None) -> dict[int, int]:
        """Return sequence number -> number of bands met, without those whose sketch is refused."""
        bands = self._is_taken.take(_slots(keys)).nonzero()[0]
        if not len(bands):
            return {}
        count = len(self.seqs)
        equal = self._keys.take(bands, axis=0)[:, :count] == keys.take(bands).reshape(-1, 1)
        found = np.flatnonzero(equal)
        if not len(found):
            return {}
        places, met = np.unique(found % count, return_counts=True)
        if sketch is not None:
            near = screen_sketches(sketch, self._sketches.take(places, axis=0))
            places, met = places[near], met[near]
        return {self.seqs[place]: times for place, times in zip(places.tolist(), met.tolist(), strict=True)}

    def segment(self) -> Segment:
        """Return all of them as a segment."""
        count = len(self.seqs)
        return build(np.array(self.seqs, dtype=np.uint32), self._keys[:, :count].T, self._sketches[:count].copy())

    def _grow(self, bands: int, width: int) -> None:
        count = len(self.seqs)
        keys, sketches = self._keys, self._sketches
        room = max(_NEWEST, 2 * count)
        self._keys, self._sketches = np.empty((bands, room), dtype=np.uint64), np.empty((room, width), dtype=np.uint8)
        if count:
            self._keys[:, :count], self._sketches[:count] = keys, sketches


def _slots(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    return (keys >> np.uint64(64 - _SLOT_BITS)).view(np.int64)


_Found = tuple[Segment, "NDArray[np.uint32]"]
"""Places of a segment that were met, once for each band."""


def _screened(sketch: NDArray[np.uint8], found: Sequence[_Found]) -> list[_Found]:
    """Return the places that the screen does not refuse: all looked at in one go, for a call costs more than a row."""
    if sum(len(places) for _, places in found) > POSTINGS:
        return [(segment, places[_may_be_near(sketch, segment, places)]) for segment, places in found]
    sketches = [segment.sketches_at(places) for segment, places in found]
    near = np.flatnonzero(screen_sketches(sketch, np.concatenate(sketches) if len(sketches) > 1 else sketches[0]))
    kept, start = [], 0
    for segment, places in found if len(near) else ():
        mine = near[(near >= start) & (near < start + len(places))] - start
        kept.append((segment, places[mine]))
        start += len(places)
    return kept


def _screened_each(
    sketches: NDArray[np.uint8], rows: NDArray[np.intp], segment: Segment, places: NDArray[np.uint32]
) -> NDArray[np.bool_]:
    """Return which places the screen does not refuse to the sketch in their row."""
    near = np.empty(len(places), dtype=np.bool_)
    for start in range(0, len(places), _SCREENED):
        part = slice(start, start + _SCREENED)
        near[part] = screen_sketches(sketches.take(rows[part], axis=0), segment.sketches_at(places[part]))
    return near


def _may_be_near(sketch: NDArray[np.uint8], segment: Segment, places: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Look at each article once: a template fills many bands."""
    distinct, inverse = np.unique(places, return_inverse=True)
    return screen_sketches(sketch, segment.sketches_at(distinct))[inverse]


def _span_of(runs: Sequence[Run]) -> Span | None:
    spans = [run.span for run in runs if run.span is not None]
    return reduce(Span.joined, spans) if len(spans) == len(runs) else None


def _decoded(manifest: str | None) -> Manifest:
    """Return what a manifest says; one that another version wrote names nothing: the index is made anew."""
    try:
        return _decode(manifest) if manifest else Manifest(())
    except msgspec.DecodeError:
        return Manifest(())
