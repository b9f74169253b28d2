"""Holes that scraping left are mended without losing a word or changing a figure."""

from __future__ import annotations

import pytest

from sindikasi.cleaners.residue import mended, parted, without_repeats


@pytest.mark.parametrize(
    ("text", "result"),
    [
        (", - Presiden tiba di Medan.", "Presiden tiba di Medan."),
        (", , -  Presiden tiba di Medan.", "Presiden tiba di Medan."),
        ("– Presiden tiba di Medan.", "Presiden tiba di Medan."),
        ("-Kepala desa tiba.", "Kepala desa tiba."),
        ("-5 derajat pagi ini.", "-5 derajat pagi ini."),
        ("Presiden atau , menyebut", "Presiden atau, menyebut"),
        ("Selain ,, hadir pula", "Selain, hadir pula"),
        ("bertemu di , ,, Jakarta", "bertemu di, Jakarta"),
        ("Ia pulang. ,", "Ia pulang."),
        ("Rp 17.655.000 ,50 gram", "Rp 17.655.000, 50 gram"),
        ("Satu, dua, dan tiga.", "Satu, dua, dan tiga."),
        ("Ia pulang. (ran/bud)", "Ia pulang."),
        ("Ia pulang. (E-2)", "Ia pulang."),
        ("Ia ketua (PDIP)", "Ia ketua (PDIP)"),
        ("Baca Juga :,,Baca Juga :,,Menurut polisi, ia lari.", "Menurut polisi, ia lari."),
    ],
)
def test_residue_is_mended(text: str, result: str) -> None:
    assert mended(text, is_first=True) == result
    assert mended(result, is_first=True) == result


def test_a_dash_in_a_later_paragraph_is_a_list_mark() -> None:
    assert mended("- perahu karet", is_first=False) == "- perahu karet"


LEAD = "Gubernur meminta warga di bantaran sungai mengungsi malam ini karena air diperkirakan terus naik."
BODY = [
    LEAD,
    f"Makassar dilanda hujan. {LEAD[:-1]} sampai pagi.",
    "Dua desa sudah terendam sejak sore.",
    "Posko dibuka di balai kota.",
]


def test_a_first_paragraph_said_again_is_the_standfirst() -> None:
    assert without_repeats(None, BODY, None) == (LEAD, BODY[1:])


def test_a_known_standfirst_is_not_replaced() -> None:
    assert without_repeats("Ada.", BODY, None) == ("Ada.", BODY)


def test_a_paragraph_that_is_the_headline_is_dropped() -> None:
    assert without_repeats(None, ["Banjir di Luwu", *BODY[2:]], "Banjir di Luwu") == (None, BODY[2:])


def test_a_text_of_nothing_but_its_headline_stays() -> None:
    assert without_repeats(None, ["Banjir di Luwu"], "Banjir di Luwu") == (None, ["Banjir di Luwu"])


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("Air naik.,Warga pindah.,Sekolah libur.", ["Air naik.", "Warga pindah.", "Sekolah libur."]),
        ('"Kami siap." ,"Air surut.",Ia pulang.', ['"Kami siap."', '"Air surut."', "Ia pulang."]),
        ("Naik 9.,Turun (3/4).,,, Sidang di PTUN.,Usai.", ["Naik 9.", "Turun (3/4).", "Sidang di PTUN.", "Usai."]),
        ("Air naik., Warga pindah.,Sekolah libur.,Usai.", ["Air naik.", "Warga pindah.", "Sekolah libur.", "Usai."]),
        ("Air naik.,Warga pindah.", ["Air naik.,Warga pindah."]),
        ("Budi, S.Kom.,M.Kom., dan Ani, S.H.,M.H., hadir.", ["Budi, S.Kom.,M.Kom., dan Ani, S.H.,M.H., hadir."]),
        ("Naik 2.000,50.000,3.000,1 gram", ["Naik 2.000,50.000,3.000,1 gram"]),
    ],
)
def test_paragraphs_joined_by_commas_are_parted(text: str, paragraphs: list[str]) -> None:
    assert parted(text).split("\n\n") == paragraphs
