"""The feed and the closed pages of its archive together hold all there ever was, and pages stay as they are."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import feedparser
import pytest

from sindikasi.flow import publish
from sindikasi.flow.publish import PublishLane
from sindikasi.model import Topic
from sindikasi.outputs import files
from sindikasi.outputs.rules.check import check
from sindikasi.storage import archive
from tests.builders import NOON, Clock
from tests.flow.newsroom import TOPICS
from tests.flow.test_lifecycle import Wired

UPDATES = Topic(slug="pembaruan", title="Pembaruan", query="*", is_updates_only=True)
PLACES = "Ambon Bogor Cirebon Dumai Ende Fakfak Garut Hulu Indramayu Jambi Kendari Lombok Manado Nias Ogan".split()


@pytest.fixture
def wired(tmp_path: Path) -> Iterable[Wired]:
    newsroom = Wired(tmp_path / "wired", clock=Clock(NOON), topics=(*TOPICS, UPDATES))
    yield newsroom
    newsroom.close()


def lane(wired: Wired, **press: Any) -> PublishLane:
    made = wired.publisher()
    return wired.publisher(press=replace(made._press, **({"entries": 4} | press)))


def send(wired: Wired, number: int, **said: Any) -> None:
    """Send a story of its own, an hour after the one before."""
    wired.clock.forward(3600)
    place = PLACES[number]
    text = f"Banjir di {place}\nBanjir melanda {place} {number} jam lamanya, {place} gelap, {place} dijaga {place}ers."
    wired.send(f"antara/{number}-{said.get('version', 1)}.xml", text, **{"guid": f"urn:contoh:antara:{number}"} | said)


def ids(path: Path) -> list[str]:
    content = path.read_bytes()
    assert check(content).findings == (), path.name
    if path.suffix == ".json":
        return [item["id"] for item in json.loads(content)["items"]]
    parsed = feedparser.parse(content)
    assert not parsed.bozo
    return [entry.id for entry in parsed.entries]


def walked(wired: Wired, suffix: str) -> list[str]:
    """Return the ids a reader finds who follows the links backwards, newest first, each once."""
    path: Path | None = wired.feeds / f"semua.{suffix}"
    found: dict[str, None] = {}
    while path is not None:
        found |= dict.fromkeys(ids(path))
        if suffix == "json":
            url = json.loads(path.read_bytes()).get("next_url")
        else:
            links = feedparser.parse(path.read_bytes()).feed.links
            url = next((link.href for link in links if link.rel == "prev-archive"), None)
        path = wired.feeds / url.removeprefix("https://news.example/feeds/") if url else None
    return [*found]


def pages(wired: Wired) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (wired.feeds / "archive").glob("semua-*")}


@pytest.mark.parametrize("suffix", ["atom", "rss", "json"])
@pytest.mark.parametrize("burst", [1, 3, 11])
def test_nothing_is_lost_between_polls_however_much_comes(wired: Wired, suffix: str, burst: int) -> None:
    press = lane(wired)
    for number in range(11):
        send(wired, number)
        if (number + 1) % burst == 0:
            press.publish_all()
    press.publish_all()
    wanted = [story.id for story in wired.catalog.stories(topic="semua")]
    assert len(wanted) == 11
    assert walked(wired, suffix) == wanted


def test_in_a_flood_the_feed_does_not_wait_for_all_pages_and_they_follow(
    wired: Wired, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "_PAGES_AT_ONCE", 4)
    press = lane(wired)
    for number in range(15):
        send(wired, number)
    (first,) = press.publish_changed(["semua"])
    assert not first.is_complete
    seen = walked(wired, "atom")
    wanted = [story.id for story in wired.catalog.stories(topic="semua")]
    assert seen[:4] == wanted[:4]
    assert len(seen) < len(wanted)
    rounds = 1
    while press.publish_changed(["semua"]):
        rounds += 1
    assert rounds > 1
    assert walked(wired, "atom") == wanted


def test_in_a_flood_every_feed_is_written_before_the_pages_of_all(
    wired: Wired, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "_PAGES_AT_ONCE", 3)
    monkeypatch.setattr(publish, "_PAGES_SECONDS", 0.0)
    press = lane(wired)
    for number in range(15):
        send(wired, number)
    topics = ["semua", "bencana"]
    assert [each.is_complete for each in press.publish_changed(topics)] == [False, False]
    assert ids(wired.feeds / "bencana.atom")[:4] == [story.id for story in wired.catalog.stories(limit=4)]
    assert not (wired.feeds / "archive").exists()

    monkeypatch.setattr(publish, "_PAGES_SECONDS", 60.0)
    assert press.publish_changed(topics) == [], "feeds that have not changed were rendered again"
    assert [each.is_complete for each in press.publish_changed(topics)] == [True, True]
    assert walked(wired, "atom") == [story.id for story in wired.catalog.stories(topic="semua")]


def test_a_page_that_is_closed_never_changes(wired: Wired) -> None:
    press = lane(wired)
    for number in range(6):
        send(wired, number)
    press.publish_all()
    before = pages(wired)
    assert {name.partition(".")[0] for name in before} == {"semua-1", "semua-2"}
    for number in range(6, 9):
        send(wired, number)
        press.publish_all()
    send(wired, 0, version="2")
    press.publish_all()
    assert pages(wired) | before == pages(wired)
    assert len(pages(wired)) > len(before)


def test_pages_that_are_lost_are_written_again(wired: Wired) -> None:
    for number in range(8):
        send(wired, number)
    lane(wired).publish_all()
    before = pages(wired)
    lost = wired.feeds / "archive" / "semua-1.atom"
    lost.unlink()
    lane(wired).publish_all()
    assert pages(wired) == before


def test_a_page_shows_the_text_it_was_closed_with_even_when_written_again(wired: Wired) -> None:
    for number in range(8):
        send(wired, number)
    lane(wired).publish_all()
    wired.send(
        "antara/0-2.xml", "Banjir di Ambon\nBanjir melanda Ambon 99 jam.", guid="urn:contoh:antara:0", version="2"
    )
    lane(wired).publish_all()
    page = wired.feeds / "archive" / "semua-1.atom"
    page.unlink()
    lane(wired).publish_all()
    assert "Ambon 0 jam" in page.read_text()
    assert "99 jam" not in page.read_text()


def test_what_is_withdrawn_leaves_its_page_at_once_and_its_neighbours_stay(wired: Wired) -> None:
    press = lane(wired)
    for number in range(8):
        send(wired, number)
    press.publish_all()
    before = pages(wired)
    first = wired.catalog.stories(topic="semua")[-1].id
    send(wired, 0, version="2", status="canceled")
    press.publish_all()
    atom = (wired.feeds / "archive" / "semua-1.atom").read_text()
    assert f'<at:deleted-entry ref="{first}"' in atom
    assert "Ambon" not in atom
    assert "Bogor" in atom
    assert {name for name, content in pages(wired).items() if before.get(name, content) != content} == {
        "semua-1.atom",
        "semua-1.rss",
        "semua-1.json",
    }
    send(wired, 0, version="3")
    lane(wired).publish_all()
    assert (wired.feeds / "archive" / "semua-1.atom").read_text() == atom
    assert wired.upkeep.untold_pages("semua") == []


def test_a_page_is_told_of_only_when_its_new_name_is_on_disk(wired: Wired, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a power cut could bring back what was withdrawn, and nobody would write the page again."""
    press = lane(wired)
    for number in range(8):
        send(wired, number)
    press.publish_all()
    send(wired, 0, version="2", status="canceled")
    steps: list[str] = []
    sync, tell = files._sync_folder, wired.upkeep.mark_told
    monkeypatch.setattr(files, "_sync_folder", lambda folder: (steps.append(folder.name), sync(folder)))
    monkeypatch.setattr(wired.upkeep, "mark_told", lambda *told: (steps.append("told"), tell(*told)))
    press.publish_all()
    assert steps[: steps.index("told")].count("archive") == 1, steps


def test_every_entry_that_resurfaced_is_on_a_page(wired: Wired) -> None:
    press = lane(wired, updates="resurface")
    for number in range(3):
        send(wired, number)
    for version in range(2, 7):
        wired.clock.forward(60)
        text = f"Banjir di Ambon\nBanjir melanda Ambon {10 * version} jam lamanya, Ambon gelap, Ambon dijaga."
        wired.send(f"antara/0-{version}.xml", text, guid="urn:contoh:antara:0", version=str(version))
        press.publish_all()
    assert len(wired.catalog.stories(topic="semua")) == 3
    found = walked(wired, "atom")
    # Two other stories, the story's own entry, and those of its revisions: of the two that are on no page yet the feed
    # shows the last, which takes the place of the other.
    assert len(found) == 2 + 1 + 4
    for path in (wired.feeds / "archive").glob("pembaruan-*.atom"):
        assert len(ids(path)) == 2


def test_a_topic_a_story_comes_to_late_shows_it_as_new(wired: Wired) -> None:
    wired.send(
        "antara/a.xml", "Rapat desa\nWarga desa Suka berkumpul membahas jalan baru dan saluran air mereka.", guid="a"
    )
    for number in range(3):
        send(wired, number)
    wired.clock.forward(60)
    wired.send(
        "antara/a2.xml",
        "Rapat desa\nWarga desa Suka berkumpul membahas jalan baru dan saluran air mereka setelah banjir.",
        guid="a",
        version="2",
    )
    newest = wired.catalog.stories(topic="bencana")[0]
    assert newest.headline == "Rapat desa"
    assert newest.filed >= wired.clock()
    assert newest.updated < newest.filed
    assert wired.catalog.stories(topic="semua")[-1].id == newest.id


def test_the_archive_of_a_great_store_begins_near_its_end(wired: Wired, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "FIRST_PAGES", 1)
    for number in range(11):
        send(wired, number)
    press = lane(wired)
    press.publish_all()
    assert len(pages(wired)) == 2 * 3
    assert walked(wired, "atom") == [story.id for story in wired.catalog.stories(topic="semua")][:6]


def test_the_pages_of_a_topic_no_longer_in_force_go(wired: Wired) -> None:
    for number in range(8):
        send(wired, number)
    press = lane(wired)
    press.publish_all()
    press.withdraw(["semua"])
    assert pages(wired) == {}
    assert [*(wired.feeds / "archive").glob("bencana-*")] != []
