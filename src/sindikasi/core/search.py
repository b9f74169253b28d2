"""Searching stored articles: the words an index keeps of one, and what a query needs of them to match."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from sindikasi.core.matching import RULES, Searchable, is_metadata
from sindikasi.core.query_parser import Both, Either, Everything, Field, Negated, Node, Term
from sindikasi.core.stems import SCHEME as STEMS
from sindikasi.core.stems import Morphology, stem
from sindikasi.core.subject_codes import subject_of
from sindikasi.core.text import fold, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sindikasi.model import Article

SCHEME: Final = f"search-1 {RULES} {STEMS}"
"""Names what is kept of an article; an index of another scheme is made anew."""
LONGEST_WORD: Final = 64
"""Letters of a word that are kept; longer ones are looked for by these."""
LONGEST_QUERY: Final = 1_000
"""Characters of a query that is searched for: no address has to be longer, and each word costs a look-up."""
DEEPEST: Final = 12
"""Groups inside one another that an index is asked for as they are."""

_MORPHOLOGIES: Final[tuple[Morphology, ...]] = ("malay", "plural")
# Before a word: in which field it stands. Words themselves have no "=".
_MARKS: Final[dict[Field, str]] = {
    "headline": "h=",
    "source": "s=",
    "language": "l=",
    "byline": "b=",
    "credit": "c=",
    "dateline": "d=",
    "subject": "r=",
    "section": "k=",
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word an article has to hold, with the mark of its field."""

    text: str
    is_open: bool = False
    """True when it may go on."""


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part has to be there."""

    parts: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part has to be there."""

    parts: tuple[Need, ...]


Need = Word | AllOf | AnyOf


# --- what is kept ------------------------------------------------------------------------------


def kept_words(article: Article) -> set[str]:
    """Return the folded words of an article and their stems, those of the headline and of metadata also marked."""
    text = Searchable(article)
    headline = _with_stems(text.headline_words, text.rules)
    found = _with_stems(text.body_words, text.rules) | headline
    found |= {_MARKS["headline"] + word for word in headline}
    values: dict[Field, tuple[str | None, ...]] = {
        "source": (article.source,),
        "language": (article.language,),
        "byline": (article.byline,),
        "credit": (article.credit,),
        "dateline": (article.dateline,),
        "section": article.categories,
        "subject": tuple(_codes(article.subjects)),
    }
    found |= {_MARKS[field] + word for field, held in values.items() for each in held if each for word in words(each)}
    return {word[:LONGEST_WORD] for word in found}


def _with_stems(tokens: Iterable[str], rules: Morphology) -> set[str]:
    found = set(tokens)
    return found.union([_stem(word, rules) for word in found])


@lru_cache(maxsize=30_000)
def _stem(word: str, rules: Morphology) -> str:
    # A language in use has more words than `stem` remembers for queries; 30,000 are some 6 MB.
    return stem(word, rules)


def _codes(subjects: Iterable[str]) -> Iterator[str]:
    """Yield the codes and all that they stand under, as `subject_codes.is_under` has it."""
    for code in subjects:
        yield code
        yield f"{code[:5]}000"
        if top := subject_of(code):
            yield top


# --- what is needed ----------------------------------------------------------------------------


def needs(tree: Node) -> Need | None:
    """Return what every article that matches holds; None when that may be nothing, as with BUKAN alone.

    An article that holds it need not match: order, capitals and counts are left to the query.
    """
    need = _needs(tree)
    return None if need is None else _shallow(need, DEEPEST)


def _needs(node: Node) -> Need | None:
    match node:
        case Everything() | Negated():
            return None
        case Term():
            return _term_needs(node)
        case Both():
            return _all_of(need for part in node.parts if (need := _needs(part)) is not None)
        case Either():
            return _any_of(_needs(part) for part in node.parts)
        case _:
            # The points are above 0: without a term that adds some they are not reached.
            return _any_of(_needs(part) for part, weight in node.parts if weight > 0)


def _term_needs(term: Term) -> Need | None:
    if term.field == "subject":
        return _word(_MARKS["subject"] + term.words[0])
    mark = _MARKS.get(term.field, "") if term.field else ""
    folded = [fold(word) for word in term.words]
    if term.kind == "word" and not is_metadata(term.field):
        forms = dict.fromkeys((folded[0], *(stem(folded[0], rules) for rules in _MORPHOLOGIES)))
        return _any_of(_word(mark + form) for form in forms)
    last = len(folded) - 1
    return _all_of(_word(mark + word, is_open=term.is_open and at == last) for at, word in enumerate(folded))


def _word(text: str, *, is_open: bool = False) -> Word:
    return Word(text[:LONGEST_WORD], is_open=is_open and len(text) <= LONGEST_WORD)


def _all_of(parts: Iterable[Need]) -> Need | None:
    found = tuple(dict.fromkeys(parts))
    if len(found) > 1:
        return AllOf(found)
    return found[0] if found else None


def _any_of(parts: Iterable[Need | None]) -> Need | None:
    found = tuple(dict.fromkeys(parts))
    known = tuple(part for part in found if part is not None)
    if len(known) < len(found) or not known:
        return None  # one of them may be there without a word
    return AnyOf(known) if len(known) > 1 else known[0]


def _shallow(need: Need, depth: int) -> Need:
    """Return the need with what lies deeper than `depth` groups made less exact: engines parse only so deep."""
    if isinstance(need, Word):
        return need
    if depth == 0:
        return AnyOf(tuple(dict.fromkeys(_one_of(need))))
    return type(need)(tuple(_shallow(part, depth - 1) for part in need.parts))


def _one_of(need: Need) -> Iterator[Word]:
    """Yield words of which one at least is there."""
    match need:
        case Word():
            yield need
        case AllOf():
            yield from _one_of(need.parts[0])
        case _:
            for part in need.parts:
                yield from _one_of(part)


# --- the normal form ---------------------------------------------------------------------------


def normal_form(node: Node) -> str:
    """Return one text for all ways to write a query that are told apart by blanks, operators and order alone."""
    match node:
        case Everything():
            return "*"
        case Term():
            shown = f"{node.kind}({' '.join(node.words)}{'*' if node.is_open else ''})"
            return f"{node.field}:{shown}" if node.field else shown
        case Negated():
            return f"not({normal_form(node.part)})"
        case Both():
            return f"all({', '.join(sorted({normal_form(part) for part in node.parts}))})"
        case Either():
            return f"any({', '.join(sorted({normal_form(part) for part in node.parts}))})"
        case _:
            weighted = sorted(f"{normal_form(part)}^{weight:g}" for part, weight in node.parts)
            return f"{'dense' if node.is_dense else 'atleast'}({node.points:g}, {', '.join(weighted)})"
