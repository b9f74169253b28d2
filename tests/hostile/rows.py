"""A hostile document, and what has to become of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.flow.newsroom import FLOOD

STORY = "320 keluarga mengungsi"
"""A piece of the honest story that most documents are built around."""
PARAGRAPHS = "".join(f"<p>{paragraph}</p>" for paragraph in FLOOD.replace("\n\n", "\0").replace("\n", " ").split("\0"))
Content = bytes | Callable[[], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table."""

    name: str
    """What is done, in words."""
    file: str
    content: Content
    """Large contents are made when they are asked for."""
    refused: frozenset[str] = frozenset()
    """The reasons for which the document may be refused; none: it is read."""
    members: Mapping[str, str] = field(default_factory=dict)
    """Name behind the document's -> reason, of members that are refused; their neighbours are read."""
    also: frozenset[str] = frozenset()
    """Reasons for which further members may be refused, however many."""
    read: int = 1
    """How many articles come of it, 0 where it is refused."""
    holds: tuple[str, ...] = ()
    """What stands in headline or body of an article made of it."""
    lacks: tuple[str, ...] = ()
    """What stands in no field of any article made of it."""

    def made(self) -> bytes:
        """Return the content."""
        return self.content if isinstance(self.content, bytes) else self.content()


def refused(name: str, file: str, content: Content, *reasons: str) -> Row:
    """A document that is refused as a whole."""
    return Row(name=name, file=file, content=content, refused=frozenset(reasons), read=0)


def read(
    name: str, file: str, content: str | Content, *, holds: tuple[str, ...] = (STORY,), lacks: tuple[str, ...] = ()
) -> Row:
    """A document that is one article."""
    return Row(
        name=name,
        file=file,
        content=content.encode() if isinstance(content, str) else content,
        holds=holds,
        lacks=lacks,
    )


def partly(
    name: str,
    file: str,
    content: Content,
    members: Mapping[str, str],
    *,
    count: int = 1,
    also: tuple[str, ...] = (),
    holds: tuple[str, ...] = (),
    lacks: tuple[str, ...] = (),
) -> Row:
    """A container some members of which are refused."""
    return Row(
        name=name,
        file=file,
        content=content,
        members=members,
        also=frozenset(also),
        read=count,
        holds=holds,
        lacks=lacks,
    )


def page(body: str, *, head: str = "") -> str:
    """A whole web page around the honest story."""
    return (
        f"<!DOCTYPE html><html><head><title>Banjir bandang rendam 14 desa</title>{head}</head>"
        f"<body><article><h1>Banjir bandang rendam 14 desa</h1>{PARAGRAPHS}{body}</article></body></html>"
    )
