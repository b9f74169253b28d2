"""Reads what PATHs on the command line name, and works documents through the queue."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import time
from collections import deque
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sindikasi.cli.common import say
from sindikasi.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import PurePath

    from sindikasi.app import App
    from sindikasi.flow.ingest import Handled, Result
    from sindikasi.model import Arrival

_WAIT_SECONDS = 0.1
_QUEUE_BATCH = 500
_MEMBER = re.compile(r"[#!][^#!]*$")


def read_arrivals(
    app: App, paths: Sequence[str], source: str | None, unread: list[str] | None = None
) -> Iterator[Arrival]:
    """Yield what the paths hold, file by file; a file that cannot be read is said and noted in `unread`."""
    from sindikasi.app import utc_now
    from sindikasi.inbox.pairs import is_metadata_file, text_beside
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
                if is_metadata_file(path) and (text := text_beside(path)) is not None:
                    if path == Path(given).absolute():
                        say(f"{path}: passed over, it is taken in with {text.name}")
                    continue
                read = read_arrival(path, relative, received=utc_now(), max_bytes=limit, source=source)
            except OSError as error:
                say(f"{path}: passed over, cannot be read: {error.strerror or error}")
                (unread if unread is not None else []).append(str(path))
                continue
            if read is None:
                say(f"{path}: passed over, not a regular file")
            else:
                yield read.arrival


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


def put_through(app: App, arrivals: Iterator[Arrival]) -> list[Handled]:
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
    return [*handled, *work_through(app, mine)]


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


def work_through(app: App, mine: Mapping[str, str]) -> list[Handled]:
    """Work until the documents (key -> name) are accounted for; another process may do part of the work."""
    app.free_dead_leases()
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
                app.free_dead_leases(has_begun=True)
                time.sleep(_WAIT_SECONDS)
    lane.leave()
    lane.settle()
    told = {_told_as(each) for each in handled}
    missing = (key for key in mine if key[:20] not in told)
    return [*handled, *(each for key in missing for each in _by_others(app, key) if _told_as(each) not in told)]


def _told_as(handled: Handled) -> str:
    """Return what tells an answer from the others: two files may have one name, but never one article."""
    return handled.article_id or handled.document


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
