"""Entries built once and kept: a story that did not change gives the same entry in every feed and at every build."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from sindikasi.core.feed import build_entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sindikasi.model import Article, Entry, Story, UpdatePolicy
    from sindikasi.ports import Catalog

KEPT_CHARACTERS = 40_000_000
"""Of content, as HTML and as text: some 5,000 entries of four kB each way."""


class KeptEntries:
    """Stands for `build_entry` where everything but story, lead and policy stays the same; for one thread at a time.

    A story and its lead are known again by id and the hash of all they hold (64 bits, keyed by the process).
    """

    def __init__(self, kept_characters: int = KEPT_CHARACTERS) -> None:
        self._kept_characters = kept_characters
        self._size = 0
        self._kept: OrderedDict[tuple[str, str, int, int], Entry] = OrderedDict()

    def make(
        self, story: Story, lead: Article, titles: Mapping[str, str], *, updates: UpdatePolicy, **manner: Any
    ) -> Entry:
        """Return the story's entry, as `build_entry` does."""
        key = story.id, updates, hash(story), hash(lead)
        if kept := self._kept.get(key):
            self._kept.move_to_end(key)
            return kept
        entry = self._kept[key] = build_entry(story, lead, titles, updates=updates, **manner)
        self._size += _size(entry)
        while self._size > self._kept_characters:
            self._size -= _size(self._kept.popitem(last=False)[1])
        return entry


class KeptTexts:
    """Articles as readers see them, read once however many topics they stand in; for one thread at a time."""

    def __init__(self, catalog: Catalog, kept_characters: int = KEPT_CHARACTERS) -> None:
        self._catalog = catalog
        self._kept_characters = kept_characters
        self._kept: dict[str, Article] = {}
        self._size = 0

    def forget(self) -> None:
        """Read anew what is asked for from now on: texts change as furniture is learned."""
        self._kept.clear()
        self._size = 0

    def of(self, article_ids: Iterable[str]) -> dict[str, Article]:
        """Return the articles, as `Catalog.readable` does. Raises StorageError."""
        wanted = list(article_ids)
        missing = [each for each in wanted if each not in self._kept]
        fresh = self._catalog.readable(missing) if missing else {}
        found = {each: self._kept[each] for each in wanted if each in self._kept} | fresh
        if self._size > self._kept_characters:
            self.forget()
        self._kept |= fresh
        self._size += sum(len(article.body) for article in fresh.values())
        return found


def _size(entry: Entry) -> int:
    return len(entry.content_html) + len(entry.content_text)
