"""Where the documents of a feed lie: the feed readers subscribe to, and the pages of its archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sindikasi.model import Feed

MEDIA_TOPICS = "http://cv.iptc.org/newscodes/mediatopic/"
"""The scheme of IPTC Media Topics."""
ARCHIVE = "archive"
"""The folder of the pages, below the feeds; a topic cannot have this slug's address, which has a suffix."""


def page_name(slug: str, page: int, suffix: str) -> str:
    """Return the file name of an archive page."""
    return f"{slug}-{page}.{suffix}"


def own_address(feed: Feed, suffix: str) -> str:
    """Return where this document lies."""
    return current_address(feed, suffix) if feed.page is None else page_address(feed, feed.page, suffix)


def current_address(feed: Feed, suffix: str) -> str:
    """Return where the newest entries are."""
    return f"{feed.base_url}/{feed.slug}.{suffix}{feed.query}"


def page_address(feed: Feed, page: int, suffix: str) -> str:
    """Return where an archive page lies."""
    return f"{feed.base_url}/{ARCHIVE}/{page_name(feed.slug, page, suffix)}"


def history_links(feed: Feed, suffix: str) -> list[tuple[str, str]]:
    """Return (relation, address) of the documents around this one (RFC 5005 4).

    A page points to the next before that is closed, so that it need not change then: until then the address leads to
    the current feed.
    """
    links = []
    if feed.page is not None:
        links += [
            ("current", current_address(feed, suffix)),
            ("next-archive", page_address(feed, feed.page + 1, suffix)),
        ]
    if feed.previous is not None:
        links.append(("prev-archive", page_address(feed, feed.previous, suffix)))
    return links
