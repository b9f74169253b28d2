"""The commands on the published feeds: feeds list, feeds opml."""

from __future__ import annotations

import typer

from sindikasi.cli.common import Json, answer, open_app

commands = typer.Typer(
    help="The published feeds.",
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog="Example: sindikasi feeds list",
)


@commands.command("list", epilog="Example: sindikasi feeds list --json")
def feeds_list(context: typer.Context, is_json: Json = False) -> None:
    """List the feeds with their addresses."""
    from sindikasi.report import to_json

    with open_app(context) as app:
        formats = app.settings.publish.formats
        for topic in app.topics:
            urls = {each: f"{app.base_url}/feeds/{topic.slug}.{each}" for each in formats}
            if is_json:
                answer(to_json({"topic": topic.slug, "title": topic.title, "feeds": urls}))
            else:
                answer(f"{topic.slug:18} {'  '.join(urls.values())}")


@commands.command("opml", epilog="Example: sindikasi feeds opml > sindikasi.opml")
def feeds_opml(context: typer.Context) -> None:
    """Print the list of feeds that readers import (OPML 2.0)."""
    with open_app(context) as app:
        answer(app.publish_lane.directory())
