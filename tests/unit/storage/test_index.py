"""The band index: found by key, across dict and segments, bounded, windowed."""

from __future__ import annotations

import numpy as np
import pytest

from sindikasi.storage import index as module
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
    assert sum(len(segment.articles) for segment in index._segments) <= len(index)
    assert index.candidates(rows[255]) == {256: BANDS}


@pytest.mark.usefixtures("small")
def test_a_band_filled_by_a_template_costs_its_newest_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_POSTINGS", 5)
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


def test_an_article_costs_at_most_600_bytes() -> None:
    index = BandIndex()
    index.extend(range(1, 50_001), keys(50_000))
    arrays = [getattr(part, name) for part in index._segments for name in ("articles", "offsets", "tags", "seqs")]
    assert sum(array.nbytes for array in arrays) / len(index) < 600
