"""Which files are documents, and what their names become."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import PurePosixPath

import pytest

from sindikasi.inbox.names import (
    as_dropped,
    display_name,
    document_key,
    is_ignored,
    numbered,
    shortened,
    source_of,
)


@pytest.mark.parametrize(
    "name",
    [
        ".hidden",
        "_done/2026-11-20/a.txt",
        "_rejected/a.txt",
        "_draft.txt",
        "a.txt~",
        "a.tmp",
        "a.txt.part",
        "a.partial",
        "a.filepart",
        "a.crdownload",
        "a.download",
        ".a.txt.swp",
        "a.swp",
        "Thumbs.db",
        "desktop.ini",
        "@eaDir/a.txt",
        "antara/.git/a.txt",
        "antara/upload.tmp/a.txt",
        "A.TMP",
        "THUMBS.DB",
    ],
)
def test_names_the_contract_ignores_are_ignored(name: str) -> None:
    assert is_ignored(PurePosixPath(name))


@pytest.mark.parametrize(
    "name",
    ["a.txt", "antara/a.txt", "a_b.txt", "tmp", "a.tmp.txt", "part", "a~b.txt", "Thumbs.db.txt", "~a.txt"],
)
def test_other_names_are_documents(name: str) -> None:
    assert not is_ignored(PurePosixPath(name))


@pytest.mark.parametrize(
    ("name", "source"), [("a.txt", None), ("antara/a.txt", "antara"), ("antara/dunia/a.txt", "antara")]
)
def test_the_first_sub_folder_names_the_source(name: str, source: str | None) -> None:
    assert source_of(PurePosixPath(name)) == source


@pytest.mark.parametrize(
    ("resting", "dropped"),
    [
        ("_done/2026-11-20/antara/a.txt", "antara/a.txt"),
        ("_done/2026-11-20/a.txt", "a.txt"),
        ("_rejected/antara/a.txt", "antara/a.txt"),
        ("antara/a.txt", "antara/a.txt"),
        ("_done/2026-11-20", "_done/2026-11-20"),
        ("_rejected", "_rejected"),
    ],
)
def test_a_resting_file_is_known_by_the_place_it_was_dropped_at(resting: str, dropped: str) -> None:
    assert as_dropped(PurePosixPath(resting)) == PurePosixPath(dropped)


def test_the_key_tells_sources_apart_and_nothing_else() -> None:
    digest = sha256(b"banjir").digest()
    assert document_key("antara", digest) == document_key("antara", digest)
    assert document_key(None, digest) == document_key("", digest)
    assert len({document_key(source, digest) for source in (None, "antara", "kompas", "\udcff")}) == 4


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"antara/banjir besar.txt", "antara/banjir besar.txt"),
        ("gempa 🌋.txt".encode(), "gempa 🌋.txt"),
        (b"a\nb\tc\x7f.txt", r"a\x0ab\x09c\x7f.txt"),
        (b"caf\xe9.txt", r"caf\xe9.txt"),
    ],
)
def test_a_name_is_shown_as_text_whatever_its_bytes(raw: bytes, shown: str) -> None:
    assert display_name(PurePosixPath(os.fsdecode(raw))) == shown


def test_a_long_name_is_cut_between_characters() -> None:
    assert shortened("a" * 200, 200) == "a" * 200
    assert shortened("a" * 201, 200) == "a" * 200
    assert shortened("🌋" * 60, 200) == "🌋" * 50
    assert shortened("é" * 101, 200) == "é" * 100


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.txt", "a.2.txt"),
        ("a", "a.2"),
        ("a.tar.gz", "a.tar.2.gz"),
        ("a" * 255, "a" * 253 + ".2"),
        ("a" * 251 + ".txt", "a" * 249 + ".2.txt"),
        ("a." + "b" * 253, "a." + "b" * 251 + ".2"),
    ],
)
def test_a_numbered_name_keeps_its_ending_and_stays_within_the_limit(name: str, expected: str) -> None:
    assert numbered(name, 2, 255) == expected
