from __future__ import annotations

import pytest

from sindikasi.core.query_parser import parse
from sindikasi.core.search import DEEPEST, AllOf, AnyOf, Word, kept_words, needs, normal_form
from tests.builders import an_article


def need_of(text: str):
    return needs(parse(text))


def test_a_word_is_kept_with_its_stem_and_the_mark_of_the_headline() -> None:
    kept = kept_words(an_article("Warga menyerang.", headline="Kebanjiran"))
    assert {"menyerang", "serang", "kebanjiran", "banjir", "h=kebanjiran", "h=banjir"} <= kept
    assert "h=serang" not in kept


def test_metadata_is_kept_with_the_mark_of_its_field() -> None:
    article = an_article(
        "x", source="Harian Sore", language="en-GB", byline="Ana", credit="AFP", dateline="Oslo", categories=("Luar",)
    )
    marks = {"s=harian", "s=sore", "l=en", "l=gb", "b=ana", "c=afp", "d=oslo", "k=luar"}
    assert marks <= kept_words(article)


def test_a_subject_is_kept_with_what_it_stands_under() -> None:
    assert {"r=15054001", "r=15054000", "r=15000000"} <= kept_words(an_article("x", subjects=("15054001",)))


def test_a_subject_that_is_no_code_is_kept_as_words() -> None:
    assert "r=abc" in kept_words(an_article("x", subjects=("abc",)))


def test_a_word_needs_itself_or_one_of_its_stems() -> None:
    assert need_of("kebanjiran") == AnyOf((Word("kebanjiran"), Word("banjir")))


def test_a_phrase_needs_all_its_words_and_the_last_may_be_open() -> None:
    assert need_of('"suku bung*"') == AllOf((Word("suku"), Word("bung", is_open=True)))


def test_an_acronym_needs_its_folded_letters() -> None:
    assert need_of("BI") == Word("bi")


def test_a_field_marks_the_words() -> None:
    assert need_of('judul:"suku bunga"') == AllOf((Word("h=suku"), Word("h=bunga")))
    assert need_of("sumber:Antara") == Word("s=antara")
    assert need_of("subjek:11000000") == Word("r=11000000")
    assert need_of('isi:"x"') == Word("x")


@pytest.mark.parametrize("text", ["*", "BUKAN banjir", "banjir ATAU *", "minimal(1, BUKAN banjir, gempa)"])
def test_what_may_match_without_a_word_needs_nothing(text: str) -> None:
    assert need_of(text) is None


def test_a_negated_part_is_left_out_of_what_is_needed() -> None:
    assert need_of('"gempa" BUKAN "tsunami"') == Word("gempa")


def test_a_tally_needs_one_of_the_terms_that_add_to_it() -> None:
    assert need_of('minimal(2, "gempa", "laut"^-3, "ombak"^2)') == AnyOf((Word("gempa"), Word("ombak")))


def test_a_tally_whose_terms_all_take_away_needs_nothing() -> None:
    assert need_of('minimal(2, "laut"^-3)') is None


def test_long_words_are_kept_and_needed_by_their_beginning() -> None:
    long = "x" * 100
    assert "x" * 64 in kept_words(an_article(long))
    assert need_of(f'"{long}"') == Word("x" * 64)
    assert need_of(f"{long}*") == Word("x" * 64)


def test_what_lies_too_deep_is_needed_less_exactly() -> None:
    text = '"dasar"'
    for level in range(DEEPEST + 3):
        text = f'("n{level}" {"DAN" if level % 2 else "ATAU"} {text})'
    need, depth = need_of(text), 0
    while not isinstance(need, Word):
        need, depth = need.parts[-1], depth + 1
    assert depth <= DEEPEST + 1


def test_the_normal_form_does_not_tell_apart_how_a_query_is_written() -> None:
    forms = {normal_form(parse(each)) for each in ("banjir jakarta", "jakarta AND  Banjir", "(banjir && jakarta)")}
    assert len(forms) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("banjir", '"banjir"'),
        ("banjir", "judul:banjir"),
        ("banjir*", "banjir"),
        ("a ATAU b", "a DAN b"),
        ("BUKAN a", "a"),
        ("*", "a"),
        ("minimal(1, a, b)", "minimal(2, a, b)"),
        ("minimal(1, a, b)", "padat(1, a, b)"),
        ("minimal(1, a^2, b)", "minimal(1, a, b)"),
    ],
)
def test_queries_that_match_otherwise_have_normal_forms_of_their_own(one: str, other: str) -> None:
    assert normal_form(parse(one)) != normal_form(parse(other))
