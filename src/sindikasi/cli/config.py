"""The commands on the settings: config init, config show, config check."""

from __future__ import annotations

import os
from pathlib import Path

import typer

from sindikasi.cli.common import Json, answer, open_app
from sindikasi.errors import ConfigError

commands = typer.Typer(
    help="The settings.",
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog="Example: sindikasi config show",
)


@commands.command("init", epilog="Example: sindikasi config init")
def config_init(context: typer.Context) -> None:
    """Write a commented sindikasi.toml that holds every setting with its default."""
    from sindikasi.settings import FILE_NAME, template

    path = Path(context.obj) / FILE_NAME
    if os.path.lexists(path):
        raise ConfigError(f"{path} is there already; it was not touched")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(template())
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror or error}") from error
    answer(str(path))


@commands.command("show", epilog="Example: sindikasi config show")
def config_show(context: typer.Context, is_json: Json = False) -> None:
    """Print the settings in force, from all sources together."""
    from sindikasi.settings import load_settings, shown_settings

    settings = load_settings(Path(context.obj))
    answer(settings.model_dump_json() if is_json else shown_settings(settings))


@commands.command("check", epilog="Example: sindikasi config check")
def config_check(context: typer.Context) -> None:
    """Check the settings and every topic query (exit 2: something is wrong)."""
    with open_app(context) as app:
        _ = app.topic_set, app.database_path  # both raise when a setting is wrong
        answer(f"ok: {len(app.topics)} topics")
