"""The publish lane: what changed is rendered and put in place; the order of calls, no rules."""

from __future__ import annotations

import threading
import time
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from sindikasi.core.feed import build_feed, codes_of, policy_of
from sindikasi.errors import PublishError, StorageError, machine_fault
from sindikasi.flow.archive import Archive
from sindikasi.flow.entries import KeptEntries, KeptTexts
from sindikasi.flow.gate import Gate
from sindikasi.outputs.addresses import page_name
from sindikasi.outputs.files import Staging, remove_leftovers
from sindikasi.outputs.fragments import Fragments
from sindikasi.outputs.labels import labels
from sindikasi.outputs.opml import Group, Listed, opml
from sindikasi.outputs.pages import index_page, topic_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from sindikasi.flow.archive import Leaf
    from sindikasi.flow.gate import Refused
    from sindikasi.model import Feed, Story, Topic, UpdatePolicy, Withdrawal
    from sindikasi.outputs.pages import Site
    from sindikasi.ports import Catalog, Output, Upkeep

log = structlog.get_logger("publish")

_PAGES_AT_ONCE = 4
"""Pages of archives written before the feeds that point to them; in a flood all feeds come first."""
_PAGES_SECONDS = 0.5
"""How long pages are written after the feeds; what is left then comes with the next ticks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What publishing a topic did."""

    topic: str
    entries: int
    written: tuple[str, ...]
    """Names of the files whose bytes changed."""
    is_complete: bool = True
    """False when pages of the archive are still to be written."""
    pages: int = 0
    """Pages of the archive written before the feed."""
    left_out: tuple[Refused, ...] = ()
    """Entries that break a rule of a format, and so are not in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """How feeds are made, as plain values."""

    site: Site
    feeds_dir: Path
    base_url: str
    language: str
    entries: int
    source_titles: Mapping[str, str]
    updates: UpdatePolicy = "quiet"
    """Of topics without a policy of their own."""
    hubs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Slug -> addresses of the hubs that are told of its changes."""


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
        self._unwritten: dict[str, str] = {}
        """Lists that could not be written, and why."""
        self._codes = codes_of(topics)
        self._entries = KeptEntries()
        self._gate = Gate()
        self._archive = Archive(upkeep=upkeep, outputs=outputs, feeds_dir=press.feeds_dir)
        self._left_out: dict[str, tuple[Refused, ...]] = {}
        self._owing: dict[str, int] = {}
        """Topics whose feed is written, as of this change, and pages of their archive are not."""
        self._staging = Staging()
        self._listed = Fragments()
        self._texts = KeptTexts(catalog)

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
            for name in self._names(slug):
                (self._press.feeds_dir / name).unlink(missing_ok=True)
            self._archive.withdraw(slug)

    def _has_files(self, slug: str) -> bool:
        return all((self._press.feeds_dir / name).exists() for name in self._names(slug))

    def _names(self, slug: str) -> list[str]:
        return [f"{slug}.{suffix}" for suffix in (*(output.suffix for output in self._outputs), "html")]

    def clear_leftovers(self, now: datetime) -> None:
        """Remove what a killed process left half written in the feeds folder."""
        folders = (self._press.feeds_dir, self._archive.folder)
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

        Where there are more pages of archives to write than `most_pages`, every feed is written before them: nobody's
        news waits for another's archive. Then as many pages are written as time allows, of one topic after the other,
        and the topics they belong to are published again at the next tick.
        """
        published: list[Published] = []
        done: dict[str, int] = {}
        failed: dict[str, Exception] = {}
        later: dict[str, list[Leaf]] = {}
        room = most_pages
        with self._lock:
            self._texts.forget()
            for slug, change in changes.items():
                try:
                    now, left = self._publish_topic(self._topics[slug], room, owes=self._owing.get(slug) == change)
                except StorageError:
                    raise
                except Exception as error:  # noqa: BLE001 - the top of the lane for one topic; said once
                    failed[slug] = error
                else:
                    self._faults.pop(slug, None)
                    if now is not None:
                        published.append(now)
                        room = None if room is None else max(0, room - now.pages)
                    if left:
                        later[slug] = left
                        self._owing[slug] = change
                    else:
                        done[slug] = change
                        self._owing.pop(slug, None)
                finally:
                    self._staging.drop()
            failed |= self._write_later(later)
            self._say_faults(failed)
            self._settle()
            if done:
                left_out = {each.topic: len({refused.entry for refused in each.left_out}) for each in published}
                self._upkeep.mark_published(done, left_out)
                self._write_directory()
        for each in published:
            if each.written:
                log.info("published", topic=each.topic, entries=each.entries, written=len(each.written))
        return published

    def _write_later(self, later: Mapping[str, list[Leaf]]) -> dict[str, Exception]:
        """Write pages that no feed waited for, a page of each topic in turn, as long as time allows.

        Return what kept topics from it.
        """
        failed: dict[str, Exception] = {}
        deadline = time.monotonic() + _PAGES_SECONDS
        turns = deque(later.items())
        while turns and time.monotonic() < deadline:
            slug, leaves = turns.popleft()
            try:
                self._write_pages(self._topics[slug], leaves[:1], [])
            except StorageError:
                raise
            except Exception as error:  # noqa: BLE001 - the top of the lane for one topic; said once
                failed[slug] = error
                continue
            finally:
                self._staging.drop()
            if leaves[1:]:
                turns.append((slug, leaves[1:]))
        return failed

    def _say_faults(self, failed: Mapping[str, Exception]) -> None:
        """Log why feeds were not written, once as long as the reason stays the same.

        A fault of the machine, such as a full disk, is said with the first topic that meets it.
        """
        for slug, error in failed.items():
            fault = machine_fault(error.__cause__ or error)
            reason = str(error) if fault is None else f"{self._press.feeds_dir}: {fault}; the last feeds stay"
            if reason not in ([self._faults.get(slug)] if fault is None else self._faults.values()):
                exc_info = None if isinstance(error, PublishError) else error
                log.error("publish failed", topic=slug, reason=str(error), exc_info=exc_info)
            self._faults[slug] = reason

    def _publish_topic(
        self, topic: Topic, most_pages: int | None, *, owes: bool
    ) -> tuple[Published | None, list[Leaf]]:
        """Write pages of the archive that are due, then the feed that points to the last that is in place.

        All the pages when they are no more than `most_pages`, else none: they are returned. None allows any number.
        With `owes` the feed is not written either while there are too many: it has not changed.
        """
        press = self._press
        last, leaves = self._archive.due(topic, updates=press.updates, window=topic.entries or press.entries)
        later = leaves if most_pages is not None and len(leaves) > most_pages else []
        if later and owes and self._has_files(topic.slug):
            return None, later
        left_out: list[Refused] = []
        written = self._write_pages(topic, [] if later else leaves, left_out)
        last = min((leaf.previous or 0 for leaf in later if not leaf.is_anew), default=last) or None
        feed = self.feed(topic, previous=last)
        written += self._write_formats(feed, press.feeds_dir, left_out)
        if self._write(
            topic.slug, press.feeds_dir / f"{topic.slug}.html", topic_page(feed, press.site, self._listed), feed.updated
        ):
            written.append(f"{topic.slug}.html")
        self._put_in_place(topic.slug)
        if not later:
            self._archive.written(topic.slug, last)
        self._say_left_out(topic.slug, tuple(left_out))
        published = Published(
            topic=topic.slug,
            entries=len(feed.entries),
            written=tuple(written),
            is_complete=not later,
            pages=0 if later else len(leaves),
            left_out=tuple(left_out),
        )
        return published, later

    def _write_pages(self, topic: Topic, leaves: Sequence[Leaf], left_out: list[Refused]) -> list[str]:
        """Write pages of the archive, in their order; return the names of the files whose bytes changed."""
        written: list[str] = []
        for leaf in leaves:
            written += self._write_formats(self._page(topic, leaf), self._archive.folder, left_out)
            self._put_in_place(topic.slug)
            self._archive.wrote(topic.slug, leaf)
        return written

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
        articles = self._texts.of([story.lead for story in stories])
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
            hubs=press.hubs.get(topic.slug, ()),
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
        with _translated(slug, path.name):
            path.parent.mkdir(parents=True, exist_ok=True)
            return self._staging.add(path, content, modified=modified)

    def _put_in_place(self, slug: str) -> None:
        with _translated(slug, slug):
            self._staging.put_in_place()

    def _settle(self) -> None:
        with _translated("", self._press.feeds_dir.name):
            self._staging.settle()

    def directory(self) -> bytes:
        """Return the list of feeds that readers import (OPML)."""
        return self._opml(self._created())

    def _opml(self, created: datetime) -> bytes:
        press = self._press
        topics = tuple(Listed(topic.title, topic.slug, f"t/{topic.slug}") for topic in self._topics.values())
        groups = [Group(labels(press.language)["topics"], topics)]
        return opml(groups, press.base_url, press.site.title, created, suffix=self._outputs[0].suffix)

    def _created(self) -> datetime:
        return min(self._upkeep.feed_identity(slug)[1] for slug in self._topics)

    def _write_directory(self) -> None:
        """Write the list of feeds for readers (OPML) and for people (index.html)."""
        created = self._created()
        pages = {"feeds.opml": self._opml(created), "index.html": index_page(self._press.site)}
        for name, content in pages.items():
            try:
                self._write("", self._press.feeds_dir / name, content, created)
                self._put_in_place("")
                self._settle()
            except PublishError as error:
                if self._unwritten.get(name) != str(error):
                    log.error("publish failed", file=name, reason=str(error))
                self._unwritten[name] = str(error)
            else:
                self._unwritten.pop(name, None)


@contextmanager
def _translated(slug: str, name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PublishError(f"{name}: {error}; the last feed stays", topic=slug) from error
