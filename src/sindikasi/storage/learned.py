"""What was learned of filed articles, and their accepted pairs once they are judged again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from sindikasi.model import Background

_BACKGROUND = """
    SELECT a.id, b.first, b.until FROM articles a JOIN background b ON b.article = a.seq
    WHERE a.id IN (SELECT value FROM json_each(?))
"""
_LEARN = "INSERT OR IGNORE INTO background (article, first, until) SELECT seq, ?, ? FROM articles WHERE id = ?"
_UNSETTLE = "INSERT OR IGNORE INTO unsettled (article) SELECT seq FROM articles WHERE id = ?"
_UNSETTLED = "SELECT a.id FROM unsettled u JOIN articles a ON a.seq = u.article ORDER BY u.article LIMIT ?"
_ACCEPTED = """
    SELECT b.id, m.score FROM matches m JOIN articles b ON b.seq = m.other WHERE m.article = ?1
    UNION ALL SELECT b.id, m.score FROM matches m JOIN articles b ON b.seq = m.article WHERE m.other = ?1
"""
_FORGET = "DELETE FROM matches WHERE article = ?1 AND other = ?2 OR article = ?2 AND other = ?1"
_ACCEPT = "INSERT INTO matches (article, other, score) VALUES (max(?1, ?2), min(?1, ?2), ?3)"


def background_of(connection: sqlite3.Connection, article_ids: Iterable[str]) -> dict[str, Background]:
    """Return the background of those articles that have some."""
    found: dict[str, set[tuple[int, int]]] = {}
    for article_id, first, until in connection.execute(_BACKGROUND, (json.dumps(list(article_ids)),)):
        found.setdefault(article_id, set()).add((first, until))
    return {article_id: frozenset(places) for article_id, places in found.items()}


def learn(connection: sqlite3.Connection, article_id: str, background: Background) -> None:
    """Add to the background of a filed article."""
    connection.executemany(_LEARN, ((first, until, article_id) for first, until in sorted(background)))


def unsettle(connection: sqlite3.Connection, article_id: str) -> None:
    """Note that the pairs of an article are to be judged again."""
    connection.execute(_UNSETTLE, (article_id,))


def unsettled(connection: sqlite3.Connection, limit: int) -> list[str]:
    """Return articles whose pairs are to be judged again, those filed first before the others."""
    return [article_id for (article_id,) in connection.execute(_UNSETTLED, (limit,))]


def settle(connection: sqlite3.Connection, article_id: str, judged: Mapping[str, float | None]) -> bool:
    """Write down how the pairs of an article were judged again; return whether one is accepted, or refused, anew."""
    seq = _seq(connection, article_id)
    connection.execute("DELETE FROM unsettled WHERE article = ?", (seq,))
    before = {other: score for other, score in connection.execute(_ACCEPTED, (seq,)) if other in judged}
    after = {other: score for other, score in judged.items() if score is not None}
    for other in before.keys() | after.keys():
        if before.get(other) != after.get(other):
            pair = (seq, _seq(connection, other))
            connection.execute(_FORGET, pair)
            if other in after:
                connection.execute(_ACCEPT, (*pair, after[other]))
    return before.keys() != after.keys()


def _seq(connection: sqlite3.Connection, article_id: str) -> int:
    (seq,) = connection.execute("SELECT seq FROM articles WHERE id = ?", (article_id,)).fetchone()
    return int(seq)
