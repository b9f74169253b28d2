"""Lay the pieces of a marked-up text beside the paragraphs that cleaning left of it."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

# A dateline with place, day and agency, or a lost "Baca juga:", and what a desk signs a text with.
_LONGEST_OPENING = 110
_LONGEST_ENDING = 40
_PROBE = 12
_FEWEST_LETTERS = 20
_PIECES = 100
"""Of one paragraph: the cells of a row; more are not looked through, which keeps the time linear."""


class Kept(NamedTuple):
    """A piece that is in the body, and how many letters and figures at its start and end are not."""

    before: int = 0
    behind: int = 0


def align(pieces: Sequence[str], paragraphs: Sequence[str]) -> dict[int, Kept] | None:
    """Return which pieces are in the body, by their place; None when body and pieces cannot be matched.

    Both are squeezed texts. Pieces that together are a paragraph are in the body, and a piece that is several
    paragraphs is; what stands between is not. Every letter of the body has to be found, in its order.
    """
    body = "".join(paragraphs)
    ends = list(accumulate(map(len, paragraphs)))
    lines = dict(zip((0, *ends), ends, strict=False))
    kept: dict[int, Kept] = {}
    place = at = 0
    while place < len(pieces) and at < len(body):
        taken = _taken(pieces[place : place + _PIECES], body, at, lines)
        for number, each in enumerate(taken, place):
            kept[number] = each
            at += len(pieces[number]) - each.before - each.behind
        place += max(len(taken), 1)
    return kept if at == len(body) and kept else None


def _taken(pieces: Sequence[str], body: str, at: int, lines: dict[int, int]) -> list[Kept]:
    """Return the first pieces that are the body from `at` on, as far as they reach the end of a paragraph.

    `lines`: where each paragraph ends, under where it starts.
    """
    if not pieces[0]:
        return []
    if not body.startswith(pieces[0], at):
        kept = _trimmed(pieces[0], body, at, lines)
        return [] if kept is None else [kept]
    for number, piece in enumerate(pieces, 1):
        if not body.startswith(piece, at):
            break
        at += len(piece)
        if at in lines or at == len(body):
            return [Kept()] * number
    return []


def _trimmed(piece: str, body: str, at: int, lines: dict[int, int]) -> Kept | None:
    """Return a piece that is a paragraph but for its opening or ending."""
    end = lines.get(at)
    if end is None or end - at < min(_FEWEST_LETTERS, len(piece)):
        return None
    start = piece.find(body[at : min(at + _PROBE, end)], 0, _LONGEST_OPENING + _PROBE)
    behind = len(piece) - start - (end - at)
    if start < 0 or not 0 <= behind <= _LONGEST_ENDING or not piece.startswith(body[at:end], start):
        return None
    return Kept(start, behind)
