"""From a document to an article ready for filing: parse, clean, settle, sign, find topics."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from sindikasi.core.articles import settle
from sindikasi.core.sidecars import content_digest
from sindikasi.core.signature import hash_many, sign_many
from sindikasi.core.text import words
from sindikasi.errors import DocumentError, EmptyArticle
from sindikasi.model import Arrival, Bounds, Document
from sindikasi.parsers.encoding import mended
from sindikasi.parsers.sidecar import with_metadata
from sindikasi.parsers.sniff import choose
from sindikasi.ports import Archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from typing_extensions import TypeIs

    from sindikasi.core.signature import HashedWords
    from sindikasi.core.topics import TopicSet
    from sindikasi.model import Article, CleaningContext, Member, ParsedArticle, Signature
    from sindikasi.ports import Cleaner, Container, Parser


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """An article with all that can be known without the store."""

    article: Article
    words: int
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The same, signed."""

    article: Article
    words: int
    topics: tuple[str, ...]
    signature: Signature
    hashed: HashedWords | None = None
    """The words as they were signed, for the pair rule."""


def sign_all(readies: Sequence[Ready]) -> list[Signed]:
    """Sign articles: many together take a third of the time they take one by one."""
    hashed = hash_many([ready.article for ready in readies])
    return [
        Signed(article=ready.article, words=ready.words, topics=ready.topics, signature=signature, hashed=each)
        for ready, each, signature in zip(readies, hashed, sign_many(hashed), strict=True)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a document is no article."""

    document: str
    reason: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """Documents out of a container, some at a time."""

    arrivals: tuple[Arrival, ...]
    is_last: bool
    """Whether the container has no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A fault nobody foresaw, as text: it may come from another process."""

    error: str
    trace: str
    is_passing: bool
    """Whether it may be the machine's fault and gone at the next try."""


Outcome = Ready | Refusal | Members | Failure

_MEMBERS, _MEMBER_BYTES = 500, 4 * 2**20
TOO_COSTLY = "too-costly"


def is_container(parser: Parser | Container | Archive) -> TypeIs[Container | Archive]:
    """Return whether the format holds other documents."""
    return parser.is_container


class Reading:
    """The chosen parsers, cleaners and topics, put in a row."""

    def __init__(
        self,
        *,
        parsers: Sequence[Parser | Container | Archive],
        cleaners: Sequence[Cleaner],
        topics: TopicSet,
        context_of: Callable[[Document], CleaningContext],
        key_of: Callable[[str | None, bytes], str],
        bounds: Bounds | None = None,
    ) -> None:
        """`key_of`: source and digest of the content -> identity of a document."""
        self._bounds = bounds or Bounds()
        self._parsers = parsers
        self._cleaners = cleaners
        self._topics = topics
        self._context_of = context_of
        self._key_of = key_of

    def parser_of(self, document: Document) -> Parser | Container | Archive:
        """Return what reads the document; raises UnknownFormat or EmptyArticle."""
        return choose(document, self._parsers)

    def article(self, document: Document, parser: Parser) -> Article:
        """Return the clean article of a document; raises DocumentError."""
        context = self._context_of(document)
        parsed: ParsedArticle = mended(parser.parse(document))
        if len(parsed.body) > self._bounds.text_characters:
            raise DocumentError(
                f"its text has {len(parsed.body):,} characters, more than limits.text = "
                f"{self._bounds.text_characters:,}: no article is so long; split the file, one article in each",
                reason="too-large",
            )
        if document.metadata is not None:
            parsed = with_metadata(parsed, document.metadata)
        for cleaner in self._cleaners:
            parsed = cleaner.clean(parsed, context)
        return settle(parsed, document, context)

    def read(self, document: Document) -> Iterator[Outcome]:
        """Yield what a document turns out to be: several `Members` of a container, else one outcome; never raises."""
        try:
            parser = self.parser_of(document)
            if is_container(parser):
                yield from self._unpacked(parser, document)
            else:
                yield self.ready(self.article(document, parser))
        except DocumentError as error:
            yield Refusal(document=document.name, reason=error.reason, message=error.message)
        except MemoryError:
            yield Refusal(
                document=document.name,
                reason=TOO_COSTLY,
                message="reading it took more memory than worker.memory allows; split it, or allow more",
            )
        except Exception as error:  # noqa: BLE001 - the top of reading one document; the lane logs it
            yield Failure(
                error=f"{type(error).__name__}: {error}",
                trace="".join(traceback.format_exception(error)),
                is_passing=isinstance(error, OSError),
            )

    def _unpacked(self, container: Container | Archive, document: Document) -> Iterator[Members]:
        batch: list[Arrival] = []
        size = count = 0
        members = self.members(container, document)
        while True:
            try:
                arrival = next(members, None)
            except DocumentError:
                if batch:  # what was whole before it broke is kept
                    yield Members(arrivals=tuple(batch), is_last=False)
                raise
            if arrival is None:
                break
            batch.append(arrival)
            count += 1
            size += len(arrival.document.content)
            if len(batch) >= _MEMBERS or size >= _MEMBER_BYTES:
                yield Members(arrivals=tuple(batch), is_last=False)
                batch, size = [], 0
        if not count:
            raise EmptyArticle(f"the {container.name} file holds no article; check how it was made")
        yield Members(arrivals=tuple(batch), is_last=True)

    def members(self, container: Container | Archive, document: Document) -> Iterator[Arrival]:
        """Yield the documents inside a container, lazily; raises DocumentError when it is broken."""
        if document.depth >= self._bounds.depth:
            raise DocumentError(
                f"it lies in {document.depth} containers, one in the other, and holds more files; limits.depth = "
                f"{self._bounds.depth} allows no further one: unpack it and drop it by itself",
                reason="unsafe",
            )
        for member in self._taken_out(container, document):
            # A member that is refused may have no content: its place in the container tells it from others.
            told = member.content if member.refusal is None else (document.key + member.suffix).encode()
            yield Arrival(
                document=Document(
                    key=self._key_of(document.source, content_digest(sha256(told).digest(), member.metadata)),
                    name=document.name + member.suffix,
                    source=document.source,
                    content=member.content,
                    received=document.received,
                    metadata=member.metadata,
                    depth=document.depth + 1,
                ),
                refusal=member.refusal,
            )

    def _taken_out(self, container: Container | Archive, document: Document) -> Iterator[Member]:
        if isinstance(container, Archive):
            return container.expand(document, self._bounds)
        return container.unpack(document)

    def articles(self, document: Document) -> Iterator[Article | Refusal]:
        """Yield the article of a document, or those of its members when it is a container."""
        try:
            parser = self.parser_of(document)
            if is_container(parser):
                for member in self.members(parser, document):
                    if member.refusal is None:
                        yield from self.articles(member.document)
                    else:
                        reason, message = member.refusal
                        yield Refusal(document=member.document.name, reason=reason, message=message)
            else:
                yield self.article(document, parser)
        except DocumentError as error:
            yield Refusal(document=document.name, reason=error.reason, message=error.message)

    def ready(self, article: Article) -> Ready:
        """Return the article with its count of words and its topics."""
        return Ready(
            article=article,
            words=len(words(article.body)),
            topics=self._topics.topics_of(article),
        )
