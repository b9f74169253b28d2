"""A reader of deltas (RFC 3229) hears of new stories, of copies that joined, and of kills."""

from __future__ import annotations

from pathlib import Path

import feedparser
import httpx
import pytest

from sindikasi.web.site import create_site
from tests.flow.newsroom import CUP, FLOOD, FLOOD_COPY
from tests.flow.test_lifecycle import Wired
from tests.unit.web.client import client_of


class Reader:
    """Asks for what it lacks and keeps what it is told."""

    def __init__(self, site: httpx.Client, address: str) -> None:
        self._site, self._address = site, address
        self._tag = ""
        self.statuses: list[int] = []
        self.read: list[list[str]] = []

    def poll(self) -> bytes:
        answer = self._site.get(self._address, headers={"a-im": "feed", "if-none-match": self._tag})
        self._tag = answer.headers["etag"]
        self.statuses.append(answer.status_code)
        self.read.append([entry.title for entry in feedparser.parse(answer.content).entries])
        return answer.content


@pytest.fixture
def wired(tmp_path: Path):
    wired = Wired(tmp_path)
    yield wired
    wired.close()


def test_a_reader_of_deltas_is_told_of_everything_and_of_nothing_twice(wired: Wired) -> None:
    lane = wired.publisher()
    site = client_of(
        create_site(
            catalog=wired.catalog,
            feeds_dir=wired.feeds,
            topics=wired.topics,
            site_title="Kawat",
            base_url=None,
            base_path="",
            language="id",
            health=lambda: {"ok": True},
        )
    )
    slugs = [topic.slug for topic in wired.topics]
    reader = Reader(site, "/feeds/semua.atom")
    flood, cup = FLOOD.splitlines()[0], CUP.splitlines()[0]

    wired.send("antara/a.xml")
    wired.send(
        "antara/lain.xml", "Rapat anggaran ditunda\n\nRapat anggaran desa ditunda sampai pekan depan.", guid="x-1"
    )
    lane.publish_changed(slugs)
    reader.poll()
    wired.clock.forward(60)
    wired.send("antara/b.xml", CUP, guid="antara-2")
    lane.publish_changed(slugs)
    reader.poll()
    reader.poll()
    wired.clock.forward(60)
    wired.send("kompas/c.xml", FLOOD_COPY, guid="kompas-1")
    lane.publish_changed(slugs)
    reader.poll()
    wired.clock.forward(60)
    wired.send("antara/kill.xml", "", version="2", status="canceled")
    lane.publish_changed(slugs)
    last = reader.poll()

    assert reader.statuses == [200, 226, 304, 226, 226]
    assert reader.read[1:] == [[cup], [], [flood], []]
    assert b"deleted-entry" in last
