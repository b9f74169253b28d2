"""Atom 1.0 and RSS 2.0 documents: the only door to feedgen.

What feedgen gets wrong is set right in `xmlextras.py`: it stamps "now" where a date is missing, drops `rel` and
`type` of entry links, takes a channel's last link for RSS `<link>`, prepends entries, leaves out authors without an
e-mail address in RSS, and switches the locale of the whole process to write an RFC 822 date.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar

from feedgen.feed import FeedGenerator

from sindikasi.errors import PublishError
from sindikasi.model import Feed
from sindikasi.outputs.addresses import MEDIA_TOPICS, own_address
from sindikasi.outputs.fragments import Fragments
from sindikasi.outputs.parts import ATOM_END, ATOM_START, RSS_END, RSS_START
from sindikasi.outputs.xmlextras import ATOM_TYPE, RSS_TYPE, Extras

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sindikasi.model import Entry, Notice

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
# Any feed does: the bytes of an entry do not depend on the one it stands in.
_BLANK = Feed(
    slug="x",
    id="urn:x",
    title="x",
    subtitle="x",
    language="x",
    home_url="urn:x",
    base_url="urn:x",
    updated=_NEVER,
    entries=(),
    generator="x",
)


class _XmlOutput:
    """What both formats share: a document is its head, its entries one after the other, and its end."""

    suffix: ClassVar[str]
    start: ClassVar[bytes]
    """What an entry begins with."""
    end: ClassVar[bytes]
    """What stands behind the last entry."""

    def __init__(self) -> None:
        self._fragments = Fragments()
        self._last_head: tuple[Feed, bytes] | None = None

    def render(self, feed: Feed) -> bytes:
        """Return the document; the same feed gives the same bytes. Raises PublishError.

        The bytes are those of `render_plainly`, but entries that were rendered before are not rendered again.
        """
        head = self._head(replace(feed, entries=()))
        with _translated(feed):
            entries = self._fragments.of(feed.entries, self._cut)
        return b"".join((head, *entries, self.end))

    def render_plainly(self, feed: Feed) -> bytes:
        """Return the document as feedgen writes it in one go."""
        raise NotImplementedError

    def _head(self, feed: Feed) -> bytes:
        """Return what stands before the entries; asked for twice, by the check and for the file, it is made once."""
        last = self._last_head
        if last is None or last[0] != feed:
            last = self._last_head = feed, self.render_plainly(feed).removesuffix(self.end)
        return last[1]

    def _cut(self, entries: Sequence[Entry]) -> list[bytes]:
        """Return the bytes of each entry, cut out of one document; in its text no "<" stands by itself."""
        whole = self.render_plainly(replace(_BLANK, entries=tuple(entries)))
        parts = whole[len(self._blank_head) : -len(self.end)].split(self.start)
        return [self.start + part for part in parts[1:]]

    @cached_property
    def _blank_head(self) -> bytes:
        return self.render_plainly(_BLANK).removesuffix(self.end)


class AtomOutput(_XmlOutput):
    """Writes Atom 1.0 (RFC 4287), with RFC 5005 archives and RFC 6721 deleted entries."""

    name: ClassVar[str] = "atom"
    suffix: ClassVar[str] = "atom"
    media_type: ClassVar[str] = f"{ATOM_TYPE}; charset=utf-8"
    start: ClassVar[bytes] = ATOM_START
    end: ClassVar[bytes] = ATOM_END

    def render_plainly(self, feed: Feed) -> bytes:
        """Return the document as feedgen writes it in one go. Raises PublishError."""
        with _translated(feed):
            document = _generator(feed, self.suffix, ATOM_TYPE)
            document.id(feed.id)
            document.updated(feed.updated)
            document.author(name=feed.author)
            for entry in feed.entries:
                _add_atom_entry(document, entry)
            return bytes(document.atom_str(pretty=True))


class RssOutput(_XmlOutput):
    """Writes RSS 2.0 with the Advisory Board's profile."""

    name: ClassVar[str] = "rss"
    suffix: ClassVar[str] = "rss"
    media_type: ClassVar[str] = f"{RSS_TYPE}; charset=utf-8"
    start: ClassVar[bytes] = RSS_START
    end: ClassVar[bytes] = RSS_END

    def __init__(self, ttl_minutes: int = 5) -> None:
        super().__init__()
        self._ttl_minutes = ttl_minutes

    def render_plainly(self, feed: Feed) -> bytes:
        """Return the document as feedgen writes it in one go. Raises PublishError."""
        with _translated(feed):
            document = _generator(feed, self.suffix, RSS_TYPE)
            document.ttl(self._ttl_minutes)
            document.updated(_UNWRITTEN)
            for notice in feed.withdrawn:
                _add_rss_notice(document, notice)
            for entry in feed.entries:
                _add_rss_entry(document, entry)
            return bytes(document.rss_str(pretty=True))


@contextmanager
def _translated(feed: Feed) -> Iterator[None]:
    """Turn what lxml and feedgen say of text XML cannot hold, or of what is missing, into our error."""
    try:
        yield
    except PublishError as error:
        # Of an entry, rendered in a feed that stands for any.
        raise PublishError(str(error), topic=feed.slug) from error
    except ValueError as error:
        raise PublishError(f"not fit for XML: {error}", topic=feed.slug) from error


def _generator(feed: Feed, suffix: str, media_type: str) -> Any:
    document = FeedGenerator()
    document.register_extension("sindikasi", Extras, Extras)
    document.sindikasi.feed, document.sindikasi.suffix = feed, suffix
    document.title(feed.title)
    document.subtitle(feed.subtitle)
    document.language(feed.language)
    document.generator(feed.generator)
    document.link(href=own_address(feed, suffix), rel="self", type=media_type)
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
    if entry.rights:
        atom.rights(entry.rights)
    # All in one call: feedgen goes over all it has at each.
    topics = [{"term": slug, "scheme": entry.topic_scheme, "label": title} for slug, title in entry.categories]
    atom.category(
        [*topics, *({"term": code, "scheme": MEDIA_TOPICS, "label": label or ""} for code, label in entry.subjects)]
    )
    atom.sindikasi.entry = entry


def _add_rss_entry(document: Any, entry: Entry) -> None:
    item = document.add_entry(order="append")
    item.guid(entry.id, permalink=False)
    item.title(entry.title)
    item.link(href=entry.link)
    # RSS reads a description as HTML; the summary is plain text.
    item.description(escape(entry.summary, quote=False))
    item.content(entry.content_html)
    topics = [{"term": title, "scheme": entry.topic_scheme} for _, title in entry.categories]
    item.category([*topics, *({"term": f"medtop:{code}", "scheme": MEDIA_TOPICS} for code, _ in entry.subjects)])
    if entry.source and entry.source_url:
        item.source(url=entry.source_url, title=entry.source)
    item.sindikasi.entry, item.sindikasi.suffix = entry, "rss"


def _add_rss_notice(document: Any, notice: Notice) -> None:
    """RSS knows no deleted entries: the notice has the guid of the entry, so that readers show it instead."""
    item = document.add_entry(order="append")
    item.guid(notice.id, permalink=False)
    item.title(notice.title)
    item.link(href=notice.link)
    item.description(escape(notice.text, quote=False))
    item.sindikasi.notice, item.sindikasi.suffix = notice, "rss"


class _Unwritten(datetime):
    """A date feedgen takes for absent: to write one it switches the process's locale under other threads."""

    def __bool__(self) -> bool:
        return False


_UNWRITTEN = _Unwritten.fromisoformat("1970-01-01T00:00:00+00:00")
