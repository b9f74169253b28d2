"""Flat text is handed to the cleaners as it is."""

from __future__ import annotations

import pytest

from sindikasi.errors import EmptyArticle
from sindikasi.parsers.plain import PlainParser
from tests.text_builders import a_file


def test_flat_text_is_scraped_text() -> None:
    parsed = PlainParser().parse(a_file("Judul\n\nIsi berita."))
    assert parsed.body == "Judul\n\nIsi berita."
    assert parsed.is_scraped


def test_blank_text_is_empty() -> None:
    with pytest.raises(EmptyArticle):
        PlainParser().parse(a_file("\u00a0 \n"))
