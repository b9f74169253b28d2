"""Times of day, with the part of the day and the zone they name."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from sindikasi.core.clocks import find_clock, without_clock


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18:43 WIB", time(18, 43)),
        ("18.43.09", time(18, 43, 9)),
        ("5:30 petang", time(17, 30)),
        ("5 petang", time(17)),
        ("8 pagi", time(8)),
        ("12 tengah hari", time(12)),
        ("1 tengah hari", time(13)),
        ("8 malam", time(20)),
        ("2 dini hari", time(2)),
        ("5pm", time(17)),
        ("at 9 AM", time(9)),
        ("pukul 20", time(20)),
        ("pkl. 7 WITA", time(7)),
        ("jam 19", time(19)),
        ("pukul 19.30", time(19, 30)),
    ],
)
def test_a_time_of_day_is_read(text: str, expected: time) -> None:
    clock = find_clock(text)
    assert clock is not None
    assert clock.time == expected


@pytest.mark.parametrize("text", ["20 orang", "5 tahun", "jam tangan 24", "pukul 31", "25:10", "3/4", "12,30", "1.250"])
def test_other_figures_are_no_time(text: str) -> None:
    assert find_clock(text) is None


@pytest.mark.parametrize(
    ("text", "hours"),
    [("8.00 WIB", 7), ("8.00 WITA", 8), ("8.00 WIT", 9), ("8 pagi MYT", 8), ("8:00 GMT+7", 7), ("8:00 EST", -5)],
)
def test_the_zone_is_that_which_is_named(text: str, hours: int) -> None:
    clock = find_clock(text)
    assert clock is not None
    assert clock.zone is not None
    assert clock.zone.utcoffset(None) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["8.00", "8.00 GMT+25"])
def test_a_zone_that_is_none_is_left_to_the_source(text: str) -> None:
    clock = find_clock(text)
    assert clock is not None
    assert clock.zone is None


def test_times_can_be_taken_out() -> None:
    assert without_clock("Jumat pukul 8.00 WIB, Ambon").split() == ["Jumat", "pukul", ",", "Ambon"]
