from __future__ import annotations

import gzip
import os
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from sindikasi.web.feeds import WORTH_ENCODING, FeedFolder, answer, represent
from tests.staged import write_if_changed
from tests.unit.feed_builders import NOON

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

NAMES = frozenset({"semua.atom", "politik.atom"})


def test_the_compressed_form_holds_the_same_and_is_made_the_same_way_each_time() -> None:
    content = b"feed" * 1000
    document = represent(content)
    assert gzip.decompress(document.bodies["gzip"]) == content
    assert zstd.decompress(document.bodies["zstd"]) == content
    assert document.content == content
    assert represent(content) == document


def test_what_fits_one_packet_is_not_compressed() -> None:
    assert set(represent(b"x" * (WORTH_ENCODING - 1)).bodies) == {"identity"}
    assert set(represent(b"x" * WORTH_ENCODING).bodies) == {"identity", "gzip", "zstd"}


def test_a_file_that_is_not_there_yet_is_none(tmp_path: Path) -> None:
    assert FeedFolder(tmp_path, NAMES).find("semua.atom") is None


def test_a_file_nobody_named_is_none(tmp_path: Path) -> None:
    (tmp_path / "rahasia.txt").write_bytes(b"x")
    (tmp_path / "semua.atom.tmp").write_bytes(b"x")
    folder = FeedFolder(tmp_path / "feeds", NAMES)
    (tmp_path / "feeds").mkdir()
    for name in ("rahasia.txt", "../rahasia.txt", "semua.atom.tmp", "", ".", "semua.atom/"):
        assert folder.find(name) is None


def test_a_file_is_read_once_while_it_stays(tmp_path: Path) -> None:
    write_if_changed(tmp_path / "semua.atom", b"feed", modified=NOON)
    folder = FeedFolder(tmp_path, NAMES)
    first = folder.find("semua.atom")
    assert first is not None
    assert first.modified == NOON
    assert folder.find("semua.atom") is first


def test_a_replaced_file_is_seen_even_with_the_same_size_and_time(tmp_path: Path) -> None:
    path = tmp_path / "semua.atom"
    write_if_changed(path, b"satu", modified=NOON)
    folder = FeedFolder(tmp_path, NAMES)
    folder.find("semua.atom")
    write_if_changed(path, b"dua!", modified=NOON)
    found = folder.find("semua.atom")
    assert found is not None
    assert found.content == b"dua!"


def test_a_removed_file_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "semua.atom"
    path.write_bytes(b"feed")
    folder = FeedFolder(tmp_path, NAMES)
    folder.find("semua.atom")
    os.unlink(path)
    assert folder.find("semua.atom") is None


def test_what_was_asked_longest_ago_is_dropped_when_memory_is_full(tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / name).write_bytes(b"x" * 100)
    folder = FeedFolder(tmp_path, NAMES, cache_bytes=150)
    first = folder.find("semua.atom")
    folder.find("politik.atom")
    again = folder.find("semua.atom")
    assert again == first
    assert again is not first


def test_a_file_larger_than_the_cache_is_still_served(tmp_path: Path) -> None:
    (tmp_path / "semua.atom").write_bytes(b"x" * 100)
    found = FeedFolder(tmp_path, NAMES, cache_bytes=10).find("semua.atom")
    assert found is not None
    assert len(found.content) == 100


def test_what_is_at_hand_needs_no_reading(tmp_path: Path) -> None:
    path = tmp_path / "semua.atom"
    write_if_changed(path, b"satu", modified=NOON)
    folder = FeedFolder(tmp_path, NAMES)
    assert folder.at_hand("semua.atom") is None
    found = folder.find("semua.atom")
    assert folder.at_hand("semua.atom") is found
    write_if_changed(path, b"dua!", modified=NOON)
    assert folder.at_hand("semua.atom") is None
    path.unlink()
    with pytest.raises(FileNotFoundError):
        folder.at_hand("semua.atom")


# --- answers -----------------------------------------------------------------------------------

HEADERS = {"Content-Type": "text/plain"}


def test_a_change_in_the_future_is_said_to_be_of_now() -> None:
    ahead = represent(b"feed", NOON + timedelta(seconds=90))
    given = answer({}, ahead, HEADERS, now=NOON)
    assert given.headers["Last-Modified"] == "Fri, 20 Nov 2026 11:59:58 GMT"
    later = answer({"if-modified-since": given.headers["Last-Modified"]}, ahead, HEADERS, now=NOON + timedelta(hours=1))
    assert later.status == 200


def test_parts_are_not_offered() -> None:
    given = answer({"range": "bytes=0-1"}, represent(b"feed"), HEADERS)
    assert (given.status, given.body, given.headers["Accept-Ranges"]) == (200, b"feed", "none")


def test_a_version_that_is_gone_is_refused_without_a_body() -> None:
    given = answer({"if-match": '"x"'}, represent(b"feed"), HEADERS)
    assert (given.status, given.body) == (412, b"")
