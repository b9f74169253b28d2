"""What publishing costs: a feed in all formats beside plain feedgen, and 200 topics after a burst of 1,000 stories.

    python -m benchmarks.publish [TOPICS [BURST]]

The store is filled from `tests.wires` with `sindikasi ingest`, in a folder of its own. The first part renders the feed
of 50 entries in Atom, RSS and JSON, and once more with feedgen as its manual shows (Atom and RSS only, the same
entries with title, links, times, summary, content and categories), in the same run and in processor time: with
nothing kept, with one new entry (what a poll usually meets), and unchanged. The bytes of ours are compared with those
written plainly. The second part publishes every topic after the burst, files synced and renamed: wall time
until the last feed is in place, and what the call takes in all.
"""

from __future__ import annotations

import logging
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import structlog
from feedgen.feed import FeedGenerator
from tests.commands import run
from tests.wires import WORDS, Dispatch, wires

from sindikasi.app import App
from sindikasi.model import Entry, Feed
from sindikasi.outputs.jsonfeed import JsonFeedOutput
from sindikasi.outputs.xmlfeed import AtomOutput, RssOutput

_ENTRIES = 50
_BEFORE = 1_000
_ROUNDS = 20


def home_of(folder: Path, topics: int) -> App:
    """Return a home with so many topics; each takes the stories with a certain word in the headline."""
    words = sorted({word for language in WORDS.values() for word in language.split()})
    lines = []
    for number in range(topics):
        query = f"title:{words[number % len(words)]}"
        lines += ["[[topic]]", f'slug = "t{number}"', f'title = "Topik {number}"', f'query = "{query}"', ""]
    folder.mkdir(parents=True)
    (folder / "sindikasi.toml").write_text("\n".join(lines))
    return App(folder)


def take_in(home: Path, dispatches: Sequence[Dispatch]) -> None:
    """File the dispatches with `sindikasi ingest`."""
    with tempfile.TemporaryDirectory() as folder:
        for dispatch in dispatches:
            path = Path(folder) / dispatch.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(dispatch.content)
        ran = run(home, "ingest", *(str(outlet) for outlet in sorted(Path(folder).iterdir())))
        assert ran.code == 0, ran.err


def plain_feedgen(feed: Feed) -> tuple[bytes, bytes]:
    """Return the feed as Atom and RSS, made as feedgen's manual shows."""
    generator = FeedGenerator()
    generator.id(feed.id)
    generator.title(feed.title)
    generator.subtitle(feed.subtitle)
    generator.link(href=feed.home_url, rel="alternate")
    generator.language(feed.language)
    for entry in reversed(feed.entries):
        _add(generator, entry)
    return generator.atom_str(pretty=True), generator.rss_str(pretty=True)


def _add(generator: FeedGenerator, entry: Entry) -> None:
    added = generator.add_entry()
    added.id(entry.id)
    added.title(entry.title)
    added.link(href=entry.link)
    added.summary(entry.summary)
    added.content(entry.content_html, type="html")
    added.published(entry.published)
    added.updated(entry.updated)
    for slug, title in entry.categories:
        added.category(term=slug, label=title)


def cpu(call: Callable[[], object], rounds: int = _ROUNDS) -> float:
    """Return the least processor time a call took, in milliseconds."""
    taken = []
    for _ in range(rounds):
        began = time.process_time()
        call()
        taken.append(time.process_time() - began)
    return min(taken) * 1000


def rendering(feed: Feed) -> None:
    """Print the first part."""
    peer = cpu(lambda: plain_feedgen(feed))
    outputs = AtomOutput(), RssOutput(), JsonFeedOutput()

    def ours() -> None:
        for output in outputs:
            output.render(feed)

    def cold() -> None:
        for output in (AtomOutput(), RssOutput(), JsonFeedOutput()):
            output.render(feed)

    fresh = iter(range(10**6))

    def one_new() -> None:
        newest = replace(feed.entries[0], id=f"urn:x:{next(fresh)}", title=f"Baru {next(fresh)}")
        shown = replace(feed, entries=(newest, *feed.entries[:-1]))
        for output in outputs:
            output.render(shown)

    ours()
    for output in outputs[:2]:
        assert output.render(feed) == output.render_plainly(feed), f"{output.name}: kept entries give other bytes"
    print(f"feed of {len(feed.entries)} entries, ms of CPU; feedgen, Atom and RSS: {peer:.1f}")
    for name, call in (("nothing kept", cold), ("one new entry", one_new), ("unchanged", ours)):
        taken = cpu(call)
        print(f"  {name:16s} {taken:7.2f}   {peer / taken:6.1f} x")


def publishing(app: App, burst: Sequence[Dispatch], stories: int) -> None:
    """Print the second part."""
    lane, slugs = app.publish_lane, [topic.slug for topic in app.topics]
    lane.publish_changed(slugs)
    take_in(app.home, burst)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    began, cpu_began = time.time(), time.process_time()
    published = lane.publish_changed(slugs)
    taken, cpu_taken = time.time() - began, time.process_time() - cpu_began
    in_place = max(path.stat().st_ctime for path in app.feeds.glob("*.*")) - began
    articles = run(app.home, "stories", "--limit", str(stories), "--json").rows
    in_topics = sum(len(each["topics"]) for each in articles)
    files = sum(len(each.written) for each in published)
    entries = sum(each.entries for each in published)
    print(f"{len(published)} of {len(slugs)} topics with {entries} entries after a burst of {stories} stories:")
    spread = in_topics / len(articles)
    print(f"  a story stands in {spread:.1f} topics; {files} files of feeds, all in place after {in_place:.2f} s;")
    print(f"  with the pages of archives that half a second allows {taken:.2f} s, {cpu_taken:.2f} s of CPU")


def main() -> None:
    """Print both parts."""
    topics = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    stories = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
    folder = Path(tempfile.mkdtemp(prefix="sindikasi-publish-"))
    try:
        app = home_of(folder / "home", topics)
        dispatches = wires(_BEFORE + stories).dispatches
        cut = next(at for at, each in enumerate(dispatches) if each.name == f"kawat/{_BEFORE}-1.json")
        take_in(app.home, dispatches[:cut])
        rendering(app.publish_lane.feed(next(topic for topic in app.topics if topic.slug == "semua")))
        publishing(app, dispatches[cut:], stories)
        app.close()
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
