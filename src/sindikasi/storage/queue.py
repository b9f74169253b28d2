"""The queue: documents between the doorstep and the workers, and the account of what became of them."""

from __future__ import annotations

from itertools import islice, zip_longest
from typing import TYPE_CHECKING

from sindikasi.errors import LeaseLost
from sindikasi.model import Claim, Document, Fate
from sindikasi.ports import DOORSTEP
from sindikasi.storage.rows import moment, pack, stamp, unpack

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime
    from typing import Any

    from sindikasi.model import Arrival, Outcome
    from sindikasi.storage.sqlite import Database


_INSERT = """
    INSERT INTO documents (key, name, source, state, received, container, resting, owner, lease_until,
                           finished, reason, message)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING
"""
_CONTENT = "INSERT OR IGNORE INTO contents (document, packed, content, metadata) VALUES (?, ?, ?, ?)"
_KNOWN = "SELECT seq, state, name FROM documents WHERE key = ?"
_REQUEUE = """
    UPDATE documents SET state = 'queued', name = ?, received = ?, container = ?, resting = ?, owner = ?,
                         lease_until = ?, tries = 0, finished = NULL, reason = NULL, message = NULL WHERE seq = ?
"""
_REPEAT = "INSERT OR IGNORE INTO repeats (document, name, received) VALUES (?, ?, ?)"
_RELEASE = "UPDATE documents SET owner = NULL, lease_until = 0 WHERE key = ? AND owner = ?"
# A loose scan of the index: one look-up for each source, however much waits of it.
_TURNS = """
    WITH RECURSIVE turns (source) AS (
        SELECT (SELECT coalesce(source, '') FROM documents INDEXED BY documents_turns
                WHERE state = 'queued' AND coalesce(source, '') {reached} ?1 ORDER BY coalesce(source, '') LIMIT 1)
        UNION ALL
        SELECT (SELECT coalesce(d.source, '') FROM documents d INDEXED BY documents_turns
                WHERE d.state = 'queued' AND coalesce(d.source, '') > turns.source ORDER BY coalesce(d.source, '')
                LIMIT 1)
        FROM turns WHERE turns.source IS NOT NULL
    ) SELECT source FROM turns WHERE source IS NOT NULL LIMIT ?2
"""
_WAITING_OF = """
    SELECT seq FROM documents INDEXED BY documents_turns
    WHERE state = 'queued' AND coalesce(source, '') = ? AND lease_until <= ? ORDER BY seq LIMIT ?
"""
_TURNS_AFTER, _TURNS_FROM = _TURNS.format(reached=">"), _TURNS.format(reached=">=")
_LEASE = "UPDATE documents SET owner = ?, lease_until = ?, tries = tries + 1 WHERE seq = ?"
_DEPTH = """
    WITH RECURSIVE around (container) AS (
        SELECT d.container UNION SELECT above.container FROM around JOIN documents above ON above.seq = around.container
    ) SELECT count(container) FROM around
"""
_DOCUMENT = f"""
    SELECT d.seq, d.tries, d.resting, d.container, d.key, d.name, d.source, d.received, d.quarantined,
           c.packed, c.content, c.metadata, ({_DEPTH})
    FROM documents d JOIN contents c ON c.document = d.seq
"""
_CLAIMED = f"{_DOCUMENT} WHERE d.seq = ?"
_GIVE_BACK = """
    UPDATE documents SET owner = NULL, lease_until = 0, tries = tries - 1
    WHERE seq = ? AND owner = ? AND state = 'queued'
"""
_PROLONG = "UPDATE documents SET lease_until = ? WHERE seq = ? AND owner = ? AND state = 'queued'"
_FREE = "UPDATE documents SET owner = NULL, lease_until = 0 WHERE state = 'queued' AND owner = ?"
_FINISH_CONTAINER = """
    UPDATE documents SET state = 'unpacked', owner = NULL, finished = ?, quarantined = NULL
    WHERE seq = ? AND owner = ? AND state = 'queued'
"""
_FAMILY = """
    WITH RECURSIVE family (seq) AS (
        SELECT seq FROM documents WHERE key = ?
        UNION SELECT d.seq FROM documents d JOIN family f ON d.container = f.seq
    )
"""
_WAITING = f"{_FAMILY} SELECT 1 FROM family f JOIN documents d ON d.seq = f.seq WHERE d.state = 'queued' LIMIT 1"
_FATES = f"""
    {_FAMILY} SELECT d.name, d.state, d.reason, d.message, a.id, s.id
    FROM family f JOIN documents d ON d.seq = f.seq
    LEFT JOIN articles a ON a.id = substr(d.key, 1, 20) LEFT JOIN stories s ON s.seq = a.story ORDER BY d.seq
"""
_REJECTED = f"{_DOCUMENT} WHERE d.state = 'rejected' AND (?1 IS NULL OR d.name = ?1) ORDER BY d.seq"
_DESCRIBED = "SELECT 1 FROM documents d JOIN contents c ON c.document = d.seq WHERE d.name = ? AND c.metadata = ?"
_DESCRIBED_AGAIN = """
    SELECT 1 FROM repeats r JOIN contents c ON c.document = r.document WHERE r.name = ? AND c.metadata = ?
"""
_RETRY = """
    UPDATE documents SET state = 'queued', tries = 0, finished = NULL, reason = NULL, message = NULL,
                         quarantined = NULL, owner = NULL, lease_until = 0 WHERE seq = ? AND state = 'rejected'
"""


class SqlQueue:
    """`ports.Queue` over SQL."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now
        self._last_turn = ""
        """The source that was served last."""

    def offer(
        self, arrivals: Sequence[Arrival], *, hold_seconds: float = 0.0, is_durable: bool = True
    ) -> list[Outcome]:
        now = stamp(self._now())
        hold = now + round(hold_seconds * 1e6) if hold_seconds else 0
        with self._database.writing(is_durable=is_durable) as connection:
            return [_offer(connection, arrival, now, hold) for arrival in arrivals]

    def release(self, keys: Iterable[str]) -> None:
        with self._database.writing(is_durable=False) as connection:
            connection.executemany(_RELEASE, ((key, DOORSTEP) for key in keys))

    def claim(self, owner: str, *, lease_seconds: float, limit: int, most_bytes: int = 2**25) -> list[Claim]:
        now = stamp(self._now())
        until = now + round(lease_seconds * 1e6)
        if not self._is_waiting(now):
            return []
        with self._database.writing(is_durable=False) as connection:
            claims: list[Claim] = []
            size = 0
            for seq in self._next_ones(connection, now, limit):
                connection.execute(_LEASE, (owner, until, seq))
                claims.append(_claim(connection, seq, owner))
                size += len(claims[-1].document.content)
                if size >= most_bytes:
                    break
            if claims:
                self._last_turn = claims[-1].document.source or ""
            return claims

    def _next_ones(self, connection: sqlite3.Connection, now: int, limit: int) -> list[int]:
        """Return what is to be read next: a document of each source in turn, each source's own in their order."""
        later = [source for (source,) in connection.execute(_TURNS_AFTER, (self._last_turn, limit))]
        first = [source for (source,) in connection.execute(_TURNS_FROM, ("", limit - len(later)))]
        waiting = [
            (seq for (seq,) in connection.execute(_WAITING_OF, (source, now, limit)))
            for source in dict.fromkeys([*later, *first])
        ]
        turns = (seq for turn in zip_longest(*waiting) for seq in turn if seq is not None)
        return list(islice(turns, limit))

    def _is_waiting(self, now: int) -> bool:
        with self._database.reading() as connection:
            query = "SELECT 1 FROM documents WHERE state = 'queued' AND lease_until <= ? LIMIT 1"
            return connection.execute(query, (now,)).fetchone() is not None

    def prolong(self, claims: Iterable[Claim], *, lease_seconds: float) -> None:
        until = stamp(self._now()) + round(lease_seconds * 1e6)
        with self._database.writing(is_durable=False) as connection:
            connection.executemany(_PROLONG, ((until, claim.seq, claim.owner) for claim in claims))

    def give_back(self, claims: Iterable[Claim]) -> None:
        with self._database.writing(is_durable=False) as connection:
            connection.executemany(_GIVE_BACK, ((claim.seq, claim.owner) for claim in claims))

    def owners(self) -> list[str]:
        with self._database.reading() as connection:
            query = "SELECT DISTINCT owner FROM documents WHERE state = 'queued' AND owner IS NOT NULL"
            return [owner for (owner,) in connection.execute(query)]

    def free(self, owner: str) -> int:
        with self._database.writing(is_durable=False) as connection:
            return connection.execute(_FREE, (owner,)).rowcount

    def finish_container(self, claim: Claim) -> None:
        with self._database.writing() as connection:
            done = connection.execute(_FINISH_CONTAINER, (stamp(self._now()), claim.seq, claim.owner))
            if done.rowcount == 0:
                raise LeaseLost(f"{claim.document.name}: another worker has it")

    def rejected(self, name: str | None) -> Iterator[Claim]:
        with self._database.reading() as connection:
            for row in connection.execute(_REJECTED, (name,)):
                yield _claim_of(row, "")

    def retry(self, claim: Claim) -> None:
        with self._database.writing() as connection:
            connection.execute(_RETRY, (claim.seq,))

    def are_waiting(self, keys: Iterable[str]) -> bool:
        """Return whether any of these documents, or a member of one, is still in the queue."""
        with self._database.reading() as connection:
            return any(connection.execute(_WAITING, (key,)).fetchone() for key in keys)

    def is_described(self, names: Iterable[str], metadata: bytes) -> bool:
        with self._database.reading() as connection:
            asked = ((query, name) for name in names for query in (_DESCRIBED, _DESCRIBED_AGAIN))
            return any(connection.execute(query, (name, metadata)).fetchone() for query, name in asked)

    def length(self) -> int:
        with self._database.reading() as connection:
            (count,) = connection.execute("SELECT count(*) FROM documents WHERE state = 'queued'").fetchone()
        return int(count)

    def fates(self, key: str) -> Iterator[Fate]:
        with self._database.reading() as connection:
            for name, state, reason, message, article_id, story_id in connection.execute(_FATES, (key,)):
                yield Fate(
                    document=name,
                    state=state,
                    reason=reason,
                    message=message,
                    article_id=article_id,
                    story_id=story_id,
                )


def _offer(connection: sqlite3.Connection, arrival: Arrival, now: int, hold: int) -> Outcome:
    document = arrival.document
    holder = DOORSTEP if hold else None
    reason, message = arrival.refusal or (None, None)
    row = (
        document.key,
        document.name,
        document.source,
        "rejected" if arrival.refusal else "queued",
        stamp(document.received),
        arrival.container,
        arrival.resting,
        holder,
        hold,
        now if arrival.refusal else None,
        reason,
        message,
    )
    inserted = connection.execute(_INSERT, row)
    if inserted.rowcount:
        if arrival.refusal:
            return "rejected"
        connection.execute(_CONTENT, (inserted.lastrowid, *pack(document.content), document.metadata))
        return "queued"
    seq, state, name = connection.execute(_KNOWN, (document.key,)).fetchone()
    if state == "rejected":
        if arrival.refusal:
            return "rejected"
        connection.execute(_CONTENT, (seq, *pack(document.content), document.metadata))
        place = (arrival.container, arrival.resting)
        connection.execute(_REQUEUE, (document.name, stamp(document.received), *place, holder, hold, seq))
        return "requeued"
    if name != document.name:
        connection.execute(_REPEAT, (seq, document.name, stamp(document.received)))
    return "pending" if state == "queued" else "repeated"


def _claim(connection: sqlite3.Connection, seq: int, owner: str) -> Claim:
    return _claim_of(connection.execute(_CLAIMED, (seq,)).fetchone(), owner)


def _claim_of(row: tuple[Any, ...], owner: str) -> Claim:
    document = Document(
        key=row[4],
        name=row[5],
        source=row[6],
        received=moment(row[7]),
        content=unpack(row[9], row[10]),
        metadata=row[11],
        depth=row[12],
    )
    return Claim(
        seq=row[0], owner=owner, tries=row[1], resting=row[2], quarantined=row[8], container=row[3], document=document
    )
