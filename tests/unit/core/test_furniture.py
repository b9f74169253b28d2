"""Which paragraphs are learned to be furniture, and what is left out of a text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sindikasi.core import furniture
from sindikasi.core.furniture import (
    Sampled,
    key_of,
    learned_in,
    mark_of,
    often,
    outlet_of,
    paragraphs,
    sampled,
    without,
)
from sindikasi.model import Article
from tests.builders import an_article
from tests.unrelated import IMPRINT, STORIES

NAMES = list(STORIES)


def sample(*names: str, line: str = IMPRINT) -> list[Sampled]:
    return [sampled(name, *split(f"{STORIES[name]}\n{line}")) for name in names]


def split(text: str) -> tuple[str, str]:
    headline, _, body = text.partition("\n\n")
    return headline, body.replace("\n", "\n\n")


def learned(taken: list[Sampled], line: str = IMPRINT, stories: int = 4) -> bool:
    holders = {key: held for key, held in often(taken, stories).items() if key == key_of(line)}
    return key_of(line) in furniture.learn(holders, {key_of(line): line}, stories)


def keys(*lines: str) -> set[str]:
    """Return which of the lines may be furniture at the end of a text."""
    body = "\n\n".join(
        [*(f"Kalimat panjang nomor {n} yang tidak pernah sama dengan lainnya." for n in range(9)), *lines]
    )
    return {text for _, text in paragraphs("Judul", body)} & set(lines)


def an_imprinted(name: str = "kopi", line: str = IMPRINT) -> Article:
    headline, body = split(f"{STORIES[name]}\n{line}")
    return replace(an_article(source="sore"), headline=headline, body=body)


def test_what_enough_unrelated_stories_carry_is_furniture() -> None:
    assert learned(sample(*NAMES[:4]))
    assert not learned(sample(*NAMES[:3]))


def test_copies_of_one_story_teach_nothing() -> None:
    assert not learned(
        sample(*NAMES[:3]) + [replace(each, article_id=str(n)) for n in range(9) for each in sample("kopi")]
    )


def test_a_turn_of_phrase_of_few_articles_is_no_furniture() -> None:
    others = [Sampled(article_id=str(n), lines=b"", opening=b"") for n in range(450)]
    assert learned(sample(*NAMES[:5]) + others)
    assert not learned(sample(*NAMES[:4]) + others)


def test_a_paragraph_over_the_text_does_not_make_stories_related() -> None:
    plea = (
        "Bantu kami menulis: jadilah sahabat redaksi mulai sepuluh ribu rupiah sebulan lewat warung terdekat dari rumah"
    )
    taken = [sampled(name, (told := split(STORIES[name]))[0], f"{plea}\n\n{told[1]}") for name in NAMES[:4]]
    assert learned(taken, plea)


def test_only_the_first_holders_of_a_sample_are_compared() -> None:
    copies = [replace(sample("kopi")[0], article_id=str(n)) for n in range(48)]
    assert not learned(copies + sample(*NAMES[2:6]))
    assert learned(copies[:40] + sample(*NAMES[2:6]))


@pytest.mark.parametrize(
    "line",
    [
        "Kabar Jujur Setiap Hari",
        "memuat...",
        "Foto selengkapnya ada di akun @hariansore.",
        "Bagaimana menurut Anda?",
        IMPRINT,
        "Hak cipta dilindungi. " + "Dilarang menyalin sebagian atau seluruh isi laman tanpa izin tertulis. " * 4,
    ],
)
def test_slogans_labels_and_what_speaks_to_readers_may_be_furniture(line: str) -> None:
    assert keys(line) == {line}


@pytest.mark.parametrize(
    "line",
    [
        '"Kami sudah memeriksa semua saksi yang ada di lokasi," katanya',
        "Hal itu dibenarkan polisi.",
        "Nilai kontrak tidak disebutkan.",
        "Bendungan itu dibangun dengan pinjaman " * 7 + "sebuah bank",
        "kata " * 61,
        "Kronologi" * 100,
    ],
    ids=["speech", "a short sentence", "another", "from the files", "many words", "one endless word"],
)
def test_speech_turns_of_phrase_and_long_paragraphs_never_are(line: str) -> None:
    assert keys(line) == set()


def test_a_heading_between_paragraphs_is_no_furniture() -> None:
    texts = ["Kronologi", *(f"Kalimat panjang nomor {n} yang selalu lain bunyinya di sini." for n in range(3))]
    assert "Kronologi" not in {text for _, text in paragraphs("Judul", "\n\n".join(texts))}
    assert "Kronologi" in {text for _, text in paragraphs("Judul", "\n\n".join(reversed(texts)))}


def test_the_headline_is_no_furniture() -> None:
    assert list(paragraphs("Harian Sore menyapa petang ini", "Harian Sore menyapa petang ini")) == []


def test_only_the_edges_of_a_long_text_are_looked_at() -> None:
    texts = [f"Kalimat panjang nomor {n} yang selalu lain bunyinya di sini." for n in range(40)]
    assert [text for _, text in paragraphs("Judul", "\n\n".join(texts))] == texts[:16] + texts[-16:]


def test_case_and_marks_around_a_paragraph_do_not_matter_but_figures_do() -> None:
    assert key_of("- Kabar Jujur Setiap Hari.") == key_of("KABAR JUJUR SETIAP HARI")
    assert key_of("Emas 1.402.000 rupiah") != key_of("Emas 1.403.000 rupiah")


def test_furniture_is_left_out_of_the_text_and_nothing_else() -> None:
    article = replace(an_imprinted(), markup="<p>x</p>")
    found = learned_in(article, {key_of(IMPRINT)})
    assert found == (IMPRINT,)
    assert without(article, found) == replace(article, body=split(STORIES["kopi"])[1], markup=None)


def test_where_nothing_is_learned_the_text_stays_as_it_is() -> None:
    article = an_imprinted()
    assert learned_in(article, set()) == learned_in(article, {1}) == ()
    assert without(article, ()) is article


def test_a_text_never_loses_most_of_its_words() -> None:
    article = replace(an_imprinted(), body=f"Kopi dipanen lebih awal.\n\n{IMPRINT}")
    assert learned_in(article, {key_of(IMPRINT)}) == ()


def test_an_outlet_is_its_source_else_the_host_of_its_address() -> None:
    assert outlet_of("sore", "https://sore.example/a") == "sore"
    assert outlet_of(None, "https://sore.example/a") == "sore.example"
    assert outlet_of(None, "tag:sore") == outlet_of(None, None) == ""


def test_marks_follow_from_ids_and_fit_a_column() -> None:
    assert mark_of("a1") == mark_of("a1") != mark_of("a2")
    assert 0 <= mark_of("a1") < 1 << 63
