"""What the publish lane and housekeeping read and write down."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from sindikasi.core import signature as minhash
from sindikasi.storage import archive, sources
from sindikasi.storage.rows import join_topics, moment, split_topics, stamp

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from sindikasi.model import Signature, Source
    from sindikasi.storage.sqlite import Database

_STAMP = """
    SELECT (SELECT coalesce(sum(changed), 0) FROM topics), (SELECT coalesce(sum(changed), 0) FROM sources),
           (SELECT coalesce(max(seq), 0) FROM articles)
"""
_TOUCH = "UPDATE topics SET changed = changed + 1 WHERE slug = ?"


class SqlUpkeep:
    """`ports.Upkeep` over SQL."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def feed_identity(self, topic: str) -> tuple[str, datetime]:
        with self._database.reading() as connection:
            (created,) = connection.execute("SELECT created FROM topics WHERE slug = ?", (topic,)).fetchone()
        return self.feed_id(topic), moment(created)

    def feed_id(self, name: str) -> str:
        return uuid.uuid5(self._database.installation, f"feed/{name}").urn

    def change_stamp(self) -> tuple[int, ...]:
        with self._database.reading() as connection:
            stamp: tuple[int, ...] = connection.execute(_STAMP).fetchone()
        return stamp

    def declare_topics(self, slugs: Sequence[str]) -> None:
        now = stamp(self._now())
        held = self.change_numbers()
        if all(slug in held for slug in slugs):
            return
        with self._database.writing() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO topics (slug, created) VALUES (?, ?)", ((slug, now) for slug in slugs)
            )

    def changed_topics(self) -> dict[str, int]:
        with self._database.reading() as connection:
            return dict(connection.execute("SELECT slug, changed FROM topics WHERE changed <> published"))

    def change_numbers(self) -> dict[str, int]:
        """Return the change number of every topic."""
        with self._database.reading() as connection:
            return dict(connection.execute("SELECT slug, changed FROM topics"))

    def mark_published(self, changes: Mapping[str, int], left_out: Mapping[str, int] | None = None) -> None:
        now, numbers = stamp(self._now()), left_out or {}
        with self._database.writing(is_durable=False) as connection:
            connection.executemany(
                "UPDATE topics SET published = ?, published_at = ?, left_out = ? WHERE slug = ?",
                ((change, now, numbers.get(slug, 0), slug) for slug, change in changes.items()),
            )

    def sources(self) -> list[Source]:
        with self._database.reading() as connection:
            return sources.held(connection)

    def mark_sources_published(self, changes: Mapping[str, int]) -> None:
        with self._database.writing(is_durable=False) as connection:
            sources.mark_published(connection, changes)

    def renew_sources(self) -> None:
        with self._database.writing(is_durable=False) as connection:
            sources.touch_all(connection)

    def close_pages(self, topic: str, *, window: int, has_stories: bool, has_revisions: bool) -> int:
        shown = archive.Shown(topic=topic, window=window, has_stories=has_stories, has_revisions=has_revisions)
        with self._database.reading() as connection:
            is_due = archive.is_due(connection, shown)
        if is_due:
            with self._database.writing() as connection:
                archive.close_pages(connection, shown, stamp(self._now()))
        with self._database.reading() as connection:
            return archive.last_page(connection, topic)

    def untold_pages(self, topic: str) -> list[int]:
        with self._database.reading() as connection:
            return archive.untold_pages(connection, topic)

    def mark_told(self, topic: str, pages: Sequence[int]) -> None:
        with self._database.writing() as connection:
            archive.mark_told(connection, topic, pages)

    def next_embargo(self) -> datetime | None:
        query = "SELECT min(embargoed) FROM articles WHERE standing = 'embargoed'"
        with self._database.reading() as connection:
            (due,) = connection.execute(query).fetchone()
        return None if due is None else moment(due)

    def topics_digest(self) -> str | None:
        return self._noted("topics")

    def drop_topics(self, kept: Sequence[str]) -> list[str]:
        gone = [slug for slug in self.change_numbers() if slug not in kept]
        if not gone:
            return []
        with self._database.writing() as connection:
            connection.executemany("DELETE FROM topics WHERE slug = ?", ((slug,) for slug in gone))
        return gone

    def set_topics_digest(self, digest: str) -> None:
        self._note("topics", digest)

    def signature_scheme(self) -> str | None:
        return self._noted("signatures")

    def set_signature_scheme(self, scheme: str) -> None:
        self._note("signatures", scheme)

    def article_ids(self, after: str, limit: int) -> list[str]:
        """Return the next ids after `after` (empty: from the first), in id order."""
        query = "SELECT id FROM articles WHERE id > ? ORDER BY id LIMIT ?"
        with self._database.reading() as connection:
            return [each for (each,) in connection.execute(query, (after, limit))]

    def retopic(self, topics_of: Mapping[str, tuple[str, ...]]) -> None:
        with self._database.writing() as connection:
            stories: set[int] = set()
            for article_id, topics in topics_of.items():
                query = "SELECT story, topics FROM articles WHERE id = ?"
                story, held = connection.execute(query, (article_id,)).fetchone()
                if held != join_topics(topics):
                    stories.add(story)
                    connection.execute("UPDATE articles SET topics = ? WHERE id = ?", (join_topics(topics), article_id))
            for story in sorted(stories):
                _retopic_story(connection, story)
            if stories:
                sources.touch(connection, stories, stamp(self._now()))

    def outdated_signatures(self, scheme: str, limit: int) -> list[str]:
        query = """
            SELECT a.id FROM signatures g JOIN articles a ON a.seq = g.article WHERE g.scheme <> ? LIMIT ?
        """
        with self._database.reading() as connection:
            return [each for (each,) in connection.execute(query, (scheme, limit))]

    def resign(self, signatures: Mapping[str, Signature]) -> None:
        query = """
            UPDATE signatures SET scheme = ?, minhash = ?
            WHERE article = (SELECT seq FROM articles WHERE id = ?)
        """
        with self._database.writing() as connection:
            connection.executemany(
                query,
                ((each.scheme, minhash.to_bytes(each), article_id) for article_id, each in signatures.items()),
            )
            # Segments of the band index hold what the rows said before, and rows may differ in scheme now.
            connection.execute("DELETE FROM meta WHERE name IN ('band-index', 'signatures')")

    def _noted(self, name: str) -> str | None:
        with self._database.reading() as connection:
            row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def _note(self, name: str, value: str) -> None:
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, value),
            )


def _retopic_story(connection: sqlite3.Connection, story: int) -> None:
    """Make the story's topics those of its articles, in the order in which they came."""
    columns = connection.execute("SELECT topics FROM articles WHERE story = ? ORDER BY seq", (story,))
    wanted = tuple(dict.fromkeys(slug for (column,) in columns for slug in split_topics(column)))
    query = "SELECT topics, filed, hidden FROM stories WHERE seq = ?"
    column, filed, is_hidden = connection.execute(query, (story,)).fetchone()
    if is_hidden:
        return  # it is in no topic until it may be shown
    held = split_topics(column)
    connection.execute("UPDATE stories SET topics = ? WHERE seq = ?", (join_topics(wanted), story))
    for slug in held:
        if slug not in wanted:
            connection.execute("DELETE FROM topic_stories WHERE topic = ? AND story = ?", (slug, story))
    for slug in wanted:
        if slug not in held:
            connection.execute("INSERT INTO topic_stories (topic, filed, story) VALUES (?, ?, ?)", (slug, filed, story))
    connection.executemany(_TOUCH, ((slug,) for slug in {*held, *wanted}))
