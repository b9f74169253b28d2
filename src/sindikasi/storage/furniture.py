"""What each outlet's furniture is learned from, and what was learned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sindikasi.core import furniture
from sindikasi.core.furniture import Sampled

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

    from sindikasi.model import Article

_AT_ONCE = 1000
"""Articles learned from in one go: less than a tenth of a second under the lock."""
_PROGRESS = "SELECT value FROM meta WHERE name = 'furniture'"
_SET_PROGRESS = """
    INSERT INTO meta (name, value) VALUES ('furniture', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value
"""
# The address stands behind the text, which need not be read for it where the source is known.
_FILED = """
    SELECT seq, id, source, CASE WHEN source IS NULL THEN url END FROM articles WHERE seq > ? ORDER BY seq LIMIT ?
"""
_TEXT = "SELECT headline, body FROM articles WHERE seq = ?"
_BOUND = "SELECT mark FROM line_samples WHERE outlet = ? ORDER BY mark LIMIT 1 OFFSET ?"
_SAMPLE = "INSERT OR IGNORE INTO line_samples (outlet, mark, article, lines, opening) VALUES (?, ?, ?, ?, ?)"
_SAMPLED = "SELECT article, lines, opening FROM line_samples WHERE outlet = ? ORDER BY mark"
_LEARNED = "SELECT line FROM furniture WHERE outlet = ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What came of learning from the articles filed since the last time."""

    is_left: bool
    """Whether there are more."""
    has_changed: bool
    """Whether something is furniture that was not, or is no more."""


def learn(connection: sqlite3.Connection, stories: int) -> Lesson:
    """Learn from articles filed since the last time; `stories` as in `core.furniture.learn`, 0: forget all."""
    rule = f"{furniture.SCHEME} {stories}"
    known, last = _progress(connection)
    has_changed = False
    if known != rule:
        has_changed = connection.execute("DELETE FROM furniture").rowcount > 0
        connection.execute("DELETE FROM line_samples")
        last = 0
    rows = connection.execute(_FILED, (last, _AT_ONCE)).fetchall() if stories else []
    if known != rule or rows:
        connection.execute(_SET_PROGRESS, (f"{rule} {rows[-1][0] if rows else last}",))
    for outlet in sorted(_take_samples(connection, rows)):
        has_changed |= _learn_of(connection, outlet, stories if outlet else 2 * stories)
    return Lesson(is_left=len(rows) == _AT_ONCE, has_changed=has_changed)


def learned_in(
    connection: sqlite3.Connection, articles: Iterable[Article], keep_lines: Mapping[str, frozenset[int]]
) -> dict[str, tuple[str, ...]]:
    """Return the furniture of those articles that have some, by id; `keep_lines`: source -> what never is."""
    known: dict[str, frozenset[int]] = {}
    found: dict[str, tuple[str, ...]] = {}
    for article in articles:
        outlet = furniture.outlet_of(article.source, article.url)
        if outlet not in known:
            known[outlet] = _learned(connection, outlet) - keep_lines.get(outlet, frozenset())
        if lines := furniture.learned_in(article, known[outlet]):
            found[article.id] = lines
    return found


def _progress(connection: sqlite3.Connection) -> tuple[str, int]:
    """Return the rule learned by, and the last article learned from."""
    row = connection.execute(_PROGRESS).fetchone()
    rule, _, last = row[0].rpartition(" ") if row else ("", "", "0")
    return rule, int(last)


def _take_samples(connection: sqlite3.Connection, rows: Iterable[tuple[int, str, str | None, str | None]]) -> set[str]:
    """Sample those of the articles that have marks low enough; return the outlets whose sample is another now."""
    bounds: dict[str, int | None] = {}
    changed: set[str] = set()
    for seq, article_id, source, url in rows:
        outlet, mark = furniture.outlet_of(source, url), furniture.mark_of(article_id)
        if outlet not in bounds:
            bounds[outlet] = _bound(connection, outlet)
        bound = bounds[outlet]
        if bound is None or mark < bound:
            each = furniture.sampled(article_id, *connection.execute(_TEXT, (seq,)).fetchone())
            connection.execute(_SAMPLE, (outlet, mark, article_id, each.lines, each.opening))
            changed.add(outlet)
    for outlet in changed:
        bound = _bound(connection, outlet)
        if bound is not None:
            connection.execute("DELETE FROM line_samples WHERE outlet = ? AND mark > ?", (outlet, bound))
    return changed


def _bound(connection: sqlite3.Connection, outlet: str) -> int | None:
    """Return the highest mark that a full sample keeps; None while there is room."""
    row = connection.execute(_BOUND, (outlet, furniture.SAMPLE - 1)).fetchone()
    return None if row is None else int(row[0])


def _learn_of(connection: sqlite3.Connection, outlet: str, stories: int) -> bool:
    """Learn the furniture of an outlet anew from its sample; return whether it is another than before."""
    rows = connection.execute(_SAMPLED, (outlet,))
    sample = [Sampled(article_id=article_id, lines=lines, opening=opening) for article_id, lines, opening in rows]
    holders = furniture.often(sample, stories)
    texts = {key: _text(connection, held[0].article_id, key) for key, held in holders.items()}
    learned, before = furniture.learn(holders, texts, stories), _learned(connection, outlet)
    query = "DELETE FROM furniture WHERE outlet = ? AND line = ?"
    connection.executemany(query, ((outlet, line) for line in before - learned))
    query = "INSERT INTO furniture (outlet, line) VALUES (?, ?)"
    connection.executemany(query, ((outlet, line) for line in sorted(learned - before)))
    return learned != before


def _learned(connection: sqlite3.Connection, outlet: str) -> frozenset[int]:
    return frozenset(line for (line,) in connection.execute(_LEARNED, (outlet,)))


def _text(connection: sqlite3.Connection, article_id: str, key: int) -> str:
    (seq,) = connection.execute("SELECT seq FROM articles WHERE id = ?", (article_id,)).fetchone()
    return dict(furniture.paragraphs(*connection.execute(_TEXT, (seq,)).fetchone()))[key]
