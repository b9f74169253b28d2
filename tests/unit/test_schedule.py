"""Schedules are read as people and crontab write them; the clock loses no run and doubles none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Event
from zoneinfo import ZoneInfo

import pytest

from sindikasi import schedule
from sindikasi.schedule import Clock, Countdown, Schedule, _trigger, parse_schedule
from tests.acceptance.service import within

JAKARTA = ZoneInfo("Asia/Jakarta")
FRIDAY = datetime(2026, 11, 20, 12, 0, tzinfo=JAKARTA)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("every 10 seconds", 10),
        ("every 10s", 10),
        ("setiap 15 menit", 900),
        ("tiap jam", 3600),
        ("Every minute", 60),
        ("setiap 1.5 jam", 5400),
        ("every 0.1 s", 0.1),
        (" every  2  days ", 2 * 86400),
    ],
)
def test_intervals_are_read_in_two_languages(text: str, seconds: float) -> None:
    assert parse_schedule(text) == Schedule(seconds=seconds)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("every 0.09 s", "too often"),
        ("every 0 seconds", "too often"),
        ("every 367 days", "too seldom"),
        ("every 999999999999 days", "too seldom"),
        ("every 5 parsecs", "units:"),
        ("often", "say 'every 10 seconds'"),
        ("", "say 'every 10 seconds'"),
        ("* * * *", "say 'every 10 seconds'"),
        ("* * * * * *", "say 'every 10 seconds'"),
        ("60 * * * *", "say 'every 10 seconds'"),
        ("*/0 * * * *", "say 'every 10 seconds'"),
        ("0 24 * * *", "say 'every 10 seconds'"),
        ("0 0 * 13 *", "say 'every 10 seconds'"),
        ("0 0 * * 8", "0 and 7 are Sunday"),
        ("0 0 * * 1-9", "0 and 7 are Sunday"),
        ("0 0 * * someday", "0 and 7 are Sunday"),
        ("0 0 * * mon#1", "is no weekday"),
        ("0 0 * * 1-", "is no weekday"),
        ("0 0 * * */0", "is no weekday"),
        ("0 0 * * ,", "is no weekday"),
    ],
)
def test_what_is_no_schedule_is_refused_with_a_remedy(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("*", r"\*")) as caught:
        parse_schedule(text)
    assert repr(text) in str(caught.value)


def runs(text: str, count: int, after: datetime = FRIDAY) -> list[str]:
    """Return the next runs of a schedule as weekday, day and time."""
    trigger, found, now = _trigger(parse_schedule(text), "Asia/Jakarta"), [], after
    for _ in range(count):
        now = trigger.get_next_fire_time(None, now + timedelta(microseconds=1))
        found.append(f"{now:%a %d %H:%M}")
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 6 * * 0", ["Sun 22 06:00", "Sun 29 06:00"]),
        ("0 6 * * 7", ["Sun 22 06:00", "Sun 29 06:00"]),
        ("0 6 * * 1", ["Mon 23 06:00", "Mon 30 06:00"]),
        ("0 6 * * 6", ["Sat 21 06:00", "Sat 28 06:00"]),
        ("0 6 * * 5-7", ["Sat 21 06:00", "Sun 22 06:00", "Fri 27 06:00"]),
        ("0 6 * * sat-mon", ["Sat 21 06:00", "Sun 22 06:00", "Mon 23 06:00", "Sat 28 06:00"]),
        ("0 6 * * 6,1", ["Sat 21 06:00", "Mon 23 06:00"]),
        ("0 6 * * mon-fri", ["Mon 23 06:00", "Tue 24 06:00"]),
        ("0 6 * * 1-5/2", ["Mon 23 06:00", "Wed 25 06:00", "Fri 27 06:00", "Mon 30 06:00"]),
        ("0 6 * * */3", ["Sat 21 06:00", "Sun 22 06:00", "Wed 25 06:00", "Sat 28 06:00"]),
        ("0 6 * * 3/2", ["Wed 25 06:00", "Fri 27 06:00", "Wed 02 06:00"]),
        ("*/20 6-7 * * *", ["Sat 21 06:00", "Sat 21 06:20", "Sat 21 06:40", "Sat 21 07:00"]),
        ("30 5 24 * *", ["Tue 24 05:30", "Thu 24 05:30"]),
        # crontab(5): with both days restricted, either is enough.
        ("0 6 24 * sun", ["Sun 22 06:00", "Tue 24 06:00", "Sun 29 06:00"]),
    ],
)
def test_cron_fields_mean_what_crontab_says(text: str, expected: list[str]) -> None:
    assert runs(text, len(expected)) == expected


def test_cron_runs_in_the_zone_it_is_given() -> None:
    fires = _trigger(parse_schedule("0 6 * * *"), "Asia/Jakarta").get_next_fire_time(None, FRIDAY)
    assert fires.astimezone(UTC) == datetime(2026, 11, 20, 23, 0, tzinfo=UTC)


def test_the_clock_runs_what_is_due_and_stops() -> None:
    clock, ran = Clock("Asia/Jakarta"), Event()
    clock.add("often", parse_schedule("every 0.1 s"), ran.set)
    clock.start()
    assert ran.wait(10)
    clock.stop()


def test_stopping_waits_for_the_run_going_on() -> None:
    clock, began, may_end, ended = Clock("UTC"), Event(), Event(), Event()

    def run() -> None:
        began.set()
        may_end.wait(10)
        ended.set()

    clock.add("slow", parse_schedule("every 0.1 s"), run)
    clock.start()
    assert began.wait(10)
    may_end.set()
    clock.stop()
    assert ended.is_set()


def test_a_run_going_on_is_not_started_twice_and_late_runs_become_one() -> None:
    job = Clock("UTC")
    job.add("publish", parse_schedule("every 1 second"), lambda: None)
    (held,) = job._scheduler.get_jobs()
    defaults = job._scheduler._job_defaults
    assert held.id == "publish"
    assert defaults == {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}


def test_a_clock_set_back_an_hour_does_not_delay_the_next_run_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "_LOOK_SECONDS", 0.001)
    clock = Clock("UTC")
    clock.add("publish", parse_schedule("every 10 seconds"), lambda: None)
    clock.add("morning", parse_schedule("0 6 * * *"), lambda: None)
    clock.start()
    try:
        for job in clock._scheduler.get_jobs():
            # To the clock that was set back, what was due in ten seconds is due in an hour.
            job.modify(next_run_time=job.next_run_time + timedelta(hours=1))
        offset = schedule._offset()
        monkeypatch.setattr(schedule, "_offset", lambda: offset - 3600)
        within(10, lambda: _next_run(clock, "publish") - datetime.now(UTC) <= timedelta(seconds=10))
        assert _next_run(clock, "morning").hour == 6
    finally:
        clock.stop()


def test_a_clock_that_is_adjusted_a_little_moves_no_run() -> None:
    clock = Clock("UTC")
    clock.add("publish", parse_schedule("every 1 hour"), lambda: None)
    clock.start()
    try:
        before = _next_run(clock, "publish")
        clock.follow(clock._offset - 1.9)
        clock.follow(clock._offset + 7200)
        assert _next_run(clock, "publish") == before
    finally:
        clock.stop()


def _next_run(clock: Clock, name: str) -> datetime:
    found: datetime = clock._scheduler.get_job(name).next_run_time
    return found


# --- how long until the next run ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "now", "seconds"),
    [
        ("every 10 seconds", FRIDAY, 10),
        ("*/15 6-22 * * mon-fri", FRIDAY + timedelta(minutes=1), 14 * 60),
        ("*/15 6-22 * * mon-fri", FRIDAY.replace(hour=22, minute=50), (2 * 24 + 7) * 3600 + 600),
        ("0 6 1 * mon", FRIDAY, (2 * 24 + 18) * 3600),
    ],
)
def test_a_countdown_counts_to_the_next_run(text: str, now: datetime, seconds: float) -> None:
    assert Countdown(parse_schedule(text), "Asia/Jakarta").seconds(now) == seconds


def test_a_countdown_begins_anew_after_a_run_and_when_the_clock_goes_back() -> None:
    countdown = Countdown(parse_schedule("*/15 * * * *"), "Asia/Jakarta")
    minute = timedelta(minutes=1)
    assert countdown.seconds(FRIDAY + 14 * minute) == 60
    assert countdown.seconds(FRIDAY + 16 * minute) == 14 * 60
    assert countdown.seconds(FRIDAY + 31 * minute) == 14 * 60
