"""Small jobs in a few threads: keys take turns, and no job is done twice at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from sindikasi.flow.hands import Hands

SECONDS = 20.0


class Gate:
    """A job that has begun, and ends when it is let."""

    def __init__(self) -> None:
        self.begun, self.let = threading.Event(), threading.Event()

    def __call__(self) -> None:
        self.begun.set()
        assert self.let.wait(SECONDS)


@pytest.fixture
def gates() -> Iterator[list[Gate]]:
    gates = [Gate() for _ in range(4)]
    yield gates
    for gate in gates:
        gate.let.set()


def test_what_is_offered_is_done() -> None:
    hands, done = Hands("x", 2, most_of_a_key=2), threading.Event()
    assert hands.offer(1, "a", done.set)
    assert done.wait(SECONDS)
    assert hands.rest(SECONDS)
    hands.close(SECONDS)


def test_a_job_that_waits_or_is_going_on_is_not_taken_twice(gates: list[Gate]) -> None:
    hands = Hands("x", 1, most_of_a_key=1)
    assert hands.offer(1, "a", gates[0])
    assert gates[0].begun.wait(SECONDS)
    assert not hands.offer(1, "a", gates[1])
    assert hands.offer(2, "a", gates[2])
    assert not hands.offer(2, "a", gates[1])
    assert not hands.rest(0.01)
    for gate in gates:
        gate.let.set()
    assert hands.rest(SECONDS)
    assert hands.offer(1, "a", gates[3])
    hands.close(SECONDS)


def test_a_slow_key_leaves_threads_to_the_others(gates: list[Gate]) -> None:
    hands, done = Hands("x", 2, most_of_a_key=1), threading.Event()
    hands.offer(1, "slow", gates[0])
    hands.offer(2, "slow", gates[1])
    hands.offer(3, "quick", done.set)
    assert done.wait(SECONDS)
    assert not gates[1].begun.is_set()
    gates[0].let.set()
    assert gates[1].begun.wait(SECONDS)
    hands.close(0)


def test_keys_take_turns(gates: list[Gate]) -> None:
    hands = Hands("x", 1, most_of_a_key=1)
    order: list[str] = []
    hands.offer("gate", "z", gates[0])
    assert gates[0].begun.wait(SECONDS)
    for ticket, key in enumerate(["a", "a", "a", "b", "c"]):
        hands.offer(ticket, key, lambda key=key: order.append(key))
    gates[0].let.set()
    assert hands.rest(SECONDS)
    assert order == ["a", "b", "c", "a", "a"]
    hands.close(SECONDS)


def test_a_job_that_fails_is_said_and_may_be_offered_again(log: list[dict[str, Any]]) -> None:
    hands, done = Hands("x", 1, most_of_a_key=1), threading.Event()

    def fail() -> None:
        raise ValueError("rusak")

    hands.offer(1, "a", fail)
    assert hands.rest(SECONDS)
    assert [line["event"] for line in log] == ["job failed"]
    assert hands.offer(1, "a", done.set)
    assert done.wait(SECONDS)
    hands.close(SECONDS)


def test_closing_drops_what_waits_and_takes_nothing_new(gates: list[Gate]) -> None:
    hands = Hands("x", 1, most_of_a_key=1)
    hands.offer(1, "a", gates[0])
    hands.offer(2, "b", gates[1])
    assert gates[0].begun.wait(SECONDS)
    hands.close(0)
    gates[0].let.set()
    assert not hands.offer(3, "c", gates[2])
    hands.close(SECONDS)
    assert not gates[1].begun.is_set()
