"""The band index: found by key, across dict and segments, bounded, windowed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sindikasi.core.signature import LEAD, WHOLE
from sindikasi.storage import index as module
from sindikasi.storage import segments
from sindikasi.storage.index import BandIndex

BANDS = 80


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make segments of a few articles, so that merging happens."""
    monkeypatch.setattr(module, "_NEWEST", 4)
    monkeypatch.setattr(module, "_SEGMENT", 64)


def keys(count: int, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 1 << 64, (count, BANDS), dtype=np.uint64)


def filled(rows: np.ndarray) -> BandIndex:
    index = BandIndex()
    for seq, row in enumerate(rows, start=1):
        index.add(seq, row)
        index.seal()
    return index


def test_an_empty_index_has_no_candidates() -> None:
    index = BandIndex()
    assert (len(index), index.last_seq, index.candidates(keys(1)[0])) == (0, 0, {})


@pytest.mark.usefixtures("small")
def test_every_article_is_found_wherever_it_is_kept() -> None:
    rows = keys(300)
    index = filled(rows)
    assert len(index) == 300
    assert index.last_seq == 300
    assert all(index.candidates(row)[seq] == BANDS for seq, row in enumerate(rows, start=1))


@pytest.mark.usefixtures("small")
def test_candidates_say_how_many_bands_met_best_first() -> None:
    rows = keys(30)
    query = keys(1, seed=2)[0]
    query[:3], query[3:5], query[5] = rows[6][:3], rows[28][3:5], rows[0][5]
    assert list(filled(rows).candidates(query).items()) == [(7, 3), (29, 2), (1, 1)]


@pytest.mark.usefixtures("small")
def test_filing_one_by_one_and_at_once_find_the_same() -> None:
    rows = keys(150)
    rows[100:, :2] = rows[:50, :2]
    at_once = BandIndex()
    at_once.extend(range(1, 151), rows)
    one_by_one = filled(rows)
    assert at_once.last_seq == one_by_one.last_seq
    assert all(at_once.candidates(row) == one_by_one.candidates(row) for row in rows)


def test_a_few_more_are_added_to_what_is_held() -> None:
    rows = keys(10)
    index = filled(rows[:5])
    index.extend(range(6, 11), rows[5:])
    assert index.candidates(rows[8]) == {9: BANDS}


@pytest.mark.parametrize("seq", [3, 2])
def test_sequence_numbers_must_ascend(seq: int) -> None:
    index = filled(keys(3))
    with pytest.raises(ValueError, match="does not follow"):
        index.add(seq, keys(1)[0])


def test_many_at_once_must_ascend_too() -> None:
    rows = keys(module._NEWEST)
    with pytest.raises(ValueError, match="ascend"):
        BandIndex().extend(np.zeros(len(rows), dtype=np.int64), rows)


@pytest.mark.usefixtures("small")
def test_articles_before_the_window_are_not_found() -> None:
    rows = keys(200)
    index = filled(rows)
    index.drop_before(120)
    assert len(index) == 81
    assert index.candidates(rows[118]) == {}
    assert index.candidates(rows[119]) == {120: BANDS}


@pytest.mark.usefixtures("small")
def test_dropped_articles_leave_the_segments_when_they_are_merged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SEGMENT", 1024)
    rows = keys(260)
    index = filled(rows[:61])
    index.drop_before(50)
    for seq, row in enumerate(rows[61:], start=62):
        index.add(seq, row)
        index.seal()
    assert sum(len(segment.articles) for segment in index._segments) <= len(index)
    assert index.candidates(rows[255]) == {256: BANDS}


@pytest.mark.usefixtures("small")
def test_a_band_filled_by_a_template_costs_its_newest_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "POSTINGS", 5)
    monkeypatch.setattr(segments, "POSTINGS", 5)
    rows = keys(100)
    rows[:, 0] = 7
    rows[90, 1:] = rows[3, 1:]
    found = filled(rows).candidates(rows[90])
    assert {91, 4} == set(list(found)[:2])
    assert min(found[91], found[4]) >= BANDS - 1
    assert len(found) < 40


@pytest.mark.usefixtures("small")
def test_the_list_of_candidates_is_cut_after_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_CANDIDATES", 10)
    rows = keys(60)
    rows[:, 0] = 7
    found = filled(rows).candidates(rows[4])
    assert list(found)[:2] == [5, 60]
    assert len(found) == 10


@pytest.mark.usefixtures("small")
def test_strangers_by_their_sketch_are_refused_wherever_they_are_kept() -> None:
    rows = keys(40)
    rows[:, 0] = 7
    sketches = np.random.default_rng(3).integers(0, 256, (40, WHOLE + LEAD), dtype=np.uint8)
    sketches[[2, 38], :8] = 9
    sketches[[20], -4:] = 9
    index = BandIndex()
    for seq, (row, sketch) in enumerate(zip(rows, sketches, strict=True), start=1):
        index.add(seq, row, sketch)
        index.seal()
    asked = np.random.default_rng(4).integers(0, 256, WHOLE + LEAD, dtype=np.uint8)
    asked[:8] = asked[-4:] = 9
    assert set(index.candidates(rows[0], asked)) == {3, 39, 21}


def test_a_template_is_screened_once_an_article(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "POSTINGS", 5)
    rows = np.tile(keys(1), (12, 1))
    sketches = np.zeros((12, WHOLE + LEAD), dtype=np.uint8)
    sketches[4] = 1
    index = BandIndex()
    for seq, (row, sketch) in enumerate(zip(rows, sketches, strict=True), start=1):
        index.add(seq, row, sketch)
    found = index.candidates(rows[0], sketches[4])
    assert set(found) <= {5}
    assert set(index.candidates(rows[0], sketches[11])) == {*range(7, 13)}


def test_what_was_not_sealed_can_be_taken_back() -> None:
    rows = keys(module._NEWEST + 10)
    index = filled(rows[: module._NEWEST])
    index.add(module._NEWEST + 1, rows[module._NEWEST])
    index.take_back()
    assert index.last_seq == module._NEWEST
    assert index.candidates(rows[module._NEWEST]) == {}
    index.add(module._NEWEST + 1, rows[-1])
    assert index.candidates(rows[-1]) == {module._NEWEST + 1: BANDS}


def test_an_article_costs_at_most_600_bytes() -> None:
    index = BandIndex()
    sketches = np.zeros((50_000, WHOLE + LEAD), dtype=np.uint8)
    index.extend(range(1, 50_001), keys(50_000), sketches)
    names = ("articles", "offsets", "entries", "sketches")
    arrays = [getattr(part, name) for part in index._segments for name in names]
    assert sum(array.nbytes for array in arrays) / len(index) < 600


# --- files


def on_disk(folder: Path, rows: np.ndarray, owner: str = "store") -> BandIndex:
    index = BandIndex(folder, owner)
    index.adopt(None)
    for seq, row in enumerate(rows, start=1):
        index.add(seq, row)
        index.seal()
    return index


def opened(folder: Path, manifest: str | None, owner: str = "store") -> BandIndex:
    index = BandIndex(folder, owner)
    index.adopt(manifest)
    return index


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


@pytest.mark.usefixtures("small")
def test_what_is_in_files_is_found_by_another_process(tmp_path: Path) -> None:
    rows = keys(150)
    index = on_disk(tmp_path / "index", rows)
    other = opened(tmp_path / "index", index.manifest)
    assert other.last_seq == len(other) == 148
    assert all(other.candidates(row) == index.candidates(row) for row in rows[:148])


@pytest.mark.usefixtures("small")
def test_a_full_index_is_read_from_files_and_goes_on(tmp_path: Path) -> None:
    rows = keys(200)
    other = opened(tmp_path, on_disk(tmp_path, rows[:130]).manifest)
    for seq, row in enumerate(rows[other.last_seq :], start=other.last_seq + 1):
        other.add(seq, row)
        other.seal()
    assert all(other.candidates(row) == {seq: BANDS} for seq, row in enumerate(rows, start=1))


def harm_truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def harm_flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def harm_header(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[28] = 200
    path.write_bytes(content)


def harm_emptied(path: Path) -> None:
    path.write_bytes(b"")


def harm_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20])


def harm_other(path: Path) -> None:
    path.write_text("not an index file, but long enough to look like one at first " * 100)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "harm", [Path.unlink, harm_truncated, harm_flipped, harm_header, harm_emptied, harm_short, harm_other]
)
def test_a_lost_or_damaged_file_is_made_again_from_rows(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    rows = keys(150)
    index = on_disk(tmp_path, rows)
    names = json.loads(index.manifest)["segments"]
    assert len(names) > 2
    harm(tmp_path / names[1])
    other = opened(tmp_path, index.manifest)
    assert json.loads(other.manifest)["segments"] == names[:1]
    assert 0 < other.last_seq < 100
    for seq, row in enumerate(rows[other.last_seq :], start=other.last_seq + 1):
        other.add(seq, row)
        other.seal()
    assert all(other.candidates(row) == {seq: BANDS} for seq, row in enumerate(rows, start=1))


@pytest.mark.usefixtures("small")
def test_files_of_another_store_are_not_read(tmp_path: Path) -> None:
    manifest = on_disk(tmp_path, keys(20), "one store").manifest
    assert len(opened(tmp_path, manifest, "another store")) == 0


@pytest.mark.usefixtures("small")
def test_files_the_store_does_not_name_are_swept(tmp_path: Path) -> None:
    index = on_disk(tmp_path, keys(20))
    (tmp_path / "000.tmp").write_text("left by a crash")
    (tmp_path / "note.txt").write_text("not ours")
    index.adopt(index.manifest)
    assert {path.name for path in files(tmp_path)} == {"note.txt", *json.loads(index.manifest)["segments"]}


@pytest.mark.usefixtures("small")
def test_a_manifest_that_was_taken_back_finds_its_files_still_there(tmp_path: Path) -> None:
    rows = keys(64)
    index = on_disk(tmp_path, rows[:20])
    committed = index.manifest
    index.adopt(committed)
    for seq in range(21, 37):
        index.add(seq, rows[seq - 1])
        index.seal()
    assert index.manifest != committed
    index.adopt(committed)
    assert (index.manifest, index.last_seq) == (committed, 20)
    assert index.candidates(rows[30]) == {}
    assert index.candidates(rows[19]) == {20: BANDS}


@pytest.mark.usefixtures("small")
def test_a_store_without_a_manifest_starts_from_its_rows(tmp_path: Path) -> None:
    index = on_disk(tmp_path, keys(20))
    index.adopt(None)
    assert (len(index), index.last_seq, files(tmp_path)) == (0, 0, [])


@pytest.mark.usefixtures("small")
def test_expiry_drops_whole_files_and_is_remembered(tmp_path: Path) -> None:
    rows = keys(200)
    index = on_disk(tmp_path, rows)
    index.adopt(index.manifest)
    before = len(files(tmp_path))
    index.drop_before(120)
    index.adopt(index.manifest)
    assert len(files(tmp_path)) < before
    other = opened(tmp_path, index.manifest)
    assert other.candidates(rows[118]) == {}
    assert other.candidates(rows[119]) == {120: BANDS}


@pytest.mark.usefixtures("small")
def test_what_is_before_the_window_is_not_read_from_rows_again(tmp_path: Path) -> None:
    index = BandIndex(tmp_path, "store")
    index.adopt(None)
    index.drop_before(120)
    assert opened(tmp_path, index.manifest).last_seq == 119


@pytest.mark.usefixtures("small")
def test_a_folder_that_cannot_be_written_keeps_the_index_in_memory(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "index").write_text("in the way")
    rows = keys(50)
    index = on_disk(tmp_path / "index", rows)
    assert json.loads(index.manifest)["segments"] == []
    assert all(index.candidates(row) == {seq: BANDS} for seq, row in enumerate(rows, start=1))
    assert "cannot be written" in capsys.readouterr().out


@pytest.mark.usefixtures("small")
def test_many_at_once_are_merged_once_into_full_files(tmp_path: Path) -> None:
    rows = keys(300)
    index = BandIndex(tmp_path, "store")
    index.adopt(None)
    for start in range(0, 300, 10):
        index.extend(range(start + 1, start + 11), rows[start : start + 10])
    index.seal()
    assert [len(segment) for segment in index._segments] == [60, 60, 60, 60, 60]
    assert all(index.candidates(row) == {seq: BANDS} for seq, row in enumerate(rows, start=1))
