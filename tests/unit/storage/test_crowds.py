"""When more candidates met than can be compared, each outlet's best come first."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from sindikasi.storage.crowds import in_turn


@pytest.fixture
def store() -> Iterator[sqlite3.Connection]:
    """A store with 100 articles of one outlet, two of another and one of none."""
    with closing(sqlite3.connect(":memory:")) as store:
        store.execute("CREATE TABLE articles (seq INTEGER PRIMARY KEY, source TEXT)")
        rows = [(seq, "banjir") for seq in range(10, 110)] + [(1, "antara"), (2, "antara"), (3, None)]
        store.executemany("INSERT INTO articles VALUES (?, ?)", rows)
        yield store


def test_what_can_all_be_compared_stays_as_it_is(store: sqlite3.Connection) -> None:
    met = {10: 5, 1: 2, 999: 1}
    assert in_turn(store, met, 3) is met


def test_a_flood_of_one_outlet_takes_no_place_from_the_others(store: sqlite3.Connection) -> None:
    met = {seq: 70 for seq in range(10, 110)} | {2: 9, 1: 5, 3: 4}
    assert in_turn(store, met, 6) == {10: 70, 2: 9, 3: 4, 11: 70, 1: 5, 12: 70}
    assert list(in_turn(store, met, 6)) == [10, 2, 3, 11, 1, 12]


def test_what_was_taken_back_is_left_out(store: sqlite3.Connection) -> None:
    assert in_turn(store, {999: 80, 10: 5, 1: 2}, 2) == {10: 5, 1: 2}
