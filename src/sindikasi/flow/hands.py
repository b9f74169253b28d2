"""A few threads that do small jobs, taking turns between those they do them for."""

from __future__ import annotations

import threading
import time
from collections import Counter, OrderedDict, deque
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

log = structlog.get_logger("hands")


class Hands:
    """Do what they are handed: keys take turns, and none has more than its share of the threads.

    A job is known by a ticket; one that waits or is going on is not taken a second time. The threads are started with
    the first job and do not keep the process from ending.
    """

    def __init__(self, name: str, count: int, *, most_of_a_key: int) -> None:
        self._name = name
        self._count = count
        self._most_of_a_key = most_of_a_key
        self._waiting: OrderedDict[str, deque[tuple[Hashable, Callable[[], None]]]] = OrderedDict()
        self._tickets: set[Hashable] = set()
        self._busy: Counter[str] = Counter()
        self._threads: list[threading.Thread] = []
        self._changed = threading.Condition()
        self._is_over = False

    def offer(self, ticket: Hashable, key: str, job: Callable[[], None]) -> bool:
        """Have `job` done for `key` as soon as it is its turn; return False where its ticket is known."""
        with self._changed:
            if ticket in self._tickets or self._is_over:
                return False
            self._tickets.add(ticket)
            self._waiting.setdefault(key, deque()).append((ticket, job))
            if len(self._threads) < min(self._count, len(self._tickets)):
                thread = threading.Thread(target=self._work, name=self._name, daemon=True)
                self._threads.append(thread)
                thread.start()
            self._changed.notify()
        return True

    def rest(self, seconds: float) -> bool:
        """Wait until nothing waits or is going on; return whether that came in time."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._tickets, seconds)

    def close(self, seconds: float) -> None:
        """Take no more jobs, drop those that wait, and give those going on some time."""
        deadline = time.monotonic() + seconds
        with self._changed:
            self._is_over = True
            self._waiting.clear()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _work(self) -> None:
        while True:
            with self._changed:
                key = self._next()
                while key is None:
                    if self._is_over:
                        return
                    self._changed.wait()
                    key = self._next()
                ticket, job = self._take(key)
            try:
                job()
            except Exception as error:  # the top of the thread; the job is offered again
                log.error("job failed", hands=self._name, exc_info=error)
            with self._changed:
                self._busy[key] -= 1
                self._tickets.discard(ticket)
                self._changed.notify_all()

    def _next(self) -> str | None:
        """Return the key whose turn it is."""
        return next((key for key in self._waiting if self._busy[key] < self._most_of_a_key), None)

    def _take(self, key: str) -> tuple[Hashable, Callable[[], None]]:
        """Take the first job of a key, which then stands behind all others."""
        jobs = self._waiting[key]
        job = jobs.popleft()
        self._waiting.move_to_end(key)
        if not jobs:
            del self._waiting[key]
        self._busy[key] += 1
        return job
