"""The memory of `sindikasi run` with a million articles in the window, and how soon it answers.

    python -m benchmarks.memory_of_run [ARTICLES] [HOME]     (a million unless told; a HOME is kept for the next time)

A store is filled by bulk SQL with articles of the last fourteen days, each with a signature and the rows a filed
article has. Then the real daemon runs on it in all its roles, 200 files are dropped, and the feeds are waited for.
Private memory (anonymous) is what a process cannot give back; mapped pages are the system's cache of files,
shared by all processes and given back under pressure. Signatures are those of `benchmarks.index_size`, so articles
share bands with each other as often as real ones do.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.drop import articles as texts_of
from benchmarks.index_size import signatures

from sindikasi.app import App, utc_now
from sindikasi.core.signature import SCHEME
from sindikasi.storage.rows import ARTICLE_COLUMNS, stamp

DROPPED = 200
LISTEN = "127.0.0.1:18437"
PAGES = 3000
READY = "/readyz"
_SPAN = timedelta(days=14)
_BATCH = 10_000
_TEXTS = 2_000
_JOINED = 0.3
"""Share of articles that joined a story of another."""
_PATIENCE_SECONDS = 600.0
_ARTICLE = f"INSERT INTO articles ({ARTICLE_COLUMNS}, story, relation, topics, words) VALUES ({', '.join('?' * 18)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Memory in MB; pages that processes share are shared out among them (proc_pid_smaps(5), Pss)."""

    private: int
    mapped: int

    def __str__(self) -> str:
        return f"{self.private} MB private and {self.mapped} MB mapped"


def memory_of(pid: int) -> Memory:
    """Return the memory of a process; nothing of one that has ended."""
    sizes: dict[str, int] = {}
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()[1:]
        sizes = {line.split()[0]: int(line.split()[1]) for line in lines}
    mapped = sizes.get("Pss_File:", 0) + sizes.get("Pss_Shmem:", 0)
    return Memory(private=sizes.get("Pss_Anon:", 0) >> 10, mapped=mapped >> 10)


def told(pid: int) -> str:
    """Return the memory of the daemon, of what it started, and the daemon's peak."""
    daemon, *others = _family(pid)
    rest = [memory_of(each) for each in others]
    together = Memory(private=sum(each.private for each in rest), mapped=sum(each.mapped for each in rest))
    peak = next(
        line.split()[1] for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines() if "HWM" in line
    )
    return f"{memory_of(daemon)} (peak of both {int(peak) >> 10} MB); {len(rest)} readers {together}"


def _family(pid: int) -> list[int]:
    """Return the process and all that it started."""
    found = [pid]
    for each in found:
        for children in Path(f"/proc/{each}/task").glob("*/children"):
            with suppress(OSError):
                found += map(int, children.read_text("ascii").split())
    return found


# --- the store


def settle(home: Path) -> list[str]:
    """Write down that the stored topics are of today's rules, whoever made the store; return the topics."""
    app = App(home)
    app.upkeep.set_topics_digest(app.topic_set.digest)
    app.upkeep.set_signature_scheme(SCHEME)
    app.close()
    return [topic.slug for topic in app.topics]


def fill(home: Path, count: int) -> None:
    """Make a store of `count` articles received in the last fourteen days, and its accounts."""
    slugs = settle(home)
    connection = sqlite3.connect(App(home).database_path, isolation_level=None)
    for pragma in ("synchronous = OFF", "cache_size = -1000000", "foreign_keys = OFF"):
        connection.execute(f"PRAGMA {pragma}")
    bodies = texts_of(_TEXTS)
    draw = random.Random(5)
    for first in range(1, count + 1, _BATCH):
        connection.execute("BEGIN")
        _insert(connection, list(_rows(first, min(_BATCH, count + 1 - first), count, bodies, slugs, draw)))
        connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _rows(
    first: int, count: int, total: int, bodies: list[str], slugs: list[str], draw: random.Random
) -> Iterator[dict[str, Any]]:
    newest = stamp(utc_now())
    step = _SPAN / timedelta(microseconds=1) / total
    for seq, values in enumerate(signatures(count, seed=first), first):
        received = newest - round((total - seq) * step)
        story = seq if seq < 100 or draw.random() > _JOINED else draw.randrange(max(1, seq - 5000), seq)
        yield {
            "seq": seq,
            "key": uuid.UUID(int=draw.getrandbits(128)).hex * 2,
            "text": f"Kabar {seq}: {bodies[seq % len(bodies)]}",
            "received": received,
            "published": received - 3_600_000_000,
            "story": story,
            "topics": [slugs[0], slugs[1 + seq % (len(slugs) - 1)]],
            "minhash": values.astype("<u4").tobytes(),
        }


def _insert(connection: sqlite3.Connection, rows: list[dict[str, Any]]) -> None:
    opened = {row["seq"] for row in rows if row["story"] == row["seq"]}
    for row in rows:
        if row["story"] not in opened and row["story"] != row["seq"]:
            query = "SELECT seq FROM stories WHERE seq <= ? ORDER BY seq DESC LIMIT 1"
            found = connection.execute(query, (row["story"],)).fetchone()
            row["story"] = found[0] if found else min(opened)
    insert = connection.executemany
    insert("INSERT INTO documents VALUES (?,?,?,?,'done',?,NULL,NULL,NULL,NULL,0,1,?,NULL,NULL)", map(_document, rows))
    contents = ((row["seq"], zlib.compress(row["text"].encode(), 1)) for row in rows)
    insert("INSERT INTO contents (document, packed, content) VALUES (?,1,?)", contents)
    insert(_ARTICLE, map(_article, rows))
    insert("INSERT INTO signatures VALUES (?,?,?)", ((row["seq"], SCHEME, row["minhash"]) for row in rows))
    leads = [row for row in rows if row["story"] == row["seq"]]
    query = "INSERT INTO stories (seq, id, lead, filed, updated, topics, anchor) VALUES (?,?,?,?,?,?,?)"
    insert(query, map(_story, leads))
    insert(
        "INSERT INTO topic_stories VALUES (?,?,?)",
        ((slug, row["received"], row["seq"]) for row in leads for slug in row["topics"]),
    )
    copies = ((row["seq"], row["story"], 0.9) for row in rows if row["story"] != row["seq"])
    insert("INSERT INTO matches VALUES (?,?,?)", copies)


def _document(row: dict[str, Any]) -> tuple[Any, ...]:
    name = f"agency/{row['seq']:07}.txt"
    return row["seq"], row["key"], name, "agency", row["received"], row["received"]


def _article(row: dict[str, Any]) -> tuple[Any, ...]:
    headline, _, body = row["text"].partition("\n\n")
    published = (row["published"], "text", row["received"])
    relation = "lead" if row["story"] == row["seq"] else "copy"
    more = (None, None, None, "id", None, b"{}", row["story"], relation, f" {' '.join(row['topics'])} ", 120)
    return (row["key"][:20], f"agency/{row['seq']:07}.txt", "agency", headline, body, *published, *more)


def _story(row: dict[str, Any]) -> tuple[Any, ...]:
    identity = uuid.UUID(row["key"][:32]).urn
    topics = f" {' '.join(row['topics'])} "
    return row["seq"], identity, row["seq"], row["received"], row["received"], topics, row["seq"]


# --- the daemon


class Run:
    """A daemon, and the most private memory its main process was seen to have."""

    def __init__(self, home: Path) -> None:
        environment = os.environ | {
            "SINDIKASI_DIR": str(home),
            "SINDIKASI_LOG__LEVEL": "warning",
            "SINDIKASI_HTTP__LISTEN": LISTEN,
            "SINDIKASI_INBOX__SETTLE": "0.2s",
            "SINDIKASI_PUBLISH__SCHEDULE": "every 1 seconds",
        }
        self.began = time.perf_counter()
        command = [sys.executable, "-m", "sindikasi", "run"]
        self._process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        self.pid = self._process.pid
        self.most_private = 0

    def wait(self, is_done: Callable[[], bool]) -> float:
        """Return the seconds until `is_done`, watching the memory meanwhile."""
        began = time.perf_counter()
        while not is_done():
            if self._process.poll() is not None or time.perf_counter() - began > _PATIENCE_SECONDS:
                raise SystemExit(f"the daemon did not get there (exit {self._process.returncode})")
            self.most_private = max(self.most_private, memory_of(self.pid).private)
            time.sleep(0.02)
        return time.perf_counter() - began

    def stop(self) -> float:
        """End the daemon; return the seconds that took."""
        began = time.perf_counter()
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=60)
        return time.perf_counter() - began


def answers(path: str) -> bool:
    """Return whether the daemon answers 200 there."""
    try:
        with urllib.request.urlopen(f"http://{LISTEN}{path}", timeout=60) as response:
            response.read()
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def drop(home: Path) -> None:
    """Drop the files at once; their texts are new at every run."""
    staging = home / "staging"
    staging.mkdir()
    for number, text in enumerate(texts_of(DROPPED, seed=time.time_ns())):
        (staging / f"{time.time_ns()}-{number}.txt").write_text(text, "utf-8")
    (home / "inbox").mkdir(exist_ok=True)
    os.rename(staging, home / "inbox" / f"agency{time.time_ns()}")


def measure(home: Path) -> None:
    """Run the daemon over the store and print the figures."""
    app = App(home)
    connection = app.database.reader
    newest = "SELECT count(*) FROM articles WHERE seq > ?"
    (last,) = connection.execute("SELECT max(seq) FROM articles").fetchone()
    run = Run(home)
    try:
        run.wait(lambda: answers(READY))
        ready = time.perf_counter() - run.began
        print(f"  {READY} answers 200 after {ready:.2f} s; {told(run.pid)}", flush=True)
        drop(home)
        filed = run.wait(lambda: bool(connection.execute(newest, (last,)).fetchone()[0] >= DROPPED))
        published = run.wait(lambda: not app.upkeep.changed_topics())
        print(f"  {DROPPED} files filed after {filed:.2f} s, published {published:.2f} s later; {told(run.pid)}")
        stories = connection.execute("SELECT substr(id, 10) FROM stories WHERE seq % ? = 1", (last // PAGES,))
        pages = ["/", *(f"/t/{topic.slug}" for topic in app.topics), *(f"/s/{story}" for (story,) in stories)]
        with ThreadPoolExecutor(32) as readers:
            took = run.wait(lambda: all(list(readers.map(answers, pages))))
        print(f"  {len(pages)} pages, 32 readers at once, in {took:.2f} s; {told(run.pid)}")
        print(f"  most private memory of the daemon itself seen: {run.most_private} MB", flush=True)
    finally:
        print(f"  stopped in {run.stop():.2f} s")
        app.close()


def main() -> None:
    """Fill a store where there is none yet, and measure twice: without the index's files, then with them."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    home = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.mkdtemp(prefix="sindikasi-memory-"))
    try:
        if not (home / "data" / "sindikasi.db").exists():
            home.mkdir(parents=True, exist_ok=True)
            began = time.perf_counter()
            fill(home, count)
            print(f"filled in {time.perf_counter() - began:.0f} s")
        settle(home)
        size = (home / "data" / "sindikasi.db").stat().st_size
        print(f"{count:,} articles, a store of {size >> 20:,} MB")
        shutil.rmtree(home / "data" / "index", ignore_errors=True)
        for state in ("without index files (all made from rows)", "with index files"):
            print(state)
            measure(home)
    finally:
        if len(sys.argv) <= 2:
            shutil.rmtree(home)


if __name__ == "__main__":
    main()
