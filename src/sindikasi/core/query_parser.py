"""The topic query language: from text to a tree. The only door to lark."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, TypeVar

from sindikasi.core.text import fold, words
from sindikasi.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lark import Lark, Token

MAX_LENGTH: Final = 20_000
"""Characters of one query."""
MAX_DEPTH: Final = 40
"""Groups and negations inside one another."""
_SHORTEST_PREFIX: Final = 2

Field = Literal["headline", "body", "source", "language", "byline", "credit", "dateline", "subject", "section"]
Kind = Literal["word", "phrase", "prefix", "acronym"]

FIELDS: Final[dict[str, Field]] = {
    "judul": "headline",
    "title": "headline",
    "headline": "headline",
    "isi": "body",
    "body": "body",
    "sumber": "source",
    "source": "source",
    "bahasa": "language",
    "language": "language",
    "penulis": "byline",
    "byline": "byline",
    "kredit": "credit",
    "credit": "credit",
    "tempat": "dateline",
    "dateline": "dateline",
    "subjek": "subject",
    "subject": "subject",
    "rubrik": "section",
    "section": "section",
}
"""Every name of a field, in the order the reference lists them."""

_OPERATORS: Final = {"and": "AND", "or": "OR", "not": "NOT", "dan": "DAN", "atau": "ATAU", "bukan": "BUKAN"}
_CODE = re.compile(r"\d{8}")


# --- the tree ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """`*`: every article."""

    depth: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word, phrase, prefix or acronym, in one field or (None) in headline or body."""

    written: str
    """As it stands in the query, without its field."""
    kind: Kind
    words: tuple[str, ...]
    """Folded; of an acronym the capitals themselves."""
    is_open: bool = False
    """True when the last word may go on: `banjir*`."""
    field: Field | None = None
    depth: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """Every part must match."""

    parts: tuple[Node, ...]
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Either:
    """One part must match."""

    parts: tuple[Node, ...]
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Negated:
    """The part must not match."""

    part: Node
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeast:
    """The weights of the parts that match must reach `points`."""

    points: float
    is_dense: bool
    """True for `padat`: `points` are for a body of usual length, a longer one needs more."""
    parts: tuple[tuple[Node, float], ...]
    depth: int


Node = Everything | Term | Both | Either | Negated | AtLeast


# --- parsing -----------------------------------------------------------------------------------

# Capitals only for operators: "dan" is in every Indonesian article and is hardly ever meant as a word.
_GRAMMAR = r"""
start: either
either: both (_OR both)*
both: unary (_AND? unary)*
?unary: NOT unary -> negated
      | FIELD atom -> in_field
      | atom
?atom: STAR -> everything
     | WORD -> word
     | PREFIX -> prefix
     | PHRASE -> phrase
     | "(" either ")"
     | MINIMAL POINTS "," weighted ("," weighted)* ","? ")" -> at_least
weighted: either WEIGHT?

_OR.3: /(?:OR|ATAU)(?![^\W_])|\|\|?/
_AND.3: /(?:AND|DAN)(?![^\W_])|&&?/
NOT.3: /(?:NOT|BUKAN)(?![^\W_])/
MINIMAL.3: /(?:minimal|atleast|padat|dense)\s*\(/i
FIELD.2: /[^\W\d_]+:(?=\S)/
POINTS.2: /\d+(?:\.\d+)?/
WEIGHT: /\^-?\d+(?:\.\d+)?/
STAR: /\*(?=[\s),^]|$)/
PREFIX.1: /[^\s()"“”„«»,:^*|&]+\*(?=[\s),^]|$)/
WORD: /[^\s()"“”„«»,:^*|&]+/
PHRASE: /"[^"]*"|[“„][^“”„]*[“”]|«[^«»]*»/
%ignore /\s+/
"""

_T = TypeVar("_T", bound=Node)


def parse(text: str) -> Node:
    """Return the tree of a query.

    Raises QueryError with the column, what was expected there and, where one is known, the remedy. Time is
    linear in the length of the text.
    """
    from lark import UnexpectedCharacters, UnexpectedToken

    if len(text) > MAX_LENGTH:
        raise QueryError(
            f"the query has {len(text):,} characters; at most {MAX_LENGTH:,} are allowed: split the topic",
            column=MAX_LENGTH + 1,
        )
    if not text.strip():
        raise QueryError("the query is empty; write * to take every article", column=1)
    try:
        tree = _parser().parse(text)
    except UnexpectedCharacters as error:
        position = error.pos_in_stream or 0
        raise QueryError(_about_character(text, position), column=position + 1) from error
    except UnexpectedToken as error:
        raise QueryError(_about_token(error), column=_column(error.token, text)) from error
    # lark types its answer as a tree; the transformer below makes it one of our nodes.
    node: Node = tree  # type: ignore[assignment]
    return node


def _column(token: Token, text: str) -> int:
    if token.type == "$END":
        return len(text.rstrip()) + 1
    return (token.start_pos or 0) + 1


_CHARACTERS: Final = {
    '"': 'this quotation mark has no partner; close the phrase: "gencatan senjata"',
    "“": "this quotation mark has no partner; close the phrase with ”",
    "”": "this quotation mark has no partner; open the phrase with “",
    "*": "* stands alone (every article) or at the end of a word: banjir*",
    "^": "a weight is a number after a term of minimal(...): minimal(3, inflasi^2, rupiah)",
    ":": 'a colon follows a field name at once (judul:banjir); put words with a colon in quotes: "10:30"',
    ",": 'a comma parts the terms of minimal(...); put figures with a comma in quotes: "5,3"',
}


def _about_character(text: str, position: int) -> str:
    found = text[position]
    return _CHARACTERS.get(found, f"{found} has no meaning here; put words with marks in quotes")


def _about_token(error: object) -> str:
    token: Token = error.token  # type: ignore[attr-defined]
    expected: set[str] = error.accepts or error.expected  # type: ignore[attr-defined]
    wants_term = "WORD" in expected
    if token.type == "$END":
        if wants_term and "RPAR" not in expected:
            return "the query ends where a word, a phrase or a group is expected"
        return "a closing ) is missing at the end"
    if "POINTS" in expected:
        return f"minimal( needs a number first, then terms: minimal(3, inflasi^2, rupiah); found {token}"
    if token.type == "RPAR" and "COMMA" in expected:
        return "minimal( needs terms after its number: minimal(3, inflasi^2, rupiah)"
    if token.type == "RPAR":
        return "a word, a phrase or a group is expected before this )" if wants_term else "this ) closes nothing"
    if token.type == "WEIGHT" or str(token) in _CHARACTERS:
        return _CHARACTERS[str(token)[0]]
    if wants_term:
        return f"a word, a phrase or a group is expected before {token}; put {token} in quotes to look for it"
    return f"{token} is not expected here"


@lru_cache(maxsize=1)
def _parser() -> Lark:
    from lark import Lark, Transformer, v_args

    @v_args(inline=True)
    class Builder(Transformer):  # type: ignore[type-arg]
        """Names the rules of the grammar; the work is done by the functions below."""

        start = staticmethod(_only)
        everything = staticmethod(lambda _star: Everything())
        word = staticmethod(_word)
        prefix = staticmethod(_prefix)
        phrase = staticmethod(_phrase)
        negated = staticmethod(_negated)
        in_field = staticmethod(_in_field)
        at_least = staticmethod(at_least)
        weighted = staticmethod(_weighted)
        both = staticmethod(_joined(Both))
        either = staticmethod(either)

    return Lark(_GRAMMAR, parser="lalr", transformer=Builder(), maybe_placeholders=False)


# --- building ----------------------------------------------------------------------------------


def _only(node: Node) -> Node:
    return node


def _deeper(parts: Sequence[Node], column: int = 1) -> int:
    depth = 1 + max(part.depth for part in parts)
    if depth > MAX_DEPTH:
        raise QueryError(f"groups and negations stand more than {MAX_DEPTH} deep; write a simpler query", column=column)
    return depth


def _joined(make: type[Both | Either]) -> Callable[..., Node]:
    def build(*parts: Node) -> Node:
        if len(parts) == 1:
            return parts[0]
        return make(parts=parts, depth=_deeper(parts))

    return build


either: Final = _joined(Either)
"""Join parts of a query by OR."""


def _negated(sign: Token, part: Node) -> Node:
    return Negated(part=part, depth=_deeper([part], _at(sign)))


def _words(token: str) -> tuple[str, ...]:
    found = tuple(words(token))
    if not found:
        raise QueryError(f"no letter or figure in {token}; only words can be looked for", column=_at(token))
    return found


def _at(token: str) -> int:
    # lark's tokens are strings that know their place; what the built-in subjects are made of does not come from a text.
    start: int | None = getattr(token, "start_pos", None)
    return (start or 0) + 1


def _word(token: str) -> Term:
    found = _words(token)
    operator = _OPERATORS.get(fold(token))
    if operator == token:
        raise QueryError(
            f"{token} stands between two terms (NOT, BUKAN: before one); put it in quotes to look for it",
            column=_at(token),
        )
    if operator:
        raise QueryError(
            f'write {operator} in capitals to join terms, or "{token}" in quotes to look for the word',
            column=_at(token),
        )
    written = str(token)
    if len(found) > 1:
        return Term(written=written, kind="phrase", words=found)
    if 2 <= len(written) <= 5 and written.isupper() and written.isalpha():
        return Term(written=written, kind="acronym", words=(written,))
    return Term(written=written, kind="word", words=found)


def _prefix(token: str) -> Term:
    found = _words(token)
    if len(found[-1]) < _SHORTEST_PREFIX:
        raise QueryError(f"{token} is too short; at least two letters stand before *", column=_at(token))
    kind: Kind = "prefix" if len(found) == 1 else "phrase"
    return Term(written=str(token), kind=kind, words=found, is_open=True)


def _phrase(token: str) -> Term:
    found = _words(token)
    is_open = token[:-1].endswith("*")
    if is_open and len(found[-1]) < _SHORTEST_PREFIX:
        raise QueryError(f"{token} is too short; at least two letters stand before *", column=_at(token))
    kind: Kind = "prefix" if is_open and len(found) == 1 else "phrase"
    return Term(written=str(token), kind=kind, words=found, is_open=is_open)


def term(written: str, field: Field | None = None) -> Term:
    """Return the term that a word, a prefix or a phrase in quotes is; QueryError when it is none of them."""
    if written.startswith('"'):
        found = _phrase(written)
    else:
        found = _prefix(written) if written.endswith("*") else _word(written)
    return found if field is None else _field_term(found, field, _at(written))


def _in_field(name: Token, node: Node) -> Node:
    field = FIELDS.get(fold(name[:-1]))
    if field is None:
        near = get_close_matches(fold(name[:-1]), FIELDS, n=1)
        hint = f"; did you mean {near[0]}:" if near else f"; the fields are {', '.join(FIELDS)}"
        raise QueryError(f"{name} is not a field{hint}", column=_at(name))
    return _with_field(node, field, _at(name))


def _with_field(node: Node, field: Field, column: int) -> Node:
    """Return the tree with `field` on every term; called on a tree at most MAX_DEPTH deep."""
    match node:
        case Everything():
            raise QueryError("a field needs a word after its colon; write * alone for all", column=column)
        case Term():
            return _field_term(node, field, column)
        case Negated():
            return Negated(part=_with_field(node.part, field, column), depth=node.depth)
        case Both() | Either():
            parts = tuple(_with_field(part, field, column) for part in node.parts)
            return type(node)(parts=parts, depth=node.depth)
        case _:
            weighted = tuple((_with_field(part, field, column), weight) for part, weight in node.parts)
            return AtLeast(points=node.points, is_dense=node.is_dense, parts=weighted, depth=node.depth)


def _field_term(term: Term, field: Field, column: int) -> Term:
    if term.field is not None:
        raise QueryError("a field stands inside another field; take one away", column=column)
    if field == "subject" and not _CODE.fullmatch(term.words[0]):
        raise QueryError(
            f"subjek: takes an IPTC code of eight digits (11000000 is politics); found {term.written}",
            column=column,
        )
    return Term(written=term.written, kind=term.kind, words=term.words, is_open=term.is_open, field=field)


def _weighted(node: Node, weight: str | None = None) -> tuple[Node, float]:
    return node, float(weight[1:]) if weight is not None else 1.0


def at_least(name: str, points: str, *parts: tuple[Node, float]) -> AtLeast:
    """Return `minimal(...)`, or `padat(...)` where that is its name, of parts and their weights."""
    depth = _deeper([part for part, _ in parts], _at(name))
    if float(points) <= 0:
        raise QueryError(f"{name} needs a number above 0", column=_at(points))
    is_dense = fold(name).startswith(("padat", "dense"))
    return AtLeast(points=float(points), is_dense=is_dense, parts=parts, depth=depth)
