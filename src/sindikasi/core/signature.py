"""MinHash signatures of articles, the bands candidates meet in, and the cheap screen before texts are compared."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from sindikasi.core.text import fold
from sindikasi.model import Signature

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sindikasi.model import Article

SHINGLE = 3
"""Words in a shingle."""
WHOLE = 128
"""Permutations over the whole text."""
LEAD = 32
"""Permutations over the lead, where the news point of an excerpt or of a shortened copy is."""
LEAD_WORDS = 100
"""Words of a text that count as its lead here."""
ROWS = 2
"""Signature values in a band."""
BANDS = (WHOLE + LEAD) // ROWS
_WHOLE_SEED, _LEAD_SEED = 1, 2

SCHEME = (
    f"affine32/word-poly64/nfkc-casefold/{SHINGLE}-words/"
    f"whole-{WHOLE}-seed{_WHOLE_SEED}/lead{LEAD_WORDS}-{LEAD}-seed{_LEAD_SEED}"
)
"""Everything the values depend on; a signature with another name is never compared with these."""

BAND_SCHEME = "multiply-shift-64/low-byte-sketches"
"""What band keys and sketches depend on besides; an index built under another name is made again."""

MAX_CHARACTERS = 1 << 18
"""Characters of a text that are read for grouping; no news article is longer, and the work stays bounded."""

# How many values must be equal before two texts are worth comparing word by word. Labelled duplicates expect 19
# of 128 equal at their lowest Jaccard (0.15) and unrelated articles 0.1; the lead catches excerpts of long texts.
_WHOLE_EQUAL, _LEAD_EQUAL = 8, 4

_EMPTY = np.uint32(0xFFFFFFFF)
_WORD_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2**64
_SHINGLE_FACTORS = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93)
_BAND_FACTORS = (0xA0761D6478BD642F, 0xE7037ED1A0B428DB)
_LETTER, _DIGIT, _MARK = 1, 2, 3
_TABLE = 0x10000
"""Characters whose kind is looked up; those above are rare."""
_GROUP = 1 << 17
"""Characters of texts hashed at once; a longer text is hashed alone."""
_BLOCK = 1 << 17
"""Permuted values held at once while signing: half a megabyte, unless one permutation of a burst is more."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HashedWords:
    """The words of an article, hashed once for its signature and for the pair rule."""

    text: str
    """What was read: the body, after the headline when the body says next to nothing; at most MAX_CHARACTERS of it."""
    words: NDArray[np.uint64]
    shingles: NDArray[np.uint64]


def hash_words(article: Article) -> HashedWords:
    """Return the hashed words of the article and of its 3-grams, in order."""
    return hash_many([article])[0]


def hash_many(articles: Sequence[Article]) -> list[HashedWords]:
    """Return the hashed words of each article: of a burst at once, which takes half the time."""
    found: list[HashedWords] = []
    for group in _groups(articles):
        texts = [article.body[:MAX_CHARACTERS] for article in group]
        words, bounds = _words_of(texts)
        shingles = shingle_hashes(words)  # those that reach into the next text belong to nobody
        for article, text, start, end in zip(group, texts, bounds, bounds[1:], strict=False):
            if end - start < SHINGLE:
                found.append(_hash_short(article, text))
            else:
                last = end - SHINGLE + 1
                found.append(HashedWords(text=text, words=words[start:end], shingles=shingles[start:last]))
    return found


def sign(article: Article, hashed: HashedWords | None = None) -> Signature:
    """Return the MinHash signature of the article's words; `hashed`: those words, where they are at hand."""
    return sign_many([hashed or hash_words(article)])[0]


def sign_many(hashed: Sequence[HashedWords]) -> list[Signature]:
    """Return the MinHash signature of each article: of a burst at once, which takes a third of the time."""
    a, b, lead_a, lead_b = _permutations()
    values = np.full((len(hashed), WHOLE + LEAD), _EMPTY, dtype=np.uint32)
    filled = [place for place, each in enumerate(hashed) if len(each.shingles)]
    if filled:
        wholes = [hashed[place].shingles for place in filled]
        values[filled, :WHOLE] = _minima(wholes, a, b)
        values[filled, WHOLE:] = _minima([each[: LEAD_WORDS - SHINGLE + 1] for each in wholes], lead_a, lead_b)
    return [Signature(scheme=SCHEME, values=row) for row in values]


def to_bytes(signature: Signature) -> bytes:
    """Return the values as little-endian 32-bit integers; the scheme is stored beside them."""
    return signature.values.astype("<u4").tobytes()


def from_bytes(scheme: str, data: bytes) -> Signature:
    """Return the signature that `to_bytes` wrote."""
    return Signature(scheme=scheme, values=np.frombuffer(data, dtype="<u4").astype(np.uint32))


def band_keys(signature: Signature) -> NDArray[np.uint64]:
    """Return one key a band, shape (BANDS,): two articles meet in a band when its keys are equal.

    The whole text's bands come first, then the lead's. The place of a band is mixed into its key.
    """
    return band_rows(signature.values)


def band_rows(values: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Return the band keys of one signature's values, or a row of keys for each row of them.

    Multiply-shift hashing of the pair and its place (Dietzfelbinger 1996): the high bits are the good ones.
    """
    pairs = values.astype(np.uint64).reshape(*values.shape[:-1], -1, ROWS)
    keys: NDArray[np.uint64] = pairs[..., 0] * np.uint64(_BAND_FACTORS[0])
    keys += pairs[..., 1] * np.uint64(_BAND_FACTORS[1])
    keys += _band_places()
    return keys


def sketch(values: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Return the low byte of each signature value, of one signature or of a row of them: for `screen_sketches`."""
    return values.astype(np.uint8)


def screen(signature: Signature, others: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Return which of `others`, shape (n, permutations), are near enough for their texts to be compared."""
    return _is_near(others == signature.values)


def screen_sketches(mine: NDArray[np.uint8], others: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which of `others` may pass `screen`: no sketch of a signature that passes is ever refused.

    `mine` is one sketch, or a row for each of `others`.
    """
    return _is_near(others == mine)


def estimate(signature: Signature, other: Signature) -> float:
    """Return the estimated Jaccard similarity of the whole texts, 0 to 1; ValueError when the schemes differ."""
    if signature.scheme != other.scheme:
        raise ValueError(f"signatures of {signature.scheme} and {other.scheme} cannot be compared")
    return float(np.count_nonzero(signature.values[:WHOLE] == other.values[:WHOLE])) / WHOLE


def word_hashes(text: str) -> NDArray[np.uint64]:
    """Return a 64-bit value a word of `text`, in order; words are those of `core.text.words`.

    Computed for all words at once: a word's value is the polynomial of its characters, taken as a difference of
    running sums. At most MAX_CHARACTERS are read.
    """
    return _values_and_starts(f"\n{fold(text[:MAX_CHARACTERS])}\n")[0]


def shingle_hashes(hashes: NDArray[np.uint64], size: int = SHINGLE) -> NDArray[np.uint64]:
    """Return a well-mixed 64-bit value for every run of `size` words (at most 3); all words when there are fewer."""
    size = min(size, len(hashes))
    count = len(hashes) - size + 1 if size else 0
    total = np.zeros(count, dtype=np.uint64)
    for place in range(size):
        total += hashes[place : place + count] * np.uint64(_SHINGLE_FACTORS[place])
    return _fmix64(total)


def _is_near(equal: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Count, in each row, the equal values of the whole text and of the lead: as bits, 32 at once."""
    words = np.packbits(equal).view(np.uint32).reshape(len(equal), (WHOLE + LEAD) // 32)
    first, second, third, fourth, lead = np.bitwise_count(words).T
    near: NDArray[np.bool_] = first + second + third + fourth >= _WHOLE_EQUAL
    near |= lead >= _LEAD_EQUAL
    return near


def _groups(articles: Sequence[Article]) -> Iterator[Sequence[Article]]:
    """Cut a burst where its texts would outgrow the processor's cache."""
    start = size = 0
    for place, article in enumerate(articles):
        size += len(article.body)
        if size > _GROUP and place > start:
            yield articles[start:place]
            start, size = place, len(article.body)
    yield articles[start:]


def _hash_short(article: Article, text: str) -> HashedWords:
    """Hash a text that says next to nothing together with its headline."""
    text = f"{article.headline}\n{text}"
    hashes = word_hashes(text)
    return HashedWords(text=text, words=hashes, shingles=shingle_hashes(hashes))


def _words_of(texts: Sequence[str]) -> tuple[NDArray[np.uint64], list[int]]:
    """Return the values of the words of all texts, and where each text begins among them, and the last ends."""
    folded = [fold(text) for text in texts]
    values, starts = _values_and_starts("\n".join(("", *folded, "")))
    limits = np.fromiter(map(len, folded), dtype=np.intp, count=len(folded))
    limits += 1
    return values, [0, *starts.searchsorted(limits.cumsum()).tolist()]


def _values_and_starts(text: str) -> tuple[NDArray[np.uint64], NDArray[np.intp]]:
    """Return value and place of each word of a folded text.

    It begins and ends with a newline, so that every word begins and ends at a change of kind.
    """
    codes = _codes(text)
    kinds = _kinds(codes)
    edges = np.flatnonzero(kinds[1:] != kinds[:-1])
    edges += 1
    starts = edges[:-1]
    powers, inverses = _powers(1 << len(codes).bit_length())
    sums = codes * powers[: len(codes)]
    np.cumsum(sums, out=sums)
    before = sums.take(edges - 1)
    values: NDArray[np.uint64] = before[1:] - before[:-1]
    values *= inverses.take(starts)
    is_word = kinds.take(starts) != 0
    return values[is_word], starts[is_word]


def _codes(text: str) -> NDArray[np.unsignedinteger[Any]]:
    """Return the code points, in as few bytes as they need."""
    if text.isascii():
        return np.frombuffer(text.encode("ascii"), dtype=np.uint8)
    pairs = text.encode("utf-16-le", "surrogatepass")
    if len(pairs) == 2 * len(text):
        return np.frombuffer(pairs, dtype="<u2")
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _kinds(codes: NDArray[np.unsignedinteger[Any]]) -> NDArray[np.uint8]:
    """Return letter, digit or 0 for each character; a mark between two digits belongs to the figure.

    The first and the last character are newlines.
    """
    kinds = _kind_table().take(codes, mode="clip")
    if codes.itemsize == np.dtype(np.uint32).itemsize:
        for place in np.flatnonzero(codes >= _TABLE):
            kinds[place] = _kind(int(codes[place]))
    marks = np.flatnonzero(kinds == _MARK)
    if len(marks):
        joins = marks[(kinds.take(marks - 1) == _DIGIT) & (kinds.take(marks + 1) == _DIGIT)]
        kinds[marks] = 0
        kinds[joins] = _DIGIT
    return kinds


def _kind(code: int) -> int:
    character = chr(code)
    if character in ".,:":
        return _MARK
    if character.isdecimal():
        return _DIGIT
    return _LETTER if character.isalnum() else 0


@lru_cache(maxsize=1)
def _kind_table() -> NDArray[np.uint8]:
    return np.fromiter((_kind(code) for code in range(_TABLE)), dtype=np.uint8, count=_TABLE)


@lru_cache(maxsize=20)
def _powers(size: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    return _power_row(_WORD_BASE, size), _power_row(pow(_WORD_BASE, -1, 1 << 64), size)


def _power_row(base: int, size: int) -> NDArray[np.uint64]:
    row = np.full(size, base, dtype=np.uint64)
    row[0] = 1
    return np.multiply.accumulate(row)


@lru_cache(maxsize=1)
def _band_places() -> NDArray[np.uint64]:
    return np.arange(BANDS, dtype=np.uint64) * np.uint64(_WORD_BASE)


@lru_cache(maxsize=1)
def _permutations() -> tuple[NDArray[np.uint32], ...]:
    """Return datasketch's affine32 parameters (datasketch 2.0, MinHash._init_permutations), as columns."""
    return (*_affine32(WHOLE, _WHOLE_SEED), *_affine32(LEAD, _LEAD_SEED))


def _affine32(count: int, seed: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    generator = np.random.RandomState(seed)
    a = generator.randint(0, 1 << 31, count, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    b = generator.randint(0, 1 << 32, count, dtype=np.uint32)
    return a.reshape(-1, 1), b.reshape(-1, 1)


def _minima(shingles: Sequence[NDArray[np.uint64]], a: NDArray[np.uint32], b: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return a row of minima for each array of shingles, none of them empty.

    All texts go through a few permutations at a time: as many as fit into the processor's cache.
    """
    lengths = np.fromiter(map(len, shingles), dtype=np.intp, count=len(shingles))
    starts = lengths.cumsum() - lengths
    mixed = _fmix32(np.concatenate(shingles).astype(np.uint32))
    minima = np.empty((len(a), len(shingles)), dtype=np.uint32)
    step = max(1, _BLOCK // len(mixed))
    permuted = np.empty((min(step, len(a)), len(mixed)), dtype=np.uint32)
    for first in range(0, len(a), step):
        part = slice(first, first + step)
        block = permuted[: len(a[part])]
        np.multiply(a[part], mixed, out=block)
        block += b[part]
        np.minimum.reduceat(block, starts, axis=1, out=minima[part])
    return minima.T


def _fmix32(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Apply MurmurHash3's 32-bit finalizer in place, as datasketch does before its permutations."""
    values ^= values >> np.uint32(16)
    values *= np.uint32(0x85EBCA6B)
    values ^= values >> np.uint32(13)
    values *= np.uint32(0xC2B2AE35)
    values ^= values >> np.uint32(16)
    return values


def _fmix64(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Apply MurmurHash3's 64-bit finalizer in place."""
    values ^= values >> np.uint64(33)
    values *= np.uint64(0xFF51AFD7ED558CCD)
    values ^= values >> np.uint64(33)
    values *= np.uint64(0xC4CEB9FE1A85EC53)
    values ^= values >> np.uint64(33)
    return values
