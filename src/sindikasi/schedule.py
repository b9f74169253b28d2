"""Callables on clocks; the only door to APScheduler."""

from __future__ import annotations

import math
import re
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sindikasi import units

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_EVERY = re.compile(r"\s*(?:every|setiap|tiap)\s+(?:(\d+(?:\.\d+)?)\s*)?([a-z]+)\s*", re.IGNORECASE)
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_WEEKDAY_PART = re.compile(r"(?:\*|(?P<first>\w+)(?:-(?P<last>\w+))?)(?:/(?P<step>\d))?")
_LONGEST_SECONDS = 366 * 86400.0
_LOOK_SECONDS = 1.0
_LEAST_JUMP_SECONDS = 2.0
"""Less is a clock being adjusted, which no schedule minds."""
_HELP = "say 'every 10 seconds', 'setiap 15 menit', or five cron fields such as '*/15 6-22 * * mon-fri'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Either an interval or cron fields."""

    seconds: float | None = None
    cron: tuple[str, str, str, str, str] | None = None
    """minute, hour, day of month, month, day of week with names."""


def parse_schedule(text: str) -> Schedule:
    """Read "every 10 seconds", "setiap 15 menit" or cron fields; raises ValueError with the remedy."""
    every = _EVERY.fullmatch(text)
    if every:
        try:
            seconds = units.seconds(f"{every[1] or 1} {every[2]}")
        except ValueError as error:
            raise ValueError(f"{text!r} is no schedule: {error}") from error
        if seconds < 0.1:
            raise ValueError(f"{text!r} is too often: 0.1 seconds is the least")
        if seconds > _LONGEST_SECONDS:
            raise ValueError(f"{text!r} is too seldom: 366 days is the most")
        return Schedule(seconds=seconds)
    fields = text.split()
    if len(fields) != 5:
        raise ValueError(f"{text!r} is no schedule: {_HELP}")
    minute, hour, day, month, weekday = fields
    try:
        cron = (minute, hour, day, month, _named_weekdays(weekday))
        _trigger(Schedule(cron=cron), "UTC")
    except ValueError as error:
        raise ValueError(f"{text!r} is no schedule: {error}; {_HELP}") from error
    return Schedule(cron=cron)


def _named_weekdays(field: str) -> str:
    """Return the weekday field with names: cron counts from Sunday, APScheduler from Monday (its #286)."""
    if field == "*":
        return field
    days = (day for part in field.lower().split(",") for day in _weekdays(part))
    return ",".join(dict.fromkeys(_WEEKDAYS[day % 7] for day in days))


def _weekdays(part: str) -> range:
    """Return the days of `1`, `mon-fri`, `5-7/2` or `*/2`; a range may go over the end of the week."""
    found = _WEEKDAY_PART.fullmatch(part)
    if found is None or found["step"] == "0":
        raise ValueError(f"{part!r} is no weekday; say 1-5, mon-fri or sat,sun")
    if found["first"] is None:
        return range(0, 7, int(found["step"] or 1))
    first = _weekday(found["first"])
    last = _weekday(found["last"]) if found["last"] else 6 if found["step"] else first
    return range(first, (last + 7 if last < first else last) + 1, int(found["step"] or 1))


def _weekday(text: str) -> int:
    if text in _WEEKDAYS:
        return _WEEKDAYS.index(text)
    if text not in tuple("01234567"):
        raise ValueError(f"there is no weekday {text}; 0 and 7 are Sunday")
    return int(text)


def _trigger(schedule: Schedule, timezone: str) -> Any:
    from apscheduler.triggers.combining import OrTrigger
    from apscheduler.triggers.cron import CronTrigger
    from apscheduler.triggers.interval import IntervalTrigger

    if schedule.cron is None:
        return IntervalTrigger(seconds=schedule.seconds, timezone=timezone)
    minute, hour, day, month, weekday = schedule.cron
    time = {"minute": minute, "hour": hour, "month": month, "timezone": timezone}
    if day.startswith("*") or weekday == "*":
        return CronTrigger(day=day, day_of_week=weekday, **time)
    # crontab(5): when both days are restricted, either is enough; APScheduler would want both.
    return OrTrigger([CronTrigger(day=day, **time), CronTrigger(day_of_week=weekday, **time)])


class Countdown:
    """Tells how long it is until a schedule's next run; threads may share it."""

    def __init__(self, schedule: Schedule, timezone: str) -> None:
        self._interval = schedule.seconds
        self._trigger = _trigger(schedule, timezone) if schedule.cron is not None else None
        self._next: datetime | None = None

    def seconds(self, now: datetime) -> float:
        """Return the seconds from `now` until the next run, at most an interval; infinity when there is none.

        Intervals count from the start of the clock, which others do not know: the whole one is returned.
        """
        if self._trigger is None:
            return self._interval or math.inf
        following = self._next
        if following is None or following <= now:
            following = self._next = self._trigger.get_next_fire_time(None, now)
        return (following - now).total_seconds() if following else math.inf


class Clock:
    """Runs callables on their schedules in threads of its own.

    A run that is still going is not started a second time; runs missed meanwhile become one; a late run is
    never dropped (APScheduler's default grace of one second loses them, its #292). When the system's clock is set
    back, the next runs are reckoned anew: else they would come when the old time is reached again.
    """

    def __init__(self, timezone: str) -> None:
        from apscheduler.executors.pool import ThreadPoolExecutor
        from apscheduler.schedulers.background import BackgroundScheduler

        self._timezone = timezone
        self._schedules: dict[str, Schedule] = {}
        self._calls_off = threading.Event()
        self._offset = _offset()
        self._scheduler = BackgroundScheduler(
            timezone=timezone,
            executors={"default": ThreadPoolExecutor(2)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def add(self, name: str, schedule: Schedule, call: Callable[[], object]) -> None:
        """Run `call` on `schedule`; `name` is unique."""
        self._schedules[name] = schedule
        self._scheduler.add_job(call, _trigger(schedule, self._timezone), id=name, name=name)

    def start(self) -> None:
        """Start the clock; the first runs come when their schedules say."""
        self._scheduler.start()
        threading.Thread(target=self._watch, name="clock", daemon=True).start()

    def follow(self, offset: float) -> None:
        """Reckon the next runs anew if the system's clock was set back.

        `offset` is by how many seconds it is ahead of the monotonic clock.
        """
        if self._offset - offset > _LEAST_JUMP_SECONDS:
            for name, schedule in self._schedules.items():
                self._scheduler.reschedule_job(name, trigger=_trigger(schedule, self._timezone))
        self._offset = offset

    def _watch(self) -> None:
        while not self._calls_off.wait(_LOOK_SECONDS):
            self.follow(_offset())

    def stop(self) -> None:
        """Start no more runs and wait for those going on."""
        self._calls_off.set()
        self._scheduler.shutdown(wait=True)


def _offset() -> float:
    return time.time() - time.monotonic()
