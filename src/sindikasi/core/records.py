"""How articles, stories and accounts look to programs: the fields the contract names, over HTTP and on stdout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sindikasi.model import ArticleSummary, Carrier, Status, Story, Topic


def article_fields(summary: ArticleSummary, *, has_text: bool = False) -> dict[str, Any]:
    """Return an article as the contract names its fields."""
    article = summary.article
    fields: dict[str, Any] = {
        "id": article.id,
        "document": article.document,
        "source": article.source,
        "headline": article.headline,
        "byline": article.byline,
        "dateline": article.dateline,
        "credit": article.credit,
        "language": article.language,
        "url": article.url,
        "published": article.published,
        "published_basis": article.published_basis,
        "received": article.received,
        "words": summary.words,
        "topics": summary.topics,
        "story": summary.story_id or None,
        "relation": summary.relation if summary.story_id else None,
        "standing": summary.standing,
    }
    if has_text:
        fields["text"] = article.body
    return fields


def story_fields(story: Story) -> dict[str, Any]:
    """Return a story as the contract names its fields."""
    return {
        "id": story.id,
        "headline": story.headline,
        "topics": story.topics,
        "lead": story.lead,
        "published": story.published,
        "updated": story.updated,
        "revision": story.revision,
        "articles": [carrier_fields(carrier) for carrier in story.carriers],
    }


def carrier_fields(carrier: Carrier) -> dict[str, Any]:
    """Return an article of a story as the contract names its fields."""
    return {
        "id": carrier.article_id,
        "document": carrier.document,
        "source": carrier.source,
        "relation": carrier.relation,
    }


def status_fields(status: Status) -> dict[str, Any]:
    """Return the accounts as the contract names them."""
    return {
        "documents": {"queued": status.queued, "done": status.done, "rejected": status.rejected},
        "articles": status.articles,
        "stories": status.stories,
        "topics": [
            {
                "slug": topic.slug,
                "stories": topic.stories,
                "published_at": topic.published_at,
                "left_out": topic.left_out,
            }
            for topic in status.topics
        ],
        "version": status.version,
    }


def topic_fields(topic: Topic, *, schedule: str, entries: int) -> dict[str, Any]:
    """Return a topic; `schedule` and `entries` are those of topics without their own."""
    return {
        "slug": topic.slug,
        "title": topic.title,
        "query": topic.query,
        "subjects": topic.subjects,
        "schedule": topic.schedule or schedule,
        "entries": topic.entries or entries,
    }
