"""Times of day as news pages write them: "18.43 WIB", "5:30 petang", "pukul 20", "5pm"."""

from __future__ import annotations

import re
from datetime import time, timedelta, tzinfo
from datetime import timezone as fixed_offset
from typing import NamedTuple

_ZONE_HOURS = {
    "wib": 7,
    "wita": 8,
    "wit": 9,
    "myt": 8,
    "sgt": 8,
    "gmt": 0,
    "utc": 0,
    "bst": 1,
    "est": -5,
    "edt": -4,
}
# A part of the day names twelve hours of a 24-hour clock, by the first of them: "1.15 siang" lies in 10 to 22,
# "8.30 malam" and "2.15 malam" in 18 to 6. Source: Unicode CLDR, day periods of id, ms and en.
_HALF_STARTS = {
    "am": 0,
    "pm": 12,
    "pagi": 0,
    "pg": 0,
    "dini hari": 0,
    "siang": 10,
    "tengah hari": 10,
    "sore": 12,
    "petang": 12,
    "ptg": 12,
    "malam": 18,
    "tengah malam": 18,
}
_HALVES = "|".join(sorted(map(re.escape, _HALF_STARTS), key=len, reverse=True))
_HOUR = r"[01]?\d|2[0-3]"
# An hour without minutes needs a word that says it is one: "5 petang", "pukul 20".
_CLOCK = re.compile(
    rf"(?<![\d:.,/-])(?:(?P<hour>{_HOUR})[:.](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d))?(?![\d/])"
    rf"(?:\s?(?P<half>{_HALVES})\b)?"
    rf"|(?P<alone>{_HOUR})\s?(?P<part>{_HALVES})\b"
    rf"|(?:(?<=\bpukul\s)|(?<=\bpkl\s)|(?<=\bpkl\.\s)|(?<=\bjam\s))(?P<told>{_HOUR})(?![\d.:]))"
    r"(?:\s{0,2}(?P<zone>wib|wita|wit|myt|sgt|gmt|utc|bst|est|edt)\b(?:\s?(?P<offset>[+-]\d{1,2})(?::?00)?)?)?",
    re.I,
)


class Clock(NamedTuple):
    """A time of day; `zone` is None where the text names none."""

    time: time
    zone: tzinfo | None


def find_clock(text: str) -> Clock | None:
    """Return the first time of day in a text, None when it holds none."""
    found = _CLOCK.search(text)
    if found is None:
        return None
    hour = int(found["hour"] or found["alone"] or found["told"])
    half = found["half"] or found["part"]
    if half and hour <= 12:
        start = _HALF_STARTS[" ".join(half.lower().split())]
        hour = ((hour - start) % 12 + start) % 24
    return Clock(time(hour, int(found["minute"] or 0), int(found["second"] or 0)), _zone(found))


def without_clock(text: str) -> str:
    """Return the text with a blank for each time of day."""
    return _CLOCK.sub(" ", text)


def _zone(found: re.Match[str]) -> tzinfo | None:
    if found["zone"] is None:
        return None
    hours = _ZONE_HOURS[found["zone"].lower()] + int(found["offset"] or 0)
    return fixed_offset(timedelta(hours=hours)) if -14 <= hours <= 14 else None
