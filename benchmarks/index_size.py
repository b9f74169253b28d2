"""What the band index costs: bytes an article, building, opening, a query at ten thousand and at many, memory.

    python -m benchmarks.index_size [ARTICLES]     (a million unless told)

Signatures are made up so that strangers meet as often as real ones were measured to: 160 of a million share a band
with an article. Each measurement is a process of its own, so that memory is what that part holds. Private memory is
what a process cannot give back; mapped pages belong to the system's cache and are shared by all processes.
"""

from __future__ import annotations

import json
import multiprocessing
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sindikasi.core.signature import LEAD, ROWS, WHOLE, band_rows, sketch
from sindikasi.storage.index import BandIndex
from sindikasi.storage.shelf import Batch, Shelf
from sindikasi.storage.spans import Span

SMALL = 10_000
_VALUES = WHOLE + LEAD
_BATCH = 1 << 15
_STRANGERS = 160e-6
"""Share of unrelated articles that meet in one of the bands."""
_MORE = 5_000
_DISTINCT = round((_VALUES // ROWS / _STRANGERS) ** 0.5)
"""Values a permutation is drawn from, so that strangers meet so often."""


def signatures(count: int, seed: int) -> NDArray[np.uint32]:
    """Return made-up signature values, one row an article."""
    drawn = np.random.default_rng(seed).integers(0, _DISTINCT, (count, _VALUES), dtype=np.uint32)
    return drawn * np.uint32(0x9E3779B1)  # an odd factor spreads them over all bits


def batches(count: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.uint32]]]:
    """Yield sequence numbers and values of `count` articles, in batches as they are read from rows."""
    for start in range(0, count, _BATCH):
        size = min(_BATCH, count - start)
        yield np.arange(start + 1, start + 1 + size), signatures(size, seed=start)


def rows(path: Path, count: int) -> None:
    """Write a table of signatures as the store has it."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("CREATE TABLE signatures (article INTEGER PRIMARY KEY, minhash BLOB NOT NULL)")
        for seqs, values in batches(count):
            blobs = (value.astype("<u4").tobytes() for value in values)
            connection.executemany("INSERT INTO signatures VALUES (?, ?)", zip(seqs.tolist(), blobs, strict=True))
    connection.close()


class Rows:
    """`shelf.Rows` over such a table, in which nothing is known of dates."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)

    def span(self, first: int, last: int) -> Span | None:
        """Return None: any article may meet any other."""

    def batches(self, first: int, last: int) -> Iterator[Batch]:
        """Yield the signed articles of a run."""
        query = "SELECT article, minhash FROM signatures WHERE article BETWEEN ? AND ? ORDER BY article"
        cursor = self._connection.execute(query, (first, last))
        while batch := cursor.fetchmany(_BATCH):
            values = np.frombuffer(b"".join(data for _, data in batch), dtype="<u4").reshape(-1, _VALUES)
            yield np.array([seq for seq, _ in batch], dtype=np.uint32), band_rows(values), sketch(values)


def index_of(folder: Path, path: Path) -> BandIndex:
    """Return the index over a folder and a table, still empty."""
    return BandIndex(Shelf(folder, "benchmark", Rows(path)))


def build(folder: Path, path: Path, count: int) -> BandIndex:
    """Return the index of all rows, as `SqlFiler` catches up."""
    index = index_of(folder, path)
    index.adopt(None)
    for batch in Rows(path).batches(1, count):
        index.extend(*batch)
    index.seal()
    return index


def one_by_one(index: BandIndex, count: int) -> float:
    """File `count` articles one by one; return the seconds the longest took."""
    longest = 0.0
    start = index.last_seq
    for number, values in enumerate(signatures(count, seed=7), start + 1):
        keys, short = band_rows(values), sketch(values)
        begun = time.perf_counter()
        index.seal()
        index.add(number, keys, short)
        longest = max(longest, time.perf_counter() - begun)
    return longest


def query(index: BandIndex, *, rounds: int = 5) -> tuple[float, float, float]:
    """Return seconds a query (the best of `rounds`), candidates met and candidates left by their sketches."""
    asked = [(band_rows(values), sketch(values)) for values in signatures(500, seed=99)]
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        for keys, short in asked:
            index.candidates(keys, short)
        times.append((time.perf_counter() - begun) / len(asked))
    met = sum(len(index.candidates(keys)) for keys, _ in asked) / len(asked)
    left = sum(len(index.candidates(*each)) for each in asked) / len(asked)
    return min(times), met, left


def memory() -> str:
    """Return the memory of this process: its own, and the mapped pages it shares with the system's cache."""
    path = Path("/proc/self/status")
    if not path.exists():
        return "memory unknown"
    sizes = {line.split(":")[0]: line.split()[1] for line in path.read_text().splitlines() if line.startswith("Rss")}
    own, mapped = int(sizes["RssAnon"]) >> 10, (int(sizes["RssFile"]) + int(sizes["RssShmem"])) >> 10
    return f"{own} MB of its own and {mapped} MB mapped"


def measure_build(folder: Path, path: Path, count: int) -> str:
    """Build from rows into files; save the manifest beside them."""
    begun = time.perf_counter()
    index = build(folder, path, count)
    seconds = time.perf_counter() - begun
    (folder / "manifest.json").write_text(index.manifest)
    size = sum((folder / name).stat().st_size for name in files_of(index))
    return (
        f"{count:,} articles: built from rows in {seconds:.1f} s, {size / count:.0f} bytes an article in files; "
        f"{memory()}"
    )


def files_of(index: BandIndex) -> list[str]:
    """Return the names of the index's files."""
    return [run["name"] for run in json.loads(index.manifest)["runs"]]


def measure_open(folder: Path, path: Path, count: int) -> str:
    """Open from files, query, then file some more, as in everyday work."""
    index = index_of(folder, path)
    begun = time.perf_counter()
    index.adopt((folder / "manifest.json").read_text())
    index.candidates(band_rows(signatures(1, seed=98)[0]))  # files are opened, and checked, when first needed
    opened = time.perf_counter() - begun
    assert len(index) == count, "all are there"
    seconds, met, left = query(index)
    held = memory()
    longest = one_by_one(index, _MORE)
    later = query(index)[0]
    return (
        f"  opened in {opened * 1000:.0f} ms; {held}\n"
        f"  query {seconds * 1e6:.0f} us with {met:.1f} met, {left:.2f} left by their sketches; "
        f"{later * 1e6:.0f} us when {_MORE:,} more were filed one by one (longest wait {longest * 1000:.0f} ms)"
    )


def apart(way: Callable[[Path, Path, int], str], *arguments: object) -> None:
    """Print what `way` says in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        print(pool.apply(way, arguments), flush=True)


def main() -> None:
    """Print the figures for ten thousand articles and for many."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as home:
        for count in (SMALL, many):
            path, folder = Path(home) / f"{count}.db", Path(home) / str(count)
            folder.mkdir()
            rows(path, count)
            apart(measure_build, folder, path, count)
            apart(measure_open, folder, path, count)


if __name__ == "__main__":
    main()
