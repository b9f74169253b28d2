"""JSON Feed 1.1 documents (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from sindikasi.errors import PublishError

if TYPE_CHECKING:
    from sindikasi.model import Carrier, Entry, Feed

VERSION = "https://jsonfeed.org/version/1.1"


class JsonFeedOutput:
    """Writes JSON Feed 1.1; what the standard has no word for stands under `_sindikasi`."""

    name: ClassVar[str] = "json"
    suffix: ClassVar[str] = "json"
    media_type: ClassVar[str] = "application/feed+json"

    def render(self, feed: Feed) -> bytes:
        """Return the JSON document; the same feed gives the same bytes. Raises PublishError."""
        document = {
            "version": VERSION,
            "title": feed.title,
            "home_page_url": feed.home_url,
            "feed_url": f"{feed.base_url}/{feed.slug}.{self.suffix}",
            "description": feed.subtitle,
            "language": feed.language,
            "authors": [{"name": feed.author}],
            "_sindikasi": {
                "id": feed.id,
                "generator": feed.generator,
                "date_modified": feed.updated.isoformat(),
            },
            "items": [_item(entry) for entry in feed.entries],
        }
        try:
            return msgspec.json.encode(document) + b"\n"
        except ValueError as error:
            raise PublishError(f"not fit for JSON: {error}", topic=feed.slug) from error


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
            "image": entry.image.url if entry.image else None,
            "date_published": entry.published.isoformat(),
            "date_modified": entry.updated.isoformat(),
            "authors": [{"name": author}] if author else None,
            "tags": [title for _, title in entry.categories] or None,
            "language": entry.language,
            "_sindikasi": _without_absent(
                {
                    "source": entry.source,
                    "credit": entry.credit,
                    "topics": [slug for slug, _ in entry.categories],
                    "carriers": [_carrier(carrier) for carrier in entry.carriers],
                }
            ),
        }
    )


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
