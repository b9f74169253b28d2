"""Atom 1.0 and RSS 2.0 documents: the only door to feedgen.

What feedgen gets wrong is set right here: it stamps "now" where a date is missing, drops `rel` and `type` of
entry links, takes a channel's last link for RSS `<link>`, prepends entries, leaves out authors without an
e-mail address in RSS, and switches the locale of the whole process to write an RFC 822 date.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar

from feedgen.feed import FeedGenerator
from lxml import etree

from sindikasi.errors import PublishError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sindikasi.model import Entry, Feed

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DC = "http://purl.org/dc/elements/1.1/"
_ATOM_TYPE = "application/atom+xml"
_RSS_TYPE = "application/rss+xml"


class AtomOutput:
    """Writes Atom 1.0 (RFC 4287)."""

    name: ClassVar[str] = "atom"
    suffix: ClassVar[str] = "atom"
    media_type: ClassVar[str] = f"{_ATOM_TYPE}; charset=utf-8"

    def render(self, feed: Feed) -> bytes:
        """Return the Atom document; the same feed gives the same bytes. Raises PublishError."""
        with _translated(feed):
            document = _generator(feed, self.suffix, _ATOM_TYPE)
            document.id(feed.id)
            document.updated(feed.updated)
            document.author(name=feed.author)
            for entry in feed.entries:
                _add_atom_entry(document, entry)
            return bytes(document.atom_str(pretty=True))


class RssOutput:
    """Writes RSS 2.0 with the Advisory Board's profile."""

    name: ClassVar[str] = "rss"
    suffix: ClassVar[str] = "rss"
    media_type: ClassVar[str] = f"{_RSS_TYPE}; charset=utf-8"

    def __init__(self, ttl_minutes: int = 5) -> None:
        self._ttl_minutes = ttl_minutes

    def render(self, feed: Feed) -> bytes:
        """Return the RSS document; the same feed gives the same bytes. Raises PublishError."""
        with _translated(feed):
            document = _generator(feed, self.suffix, _RSS_TYPE)
            document.ttl(self._ttl_minutes)
            document.updated(_UNWRITTEN)
            document.sindikasi.dates["lastBuildDate"] = feed.updated
            for entry in feed.entries:
                _add_rss_entry(document, entry)
            return bytes(document.rss_str(pretty=True))


@contextmanager
def _translated(feed: Feed) -> Iterator[None]:
    """Turn what lxml and feedgen say of text XML cannot hold, or of what is missing, into our error."""
    try:
        yield
    except ValueError as error:
        raise PublishError(f"not fit for XML: {error}", topic=feed.slug) from error


def _generator(feed: Feed, suffix: str, media_type: str) -> Any:
    document = FeedGenerator()
    document.register_extension("sindikasi", _Extras, _Extras)
    document.title(feed.title)
    document.subtitle(feed.subtitle)
    document.language(feed.language)
    document.generator(feed.generator)
    document.link(href=f"{feed.base_url}/{feed.slug}.{suffix}", rel="self", type=media_type)
    # Last on purpose: feedgen takes the last link for RSS <link>.
    document.link(href=feed.home_url, rel="alternate", type="text/html")
    return document


def _add_atom_entry(document: Any, entry: Entry) -> None:
    atom = document.add_entry(order="append")
    atom.id(entry.id)
    atom.title(entry.title)
    atom.updated(entry.updated)
    atom.published(entry.published)
    if author := entry.byline or entry.source:
        atom.author(name=author)
    if entry.credit and entry.credit != author:
        atom.contributor(name=entry.credit)
    atom.summary(entry.summary)
    atom.content(entry.content_html, type="html")
    for slug, title in entry.categories:
        atom.category(term=slug, label=title)
    atom.sindikasi.language = entry.language
    atom.sindikasi.links = _atom_links(entry)


def _atom_links(entry: Entry) -> list[dict[str, str]]:
    """Return the story page, where the lead was published, and where else the story was carried."""
    links = [{"rel": "alternate", "type": "text/html", "href": entry.link}]
    if entry.source_url:
        links.append({"rel": "via", "href": entry.source_url})
    related = dict.fromkeys(c.url for c in entry.carriers if c.url and c.url != entry.source_url)
    return links + [{"rel": "related", "href": url} for url in related]


def _add_rss_entry(document: Any, entry: Entry) -> None:
    item = document.add_entry(order="append")
    item.guid(entry.id, permalink=False)
    item.title(entry.title)
    item.link(href=entry.link)
    # RSS reads a description as HTML; the summary is plain text.
    item.description(escape(entry.summary, quote=False))
    item.content(entry.content_html)
    for _, title in entry.categories:
        item.category(term=title)
    if entry.source and entry.source_url:
        item.source(url=entry.source_url, title=entry.source)
    item.sindikasi.dates["pubDate"] = entry.published
    item.sindikasi.creators = list(dict.fromkeys(filter(None, (entry.byline or entry.source, entry.credit))))


class _Unwritten(datetime):
    """A date feedgen takes for absent: to write one it switches the process's locale under other threads."""

    def __bool__(self) -> bool:
        return False


_UNWRITTEN = _Unwritten.fromisoformat("1970-01-01T00:00:00+00:00")


class _Extras:
    """A feedgen extension of a channel or an entry that writes what feedgen leaves out or gets wrong."""

    def __init__(self) -> None:
        self.dates: dict[str, datetime] = {}
        self.creators: list[str] = []
        self.links: list[dict[str, str]] = []
        self.language: str | None = None

    def extend_ns(self) -> dict[str, str]:
        """Return the namespaces used: Dublin Core, which only RSS needs."""
        return {"dc": _DC} if self.dates else {}

    def extend_atom(self, element: Any) -> Any:
        """Write an entry's language and links."""
        if self.language:
            element.set(_XML_LANG, self.language)
        for link in self.links:
            etree.SubElement(element, "link", link)
        return element

    def extend_rss(self, element: Any) -> Any:
        """Write dates in GMT and creators; `element` is `<rss>` for a channel, `<item>` for an entry."""
        parent = element[0] if element.tag == "rss" else element
        for name, date in self.dates.items():
            etree.SubElement(parent, name).text = format_datetime(date.astimezone(UTC), usegmt=True)
        for creator in self.creators:
            etree.SubElement(parent, f"{{{_DC}}}creator").text = creator
        return element
