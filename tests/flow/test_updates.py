"""What becomes of an entry when its text changes or is withdrawn, from the inbox to the feeds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
import pytest

from sindikasi.model import Part, Topic, UpdatePolicy
from sindikasi.outputs.rules.check import check
from tests.builders import NOON, Clock
from tests.flow.newsroom import CUP, FLOOD, FLOOD_COPY, TOPICS
from tests.flow.test_lifecycle import Wired

UPDATES = Topic(slug="pembaruan", title="Pembaruan", query="*", is_updates_only=True)
RISEN = FLOOD.replace("320 keluarga", "345 keluarga")


@pytest.fixture
def wired(tmp_path: Path) -> Iterable[Wired]:
    newsroom = Wired(tmp_path / "wired", clock=Clock(NOON), topics=(*TOPICS, UPDATES))
    yield newsroom
    newsroom.close()


def publish(wired: Wired, policy: UpdatePolicy) -> None:
    lane = wired.publisher()
    wired.publisher(press=replace(lane._press, updates=policy)).publish_all()
    for path in wired.feeds.iterdir():
        if path.suffix in {".atom", ".rss", ".json"}:
            assert check(path.read_bytes()).findings == (), path.name


def entries(wired: Wired, name: str = "semua.atom") -> list[Any]:
    parsed = feedparser.parse((wired.feeds / name).read_bytes())
    assert not parsed.bozo
    return list(parsed.entries)


def revise(wired: Wired) -> None:
    """File a story, another after it, and a version of the first with another figure."""
    wired.send("antara/v1.xml", version="1")
    wired.clock.forward(60)
    wired.send("kompas/c.xml", CUP, guid="kompas-1")
    wired.clock.forward(60)
    wired.send("antara/v2.xml", RISEN, version="2")


def test_quiet_renews_the_text_in_place(wired: Wired) -> None:
    revise(wired)
    publish(wired, "quiet")
    newest, flood = entries(wired)
    assert newest.title.startswith("Tim putri")
    assert flood.updated == "2026-11-20T12:00:00+00:00"
    assert "345 keluarga" in flood.content[0].value
    assert "Angka: 320 menjadi 345" in flood.content[0].value


def test_bump_moves_the_time(wired: Wired) -> None:
    revise(wired)
    publish(wired, "bump")
    assert [entry.updated for entry in entries(wired)] == ["2026-11-20T12:01:00+00:00", "2026-11-20T12:02:00+00:00"]


def test_resurface_makes_a_new_entry_in_place_of_the_first(wired: Wired) -> None:
    revise(wired)
    (story,) = [story for story in wired.catalog.stories() if story.revisions]
    publish(wired, "resurface")
    first, second = entries(wired)
    assert first.id not in {second.id, story.id}
    assert "345 keluarga" in first.content[0].value
    (link,) = [link for link in first.links if link.rel == "predecessor-version"]
    assert link.href == f"https://news.example/s/{story.id.removeprefix('urn:uuid:')}"


def test_a_resurfaced_story_is_found_however_far_down_it_stood(wired: Wired) -> None:
    revise(wired)
    lane = wired.publisher()
    wired.publisher(press=replace(lane._press, updates="resurface", entries=1)).publish_all()
    assert ["345 keluarga" in entry.content[0].value for entry in entries(wired)] == [True]


def test_a_feed_of_updates_has_only_what_changed(wired: Wired) -> None:
    revise(wired)
    publish(wired, "quiet")
    (entry,) = entries(wired, "pembaruan.atom")
    assert entry.title.startswith("Banjir bandang")
    wired.clock.forward(60)
    wired.send("antara/v3.xml", RISEN.replace("setempat", "daerah"), version="3")
    publish(wired, "quiet")
    assert [each.id for each in entries(wired, "pembaruan.atom")] == [entry.id]


def test_a_kill_leaves_a_tombstone_a_notice_and_no_word_of_the_text(wired: Wired) -> None:
    wired.send("antara/v1.xml", version="1")
    wired.send("kompas/b.xml", FLOOD_COPY, guid="kompas-79")
    wired.send("kompas/c.xml", CUP, guid="kompas-1")
    (entry_id,) = [story.id for story in wired.catalog.stories() if "bencana" in story.topics]
    publish(wired, "quiet")
    wired.clock.forward(60)
    wired.send("antara/kill.xml", "", version="2", status="canceled")
    publish(wired, "quiet")
    for name in ("semua", "bencana"):
        atom, rss, feed = ((wired.feeds / f"{name}.{suffix}").read_text() for suffix in ("atom", "rss", "json"))
        assert f'<at:deleted-entry ref="{entry_id}" when="2026-11-20T12:01:00' in atom
        assert f'<guid isPermaLink="false">{entry_id}</guid>' in rss
        assert [item["id"] for item in json.loads(feed)["items"] if "withdrawn" in item["_sindikasi"]] == [entry_id]
        assert not any("Luwu" in text for text in (atom, rss, feed))
    assert [entry.title[:9] for entry in entries(wired)] == ["Tim putri"]


def test_what_is_shown_again_is_no_longer_withdrawn(wired: Wired) -> None:
    wired.send("antara/v1.xml", version="1")
    wired.send("antara/v2.xml", version="2", status="withheld")
    publish(wired, "quiet")
    assert "deleted-entry" in (wired.feeds / "semua.atom").read_text()
    wired.clock.forward(60)
    wired.send("antara/v3.xml", version="3")
    publish(wired, "quiet")
    assert "deleted-entry" not in (wired.feeds / "semua.atom").read_text()
    assert len(entries(wired)) == 1


def test_a_story_merged_into_another_is_not_withdrawn(wired: Wired) -> None:
    wired.send("antara/a.xml", guid="a")
    wired.send("kompas/c.xml", CUP, guid="c")
    one, other = (story.lead for story in wired.catalog.stories())
    with wired.filer.filing() as desk:
        desk.regroup([Part(articles=(one, other), lead=one, relations=((one, "lead"), (other, "copy")))])
    publish(wired, "quiet")
    assert len(entries(wired)) == 1
    assert "deleted-entry" not in (wired.feeds / "semua.atom").read_text()
