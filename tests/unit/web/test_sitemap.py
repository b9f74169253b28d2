from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from tests.builders import Clock
from tests.unit.feed_builders import NOON, MemoryCatalog, a_story, an_article
from tests.unit.web.test_site import a_site

ARTICLE = an_article(1)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
def site(tmp_path: Path, clock: Clock) -> Iterator[httpx.Client]:
    catalog = MemoryCatalog([a_story(ARTICLE)], [ARTICLE])
    with a_site(tmp_path, catalog=catalog, sitemap_clock=clock) as client:
        yield client


def test_stories_are_listed_under_the_address_that_was_asked(site: httpx.Client) -> None:
    answer = site.get("/sitemap-news.xml")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/xml; charset=utf-8"
    assert "<loc>http://127.0.0.1:8080/s/00000000-0000-4000-8000-000000000001</loc>" in answer.text
    asked = site.get("/sitemap-news.xml", headers={"host": "news.example"})
    assert "<loc>http://news.example/s/" in asked.text


def test_an_answer_is_given_again_for_a_minute(site: httpx.Client, clock: Clock) -> None:
    first = site.get("/sitemap-news.xml")
    clock.forward(59)
    kept = site.get("/sitemap-news.xml", headers={"if-none-match": first.headers["etag"]})
    clock.forward(1 + timedelta(days=2).total_seconds())
    later = site.get("/sitemap-news.xml", headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, kept.status_code, later.status_code) == (200, 304, 200)
    assert "<url>" not in later.text


def test_robots_learn_of_it(site: httpx.Client) -> None:
    assert "\nSitemap: http://127.0.0.1:8080/sitemap-news.xml\n" in site.get("/robots.txt").text


def test_without_it_there_is_neither(tmp_path: Path) -> None:
    with a_site(tmp_path) as client:
        assert client.get("/sitemap-news.xml").status_code == 404
        assert "Sitemap" not in client.get("/robots.txt").text
