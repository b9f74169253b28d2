"""The band index: which filed articles share band keys with a new one; derived from rows, never the truth."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_NEWEST = 1024
"""Articles held in the dict before they become a sorted segment."""
_GROWTH = 4
"""A segment smaller than this many times the one after it is merged with it."""
_SEGMENT = 1 << 18
"""Articles in a full segment: a merge stays in the order of a second."""
_POSTINGS = 4096
"""Newest articles of one band key that are looked at; bounds the work when a template fills a band."""
_CANDIDATES = 1024
"""Most candidates returned, those that met in most bands first."""
_KEY_BITS = 32
_TAG_BITS = 16
_LOOK_BITS = 6


class BandIndex:
    """Band keys of filed articles, looked up by equality.

    The newest articles are in dicts, older ones in sorted segments merged log-structured, about 7 bytes a band key.
    Keys are cut to 32 bits in segments: a chance meeting adds a candidate that the screen refuses, it loses none.

    A band key shared by thousands (an outlet's template) costs no more than its newest 4096 articles. Recall is
    kept because a true copy also meets in the bands the template does not fill, and candidates are ranked by the
    number of bands met before the list is cut.
    """

    def __init__(self) -> None:
        self.last_seq = 0
        self._floor = 0
        self._newest: dict[int, int] = {}
        self._earlier: dict[int, list[int]] = {}
        self._pending: list[tuple[int, NDArray[np.uint64]]] = []
        self._segments: list[_Segment] = []

    def __len__(self) -> int:
        """Return the number of articles that can be found."""
        live = sum(seq >= self._floor for seq, _ in self._pending)
        return live + sum(segment.count_from(self._floor) for segment in self._segments)

    def add(self, seq: int, keys: NDArray[np.uint64]) -> None:
        """Add one article; ValueError unless `seq` is above every number added before."""
        if seq <= self.last_seq:
            raise ValueError(f"sequence number {seq} does not follow {self.last_seq}")
        self.last_seq = seq
        self._pending.append((seq, keys))
        row: list[int] = keys.tolist()
        for key in filter(self._newest.__contains__, row):
            self._earlier.setdefault(key, []).append(self._newest[key])
        self._newest.update(dict.fromkeys(row, seq))
        if len(self._pending) >= _NEWEST:
            self._flush()

    def extend(self, seqs: Sequence[int] | NDArray[np.int64], keys: NDArray[np.uint64]) -> None:
        """Add many articles at once; `keys` has one row an article, `seqs` ascends above what is held."""
        numbers = np.asarray(seqs, dtype=np.int64)
        if len(numbers) < _NEWEST:
            for seq, row in zip(numbers.tolist(), keys, strict=True):
                self.add(seq, row)
            return
        if len(numbers) != len(keys) or numbers[0] <= self.last_seq or np.any(np.diff(numbers) <= 0):
            raise ValueError("sequence numbers must ascend, one for each row of keys")
        self._flush()
        for start in range(0, len(numbers), _SEGMENT):
            part = slice(start, start + _SEGMENT)
            self._append(_Segment.build(numbers[part].astype(np.uint32), keys[part]))
        self.last_seq = int(numbers[-1])

    def candidates(self, keys: NDArray[np.uint64]) -> dict[int, int]:
        """Return sequence number -> number of bands met, most bands first, newest first among equals."""
        met: Counter[int] = Counter()
        for key in filter(self._newest.__contains__, keys.tolist()):
            met[self._newest[key]] += 1
            met.update(self._earlier.get(key, ())[-_POSTINGS:])
        short = keys >> np.uint64(64 - _KEY_BITS)
        for segment in self._segments:
            met.update(segment.find(short).tolist())
        if not met:
            return {}
        ranked = sorted((pair for pair in met.items() if pair[0] >= self._floor), key=lambda p: (-p[1], -p[0]))
        return dict(ranked[:_CANDIDATES])

    def drop_before(self, seq: int) -> None:
        """Forget articles numbered below `seq`: whole segments at once, the rest when they are next merged."""
        self._floor = max(self._floor, seq)
        self._segments = [segment for segment in self._segments if segment.last >= self._floor]

    def _flush(self) -> None:
        pending = [(seq, keys) for seq, keys in self._pending if seq >= self._floor]
        self._pending, self._newest, self._earlier = [], {}, {}
        if pending:
            numbers = np.array([seq for seq, _ in pending], dtype=np.uint32)
            self._append(_Segment.build(numbers, np.stack([keys for _, keys in pending])))

    def _append(self, segment: _Segment) -> None:
        self._segments.append(segment)
        while len(self._segments) > 1:
            older, newer = self._segments[-2:]
            if len(older.articles) >= _GROWTH * len(newer.articles):
                return
            if len(older.articles) + len(newer.articles) > _SEGMENT:
                return
            self._segments[-2:] = [older.merged(newer, self._floor)]


@dataclass(frozen=True, slots=True)
class _Segment:
    """Entries sorted by key, then number. The high bits of a key are its bucket, the low ones its tag."""

    articles: NDArray[np.uint32]
    offsets: NDArray[np.uint32]
    """Where each bucket starts; one more than there are buckets."""
    tags: NDArray[np.uint16]
    seqs: NDArray[np.uint32]

    @classmethod
    def build(cls, articles: NDArray[np.uint32], keys: NDArray[np.uint64]) -> _Segment:
        entries = keys >> np.uint64(64 - _KEY_BITS) << np.uint64(_KEY_BITS)
        entries |= articles.astype(np.uint64).reshape(-1, 1)
        return cls._of(articles, entries.reshape(-1))

    @classmethod
    def _of(cls, articles: NDArray[np.uint32], entries: NDArray[np.uint64]) -> _Segment:
        """Take entries of key and number in one 64-bit value; sorts them in place."""
        entries.sort()
        bits = min(max(len(entries).bit_length() - 2, _TAG_BITS), _KEY_BITS - _LOOK_BITS)
        bounds = np.arange((1 << bits) + 1, dtype=np.uint64) << np.uint64(64 - bits)
        offsets = np.append(np.searchsorted(entries, bounds[:-1]), len(entries)).astype(np.uint32)
        tags = (entries >> np.uint64(_KEY_BITS)).astype(np.uint16)
        return cls(articles, offsets, tags, entries.astype(np.uint32))

    @property
    def last(self) -> int:
        return int(self.articles[-1])

    def count_from(self, floor: int) -> int:
        return len(self.articles) - int(np.searchsorted(self.articles, floor))

    def find(self, keys: NDArray[np.uint64]) -> NDArray[np.uint32]:
        """Return the article of every entry under one of `keys` (32 bits each), once for each key."""
        shift = np.uint64(_KEY_BITS - (len(self.offsets).bit_length() - 1))
        buckets = (keys >> shift).astype(np.int64)
        starts = self.offsets.take(buckets).astype(np.int64)
        counts = self.offsets.take(buckets + 1) - starts
        tags = keys.astype(np.uint16)
        for place in np.flatnonzero(counts > _POSTINGS):
            starts[place], counts[place] = self._run(int(starts[place]), int(counts[place]), tags[place])
        ends = np.cumsum(counts)
        places = np.arange(ends[-1])
        places += np.repeat(starts - (ends - counts), counts)
        found: NDArray[np.uint32] = self.seqs.take(places[self.tags.take(places) == np.repeat(tags, counts)])
        return found

    def _run(self, start: int, count: int, tag: np.uint16) -> tuple[int, int]:
        """Return start and length of the newest entries under one tag of a crowded bucket."""
        bucket = self.tags[start : start + count]
        first, last = np.searchsorted(bucket, tag), np.searchsorted(bucket, tag, side="right")
        first = max(first, last - _POSTINGS)
        return start + int(first), int(last - first)

    def merged(self, newer: _Segment, floor: int) -> _Segment:
        articles = np.concatenate((self.articles, newer.articles))
        entries = np.concatenate((self._entries(floor), newer._entries(floor)))
        return self._of(articles[articles >= floor], entries)

    def _entries(self, floor: int) -> NDArray[np.uint64]:
        bits = len(self.offsets).bit_length() - 1
        buckets = np.repeat(np.arange(1 << bits, dtype=np.uint64), np.diff(self.offsets))
        entries = buckets << np.uint64(64 - bits)
        entries |= self.tags.astype(np.uint64) << np.uint64(_KEY_BITS)
        entries |= self.seqs
        return entries[self.seqs >= floor] if floor else entries
