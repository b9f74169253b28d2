"""The marked-up form of a body: which HTML it may hold, and how that is written."""

from __future__ import annotations

import re
from html import escape

LONGEST_MARKUP = 262_144
"""Characters of markup an article keeps; what is longer is shown as plain paragraphs."""

BLOCKS = frozenset(
    "p h2 h3 h4 h5 h6 ul ol li blockquote figure figcaption table caption thead tbody tfoot tr td th".split()
)
INLINES = frozenset("a strong em b i u s sub sup code q cite".split())
REL = "nofollow noopener"
"""On every link: we do not vouch for where a text of somebody else leads (HTML, link type `nofollow`)."""

_ADDRESS = r"https?://[^\"<>\s]{1,8192}"
_COUNT = r"[1-9][0-9]{0,4}"
_SAFE = re.compile(
    r"(?:[^<>]++"
    rf"|</?(?:{'|'.join(sorted((BLOCKS | INLINES) - {'a'}, key=len, reverse=True))})>|</a>|<br>"
    rf"|<a href=\"(?:{_ADDRESS}|mailto:[^\"<>\s]{{3,320}})\" rel=\"{REL}\">"
    rf"|<img src=\"{_ADDRESS}\"(?: alt=\"[^\"<>]*+\")?(?: width=\"{_COUNT}\")?(?: height=\"{_COUNT}\")?>"
    rf"|<t[dh](?: colspan=\"{_COUNT}\")?(?: rowspan=\"{_COUNT}\")?>"
    r")*+"
)
_PLAIN_TAG = re.compile(r"</?p>|<br>")
_OPENING = re.compile(r"<figure>.*?</figure>|<[^<>]*+>|\s++", re.S)


def is_safe(markup: str) -> bool:
    """Tell whether the markup has no tag, attribute or address but those of the list above, each as we write it.

    A second lock behind the sanitiser, in the grammar of what we publish: text, tags without attributes, links
    and pictures of the web. Anything else, be it harmless, is not safe.
    """
    return len(markup) <= LONGEST_MARKUP and _SAFE.fullmatch(markup) is not None


def is_plain(markup: str) -> bool:
    """Tell whether the markup has nothing but paragraphs, which the plain body has too."""
    return "<" not in _PLAIN_TAG.sub("", markup)


def opened_with(opening: str, markup: str) -> str:
    """Return the markup with plain text in front of its first word that is no caption."""
    place = 0
    while (found := _OPENING.match(markup, place)) is not None:
        place = found.end()
    return f"{markup[:place]}{escape(opening, quote=False)}{markup[place:]}"
