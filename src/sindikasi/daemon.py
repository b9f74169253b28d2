"""Start, wait for a signal, stop in reverse."""

from __future__ import annotations

import fcntl
import math
import os
import signal
import socket
import sys
import threading
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from sindikasi import __version__
from sindikasi.app import folder_problem, utc_now
from sindikasi.errors import ConfigError, HomeLocked, SindikasiError, StorageError, StorageUnavailable
from sindikasi.flow.upkeep import renew_signatures, renew_topics
from sindikasi.inbox.waiting import Waiting
from sindikasi.schedule import Clock, parse_schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sindikasi.app import App
    from sindikasi.flow.ingest import IngestLane

log = structlog.get_logger("daemon")

ROLES = ("watch", "work", "publish", "serve")
_ERRANDS = {"renew", "check"}
"""Threads that end when they are done."""
_IDLE_SECONDS = 0.5
_LOOK_SECONDS = 2.0
"""How often an idle lane looks for leases of processes that ended."""
_ENTER_SECONDS = 2.0
"""How often the index of searches is brought up to date; what is not in it yet is looked through as it is."""
_MOST_BACKLOG = 10_000
_BACK_OFF_SECONDS = (0.5, 1, 2, 5, 10, 30)
_STOP_SECONDS = 6.0
_SWITCH_SECONDS = 0.0005
"""How long a thread that reckons keeps the interpreter from one that comes back from the disk. Python's own 5 ms are
paid at each of the thousand system calls of publishing while documents are filed: 50 ms a file instead of 9."""
_WELL_SECONDS = 5.0
"""A lane that ran so long without a fault is well again: the next fault is said anew."""


@contextmanager
def held_home(data: Path, roles: Sequence[str]) -> Iterator[None]:
    """Hold the home folder for these roles as long as the process lives.

    The system lets go of the locks when the process ends, however it ends. Raises HomeLocked with the pid.
    """
    with ExitStack() as stack:
        try:
            data.mkdir(parents=True, exist_ok=True)
            files = [stack.enter_context((data / f"run-{role}.lock").open("a+")) for role in roles]
        except OSError as error:
            raise StorageUnavailable(f"{data} cannot be written: {error}") from error
        for role, file in zip(roles, files, strict=True):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                file.seek(0)
                text = file.read().strip()
                pid = int(text) if text.isdigit() else None
                raise HomeLocked(
                    f"another instance (pid {pid or 'unknown'}) runs {role} in this home; stop it first, "
                    "or use another home with -C DIR",
                    pid=pid,
                ) from error
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
        yield


def make_folder(folder: Path, key: str) -> None:
    """Make a folder the settings name; raises ConfigError with the key."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"{key}: {folder} cannot be made: {error.strerror or error}; make it, or set another", key=key
        ) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fault:
    reason: str
    since: float
    """Monotonic seconds."""
    until: float
    """Monotonic seconds until which the lane counts as out of order, unless it works before."""


class Daemon:
    """The lanes of one home in threads of one process."""

    def __init__(self, app: App, roles: Sequence[str]) -> None:
        self._app = app
        self._roles = roles
        self._stop = threading.Event()
        self._arrived = threading.Event()
        self._threads: list[threading.Thread] = []
        self._beats: dict[str, float] = {}
        self._faults: dict[str, _Fault] = {}
        self._lane: IngestLane | None = None
        self._watches_by: str | None = None
        self._waiting = Waiting(lambda name, reason: log.warning("waits in the inbox", document=name, reason=reason))

    def run(self, *, announce: Callable[[], None]) -> None:
        """Run until SIGTERM or SIGINT; `announce` is called once everything is up."""
        with held_home(self._app.data, self._roles):
            sys.setswitchinterval(_SWITCH_SECONDS)
            self._install_signals()
            try:
                with ExitStack() as running:
                    self._start(running)
                    announce()
                    self._stop.wait()
                    log.info("stopping")
            except BaseException:
                self._app.close()
                raise
            if any(thread.is_alive() for thread in self._threads):
                _leave_at_once()
            self._app.close()
            log.info("stopped")

    def _install_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())
        # A writer that opens a file while its read lease is tried sends SIGIO, which would end the process.
        signal.signal(signal.SIGIO, signal.SIG_IGN)

    def _start(self, running: ExitStack) -> None:
        """Start what the roles ask for; `running` stops it in reverse."""
        app = self._app
        listening = self._listen() if "serve" in self._roles else None
        if listening is not None:
            running.callback(listening.close)
        make_folder(app.inbox, "inbox.path")
        self._say_problem_of(app.inbox, "watch")
        if "work" in self._roles:
            _ = app.reading  # a wrong topic query or plugin ends the start, not the lane
        self._free_leases(has_doorstep="watch" in self._roles)
        renew_signatures(app.catalog, app.upkeep)
        if "publish" in self._roles:
            make_folder(app.feeds, "publish.path")
            self._say_problem_of(app.feeds, "publish")
            app.publish_lane.clear_leftovers(utc_now())
            self._publish(app.publish_lane.publish_all)
            app.publish_lane.renew_sources()
        running.callback(self._join)
        if listening is not None:
            self._serve(listening, running)
        if "publish" in self._roles:
            self._start_clock(running)
        threads = {
            "work": {"work": self._work},
            "watch": {"watch": self._watch},
            "publish": {"renew": self._renew} | ({"announce": self._announce} if app.announce_lane else {}),
            "serve": {"search": self._enter_words},
        }
        for role, calls in threads.items():
            if role in self._roles:
                for name, call in calls.items():
                    self._thread(name, call)
        self._thread("check", self._check)

    def _say_problem_of(self, folder: Path, role: str) -> None:
        """Say at once that a folder cannot be written; the lane goes on trying, for it may be mended meanwhile."""
        problem = folder_problem(folder) if role in self._roles else None
        if problem is not None:
            log.error("folder cannot be used", lane=role, reason=problem)

    def _thread(self, name: str, call: Callable[[], None]) -> None:
        thread = threading.Thread(target=self._kept_going, args=(name, call), name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _join(self) -> None:
        """Stop the threads, also when the start failed half-way, and wait for them as long as a stop may take."""
        self._stop.set()
        deadline = time.monotonic() + _STOP_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
            if thread.is_alive():
                log.warning("still busy; what it held is taken up at the next start", thread=thread.name)

    def _kept_going(self, name: str, call: Callable[[], None]) -> None:
        """Run a lane until the stop; a fault is said once and tried again with growing pauses."""
        failures, said, began = 0, "", 0.0
        while not self._stop.is_set():
            try:
                call()
                return
            except Exception as error:  # noqa: BLE001 - the top of the lane; `_say_fault` logs it
                if self._beats.get(name, 0.0) > began + _WELL_SECONDS:
                    failures, said = 0, ""  # it worked in between
                if _words_of(error) != said and not self._is_known(name, _words_of(error)):
                    _say_fault(name, error)
                said = _words_of(error)
            pause = _BACK_OFF_SECONDS[min(failures, len(_BACK_OFF_SECONDS) - 1)]
            self._fail(name, said, pause + _WELL_SECONDS)
            failures += 1
            self._stop.wait(pause)
            began = time.monotonic()

    # --- the lanes

    def _watch(self) -> None:
        watcher = self._app.watcher(say=lambda text: log.warning("watching", reason=text))
        doorstep = self._app.doorstep()
        by = "polling" if watcher.is_polling else "events"
        if watcher.reason != self._watches_by:  # said once, however often a fault makes it begin anew
            log.info("watching", inbox=str(self._app.inbox), by=by, reason=watcher.reason)
        self._watches_by = watcher.reason
        lasting = self._app.settings.inbox.rescan + _WELL_SECONDS  # what waits is tried again at the next full scan
        for batch in watcher.batches(self._stop):
            received = list(doorstep.receive(batch))
            for each in received:
                if each.outcome == "waiting":
                    watcher.hand_back(each.path)
                    continue
                log.debug("received", document=each.name, outcome=each.outcome)
                if each.outcome in {"repeated", "rejected"}:
                    log.info("document", document=each.name, outcome=each.outcome)
            self._waiting.note(received)
            self._note("watch", self._waiting.fault, lasting)
            self._arrived.set()

    def _work(self) -> None:
        self._lane = self._lane or self._app.ingest_lane(is_stopping=self._stop.is_set)
        self._app.readers.start()
        lane = self._lane  # the same after a fault: it gives back what it had claimed
        looked = time.monotonic()
        while not self._stop.is_set():
            handled = lane.run_once()
            self._note("work", lane.fault, math.inf)
            if handled:
                continue
            if time.monotonic() - looked >= _LOOK_SECONDS:
                self._free_leases(has_begun=True)
                looked = time.monotonic()
            self._arrived.wait(_IDLE_SECONDS)
            self._arrived.clear()

    def _free_leases(self, *, has_doorstep: bool = False, has_begun: bool = False) -> None:
        """Take up what a process that ended had claimed: an `ingest` that was killed, or an earlier life."""
        freed = self._app.free_dead_leases(has_doorstep=has_doorstep, has_begun=has_begun)
        if freed:
            log.info("took up what an earlier process left", documents=freed)

    def _renew(self) -> None:
        app = self._app
        renew_topics(app.catalog, app.upkeep, app.topic_set, is_stopping=self._stop.is_set)
        app.publish_lane.withdraw(app.upkeep.drop_topics(app.topic_set.slugs))

    def _enter_words(self) -> None:
        """Enter articles into the index of searches when nothing waits to be read, or when many are not entered."""
        app = self._app
        while not self._stop.is_set():
            if app.queue.length() == 0 or app.search_index.backlog() > _MOST_BACKLOG:
                while not self._stop.is_set() and app.search_index.catch_up():
                    self._beat("search")
            self._beat("search")
            self._stop.wait(_ENTER_SECONDS)

    def _announce(self) -> None:
        lane = self._app.announce_lane
        if lane is not None:
            lane.run(self._stop, lambda: self._beat("announce"))

    def _check(self) -> None:
        """Look whether the store is sound, beside the work: of a large one it takes a while."""
        from sindikasi.storage.sqlite import WAY_BACK

        problem = self._app.database.integrity_problem()
        if problem is not None:
            self._fail("store", f"damaged ({problem})", math.inf)
            log.error("the store is damaged", store=str(self._app.database_path), reason=problem, remedy=WAY_BACK)

    def _start_clock(self, running: ExitStack) -> None:
        app = self._app
        clock = Clock(app.settings.site.timezone)
        lane = app.publish_lane
        common = [topic.slug for topic in app.topics if topic.schedule is None]
        schedules = {topic.slug: topic.schedule for topic in app.topics if topic.schedule is not None}
        clock.add(
            "publish",
            parse_schedule(app.settings.publish.schedule),
            lambda: self._publish(
                lambda: (lane.publish_changed(common), lane.publish_doubts(), lane.publish_sources())
            ),
        )
        for slug, schedule in schedules.items():
            clock.add(f"publish {slug}", parse_schedule(schedule), self._publisher(slug))
        clock.start()
        running.callback(clock.stop)

    def _publisher(self, slug: str) -> Callable[[], None]:
        return lambda: self._publish(lambda: self._app.publish_lane.publish_changed([slug]))

    def _publish(self, call: Callable[[], object]) -> None:
        """Publish; a fault keeps the old feeds and the next tick tries again."""
        try:
            self._app.lift_embargoes()
            call()
            if self._app.announce_lane is not None:
                self._app.announce_lane.wake()
            faults = self._app.publish_lane.faults
            if not faults:
                self._beat("publish")
                return
            reason = next(iter(faults.values()))
        except Exception as error:
            reason = _words_of(error)
            is_said = "publish" in self._faults and self._faults["publish"].reason == reason
            if not is_said and not self._is_known("publish", reason):
                is_ours = isinstance(error, SindikasiError)
                log.error("publish failed", reason=str(error), exc_info=None if is_ours else error)
        self._fail("publish", reason, math.inf)

    def _listen(self) -> socket.socket:
        host, port = self._app.address
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            return socket.create_server((host, port), family=family, backlog=512)
        except OSError as error:
            raise ConfigError(
                f"http.listen: {self._app.settings.http.listen} cannot be listened on: {error}; "
                "stop what uses it, or set another, such as SINDIKASI_HTTP__LISTEN=127.0.0.1:8081",
                key="http.listen",
            ) from error

    def _serve(self, listening: socket.socket, running: ExitStack) -> None:
        from sindikasi.web.server import create_server

        site = self._app.web_site(self.health)
        server = create_server(site, trusted_proxies=self._app.settings.http.trusted_proxies)
        self._thread("serve", lambda: server.run(sockets=[listening]))

        def leave() -> None:
            server.should_exit = True

        running.callback(leave)

    # --- health

    def _beat(self, lane: str) -> None:
        self._beats[lane] = time.monotonic()
        fault = self._faults.pop(lane, None)
        if fault is not None:
            log.info("lane is well again", lane=lane, seconds=round(self._beats[lane] - fault.since, 1))

    def _note(self, lane: str, fault: str | None, seconds: float) -> None:
        """Note that a lane works, with what it cannot do meanwhile; that counts for so long, unless it ends before."""
        if fault is None:
            self._beat(lane)
        else:
            self._beats[lane] = time.monotonic()
            self._fail(lane, fault, seconds)

    def _fail(self, lane: str, reason: str, seconds: float) -> None:
        """Note that a lane is out of order, for so many seconds unless it works before."""
        now, held = time.monotonic(), self._faults.get(lane)
        since = held.since if held is not None and now < held.until else now
        self._faults[lane] = _Fault(reason=reason, since=since, until=now + seconds)

    def _is_known(self, lane: str, reason: str) -> bool:
        """Return whether another lane is out of order for the same reason, and has said so."""
        return any(name != lane and fault.reason == reason for name, fault in [*self._faults.items()])

    def health(self) -> Mapping[str, object]:
        """Return what /healthz shows: whether every lane runs without a fault and the store answers."""
        now = time.monotonic()
        faults = {name: fault.reason for name, fault in [*self._faults.items()] if now < fault.until}
        queued, problem = self._look_into_store(now)
        if problem is not None:
            faults["store"] = problem
        lanes = (thread for thread in self._threads if thread.name not in _ERRANDS)
        well = {thread.name: thread.is_alive() and thread.name not in faults for thread in lanes}
        if "publish" in self._roles:
            well["publish"] = "publish" not in faults
        if "store" in faults:
            well["store"] = False
        return {
            "ok": all(well.values()),
            "lanes": well,
            "faults": faults,
            "queued": queued,
            "version": __version__,
        }

    def _look_into_store(self, now: float) -> tuple[int | None, str | None]:
        """Return how many documents are queued, None when the store cannot tell, and what is wrong with it."""
        try:
            queued = self._app.queue.length()
        except StorageError as error:
            return None, str(error)
        since = self._app.database.waits_since
        if since is not None and now - since > _WELL_SECONDS:
            return queued, f"another process has been writing for {now - since:.0f} s"
        return queued, None


def _leave_at_once() -> None:
    """End the process with a thread still busy: what it held is not committed and is taken up at the next start."""
    log.info("stopped")
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _words_of(error: Exception) -> str:
    return str(error) if isinstance(error, SindikasiError) else repr(error)


def _say_fault(lane: str, error: Exception) -> None:
    if isinstance(error, SindikasiError):
        log.error("lane waits", lane=lane, reason=str(error))
    else:
        log.error("lane failed", lane=lane, exc_info=error)
