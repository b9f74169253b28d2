"""JSON: one article, or a list of articles in one file."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from sindikasi.core.text import tidy_line
from sindikasi.errors import EmptyArticle, MalformedDocument
from sindikasi.model import Document, Image, Member, ParsedArticle, Wire
from sindikasi.parsers.agency import status_of, urgency_of
from sindikasi.parsers.fragments import Fragment, read_fragment
from sindikasi.parsers.jsonvalues import decode_json, decode_json_noted, kind_of, string_in, top_keys, whole_in
from sindikasi.parsers.markup import looks_marked_up
from sindikasi.parsers.ninjs import is_ninjs, ninjs_article
from sindikasi.parsers.sniff import agency_format, head

if TYPE_CHECKING:
    from collections.abc import Iterator

_LIST_MEMBER = re.compile(r"\.\w+#\d+\Z")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_FIRST_MEMBER = re.compile(rb"\[\s*[{\]]")
_SAID_CHARACTERS = 40
_HEADLINE = ("headline", "title")
_TEXT = ("text", "body", "content", "html")
_PUBLISHED = ("published", "date", "datetime", "published_at", "datePublished", "pubDate")
_UPDATED = ("updated", "date_modified", "dateModified", "modified")
_BYLINE = ("byline", "author", "authors")
_SOURCE = ("source", "publisher", "outlet")
_STANDFIRST = ("standfirst", "description", "summary")
_IMAGE = ("image", "images")
_CATEGORIES = ("categories", "category", "section", "tags")
# Under these names a list of articles stands in an object of its own; what else is beside it is about the list.
_LISTS = (b"articles", b"items", b"item", b"_items", b"results", b"documents", b"stories")
_LIST_NAMED = re.compile(rb'"(?:' + b"|".join(_LISTS) + rb')"\s*:\s*\[\s*[{\]]')
_ARTICLE_KEYS = frozenset(key.encode() for key in (*_HEADLINE, *_TEXT, "bodies", "headlines"))


class JsonParser:
    """Reads one article as a JSON object."""

    name: ClassVar[str] = "json"
    is_container: ClassVar[bool] = False

    def recognises(self, document: Document) -> int:
        """Return a high mark for an object, a middling one for what only its name calls JSON."""
        start = head(document)
        if agency_format(start) is not None:
            return 0
        if start[:1] == b"{" and b'"' in start:
            return 60
        return 30 if document.name.lower().endswith(".json") or _LIST_MEMBER.search(document.name) else 0

    def parse(self, document: Document) -> ParsedArticle:
        """Return the article; raises MalformedDocument naming the place or the key that is wrong."""
        value, repairs = decode_json_noted(document.content)
        if not isinstance(value, dict):
            raise MalformedDocument(
                f"a JSON article is an object {{...}}, this is {kind_of(value)}; put title and text into an object"
            )
        return replace(ninjs_article(value) if is_ninjs(value) else _article(value), repairs=repairs)


class JsonListParser:
    """Takes apart a JSON file that holds a list of articles or of ninjs, bare or under a name such as "articles"."""

    name: ClassVar[str] = "json-list"
    is_container: ClassVar[bool] = True

    def recognises(self, document: Document) -> int:
        """Return a high mark for a list of objects, a higher one for an object that is nothing but their wrapper."""
        start = head(document)
        if start[:1] == b"{":
            return 72 if _list_key(start) is not None else 0
        return 60 if _FIRST_MEMBER.match(start) else 0

    def unpack(self, document: Document) -> Iterator[Member]:
        """Yield each article with the suffix "#2", counted from 1."""
        content = document.content
        key = _list_key(head(document))
        if key is not None:
            content = bytes(decode_json(content, dict[str, msgspec.Raw])[key.decode()])
        for number, member in enumerate(decode_json(content, list[msgspec.Raw]), 1):
            yield Member(suffix=f"#{number}", content=bytes(member))


def _list_key(start: bytes) -> bytes | None:
    """Return the name of the list in an object that is its wrapper, None for an article or anything else."""
    if _LIST_NAMED.search(start) is None:
        return None
    keys = top_keys(start)
    if _ARTICLE_KEYS & keys.keys() or (b"version" in keys and agency_format(start) == "a JSON Feed"):
        return None
    return next((key for key in _LISTS if keys.get(key) == b"["), None)


def _article(fields: dict[str, Any]) -> ParsedArticle:
    headline = _plain(_string(fields, _HEADLINE))
    body = _text(fields, headline)
    if not body.text and not headline:
        if any(key in fields for key in (*_TEXT, *_HEADLINE)):
            raise EmptyArticle("the JSON article has neither text nor headline; fill in title and text")
        found = ", ".join(tidy_line(key)[:_SAID_CHARACTERS] for key in sorted(fields)[:12]) or "nothing"
        raise MalformedDocument(
            f"a JSON article has title or headline, and text, body, content or html; this has {found}: "
            "put what the article says under one of those names"
        )
    return _told(fields, headline, body)


def without_text(fields: dict[str, Any]) -> ParsedArticle:
    """Return what an object says of an article whose text lies elsewhere; raises MalformedDocument naming a key."""
    return _told(fields, _plain(_string(fields, _HEADLINE)), Fragment(text=""))


def _told(fields: dict[str, Any], headline: str | None, body: Fragment) -> ParsedArticle:
    return ParsedArticle(
        body=body.text,
        has_own_body=True,
        headline=headline,
        standfirst=_plain(_string(fields, _STANDFIRST)),
        byline=_without_entities(_names(fields, _BYLINE)),
        dateline=_string(fields, ("dateline",)),
        credit=_string(fields, ("credit",)),
        language=_string(fields, ("language", "lang")),
        url=_string(fields, ("url", "link")),
        published=_moment(fields, _PUBLISHED) or _moment(fields, _UPDATED),
        source=_plain(_names(fields, _SOURCE)),
        guid=_string(fields, ("id", "guid")),
        images=_images(fields) or body.images,
        captions=body.captions,
        categories=_strings(fields, _CATEGORIES),
        subjects=tuple(code for code in _strings(fields, ("subjects",)) if re.fullmatch(r"\d{8}", code)),
        wire=_wire(fields),
        markup=body.markup,
        markup_base=string_in(fields.get("base")),
    )


def _wire(fields: dict[str, Any]) -> Wire | None:
    """Return what the article says besides its text, None when it says nothing of it."""
    wire = Wire(
        version=string_in(fields.get("version")),
        status=status_of(string_in(fields.get("status"))),
        embargoed=_moment(fields, ("embargoed",)),
        updated=_moment(fields, _UPDATED),
        slugline=string_in(fields.get("slugline")),
        urgency=urgency_of(string_in(fields.get("urgency"))),
        rights=string_in(fields.get("rights")),
        usage_terms=string_in(fields.get("usage_terms")),
        keywords=_strings(fields, ("keywords",)),
        notes=_strings(fields, ("notes",)),
    )
    return None if wire == Wire() else wire


def _text(fields: dict[str, Any], headline: str | None) -> Fragment:
    base = string_in(fields.get("base")) or string_in(fields.get("url"))
    for key in _TEXT:
        value = fields.get(key)
        if value is None:
            continue
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            value = "\n\n".join(value)
        if not isinstance(value, str):
            raise MalformedDocument(f'"{key}" must be a text, this is {kind_of(value)}; put the text itself there')
        if value.strip():
            is_markup = key == "html" or looks_marked_up(value)
            return read_fragment(value, headline=headline, base=base) if is_markup else Fragment(text=value)
    return Fragment(text="")


def _string(fields: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        value = fields.get(key)
        if value is None or value == "":
            continue
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise MalformedDocument(f'"{key}" must be a text, this is {kind_of(value)}; put the text itself there')
        return str(value)
    return None


def _without_entities(text: str | None) -> str | None:
    """Read "&amp;" as HTML does, but not "&copy" without its semicolon: plain text has ampersands too."""
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text) if text else text


def _plain(text: str | None) -> str | None:
    """Return the text of a short field without markup: titles of feeds have some."""
    if text is None:
        return None
    is_markup = "<" in text and looks_marked_up(text)
    text = read_fragment(text).text if is_markup else _without_entities(text) or ""
    return " ".join(text.split()) or None


def _strings(fields: dict[str, Any], keys: tuple[str, ...]) -> tuple[str, ...]:
    found: list[str] = []
    for key in keys:
        value = fields.get(key)
        members = value if isinstance(value, list) else [] if value is None else [value]
        found += [name for name in map(_name, members) if name]
    return tuple(dict.fromkeys(found))


def _names(fields: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    return next((", ".join(names) for names in (_strings(fields, (key,)) for key in keys) if names), None)


def _name(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("name") or value.get("title") or value.get("term")
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _moment(fields: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    return next((text for text in (string_in(fields.get(key)) for key in keys) if text), None)


def _images(fields: dict[str, Any]) -> tuple[Image, ...]:
    value: Any = next((fields[key] for key in _IMAGE if fields.get(key)), [])
    images = (_image(member) for member in (value if isinstance(value, list) else [value]))
    return tuple(image for image in images if image is not None)


def _image(value: object) -> Image | None:
    if isinstance(value, str):
        return Image(url=value)
    if not isinstance(value, dict):
        return None
    image = Image(
        url=string_in(value.get("url")),
        caption=string_in(value.get("caption")),
        credit=string_in(value.get("credit")),
        media_type=string_in(value.get("media_type")),
        width=whole_in(value.get("width")),
        height=whole_in(value.get("height")),
        length=whole_in(value.get("length")),
    )
    return None if image == Image() else image
