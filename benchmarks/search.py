"""What searching costs: entering an article, bytes of index, and queries beside plain SQL and plain FTS5.

    python -m benchmarks.search [ARTICLES]     (100,000 unless told)

Every article is a story of its own. The peers look in the same texts on the same disk, newest first, fifty rows: `LIKE`
walks the table; FTS5 as its manual shows it (tokenizer unicode61, positions) knows neither forms of words nor fields.
Ours also reads each hit and puts it before the query itself.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.text_to_group import corpus

from sindikasi.core.query import compile_query, searchable
from sindikasi.core.search import needs
from sindikasi.flow.search import MOST_EXAMINED
from sindikasi.model import Article
from sindikasi.storage.rows import ARTICLE_COLUMNS, article_values
from sindikasi.storage.search import SqlSearch
from sindikasi.storage.sqlite import Database

_DISTINCT = 20_000
_LIMIT = 50
_STORY = "INSERT INTO stories (seq, id, lead, filed, updated, topics, anchor) VALUES (?1, ?2, ?1, ?1, ?1, ' ', ?1)"
_ARTICLE = f"""
    INSERT INTO articles ({ARTICLE_COLUMNS}, story, relation, topics, words, seq)
    VALUES ({", ".join("?" * 14)}, ?, 'lead', ' ', 0, ?)
"""
# Each with what the two peers are asked: a word, and the same in the words of FTS5; None where they cannot say it.
QUERIES: tuple[tuple[str, str, str | None, str | None], ...] = (
    ("one word", "presiden", "%presiden%", "presiden"),
    ("a rare word", "kebanjiran", "%kebanjiran%", "kebanjiran"),
    ("a word nobody wrote", "zqzqzq", "%zqzqzq%", "zqzqzq"),
    ("two words", "polisi jakarta", "%polisi%jakarta%", "polisi AND jakarta"),
    ("a phrase", '"bank indonesia"', "%bank indonesia%", '"bank indonesia"'),
    ("a prefix", "ekspor*", "%ekspor%", "ekspor*"),
    ("the widest prefix", "di*", "%di%", "di*"),
    ("common words nobody put so", '"yang dan untuk dari"', "%yang dan untuk dari%", '"yang dan untuk dari"'),
    ("a field", "judul:timnas", None, None),
    ("one without another", "gempa BUKAN tsunami", None, "gempa NOT tsunami"),
    ("nothing but a negation", "BUKAN yang", None, None),
    ("many", " ATAU ".join(f"kata{n}" for n in range(60)), None, " OR ".join(f"kata{n}" for n in range(60))),
)


def articles(count: int) -> Iterator[Article]:
    """Yield `count` articles, each with an id of its own."""
    distinct = corpus(min(count, _DISTINCT))
    for number in range(count):
        each = distinct[number % len(distinct)]
        yield replace(each, id=f"{number:020x}", received=datetime.fromtimestamp(number, UTC))


def fill(path: Path, count: int) -> Database:
    """Return a store of so many articles, and a plain FTS5 table of the same texts beside it."""
    database = Database(path)
    peer = sqlite3.connect(path.with_name("peer.db"), isolation_level=None)
    peer.execute("CREATE VIRTUAL TABLE texts USING fts5(headline, body, content = '')")
    peer.execute("BEGIN")
    with database.writing(is_durable=False) as connection:
        for seq, article in enumerate(articles(count), start=1):
            connection.execute(_STORY, (seq, f"urn:uuid:{seq}"))
            connection.execute(_ARTICLE, (*article_values(article), seq, seq))
            text = (seq, article.headline, article.body)
            peer.execute("INSERT INTO texts (rowid, headline, body) VALUES (?, ?, ?)", text)
    peer.execute("COMMIT")
    peer.execute("INSERT INTO texts (texts) VALUES ('optimize')")
    peer.close()
    return database


def milliseconds(call: Callable[[], object]) -> float:
    """Return the processor time of the second of two calls."""
    call()
    began = time.process_time()
    call()
    return (time.process_time() - began) * 1000


def ours(index: SqlSearch, text: str) -> Callable[[], tuple[int, int, bool]]:
    """Return what searches for a query: stories found, articles read, whether all was looked at."""

    def search() -> tuple[int, int, bool]:
        query = compile_query(text)
        found = index.find(
            needs(query.tree),
            lambda article: query.match(searchable(article)),
            limit=_LIMIT,
            most=MOST_EXAMINED,
            seconds=60,
        )
        return len(found.stories), found.examined, found.is_complete

    return search


def walk(database: Database, pattern: str) -> Callable[[], object]:
    """Return what walks the table from its newest row."""
    query = "SELECT id, headline, body FROM articles WHERE headline LIKE ?1 OR body LIKE ?1 ORDER BY seq DESC LIMIT ?2"
    return lambda: database.reader.execute(query, (pattern, _LIMIT)).fetchall()


def plain(database: Database, peer: sqlite3.Connection, match: str) -> Callable[[], object]:
    """Return what asks the peer and reads the rows it names."""

    def search() -> object:
        query = "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rowid DESC LIMIT ?"
        seqs = peer.execute(query, (match, _LIMIT)).fetchall()
        query = "SELECT id, headline, body FROM articles WHERE seq = ?"
        return [database.reader.execute(query, seq).fetchone() for seq in seqs]

    return search


def main() -> None:
    """Print the figures and the ratios."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory(prefix="sindikasi-search-") as folder:
        home = Path(folder)
        database = fill(home / "sindikasi.db", count)
        began = time.process_time()
        index = SqlSearch(database, home / "search.db")
        while index.catch_up():
            pass
        seconds = time.process_time() - began
        size, texts = ((home / name).stat().st_size for name in ("search.db", "sindikasi.db"))
        peer = sqlite3.connect(home / "peer.db")
        plain_size = (home / "peer.db").stat().st_size
        print(f"articles                 {count:,}; entered in {seconds / count * 1e6:.0f} us each")
        print(f"index                    {size / count:.0f} B an article, {size / texts:.1%} of the store", end="")
        print(f"; plain FTS5 {plain_size / count:.0f} B: {plain_size / size:.1f} x ours")
        print(f"{'query':28}{'ms':>8}{'found':>7}{'read':>6}{'all':>5}{'LIKE, x':>10}{'FTS5, x':>10}")
        for name, text, pattern, match in QUERIES:
            search = ours(index, text)
            cost = milliseconds(search)
            found, read, is_complete = search()
            others = [walk(database, pattern) if pattern else None, plain(database, peer, match) if match else None]
            ratios = [f"{milliseconds(other) / cost:.2f}" if other else "-" for other in others]
            said = "yes" if is_complete else "no"
            print(f"{name:28}{cost:8.1f}{found:7}{read:6}{said:>5}{ratios[0]:>10}{ratios[1]:>10}")
        database.close()


if __name__ == "__main__":
    main()
