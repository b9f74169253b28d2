"""Flat text: an article as typed, or a page saved with its furniture."""

from __future__ import annotations

import re
from typing import ClassVar

from sindikasi.errors import EmptyArticle
from sindikasi.model import Document, ParsedArticle
from sindikasi.parsers.encoding import decode_noted
from sindikasi.parsers.sniff import agency_format, head, is_binary, is_table, looks_like_html

_LIST_MEMBER = re.compile(r"\.\w+#\d+\Z")
_FALLBACK = 10


class PlainParser:
    """Reads any text nobody else knows; the cleaners find headline and body in it."""

    name: ClassVar[str] = "plain"
    is_container: ClassVar[bool] = False

    def recognises(self, document: Document) -> int:
        """Return a low mark for any text, none for binary content and for the formats of the agencies."""
        start = head(document)
        if is_binary(document.content) and agency_format(start) is None:
            return 0
        if agency_format(start) is not None or is_table(start) or _LIST_MEMBER.search(document.name):
            return 0
        return _FALLBACK // 2 if looks_like_html(start) else _FALLBACK

    def parse(self, document: Document) -> ParsedArticle:
        """Return the text as it is; raises EmptyArticle when it is blank."""
        text, repairs = decode_noted(document.content)
        if not text.strip():
            raise EmptyArticle("the file holds only blanks; drop it again with the article in it")
        return ParsedArticle(body=text, is_scraped=True, repairs=repairs)
