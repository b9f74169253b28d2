"""Reading in processes of their own: whatever a document does, it is told of, and its neighbours are read."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sindikasi.errors import ReadersUnavailable
from sindikasi.flow.readers import Limits, Read, ReaderPool
from sindikasi.flow.reading import Refusal
from tests.builders import a_document
from tests.flow.reader_faults import faulty, unable

pytestmark = pytest.mark.slow

MakePool = Callable[..., ReaderPool]


@pytest.fixture
def make_pool() -> Iterator[MakePool]:
    pools: list[ReaderPool] = []

    def make(reading: Any = faulty, count: int = 1, **limits: Any) -> ReaderPool:
        allowed = {"cpu_seconds": 10.0, "wall_seconds": 20.0, "memory_bytes": 400_000_000} | limits
        pools.append(ReaderPool(reading, count=count, limits=Limits(**allowed)))
        return pools[-1]

    yield make
    for pool in pools:
        pool.close()


def hand_in(pool: ReaderPool, *contents: str) -> None:
    for ticket, content in enumerate(contents):
        pool.hand_in(ticket, a_document(content, name=f"{ticket}.txt"))


def collected(pool: ReaderPool, count: int, patience_seconds: float = 30.0) -> dict[int, Refusal]:
    found: list[Read] = []
    end = time.monotonic() + patience_seconds
    while len(found) < count and time.monotonic() < end:
        found += pool.collect(1.0)
    assert len({read.ticket for read in found}) == len(found)
    return {read.ticket: read.outcome for read in found}  # type: ignore[misc]


def test_documents_are_read_and_told_of_by_their_tickets(make_pool: MakePool) -> None:
    pool = make_pool(count=2)
    hand_in(pool, *(f"text {'x' * n}" for n in range(300)))
    outcomes = collected(pool, 300)
    assert sorted(outcomes) == list(range(300))
    assert all(outcomes[n].message.endswith(f" {n + 5}") for n in range(300))
    assert pool.collect(0) == []


def test_large_documents_do_not_lock_both_ends_of_a_pipe(make_pool: MakePool) -> None:
    pool = make_pool()
    hand_in(pool, *(f"text {'x' * 3_000_000}" for _ in range(6)))
    assert len(collected(pool, 6)) == 6


def test_a_document_that_uses_too_much_processor_time_is_refused(make_pool: MakePool) -> None:
    pool = make_pool(cpu_seconds=1.0)
    hand_in(pool, "text", "spin", "text", "text")
    outcomes = collected(pool, 4)
    assert [outcomes[n].reason for n in range(4)] == ["empty", "too-costly", "empty", "empty"]
    assert "worker.cpu = 1 s" in outcomes[1].message


def test_a_document_that_takes_too_long_is_refused(make_pool: MakePool) -> None:
    pool = make_pool(wall_seconds=1.5)
    hand_in(pool, "sleep 60", "text")
    outcomes = collected(pool, 2)
    assert [outcomes[n].reason for n in range(2)] == ["too-costly", "empty"]
    assert "worker.wall = 1.5 s" in outcomes[0].message


def test_a_document_that_ends_its_reader_twice_is_refused(make_pool: MakePool) -> None:
    pool = make_pool()
    hand_in(pool, "text", "crash", "text")
    outcomes = collected(pool, 3)
    assert [outcomes[n].reason for n in range(3)] == ["empty", "failed", "empty"]
    assert "SIGSEGV" in outcomes[1].message


def test_a_document_at_which_a_reader_ended_is_read_once_more(make_pool: MakePool, tmp_path: Path) -> None:
    pool = make_pool()
    hand_in(pool, f"crash-once {tmp_path / 'was-here'}", "text")
    assert {outcome.reason for outcome in collected(pool, 2).values()} == {"empty"}


def test_others_read_what_a_slow_document_holds_up(make_pool: MakePool) -> None:
    pool = make_pool(count=2)
    pool.start()
    hand_in(pool, "sleep 6", *["text"] * 30)
    began = time.monotonic()
    assert sorted(collected(pool, 30)) == list(range(1, 31))
    assert time.monotonic() - began < 5.5
    assert list(collected(pool, 1)) == [0]


def test_a_reader_that_grew_is_replaced(make_pool: MakePool) -> None:
    pool = make_pool()
    hand_in(pool, "hoard 180000000")
    first = collected(pool, 1)[0].message.split()[0]
    hand_in(pool, "text")
    assert collected(pool, 1)[0].message.split()[0] != first


def test_what_is_forgotten_is_not_told_of(make_pool: MakePool) -> None:
    pool = make_pool()
    hand_in(pool, "sleep 0.5", "text")
    pool.collect(0)
    pool.forget()
    room = pool.room
    pool.hand_in(9, a_document("text", name="9.txt"))
    assert list(collected(pool, 1)) == [9]
    assert pool.room == room


def test_readers_that_cannot_start_are_said_with_the_remedy(make_pool: MakePool) -> None:
    pool = make_pool(reading=unable)
    hand_in(pool, "text")
    with pytest.raises(ReadersUnavailable, match=r"exit 7.*worker\.memory"):
        collected(pool, 1)


def test_a_stop_of_the_whole_group_leaves_readers_to_the_daemon(make_pool: MakePool) -> None:
    pool = make_pool()
    hand_in(pool, "text")
    reader = int(collected(pool, 1)[0].message.split()[0])
    os.kill(reader, signal.SIGTERM)
    os.kill(reader, signal.SIGINT)
    hand_in(pool, "text")
    assert int(collected(pool, 1)[0].message.split()[0]) == reader


def test_closing_ends_the_processes(make_pool: MakePool) -> None:
    pool = make_pool(count=2)
    hand_in(pool, *["text"] * 60)
    readers = {int(outcome.message.split()[0]) for outcome in collected(pool, 60).values()}
    pool.close()
    assert not [reader for reader in readers if Path(f"/proc/{reader}/exe").exists()]
