"""Where everything is put together: settings in, working parts out."""

from __future__ import annotations

import difflib
import os
import socket
import tempfile
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from sindikasi.errors import ConfigError
from sindikasi.model import Bounds, CleaningContext, Topic
from sindikasi.ports import DOORSTEP
from sindikasi.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from starlette.types import ASGIApp

    from sindikasi.core.topics import TopicSet
    from sindikasi.flow.announce import AnnounceLane
    from sindikasi.flow.doubts import DoubtsFeed
    from sindikasi.flow.ingest import IngestLane
    from sindikasi.flow.placing import Grouping, Placing
    from sindikasi.flow.press import Press
    from sindikasi.flow.publish import PublishLane
    from sindikasi.flow.readers import ReaderPool
    from sindikasi.flow.reading import Reading
    from sindikasi.flow.search import Searching
    from sindikasi.inbox.quarantine import Quarantine
    from sindikasi.inbox.receive import Doorstep
    from sindikasi.inbox.watch import Watcher
    from sindikasi.model import Article, ArticleSummary, Document
    from sindikasi.outputs.pages import Site
    from sindikasi.ports import Cleaner
    from sindikasi.settings import Settings, TopicSection
    from sindikasi.storage.announcements import SqlAnnouncements
    from sindikasi.storage.catalog import SqlCatalog
    from sindikasi.storage.filing import SqlFiler
    from sindikasi.storage.queue import SqlQueue
    from sindikasi.storage.search import SqlSearch
    from sindikasi.storage.sqlite import Database
    from sindikasi.storage.tokens import SqlTokens
    from sindikasi.storage.upkeep import SqlUpkeep
    from sindikasi.web.hub import Hub

_CLEANER_ORDER = ("boilerplate", "wire")
_LAST_CLEANER = "markup"
"""It makes the marked-up text say what all others left of the body."""
_EVERYTHING = "*"
_LONGEST_KEPT_SECONDS = 3600
"""Caches ask at least so often: a feed may be published by hand, and a kill has to get through."""
_LEAST_READERS, _MOST_READERS = 2, 4
"""With two, one slow document does not hold the others up."""
_NURSERY = "sindikasi.flow.nursery"


def utc_now() -> datetime:
    """Return the time; the one clock of the program."""
    return datetime.now(UTC)


def cleaners_in_order(cleaners: Iterable[Cleaner]) -> list[Cleaner]:
    """Return the cleaners as they run: `boilerplate`, `wire`, the others as they come, and `markup`."""
    others = len(_CLEANER_ORDER)
    ranks = {name: rank for rank, name in enumerate(_CLEANER_ORDER)} | {_LAST_CLEANER: others + 1}
    return sorted(cleaners, key=lambda each: ranks.get(each.name, others))


def folder_problem(folder: Path) -> str | None:
    """Make a folder where there is none and write into it; return what keeps us from it and what to do."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(prefix=".sindikasi-", dir=folder):  # without a name, where the system knows that
            return None
    except OSError as error:
        return (
            f"{folder} cannot be written by user {os.getuid()}, group {os.getgid()}: "
            f"{error.strerror or error}; give that user the folder, or set another in sindikasi.toml"
        )


class App:
    """One home folder with its settings; parts are made when they are first asked for."""

    def __init__(self, home: Path, settings: Settings | None = None) -> None:
        """Read the settings of `home`. Raises ConfigError."""
        self.home = home.absolute()
        self.settings = settings or load_settings(self.home)
        self.say: Callable[[str], None] = lambda _: None
        """Hears what a person who waits for a command should know."""

    # --- folders and addresses

    @property
    def inbox(self) -> Path:
        """The watched folder."""
        return self.home / self.settings.inbox.path

    @property
    def feeds(self) -> Path:
        """The published folder."""
        return self.home / self.settings.publish.path

    @property
    def private_feeds(self) -> Path:
        """Where the feeds of private topics are written: no web server serves it as it is."""
        return self.data / "private"

    @property
    def data(self) -> Path:
        """The folder of the store and the locks."""
        return self.database_path.parent

    @property
    def database_path(self) -> Path:
        """The store's file. Raises ConfigError for another kind of store."""
        url = self.settings.database.url
        scheme, found, path = url.partition(":///")
        if not found or scheme != "sqlite" or not path:
            raise ConfigError(
                f"database.url: {url!r} is not sqlite:///PATH, the store this version keeps",
                key="database.url",
            )
        return self.home / path

    @property
    def address(self) -> tuple[str, int]:
        """Host and port to listen on."""
        host, _, port = self.settings.http.listen.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def base_url(self) -> str:
        """What links in feeds start with."""
        if self.settings.site.base_url:
            return self.settings.site.base_url
        host, port = self.address
        shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
        return f"http://{shown}:{port}{self.settings.http.base_path}"

    # --- the store

    @cached_property
    def database(self) -> Database:
        """The open store. Raises StorageError."""
        from sindikasi.storage.sqlite import Database

        database = Database(self.database_path)
        database.say = self.say
        return database

    @cached_property
    def queue(self) -> SqlQueue:
        """Documents waiting."""
        from sindikasi.storage.queue import SqlQueue

        return SqlQueue(self.database, utc_now)

    @cached_property
    def filer(self) -> SqlFiler:
        """The filing desk."""
        from sindikasi.storage.filing import SqlFiler

        return SqlFiler(self.database, utc_now, self.data / "index", self.grouping.window)

    @cached_property
    def catalog(self) -> SqlCatalog:
        """Reads for people and pages."""
        from sindikasi.storage.catalog import SqlCatalog

        return SqlCatalog(self.database, {each.name: each.keep_lines for each in self.settings.source})

    @cached_property
    def upkeep(self) -> SqlUpkeep:
        """Accounts of the publish lane; every topic in force has one."""
        from sindikasi.storage.upkeep import SqlUpkeep

        upkeep = SqlUpkeep(self.database, utc_now)
        upkeep.declare_topics([topic.slug for topic in self.topics])
        return upkeep

    @cached_property
    def tokens(self) -> SqlTokens:
        """The tokens handed out."""
        from sindikasi.storage.tokens import SqlTokens

        return SqlTokens(self.database, utc_now)

    def close(self) -> None:
        """End the reader processes and close the store, where there are any."""
        if "readers" in self.__dict__:
            self.readers.close()
        if "database" in self.__dict__:
            self.database.close()

    # --- topics

    @cached_property
    def topics(self) -> tuple[Topic, ...]:
        """The topics in force: the built-in ones, replaced and followed by those of the settings."""
        from sindikasi.core.subjects import DEFAULT_TOPICS

        topics = {topic.slug: topic for topic in DEFAULT_TOPICS}
        for section in self.settings.topic:
            topics[section.slug] = _topic(section, topics.get(section.slug))
        return tuple(topics.values())

    @cached_property
    def topic_set(self) -> TopicSet:
        """The topics ready for use. Raises QueryError for a query that cannot be read."""
        from sindikasi.core.text import fold
        from sindikasi.core.topics import compile_topics

        slugs = {topic.slug for topic in self.topics}
        defaults: dict[tuple[str, str | None], tuple[str, ...]] = {}
        for source in self.settings.source:
            stranger = next((each for each in (*source.topics, *source.sections.values()) if each not in slugs), None)
            if stranger is not None:
                near = difflib.get_close_matches(stranger, slugs, n=1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                raise ConfigError(f"source {source.name!r}: {stranger!r} is no topic{hint}", key="source.topics")
            defaults[source.name, None] = source.topics
            defaults |= {(source.name, fold(name)): (slug,) for name, slug in source.sections.items()}
        return compile_topics(self.topics, defaults)

    # --- the ingest lane

    @cached_property
    def reading(self) -> Reading:
        """Parsers, cleaners and topics in a row. Raises PluginError and QueryError."""
        from sindikasi.flow.reading import Reading
        from sindikasi.inbox.names import document_key
        from sindikasi.plugins import load_cleaners, load_parsers

        return Reading(
            parsers=load_parsers(),
            cleaners=cleaners_in_order(load_cleaners()),
            topics=self.topic_set,
            context_of=self.cleaning_context,
            key_of=document_key,
            bounds=self.bounds,
        )

    @property
    def bounds(self) -> Bounds:
        """What one dropped file may come to."""
        limits = self.settings.limits
        return Bounds(
            expanded_bytes=limits.expanded,
            members=limits.members,
            depth=limits.depth,
            ratio=limits.ratio,
            member_bytes=self.settings.inbox.max_size,
            text_characters=limits.text,
        )

    @cached_property
    def readers(self) -> ReaderPool:
        """The processes that read documents; they are started when the first one comes, or by `start`."""
        from sindikasi.flow.readers import Limits, ReaderPool

        worker = self.settings.worker
        return ReaderPool(
            partial(_reading, self.home, self.settings),
            count=worker.processes or min(max(os.cpu_count() or 1, _LEAST_READERS), _MOST_READERS),
            limits=Limits(cpu_seconds=worker.cpu, wall_seconds=worker.wall, memory_bytes=worker.memory),
            preload=[__name__, _NURSERY],
        )

    def unfiled(self, article: Article) -> ArticleSummary:
        """Return an article as it would be stored, without a story."""
        from sindikasi.core.articles import standing
        from sindikasi.core.text import words
        from sindikasi.model import ArticleSummary

        return ArticleSummary(
            article=article,
            topics=self.topic_set.topics_of(article),
            story_id="",
            relation="lead",
            words=len(words(article.body)),
            standing=standing(article, utc_now()),
        )

    def cleaning_context(self, document: Document) -> CleaningContext:
        """Return what the settings say of the document's source."""
        source = next((each for each in self.settings.source if each.name == document.source), None)
        zone = source.timezone if source and source.timezone else self.settings.site.timezone
        return CleaningContext(
            received=document.received,
            source=document.source,
            timezone=zone,
            drop_lines=source.drop_lines if source else (),
        )

    @property
    def grouping(self) -> Grouping:
        """The settings of grouping as plain values."""
        from sindikasi.flow.placing import Grouping

        return Grouping(
            window=timedelta(seconds=self.settings.grouping.window),
            threshold=self.settings.grouping.threshold,
            priorities={source.name: source.priority for source in self.settings.source},
            furniture=self.settings.furniture.stories,
        )

    def placing(self) -> Placing:
        """Return what finds where articles belong; one a thread."""
        from sindikasi.flow.placing import Placing

        return Placing(self.grouping)

    @property
    def quarantine(self) -> Quarantine:
        """Where refused documents lie."""
        from sindikasi.inbox.quarantine import Quarantine

        return Quarantine(self.inbox)

    def doorstep(self) -> Doorstep:
        """Return what takes settled files into the queue."""
        from sindikasi.inbox.receive import Doorstep

        inbox = self.settings.inbox
        return Doorstep(self.inbox, self.queue, utc_now, max_bytes=inbox.max_size, after=inbox.after)

    def watcher(self, *, say: Callable[[str], None]) -> Watcher:
        """Return what notices settled files; `say` hears why events cannot be had."""
        from sindikasi.inbox.watch import Watcher

        inbox = self.settings.inbox
        return Watcher(
            self.inbox,
            mode=inbox.watch,
            settle_seconds=inbox.settle,
            rescan_seconds=inbox.rescan,
            keeps=inbox.after == "keep",
            say=say,
        )

    @property
    def owner(self) -> str:
        """Who this process is in the queue: host, number, and when it started."""
        return f"{socket.gethostname()}/{os.getpid()}/{_start_of(os.getpid())}"

    def free_dead_leases(self, *, has_doorstep: bool = False, has_begun: bool = False) -> int:
        """End the leases of processes of this machine that are gone; return how many documents that frees.

        Before the lanes start, leases in this process's own name are those of an earlier life (in a container
        every life has the same number); `has_begun`: they are its own. `has_doorstep`: nobody else stands at
        the inbox.
        """
        own = self.owner
        gone = [each for each in self.queue.owners() if (not has_begun if each == own else _is_gone(each))]
        if has_doorstep:
            gone.append(DOORSTEP)
        return sum(self.queue.free(owner) for owner in gone)

    def ingest_lane(self, *, is_stopping: Callable[[], bool] = lambda: False) -> IngestLane:
        """Return a lane of this process; one a thread."""
        from sindikasi.flow.ingest import IngestLane

        return IngestLane(
            queue=self.queue,
            filer=self.filer,
            readers=self.readers,
            quarantine=self.quarantine,
            placing=self.placing(),
            owner=self.owner,
            now=utc_now,
            is_stopping=is_stopping,
        )

    # --- the publish lane

    @cached_property
    def source_titles(self) -> Mapping[str, str]:
        """How sources are named to readers."""
        return {source.name: source.title for source in self.settings.source if source.title}

    @cached_property
    def search_index(self) -> SqlSearch:
        """What searches look in."""
        from sindikasi.storage.search import SqlSearch

        return SqlSearch(self.database, self.data / "search.db")

    @cached_property
    def searching(self) -> Searching:
        """What finds stories by a query. Raises PluginError."""
        from sindikasi.flow.search import Searching
        from sindikasi.plugins import load_outputs

        return Searching(
            catalog=self.catalog,
            upkeep=self.upkeep,
            index=self.search_index,
            outputs=load_outputs(self.settings.publish.formats),
            topics=self.topics,
            labels=self._labels,
            press=self._press,
        )

    @property
    def site(self) -> Site:
        """What pages written to the feeds folder know of the site around them."""
        from sindikasi.outputs.labels import topic_title
        from sindikasi.outputs.pages import Site

        language = self.settings.site.language
        return Site(
            title=self.settings.site.title,
            language=language,
            timezone=self.settings.site.timezone,
            root=self.base_url,
            feeds=f"{self.base_url}/feeds",
            topics=tuple(
                (topic.slug, topic_title(topic.title, language)) for topic in self.topics if not topic.is_private
            ),
            formats=self.settings.publish.formats,
        )

    @cached_property
    def publish_lane(self) -> PublishLane:
        """What writes the feeds. Raises PluginError."""
        from sindikasi.flow.publish import PublishLane
        from sindikasi.plugins import load_outputs

        return PublishLane(
            catalog=self.catalog,
            upkeep=self.upkeep,
            outputs=load_outputs(self.settings.publish.formats),
            topics=self.topics,
            labels=self._labels,
            press=self._press,
            sources=[each.name for each in self.settings.source] if self.settings.publish.sources else None,
            doubts=self._doubts,
        )

    @property
    def _doubts(self) -> DoubtsFeed | None:
        from sindikasi.core.audience import Audience
        from sindikasi.core.doubts import SLUG
        from sindikasi.flow.doubts import DoubtsFeed

        if not self.settings.publish.doubts:
            return None
        if any(topic.slug == SLUG for topic in self.topics):
            raise ConfigError(f"topic {SLUG!r}: publish.doubts has a feed of that name; give the topic another slug")
        threshold = self.settings.grouping.threshold
        return DoubtsFeed(
            catalog=self.catalog,
            upkeep=self.upkeep,
            press=self._press,
            threshold=threshold,
            audience=Audience(self.topics),
        )

    @property
    def _labels(self) -> Mapping[str, str]:
        return {topic.slug: topic.title for topic in self.topics if topic.query != _EVERYTHING and not topic.is_private}

    @property
    def _press(self) -> Press:
        from sindikasi.flow.press import Press

        return Press(
            site=self.site,
            feeds_dir=self.feeds,
            private_dir=self.private_feeds,
            base_url=self.base_url,
            language=self.settings.site.language,
            entries=self.settings.publish.entries,
            source_titles=self.source_titles,
            updates=self.settings.publish.updates,
            hubs=dict.fromkeys(self.announced, self.hubs),
        )

    def lift_embargoes(self) -> list[str]:
        """Show what was under embargo until now; return the stories' ids. Call it before publishing."""
        from sindikasi.flow.upkeep import lift_embargoes

        return lift_embargoes(self.upkeep, self.filer, self.placing(), utc_now())

    def web_site(self, health: Callable[[], Mapping[str, object] | None]) -> ASGIApp:
        """Return the pages and feeds over HTTP."""
        from sindikasi.core.websub import link_header
        from sindikasi.web.access import Access
        from sindikasi.web.api import Api
        from sindikasi.web.site import create_site

        settings = self.settings
        access = Access(self.tokens, utc_now)
        api = Api(
            catalog=self.catalog,
            queue=self.queue,
            topics={topic.slug: topic for topic in self.topics},
            access=access,
            now=utc_now,
            max_bytes=settings.inbox.max_size,
            schedule=settings.publish.schedule,
            entries=settings.publish.entries,
        )
        return create_site(
            catalog=self.catalog,
            feeds_dir=self.feeds,
            topics=self.topics,
            site_title=settings.site.title,
            base_url=settings.site.base_url or None,
            base_path=settings.http.base_path,
            language=settings.site.language,
            health=health,
            feed_preview=settings.http.feed_preview,
            timezone=settings.site.timezone,
            source_titles=self.source_titles,
            formats=settings.publish.formats,
            entries=settings.publish.entries,
            updates=settings.publish.updates,
            max_age_of=self._freshness(),
            private_dir=self.private_feeds,
            access=access,
            api=api,
            search=self.searching,
            links={name: link_header(self.hubs, f"{self.base_url}/feeds/{name}") for name in self.announced_files},
            standing=self.announcements.standing if self.hubs else None,
            hub=self.hub(),
            has_sources=settings.publish.sources,
            has_doubts=settings.publish.doubts,
            sitemap_clock=utc_now if settings.site.news_sitemap else None,
        )

    # --- WebSub: who is told of changed feeds

    @property
    def hubs(self) -> tuple[str, ...]:
        """Addresses of the hubs readers may subscribe at, our own first."""
        websub = self.settings.websub
        return tuple(dict.fromkeys((*((self.own_hub,) if websub.serve else ()), *websub.hub)))

    @property
    def own_hub(self) -> str:
        """Address of our own hub, whether it is on or not."""
        from sindikasi.core.websub import HUB_PATH

        return f"{self.base_url}{HUB_PATH}"

    @cached_property
    def announced(self) -> frozenset[str]:
        """Slugs of the topics that hubs are told of, and subscribers sent: never a private one, none without a hub."""
        from sindikasi.core.websub import announced_topics

        return announced_topics(self.topics) if self.hubs else frozenset()

    @property
    def announced_files(self) -> dict[str, str]:
        """Names of the files of those topics, and their Content-Types."""
        from sindikasi.plugins import load_outputs

        outputs = load_outputs(self.settings.publish.formats)
        return {f"{slug}.{each.suffix}": each.media_type for slug in sorted(self.announced) for each in outputs}

    @cached_property
    def announcements(self) -> SqlAnnouncements:
        """Subscriptions, and what is still to be told."""
        from sindikasi.storage.announcements import SqlAnnouncements

        return SqlAnnouncements(self.database, utc_now)

    @cached_property
    def announce_lane(self) -> AnnounceLane | None:
        """What tells hubs and subscribers; None where there is no hub."""
        if not self.hubs:
            return None
        from sindikasi.flow.announce import AnnounceLane, Board
        from sindikasi.push.client import Client

        websub = self.settings.websub
        board = Board(
            feeds_dir=self.feeds,
            feeds_url=f"{self.base_url}/feeds",
            media_types=self.announced_files,
            hubs=[hub for hub in self.hubs if hub != self.own_hub],
            own_hub=self.own_hub if websub.serve else None,
            allows_private=websub.private_callbacks,
        )
        return AnnounceLane(announcements=self.announcements, client=Client(), board=board, now=utc_now)

    def hub(self) -> Hub | None:
        """Return our own hub as it stands on the web; None when it is off."""
        websub = self.settings.websub
        if not websub.serve:
            return None
        from sindikasi.core.websub import feed_addresses
        from sindikasi.web.hub import Hub

        lane = self.__dict__.get("announce_lane")
        return Hub(
            announcements=self.announcements,
            addresses=feed_addresses(f"{self.base_url}/feeds", self.announced_files),
            default_lease=round(websub.lease),
            allows_private=websub.private_callbacks,
            on_ask=lane.wake if lane else lambda: None,
        )

    def _freshness(self) -> Callable[[str], int]:
        """Return what tells for how many seconds a topic's feeds stay as they are; any other name: the lists'."""
        from sindikasi.schedule import Countdown, parse_schedule

        def countdown(schedule: str) -> Countdown:
            return Countdown(parse_schedule(schedule), self.settings.site.timezone)

        common = countdown(self.settings.publish.schedule)
        own = {topic.slug: countdown(topic.schedule) for topic in self.topics if topic.schedule is not None}
        return lambda slug: round(min(max(own.get(slug, common).seconds(utc_now()), 1), _LONGEST_KEPT_SECONDS))


def _reading(home: Path, settings: Settings) -> Reading:
    """Return the parsers, cleaners and topics of a home, in a process that reads for it."""
    return App(home, settings).reading


def _is_gone(owner: str) -> bool:
    """Return whether the process of a lease can be known to have ended."""
    host, pid, started = (*owner.split("/"), "", "")[:3]
    return host == socket.gethostname() and pid.isdigit() and _start_of(int(pid)) != started


def _start_of(pid: int) -> str:
    """Return when a process started, in ticks since boot; empty when it ended, be it unreaped (proc(5), stat)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] in {"Z", "X"} else fields[19]


def _topic(section: TopicSection, held: Topic | None) -> Topic:
    """Return the topic of a settings section; a built-in one keeps what the section leaves out."""
    query, subjects = section.query, section.subjects
    if not query and not subjects:
        if held is None:
            raise ConfigError(
                f'topic {section.slug!r}: needs a query, such as query = "banjir OR longsor", or subjects',
                key=f"topic.{section.slug}.query",
            )
        query, subjects = held.query, held.subjects
    if not query:
        query = " OR ".join(f"subjek:{code}" for code in subjects)
    return Topic(
        slug=section.slug,
        title=section.title or (held.title if held else section.slug),
        query=query,
        subjects=subjects,
        schedule=section.schedule,
        entries=section.entries,
        updates=section.updates,
        is_updates_only=section.updates_only,
        is_private=section.private,
    )
