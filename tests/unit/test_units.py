"""Durations and sizes are read as people write them, and written so that they are read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sindikasi import units


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2s", 2),
        ("0.2s", 0.2),
        ("500 ms", 0.5),
        ("15 menit", 900),
        ("1 jam", 3600),
        ("14d", 14 * 86400),
        ("2 hari", 2 * 86400),
        ("1.5h", 5400),
        (" 10 Seconds ", 10),
        ("1 minggu", 7 * 86400),
        ("0s", 0),
    ],
)
def test_durations_have_a_number_and_a_unit(text: str, seconds: float) -> None:
    assert units.seconds(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "2", "s", "2 parsec", "-2s", "2s 3s", "1e3s", "2,5s", "inf s"])
def test_what_is_no_duration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="such as '2s'"):
        units.seconds(text)


@pytest.mark.parametrize(
    ("text", "size"),
    [("20MB", 20_000_000), ("1 kb", 1000), ("1KiB", 1024), ("1.5 MiB", 1_572_864), ("7b", 7), ("2GB", 2 * 10**9)],
)
def test_sizes_have_decimal_and_binary_units(text: str, size: int) -> None:
    assert units.byte_count(text) == size


def test_what_is_no_size_is_refused_with_the_units() -> None:
    with pytest.raises(ValueError, match=r"'20 sacks'.*such as '20MB'; units: b, gb, gib"):
        units.byte_count("20 sacks")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1_209_600.0, "14d"),
        (7200.0, "2h"),
        (90.0, "90s"),
        (120.0, "2m"),
        (0.2, "0.2s"),
        (0.0, "0s"),
        (1_234_567.0, "1234567s"),
        (0.00001, "0.00001s"),
        (90.5, "90.5s"),
    ],
)
def test_a_duration_is_shown_in_the_largest_whole_unit(value: float, shown: str) -> None:
    assert units.shown_seconds(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(20_000_000, "20MB"), (1000, "1kB"), (1024, "1024B"), (3 * 10**9, "3GB"), (1, "1B")]
)
def test_a_size_is_shown_in_the_largest_whole_unit(value: int, shown: str) -> None:
    assert units.shown_bytes(value) == shown


@given(st.floats(min_value=0, max_value=1e9, allow_nan=False))
def test_a_shown_duration_is_read_back(value: float) -> None:
    assert units.seconds(units.shown_seconds(value)) == pytest.approx(value)


@given(st.integers(min_value=1, max_value=10**15))
def test_a_shown_size_is_read_back(value: int) -> None:
    assert units.byte_count(units.shown_bytes(value)) == value
