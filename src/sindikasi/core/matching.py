"""Topic queries at work: one table of all their terms, through which an article is read once."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias, TypeGuard

from sindikasi.core.query_parser import AtLeast, Both, Either, Everything, Field, Kind, Negated, Node, Term
from sindikasi.core.stems import Morphology, malay_core, morphology, stem
from sindikasi.core.subject_codes import is_under
from sindikasi.core.text import fold, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sindikasi.model import Article

RULES: Final = "query-1"
"""Names how queries match; changes when the same query would match other articles."""

IN_HEADLINE: Final = 3.0
"""In `minimal(...)` a term that stands in the headline counts this many times its weight."""
USUAL_WORDS: Final = 250
"""The length of a body for which the points of `padat(...)` are meant."""

_MEMO_WORDS: Final = 100_000
_MEMO_LETTERS: Final = 40
_SHORTEST_PREFIX: Final = 2
_KEY: Final = 3
_PREFIX_LETTERS: Final = 10  # the longest run of Indonesian prefixes: "mempersatukan", "keberlangsungan"


class Searchable:
    """An article as queries see it: the folded words of headline and body, found once.

    The standfirst is read as the beginning of the body. Captions are left out: in scraped pages they
    describe other days and events.
    """

    __slots__ = ("article", "body", "body_words", "headline_words", "length_factor", "rules", "sections")

    def __init__(self, article: Article) -> None:
        self.article = article
        self.rules: Morphology = morphology(article.language)
        self.body = f"{article.standfirst}\n\n{article.body}" if article.standfirst else article.body
        self.headline_words = words(article.headline)
        self.body_words = words(self.body)
        # The longer a text, the more words it holds by chance. The square root stands between counting words
        # and counting their share.
        self.length_factor = min(2.0, max(0.5, math.sqrt(len(self.body_words) / USUAL_WORDS)))
        self.sections = frozenset(tuple(words(name)) for name in article.categories)


@dataclass(slots=True)
class Evidence:
    """Which terms an article holds, by their numbers in a matcher's table, and what each tally adds up to."""

    text: Searchable
    headline: set[int]
    body: set[int]
    scores: list[float]


Test: TypeAlias = "Callable[[Evidence], bool]"


class _Memo(dict[str, tuple[int, ...]]):
    """Which terms each word is a form of, remembered up to a bound."""

    def __init__(self, look_up: Callable[[str], tuple[int, ...]]) -> None:
        super().__init__()
        self._look_up = look_up

    def __missing__(self, word: str) -> tuple[int, ...]:
        found = self._look_up(word)
        if len(word) <= _MEMO_LETTERS:
            if len(self) >= _MEMO_WORDS:
                self.clear()
            self[word] = found
        return found


class Vocabulary:
    """An inverted table from words to the numbers of the terms they are a form of."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[object, ...], int] = {}
        self._whole: dict[str, list[int]] = defaultdict(list)
        self._prefixes: dict[str, list[int]] = defaultdict(list)
        self._prefix_starts: set[str] = set()
        self._stems: dict[Morphology, dict[str, list[int]]] = {
            "malay": defaultdict(list),
            "plural": defaultdict(list),
        }
        self._cores: dict[str, tuple[str, ...]] = {}
        self._phrases: dict[int, tuple[frozenset[int], str]] = {}
        self._acronyms: dict[int, str] = {}
        self._doubtful: set[int] = set()
        self._memos: dict[Morphology, _Memo] = {
            "malay": _Memo(lambda word: self._look_up(word, "malay")),
            "plural": _Memo(lambda word: self._look_up(word, "plural")),
        }

    def number(self, term: Term) -> int:
        """Return the number of a term, entering it when it is new; its field does not matter."""
        return self._number(term.kind, term.words, is_open=term.is_open)

    def _number(self, kind: Kind, words: tuple[str, ...], *, is_open: bool = False) -> int:
        key = (kind, words, is_open)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self._numbers)
            self._enter(number, kind, words, is_open=is_open)
            for memo in self._memos.values():
                memo.clear()
        return number

    def _enter(self, number: int, kind: Kind, words: tuple[str, ...], *, is_open: bool) -> None:
        first = words[0]
        match kind:
            case "prefix":
                self._prefixes[first].append(number)
                self._prefix_starts.add(first[:_SHORTEST_PREFIX])
            case "word":
                self._whole[first].append(number)
                for rules, stems in self._stems.items():
                    stems[stem(first, rules)].append(number)
                core = malay_core(stem(first, "malay"))
                if core:
                    self._cores[core[:_KEY]] = (*self._cores.get(core[:_KEY], ()), core)
            case "acronym":
                self._whole[fold(first)].append(number)
                self._acronyms[number] = first
                self._doubtful.add(number)
            case _:
                self._enter_phrase(number, words, is_open=is_open)

    def _enter_phrase(self, number: int, words: tuple[str, ...], *, is_open: bool) -> None:
        closed = words[:-1] if is_open else words
        # The longest word is the rarest, as a rule: the phrase is looked for only where it stands, and the others.
        rarest = max(closed, key=len)
        self._whole[rarest].append(number)
        if len(words) > 1:
            parts = frozenset(self._number("phrase", (word,)) for word in closed if word != rarest)
            self._phrases[number] = (parts, f" {' '.join(words)}{'' if is_open else ' '}")
            self._doubtful.add(number)

    def _look_up(self, word: str, rules: Morphology) -> tuple[int, ...]:
        found = list(self._whole.get(word, ()))
        forms = self._stems[rules].get(stem(word, rules))
        if forms and (rules == "plural" or self._holds_core(word)):
            found += forms
        if word[:_SHORTEST_PREFIX] in self._prefix_starts:
            for end in range(_SHORTEST_PREFIX, min(len(word), _MEMO_LETTERS) + 1):
                found += self._prefixes.get(word[:end], ())
        return tuple(dict.fromkeys(found))

    def _holds_core(self, word: str) -> bool:
        # Sastrawi knows infixes, too, which make a few old words one (gerigi, gigi) and of Yemen the currency yen:
        # a stem counts where the core of one we look for stands behind prefixes at most so long.
        for start in range(min(len(word), _PREFIX_LETTERS + 1)):
            for end in range(start + 1, start + _KEY + 1):
                cores = self._cores.get(word[start:end])
                if cores and word.startswith(cores, start):
                    return True
        return False

    def present(self, tokens: Sequence[str], rules: Morphology, text: str) -> set[int]:
        """Return the numbers of the terms that stand in a text whose folded words are `tokens`."""
        # Most words lead to no term, and to ask for a word twice costs less than to find out which are the same.
        found: set[int] = set().union(*filter(None, map(self._memos[rules].__getitem__, tokens)))
        line = f" {' '.join(tokens)} "
        absent: list[int] = []
        for number in found & self._doubtful:
            if number in self._phrases:
                parts, phrase = self._phrases[number]
                stands = parts <= found and phrase in line
            else:
                stands = _stands_alone(self._acronyms[number], text)
            if not stands:
                absent.append(number)
        found.difference_update(absent)
        return found


def _stands_alone(capitals: str, text: str) -> bool:
    """Return whether the capitals stand in the text with no other letter at either side."""
    start = text.find(capitals)
    while start >= 0:
        end = start + len(capitals)
        if not (_is_letter(text[start - 1 : start]) or _is_letter(text[end : end + 1])):
            return True
        start = text.find(capitals, start + 1)
    return False


def _is_letter(character: str) -> bool:
    # As [^\W\d_] sees it in core.text: what is neither a figure nor a mark, and not nothing.
    return character.isalnum() and not character.isdecimal()


class Matcher:
    """Several queries over one vocabulary: an article is read once for all of them.

    Every word is looked up in one table; phrases are searched for only where all their words stand, acronyms where
    their letters do, each in time linear in the text. Nothing backtracks.
    """

    def __init__(self, trees: Sequence[Node]) -> None:
        self._vocabulary = Vocabulary()
        self._postings: dict[int, list[tuple[int, float, float]]] = defaultdict(list)
        self._tallies = 0
        self._tests = [self._compile(tree) for tree in trees]

    def matches(self, text: Searchable) -> list[bool]:
        """Return for each query, in order, whether it matches."""
        evidence = self.gather(text)
        return [test(evidence) for test in self._tests]

    def gather(self, text: Searchable) -> Evidence:
        """Return which terms stand in the article and what each `minimal(...)` adds up to."""
        present = self._vocabulary.present
        headline = present(text.headline_words, text.rules, text.article.headline)
        body = present(text.body_words, text.rules, text.body)
        scores = [0.0] * self._tallies
        postings = self._postings
        for number in body:
            if number in postings and number not in headline:
                for tally, _, in_body in postings[number]:
                    scores[tally] += in_body
        for number in headline:
            for tally, in_headline, in_body in postings.get(number, ()):
                scores[tally] += in_headline or (in_body if number in body else 0.0)
        return Evidence(text=text, headline=headline, body=body, scores=scores)

    def _compile(self, node: Node) -> Test:
        match node:
            case Everything():
                return lambda _: True
            case Term():
                return self._term_test(node)
            case Negated():
                refused = self._compile(node.part)
                return lambda evidence: not refused(evidence)
            case Both():
                needed = [self._compile(part) for part in node.parts]
                return lambda evidence: all(test(evidence) for test in needed)
            case Either():
                return self._either_test(node)
            case _:
                return self._tally_test(node)

    def _either_test(self, node: Either) -> Test:
        # The built-in subjects name some 20 sections each: those are looked up at once, not one by one.
        named = [part for part in node.parts if _is_section_name(part)]
        names = frozenset(tuple(map(fold, term.words)) for term in named)
        enough = [self._compile(part) for part in node.parts if not _is_section_name(part)]

        def one(evidence: Evidence) -> bool:
            if not names.isdisjoint(evidence.text.sections):
                return True
            for test in enough:  # noqa: SIM110 - any() costs a generator on the hottest path
                if test(evidence):
                    return True
            return False

        return one

    def _term_test(self, term: Term) -> Test:
        field = term.field
        if is_metadata(field):
            return lambda evidence: in_metadata(term, field, evidence.text.article)
        number = self._vocabulary.number(term)
        match term.field:
            case "headline":
                return lambda evidence: number in evidence.headline
            case "body":
                return lambda evidence: number in evidence.body
            case _:
                return lambda evidence: number in evidence.headline or number in evidence.body

    def _tally_test(self, node: AtLeast) -> Test:
        tally = self._tallies
        self._tallies += 1
        others: list[tuple[Test, float]] = []
        for part, weight in node.parts:
            if isinstance(part, Term) and not is_metadata(part.field):
                in_headline, in_body = points(part, weight)
                self._postings[self._vocabulary.number(part)].append((tally, in_headline, in_body))
            else:
                others.append((self._compile(part), weight))

        def reached(evidence: Evidence) -> bool:
            total = evidence.scores[tally]
            if others:
                total += sum(weight for test, weight in others if test(evidence))
            return total >= needed(node, evidence.text)

        return reached


def _is_section_name(node: Node) -> TypeGuard[Term]:
    return isinstance(node, Term) and node.field == "section" and not node.is_open


def needed(node: AtLeast, text: Searchable) -> float:
    """Return the points an article needs."""
    return node.points * text.length_factor if node.is_dense else node.points


def points(term: Term, weight: float) -> tuple[float, float]:
    """Return what a term adds to a tally when it stands in the headline, and when only in the body."""
    return (
        0.0 if term.field == "body" else IN_HEADLINE * weight,
        0.0 if term.field == "headline" else weight,
    )


# --- metadata ----------------------------------------------------------------------------------


def metadata(article: Article, field: Field) -> tuple[str, ...]:
    """Return what `article` has in a field of metadata."""
    if field == "section":
        return article.categories
    if field == "subject":
        return article.subjects
    value: str | None = getattr(article, field)
    return (value,) if value else ()


def is_metadata(field: Field | None) -> TypeGuard[Field]:
    """Return whether a term's field is neither headline nor body, nor both (None)."""
    return field not in (None, "headline", "body")


def in_metadata(term: Term, field: Field, article: Article) -> bool:
    """Return whether a term stands in a field of metadata."""
    values = metadata(article, field)
    if field == "subject":
        return any(is_under(value, term.words[0]) for value in values)
    return any(_has_words(term, words(value), whole=field == "section") for value in values)


def _has_words(term: Term, tokens: Sequence[str], *, whole: bool) -> bool:
    wanted = [fold(word) for word in term.words]
    if whole and len(tokens) != len(wanted):
        return False
    starts = range(1) if term.field == "language" else range(len(tokens))
    return any(_begins(tokens[start : start + len(wanted)], wanted, term.is_open) for start in starts)


def _begins(tokens: Sequence[str], wanted: Sequence[str], is_open: bool) -> bool:
    if len(tokens) < len(wanted) or list(tokens[:-1]) != list(wanted[:-1]):
        return False
    return tokens[-1].startswith(wanted[-1]) if is_open else tokens[-1] == wanted[-1]
