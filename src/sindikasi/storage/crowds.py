"""Which candidates a newcomer is compared with when there are more than can be: outlets take turns."""

from __future__ import annotations

import json
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping

_SOURCES = "SELECT seq, coalesce(source, '') FROM articles WHERE seq IN (SELECT value FROM json_each(?))"


def in_turn(connection: sqlite3.Connection, met: Mapping[int, int], most: int) -> Mapping[int, int]:
    """Return so many of the candidates (number -> bands met, most first): one of each outlet in turn, its best first.

    One outlet that sends thousands of texts made to meet in many bands takes no place from the others' true copies.
    """
    if len(met) <= most:
        return met
    sources = dict(connection.execute(_SOURCES, (json.dumps(list(met)),)).fetchall())
    lines: dict[str, list[int]] = {}
    for seq in met:
        if seq in sources:
            lines.setdefault(sources[seq], []).append(seq)
    turns = chain.from_iterable(zip_longest(*lines.values()))
    return {seq: met[seq] for seq in islice((seq for seq in turns if seq is not None), most)}
