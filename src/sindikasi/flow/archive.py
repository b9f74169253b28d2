"""The pages of a topic's archive: written once when they are closed, and again only when something is withdrawn."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sindikasi.core.feed import policy_of
from sindikasi.outputs.addresses import ARCHIVE, page_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sindikasi.model import Topic, UpdatePolicy
    from sindikasi.ports import Output, Upkeep


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A page to be written."""

    number: int
    previous: int | None
    is_anew: bool
    """True when something on it was withdrawn: what stands there is replaced."""


class Archive:
    """Says which pages of a topic are to be written; not for several threads at once."""

    def __init__(self, *, upkeep: Upkeep, outputs: Sequence[Output], feeds_dir: Path) -> None:
        self._upkeep = upkeep
        self._outputs = outputs
        self.folder = feeds_dir / ARCHIVE
        self._written: dict[str, int] = {}

    def due(self, topic: Topic, *, updates: UpdatePolicy, window: int) -> tuple[int | None, list[Leaf]]:
        """Return the last closed page (None while there is none) and the pages to write now.

        At the first call for a topic these are all whose files are gone.
        """
        last = self._upkeep.close_pages(
            topic.slug,
            window=window,
            has_stories=not topic.is_updates_only,
            has_revisions=policy_of(topic, updates) == "resurface",
        )
        known = self._written.get(topic.slug)
        missing = [
            number
            for number in range(1 if known is None else known + 1, last + 1)
            if known is not None or not self._has_files(topic.slug, number)
        ]
        untold = self._upkeep.untold_pages(topic.slug)
        leaves = [
            Leaf(number=number, previous=number - 1 or None, is_anew=number in untold)
            for number in sorted({*missing, *untold})
        ]
        return last or None, leaves

    def wrote(self, slug: str, leaf: Leaf) -> None:
        """Note that a page is in place, and all before it."""
        if leaf.is_anew:
            self._upkeep.mark_told(slug, [leaf.number])
        else:
            self._written[slug] = leaf.number

    def written(self, slug: str, last: int | None) -> None:
        """Note that all pages up to the last one are in place."""
        self._written[slug] = last or 0

    def withdraw(self, slug: str) -> None:
        """Remove the pages of a topic."""
        self._written.pop(slug, None)
        name = re.compile(rf"{re.escape(slug)}-\d+\.[a-z]+")
        for path in self.folder.glob(f"{slug}-*"):
            if name.fullmatch(path.name):
                path.unlink(missing_ok=True)

    def _has_files(self, slug: str, number: int) -> bool:
        return all((self.folder / page_name(slug, number, output.suffix)).exists() for output in self._outputs)
