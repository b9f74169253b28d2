"""Our stems are Sastrawi's, for every word."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary
from Sastrawi.Stemmer.Stemmer import Stemmer
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

from sindikasi.core.affixes import root_of
from sindikasi.core.stems import stem
from sindikasi.core.text import words

if TYPE_CHECKING:
    from collections.abc import Iterable

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
LISTED = StemmerFactory().get_words()
ROOTS = frozenset(LISTED) - {""}
SASTRAWI = Stemmer(ArrayDictionary(LISTED))

BARE = sorted(word for word in ROOTS if word.isascii() and word.isalpha() and word.islower())
PREFIXES = (
    "di ke se be ber bel te ter me mem men meng menge meny pe pem pen peng penge peny per pel ku kau mempe memper "
    "diper keber seper"
).split()
SUFFIXES = "lah kah tah pun ku mu nya i kan an is isme isasi".split()
LETTERS = st.text("aiueobcdfghjklmnpqrstvwxyz", min_size=1, max_size=6)


def _clipped(word: str, how: int) -> str:
    """Return a root as affixes change it: its first letter swallowed, its last one cut, an infix in it."""
    infixed = tuple(word[0] + infix + word[1:] for infix in ("er", "el", "em", "in"))
    return (word, word, word[1:], word[:-1], *infixed)[how]


ROOTLIKE = st.builds(_clipped, st.sampled_from(BARE), st.integers(0, 7)) | LETTERS
FORMS = st.builds(
    lambda before, root, after: ("".join(before) + root + "".join(after))[:32],
    st.lists(st.sampled_from(PREFIXES), max_size=3),
    ROOTLIKE,
    st.lists(st.sampled_from(SUFFIXES), max_size=3),
).filter(bool)
SYLLABLES = st.lists(
    st.sampled_from("be r te me m n g y pe l a e i er k kan an s p t in el em di ke se ku lah".split()),
    min_size=1,
    max_size=9,
).map("".join)


def _differing(found: Iterable[str]) -> list[str]:
    return [word for word in found if root_of(word, ROOTS) != SASTRAWI.stem_word(word)]


@given(FORMS | SYLLABLES)
@settings(max_examples=3_000, deadline=None)
def test_a_prefix_a_root_and_a_suffix_are_read_as_sastrawi_reads_them(word: str) -> None:
    assert root_of(word, ROOTS) == SASTRAWI.stem_word(word)
    assert stem(word, "malay") == SASTRAWI.stem_word(word)


@given(LETTERS, st.frozensets(LETTERS | SYLLABLES, max_size=6), st.lists(st.sampled_from(PREFIXES), max_size=2))
@settings(max_examples=1_000, deadline=None)
def test_any_dictionary_gives_the_roots_it_gives_sastrawi(word: str, roots: frozenset[str], before: list[str]) -> None:
    written = "".join(before) + word

    assert root_of(written, roots) == Stemmer(ArrayDictionary(sorted(roots))).stem_word(written)


def test_every_third_root_with_each_prefix_is_read_as_sastrawi_reads_it() -> None:
    found = (
        PREFIXES[place % len(PREFIXES)] + root + SUFFIXES[place % len(SUFFIXES)] for place, root in enumerate(BARE)
    )

    assert not _differing(word for word in list(found)[::3])


@pytest.mark.parametrize("name", ["id_click_dev", "reuters_dev"])
def test_every_word_of_the_development_data_is_read_as_sastrawi_reads_it(name: str) -> None:
    path = DATA / f"{name}.jsonl.gz"
    if not path.exists():
        pytest.skip(f"no {path.name} in ../shared/data")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        found = {word for line in lines for word in words(json.loads(line)["text"])}

    assert not _differing(word for word in found if word.isascii() and word.isalpha() and len(word) <= 32)
