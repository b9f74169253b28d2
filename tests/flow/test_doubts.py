"""The feed for editors, from filing to ruling."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sindikasi.core.audience import Audience
from sindikasi.core.doubts import SLUG
from sindikasi.flow import doubts as doubting
from sindikasi.flow.doubts import DoubtsFeed
from sindikasi.flow.editorial import split
from sindikasi.flow.placing import Placing
from sindikasi.outputs.rules.check import check
from tests.flow.newsroom import FLOOD, FLOOD_COPY, RATES, Newsroom


@pytest.fixture
def doubtful(newsroom: Newsroom) -> Newsroom:
    """A newsroom with one story whose two articles were only just put together."""
    newsroom.take(("antara/a.txt", FLOOD), ("kompas/b.txt", FLOOD_COPY), ("ap/c.txt", RATES))
    with newsroom.database.writing() as connection:
        connection.execute("UPDATE matches SET score = 0.5")
    return newsroom


def feed_of(newsroom: Newsroom) -> DoubtsFeed:
    work = newsroom._presswork()
    return DoubtsFeed(
        catalog=newsroom.catalog,
        upkeep=newsroom.upkeep,
        press=work["press"],
        threshold=None,
        audience=Audience(newsroom.topics),
    )


def items(newsroom: Newsroom) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((newsroom.feeds / f"{SLUG}.json").read_bytes())["items"]
    return found


def test_a_pair_in_doubt_is_an_entry_in_every_format(doubtful: Newsroom) -> None:
    (published,) = doubtful.publisher(doubts=feed_of(doubtful)).publish_doubts()
    assert published.written == tuple(f"{SLUG}.{suffix}" for suffix in ("atom", "rss", "json", "html"))
    for suffix in ("atom", "rss", "json"):
        assert check((doubtful.feeds / f"{SLUG}.{suffix}").read_bytes()).findings == ()
    (entry,) = items(doubtful)
    assert "sindikasi split" in entry["content_text"]
    assert "Luwu Utara banjir lagi" in entry["title"]


def test_a_ruling_takes_the_pair_away_and_the_command_is_the_one_named(doubtful: Newsroom) -> None:
    lane = doubtful.publisher(doubts=feed_of(doubtful))
    lane.publish_doubts()
    command = next(line for line in items(doubtful)[0]["content_text"].splitlines() if line.startswith("sindikasi"))
    _, _, story_id, article = command.split()
    story = doubtful.catalog.story(story_id)
    assert story is not None
    split(doubtful.filer, Placing(doubtful.grouping), story, [article])
    lane.publish_doubts()
    assert items(doubtful) == []


def test_the_id_of_a_pair_stays(doubtful: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doubting, "_KEPT", 0)
    first, again = (feed_of(doubtful).feed(doubtful.clock()) for _ in range(2))
    assert first == again
    assert first.entries[0].id.startswith("urn:uuid:")


def test_nothing_is_made_again_until_something_is_filed(doubtful: Newsroom) -> None:
    lane = doubtful.publisher(doubts=feed_of(doubtful))
    assert len(lane.publish_doubts()) == 1
    assert lane.publish_doubts() == []
    (doubtful.feeds / f"{SLUG}.rss").unlink()
    assert [each.written for each in lane.publish_doubts()] == [(f"{SLUG}.rss",)]
    doubtful.take(("ap/d.txt", RATES.replace("5.5", "6.5")))
    assert len(lane.publish_doubts()) == 1


def test_a_feed_that_cannot_be_written_is_tried_again(doubtful: Newsroom) -> None:
    (doubtful.feeds / f"{SLUG}.atom").mkdir()
    lane = doubtful.publisher(doubts=feed_of(doubtful))
    assert lane.publish_doubts() == []
    assert list(lane.faults) == [SLUG]
    (doubtful.feeds / f"{SLUG}.atom").rmdir()
    assert len(lane.publish_doubts()) == 1


def test_without_the_feed_its_files_are_removed(doubtful: Newsroom) -> None:
    doubtful.publisher(doubts=feed_of(doubtful)).publish_doubts()
    assert doubtful.publisher().publish_doubts() == []
    assert not list(Path(doubtful.feeds).glob(f"{SLUG}.*"))


def test_a_near_miss_is_an_entry_with_the_command_that_merges(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sindikasi.core.doubts._TIMES", 1e9)
    newsroom.take(("antara/a.txt", FLOOD))
    newsroom.grouping = replace(newsroom.grouping, threshold=0.99999)
    newsroom.take(("kompas/b.txt", FLOOD_COPY))
    assert len(newsroom.catalog.stories()) == 2
    work = newsroom._presswork()
    feed = DoubtsFeed(
        catalog=newsroom.catalog,
        upkeep=newsroom.upkeep,
        press=work["press"],
        threshold=0.99999,
        audience=Audience(newsroom.topics),
    )
    (entry,) = feed.feed(newsroom.clock()).entries
    command = entry.content_text.splitlines()[-1].split()
    one, other = (newsroom.catalog.article(each) for each in command[2:])
    assert command[:2] == ["sindikasi", "merge"]
    assert one is not None
    assert other is not None
    assert {one.article.source, other.article.source} == {"antara", "kompas"}
