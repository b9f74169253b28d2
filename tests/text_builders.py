"""Documents, contexts and the way from bytes to an article, for tests of parsing and cleaning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256

from sindikasi.cleaners.boilerplate import BoilerplateCleaner
from sindikasi.cleaners.wire import WireCleaner
from sindikasi.core.articles import settle
from sindikasi.model import Article, CleaningContext, Document, ParsedArticle
from sindikasi.parsers.html import HtmlParser
from sindikasi.parsers.json import JsonListParser, JsonParser
from sindikasi.parsers.jsonlines import JsonLinesParser
from sindikasi.parsers.markdown import MarkdownParser
from sindikasi.parsers.plain import PlainParser
from sindikasi.parsers.sniff import choose
from sindikasi.ports import Container, Parser

RECEIVED = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PARSERS = (
    HtmlParser(),
    JsonParser(),
    JsonListParser(),
    JsonLinesParser(),
    MarkdownParser(),
    PlainParser(),
)


def a_file(content: bytes | str, *, name: str = "berita.txt", source: str | None = None) -> Document:
    data = content.encode() if isinstance(content, str) else content
    return Document(key=sha256(data).hexdigest(), name=name, source=source, content=data, received=RECEIVED)


def a_context(*, drop_lines: tuple[str, ...] = (), timezone: str = "Asia/Jakarta") -> CleaningContext:
    return CleaningContext(received=RECEIVED, source=None, timezone=timezone, drop_lines=drop_lines)


def cleaned(parsed: ParsedArticle, context: CleaningContext | None = None) -> ParsedArticle:
    context = context or a_context()
    return WireCleaner().clean(BoilerplateCleaner().clean(parsed, context), context)


def scraped(text: str, context: CleaningContext | None = None) -> ParsedArticle:
    return cleaned(ParsedArticle(body=text, is_scraped=True), context)


def an_article_from(
    content: bytes | str, *, name: str = "berita.txt", parsers: Sequence[Parser | Container] = PARSERS
) -> Article:
    """Take a file all the way, as the ingest lane does."""
    document = a_file(content, name=name)
    parser = choose(document, parsers)
    assert isinstance(parser, Parser)
    return settle(cleaned(parser.parse(document)), document, a_context())
