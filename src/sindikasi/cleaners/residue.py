"""Mend paragraphs that scraping left holes in, and find the ones that say a thing twice."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from sindikasi.cleaners.lines import ends_sentence, line_key
from sindikasi.core.text import words

if TYPE_CHECKING:
    from collections.abc import Sequence

# Links lost in scraping leave " , " behind; a dash with nothing before it was a dateline.
_LOST_LINK = re.compile(r"[\s,](?:\s*+,)++")
_LOST_START = re.compile(r"^(?:baca juga\s?:?[\s,]*(?=,|baca juga)|[\s,]++)++", re.I)
_LOST_DATELINE = re.compile(r"^[\s,]*[-–—]{1,2}\s*(?=[^\s\d-])")
_LOST_END = re.compile(r"[\s,],$")
_RESIDUE_STARTS = frozenset(",Bb")
# A list of paragraphs written out as one text: "... kata polisi.,Warga sudah ...". Degrees are joined so too, but
# have points within: "S.Kom.,M.Kom.".
_DEGREE = "".join(rf"(?<!\.\w{{{count}}}\.)" for count in range(1, 6))
_PARAGRAPH_END = (
    rf"(?:(?<=[^\W\d_A-Z][.!?…])|(?<=[A-Z]{{2}}[.!?…])|(?<=[\d\s)\]%][.!?…])|(?<=[.!?…][\"”’')\]])"
    rf"|(?<=\w[\"”])){_DEGREE}"
)
_PARAGRAPH_START = r"(?=[\"“‘'(\[#•*–-]{0,3}[A-Z0-9])"
_PARAGRAPH_JOIN = re.compile(rf"{_PARAGRAPH_END}\s?,(?:\s?,)*+\s?{_PARAGRAPH_START}")
_BARE_JOIN = re.compile(rf"{_PARAGRAPH_END}\s?,++{_PARAGRAPH_START}")
# Begins with what the regular expression engine can look for; nothing of it in a text, and the others need not look.
_PERHAPS_JOINED = re.compile(rf",(?<=[.!?…\"”’')\]\s,],){_PARAGRAPH_START}")
_FEWEST_JOINS = 2
_INITIALS_AT_END = re.compile(r"\s*\((?:[a-z]{2,4}(?:/[a-z]{2,4}){1,2}|[A-Z]{1,2}-\d{1,2}|\*{1,3})\)$")
_REPEATED_SHARE = 0.6
_FEWEST_TRIPLES = 10
_COMPARED_CHARACTERS = 1_500
_PROBE_CHARACTERS = 16


def parted(text: str) -> str:
    """Return the text with its paragraphs parted where scraping joined a list of them by commas.

    Two joins without a blank behind the comma, which nobody types, show that a text was joined so.
    """
    for pattern in (_PERHAPS_JOINED, _BARE_JOIN):
        if len(list(islice(pattern.finditer(text), _FEWEST_JOINS))) < _FEWEST_JOINS:
            return text
    return _PARAGRAPH_JOIN.sub("\n\n", text)


def mended(text: str, *, is_first: bool) -> str:
    """Return the paragraph without the residue of lost links, and without a desk's initials at its end."""
    if is_first and text[:1] in ",-–—":
        text = _LOST_DATELINE.sub("", text)
    has_hole = " ," in text or ",," in text
    if has_hole:
        text = _LOST_LINK.sub(_comma, _LOST_END.sub("", text) if text.endswith(",") else text)
    if has_hole or text[:1] in _RESIDUE_STARTS:
        text = _LOST_START.sub("", text)
    return _INITIALS_AT_END.sub("", text) if text.endswith(")") else text


def without_repeats(
    standfirst: str | None, paragraphs: list[str], headline: str | None
) -> tuple[str | None, list[str]]:
    """Return standfirst and paragraphs without one that only repeats the headline.

    A first paragraph that another says again almost word for word is the standfirst.
    """
    headline_key = line_key(headline or "")
    kept = [text for text in paragraphs if len(text) > 160 or line_key(text) != headline_key]
    if standfirst is None and len(kept) >= 3 and ends_sentence(kept[0]) and _is_repeated(kept[0], kept[1:4]):
        return kept[0], kept[1:]
    return standfirst, kept or paragraphs


def _comma(match: re.Match[str]) -> str:
    """One comma for the residue, and a blank after it: "17.655.000 ,50 gram" must not become one figure."""
    following = match.string[match.end() : match.end() + 1]
    return ", " if following.isalnum() else ","


def _is_repeated(first: str, others: Sequence[str]) -> bool:
    """Tell whether one of the others says the first almost word for word."""
    if not any(probe in text for text in others for probe in _probes(first)):
        return False
    own = _triples(first)
    return len(own) >= _FEWEST_TRIPLES and any(
        len(own & _triples(text)) >= _REPEATED_SHARE * len(own) for text in others
    )


def _probes(text: str) -> list[str]:
    """Return a few pieces of the text: of one that is said again, at least one is found again."""
    return [text[len(text) * part // 5 :][:_PROBE_CHARACTERS] for part in range(1, 5)]


def _triples(text: str) -> set[tuple[str, ...]]:
    told = words(text[:_COMPARED_CHARACTERS])
    return set(zip(told, told[1:], told[2:], strict=False))
