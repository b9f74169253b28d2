"""The news sitemap by which Google News finds new stories.

Source: https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree

from sindikasi.core.feed import story_url
from sindikasi.core.text import tidy_line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sindikasi.model import Story

MEDIA_TYPE = "application/xml; charset=utf-8"
MOST: Final = 1_000
"""Addresses of one news sitemap."""
OLDEST: Final = timedelta(days=2)
"""What was published longer ago is left out."""
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def news_sitemap(stories: Iterable[Story], *, name: str, language: str, root: str, now: datetime) -> bytes:
    """Return the sitemap of the stories published in the last two days, at most a thousand, in the order given.

    `name` and `language` (ISO 639) are the publication's, `root` the site's address. A story without a headline has
    no place in it.
    """
    ElementTree.register_namespace("", _SITEMAP)
    ElementTree.register_namespace("news", _NEWS)
    document = ElementTree.Element(f"{{{_SITEMAP}}}urlset")
    for story in stories:
        title = tidy_line(story.headline)
        if not title or story.published < now - OLDEST or len(document) >= MOST:
            continue
        url = ElementTree.SubElement(document, f"{{{_SITEMAP}}}url")
        ElementTree.SubElement(url, f"{{{_SITEMAP}}}loc").text = story_url(root, story.id)
        news = ElementTree.SubElement(url, f"{{{_NEWS}}}news")
        publication = ElementTree.SubElement(news, f"{{{_NEWS}}}publication")
        ElementTree.SubElement(publication, f"{{{_NEWS}}}name").text = name
        ElementTree.SubElement(publication, f"{{{_NEWS}}}language").text = language
        ElementTree.SubElement(news, f"{{{_NEWS}}}publication_date").text = story.published.isoformat(
            timespec="seconds"
        )
        ElementTree.SubElement(news, f"{{{_NEWS}}}title").text = title
    content: bytes = ElementTree.tostring(document, encoding="utf-8", xml_declaration=True)
    return content + b"\n"
