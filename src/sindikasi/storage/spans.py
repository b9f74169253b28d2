"""When the articles of a run came out and arrived, and whether one of them can be in an article's window."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from sindikasi.storage.rows import stamp

if TYPE_CHECKING:
    from datetime import timedelta

    from sindikasi.model import Article

Bounds = tuple[int, int]
"""The earliest and the latest of some moments, in microseconds since 1970 UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The moments an article compares with: those within the window of its own."""

    received: Bounds
    published: Bounds | None
    """None when its date of publication is not known."""


class Span(msgspec.Struct, frozen=True, array_like=True):
    """When the articles of a run came out and arrived."""

    received: Bounds
    dated: Bounds | None = None
    """When those came out whose date is known."""
    undated: Bounds | None = None
    """When the others were received."""

    @property
    def latest(self) -> int:
        """Return the last moment at which anything here came out or arrived."""
        return max(self.received[1], self.dated[1] if self.dated else self.received[1])

    def may_meet(self, reach: Reach) -> bool:
        """Return whether one of these articles may be in the window.

        The rule is that of `flow.judging.is_in_window`: two articles compare by their dates where both are known,
        else by when they were received.
        """
        if reach.published is None:
            return _overlap(self.received, reach.received)
        return _overlap(self.dated, reach.published) or _overlap(self.undated, reach.received)

    def joined(self, other: Span) -> Span:
        """Return the span of both runs together."""
        received = (min(self.received[0], other.received[0]), max(self.received[1], other.received[1]))
        return Span(received, _joined(self.dated, other.dated), _joined(self.undated, other.undated))


def reach_of(article: Article, window: timedelta) -> Reach:
    """Return what the article compares with."""
    is_dated = article.published_basis != "received"
    return Reach(
        received=(stamp(article.received - window), stamp(article.received + window)),
        published=(stamp(article.published - window), stamp(article.published + window)) if is_dated else None,
    )


def _overlap(bounds: Bounds | None, reach: Bounds) -> bool:
    return bounds is not None and bounds[0] <= reach[1] and reach[0] <= bounds[1]


def _joined(one: Bounds | None, other: Bounds | None) -> Bounds | None:
    if one is None or other is None:
        return one or other
    return min(one[0], other[0]), max(one[1], other[1])
