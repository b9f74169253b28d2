"""Stories as the connected components of accepted pairs, with what editors ruled."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sindikasi.model import Component, Ruling


def partition(component: Component) -> list[tuple[str, ...]]:
    """Return which articles are one story each, in the order in which they are listed.

    Rulings come first, the newest before the older; then the accepted pairs, the surest first. A pair, or an
    older ruling, that would bring together what a newer ruling parts is passed over. A function of the set:
    nothing depends on the order of arrival.
    """
    clusters = _Clusters(component.articles)
    for ruling in sorted(component.rulings, key=_newest_first):
        if ruling.is_joined:
            clusters.join(ruling.article, ruling.other)
        else:
            clusters.part(ruling.article, ruling.other)
    for one, other, _ in sorted(component.pairs, key=lambda pair: (-pair[2], *sorted(pair[:2]))):
        clusters.join(one, other)
    return clusters.listed(component.articles)


def _newest_first(ruling: Ruling) -> tuple[int, str, str]:
    return -ruling.act, ruling.article, ruling.other


class _Clusters:
    """Disjoint sets with pairs that must stay apart."""

    def __init__(self, articles: Iterable[str]) -> None:
        self._cluster = {article: {article} for article in articles}
        self._apart: dict[str, set[str]] = {}

    def join(self, one: str, other: str) -> None:
        """Make two clusters one unless something in them must stay apart."""
        if one not in self._cluster or other not in self._cluster:
            return
        mine, theirs = self._cluster[one], self._cluster[other]
        if mine is theirs or any(self._apart.get(article, set()) & theirs for article in mine):
            return
        mine |= theirs
        for article in theirs:
            self._cluster[article] = mine

    def part(self, one: str, other: str) -> None:
        """Keep two articles apart unless they were joined before."""
        if one in self._cluster and other in self._cluster and self._cluster[one] is not self._cluster[other]:
            self._apart.setdefault(one, set()).add(other)
            self._apart.setdefault(other, set()).add(one)

    def listed(self, order: Iterable[str]) -> list[tuple[str, ...]]:
        """Return each cluster once, its articles in `order`."""
        found: dict[int, list[str]] = {}
        for article in order:
            found.setdefault(id(self._cluster[article]), []).append(article)
        return [tuple(articles) for articles in found.values()]
