"""The signed articles as the band index reads them: in runs, with when they came out and arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sindikasi.core import signature as minhash
from sindikasi.storage.spans import Span

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from sindikasi.storage.shelf import Batch

_SIGNED = "SELECT article, minhash FROM signatures WHERE article BETWEEN ? AND ? AND scheme = ? ORDER BY article"
_BATCH_ROWS = 1 << 14
# The index is named because it covers the query: the rows themselves hold the texts between these columns.
_SPAN = """
    SELECT min(received), max(received),
        min(published) FILTER (WHERE published_basis <> 'received'),
        max(published) FILTER (WHERE published_basis <> 'received'),
        min(received) FILTER (WHERE published_basis = 'received'),
        max(received) FILTER (WHERE published_basis = 'received')
    FROM articles INDEXED BY articles_window WHERE seq BETWEEN ? AND ?
"""


class SignedRows:
    """`shelf.Rows` over SQL, through the connection that holds the write lock.

    What is asked for was committed before the lock was taken, so it is the same for every process.
    """

    def __init__(self) -> None:
        self.connection: sqlite3.Connection | None = None

    def span(self, first: int, last: int) -> Span:
        assert self.connection is not None  # noqa: S101 - the index is only asked at the desk
        row = self.connection.execute(_SPAN, (first, last)).fetchone()
        received, dated, undated = ((row[place], row[place + 1]) for place in (0, 2, 4))
        return Span(received, dated if dated[0] is not None else None, undated if undated[0] is not None else None)

    def batches(self, first: int, last: int) -> Iterator[Batch]:
        assert self.connection is not None  # noqa: S101 - the index is only asked at the desk
        rows = self.connection.execute(_SIGNED, (first, last, minhash.SCHEME))
        while batch := rows.fetchmany(_BATCH_ROWS):
            values = np.frombuffer(b"".join(data for _, data in batch), dtype="<u4").reshape(len(batch), -1)
            seqs = np.array([seq for seq, _ in batch], dtype=np.uint32)
            yield seqs, minhash.band_rows(values), minhash.sketch(values)
