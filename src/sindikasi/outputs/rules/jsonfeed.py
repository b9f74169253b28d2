"""The rules of JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sindikasi.outputs.rules import values
from sindikasi.outputs.rules.elements import check_html, check_text
from sindikasi.outputs.rules.findings import entry_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sindikasi.outputs.rules.findings import Notes

VERSIONS = ("https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1")
_KINDS = {str: "a string", bool: "true or false", list: "an array", dict: "an object", int: "a number"}
_FEED: Mapping[str, type] = {
    **dict.fromkeys(
        "version title home_page_url feed_url description user_comment next_url icon favicon language".split(), str
    ),
    **dict.fromkeys(("authors", "hubs", "items"), list),
    "author": dict,
    "expired": bool,
}
_ITEM: Mapping[str, type] = {
    **dict.fromkeys(
        "id url external_url title content_html content_text summary image banner_image date_published"
        " date_modified language".split(),
        str,
    ),
    **dict.fromkeys(("authors", "tags", "attachments"), list),
    "author": dict,
}
_AUTHOR: Mapping[str, type] = dict.fromkeys(("name", "url", "avatar"), str)
_HUB: Mapping[str, type] = dict.fromkeys(("type", "url"), str)
_ATTACHMENT: Mapping[str, type] = {
    **dict.fromkeys(("url", "mime_type", "title"), str),
    **dict.fromkeys(("size_in_bytes", "duration_in_seconds"), int),
}
_ADDRESSES = "home_page_url feed_url next_url icon favicon url external_url image banner_image avatar".split()
_DATES = ("date_published", "date_modified")


def check_feed(notes: Notes, feed: dict[str, Any]) -> None:
    """Check a JSON Feed object."""
    _check_fields(notes, feed, _FEED, "")
    if feed.get("version") not in VERSIONS:
        notes.error("version-invalid", "version", f"is not {VERSIONS[-1]}")
    _require(notes, feed, ("title", "items"), "")
    if "feed_url" not in feed:
        notes.warn("self-missing", "feed_url", "is strongly recommended")
    _check_authors(notes, feed)
    for hub in _objects(notes, feed, "hubs"):
        _check_fields(notes, hub, _HUB, "hubs")
        _require(notes, hub, ("type", "url"), "hubs")
    if feed.get("next_url") is not None and feed.get("next_url") == feed.get("feed_url"):
        notes.error("next-circular", "next_url", "is the feed itself")
    items = feed.get("items")
    _check_items(notes, items if isinstance(items, list) else [])


def check_item(notes: Notes, item: dict[str, Any]) -> None:
    """Check an item."""
    _check_fields(notes, item, _ITEM, "")
    _require(notes, item, ("id",), "")
    if not isinstance(item.get("content_html"), str) and not isinstance(item.get("content_text"), str):
        notes.error("content-missing", "content_html", "an item has content_html or content_text")
    if isinstance(item.get("content_html"), str):
        check_html(notes, "content_html", item["content_html"])
    for name in ("title", "summary", "content_text"):
        if isinstance(item.get(name), str):
            check_text(notes, name, item[name])
    for name in _DATES:
        date = item.get(name)
        if isinstance(date, str) and not values.is_date_time(date):
            notes.error("date-invalid", name, f"{date[:60]!r} is no RFC 3339 date-time such as 2026-11-20T12:00:00Z")
    if not all(isinstance(tag, str) for tag in _listed(item, "tags")):
        notes.error("type-invalid", "tags", "holds something that is no string")
    _check_authors(notes, item)
    for attachment in _objects(notes, item, "attachments"):
        _check_fields(notes, attachment, _ATTACHMENT, "attachments")
        _require(notes, attachment, ("url", "mime_type"), "attachments")


def _check_items(notes: Notes, items: list[Any]) -> None:
    seen: set[str] = set()
    for index, item in enumerate(items):
        item_id = item.get("id") if isinstance(item, dict) else None
        notes.enter(index, entry_name(index, item_id if isinstance(item_id, str) else None))
        if not isinstance(item, dict):
            notes.error("type-invalid", "", "is no object")
            continue
        if isinstance(item_id, str):
            if item_id in seen:
                notes.error("id-repeated", "id", "another item has the same id")
            seen.add(item_id)
        check_item(notes, item)
    notes.enter(None, "feed")


def _check_fields(notes: Notes, fields: dict[str, Any], known: Mapping[str, type], within: str) -> None:
    prefix = f"{within} / " if within else ""
    for name, value in fields.items():
        wanted = known.get(name)
        if name.startswith("_"):
            if not isinstance(value, dict):
                notes.error("extension-invalid", prefix + name, "an extension is an object")
        elif wanted is None:
            notes.warn(
                "field-undefined", prefix + name, "is no field of JSON Feed; extensions begin with an underscore"
            )
        elif not _is_a(value, wanted):
            notes.error("type-invalid", prefix + name, f"is not {_KINDS[wanted]}")
        elif name in _ADDRESSES and not values.is_iri(value):
            notes.error("address-invalid", prefix + name, f"{value[:80]!r} is no absolute address")
        elif name == "language" and not values.is_language(value):
            notes.error("language-invalid", prefix + name, f"{value[:40]!r} is no language tag")
        elif name == "mime_type" and not values.is_media_type(value):
            notes.error("media-type-invalid", prefix + name, f"{value[:60]!r} is no media type")


def _is_a(value: object, wanted: type) -> bool:
    if wanted is int:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, wanted)


def _require(notes: Notes, fields: dict[str, Any], names: tuple[str, ...], within: str) -> None:
    prefix = f"{within} / " if within else ""
    for name in names:
        if not fields.get(name) and fields.get(name) != []:
            notes.error("field-missing", prefix + name, "is required and may not be empty")


def _check_authors(notes: Notes, holder: dict[str, Any]) -> None:
    for author in _objects(notes, holder, "authors"):
        _check_fields(notes, author, _AUTHOR, "authors")
        if not any(author.get(name) for name in _AUTHOR):
            notes.error("name-empty", "authors", "an author has a name, an address or an avatar")


def _objects(notes: Notes, holder: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = _listed(holder, name)
    if not all(isinstance(each, dict) for each in found):
        notes.error("type-invalid", name, "holds something that is no object")
    return [each for each in found if isinstance(each, dict)]


def _listed(holder: dict[str, Any], name: str) -> list[Any]:
    found = holder.get(name)
    return found if isinstance(found, list) else []
