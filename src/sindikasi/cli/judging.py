"""The commands that judge what is one story: explain, eval, merge, split, undo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sindikasi.cli.common import Json, answer, open_app, say
from sindikasi.cli.exits import NO
from sindikasi.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sindikasi.app import App
    from sindikasi.model import ArticleSummary, Story


def explain(
    context: typer.Context,
    one: Annotated[str, typer.Argument(metavar="A", help="Article id or document name.")],
    other: Annotated[str | None, typer.Argument(metavar="[B]", help="Another one.")] = None,
    is_json: Json = False,
) -> None:
    """Say why two articles are (not) one story (exit 1: not), or why an article has its topics."""
    from sindikasi.flow.explain import explain_pair
    from sindikasi.report import explanation_fields, explanation_page, to_json

    with open_app(context) as app:
        first = _article(app, one)
        if other is None:
            _explain_topics(app, first, is_json=is_json)
            return
        second = _article(app, other)
        found = explain_pair(first, second, app.catalog, threshold=app.settings.grouping.threshold)
    answer(to_json(explanation_fields(found)) if is_json else explanation_page(found))
    if not found.is_one_story:
        raise typer.Exit(NO)


def _explain_topics(app: App, summary: ArticleSummary, *, is_json: bool) -> None:
    from sindikasi.report import hit_fields, hit_line, to_json

    held = {slug: app.topic_set.explain(summary.article, slug) for slug in app.topic_set.topics_of(summary.article)}
    if is_json:
        topics = [{"topic": slug, "hits": [hit_fields(hit) for hit in hits]} for slug, hits in held.items()]
        answer(to_json({"article": summary.article.id, "topics": topics}))
        return
    for slug, hits in held.items():
        answer(slug)
        for hit in hits:
            answer(hit_line(hit))


def evaluate(
    context: typer.Context,
    labels: Annotated[Path, typer.Argument(metavar="LABELS", help="SET: SET.jsonl(.gz) and SET_pairs.tsv.")],
    sweep: Annotated[
        Path | None, typer.Option("--sweep", help="Draw precision over recall for all thresholds into this SVG file.")
    ] = None,
    is_json: Json = False,
) -> None:
    """Precision and recall of the settings in force on a labelled set."""
    from sindikasi.flow import evaluate as evaluation
    from sindikasi.report import evaluation_fields, evaluation_page, to_json

    with open_app(context) as app:
        found = evaluation.evaluate(evaluation.load_labelled(labels), app.reading, app.grouping)
    if sweep is not None:
        sweep.write_text(evaluation.curve_svg(found), "utf-8")
    answer(to_json(evaluation_fields(found)) if is_json else evaluation_page(found))


def merge(
    context: typer.Context,
    one: Annotated[str, typer.Argument(metavar="A", help="Story or article id.")],
    other: Annotated[str, typer.Argument(metavar="B", help="Story or article id.")],
    is_json: Json = False,
) -> None:
    """Make two stories one, for ever; the older id stays and the other finds it."""
    from sindikasi.flow import editorial

    with open_app(context) as app:
        stories = editorial.merge(app.filer, app.placing(), _story(app, one), _story(app, other))
        _show_stories(app, stories, is_json=is_json)


def split(
    context: typer.Context,
    story: Annotated[str, typer.Argument(metavar="STORY", help="Story id.")],
    members: Annotated[list[str], typer.Argument(metavar="ARTICLE...", help="Articles that are another story.")],
    is_json: Json = False,
) -> None:
    """Take articles out of a story, for ever; they become a story of their own."""
    from sindikasi.flow import editorial

    with open_app(context) as app:
        articles = [_article(app, each).article.id for each in members]
        stories = editorial.split(app.filer, app.placing(), _story(app, story), articles)
        _show_stories(app, stories, is_json=is_json)


def undo(context: typer.Context, is_json: Json = False) -> None:
    """Take the newest merge or split back (exit 1: there is none)."""
    from sindikasi.flow import editorial

    with open_app(context) as app:
        taken = editorial.undo(app.filer, app.placing())
        if taken is None:
            say("there is no merge or split to take back")
            raise typer.Exit(NO)
        kind, stories = taken
        say(f"took the {kind} back")
        _show_stories(app, stories, is_json=is_json)


def _story(app: App, identifier: str) -> Story:
    """Return a story by its id, or by one of its articles."""
    story = app.catalog.story(identifier)
    if story is None:
        story = app.catalog.story(_article(app, identifier).story_id)
    if story is None:
        raise ConfigError(f"no story {identifier!r}; `sindikasi stories` lists them")
    return story


def _article(app: App, identifier: str) -> ArticleSummary:
    """Return an article by its id or document; the id of a story stands for its lead."""
    summary = app.catalog.article(identifier)
    if summary is None:
        story: Story | None = app.catalog.story(identifier)
        summary = app.catalog.article(story.lead) if story else None
    if summary is None:
        raise ConfigError(f"no article {identifier!r}; `sindikasi articles` lists them")
    return summary


def _show_stories(app: App, story_ids: Sequence[str], *, is_json: bool) -> None:
    from sindikasi.report import story_fields, story_line, to_json

    for story in filter(None, map(app.catalog.story, story_ids)):
        answer(to_json(story_fields(story)) if is_json else story_line(story))
