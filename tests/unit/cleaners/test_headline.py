"""The headline is found under or over furniture, and without the outlet's name."""

from __future__ import annotations

import pytest

from sindikasi.cleaners.headline import find_headline, is_site, title_parts, without_site
from sindikasi.cleaners.lines import read_lines


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Banjir Rendam Dua Desa - ANTARA News", "Banjir Rendam Dua Desa"),
        ("Banjir Rendam Dua Desa | Republika Online", "Banjir Rendam Dua Desa"),
        ("Banjir Rendam Dua Desa : Okezone News", "Banjir Rendam Dua Desa"),
        ("Banjir Rendam Dua Desa - Kompas.com Regional", "Banjir Rendam Dua Desa"),
        ("Kompas.com - Banjir Rendam Dua Desa", "Banjir Rendam Dua Desa"),
        ("Persib 2 - 1 Arema di Bandung", "Persib 2 - 1 Arema di Bandung"),
        ("Banjir Rendam Dua Desa", "Banjir Rendam Dua Desa"),
        ("** - Banjir Rendam Dua Desa", "** - Banjir Rendam Dua Desa"),
    ],
)
def test_the_outlet_is_no_part_of_the_headline(title: str, headline: str) -> None:
    assert without_site(title) == headline


def test_sites_are_told_from_words() -> None:
    assert is_site("contoh-berita.co.id")
    assert is_site("Tempo Gaya")
    assert not is_site("Hasil Lengkap dan Klasemen")


def test_every_run_of_parts_may_be_the_headline() -> None:
    parts = title_parts("Rani Sari | Banjir Rendam Dua Desa - Contoh.com")
    assert "Banjir Rendam Dua Desa" in parts
    assert "Rani Sari | Banjir Rendam Dua Desa" in parts


def test_the_repeated_title_over_the_article_wins_over_the_one_in_a_list() -> None:
    page = """Banjir Rendam Dua Desa - ANTARA News

Home
News
Bola

Terpopuler

Banjir Rendam Dua Desa

Gempa Guncang Palu

Foto

Banjir Rendam Dua Desa

Senin, 15 Mei 2017 18:43 WIB

Air sungai meluap setelah hujan turun tiga hari berturut-turut di daerah hulu, kata kepala desa.

Warga mengungsi ke balai desa dan masjid sejak Rabu malam, menurut catatan posko bencana setempat."""
    lines = read_lines(page)
    headline, place = find_headline(lines, None, is_page=True)
    assert headline == "Banjir Rendam Dua Desa"
    assert lines[place + 1].kind == "date"


def test_a_given_headline_is_kept_and_looked_for() -> None:
    lines = read_lines("Iklan\n\nJudul yang Dikirim\n\nIsi berita yang cukup panjang untuk sebuah alinea, kata dia.")
    assert find_headline(lines, "Judul yang Dikirim", is_page=False) == ("Judul yang Dikirim", 1)
    assert find_headline(lines, "Judul Lain Sama Sekali", is_page=False) == ("Judul Lain Sama Sekali", -1)


def test_the_line_over_the_date_is_the_headline_when_the_first_is_furniture() -> None:
    text = """Beranda > Nasional
Kabar yang Lain Lagi di Sini
Banjir Rendam Dua Desa
Selasa, 13 Februari 2024 | 10:15 WIB

Air sungai meluap setelah hujan turun tiga hari berturut-turut di daerah hulu, kata kepala desa."""
    assert find_headline(read_lines(text), None, is_page=False)[0] == "Banjir Rendam Dua Desa"


def test_text_that_begins_with_a_paragraph_has_no_headline() -> None:
    paragraph = "Air sungai meluap setelah hujan turun tiga hari berturut-turut di hulu, kata kepala desa itu."
    assert find_headline(read_lines(paragraph), None, is_page=False) == (None, -1)
    assert find_headline([], None, is_page=False) == (None, -1)


def test_a_section_name_over_the_headline_is_passed_over() -> None:
    text = "Kabar Daerah\nBanjir Rendam Dua Desa di Luwu\nAir sungai meluap setelah hujan, kata camat itu."
    assert find_headline(read_lines(text), None, is_page=False)[0] == "Banjir Rendam Dua Desa di Luwu"


@pytest.mark.parametrize(
    "signed",
    ["Kabar Pesisir - Jumat, 20 November 2026 | 08:15 WITA", "Rani Sari | 12 Mar 2024 08:15", "Rani Sari - 12/03/2024"],
)
def test_who_published_it_and_when_is_no_headline(signed: str) -> None:
    text = "Air sungai naik sejak malam dan merendam dua desa di hilir, kata camat setempat kepada wartawan pada Jumat."
    lines = read_lines(f"Dua desa terendam\n{signed}\n{text}\n{text}")
    assert find_headline(lines, None, is_page=True) == ("Dua desa terendam", 0)


def test_a_headline_may_end_with_a_date() -> None:
    text = "Air sungai naik sejak malam dan merendam dua desa di hilir, kata camat setempat kepada wartawan pada Jumat."
    assert find_headline(read_lines(f"Jadwal Salat Ambon, Senin 12 Maret 2024\n\n{text}"), None, is_page=False)[1] == 0
