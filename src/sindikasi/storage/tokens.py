"""The tokens that open private feeds and the door for articles; each is known by its digest alone."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from sindikasi.model import Token
from sindikasi.storage.rows import join_topics, moment, split_topics, stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from typing import Any

    from sindikasi.model import TokenPurpose
    from sindikasi.storage.sqlite import Database

_COLUMNS = "name, purpose, topics, created, used, revoked"
_INSERT = "INSERT INTO tokens (name, digest, purpose, topics, created) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"


class SqlTokens:
    """`ports.Tokens` over SQL."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def add(self, name: str, digest: bytes, purpose: TokenPurpose, topics: Sequence[str]) -> bool:
        with self._database.writing() as connection:
            values = (name, digest, purpose, join_topics(tuple(topics)), stamp(self._now()))
            return connection.execute(_INSERT, values).rowcount > 0

    def all(self) -> list[Token]:
        with self._database.reading() as connection:
            return [_token(row) for row in connection.execute(f"SELECT {_COLUMNS} FROM tokens ORDER BY seq")]

    def revoke(self, name: str) -> bool:
        with self._database.writing() as connection:
            query = "UPDATE tokens SET revoked = ? WHERE name = ? AND revoked IS NULL"
            return connection.execute(query, (stamp(self._now()), name)).rowcount > 0

    def find(self, digest: bytes) -> Token | None:
        query = f"SELECT {_COLUMNS}, digest FROM tokens WHERE digest = ? AND revoked IS NULL"
        with self._database.reading() as connection:
            row = connection.execute(query, (digest,)).fetchone()
        # The look-up tells by its time how much of a digest was right, which helps nobody to a token.
        return _token(row[:-1]) if row is not None and hmac.compare_digest(row[-1], digest) else None

    def mark_used(self, name: str) -> None:
        with self._database.writing(is_durable=False) as connection:
            query = "UPDATE tokens SET used = ? WHERE name = ? AND revoked IS NULL"
            connection.execute(query, (stamp(self._now()), name))


def _token(row: tuple[Any, ...]) -> Token:
    name, purpose, topics, created, used, revoked = row
    return Token(
        name=name,
        purpose=purpose,
        topics=split_topics(topics),
        created=moment(created),
        used=None if used is None else moment(used),
        revoked=None if revoked is None else moment(revoked),
    )
