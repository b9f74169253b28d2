"""The feeds of sources, over a real store and a real folder."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lxml import etree

from sindikasi.core.sources import slug_of
from sindikasi.errors import StorageUnavailable
from sindikasi.flow import sources
from sindikasi.outputs.rules.check import check
from tests.flow.newsroom import CUP, FLOOD, FLOOD_COPY, RATES, Newsroom

NAMED = ("antara",)


@pytest.fixture
def filled(newsroom: Newsroom) -> Newsroom:
    newsroom.take(("antara/1.txt", FLOOD))
    newsroom.clock.forward(60)
    newsroom.take(("Harian Sore/2.txt", FLOOD_COPY), ("antara/3.txt", CUP), ("4.txt", RATES))
    return newsroom


def written(newsroom: Newsroom) -> dict[str, bytes]:
    folder = newsroom.feeds / "sources"
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.is_dir() else {}


def items(newsroom: Newsroom, source: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(written(newsroom)[f"{slug_of(source)}.json"])["items"]
    return found


def test_each_source_has_a_feed_in_every_format(filled: Newsroom) -> None:
    published = filled.publisher(sources=NAMED).publish_sources()
    slugs = ["antara", slug_of("Harian Sore")]
    assert [each.topic for each in published] == [f"sources/{slug}" for slug in slugs]
    assert set(written(filled)) == {f"{slug}.{suffix}" for slug in slugs for suffix in ("atom", "rss", "json")}
    for name, content in written(filled).items():
        assert check(content).findings == (), name


def test_a_feed_has_an_entry_for_each_story_its_source_carries(filled: Newsroom) -> None:
    lane = filled.publisher(sources=NAMED)
    lane.publish_all()
    lane.publish_sources()
    everything = {each["id"]: each for each in json.loads((filled.feeds / "semua.json").read_bytes())["items"]}
    assert [len(items(filled, source)) for source in ("antara", "Harian Sore")] == [2, 1]
    assert all(everything[each["id"]] == each for each in items(filled, "antara"))
    assert items(filled, "Harian Sore")[0]["id"] in {each["id"] for each in items(filled, "antara")}


def test_a_feed_is_named_after_its_source(filled: Newsroom) -> None:
    filled.publisher(sources=NAMED).publish_sources()
    feed = json.loads(written(filled)["antara.json"])
    assert feed["title"] == "ANTARA – Kawat"
    assert feed["home_page_url"] == "https://news.example/source/antara"
    assert feed["feed_url"] == "https://news.example/feeds/sources/antara.json"
    assert feed["_sindikasi"]["id"] == filled.upkeep.feed_id("sources/antara")


def test_only_sources_that_changed_are_written_again(filled: Newsroom) -> None:
    lane = filled.publisher(sources=NAMED)
    lane.publish_sources()
    assert lane.publish_sources() == []
    filled.take(("antara/5.txt", RATES.replace("5.5", "5.75")))
    assert [each.topic for each in lane.publish_sources()] == ["sources/antara"]


def test_a_feed_whose_file_is_gone_is_written_again_with_the_same_bytes(filled: Newsroom) -> None:
    lane = filled.publisher(sources=NAMED)
    lane.publish_sources()
    before = written(filled)
    (filled.feeds / "sources" / "antara.rss").unlink()
    filled.clock.forward(3_600)
    (again,) = filled.publisher(sources=NAMED).publish_sources()
    assert again.written == ("sources/antara.rss",)
    assert written(filled) == before


def test_so_many_sources_are_written_at_a_tick(filled: Newsroom) -> None:
    lane = filled.publisher(sources=NAMED)
    assert [each.topic for each in lane.publish_sources(1)] == ["sources/antara"]
    assert [each.topic for each in lane.publish_sources(1)] == [f"sources/{slug_of('Harian Sore')}"]
    assert lane.publish_sources(1) == []


def test_sources_take_turns_so_that_a_busy_one_keeps_no_other_waiting(filled: Newsroom) -> None:
    lane = filled.publisher(sources=NAMED)
    for number, slug in enumerate(["antara", slug_of("Harian Sore"), "antara"]):
        filled.take((f"antara/{number}x.txt", RATES.replace("5.5", f"5.{number}")))
        assert [each.topic for each in lane.publish_sources(1)] == [f"sources/{slug}"]


def test_at_a_start_all_are_looked_at_anew(filled: Newsroom) -> None:
    lane = filled.publisher(sources=NAMED)
    lane.publish_sources()
    lane.renew_sources()
    assert [each.written for each in lane.publish_sources()] == [(), ()]


def test_sources_stand_in_the_lists_of_feeds(filled: Newsroom) -> None:
    lane = filled.publisher(sources=NAMED)
    lane.publish_all()
    lane.publish_sources()
    document = etree.fromstring((filled.feeds / "feeds.opml").read_bytes())
    groups = {each.get("text"): [one.get("xmlUrl") for one in each] for each in document.iterfind("body/outline")}
    assert groups["Sumber"] == [
        "https://news.example/feeds/sources/antara.atom",
        f"https://news.example/feeds/sources/{slug_of('Harian Sore')}.atom",
    ]
    page = (filled.feeds / "index.html").read_text("utf-8")
    assert 'href="https://news.example/source/antara">ANTARA</a>' in page
    assert lane.directory() == (filled.feeds / "feeds.opml").read_bytes()


def test_documents_cannot_make_feeds_without_end(
    filled: Newsroom, monkeypatch: pytest.MonkeyPatch, log: list[dict[str, Any]]
) -> None:
    monkeypatch.setattr(sources, "MOST_SOURCES", 1)
    filled.take(("tempo/5.txt", RATES.replace("5.5", "5.75")))
    lane = filled.publisher(sources=("tempo",))
    assert list(lane.sources()) == ["antara", "tempo"]
    assert list(lane.sources()) == ["antara", "tempo"]
    assert [line["sources"] for line in log if line["event"] == "some sources have no feed"] == [2]


def test_sources_without_feeds_lose_those_they_had(filled: Newsroom) -> None:
    filled.publisher(sources=NAMED).publish_sources()
    (filled.feeds / "sources" / "notes.txt").touch()
    lane = filled.publisher(sources=None)
    lane.renew_sources()
    assert lane.publish_sources() == []
    assert lane.publish_sources() == []
    assert set(written(filled)) == {"notes.txt"}
    assert b"sources/" not in (filled.feeds / "feeds.opml").read_bytes()


def test_a_withdrawn_story_leaves_the_feed_with_a_notice(filled: Newsroom) -> None:
    lane = filled.publisher(sources=NAMED)
    lane.publish_sources()
    flood = items(filled, "Harian Sore")[0]["id"]
    with filled.filer.filing() as desk:
        story = next(each for each in filled.catalog.stories() if each.id == flood)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sindikasi.core.grouping.is_hidden", lambda members: True)
            from sindikasi.flow.placing import Placing

            Placing(filled.grouping).regroup(desk, [story.lead])
    assert {each.topic for each in lane.publish_sources()} == {"sources/antara", f"sources/{slug_of('Harian Sore')}"}
    (notice,) = items(filled, "Harian Sore")
    assert (notice["id"], "withdrawn" in notice["_sindikasi"]) == (flood, True)


def test_one_source_that_fails_keeps_no_other_back(filled: Newsroom, log: list[dict[str, Any]]) -> None:
    (filled.feeds / "sources" / "antara.atom").mkdir(parents=True)
    lane = filled.publisher(sources=NAMED)
    assert [each.topic for each in lane.publish_sources()] == [f"sources/{slug_of('Harian Sore')}"]
    assert list(lane.faults) == ["sources/antara"]
    (filled.feeds / "sources" / "antara.atom").rmdir()
    assert [each.topic for each in lane.publish_sources()] == ["sources/antara"]
    assert not lane.faults


def test_a_store_out_of_reach_ends_the_tick(filled: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    lane = filled.publisher(sources=NAMED)

    def fail(*_: object, **__: object) -> None:
        raise StorageUnavailable("away")

    monkeypatch.setattr(filled.catalog, "stories", fail)
    with pytest.raises(StorageUnavailable):
        lane.publish_sources()
