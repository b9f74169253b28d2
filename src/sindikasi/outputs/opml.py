"""The list of all feeds as OPML 2.0, for readers that subscribe to many at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from email.utils import format_datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

MEDIA_TYPE = "text/x-opml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Listed:
    """One feed as the list names it."""

    title: str
    slug: str
    """Its address below `feeds/`, without the suffix."""
    page: str
    """The address of its page below the site's: `t/politik`."""


@dataclass(frozen=True, slots=True)
class Group:
    """Feeds that readers put into one folder, or under one category."""

    title: str
    feeds: tuple[Listed, ...]


def opml(
    groups: Sequence[Group],
    base_url: str,
    site_title: str,
    created: datetime,
    *,
    suffix: str = "atom",
) -> bytes:
    """Return the subscription list of the feeds in the order given, each group that has some an outline around them.

    One outline a feed, in the format `suffix`: a reader that imports the list subscribes to each once.
    """
    base_url = base_url.rstrip("/")
    root = ElementTree.Element("opml", version="2.0")
    head = ElementTree.SubElement(root, "head")
    ElementTree.SubElement(head, "title").text = site_title
    ElementTree.SubElement(head, "dateCreated").text = format_datetime(created.astimezone(UTC), usegmt=True)
    ElementTree.SubElement(head, "docs").text = "http://opml.org/spec2.opml"
    body = ElementTree.SubElement(root, "body")
    for group in groups:
        if not group.feeds:
            continue
        folder = ElementTree.SubElement(body, "outline", text=group.title, title=group.title)
        for each in group.feeds:
            # OPML 2.0: `type` is "rss" for any syndication format, Atom among them.
            ElementTree.SubElement(
                folder,
                "outline",
                type="rss",
                text=each.title,
                title=each.title,
                xmlUrl=f"{base_url}/feeds/{each.slug}.{suffix}",
                htmlUrl=f"{base_url}/{each.page}",
            )
    ElementTree.indent(root)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"
