"""Stems: which words of a language are forms of one word. The only door to Sastrawi."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal, Protocol, cast

Morphology = Literal["malay", "plural"]
"""How words are bent: Indonesian and Malay by affixes, other languages by their plural alone."""

SCHEME: Final = "sastrawi-1+plural-1"
"""Names the rules; changes when the same word would get another stem."""

_LONGEST: Final = 32  # the longest Indonesian word in use has 27 letters; longer ones are noise or an attack
_MALAY: Final = frozenset({"id", "ms", "in", "jv", "su", "zsm", "ind", "msa", "may"})


class _Dictionary(Protocol):
    def contains(self, word: str) -> bool: ...


class _Stemmer(Protocol):
    def stem_word(self, word: str) -> str: ...

    def get_dictionary(self) -> _Dictionary: ...


def morphology(language: str | None) -> Morphology:
    """Return how words of `language` are bent; a text of unknown language is read as Indonesian."""
    if language is None:
        return "malay"
    return "malay" if language.split("-")[0].lower() in _MALAY else "plural"


def stem(word: str, rules: Morphology) -> str:
    """Return the stem of one folded word, or the word itself where nothing can be taken off."""
    if len(word) > _LONGEST or not word.isalpha():
        return word
    return _malay_stem(word) if rules == "malay" else _singular(word)


def malay_core(root: str) -> str | None:
    """Return what stands unchanged in every form of a Malay root, or None when affixes never lead to it.

    A nasal prefix swallows a first p, t, k or s (pukul, memukul); words outside the dictionary have no forms.
    """
    if not root or not _sastrawi().get_dictionary().contains(root):
        return None
    return root[1:] if root[0] in "ptks" else root


def _singular(word: str) -> str:
    # Harman's "S" stemmer (1991): the weakest English stemmer, which only undoes plurals.
    if len(word) < 4 or not word.endswith("s"):
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    if word.endswith("es") and not word.endswith(("aes", "ees", "oes")):
        return word[:-1]
    return word if word.endswith(("us", "ss")) else word[:-1]


@lru_cache(maxsize=50_000)
def _malay_stem(word: str) -> str:
    return _sastrawi().stem_word(word) if word.isascii() else word


@lru_cache(maxsize=1)
def _sastrawi() -> _Stemmer:
    # Without StemmerFactory: its cache has no bound.
    from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary
    from Sastrawi.Stemmer.Stemmer import Stemmer
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

    return cast("_Stemmer", Stemmer(ArrayDictionary(StemmerFactory().get_words())))
