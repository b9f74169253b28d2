"""What feedgen leaves out of Atom and RSS, or gets wrong, as an extension of it."""

from __future__ import annotations

from datetime import UTC
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from lxml import etree

from sindikasi.outputs.addresses import history_links
from sindikasi.outputs.images import media_type

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sindikasi.model import Entry, Feed, Image, Notice

ATOM_TYPE = "application/atom+xml"
RSS_TYPE = "application/rss+xml"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ATOM = "http://www.w3.org/2005/Atom"
_DC = "http://purl.org/dc/elements/1.1/"
_MEDIA = "http://search.yahoo.com/mrss/"
_HISTORY = "http://purl.org/syndication/history/1.0"
_TOMBSTONE = "http://purl.org/atompub/tombstones/1.0"

Link = dict[str, str]


class Extras:
    """Of a feed, an entry or a notice; whichever is set is written."""

    def __init__(self) -> None:
        self.feed: Feed | None = None
        self.entry: Entry | None = None
        self.notice: Notice | None = None
        self.suffix = "atom"

    def extend_ns(self) -> dict[str, str]:
        """Return the namespaces, always all of them: an entry's bytes do not depend on the feed around it."""
        if self.suffix == "atom":
            return {"media": _MEDIA, "fh": _HISTORY, "at": _TOMBSTONE}
        return {"dc": _DC, "media": _MEDIA, "fh": _HISTORY}

    def extend_atom(self, element: Any) -> Any:
        """Write into `<feed>` or `<entry>`."""
        if self.feed is not None:
            _write_hubs(element, self.feed, "link")
            _write_history(element, self.feed, "atom", "link")
            for notice in self.feed.withdrawn:
                _write_tombstone(element, notice)
        if self.entry is not None:
            _write_atom_entry(element, self.entry)
        return element

    def extend_rss(self, element: Any) -> Any:
        """Write into `<rss>` for a channel, or `<item>`."""
        if self.feed is not None:
            channel = element[0]
            _write_date(channel, "lastBuildDate", self.feed.updated)
            _write_hubs(channel, self.feed, f"{{{_ATOM}}}link")
            _write_history(channel, self.feed, "rss", f"{{{_ATOM}}}link")
        if self.entry is not None:
            _write_rss_entry(element, self.entry)
        if self.notice is not None:
            _write_date(element, "pubDate", self.notice.at)
        return element


def _write_hubs(parent: Any, feed: Feed, tag: str) -> None:
    """WebSub 4 (Discovery): who sends the feed to those that subscribe."""
    for hub in feed.hubs:
        etree.SubElement(parent, tag, {"rel": "hub", "href": hub})


def _write_history(parent: Any, feed: Feed, suffix: str, tag: str) -> None:
    """RFC 5005: where earlier and later entries are."""
    kind = {"atom": ATOM_TYPE, "rss": RSS_TYPE}[suffix]
    for relation, address in history_links(feed, suffix):
        etree.SubElement(parent, tag, {"rel": relation, "href": address, "type": kind})
    if feed.page is not None:
        etree.SubElement(parent, f"{{{_HISTORY}}}archive")


def _write_tombstone(parent: Any, notice: Notice) -> None:
    """RFC 6721: an entry that is to be forgotten."""
    deleted = etree.SubElement(
        parent, f"{{{_TOMBSTONE}}}deleted-entry", {"ref": notice.id, "when": notice.at.isoformat()}
    )
    etree.SubElement(deleted, f"{{{_TOMBSTONE}}}comment").text = notice.text


def _write_atom_entry(element: Any, entry: Entry) -> None:
    if entry.language:
        element.set(_XML_LANG, entry.language)
    for link in _links(entry):
        etree.SubElement(element, "link", link)
    _write_origin(element, entry)
    _write_images(element, entry.images)


def _write_origin(parent: Any, entry: Entry) -> None:
    """RFC 4287 4.2.11: the feed an entry comes from; what we know of it."""
    if entry.origin is None:
        return
    source = etree.SubElement(parent, "source")
    etree.SubElement(source, "id").text = entry.origin.home_url
    etree.SubElement(source, "title").text = entry.origin.title
    etree.SubElement(source, "updated").text = entry.origin.updated.isoformat()
    etree.SubElement(source, "link", {"rel": "alternate", "type": "text/html", "href": entry.origin.home_url})


def _write_rss_entry(element: Any, entry: Entry) -> None:
    _write_date(element, "pubDate", entry.published)
    for creator in dict.fromkeys(filter(None, (entry.byline or entry.source, entry.credit))):
        etree.SubElement(element, f"{{{_DC}}}creator").text = creator
    for name, value in (("language", entry.language), ("rights", entry.rights)):
        if value:
            etree.SubElement(element, f"{{{_DC}}}{name}").text = value
    for link in _links(entry)[1:]:
        if link["rel"] != "enclosure":
            etree.SubElement(element, f"{{{_ATOM}}}link", link)
    _write_enclosure(element, entry.images)
    _write_images(element, entry.images)


def _write_enclosure(parent: Any, images: Iterable[Image]) -> None:
    """The profile: one, and only where its length is known."""
    for image in images:
        kind = media_type(image)
        if image.url and image.length and kind:
            etree.SubElement(parent, "enclosure", {"url": image.url, "length": str(image.length), "type": kind})
            return


def _write_images(parent: Any, images: Iterable[Image]) -> None:
    """Media RSS 1.5.1."""
    for image in images:
        sizes = {"fileSize": image.length, "width": image.width, "height": image.height}
        content = etree.SubElement(parent, f"{{{_MEDIA}}}content", {"url": image.url or "", "medium": "image"})
        if kind := media_type(image):
            content.set("type", kind)
        for name, size in sizes.items():
            if size:
                content.set(name, str(size))
        if image.credit:
            etree.SubElement(content, f"{{{_MEDIA}}}credit").text = image.credit
        if image.caption:
            etree.SubElement(content, f"{{{_MEDIA}}}description", {"type": "plain"}).text = image.caption


def _links(entry: Entry) -> list[Link]:
    """Return the story's page, where the lead was published, who else carried it and when, and its pictures."""
    links = [{"rel": "alternate", "type": "text/html", "href": entry.link}]
    if entry.source_url:
        links.append({"rel": "via", "href": entry.source_url})
    seen = {entry.source_url}
    for carrier in entry.carriers:
        if carrier.url and carrier.url not in seen:
            seen.add(carrier.url)
            title = " ".join(filter(None, (carrier.source, carrier.published.isoformat())))
            links.append({"rel": "related", "href": carrier.url, "title": title})
    if entry.predecessor:
        # RFC 5829
        links.append({"rel": "predecessor-version", "href": entry.predecessor})
    return links + [_enclosure(image) for image in entry.images]


def _enclosure(image: Image) -> Link:
    link = {"rel": "enclosure", "href": image.url or ""}
    if kind := media_type(image):
        link["type"] = kind
    if image.length:
        link["length"] = str(image.length)
    return link


def _write_date(parent: Any, name: str, date: datetime) -> None:
    """RFC 822 in GMT; feedgen switches the locale of the whole process to write one."""
    etree.SubElement(parent, name).text = format_datetime(date.astimezone(UTC), usegmt=True)
