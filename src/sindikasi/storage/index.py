"""The band index: which filed articles share band keys with a new one; derived from rows, never the truth."""

from __future__ import annotations

import json
from collections import Counter
from itertools import repeat
from typing import TYPE_CHECKING
from uuid import uuid4

import numpy as np
import structlog

from sindikasi.core.signature import screen_sketches
from sindikasi.storage.segments import POSTINGS, SUFFIX, Merging, Segment, build, open_segment, stamp_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

log = structlog.get_logger("index")

_NEWEST = 1024
"""Articles held in dicts before they become a sorted segment."""
_GROWTH = 4
"""Segments smaller than this many times what comes after them are merged with it."""
_SEGMENT = 1 << 19
"""Articles in a full segment: a merge stays in the order of seconds."""
_CANDIDATES = 1024
"""Most candidates returned, those that met in most bands first."""
_NO_SKETCH = np.empty(0, dtype=np.uint8)


class BandIndex:
    """Band keys of filed articles, looked up by equality; with each its sketch, which refuses most strangers.

    The newest articles are in dicts, older ones in sorted segments merged log-structured: in memory, or mapped from
    files where a folder is given. Keys are cut to 35 bits in segments: a chance meeting adds a candidate that the
    screen refuses, it loses none. A band key shared by thousands (an outlet's template) costs no more than its
    newest 4096 articles in each segment. Recall is kept because a true copy also meets in the bands the template
    does not fill, and candidates are ranked by the number of bands met before the list is cut.

    A segment holds only articles that are sure to stay: `add` never makes one, `seal` and `extend` do, and they are
    called when all that was added is committed. Which files belong to the index is said by its `manifest`, which
    the store keeps beside the rows and commits with them. A state of the store that names a file therefore has
    every row of that file behind it, whatever was taken back, restored or replaced in between; files it does not
    name are swept away. The folder belongs to one store, and whoever holds the store's write lock writes there.
    """

    def __init__(self, folder: Path | None = None, owner: str = "") -> None:
        """Start empty. `owner` names the store and the scheme of the keys: the files of another are not read."""
        self._folder = folder
        self._stamp = stamp_of(owner)
        self._floor = 0
        self._newest = _Newest()
        self._segments: list[Segment] = []
        self._committed: str | None = None
        self._sealed = 0
        self.last_seq = 0

    def __len__(self) -> int:
        """Return the number of articles that can be found."""
        live = sum(seq >= self._floor for seq in self._newest.seqs)
        return live + sum(len(segment) - segment.count_below(self._floor) for segment in self._segments)

    @property
    def manifest(self) -> str:
        """What the store keeps for `adopt`: the files in use, and the first article that can be found."""
        return json.dumps({"floor": self._floor, "segments": self._names()})

    def adopt(self, manifest: str | None) -> None:
        """Go on from the committed manifest of the store, whoever wrote it; None when there is none.

        Files up to the first missing or damaged one are mapped; `last_seq` says from where to add the rows again.
        """
        if self._folder is None or manifest == self._committed == self.manifest:
            return
        if manifest != self.manifest:
            self._open(json.loads(manifest) if manifest else {"floor": 0, "segments": []})
        self._committed = manifest
        self._sweep(set(json.loads(manifest)["segments"]) if manifest else set())

    def add(self, seq: int, keys: NDArray[np.uint64], sketch: NDArray[np.uint8] = _NO_SKETCH) -> None:
        """Add one article; ValueError unless `seq` is above every number added before."""
        if seq <= self.last_seq:
            raise ValueError(f"sequence number {seq} does not follow {self.last_seq}")
        self.last_seq = seq
        self._newest.add(seq, keys, sketch)

    def extend(
        self,
        seqs: Sequence[int] | NDArray[np.int64],
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
            if sum(map(len, self._segments[self._tail() :])) + len(numbers[part]) > _SEGMENT:
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

    def drop_before(self, seq: int) -> None:
        """Forget articles numbered below `seq`: whole segments at once, the rest when they are next merged."""
        self._floor = max(self._floor, seq)
        self._segments = [segment for segment in self._segments if segment.last >= self._floor]
        self._sealed = max(self._sealed, self._floor - 1)
        self.last_seq = max(self.last_seq, self._sealed)

    def candidates(self, keys: NDArray[np.uint64], sketch: NDArray[np.uint8] | None = None) -> dict[int, int]:
        """Return sequence number -> number of bands met, most bands first, newest first among equals.

        With a sketch, without those that the screen of whole signatures is sure to refuse.
        """
        met: Counter[int] = Counter()
        parts: list[Segment | _Newest] = [*self._segments, self._newest]
        for part in parts:
            found = part.find(keys)
            if sketch is not None and len(found):
                found = found[_may_be_near(sketch, part, found)]
            if len(found):
                met.update(part.numbers(found).tolist())
        ranked = sorted((pair for pair in met.items() if pair[0] >= self._floor), key=lambda pair: (-pair[1], -pair[0]))
        return dict(ranked[:_CANDIDATES])

    def _names(self) -> list[str]:
        """Return the files in use, up to the first segment that could not be written."""
        names = [segment.name for segment in self._segments]
        written = names.index(None) if None in names else len(names)
        return [name for name in names[:written] if name]

    def _open(self, manifest: dict[str, object]) -> None:
        assert self._folder is not None  # noqa: S101 - `adopt` looked
        names, floor = manifest["segments"], manifest["floor"]
        assert isinstance(names, list)  # noqa: S101 - our own words
        assert isinstance(floor, int)  # noqa: S101
        held = {segment.name: segment for segment in self._segments}
        self._segments, self._floor = [], floor
        for name in names:
            segment = held.get(name) or open_segment(self._folder / name, self._stamp)
            if segment is None:
                log.warning("index file missing or damaged, made again", file=name)
                break
            self._segments.append(segment)
        self._sealed = max(self._segments[-1].last if self._segments else 0, floor - 1)
        self.take_back()

    def _sweep(self, names: set[str]) -> None:
        """Remove the files that the store does not name: left by a crash, by a merge or by another store."""
        assert self._folder is not None  # noqa: S101 - `adopt` looked
        for path in self._folder.glob("*"):
            if path.suffix in {SUFFIX, ".tmp"} and path.name not in names:
                path.unlink(missing_ok=True)

    def _flush(self) -> None:
        """Turn all of the newest into a segment."""
        newest, self._newest = self._newest, _Newest()
        count = sum(seq >= self._floor for seq in newest.seqs)
        if count:
            numbers = np.array(newest.seqs[-count:], dtype=np.uint32)
            self._append(build(numbers, np.stack(newest.keys[-count:]), np.stack(newest.sketches[-count:])))
        self._sealed = self.last_seq

    def _append(self, segment: Segment) -> None:
        self._segments.append(segment if self._folder is None else self._merged([segment]))
        self._sealed = segment.last

    def _tail(self) -> int:
        """Return the place of the first of the segments that are to be merged into one."""
        first = len(self._segments) - 1
        total = len(self._segments[first]) if self._segments else 0
        while first > 0:
            size = len(self._segments[first - 1])
            if size >= _GROWTH * total or size + total > _SEGMENT:
                break
            first -= 1
            total += size
        return max(first, 0)

    def _compact(self) -> None:
        first = self._tail()
        if len(self._segments) - first > 1:
            self._segments[first:] = [self._merged(self._segments[first:])]

    def _merged(self, segments: Sequence[Segment]) -> Segment:
        """Return the segments as one, in a file where that can be: a full disk does not stop the filing."""
        merging = Merging(segments, self._floor)
        if self._folder is None:
            return merging.in_memory()
        path = self._folder / f"{segments[-1].last:012d}-{uuid4().hex}{SUFFIX}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            merging.save(path, self._stamp)
        except OSError as error:
            log.warning("index kept in memory: it cannot be written", folder=str(self._folder), error=str(error))
            return merging.in_memory()
        return open_segment(path, self._stamp) or merging.in_memory()


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


def _may_be_near(sketch: NDArray[np.uint8], part: Segment | _Newest, places: NDArray[np.uint32]) -> NDArray[np.bool_]:
    if len(places) <= POSTINGS:
        return screen_sketches(sketch, part.sketches_at(places))
    # A template fills many bands: look at each article once.
    distinct, inverse = np.unique(places, return_inverse=True)
    return screen_sketches(sketch, part.sketches_at(distinct))[inverse]
