"""JSON Feed 1.1 documents (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from sindikasi.errors import PublishError
from sindikasi.outputs.addresses import MEDIA_TOPICS, own_address, page_address
from sindikasi.outputs.fragments import Fragments
from sindikasi.outputs.images import media_type

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sindikasi.model import Carrier, Change, Entry, Feed, Image, Notice

VERSION = "https://jsonfeed.org/version/1.1"


class JsonFeedOutput:
    """Writes JSON Feed 1.1; what the standard has no word for stands under `_sindikasi`."""

    name: ClassVar[str] = "json"
    suffix: ClassVar[str] = "json"
    media_type: ClassVar[str] = "application/feed+json"

    def __init__(self) -> None:
        self._fragments = Fragments()

    def render(self, feed: Feed) -> bytes:
        """Return the JSON document; the same feed gives the same bytes. Raises PublishError.

        A page of the archive and what came before it are found under `next_url`, as the standard has it.
        """
        document = {
            "version": VERSION,
            "title": feed.title,
            "home_page_url": feed.home_url,
            "feed_url": own_address(feed, self.suffix),
            "description": feed.subtitle,
            "next_url": page_address(feed, feed.previous, self.suffix) if feed.previous is not None else None,
            "language": feed.language,
            "authors": [{"name": feed.author}],
            "hubs": [{"type": "WebSub", "url": hub} for hub in feed.hubs] or None,
            "_sindikasi": _without_absent(
                {
                    "id": feed.id,
                    "generator": feed.generator,
                    "date_modified": feed.updated.isoformat(),
                    "archive_page": feed.page,
                }
            ),
        }
        try:
            items = [msgspec.Raw(item) for item in self._fragments.of(feed.entries, _encoded)]
            notices = [_notice(notice) for notice in feed.withdrawn]
            return msgspec.json.encode(_without_absent(document) | {"items": [*notices, *items]}) + b"\n"
        except ValueError as error:
            raise PublishError(f"not fit for JSON: {error}", topic=feed.slug) from error


def _encoded(entries: Sequence[Entry]) -> list[bytes]:
    return [msgspec.json.encode(_item(entry)) for entry in entries]


def _notice(notice: Notice) -> dict[str, Any]:
    """Return the item that takes the place of a withdrawn one in readers; programs heed `_sindikasi.withdrawn`."""
    return {
        "id": notice.id,
        "url": notice.link,
        "title": notice.title,
        "content_text": notice.text,
        "date_published": notice.at.isoformat(),
        "date_modified": notice.at.isoformat(),
        "_sindikasi": {"withdrawn": notice.at.isoformat()},
    }


def _item(entry: Entry) -> dict[str, Any]:
    author = entry.byline or entry.source
    return _without_absent(
        {
            "id": entry.id,
            "url": entry.link,
            "external_url": entry.source_url,
            "title": entry.title,
            "content_html": entry.content_html,
            "content_text": entry.content_text,
            "summary": entry.summary,
            "image": entry.images[0].url if entry.images else None,
            "date_published": entry.published.isoformat(),
            "date_modified": entry.updated.isoformat(),
            "authors": [{"name": author}] if author else None,
            "tags": [title for _, title in entry.categories] or None,
            "language": entry.language,
            "attachments": [_attachment(image) for image in entry.images if media_type(image)] or None,
            "_sindikasi": _without_absent(
                {
                    "source": entry.source,
                    "credit": entry.credit,
                    "rights": entry.rights,
                    "reading_minutes": entry.reading_minutes,
                    "topics": [slug for slug, _ in entry.categories],
                    "subjects": [_subject(code, label) for code, label in entry.subjects] or None,
                    "carriers": [_carrier(carrier) for carrier in entry.carriers],
                    "images": [_picture(image) for image in entry.images] or None,
                    "changes": [_change(change) for change in entry.changes] or None,
                    "predecessor": entry.predecessor,
                }
            ),
        }
    )


def _attachment(image: Image) -> dict[str, Any]:
    return _without_absent(
        {
            "url": image.url,
            "mime_type": media_type(image),
            "title": image.caption,
            "size_in_bytes": image.length,
        }
    )


def _picture(image: Image) -> dict[str, Any]:
    sizes = {"width": image.width, "height": image.height}
    return _without_absent({"url": image.url, "credit": image.credit, "description": image.caption, **sizes})


def _subject(code: str, label: str | None) -> dict[str, Any]:
    return _without_absent({"scheme": MEDIA_TOPICS, "code": code, "label": label})


def _change(change: Change) -> dict[str, Any]:
    return {"kind": change.kind, "before": change.before, "after": change.after}


def _carrier(carrier: Carrier) -> dict[str, Any]:
    return _without_absent(
        {
            "article": carrier.article_id,
            "source": carrier.source,
            "relation": carrier.relation,
            "title": carrier.headline,
            "url": carrier.url,
            "date_published": carrier.published.isoformat(),
        }
    )


def _without_absent(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that have a value: JSON Feed leaves absent ones out, never null."""
    return {name: value for name, value in fields.items() if value is not None}
