"""Captions carry credits; an agency's name alone may also end a paragraph."""

from __future__ import annotations

import pytest

from sindikasi.cleaners.captions import is_caption, is_surely_caption, says_who_is_where


@pytest.mark.parametrize(
    "text",
    [
        "Warga di posko. (Xinhua/Rani Sari)",
        "Warga di posko (Foto: Harian Contoh)",
        "Warga di posko (ist)",
        "Warga di posko. Foto: Contoh",
        "KOMPAS.COM/RANI Warga di posko banjir di Luwu",
        "Dok. Humas Warga di posko",
        "Warga di posko © istimewa",
    ],
)
def test_a_credit_makes_a_caption(text: str) -> None:
    assert is_caption(text)


@pytest.mark.parametrize(
    "text",
    [
        "Harga naik 30 persen (tahun lalu 20).",
        "Kapal itu bersandar di dok.",
        "Ia memotret gambar itu.",
        "(satu) dua tiga",
    ],
)
def test_other_brackets_and_words_do_not(text: str) -> None:
    assert not is_caption(text)


def test_a_long_paragraph_ended_by_an_agency_is_not_surely_a_caption() -> None:
    paragraph = "Jalan itu akan dibuka kembali setelah air di sana surut dan jembatan itu diperiksa (Reuters)"
    assert is_caption(paragraph)
    assert not is_surely_caption(paragraph)
    assert not is_surely_caption(paragraph.replace("Reuters", "Antara/Reuters"))


@pytest.mark.parametrize(
    "text",
    [
        "Jalan itu akan dibuka kembali setelah air di sana surut dan jembatan diperiksa (Antara/Rani Sari)",
        "Warga berjalan di antara rumah yang terendam air di desa itu pada 14 Desember 2023 pagi. (Xinhua)",
        "Menteri (kiri) berbicara dengan gubernur di tepi jembatan yang putus karena banjir di sana. (AFP)",
        "Warga di posko. (Xinhua)",
    ],
)
def test_photographer_date_position_or_brevity_make_it_sure(text: str) -> None:
    assert is_surely_caption(text)


def test_positions_are_recognised() -> None:
    assert says_who_is_where("Menteri (kedua dari kiri) di posko")
    assert not says_who_is_where("Partai kiri menang")
