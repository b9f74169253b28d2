"""Searches over a real store: what is found, and the feed it makes."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from sindikasi.core.search import LONGEST_QUERY
from sindikasi.errors import QueryError, StorageUnavailable
from sindikasi.flow import search
from sindikasi.flow.search import Searching
from sindikasi.model import Findings
from sindikasi.outputs.rules.check import check
from tests.flow.newsroom import CUP, CUP_COPY, FLOOD, FLOOD_COPY, RATES, Newsroom


class Counting:
    """An index that counts how often it is asked."""

    def __init__(self, index: Any, *, is_complete: bool = True) -> None:
        self._index, self._is_complete = index, is_complete
        self.asked = 0

    def find(self, *asked: Any, **bounds: Any) -> Findings:
        self.asked += 1
        found: Findings = self._index.find(*asked, **bounds)
        return Findings(stories=found.stories, is_complete=self._is_complete, examined=found.examined)


@pytest.fixture
def filled(newsroom: Newsroom) -> Newsroom:
    newsroom.take(("antara/1.txt", FLOOD), ("tempo/2.txt", CUP), ("kompas/3.txt", FLOOD_COPY), ("ap/4.txt", RATES))
    return newsroom


def test_a_story_is_found_once_whichever_of_its_articles_matches(filled: Newsroom) -> None:
    (found,) = filled.searching().find("sumber:kompas").stories
    assert {carrier.source for carrier in found.carriers} == {"antara", "kompas"}


def test_the_newest_stories_come_first(filled: Newsroom) -> None:
    stories = filled.searching().find("*").stories
    assert list(stories) == list(filled.catalog.stories())


def test_entries_are_those_of_the_topics_feeds(filled: Newsroom) -> None:
    publisher, searching = filled.publisher(), filled.searching()
    everything = {entry.id: entry for entry in publisher.feed(filled.topics[0]).entries}
    found = searching.feed(searching.find("banjir ATAU final")).entries
    assert len(found) == 2
    assert all(everything[entry.id] == entry for entry in found)


def test_a_feed_says_what_was_searched_and_where_it_is(filled: Newsroom) -> None:
    searching = filled.searching()
    feed = searching.feed(searching.find('  judul:banjir  &  "14 desa" '))
    assert feed.title == 'Pencarian: judul:banjir & "14 desa" – Kawat'
    assert feed.query == "?q=judul%3Abanjir%20%26%20%2214%20desa%22"
    assert feed.home_url == f"https://news.example/search{feed.query}"


def test_the_id_of_a_feed_is_that_of_the_query_however_it_is_written(filled: Newsroom) -> None:
    searching = filled.searching()
    ids = {searching.feed(searching.find(text)).id for text in ("banjir desa", "Desa DAN banjir")}
    other = searching.feed(searching.find("banjir ATAU desa")).id
    assert len(ids) == 1
    assert other not in ids
    assert ids.pop() == filled.searching().feed(filled.searching().find("desa banjir")).id


def test_a_feed_changes_only_with_its_stories(filled: Newsroom) -> None:
    searching = filled.searching()
    first = searching.render("banjir", "atom")
    filled.clock.forward(3_600)
    filled.take(("tempo/5.txt", CUP_COPY))
    assert searching.render("banjir", "atom") == first
    assert searching.feed(searching.find("zqzq")).updated == filled.upkeep.feed_identity("semua")[1]


@pytest.mark.parametrize("suffix", ["atom", "rss", "json"])
def test_every_format_keeps_the_rules(filled: Newsroom, suffix: str) -> None:
    content = filled.searching().render("banjir ATAU final", suffix)
    assert content is not None
    verdict = check(content)
    assert (verdict.is_valid, verdict.findings) == (True, ())
    assert b"search." + suffix.encode() + b"?q=banjir%20ATAU%20final" in content


def test_a_format_that_is_not_published_has_no_feed(filled: Newsroom) -> None:
    assert filled.searching(outputs=()).render("banjir", "atom") is None


def test_a_query_that_cannot_be_read_is_refused_with_its_place(filled: Newsroom) -> None:
    with pytest.raises(QueryError) as refused:
        filled.searching().find("banjir (longsor")
    assert refused.value.column == 16


def test_the_longest_query_is_searched_for_and_one_letter_more_is_not(filled: Newsroom) -> None:
    searching = filled.searching()
    longest = ("kata " * LONGEST_QUERY)[: LONGEST_QUERY - 1] + "k"
    assert searching.find(longest).stories == ()
    with pytest.raises(QueryError, match="1,001 characters"):
        searching.find(longest + "k")


def test_nothing_is_searched_twice_until_something_is_filed(filled: Newsroom) -> None:
    index = Counting(filled.searching()._index)
    searching = filled.searching(index=index)
    for text in ("banjir desa", "desa banjir", "banjir desa"):
        assert searching.find(text).query == text
    assert index.asked == 1
    filled.take(("tempo/5.txt", CUP_COPY))
    searching.find("banjir desa")
    assert index.asked == 2


def test_what_may_be_found_a_moment_later_is_not_kept(filled: Newsroom) -> None:
    index = Counting(filled.searching()._index, is_complete=False)
    searching = filled.searching(index=index)
    assert not searching.find("banjir").is_complete
    searching.find("banjir")
    assert index.asked == 2


def test_the_searches_asked_longest_ago_are_forgotten(filled: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_KEPT", 1)
    index = Counting(filled.searching()._index)
    searching = filled.searching(index=index)
    for text in ("banjir", "final", "banjir"):
        searching.find(text)
    assert index.asked == 3


def test_too_many_searches_at_once_are_told_to_come_again(filled: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_PATIENCE_SECONDS", 0.01)
    searching: Searching = filled.searching()
    searching._turns = threading.BoundedSemaphore(1)
    searching._turns.acquire()
    with pytest.raises(StorageUnavailable, match="too many"):
        searching.find("banjir")


def test_a_killed_story_is_found_no_more(filled: Newsroom) -> None:
    searching = filled.searching()
    assert len(searching.find("banjir").stories) == 1
    with filled.database.writing() as connection:
        connection.execute("UPDATE stories SET hidden = 1")
        connection.execute("UPDATE topics SET changed = changed + 1")
    assert searching.find("banjir").stories == ()
