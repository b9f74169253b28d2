"""Looks for what would keep a home from working, and says what to do about it."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sindikasi.app import folder_problem
from sindikasi.errors import SindikasiError
from sindikasi.inbox.mounts import choose, file_system
from sindikasi.inbox.watch import hears_events

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sindikasi.app import App

_OLDEST_SQLITE = (3, 40, 0)
_LEAST_FREE = 200_000_000
# SQLite's locks do not hold across machines: databases get corrupted there (howtocorrupt.html, 2.1).
_NO_LOCKS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs"}
_HEALTH_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    check: str
    is_ok: bool
    message: str


def examine(app: App) -> list[Finding]:
    """Return what was found in the home of `app`; nothing is changed but folders made that were missing."""
    return [
        _settings(app),
        _folder("inbox", app.inbox),
        _folder("feeds", app.feeds),
        _folder("data", app.data),
        _space(app),
        _sqlite(app),
        _store(app),
        _events(app),
    ]


def ask_health(app: App) -> str | None:
    """Ask the daemon of this home over HTTP; return what is wrong, None when it is well."""
    from http.client import HTTPConnection, HTTPException

    host, port = app.address
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - asked from this machine
    connection = HTTPConnection(host, port, timeout=_HEALTH_SECONDS)
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        body = answer.read(10_000).decode("utf-8", "replace").strip()
    except (OSError, HTTPException) as error:
        return f"no answer at {app.settings.http.listen}: {error}; is `sindikasi run` up?"
    finally:
        connection.close()
    return None if answer.status == 200 else f"not well ({answer.status}): {body}"


def _found(check: str, look: Callable[[], str]) -> Finding:
    """Return the finding of a look that raises SindikasiError when something is wrong."""
    try:
        return Finding(check=check, is_ok=True, message=look())
    except SindikasiError as error:
        return Finding(check=check, is_ok=False, message=str(error))


def _settings(app: App) -> Finding:
    def look() -> str:
        _ = app.topic_set, app.database_path
        return f"{len(app.topics)} topics, {len(app.settings.source)} sources"

    return _found("settings", look)


def _folder(check: str, folder: Path) -> Finding:
    problem = folder_problem(folder)
    return Finding(check=check, is_ok=problem is None, message=problem or f"{folder} can be written")


def _space(app: App) -> Finding:
    folders = {folder: shutil.disk_usage(folder).free for folder in _existing(app)}
    tight = {folder: free for folder, free in folders.items() if free < _LEAST_FREE}
    if tight:
        folder, free = next(iter(tight.items()))
        message = f"{folder} has {free // 10**6} MB left; make room, at least {_LEAST_FREE // 10**6} MB"
        return Finding(check="space", is_ok=False, message=message)
    return Finding(check="space", is_ok=True, message=f"{min(folders.values()) // 10**6} MB free")


def _existing(app: App) -> Iterator[Path]:
    yield from (folder for folder in (app.inbox, app.feeds, app.data) if folder.exists())
    yield app.home


def _sqlite(app: App) -> Finding:
    kind = file_system(app.data)
    if kind in _NO_LOCKS:
        message = f"{app.data} is on {kind}, where SQLite databases get damaged; put database.url on a local disk"
        return Finding(check="sqlite", is_ok=False, message=message)
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        needed = ".".join(map(str, _OLDEST_SQLITE))
        message = f"SQLite {sqlite3.sqlite_version} is older than {needed}; use a Python built with a newer one"
        return Finding(check="sqlite", is_ok=False, message=message)
    return Finding(check="sqlite", is_ok=True, message=f"SQLite {sqlite3.sqlite_version} on {kind or 'a disk'}")


def _store(app: App) -> Finding:
    def look() -> str:
        from sindikasi.storage.sqlite import WAY_BACK

        problem = app.database.integrity_problem()
        if problem is not None:
            raise SindikasiError(f"{app.database_path} is damaged ({problem}); {WAY_BACK}")
        status = app.catalog.status()
        return f"{status.articles} articles in {status.stories} stories, {status.queued} documents waiting"

    return _found("store", look)


def _events(app: App) -> Finding:
    choice = choose(app.inbox, app.settings.inbox.watch, hears_events)
    by = "polling" if choice.is_polling else "events"
    return Finding(check="watching", is_ok=True, message=f"arrivals are noticed by {by}: {choice.reason}")
