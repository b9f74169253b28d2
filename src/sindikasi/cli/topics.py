"""The commands on the feeds' subjects: topics list, topics test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sindikasi.cli.common import Json, answer, check_topics, open_app, say
from sindikasi.cli.exits import NO
from sindikasi.cli.intake import read_arrivals
from sindikasi.errors import ConfigError, QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sindikasi.app import App
    from sindikasi.model import Article

commands = typer.Typer(
    help="The feeds' subjects.",
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog="Example: sindikasi topics test 'banjir OR longsor'",
)


@commands.command("list", epilog="Example: sindikasi topics list --json")
def topics_list(context: typer.Context, is_json: Json = False) -> None:
    """List the topics in force with their queries."""
    from sindikasi.report import to_json, topic_fields

    with open_app(context) as app:
        publish = app.settings.publish
        for topic in app.topics:
            if is_json:
                answer(to_json(topic_fields(topic, schedule=publish.schedule, entries=publish.entries)))
            else:
                query = topic.query if len(topic.query) <= 60 else topic.query[:57] + "..."
                answer(f"{topic.slug:18} {topic.title:28} {query}")


@commands.command("test", epilog="Example: sindikasi topics test '\"gencatan senjata\" OR gaza' inbox/_done/*/*.txt")
def topics_test(
    context: typer.Context,
    query: Annotated[str, typer.Argument(metavar="QUERY", help="A query, or @SLUG for a topic in force.")],
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE...", help="Files to read; else the articles in the store."),
    ] = None,
    is_json: Json = False,
) -> None:
    """Show what a query matches and why (exit 1: nothing)."""
    from sindikasi.core.query import compile_query, searchable
    from sindikasi.report import hit_fields, hit_line, to_json

    matched = False
    with open_app(context) as app:
        if query.startswith("@"):
            check_topics(app, [query[1:]])
            query = next(topic.query for topic in app.topics if topic.slug == query[1:])
        try:
            compiled = compile_query(query)
        except QueryError as error:
            raise ConfigError(f"query, column {error.column}: {error}", key="query") from error
        read = _read_files(app, files) if files else _stored(app)
        for name, article in read:
            text = searchable(article)
            is_match = compiled.match(text)
            matched |= is_match
            if not is_match and not files:
                continue
            hits = compiled.explain(text)
            if is_json:
                fields = {"document": name, "matches": is_match, "hits": [hit_fields(hit) for hit in hits]}
                answer(to_json(fields))
                continue
            answer(f"{'matches' if is_match else 'no match':9} {name}  {article.headline}")
            for hit in hits:
                answer(hit_line(hit))
    if not matched:
        raise typer.Exit(NO)


def _stored(app: App) -> Iterator[tuple[str, Article]]:
    for summary in app.catalog.articles():
        yield summary.article.document, summary.article


def _read_files(app: App, files: Sequence[str]) -> Iterator[tuple[str, Article]]:
    """Yield (name, article) of files without storing them; what cannot be read is said and passed over."""
    from sindikasi.flow.reading import Refusal

    for arrival in read_arrivals(app, files, None):
        for found in app.reading.articles(arrival.document):
            if isinstance(found, Refusal):
                say(f"{found.document}: {found.reason}: {found.message}")
            else:
                yield found.document, found
