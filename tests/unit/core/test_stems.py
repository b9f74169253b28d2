from __future__ import annotations

import pytest

from sindikasi.core import stems
from sindikasi.core.matching import Vocabulary
from sindikasi.core.query_parser import Term
from sindikasi.core.stems import malay_core, morphology, stem


@pytest.mark.parametrize(
    ("language", "rules"),
    [
        ("id", "malay"),
        ("ms", "malay"),
        ("ms-MY", "malay"),
        (None, "malay"),
        ("en", "plural"),
        ("de", "plural"),
    ],
)
def test_a_text_of_unknown_language_is_read_as_indonesian(language: str | None, rules: str) -> None:
    assert morphology(language) == rules


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("penyerangan", "serang"),
        ("memukul", "pukul"),
        ("kebanjiran", "banjir"),
        ("banjirnya", "banjir"),
        ("dialog", "dialog"),  # Snowball's Indonesian stemmer makes "alog" of it
        ("xinhua", "xinhua"),
        ("20.258", "20.258"),
        ("résumé", "résumé"),
        ("memper" * 6, "memper" * 6),  # too long for a word
    ],
)
def test_malay_stems(word: str, root: str) -> None:
    assert stem(word, "malay") == root


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("parties", "party"),
        ("missiles", "missile"),
        ("troops", "troop"),
        ("virus", "virus"),
        ("crisis", "crisi"),
        ("press", "press"),
        ("shoes", "shoe"),
        ("gas", "gas"),
        ("serangan", "serangan"),
    ],
)
def test_plural_stems(word: str, root: str) -> None:
    assert stem(word, "plural") == root


def test_the_core_of_a_root_stands_in_all_its_forms() -> None:
    assert malay_core("pukul") == "ukul"
    assert malay_core("banjir") == "banjir"
    assert malay_core("xinhua") is None
    assert malay_core("") is None


@pytest.mark.parametrize(
    "word", ["memukul", "dipukulinya", "pemukulan", "keterpukulan", "pukullah", "memukuli", "pukul"]
)
def test_every_form_of_a_word_leads_to_its_term(word: str) -> None:
    vocabulary = Vocabulary()
    number = vocabulary.number(Term(written="pukul", kind="word", words=("pukul",)))

    assert vocabulary.present([word], "malay", word) == {number}


def test_a_root_that_stands_in_no_part_of_the_word_does_not_count() -> None:
    # Sastrawi's infix rules read "yemen" as y-em-en.
    vocabulary = Vocabulary()
    vocabulary.number(Term(written="yen", kind="word", words=("yen",)))

    assert stem("yemen", "malay") == "yen"
    assert vocabulary.present(["yemen"], "malay", "Yemen") == set()


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("Rapat BI hari ini", True),
        ("BI", True),
        ("BI2026", True),
        ("rapat bi", False),
        ("BIN dan ABI", False),
        ("BIN, lalu BI", True),
    ],
)
def test_an_acronym_stands_where_no_letter_touches_its_capitals(text: str, stands: bool) -> None:
    vocabulary = Vocabulary()
    number = vocabulary.number(Term(written="BI", kind="acronym", words=("BI",)))

    assert (number in vocabulary.present(["bi"], "malay", text)) is stands


@pytest.mark.parametrize(("text", "stands"), [("suku bunga", True), ("bunga suku", False), ("bunga", False)])
def test_a_phrase_stands_where_all_its_words_stand_in_a_row(text: str, stands: bool) -> None:
    vocabulary = Vocabulary()
    number = vocabulary.number(Term(written='"suku bunga"', kind="phrase", words=("suku", "bunga")))

    assert (number in vocabulary.present(text.split(), "malay", text)) is stands


def test_an_installation_without_the_list_of_roots_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stems, "get_data", lambda *_: None)

    with pytest.raises(ModuleNotFoundError, match="no list of roots"):
        stems._roots.__wrapped__()


def test_a_vocabulary_keeps_its_memory_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sindikasi.core.matching._MEMO_WORDS", 3)
    vocabulary = Vocabulary()
    number = vocabulary.number(Term(written="kata", kind="word", words=("kata",)))

    assert vocabulary.present([f"lain{n}" for n in range(10)] + ["kata"], "malay", "") == {number}
    assert all(len(memo) <= 3 for memo in vocabulary._memos.values())
