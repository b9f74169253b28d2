"""Dateline and credit leave the first paragraph, once, whatever the house style."""

from __future__ import annotations

import pytest

from sindikasi.cleaners.wire import WireCleaner, opens_with_dateline
from sindikasi.model import ParsedArticle
from tests.text_builders import a_context

TEXT = "Pemerintah kota menutup dua jembatan."


def clean(body: str, **fields: str) -> ParsedArticle:
    return WireCleaner().clean(ParsedArticle(body=body, **fields), a_context())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("opening", "place", "credit"),
    [
        ("Moskow, Rusia (Xinhua) – ", "Moskow, Rusia", "Xinhua"),
        ("Jakarta (ANTARA) - ", "Jakarta", "ANTARA"),
        ("Jakarta (ANTARA News) - ", "Jakarta", "ANTARA News"),
        ("JAKARTA, KOMPAS.com - ", "JAKARTA", "KOMPAS.com"),
        ("JAKARTA, KOMPAS.com — ", "JAKARTA", "KOMPAS.com"),
        ("Jakarta, CNN Indonesia -- ", "Jakarta", "CNN Indonesia"),
        ("TEMPO.CO, Jakarta - ", "Jakarta", "TEMPO.CO"),
        ("REPUBLIKA.CO.ID, JAKARTA -- ", "JAKARTA", "REPUBLIKA.CO.ID"),
        ("Liputan6.com, Jakarta - ", "Jakarta", "Liputan6.com"),
        ("Liputan6.com, Jakarta ", "Jakarta", "Liputan6.com"),
        ("VIVA.co.id - ", None, "VIVA.co.id"),
        ("Reuters - ", None, "Reuters"),
        ("(Reuters) - ", None, "Reuters"),
        ("LONDON, Nov 22 (Reuters) - ", "LONDON", "Reuters"),
        ("KUALA LUMPUR, 22 Nov (Bernama) -- ", "KUALA LUMPUR", "Bernama"),
        ("PUTRAJAYA, Nov 22 — ", "PUTRAJAYA", None),
        ("JAKARTA - ", "JAKARTA", None),
        ("Bandung - ", "Bandung", None),
        ("KUALA LUMPUR: ", "KUALA LUMPUR", None),
    ],
)
def test_a_dateline_becomes_fields(opening: str, place: str | None, credit: str | None) -> None:
    result = clean(f"{opening}{TEXT}\n\nAlinea kedua.")
    assert (result.dateline, result.credit) == (place, credit)
    assert result.body == f"{TEXT}\n\nAlinea kedua."


@pytest.mark.parametrize(
    "body",
    [
        "Rupiah - dolar bergerak tipis di pasar.",
        "Ahok-Djarot unggul di sejumlah daerah.",
        "Presiden (Jokowi) - seperti biasa - hadir.",
        "Menurut dia, Jakarta - Bandung kini lebih dekat.",
        "Persib: juara lagi musim ini.",
        "Ketua DPR, Puan - kata dia - setuju.",
        "- Alinea dengan tanda hubung.",
        "",
    ],
)
def test_text_that_only_looks_like_one_stays(body: str) -> None:
    result = clean(body)
    assert (result.body, result.dateline, result.credit) == (body, None, None)


def test_a_dateline_of_its_own_line_goes_whole() -> None:
    result = clean("BANDUNG, 23 Februari 2016 (Antara/PRNewswire) --\n\nPemerintah kota.")
    assert (result.dateline, result.credit, result.body) == (
        "BANDUNG",
        "Antara/PRNewswire",
        "Pemerintah kota.",
    )
    assert (result.published, result.published_basis) == ("23 Februari 2016", "text")


def test_sent_fields_are_kept() -> None:
    result = clean(f"Jakarta (ANTARA) - {TEXT}", credit="Kyodo", published="2026-11-19")
    assert (result.dateline, result.credit, result.published) == ("Jakarta", "Kyodo", "2026-11-19")
    assert result.published_basis == "metadata"


def test_another_place_after_a_known_dateline_is_text() -> None:
    assert clean(f"Bandung - {TEXT}", dateline="Jakarta").body == f"Bandung - {TEXT}"
    assert clean(f"Jakarta - {TEXT}", dateline="Jakarta").body == TEXT


def test_cleaning_twice_is_cleaning_once() -> None:
    once = clean("VIVA.co.id - Jakarta (ANTARA) - BANDUNG - Jalan ditutup.")
    assert WireCleaner().clean(once, a_context()) == once


@pytest.mark.parametrize("sign_off", [" – Bernama", "- BERNAMA", " — AFP", " -- Reuters"])
def test_an_agency_after_the_last_words_is_the_credit(sign_off: str) -> None:
    result = clean(f"{TEXT}\n\n“Sudah aman,” katanya.{sign_off}")
    assert result.body == f"{TEXT}\n\n“Sudah aman,” katanya."
    assert result.credit is not None
    assert WireCleaner().clean(result, a_context()) == result


def test_other_words_after_a_dash_stay() -> None:
    assert clean(f"{TEXT} – Tamat").body == f"{TEXT} – Tamat"


def test_a_bare_dateline_is_nothing_else() -> None:
    assert opens_with_dateline("Jakarta -", bare=True)
    assert not opens_with_dateline(f"Jakarta - {TEXT}", bare=True)


def test_the_senders_own_name_in_brackets_is_a_credit() -> None:
    article = clean(f"Ambon (Zyx) - {TEXT}", credit="ZYX")
    assert (article.dateline, article.credit, article.body) == ("Ambon", "ZYX", TEXT)


def test_another_unknown_name_in_brackets_is_text() -> None:
    assert clean(f"Ambon (Zyx) - {TEXT}", credit="Antara").body == f"Ambon (Zyx) - {TEXT}"


@pytest.mark.parametrize("initials", ["hh/ph/ts/hd", "AAP RTV ar", "ANT rs/bd"])
def test_a_last_line_of_initials_is_no_text(initials: str) -> None:
    assert clean(f"{TEXT}\n\n{initials}").body == TEXT


@pytest.mark.parametrize("last", ["Skor akhir 2/1", "BMKG", "air dan/atau udara", "AAP RTV ar."])
def test_other_last_lines_stay(last: str) -> None:
    assert clean(f"{TEXT}\n\n{last}").body == f"{TEXT}\n\n{last}"


def test_a_dateline_that_was_sent_whole_is_its_place() -> None:
    assert clean(TEXT, dateline="AMBON, Nov 20, 2026 (Antara)").dateline == "AMBON"
    assert clean(TEXT, dateline="Luwu (Utara)").dateline == "Luwu (Utara)"
    assert clean(TEXT, dateline="Luwu Utara").dateline == "Luwu Utara"


def test_a_stop_may_stand_before_the_dash() -> None:
    article = clean(f"Madrid, 20 Nov (EFE).- {TEXT}")
    assert (article.dateline, article.credit, article.body) == ("Madrid", "EFE", TEXT)
