"""The fields of JSON answers that scripts rely on."""

from __future__ import annotations

ARTICLE = {
    "id", "document", "source", "headline", "byline", "dateline", "credit", "language", "url", "published",
    "received", "words", "topics", "story", "relation",
}  # fmt: skip
STORY = {"id", "headline", "topics", "lead", "published", "updated", "revision", "articles"}
REJECTED = {"document", "reason", "message", "at"}
