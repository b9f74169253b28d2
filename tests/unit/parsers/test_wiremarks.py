"""Marks around the texts of the old wires."""

from __future__ import annotations

import pytest

from sindikasi.parsers.wiremarks import by_line, clean_controls, is_kill, is_marker, looks_like_text


@pytest.mark.parametrize(
    "line", ["1ST LEAD", "REFILE", "CORRECTED", "Eilmeldung", "URGENT", "RALAT", "(UPDATE 2)", "KILL"]
)
def test_marks_say_which_version_it_is(line: str) -> None:
    assert is_marker(line)


@pytest.mark.parametrize(
    "line", ["Leaders meet in Jakarta", "Correct answers", "Flash flood kills three", "Ralat undang-undang"]
)
def test_headlines_are_no_marks(line: str) -> None:
    assert not is_marker(line)


def test_a_kill_is_told_from_news_of_one() -> None:
    assert is_kill(["2ND LEAD", "MANDATORY KILL"])
    assert not is_kill(["Flash flood kills three", "UPDATE"])


@pytest.mark.parametrize(
    ("line", "name"),
    [("By Rani Sari", "Rani Sari"), ("Oleh: Budi =", "Budi"), ("Von Christian H., dpa", "Christian H., dpa")],
)
def test_a_byline_names_its_author(line: str, name: str) -> None:
    assert by_line(line) == name


@pytest.mark.parametrize("line", ["By contrast, water rose", "Oleh karena itu", "Bye", "By", "Air naik"])
def test_other_lines_name_nobody(line: str) -> None:
    assert by_line(line) is None


def test_controls_go_and_lines_stay() -> None:
    assert clean_controls("a\x02b\r\nc\rd\te\x7f") == "ab\nc\nd\te"


def test_text_is_told_from_garbage() -> None:
    assert looks_like_text("Air naik.\r\n" * 9)
    assert not looks_like_text(bytes(range(256)).decode("latin-1") * 9)
    assert not looks_like_text(" \x03")
