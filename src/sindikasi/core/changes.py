"""What a later version of a text says otherwise than the one before: figures, names, quotations, negations.

Only these are material. Spelling, order, wording and furniture are not: a reader need not be told of them.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from sindikasi.core.text import fold, tidy_line, words
from sindikasi.model import Change

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sindikasi.model import Article

LISTED = 6
"""Of each kind, at most this many words or passages are named."""
LONGEST = 100_000
"""Characters of a text that are compared; no news article is as long."""
_FEWEST_QUOTED = 3
"""Words in quotation marks below which it is a title or a term, no quotation."""
_SAME_QUOTATION = 0.9
_SAME_SENTENCE = 0.6
_LONG_NAME = 6
"""Letters from which one letter more, less or other in a name is taken for spelling."""
_MOST_SENTENCES = 60
"""Changed sentences looked at for negations: comparing each with each is quadratic."""

_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
# As in core.pairs: a capitalised word that opens neither a sentence nor a quotation.
_NAME = re.compile(r"(?<=[\w,;)/&-] )[A-Z][A-Za-zÀ-ÖØ-öø-ÿ]{2,}")
_QUOTED = re.compile(r"[“\"]([^“”\"]{8,2000})[”\"]")
_SENTENCE_END = re.compile(r"(?<=[.!?…”\"])\s+(?=[“\"(A-Z0-9])|\n+")
_NEGATIONS = frozenset(
    """
    tidak tak bukan belum tanpa jangan tiada nihil mustahil bantah membantah dibantah batal dibatalkan
    not no never none without neither nor cannot denies denied deny isn aren wasn weren don doesn didn won wouldn
    hasn haven hadn couldn shouldn
    """.split()
)
_UNITS = {
    **dict(zip("dua tiga empat lima enam tujuh delapan sembilan".split(), range(2, 10), strict=True)),
    **dict(zip("two three four five six seven eight nine".split(), range(2, 10), strict=True)),
}
_WHOLE = {
    "sepuluh": 10,
    "sebelas": 11,
    **dict(
        zip(
            "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
            range(10, 20),
            strict=True,
        )
    ),
    **dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True)),
}


def changes(before: Article, after: Article) -> tuple[Change, ...]:
    """Return what is material in going from one version to the next; nothing when it is spelling and wording.

    A pure function of the texts: headline, standfirst and body.
    """
    old, new = _text(before), _text(after)
    if old == new:
        return ()
    found = [
        _change("figures", *_differing(_figures(old), _figures(new))),
        _change("names", *_strange_names(old, new)),
        _change("quotes", *_other_quotations(old, new)),
        _change("negation", *_turned_sentences(old, new)),
    ]
    return tuple(change for change in found if change is not None)


def _change(kind: str, before: Sequence[str], after: Sequence[str]) -> Change | None:
    if not before and not after:
        return None
    return Change(kind=kind, before=tuple(before[:LISTED]), after=tuple(after[:LISTED]))  # type: ignore[arg-type]


def _text(article: Article) -> str:
    return "\n".join(filter(None, (article.headline, article.standfirst, article.body)))[:LONGEST]


def _differing(old: dict[str, str], new: dict[str, str]) -> tuple[list[str], list[str]]:
    """Return how what only one of them has is written there."""
    return [old[key] for key in old if key not in new], [new[key] for key in new if key not in old]


# --- figures -----------------------------------------------------------------------------------


def _figures(text: str) -> dict[str, str]:
    """Return each figure as a value and as it is written; numbers in words up to 99 count too."""
    found = {_value(match[0]): match[0] for match in reversed(list(_FIGURE.finditer(text)))}
    found = dict(reversed(found.items()))
    for value, written in _spelled(words(text)):
        found.setdefault(value, written)
    return found


def _value(figure: str) -> str:
    """Return one form for "1.200" and "1,200", "5,3" and "5.3"; a time of day keeps its parts."""
    if _GROUPED.fullmatch(figure):
        return re.sub("[.,]", "", figure)
    return figure.replace(",", ".").lstrip("0") or "0"


def _spelled(found: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield numbers in words; "one" is left out, which in both languages is more often no number."""
    place = 0
    while place < len(found):
        value, length = _number_at(found, place)
        if length:
            yield str(value), " ".join(found[place : place + length])
        place += length or 1


def _number_at(found: Sequence[str], place: int) -> tuple[int, int]:
    """Return the number that begins at a word and how many words it has; (0, 0) where there is none."""
    word, second, third = (*found[place : place + 3], "", "")[:3]
    if word in _UNITS:
        if second == "belas":
            return 10 + _UNITS[word], 2
        if second == "puluh":
            return 10 * _UNITS[word] + _UNITS.get(third, 0), 2 + (third in _UNITS)
        return _UNITS[word], 1
    if word in _WHOLE:
        is_compound = _WHOLE[word] >= 20 and second in _UNITS
        return _WHOLE[word] + (_UNITS[second] if is_compound else 0), 1 + is_compound
    return 0, 0


# --- names -------------------------------------------------------------------------------------


def _strange_names(old: str, new: str) -> tuple[list[str], list[str]]:
    """Return the names the other text has nowhere, in no case and in no spelling."""
    gone, come = _names_beyond(old, new), _names_beyond(new, old)
    respelled = {(one, other) for one in gone for other in come if _is_respelled(fold(one), fold(other))}
    return (
        [name for name in gone if name not in {one for one, _ in respelled}],
        [name for name in come if name not in {other for _, other in respelled}],
    )


def _names_beyond(text: str, other: str) -> list[str]:
    known = set(words(other))
    return [name for name in dict.fromkeys(_NAME.findall(text)) if fold(name) not in known]


def _is_respelled(one: str, other: str) -> bool:
    """Return whether two long words differ in one letter."""
    if min(len(one), len(other)) < _LONG_NAME or abs(len(one) - len(other)) > 1:
        return False
    shared = sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())
    return shared >= max(len(one), len(other)) - 1


# --- quotations and negations ------------------------------------------------------------------


def _other_quotations(old: str, new: str) -> tuple[list[str], list[str]]:
    mine, theirs = _quotations(old), _quotations(new)
    gone, come = _differing(mine, theirs)
    kept = [(one, other) for one in gone for other in come if _is_same_quotation(one, other)]
    return (
        [quotation for quotation in gone if quotation not in {one for one, _ in kept}],
        [quotation for quotation in come if quotation not in {other for _, other in kept}],
    )


def _quotations(text: str) -> dict[str, str]:
    found = (tidy_line(match[1]) for match in _QUOTED.finditer(text))
    return {key: quotation for quotation in found if (key := _key(quotation)).count(" ") >= _FEWEST_QUOTED - 1}


def _key(text: str) -> str:
    return " ".join(words(text))


def _is_same_quotation(one: str, other: str) -> bool:
    """Return whether two quotations differ in spelling only: neither in a figure nor in a negation."""
    if _figures(one).keys() != _figures(other).keys() or _negations(one) != _negations(other):
        return False
    return _likeness(_key(one), _key(other)) >= _SAME_QUOTATION


def _turned_sentences(old: str, new: str) -> tuple[list[str], list[str]]:
    """Return sentences that stand in both with other words, a negation among these."""
    mine, theirs = _sentences(old), _sentences(new)
    gone = [key for key in mine if key not in theirs][:_MOST_SENTENCES]
    come = [key for key in theirs if key not in mine][:_MOST_SENTENCES]
    turned: dict[str, str] = {}
    for one in gone:
        closest = max(come, key=lambda other: _likeness(one, other), default=None)
        if closest is None or _likeness(one, closest) < _SAME_SENTENCE:
            continue
        if _negations(one) != _negations(closest):
            turned[mine[one]] = theirs[closest]
    return list(turned), list(turned.values())


def _sentences(text: str) -> dict[str, str]:
    found = (tidy_line(sentence) for sentence in _SENTENCE_END.split(text))
    return {key: sentence for sentence in found if (key := _key(sentence))}


def _negations(text: str) -> int:
    return _count(words(text), _NEGATIONS)


def _count(found: Iterable[str], wanted: frozenset[str]) -> int:
    return sum(word in wanted for word in found)


def _likeness(one: str, other: str) -> float:
    """Return how much two texts have in common word by word, 0 to 1."""
    matcher = SequenceMatcher(None, one.split(), other.split(), autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _SAME_SENTENCE else 0.0
