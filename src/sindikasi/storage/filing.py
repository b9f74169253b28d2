"""The filing desk: look-up and filing of an article in one critical section."""

from __future__ import annotations

import json
import threading
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

import numpy as np

from sindikasi.core import signature as minhash
from sindikasi.core.articles import is_global
from sindikasi.errors import LeaseLost
from sindikasi.model import Filed, Join, Merge, Open
from sindikasi.storage import doubts, furniture, learned, regroup, revisions, sources
from sindikasi.storage.crowds import in_turn
from sindikasi.storage.index import BandIndex
from sindikasi.storage.rows import (
    ARTICLE_COLUMNS,
    article_values,
    join_topics,
    load_bodies,
    moment,
    stamp,
    standing_values,
)
from sindikasi.storage.rows import split_topics as split
from sindikasi.storage.shelf import Shelf
from sindikasi.storage.signed import SignedRows
from sindikasi.storage.spans import reach_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from numpy.typing import NDArray

    from sindikasi.model import Article, Background, Claim, Component, Filing, Match, Part, Signature
    from sindikasi.storage.spans import Reach
    from sindikasi.storage.sqlite import Database

_SIGNATURES = """
    SELECT g.article, a.id, g.minhash FROM signatures g JOIN articles a ON a.seq = g.article
    WHERE g.article IN (SELECT value FROM json_each(?))
"""
_SAME_GUID = "SELECT id, source FROM articles WHERE guid = ? ORDER BY seq DESC LIMIT 50"
_MATCH = "INSERT OR IGNORE INTO matches (article, other, score) SELECT ?, seq, ? FROM articles WHERE id = ?"
_CANDIDATES = 1024
"""Most articles a newcomer is compared with."""
_LINGER = timedelta(days=2)
"""How far back the dates of today's news may lie before files of the index that were closed are opened for them."""
_NEWEST_ROW = (1 << 63) - 1
_MANIFEST = "SELECT value FROM meta WHERE name = 'band-index'"
_SET_MANIFEST = """
    INSERT INTO meta (name, value) VALUES ('band-index', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value
"""
_ARTICLE = f"""
    INSERT INTO articles ({ARTICLE_COLUMNS}, story, relation, topics, words, guid, version, standing, embargoed)
    VALUES ({", ".join("?" * 22)})
"""
_MEMBERS = """
    SELECT a.id, s.id, a.source, a.credit, a.words, a.published, a.received, a.relation, a.guid, a.version, a.standing
    FROM articles a JOIN stories s ON s.seq = a.story WHERE s.id = ? ORDER BY a.seq
"""
_FINISH = """
    UPDATE documents SET state = ?, owner = NULL, finished = ?, reason = ?, message = ?, quarantined = ?
    WHERE seq = ? AND owner = ? AND state = 'queued'
"""
# Each is answered by the end of an index, or by one for each topic.
_LAST_FILED = """
    SELECT max(coalesce((SELECT max(filed) FROM stories), 0), coalesce((SELECT max(at) FROM revisions), 0),
               coalesce((SELECT max(at) FROM withdrawals), 0),
               coalesce((SELECT max((SELECT max(filed) FROM topic_stories WHERE topic = slug)) FROM topics), 0))
"""
_STORY = "INSERT INTO stories (id, lead, filed, updated, topics) VALUES (?, 0, ?, ?, ?)"
_ANCHOR = "UPDATE stories SET anchor = ? WHERE seq = ?"
_LEAD = """
    UPDATE stories SET revision = revision + (lead <> 0 AND lead <> :lead), lead = :lead, topics = :topics
    WHERE seq = :story
"""


class SqlFiler:
    """`ports.Filer` over SQL, with the index of bands derived from the filed signatures."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        index_folder: Path | None = None,
        window: timedelta | None = None,
    ) -> None:
        """`index_folder` holds the index's files, of this store alone; without one the index is in memory.

        `window`: how far apart two articles of one story may be. What is further away than that from the news of
        these days leaves the memory, and is looked up in its file when an article of its time arrives.
        """
        self._database = database
        self._now = now
        self._window = window
        self._rows = SignedRows()
        self._index_folder = index_folder
        self._has_files = index_folder is not None
        self._index = self._empty_index()
        self._place = database.place
        self._desk = threading.RLock()

    def _empty_index(self) -> BandIndex:
        owner = f"{self._database.installation} {minhash.SCHEME} {minhash.BAND_SCHEME}"
        return BandIndex(Shelf(self._index_folder, owner, self._rows) if self._index_folder else None)

    @contextmanager
    def filing(self) -> Iterator[SqlDesk]:
        """Hold the desk (`ports.Filer.filing`)."""
        with self._desk:
            try:
                with self._database.writing() as connection:
                    self._catch_up(connection)
                    desk = SqlDesk(
                        connection, self._index, self._database.installation, stamp(self._now()), self._window
                    )
                    yield desk
                    desk.leave()
            except BaseException:
                # What this desk added to the index is taken back with its rows, also when the commit fails.
                self._index.take_back()
                raise

    def _catch_up(self, connection: sqlite3.Connection) -> None:
        """Add what others filed since the last look, so that processes agree.

        Nothing is written yet in this transaction, so all that the index holds now is committed and can be sealed.
        """
        self._rows.connection = connection
        if self._place != self._database.place:  # a copy of the store may lack what the index holds
            self._index, self._place = self._empty_index(), self._database.place
        if self._window is not None:
            self._index.pass_to(stamp(self._now() - self._window - _LINGER))
        manifest = self._adopt(connection)
        for batch in self._rows.batches(self._index.last_seq + 1, _NEWEST_ROW):
            self._index.extend(*batch)
        self._index.seal()
        if self._has_files and self._index.manifest != manifest:
            connection.execute(_SET_MANIFEST, (self._index.manifest,))

    def _adopt(self, connection: sqlite3.Connection) -> str | None:
        if not self._has_files:
            return None
        row = connection.execute(_MANIFEST).fetchone()
        manifest = row[0] if row else None
        self._index.adopt(manifest)
        return manifest


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Asked:
    """A signature as the index is asked for it."""

    signature: Signature
    keys: NDArray[np.uint64]
    sketch: NDArray[np.uint8]
    reach: Reach | None = None
    sealed: Mapping[int, int] | None = None
    """What of the segments it meets within `reach`; None when the index is to look."""


class SqlDesk:
    """`ports.Desk` inside one write transaction."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        index: BandIndex,
        installation: uuid.UUID,
        now: int,
        window: timedelta | None,
    ) -> None:
        self._connection = connection
        self._index = index
        self._installation = installation
        self._now = now
        self._window = window
        self._expected: dict[int, _Asked] = {}
        """By the identity of the signature, which has no hash; it is held here, so no other has its identity."""
        self._latest: _Asked | None = None
        self._touched: set[str] = set()
        self._shown: set[int] = set()
        """Stories of which what is shown may have changed."""
        (last,) = connection.execute(_LAST_FILED).fetchone()
        self._last_filed: int = last

    def expect(self, signatures: Sequence[Signature], articles: Sequence[Article] | None = None) -> None:
        # What the segments hold cannot change while the desk is held: they are sealed before it is, and what is filed
        # here is among the newest, which each look-up goes through by itself.
        if not signatures:
            return
        values = np.stack([signature.values for signature in signatures])
        keys, sketches = minhash.band_rows(values), minhash.sketch(values)
        reaches = [self._reach(article) for article in articles] if articles else [None] * len(signatures)
        found = self._index.meet_sealed(keys, sketches, reaches)
        self._expected = {
            id(signature): _Asked(signature=signature, keys=row, sketch=sketch, reach=reach, sealed=sealed)
            for signature, row, sketch, reach, sealed in zip(signatures, keys, sketches, reaches, found, strict=True)
        }

    def candidates(
        self, signature: Signature, article: Article | None = None
    ) -> tuple[list[str], list[int], NDArray[np.uint32]]:
        reach, asked = self._reach(article), self._ask(signature)
        sealed = asked.sealed if asked.reach == reach else None
        met = in_turn(self._connection, self._index.candidates(asked.keys, asked.sketch, reach, sealed), _CANDIDATES)
        found = self._connection.execute(_SIGNATURES, (json.dumps(list(met)),)) if met else ()
        rows = {seq: (article_id, data) for seq, article_id, data in found}
        seqs = [seq for seq in met if seq in rows]
        values = np.frombuffer(b"".join(rows[seq][1] for seq in seqs), dtype="<u4")
        ids = [rows[seq][0] for seq in seqs]
        return ids, [met[seq] for seq in seqs], values.reshape(len(seqs), signature.values.size)

    def locate(self, article_ids: Sequence[str]) -> dict[str, str]:
        query = "SELECT s.id FROM articles a JOIN stories s ON s.seq = a.story WHERE a.id = ?"
        found = {each: self._connection.execute(query, (each,)).fetchone() for each in article_ids}
        return {each: row[0] for each, row in found.items() if row}

    def bodies(self, article_ids: Iterable[str]) -> dict[str, Article]:
        return load_bodies(self._connection, article_ids)

    def opened(self, story_ids: Iterable[str]) -> dict[str, datetime]:
        query = "SELECT filed FROM stories WHERE id = ?"
        found = {each: self._connection.execute(query, (each,)).fetchone() for each in story_ids}
        return {each: moment(row[0]) for each, row in found.items() if row}

    def members(self, story_ids: Iterable[str]) -> list[Filed]:
        return [
            Filed(
                article_id=row[0],
                story_id=row[1],
                source=row[2],
                credit=row[3],
                words=row[4],
                published=moment(row[5]),
                received=moment(row[6]),
                relation=row[7],
                guid=row[8],
                version=row[9],
                standing=row[10],
            )
            for story_id in story_ids
            for row in self._connection.execute(_MEMBERS, (story_id,))
        ]

    def is_held(self, claim: Claim) -> bool:
        query = "SELECT 1 FROM documents WHERE seq = ? AND owner = ? AND state = 'queued'"
        return self._connection.execute(query, (claim.seq, claim.owner)).fetchone() is not None

    def file(self, filing: Filing) -> str:
        self._finish(filing.claim, "done")
        story, story_id = self._place(filing)
        values = (
            *article_values(filing.article),
            *(story, "copy", join_topics(filing.topics), filing.words),
            *standing_values(filing.article, filing.standing),
        )
        seq = self._connection.execute(_ARTICLE, values).lastrowid
        assert seq is not None  # noqa: S101 - SQLite numbers every inserted row
        self._connection.execute(
            "INSERT INTO signatures (article, scheme, minhash) VALUES (?, ?, ?)",
            (seq, filing.signature.scheme, minhash.to_bytes(filing.signature)),
        )
        asked = self._ask(filing.signature)
        self._index.add(seq, asked.keys, asked.sketch)
        if isinstance(filing.placement, Open):
            self._connection.execute(_ANCHOR, (seq, story))
        else:
            self._match(seq, filing.placement.matches)
        learned.learn(self._connection, filing.article.id, filing.background)
        doubts.keep(self._connection, filing.article.id, filing.near_misses)
        self._relate(filing)
        self._show(story, filing)
        return story_id

    def background(self, article_ids: Iterable[str]) -> dict[str, Background]:
        return learned.background_of(self._connection, article_ids)

    def learn(self, grown: Mapping[str, Background]) -> None:
        for article_id, background in grown.items():
            learned.learn(self._connection, article_id, background)
            learned.unsettle(self._connection, article_id)

    def unsettled(self, limit: int) -> list[str]:
        return learned.unsettled(self._connection, limit)

    def settle(
        self, article_id: str, judged: Mapping[str, float | None], near_misses: Sequence[tuple[str, float]] = ()
    ) -> bool:
        doubts.renew(self._connection, article_id, judged, near_misses)
        return learned.settle(self._connection, article_id, judged)

    def learn_furniture(self, stories: int) -> bool:
        lesson = furniture.learn(self._connection, stories)
        if lesson.has_changed:  # any topic may show a text of that source
            self._touched.update(slug for (slug,) in self._connection.execute("SELECT slug FROM topics"))
            sources.touch_all(self._connection)
        return lesson.is_left

    def reject(self, claim: Claim, reason: str, message: str) -> None:
        self._finish(claim, "rejected", reason, message)

    def rule(self, kind: Literal["merge", "split"], pairs: Iterable[tuple[str, str]]) -> None:
        query = "INSERT INTO acts (kind, at) VALUES (?, ?)"
        act = self._connection.execute(query, (kind, self._now)).lastrowid
        self._connection.executemany(
            "INSERT OR IGNORE INTO rulings (act, article, other) VALUES (?, ?, ?)",
            ((act, one, other) for one, other in pairs),
        )

    def undo(self) -> tuple[str, list[str]] | None:
        query = "SELECT seq, kind FROM acts WHERE undone IS NULL ORDER BY seq DESC LIMIT 1"
        newest = self._connection.execute(query).fetchone()
        if newest is None:
            return None
        act, kind = newest
        self._connection.execute("UPDATE acts SET undone = ? WHERE seq = ?", (self._now, act))
        query = "SELECT article FROM rulings WHERE act = ?1 UNION SELECT other FROM rulings WHERE act = ?1"
        return kind, [article for (article,) in self._connection.execute(query, (act,))]

    def has_rulings(self, article_ids: Iterable[str]) -> bool:
        return any(not ruling.is_joined for ruling in regroup.rulings_of(self._connection, article_ids))

    def component(self, article_ids: Iterable[str]) -> Component:
        return regroup.component_of(self._connection, article_ids)

    def regroup(self, parts: Sequence[Part]) -> list[str]:
        regrouping = regroup.Regrouping(
            self._connection, mint=self._mint, next_filed=self._next_filed, touch=self._touched.update
        )
        regrouping.leave_anchors(parts)
        made = [regrouping.apply(part) for part in parts]
        self._shown.update(map(self._seq_of_story, made))
        return made

    def same_text(self, article: Article) -> list[str]:
        found = self._connection.execute(_SAME_GUID, (article.guid,)) if article.guid else ()
        return [article_id for article_id, source in found if source == article.source or is_global(article.guid)]

    def lift_embargoes(self) -> list[str]:
        query = "UPDATE articles SET standing = 'usable' WHERE standing = 'embargoed' AND embargoed <= ? RETURNING id"
        return sorted(article_id for (article_id,) in self._connection.execute(query, (self._now,)))

    def leave(self) -> None:
        """Count one change for every topic and every source whose stories were touched."""
        if self._shown:
            sources.touch(self._connection, self._shown, self._now)
        self._connection.executemany(
            "INSERT INTO topics (slug, created) VALUES (?, ?) ON CONFLICT (slug) DO UPDATE SET changed = changed + 1",
            ((slug, self._now) for slug in sorted(self._touched)),
        )

    def _reach(self, article: Article | None) -> Reach | None:
        return reach_of(article, self._window) if article is not None and self._window is not None else None

    def _ask(self, signature: Signature) -> _Asked:
        """Return what was expected, else made now: an article is looked up and then filed with the same signature."""
        asked = self._expected.get(id(signature)) or self._latest
        if asked is None or asked.signature is not signature:
            keys, sketch = minhash.band_keys(signature), minhash.sketch(signature.values)
            asked = self._latest = _Asked(signature=signature, keys=keys, sketch=sketch)
        return asked

    def _finish(self, claim: Claim, state: str, reason: str | None = None, message: str | None = None) -> None:
        quarantined = claim.document.name if state == "rejected" else None
        values = (state, self._now, reason, message, quarantined, claim.seq, claim.owner)
        if self._connection.execute(_FINISH, values).rowcount == 0:
            raise LeaseLost(f"{claim.document.name}: another worker has it")

    def _place(self, filing: Filing) -> tuple[int, str]:
        match filing.placement:
            case Open():
                story_id = self._mint(filing.article.id)
                filed = self._next_filed()
                values = (story_id, filed, filed, " ")
                seq = self._connection.execute(_STORY, values).lastrowid
                assert seq is not None  # noqa: S101 - SQLite numbers every inserted row
                return seq, story_id
            case Join(story_id=story_id):
                return self._seq_of_story(story_id), story_id
            case Merge(story_id=story_id, absorbed=absorbed):
                keeper = self._seq_of_story(story_id)
                for each in absorbed:
                    self._absorb(keeper, self._seq_of_story(each))
                return keeper, story_id

    def _mint(self, article_id: str) -> str:
        """Return an id that this store never gave before (RFC 4122 name-based, in the store's own namespace).

        The first article names its story, so filing that is repeated after a power cut mints the same id.
        """
        for turn in range(1_000_000):
            name = article_id if turn == 0 else f"{article_id}/{turn}"
            story_id = uuid.uuid5(self._installation, name).urn
            if not self._connection.execute("SELECT 1 FROM stories WHERE id = ?", (story_id,)).fetchone():
                return story_id
        raise AssertionError("a million stories opened by one article")

    def _next_filed(self) -> int:
        """Return the time of filing, moved on where needed so that no two stories share it."""
        self._last_filed = max(self._now, self._last_filed + 1)
        return self._last_filed

    def _seq_of_story(self, story_id: str) -> int:
        (seq,) = self._connection.execute("SELECT seq FROM stories WHERE id = ?", (story_id,)).fetchone()
        return int(seq)

    def _absorb(self, keeper: int, other: int) -> None:
        topics = regroup.absorb(self._connection, keeper, other)
        self._touched.update(topics)
        self._add_topics(keeper, topics)
        self._connection.execute("UPDATE articles SET story = ? WHERE story = ?", (keeper, other))

    def _match(self, seq: int, matches: Sequence[Match]) -> None:
        self._connection.executemany(_MATCH, ((seq, match.score, match.article_id) for match in matches))

    def _relate(self, filing: Filing) -> None:
        query = "UPDATE articles SET relation = ? WHERE id = ?"
        self._connection.executemany(query, ((relation, each) for each, relation in filing.relations))

    def _show(self, story: int, filing: Filing) -> None:
        """Set what the story shows; its topics are those of all its articles, so that none ever drops out."""
        self._shown.add(story)
        (lead,) = self._connection.execute("SELECT seq FROM articles WHERE id = ?", (filing.lead,)).fetchone()
        (was_hidden,) = self._connection.execute("SELECT hidden FROM stories WHERE seq = ?", (story,)).fetchone()
        if was_hidden or filing.is_hidden or isinstance(filing.placement, Merge):
            is_hidden = filing.is_hidden
            touched = regroup.show(self._connection, story, lead, is_hidden=is_hidden, next_filed=self._next_filed)
            self._touched.update(touched)
            return
        revisions.note_lead(self._connection, story, lead, self._next_filed)
        topics = self._add_topics(story, filing.topics)
        self._connection.execute(_LEAD, {"lead": lead, "topics": join_topics(topics), "story": story})
        self._touched.update(topics)

    def _add_topics(self, story: int, topics: Sequence[str]) -> tuple[str, ...]:
        query = "SELECT topics, filed, lead FROM stories WHERE seq = ?"
        column, filed, lead = self._connection.execute(query, (story,)).fetchone()
        held = split(column)
        fresh = [slug for slug in topics if slug not in held]
        if fresh:
            # In a topic it comes to later a story is new: where it was filed its readers may long have passed.
            self._connection.executemany(
                "INSERT INTO topic_stories (topic, filed, story) VALUES (?, ?, ?)",
                ((slug, self._next_filed() if lead else filed, story) for slug in fresh),
            )
            held = (*held, *fresh)
            self._connection.execute("UPDATE stories SET topics = ? WHERE seq = ?", (join_topics(held), story))
        return held
