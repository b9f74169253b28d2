"""What only private topics hold is found by no search, and stands in no feed of a source or for editors."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from sindikasi.core.audience import Audience
from sindikasi.model import Topic
from tests.flow.newsroom import CUP, FLOOD, TOPICS, Newsroom

SECRET = Topic(slug="rahasia", title="Rahasia", query="banjir", is_private=True)


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterable[Newsroom]:
    newsroom = Newsroom(tmp_path, topics=(TOPICS[0], TOPICS[2], SECRET))
    newsroom.take(("antara/banjir.txt", FLOOD), ("antara/final.txt", CUP))
    yield newsroom
    newsroom.close()


def test_a_search_finds_only_what_is_public(newsroom: Newsroom) -> None:
    searching = newsroom.searching()
    assert searching.find("banjir").stories == ()
    assert len(searching.find("final").stories) == 1


def test_the_feed_of_a_source_has_only_what_is_public(newsroom: Newsroom) -> None:
    lane = newsroom.publisher(sources=())
    lane.publish_sources()
    (feed,) = (newsroom.feeds / "sources").glob("antara.atom")
    assert "final" in feed.read_text()
    assert "Banjir" not in feed.read_text()


def test_as_many_public_stories_are_found_as_are_asked_for(newsroom: Newsroom) -> None:
    stories = sorted(newsroom.catalog.stories(), key=lambda story: "Banjir" not in story.headline)
    public = [story for story in stories if "Banjir" not in story.headline]
    audience = Audience(newsroom.topics)
    assert not audience.sees_all
    assert [audience.newest(lambda limit: stories[:limit], wanted) for wanted in (1, 5)] == [public, public]


def test_what_is_in_no_topic_in_force_is_public() -> None:
    audience = Audience([SECRET])
    assert audience.sees(())
    assert audience.sees(("lama",))
    assert not audience.sees(("rahasia",))
    assert not audience.sees(("rahasia", "lama"))
    assert Audience([]).sees_all
