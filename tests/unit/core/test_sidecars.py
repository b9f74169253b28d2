"""Which file is the metadata of which, told by names and keys."""

from __future__ import annotations

from hashlib import sha256

import pytest

from sindikasi.core.sidecars import LONGEST, content_digest, described_by, describes, ending_of, is_metadata


def test_names_pair_by_their_stem_within_a_folder() -> None:
    assert "antara/x.json" in described_by("antara/x.txt")
    assert "antara/x.yml" in described_by("antara/x.HTML")
    assert "x.v2.txt" in describes("x.v2.yaml")
    assert described_by("x.json") == describes("x.txt") == ()


@pytest.mark.parametrize("name", ["txt", ".txt", "antara/.txt", "x", "x.pdf", "x.txt/"])
def test_what_has_no_stem_or_another_ending_pairs_with_nothing(name: str) -> None:
    assert described_by(name) == ()


@pytest.mark.parametrize(
    "content",
    [
        b'{"title": "Banjir"}',
        b'\xef\xbb\xbf{"url": "https://a.example/1", "any": {"text": "x"}}',
        b'{"title": "Masamb\xe9"}',
        b"title: Banjir\nauthor: Hasrul\n",
        b'---\n# catatan\n"date": 2026-11-20\n',
    ],
)
def test_what_tells_of_an_article_without_its_text_is_metadata(content: bytes) -> None:
    assert is_metadata(content)


@pytest.mark.parametrize(
    "content",
    [
        b'{"title": "Banjir", "text": "Air naik."}',
        b'{"title": "Banjir", "body_text": "Air naik."}',
        b'{"title": "Banjir", "bodies": []}',
        b'{"title": "Umpan", "items": []}',
        b'{"uri": "tag:a", "title": "Banjir"}',
        b'{"width": 12}',
        b'{"title": "Banjir"',
        b'{"title":' + b"[" * 30_000,
        b'[{"title": "Banjir"}]',
        b"title: Banjir\nbody: Air naik.\n",
        b"Banjir bandang merendam 14 desa: warga mengungsi.\n",
        b"title: \xff\n",
        b"",
        b'{"title": "' + b"a" * LONGEST + b'"}',
    ],
)
def test_articles_lists_broken_and_large_files_are_no_metadata(content: bytes) -> None:
    assert not is_metadata(content)


def test_the_ending_is_told_by_the_first_character() -> None:
    assert ending_of(b' {"title": "x"}') == ".json"
    assert ending_of(b"title: x") == ".yaml"


def test_metadata_is_part_of_what_identifies_a_content() -> None:
    digest = sha256(b"isi").digest()
    digests = {content_digest(digest, each) for each in (None, b"", b"a", b"b")}
    assert len(digests) == 4
    assert content_digest(digest, None) == digest
