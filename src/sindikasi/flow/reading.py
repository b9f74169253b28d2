"""From a document to an article ready for filing: parse, clean, settle, sign, find topics."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from sindikasi.core.articles import settle
from sindikasi.core.signature import sign
from sindikasi.core.text import words
from sindikasi.errors import MalformedDocument
from sindikasi.model import Document
from sindikasi.parsers.sniff import choose
from sindikasi.ports import Container, Parser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sindikasi.core.topics import TopicSet
    from sindikasi.model import Article, CleaningContext, ParsedArticle, Signature
    from sindikasi.ports import Cleaner


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """An article with all that can be known without the store."""

    article: Article
    signature: Signature
    words: int
    topics: tuple[str, ...]


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

    @property
    def topics(self) -> TopicSet:
        """The topics articles are sorted into."""
        return self._topics

    def container_of(self, document: Document) -> Container | None:
        """Return what unpacks the document, None for an article; raises UnknownFormat or EmptyArticle."""
        parser = choose(document, self._parsers)
        return parser if isinstance(parser, Container) and parser.is_container else None

    def article(self, document: Document) -> Article:
        """Return the clean article of a document; raises DocumentError."""
        parser = choose(document, self._parsers)
        if not isinstance(parser, Parser):
            raise MalformedDocument(f"a {parser.name} file inside another; unpack it and drop its members")
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

    def documents(self, document: Document) -> Iterator[Document]:
        """Yield the document itself, or its members when it is a container; raises DocumentError."""
        container = self.container_of(document)
        if container is None:
            yield document
        else:
            yield from self.members(container, document)

    def ready(self, article: Article) -> Ready:
        """Return the article with its signature, its count of words and its topics."""
        return Ready(
            article=article,
            signature=sign(article),
            words=len(words(article.body)),
            topics=self._topics.topics_of(article),
        )
