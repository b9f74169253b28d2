"""docs/formats.md is what the product reads from the examples, and shows every format and field."""

from __future__ import annotations

from functools import cache

import pytest
from docs.format_page import EXAMPLES, FORMATS, PAGE, Example, fields, page, read_examples

from sindikasi.plugins import load_parsers

WANTED = (
    "guid", "version", "headline", "standfirst", "text", "slugline", "byline", "dateline", "credit", "source",
    "language", "published", "updated", "embargoed", "status", "urgency", "subjects", "categories", "rights",
    "usage terms", "keywords", "notes", "url", "image URL", "image caption", "image credit", "image size", "captions",
)  # fmt: skip


@cache
def examples() -> tuple[Example, ...]:
    return tuple(example for shape in FORMATS for example in read_examples(shape))


def test_the_page_is_what_is_read_from_the_examples_now() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "write it anew with `make docs`"


def test_every_parser_reads_an_example() -> None:
    assert {name for example in examples() for name in example.parsers} == {each.name for each in load_parsers()}


def test_every_example_is_on_the_page() -> None:
    files = {path.name for path in EXAMPLES.iterdir() if path.is_file()}

    assert files == {example.name for example in examples()}


@pytest.mark.parametrize("field", WANTED)
def test_every_field_is_read_from_some_example(field: str) -> None:
    assert any(field in fields(outcome) for example in examples() for _, outcome in example.outcomes)


def test_nothing_is_left_of_a_page_in_the_examples() -> None:
    texts = [fields(outcome).get("text", "") for example in examples() for _, outcome in example.outcomes]

    assert all(texts.count(word) == 0 for word in ("Beranda", "Bagikan", "Hak cipta", "Tinggalkan", "/ritzau/"))
