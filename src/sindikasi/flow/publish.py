"""The publish lane: what changed is rendered and put in place; the order of calls, no rules."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING

import structlog

from sindikasi.core.audience import Audience
from sindikasi.core.doubts import SLUG as DOUBTS
from sindikasi.core.feed import build_feed, codes_of, policy_of
from sindikasi.core.sources import FOLDER, feed_slug
from sindikasi.errors import PublishError, StorageError, machine_fault
from sindikasi.flow.archive import Archive
from sindikasi.flow.directory import Directory
from sindikasi.flow.entries import KeptEntries, KeptTexts
from sindikasi.flow.press import Published
from sindikasi.flow.sources import AT_ONCE, SourceFeeds
from sindikasi.flow.writing import FeedWriter
from sindikasi.outputs.files import remove_leftovers
from sindikasi.outputs.fragments import Fragments
from sindikasi.outputs.pages import topic_page

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from sindikasi.flow.archive import Leaf
    from sindikasi.flow.doubts import DoubtsFeed
    from sindikasi.flow.gate import Refused
    from sindikasi.flow.press import Press
    from sindikasi.model import Feed, Source, Story, Topic, Withdrawal
    from sindikasi.outputs.opml import Listed
    from sindikasi.ports import Catalog, Output, Upkeep

log = structlog.get_logger("publish")

_PAGES_AT_ONCE = 4
"""Pages of archives written before the feeds that point to them; in a flood all feeds come first."""
_PAGES_SECONDS = 0.5
"""How long pages are written after the feeds; what is left then comes with the next ticks."""


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
        sources: Collection[str] | None = None,
        doubts: DoubtsFeed | None = None,
    ) -> None:
        """`labels`: slug -> title of the topics entries are labelled with.

        `sources`: those the settings name; None: sources have no feeds. `doubts`: the feed for editors; None: there
        is none.
        """
        self._catalog = catalog
        self._upkeep = upkeep
        self._outputs = outputs
        self._topics = {topic.slug: topic for topic in topics}
        self._labels = labels
        self._press = press
        self._lock = threading.Lock()
        self._faults: dict[str, str] = {}
        self._codes = codes_of(topic for topic in topics if not topic.is_private)
        self._entries = KeptEntries()
        self._writer = FeedWriter(outputs)
        self._directory = Directory(
            upkeep=upkeep, topics=topics, press=press, writer=self._writer, suffix=outputs[0].suffix
        )
        self._archives = {
            folder: Archive(upkeep=upkeep, outputs=outputs, feeds_dir=folder)
            for folder in (press.feeds_dir, press.private_dir)
        }
        self._moved: set[str] = set()
        """Topics whose files are known to lie in one folder only."""
        self._owing: dict[str, int] = {}
        """Topics whose feed is written, as of this change, and pages of their archive are not."""
        self._listed = Fragments()
        self._texts = KeptTexts(catalog)
        self._has_sources = sources is not None
        self._doubts = doubts
        self._sources = SourceFeeds(
            catalog=catalog,
            upkeep=upkeep,
            press=press,
            suffixes=[output.suffix for output in outputs],
            named=sources or (),
            build=self._build,
            audience=Audience(topics),
        )

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
        folder = self._press.folder_of(self._topics[slug]) if slug in self._topics else self._press.feeds_dir
        return all((folder / name).exists() for name in self._names(slug))

    def _names(self, slug: str) -> list[str]:
        return [f"{slug}.{suffix}" for suffix in (*(output.suffix for output in self._outputs), "html")]

    def clear_leftovers(self, now: datetime) -> None:
        """Remove what a killed process left half written in the feeds folder."""
        folders = [each for folder, archive in self._archives.items() for each in (folder, archive.folder)]
        folders.append(self._press.feeds_dir / FOLDER)
        removed = sum(remove_leftovers(folder, now=now) for folder in folders)
        if removed:
            log.info("removed leftovers", files=removed)

    def publish_all(self, slugs: Sequence[str] | None = None) -> list[Published]:
        """Publish topics whether they changed or not; unchanged files are not touched."""
        wanted = list(self._topics) if slugs is None else slugs
        numbers = self._upkeep.change_numbers()
        return self._publish({slug: numbers[slug] for slug in wanted})

    def publish_sources(self, most: int | None = AT_ONCE) -> list[Published]:
        """Publish the sources whose feeds show something else, or are gone, at most so many; None: all of them.

        Where sources have no feeds, those that were published before are removed.
        """
        if not self._has_sources:
            if self._sources.withdraw():
                self._directory.write(self.sources())
            return []
        published: list[Published] = []
        done: dict[str, int] = {}
        with self._lock:
            self._texts.forget()
            for source in self._sources.due(most):
                slug = feed_slug(source.name)
                each = self._attempt(slug, lambda source=source: self._publish_source(source))  # type: ignore[misc]
                if each is not None:
                    published.append(each)
                    done[source.name] = source.changed
            if done:
                self._upkeep.mark_sources_published(done)
                self._directory.write(self.sources())
        _say_published(published)
        return published

    def publish_doubts(self) -> list[Published]:
        """Publish the pairs in doubt when something was filed or ruled; without such a feed remove its files."""
        if self._doubts is None:
            if any((self._press.feeds_dir / name).exists() for name in self._names(DOUBTS)):
                self.withdraw([DOUBTS])
            return []
        if not self._doubts.is_due() and self._has_files(DOUBTS):
            return []
        with self._lock:
            stamp = self._upkeep.change_stamp()
            published = self._attempt(DOUBTS, self._publish_doubts)
            if published is not None:
                self._doubts.written(stamp)
        found = [published] if published is not None else []
        _say_published(found)
        return found

    def _publish_doubts(self) -> Published:
        assert self._doubts is not None  # noqa: S101 - `publish_doubts` looked
        feed = self._doubts.feed(self._directory.created())
        left_out: list[Refused] = []
        written = self._writer.write_formats(feed, self._press.feeds_dir, left_out)
        page = topic_page(feed, self._press.site)
        if self._writer.write(DOUBTS, self._press.feeds_dir / f"{DOUBTS}.html", page, feed.updated):
            written.append(f"{DOUBTS}.html")
        self._writer.say_left_out(DOUBTS, tuple(left_out))
        return Published(topic=DOUBTS, entries=len(feed.entries), written=tuple(written), left_out=tuple(left_out))

    def renew_sources(self) -> None:
        """Let the feeds of all sources be written anew, some at each tick: the settings may be others."""
        if self._has_sources:
            self._upkeep.renew_sources()

    def sources(self) -> dict[str, Listed]:
        """Return the sources that have feeds, by name, as lists of feeds have them."""
        return self._sources.listing() if self._has_sources else {}

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
                    self._writer.drop()
            failed |= self._write_later(later)
            self._say_faults(failed)
            self._writer.settle()
            if done:
                left_out = {each.topic: len({refused.entry for refused in each.left_out}) for each in published}
                self._upkeep.mark_published(done, left_out)
                self._directory.write(self.sources())
        _say_published(published)
        return published

    def _attempt(self, slug: str, publish: Callable[[], Published]) -> Published | None:
        """Publish one feed; return None when it failed: its files stay as they are."""
        try:
            published = publish()
            self._writer.put_in_place(slug)
            self._writer.settle()
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - the top of the lane for one feed; said once
            self._say_faults({slug: error})
            return None
        finally:
            self._writer.drop()
        self._faults.pop(slug, None)
        return published

    def _publish_source(self, source: Source) -> Published:
        feed = self._sources.feed(source)
        left_out: list[Refused] = []
        written = self._writer.write_formats(feed, self._press.feeds_dir, left_out)
        self._writer.say_left_out(feed.slug, tuple(left_out))
        return Published(
            topic=feed.slug,
            entries=len(feed.entries),
            written=tuple(written),
            left_out=tuple(left_out),
            source=source.name,
        )

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
                self._writer.drop()
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
        folder = press.folder_of(topic)
        archive = self._archives[folder]
        self._move_in(topic)
        last, leaves = archive.due(topic, updates=press.updates, window=topic.entries or press.entries)
        later = leaves if most_pages is not None and len(leaves) > most_pages else []
        if later and owes and self._has_files(topic.slug):
            return None, later
        left_out: list[Refused] = []
        written = self._write_pages(topic, [] if later else leaves, left_out)
        last = min((leaf.previous or 0 for leaf in later if not leaf.is_anew), default=last) or None
        feed = self.feed(topic, previous=last)
        written += self._writer.write_formats(feed, folder, left_out)
        html = topic_page(feed, press.site, self._listed)
        if self._writer.write(topic.slug, folder / f"{topic.slug}.html", html, feed.updated):
            written.append(f"{topic.slug}.html")
        self._writer.put_in_place(topic.slug)
        if not later:
            archive.written(topic.slug, last)
        self._writer.say_left_out(topic.slug, tuple(left_out))
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
        archive = self._archives[self._press.folder_of(topic)]
        for leaf in leaves:
            written += self._writer.write_formats(self._page(topic, leaf), archive.folder, left_out)
            self._writer.put_in_place(topic.slug)
            if leaf.is_anew:
                self._writer.settle()  # what the store then takes for told may not come back with the power
            archive.wrote(topic.slug, leaf)
        return written

    def feed(self, topic: Topic, *, previous: int | None = None) -> Feed:
        """Return the feed of a topic as the store has it now; `previous` is the last page of its archive."""
        entries = topic.entries or self._press.entries
        stories = self._stories(topic, entries)
        return self._build(topic, stories, self._catalog.withdrawals(topic.slug, entries), previous=previous)

    def _page(self, topic: Topic, leaf: Leaf) -> Feed:
        page = self._catalog.archive_page(topic.slug, leaf.number)
        return self._build(topic, page.stories, page.withdrawals, page=leaf.number, previous=leaf.previous)

    def _build(
        self,
        topic: Topic,
        stories: Sequence[Story],
        withdrawals: Sequence[Withdrawal],
        identity: tuple[str, datetime] | None = None,
        **place: int | None,
    ) -> Feed:
        press = self._press
        articles = self._texts.of([story.lead for story in stories])
        feed_id, created = identity or self._upkeep.feed_identity(topic.slug)
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

    def directory(self) -> bytes:
        """Return the list of feeds that readers import (OPML)."""
        return self._directory.opml(self.sources())


def _say_published(published: Sequence[Published]) -> None:
    for each in published:
        if each.written:
            log.info("published", topic=each.topic, entries=each.entries, written=len(each.written))
