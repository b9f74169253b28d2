"""HTML taken apart into text and tags in one pass, whatever is wrong with it (HTML, 13.2.5 Tokenization)."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from sindikasi.core.text import safe_text

if TYPE_CHECKING:
    from collections.abc import Iterator

# What such an element holds is shown by nobody, or is no text of the article.
_SILENT = frozenset(
    """
    script style noscript template svg iframe head object select textarea button video audio canvas title applet
    frameset noframes noembed map
    """.split()
)
_TAG = re.compile(
    r"<(/?)([a-zA-Z][^\s/>]*+)((?:[^>\"'=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+|[\"'])*+)>"
)
_ATTRIBUTE = re.compile(r"(?<![\w:-])([a-zA-Z][\w:-]*+)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>\"'][^\s>]*+))")


class Tag(NamedTuple):
    """A start or end tag."""

    name: str
    """In small letters."""
    is_end: bool
    written: str
    """The attributes as they were sent."""


def tokens(markup: str) -> Iterator[Tag | str]:
    """Yield the tags, and between them the text without references, in characters XML allows.

    Comments, declarations and elements that show no text are left out; a tag that breaks off ends the text. The
    time is linear in the length, for each place is looked at once.
    """
    endless: set[str] = set()
    place = 0
    while place < len(markup):
        opening = markup.find("<", place)
        if opening != place:
            text = markup[place:opening] if opening >= 0 else markup[place:]
            yield safe_text(unescape(text)) if "&" in text else text
        if opening < 0:
            return
        found = _TAG.match(markup, opening)
        if found is None:
            place = _behind_no_tag(markup, opening)
            if place == opening + 1:
                yield "<"
            continue
        name, is_end = found[2].lower(), bool(found[1])
        place = found.end()
        if name in _SILENT and not is_end:
            place = _behind_element(markup, name, place, endless)
        else:
            yield Tag(name, is_end, found[3])


def attributes(tag: Tag) -> dict[str, str]:
    """Return the attributes that have a value, the first of each name (HTML, 13.2.5.33)."""
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(tag.written):
        found.setdefault(name.lower(), safe_text(unescape("".join(values))))
    return found


def _behind_no_tag(markup: str, opening: int) -> int:
    """Return where a comment or declaration ends, the end of the text for a tag that has none, else behind the "<"."""
    following = markup[opening + 1 : opening + 4]
    if following == "!--":
        # "<!-->" and "<!--->" are whole (HTML, 13.2.5.43).
        return _behind("-->", markup, opening + 2)
    if following[:1] in ("!", "?", "/"):
        return _behind(">", markup, opening)
    is_tag = following[:1].isascii() and following[:1].isalpha()
    return len(markup) if is_tag else opening + 1


def _behind(mark: str, markup: str, place: int) -> int:
    found = markup.find(mark, place)
    return found + len(mark) if found >= 0 else len(markup)


def _behind_element(markup: str, name: str, place: int, endless: set[str]) -> int:
    """Return where a silent element ends; one that never does is a mere tag, and looked for once."""
    if name in endless:
        return place
    found = re.compile(rf"</{name}[\s/>]", re.I).search(markup, place)
    if found is None:
        endless.add(name)
        return place
    return _behind(">", markup, found.end() - 1)
