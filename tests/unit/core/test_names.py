"""Names of files are judged alike in the inbox and in archives."""

from __future__ import annotations

import pytest

from sindikasi.core.names import is_passed_over, shown


@pytest.mark.parametrize(
    "name", ["__MACOSX/a.txt", ".DS_Store", "a/.git/x", "a.txt~", "b.PART", "Thumbs.db", "@eaDir/x"]
)
def test_hidden_and_temporary_names_are_passed_over(name: str) -> None:
    assert is_passed_over(name.split("/"))


def test_other_names_are_not() -> None:
    assert not is_passed_over(["antara", "banjir_2026.txt"])


def test_what_is_no_text_is_shown() -> None:
    assert shown("a\udcffb\n\x7f.txt") == "a\\xffb\\x0a\\x7f.txt"
