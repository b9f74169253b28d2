"""The pairs that are nearly, or only just, one story."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sindikasi.core.components import partition
from sindikasi.storage.regroup import component_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping

_KEEP = """
    INSERT OR REPLACE INTO near_misses (article, other, score)
    SELECT a.seq, b.seq, ? FROM articles a, articles b WHERE a.id = ? AND b.id = ?
"""
_FORGET = """
    DELETE FROM near_misses WHERE article = (SELECT seq FROM articles WHERE id = ?1)
        AND other = (SELECT seq FROM articles WHERE id = ?2)
    OR article = (SELECT seq FROM articles WHERE id = ?2) AND other = (SELECT seq FROM articles WHERE id = ?1)
"""
_SHOWN = "a.standing = 'usable' AND b.standing = 'usable' AND s.hidden = 0 AND t.hidden = 0"
_REFUSED = f"""
    SELECT max(m.article, m.other), a.id, b.id, m.score, s.id, t.id FROM near_misses m
    JOIN articles a ON a.seq = m.article JOIN articles b ON b.seq = m.other
    JOIN stories s ON s.seq = a.story JOIN stories t ON t.seq = b.story
    WHERE a.story <> b.story AND m.score >= ? AND {_SHOWN} ORDER BY m.article DESC LIMIT ?
"""
_ACCEPTED = f"""
    SELECT max(m.article, m.other), a.id, b.id, m.score, s.id, t.id FROM matches m
    JOIN articles a ON a.seq = m.article JOIN articles b ON b.seq = m.other
    JOIN stories s ON s.seq = a.story JOIN stories t ON t.seq = b.story
    WHERE a.story = b.story AND m.score < ? AND {_SHOWN} ORDER BY m.article DESC LIMIT ?
"""
_LOOKED_AT = 4
"""Times as many pairs are looked at as asked for: others of the same stories, or an editor, settle some."""

Pair = tuple[str, str, str, bool]
"""Article, other, the story of the first, whether both are in it."""


def keep(connection: sqlite3.Connection, article_id: str, near: Iterable[tuple[str, float]]) -> None:
    """Write down the articles one was nearly put together with, and how nearly."""
    connection.executemany(_KEEP, ((score, article_id, other) for other, score in near))


def renew(
    connection: sqlite3.Connection, article_id: str, judged: Mapping[str, object], near: Iterable[tuple[str, float]]
) -> None:
    """Write the same down anew for all pairs of an article that were judged again."""
    connection.executemany(_FORGET, ((article_id, other) for other in judged))
    keep(connection, article_id, near)


def doubts_of(connection: sqlite3.Connection, bounds: tuple[float, float], limit: int) -> list[Pair]:
    """Return the pairs in doubt that nothing else decides, those with the newest article first.

    Of two stories the nearest pair alone; of one only pairs without which it would fall apart.
    """
    low, high = bounds
    rows = [
        *((*row, False) for row in connection.execute(_REFUSED, (low, limit * _LOOKED_AT))),
        *((*row, True) for row in connection.execute(_ACCEPTED, (high, limit * _LOOKED_AT))),
    ]
    rows.sort(key=lambda row: (-row[0], -row[3], row[1], row[2]))
    found: dict[tuple[str, ...], Pair] = {}
    for _, article, other, _, story, others, is_joined in rows:
        key = tuple(sorted({story, others}))
        if len(found) == limit:
            break
        if key not in found and _is_open(connection, article, other, high, is_joined=is_joined):
            found[key] = (article, other, story, is_joined)
    return list(found.values())


def _is_open(connection: sqlite3.Connection, article: str, other: str, high: float, *, is_joined: bool) -> bool:
    """Return whether neither an editor nor a surer pair has decided what two articles are to each other."""
    component = component_of(connection, [article, other])
    sides = list(_sides(connection, article, other)) if not is_joined else [{article}, {other}]
    for ruling in component.rulings:
        if any(ruling.article in one and ruling.other in another for one, another in (sides, sides[::-1])):
            return False
    sure = replace(component, pairs=tuple(pair for pair in component.pairs if pair[2] >= high))
    return not any(article in part and other in part for part in partition(sure))


def _sides(connection: sqlite3.Connection, *article_ids: str) -> Iterator[set[str]]:
    query = "SELECT id FROM articles WHERE story = (SELECT story FROM articles WHERE id = ?)"
    for each in article_ids:
        yield {member for (member,) in connection.execute(query, (each,))}
