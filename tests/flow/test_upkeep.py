"""After a change of settings or version, stored articles get today's topics and signatures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sindikasi.core.signature import SCHEME, sign
from sindikasi.flow import upkeep
from sindikasi.flow.upkeep import renew_signatures, renew_topics
from sindikasi.model import Topic
from tests.flow.newsroom import CUP, FLOOD, FLOOD_COPY, RATES, TOPICS, Newsroom

HARVEST = Topic(slug="panen", title="Panen", query="sawah OR harvest")


def renew(newsroom: Newsroom) -> int:
    return renew_topics(newsroom.catalog, newsroom.upkeep, newsroom.topic_set)


def test_a_new_topic_takes_stored_articles(tmp_path: Path) -> None:
    before = Newsroom(tmp_path)
    before.take(("antara/a.txt", FLOOD), ("kompas/b.txt", FLOOD_COPY), ("c.txt", CUP), ("d.txt", RATES))
    assert renew(before) == 4
    before.publisher().publish_all()
    before.close()
    after = Newsroom(tmp_path, topics=(*TOPICS, HARVEST))
    assert renew(after) == 4
    flood, rates = after.article("antara/a.txt"), after.article("d.txt")
    assert flood.topics == ("semua", "bencana", "panen")
    assert {story.id for story in after.catalog.stories(topic="panen")} == {flood.story_id, rates.story_id}
    changed = [each.topic for each in after.publisher().publish_changed([t.slug for t in after.topics])]
    assert "panen" in changed
    assert "olahraga" not in changed
    after.close()


def test_a_changed_query_lets_go_of_what_it_no_longer_takes(tmp_path: Path) -> None:
    before = Newsroom(tmp_path)
    before.take(("a.txt", FLOOD))
    before.close()
    after = Newsroom(tmp_path, topics=(TOPICS[0], replace(TOPICS[1], query="gempa"), TOPICS[2]))
    assert renew(after) == 1
    assert after.story().topics == ("semua",)
    assert after.catalog.stories(topic="bencana") == []
    assert "bencana" in after.upkeep.changed_topics()
    after.close()


def test_nothing_is_looked_at_while_the_rules_are_the_same(newsroom: Newsroom) -> None:
    newsroom.take(("a.txt", FLOOD))
    assert renew(newsroom) == 1
    assert renew(newsroom) == 0


def test_an_empty_store_is_renewed_at_once(newsroom: Newsroom) -> None:
    assert renew(newsroom) == 0
    assert newsroom.upkeep.topics_digest() == newsroom.topic_set.digest


def test_a_renewal_stopped_half_way_starts_over(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "_BATCH", 1)
    newsroom.take(("a.txt", FLOOD), ("b.txt", CUP))
    stops = iter([False, True])
    lane = (newsroom.catalog, newsroom.upkeep, newsroom.topic_set)
    assert renew_topics(*lane, is_stopping=lambda: next(stops)) == 1
    assert newsroom.upkeep.topics_digest() is None
    assert renew(newsroom) == 2


def test_articles_signed_under_another_scheme_are_signed_anew(newsroom: Newsroom) -> None:
    newsroom.take(("antara/a.txt", FLOOD))
    article = newsroom.article("antara/a.txt").article
    newsroom.upkeep.resign({article.id: replace(sign(article), scheme="yesterday")})
    assert renew_signatures(newsroom.catalog, newsroom.upkeep) == 1
    assert renew_signatures(newsroom.catalog, newsroom.upkeep) == 0
    assert newsroom.upkeep.outdated_signatures(SCHEME, 9) == []


def test_after_signing_anew_copies_find_each_other(tmp_path: Path) -> None:
    before = Newsroom(tmp_path)
    before.take(("antara/a.txt", FLOOD))
    article = before.article("antara/a.txt").article
    before.upkeep.resign({article.id: replace(sign(article), scheme="yesterday")})
    before.close()
    after = Newsroom(tmp_path)
    renew_signatures(after.catalog, after.upkeep)
    (handled,) = after.take(("kompas/b.txt", FLOOD_COPY))
    assert handled.result == "joined"
    after.close()
