"""The commands that keep a home safe: backup and restore."""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sindikasi import __version__
from sindikasi.cli.common import Json, answer, open_app, say
from sindikasi.errors import ConfigError

if TYPE_CHECKING:
    from sindikasi.storage.backup import Backup

File = Annotated[Path, typer.Argument(metavar="FILE", help="The backup, one file.")]


def backup(context: typer.Context, file: File, is_json: Json = False) -> None:
    """Write the store and sindikasi.toml into one file, also while sindikasi runs; it is checked before it is kept."""
    from sindikasi.app import utc_now
    from sindikasi.settings import FILE_NAME
    from sindikasi.storage.backup import write_backup

    with open_app(context) as app:
        if not app.database_path.exists():
            raise ConfigError(f"{app.database_path}: there is no store to back up; is {app.home} the home folder?")
        path = app.home / FILE_NAME
        settings = path.read_text("utf-8-sig") if path.exists() else None
        made = f"{utc_now().isoformat(timespec='seconds')} by sindikasi {__version__}"
        held = write_backup(app.database, file.absolute(), settings, made=made)
    _tell(file, held, is_json=is_json)


def restore(
    context: typer.Context,
    file: File,
    is_forced: Annotated[
        bool, typer.Option("--force", help="Replace a store or settings that are there; they are kept beside it.")
    ] = False,
    is_json: Json = False,
) -> None:
    """Make a home of a backup, after checking it from end to end; stop sindikasi there first."""
    from sindikasi.app import App
    from sindikasi.daemon import ROLES, held_home
    from sindikasi.settings import FILE_NAME, read_settings
    from sindikasi.storage.backup import read_backup, restore_backup

    held = read_backup(file)
    home = Path(context.obj).absolute()
    path = home / FILE_NAME
    app = App(home, read_settings(held.settings or "", path))
    with held_home(app.data, ROLES):
        _make_way(path, app.database_path, is_forced=is_forced)
        restore_backup(file, app.database_path)
        if held.settings is not None:
            path.write_text(held.settings, "utf-8")
    _tell(file, held, is_json=is_json)


def _make_way(settings: Path, store: Path, *, is_forced: bool) -> None:
    """Move aside what a restore would replace. Raises ConfigError when it may not."""
    from sindikasi.storage.backup import log_files

    there = [place for place in (settings, store) if os.path.lexists(place)]
    if there and not is_forced:
        names = " and ".join(map(str, there))
        raise ConfigError(
            f"{names} would be replaced; use an empty home (-C DIR), or --force, which keeps them beside it"
        )
    turn = next(turn for turn in count(1) if not any(os.path.lexists(_aside(place, turn)) for place in there))
    moves = [(place, _aside(place, turn)) for place in there]
    moves += zip(log_files(store), log_files(_aside(store, turn)), strict=True)
    for place, kept in moves:
        if os.path.lexists(place):
            os.replace(place, kept)
            say(f"kept {kept}")


def _aside(place: Path, turn: int) -> Path:
    return place.with_name(f"{place.name}.replaced-{turn}")


def _tell(file: Path, held: Backup, *, is_json: bool) -> None:
    from sindikasi.report import to_json

    size = file.stat().st_size
    if is_json:
        answer(to_json({"backup": str(file), "bytes": size, "articles": held.articles, "stories": held.stories}))
    else:
        answer(f"{file}: {held.articles} articles in {held.stories} stories, {size / 1e6:.1f} MB")
