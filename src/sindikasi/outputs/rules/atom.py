"""The rules of Atom 1.0 (RFC 4287), of archives (RFC 5005) and of deleted entries (RFC 6721)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sindikasi.outputs.rules import values
from sindikasi.outputs.rules.elements import (
    ATOM,
    MANY,
    TOMBSTONE,
    check_date_time,
    check_history,
    check_html,
    check_language,
    check_media,
    check_text,
    children,
    count,
    name_of,
    text_of,
)
from sindikasi.outputs.rules.findings import entry_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sindikasi.outputs.rules.findings import Notes

_ANY = (0, MANY)
_COMMON = {f"{ATOM}{name}": _ANY for name in ("author", "category", "contributor", "link")}
_ONCE = {f"{ATOM}{name}": (1, 1) for name in ("id", "title", "updated")}
_FEED_ONLY = {f"{ATOM}{name}": (0, 1) for name in ("generator", "icon", "logo", "rights", "subtitle")}
# RFC 4287 4.1.1
_FEED = _COMMON | _ONCE | _FEED_ONLY | {f"{ATOM}entry": _ANY}
# RFC 4287 4.1.2
_ENTRY = _COMMON | _ONCE | {f"{ATOM}{name}": (0, 1) for name in ("content", "published", "rights", "source", "summary")}
# RFC 4287 4.2.11
_SOURCE = _COMMON | _FEED_ONLY | {tag: (0, 1) for tag in _ONCE}
_PERSON = {f"{ATOM}name": (1, 1), f"{ATOM}uri": (0, 1), f"{ATOM}email": (0, 1)}
_TEXTS = {f"{ATOM}{name}" for name in ("title", "subtitle", "summary", "rights")}
_DATES = {f"{ATOM}updated", f"{ATOM}published"}
_PERSONS = {f"{ATOM}author", f"{ATOM}contributor"}
_ADDRESSES = {f"{ATOM}icon", f"{ATOM}logo"}
_XHTML_DIV = "{http://www.w3.org/1999/xhtml}div"


def check_feed(notes: Notes, root: Any) -> None:
    """Check an `atom:feed` document."""
    check_language(notes, root)
    found = children(root)
    count(notes, found, _FEED, space=ATOM)
    _check_parts(notes, found)
    links = {link.get("rel", "alternate"): link.get("href", "") for link in root.findall(f"{ATOM}link")}
    if "self" not in links:
        notes.warn("self-missing", "atom:link", "a feed should link to itself with rel=self (RFC 4287 4.1.1)")
    check_history(notes, root, links)
    _check_tombstones(notes, root)
    entries = root.findall(f"{ATOM}entry")
    _check_unique(notes, entries)
    has_author = root.find(f"{ATOM}author") is not None
    for index, entry in enumerate(entries):
        notes.enter(index, entry_name(index, entry.findtext(f"{ATOM}id")))
        check_entry(notes, entry, has_author=has_author)
    notes.enter(None, "feed")


def check_entry(notes: Notes, entry: Any, *, has_author: bool) -> None:
    """Check an `atom:entry`; `has_author`: the feed around it names one."""
    check_language(notes, entry)
    found = children(entry)
    count(notes, found, _ENTRY, space=ATOM)
    _check_parts(notes, found)
    source = entry.find(f"{ATOM}source")
    if source is not None:
        count(notes, children(source), _SOURCE, space=ATOM)
        _check_parts(notes, children(source))
        has_author = source.find(f"{ATOM}author") is not None or has_author
    if not has_author and entry.find(f"{ATOM}author") is None:
        notes.error("author-missing", "atom:author", "neither the entry nor its feed names one (RFC 4287 4.1.2)")
    _check_content(notes, entry)
    check_media(notes, entry)


def _check_unique(notes: Notes, entries: Iterable[Any]) -> None:
    """Two entries of one id are versions of one another: they have different times (RFC 4287 4.1.1)."""
    ids: dict[str, set[str]] = {}
    times: set[str] = set()
    for index, entry in enumerate(entries):
        entry_id, updated = (entry.findtext(f"{ATOM}{name}") or "" for name in ("id", "updated"))
        notes.enter(index, entry_name(index, entry_id))
        if updated in ids.get(entry_id, ()):
            notes.error("id-repeated", "atom:id", "another entry has the same id and the same time")
        elif entry_id in ids:
            notes.warn("id-repeated", "atom:id", "another entry has the same id")
        elif updated in times:
            notes.warn("time-repeated", "atom:updated", "another entry has the same time: readers cannot order them")
        ids.setdefault(entry_id, set()).add(updated)
        times.add(updated)
    notes.enter(None, "feed")


def _check_parts(notes: Notes, found: Iterable[Any]) -> None:
    alternates: set[tuple[str | None, str | None]] = set()
    for element in found:
        tag = element.tag
        if tag in _DATES:
            check_date_time(notes, element)
        elif tag in _TEXTS:
            _check_text_construct(notes, element)
        elif tag in _PERSONS:
            _check_person(notes, element)
        elif tag == f"{ATOM}id":
            _check_id(notes, element)
        elif tag == f"{ATOM}link":
            _check_link(notes, element, alternates)
        elif tag == f"{ATOM}category":
            _check_category(notes, element)
        elif tag in _ADDRESSES and not values.is_reference(text_of(element)):
            notes.error("address-invalid", name_of(tag), f"{text_of(element)[:80]!r} is no address")


def _check_id(notes: Notes, element: Any) -> None:
    if not values.is_iri(element.text or ""):
        notes.error("id-invalid", "atom:id", f"{(element.text or '')[:80]!r} is no absolute IRI (RFC 4287 4.2.6)")


def _check_link(notes: Notes, link: Any, alternates: set[tuple[str | None, str | None]]) -> None:
    href, relation = link.get("href"), link.get("rel", "alternate")
    place = f"atom:link[{relation}]"
    if href is None:
        notes.error("attribute-missing", place, "has no href (RFC 4287 4.2.7.1)")
    elif not values.is_reference(href):
        notes.error("address-invalid", place, f"{href[:80]!r} is no address")
    if link.get("type") is not None and not values.is_media_type(link.get("type")):
        notes.error("media-type-invalid", place, f"{link.get('type')[:60]!r} is no media type")
    if link.get("hreflang") is not None and not values.is_language(link.get("hreflang")):
        notes.error("language-invalid", place, f"{link.get('hreflang')[:40]!r} is no language tag")
    if relation == "alternate":
        key = link.get("type"), link.get("hreflang")
        if key in alternates:
            notes.error("link-repeated", place, "another alternate has the same type and language (RFC 4287 4.1)")
        alternates.add(key)


def _check_category(notes: Notes, category: Any) -> None:
    if not category.get("term"):
        notes.error("attribute-missing", "atom:category", "has no term (RFC 4287 4.2.2.1)")
    scheme = category.get("scheme")
    if scheme is not None and not values.is_iri(scheme):
        notes.error("address-invalid", "atom:category/@scheme", f"{scheme[:80]!r} is no absolute IRI")


def _check_person(notes: Notes, person: Any) -> None:
    count(notes, children(person), _PERSON, space=ATOM)
    name, uri, email = (person.findtext(f"{ATOM}{part}") for part in ("name", "uri", "email"))
    if name is not None and not name.strip():
        notes.error("name-empty", name_of(person.tag), "has an empty name")
    if uri is not None and not values.is_reference(uri):
        notes.error("address-invalid", f"{name_of(person.tag)}/uri", f"{uri[:80]!r} is no address")
    if email is not None and not values.is_email(email):
        notes.error("email-invalid", f"{name_of(person.tag)}/email", f"{email[:80]!r} is no e-mail address")


def _check_text_construct(notes: Notes, element: Any) -> None:
    kind, place = element.get("type", "text"), name_of(element.tag)
    if kind not in {"text", "html", "xhtml"}:
        notes.error("type-invalid", f"{place}/@type", f"{kind[:40]!r} is not text, html or xhtml (RFC 4287 3.1)")
    elif kind == "xhtml":
        _check_xhtml(notes, element)
    elif children(element):
        notes.error("markup-misplaced", place, f"type {kind} has no child elements; escape the markup")
    elif kind == "html":
        check_html(notes, place, element.text or "")
    else:
        check_text(notes, place, element.text or "")
    if element.tag == f"{ATOM}title" and not "".join(element.itertext()).strip():
        notes.warn("title-empty", place, "should not be empty")


def _check_content(notes: Notes, entry: Any) -> None:
    content = entry.find(f"{ATOM}content")
    has_summary = entry.find(f"{ATOM}summary") is not None
    if content is None:
        links = entry.findall(f"{ATOM}link")
        if not any(link.get("rel", "alternate") == "alternate" for link in links):
            notes.error("alternate-missing", "atom:link", "an entry without content needs an alternate (4.1.2)")
    elif content.get("src") is not None:
        _check_distant_content(notes, content, has_summary=has_summary)
    else:
        _check_inline_content(notes, content, has_summary=has_summary)


def _check_distant_content(notes: Notes, content: Any, *, has_summary: bool) -> None:
    source = content.get("src")
    if not values.is_reference(source):
        notes.error("address-invalid", "atom:content/@src", f"{source[:80]!r} is no address")
    if children(content) or text_of(content):
        notes.error("content-doubled", "atom:content", "has both src and a text (RFC 4287 4.1.3.2)")
    if not has_summary:
        notes.error("summary-missing", "atom:summary", "content that lies elsewhere needs a summary (4.1.2)")


def _check_inline_content(notes: Notes, content: Any, *, has_summary: bool) -> None:
    kind = content.get("type", "text")
    if kind == "xhtml":
        _check_xhtml(notes, content)
    elif kind in {"text", "html"}:
        if children(content):
            notes.error("markup-misplaced", "atom:content", f"type {kind} has no child elements; escape the markup")
        if kind == "html":
            check_html(notes, "atom:content", content.text or "")
    elif not values.is_media_type(kind):
        notes.error("media-type-invalid", "atom:content/@type", f"{kind[:60]!r} is no media type")
    elif not kind.lower().startswith("text/") and not _is_xml(kind) and not has_summary:
        notes.error("summary-missing", "atom:summary", "content in Base64 needs a summary (RFC 4287 4.1.2)")


def _is_xml(media_type: str) -> bool:
    return media_type.lower().endswith(("/xml", "+xml"))


def _check_xhtml(notes: Notes, element: Any) -> None:
    if [child.tag for child in children(element)] != [_XHTML_DIV] or text_of(element):
        notes.error("xhtml-div", name_of(element.tag), "holds anything but one xhtml:div (RFC 4287 3.1.1.3)")


def _check_tombstones(notes: Notes, root: Any) -> None:
    """RFC 6721 3: what was deleted and when."""
    for deleted in root.iter(f"{TOMBSTONE}deleted-entry"):
        required: Mapping[str, bool] = {
            "ref": values.is_iri(deleted.get("ref") or ""),
            "when": values.is_date_time(deleted.get("when") or ""),
        }
        for name, is_sound in required.items():
            if not is_sound:
                message = f"{(deleted.get(name) or '')[:80]!r} does not say it (RFC 6721 3)"
                notes.error("tombstone-invalid", f"at:deleted-entry/@{name}", message)
