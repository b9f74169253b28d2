"""Drop thousands of articles into a running daemon at once; its pace beside datasketch as documented.

    python -m benchmarks.drop [ARTICLES [small|real]]

The daemon reads files, cleans, signs, groups, finds topics and commits durably. The peer, in the same run and on the
same files, reads them, does what datasketch's manual shows (a MinHash of word 3-grams, a look-up and an insert in
MinHashLSH) and commits text and group to SQLite in bursts as durable as ours; it cleans nothing, has no topics, and
forgets its index when it ends. `small` texts are generated, 90 to 140 words; `real` ones are those of
`benchmarks.text_to_group`.
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
from pathlib import Path

from benchmarks.text_to_group import corpus

from sindikasi.model import Status
from sindikasi.storage.catalog import SqlCatalog
from sindikasi.storage.sqlite import Database

_SYLLABLES = [consonant + vowel for consonant in "bdghklmnprstwy" for vowel in "aiu"]
_FUNCTION_WORDS = [
    "yang",
    "di",
    "dan",
    "dengan",
    "pada",
    "untuk",
    "ini",
    "itu",
    "dari",
    "akan",
    "ke",
    "oleh",
    "dalam",
    "tidak",
    "telah",
    "juga",
    "karena",
]
_PATIENCE_SECONDS = 300
_PEER_BURST = 20


def articles(count: int, seed: int = 7) -> list[str]:
    """Return different texts of 90 to 140 words, Zipf-like; one in five is a copy with some words changed."""
    draw = random.Random(seed)
    vocabulary = ["".join(draw.choices(_SYLLABLES, k=draw.randint(2, 4))) for _ in range(4_000)]
    odds = [1 / (rank + 10) for rank in range(len(vocabulary))]
    texts: list[list[str]] = []
    for _ in range(count):
        if texts and draw.random() < 0.2:
            words = [word if draw.random() > 0.03 else draw.choice(vocabulary) for word in draw.choice(texts)]
            words[-1] += draw.choice(vocabulary)
        else:
            words = [
                draw.choice(_FUNCTION_WORDS) if draw.random() < 0.35 else word
                for word in draw.choices(vocabulary, odds, k=draw.randint(90, 140))
            ]
        texts.append(words)
    return [_page(words) for words in texts]


def _page(words: list[str]) -> str:
    headline = " ".join(words[:8]).capitalize()
    sentences = [" ".join(words[at : at + 14]).capitalize() + "." for at in range(8, len(words), 14)]
    paragraphs = [" ".join(sentences[at : at + 2]) for at in range(0, len(sentences), 2)]
    return "\n\n".join([headline, *paragraphs]) + "\n"


def write_files(texts: list[str], folder: Path) -> None:
    """Write each text to a file of its own."""
    folder.mkdir(parents=True)
    for number, text in enumerate(texts):
        (folder / f"{number:06}.txt").write_text(text, "utf-8")


def daemon_seconds(texts: list[str], home: Path) -> tuple[float, Status]:
    """Return how long a running daemon takes from the drop to the last commit, and its accounts."""
    staging = home / "staging"
    write_files(texts, staging)
    environment = os.environ | {
        "SINDIKASI_DIR": str(home),
        "SINDIKASI_LOG__LEVEL": "error",
        "SINDIKASI_HTTP__LISTEN": "127.0.0.1:0",
        "SINDIKASI_INBOX__SETTLE": "0.2s",
    }
    command = [sys.executable, "-m", "sindikasi", "run", "--only", "watch,work,publish"]
    daemon = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)
    assert daemon.stderr is not None
    daemon.stderr.readline()  # it says when it is up
    began = time.perf_counter()
    os.rename(staging, home / "inbox" / "agency")
    database = Database(home / "data" / "sindikasi.db")
    catalog = SqlCatalog(database)
    try:
        while time.perf_counter() - began < _PATIENCE_SECONDS:
            status = catalog.status()
            if status.done + status.rejected >= len(texts):
                return time.perf_counter() - began, status
            time.sleep(0.05)
        raise SystemExit(f"not done after {_PATIENCE_SECONDS} s: {status}")
    finally:
        database.close()
        daemon.send_signal(signal.SIGTERM)
        daemon.communicate(timeout=30)


def datasketch_seconds(texts: list[str], home: Path) -> float:
    """Return how long datasketch takes the way its manual shows, from files to committed rows."""
    from datasketch import MinHash, MinHashLSH

    folder = home / "files"
    write_files(texts, folder)
    connection = sqlite3.connect(home / "peer.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE articles (number INTEGER PRIMARY KEY, text TEXT, minhash BLOB, met TEXT)")
    began = time.perf_counter()
    index = MinHashLSH(threshold=0.5, num_perm=128)
    connection.execute("BEGIN")
    for number, path in enumerate(sorted(folder.iterdir())):
        text = path.read_text("utf-8")
        words = text.lower().split()
        minhash = MinHash(num_perm=128)
        for at in range(len(words) - 2):
            minhash.update(" ".join(words[at : at + 3]).encode("utf-8"))
        met = " ".join(index.query(minhash))
        index.insert(str(number), minhash)
        values = (number, text, minhash.hashvalues.tobytes(), met)
        connection.execute("INSERT INTO articles VALUES (?, ?, ?, ?)", values)
        if number % _PEER_BURST == _PEER_BURST - 1:
            connection.execute("COMMIT")
            connection.execute("BEGIN")
    connection.execute("COMMIT")
    seconds = time.perf_counter() - began
    connection.close()
    return seconds


def main() -> None:
    """Print the figures and the ratio."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    is_real = sys.argv[2:] == ["real"]
    texts = [f"{each.headline}\n\n{each.body}\n" for each in corpus(count)] if is_real else articles(count)
    texts = list(dict.fromkeys(texts))  # the same text twice is one document
    home = Path(tempfile.mkdtemp(prefix="sindikasi-drop-"))
    try:
        ours, status = daemon_seconds(texts, home / "ours")
        theirs = datasketch_seconds(texts, home / "theirs")
    finally:
        shutil.rmtree(home)
    print(f"articles dropped at once        {len(texts)}")
    print(f"done, rejected, stories         {status.done}, {status.rejected}, {status.stories}")
    print(f"sindikasi, files to commits     {ours:8.2f} s  {len(texts) / ours:8.0f} articles/s")
    print(f"datasketch as documented, rows  {theirs:8.2f} s  {len(texts) / theirs:8.0f} articles/s")
    print(f"ratio                           {theirs / ours:8.2f}")


if __name__ == "__main__":
    main()
