"""The OpenSearch 1.1 description by which browsers and readers learn how to search the site."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from collections.abc import Sequence

MEDIA_TYPE = "application/opensearchdescription+xml; charset=utf-8"
_NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"
_LONGEST_NAME, _LONGEST_DESCRIPTION = 16, 1024
_TYPES = {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}


def description(title: str, about: str, root: str, feeds: str, *, language: str, formats: Sequence[str]) -> bytes:
    """Return the description of the search at `root`/search and its feeds in `feeds` (OpenSearch 1.1 draft 6).

    Names are cut to the lengths the specification allows.
    """
    ElementTree.register_namespace("", _NAMESPACE)
    document = ElementTree.Element(f"{{{_NAMESPACE}}}OpenSearchDescription")

    def add(name: str, text: str = "", **attributes: str) -> None:
        ElementTree.SubElement(document, f"{{{_NAMESPACE}}}{name}", attributes).text = text or None

    add("ShortName", title[:_LONGEST_NAME].strip())
    add("Description", about[:_LONGEST_DESCRIPTION])
    add("Url", type="text/html", template=f"{root}/search?q={{searchTerms}}")
    for suffix in formats:
        add("Url", type=_TYPES[suffix], template=f"{feeds}/search.{suffix}?q={{searchTerms}}")
    add("Language", language)
    add("InputEncoding", "UTF-8")
    add("OutputEncoding", "UTF-8")
    content: bytes = ElementTree.tostring(document, encoding="utf-8", xml_declaration=True)
    return content + b"\n"
