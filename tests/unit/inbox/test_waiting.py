"""A file that waits is said once; a fault of the machine once for all files that meet it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from sindikasi.errors import machine_fault
from sindikasi.inbox.receive import Received
from sindikasi.inbox.waiting import Waiting


def received(name: str, problem: str | None = None, fault: str | None = None) -> Received:
    return Received(
        path=Path(name), name=name, outcome="waiting" if problem else "queued", problem=problem, fault=fault
    )


@pytest.fixture
def said() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def waiting(said: list[tuple[str, str]]) -> Waiting:
    return Waiting(lambda name, reason: said.append((name, reason)))


def test_each_file_is_said_once_as_long_as_its_reason_stays(waiting: Waiting, said: list[tuple[str, str]]) -> None:
    for _ in range(3):
        waiting.note([received("a", "denied"), received("b", "denied")])
    waiting.note([received("a", "being written")])
    assert said == [("a", "denied"), ("b", "denied"), ("a", "being written")]
    assert waiting.fault is None


def test_a_file_that_was_taken_is_said_again_when_it_waits_again(waiting: Waiting, said: list[tuple[str, str]]) -> None:
    for each in (received("a", "denied"), received("a"), received("a", "denied")):
        waiting.note([each])
    assert said == [("a", "denied"), ("a", "denied")]


def test_a_fault_of_the_machine_is_said_once_for_all_files(waiting: Waiting, said: list[tuple[str, str]]) -> None:
    for _ in range(3):
        waiting.note([received(name, f"{name}: full", "disk full") for name in "abc"])
    assert len(said) == 1
    assert said[0][0] == "a"
    assert waiting.fault == "disk full"


def test_a_fault_that_passed_is_said_when_it_comes_again(waiting: Waiting, said: list[tuple[str, str]]) -> None:
    waiting.note([received("a", "a: full", "disk full")])
    waiting.note([received("a")])
    assert waiting.fault is None
    waiting.note([received("a", "a: full", "disk full")])
    assert len(said) == 2


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO, errno.EMFILE])
def test_faults_of_the_machine_are_told_from_those_of_a_file(number: int) -> None:
    assert machine_fault(OSError(number, os.strerror(number))) == os.strerror(number)
    assert machine_fault(PermissionError(errno.EACCES, "denied")) is None
    assert machine_fault(ValueError("x")) is None
