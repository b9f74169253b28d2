"""Background: what an outlet carries under more than one opening. It tells of its files, not of the news.

Outlets paste paragraphs of their own into every follow-up. A sentence after the first few of an article is background
of that article when a candidate of the same outlet with another opening has it too, also after its first few. What is
learned so is left out before the pair rule compares the words of two texts; headlines, leads, names and figures stay.
No label is used, nothing is ever unlearned, and every pair of candidates is looked at once: what is background is a
function of the set of articles.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from sindikasi.core import pairs
from sindikasi.core.signature import SHINGLE, hash_words
from sindikasi.core.text import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sindikasi.core.signature import HashedWords
    from sindikasi.model import Article, Background

FIRST_SENTENCES: Final = 4
"""These say what is new, also where the news is old; they are never background."""
LEAST_WORDS: Final = 6
"""A shorter sentence is an idiom: "Hal itu dibenarkan polisi."."""
OTHER_OPENING: Final = 0.5
"""Openings have less than this share of the words of the one with fewer in common: two stories, or two angles."""

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"\u201d\u2019')\]]*\s+|\n+")


class Text:
    """An article, with what the pair rule compares of it once somebody asks."""

    def __init__(self, article: Article, hashed: HashedWords | None = None) -> None:
        """`hashed`: the article's words as `sign` takes them, where they are at hand; forgotten once they are used."""
        self.article = article
        self._hashed = hashed
        self._told: tuple[Background, pairs.Profile] | None = None

    @cached_property
    def profile(self) -> pairs.Profile:
        """All of the text."""
        profile = pairs.profile(self.article, self._hashed)
        self._hashed = None
        return profile

    @cached_property
    def later_sentences(self) -> tuple[tuple[bytes, tuple[int, int]], ...]:
        """Words and place of each sentence that may be background."""
        hashed = hash_words(self.article)
        later = list(_sentences(hashed.text))[FIRST_SENTENCES:]
        return tuple(
            (hashed.words[start:end].tobytes(), (start, end)) for _, (start, end) in later if end - start >= LEAST_WORDS
        )

    def news(self, background: Background = frozenset()) -> pairs.Profile:
        """Return the profile without what is background of this article."""
        if not background:
            return self.profile
        if self._told is None or self._told[0] != background:
            self._told = (background, self._without(background))
        return self._told[1]

    def _without(self, background: Background) -> pairs.Profile:
        hashed = hash_words(self.article)
        kept = np.ones(len(hashed.words), dtype=np.bool_)
        for start, end in background:
            kept[start:end] = False
        told = np.flatnonzero(np.lib.stride_tricks.sliding_window_view(kept, SHINGLE).any(axis=1))
        return replace(
            self.profile,
            shingles=dict(zip(hashed.shingles[told].tolist(), told.tolist(), strict=True)),
            wording=self.profile.wording.intersection(hashed.words[kept].tolist()),
        )


def recurring(one: Text, other: Text) -> tuple[Background, Background]:
    """Return what two candidates show to be background of the one, and of the other."""
    if one.profile.outlet != other.profile.outlet or not _have_other_openings(one.profile, other.profile):
        return frozenset(), frozenset()
    ours, theirs = dict(one.later_sentences), dict(other.later_sentences)
    common = ours.keys() & theirs.keys()
    return (
        frozenset(place for sentence, place in one.later_sentences if sentence in common),
        frozenset(place for sentence, place in other.later_sentences if sentence in common),
    )


def learn(texts: Mapping[str, Text], candidates: Iterable[tuple[str, str]]) -> dict[str, Background]:
    """Return the background of each text that has some, from all pairs of candidates."""
    learned: dict[str, Background] = {}
    for pair in candidates:
        for key, found in zip(pair, recurring(texts[pair[0]], texts[pair[1]]), strict=True):
            if found:
                learned[key] = learned.get(key, frozenset()) | found
    return learned


def passages(article: Article, background: Background) -> tuple[str, ...]:
    """Return the background of an article as it reads, in order."""
    return tuple(sentence for sentence, place in _sentences(hash_words(article).text) if place in background)


def _sentences(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield each sentence with its first word and the word after its last, counted from 0."""
    start = 0
    for sentence in _SENTENCE_END.split(text):
        end = start + len(words(sentence))
        if end > start:
            yield sentence.strip(), (start, end)
        start = end


def _have_other_openings(one: pairs.Profile, other: pairs.Profile) -> bool:
    fewer = min(len(one.opening), len(other.opening))
    return len(one.opening & other.opening) < OTHER_OPENING * fewer
