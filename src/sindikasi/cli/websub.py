"""The command on those that are told of changed feeds: websub list."""

from __future__ import annotations

import typer

from sindikasi.cli.common import Json, answer, open_app

commands = typer.Typer(
    help="Who is told of changed feeds.",
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog="Example: sindikasi websub list",
)


@commands.callback()
def _group() -> None:
    """Keep the name of the only command: without this it would be the group's."""


@commands.command("list", epilog="Example: sindikasi websub list --json")
def websub_list(context: typer.Context, is_json: Json = False) -> None:
    """List the subscriptions that stand at our own hub."""
    from sindikasi.report import subscription_fields, subscription_line, to_json

    with open_app(context) as app:
        for each in app.announcements.subscriptions():
            answer(to_json(subscription_fields(each)) if is_json else subscription_line(each))
