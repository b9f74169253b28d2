"""The commands on the published feeds: feeds list, feeds opml, feeds check."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from sindikasi.cli.common import Json, answer, open_app, say
from sindikasi.cli.exits import NO

if TYPE_CHECKING:
    from sindikasi.outputs.rules.findings import Verdict

FETCH_SECONDS = 30
LARGEST_FEED = 50_000_000
"""Bytes; no reader takes a feed as large."""

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
        for name, source in app.publish_lane.sources().items():
            urls = {each: f"{app.base_url}/feeds/{source.slug}.{each}" for each in formats}
            if is_json:
                answer(to_json({"source": name, "title": source.title, "feeds": urls}))
            else:
                answer(f"{source.slug:18} {'  '.join(urls.values())}")


@commands.command("opml", epilog="Example: sindikasi feeds opml > sindikasi.opml")
def feeds_opml(context: typer.Context) -> None:
    """Print the list of feeds that readers import (OPML 2.0)."""
    with open_app(context) as app:
        answer(app.publish_lane.directory())


@commands.command(
    "check",
    epilog="Example: sindikasi feeds check\n\nsindikasi feeds check https://news.example/feeds/semua.atom --json",
)
def feeds_check(
    context: typer.Context,
    feeds: Annotated[
        list[str] | None, typer.Argument(metavar="FILE|URL...", help="Feeds to check; else all that are published.")
    ] = None,
    is_json: Json = False,
) -> None:
    """Check feeds against Atom (RFC 4287), RSS 2.0 with the Advisory Board's profile, or JSON Feed 1.1.

    Exit 1: one breaks a rule, or cannot be read. Warnings are said, and break nothing.
    """
    from sindikasi.outputs.rules.check import check

    is_sound = True
    for name in feeds or _published(context):
        try:
            content = _fetch(name)
        except OSError as error:
            is_sound = False
            say(f"{name}: cannot be read: {error}")
            continue
        verdict = check(content)
        is_sound = is_sound and verdict.is_valid
        _show(name, verdict, is_json=is_json)
    if not is_sound:
        raise typer.Exit(NO)


def _published(context: typer.Context) -> list[str]:
    from sindikasi.core.doubts import SLUG as DOUBTS

    with open_app(context) as app:
        topics = {topic.slug: app.private_feeds if topic.is_private else app.feeds for topic in app.topics}
        others = [each.slug for each in app.publish_lane.sources().values()]
        if app.settings.publish.doubts:
            others.append(DOUBTS)
        folders = topics | dict.fromkeys(others, app.feeds)
        formats = app.settings.publish.formats
        paths = [folder / f"{slug}.{each}" for slug, folder in folders.items() for each in formats]
        return [str(path) for path in paths if path.exists()]


def _fetch(name: str) -> bytes:
    """Return a feed from stdin (`-`), the web or a file. Raises OSError."""
    from http.client import HTTPException
    from pathlib import Path
    from urllib.request import Request, urlopen

    if name == "-":
        return sys.stdin.buffer.read()
    if not name.startswith(("http://", "https://")):
        return Path(name).read_bytes()
    request = Request(name, headers={"User-Agent": "sindikasi feeds check"})  # noqa: S310 - http and https only
    try:
        with urlopen(request, timeout=FETCH_SECONDS) as response:  # noqa: S310
            content: bytes = response.read(LARGEST_FEED + 1)
    except (HTTPException, ValueError) as error:
        raise OSError(str(error)) from error
    if len(content) > LARGEST_FEED:
        raise OSError(f"is larger than {LARGEST_FEED:,} bytes")
    return content


def _show(name: str, verdict: Verdict, *, is_json: bool) -> None:
    from sindikasi.report import to_json

    if is_json:
        found = [
            {"severity": each.severity, "code": each.code, "place": each.place, "message": each.message}
            for each in verdict.findings
        ]
        answer(to_json({"feed": name, "kind": verdict.kind, "valid": verdict.is_valid, "findings": found}))
        return
    answer(f"{name}: {verdict.kind or 'no feed'}, {'valid' if verdict.is_valid else 'NOT VALID'}")
    for each in verdict.findings:
        answer(f"  {each.severity:8} {each.code:20} {each.place}: {each.message}")
