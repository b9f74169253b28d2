"""The band index: found by key, across dict and segments, bounded, windowed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from sindikasi.core.signature import LEAD, WHOLE
from sindikasi.storage import index as module
from sindikasi.storage import segments
from sindikasi.storage.index import BandIndex
from sindikasi.storage.shelf import Batch, Shelf
from sindikasi.storage.spans import Reach, Span

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
    for name in ("sindikasi.storage.index.POSTINGS", "sindikasi.storage.segments.POSTINGS"):
        monkeypatch.setattr(name, 5)
    rows = np.tile(keys(1), (12, 1))
    sketches = np.zeros((12, WHOLE + LEAD), dtype=np.uint8)
    sketches[4] = 1
    index = BandIndex()
    for seq, (row, sketch) in enumerate(zip(rows, sketches, strict=True), start=1):
        index.add(seq, row, sketch)
    assert set(index.candidates(rows[0], sketches[4])) == {5}
    monkeypatch.setattr(module, "_NEWEST", 12)
    index.seal()
    assert index.candidates(rows[0], sketches[4]) == {}
    assert set(index.candidates(rows[0], sketches[11])) == {*range(8, 13)}


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
    arrays = [getattr(part, name) for part in index._opened.values() for name in names]
    assert sum(array.nbytes for array in arrays) / len(index) < 600


# --- files and time


class Rows:
    """The rows of a store, held in memory; each article came out and arrived on the day it is told to."""

    def __init__(self, rows: np.ndarray, days: Callable[[int], int] = lambda _: 0) -> None:
        self.rows = rows
        self.days = days

    def span(self, first: int, last: int) -> Span | None:
        days = [self.days(seq) for seq in range(first, last + 1)]
        return Span((min(days), max(days)), (min(days), max(days)))

    def batches(self, first: int, last: int) -> Iterator[Batch]:
        for start in range(first, last + 1, 10):
            seqs = np.arange(start, min(start + 10, last + 1), dtype=np.uint32)
            yield seqs, self.rows[seqs - 1], np.empty((len(seqs), 0), dtype=np.uint8)


def over(folder: Path, rows: Rows, owner: str = "store") -> BandIndex:
    return BandIndex(Shelf(folder, owner, rows))


def add_each(index: BandIndex, rows: np.ndarray, first: int = 1) -> None:
    for seq, row in enumerate(rows[first - 1 :], start=first):
        index.add(seq, row)
        index.seal()


def on_disk(folder: Path, rows: np.ndarray, owner: str = "store") -> BandIndex:
    index = over(folder, Rows(rows), owner)
    index.adopt(None)
    add_each(index, rows)
    return index


def opened(folder: Path, rows: np.ndarray, manifest: str | None, owner: str = "store") -> BandIndex:
    index = over(folder, Rows(rows), owner)
    index.adopt(manifest)
    return index


def names(index: BandIndex) -> list[str]:
    return [run["name"] for run in json.loads(index.manifest)["runs"]]


def at(day: int) -> Reach:
    """Return the reach of an article of that day with a window of two."""
    return Reach(received=(day - 2, day + 2), published=(day - 2, day + 2))


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


@pytest.mark.usefixtures("small")
def test_what_is_in_files_is_found_by_another_process(tmp_path: Path) -> None:
    rows = keys(150)
    index = on_disk(tmp_path / "index", rows)
    other = opened(tmp_path / "index", rows, index.manifest)
    assert other.last_seq == len(other) == 148
    assert all(other.candidates(row) == index.candidates(row) for row in rows[:148])


@pytest.mark.usefixtures("small")
def test_a_full_index_is_read_from_files_and_goes_on(tmp_path: Path) -> None:
    rows = keys(200)
    other = opened(tmp_path, rows, on_disk(tmp_path, rows[:130]).manifest)
    add_each(other, rows, other.last_seq + 1)
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
    assert len(names(index)) > 2
    index.adopt(index.manifest)
    before = {path.name: path.read_bytes() for path in files(tmp_path)}
    lost = tmp_path / names(index)[1]
    harm(lost)
    other = opened(tmp_path, rows, index.manifest)
    assert all(other.candidates(row) == {seq: BANDS} for seq, row in enumerate(rows[: other.last_seq], start=1))
    assert {path.name: path.read_bytes() for path in files(tmp_path)} == before
    add_each(other, rows, other.last_seq + 1)
    assert all(other.candidates(row) == {seq: BANDS} for seq, row in enumerate(rows, start=1))


@pytest.mark.usefixtures("small")
def test_a_lost_file_that_cannot_be_written_is_made_in_memory(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = keys(20)
    index = on_disk(tmp_path / "index", rows)
    shutil.rmtree(tmp_path / "index")
    (tmp_path / "index").write_text("in the way")
    other = opened(tmp_path / "index", rows, index.manifest)
    assert all(other.candidates(row) == {seq: BANDS} for seq, row in enumerate(rows[: other.last_seq], start=1))
    assert "made again" in capsys.readouterr().out


@pytest.mark.usefixtures("small")
def test_files_of_another_store_are_not_read(tmp_path: Path) -> None:
    theirs = on_disk(tmp_path, keys(20), "one store")
    ours = keys(20, seed=2)
    index = opened(tmp_path, ours, theirs.manifest, "another store")
    assert index.candidates(keys(20)[3]) == {}
    assert index.candidates(ours[3]) == {4: BANDS}


@pytest.mark.parametrize("manifest", ['{"floor": 0, "segments": ["000.bands"]}', "nothing of ours"])
def test_a_manifest_of_another_version_starts_from_rows(tmp_path: Path, manifest: str) -> None:
    index = opened(tmp_path, keys(1), manifest)
    assert (len(index), index.last_seq) == (0, 0)


@pytest.mark.usefixtures("small")
def test_files_the_store_does_not_name_are_swept(tmp_path: Path) -> None:
    index = on_disk(tmp_path, keys(20))
    (tmp_path / "000.tmp").write_text("left by a crash")
    (tmp_path / "note.txt").write_text("not ours")
    index.adopt(index.manifest)
    assert {path.name for path in files(tmp_path)} == {"note.txt", *names(index)}


@pytest.mark.usefixtures("small")
def test_a_manifest_that_was_taken_back_finds_its_files_still_there(tmp_path: Path) -> None:
    rows = keys(64)
    index = over(tmp_path, Rows(rows))
    index.adopt(None)
    add_each(index, rows[:20])
    committed = index.manifest
    index.adopt(committed)
    add_each(index, rows[:36], 21)
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
def test_a_folder_that_cannot_be_written_keeps_the_index_in_memory(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "index").write_text("in the way")
    rows = keys(50)
    index = on_disk(tmp_path / "index", rows)
    assert names(index) == []
    index.pass_to(10)
    assert all(index.candidates(row) == {seq: BANDS} for seq, row in enumerate(rows, start=1))
    assert "cannot be written" in capsys.readouterr().out


@pytest.mark.usefixtures("small")
def test_many_at_once_are_merged_once_into_full_files(tmp_path: Path) -> None:
    rows = keys(300)
    index = opened(tmp_path, rows, None)
    for start in range(0, 300, 10):
        index.extend(range(start + 1, start + 11), rows[start : start + 10])
    index.seal()
    assert [run.count for run in index._runs] == [60, 60, 60, 60, 60]
    assert all(index.candidates(row) == {seq: BANDS} for seq, row in enumerate(rows, start=1))


def ten_a_day(folder: Path, rows: np.ndarray) -> BandIndex:
    """Return an index that was filled as time passed, the window being two days."""
    index = over(folder, Rows(rows, days=lambda seq: seq // 10))
    index.adopt(None)
    for seq, row in enumerate(rows, start=1):
        index.pass_to(seq // 10 - 2)
        index.add(seq, row)
        index.seal()
    index.adopt(index.manifest)
    return index


@pytest.mark.usefixtures("small")
def test_as_time_passes_files_out_of_the_window_are_closed(tmp_path: Path) -> None:
    index = ten_a_day(tmp_path, keys(400))
    assert len(index) == 400
    assert 30 <= index.opened <= 80
    index.pass_to(1000)
    assert index.opened == len(index._newest.seqs)


@pytest.mark.usefixtures("small")
def test_an_article_finds_all_of_its_window_however_old(tmp_path: Path) -> None:
    rows = keys(400)
    index = ten_a_day(tmp_path, rows)
    for seq, row in enumerate(rows, start=1):
        assert index.candidates(row, reach=at(seq // 10 + 2)) == {seq: BANDS}
        assert index.candidates(row, reach=at(seq // 10 - 2)) == {seq: BANDS}


@pytest.mark.usefixtures("small")
def test_what_is_far_out_of_the_window_is_not_even_opened(tmp_path: Path) -> None:
    rows = keys(400)
    index = ten_a_day(tmp_path, rows)
    index.pass_to(1000)
    assert index.candidates(rows[5], reach=at(300)) == {}
    assert index.opened == len(index._newest.seqs)


@pytest.mark.usefixtures("small")
def test_what_is_out_of_the_window_is_not_merged_with_the_newest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_SEGMENT", 1 << 20)
    index = ten_a_day(tmp_path, keys(600))
    assert all(run.count < 200 for run in index._runs)
    assert len(index._runs) < 20


@pytest.mark.usefixtures("small")
def test_an_index_made_again_keeps_the_past_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SEGMENT", 1 << 20)
    rows = Rows(keys(300), days=lambda seq: seq // 10)
    index = over(tmp_path, rows)
    index.adopt(None)
    index.pass_to(25)
    for batch in rows.batches(1, 300):
        index.extend(*batch)
    index.seal()
    assert [run.count for run in index._runs] == [240, 60]
