"""Indonesian, Malay and English are told apart; others are named; too little is unknown."""

from __future__ import annotations

import pytest

from sindikasi.core.language import language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "Warga mengungsi karena banjir, kata polisi, dan bantuan akan datang bersama petugas dari kota.",
            "id",
        ),
        (
            "Penduduk dipindahkan kerana banjir, kata polis, dan bantuan akan tiba pada hari Khamis.",
            "ms",
        ),
        (
            "Residents were moved because of the flood, police said, and help is on its way from the city.",
            "en",
        ),
        ("Les habitants ont été évacués à cause des inondations, a déclaré la police mercredi soir.", "fr"),
        ("Жители были эвакуированы из-за наводнения, сообщила полиция.", "ru"),
        ("Banjir", None),
        ("", None),
    ],
)
def test_the_language_is_named(text: str, code: str | None) -> None:
    assert language(text) == code


def test_indonesian_about_malaysia_is_still_indonesian() -> None:
    text = "Perdana menteri Malaysia mengatakan bahwa mahkamah akan bersidang pada Jumat karena kasus itu."
    assert language(text) == "id"
