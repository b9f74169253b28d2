"""Every regular expression of the program, and texts made to drive each of them as far as it can be driven."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

import sindikasi

_LONG = 60
"""A repeat of so many may be pumped."""
_MOST_BAITS = 60
_MOST_SAMPLES = 6
_BREAKS = ("\x00", "!", "\n", "a", " ")
"""What ends a bait, so that the whole does not match."""
_INLINE = {"match", "search", "sub", "split", "fullmatch", "findall", "finditer"}


@dataclass(frozen=True, slots=True)
class Bait:
    """A text that is pumped: `head`, then `body` so many times, then `tail`."""

    head: str
    body: str
    tail: str

    def of_length(self, characters: int) -> str:
        return self.head + self.body * max(1, characters // len(self.body)) + self.tail


def expressions() -> dict[str, re.Pattern[Any]]:
    """Return every compiled expression by where it is: those in modules and classes, and those written in calls."""
    found: dict[re.Pattern[Any], str] = {}
    for module in _modules():
        for place, pattern in (*_held(module), *_written(module)):
            found.setdefault(pattern, place)
    return {place: pattern for pattern, place in found.items()}


def _modules() -> Iterator[ModuleType]:
    for each in pkgutil.walk_packages(sindikasi.__path__, "sindikasi."):
        if not each.name.endswith("__main__"):
            yield importlib.import_module(each.name)


def _held(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any]]]:
    for name, value in vars(module).items():
        for pattern in _inside(value, 3):
            yield f"{module.__name__.removeprefix('sindikasi.')}.{name}", pattern


def _inside(value: object, depth: int) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, dict):
        for each in (*value, *value.values()):
            yield from _inside(each, depth - 1)
    elif depth and isinstance(value, (tuple, list, set, frozenset)):
        for each in value:
            yield from _inside(each, depth - 1)
    elif depth and isinstance(value, type) and value.__module__.startswith("sindikasi"):
        for each in vars(value).values():
            yield from _inside(each, depth - 1)


def _written(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Yield the expressions that are written where they are used: `re.sub(r"...", ...)`."""
    path = Path(str(module.__file__))
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _INLINE
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and isinstance(node.args[0], ast.Constant)
        ):
            flags = re.I if "re.I" in ast.unparse(node) else 0
            yield f"{module.__name__.removeprefix('sindikasi.')}:{node.lineno}", re.compile(node.args[0].value, flags)


# --- baits


def baits(pattern: re.Pattern[Any]) -> list[Bait]:
    """Return texts for an expression: what leads to each of its repeats, what that repeats, and an end that fails."""
    written = pattern.pattern
    tree = parser.parse(written, pattern.flags & ~re.DEBUG)
    found: dict[tuple[str, str], None] = {}
    for head, body in _pumps(list(tree), ""):
        if body:
            found[head, body] = None
            found["", head + body] = None
    for sample in islice(_samples(list(tree)), _MOST_SAMPLES):
        if sample:
            found["", sample] = None
    for character in sorted(_characters(list(tree)))[:12]:
        found["", character] = None
    ends = ("\x00", "!") if len(found) > 20 else _BREAKS
    every = [Bait(head, body, end) for head, body in found for end in ends]
    step = max(1, len(every) // _MOST_BAITS)
    return every[::step]


def _pumps(nodes: list[Any], head: str) -> Iterator[tuple[str, str]]:
    """Yield (what comes before, what is repeated) for every repeat that may be long."""
    for place, (kind, argument) in enumerate(nodes):
        before = head + _first(nodes[:place])
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            _, most, inner = argument
            if most == op.MAXREPEAT or most >= _LONG:
                for sample in islice(_samples(list(inner)), _MOST_SAMPLES):
                    yield before, sample
            yield from _pumps(list(inner), before)
        else:
            for inner in _children(kind, argument):
                yield from _pumps(inner, before)


def _children(kind: Any, argument: Any) -> Iterable[list[Any]]:
    if kind is op.SUBPATTERN:
        return [list(argument[-1])]
    if kind is op.BRANCH:
        return [list(each) for each in argument[1]]
    if kind is op.ATOMIC_GROUP:
        return [list(argument)]
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return [list(argument[1])]
    return []


def _first(nodes: list[Any]) -> str:
    return next(iter(_samples(nodes)), "")


def _samples(nodes: list[Any]) -> Iterator[str]:
    """Yield texts the nodes match, a few: each alternative once, the shortest number of repeats and one more."""
    if not nodes:
        yield ""
        return
    (kind, argument), rest = nodes[0], nodes[1:]
    tail = _first(rest)
    yielded = False
    for sample in _single(kind, argument):
        yielded = True
        yield sample + tail
    if not yielded:
        yield tail
    if rest:
        head = next(iter(_single(kind, argument)), "")
        for other in islice(_samples(rest), 1, _MOST_SAMPLES):
            yield head + other


def _single(kind: Any, argument: Any) -> Iterator[str]:
    if kind is op.LITERAL:
        yield chr(argument)
    elif kind is op.NOT_LITERAL:
        yield "x" if argument != ord("x") else "y"
    elif kind is op.ANY:
        yield from ("x", " ")
    elif kind is op.IN:
        yield from islice(_of_class(argument), 3)
    elif kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        least, most, inner = argument
        for sample in islice(_samples(list(inner)), _MOST_SAMPLES):
            yield sample * max(1, min(least, 40))
        if least == 0 and most:
            yield ""
    elif kind in (op.SUBPATTERN, op.BRANCH, op.ATOMIC_GROUP):
        for inner in _children(kind, argument):
            yield from islice(_samples(inner), _MOST_SAMPLES)


_CATEGORIES = {
    op.CATEGORY_DIGIT: "1",
    op.CATEGORY_SPACE: " ",
    op.CATEGORY_WORD: "a",
    op.CATEGORY_NOT_DIGIT: "x",
    op.CATEGORY_NOT_SPACE: "x",
    op.CATEGORY_NOT_WORD: "-",
}


def _of_class(members: list[Any]) -> Iterator[str]:
    if members[0][0] is op.NEGATE:
        excluded = re.compile("[" + "".join(map(_as_class, members[1:])) + "]")
        yield from (each for each in "x 1-A.\n" if not excluded.match(each))
        return
    for kind, argument in members:
        if kind is op.LITERAL:
            yield chr(argument)
        elif kind is op.RANGE:
            yield chr(argument[0])
        elif kind is op.CATEGORY:
            yield _CATEGORIES[argument]


def _as_class(member: tuple[Any, Any]) -> str:
    kind, argument = member
    if kind is op.LITERAL:
        return re.escape(chr(argument))
    if kind is op.RANGE:
        return f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
    return {"1": r"\d", " ": r"\s", "a": r"\w"}.get(_CATEGORIES[argument], r"\W")


def _characters(nodes: list[Any]) -> set[str]:
    found: set[str] = set()
    for kind, argument in nodes:
        if kind is op.LITERAL:
            found.add(chr(argument))
        elif kind is op.IN:
            found.update(islice(_of_class(argument), 2))
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            found |= _characters(list(argument[2]))
        for inner in _children(kind, argument):
            found |= _characters(inner)
    return found
