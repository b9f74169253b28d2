"""The feed of pairs in doubt, for editors."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from sindikasi.core.doubts import SLUG, bounds, doubt_entry
from sindikasi.core.feed import GENERATOR
from sindikasi.core.text import tidy_line
from sindikasi.core.wording import wording
from sindikasi.flow.explain import judge_filed
from sindikasi.model import Feed

if TYPE_CHECKING:
    from datetime import datetime

    from sindikasi.core.audience import Audience
    from sindikasi.flow.press import Press
    from sindikasi.model import Doubt, Entry
    from sindikasi.ports import Catalog, Upkeep

_KEPT = 500


class DoubtsFeed:
    """Makes the feed anew when something was filed or ruled since; for one thread at a time."""

    def __init__(
        self, *, catalog: Catalog, upkeep: Upkeep, press: Press, threshold: float | None, audience: Audience
    ) -> None:
        self._catalog = catalog
        self._upkeep = upkeep
        self._press = press
        self._threshold = threshold
        self._audience = audience
        self._entries: OrderedDict[tuple[str, ...], Entry] = OrderedDict()
        self._stamp: tuple[int, ...] | None = None

    def is_due(self) -> bool:
        """Return whether another pair may be in doubt than when `written` was called."""
        return self._upkeep.change_stamp() != self._stamp

    def written(self, stamp: tuple[int, ...]) -> None:
        """Note that the feed is as of a stamp of the store."""
        self._stamp = stamp

    def feed(self, created: datetime) -> Feed:
        """Return the feed of the pairs in doubt now, one entry a pair."""
        press, say = self._press, wording(self._press.language)
        doubts = self._catalog.doubts(bounds(self._threshold), press.entries)
        entries = tuple(self._entry(doubt) for doubt in doubts if self._is_public(doubt))
        title = tidy_line(press.site.title) or GENERATOR
        return Feed(
            slug=SLUG,
            id=self._upkeep.feed_id(f"doubts/{SLUG}"),
            title=f"{say.doubts} – {title}",
            subtitle=say.doubts,
            language=press.language,
            home_url=f"{press.base_url}/feeds/{SLUG}.html",
            base_url=f"{press.base_url}/feeds",
            updated=max((entry.updated for entry in entries), default=created),
            entries=entries,
            generator=GENERATOR,
            author=title,
        )

    def _is_public(self, doubt: Doubt) -> bool:
        """Return whether anybody may see both articles: the feed is for editors, but has no lock."""
        if self._audience.sees_all:
            return True
        pair = (self._catalog.article(each.id) for each in (doubt.article, doubt.other))
        return all(summary is not None and self._audience.sees(summary.topics) for summary in pair)

    def _entry(self, doubt: Doubt) -> Entry:
        """Return the entry of a pair; its id is the same whichever of the two came first."""
        one, other = sorted((doubt.article.id, doubt.other.id))
        key = doubt.article.id, doubt.other.id, doubt.story, str(doubt.is_joined)
        entry = self._entries.pop(key, None) or doubt_entry(
            doubt,
            judge_filed(doubt.article, doubt.other, self._catalog, threshold=self._threshold),
            self._upkeep.feed_id(f"doubt/{one}/{other}"),
            base_url=self._press.base_url,
            language=self._press.language,
            timezone=self._press.site.timezone,
            source_titles=self._press.source_titles,
        )
        self._entries[key] = entry
        if len(self._entries) > _KEPT:
            self._entries.popitem(last=False)
        return entry
