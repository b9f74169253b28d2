"""What the commands share: the open app, --json, and words to stdout and stderr."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from sindikasi.cli.exits import OK
from sindikasi.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sindikasi.app import App

Json = Annotated[bool, typer.Option("--json", help="Answer in JSON; a list is one object a line.")]


@contextmanager
def open_app(context: typer.Context, *, level: str = "error") -> Iterator[App]:
    """Give the app of the home folder, closed afterwards; libraries' talk below `level` is not shown."""
    from sindikasi.app import App
    from sindikasi.logs import configure_logs

    configure_logs(level, "console")
    app = App(context.obj)
    app.say = say
    try:
        yield app
    finally:
        app.close()


def say(text: str) -> None:
    """Write a line to stderr: what is not the answer."""
    typer.echo(text, err=True)


def answer(words: str | bytes) -> None:
    """Write a line (bytes: as they are) to stdout; when whoever reads it has seen enough, we are done."""
    try:
        typer.echo(words, nl=isinstance(words, str))
    except BrokenPipeError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(OK) from error


def check_topics(app: App, slugs: Sequence[str]) -> None:
    """Raise ConfigError with the known topics when a slug is none of them."""
    known = [topic.slug for topic in app.topics]
    unknown = next((slug for slug in slugs if slug not in known), None)
    if unknown is not None:
        raise ConfigError(f"no topic {unknown!r}; known: {', '.join(known)}")
