"""The commands; each imports what it needs when it runs, so that `--help` stays fast."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import time
from collections import deque
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sindikasi import __version__
from sindikasi.errors import (
    ConfigError,
    DocumentError,
    HomeLocked,
    PluginError,
    QueryError,
    SindikasiError,
    StorageError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import PurePath

    from sindikasi.app import App
    from sindikasi.flow.ingest import Handled, Result
    from sindikasi.model import Arrival, Article, ArticleSummary, Story, TopicStatus

_OK, _NO, _USAGE, _SOME_REJECTED, _NO_STORE, _HELD, _INTERRUPTED = 0, 1, 2, 3, 4, 5, 130
_WAIT_SECONDS = 0.1
_QUEUE_BATCH = 500
_MEMBER = re.compile(r"[#!][^#!]*$")

cli = typer.Typer(
    name="sindikasi",
    help="Groups overlapping wire stories dropped into a folder; publishes RSS, Atom and JSON feeds.",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    epilog="Example: sindikasi run   (then copy article files into inbox/)",
)
topics_commands = typer.Typer(
    help="The feeds' subjects.",
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog="Example: sindikasi topics test 'banjir OR longsor'",
)
feeds_commands = typer.Typer(
    help="The published feeds.",
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog="Example: sindikasi feeds list",
)
config_commands = typer.Typer(
    help="The settings.",
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog="Example: sindikasi config show",
)
cli.add_typer(topics_commands, name="topics")
cli.add_typer(feeds_commands, name="feeds")
cli.add_typer(config_commands, name="config")

Json = Annotated[bool, typer.Option("--json", help="Answer in JSON; a list is one object a line.")]
TopicOption = Annotated[str | None, typer.Option("--topic", help="Only this topic.")]
SourceOption = Annotated[str | None, typer.Option("--source", help="Only this source.")]
SinceOption = Annotated[
    str | None,
    typer.Option("--since", help="Only from then on: 2026-11-20, an RFC 3339 time, or an age like 2h."),
]
LimitOption = Annotated[int | None, typer.Option("--limit", min=0, help="At most so many; all when left out.")]


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


@contextmanager
def _open(context: typer.Context, *, level: str = "error") -> Iterator[App]:
    """Give the app of the home folder, closed afterwards; libraries' talk below `level` is not shown."""
    from sindikasi.app import App
    from sindikasi.logs import configure_logs

    configure_logs(level, "console")
    app = App(context.obj)
    try:
        yield app
    finally:
        app.close()


def _say(text: str) -> None:
    typer.echo(text, err=True)


def _answer(answer: str | bytes) -> None:
    """Write a line (bytes: as they are) to stdout; when whoever reads it has seen enough, we are done."""
    try:
        typer.echo(answer, nl=isinstance(answer, str))
    except BrokenPipeError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(_OK) from error


# --- the lanes


@cli.command(
    epilog="Example: sindikasi -C /srv/news run   |   sindikasi run --only watch,work",
)
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
    _say("\n".join(lines))


@cli.command(epilog="Example: sindikasi ingest ~/wire   |   cat story.txt | sindikasi ingest - --source antara")
def ingest(
    context: typer.Context,
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders, or - for stdin.")],
    source: Annotated[
        str | None, typer.Option("--source", help="The outlet; else the first sub-folder names it.")
    ] = None,
    is_json: Json = False,
) -> None:
    """Take in files or folders now; the originals stay where they are."""
    from sindikasi.report import handled_fields, to_json

    unread: list[str] = []
    with _open(context) as app:
        handled = _ingest(app, _arrivals(app, paths, source, unread))
    for each in handled:
        if is_json:
            _answer(to_json(handled_fields(each)))
        else:
            what = each.story_id or (f"{each.reason}: {each.message}" if each.reason else "")
            _answer(f"{each.result:9} {each.document}  {what}")
    if unread or any(each.result == "rejected" for each in handled):
        raise typer.Exit(_SOME_REJECTED)


def _arrivals(app: App, paths: Sequence[str], source: str | None, unread: list[str] | None = None) -> Iterator[Arrival]:
    """Yield what the paths hold, file by file; a file that cannot be read is said and noted in `unread`."""
    from sindikasi.app import utc_now
    from sindikasi.inbox.receive import arrival_of, read_arrival

    limit = app.settings.inbox.max_size
    for given in paths:
        if given == "-":
            content = sys.stdin.buffer.read(limit + 1)
            digest = hashlib.sha256(content).digest()
            refusal = None
            if len(content) > limit:
                content, refusal = (
                    b"",
                    ("too-large", f"stdin holds more than inbox.max_size = {limit:,} bytes"),
                )
            yield arrival_of(content, digest, Path("stdin.txt"), received=utc_now(), source=source, refusal=refusal)
            continue
        for path, relative in _files(app, Path(given)):
            try:
                read = read_arrival(path, relative, received=utc_now(), max_bytes=limit, source=source)
            except OSError as error:
                _say(f"{path}: passed over, cannot be read: {error.strerror or error}")
                (unread if unread is not None else []).append(str(path))
                continue
            if read is None:
                _say(f"{path}: passed over, not a regular file")
            else:
                yield read[0]


def _files(app: App, given: Path) -> Iterator[tuple[Path, PurePath]]:
    """Yield (path, document path) of a file, or of every document file below a folder, oldest first.

    A file below the inbox, taken in before or not, is the document it was when it was dropped.
    """
    from sindikasi.inbox.names import REASON_ENDING, as_dropped
    from sindikasi.inbox.watch import scan

    if not os.path.lexists(given):
        raise ConfigError(f"{given}: no such file or folder")
    path = given.resolve() if given.is_dir() else given.parent.resolve() / given.name
    inbox = app.inbox.resolve()
    found = [each for each in scan(path) if not each.name.endswith(REASON_ENDING)] if path.is_dir() else [path]
    if path.is_relative_to(inbox):
        yield from ((each, as_dropped(each.relative_to(inbox))) for each in found)
    else:
        root = path if path.is_dir() else path.parent
        yield from ((each, each.relative_to(root)) for each in found)


def _ingest(app: App, arrivals: Iterator[Arrival]) -> list[Handled]:
    """Queue arrivals and work until each is accounted for, whoever does the work."""
    handled: list[Handled] = []
    mine: dict[str, str] = {}
    batch: list[Arrival] = []
    for arrival in arrivals:
        batch.append(arrival)
        if len(batch) >= _QUEUE_BATCH:
            handled.extend(_queued(app, batch, mine))
            batch = []
    handled.extend(_queued(app, batch, mine))
    return [*handled, *_work_through(app, mine)]


def _work_through(app: App, mine: Mapping[str, str]) -> list[Handled]:
    """Work until the documents (key -> name) are accounted for; another process may do part of the work."""
    app.free_dead_leases(has_doorstep=False)
    lane = app.ingest_lane()
    handled: list[Handled] = []
    names, left = set(mine.values()), deque(mine)
    with _progress("reading", len(mine)) as advance:
        while left:
            burst = lane.run_once()
            handled += [each for each in burst if not names.isdisjoint(_with_container(each.document))]
            before = len(left)
            while left and not app.queue.are_waiting([left[0]]):
                left.popleft()
            advance(before - len(left))
            if left and not burst:
                time.sleep(_WAIT_SECONDS)
    told = {each.document for each in handled}
    return [*handled, *(each for key in mine for each in _by_others(app, key) if each.document not in told)]


def _with_container(document: str) -> tuple[str, str]:
    return document, _MEMBER.sub("", document)


def _by_others(app: App, key: str) -> Iterator[Handled]:
    """Yield what became of a document and of its members, whoever did the work."""
    from sindikasi.flow.ingest import Handled

    for fate in app.queue.fates(key):
        result: Result = "joined" if fate.state == "done" else "rejected" if fate.state == "rejected" else "unpacked"
        yield Handled(
            document=fate.document,
            result=result,
            article_id=fate.article_id,
            story_id=fate.story_id,
            reason=fate.reason,
            message=fate.message,
        )


def _queued(app: App, batch: Sequence[Arrival], mine: dict[str, str]) -> Iterator[Handled]:
    """Queue a batch; yield what is settled at the door: repeats and refusals."""
    from sindikasi.flow.ingest import Handled

    if not batch:
        return
    for arrival, outcome in zip(batch, app.queue.offer(batch), strict=True):
        name = arrival.document.name
        if outcome in {"queued", "requeued", "pending"}:
            mine[arrival.document.key] = name
        elif outcome == "rejected":
            reason, message = arrival.refusal or ("unreadable", "")
            yield Handled(document=name, result="rejected", reason=reason, message=message)
        else:
            yield Handled(document=name, result="repeated", article_id=arrival.document.key[:20])


@contextmanager
def _progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on stderr when it is a terminal; give a callable that counts forward."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda done: progress.advance(task, done)


@cli.command(epilog="Example: sindikasi publish konflik politik")
def publish(
    context: typer.Context,
    topics: Annotated[list[str] | None, typer.Argument(metavar="TOPIC...", help="All when left out.")] = None,
    is_json: Json = False,
) -> None:
    """Write the feeds now; says which changed (exit 1: one could not be written, its last feed stays)."""
    from sindikasi.daemon import make_folder
    from sindikasi.flow.upkeep import renew_topics
    from sindikasi.report import to_json

    with _open(context) as app:
        _known_topics(app, topics or [])
        wanted = topics or [topic.slug for topic in app.topics]
        make_folder(app.feeds, "publish.path")
        renew_topics(app.catalog, app.upkeep, app.topic_set)
        app.publish_lane.withdraw(app.upkeep.drop_topics(app.topic_set.slugs))
        published = app.publish_lane.publish_all(wanted)
    for each in published:
        if is_json:
            _answer(to_json({"topic": each.topic, "entries": each.entries, "written": each.written}))
        else:
            written = ", ".join(each.written) or "unchanged"
            _answer(f"{each.topic:18} {each.entries:5} entries  {written}")
    if {each.topic for each in published} != set(wanted):
        raise typer.Exit(_NO)


def _known_topics(app: App, slugs: Sequence[str]) -> None:
    known = [topic.slug for topic in app.topics]
    unknown = next((slug for slug in slugs if slug not in known), None)
    if unknown is not None:
        raise ConfigError(f"no topic {unknown!r}; known: {', '.join(known)}")


# --- lists and single answers


@cli.command(epilog="Example: sindikasi status --json")
def status(context: typer.Context, is_json: Json = False) -> None:
    """Counts, queue and last publish."""
    from sindikasi.report import status_fields, to_json

    with _open(context) as app:
        held = app.catalog.status()
        found = replace(held, topics=_in_force(app, held.topics))
    if is_json:
        _answer(to_json(status_fields(found)))
        return
    _answer(f"documents  {found.queued} queued, {found.done} done, {found.rejected} rejected")
    _answer(f"articles   {found.articles}")
    _answer(f"stories    {found.stories}")
    for topic in found.topics:
        at = f"published {topic.published_at:%Y-%m-%d %H:%M:%S} UTC" if topic.published_at else "never published"
        _answer(f"  {topic.slug:18} {topic.stories:6} stories, {at}")


def _in_force(app: App, held: Sequence[TopicStatus]) -> tuple[TopicStatus, ...]:
    """Return the accounts of the topics in force, in their order; a topic without one has no story yet."""
    from sindikasi.model import TopicStatus

    accounts = {each.slug: each for each in held}
    empty = (TopicStatus(slug=topic.slug, stories=0, published_at=None) for topic in app.topics)
    return tuple(accounts.get(each.slug, each) for each in empty)


@cli.command(epilog="Example: sindikasi articles --topic ekonomi --since 24h --json --text")
def articles(
    context: typer.Context,
    topic: TopicOption = None,
    source: SourceOption = None,
    since: SinceOption = None,
    limit: LimitOption = None,
    has_text: Annotated[bool, typer.Option("--text", help="With the whole text.")] = False,
    is_json: Json = False,
) -> None:
    """List articles, newest first."""
    from sindikasi.report import article_fields, article_line, article_text, to_json

    with _open(context) as app:
        _known_topics(app, [topic] if topic else [])
        found = app.catalog.articles(topic=topic, source=source, since=_since(since), limit=limit)
        for summary in found:
            if is_json:
                _answer(to_json(article_fields(summary, has_text=has_text)))
            else:
                _answer(article_line(summary))
                if has_text:
                    _answer(article_text(summary.article))


@cli.command(epilog="Example: sindikasi stories --topic olahraga --limit 20")
def stories(
    context: typer.Context,
    topic: TopicOption = None,
    source: SourceOption = None,
    since: SinceOption = None,
    limit: LimitOption = None,
    is_json: Json = False,
) -> None:
    """List stories, newest first."""
    from sindikasi.report import story_fields, story_line, to_json

    with _open(context) as app:
        _known_topics(app, [topic] if topic else [])
        for story in app.catalog.stories(topic=topic, source=source, since=_since(since), limit=limit):
            _answer(to_json(story_fields(story)) if is_json else story_line(story))


@cli.command(epilog="Example: sindikasi rejected --json")
def rejected(
    context: typer.Context,
    source: SourceOption = None,
    since: SinceOption = None,
    limit: LimitOption = None,
    is_json: Json = False,
) -> None:
    """List refused documents with the reason, newest first."""
    from sindikasi.report import rejection_fields, to_json

    with _open(context) as app:
        first = _since(since)
        for each in app.catalog.rejections(source=source, limit=limit):
            if first is not None and each.at < first:
                break  # they come newest first
            _answer(to_json(rejection_fields(each)) if is_json else f"{each.reason:16} {each.document}  {each.message}")


@cli.command(epilog="Example: sindikasi show 3f9c21   |   sindikasi show urn:uuid:...")
def show(
    context: typer.Context,
    identifier: Annotated[str, typer.Argument(metavar="ID", help="Article or story id, or a document's name.")],
    is_json: Json = False,
) -> None:
    """Show one article or story with its history."""
    from sindikasi.report import article_details, article_page, story_details, story_page, to_json

    with _open(context) as app:
        summary = app.catalog.article(identifier)
        if summary is not None:
            repeats = app.catalog.repeats(summary.article.id)
            _answer(to_json(article_details(summary, repeats)) if is_json else article_page(summary, repeats))
            return
        story = app.catalog.story(identifier)
        if story is None:
            raise ConfigError(f"no article or story {identifier!r}; `sindikasi articles` lists them")
        _answer(to_json(story_details(story)) if is_json else story_page(story))


@cli.command(epilog="Example: sindikasi explain 3f9c21 a77b02   |   sindikasi explain 3f9c21")
def explain(
    context: typer.Context,
    one: Annotated[str, typer.Argument(metavar="A", help="Article id or document name.")],
    other: Annotated[str | None, typer.Argument(metavar="[B]", help="Another one.")] = None,
    is_json: Json = False,
) -> None:
    """Say why two articles are (not) one story (exit 1: not), or why an article has its topics."""
    from sindikasi.flow.explain import explain_pair
    from sindikasi.report import explanation_fields, explanation_page, to_json

    with _open(context) as app:
        first = _article(app, one)
        if other is None:
            _explain_topics(app, first, is_json=is_json)
            return
        second = _article(app, other)
        found = explain_pair(first, second, threshold=app.settings.grouping.threshold)
    _answer(to_json(explanation_fields(found)) if is_json else explanation_page(found))
    if not found.is_one_story:
        raise typer.Exit(_NO)


def _article(app: App, identifier: str) -> ArticleSummary:
    """Return an article by its id or document; the id of a story stands for its lead."""
    summary = app.catalog.article(identifier)
    if summary is None:
        story: Story | None = app.catalog.story(identifier)
        summary = app.catalog.article(story.lead) if story else None
    if summary is None:
        raise ConfigError(f"no article {identifier!r}; `sindikasi articles` lists them")
    return summary


def _explain_topics(app: App, summary: ArticleSummary, *, is_json: bool) -> None:
    from sindikasi.report import hit_fields, hit_line, to_json

    held = {slug: app.topic_set.explain(summary.article, slug) for slug in app.topic_set.topics_of(summary.article)}
    if is_json:
        topics = [{"topic": slug, "hits": [hit_fields(hit) for hit in hits]} for slug, hits in held.items()]
        _answer(to_json({"article": summary.article.id, "topics": topics}))
        return
    for slug, hits in held.items():
        _answer(slug)
        for hit in hits:
            _answer(hit_line(hit))


@cli.command(epilog="Example: sindikasi retry   |   sindikasi retry antara/x.html")
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

    with _open(context) as app:
        names: list[str | None] = list(documents) if documents else [None]
        mine: dict[str, str] = {}
        for name in names:
            claims = list(app.queue.rejected(name))
            if name is not None and not claims:
                raise ConfigError(f"no rejected document {name!r} that can be read again; see `sindikasi rejected`")
            for claim in claims:
                app.quarantine.withdraw(claim.document.name, claim.document.content, resting=claim.resting)
                app.queue.retry(claim)
                mine[claim.document.key] = claim.document.name
        handled = _work_through(app, mine)
    for each in handled:
        _answer(
            to_json(handled_fields(each))
            if is_json
            else f"{each.result:9} {each.document}  {each.message or each.story_id or ''}"
        )
    if any(each.result == "rejected" for each in handled):
        raise typer.Exit(_SOME_REJECTED)


@cli.command("eval", epilog="Example: sindikasi eval labels/october --sweep curve.svg")
def evaluate(
    context: typer.Context,
    labels: Annotated[Path, typer.Argument(metavar="LABELS", help="SET: SET.jsonl(.gz) and SET_pairs.tsv.")],
    sweep: Annotated[
        Path | None, typer.Option("--sweep", help="Draw precision over recall for all thresholds into this SVG file.")
    ] = None,
    is_json: Json = False,
) -> None:
    """Precision and recall of the settings in force on a labelled set."""
    from sindikasi.flow import evaluate as evaluation
    from sindikasi.report import evaluation_fields, evaluation_page, to_json

    with _open(context) as app:
        found = evaluation.evaluate(evaluation.load_labelled(labels), app.reading, app.grouping)
    if sweep is not None:
        sweep.write_text(evaluation.curve_svg(found), "utf-8")
    _answer(to_json(evaluation_fields(found)) if is_json else evaluation_page(found))


# --- editorial acts


@cli.command(epilog="Example: sindikasi merge 3d146b49 76576bac")
def merge(
    context: typer.Context,
    one: Annotated[str, typer.Argument(metavar="A", help="Story or article id.")],
    other: Annotated[str, typer.Argument(metavar="B", help="Story or article id.")],
    is_json: Json = False,
) -> None:
    """Make two stories one, for ever; the older id stays and the other finds it."""
    from sindikasi.flow import editorial

    with _open(context) as app:
        stories = editorial.merge(app.filer, app.placing(), _story(app, one), _story(app, other))
        _show_stories(app, stories, is_json=is_json)


@cli.command(epilog="Example: sindikasi split 3d146b49 c6919a22   |   sindikasi undo takes it back")
def split(
    context: typer.Context,
    story: Annotated[str, typer.Argument(metavar="STORY", help="Story id.")],
    members: Annotated[list[str], typer.Argument(metavar="ARTICLE...", help="Articles that are another story.")],
    is_json: Json = False,
) -> None:
    """Take articles out of a story, for ever; they become a story of their own."""
    from sindikasi.flow import editorial

    with _open(context) as app:
        articles = [_article(app, each).article.id for each in members]
        stories = editorial.split(app.filer, app.placing(), _story(app, story), articles)
        _show_stories(app, stories, is_json=is_json)


@cli.command(epilog="Example: sindikasi undo")
def undo(context: typer.Context, is_json: Json = False) -> None:
    """Take the newest merge or split back (exit 1: there is none)."""
    from sindikasi.flow import editorial

    with _open(context) as app:
        taken = editorial.undo(app.filer, app.placing())
        if taken is None:
            _say("there is no merge or split to take back")
            raise typer.Exit(_NO)
        kind, stories = taken
        _say(f"took the {kind} back")
        _show_stories(app, stories, is_json=is_json)


def _story(app: App, identifier: str) -> Story:
    """Return a story by its id, or by one of its articles."""
    story = app.catalog.story(identifier)
    if story is None:
        story = app.catalog.story(_article(app, identifier).story_id)
    if story is None:
        raise ConfigError(f"no story {identifier!r}; `sindikasi stories` lists them")
    return story


def _show_stories(app: App, story_ids: Sequence[str], *, is_json: bool) -> None:
    from sindikasi.report import story_fields, story_line, to_json

    for story in filter(None, map(app.catalog.story, story_ids)):
        _answer(to_json(story_fields(story)) if is_json else story_line(story))


# --- topics


@topics_commands.command("list", epilog="Example: sindikasi topics list --json")
def topics_list(context: typer.Context, is_json: Json = False) -> None:
    """List the topics in force with their queries."""
    from sindikasi.report import to_json

    with _open(context) as app:
        for topic in app.topics:
            if is_json:
                fields = {
                    "slug": topic.slug,
                    "title": topic.title,
                    "query": topic.query,
                    "subjects": topic.subjects,
                    "schedule": topic.schedule or app.settings.publish.schedule,
                    "entries": topic.entries or app.settings.publish.entries,
                }
                _answer(to_json(fields))
            else:
                query = topic.query if len(topic.query) <= 60 else topic.query[:57] + "..."
                _answer(f"{topic.slug:18} {topic.title:28} {query}")


@topics_commands.command(
    "test", epilog="Example: sindikasi topics test '\"gencatan senjata\" OR gaza' inbox/_done/*/*.txt"
)
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
    with _open(context) as app:
        if query.startswith("@"):
            _known_topics(app, [query[1:]])
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
                _answer(to_json(fields))
                continue
            _answer(f"{'matches' if is_match else 'no match':9} {name}  {article.headline}")
            for hit in hits:
                _answer(hit_line(hit))
    if not matched:
        raise typer.Exit(_NO)


def _stored(app: App) -> Iterator[tuple[str, Article]]:
    for summary in app.catalog.articles():
        yield summary.article.document, summary.article


def _read_files(app: App, files: Sequence[str]) -> Iterator[tuple[str, Article]]:
    """Yield (name, article) of files without storing them; what cannot be read is said and passed over."""
    from sindikasi.flow.reading import Refusal

    for arrival in _arrivals(app, files, None):
        for found in app.reading.articles(arrival.document):
            if isinstance(found, Refusal):
                _say(f"{found.document}: {found.reason}: {found.message}")
            else:
                yield found.document, found


# --- feeds


@feeds_commands.command("list", epilog="Example: sindikasi feeds list --json")
def feeds_list(context: typer.Context, is_json: Json = False) -> None:
    """List the feeds with their addresses."""
    from sindikasi.report import to_json

    with _open(context) as app:
        formats = app.settings.publish.formats
        for topic in app.topics:
            urls = {each: f"{app.base_url}/feeds/{topic.slug}.{each}" for each in formats}
            if is_json:
                _answer(to_json({"topic": topic.slug, "title": topic.title, "feeds": urls}))
            else:
                _answer(f"{topic.slug:18} {'  '.join(urls.values())}")


@feeds_commands.command("opml", epilog="Example: sindikasi feeds opml > sindikasi.opml")
def feeds_opml(context: typer.Context) -> None:
    """Print the list of feeds that readers import (OPML 2.0)."""
    with _open(context) as app:
        _answer(app.publish_lane.directory())


# --- settings


@config_commands.command("init", epilog="Example: sindikasi config init")
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
    _answer(str(path))


@config_commands.command("show", epilog="Example: sindikasi config show")
def config_show(context: typer.Context, is_json: Json = False) -> None:
    """Print the settings in force, from all sources together."""
    from sindikasi.settings import load_settings, shown_settings

    settings = load_settings(Path(context.obj))
    _answer(settings.model_dump_json() if is_json else shown_settings(settings))


@config_commands.command("check", epilog="Example: sindikasi config check")
def config_check(context: typer.Context) -> None:
    """Check the settings and every topic query (exit 2: something is wrong)."""
    with _open(context) as app:
        _ = app.topic_set, app.database_path  # both raise when a setting is wrong
        _answer(f"ok: {len(app.topics)} topics")


# --- health


@cli.command(epilog="Example: sindikasi doctor")
def doctor(context: typer.Context, is_json: Json = False) -> None:
    """Look for what would keep sindikasi from working and say what to do (exit 1: something would)."""
    from sindikasi.doctor import examine
    from sindikasi.report import to_json

    with _open(context) as app:
        findings = examine(app)
    for finding in findings:
        if is_json:
            _answer(to_json({"check": finding.check, "ok": finding.is_ok, "message": finding.message}))
        else:
            _answer(f"{'ok' if finding.is_ok else 'PROBLEM':8} {finding.check:12} {finding.message}")
    if not all(finding.is_ok for finding in findings):
        raise typer.Exit(_NO)


@cli.command(epilog="Example: sindikasi healthcheck && echo healthy")
def healthcheck(context: typer.Context) -> None:
    """Ask the running daemon whether it is well (exit 1: it is not, or does not answer)."""
    from sindikasi.doctor import ask_health

    with _open(context) as app:
        problem = ask_health(app)
    if problem is not None:
        _say(problem)
        raise typer.Exit(_NO)
    _answer("ok")


@cli.command(epilog="Example: sindikasi version")
def version(is_json: Json = False) -> None:
    """Print the version."""
    from sindikasi.report import to_json

    _answer(to_json({"version": __version__}) if is_json else f"sindikasi {__version__}")


def _since(text: str | None) -> datetime | None:
    """Return the moment an option names: a date, an RFC 3339 time, or an age such as 2h."""
    if text is None:
        return None
    from datetime import UTC, datetime, timedelta

    from sindikasi import units
    from sindikasi.app import utc_now

    try:
        return utc_now() - timedelta(seconds=units.seconds(text))
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)  # longer ago than there are dates
    except ValueError:
        pass
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(
            f"--since: {text!r} is no time; say 2026-11-20, 2026-11-20T06:00:00+07:00, or an age like 2h"
        ) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


_EXITS: tuple[tuple[type[SindikasiError], int], ...] = (
    (HomeLocked, _HELD),
    (StorageError, _NO_STORE),
    (ConfigError, _USAGE),
    (PluginError, _USAGE),
    (DocumentError, _SOME_REJECTED),
)


def main() -> None:
    """Run the command line; errors go to stderr in one line, with the exit code the contract names."""
    try:
        cli()
    except SindikasiError as error:
        _say(f"sindikasi: {error}")
        code = next((code for kind, code in _EXITS if isinstance(error, kind)), _NO)
        raise SystemExit(code) from error
    except KeyboardInterrupt as error:
        raise SystemExit(_INTERRUPTED) from error
    except OSError as error:
        # Folders and files that cannot be used; what sindikasi itself needs of them is said with its remedy.
        _say(f"sindikasi: {error}")
        raise SystemExit(_NO) from error
