"""Segments: sorted keys that are found again, merged in pieces, written as whole files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sindikasi.storage import segments as module
from sindikasi.storage.segments import Merging, Segment, build, open_segment, stamp_of

BANDS, WIDTH = 80, 16
STAMP = stamp_of("store")


def a_segment(first: int, count: int) -> tuple[Segment, np.ndarray]:
    generator = np.random.default_rng(first)
    keys = generator.integers(0, 1 << 64, (count, BANDS), dtype=np.uint64)
    sketches = generator.integers(0, 256, (count, WIDTH), dtype=np.uint8)
    return build(np.arange(first, first + count, dtype=np.uint32), keys, sketches), keys


def assert_holds(segment: Segment, parts: list[tuple[Segment, np.ndarray]]) -> None:
    for part, keys in parts:
        for place, (seq, row) in enumerate(zip(part.articles, keys, strict=True)):
            found = segment.find(row)
            assert segment.numbers(found).tolist() == [seq] * BANDS
            assert (segment.sketches_at(found) == part.sketches[place]).all()


def test_merging_keeps_every_article() -> None:
    parts = [a_segment(1, 300), a_segment(301, 1100), a_segment(1401, 10)]
    merged = Merging([part for part, _ in parts]).in_memory()
    assert len(merged) == 1410
    assert_holds(merged, parts)


def test_merging_in_pieces_is_merging_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [a_segment(1, 1500)[0], a_segment(1501, 1030)[0]]
    at_once = Merging(parts).in_memory()
    monkeypatch.setattr(module, "_CHUNK_BITS", 9)
    in_pieces = Merging(parts).in_memory()
    for name in ("articles", "offsets", "entries", "sketches"):
        assert np.array_equal(getattr(at_once, name), getattr(in_pieces, name))


def test_a_file_holds_what_was_saved(tmp_path: Path) -> None:
    parts = [a_segment(1, 200), a_segment(201, 50)]
    Merging([part for part, _ in parts]).save(tmp_path / "a.bands", STAMP)
    mapped = open_segment(tmp_path / "a.bands", STAMP)
    assert mapped is not None
    assert len(mapped) == 250
    assert_holds(mapped, parts)
    assert [path.name for path in tmp_path.iterdir()] == ["a.bands"]


def test_a_mapped_file_goes_on_being_readable_when_it_is_removed(tmp_path: Path) -> None:
    part, keys = a_segment(1, 100)
    Merging([part]).save(tmp_path / "a.bands", STAMP)
    mapped = open_segment(tmp_path / "a.bands", STAMP)
    (tmp_path / "a.bands").unlink()
    assert mapped is not None
    assert_holds(mapped, [(part, keys)])


def test_every_flipped_bit_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.bands"
    Merging([a_segment(1, 3)[0]]).save(path, STAMP)
    sound = path.read_bytes()
    for place in [*range(64), *range(64, len(sound), 997), len(sound) - 1]:
        content = bytearray(sound)
        content[place] ^= 0x10
        path.write_bytes(content)
        assert open_segment(path, STAMP) is None, place
    path.write_bytes(sound)
    assert open_segment(path, STAMP) is not None
    assert open_segment(path, stamp_of("another store")) is None


def test_a_failed_write_leaves_no_segment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        Merging([a_segment(1, 3)[0]]).save(tmp_path / "a.bands", STAMP)
    assert list(tmp_path.iterdir()) == []


def test_a_crowded_bucket_gives_its_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "POSTINGS", 5)
    keys = np.random.default_rng(1).integers(0, 1 << 64, (50, BANDS), dtype=np.uint64)
    keys[:, 0] = keys[0, 0]
    segment = build(np.arange(1, 51, dtype=np.uint32), keys, np.empty((50, 0), dtype=np.uint8))
    assert segment.numbers(segment.find(keys[0, :1])).tolist() == [46, 47, 48, 49, 50]
