"""The protocols between the floors: what storage, parsers, cleaners and outputs must do."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sindikasi.model import CleaningContext, Document, Feed, ParsedArticle


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
