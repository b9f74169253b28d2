"""Where the time of an article goes: processor time of each step from the dropped file to the published feed.

    python -m benchmarks.lane [ARTICLES]

Articles are those of `benchmarks.text_to_group`. Everything runs in this one process, the steps one after the other
over all articles, so that each can be told from the others; in the daemon parse, clean, settle and topics run in
processes of their own beside the rest. The times are processor time on this machine: use the shares.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from benchmarks.drop import write_files
from benchmarks.text_to_group import corpus

from sindikasi.app import App, utc_now
from sindikasi.core.articles import settle
from sindikasi.core.language import load_model
from sindikasi.flow.readers import Read
from sindikasi.flow.reading import Outcome, Ready, Refusal
from sindikasi.inbox.names import document_key
from sindikasi.inbox.watch import scan
from sindikasi.logs import configure_logs
from sindikasi.model import Document
from sindikasi.plugins import load_cleaners

_CLAIMED = 50


class _Steps:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        began = time.process_time()
        yield
        self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - began


class _ReadBefore:
    """Readers that have read everything already."""

    def __init__(self) -> None:
        self.outcomes: dict[str, Outcome] = {}
        self._waiting: list[tuple[int, Document]] = []

    @property
    def room(self) -> int:
        return _CLAIMED

    def hand_in(self, ticket: int, document: Document) -> None:
        self._waiting.append((ticket, document))

    def collect(self, _wait_seconds: float) -> Sequence[Read]:
        waiting, self._waiting = self._waiting, []
        return [Read(ticket=ticket, outcome=self.outcomes[each.key], seconds=0.0) for ticket, each in waiting]

    def forget(self) -> None:
        self._waiting.clear()


def measure(texts: Sequence[str], home: Path) -> dict[str, float]:
    """Return the processor time of each step, in seconds, in their order."""
    steps, readers = _Steps(), _ReadBefore()
    app = App(home)
    write_files(list(texts), app.inbox / "agency")
    reading, topics, cleaners = app.reading, app.topic_set, load_cleaners(("boilerplate", "wire"))
    with steps.of("receive: read, store, move"):
        for _ in app.doorstep().receive(scan(app.inbox)):
            pass
    documents = [
        Document(
            key=document_key("agency", sha256(text.encode()).digest()),
            name=f"agency/{number:06}.txt",
            source="agency",
            content=text.encode(),
            received=utc_now(),
        )
        for number, text in enumerate(texts)
    ]
    for document in documents:
        with steps.of("choose a parser"):
            parser = reading.parser_of(document)
        with steps.of("parse"):
            parsed = parser.parse(document)  # type: ignore[union-attr]
        context = app.cleaning_context(document)
        with steps.of("clean"):
            for cleaner in cleaners:
                parsed = cleaner.clean(parsed, context)
        with steps.of("settle: dates, language"):
            article = settle(parsed, document, context)
        with steps.of("topics"):
            slugs = topics.topics_of(article)
        outcome: Ready | Refusal = Ready(article=article, words=len(article.body.split()), topics=slugs)
        readers.outcomes[document.key] = outcome
    app.__dict__["readers"] = readers  # what the lane is given instead of processes
    lane = app.ingest_lane()
    with steps.of("claim, sign, group, file"):
        while lane.run_once():
            pass
    with steps.of("publish, all topics once"):
        app.upkeep.declare_topics([topic.slug for topic in app.topics])
        app.publish_lane.publish_all()
    del app.__dict__["readers"]
    app.close()
    return steps.seconds


def main() -> None:
    """Print microseconds an article and the share of each step."""
    configure_logs("error", "console")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 4_000
    texts = list(dict.fromkeys(f"{each.headline}\n\n{each.body}\n" for each in corpus(count)))
    home = Path(tempfile.mkdtemp(prefix="sindikasi-lane-"))
    try:
        load_model()  # as in the process readers are forked from
        measure(texts[:200], home / "warm")
        seconds = measure(texts, home / "timed")
    finally:
        shutil.rmtree(home)
    whole = sum(seconds.values())
    print(f"{len(texts)} articles, {whole / len(texts) * 1e6:.0f} us each")
    for name, spent in seconds.items():
        print(f"{name:28s}{spent / len(texts) * 1e6:8.0f} us{spent / whole:8.0%}")


if __name__ == "__main__":
    main()
