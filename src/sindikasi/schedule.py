"""Callables on clocks; the only door to APScheduler."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sindikasi import units

if TYPE_CHECKING:
    from collections.abc import Callable

_EVERY = re.compile(r"\s*(?:every|setiap|tiap)\s+(?:(\d+(?:\.\d+)?)\s*)?([a-z]+)\s*", re.IGNORECASE)
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
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
        return Schedule(seconds=seconds)
    fields = text.split()
    if len(fields) != 5:
        raise ValueError(f"{text!r} is no schedule: {_HELP}")
    minute, hour, day, month, weekday = fields
    cron = (minute, hour, day, month, _named_weekdays(weekday))
    try:
        _trigger(Schedule(cron=cron), "UTC")
    except ValueError as error:
        raise ValueError(f"{text!r} is no schedule: {error}; {_HELP}") from error
    return Schedule(cron=cron)


def _named_weekdays(field: str) -> str:
    """Return the weekday field with names: cron counts from Sunday, APScheduler from Monday (its #286)."""

    def name(match: re.Match[str]) -> str:
        number = int(match[0])
        if number > 7:
            raise ValueError(f"there is no weekday {number}; 0 and 7 are Sunday")
        return _WEEKDAYS[number % 7]

    base, slash, step = field.lower().partition("/")
    if slash:
        # A step over names is not known to APScheduler; write the days out.
        first, _, last = (base if base != "*" else "0-6").partition("-")
        if not (first.isdigit() and last.isdigit() and step.isdigit() and int(step) > 0):
            raise ValueError(f"{field!r}: a step over weekdays needs numbers, such as '1-5/2'")
        return ",".join(_WEEKDAYS[day % 7] for day in range(int(first), int(last) + 1, int(step)))
    parts: list[str] = []
    for part in base.split(","):
        first, dash, last = part.partition("-")
        if dash and first.isdigit() and last.isdigit():
            parts.extend(_WEEKDAYS[day % 7] for day in range(int(first), min(int(last), 7) + 1))
        else:
            parts.append(re.sub(r"\d+", name, part))
    return ",".join(dict.fromkeys(parts))


def _trigger(schedule: Schedule, timezone: str) -> Any:
    from apscheduler.triggers.cron import CronTrigger
    from apscheduler.triggers.interval import IntervalTrigger

    if schedule.cron is None:
        return IntervalTrigger(seconds=schedule.seconds, timezone=timezone)
    minute, hour, day, month, weekday = schedule.cron
    return CronTrigger(minute=minute, hour=hour, day=day, month=month, day_of_week=weekday, timezone=timezone)


class Clock:
    """Runs callables on their schedules in threads of its own.

    A run that is still going is not started a second time; runs missed meanwhile become one; a late run is
    never dropped (APScheduler's default grace of one second loses them, its #292).
    """

    def __init__(self, timezone: str) -> None:
        from apscheduler.executors.pool import ThreadPoolExecutor
        from apscheduler.schedulers.background import BackgroundScheduler

        self._timezone = timezone
        self._scheduler = BackgroundScheduler(
            timezone=timezone,
            executors={"default": ThreadPoolExecutor(2)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def add(self, name: str, schedule: Schedule, call: Callable[[], object]) -> None:
        """Run `call` on `schedule`; `name` is unique."""
        self._scheduler.add_job(call, _trigger(schedule, self._timezone), id=name, name=name)

    def start(self) -> None:
        """Start the clock; the first runs come when their schedules say."""
        self._scheduler.start()

    def stop(self) -> None:
        """Start no more runs and wait for those going on."""
        self._scheduler.shutdown(wait=True)
