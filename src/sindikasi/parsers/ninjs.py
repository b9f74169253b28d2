"""ninjs 1, 2 and 3: the IPTC's News in JSON, one news object a file."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from sindikasi.errors import EmptyArticle, MalformedDocument
from sindikasi.model import Document, Image, ParsedArticle, Wire
from sindikasi.parsers.agency import joined, status_of, subject_codes, unless_same, urgency_of
from sindikasi.parsers.fragments import Fragment, read_fragment
from sindikasi.parsers.jsonvalues import decode_json_noted, kind_of, objects_in, string_in, whole_in
from sindikasi.parsers.markup import looks_marked_up
from sindikasi.parsers.sniff import agency_format, head

if TYPE_CHECKING:
    from collections.abc import Iterable

# What a news object has besides its uri; without one of these an object with a "uri" is something else.
_TELLING = {
    "versioncreated", "firstcreated", "contentcreated", "pubstatus", "representationtype", "bodies", "headlines",
    "body_text", "body_html", "body_xhtml",
}  # fmt: skip
_PICTURES = {"picture", "graphic"}
_PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|gif|webp|tiff?)\Z", re.I)
_PARTS = re.compile(r"\s*[,;]\s*")
# "GROSETO, Italy (AP) -- The trial": what the text says of its place goes before what is said beside it.
_DATELINE = re.compile(r"[^\n(]{2,60}\([^()\n]{2,40}\)\s*[–—_-]")
_COMPARED = 60
_NO_WORD = re.compile(r"\W+")
_LONGEST_NAME = 80


class NinjsParser:
    """Reads one news object with a text."""

    name: ClassVar[str] = "ninjs"
    is_container: ClassVar[bool] = False

    def recognises(self, document: Document) -> int:
        """Return a high mark for an object with a uri and a key only ninjs has."""
        start = head(document)
        return 70 if start[:1] == b"{" and agency_format(start) == "ninjs" else 0

    def parse(self, document: Document) -> ParsedArticle:
        """Return the article; raises MalformedDocument for broken JSON, EmptyArticle for a picture or video."""
        value, repairs = decode_json_noted(document.content)
        if not isinstance(value, dict):
            raise MalformedDocument(
                f"ninjs is an object {{...}}, this is {kind_of(value)}; ask the sender for it again"
            )
        return replace(ninjs_article(value), repairs=repairs)


def is_ninjs(value: dict[str, Any]) -> bool:
    """Tell whether a JSON object is a news object."""
    keys = {key.lower() for key in value}
    return "uri" in keys and bool(_TELLING & keys)


def ninjs_article(value: dict[str, Any]) -> ParsedArticle:
    """Return what a news object says (ninjs 1.8, 2.4 and 3.3, whose names differ in their capitals)."""
    fields = _folded(value)
    headline = _headline(fields)
    fragment = _body(fields, headline) or _associated_body(fields, headline)
    status = status_of(string_in(fields.get("pubstatus")))
    notes = _texts(fields, "ednote")
    body = fragment.text
    if not body and status == "canceled":
        body = next(iter(notes), headline or "")
    if not body:
        raise EmptyArticle(_without_text(fields))
    agency = _agency(fields)
    subjects = [*objects_in(fields.get("subject")), *objects_in(fields.get("subjects"))]
    return ParsedArticle(
        body=body,
        has_own_body=True,
        headline=headline,
        standfirst=_standfirst(fields, headline, body),
        byline=_first(fields, "byline", "by"),
        dateline=None if _DATELINE.match(body) else string_in(fields.get("located")),
        credit=agency,
        language=string_in(fields.get("language")),
        url=_first(fields, "canonicalurl", "url", "link"),
        published=_first(fields, "firstcreated", "versioncreated", "contentcreated"),
        source=agency,
        guid=string_in(fields.get("uri")),
        images=(*_associated_images(fields), *fragment.images),
        captions=fragment.captions,
        categories=tuple(filter(None, (string_in(each.get("name")) for each in _named(fields, subjects)))),
        subjects=subject_codes(_codes(subjects)),
        wire=Wire(
            version=string_in(fields.get("version")),
            status=status,
            embargoed=_first(fields, "embargoed", "embargoeduntil"),
            updated=string_in(fields.get("versioncreated")),
            slugline=string_in(fields.get("slugline")),
            urgency=urgency_of(string_in(fields.get("urgency"))),
            rights=_first(fields, "copyrightholder", "copyrightnotice"),
            usage_terms=_usage_terms(fields),
            keywords=_keywords(fields.get("keywords")),
            notes=notes,
        ),
        markup=fragment.markup,
    )


def _folded(value: dict[str, Any]) -> dict[str, Any]:
    """Return the fields with their names in small letters: ninjs 3 writes "versionCreated"."""
    return {key.lower(): each for key, each in value.items()}


def _first(fields: dict[str, Any], *keys: str) -> str | None:
    return next((text for text in (string_in(fields.get(key)) for key in keys) if text), None)


def _texts(fields: dict[str, Any], key: str) -> tuple[str, ...]:
    value = fields.get(key)
    members = value if isinstance(value, list) else [value]
    return tuple(text for text in map(string_in, members) if text)


def _values(fields: dict[str, Any], plural: str, prefix: str) -> list[tuple[str, str]]:
    """Return (role or media type, text) of each headline, description or body, of ninjs 2 and 3 first."""
    listed = [_folded(each) for each in objects_in(fields.get(plural))]
    found = [(f"{each.get('role', '')} {each.get('contenttype', '')}", each.get("value")) for each in listed]
    found += [(key.removeprefix(prefix), fields[key]) for key in fields if key.startswith(prefix)]
    texts = ((kind.lower(), string_in(text)) for kind, text in found)
    return [(kind, text) for kind, text in texts if text]


def _headline(fields: dict[str, Any]) -> str | None:
    values = _values(fields, "headlines", "headline_")
    main = next((text for role, text in values if role.split()[:1] == ["main"]), None)
    found = string_in(fields.get("headline")) or main or next((text for _, text in values), None)
    found = found or string_in(fields.get("title"))
    return " ".join(read_fragment(found).text.split()) if found and looks_marked_up(found) else found


def _body(fields: dict[str, Any], headline: str | None) -> Fragment | None:
    """Return the body, from markup where there is some: plain text seldom keeps the paragraphs."""
    values = sorted(_values(fields, "bodies", "body_"), key=lambda value: _rank(value[0]))
    for kind, text in values:
        is_markup = "html" in kind or "xml" in kind or looks_marked_up(text)
        fragment = read_fragment(text, headline=headline) if is_markup else Fragment(text=text.strip())
        if fragment.text:
            return fragment
    return None


def _rank(kind: str) -> int:
    if "html" in kind:
        return 0
    return 2 if "xml" in kind or "nitf" in kind else 1


def _associated_body(fields: dict[str, Any], headline: str | None) -> Fragment:
    """Return the texts of the associated objects in order: a composite may hold nothing else."""
    texts = [each for each in map(_folded, objects_in(fields.get("associations"))) if each.get("type") == "text"]
    found = [fragment for fragment in (_body(each, headline) for each in texts) if fragment is not None]
    markup = [fragment.markup for fragment in found if fragment.markup]
    return Fragment(
        text="\n\n".join(fragment.text for fragment in found),
        markup="<hr>".join(markup) if len(markup) == len(found) else None,
        images=tuple(image for fragment in found for image in fragment.images),
        captions=tuple(caption for fragment in found for caption in fragment.captions),
    )


def _without_text(fields: dict[str, Any]) -> str:
    kind = string_in(fields.get("type")) or "news object"
    if kind.lower() == "text":
        return "this ninjs text has no body; ask the sender for the whole news object"
    return f"this ninjs is a {kind} without a text of its own; drop the text it belongs to"


def _standfirst(fields: dict[str, Any], headline: str | None, body: str) -> str | None:
    """Return the first description that is neither the headline nor the beginning of the body."""
    for _, text in _values(fields, "descriptions", "description_"):
        plain = read_fragment(text).text if looks_marked_up(text) else text
        if unless_same(plain, headline) and not _squeezed(body).startswith(_squeezed(plain)[:_COMPARED]):
            return " ".join(plain.split())
    return None


def _squeezed(text: str) -> str:
    return _NO_WORD.sub("", text[: 4 * _COMPARED]).casefold()


def _agency(fields: dict[str, Any]) -> str | None:
    sources = (*objects_in(fields.get("infosources")), *objects_in(fields.get("infosource")))
    names = (*(string_in(each.get("name")) for each in sources), _first(fields, "source", "copyrightholder"))
    return next((name for name in names if name and len(name) <= _LONGEST_NAME), None)


def _named(fields: dict[str, Any], subjects: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    return (*objects_in(fields.get("service")), *subjects)


def _codes(subjects: list[dict[str, Any]]) -> Iterable[str]:
    """Yield each subject's code alone and behind its scheme, and its uri; who knows the code finds it once."""
    for each in subjects:
        for key in ("code", "qcode", "literal"):
            code = string_in(each.get(key))
            if code:
                yield code
        uri = string_in(each.get("uri"))
        if uri:
            yield uri


def _usage_terms(fields: dict[str, Any]) -> str | None:
    rights = fields.get("rightsinfo")
    linked = _first(_folded(rights), "linkedrights") if isinstance(rights, dict) else None
    return joined(text for text in (string_in(fields.get("usageterms")), linked) if text)


def _keywords(value: object) -> tuple[str, ...]:
    words = _PARTS.split(value) if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(dict.fromkeys(word for word in map(string_in, words) if word))


def _associated_images(fields: dict[str, Any]) -> tuple[Image, ...]:
    """Return the pictures the text goes with, in the sender's order."""
    associated = (_folded(each) for each in objects_in(fields.get("associations")))
    images = (_image(each) for each in associated if string_in(each.get("type")) in _PICTURES)
    return tuple(image for image in images if image is not None)


def _image(fields: dict[str, Any]) -> Image | None:
    """Return a picture in its widest rendition."""
    renditions = [_folded(each) for each in objects_in(fields.get("renditions"))]
    widest = max(renditions, key=lambda each: (bool(string_in(each.get("href"))), _size(each, "width")), default={})
    uri = string_in(fields.get("uri")) or ""
    captions = (text for _, text in _values(fields, "descriptions", "description_"))
    caption = next(captions, None) or _headline(fields)
    url = string_in(widest.get("href")) or (uri if _PICTURE_NAME.search(uri) else None)
    if url is None and caption is None:
        return None
    return Image(
        url=url,
        caption=caption,
        credit=_first(fields, "byline", "by", "copyrightholder"),
        media_type=_first(widest, "mimetype", "contenttype") or _first(fields, "mimetype", "contenttype"),
        width=whole_in(widest.get("width")),
        height=whole_in(widest.get("height")),
        length=whole_in(widest.get("sizeinbytes")),
    )


def _size(fields: dict[str, Any], key: str) -> int:
    return whole_in(fields.get(key)) or 0
