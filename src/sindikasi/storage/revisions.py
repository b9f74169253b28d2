"""Later versions of the text a story shows, and stories that are shown no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from sindikasi.core.changes import changes
from sindikasi.model import Change, Revision, Withdrawal
from sindikasi.storage.rows import ARTICLE_COLUMNS, article_of, moment, split_topics

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from sindikasi.model import Article

_GONE = """
    UPDATE archived SET withdrawn = :at, is_told = 0 WHERE story = :story AND topic = :topic AND withdrawn IS NULL
"""
_decode = msgspec.json.Decoder(tuple[Change, ...]).decode
_encode = msgspec.json.Encoder().encode


def note_lead(connection: sqlite3.Connection, story: int, lead: int, next_filed: Callable[[], int]) -> None:
    """Write down that a story which is shown goes over to another text, when that is a version of the text before.

    The same story from another outlet is no version: what it has besides is another way of telling it.
    """
    (held,) = connection.execute("SELECT lead FROM stories WHERE seq = ?", (story,)).fetchone()
    if held in {0, lead}:
        return
    before, after = (_article(connection, seq) for seq in (held, lead))
    if not _is_version(before, after):
        return
    found = changes(before, after)
    connection.execute(
        "INSERT INTO revisions (story, at, before, changes, is_material) VALUES (?, ?, ?, ?, ?)",
        (story, next_filed(), held, _encode(found), bool(found)),
    )


def revisions_of(connection: sqlite3.Connection, story: int) -> tuple[Revision, ...]:
    """Return a story's revisions, oldest first."""
    query = """
        SELECT r.at, a.id, r.changes FROM revisions r JOIN articles a ON a.seq = r.before
        WHERE r.story = ? ORDER BY r.at
    """
    return tuple(
        Revision(at=moment(at), before=before, changes=_decode(found))
        for at, before, found in connection.execute(query, (story,))
    )


def note_hidden(connection: sqlite3.Connection, story: int, topics: str, next_filed: Callable[[], int]) -> None:
    """Write down that a story leaves its topics (a column of slugs) because it may not be shown."""
    for slug in split_topics(topics):
        values = {"topic": slug, "at": next_filed(), "story": story}
        connection.execute("INSERT INTO withdrawals (topic, at, story) VALUES (:topic, :at, :story)", values)
        connection.execute(_GONE, values)


def note_shown(connection: sqlite3.Connection, story: int) -> None:
    """Forget that a story was hidden: it comes as a new one."""
    connection.execute("DELETE FROM withdrawals WHERE story = ?", (story,))


def withdrawals_of(connection: sqlite3.Connection, topic: str, limit: int) -> Sequence[Withdrawal]:
    """Return the stories hidden in a topic, newest first."""
    query = """
        SELECT w.story, s.id, w.at FROM withdrawals w JOIN stories s ON s.seq = w.story
        WHERE w.topic = ? ORDER BY w.at DESC LIMIT ?
    """
    return _withdrawals(connection, connection.execute(query, (topic, limit)).fetchall())


def withdrawals_from(connection: sqlite3.Connection, source: str, limit: int) -> Sequence[Withdrawal]:
    """Return the stories a source carried that were hidden, newest first."""
    query = """
        SELECT w.story, s.id, min(w.at) AS at FROM withdrawals w JOIN stories s ON s.seq = w.story
        WHERE EXISTS (SELECT 1 FROM articles a WHERE a.story = w.story AND a.source = ?)
        GROUP BY w.story ORDER BY at DESC LIMIT ?
    """
    return _withdrawals(connection, connection.execute(query, (source, limit)).fetchall())


def _withdrawals(connection: sqlite3.Connection, rows: Sequence[tuple[int, str, int]]) -> Sequence[Withdrawal]:
    return [
        Withdrawal(id=story_id, at=moment(at), revisions=revisions_of(connection, story))
        for story, story_id, at in rows
    ]


def _article(connection: sqlite3.Connection, seq: int) -> Article:
    return article_of(connection.execute(f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE seq = ?", (seq,)).fetchone())


def _is_version(before: Article, after: Article) -> bool:
    return before.source == after.source is not None or before.guid == after.guid is not None
