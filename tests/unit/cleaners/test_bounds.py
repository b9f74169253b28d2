"""No text, however odd, is cleaned in more than time in proportion to its length."""

from __future__ import annotations

from time import perf_counter

import pytest

from tests.text_builders import scraped

# Each takes well under two seconds; with a step that grows with the square it would take hours.
LONGEST_SECONDS = 30
LINES = 100_000
CHARACTERS = 2_000_000


@pytest.mark.parametrize(
    "text",
    [
        "a" * CHARACTERS,
        "A" * CHARACTERS,
        "(" * CHARACTERS,
        ", " * (CHARACTERS // 2),
        "12/12/" * (CHARACTERS // 6),
        "Kata " * (CHARACTERS // 5),
        "kata\n" * LINES,
        "Home\n" * LINES,
        "abc\n" + ",\n" * LINES,
        "Judul berita hari ini\n\n" * LINES,
        "Home\nNews\nBola\nFoto\nVideo\nTekno\n\n" + "Judul berita hari ini dan besok\n\n" * LINES,
        "Ini kalimat berita yang cukup panjang untuk sebuah alinea di sini.\n\n" * (LINES // 4),
    ],
    ids=lambda text: text[:12].strip(),
)
def test_time_grows_with_length_and_no_faster(text: str) -> None:
    start = perf_counter()
    scraped(text)
    assert perf_counter() - start < LONGEST_SECONDS
