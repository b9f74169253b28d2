"""Metadata beside a text fills in what the text does not say, and is no article by itself."""

from __future__ import annotations

import pytest

from sindikasi.errors import MalformedDocument
from sindikasi.model import Image, ParsedArticle
from sindikasi.parsers.sidecar import MetadataParser, with_metadata
from tests.builders import a_document

PARSED = ParsedArticle(
    body="Air naik.", is_scraped=True, headline="Lama", dateline="Masamba", published="1 Januari 2026"
)

JSON = b"""{"title": "Banjir", "url": "https://a.example/1", "published": "2026-11-20", "author": ["Hasrul", "Ratna"],
"source": "Antara", "language": "id", "image": "https://a.example/1.jpg", "categories": ["cuaca"]}"""
YAML = b"""---
title: "Banjir"
url: https://a.example/1
published: 2026-11-20
author: [Hasrul, Ratna]
source: Antara
language: id
image: https://a.example/1.jpg
categories: [cuaca]
"""


@pytest.mark.parametrize("metadata", [JSON, b"\xef\xbb\xbf" + JSON, YAML])
def test_every_field_of_the_contract_is_filled(metadata: bytes) -> None:
    parsed = with_metadata(PARSED, metadata)
    assert (parsed.headline, parsed.url, parsed.byline) == ("Banjir", "https://a.example/1", "Hasrul, Ratna")
    assert (parsed.source, parsed.language, parsed.published) == ("Antara", "id", "2026-11-20")
    assert parsed.images == (Image(url="https://a.example/1.jpg"),)
    assert parsed.categories == ("cuaca",)


def test_what_the_metadata_does_not_say_stays() -> None:
    parsed = with_metadata(PARSED, b'{"url": "https://a.example/1"}')
    assert (parsed.body, parsed.headline, parsed.dateline) == ("Air naik.", "Lama", "Masamba")
    assert parsed.is_scraped


@pytest.mark.parametrize("metadata", [b"title: [a", b"a: &x [1]\ntitle: *x\n", b'{"title": ["a"]}', b'{"title": "a"'])
def test_metadata_that_cannot_be_read_is_named(metadata: bytes) -> None:
    with pytest.raises(MalformedDocument, match="the metadata file beside the text"):
        with_metadata(PARSED, metadata)


def test_metadata_alone_is_recognised_and_refused_with_a_remedy() -> None:
    document = a_document('{"title": "Banjir"}', name="antara/x.json")
    assert MetadataParser().recognises(document) > 60
    with pytest.raises(MalformedDocument, match=r"'x\.txt'; drop both again"):
        MetadataParser().parse(document)


@pytest.mark.parametrize("name", ["lines.jsonl#3", "x.json#2", "x.txt"])
def test_members_of_lists_and_texts_are_none(name: str) -> None:
    assert MetadataParser().recognises(a_document('{"title": "Banjir"}', name=name)) == 0
