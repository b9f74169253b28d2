"""Drops documents into a home while its processes are killed again and again."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.acceptance.service import Service, within
from tests.faults.corpus import Dropped
from tests.faults.reader import FeedReader

_INGESTED = 0.15
"""The share that `sindikasi ingest` takes in from a folder outside, beside the daemon."""

_PAUSES = (0.1, 0.3, 1.0, 2.0, 4.0)
"""Seconds a life lasts, more or less: some end while it starts, some in the middle of a burst, some at rest."""


class Attack:
    """One run: everything is dropped, so many kills are dealt, then the daemon is left to finish."""

    def __init__(self, home: Path, drops: Sequence[Dropped], *, kills: int, seed: int) -> None:
        self.service = Service(home)
        self.drops = drops
        self.kills = kills
        self._chance = random.Random(seed)
        self._outside = home.parent / "outside"
        self.ingested = {each.name for each in drops if self._is_ingested(each)}
        self.reader = FeedReader(self.service.feeds, self.service.url)
        self._over = threading.Event()
        self.dealt: dict[str, int] = {"daemon": 0, "group": 0, "reader": 0, "ingest": 0}
        self.orphans: list[str] = []
        self._faults: list[BaseException] = []
        self.progress = 0.0
        """How much of the kills is dealt."""

    def _is_ingested(self, dropped: Dropped) -> bool:
        """Copies are dropped: whether they or their original come first must not matter, but names must."""
        return dropped.copy_of is None and self._chance.random() < _INGESTED

    def run(self, *, patience: float) -> None:
        """Attack until all is dropped and all kills are dealt; wait so many seconds for the daemon to be done."""
        self.reader.start()
        dropping = threading.Thread(target=self._guarded, args=(self._drop_all,), daemon=True)
        ingesting = threading.Thread(target=self._guarded, args=(self._ingest_all,), daemon=True)
        self._launch()
        dropping.start()
        ingesting.start()
        for turn in range(1, self.kills + 1):
            self.progress = turn / self.kills
            if self._chance.random() < 0.7:  # the others may hit it while it starts, slow as the machine may be
                within(120, self.service.is_well)
            time.sleep(self._chance.choice(_PAUSES) * self._chance.uniform(0.5, 1.5))
            self._kill_something()
        self._over.set()
        dropping.join()
        ingesting.join(patience)
        assert not ingesting.is_alive(), "ingest does not end"
        if self._faults:
            raise self._faults[0]
        within(60, self.service.is_well)
        within(patience, self._is_done)
        within(20, lambda: not (self._changed_since() < 2.5))
        self.reader.finish()
        assert self.service.stop() == 0

    def _guarded(self, act: Callable[[], None]) -> None:
        try:
            act()
        except BaseException as error:
            self._faults.append(error)

    # --- arrivals

    def _drop_all(self) -> None:
        """Drop in step with the kills, in bursts, some under a passing name and some written in place."""
        chance = random.Random(len(self.drops))
        mine = [each for each in self.drops if each.name not in self.ingested]
        for number, dropped in enumerate(mine):
            while number / len(mine) > self.progress and not self._over.is_set():
                time.sleep(0.02)
            path = self.service.inbox / dropped.name
            path.parent.mkdir(parents=True, exist_ok=True)
            if chance.random() < 0.5:
                passing = path.with_name(f".{path.name}.part")
                passing.write_bytes(dropped.content)
                passing.rename(path)
            else:
                path.write_bytes(dropped.content)

    def _ingest_all(self) -> None:
        """Give folders to `sindikasi ingest`; a killed one is begun again until it ends by itself."""
        mine = [each for each in self.drops if each.name in self.ingested]
        share = max(1, len(mine) // max(1, self.kills // 5))
        for first in range(0, len(mine), share):
            folder = self._outside / str(first)
            for dropped in mine[first : first + share]:
                path = folder / dropped.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(dropped.content)
            while not self._ingested(folder):
                self.dealt["ingest"] += 1

    def _ingested(self, folder: Path) -> bool:
        """Run ingest over a folder; return whether it came to its end: while kills are dealt, many do not."""
        command = [sys.executable, "-m", "sindikasi", "ingest", str(folder)]
        talk = (self.service.home / "ingest.txt").open("ab")
        with (
            talk,
            subprocess.Popen(
                command, env=self.service.environment, stdout=subprocess.DEVNULL, stderr=talk, start_new_session=True
            ) as ingest,
        ):
            while ingest.poll() is None:
                if not self._over.is_set() and self._chance.random() < 0.02:
                    os.killpg(ingest.pid, signal.SIGKILL)
                time.sleep(0.1)
            if ingest.returncode == -signal.SIGKILL:
                return False
            assert ingest.returncode in {0, 3}, (self.service.home / "ingest.txt").read_text()[-2000:]
            return True

    # --- kills

    def _launch(self) -> None:
        with self.service.talk.open("ab") as talk:
            self.service.process = subprocess.Popen(
                [sys.executable, "-m", "sindikasi", "run"],
                env=self.service.environment,
                stdout=talk,
                stderr=talk,
                start_new_session=True,
            )

    def _kill_something(self) -> None:
        """Kill a reader process, the daemon alone, or it and all its processes; start it anew at once."""
        daemon = self.service.process
        assert daemon is not None
        assert daemon.poll() is None, self.service.talk.read_text()[-2000:]
        session = _session(daemon.pid)
        draw = self._chance.random()
        if draw < 0.2 and len(session) > 2:
            self.dealt["reader"] += 1
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._chance.choice([each for each in session if each != daemon.pid]), signal.SIGKILL)
            time.sleep(0.2)
            session = _session(daemon.pid)
        if draw < 0.55:
            self.dealt["daemon"] += 1
            daemon.kill()
            daemon.wait()
            try:
                within(10, lambda: not _session(daemon.pid))
            except AssertionError:
                self.orphans.append(f"processes of daemon {daemon.pid}: {_session(daemon.pid)}")
                _end(daemon.pid)
        else:
            self.dealt["group"] += 1
            os.killpg(daemon.pid, signal.SIGKILL)
            daemon.wait()
        self._launch()

    # --- the end

    def _is_done(self) -> bool:
        """Return whether nothing is left in the inbox or in the queue."""
        left = [each for each in self.service.inbox.glob("[!_.]*") if each.is_file() or any(_files(each))]
        return not left and self.service.get("/healthz").json()["queued"] == 0

    def _changed_since(self) -> float:
        """Return the age of the newest change in the feeds folder, in seconds."""
        published = (each for each in self.service.feeds.iterdir() if not each.name.startswith("."))
        return time.time() - max(each.stat().st_ctime for each in published)


def _files(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*") if each.is_file()]


def _session(leader: int) -> list[int]:
    """Return the living processes of a session (proc(5), stat: state, ppid, pgrp, session)."""
    found = []
    for each in Path("/proc").iterdir():
        if not each.name.isdigit():
            continue
        try:
            state, _, _, session = (each / "stat").read_text().rpartition(")")[2].split()[:4]
        except (OSError, ValueError):
            continue
        if int(session) == leader and state not in {"Z", "X"}:
            found.append(int(each.name))
    return found


def _end(leader: int) -> None:
    for each in _session(leader):
        with contextlib.suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)
