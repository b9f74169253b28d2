"""The protocols between the floors: what storage, parsers, cleaners and outputs must do."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from sindikasi.model import (
        Article,
        ArticleSummary,
        CleaningContext,
        Document,
        Feed,
        ParsedArticle,
        Rejection,
        Status,
        Story,
    )


@runtime_checkable
class Parser(Protocol):
    """Reads one format."""

    name: ClassVar[str]
    is_container: ClassVar[bool]
    """True when the format holds other documents; then `unpack` is called, never `parse`."""

    def recognises(self, document: Document) -> int:
        """Return how sure the parser is, 0 (not mine) to 100 (certain), by looking at the content first.

        Must be cheap (look at the first and last kilobytes) and must not raise.
        """
        ...

    def parse(self, document: Document) -> ParsedArticle:
        """Return what the document says.

        Raises a DocumentError (MalformedDocument, EmptyArticle, ...) whose message names cause and remedy;
        no other exception may leave for any input.
        """
        ...


@runtime_checkable
class Container(Protocol):
    """Reads a format that holds other documents."""

    name: ClassVar[str]
    is_container: ClassVar[bool]

    def recognises(self, document: Document) -> int:
        """As `Parser.recognises`."""
        ...

    def unpack(self, document: Document) -> Iterator[tuple[str, bytes]]:
        """Yield each member as (suffix, content); `document.name + suffix` names it: `#3`, `!member.txt`.

        Yields lazily, in the container's order. Raises a DocumentError when the container itself is broken.
        """
        ...


@runtime_checkable
class Cleaner(Protocol):
    """Turns what was sent into what was written."""

    name: ClassVar[str]

    def clean(self, parsed: ParsedArticle, context: CleaningContext) -> ParsedArticle:
        """Return the article with less furniture or more fields; cleaning twice is cleaning once."""
        ...


@runtime_checkable
class Output(Protocol):
    """Writes one kind of feed."""

    name: ClassVar[str]
    suffix: ClassVar[str]
    """File ending without a dot: `atom`."""
    media_type: ClassVar[str]

    def render(self, feed: Feed) -> bytes:
        """Return the feed document; the same feed gives the same bytes."""
        ...


class Catalog(Protocol):
    """Reads for people and pages; never blocks the lanes."""

    def status(self) -> Status:
        """Return the counts of documents, articles, stories and topics."""
        ...

    def stories(
        self,
        *,
        topic: str | None = None,
        source: str | None = None,
        since: datetime | None = None,
        limit: int | None = None,
    ) -> Sequence[Story]:
        """Return stories newest first by `filed`; `since` compares with `filed`, None means no bound."""
        ...

    def story(self, story_id: str) -> Story | None:
        """Return the story; the id of a story merged away finds the one that absorbed it.

        Takes the full id, the UUID alone, or a prefix of at least 6 hex digits of it that only one story has.
        """
        ...

    def articles(
        self,
        *,
        topic: str | None = None,
        source: str | None = None,
        since: datetime | None = None,
        limit: int | None = None,
    ) -> Iterator[ArticleSummary]:
        """Yield articles newest first by `received`."""
        ...

    def article(self, article_id: str) -> ArticleSummary | None:
        """Return one article by its id, by 6 or more leading digits only one has, or by its document."""
        ...

    def bodies(self, article_ids: Iterable[str]) -> dict[str, Article]:
        """Return the whole articles of `article_ids`; unknown ids are left out."""
        ...

    def rejections(self, *, source: str | None = None, limit: int | None = None) -> Iterator[Rejection]:
        """Yield rejected documents, newest first."""
        ...
