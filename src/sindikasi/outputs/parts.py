"""A rendered feed in parts: what stands before its entries, each entry, and what stands behind them, byte for byte."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

ATOM_START = b"  <entry"
"""What an entry begins with; in text no "<" stands by itself."""
ATOM_END = b"</feed>\n"
RSS_START = b"    <item>"
RSS_END = b"  </channel>\n</rss>\n"
_XML = {"atom": (ATOM_START, ATOM_END), "rss": (RSS_START, RSS_END)}
_JSON_END = b"]}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A document whose parts, put together, are the document."""

    head: bytes
    entries: tuple[bytes, ...]
    """Notices of withdrawn entries, where the format has them among the entries, are entries here."""
    tail: bytes
    joint: bytes

    def with_entries(self, entries: Sequence[bytes]) -> bytes:
        """Return the document with these entries in place of its own."""
        return b"".join((self.head, self.joint.join(entries), self.tail))


class _Document(msgspec.Struct):
    items: list[msgspec.Raw]


def take_apart(content: bytes, suffix: str) -> Parts | None:
    """Return the parts of a document we wrote; None when it is none of ours."""
    parts = _json_parts(content) if suffix == "json" else _xml_parts(content, *_XML[suffix]) if suffix in _XML else None
    return parts if parts is not None and parts.with_entries(parts.entries) == content else None


def _xml_parts(content: bytes, start: bytes, end: bytes) -> Parts | None:
    if not content.endswith(end):
        return None
    head, *rest = content.removesuffix(end).split(b"\n" + start)
    if start.strip(b" >") in head:
        return None
    entries = [start + entry + b"\n" for entry in rest]
    if entries:
        entries[-1] = entries[-1].removesuffix(b"\n")
        head += b"\n"
    return Parts(head=head, entries=tuple(entries), tail=end, joint=b"")


def _json_parts(content: bytes) -> Parts | None:
    try:
        items = [bytes(item) for item in msgspec.json.decode(content, type=_Document).items]
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    length = len(content) - len(_JSON_END) - sum(map(len, items)) - max(len(items) - 1, 0)
    return Parts(head=content[: max(length, 0)], entries=tuple(items), tail=_JSON_END, joint=b",")
