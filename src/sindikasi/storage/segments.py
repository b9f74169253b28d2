"""Sorted segments of the band index, in memory or mapped from a file; a segment never changes once it is made."""

from __future__ import annotations

import hashlib
import mmap
import os
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

POSTINGS = 4096
"""Newest articles of one band key that are looked at; bounds the work when a template fills a band."""
SUFFIX = ".bands"
"""How the name of a segment's file ends."""

# An entry is 32 bits: the low `local_bits` number the article within the segment, the others are the tag, the low
# bits of the key. The high bits of the key are the bucket, and there are 8 buckets for each number an article can
# have. So the bits of a key that are kept are the same in every segment, and a bucket of 80 bands holds 5 to 10.
_ENTRY_BITS = 32
_BUCKETS = 3
_KEY_BITS = _ENTRY_BITS + _BUCKETS
_LEAST_LOCAL_BITS = 10
_CHUNK_BITS = 16
"""Buckets merged at once, as a power of two: at most some 20 MB of entries, whatever is merged."""
_READ = 1 << 20
"""Bytes of a file that are checked at once."""

_U4 = np.dtype("<u4")
_LAYOUT = "bands/1"
_MAGIC = b"sindband"
_HEADER = struct.Struct("<8s16sIHHQI20x")
"""Magic, stamp, articles, local bits, bytes of a sketch, entries, CRC-32 of the body and of what stands before."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Segment:
    """Band keys of consecutive articles, sorted by key, then by article."""

    local_bits: int
    articles: NDArray[np.uint32]
    """Sequence numbers, ascending."""
    offsets: NDArray[np.uint32]
    """Where each bucket starts; one more than there are buckets."""
    entries: NDArray[np.uint32]
    sketches: NDArray[np.uint8]
    """One row an article."""

    def __len__(self) -> int:
        return len(self.articles)

    @property
    def bucket_bits(self) -> int:
        return self.local_bits + _BUCKETS

    def find(self, keys: NDArray[np.uint64]) -> NDArray[np.uint32]:
        """Return the place in the segment of every article under one of `keys`, once for each key."""
        starts, counts, tags = self._buckets(keys)
        ends = counts.cumsum()
        if ends[-1] > POSTINGS:
            for place in np.flatnonzero(counts > POSTINGS):
                starts[place], counts[place] = self._run(int(starts[place]), int(counts[place]), tags[place])
            ends = counts.cumsum()
        entries = self._untagged(starts, counts, ends, tags)
        return entries.take((entries < np.uint32(1 << self.local_bits)).nonzero()[0])

    def find_each(self, keys: NDArray[np.uint64]) -> tuple[NDArray[np.intp], NDArray[np.uint32], NDArray[np.bool_]]:
        """Find each row of `keys` as `find` does, in one go: return row and place of each find, ordered by row.

        And which rows were left out, because their buckets are crowded: these are for `find`.
        """
        starts, counts, tags = self._buckets(keys.reshape(-1))
        in_rows = counts.reshape(keys.shape)
        is_crowded = in_rows.sum(axis=1) > POSTINGS
        in_rows[is_crowded] = 0
        ends = counts.cumsum()
        entries = self._untagged(starts, counts, ends, tags)
        found = (entries < np.uint32(1 << self.local_bits)).nonzero()[0]
        rows = ends.reshape(keys.shape)[:, -1].searchsorted(found, side="right")
        return rows, entries.take(found), is_crowded

    def numbers(self, places: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """Return the sequence numbers at `places`."""
        return self.articles.take(places)

    def sketches_at(self, places: NDArray[np.uint32]) -> NDArray[np.uint8]:
        """Return the sketches at `places`, one row each."""
        return self.sketches.take(places, axis=0)

    def packed(self, chunk: int, chunk_bits: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        """Return keys and places of the entries whose key begins with the `chunk_bits` bits of `chunk`."""
        shift = self.bucket_bits - chunk_bits
        first, last = chunk << shift, (chunk + 1) << shift
        bounds = self.offsets[first : last + 1]
        entries = self.entries[bounds[0] : bounds[-1]].astype(np.uint64)
        keys = np.arange(first, last, dtype=np.uint64).repeat(np.diff(bounds))
        keys <<= np.uint64(_ENTRY_BITS - self.local_bits)
        keys |= entries >> np.uint64(self.local_bits)
        entries &= np.uint64((1 << self.local_bits) - 1)
        return keys, entries

    def _buckets(self, keys: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint32]]:
        """Return where the bucket of each key starts, how many entries it has, and the key's tag in its place."""
        buckets = (keys >> np.uint64(64 - self.bucket_bits)).view(np.int64)
        starts = self.offsets.take(buckets).astype(np.int64)
        buckets += 1
        counts = self.offsets.take(buckets) - starts
        tags = (keys >> np.uint64(64 - _KEY_BITS)).astype(np.uint32)
        tags <<= np.uint32(self.local_bits)
        return starts, counts, tags

    def _untagged(
        self,
        starts: NDArray[np.int64],
        counts: NDArray[np.int64],
        ends: NDArray[np.int64],
        tags: NDArray[np.uint32],
    ) -> NDArray[np.uint32]:
        """Return the entries of all buckets: where the tag is equal, the place in the segment is left of it."""
        starts += counts
        starts -= ends
        places = starts.repeat(counts)
        places += np.arange(len(places))
        entries = self.entries.take(places)
        entries ^= tags.repeat(counts)
        return entries

    def _run(self, start: int, count: int, tag: np.uint32) -> tuple[int, int]:
        """Return start and length of the newest entries under one tag (in its place) of a crowded bucket."""
        bucket = self.entries[start : start + count]
        first = int(np.searchsorted(bucket, tag))
        last = int(np.searchsorted(bucket, tag | np.uint32((1 << self.local_bits) - 1), side="right"))
        first = max(first, last - POSTINGS)
        return start + first, last - first


def build(seqs: NDArray[np.uint32], keys: NDArray[np.uint64], sketches: NDArray[np.uint8]) -> Segment:
    """Return the segment of articles with one row of `keys` and of `sketches` each; `seqs` ascends."""
    local_bits = _local_bits(len(seqs))
    packed = keys >> np.uint64(64 - _KEY_BITS) << np.uint64(local_bits)
    packed |= np.arange(len(seqs), dtype=np.uint64).reshape(-1, 1)
    packed = packed.reshape(-1)
    packed.sort()
    counts = _counts(packed, 0, 1 << (local_bits + _BUCKETS))
    return Segment(
        local_bits=local_bits,
        articles=seqs.astype(_U4),
        offsets=_offsets([counts]),
        entries=packed.astype(_U4),
        sketches=sketches,
    )


class Merging:
    """Segments in ascending order as one, made piece by piece in little memory."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._parts = segments
        self._articles = np.concatenate([segment.articles for segment in segments])
        self._local_bits = _local_bits(len(self._articles))

    def in_memory(self) -> Segment:
        """Return the merged segment as arrays."""
        entries, counts = zip(*self._chunks(), strict=True)
        return Segment(
            local_bits=self._local_bits,
            articles=self._articles,
            offsets=_offsets(counts),
            entries=np.concatenate(entries),
            sketches=np.concatenate([segment.sketches for segment in self._parts]),
        )

    def save(self, path: Path, stamp: bytes) -> None:
        """Write the merged segment as a whole file: to a temporary name, then renamed. Raises OSError.

        Not synced: after a power cut the checksum tells, and the rows are still there.
        """
        temporary = path.with_suffix(".tmp")
        try:
            with temporary.open("wb") as file:
                self._write(file, stamp)
            os.replace(temporary, path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise

    def _write(self, file: BinaryIO, stamp: bytes) -> None:
        width = self._parts[0].sketches.shape[1]
        total = crc = 0
        counts = []
        file.seek(_HEADER.size)
        for entries, in_buckets in self._chunks():
            counts.append(in_buckets)
            total += len(entries)
            crc = zlib.crc32(entries.data, crc)
            file.write(entries.data)
        for array in (_offsets(counts), self._articles.astype(_U4), *(part.sketches for part in self._parts)):
            rows = np.ascontiguousarray(array)
            crc = zlib.crc32(rows.data, crc)
            file.write(rows.data)
        file.seek(0)
        file.write(_header((_MAGIC, stamp, len(self._articles), self._local_bits, width, total), crc))

    def _chunks(self) -> Iterator[tuple[NDArray[np.uint32], NDArray[np.uint32]]]:
        """Yield the merged entries in order, with how many there are in each bucket."""
        bucket_bits = self._local_bits + _BUCKETS
        least = min(bucket_bits, *(segment.bucket_bits for segment in self._parts))
        chunk_bits = min(least, max(0, bucket_bits - _CHUNK_BITS))
        buckets = 1 << (bucket_bits - chunk_bits)
        for chunk in range(1 << chunk_bits):
            packed = np.concatenate(self._packed(chunk, chunk_bits))
            packed.sort()
            yield packed.astype(_U4), _counts(packed, chunk * buckets, buckets)

    def _packed(self, chunk: int, chunk_bits: int) -> list[NDArray[np.uint64]]:
        """Return key and new place of the entries of each part, in one number."""
        found, base = [], 0
        for segment in self._parts:
            keys, places = segment.packed(chunk, chunk_bits)
            keys <<= np.uint64(self._local_bits)
            keys |= places + np.uint64(base)
            found.append(keys)
            base += len(segment)
        return found


def stamp_of(owner: str) -> bytes:
    """Return what ties files to their owner, the store and scheme named so, and to the layout of files."""
    return hashlib.blake2b(f"{_LAYOUT} {owner}".encode(), digest_size=16).digest()


def open_segment(path: Path, stamp: bytes, *, is_sound: bool = False) -> Segment | None:
    """Map a segment's file; None when it is missing, cut short, damaged or of another owner.

    Every byte is checked unless `is_sound`. That reads the file and does not touch the map: its pages become part of
    the process only as they are looked at.
    """
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            body_crc = 0 if is_sound else _crc_of_body(file)
    except (OSError, ValueError):  # ValueError: an empty file cannot be mapped
        return None
    if len(mapped) < _HEADER.size:
        return None
    magic, _, count, local_bits, width, entries, crc = _HEADER.unpack_from(mapped)
    bounds = (1 << (local_bits + _BUCKETS)) + 1 if local_bits <= _ENTRY_BITS else 0
    body = memoryview(mapped)[_HEADER.size :]
    if magic != _MAGIC or len(body) != 4 * (entries + bounds + count) + count * width:
        return None
    fields = (_MAGIC, stamp, count, local_bits, width, entries)
    if mapped[: _HEADER.size] != (_HEADER.pack(*fields, crc) if is_sound else _header(fields, body_crc)):
        return None
    numbers = np.frombuffer(body, dtype=_U4, count=entries + bounds + count)
    return Segment(
        local_bits=local_bits,
        articles=numbers[entries + bounds :],
        offsets=numbers[entries : entries + bounds],
        entries=numbers[:entries],
        sketches=np.frombuffer(body, dtype=np.uint8, offset=numbers.nbytes).reshape(count, width),
    )


def _crc_of_body(file: BinaryIO) -> int:
    crc = 0
    file.seek(_HEADER.size)
    while chunk := file.read(_READ):
        crc = zlib.crc32(chunk, crc)
    return crc


def _header(fields: tuple[bytes, bytes, int, int, int, int], body_crc: int) -> bytes:
    return _HEADER.pack(*fields, zlib.crc32(_HEADER.pack(*fields, 0), body_crc))


def _local_bits(count: int) -> int:
    return max(_LEAST_LOCAL_BITS, (count - 1).bit_length())


def _counts(packed: NDArray[np.uint64], first: int, buckets: int) -> NDArray[np.uint32]:
    """Return how many entries each bucket from `first` on has."""
    inner = (packed >> np.uint64(_ENTRY_BITS)).astype(np.int64)
    inner -= first
    return np.bincount(inner, minlength=buckets).astype(_U4)


def _offsets(counts: Sequence[NDArray[np.uint32]]) -> NDArray[np.uint32]:
    offsets = np.zeros(sum(map(len, counts)) + 1, dtype=_U4)
    start = 0
    for each in counts:
        sums = offsets[start + 1 : start + 1 + len(each)]
        np.cumsum(each, out=sums, dtype=_U4)
        sums += offsets[start]
        start += len(each)
    return offsets
