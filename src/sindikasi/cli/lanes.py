"""The commands that move news: run, ingest, retry, publish."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from sindikasi import __version__
from sindikasi.cli.common import Json, answer, check_topics, open_app, say
from sindikasi.cli.exits import NO, SOME_REJECTED
from sindikasi.cli.intake import put_through, read_arrivals, work_through
from sindikasi.errors import ConfigError, StorageUnavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sindikasi.app import App


def run(
    context: typer.Context,
    only: Annotated[
        str | None,
        typer.Option("--only", help="Only these roles, comma-separated: watch,work,publish,serve."),
    ] = None,
) -> None:
    """Watch the inbox, group, publish on schedule and serve, until SIGTERM or Ctrl-C."""
    from sindikasi.app import App
    from sindikasi.daemon import ROLES, Daemon
    from sindikasi.logs import configure_logs

    roles = ROLES if only is None else tuple(role.strip() for role in only.split(",") if role.strip())
    unknown = [role for role in roles if role not in ROLES]
    if unknown or not roles:
        raise ConfigError(f"--only: {', '.join(unknown) or 'nothing'} is no role; known: {', '.join(ROLES)}")
    app = App(context.obj)
    configure_logs(app.settings.log.level, app.settings.log.format)
    Daemon(app, roles).run(announce=lambda: _announce(app, roles))


def _announce(app: App, roles: Sequence[str]) -> None:
    lines = [f"sindikasi {__version__} is running"]
    if "watch" in roles:
        lines.append(f"  drop articles into  {app.inbox}{os.sep}   (inbox/OUTLET/ names the outlet)")
    if "publish" in roles:
        lines.append(f"  feeds are in        {app.feeds}{os.sep}")
    if "serve" in roles:
        lines.append(f"  read them at        {app.base_url}/")
        lines.append(f"  subscribe to        {app.base_url}/feeds/semua.rss")
    lines.append("  stop with           Ctrl-C, or SIGTERM; nothing is lost")
    say("\n".join(lines))


def ingest(
    context: typer.Context,
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders, or - for stdin.")],
    source: Annotated[
        str | None, typer.Option("--source", help="The outlet; else the first sub-folder names it.")
    ] = None,
    is_dry: Annotated[bool, typer.Option("--dry-run", help="Store nothing; show what each text is read as.")] = False,
    is_json: Json = False,
) -> None:
    """Take in files or folders now; the originals stay where they are."""
    from sindikasi.report import handled_fields, to_json

    if is_dry:
        _read_only(context, paths, source, is_json=is_json)
        return
    unread: list[str] = []
    with open_app(context) as app:
        handled = put_through(app, read_arrivals(app, paths, source, unread))
    for each in handled:
        if is_json:
            answer(to_json(handled_fields(each)))
        else:
            what = each.story_id or (f"{each.reason}: {each.message}" if each.reason else "")
            answer(f"{each.result:9} {each.document}  {what}")
    if unread or any(each.result == "rejected" for each in handled):
        raise typer.Exit(SOME_REJECTED)


def _read_only(context: typer.Context, paths: Sequence[str], source: str | None, *, is_json: bool) -> None:
    """Show what would be stored: every field, and what was taken for page furniture."""
    from sindikasi.app import App
    from sindikasi.flow.reading import Refusal
    from sindikasi.report import article_details, article_page, to_json

    app = App(context.obj)
    unread: list[str] = []
    is_refused = False
    for arrival in read_arrivals(app, paths, source, unread):
        for found in app.reading.articles(arrival.document) if arrival.refusal is None else ():
            if isinstance(found, Refusal):
                is_refused = True
                fields = {"document": found.document, "reason": found.reason, "message": found.message}
                answer(to_json(fields) if is_json else f"{found.document}: {found.reason}: {found.message}")
                continue
            summary = app.unfiled(found)
            answer(to_json(article_details(summary, ())) if is_json else article_page(summary, ()) + "\n")
        if arrival.refusal is not None:
            is_refused = True
            say(f"{arrival.document.name}: {': '.join(arrival.refusal)}")
    if unread or is_refused:
        raise typer.Exit(SOME_REJECTED)


def retry(
    context: typer.Context,
    documents: Annotated[
        list[str] | None,
        typer.Argument(metavar="DOCUMENT...", help="Names as `rejected` lists them; else all."),
    ] = None,
    is_json: Json = False,
) -> None:
    """Put rejected documents back into the queue and work through them."""
    from sindikasi.report import handled_fields, to_json

    with open_app(context) as app:
        names: list[str | None] = list(documents) if documents else [None]
        mine: dict[str, str] = {}
        for name in names:
            claims = list(app.queue.rejected(name))
            if name is not None and not claims:
                raise ConfigError(f"no rejected document {name!r} that can be read again; see `sindikasi rejected`")
            for claim in claims:
                document = claim.document
                app.quarantine.withdraw(
                    document.name, document.content, resting=claim.resting, metadata=document.metadata
                )
                app.queue.retry(claim)
                mine[document.key] = document.name
        handled = work_through(app, mine)
    for each in handled:
        answer(
            to_json(handled_fields(each))
            if is_json
            else f"{each.result:9} {each.document}  {each.message or each.story_id or ''}"
        )
    if any(each.result == "rejected" for each in handled):
        raise typer.Exit(SOME_REJECTED)


def publish(
    context: typer.Context,
    topics: Annotated[list[str] | None, typer.Argument(metavar="TOPIC...", help="All when left out.")] = None,
    is_json: Json = False,
) -> None:
    """Write the feeds now; says which changed (exit 1: one could not be written, its last feed stays)."""
    from sindikasi.daemon import make_folder
    from sindikasi.flow.upkeep import renew_topics
    from sindikasi.report import to_json

    with open_app(context) as app:
        if not app.database_path.exists() and any(app.feeds.glob("*.*")):
            raise StorageUnavailable(
                f"there is no store at {app.database_path}, but feeds of one in {app.feeds}: is its disk mounted? "
                "Put it back, or restore a backup; to begin anew without it, `sindikasi run` makes a new one"
            )
        check_topics(app, topics or [])
        wanted = topics or [topic.slug for topic in app.topics]
        make_folder(app.feeds, "publish.path")
        renew_topics(app.catalog, app.upkeep, app.topic_set)
        app.publish_lane.withdraw(app.upkeep.drop_topics(app.topic_set.slugs))
        app.lift_embargoes()
        published = app.publish_lane.publish_all(wanted)
        if not topics:
            app.publish_lane.renew_sources()
            wanted += [each.slug for each in app.publish_lane.sources().values()]
            published += app.publish_lane.publish_sources(None)
            doubts = app.publish_lane.publish_doubts()
            wanted += [each.topic for each in doubts]
            published += doubts
    for each in published:
        if is_json:
            left_out = [{"story": one.entry, "format": one.format, "code": one.finding.code} for one in each.left_out]
            fields = {"entries": each.entries, "written": each.written, "left_out": left_out}
            named = {"topic": each.topic} if each.source is None else {"source": each.source}
            answer(to_json(named | fields))
        else:
            written = ", ".join(each.written) or "unchanged"
            answer(f"{each.topic:18} {each.entries:5} entries  {written}")
    if {each.topic for each in published} != set(wanted):
        raise typer.Exit(NO)
