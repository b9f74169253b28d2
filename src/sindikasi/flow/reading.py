"""From a document to an article ready for filing: parse, clean, settle, sign, find topics."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from sindikasi.core.articles import settle
from sindikasi.core.signature import hash_words, sign
from sindikasi.core.text import words
from sindikasi.errors import DocumentError
from sindikasi.model import Document
from sindikasi.parsers.sniff import choose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from typing_extensions import TypeIs

    from sindikasi.core.signature import HashedWords
    from sindikasi.core.topics import TopicSet
    from sindikasi.model import Article, CleaningContext, ParsedArticle, Signature
    from sindikasi.ports import Cleaner, Container, Parser


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """An article with all that can be known without the store."""

    article: Article
    signature: Signature
    words: int
    topics: tuple[str, ...]
    hashed: HashedWords | None = None
    """The words as they were signed, for the pair rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a document is no article."""

    document: str
    reason: str
    message: str


def is_container(parser: Parser | Container) -> TypeIs[Container]:
    """Return whether the format holds other documents."""
    return parser.is_container


class Reading:
    """The chosen parsers, cleaners and topics, put in a row."""

    def __init__(
        self,
        *,
        parsers: Sequence[Parser | Container],
        cleaners: Sequence[Cleaner],
        topics: TopicSet,
        context_of: Callable[[Document], CleaningContext],
        key_of: Callable[[str | None, bytes], str],
    ) -> None:
        """`key_of`: source and SHA-256 of the content -> identity of a document."""
        self._parsers = parsers
        self._cleaners = cleaners
        self._topics = topics
        self._context_of = context_of
        self._key_of = key_of

    def parser_of(self, document: Document) -> Parser | Container:
        """Return what reads the document; raises UnknownFormat or EmptyArticle."""
        return choose(document, self._parsers)

    def article(self, document: Document, parser: Parser) -> Article:
        """Return the clean article of a document; raises DocumentError."""
        context = self._context_of(document)
        parsed: ParsedArticle = parser.parse(document)
        for cleaner in self._cleaners:
            parsed = cleaner.clean(parsed, context)
        return settle(parsed, document, context)

    def members(self, container: Container, document: Document) -> Iterator[Document]:
        """Yield the documents inside a container, lazily; raises DocumentError when it is broken."""
        for suffix, content in container.unpack(document):
            yield Document(
                key=self._key_of(document.source, sha256(content).digest()),
                name=document.name + suffix,
                source=document.source,
                content=content,
                received=document.received,
            )

    def articles(self, document: Document) -> Iterator[Article | Refusal]:
        """Yield the article of a document, or those of its members when it is a container."""
        try:
            parser = self.parser_of(document)
            if is_container(parser):
                for member in self.members(parser, document):
                    yield from self.articles(member)
            else:
                yield self.article(document, parser)
        except DocumentError as error:
            yield Refusal(document=document.name, reason=error.reason, message=error.message)

    def ready(self, article: Article) -> Ready:
        """Return the article with its signature, its count of words and its topics."""
        hashed = hash_words(article)
        return Ready(
            article=article,
            signature=sign(article, hashed),
            hashed=hashed,
            words=len(words(article.body)),
            topics=self._topics.topics_of(article),
        )
