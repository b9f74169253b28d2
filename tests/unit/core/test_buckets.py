"""So much at once, so much on average, each key for itself."""

from __future__ import annotations

import pytest

from sindikasi.core.buckets import Buckets


def test_a_burst_is_taken_and_no_more() -> None:
    buckets = Buckets(burst=3, a_second=1)
    assert [buckets.take("a", 100.0) for _ in range(4)] == [True, True, True, False]


def test_tokens_come_back_with_time_up_to_the_burst() -> None:
    buckets = Buckets(burst=2, a_second=0.5)
    assert [buckets.take("a", 0.0) for _ in range(3)] == [True, True, False]
    assert not buckets.take("a", 1.9)
    assert buckets.take("a", 2.0)
    assert [buckets.take("a", 1000.0) for _ in range(3)] == [True, True, False]


def test_keys_do_not_take_from_each_other() -> None:
    buckets = Buckets(burst=1, a_second=1)
    assert buckets.take("a", 0.0)
    assert buckets.take("b", 0.0)
    assert not buckets.take("a", 0.5)


def test_the_wait_is_until_the_next_token() -> None:
    buckets = Buckets(burst=1, a_second=0.25)
    assert buckets.wait("a") == 0
    assert buckets.take("a", 0.0)
    assert not buckets.take("a", 1.0)
    assert buckets.wait("a") == pytest.approx(3)


def test_the_keys_used_least_recently_are_forgotten() -> None:
    buckets = Buckets(burst=1, a_second=0.001, keys=2)
    for key in ("a", "b", "a", "c"):
        buckets.take(key, 0.0)
    assert not buckets.take("a", 0.0)
    assert buckets.take("b", 0.0)
