"""The rules of RSS 2.0 with the RSS Advisory Board's Best Practices Profile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sindikasi.outputs.rules import values
from sindikasi.outputs.rules.elements import (
    ATOM,
    MANY,
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
    from collections.abc import Iterable

    from sindikasi.outputs.rules.findings import Notes

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_ONE, _MAYBE, _ANY = (1, 1), (0, 1), (0, MANY)
_CHANNEL = (
    dict.fromkeys(("title", "link", "description"), _ONE)
    | dict.fromkeys(
        "cloud copyright docs generator image language lastBuildDate managingEditor pubDate rating skipDays"
        " skipHours textInput ttl webMaster".split(),
        _MAYBE,
    )
    | {"category": _ANY, "item": _ANY}
)
# The profile: readers take only one enclosure.
_ITEM = dict.fromkeys("title link description author comments enclosure guid pubDate source".split(), _MAYBE) | {
    "category": _ANY,
    _CONTENT: _MAYBE,
}
_IMAGE = dict.fromkeys(("url", "title", "link"), _ONE) | dict.fromkeys(("width", "height", "description"), _MAYBE)
_MAILBOXES = {"managingEditor", "webMaster", "author"}
_DATES = {"pubDate", "lastBuildDate"}
_ADDRESSES = {"link", "docs", "comments", "url"}


def check_feed(notes: Notes, root: Any) -> None:
    """Check an `rss` document."""
    if root.get("version") != "2.0":
        notes.error("version-invalid", "rss/@version", "is not 2.0")
    channels = root.findall("channel")
    if len(channels) != 1:
        notes.error("element-missing", "channel", f"is there {len(channels)} times instead of once")
        return
    channel = channels[0]
    found = children(channel)
    count(notes, found, _CHANNEL, space="")
    _check_parts(notes, found)
    _check_channel(notes, channel)
    items = channel.findall("item")
    _check_unique(notes, items)
    for index, item in enumerate(items):
        notes.enter(index, entry_name(index, item.findtext("guid")))
        check_item(notes, item)
    notes.enter(None, "feed")


def check_item(notes: Notes, item: Any) -> None:
    """Check an `item`."""
    found = children(item)
    count(notes, found, _ITEM, space="")
    _check_parts(notes, found)
    tags = [child.tag for child in found]
    if "title" not in tags and "description" not in tags:
        notes.error("element-missing", "title", "an item has a title or a description")
    if "guid" not in tags:
        notes.warn("guid-missing", "guid", "the profile asks for one: readers tell items apart by it")
    if _CONTENT in tags and "description" in tags and tags.index(_CONTENT) < tags.index("description"):
        notes.warn("content-order", "content:encoded", "the profile puts it behind description")
    check_media(notes, item)


def _check_channel(notes: Notes, channel: Any) -> None:
    links = {link.get("rel", "alternate"): link.get("href", "") for link in channel.findall(f"{ATOM}link")}
    if "self" not in links:
        notes.warn("self-missing", "atom:link", "the profile asks for atom:link rel=self")
    for relation, href in links.items():
        if not values.is_iri(href):
            notes.error("address-invalid", f"atom:link[{relation}]", f"{href[:80]!r} is no address")
    check_history(notes, channel, links)
    language, ttl, image = channel.findtext("language"), channel.findtext("ttl"), channel.find("image")
    if language is not None and not values.is_language(language.strip()):
        notes.error("language-invalid", "language", f"{language[:40]!r} is no language tag")
    if ttl is not None and not ttl.strip().isdecimal():
        notes.error("number-invalid", "ttl", f"{ttl[:40]!r} is no number of minutes")
    if image is not None:
        count(notes, children(image), _IMAGE, space="")
        _check_parts(notes, children(image))


def _check_unique(notes: Notes, items: Iterable[Any]) -> None:
    seen: set[str] = set()
    for index, item in enumerate(items):
        guid = item.findtext("guid")
        notes.enter(index, entry_name(index, guid))
        if guid is not None and guid in seen:
            notes.error("id-repeated", "guid", "another item has the same guid")
        seen.add(guid or "")
    notes.enter(None, "feed")


def _check_parts(notes: Notes, found: Iterable[Any]) -> None:
    for element in found:
        tag, text = element.tag, text_of(element)
        check_language(notes, element)
        if tag in _DATES:
            problem = values.rfc_822_problem(text)
            if problem:
                notes.error("date-invalid", tag, f"{text[:60]!r} {problem}")
        elif tag in _ADDRESSES and not values.is_iri(text):
            notes.error("address-invalid", tag, f"{text[:80]!r} is no absolute address")
        elif tag in _MAILBOXES and not values.is_email(text):
            notes.error("email-invalid", tag, f"{text[:80]!r} is no e-mail address; name people in dc:creator")
        elif tag in _PART_RULES:
            _PART_RULES[tag](notes, element)


def _check_guid(notes: Notes, guid: Any) -> None:
    is_permalink = guid.get("isPermaLink", "true")
    if is_permalink not in {"true", "false"}:
        notes.error("attribute-invalid", "guid/@isPermaLink", f"{is_permalink[:40]!r} is not true or false")
    if not text_of(guid):
        notes.error("id-invalid", "guid", "is empty")
    elif is_permalink == "true" and not values.is_web_address(text_of(guid)):
        notes.error("id-invalid", "guid", 'is no web address; say isPermaLink="false"')


def _check_enclosure(notes: Notes, enclosure: Any) -> None:
    url, length, kind = (enclosure.get(name) for name in ("url", "length", "type"))
    if url is None or not values.is_web_address(url):
        notes.error("address-invalid", "enclosure/@url", f"{(url or '')[:80]!r} is no web address")
    if length is None or not length.isdecimal():
        notes.error("number-invalid", "enclosure/@length", f"{(length or '')[:40]!r} is no number of bytes")
    if kind is None or not values.is_media_type(kind):
        notes.error("media-type-invalid", "enclosure/@type", f"{(kind or '')[:60]!r} is no media type")


def _check_source(notes: Notes, source: Any) -> None:
    if not values.is_iri(source.get("url") or ""):
        notes.error("address-invalid", "source/@url", f"{(source.get('url') or '')[:80]!r} is no address of a feed")


def _check_html_part(notes: Notes, element: Any) -> None:
    if children(element):
        notes.error("markup-misplaced", name_of(element.tag), "has child elements; escape the markup")
    check_html(notes, name_of(element.tag), element.text or "")


def _check_plain_part(notes: Notes, element: Any) -> None:
    if not text_of(element):
        notes.warn("text-empty", name_of(element.tag), "should not be empty")
    check_text(notes, name_of(element.tag), element.text or "")


_PART_RULES = {
    "guid": _check_guid,
    "enclosure": _check_enclosure,
    "source": _check_source,
    "description": _check_html_part,
    _CONTENT: _check_html_part,
    "title": _check_plain_part,
    "category": _check_plain_part,
    _CREATOR: _check_plain_part,
}
