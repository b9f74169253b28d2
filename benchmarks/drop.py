"""Drop thousands of small articles into a running daemon at once; its pace beside datasketch as documented.

    python -m benchmarks.drop [ARTICLES]

The daemon reads files, cleans, signs, groups, finds topics and commits durably. The peer, in the same run and
on the same texts, only does what datasketch's manual shows: a MinHash of word 3-grams, a look-up and an insert
in MinHashLSH.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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


def daemon_seconds(texts: list[str], home: Path) -> tuple[float, Status]:
    """Return how long a running daemon takes from the drop to the last commit, and its accounts."""
    staging = home / "staging"
    staging.mkdir(parents=True)
    for number, text in enumerate(texts):
        (staging / f"{number:06}.txt").write_text(text, "utf-8")
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


def datasketch_seconds(texts: list[str]) -> float:
    """Return how long datasketch takes the way its manual shows."""
    from datasketch import MinHash, MinHashLSH

    began = time.perf_counter()
    index = MinHashLSH(threshold=0.5, num_perm=128)
    for number, text in enumerate(texts):
        words = text.lower().split()
        minhash = MinHash(num_perm=128)
        for at in range(len(words) - 2):
            minhash.update(" ".join(words[at : at + 3]).encode("utf-8"))
        index.query(minhash)
        index.insert(str(number), minhash)
    return time.perf_counter() - began


def main() -> None:
    """Print the figures and the ratio."""
    texts = articles(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
    home = Path(tempfile.mkdtemp(prefix="sindikasi-drop-"))
    try:
        ours, status = daemon_seconds(texts, home)
    finally:
        shutil.rmtree(home)
    theirs = datasketch_seconds(texts)
    print(f"articles dropped at once        {len(texts)}")
    print(f"done, rejected, stories         {status.done}, {status.rejected}, {status.stories}")
    print(f"sindikasi, files to commits     {ours:8.2f} s  {len(texts) / ours:8.0f} articles/s")
    print(f"datasketch as documented, texts {theirs:8.2f} s  {len(texts) / theirs:8.0f} articles/s")
    print(f"ratio, whole ingest : grouping  {theirs / ours:8.2f}")


if __name__ == "__main__":
    main()
