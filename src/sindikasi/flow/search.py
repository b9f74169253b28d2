"""Searching the stored stories, and what is found as a feed; the order of calls, no rules."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from sindikasi.core.audience import Audience
from sindikasi.core.feed import build_feed, codes_of
from sindikasi.core.query import compile_query, searchable
from sindikasi.core.search import LONGEST_QUERY, needs, normal_form
from sindikasi.core.text import tidy_line
from sindikasi.core.wording import wording
from sindikasi.errors import QueryError, StorageUnavailable
from sindikasi.flow.entries import KeptEntries
from sindikasi.flow.gate import Gate
from sindikasi.model import Found, Topic

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sindikasi.core.query import Query
    from sindikasi.flow.press import Press
    from sindikasi.model import Article, Feed
    from sindikasi.ports import Catalog, Output, SearchIndex, Upkeep

MOST_EXAMINED: Final = 3_000
"""Articles one search reads and looks at word by word: less than a second and a half."""
LONGEST_SECONDS: Final = 5.0
"""When a search ends on a slow machine."""
_AT_ONCE = 2
"""Searches that run side by side; each further one waits its turn."""
_PATIENCE_SECONDS = 5.0
_KEPT = 64
_MORE = 4
"""Times as many stories are looked for where some may be private."""
SLUG: Final = "search"
"""No topic may have it."""


class Searching:
    """Finds stories by a query and makes feeds of them; several threads may share it."""

    def __init__(
        self,
        *,
        catalog: Catalog,
        upkeep: Upkeep,
        index: SearchIndex,
        outputs: Sequence[Output],
        topics: Sequence[Topic],
        labels: Mapping[str, str],
        press: Press,
    ) -> None:
        """`labels`: slug -> title of the topics entries are labelled with."""
        self._catalog = catalog
        self._upkeep = upkeep
        self._index = index
        self._outputs = {output.suffix: output for output in outputs}
        self._topics = topics
        self._labels = labels
        self._press = press
        self._audience = Audience(topics)
        self._codes = codes_of(topic for topic in topics if not topic.is_private)
        self._gate, self._entries = Gate(), KeptEntries()
        self._rendering = threading.Lock()
        self._turns = threading.BoundedSemaphore(_AT_ONCE)
        self._kept: OrderedDict[str, tuple[tuple[int, ...], Found]] = OrderedDict()
        self._keeping = threading.Lock()

    def find(self, text: str) -> Found:
        """Return the stories one of whose articles the query matches: the last carried ones, newest first.

        Raises QueryError, and StorageUnavailable when too many searches wait.
        """
        text = tidy_line(text)
        if len(text) > LONGEST_QUERY:
            message = f"the query has {len(text):,} characters; a search takes {LONGEST_QUERY:,}: make it a topic"
            raise QueryError(message, column=LONGEST_QUERY + 1)
        query = compile_query(text)
        form, stamp = normal_form(query.tree), self.stamp()
        kept = self._kept.get(form)
        if kept is not None and kept[0] == stamp:
            return replace(kept[1], query=text)
        if not self._turns.acquire(timeout=_PATIENCE_SECONDS):
            raise StorageUnavailable("too many searches at once; try again")
        try:
            found = self._find(text, form, query)
        finally:
            self._turns.release()
        if found.is_complete:  # else more may be found a moment later
            with self._keeping:
                self._kept[form] = (stamp, found)
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
        return found

    def stamp(self) -> tuple[int, ...]:
        """Return what differs when another answer may have to be given."""
        return self._upkeep.change_stamp()

    def feed(self, found: Found) -> Feed:
        """Return what was found as a feed; its entries are those of the topics' feeds."""
        press, say = self._press, wording(self._press.language)
        articles = self._catalog.readable([story.lead for story in found.stories])
        feed = build_feed(
            Topic(slug=SLUG, title=say.search.format(query=found.query), query=found.query),
            found.stories,
            articles,
            self._labels,
            feed_id=self._upkeep.feed_id(f"{SLUG}?{found.form}"),
            created=min(self._upkeep.feed_identity(topic.slug)[1] for topic in self._topics),
            site_title=press.site.title,
            base_url=press.base_url,
            language=press.language,
            entries=press.entries,
            source_titles=press.source_titles,
            updates=press.updates,
            timezone=press.site.timezone,
            codes=self._codes,
            make=self._entries.make,
        )
        asked = f"?q={quote(found.query, safe='')}"
        return replace(feed, query=asked, home_url=f"{press.base_url}/{SLUG}{asked}")

    def render(self, text: str, suffix: str) -> bytes | None:
        """Return the feed of a search in one format; None where that is not published. Raises QueryError."""
        output = self._outputs.get(suffix)
        if output is None:
            return None
        found = self.find(text)
        with self._rendering:
            admitted, _ = self._gate.admit(output, self.feed(found))
            return output.render(admitted)

    def _find(self, text: str, form: str, query: Query) -> Found:
        def accepts(article: Article) -> bool:
            return query.match(searchable(article))

        findings = self._index.find(
            needs(query.tree),
            accepts,
            limit=self._press.entries * (1 if self._audience.sees_all else _MORE),
            most=MOST_EXAMINED,
            seconds=LONGEST_SECONDS,
        )
        found = (self._catalog.story(each) for each in findings.stories)
        stories = [story for story in found if story and not story.is_hidden and self._audience.sees(story.topics)]
        stories.sort(key=lambda story: story.filed, reverse=True)
        shown = tuple(stories[: self._press.entries])
        return Found(query=text, form=form, stories=shown, is_complete=findings.is_complete)
