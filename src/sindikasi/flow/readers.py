"""Processes that read documents, so that none can take the daemon down, fill its memory or hold it up for ever."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import resource
import select
import signal
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from sindikasi.errors import ReadersUnavailable
from sindikasi.flow.reading import TOO_COSTLY, Members, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerProcess

    from sindikasi.flow.reading import Outcome, Reading
    from sindikasi.model import Document

log = structlog.get_logger("readers")

_BATCH = 25
_MOST_FOUND = 100
_AHEAD_BYTES = 96 * 1024
"""What may be given to a reader that is at work: less than a socket holds, so that giving never waits for reading."""
_SLOW_SECONDS = 1.0
_MOST_FALSE_STARTS = 3
_CLOSE_SECONDS = 2.0
_START_SECONDS = 120.0
"""A process that is starting may be silent so long, whatever `worker.wall` is: on a busy machine it takes a while."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What reading one document may cost."""

    cpu_seconds: float
    wall_seconds: float
    memory_bytes: int
    """Memory of the whole process, the program's own included; a process above half of it is replaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What became of a document handed in under a ticket."""

    ticket: int
    outcome: Outcome
    seconds: float


@dataclass(slots=True, kw_only=True, eq=False)
class _Reader:
    process: ForkServerProcess
    connection: Connection
    is_up: bool = False
    given: deque[tuple[int, Document]] = field(default_factory=deque)
    began: float = 0.0
    """When the first of `given` was begun, or last gave a sign; monotonic seconds."""


class ReaderPool:
    """Hands documents to reader processes and gathers what they turn out to be; for one thread."""

    def __init__(
        self, make_reading: Callable[[], Reading], *, count: int, limits: Limits, preload: Sequence[str] = ()
    ) -> None:
        """`make_reading` is pickled and called in each process; `preload`: modules all of them share."""
        self._make_reading = make_reading
        self._count = count
        self._limits = limits
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(list(preload))
        self._poll = select.poll()
        self._readers: dict[int, _Reader] = {}
        self._waiting: deque[tuple[int, Document]] = deque()
        self._alone: deque[tuple[int, Document]] = deque()
        """Documents that ended a reader once: they are read again by themselves."""
        self._ended_once: set[int] = set()
        self._holders: dict[int, _Reader | None] = {}
        self._found: list[Read] = []
        self._false_starts = 0

    @property
    def room(self) -> int:
        """How many more documents keep every reader busy."""
        return max(0, 2 * self._count * _BATCH - len(self._holders))

    def start(self) -> None:
        """Start the processes now, so that the first document does not wait for them."""
        while len(self._readers) < self._count:
            self._start_reader()

    def hand_in(self, ticket: int, document: Document) -> None:
        """Take a document to be read; `collect` tells of it by its ticket."""
        self._holders[ticket] = None
        self._waiting.append((ticket, document))

    def forget(self) -> None:
        """Drop whatever was handed in; nothing is told of it any more."""
        self._holders.clear()
        self._waiting.clear()
        self._alone.clear()
        self._ended_once.clear()
        self._found.clear()

    def collect(self, wait_seconds: float) -> list[Read]:
        """Return what was read since the last call, waiting for the first so long; empty when there is none yet.

        Raises ReadersUnavailable when the processes end before they have begun.
        """
        self._give()
        pause = 0.0 if self._found else min([wait_seconds, *map(self._left, self._readers.values())])
        heard = self._poll.poll(max(0.0, pause) * 1000)
        while heard and len(self._found) < _MOST_FOUND:
            for descriptor, _ in heard:
                self._hear(self._readers[descriptor])
            heard = self._poll.poll(0)
        for reader in [each for each in self._readers.values() if self._left(each) <= 0]:
            self._end(reader, is_stalled=True)
        found, self._found = self._found, []
        return found

    def close(self) -> None:
        """End the processes."""
        for reader in self._readers.values():
            reader.connection.close()
            reader.process.kill()
        for reader in self._readers.values():
            reader.process.join(_CLOSE_SECONDS)
        self._readers.clear()
        self._poll = select.poll()
        self.forget()

    # --- giving

    def _give(self) -> None:
        """Give what waits to readers with room for it, oldest first."""
        self._take_back()
        if self._waiting or self._alone:
            self.start()
        for reader in sorted(self._readers.values(), key=lambda each: len(each.given)):
            if _is_slow(reader):
                continue
            if self._alone and not reader.given:
                self._send(reader, [self._alone.popleft()])
            elif self._waiting:
                self._send(reader, self._batch_for(reader))

    def _batch_for(self, reader: _Reader) -> list[tuple[int, Document]]:
        """Return what the reader gets next: a share of what waits, and one large document only when it is idle."""
        if len(reader.given) > _BATCH:
            return []
        share = min(_BATCH, 1 + len(self._waiting) // (2 * self._count))
        room = _AHEAD_BYTES - sum(_weight(document) for _, document in reader.given)
        batch: list[tuple[int, Document]] = []
        while self._waiting and len(batch) < share:
            room -= _weight(self._waiting[0][1])
            if room < 0 and (batch or reader.given):
                break
            batch.append(self._waiting.popleft())
        return batch

    def _send(self, reader: _Reader, batch: list[tuple[int, Document]]) -> None:
        batch = [given for given in batch if given[0] in self._holders]
        if not batch:
            return
        if not reader.given:
            reader.began = time.monotonic()
        reader.given.extend(batch)
        for ticket, _ in batch:
            self._holders[ticket] = reader
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it has ended, as its end of the pipe tells
            reader.connection.send(batch)

    def _take_back(self) -> None:
        """Let others read what a slow document holds up; who held it reads it too, and nobody listens."""
        if all(reader.given for reader in self._readers.values()):
            return
        for reader in filter(_is_slow, self._readers.values()):
            for ticket, document in reversed([*reader.given][1:]):
                if self._holders.get(ticket) is reader:
                    self._holders[ticket] = None
                    self._waiting.appendleft((ticket, document))

    # --- hearing

    def _left(self, reader: _Reader) -> float:
        """Return how long the reader may still be silent, in seconds."""
        if not reader.given:
            return float("inf")
        silent = self._limits.wall_seconds if reader.is_up else max(self._limits.wall_seconds, _START_SECONDS)
        return reader.began + silent - time.monotonic()

    def _hear(self, reader: _Reader) -> None:
        """Take in the next thing a reader says, or that it has ended."""
        try:
            said: Read | None = reader.connection.recv()
        except (EOFError, ConnectionResetError):
            self._end(reader)
            return
        reader.began = time.monotonic()
        if said is None:
            reader.is_up = True
            self._false_starts = 0
            return
        if self._holders.get(said.ticket) is reader:
            self._found.append(said)
        if not isinstance(said.outcome, Members) or said.outcome.is_last:
            reader.given.popleft()
            self._ended_once.discard(said.ticket)
            if self._holders.get(said.ticket) is reader:
                del self._holders[said.ticket]

    # --- processes

    def _start_reader(self) -> None:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=_serve, args=(theirs, self._make_reading, self._limits), name="reader", daemon=True
        )
        process.start()
        theirs.close()
        self._poll.register(ours.fileno(), select.POLLIN | select.POLLHUP)
        self._readers[ours.fileno()] = _Reader(process=process, connection=ours)

    def _end(self, reader: _Reader, *, is_stalled: bool = False) -> None:
        """Bury a reader; the document it was at is given up or read once more, the others by somebody else."""
        descriptor = reader.connection.fileno()
        self._poll.unregister(descriptor)
        del self._readers[descriptor]
        reader.connection.close()
        if is_stalled:
            reader.process.kill()
        reader.process.join(_CLOSE_SECONDS)
        code = reader.process.exitcode or 0
        held = [given for given in reader.given if self._holders.get(given[0]) is reader]
        if not reader.is_up:
            self._count_false_start(code)
        elif (code or is_stalled) and held and held[0] is reader.given[0]:
            self._judge(*held.pop(0), None if is_stalled else code)
        for ticket, document in reversed(held):
            self._holders[ticket] = None
            self._waiting.appendleft((ticket, document))

    def _count_false_start(self, code: int) -> None:
        self._false_starts += 1
        if self._false_starts >= _MOST_FALSE_STARTS:
            self._false_starts = 0
            raise ReadersUnavailable(
                f"reader processes end as they start ({_ending(code)}); "
                "see what they wrote above, and give them more with worker.memory"
            )

    def _judge(self, ticket: int, document: Document, code: int | None) -> None:
        """Give up the document at which a reader ended, or have it read once more; `code` None: it was too slow."""
        limits = self._limits
        if code is None:
            message = f"reading it took more than worker.wall = {limits.wall_seconds:g} s; split it, or allow more"
            self._refuse(ticket, document, TOO_COSTLY, message)
        elif code == -signal.SIGXCPU:
            message = f"reading it took more than worker.cpu = {limits.cpu_seconds:g} s; split it, or allow more"
            self._refuse(ticket, document, TOO_COSTLY, message)
        elif ticket not in self._ended_once:
            self._ended_once.add(ticket)
            self._holders[ticket] = None
            self._alone.append((ticket, document))
            log.warning("a reader ended", document=document.name, how=_ending(code))
        else:
            message = f"reading it ended the reader twice ({_ending(code)}); please report this with the file"
            self._refuse(ticket, document, "failed", message)

    def _refuse(self, ticket: int, document: Document, reason: str, message: str) -> None:
        log.warning("a reader was ended", document=document.name, reason=message)
        del self._holders[ticket]
        self._ended_once.discard(ticket)
        refusal = Refusal(document=document.name, reason=reason, message=message)
        self._found.append(Read(ticket=ticket, outcome=refusal, seconds=0.0))


def _weight(document: Document) -> int:
    """Return about how many bytes a document takes on its way to a reader."""
    return len(document.content) + len(document.metadata or b"")


def _is_slow(reader: _Reader) -> bool:
    """Return whether the reader has been at one document for long."""
    return reader.is_up and bool(reader.given) and time.monotonic() - reader.began > _SLOW_SECONDS


def _ending(code: int) -> str:
    """Return in words how a process ended."""
    if code >= 0:
        return f"exit {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


# --- in the process


def _serve(connection: Connection, make_reading: Callable[[], Reading], limits: Limits) -> None:
    """Read what comes through the pipe until it ends."""
    for number in (signal.SIGINT, signal.SIGTERM):  # meant for the daemon, which ends the pipe when it is done
        signal.signal(number, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (limits.memory_bytes, limits.memory_bytes))
    reading = make_reading()
    gc.freeze()
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):  # the daemon is gone
        connection.send(None)
        while True:
            for ticket, document in connection.recv():
                for read in _read(reading, ticket, document, limits):
                    connection.send(read)
            if _memory_bytes() > limits.memory_bytes / 2:
                return


def _read(reading: Reading, ticket: int, document: Document, limits: Limits) -> Iterator[Read]:
    _allow_cpu(limits.cpu_seconds)
    began = time.perf_counter()
    for outcome in reading.read(document):
        yield Read(ticket=ticket, outcome=outcome, seconds=time.perf_counter() - began)
        if isinstance(outcome, Members):
            _allow_cpu(limits.cpu_seconds)


def _allow_cpu(seconds: float) -> None:
    """Let the system end this process (SIGXCPU, setrlimit(2)) when it uses so much more processor time."""
    soft = int(time.process_time() + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _memory_bytes() -> int:
    """Return the memory this process holds now (proc(5), statm)."""
    resident = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return resident * os.sysconf("SC_PAGE_SIZE")
