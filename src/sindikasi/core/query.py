"""One topic query: compile it, match it, and say why it matched."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sindikasi.core.matching import Matcher, Searchable, in_metadata, is_metadata, metadata, needed, points
from sindikasi.core.query_parser import AtLeast, Both, Either, Everything, Field, Negated, Node, Term, parse
from sindikasi.core.stems import stem
from sindikasi.core.text import fold, word_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sindikasi.model import Article

_AROUND = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One term of a query that stands in an article."""

    term: str
    """As written in the query."""
    field: Field
    where: int
    """Which word of the field, counted from 1."""
    word: str
    """As it stands in the article."""
    snippet: str
    """The word with what stands around it, on one line."""
    points: float | None = None
    """What it added to its `minimal(...)`; None outside of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How far one `minimal(...)` of a query got."""

    reached: float
    needed: float


class Query:
    """A compiled query; use `compile_query` to make one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = parse(text)
        self._matcher = Matcher([self.tree])

    def match(self, article_text: Searchable) -> bool:
        """Return whether the article matches."""
        return self._matcher.matches(article_text)[0]

    def explain(self, article_text: Searchable) -> tuple[Hit, ...]:
        """Return the terms that stand in the article, in the query's order, whether or not they suffice.

        Terms under BUKAN are left out. A term is shown where it stands first, in the headline if it is there.
        """
        return tuple(_Explanation(article_text).hits(self.tree))

    def tallies(self, article_text: Searchable) -> tuple[Tally, ...]:
        """Return how far each `minimal(...)` got, in the query's order."""
        return tuple(_Explanation(article_text).tallies(self.tree))


def compile_query(text: str) -> Query:
    """Return the query in `text`.

    Raises QueryError, whose message names what was expected and, where it can, the remedy.
    """
    return Query(text)


def searchable(article: Article) -> Searchable:
    """Return the article as queries see it; make it once for several queries."""
    return Searchable(article)


# --- explaining --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Place:
    field: Field
    index: int
    start: int
    end: int


class _Explanation:
    """Finds the places of terms in one article; slower than matching, for people to read."""

    def __init__(self, text: Searchable) -> None:
        self._text = text
        self._article = text.article
        self._rules = text.rules
        self._texts: dict[Field, str] = {"headline": text.article.headline, "body": text.body}
        self._spans = {field: list(word_spans(value)) for field, value in self._texts.items()}
        self._words = {field: [word for word, _, _ in spans] for field, spans in self._spans.items()}
        self._forms = {field: self._positions(tokens) for field, tokens in self._words.items()}

    def _positions(self, tokens: Sequence[str]) -> dict[str, list[int]]:
        """Return where each word stands, under its folded form and its stem."""
        positions: dict[str, list[int]] = defaultdict(list)
        for index, word in enumerate(tokens):
            for form in {word, stem(word, self._rules)}:
                positions[form].append(index)
        return positions

    def hits(self, node: Node) -> Iterator[Hit]:
        """Yield the terms found, in the tree's order."""
        match node:
            case Term():
                yield from self._hit(node, None)
            case Both() | Either():
                for part in node.parts:
                    yield from self.hits(part)
            case AtLeast():
                for part, weight in node.parts:
                    yield from self._weighted(part, weight)

    def tallies(self, node: Node) -> Iterator[Tally]:
        """Yield how far each `minimal(...)` got, in the tree's order."""
        match node:
            case AtLeast():
                yield Tally(reached=self._reached(node), needed=needed(node, self._text))
            case Both() | Either():
                for part in node.parts:
                    yield from self.tallies(part)
            case Negated():
                yield from self.tallies(node.part)

    def holds(self, node: Node) -> bool:
        """Return whether a part of the tree matches."""
        match node:
            case Everything():
                return True
            case Term():
                return self._is_found(node)
            case Negated():
                return not self.holds(node.part)
            case Both():
                return all(self.holds(part) for part in node.parts)
            case Either():
                return any(self.holds(part) for part in node.parts)
            case _:
                return self._reached(node) >= needed(node, self._text)

    def _reached(self, node: AtLeast) -> float:
        return sum(self._points(part, weight) for part, weight in node.parts)

    def _points(self, part: Node, weight: float) -> float:
        if not isinstance(part, Term) or is_metadata(part.field):
            return weight if self.holds(part) else 0.0
        place = self._place(part)
        if place is None:
            return 0.0
        in_headline, in_body = points(part, weight)
        return in_headline if place.field == "headline" else in_body

    def _weighted(self, part: Node, weight: float) -> Iterator[Hit]:
        if isinstance(part, Term):
            yield from self._hit(part, self._points(part, weight))
        elif self.holds(part):
            yield from self.hits(part)

    def _is_found(self, term: Term) -> bool:
        if is_metadata(term.field):
            return in_metadata(term, term.field, self._article)
        return self._place(term) is not None

    def _hit(self, term: Term, gained: float | None) -> Iterator[Hit]:
        if is_metadata(term.field):
            if in_metadata(term, term.field, self._article):
                values = ", ".join(metadata(self._article, term.field))
                yield Hit(term=term.written, field=term.field, where=1, word=values, snippet=values, points=gained)
            return
        place = self._place(term)
        if place is None:
            return
        text = self._texts[place.field]
        yield Hit(
            term=term.written,
            field=place.field,
            where=place.index + 1,
            word=text[place.start : place.end],
            snippet=_snippet(text, place.start, place.end),
            points=gained,
        )

    def _place(self, term: Term) -> _Place | None:
        fields: tuple[Field, ...] = ("headline", "body") if term.field is None else (term.field,)
        for field in fields:
            spans = self._spans[field]
            for index in self._starts(term, field):
                if self._stands_at(term, field, index):
                    return _Place(field, index, spans[index][1], spans[index + len(term.words) - 1][2])
        return None

    def _starts(self, term: Term, field: Field) -> Iterable[int]:
        """Return where the term may begin, in order."""
        forms = self._forms[field]
        if term.kind == "word":
            found = forms.get(term.words[0], []) + forms.get(stem(term.words[0], self._rules), [])
            return sorted(set(found))
        if term.is_open and len(term.words) == 1:
            return range(len(self._words[field]))
        return forms.get(fold(term.words[0]), ())

    def _stands_at(self, term: Term, field: Field, index: int) -> bool:
        if term.kind == "acronym":
            _, start, end = self._spans[field][index]
            return self._texts[field][start:end] == term.words[0]
        found = self._words[field][index : index + len(term.words)]
        if term.kind == "word":
            root = stem(term.words[0], self._rules)
            return term.words[0] == found[0] or root == stem(found[0], self._rules)
        if len(found) == len(term.words) and term.is_open:
            return found[:-1] == list(term.words[:-1]) and found[-1].startswith(term.words[-1])
        return found == list(term.words)


def _snippet(text: str, start: int, end: int) -> str:
    left, right = max(0, start - _AROUND), min(len(text), end + _AROUND)
    shown = " ".join(text[left:right].split())
    return f"{'…' if left else ''}{shown}{'…' if right < len(text) else ''}"
