"""Make the marked-up form of a body safe, and drop from it what cleaning dropped from the text: the one door to nh3.

What was sent is first written anew in a strict form (`rewriting`): nh3 reads HTML as browsers do, where formatting
left open is opened again in every block, and 40 KB of it became 28 MB. Then nh3 says what of it is harmless.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, ClassVar

from sindikasi.cleaners.alignment import align
from sindikasi.cleaners.rewriting import RENAMED, Rewriting
from sindikasi.core.markup import BLOCKS, INLINES, LONGEST_MARKUP, REL, is_plain, is_safe
from sindikasi.core.text import safe_text, squeezed

if TYPE_CHECKING:
    import nh3

    from sindikasi.model import CleaningContext, ParsedArticle

_LONGEST_SENT = 4 * 2**20
_TAGS = 100_000
_WORDS_LOOKED_FOR = 4
_BLOCKS = ("<p", "<div", "<h", "<li", "<td", "<article")
_LONGEST_ENDING = 200
"""Characters from the last words of a body to the end of the element they are in."""
# Without any of these nothing but paragraphs can come of it.
_TELLING = re.compile(rf"<(?:{'|'.join(sorted((BLOCKS | INLINES | RENAMED.keys() | {'img'}) - {'p'}))})[\s/>]", re.I)


class MarkupCleaner:
    """Makes `markup` safe, and the same as `body` in words; comes after every other cleaner."""

    name: ClassVar[str] = "markup"

    def clean(self, parsed: ParsedArticle, context: CleaningContext) -> ParsedArticle:  # noqa: ARG002
        """Return the article with safe markup; without any where it is too large or tells something else."""
        if parsed.markup is None:
            return parsed
        return replace(parsed, markup=_cleaned(parsed, parsed.markup))


def sanitised(markup: str) -> str | None:
    """Return the markup with harmless elements and attributes only; None when it is none of ours even then.

    It has to be in the strict form of `rewriting`: other markup may take a thousand times its size.
    """
    found = _sanitiser().clean(markup)
    return found if is_safe(found) else None


def _cleaned(parsed: ParsedArticle, markup: str) -> str | None:
    if not parsed.has_own_body:
        markup = _around(parsed.body, markup)
    if len(markup) > _LONGEST_SENT or markup.count("<") > _TAGS or _TELLING.search(markup) is None:
        return None
    rewriting = Rewriting(safe_text(markup), parsed.markup_base or parsed.url)
    kept = align([run.key() for run in rewriting.runs], _paragraphs(parsed.body))
    if kept is None:
        return None
    gone = frozenset(map(squeezed, parsed.furniture))
    written = rewriting.rendered(kept, gone, is_page=not parsed.has_own_body)
    return sanitised(written) if len(written) <= LONGEST_MARKUP and not is_plain(written) else None


def _around(body: str, page: str) -> str:
    """Return the part of a page that holds the body; more of it where its words are not found as they were written.

    Reading the rest as well takes several times as long, and nothing would be kept of it.
    """
    words = body.split()
    top = max(page.find("<body"), 0)
    first = page.find(" ".join(words[:_WORDS_LOOKED_FOR]), top)
    start = max(top, *(page.rfind(block, top, first) for block in _BLOCKS)) if first >= 0 else top
    last = page.rfind(" ".join(words[-_WORDS_LOOKED_FOR:]), start)
    end = page.find("</", last + _LONGEST_ENDING) if last >= 0 else -1
    return page[start:end] if end >= 0 else page[start:]


def _paragraphs(body: str) -> list[str]:
    lines = map(squeezed, safe_text(body).split("\n"))
    return [line for line in lines if line]


@cache
def _sanitiser() -> nh3.Cleaner:
    import nh3

    return nh3.Cleaner(
        tags=set(BLOCKS | INLINES | {"br", "img"}),
        attributes={
            "a": {"href"},
            "img": {"src", "alt", "width", "height"},
            "td": {"colspan", "rowspan"},
            "th": {"colspan", "rowspan"},
        },
        url_schemes={"http", "https", "mailto"},
        link_rel=REL,
    )
