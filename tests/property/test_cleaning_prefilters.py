"""A quick look that spares a pattern never hides what the pattern would have found."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sindikasi.cleaners import captions, lines, phrases, wire
from sindikasi.core import dates, text

MARKED = st.sampled_from((*"0123456789", *" ,./-–—:;()[]|·»>#@*©", "a", "B", "Januari", "mei", "12", "2016", "Foto: "))
MIXED = st.lists(st.one_of(MARKED, st.text(max_size=3)), max_size=30).map("".join)
NAMED = st.sampled_from(
    (" Foto: ", ". FOTO. ", " dok: ", "— Picture by", " Rani", ".com", ".id", ".ac", ".", ")", "”", " ")
)
CREDITS = st.lists(st.one_of(NAMED, st.text(max_size=3)), max_size=12).map("".join)


@pytest.mark.parametrize("pattern", [lines._HASHTAGS, lines._QUOTED_POST, lines._BREADCRUMB], ids=str)
@given(st.data())
@settings(deadline=None)
def test_a_line_shaped_as_furniture_is_told_by_its_marks(pattern: re.Pattern[str], data: st.DataObject) -> None:
    assert lines._is_shaped_as_furniture(data.draw(st.from_regex(pattern)))


@pytest.mark.parametrize("pattern", [lines._COUNTS, lines._TIMES_READ, lines._REACTION, lines._TIME_AGO], ids=str)
@given(st.data())
@settings(deadline=None)
def test_a_count_is_told_by_its_last_word(pattern: re.Pattern[str], data: st.DataObject) -> None:
    line = data.draw(st.from_regex(pattern, fullmatch=True)).rstrip("\n")
    assume(pattern.match(text.fold(line)))
    assert lines._is_count(line, text.fold(line))


@given(st.from_regex(lines._SIGNATURE, fullmatch=True))
def test_a_signature_is_told_by_its_last_mark(line: str) -> None:
    line = text.tidy_line(line)
    assume(lines.line_key(line) not in lines._LISTED and len(lines.line_key(line)) > 2)
    assert lines._listed_kind(line, lines.line_key(line)) == "signature"


@given(st.from_regex(lines._ADDRESS, fullmatch=True))
def test_an_address_holds_no_blank(line: str) -> None:
    assert " " not in line


@given(st.lists(st.sampled_from(sorted(lines._SECTIONS)), max_size=4), st.sampled_from((*lines._PATH_MARKS, "-")))
def test_a_path_is_told_by_its_marks(sections: list[str], mark: str) -> None:
    line = f" {mark} ".join(sections)
    parts = lines._PATH.split(line)
    is_path = len(parts) > 1 and all(lines.line_key(part) in lines._SECTIONS for part in parts)
    assert lines._is_path(line) == is_path


@pytest.mark.parametrize(
    ("starts", "table"),
    [
        (phrases.END_STARTS, lines._ENDS),
        (phrases.FURNITURE_STARTS, lines._FURNITURE),
        (phrases.RELATED_STARTS, lines._RELATED),
    ],
    ids=["ends", "furniture", "related"],
)
def test_every_start_is_found_by_its_opening(starts: tuple[str, ...], table: dict[str, tuple[str, ...]]) -> None:
    assert [start for start in starts if not lines._begins(f"{start} x", table)] == []
    assert sorted(start for found in table.values() for start in found) == sorted(starts)


def test_every_promotion_holds_the_word_it_stands_under() -> None:
    assert [phrase for word, found in lines._PROMOTIONS.items() for phrase in found if word not in phrase] == []


@given(st.sampled_from(sorted(lines._LABELS)), st.sampled_from(["", " ", "  "]), st.text(max_size=20))
def test_a_label_stands_right_before_the_colon(label: str, blanks: str, value: str) -> None:
    line = f"{label}{blanks}: {value}"
    found = lines._label_kind(line, lines.line_key(line))
    assert found == (lines._LABELS[label] if len(blanks) < 2 or lines.line_key(line) in lines._LABELS else None)


@given(st.one_of(CREDITS, MIXED))
def test_a_credit_at_the_end_is_never_overlooked(tail: str) -> None:
    if captions._CREDIT_AFTER.search(tail):
        assert captions._may_end_in_name(tail)


@given(st.one_of(MIXED, st.sampled_from(["JAKARTA: Warga", "KOMPAS.com, Solo Warga", "Solo (ANTARA): Warga"])))
def test_without_a_dash_the_patterns_left_out_find_no_dateline(start: str) -> None:
    assume(not wire._has_dash(start))
    left_out = set(wire._READINGS) - set(wire._READINGS_WITHOUT_DASH) - {wire._place_only}
    assert [read for read in left_out if read(start)] == []
    assert wire._place_only(start) == wire._place_and_colon(start)


@given(MIXED)
def test_a_full_date_has_four_digits(line: str) -> None:
    if dates.names_a_day(line):
        assert dates._FOUR_DIGITS.search(line)


@pytest.mark.parametrize(
    ("pattern", "told_plainly"),
    [
        (dates._SHORT_FIGURE, r"(?<![\d.,])\d{1,2}(?=[/\s,)])"),
        (dates._YEAR, r"\b(?:1[89]\d\d|20\d\d)\b"),
    ],
    ids=["short figure", "year"],
)
@given(st.text("0128 9.,/)(a_\u0661\n", max_size=14))
def test_a_pattern_that_opens_with_a_figure_finds_what_it_says(
    pattern: re.Pattern[str], told_plainly: str, line: str
) -> None:
    plain = re.compile(told_plainly)
    assert [found.span() for found in pattern.finditer(line)] == [found.span() for found in plain.finditer(line)]


@given(st.one_of(MIXED, st.text()))
def test_the_words_of_ascii_are_those_of_any_text(line: str) -> None:
    assert text.words(line) == text._WORD.findall(text.fold(line))


def test_no_character_but_those_searched_for_is_touched() -> None:
    left = "".join(character for character in map(chr, range(0x110000)) if not text._TOUCHED.match(character))
    assert text._without_forbidden(left) == left
