"""Every hostile file is refused with its reason, and its neighbours are read as if nothing lay beside them."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sindikasi.flow.ingest import Handled
from sindikasi.flow.readers import Limits, ReaderPool
from sindikasi.flow.reading import Members, Ready, Refusal
from sindikasi.inbox.receive import Doorstep
from sindikasi.inbox.watch import scan
from sindikasi.model import Bounds, Document
from tests.flow.newsroom import CUP, RATES, Newsroom
from tests.hostile.files import ODD, PARTLY, REFUSED, a_gigabyte, a_tar_header, overlapping_zip
from tests.unit.parsers.packing import COMPRESS, a_file, a_reading, a_tar, a_zip, expanded

MOST_SECONDS = 12.0
"""Of processor time, for whatever comes: more than a document is allowed, to be sure on slow machines."""

REMEDY = re.compile(
    r"\b(?:drop|save|split|ask the sender|write it again|unpack|make it again|allow more|rename|pack|check|fill in|put"
    r"|take out)\b"
)
"""What an editor can do stands in every message."""


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    newsroom = Newsroom(tmp_path)
    yield newsroom
    newsroom.close()


def take(newsroom: Newsroom, *dropped: tuple[str, str | bytes]) -> list[Handled]:
    """Drop files, take them in within the usual size, and work until nothing waits."""
    for name, content in dropped:
        newsroom.drop(name, content)
    doorstep = Doorstep(newsroom.inbox, newsroom.queue, newsroom.clock, max_bytes=20_000_000, after="move")
    assert {each.outcome for each in doorstep.receive(scan(newsroom.inbox))} == {"queued"}
    return newsroom.work()


@pytest.mark.parametrize(("name", "content", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_hostile_file_is_refused_and_its_neighbours_are_read(
    newsroom: Newsroom, name: str, content: bytes, reason: str
) -> None:
    began = time.process_time()
    handled = take(newsroom, ("final.txt", CUP), (name, content), ("z.txt", RATES))
    refused = {each.document: each.reason for each in handled if each.result == "rejected"}
    assert refused == {name: reason}
    assert {each.document for each in handled if each.result == "opened"} == {"final.txt", "z.txt"}
    assert newsroom.counts()[0] == 0
    assert all(REMEDY.search(each.message or "") for each in handled if each.result == "rejected")
    assert time.process_time() - began < MOST_SECONDS


@pytest.mark.parametrize(("name", "content", "refusals"), PARTLY.values(), ids=PARTLY)
def test_a_bad_member_does_not_lose_its_neighbours(
    newsroom: Newsroom, name: str, content: bytes, refusals: dict[str, str]
) -> None:
    began = time.process_time()
    handled = take(newsroom, (name, content), ("z.txt", RATES))
    assert {each.document: each.reason for each in handled if each.result == "rejected"} == refusals
    assert all(REMEDY.search(each.message or "") for each in handled if each.result == "rejected")
    opened = [each.document for each in handled if each.result == "opened"]
    assert len(opened) == 2
    assert "z.txt" in opened
    assert newsroom.counts()[0] == 0
    assert time.process_time() - began < MOST_SECONDS


def test_what_overlaps_in_a_zip_is_counted_each_time(newsroom: Newsroom) -> None:
    """One stream of a megabyte under 4,000 names: each alone is harmless, together they are four gigabytes."""
    began = time.process_time()
    handled = take(newsroom, ("tumpuk.zip", overlapping_zip(4_000, b"banjir " * 150_000)))
    refused = [each for each in handled if each.result == "rejected"]
    assert {each.reason for each in refused} <= {"too-large", "malformed"}
    assert "too-large" in {each.reason for each in refused}
    assert time.process_time() - began < MOST_SECONDS


def test_the_rest_of_an_archive_is_one_refusal_that_counts_it() -> None:
    packed = {f"{n}.txt": f"naskah nomor {n}" for n in range(12)}
    for name, content in (("a.zip", a_zip(packed)), ("a.tar", a_tar(packed))):
        *read, rest = expanded(name, content, Bounds(members=5))
        assert [member.suffix for member in read] == [f"!{n}.txt" for n in range(5)]
        assert rest.suffix == "!5.txt"
        assert rest.refusal is not None
        assert rest.refusal[0] == "too-large"
        assert "limits.members = 5" in rest.refusal[1]
        assert "6 more were left" in rest.refusal[1]


# --- text that is only odd is read


@pytest.mark.parametrize("content", ODD.values(), ids=ODD)
def test_odd_bytes_are_mended_and_nothing_unsafe_is_filed(newsroom: Newsroom, content: bytes) -> None:
    name = "aneh.html" if content.startswith(b"<") else "aneh.txt"
    handled = take(newsroom, (name, content), ("z.txt", RATES))
    assert {each.result for each in handled} == {"opened"}
    article = newsroom.article(name).article
    assert "320 keluarga mengungsi" in article.body
    told = article.headline + article.body
    assert all(character >= " " or character == "\n" for character in told)
    told.encode("utf-8")


# --- in the processes that read


@pytest.fixture
def pool() -> Iterator[ReaderPool]:
    limits = Limits(cpu_seconds=10.0, wall_seconds=30.0, memory_bytes=400_000_000)
    pool = ReaderPool(a_reading, count=1, limits=limits)
    yield pool
    pool.close()


def read_by(pool: ReaderPool, document: Document, *, patience_seconds: float = 120.0) -> Iterator[object]:
    """Yield what a document turns out to be, and at last a harmless one after it."""
    pool.hand_in(0, document)
    pool.hand_in(1, a_file("z.txt", RATES.encode()))
    end = time.monotonic() + patience_seconds
    while time.monotonic() < end:
        for read in pool.collect(1.0):
            yield read.outcome
            if read.ticket == 1:
                return


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("baris.txt.gz", a_gigabyte(b"air naik ")),
        ("baris.jsonl.gz", a_gigabyte(b'{"text": "air naik"} ')),
        ("bom.tar.gz", COMPRESS["gz"](a_tar_header("a.txt", 10**9)) + a_gigabyte(b"air naik ")),
        ("kata.txt", b"a" * 19_000_000),
        ("huruf.html", b"<p>" + b"a<b>" * 4_000_000),
        ("daftar.zip", a_zip({f"{n}.txt": "" for n in range(120_000)})),
    ],
    ids=["1 GB of one line", "1 GB of one JSON line", "tar", "a 19 MB word", "tags", "120,000 files"],
)
def test_what_would_fill_the_memory_is_refused_within_400_mb(pool: ReaderPool, name: str, content: bytes) -> None:
    *outcomes, neighbour = read_by(pool, a_file(name, content))
    refused = [each for each in outcomes if isinstance(each, Refusal)]
    refused_members = [
        arrival.refusal[0]
        for each in outcomes
        if isinstance(each, Members)
        for arrival in each.arrivals
        if arrival.refusal is not None
    ]
    assert {*(each.reason for each in refused), *refused_members} <= {"too-large", "too-costly", "unsafe"}
    assert refused or refused_members
    assert isinstance(neighbour, Ready)


@pytest.mark.slow
def test_many_lines_are_taken_apart_in_bounded_memory(pool: ReaderPool) -> None:
    """A million of them: `python -m benchmarks.hostile`."""
    line = b'{"text":"air naik"}\n'
    content = line * 50_000 + b"{rusak\n" + line * 50_000
    *outcomes, neighbour = read_by(pool, a_file("banyak.jsonl", content))
    lines = [arrival.document.name for each in outcomes if isinstance(each, Members) for arrival in each.arrivals]
    assert len(lines) == 100_001
    assert lines[50_000] == "banyak.jsonl#50001"
    assert isinstance(neighbour, Ready)
