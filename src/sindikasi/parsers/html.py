"""HTML: trafilatura tells where the article ends, the page's own metadata and lines tell the rest."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from sindikasi.core.text import squeezed
from sindikasi.errors import EmptyArticle
from sindikasi.model import Document, ParsedArticle
from sindikasi.parsers.encoding import decode_noted
from sindikasi.parsers.html_metadata import page_metadata
from sindikasi.parsers.markup import lines_of, tree_of, without_scripts
from sindikasi.parsers.sniff import head, is_binary, looks_like_html

_CHARSET_BYTES = 4_096
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.I)
_COMPARED_CHARACTERS = 300
_TELLING_CHARACTERS = 40
_ABOVE_HEADING = 4
_UNDER_ARTICLE = 11
_FOOTER_SHARE = 0.4


class HtmlParser:
    """Reads saved pages and fragments."""

    name: ClassVar[str] = "html"
    is_container: ClassVar[bool] = False

    def recognises(self, document: Document) -> int:
        """Return a high mark for a page, a middling one for a fragment of markup."""
        start = head(document)
        if is_binary(document.content) or not looks_like_html(start):
            return 0
        folded = start[:2048].lower()
        if folded.startswith(b"<!doctype html") or b"<html" in folded:
            return 90
        return 50 if start[:1] == b"<" else 0

    def parse(self, document: Document) -> ParsedArticle:
        """Return text and metadata; raises MalformedDocument for pages too large or deep to read safely."""
        text, repairs = decode_noted(document.content, declared_charset(document.content))
        page, linked = without_scripts(text)
        tree = tree_of(page)
        metadata = page_metadata(tree, linked)
        _drop_footers(tree)
        lines = lines_of(tree)
        if not any(line.strip() for line in lines):
            raise EmptyArticle("the page holds no text; save it again after it has loaded")
        body = _article_region(lines, _extracted(tree), metadata.headline)
        return ParsedArticle(
            body="\n".join(body),
            is_scraped=True,
            headline=metadata.headline,
            byline=metadata.byline,
            language=metadata.language,
            url=metadata.url,
            published=metadata.published,
            source=metadata.site,
            images=metadata.images,
            categories=metadata.categories,
            markup=page,
            repairs=repairs,
        )


def declared_charset(content: bytes) -> str | None:
    """Return the encoding named in the first kilobytes of a page."""
    found = _CHARSET.search(content[:_CHARSET_BYTES])
    return found[1].decode("ascii") if found else None


def _drop_footers(tree: Any) -> None:
    """Take the footers of the page out, not those of an article or a quotation in it."""
    from lxml import etree

    whole = len(tree.text_content())
    for footer in etree.XPath("//footer[not(ancestor::article or ancestor::main or ancestor::blockquote)]")(tree):
        # A tag nobody closed holds the rest of the page.
        if footer.getparent() is not None and len(footer.text_content()) < _FOOTER_SHARE * whole:
            try:
                footer.drop_tree()
            except ValueError:  # lxml reads control characters, and does not write what stands beside them anew
                footer.clear(keep_tail=True)


def _extracted(tree: Any) -> list[str]:
    """Return trafilatura's reading of the page, which takes the tree apart; empty when it finds nothing."""
    import trafilatura

    try:
        text = trafilatura.extract(tree, fast=True, include_comments=False, include_tables=False)
    except (ValueError, TypeError, AttributeError, RecursionError, IndexError, KeyError):
        return []
    return [line.strip() for line in (text or "").split("\n") if line.strip()]


def _article_region(lines: list[str], extracted: list[str], headline: str | None) -> list[str]:
    """Return the page's lines from its headline to a little under the last line trafilatura took for article.

    Trafilatura drops paragraphs now and then, at the start above all, but seldom misses the end; the
    cleaners deal with what furniture is left between.
    """
    taken = {_squeezed(line) for line in extracted if len(line) >= _TELLING_CHARACTERS}
    wanted = _squeezed(headline or "")
    places = [
        place for place, line in enumerate(lines) if len(line) >= _TELLING_CHARACTERS and _squeezed(line) in taken
    ]
    if not places:
        return extracted or lines
    headings = [place for place in range(places[0] + 1) if wanted and _squeezed(lines[place]) == wanted]
    start = max(0, headings[-1] - _ABOVE_HEADING) if headings else 0
    return lines[start : places[-1] + 1 + _UNDER_ARTICLE]


def _squeezed(text: str) -> str:
    return squeezed(text[:_COMPARED_CHARACTERS])
