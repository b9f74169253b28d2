"""The commands; each imports what it needs when it runs, so that `--help` stays fast."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from sindikasi.cli import backups, config, feeds, health, judging, lanes, lists, tokens, topics, websub
from sindikasi.cli.common import say
from sindikasi.cli.exits import INTERRUPTED, NO, exit_code
from sindikasi.errors import SindikasiError

cli = typer.Typer(
    name="sindikasi",
    help="Groups overlapping wire stories dropped into a folder; publishes RSS, Atom and JSON feeds.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    epilog="Example: sindikasi run   (then copy article files into inbox/)",
)

# Name, command and example, in the order of --help.
for _name, _command, _example in (
    ("run", lanes.run, "sindikasi -C /srv/news run   |   sindikasi run --only watch,work"),
    ("ingest", lanes.ingest, "sindikasi ingest ~/wire   |   cat story.txt | sindikasi ingest - --source antara"),
    ("publish", lanes.publish, "sindikasi publish konflik politik"),
    ("status", lists.status, "sindikasi status --json"),
    ("articles", lists.articles, "sindikasi articles --topic ekonomi --since 24h --json --text"),
    ("stories", lists.stories, "sindikasi stories --topic olahraga --limit 20"),
    ("rejected", lists.rejected, "sindikasi rejected --json"),
    ("show", lists.show, "sindikasi show 3f9c21   |   sindikasi show urn:uuid:..."),
    ("explain", judging.explain, "sindikasi explain 3f9c21 a77b02   |   sindikasi explain 3f9c21"),
    ("retry", lanes.retry, "sindikasi retry   |   sindikasi retry antara/x.html"),
    ("eval", judging.evaluate, "sindikasi eval labels/october --sweep curve.svg"),
    ("merge", judging.merge, "sindikasi merge 3d146b49 76576bac"),
    ("split", judging.split, "sindikasi split 3d146b49 c6919a22   |   sindikasi undo takes it back"),
    ("undo", judging.undo, "sindikasi undo"),
    ("doctor", health.doctor, "sindikasi doctor"),
    ("healthcheck", health.healthcheck, "sindikasi healthcheck && echo healthy"),
    ("backup", backups.backup, "sindikasi backup /mnt/backups/sindikasi-$(date +%F).backup"),
    ("restore", backups.restore, "sindikasi -C /srv/news restore sindikasi-2026-11-21.backup"),
    ("version", health.version, "sindikasi version"),
):
    cli.command(_name, epilog=f"Example: {_example}")(_command)

cli.add_typer(topics.commands, name="topics")
cli.add_typer(feeds.commands, name="feeds")
cli.add_typer(websub.commands, name="websub")
cli.add_typer(config.commands, name="config")
cli.add_typer(tokens.commands, name="token")


@cli.callback()
def home(
    context: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Option("-C", "--dir", help="Home folder; else $SINDIKASI_DIR, else the current folder."),
    ] = None,
) -> None:
    """Note the home folder for the command."""
    context.obj = folder or Path(os.environ.get("SINDIKASI_DIR") or ".")


def main() -> None:
    """Run the command line; errors go to stderr in one line, with the exit code the contract names."""
    try:
        cli()
    except SindikasiError as error:
        say(f"sindikasi: {error}")
        raise SystemExit(exit_code(error)) from error
    except KeyboardInterrupt as error:
        raise SystemExit(INTERRUPTED) from error
    except OSError as error:
        # Folders and files that cannot be used; what sindikasi itself needs of them is said with its remedy.
        say(f"sindikasi: {error}")
        raise SystemExit(NO) from error
