"""A feed is a function of what is stored: the same store gives the same bytes, and a fault costs one tick."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import feedparser
import pytest

from sindikasi.errors import StorageUnavailable
from sindikasi.model import Feed
from sindikasi.outputs import files
from sindikasi.plugins import load_outputs
from tests.flow.newsroom import CUP, FLOOD, FLOOD_COPY, RATES, TOPICS, Newsroom

SLUGS = [topic.slug for topic in TOPICS]


def titles(newsroom: Newsroom, name: str) -> list[str]:
    parsed = feedparser.parse((newsroom.feeds / name).read_bytes())
    assert not parsed.bozo, parsed.get("bozo_exception")
    return [entry.title for entry in parsed.entries]


def test_every_topic_gets_its_files_and_the_lists_are_written(newsroom: Newsroom) -> None:
    newsroom.take(("antara/a.txt", FLOOD))
    published = newsroom.publisher().publish_all()
    assert [each.topic for each in published] == SLUGS
    suffixes = ("atom", "rss", "json", "html")
    wanted = {f"{slug}.{suffix}" for slug in SLUGS for suffix in suffixes} | {"feeds.opml", "index.html"}
    assert set(newsroom.published()) == wanted
    assert published[0].written == tuple(f"semua.{suffix}" for suffix in suffixes)
    assert published[0].entries == 1


def test_one_story_is_one_entry_with_the_storys_id(newsroom: Newsroom) -> None:
    newsroom.take(("antara/a.txt", FLOOD), ("kompas/b.txt", FLOOD_COPY))
    newsroom.publisher().publish_all()
    (story,) = newsroom.catalog.stories()
    for name in ("semua.atom", "semua.rss", "bencana.atom"):
        (entry,) = feedparser.parse((newsroom.feeds / name).read_bytes()).entries
        assert entry.id == story.id
    (item,) = json.loads((newsroom.feeds / "semua.json").read_bytes())["items"]
    assert (item["id"], item["title"]) == (story.id, story.headline)


def test_publishing_twice_changes_no_byte_and_no_time(newsroom: Newsroom) -> None:
    newsroom.take(("antara/a.txt", FLOOD), ("b.txt", CUP))
    newsroom.publisher().publish_all()
    before = newsroom.published()
    newsroom.clock.forward(3600)
    published = newsroom.publisher().publish_all()
    assert newsroom.published() == before
    assert {each.written for each in published} == {()}


def test_the_same_store_gives_the_same_bytes_anywhere(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.take(("antara/a.txt", FLOOD), ("b.txt", CUP))
    lane = newsroom.publisher()
    lane.publish_all()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    newsroom.clock.forward(86400)
    other = newsroom.publisher(press=replace(lane._press, feeds_dir=elsewhere))
    other.publish_all()
    assert {each.name: each.read_bytes() for each in elsewhere.iterdir()} == {
        name: content for name, (content, _) in newsroom.published().items()
    }


def test_only_changed_topics_are_rendered(newsroom: Newsroom) -> None:
    newsroom.take(("a.txt", FLOOD))
    lane = newsroom.publisher()
    lane.publish_all()
    assert lane.publish_changed(SLUGS) == []
    newsroom.take(("b.txt", CUP))
    assert [each.topic for each in lane.publish_changed(SLUGS)] == ["semua", "olahraga"]
    assert lane.publish_changed(SLUGS) == []


def test_a_topic_is_published_only_on_its_own_schedule(newsroom: Newsroom) -> None:
    lane = newsroom.publisher()
    lane.publish_all()
    newsroom.take(("a.txt", FLOOD))
    assert [each.topic for each in lane.publish_changed(["semua"])] == ["semua"]
    assert titles(newsroom, "bencana.atom") == []
    assert [each.topic for each in lane.publish_changed(["bencana"])] == ["bencana"]


def test_what_is_filed_while_a_feed_is_rendered_is_published_at_the_next_tick(newsroom: Newsroom) -> None:
    class Late:
        """An output beside which an article is filed while it renders."""

        name: ClassVar[str] = "atom"
        suffix: ClassVar[str] = "atom"
        media_type: ClassVar[str] = "application/atom+xml"

        def __init__(self, act: Callable[[], object]) -> None:
            self._acts = [act]
            (self._output,) = load_outputs(("atom",))

        def render(self, feed: Feed) -> bytes:
            if self._acts:
                self._acts.pop()()
            return self._output.render(feed)

    newsroom.take(("a.txt", FLOOD))
    lane = newsroom.publisher(outputs=[Late(lambda: newsroom.take(("b.txt", CUP)))])
    lane.publish_changed(["semua"])
    assert len(titles(newsroom, "semua.atom")) == 1
    assert [each.topic for each in lane.publish_changed(["semua"])] == ["semua"]
    assert len(titles(newsroom, "semua.atom")) == 2


def test_the_newest_story_comes_first_and_a_feed_ends_at_its_length(newsroom: Newsroom) -> None:
    for number, text in enumerate((FLOOD, CUP, RATES)):
        newsroom.take((f"{number}.txt", text))
        newsroom.clock.forward(60)
    lane = newsroom.publisher()
    newsroom.publisher(press=replace(lane._press, entries=2)).publish_all()
    newest = [story.headline for story in newsroom.catalog.stories()]
    assert titles(newsroom, "semua.atom") == titles(newsroom, "semua.rss") == newest[:2]


def test_a_topic_can_have_a_length_of_its_own(tmp_path: Path) -> None:
    short = Newsroom(tmp_path, topics=(replace(TOPICS[0], entries=1), *TOPICS[1:]))
    short.take(("a.txt", FLOOD), ("b.txt", CUP))
    short.publisher().publish_all()
    assert len(titles(short, "semua.atom")) == 1
    short.close()


def test_a_merged_story_is_one_entry_under_the_older_id(newsroom: Newsroom) -> None:
    newsroom.take(("antara/a.txt", FLOOD))
    lane = newsroom.publisher()
    lane.publish_all()
    (before,) = feedparser.parse((newsroom.feeds / "semua.atom").read_bytes()).entries
    newsroom.clock.forward(600)
    newsroom.take(("kompas/b.txt", FLOOD_COPY))
    lane.publish_changed(SLUGS)
    (after,) = feedparser.parse((newsroom.feeds / "semua.atom").read_bytes()).entries
    assert (after.id, after.updated, after.published) == (before.id, before.updated, before.published)


def test_a_feed_that_cannot_be_written_keeps_the_old_one_and_is_tried_again(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, log: list[dict[str, Any]]
) -> None:
    newsroom.take(("a.txt", FLOOD))
    lane = newsroom.publisher()
    lane.publish_all()
    before = newsroom.published()
    newsroom.take(("b.txt", CUP))
    place = os.replace

    def full(source: str, target: Path) -> None:
        if Path(target).name.startswith("semua."):
            raise OSError(errno.ENOSPC, "No space left on device")
        place(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(files.os, "replace", full)
        assert [each.topic for each in lane.publish_changed(SLUGS)] == ["olahraga"]
    assert {name: newsroom.published()[name] for name in before if name.startswith("semua.")} == {
        name: held for name, held in before.items() if name.startswith("semua.")
    }
    (failure,) = (each for each in log if each["event"] == "publish failed")
    assert failure["topic"] == "semua"
    assert "No space left" in failure["reason"]
    assert "the last feed stays" in failure["reason"]
    assert [each.topic for each in lane.publish_changed(SLUGS)] == ["semua"]
    assert len(titles(newsroom, "semua.atom")) == 2
    assert not list(newsroom.feeds.glob(".*"))


def test_lists_that_cannot_be_written_are_said_and_cost_no_feed(newsroom: Newsroom, log: list[dict[str, Any]]) -> None:
    (newsroom.feeds / "index.html").mkdir()
    newsroom.take(("a.txt", FLOOD))
    lane = newsroom.publisher()
    assert len(lane.publish_all()) == len(SLUGS)
    assert [each["file"] for each in log if each["event"] == "publish failed"] == ["index.html"]
    assert lane.publish_changed(SLUGS) == []


class Faulty:
    """An output that fails over one topic."""

    name: ClassVar[str] = "atom"
    suffix: ClassVar[str] = "atom"
    media_type: ClassVar[str] = "application/atom+xml"

    def __init__(self, slug: str, fault: Exception) -> None:
        self._slug, self._fault = slug, fault
        (self._output,) = load_outputs(("atom",))

    def render(self, feed: Feed) -> bytes:
        if feed.slug == self._slug:
            raise self._fault
        return self._output.render(feed)


def test_a_topic_that_cannot_be_rendered_holds_no_other_up(newsroom: Newsroom) -> None:
    newsroom.take(("a.txt", FLOOD), ("b.txt", CUP))
    lane = newsroom.publisher(outputs=[Faulty("semua", ValueError("tak terduga"))])
    assert [each.topic for each in lane.publish_changed(SLUGS)] == ["bencana", "olahraga"]
    assert lane.publish_changed(["bencana", "olahraga"]) == []
    assert newsroom.upkeep.changed_topics().keys() == {"semua"}


def test_a_store_out_of_reach_ends_the_tick_and_the_next_makes_it_good(newsroom: Newsroom) -> None:
    newsroom.take(("a.txt", FLOOD))
    lane = newsroom.publisher(outputs=[Faulty("bencana", StorageUnavailable("the store is busy"))])
    with pytest.raises(StorageUnavailable):
        lane.publish_changed(SLUGS)
    newsroom.publisher().publish_changed(SLUGS)
    assert len(titles(newsroom, "bencana.atom")) == 1


def test_a_removed_feed_is_written_again(newsroom: Newsroom) -> None:
    newsroom.take(("a.txt", FLOOD))
    newsroom.publisher().publish_all()
    (newsroom.feeds / "semua.rss").unlink()
    published = newsroom.publisher().publish_all(["semua"])
    assert [each.written for each in published] == [("semua.rss",)]


def test_a_feeds_folder_taken_away_is_filled_again(newsroom: Newsroom) -> None:
    newsroom.take(("banjir.txt", FLOOD))
    lane = newsroom.publisher()
    lane.publish_all()
    slugs = [topic.slug for topic in newsroom.topics]
    before = {path.name: path.read_bytes() for path in newsroom.feeds.iterdir()}
    shutil.rmtree(newsroom.feeds)
    lane.publish_changed(slugs)
    assert {path.name: path.read_bytes() for path in newsroom.feeds.iterdir()} == before
    assert lane.publish_changed(slugs) == []


def test_the_files_of_a_topic_taken_out_go_with_it(newsroom: Newsroom) -> None:
    lane = newsroom.publisher()
    lane.publish_all()
    slug = newsroom.topics[-1].slug
    lane.withdraw([slug])
    assert not list(newsroom.feeds.glob(f"{slug}.*"))
    assert list(newsroom.feeds.glob("*.atom"))


def test_a_topic_no_longer_in_force_is_not_published(newsroom: Newsroom) -> None:
    newsroom.take(("a.txt", FLOOD))
    fewer = newsroom.publisher(topics=TOPICS[:1])
    assert [each.topic for each in fewer.publish_changed(["semua"])] == ["semua"]
    assert set(newsroom.published()) == {
        "semua.atom",
        "semua.rss",
        "semua.json",
        "semua.html",
        "feeds.opml",
        "index.html",
    }


def test_only_the_feeds_that_hubs_are_told_of_name_them(newsroom: Newsroom) -> None:
    newsroom.take(("antara/a.txt", FLOOD))
    press = replace(newsroom.publisher()._press, hubs={"semua": ["https://hub.example/"]})
    newsroom.publisher(press=press).publish_all()
    named = {name for name, (content, _) in newsroom.published().items() if b"https://hub.example/" in content}
    assert named == {"semua.atom", "semua.rss", "semua.json"}
