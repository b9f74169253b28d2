"""The index of words that searches look in: a file of its own, derived from the articles, made again when lost."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import structlog

from sindikasi.core.search import SCHEME, AllOf, Word, kept_words
from sindikasi.model import Findings
from sindikasi.storage.rows import ARTICLE_COLUMNS, article_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sindikasi.core.search import Need
    from sindikasi.model import Article
    from sindikasi.storage.sqlite import Database

log = structlog.get_logger("search")

PART = 65_536
"""Articles of one table: what a prefix costs is bounded by it, for FTS5 gathers all words that begin so."""
AT_ONCE = 500
"""Articles entered in one commit."""
_BUSY_SECONDS = 5.0
_NEVER_ENTERED = "no such module: fts5"
_NOTES = "CREATE TABLE IF NOT EXISTS notes (owner TEXT NOT NULL, last INTEGER NOT NULL, id TEXT NOT NULL)"
# Nothing but which article holds which word: where it stands there, the query looks for itself. The words are folded
# already, so the plainest tokenizer parts them at blanks; figures keep their marks, and "=" marks fields.
_TABLE = """
    CREATE VIRTUAL TABLE IF NOT EXISTS {name}
    USING fts5(words, content = '', detail = none, columnsize = 0, tokenize = "ascii tokenchars '.,:='")
"""
_PARTS = "SELECT name FROM sqlite_master WHERE name GLOB 'words_[0-9]*' AND sql LIKE 'CREATE VIRTUAL%'"
_NEXT = f"SELECT {ARTICLE_COLUMNS}, seq FROM articles WHERE seq > ? ORDER BY seq LIMIT ?"
_PLACE = "SELECT a.standing, s.id, s.hidden FROM articles a JOIN stories s ON s.seq = a.story WHERE a.seq = ?"
_NEWER = "SELECT seq FROM articles WHERE seq > ? ORDER BY seq DESC"


class SqlSearch:
    """`ports.SearchIndex` over FTS5; without it, or without its file, the newest articles are looked through."""

    def __init__(self, database: Database, path: Path, *, now: Callable[[], float] = time.monotonic) -> None:
        """`path` is the index's file, of this store alone; `now` gives seconds."""
        self._database = database
        self._path = path
        self._now = now
        self._owner = f"{database.installation} {SCHEME}"
        self._is_possible = True
        self._waits_for = ""
        """What was said last of why the index is not brought up to date."""

    # --- entering

    def catch_up(self) -> bool:
        if not self._is_possible:
            return False
        try:
            with self._opened() as connection:
                are_left = self._enter_next(connection)
        except sqlite3.Error as error:
            return self._give_up(error)
        self._waits_for = ""
        return are_left

    def backlog(self) -> int:
        with self._database.reading() as connection:
            (newest,) = connection.execute("SELECT coalesce(max(seq), 0) FROM articles").fetchone()
        return int(newest) - self._reach()

    def _enter_next(self, connection: sqlite3.Connection) -> bool:
        connection.execute("BEGIN IMMEDIATE")  # closing takes back what is not committed
        connection.execute(_NOTES)
        last = self._last(connection)
        if last is None:
            self._empty(connection)
            last = 0
        with self._database.reading() as store:
            rows = store.execute(_NEXT, (last, AT_ONCE)).fetchall()
        for row in rows:
            self._enter(connection, row[14], article_of(row[:14]))
        if rows:
            self._close_parts(connection, last // PART, rows[-1][14] // PART)
            connection.execute("DELETE FROM notes")
            connection.execute("INSERT INTO notes VALUES (?, ?, ?)", (self._owner, rows[-1][14], rows[-1][0]))
        connection.execute("COMMIT")
        return len(rows) == AT_ONCE

    def _enter(self, connection: sqlite3.Connection, seq: int, article: Article) -> None:
        name = f"words_{seq // PART}"
        text = " ".join(kept_words(article))
        try:
            connection.execute(f"INSERT INTO {name} (rowid, words) VALUES (?, ?)", (seq, text))
        except sqlite3.OperationalError as error:
            if "no such table" not in str(error):
                raise
            connection.execute(_TABLE.format(name=name))
            connection.execute(f"INSERT INTO {name} (rowid, words) VALUES (?, ?)", (seq, text))

    def _close_parts(self, connection: sqlite3.Connection, first: int, until: int) -> None:
        """Put each part that is full into one piece: it is never written again."""
        full = {f"words_{part}" for part in range(first, until)}
        for (name,) in connection.execute(_PARTS).fetchall():
            if name in full:
                connection.execute(f"INSERT INTO {name} ({name}) VALUES ('optimize')")

    def _empty(self, connection: sqlite3.Connection) -> None:
        for (name,) in connection.execute(_PARTS).fetchall():
            connection.execute(f"DROP TABLE {name}")
        connection.execute("DELETE FROM notes")

    def _give_up(self, error: sqlite3.Error) -> bool:
        """Say what is wrong with the file and throw it away, or do without; return whether to go on at once."""
        if _NEVER_ENTERED in str(error):
            self._is_possible = False
            log.warning("searches look through the newest articles only", reason=str(error))
            return False
        if isinstance(error, sqlite3.OperationalError):  # busy, or the disk is full: later, perhaps
            if str(error) != self._waits_for:
                log.warning("search index waits", reason=str(error))
            self._waits_for = str(error)
            return False
        log.warning("search index is damaged and is made anew", reason=str(error))
        for suffix in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        return True

    # --- looking

    def find(
        self, need: Need | None, accepts: Callable[[Article], bool], *, limit: int, most: int, seconds: float
    ) -> Findings:
        until = self._now() + seconds
        stories: dict[str, None] = {}
        examined, is_complete = 0, True
        for seq in self._candidates(need, most):
            if len(stories) >= limit:
                break
            if seq is None:
                is_complete = False
                continue
            if examined >= most or self._now() > until:
                is_complete = False
                break
            with self._database.reading() as connection:
                standing, story, is_hidden = connection.execute(_PLACE, (seq,)).fetchone()
                if story in stories or is_hidden or standing != "usable":
                    continue
                query = f"SELECT {ARTICLE_COLUMNS} FROM articles WHERE seq = ?"
                article = article_of(connection.execute(query, (seq,)).fetchone())
            examined += 1
            if accepts(article):
                stories[story] = None
        return Findings(stories=tuple(stories), is_complete=is_complete, examined=examined)

    def _candidates(self, need: Need | None, most: int) -> Iterator[int | None]:
        """Yield the articles that may match, newest first; None where some are passed over."""
        reach = self._reach() if need is not None else 0
        with self._database.reading() as connection:
            fresh = connection.execute(_NEWER, (reach,))
            for count, (seq,) in enumerate(fresh):
                if reach and count >= most // 2:
                    yield None  # what is not entered yet may not keep all that is from being looked at
                    break
                yield seq
        if reach and need is not None:
            yield from self._entered(need)

    def _entered(self, need: Need) -> Iterator[int | None]:
        match = _rendered(need)
        try:
            with self._opened() as connection:
                names = [name for (name,) in connection.execute(_PARTS)]
                for name in sorted(names, key=lambda name: -int(name.removeprefix("words_"))):
                    query = f"SELECT rowid FROM {name} WHERE {name} MATCH ? ORDER BY rowid DESC"
                    for (seq,) in connection.execute(query, (match,)):
                        yield seq
        except sqlite3.Error as error:
            log.warning("search index cannot be read", reason=str(error))
            yield None

    # --- the file

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            yield connection

    def _reach(self) -> int:
        """Return the newest article that is entered, 0 when none is."""
        try:
            with self._opened() as connection:
                return self._last(connection) or 0
        except sqlite3.Error:
            return 0

    def _last(self, connection: sqlite3.Connection) -> int | None:
        """Return how far this very store is entered; None when the file is of another, or of another scheme."""
        row = connection.execute("SELECT owner, last, id FROM notes").fetchone()
        if row is None or row[0] != self._owner:
            return None
        with self._database.reading() as store:
            held = store.execute("SELECT id FROM articles WHERE seq = ?", (row[1],)).fetchone()
        return int(row[1]) if held == (row[2],) else None


def _rendered(need: Need) -> str:
    """Return the need in the words of FTS5."""
    if isinstance(need, Word):
        return f'"{need.text}"{"*" if need.is_open else ""}'
    sign = " AND " if isinstance(need, AllOf) else " OR "
    return f"({sign.join(map(_rendered, need.parts))})"
