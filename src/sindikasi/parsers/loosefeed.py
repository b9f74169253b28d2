"""Feeds whose XML is broken, read by feedparser as far as they go; the only door to feedparser."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

from sindikasi.errors import MalformedDocument
from sindikasi.model import Image, Member
from sindikasi.parsers.encoding import decode
from sindikasi.parsers.entries import (
    Category,
    author_name,
    filed_under,
    image_fields,
    is_picture,
    member_of,
    summary_beside,
)
from sindikasi.parsers.jsonvalues import string_in

if TYPE_CHECKING:
    from collections.abc import Iterator

# Its reading of broken XML takes some thirty times as long as lxml's of sound XML.
_LONGEST = 4 * 2**20
_END = re.compile(r"</(?:rss|feed|rdf:RDF|RDF)\s*>\s*(?:<!--.{0,500}-->\s*)?\Z", re.I | re.S)
_END_CHARACTERS = 1_000
_CLOSING = re.compile(r"</(?:[\w-]+:)?(?:item|entry)\s*>", re.I)
_DECLARATION = re.compile(r"\A<\?xml[^>]{0,300}\?>")


def loose_entries(content: bytes, error: MalformedDocument) -> Iterator[Member]:
    """Yield the entries of a feed in broken XML; raises `error` when there are none, or when the feed breaks off."""
    if len(content) > _LONGEST:
        raise error
    text = _DECLARATION.sub("", decode(content).lstrip(), count=1)
    is_whole = _END.search(text[-_END_CHARACTERS:]) is not None
    number = 0
    for number, (entry, feed) in enumerate(_parsed(text if is_whole else _up_to_last_entry(text)), 1):
        yield member_of(number, _fields(entry, feed))
    if not number:
        raise error
    if not is_whole:
        raise MalformedDocument(
            f"the feed breaks off behind entry {number}, what stands before was read; {error.message}"
        )


def _up_to_last_entry(text: str) -> str:
    """Return the text as far as its entries are whole."""
    closing = None
    for closing in _CLOSING.finditer(text):  # noqa: B007  the last match is wanted
        pass
    return text[: closing.end()] if closing is not None else ""


def _parsed(text: str) -> Iterator[tuple[Any, Any]]:
    import feedparser

    try:
        # A stream, never a text: feedparser opens a text that looks like an address or a file's name.
        parsed = feedparser.parse(
            BytesIO(text.encode("utf-8", "replace")),
            sanitize_html=False,
            response_headers={"content-type": "application/xml; charset=utf-8"},
        )
    except (ValueError, LookupError, TypeError, AttributeError):
        # It stumbles over odd names and namespaces; without entries, what was found first is said.
        return
    for entry in parsed.entries:
        yield entry, parsed.feed


def _fields(entry: Any, feed: Any) -> dict[str, Any]:
    """Return an entry's fields as the JSON article has them, from feedparser's names."""
    contents = [each for each in entry.get("content", ()) if each.get("value")]
    content = contents[0].get("value") if contents else None
    kind = "html" if contents and "html" in (contents[0].get("type") or "") else "content"
    summary = entry.get("summary")
    if content is None:
        kind, content, summary = "content", summary, None
    tags = (
        Category(name=string_in(tag.get("term")) or "", scheme=tag.get("scheme") or "", label=tag.get("label") or "")
        for tag in entry.get("tags", ())
    )
    names, codes = filed_under(tags)
    authors = [author_name(each.get("name")) for each in entry.get("authors", ())] or [author_name(entry.get("author"))]
    return {
        "id": entry.get("id"),
        "title": entry.get("title"),
        kind: content,
        "summary": summary_beside(summary, content),
        "url": entry.get("link"),
        "published": entry.get("published"),
        # Not by its own get, which gives the date of publication and a warning where there is no update.
        "updated": dict.get(entry, "updated"),
        "source": (entry.get("source") or {}).get("title") or feed.get("title"),
        "byline": list(dict.fromkeys(filter(None, authors))),
        "language": feed.get("language"),
        "categories": names,
        "subjects": codes,
        "image": image_fields(_images(entry)),
        "rights": entry.get("rights") or feed.get("rights"),
    }


def _images(entry: Any) -> Iterator[Image]:
    for media in entry.get("media_content", ()):
        if is_picture(media.get("url"), media.get("type"), media.get("medium")):
            yield Image(url=media.get("url"), media_type=media.get("type"))
    for link in entry.get("links", ()):
        if link.get("rel") == "enclosure" and is_picture(link.get("href"), link.get("type")):
            yield Image(url=link.get("href"), media_type=link.get("type"))
