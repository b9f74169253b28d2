"""JSON Feed 1 and 1.1; each of its items becomes an article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from sindikasi.core.addresses import absolute
from sindikasi.errors import MalformedDocument
from sindikasi.model import Image, Member
from sindikasi.parsers.entries import Category, filed_under, image_fields, is_picture, member_of, summary_beside
from sindikasi.parsers.jsonvalues import decode_json, objects_in, string_in, whole_in
from sindikasi.parsers.sniff import agency_format, head

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sindikasi.model import Document


class JsonFeedParser:
    """Takes apart a JSON Feed."""

    name: ClassVar[str] = "json-feed"
    is_container: ClassVar[bool] = True

    def recognises(self, document: Document) -> int:
        """Return a high mark for an object whose version is an address of jsonfeed.org."""
        return 92 if agency_format(head(document)) == "a JSON Feed" else 0

    def unpack(self, document: Document) -> Iterator[Member]:
        """Yield each item as a JSON article with the suffix "#2", counted from 1 in the feed's order."""
        feed = decode_json(document.content, dict[str, msgspec.Raw])
        if "items" not in feed:
            raise MalformedDocument('a JSON Feed has a list "items", this has none; ask the sender for the whole feed')
        channel = _Channel(feed)
        for number, raw in enumerate(decode_json(bytes(feed["items"]), list[msgspec.Raw]), 1):
            item = decode_json(bytes(raw))
            if isinstance(item, dict):
                yield member_of(number, channel.entry(item))
            else:
                refusal = (
                    "malformed",
                    "an item of a JSON Feed is an object; this is none; ask the sender for it again",
                )
                yield Member(suffix=f"#{number}", content=bytes(raw), refusal=refusal)


class _Channel:
    """What a feed says for all its items, and the reading of each."""

    def __init__(self, feed: dict[str, msgspec.Raw]) -> None:
        fields = {key: decode_json(bytes(raw)) for key, raw in feed.items() if key != "items"}
        self._title = string_in(fields.get("title"))
        self._language = string_in(fields.get("language"))
        self._home = string_in(fields.get("home_page_url"))
        self._authors = _authors(fields)

    def entry(self, item: dict[str, Any]) -> dict[str, Any]:
        """Return an item's fields as the JSON article has them."""
        markup, text = string_in(item.get("content_html")), string_in(item.get("content_text"))
        summary = string_in(item.get("summary"))
        tags = item.get("tags")
        names, codes = (
            filed_under(Category(name=tag) for tag in tags if isinstance(tag, str))
            if isinstance(tags, list)
            else ([], [])
        )
        url = absolute(string_in(item.get("url")) or string_in(item.get("external_url")), self._home)
        return {
            "id": string_in(item.get("id")),
            "title": string_in(item.get("title")),
            "html": markup,
            "text": text if markup is None else None,
            "content": summary if markup is None and text is None else None,
            "summary": summary_beside(summary, markup or text),
            "url": url,
            "base": self._home if url is None else None,
            "published": string_in(item.get("date_published")),
            "updated": string_in(item.get("date_modified")),
            "source": self._title,
            "byline": _authors(item) or self._authors,
            "language": string_in(item.get("language")) or self._language,
            "categories": names,
            "subjects": codes,
            "image": image_fields(_images(item, url or self._home)),
        }


def _authors(fields: dict[str, Any]) -> list[str]:
    """Return the names under "authors", or under "author" as version 1 had it."""
    members = [*objects_in(fields.get("authors")), *objects_in([fields.get("author")])]
    names = (string_in(each.get("name")) for each in members)
    return list(dict.fromkeys(name for name in names if name))


def _images(item: dict[str, Any], base: str | None) -> Iterator[Image]:
    for key in ("image", "banner_image"):
        url = string_in(item.get(key))
        if url is not None:
            yield Image(url=absolute(url, base))
    for each in objects_in(item.get("attachments")):
        url, media_type = string_in(each.get("url")), string_in(each.get("mime_type"))
        if is_picture(url, media_type):
            yield Image(
                url=absolute(url, base),
                caption=string_in(each.get("title")),
                media_type=media_type,
                length=whole_in(each.get("size_in_bytes")),
            )
