"""JSON: one article, or a list of articles in one file."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from sindikasi.errors import EmptyArticle, MalformedDocument, UnknownFormat
from sindikasi.model import Document, Image, Member, ParsedArticle
from sindikasi.parsers.encoding import decode
from sindikasi.parsers.markup import looks_marked_up, text_of_fragment
from sindikasi.parsers.sniff import agency_format, head

if TYPE_CHECKING:
    from collections.abc import Iterator

_LIST_MEMBER = re.compile(r"\.\w+#\d+\Z")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_TOO_DEEP = "the JSON is nested too deeply to be an article; put title and text at the top level of the object"
_FIRST_MEMBER = re.compile(rb"\[\s*[{\]]")
_HEADLINE = ("headline", "title")
_TEXT = ("text", "body", "content", "html")
_PUBLISHED = ("published", "date", "datetime", "published_at", "datePublished", "pubDate")
_BYLINE = ("byline", "author", "authors")
_SOURCE = ("source", "publisher", "outlet")
_STANDFIRST = ("standfirst", "description", "summary")
_IMAGE = ("image", "images")
_CATEGORIES = ("categories", "category", "section", "tags")
_NINJS_KEYS = {
    "versioncreated",
    "firstcreated",
    "pubstatus",
    "body_xhtml",
    "body_html",
    "body_text",
    "bodies",
}


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
        value = _decoded(document.content, Any)
        if not isinstance(value, dict):
            raise MalformedDocument(f"a JSON article is an object {{...}}, this is {_kind(value)}")
        if "uri" in value and _NINJS_KEYS & value.keys():
            raise UnknownFormat("this looks like ninjs, which this version does not read yet")
        return _article(value)


class JsonListParser:
    """Takes apart a JSON file that holds a list of articles, bare or under "articles"."""

    name: ClassVar[str] = "json-list"
    is_container: ClassVar[bool] = True

    def recognises(self, document: Document) -> int:
        """Return a high mark for a list of objects."""
        start = head(document)
        if agency_format(start) is not None:
            return 0
        if re.match(rb'\{\s*"articles"\s*:\s*\[', start):
            return 70
        return 60 if _FIRST_MEMBER.match(start) else 0

    def unpack(self, document: Document) -> Iterator[Member]:
        """Yield each article with the suffix "#2", counted from 1."""
        content = document.content
        if head(document)[:1] == b"{":
            content = bytes(_decoded(content, _Wrapped).articles)
        for number, member in enumerate(_decoded(content, list[msgspec.Raw]), 1):
            yield Member(suffix=f"#{number}", content=bytes(member))


class _Wrapped(msgspec.Struct):
    articles: msgspec.Raw


def _decoded(content: bytes, shape: Any) -> Any:
    try:
        return msgspec.json.decode(content, type=shape)
    except (msgspec.DecodeError, UnicodeError):
        pass
    except RecursionError as error:
        raise MalformedDocument(_TOO_DEEP, reason="unsafe") from error
    try:
        # Not UTF-8, or a byte-order mark in front: RFC 8259 forbids both, files have them.
        return msgspec.json.decode(decode(content).encode("utf-8", "replace"), type=shape)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise MalformedDocument(f"the JSON is broken: {error}; write it again with a JSON writer") from error
    except RecursionError as error:
        raise MalformedDocument(_TOO_DEEP, reason="unsafe") from error


def _article(fields: dict[str, Any]) -> ParsedArticle:
    text = _text(fields)
    headline = _string(fields, _HEADLINE)
    if not text.strip() and not (headline or "").strip():
        if any(key in fields for key in (*_TEXT, *_HEADLINE)):
            raise EmptyArticle("the JSON article has neither text nor headline; fill in title and text")
        found = ", ".join(sorted(map(str, fields))[:12]) or "nothing"
        raise MalformedDocument(
            f"a JSON article has title or headline, and text, body, content or html; this has {found}"
        )
    return ParsedArticle(
        body=text,
        has_own_body=True,
        headline=_without_entities(headline),
        standfirst=_without_entities(_string(fields, _STANDFIRST)),
        byline=_without_entities(_names(fields, _BYLINE)),
        dateline=_string(fields, ("dateline",)),
        credit=_string(fields, ("credit",)),
        language=_string(fields, ("language", "lang")),
        url=_string(fields, ("url", "link")),
        published=_moment(fields),
        source=_names(fields, _SOURCE),
        guid=_string(fields, ("id", "guid")),
        images=_images(fields),
        categories=_strings(fields, _CATEGORIES),
        subjects=tuple(code for code in _strings(fields, ("subjects",)) if re.fullmatch(r"\d{8}", code)),
    )


def _text(fields: dict[str, Any]) -> str:
    for key in _TEXT:
        value = fields.get(key)
        if value is None:
            continue
        if isinstance(value, list) and all(isinstance(part, str) for part in value):
            value = "\n\n".join(value)
        if not isinstance(value, str):
            raise MalformedDocument(f'"{key}" must be a text, this is {_kind(value)}')
        if value.strip():
            return text_of_fragment(value) if key == "html" or looks_marked_up(value) else value
    return ""


def _string(fields: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        value = fields.get(key)
        if value is None or value == "":
            continue
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise MalformedDocument(f'"{key}" must be a text, this is {_kind(value)}')
        return str(value)
    return None


def _without_entities(text: str | None) -> str | None:
    """Read "&amp;" as HTML does, but not "&copy" without its semicolon: plain text has ampersands too."""
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text) if text else text


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


def _moment(fields: dict[str, Any]) -> str | None:
    value = next((fields[key] for key in _PUBLISHED if fields.get(key)), None)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value)


def _images(fields: dict[str, Any]) -> tuple[Image, ...]:
    value: Any = next((fields[key] for key in _IMAGE if fields.get(key)), [])
    images = (_image(member) for member in (value if isinstance(value, list) else [value]))
    return tuple(image for image in images if image is not None)


def _image(value: object) -> Image | None:
    if isinstance(value, str):
        return Image(url=value)
    if not isinstance(value, dict):
        return None
    texts = {key: value.get(key) for key in ("url", "caption", "credit")}
    kept = {key: text for key, text in texts.items() if isinstance(text, str)}
    return Image(**kept) if kept else None


def _kind(value: object) -> str:
    kinds = {
        dict: "an object",
        list: "a list",
        str: "a text",
        bool: "true or false",
        int: "a number",
        float: "a number",
    }
    return kinds.get(type(value), "null")
