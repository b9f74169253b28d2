"""The list of all feeds as OPML 2.0, for readers that subscribe to many at once."""

from __future__ import annotations

from datetime import UTC
from email.utils import format_datetime
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

MEDIA_TYPE = "text/x-opml; charset=utf-8"


def opml(
    feeds: Sequence[tuple[str, str]],
    base_url: str,
    site_title: str,
    created: datetime,
    *,
    suffix: str = "atom",
) -> bytes:
    """Return the subscription list of `feeds`, each (title, slug), in the order given.

    One outline a topic, in the format `suffix`: a reader that imports the list subscribes to a topic once.
    """
    base_url = base_url.rstrip("/")
    root = ElementTree.Element("opml", version="2.0")
    head = ElementTree.SubElement(root, "head")
    ElementTree.SubElement(head, "title").text = site_title
    ElementTree.SubElement(head, "dateCreated").text = format_datetime(created.astimezone(UTC), usegmt=True)
    ElementTree.SubElement(head, "docs").text = "http://opml.org/spec2.opml"
    body = ElementTree.SubElement(root, "body")
    for title, slug in feeds:
        # OPML 2.0: `type` is "rss" for any syndication format, Atom among them.
        ElementTree.SubElement(
            body,
            "outline",
            type="rss",
            text=title,
            title=title,
            xmlUrl=f"{base_url}/feeds/{slug}.{suffix}",
            htmlUrl=f"{base_url}/t/{slug}",
        )
    ElementTree.indent(root)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"
