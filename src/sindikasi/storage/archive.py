"""The closed pages of a topic's archive (RFC 5005): which entries stand on them, with which text.

An entry appears in a topic when its story enters it, and where updates resurface, again at each material revision.
Of what is on no page yet a feed shows everything: as soon as that would fill it, the older half goes on a page. So the
feed and its pages together hold all there ever was, however seldom a reader looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

FIRST_PAGES = 40
"""Pages closed at most when an archive is begun: a store of a million stories is no reason for 40,000 pages."""
_STORIES = "SELECT filed AS at, story, 0 AS is_revision FROM topic_stories WHERE topic = :topic AND filed > :last"
_REVISIONS = """
    SELECT r.at, r.story, 1 FROM revisions r JOIN topic_stories t ON t.story = r.story AND t.topic = :topic
    WHERE r.is_material AND r.at > :last
"""
# The text of an appearance is the one shown until the next material revision, or now.
_CLOSE = """
    INSERT INTO archived (topic, at, page, story, lead, until)
    SELECT :topic, :at, :page, seq,
        coalesce((SELECT before FROM revisions WHERE story = seq AND at > :until ORDER BY at LIMIT 1), lead), :until
    FROM stories WHERE seq = :story
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a topic's feed shows."""

    topic: str
    window: int
    """Entries it has at most."""
    has_stories: bool
    """Whether a story's own entry appears in it."""
    has_revisions: bool
    """Whether material revisions are entries of their own."""

    @property
    def per_page(self) -> int:
        """Entries on a page."""
        return max(1, self.window // 2)


def last_page(connection: sqlite3.Connection, topic: str) -> int:
    """Return the number of the last closed page, 0 while there is none."""
    (last,) = connection.execute("SELECT max(page) FROM archived WHERE topic = ?", (topic,)).fetchone()
    return last or 0


def is_due(connection: sqlite3.Connection, shown: Shown) -> bool:
    """Return whether what is on no page fills the feed."""
    query = f"SELECT count(*) FROM (SELECT 1 FROM ({_appearances(shown)}) LIMIT :window)"
    values = {"topic": shown.topic, "last": _last(connection, shown.topic), "window": shown.window}
    (count,) = connection.execute(query, values).fetchone()
    return bool(count >= shown.window)


def close_pages(connection: sqlite3.Connection, shown: Shown, now: int) -> None:
    """Put on pages what the feed cannot hold; the newest stay on none, so that less than a feed is left."""
    waiting = _waiting(connection, shown)
    page = last_page(connection, shown.topic)
    while len(waiting) >= shown.window:
        page += 1
        for at, story, is_revision in waiting[: shown.per_page]:
            until = at if is_revision or shown.has_revisions else now
            values = {"topic": shown.topic, "at": at, "page": page, "story": story, "until": until}
            connection.execute(_CLOSE, values)
        waiting = waiting[shown.per_page :]


def untold_pages(connection: sqlite3.Connection, topic: str) -> list[int]:
    """Return the pages on which something was withdrawn since they were written."""
    query = "SELECT DISTINCT page FROM archived WHERE topic = ? AND is_told = 0 ORDER BY page"
    return [page for (page,) in connection.execute(query, (topic,))]


def mark_told(connection: sqlite3.Connection, topic: str, pages: Sequence[int]) -> None:
    """Write down that pages were written anew."""
    connection.executemany(
        "UPDATE archived SET is_told = 1 WHERE topic = ? AND page = ?", ((topic, page) for page in pages)
    )


def _waiting(connection: sqlite3.Connection, shown: Shown) -> list[tuple[int, int, int]]:
    """Return the appearances on no page yet, oldest first; at the beginning of an archive only the newest."""
    last = _last(connection, shown.topic)
    most = -1 if last else FIRST_PAGES * shown.per_page + shown.window
    query = f"SELECT * FROM ({_appearances(shown)} ORDER BY 1 DESC LIMIT :most) ORDER BY 1"
    return connection.execute(query, {"topic": shown.topic, "last": last, "most": most}).fetchall()


def _appearances(shown: Shown) -> str:
    parts = [_STORIES] * shown.has_stories + [_REVISIONS] * shown.has_revisions
    return " UNION ALL ".join(parts)


def _last(connection: sqlite3.Connection, topic: str) -> int:
    (last,) = connection.execute("SELECT max(at) FROM archived WHERE topic = ?", (topic,)).fetchone()
    return last or 0
