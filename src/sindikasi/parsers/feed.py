"""Feeds dropped as files: RSS 0.9 to 2.0, RSS 1.0 (RDF) and Atom; each entry becomes an article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from sindikasi.core.addresses import absolute
from sindikasi.errors import MalformedDocument
from sindikasi.model import Image, Member
from sindikasi.parsers.agency import whole_number
from sindikasi.parsers.entries import (
    Category,
    author_name,
    filed_under,
    image_fields,
    is_picture,
    member_of,
    summary_beside,
)
from sindikasi.parsers.loosefeed import loose_entries
from sindikasi.parsers.markup import looks_marked_up
from sindikasi.parsers.sniff import agency_format, head
from sindikasi.parsers.xml import local_name, parse_xml, root_name, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sindikasi.model import Document

_FEEDS = {"an RSS feed", "an RSS 1.0 feed", "an Atom feed"}
_ROOTS = {"rss", "rdf:RDF", "RDF", "feed"}
# An archive of a year has some twenty elements for each of some ten thousand entries.
_ELEMENTS = 600_000
# Namespaces by what they are for; whatever is in none of them, or in the feed's own, has no prefix here.
_PREFIXES = (
    ("purl.org/rss/1.0/modules/content", "content:"),
    ("purl.org/dc/elements", "dc:"),
    ("purl.org/dc/terms", "dcterms:"),
    ("search.yahoo.com/mrss", "media:"),
    ("feedburner", "feedburner:"),
    ("www.w3.org/2005/Atom", "atom:"),
    ("purl.org/atom", "atom:"),
    ("www.w3.org/1999/xhtml", "xhtml:"),
    ("itunes.com", "itunes:"),
    ("purl.org/rss/1.0/", ""),
    ("my.netscape.com/rdf", ""),
    ("backend.userland.com", ""),
    ("channel.netscape.com/rdf", ""),
)
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"


class FeedParser:
    """Takes apart a feed; broken XML is read as far as it can be."""

    name: ClassVar[str] = "feed"
    is_container: ClassVar[bool] = True

    def recognises(self, document: Document) -> int:
        """Return a high mark for the root of a feed."""
        start = head(document)
        if start[:1] != b"<":
            return 0
        return 92 if root_name(document.content) in _ROOTS or agency_format(start) in _FEEDS else 0

    def unpack(self, document: Document) -> Iterator[Member]:
        """Yield each entry as a JSON article with the suffix "#2", counted from 1 in the feed's order.

        Raises MalformedDocument for a feed that breaks off, after the entries that are whole.
        """
        try:
            root = parse_xml(document.content, name="feed", elements=_ELEMENTS).root
        except MalformedDocument as error:
            if error.reason == "unsafe":
                raise
            yield from loose_entries(document.content, error)
            return
        is_atom = local_name(root) == "feed"
        feed = _Feed(root, is_atom=is_atom)
        entries = root.iter("{*}entry" if is_atom else "{*}item")
        for number, node in enumerate(entries, 1):
            yield member_of(number, feed.entry(node))
            node.clear()


@dataclass(frozen=True, slots=True)
class _Fields:
    """The children of an entry or channel by name: "title", "dc:creator"."""

    nodes: dict[str, list[Any]]

    def all(self, *names: str) -> list[Any]:
        return [node for name in names for node in self.nodes.get(name, ())]

    def text(self, *names: str) -> str | None:
        """Return the text of the first that has some, line ends kept."""
        texts = ("".join(node.itertext()).strip() for node in self.all(*names))
        return next((text for text in texts if text), None)


class _Feed:
    """What a feed says for all its entries, and the reading of each."""

    def __init__(self, root: Any, *, is_atom: bool) -> None:
        self._is_atom = is_atom
        channel = root if is_atom else next((node for node in root if _name(node, is_atom) == "channel"), root)
        fields = self._fields(channel)
        self._title = _markup_or_text(fields.all("title"))[1]
        self._language = fields.text("language", "dc:language") or channel.get(_LANGUAGE) or root.get(_LANGUAGE) or None
        self._rights = fields.text("copyright", "rights", "dc:rights")
        self._authors = _authors(fields) if is_atom else []
        self._link = self._address(fields, channel, None)

    def entry(self, node: Any) -> dict[str, Any]:
        """Return an entry's fields as the JSON article has them."""
        fields = self._fields(node)
        base = node.base or self._link
        content_kind, content = _content(fields)
        _, summary = _markup_or_text(fields.all("description", "summary", "dcterms:abstract"))
        if content is None:
            content_kind, content, summary = "content", summary, None
        names, codes = filed_under(_categories(fields))
        address = self._address(fields, node, base)
        origin = next((_markup_or_text([each])[1] for each in fields.all("source")), None)
        return {
            "id": fields.text("guid", "id", "dc:identifier") or node.get(_ABOUT),
            "title": _markup_or_text(fields.all("title", "media:title", "dc:title"))[1],
            content_kind: content,
            "summary": summary_beside(summary, content),
            "url": address,
            "base": base if base != address else None,
            "published": fields.text("pubDate", "published", "dc:date", "issued", "dcterms:issued", "dcterms:created"),
            "updated": fields.text("updated", "dcterms:modified", "modified", "atom:updated"),
            "source": origin or self._title,
            "byline": _authors(fields) or self._authors,
            "language": node.get(_LANGUAGE) or fields.text("dc:language") or self._language,
            "categories": names,
            "subjects": codes,
            "keywords": _keywords(fields),
            "image": image_fields(_images(fields, base)),
            "rights": fields.text("rights", "dc:rights", "media:copyright") or self._rights,
        }

    def _fields(self, node: Any) -> _Fields:
        found: dict[str, list[Any]] = {}
        for child in node:
            found.setdefault(_name(child, self._is_atom), []).append(child)
        return _Fields(found)

    def _address(self, fields: _Fields, node: Any, base: str | None) -> str | None:
        """Return the page an entry or a feed is about, absolute."""
        original = fields.text("feedburner:origLink")
        links = [link for link in fields.all("link", "atom:link") if link.get("rel", "alternate") == "alternate"]
        pages = sorted(links, key=lambda link: "html" not in link.get("type", "html"))
        found = (link.get("href") or text_of(link) for link in pages)
        guid = next(iter(fields.all("guid")), None)
        permanent = text_of(guid) if guid is not None and guid.get("isPermaLink", "true") == "true" else None
        if permanent is not None and not permanent.startswith(("http://", "https://")):
            permanent = None
        url = original or next((link for link in found if link), None) or permanent or node.get(_ABOUT)
        return absolute(url, node.base or base)


def _name(node: Any, is_atom: bool) -> str:
    """Return an element's name with the short name of its namespace."""
    if not isinstance(node.tag, str):
        return ""
    namespace, _, local = node.tag.rpartition("}")
    prefix = next((prefix for part, prefix in _PREFIXES if part in namespace), "other:" if namespace else "")
    return local if is_atom and prefix == "atom:" else f"{prefix}{local}"


def _markup_or_text(nodes: Sequence[Any]) -> tuple[str, str | None]:
    """Return the JSON field for the first of the texts that is not blank, and the text.

    Atom says in `type` whether a text is HTML (RFC 4287 3.1); RSS does not, so that the text has to be looked at.
    """
    for node in nodes:
        kind = (node.get("type") or node.get("mode") or "").lower()
        if kind in ("xhtml", "application/xhtml+xml", "xml") and len(node):
            return "html", _inner_markup(node)
        text = "".join(node.itertext()).strip()
        if text:
            return "html" if "html" in kind or kind == "escaped" else "content", text
    return "content", None


def _content(fields: _Fields) -> tuple[str, str | None]:
    encoded = fields.text("content:encoded")
    if encoded is not None:
        return "html", encoded
    bodies = fields.all("xhtml:body", "xhtml:div")
    if bodies:
        return "html", _inner_markup(bodies[0])
    inline = [node for node in fields.all("content", "atom:content") if not node.get("src")]
    kind, text = _markup_or_text(inline)
    return ("html" if text and kind == "content" and looks_marked_up(text) else kind), text


def _inner_markup(node: Any) -> str:
    from lxml import etree

    inner = "".join(etree.tostring(child, encoding="unicode") for child in node)
    return f"{node.text or ''}{inner}"


def _authors(fields: _Fields) -> list[str]:
    found: list[str | None] = []
    for node in fields.all("dc:creator", "author", "atom:author", "itunes:author"):
        name = next((text_of(child) for child in node if local_name(child) == "name"), None)
        found.append(author_name(name or text_of(node)))
    return list(dict.fromkeys(name for name in found if name))


def _categories(fields: _Fields) -> Iterator[Category]:
    for node in fields.all("category", "atom:category", "dc:subject", "media:category"):
        name = node.get("term") or text_of(node)
        yield Category(name=name, scheme=node.get("domain") or node.get("scheme") or "", label=node.get("label") or "")


def _keywords(fields: _Fields) -> list[str]:
    words = (word.strip() for word in (fields.text("media:keywords", "itunes:keywords") or "").split(","))
    return list(dict.fromkeys(word for word in words if word))


def _images(fields: _Fields, base: str | None) -> Iterator[Image]:
    """Yield the pictures an entry comes with: Media RSS first, for it has captions, then enclosures and links."""
    media = [each for node in fields.all("media:content", "media:group") for each in _media(node)]
    shared = _described(fields.nodes)
    for node in media:
        if is_picture(node.get("url"), node.get("type"), node.get("medium")):
            own = _described(_children(node))
            caption, credit = own[0] or shared[0], own[1] or shared[1]
            yield _image(node, absolute(node.get("url"), base), caption, credit, node.get("fileSize"))
    for node in fields.all("enclosure"):
        if is_picture(node.get("url"), node.get("type")):
            yield _image(node, absolute(node.get("url"), base), None, None, node.get("length"))
    for node in fields.all("link", "atom:link"):
        if node.get("rel") == "enclosure" and is_picture(node.get("href"), node.get("type")):
            yield _image(node, absolute(node.get("href"), base), None, None, node.get("length"))
    if not media:
        for node in fields.all("media:thumbnail"):
            yield _image(node, absolute(node.get("url"), base), shared[0], shared[1], None)


def _media(node: Any) -> list[Any]:
    return [node] if local_name(node) == "content" else [each for each in node if local_name(each) == "content"]


def _children(node: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for child in node:
        found.setdefault(_name(child, is_atom=False), []).append(child)
    return found


def _described(nodes: dict[str, list[Any]]) -> tuple[str | None, str | None]:
    """Return caption and credit among the elements of Media RSS."""
    caption, credit = (next(iter(nodes.get(name, ())), None) for name in ("media:description", "media:credit"))
    return text_of(caption) or None, text_of(credit) or None


def _image(node: Any, url: str | None, caption: str | None, credit: str | None, length: str | None) -> Image:
    return Image(
        url=url,
        caption=caption,
        credit=credit,
        media_type=node.get("type"),
        width=whole_number(node.get("width")),
        height=whole_number(node.get("height")),
        length=whole_number(length) or None,
    )
