"""The commands that look into the store: status, articles, stories, rejected, show."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from sindikasi.cli.common import Json, answer, check_topics, open_app
from sindikasi.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sindikasi.app import App
    from sindikasi.model import TopicStatus

TopicOption = Annotated[str | None, typer.Option("--topic", help="Only this topic.")]
SourceOption = Annotated[str | None, typer.Option("--source", help="Only this source.")]
SinceOption = Annotated[
    str | None,
    typer.Option("--since", help="Only from then on: 2026-11-20, an RFC 3339 time, or an age like 2h."),
]
LimitOption = Annotated[int | None, typer.Option("--limit", min=0, help="At most so many; all when left out.")]


def status(context: typer.Context, is_json: Json = False) -> None:
    """Counts, queue and last publish."""
    from sindikasi.report import status_fields, to_json

    with open_app(context) as app:
        held = app.catalog.status()
        found = replace(held, topics=_in_force(app, held.topics))
    if is_json:
        answer(to_json(status_fields(found)))
        return
    answer(f"documents  {found.queued} queued, {found.done} done, {found.rejected} rejected")
    answer(f"articles   {found.articles}")
    answer(f"stories    {found.stories}")
    for topic in found.topics:
        at = f"published {topic.published_at:%Y-%m-%d %H:%M:%S} UTC" if topic.published_at else "never published"
        left_out = f", {topic.left_out} left out: see the log" if topic.left_out else ""
        answer(f"  {topic.slug:18} {topic.stories:6} stories, {at}{left_out}")


def _in_force(app: App, held: Sequence[TopicStatus]) -> tuple[TopicStatus, ...]:
    """Return the accounts of the topics in force, in their order; a topic without one has no story yet."""
    from sindikasi.model import TopicStatus

    accounts = {each.slug: each for each in held}
    empty = (TopicStatus(slug=topic.slug, stories=0, published_at=None) for topic in app.topics)
    return tuple(accounts.get(each.slug, each) for each in empty)


def articles(
    context: typer.Context,
    topic: TopicOption = None,
    source: SourceOption = None,
    since: SinceOption = None,
    limit: LimitOption = None,
    has_text: Annotated[bool, typer.Option("--text", help="With the whole text.")] = False,
    is_json: Json = False,
) -> None:
    """List articles, newest first."""
    from sindikasi.report import article_fields, article_line, article_text, to_json

    with open_app(context) as app:
        check_topics(app, [topic] if topic else [])
        found = app.catalog.articles(topic=topic, source=source, since=_since(since), limit=limit)
        for summary in found:
            shown = app.catalog.shown(summary) if has_text else summary
            if is_json:
                answer(to_json(article_fields(shown, has_text=has_text)))
            else:
                answer(article_line(shown))
                if has_text:
                    answer(article_text(shown.article))


def stories(
    context: typer.Context,
    topic: TopicOption = None,
    source: SourceOption = None,
    since: SinceOption = None,
    limit: LimitOption = None,
    is_json: Json = False,
) -> None:
    """List stories, newest first."""
    from sindikasi.report import story_fields, story_line, to_json

    with open_app(context) as app:
        check_topics(app, [topic] if topic else [])
        for story in app.catalog.stories(topic=topic, source=source, since=_since(since), limit=limit):
            answer(to_json(story_fields(story)) if is_json else story_line(story))


def rejected(
    context: typer.Context,
    source: SourceOption = None,
    since: SinceOption = None,
    limit: LimitOption = None,
    is_json: Json = False,
) -> None:
    """List refused documents with the reason, newest first."""
    from sindikasi.report import rejection_fields, to_json

    with open_app(context) as app:
        first = _since(since)
        for each in app.catalog.rejections(source=source, limit=limit):
            if first is not None and each.at < first:
                break  # they come newest first
            answer(to_json(rejection_fields(each)) if is_json else f"{each.reason:16} {each.document}  {each.message}")


def _since(text: str | None) -> datetime | None:
    """Return the moment an option names: a date, an RFC 3339 time, or an age such as 2h."""
    if text is None:
        return None
    from datetime import UTC, datetime, timedelta

    from sindikasi import units
    from sindikasi.app import utc_now

    try:
        return utc_now() - timedelta(seconds=units.seconds(text))
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)  # longer ago than there are dates
    except ValueError:
        pass
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(
            f"--since: {text!r} is no time; say 2026-11-20, 2026-11-20T06:00:00+07:00, or an age like 2h"
        ) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def show(
    context: typer.Context,
    identifier: Annotated[str, typer.Argument(metavar="ID", help="Article or story id, or a document's name.")],
    is_json: Json = False,
) -> None:
    """Show one article or story with its history."""
    from sindikasi.flow.explain import changes_of
    from sindikasi.report import article_details, article_page, story_details, story_page, to_json

    with open_app(context) as app:
        summary = app.catalog.article(identifier)
        if summary is not None:
            summary = app.catalog.shown(summary)
            repeats = app.catalog.repeats(summary.article.id)
            answer(to_json(article_details(summary, repeats)) if is_json else article_page(summary, repeats))
            return
        story = app.catalog.story(identifier)
        if story is None:
            raise ConfigError(f"no article or story {identifier!r}; `sindikasi articles` lists them")
        changes = changes_of(story, app.catalog)
        answer(to_json(story_details(story, changes)) if is_json else story_page(story, changes))
