"""What a day of polling every five minutes transfers, in bytes of answers, heads included.

    python -m benchmarks.polling [STORIES]

A day of `tests.wires` (250 stories unless told, carried and revised as they are there) goes through both lanes with a
clock set by hand; every five minutes the feed of everything (50 entries) is published and fetched: as Atom, from the
site itself without a network. Readers differ in what they send: nothing, If-None-Match, that with `A-IM: feed`, and
each of them with gzip and with zstd. The lines are totals of the day, and what share of the plainest reader's they are.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx
import structlog
from tests.builders import NOON, Clock
from tests.flow.newsroom import Newsroom
from tests.unit.web.client import client_of
from tests.wires import Wires, wires

from sindikasi.web.site import create_site

_POLLS = 288
_WARM_UP = 60
"""Stories that are there before the day begins."""
_FEED = "/feeds/semua.atom"


@dataclass(slots=True, kw_only=True)
class Reader:
    """What a reader sends besides, and what it was sent."""

    name: str
    headers: Mapping[str, str]
    heeds_tags: bool = False
    tag: str = ""
    received: int = 0
    statuses: dict[int, int] = field(default_factory=dict)

    def poll(self, client: httpx.Client) -> None:
        """Fetch the feed once."""
        headers = {**self.headers, **({"If-None-Match": self.tag} if self.heeds_tags and self.tag else {})}
        with client.stream("GET", _FEED, headers=headers) as answer:
            body = b"".join(answer.iter_raw())
        head = sum(len(name) + len(value) + 4 for name, value in answer.headers.raw) + len("HTTP/1.1 200 OK\r\n\r\n")
        self.received += len(body) + head
        self.statuses[answer.status_code] = self.statuses.get(answer.status_code, 0) + 1
        self.tag = answer.headers["etag"]


def readers() -> list[Reader]:
    """Return one reader of each kind, the plainest first."""
    kinds = {
        "without conditions": ({}, False),
        "with If-None-Match": ({}, True),
        "with If-None-Match and A-IM": ({"A-IM": "feed"}, True),
    }
    return [
        Reader(name=f"{name}, {encoding}", headers={**headers, "Accept-Encoding": encoding}, heeds_tags=heeds)
        for encoding in ("identity", "gzip", "zstd")
        for name, (headers, heeds) in kinds.items()
    ]


def day(room: Newsroom, made: Wires, stories: int, polling: list[Reader]) -> None:
    """Let the day pass."""
    numbers = [int(dispatch.name.partition("/")[2].partition(".")[0].partition("-")[0]) for dispatch in made.dispatches]
    press, lane = room.publisher(), room.lane()
    site = create_site(
        catalog=room.catalog,
        feeds_dir=room.feeds,
        topics=room.topics,
        site_title="Kawat",
        base_url="https://news.example",
        base_path="",
        language="id",
        health=lambda: {"ok": True},
    )
    client, sent = client_of(site), 0
    for poll in range(_POLLS + 1):
        due = _WARM_UP + stories * poll // _POLLS
        while sent < len(numbers) and numbers[sent] < due:
            room.drop(made.dispatches[sent].name, made.dispatches[sent].content)
            sent += 1
        room.work(lane)
        press.publish_all()
        for reader in polling:
            reader.poll(client)
        room.clock.forward(timedelta(minutes=5).total_seconds())


def main() -> None:
    """Print the totals."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    stories = int(sys.argv[1]) if len(sys.argv) > 1 else 250
    polling = readers()
    with tempfile.TemporaryDirectory(prefix="sindikasi-polling-") as folder:
        room = Newsroom(Path(folder), clock=Clock(NOON))
        day(room, wires(_WARM_UP + stories), stories, polling)
        room.close()
    print(f"a day of {stories} stories, {_POLLS + 1} polls of {_FEED}")
    for reader in polling:
        share = reader.received / polling[0].received
        print(f"  {reader.name:40s} {reader.received / 1e6:8.2f} MB  {share:7.2%}  {reader.statuses}")


if __name__ == "__main__":
    main()
