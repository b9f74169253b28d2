"""The lists of all public feeds: OPML for readers, index.html for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from sindikasi.errors import PublishError
from sindikasi.outputs.labels import labels
from sindikasi.outputs.opml import Group, Listed, opml
from sindikasi.outputs.pages import index_page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sindikasi.flow.press import Press
    from sindikasi.flow.writing import FeedWriter
    from sindikasi.model import Topic
    from sindikasi.ports import Upkeep

log = structlog.get_logger("publish")


class Directory:
    """Writes both lists when one of the feeds was written; a fault is said once, and the next time tries again."""

    def __init__(
        self, *, upkeep: Upkeep, topics: Sequence[Topic], press: Press, writer: FeedWriter, suffix: str
    ) -> None:
        """`suffix`: the format the list of readers names."""
        self._upkeep = upkeep
        self._listed = [topic for topic in topics if not topic.is_private]
        self._dated = self._listed or list(topics)
        self._press = press
        self._writer = writer
        self._suffix = suffix
        self._unwritten: dict[str, str] = {}
        """Lists that could not be written, and why."""

    def created(self) -> datetime:
        """Return how old the lists are: as the first of the public topics, where there are any."""
        return min(self._upkeep.feed_identity(topic.slug)[1] for topic in self._dated)

    def opml(self, sources: Mapping[str, Listed]) -> bytes:
        """Return the list of feeds that readers import; `sources`: name -> how it is listed."""
        press, say = self._press, labels(self._press.language)
        topics = tuple(Listed(topic.title, topic.slug, f"t/{topic.slug}") for topic in self._listed)
        groups = [Group(say["topics"], topics), Group(say["sources"], tuple(sources.values()))]
        return opml(groups, press.base_url, press.site.title, self.created(), suffix=self._suffix)

    def write(self, sources: Mapping[str, Listed]) -> None:
        """Write both lists."""
        created = self.created()
        lists = {"feeds.opml": self.opml(sources), "index.html": index_page(self._press.site, [*sources.values()])}
        for name, content in lists.items():
            try:
                self._writer.write("", self._press.feeds_dir / name, content, created)
                self._writer.put_in_place("")
                self._writer.settle()
            except PublishError as error:
                if self._unwritten.get(name) != str(error):
                    log.error("publish failed", file=name, reason=str(error))
                self._unwritten[name] = str(error)
            else:
                self._unwritten.pop(name, None)
