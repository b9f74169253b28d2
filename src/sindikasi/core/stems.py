"""Stems: which words of a language are forms of one word. The only door to Sastrawi, whose list of roots it reads."""

from __future__ import annotations

from functools import lru_cache
from pkgutil import get_data
from typing import Final, Literal

from sindikasi.core.affixes import root_of

Morphology = Literal["malay", "plural"]
"""How words are bent: Indonesian and Malay by affixes, other languages by their plural alone."""

SCHEME: Final = "sastrawi-1+plural-1"
"""Names the rules; changes when the same word would get another stem."""

_LONGEST: Final = 32  # the longest Indonesian word in use has 27 letters; longer ones are noise or an attack
_MALAY: Final = frozenset({"id", "ms", "in", "jv", "su", "zsm", "ind", "msa", "may"})


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
    if root not in _roots():
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


@lru_cache(maxsize=10_000)
def _malay_stem(word: str) -> str:
    return root_of(word, _roots()) if word.isascii() else word


@lru_cache(maxsize=1)
def _roots() -> frozenset[str]:
    # The list alone: Sastrawi's own rules, some 50 modules, are imported by the test that compares with them.
    listed = get_data("Sastrawi.Stemmer", "data/kata-dasar.txt")
    if listed is None:
        raise ModuleNotFoundError("the installed Sastrawi has no list of roots", name="Sastrawi")
    return frozenset(listed.decode().split("\n")) - {""}
