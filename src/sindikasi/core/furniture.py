"""Furniture a source is known by: paragraphs that recur, word for word, over unrelated stories of it.

Phrase tables know the furniture of the outlets we have seen; an outlet's own slogan, plea or contact line is in none.
It is learned from a sample of each outlet's articles: those with the lowest marks, and marks are digests. So what is
learned is a function of the set of articles, in whatever order they came, and its cost is bounded however many come.
Nothing is taken out of what is stored: the paragraphs are left out where a text is shown.
"""

from __future__ import annotations

import math
import zlib
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import numpy as np

from sindikasi.core.pairs import FUNCTION_WORDS
from sindikasi.core.text import fold, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence, Set

    from sindikasi.model import Article

SCHEME: Final = "recurring-paragraphs/1"
"""Changes whenever the same articles may teach something else: then all is learned anew."""
STORIES: Final = 4
"""So many unrelated stories of one outlet carry what is its furniture; of texts whose outlet nobody knows, twice so
many, for they are those of many outlets."""
SAMPLE: Final = 512
"""Articles of one outlet that are learned from."""
LEAST_SHARE: Final = 0.01
"""Of an outlet's articles that carry its furniture: a turn of phrase ("Terms were not disclosed.") recurs as well."""
LEAST_LEFT: Final = 0.6
"""Of a text's words that stay: where more would go, the paragraphs are the text (a table, a serial), and all stay."""

# Measured within one outlet: of two random articles 95 in 100 have less than .12 of the words of their openings in
# common; of two reports of one event 5 in 100 less than .27, of two versions of a text 1 in 66 less than .2.
_RELATED = 0.2
_COMPARED = 48
"""Holders of a paragraph that are compared with each other at most."""
_OPENING_WORDS, _OPENING_CHARACTERS = 40, 400
_MOST_WORDS, _MOST_CHARACTERS = 60, 600
_EDGE = 16
"""Paragraphs looked at from the beginning of a text, and from its end."""
_LABEL_WORDS, _LAST = 5, 3
"""A shorter paragraph is a heading, or a cell of a table, unless it is among the last ones."""
_SENTENCE_WORDS = 8
"""A shorter sentence is a turn of phrase, unless it speaks to the reader or of the article."""
_PROSE_WORDS = 30
"""A longer paragraph is what the outlet has in its files on a subject, with the same exception: readers want that."""
_KEY, _WORD = np.dtype("<i8"), np.dtype("<u4")
_SENTENCE_ENDS = (".", "!", "?")
_AROUND = " \t,.;:|*-\u2013\u2014"
_QUOTES = "\"'\u201c\u201d\u2018\u2019\u00ab"
_ADDRESSES = frozenset(
    "anda kamu kalian kami redaksi ikuti klik simak unduh langganan berlangganan baca dapatkan hubungi "
    "you your us our follow click read subscribe download join contact laman sertai ikut "
    "artikel naskah cipta article copyright disclaimer".split()
)
_ADDRESS_MARKS = ("@", "#", "://", "www.", "\u00a9")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """What is learned from of one article."""

    article_id: str
    lines: bytes
    """Keys of the paragraphs that may be furniture, each once: little-endian 64-bit integers."""
    opening: bytes
    """Telling words of headline and first words: their CRC-32s, little-endian."""


def outlet_of(source: str | None, url: str | None) -> str:
    """Return whose furniture an article carries: the source, else the host of its address, else nobody's."""
    return source or (urlsplit(url).hostname if url else None) or ""


def mark_of(article_id: str) -> int:
    """Return what an outlet's articles are sampled by: the lowest stay."""
    return int.from_bytes(blake2b(article_id.encode(), digest_size=7).digest(), "big")


def sampled(article_id: str, headline: str, body: str) -> Sampled:
    """Return what is learned from of an article."""
    told = [*words(headline), *words(body[:_OPENING_CHARACTERS])[:_OPENING_WORDS]]
    return Sampled(
        article_id=article_id,
        lines=np.array(sorted({key for key, _ in paragraphs(headline, body)}), dtype=_KEY).tobytes(),
        opening=np.array(sorted(_hashed(told)), dtype=_WORD).tobytes(),
    )


def paragraphs(headline: str, body: str) -> Iterator[tuple[int, str]]:
    """Yield key and text of each paragraph that may be furniture, in order; the headline never is."""
    held = [text for text in body.split("\n\n") if text.strip()]
    for place, text in enumerate(held):
        is_inside = _EDGE <= place < len(held) - _EDGE
        if not is_inside and text != headline and _may_be_furniture(text, is_last=len(held) - place <= _LAST):
            yield key_of(text), text


def key_of(text: str) -> int:
    """Return the signed 64-bit digest of a paragraph, whatever its case and the marks around it.

    Figures count: they part one line of a table from another.
    """
    digest = blake2b(fold(text).strip(_AROUND).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def often(sample: Sequence[Sampled], stories: int) -> dict[int, list[Sampled]]:
    """Return the paragraphs that enough articles of an outlet carry, by key, each with the first of those articles.

    `sample` is in the order of its marks, and so are they; `stories` as in `learn`.
    """
    fewest = max(stories, math.ceil(LEAST_SHARE * len(sample)))
    keys = np.frombuffer(b"".join([each.lines for each in sample]), dtype=_KEY)
    lengths = [len(each.lines) // keys.itemsize for each in sample]
    owners = np.repeat(np.arange(len(sample)), lengths)
    found, counts = np.unique(keys, return_counts=True)
    return {int(key): [sample[place] for place in owners[keys == key][:_COMPARED]] for key in found[counts >= fewest]}


def learn(holders: Mapping[int, Sequence[Sampled]], texts: Mapping[int, str], stories: int) -> frozenset[int]:
    """Return which of the paragraphs (by key) that `often` found so many unrelated stories carry.

    Copies and versions of one story open alike, and so do follow-ups with the same background: they count as one.
    """
    return frozenset(key for key, held in holders.items() if _are_unrelated(held, texts[key], stories))


def learned_in(article: Article, learned: Set[int]) -> tuple[str, ...]:
    """Return the paragraphs of an article that are furniture, in order."""
    if not learned:
        return ()
    found = tuple(text for key, text in paragraphs(article.headline, article.body) if key in learned)
    gone = sum(map(_length, found))
    return found if gone <= (1 - LEAST_LEFT) * _length(article.body) else ()


def without(article: Article, furniture: Collection[str]) -> Article:
    """Return the article as readers see it: without these paragraphs."""
    if not furniture:
        return article
    gone = frozenset(furniture)
    kept = [text for text in article.body.split("\n\n") if text not in gone]
    # HTML that says what the body says no longer does.
    return replace(article, body="\n\n".join(kept), markup=None)


def _may_be_furniture(text: str, *, is_last: bool) -> bool:
    if len(text) > _MOST_CHARACTERS or text.lstrip(" ,")[:1] in _QUOTES:
        return False
    length = _length(text)
    if length > _MOST_WORDS:
        return False
    if length < _LABEL_WORDS and not is_last:
        return False
    is_sentence = text.endswith(_SENTENCE_ENDS) and not text.endswith("...")
    if length <= _PROSE_WORDS and (length >= _SENTENCE_WORDS or not is_sentence):
        return True
    return not _ADDRESSES.isdisjoint(words(text)) or any(mark in text for mark in _ADDRESS_MARKS)


def _length(text: str) -> int:
    """Return about how many words a text has."""
    return len(text.split())


def _are_unrelated(holders: Sequence[Sampled], text: str, stories: int) -> bool:
    """Return whether so many of the articles open differently, each from each; the words of `text` aside."""
    own = _hashed(words(text))
    openings: list[set[int]] = []
    for each in holders:
        opening = set(np.frombuffer(each.opening, dtype=_WORD).tolist()) - own
        if all(len(opening & other) < _RELATED * min(len(opening), len(other)) for other in openings):
            openings.append(opening)
            if len(openings) == stories:
                return True
    return False


def _hashed(said: Sequence[str]) -> set[int]:
    return {zlib.crc32(word.encode()) for word in said if word not in FUNCTION_WORDS}
