from __future__ import annotations

import gzip
import os
from pathlib import Path

from sindikasi.outputs.files import write_if_changed
from sindikasi.web.feeds import WORTH_ENCODING, FeedFolder, represent
from tests.unit.feed_builders import NOON

NAMES = frozenset({"semua.atom", "politik.atom"})


def test_the_compressed_form_holds_the_same_and_is_made_the_same_way_each_time() -> None:
    content = b"feed" * 1000
    document = represent(content)
    assert document.gzipped is not None
    assert gzip.decompress(document.gzipped) == content
    assert represent(content) == document


def test_what_fits_one_packet_is_not_compressed() -> None:
    assert represent(b"x" * (WORTH_ENCODING - 1)).gzipped is None
    assert represent(b"x" * WORTH_ENCODING).gzipped is not None


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
