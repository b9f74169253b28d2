"""Stories, articles and feeds for tests of what is published, and a catalog that holds them in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sindikasi.core.feed import build_feed
from sindikasi.model import (
    Article,
    ArticleSummary,
    Carrier,
    Change,
    Feed,
    Rejection,
    Revision,
    Status,
    Story,
    Topic,
    Withdrawal,
)

NOON = datetime(2026, 11, 20, 12, 0, 0, 250_000, tzinfo=UTC)
BASE = "https://berita.example"


def an_article(number: int = 1, **changes: Any) -> Article:
    fields: dict[str, Any] = {
        "id": f"{number:020x}",
        "document": f"antara/{number}.txt",
        "source": "antara",
        "headline": f"Gempa mengguncang Ambon ({number})",
        "body": "Gempa bermagnitudo 5,3 mengguncang Ambon pada Jumat pagi.\n\nTidak ada korban jiwa.",
        "published": NOON - timedelta(hours=1),
        "published_basis": "metadata",
        "received": NOON,
        "language": "id",
    }
    return Article(**fields | changes)


def a_carrier(article: Article, **changes: Any) -> Carrier:
    fields: dict[str, Any] = {
        "article_id": article.id,
        "document": article.document,
        "source": article.source,
        "relation": "lead",
        "headline": article.headline,
        "url": article.url,
        "published": article.published,
    }
    return Carrier(**fields | changes)


def a_story(lead: Article, *others: Article, number: int = 1, **changes: Any) -> Story:
    fields: dict[str, Any] = {
        "id": f"urn:uuid:00000000-0000-4000-8000-{number:012x}",
        "headline": lead.headline,
        "topics": ("semua", "bencana"),
        "lead": lead.id,
        "published": lead.published,
        "filed": NOON + timedelta(seconds=number),
        "updated": NOON + timedelta(seconds=number),
        "revision": 1,
        "carriers": (a_carrier(lead), *(a_carrier(other, relation="copy") for other in others)),
    }
    return Story(**fields | changes)


def a_topic(slug: str = "bencana", **changes: Any) -> Topic:
    fields: dict[str, Any] = {"slug": slug, "title": slug.capitalize(), "query": "gempa"}
    return Topic(**fields | changes)


def a_feed(*leads: Article, stories: Sequence[Story] | None = None, **changes: Any) -> Feed:
    """Return the feed of one story for each of `leads`, or of `stories`."""
    if stories is None:
        stories = [a_story(lead, number=number) for number, lead in enumerate(leads, start=1)]
    fields: dict[str, Any] = {
        "feed_id": "urn:uuid:00000000-0000-4000-8000-feedfeedfeed",
        "created": NOON,
        "site_title": "Kantor Berita",
        "base_url": BASE,
        "language": "id",
        "entries": 50,
        "source_titles": {"antara": "ANTARA"},
    }
    topic = changes.pop("topic", a_topic())
    titles = changes.pop("titles", {"bencana": "Bencana"})
    return build_feed(topic, stories, {lead.id: lead for lead in leads}, titles, **fields | changes)


def a_revision(after: float = 1, **changes: Any) -> Revision:
    """Return a material revision so many hours after noon."""
    fields: dict[str, Any] = {
        "at": NOON + timedelta(hours=after),
        "before": f"{9:020x}",
        "changes": (Change(kind="figures", before=("12",), after=("14",)),),
    }
    return Revision(**fields | changes)


def a_revised_feed(*revisions: Revision, **changes: Any) -> Feed:
    """Return the feed of two stories, the older of which was revised; once where nothing is said."""
    old, new = an_article(1), an_article(2)
    revised = a_story(old, number=1, revisions=revisions or (a_revision(),))
    return a_feed(old, new, stories=[revised, a_story(new, number=2)], **changes)


def a_withdrawal(number: int = 7, **changes: Any) -> Withdrawal:
    fields: dict[str, Any] = {"id": f"urn:uuid:00000000-0000-4000-8000-{number:012x}", "at": NOON + timedelta(hours=9)}
    return Withdrawal(**fields | changes)


class MemoryCatalog:
    """A catalog over lists, with the same promises as the store's."""

    def __init__(
        self,
        stories: Iterable[Story] = (),
        articles: Iterable[Article] = (),
        *,
        aliases: Mapping[str, str] | None = None,
    ) -> None:
        self._stories = {story.id: story for story in stories}
        self._articles = {article.id: article for article in articles}
        self._aliases = dict(aliases or {})

    def status(self) -> Status:
        return Status(
            queued=0,
            done=len(self._articles),
            rejected=0,
            articles=len(self._articles),
            stories=len(self._stories),
            topics=(),
            version="0",
        )

    def stories(
        self,
        *,
        topic: str | None = None,
        source: str | None = None,
        since: datetime | None = None,
        limit: int | None = None,
    ) -> Sequence[Story]:
        found = [
            story
            for story in sorted(self._stories.values(), key=lambda story: story.filed, reverse=True)
            if (topic is None or topic in story.topics)
            and (source is None or any(carrier.source == source for carrier in story.carriers))
            and (since is None or story.filed >= since)
        ]
        return found[:limit]

    def revised(self, topic: str, limit: int) -> Sequence[Story]:
        found = [story for story in self.stories(topic=topic) if any(each.changes for each in story.revisions)]
        return sorted(found, key=lambda story: story.revisions[-1].at, reverse=True)[:limit]

    def source_names(self) -> list[str]:
        return sorted({article.source for article in self._articles.values() if article.source})

    def withdrawals_from(self, source: str, limit: int) -> Sequence[Withdrawal]:
        return ()

    def withdrawals(self, topic: str, limit: int) -> Sequence[Withdrawal]:
        return ()

    def story(self, story_id: str) -> Story | None:
        full = story_id if story_id.startswith("urn:uuid:") else f"urn:uuid:{story_id}"
        return self._stories.get(self._aliases.get(full, full))

    def articles(
        self,
        *,
        topic: str | None = None,
        source: str | None = None,
        since: datetime | None = None,
        limit: int | None = None,
    ) -> Iterator[ArticleSummary]:
        newest = sorted(self._articles.values(), key=lambda article: article.received, reverse=True)
        summaries = (summary for article in newest if (summary := self.article(article.id)))
        found = [
            summary
            for summary in summaries
            if (topic is None or topic in summary.topics)
            and (source is None or summary.article.source == source)
            and (since is None or summary.article.received >= since)
        ]
        return iter(found[:limit])

    def article(self, article_id: str) -> ArticleSummary | None:
        for story in self._stories.values():
            for carrier in story.carriers:
                if carrier.article_id == article_id and article_id in self._articles:
                    article = self._articles[article_id]
                    return ArticleSummary(
                        article=article,
                        topics=story.topics,
                        story_id=story.id,
                        relation=carrier.relation,
                        words=len(article.body.split()),
                    )
        return None

    def bodies(self, article_ids: Iterable[str]) -> dict[str, Article]:
        return {key: self._articles[key] for key in article_ids if key in self._articles}

    def readable(self, article_ids: Iterable[str]) -> dict[str, Article]:
        return self.bodies(article_ids)

    def shown(self, summary: ArticleSummary) -> ArticleSummary:
        return summary

    def rejections(self, *, source: str | None = None, limit: int | None = None) -> Iterator[Rejection]:
        return iter(())
