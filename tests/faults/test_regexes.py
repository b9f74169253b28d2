"""No text drives a regular expression of the program out of bounds: each is fed what its own repeats ask for."""

from __future__ import annotations

import math
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

from tests.faults.pumping import Bait, baits, expressions

_SHORT_CHARACTERS = 48
"""Exponential work on so many takes hours, quadratic work microseconds."""
_ENDLESS_SECONDS = 2.0
_FROM_CHARACTERS = 1_000
_FEWEST_SECONDS = 0.02
_MOST_GROWTH = 2.6
"""Exponent of the work over the length: quadratic is 2, cubic 3; the rest is noise."""
_MOST_SECONDS_EACH = 1.5
_MOST_MEASURING_SECONDS = 15.0
EXPRESSIONS = expressions()


class Endless(Exception):
    """The work was cut short."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise Endless after so much processor time; the engine looks for signals while it works."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Endless

    held = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, held)


def search(pattern: re.Pattern[Any], bait: Bait, characters: int) -> float:
    """Return the processor time of looking for every match, in seconds."""
    text = bait.of_length(characters)
    sought = text.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else text
    began = time.process_time()
    for _ in pattern.finditer(sought):
        pass
    return time.process_time() - began


def growth(pattern: re.Pattern[Any], bait: Bait) -> float:
    """Return the exponent with which work grows from 1,000 characters on; 0 where there is too little to measure."""
    characters = _FROM_CHARACTERS
    cost = search(pattern, bait, characters)
    while cost < _FEWEST_SECONDS and characters < 16 * _FROM_CHARACTERS:
        characters *= 2
        cost = search(pattern, bait, characters)
    if cost < _FEWEST_SECONDS:
        return 0.0
    again = search(pattern, bait, 2 * characters)
    return math.log2(again / max(_FEWEST_SECONDS / 2, min(cost, search(pattern, bait, characters))))


def measured(pattern: re.Pattern[Any], bait: Bait) -> float:
    """Return the growth; without bound where the measuring itself takes too long."""
    try:
        with at_most(_MOST_MEASURING_SECONDS):
            return growth(pattern, bait)
    except Endless:
        return math.inf


def test_the_expressions_of_all_modules_are_found() -> None:
    assert len(EXPRESSIONS) > 250
    assert {"core.dates", "cleaners.captions", "parsers.sniff"} <= {place.rpartition(".")[0] for place in EXPRESSIONS}
    assert sum(len(baits(pattern)) for pattern in EXPRESSIONS.values()) > 5_000


def test_a_nested_repeat_would_be_found() -> None:
    pattern = re.compile(r"(?:a+)+b")
    bait = next(each for each in baits(pattern) if each.body == "a" and each.tail != "b")
    with pytest.raises(Endless), at_most(0.5):
        search(pattern, bait, _SHORT_CHARACTERS)


def test_no_expression_takes_exponential_time() -> None:
    for place, pattern in EXPRESSIONS.items():
        for bait in baits(pattern):
            try:
                with at_most(_ENDLESS_SECONDS):
                    search(pattern, bait, _SHORT_CHARACTERS)
            except Endless:
                pytest.fail(f"{place}: {pattern.pattern!r} does not end on {bait}")


@pytest.mark.long
def test_no_expression_grows_faster_than_the_square() -> None:
    worst: list[tuple[float, str, Bait]] = []
    count = 0
    for place, pattern in EXPRESSIONS.items():
        began = time.process_time()
        for bait in baits(pattern):
            if time.process_time() - began > _MOST_SECONDS_EACH:
                break
            count += 1
            found = measured(pattern, bait)
            if found > _MOST_GROWTH:
                found = min(found, measured(pattern, bait))  # once more: the machine has others to serve
            worst.append((found, place, bait))
    worst.sort(key=lambda each: -each[0])
    print(f"\n{len(EXPRESSIONS)} expressions, {count} baits; fastest growth:")  # noqa: T201 - the figures, shown with -s
    for found, place, bait in worst[:8]:
        print(f"  n^{found:.1f} {place} {bait}")  # noqa: T201
    assert [each for each in worst if each[0] > _MOST_GROWTH] == []
