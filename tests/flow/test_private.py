"""Private topics are published beside the feeds folder, and nothing in it tells of them."""

from __future__ import annotations

import os
import stat
from dataclasses import replace

from sindikasi.model import Topic
from tests.flow.newsroom import CUP, FLOOD, TOPICS, Newsroom

OPEN = TOPICS[0], TOPICS[2]
PRIVATE = replace(TOPICS[1], is_private=True)


def names(folder: os.PathLike[str]) -> set[str]:
    return {name.rpartition(".")[0] for name in os.listdir(folder)}


def lane_of(newsroom: Newsroom, *topics: Topic):
    return newsroom.publisher(topics=topics)


def test_a_private_topic_is_published_elsewhere_and_stands_in_no_list(newsroom: Newsroom) -> None:
    newsroom.take(("antara/a.txt", FLOOD), ("b.txt", CUP))
    lane = lane_of(newsroom, *OPEN, PRIVATE)
    published = lane.publish_all()
    private = newsroom.feeds.parent / "private"
    assert names(newsroom.feeds) == {"semua", "olahraga", "feeds", "index"}
    assert names(private) == {"bencana"}
    assert {each.topic for each in published} == {"semua", "olahraga", "bencana"}
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert b"bencana" not in (newsroom.feeds / "feeds.opml").read_bytes()
    assert lane.publish_changed(["semua", "bencana", "olahraga"]) == []


def test_a_topic_that_became_private_leaves_the_public_folder_at_once_and_comes_back(newsroom: Newsroom) -> None:
    newsroom.take(("antara/a.txt", FLOOD))
    lane_of(newsroom, *TOPICS).publish_all()
    archive = newsroom.feeds / "archive"
    archive.mkdir(exist_ok=True)
    (archive / "bencana-1.atom").write_text("x")
    content = (newsroom.feeds / "bencana.atom").read_bytes()
    lane_of(newsroom, *OPEN, PRIVATE).publish_all()
    assert not (newsroom.feeds / "bencana.atom").exists()
    assert not (archive / "bencana-1.atom").exists()
    private = newsroom.feeds.parent / "private"
    assert (private / "bencana.atom").read_bytes() == content
    lane_of(newsroom, *TOPICS).publish_all()
    assert (newsroom.feeds / "bencana.atom").read_bytes() == content
    assert names(private) <= {""}


def test_a_private_topic_that_is_dropped_leaves_nothing(newsroom: Newsroom) -> None:
    newsroom.take(("antara/a.txt", FLOOD))
    lane = lane_of(newsroom, *OPEN, PRIVATE)
    lane.publish_all()
    lane.withdraw(["bencana"])
    assert names(newsroom.feeds.parent / "private") == set()


def test_a_newsroom_with_private_topics_alone_is_published(newsroom: Newsroom) -> None:
    newsroom.take(("antara/a.txt", FLOOD))
    lane_of(newsroom, PRIVATE).publish_all()
    assert names(newsroom.feeds) == {"feeds", "index"}
    assert b"bencana" not in (newsroom.feeds / "feeds.opml").read_bytes()
