"""Normal forms of text where they could be made to cost more than they should."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable

import pytest

from sindikasi.core.text import fold, safe_text

MARKS = "\u0301\u0316"
"""An acute above and a grave below: they have an order, and this is the wrong one."""


@pytest.mark.parametrize("normal", [safe_text, fold])
def test_marks_piled_on_a_letter_are_cut_to_thirty(normal: Callable[[str], str]) -> None:
    text = normal("B" + MARKS * 100_000 + " akhir")
    assert sum(unicodedata.combining(character) > 0 for character in text) == 30
    assert text.endswith(" akhir")


def test_marks_piled_on_a_letter_take_no_time() -> None:
    """Found by the table of hostile documents: 400 KB of them took half a minute, for the square of their number."""
    began = time.process_time()
    safe_text("B" + MARKS * 100_000)
    assert time.process_time() - began < 2


def test_the_marks_of_words_stay() -> None:
    word = "Việt Nam \u0e01\u0e35\u0e48 ส้มตำ a" + "\u0301" * 30
    assert safe_text(word) == unicodedata.normalize("NFC", word)


def test_what_is_no_mark_stays_however_long_it_runs() -> None:
    assert safe_text("e\u0301" + "—" * 80) == "é" + "—" * 80
