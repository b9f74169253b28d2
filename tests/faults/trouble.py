"""A daemon that gets into trouble: what it says, what its feeds look like all the while, what became of everything."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.acceptance.service import Service, within
from tests.faults.account import settle_account
from tests.faults.corpus import Dropped
from tests.faults.reader import FeedReader


class Trouble:
    """A running daemon whose feeds are read all the time."""

    def __init__(self, home: Path, environment: Mapping[str, str]) -> None:
        self.service = Service(home)
        self.service.environment |= environment
        self.service.environment["SINDIKASI_INBOX__RESCAN"] = "2s"
        self.service.environment["SINDIKASI_INBOX__WATCH"] = "events"
        self.dropped: list[Dropped] = []
        self.reader = FeedReader(self.service.feeds, self.service.url)
        self._mark = 0

    def drop(self, drops: Sequence[Dropped], inbox: Path | None = None) -> None:
        """Drop files, into the inbox as others see it."""
        for each in drops:
            path = (inbox or self.service.inbox) / each.name
            path.parent.mkdir(parents=True, exist_ok=True)
            passing = path.with_name(f".{path.name}.part")
            passing.write_bytes(each.content)
            passing.rename(path)
        self.dropped += drops

    @contextmanager
    def paused_reader(self) -> Iterator[None]:
        """Let nobody read meanwhile: there are no files left to answer with."""
        self.reader.is_paused.set()
        try:
            yield
        finally:
            self.reader.is_paused.clear()

    def health(self) -> dict[str, Any]:
        answer = self.service.get("/healthz")
        report: dict[str, Any] = answer.json()
        assert (answer.status_code == 200) == report["ok"]
        return report

    def is_done(self) -> bool:
        """Return whether all that was dropped is accounted for, and all feeds are written."""
        if any(each.is_file() for each in self.service.inbox.glob("[!_.]*/**/*")):
            return False
        report = self.health()
        return bool(report["ok"]) and report["queued"] == 0

    def is_quiet(self, since: float) -> bool:
        """Return whether no feed was written for two seconds, nor anything filed: the schedule is every second."""
        return time.time() - max(since, *(each.stat().st_ctime for each in self.service.feeds.glob("[!.]*.*"))) > 2

    def feeds(self) -> dict[str, bytes]:
        return {
            each.relative_to(self.service.feeds).as_posix(): each.read_bytes()
            for each in self.service.feeds.rglob("*")
            if each.is_file() and not each.relative_to(self.service.feeds).as_posix().startswith(".")
        }

    def listen(self) -> None:
        """Hear only what is said from now on."""
        self._mark = len(self.service.talk.read_text())

    def said(self, *levels: str) -> list[dict[str, Any]]:
        """Return what was said on these levels since `listen`; of documents that are refused nothing."""
        lines = [json.loads(line) for line in self.service.talk.read_text()[self._mark :].splitlines()]
        return [line for line in lines if line["level"] in levels and line["event"] != "document"]

    def out_of_order(self, lane: str, because: str, *, seconds: float = 20) -> dict[str, Any]:
        """Wait until /healthz says that a lane is out of order for a reason; return what it says."""

        def look() -> dict[str, Any] | None:
            report = self.health()
            is_so = report["lanes"][lane] is False and because in report["faults"][lane]
            return report if is_so else None

        return within(seconds, look)  # type: ignore[return-value]


@contextmanager
def trouble(
    home: Path, first: Sequence[Dropped], environment: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Trouble]:
    """Give a daemon that has published its first documents; at the end all must be accounted for, once each."""
    trouble = Trouble(home, environment)
    try:
        yield from _run(trouble, first)
    finally:
        trouble.service.end()


def _run(trouble: Trouble, first: Sequence[Dropped]) -> Iterator[Trouble]:
    service = trouble.service
    service.start()
    trouble.reader.start()
    trouble.drop(first)
    within(40, trouble.is_done)
    within(20, lambda: b"Kabar nomor" in trouble.feeds()["semua.atom"])
    settled = time.time()
    within(20, lambda: trouble.is_quiet(settled))
    trouble.listen()
    yield trouble
    within(90, trouble.is_done)
    done = time.time()
    within(30, lambda: trouble.is_quiet(done))
    trouble.reader.finish()
    assert service.stop() == 0
    assert [row["written"] for row in service.rows("publish") if row["written"]] == [], "not all was published"
    account = settle_account(service.home, trouble.dropped, set(), trouble.reader)
    assert account.is_clean, account
    assert trouble.reader.torn == []
