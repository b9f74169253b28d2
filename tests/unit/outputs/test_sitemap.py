from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from lxml import etree

from sindikasi.model import Story
from sindikasi.outputs.sitemap import MOST, news_sitemap
from tests.unit.feed_builders import BASE, NOON, a_story, an_article

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parents[2] / "standards" / "sitemap.xsd"))
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def stories(*ages: float, headline: str = "Gempa & susulan") -> list[Story]:
    """Return a story for each age in hours."""
    return [
        a_story(an_article(number, headline=headline, published=NOON - timedelta(hours=age)), number=number)
        for number, age in enumerate(ages, start=1)
    ]


def sitemap(found: list[Story], language: str = "id") -> etree._Element:
    content = news_sitemap(found, name="Kantor <Berita>", language=language, root=BASE, now=NOON)
    document = etree.fromstring(content)
    SCHEMA.assertValid(document)
    return document


def test_a_story_is_listed_with_all_that_is_asked_for() -> None:
    document = sitemap(stories(1))
    assert document.findtext(f".//{LOC}") == f"{BASE}/s/00000000-0000-4000-8000-000000000001"
    assert document.findtext(f".//{NEWS}name") == "Kantor <Berita>"
    assert document.findtext(f".//{NEWS}language") == "id"
    assert document.findtext(f".//{NEWS}publication_date") == "2026-11-20T11:00:00+00:00"
    assert document.findtext(f".//{NEWS}title") == "Gempa & susulan"


def test_what_is_older_than_two_days_is_left_out() -> None:
    assert len(sitemap(stories(47.9, 48, 48.1))) == 2


def test_no_more_than_a_thousand_are_listed() -> None:
    assert len(sitemap(stories(*[1] * (MOST + 1)))) == MOST


def test_a_story_without_a_headline_is_left_out() -> None:
    assert len(sitemap(stories(1, headline=" "))) == 0


def test_a_quiet_day_has_an_empty_sitemap() -> None:
    assert len(sitemap([])) == 0
