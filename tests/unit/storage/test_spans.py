"""Spans of runs: none is left out that holds an article in the window."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sindikasi.flow.judging import is_in_window
from sindikasi.model import Article
from sindikasi.storage.rows import stamp
from sindikasi.storage.spans import Reach, Span, reach_of
from tests.builders import NOON, an_article

WINDOW = timedelta(days=14)
days = st.integers(0, 60)


def span_of(article: Article) -> Span:
    """Return the span of one article."""
    received, published = stamp(article.received), stamp(article.published)
    if article.published_basis == "received":
        return Span((received, received), None, (received, received))
    return Span((received, received), (published, published), None)


def dated(published: int, received: int, basis: str = "text") -> Article:
    changes: dict[str, Any] = {
        "published": NOON + timedelta(days=published),
        "received": NOON + timedelta(days=received),
        "published_basis": basis,
    }
    return an_article(**changes)


articles = st.builds(dated, days, days, st.sampled_from(["text", "metadata", "received"]))


@given(article=articles, other=articles)
def test_one_article_may_meet_another_exactly_when_they_are_in_the_window(article: Article, other: Article) -> None:
    assert span_of(other).may_meet(reach_of(article, WINDOW)) == is_in_window(article, other, WINDOW)


@given(article=articles, others=st.lists(articles, min_size=2, max_size=4))
def test_a_run_is_met_whenever_one_of_its_articles_is(article: Article, others: list[Article]) -> None:
    run = span_of(others[0])
    for other in others[1:]:
        run = run.joined(span_of(other))
    if any(is_in_window(article, other, WINDOW) for other in others):
        assert run.may_meet(reach_of(article, WINDOW))


def test_the_edge_of_the_window_is_within_it() -> None:
    run = Span((0, 0), (100, 200))
    assert run.may_meet(Reach(received=(500, 600), published=(200, 300)))
    assert not run.may_meet(Reach(received=(500, 600), published=(201, 300)))


@pytest.mark.parametrize(("span", "latest"), [(Span((1, 5), (2, 9)), 9), (Span((1, 5), None, (1, 5)), 5)])
def test_the_latest_moment_is_a_date_or_an_arrival(span: Span, latest: int) -> None:
    assert span.latest == latest
