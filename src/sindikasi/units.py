"""Durations and sizes as people write them: "2s", "15 menit", "20MB"."""

from __future__ import annotations

import re
from decimal import Decimal

_SECONDS = {
    "ms": 0.001,
    "s": 1,
    "sec": 1,
    "second": 1,
    "seconds": 1,
    "detik": 1,
    "m": 60,
    "min": 60,
    "minute": 60,
    "minutes": 60,
    "menit": 60,
    "h": 3600,
    "hour": 3600,
    "hours": 3600,
    "jam": 3600,
    "d": 86400,
    "day": 86400,
    "days": 86400,
    "hari": 86400,
    "w": 604800,
    "week": 604800,
    "weeks": 604800,
    "minggu": 604800,
}
_BYTES = {
    "b": 1,
    "kb": 10**3,
    "mb": 10**6,
    "gb": 10**9,
    "kib": 2**10,
    "mib": 2**20,
    "gib": 2**30,
}
_QUANTITY = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*", re.IGNORECASE)


def _quantity(text: str, units: dict[str, float] | dict[str, int], example: str) -> float:
    found = _QUANTITY.fullmatch(text)
    if found is None or found[2].lower() not in units:
        known = ", ".join(sorted(units))
        raise ValueError(f"{text!r} is not a number with a unit such as {example!r}; units: {known}")
    return float(found[1]) * units[found[2].lower()]


def seconds(text: str) -> float:
    """Return the duration in seconds; raises ValueError naming the units."""
    return _quantity(text, _SECONDS, "2s")


def byte_count(text: str) -> int:
    """Return the size in bytes (decimal and binary units); raises ValueError naming the units."""
    return round(_quantity(text, _BYTES, "20MB"))


def shown_seconds(value: float) -> str:
    """Return a duration in the largest unit that keeps it a whole number: 1209600.0 -> "14d"."""
    for unit in ("d", "h", "m"):
        if value and value % _SECONDS[unit] == 0:
            return f"{round(value / _SECONDS[unit])}{unit}"
    return f"{round(value)}s" if value == round(value) else f"{Decimal(repr(value)):f}s"


def shown_bytes(value: int) -> str:
    """Return a size in the largest decimal unit that keeps it a whole number: 20000000 -> "20MB"."""
    for unit in ("GB", "MB", "kB"):
        if value % _BYTES[unit.lower()] == 0:
            return f"{value // _BYTES[unit.lower()]}{unit}"
    return f"{value}B"
