"""The publish lane: what changed is rendered and put in place; the order of calls, no rules."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from sindikasi.core.feed import build_feed, codes_of, policy_of
from sindikasi.errors import PublishError, StorageError
from sindikasi.flow.archive import Archive
from sindikasi.flow.entries import KeptEntries
from sindikasi.flow.gate import Gate
from sindikasi.outputs.addresses import page_name
from sindikasi.outputs.files import remove_leftovers, write_if_changed
from sindikasi.outputs.opml import opml
from sindikasi.outputs.pages import index_page, topic_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from sindikasi.flow.archive import Leaf
    from sindikasi.flow.gate import Refused
    from sindikasi.model import Feed, Story, Topic, UpdatePolicy, Withdrawal
    from sindikasi.outputs.pages import Site
    from sindikasi.ports import Catalog, Output, Upkeep

log = structlog.get_logger("publish")

_PAGES_AT_ONCE = 4
"""Pages of a topic's archive written before its feed; in a flood the rest comes with the next ticks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What publishing a topic did."""

    topic: str
    entries: int
    written: tuple[str, ...]
    """Names of the files whose bytes changed."""
    is_complete: bool = True
    """False when pages of the archive are still to be written."""
    left_out: tuple[Refused, ...] = ()
    """Entries that break a rule of a format, and so are not in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """How feeds are made, as plain values."""

    site: Site
    feeds_dir: Path
    private_dir: Path
    """Of the topics that need a token."""
    base_url: str
    language: str
    entries: int
    source_titles: Mapping[str, str]
    updates: UpdatePolicy = "quiet"
    """Of topics without a policy of their own."""

    def folder_of(self, topic: Topic) -> Path:
        """Return where a topic's files are written."""
        return self.private_dir if topic.is_private else self.feeds_dir


class PublishLane:
    """Publishes topics; a feed is a function of what is stored, so publishing twice changes no byte."""

    def __init__(
        self,
        *,
        catalog: Catalog,
        upkeep: Upkeep,
        outputs: Sequence[Output],
        topics: Sequence[Topic],
        labels: Mapping[str, str],
        press: Press,
    ) -> None:
        """`labels`: slug -> title of the topics entries are labelled with."""
        self._catalog = catalog
        self._upkeep = upkeep
        self._outputs = outputs
        self._topics = {topic.slug: topic for topic in topics}
        self._labels = labels
        self._press = press
        self._lock = threading.Lock()
        self._faults: dict[str, str] = {}
        public = [topic for topic in topics if not topic.is_private]
        self._public = public or list(topics)
        """What the lists of feeds are as old as: the public topics, where there are any."""
        self._codes = codes_of(public)
        self._entries = KeptEntries()
        self._gate = Gate()
        self._archives = {
            folder: Archive(upkeep=upkeep, outputs=outputs, feeds_dir=folder)
            for folder in (press.feeds_dir, press.private_dir)
        }
        self._moved: set[str] = set()
        """Topics whose files are known to lie in one folder only."""
        self._left_out: dict[str, tuple[Refused, ...]] = {}

    def publish_changed(self, slugs: Sequence[str]) -> list[Published]:
        """Publish those of the topics that changed since they were last published, or whose files are gone."""
        changed = self._upkeep.changed_topics()
        missing = [slug for slug in slugs if slug not in changed and not self._has_files(slug)]
        numbers = self._upkeep.change_numbers() if missing else {}
        return self._publish(
            {slug: changed[slug] for slug in slugs if slug in changed} | {slug: numbers[slug] for slug in missing},
            most_pages=_PAGES_AT_ONCE,
        )

    @property
    def faults(self) -> Mapping[str, str]:
        """Why feeds could not be written when they were last due, by topic."""
        return dict(self._faults)

    def withdraw(self, slugs: Iterable[str]) -> None:
        """Remove the files of topics that are no longer in force."""
        for slug in slugs:
            for folder in self._archives:
                self._withdraw(slug, folder)

    def _withdraw(self, slug: str, folder: Path) -> None:
        for name in self._names(slug):
            (folder / name).unlink(missing_ok=True)
        self._archives[folder].withdraw(slug)

    def _move_in(self, topic: Topic) -> None:
        """Remove what a topic has in the other folder, from before it became private or public."""
        if topic.slug in self._moved:
            return
        folder = self._press.folder_of(topic)
        if topic.is_private:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for other in self._archives:
            if other != folder:
                self._withdraw(topic.slug, other)
        self._moved.add(topic.slug)

    def _has_files(self, slug: str) -> bool:
        folder = self._press.folder_of(self._topics[slug])
        return all((folder / name).exists() for name in self._names(slug))

    def _names(self, slug: str) -> list[str]:
        return [f"{slug}.{suffix}" for suffix in (*(output.suffix for output in self._outputs), "html")]

    def clear_leftovers(self, now: datetime) -> None:
        """Remove what a killed process left half written in the feeds folder."""
        folders = [each for folder, archive in self._archives.items() for each in (folder, archive.folder)]
        removed = sum(remove_leftovers(folder, now=now) for folder in folders)
        if removed:
            log.info("removed leftovers", files=removed)

    def publish_all(self, slugs: Sequence[str] | None = None) -> list[Published]:
        """Publish topics whether they changed or not; unchanged files are not touched."""
        wanted = list(self._topics) if slugs is None else slugs
        numbers = self._upkeep.change_numbers()
        return self._publish({slug: numbers[slug] for slug in wanted})

    def _publish(self, changes: Mapping[str, int], *, most_pages: int | None = None) -> list[Published]:
        """Render and write each topic; one that fails keeps its files, and is tried again at the next tick.

        So is one with more pages of its archive to write than `most_pages`.
        """
        published: list[Published] = []
        done: dict[str, int] = {}
        with self._lock:
            for slug, change in changes.items():
                try:
                    published.append(self._publish_topic(self._topics[slug], most_pages))
                except StorageError:
                    raise
                except Exception as error:  # noqa: BLE001 - the top of the lane for one topic; said once
                    self._say_fault(slug, error)
                else:
                    self._faults.pop(slug, None)
                    if published[-1].is_complete:
                        done[slug] = change
            if done:
                left_out = {each.topic: len({refused.entry for refused in each.left_out}) for each in published}
                self._upkeep.mark_published(done, left_out)
                self._write_directory()
        for each in published:
            if each.written:
                log.info("published", topic=each.topic, entries=each.entries, written=len(each.written))
        return published

    def _say_fault(self, slug: str, error: Exception) -> None:
        """Log why a feed was not written, once as long as the reason stays the same."""
        if self._faults.get(slug) == repr(error):
            return
        self._faults[slug] = repr(error)
        if isinstance(error, PublishError):
            log.error("publish failed", topic=slug, reason=str(error))
        else:
            log.error("publish failed", topic=slug, exc_info=error)

    def _publish_topic(self, topic: Topic, most_pages: int | None) -> Published:
        """Write the pages of the archive that are due, then the feed that points to the last that is in place."""
        press = self._press
        folder = press.folder_of(topic)
        archive = self._archives[folder]
        self._move_in(topic)
        last, leaves = archive.due(topic, updates=press.updates, window=topic.entries or press.entries)
        written: list[str] = []
        left_out: list[Refused] = []
        later = leaves[most_pages:] if most_pages is not None else []
        leaves = leaves[: len(leaves) - len(later)]
        last = min((leaf.previous or 0 for leaf in later if not leaf.is_anew), default=last) or None
        for leaf in leaves:
            page = self._page(topic, leaf)
            written += self._write_formats(page, archive.folder, left_out)
        archive.written(topic.slug, last, leaves)
        feed = self.feed(topic, previous=last)
        written += self._write_formats(feed, folder, left_out)
        if self._write(topic.slug, folder / f"{topic.slug}.html", topic_page(feed, press.site), feed.updated):
            written.append(f"{topic.slug}.html")
        self._say_left_out(topic.slug, tuple(left_out))
        return Published(
            topic=topic.slug,
            entries=len(feed.entries),
            written=tuple(written),
            is_complete=not later,
            left_out=tuple(left_out),
        )

    def _write_formats(self, feed: Feed, folder: Path, left_out: list[Refused]) -> list[str]:
        """Write a feed in every format; return the names of the files whose bytes changed."""
        written = []
        for output in self._outputs:
            stem = f"{feed.slug}.{output.suffix}"
            name = stem if feed.page is None else page_name(feed.slug, feed.page, output.suffix)
            admitted, refused = self._gate.admit(output, feed)
            left_out += refused
            if self._write(feed.slug, folder / name, output.render(admitted), admitted.updated):
                written.append(name)
        return written

    def _say_left_out(self, slug: str, left_out: tuple[Refused, ...]) -> None:
        """Log which entries are left out and why, once as long as they stay the same."""
        known = self._left_out.get(slug, ())
        for refused in left_out:
            if refused not in known:
                finding = refused.finding
                reason = f"{finding.code}: {finding.place} {finding.message}"
                log.error("entry left out", topic=slug, entry=refused.entry, format=refused.format, reason=reason)
        self._left_out[slug] = left_out

    def feed(self, topic: Topic, *, previous: int | None = None) -> Feed:
        """Return the feed of a topic as the store has it now; `previous` is the last page of its archive."""
        entries = topic.entries or self._press.entries
        stories = self._stories(topic, entries)
        return self._build(topic, stories, self._catalog.withdrawals(topic.slug, entries), previous=previous)

    def _page(self, topic: Topic, leaf: Leaf) -> Feed:
        page = self._catalog.archive_page(topic.slug, leaf.number)
        return self._build(topic, page.stories, page.withdrawals, page=leaf.number, previous=leaf.previous)

    def _build(
        self, topic: Topic, stories: Sequence[Story], withdrawals: Sequence[Withdrawal], **place: int | None
    ) -> Feed:
        press = self._press
        articles = self._catalog.readable([story.lead for story in stories])
        feed_id, created = self._upkeep.feed_identity(topic.slug)
        return build_feed(
            topic,
            stories,
            articles,
            self._labels,
            feed_id=feed_id,
            created=created,
            site_title=press.site.title,
            base_url=press.base_url,
            language=press.language,
            entries=topic.entries or press.entries,
            source_titles=press.source_titles,
            updates=press.updates,
            timezone=press.site.timezone,
            codes=self._codes,
            withdrawals=withdrawals,
            make=self._entries.make,
            **place,
        )

    def _stories(self, topic: Topic, entries: int) -> Sequence[Story]:
        """Return the stories that may be among the newest under the topic's policy."""
        if topic.is_updates_only:
            return self._catalog.revised(topic.slug, entries)
        newest = self._catalog.stories(topic=topic.slug, limit=entries)
        if policy_of(topic, self._press.updates) != "resurface":
            return newest
        known = {story.id for story in newest}
        return [*newest, *(each for each in self._catalog.revised(topic.slug, entries) if each.id not in known)]

    def _write(self, slug: str, path: Path, content: bytes, modified: datetime) -> bool:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return write_if_changed(path, content, modified=modified)
        except OSError as error:
            raise PublishError(f"{path.name}: {error}; the last feed stays", topic=slug) from error

    def directory(self) -> bytes:
        """Return the list of feeds that readers import (OPML)."""
        return self._opml(self._created())

    def _opml(self, created: datetime) -> bytes:
        press = self._press
        titles = [(topic.title, topic.slug) for topic in self._public if not topic.is_private]
        suffix = self._outputs[0].suffix
        return opml(titles, press.base_url, press.site.title, created, suffix=suffix)

    def _created(self) -> datetime:
        return min(self._upkeep.feed_identity(topic.slug)[1] for topic in self._public)

    def _write_directory(self) -> None:
        """Write the list of feeds for readers (OPML) and for people (index.html)."""
        created = self._created()
        pages = {"feeds.opml": self._opml(created), "index.html": index_page(self._press.site)}
        for name, content in pages.items():
            try:
                self._write("", self._press.feeds_dir / name, content, created)
            except PublishError as error:
                log.error("publish failed", file=name, reason=str(error))
