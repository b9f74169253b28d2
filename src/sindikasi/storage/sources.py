"""The sources: what they carry, and which of their feeds show something else now."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sindikasi.model import Source
from sindikasi.storage.rows import moment

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

_SPARSE = 20_000
"""Stories of a source that are sorted in no time; of one with more, one of fifty stories is its own at a million."""
_TOUCH = """
    INSERT INTO sources (name, created)
    SELECT DISTINCT source, ? FROM articles WHERE story IN (SELECT value FROM json_each(?)) AND source IS NOT NULL
    ON CONFLICT (name) DO UPDATE SET changed = changed + 1
"""
_COUNT = """
    SELECT count(*) FROM
    (SELECT 1 FROM articles WHERE source = ? AND standing = 'usable' LIMIT ?)
"""


def touch(connection: sqlite3.Connection, stories: Iterable[int], now: int) -> None:
    """Count one change for every source that carries one of the stories."""
    connection.execute(_TOUCH, (now, json.dumps(list(stories))))


def touch_all(connection: sqlite3.Connection) -> None:
    """Count one change for every source."""
    connection.execute("UPDATE sources SET changed = changed + 1")


def held(connection: sqlite3.Connection) -> list[Source]:
    """Return the sources, the first ever heard of first."""
    query = "SELECT name, created, changed, published FROM sources ORDER BY created, name"
    return [
        Source(name=name, created=moment(created), changed=changed, is_due=changed != published)
        for name, created, changed, published in connection.execute(query)
    ]


def mark_published(connection: sqlite3.Connection, changes: Mapping[str, int]) -> None:
    """Write down that feeds were written as of these change numbers."""
    query = "UPDATE sources SET published = ? WHERE name = ?"
    connection.executemany(query, ((change, name) for name, change in changes.items()))


def carried(connection: sqlite3.Connection, source: str, limit: int | None) -> str:
    """Return the rows of FROM that are the stories `s` a source carries (`?` is its name), the cheaper way.

    Few of them are best found by the source's articles; of a source that carries many, the newest are found sooner
    among all stories, newest first.
    """
    if limit is not None:
        (count,) = connection.execute(_COUNT, (source, _SPARSE + 1)).fetchone()
        if count > _SPARSE:
            return (
                "stories s JOIN articles l ON l.seq = s.lead WHERE EXISTS (SELECT 1 FROM articles a"
                " WHERE a.source = ? AND a.story = s.seq AND a.standing = 'usable')"
            )
    return (
        "(SELECT DISTINCT story FROM articles WHERE source = ? AND standing = 'usable') c"
        " CROSS JOIN stories s ON s.seq = c.story JOIN articles l ON l.seq = s.lead WHERE 1"
    )
