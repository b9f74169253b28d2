"""Reads for people and pages."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sindikasi import __version__
from sindikasi.core import furniture
from sindikasi.model import ArchivePage, Carrier, Doubt, Rejection, Status, Story, TopicStatus, Withdrawal
from sindikasi.storage.doubts import doubts_of
from sindikasi.storage.furniture import learned_in
from sindikasi.storage.learned import background_of
from sindikasi.storage.revisions import revisions_of, withdrawals_from, withdrawals_of
from sindikasi.storage.rows import SUMMARY_COLUMNS, load_bodies, moment, split_topics, stamp, summary_of
from sindikasi.storage.sources import carried

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from typing import Any

    from sindikasi.model import Article, ArticleSummary, Background
    from sindikasi.storage.sqlite import Database

_STORY_COLUMNS = "s.seq, s.id, l.headline, s.topics, l.id, l.published, s.filed, s.updated, s.revision, s.hidden"
_CARRIERS = """
    SELECT id, document, source, relation, headline, url, published FROM articles
    WHERE story = ?1 AND (standing = 'usable' OR (SELECT hidden FROM stories WHERE seq = ?1))
    ORDER BY relation <> 'lead', published, seq
"""
# Both counts are answered by an index; one of those that absorb nothing would read every story.
_COUNT_STORIES = """
    SELECT (SELECT count(*) FROM stories) - (SELECT count(*) FROM stories WHERE absorbed_by IS NOT NULL)
"""
_REVISED = """
    SELECT r.story FROM revisions r JOIN topic_stories t ON t.story = r.story AND t.topic = ?
    WHERE r.is_material ORDER BY r.at DESC
"""
# The text that was shown when the page was closed, unless it may not be shown any more by itself.
_ARCHIVED = """
    FROM archived h JOIN stories s ON s.seq = h.story JOIN articles f ON f.seq = h.lead
    JOIN articles l ON l.seq = CASE WHEN f.standing = 'usable' THEN h.lead ELSE s.lead END
    WHERE h.topic = ? AND h.page = ?
"""
_CARRIES = "EXISTS (SELECT 1 FROM articles a WHERE a.source = ? AND a.story = s.seq AND a.standing = 'usable')"
_HEX = re.compile(r"[0-9a-f]{6,}")


class SqlCatalog:
    """`ports.Catalog` over SQL."""

    def __init__(self, database: Database, keep_lines: Mapping[str, Collection[str]] | None = None) -> None:
        """`keep_lines`: by source, paragraphs that are text of its articles however often they recur."""
        self._database = database
        self._keep_lines = {
            source: frozenset(map(furniture.key_of, lines)) for source, lines in (keep_lines or {}).items()
        }

    def status(self) -> Status:
        with self._database.reading() as connection:
            connection.execute("BEGIN")
            try:
                states = dict(connection.execute("SELECT state, count(*) FROM documents GROUP BY state"))
                (articles,) = connection.execute("SELECT count(*) FROM articles").fetchone()
                (stories,) = connection.execute(_COUNT_STORIES).fetchone()
                topics = tuple(_topic_statuses(connection))
            finally:
                connection.execute("COMMIT")
        return Status(
            queued=states.get("queued", 0),
            done=states.get("done", 0),
            rejected=states.get("rejected", 0),
            articles=articles,
            stories=stories,
            topics=topics,
            version=__version__,
        )

    def stories(
        self,
        *,
        topic: str | None = None,
        source: str | None = None,
        since: datetime | None = None,
        limit: int | None = None,
        before: datetime | None = None,
    ) -> Sequence[Story]:
        if source is not None and topic is None:
            return self._carried(source, since, limit)
        conditions: list[tuple[str, Any]] = []
        if topic is not None:
            conditions.append(("t.topic = ?", topic))
        if source is not None:
            conditions.append((_CARRIES, source))
        if since is not None:
            conditions.append(("s.filed >= ?", stamp(since)))
        base = "topic_stories t JOIN stories s ON s.seq = t.story" if topic is not None else "stories s"
        order = "t.filed" if topic is not None else "s.filed"
        if before is not None:
            conditions.append((f"{order} < ?", stamp(before)))
        # In a topic a story stands where it came to it.
        columns = _STORY_COLUMNS.replace("s.filed", order)
        query = (
            f"SELECT {columns} FROM {base} JOIN articles l ON l.seq = s.lead"
            f" WHERE s.absorbed_by IS NULL AND s.hidden = 0{_anded(conditions)} ORDER BY {order} DESC LIMIT ?"
        )
        values = [value for _, value in conditions]
        with self._database.reading() as connection:
            rows = connection.execute(query, (*values, -1 if limit is None else limit)).fetchall()
            return [_story(connection, row) for row in rows]

    def _carried(self, source: str, since: datetime | None, limit: int | None) -> Sequence[Story]:
        with self._database.reading() as connection:
            query = (
                f"SELECT {_STORY_COLUMNS} FROM {carried(connection, source, limit)}"
                " AND s.absorbed_by IS NULL AND s.hidden = 0 AND s.filed >= ? ORDER BY s.filed DESC LIMIT ?"
            )
            first = 0 if since is None else stamp(since)
            rows = connection.execute(query, (source, first, -1 if limit is None else limit)).fetchall()
            return [_story(connection, row) for row in rows]

    def revised(self, topic: str, limit: int) -> Sequence[Story]:
        query = f"SELECT {_STORY_COLUMNS} FROM stories s JOIN articles l ON l.seq = s.lead WHERE s.seq = ?"
        with self._database.reading() as connection:
            last_changed: dict[int, None] = {}
            for (story,) in connection.execute(_REVISED, (topic,)):
                if len(last_changed) == limit:
                    break
                last_changed[story] = None
            return [_story(connection, connection.execute(query, (story,)).fetchone()) for story in last_changed]

    def withdrawals(self, topic: str, limit: int) -> Sequence[Withdrawal]:
        with self._database.reading() as connection:
            return withdrawals_of(connection, topic, limit)

    def doubts(self, bounds: tuple[float, float], limit: int) -> list[Doubt]:
        with self._database.reading() as connection:
            pairs = doubts_of(connection, bounds, limit)
            known = load_bodies(connection, {each for pair in pairs for each in pair[:2]})
        return [
            Doubt(article=known[article], other=known[other], story=story, is_joined=is_joined)
            for article, other, story, is_joined in pairs
        ]

    def source_names(self) -> list[str]:
        with self._database.reading() as connection:
            return [name for (name,) in connection.execute("SELECT name FROM sources ORDER BY name")]

    def withdrawals_from(self, source: str, limit: int) -> Sequence[Withdrawal]:
        with self._database.reading() as connection:
            return withdrawals_from(connection, source, limit)

    def archive_page(self, topic: str, page: int) -> ArchivePage:
        query = f"SELECT {_STORY_COLUMNS}, h.at, h.until, h.withdrawn{_ARCHIVED} ORDER BY h.at DESC"
        stories: list[Story] = []
        withdrawn: list[Withdrawal] = []
        with self._database.reading() as connection:
            for row in connection.execute(query, (topic, page)).fetchall():
                at, until, gone = (None if each is None else moment(each) for each in row[10:])
                story = _story(connection, row[:10])
                revisions = tuple(each for each in story.revisions if until is not None and each.at <= until)
                if gone is not None:
                    withdrawn.append(Withdrawal(id=story.id, at=gone, revisions=revisions))
                elif at is not None:
                    stories.append(replace(story, filed=at, revisions=revisions, is_hidden=False))
        return ArchivePage(stories=tuple(stories), withdrawals=tuple(withdrawn))

    def story(self, story_id: str) -> Story | None:
        wanted = story_id.lower().removeprefix("urn:uuid:")
        with self._database.reading() as connection:
            seq = _unique(connection, "SELECT seq FROM stories WHERE id = ?", f"urn:uuid:{wanted}")
            if seq is None and _HEX.match(wanted):
                query = "SELECT seq FROM stories WHERE id >= ? AND id < ? LIMIT 2"
                seq = _unique(connection, query, f"urn:uuid:{wanted}", f"urn:uuid:{wanted}~")
            if seq is None:
                return None
            query = (
                f"SELECT {_STORY_COLUMNS} FROM stories o"
                " JOIN stories s ON s.seq = coalesce(o.absorbed_by, o.seq)"
                " JOIN articles l ON l.seq = s.lead WHERE o.seq = ?"
            )
            return _story(connection, connection.execute(query, (seq,)).fetchone())

    def articles(
        self,
        *,
        topic: str | None = None,
        source: str | None = None,
        since: datetime | None = None,
        limit: int | None = None,
        before: str | None = None,
    ) -> Iterator[ArticleSummary]:
        conditions: list[tuple[str, Any]] = []
        if topic is not None:
            conditions.append(("instr(a.topics, ?) > 0", f" {topic} "))
        if source is not None:
            conditions.append(("a.source = ?", source))
        if since is not None:
            conditions.append(("a.received >= ?", stamp(since)))
        if before is not None:
            conditions.append(("(a.received, a.seq) < (SELECT received, seq FROM articles WHERE id = ?)", before))
        query = (
            f"SELECT {SUMMARY_COLUMNS} FROM articles a JOIN stories s ON s.seq = a.story"
            f" WHERE 1{_anded(conditions)} ORDER BY a.received DESC, a.seq DESC LIMIT ?"
        )
        values = [value for _, value in conditions]
        with self._database.reading() as connection:
            for row in connection.execute(query, (*values, -1 if limit is None else limit)):
                yield summary_of(row)

    def article(self, article_id: str) -> ArticleSummary | None:
        with self._database.reading() as connection:
            seq = _unique(connection, "SELECT seq FROM articles WHERE id = ?", article_id)
            if seq is None and _HEX.fullmatch(article_id):
                query = "SELECT seq FROM articles WHERE id >= ? AND id < ? LIMIT 2"
                seq = _unique(connection, query, article_id, f"{article_id}~")
            if seq is None:
                # Newest first: a file dropped again under an old name is a new document.
                query = "SELECT seq FROM articles WHERE document = ? ORDER BY seq DESC LIMIT 1"
                seq = _unique(connection, query, article_id)
            if seq is None:
                query = """
                    SELECT a.seq FROM repeats r JOIN documents d ON d.seq = r.document
                    JOIN articles a ON a.id = substr(d.key, 1, 20) WHERE r.name = ? LIMIT 2
                """
                seq = _unique(connection, query, article_id)
            if seq is None:
                return None
            query = f"SELECT {SUMMARY_COLUMNS} FROM articles a JOIN stories s ON s.seq = a.story WHERE a.seq = ?"
            return summary_of(connection.execute(query, (seq,)).fetchone())

    def bodies(self, article_ids: Iterable[str]) -> dict[str, Article]:
        with self._database.reading() as connection:
            return load_bodies(connection, article_ids)

    def readable(self, article_ids: Iterable[str]) -> dict[str, Article]:
        with self._database.reading() as connection:
            articles = load_bodies(connection, article_ids)
            learned = learned_in(connection, articles.values(), self._keep_lines)
        return {each: furniture.without(article, learned.get(each, ())) for each, article in articles.items()}

    def shown(self, summary: ArticleSummary) -> ArticleSummary:
        article = summary.article
        with self._database.reading() as connection:
            recurring = learned_in(connection, [article], self._keep_lines).get(article.id, ())
        return replace(summary, article=furniture.without(article, recurring), recurring=recurring)

    def background(self, article_ids: Iterable[str]) -> dict[str, Background]:
        with self._database.reading() as connection:
            return background_of(connection, article_ids)

    def rejections(self, *, source: str | None = None, limit: int | None = None) -> Iterator[Rejection]:
        query = """
            SELECT name, source, reason, message, finished FROM documents
            WHERE state = 'rejected' AND (?1 IS NULL OR source = ?1) ORDER BY finished DESC, seq DESC LIMIT ?2
        """
        with self._database.reading() as connection:
            for row in connection.execute(query, (source, -1 if limit is None else limit)):
                yield Rejection(document=row[0], source=row[1], reason=row[2], message=row[3], at=moment(row[4]))

    def repeats(self, article_id: str) -> list[tuple[str, datetime]]:
        """Return under which other names the same content was dropped again, and when."""
        query = """
            SELECT r.name, r.received FROM repeats r JOIN documents d ON d.seq = r.document
            WHERE substr(d.key, 1, 20) = ?1 AND d.key >= ?1 AND d.key < ?1 || '~' ORDER BY r.received
        """
        with self._database.reading() as connection:
            return [(name, moment(received)) for name, received in connection.execute(query, (article_id,))]


def _anded(conditions: list[tuple[str, Any]]) -> str:
    return "".join(f" AND {condition}" for condition, _ in conditions)


def _unique(connection: sqlite3.Connection, query: str, *values: str) -> int | None:
    """Return the one sequence number the query finds; None when there is none or more than one."""
    rows = connection.execute(query, values).fetchmany(2)
    return int(rows[0][0]) if len(rows) == 1 else None


def _topic_statuses(connection: sqlite3.Connection) -> Iterator[TopicStatus]:
    query = """
        SELECT t.slug, (SELECT count(*) FROM topic_stories s WHERE s.topic = t.slug), t.published_at, t.left_out
        FROM topics t ORDER BY t.slug
    """
    for slug, stories, published_at, left_out in connection.execute(query):
        at = None if published_at is None else moment(published_at)
        yield TopicStatus(slug=slug, stories=stories, published_at=at, left_out=left_out)


def _story(connection: sqlite3.Connection, row: tuple[Any, ...]) -> Story:
    carriers = tuple(
        Carrier(
            article_id=each[0],
            document=each[1],
            source=each[2],
            relation=each[3],
            headline=each[4],
            url=each[5],
            published=moment(each[6]),
        )
        for each in connection.execute(_CARRIERS, (row[0],))
    )
    return Story(
        id=row[1],
        headline=row[2],
        topics=split_topics(row[3]),
        lead=row[4],
        published=moment(row[5]),
        filed=moment(row[6]),
        updated=moment(row[7]),
        revision=row[8],
        revisions=revisions_of(connection, row[0]) if row[8] > 1 else (),
        is_hidden=bool(row[9]),
        carriers=carriers,
    )
