"""The feeds of sources: which there are, which are due, and what stands in one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import structlog

from sindikasi.core.sources import FOLDER, feed_slug, is_slug, slug_of, source_page
from sindikasi.core.text import tidy_line
from sindikasi.model import Topic
from sindikasi.outputs.opml import Listed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from pathlib import Path

    from sindikasi.core.audience import Audience
    from sindikasi.flow.press import Press
    from sindikasi.model import Feed, Source, Withdrawal
    from sindikasi.ports import Catalog, Upkeep

log = structlog.get_logger("publish")

MOST_SOURCES: Final = 1_000
"""Sources that have feeds besides those the settings name: documents may name any."""
AT_ONCE: Final = 20
"""Sources whose feeds are written at one tick, each some 20 ms of processor time; the rest comes with the next."""


class SourceFeeds:
    """What the publish lane knows of sources."""

    def __init__(
        self,
        *,
        catalog: Catalog,
        upkeep: Upkeep,
        press: Press,
        suffixes: Sequence[str],
        named: Collection[str],
        build: Callable[..., Feed],
        audience: Audience,
    ) -> None:
        """`named`: the sources of the settings; `build` makes a feed of a topic, stories and withdrawals.

        Feeds of sources are public: `audience` says which stories are.
        """
        self._catalog = catalog
        self._upkeep = upkeep
        self._press = press
        self._suffixes = suffixes
        self._named = frozenset(named)
        self._build = build
        self._audience = audience
        self._has_said = False
        self._last: str | None = None

    def listed(self) -> list[Source]:
        """Return the sources that have feeds, the first ever heard of first."""
        held = self._upkeep.sources()
        others = [each for each in held if each.name not in self._named]
        if len(others) > MOST_SOURCES and not self._has_said:
            self._has_said = True
            remedy = "name those that matter in [[source]]"
            log.warning("some sources have no feed", sources=len(others), most=MOST_SOURCES, remedy=remedy)
        allowed = {each.name for each in others[:MOST_SOURCES]}
        return [each for each in held if each.name in self._named or each.name in allowed]

    def due(self, most: int | None) -> list[Source]:
        """Return those whose feeds show something else now, or are not there, at most so many; they take turns."""
        listed = self.listed()
        turn = next((place for place, each in enumerate(listed, start=1) if each.name == self._last), 0)
        due = [each for each in (*listed[turn:], *listed[:turn]) if each.is_due or not self._has_files(each)][:most]
        if due:
            self._last = due[-1].name
        return due

    def title(self, source: Source) -> str:
        """Return how a source is named to readers."""
        return tidy_line(self._press.source_titles.get(source.name, source.name)) or slug_of(source.name)

    def listing(self) -> dict[str, Listed]:
        """Return the sources that have feeds, by name, as lists of feeds have them: in the order of their titles."""
        titles = sorted((self.title(each), each.name) for each in self.listed())
        return {name: Listed(title, feed_slug(name), source_page(name)) for title, name in titles}

    def feed(self, source: Source) -> Feed:
        """Return the stories a source carries as a feed: one entry a story, the same as in the topics' feeds."""
        slug, entries, base_url = feed_slug(source.name), self._press.entries, self._press.base_url
        feed = self._build(
            Topic(slug=slug, title=self.title(source), query=""),
            self._audience.newest(lambda limit: self._catalog.stories(source=source.name, limit=limit), entries),
            [each for each in self._catalog.withdrawals_from(source.name, entries) if self._was_public(each)],
            identity=(self._upkeep.feed_id(slug), source.created),
        )
        return replace(feed, home_url=f"{base_url}/{source_page(source.name)}")

    def _was_public(self, withdrawal: Withdrawal) -> bool:
        story = None if self._audience.sees_all else self._catalog.story(withdrawal.id)
        return story is None or self._audience.sees(story.topics)

    def withdraw(self) -> int:
        """Remove the published feeds of all sources; return how many files were."""
        folder = self._press.feeds_dir / FOLDER
        gone = [path for path in folder.iterdir() if self._is_ours(path)] if folder.is_dir() else []
        for path in gone:
            path.unlink(missing_ok=True)
        return len(gone)

    def _is_ours(self, path: Path) -> bool:
        return path.suffix.removeprefix(".") in self._suffixes and is_slug(path.stem)

    def _has_files(self, source: Source) -> bool:
        slug = feed_slug(source.name)
        return all((self._press.feeds_dir / f"{slug}.{suffix}").exists() for suffix in self._suffixes)
