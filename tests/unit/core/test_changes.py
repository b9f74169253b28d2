from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sindikasi.core.changes import LISTED, changes
from sindikasi.model import Change
from tests.unit.feed_builders import an_article

BODY = (
    "Sedikitnya 12 orang tewas akibat banjir di Kabupaten Luwu Utara, kata Bupati Andi Rahim. "
    "“Kami masih mencari warga yang hilang,” ujarnya. "
    "Listrik padam sejak Rabu malam dan petugas sudah tiba di lokasi."
)


def changed(old: str, new: str, body: str = BODY, **later: Any) -> tuple[Change, ...]:
    assert old in body
    before = an_article(1, headline="Banjir", body=body)
    return changes(before, an_article(2, **{"headline": "Banjir", "body": body.replace(old, new), **later}))


def kinds(old: str, new: str, body: str = BODY) -> list[str]:
    return [change.kind for change in changed(old, new, body)]


def test_a_figure_that_rose_is_material_and_named() -> None:
    assert changed("12 orang", "14 orang") == (Change(kind="figures", before=("12",), after=("14",)),)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("12 orang", "dua belas orang"),
        ("12 orang", "twelve orang"),
        ("sudah tiba", "sudah sampai"),
        ("Sedikitnya", "Setidaknya"),
        ("“Kami masih mencari warga yang hilang,”", '"Kami masih mencari warga yang hilang,"'),
        ("Luwu", "luwu"),
        ("Kabupaten", "Kabupatan"),
        ("petugas sudah tiba di lokasi", "petugas  sudah tiba di lokasi"),
        (" dan petugas sudah tiba di lokasi", ""),
    ],
)
def test_spelling_wording_and_marks_are_not_material(old: str, new: str) -> None:
    assert changed(old, new) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.200", "1,200"),
        ("5,3", "5.3"),
        ("1.200.000", "1200000"),
        ("07", "7"),
        ("dua puluh tiga", "23"),
        ("tiga puluh", "30"),
        ("sebelas", "eleven"),
        ("twenty two", "22"),
        ("forty", "40"),
    ],
)
def test_one_number_is_written_in_several_ways(one: str, other: str) -> None:
    assert kinds("12", other, BODY.replace("12", "12")) == ["figures"]
    assert kinds(one, other, BODY.replace("12", one)) == []


def test_a_figure_in_words_changes_like_one_in_digits() -> None:
    assert changed("12 orang", "tiga belas orang") == (Change(kind="figures", before=("12",), after=("tiga belas",)),)


def test_one_is_a_word_and_no_figure() -> None:
    assert kinds("petugas", "satu petugas") == []


def test_another_name_is_material() -> None:
    assert changed("Andi Rahim", "Andi Sofyan") == (Change(kind="names", before=("Rahim",), after=("Sofyan",)),)


def test_a_short_name_that_differs_in_a_letter_is_another() -> None:
    assert kinds("Andi Rahim", "Ardi Rahim") == ["names"]


def test_a_long_name_that_differs_in_a_letter_is_the_same() -> None:
    body = BODY.replace("Rahim", "Rahimuddin")
    assert kinds("Rahimuddin", "Rahimudin", body) == []
    assert kinds("Rahimuddin", "Rahimullah", body) == ["names"]


def test_another_quotation_is_material() -> None:
    found = changed("Kami masih mencari warga yang hilang,", "Semua orang telah ditemukan selamat pagi ini,")
    assert [change.kind for change in found] == ["quotes"]
    assert found[0].before == ("Kami masih mencari warga yang hilang,",)


def test_a_quotation_that_differs_in_spelling_is_the_same() -> None:
    long = BODY.replace("warga yang hilang", "warga yang hilang di tiga desa terpencil sejak kemarin sore itu")
    assert kinds("mencari", "mencahri", long) == []
    assert kinds("tiga desa", "empat desa", long) == ["figures", "quotes"]


def test_a_term_in_quotation_marks_is_no_quotation() -> None:
    assert kinds("banjir", "banjir “kiriman hulu”") == []


def test_a_negation_that_comes_or_goes_is_material_and_the_sentence_named() -> None:
    (change,) = changed("sudah tiba", "belum tiba")
    assert change.kind == "negation"
    assert "sudah tiba" in change.before[0]
    assert "belum tiba" in change.after[0]
    assert kinds("belum tiba", "tidak tiba", BODY.replace("sudah", "belum")) == []


def test_a_new_sentence_with_a_negation_turns_none() -> None:
    assert kinds("petugas sudah tiba di lokasi.", "petugas sudah tiba di lokasi. Bantuan belum ada.") == []


def test_headline_and_standfirst_count() -> None:
    assert [each.kind for each in changed("Andi", "Andi", headline="Banjir, 15 tewas")] == ["figures"]
    assert [each.kind for each in changed("Andi", "Andi", standfirst="Korban 16 orang.")] == ["figures"]


def test_the_same_text_has_no_change() -> None:
    assert changed("Andi", "Andi") == ()


def test_of_many_changes_some_are_named() -> None:
    (change,) = changed("12", " ".join(str(number) for number in range(100, 150)))
    assert len(change.after) == LISTED


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_is_too_strange_and_the_way_back_is_as_material(one: str, other: str) -> None:
    there = changes(an_article(1, body=one), an_article(1, body=other))
    back = changes(an_article(1, body=other), an_article(1, body=one))
    assert {each.kind for each in there} - {"negation"} == {each.kind for each in back} - {"negation"}
