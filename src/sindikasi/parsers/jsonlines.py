"""JSON Lines: one article a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from sindikasi.model import Member
from sindikasi.parsers.encoding import as_utf8
from sindikasi.parsers.sniff import head

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sindikasi.model import Document

_NAMES = (".jsonl", ".ndjson", ".jsonlines")
_SECOND_LINE = re.compile(rb"\}[ \t]*\r?\n\s*\{")
_PROBE_BYTES = 1_048_576
_GAP_BYTES = 4_096


class JsonLinesParser:
    """Takes apart a file of JSON objects, one a line; a broken line costs only itself."""

    name: ClassVar[str] = "jsonlines"
    is_container: ClassVar[bool] = True

    def recognises(self, document: Document) -> int:
        """Return a high mark when a line that ends an object is followed by one that starts the next."""
        start = head(document)
        is_named = document.name.lower().endswith(_NAMES)
        if start[:1] != b"{":
            return 65 if is_named and start[:1] != b"<" else 0
        if is_named:
            return 80
        return 75 if self._holds_two(document.content[:_PROBE_BYTES]) else 0

    def unpack(self, document: Document) -> Iterator[Member]:
        """Yield each line that is not blank with the suffix "#3"; lines are counted from 1, blank ones too."""
        content = as_utf8(document.content).removeprefix(b"\xef\xbb\xbf")
        start, number, length = 0, 0, len(content)
        while start < length:
            number += 1
            end = content.find(b"\n", start)
            end = length if end < 0 else end
            line = content[start:end].strip()
            if line:
                yield Member(suffix=f"#{number}", content=line)
            start = end + 1

    @staticmethod
    def _holds_two(probe: bytes) -> bool:
        """Tell whether the first line is a whole object and another begins below it."""
        first = probe.lstrip().partition(b"\n")[0].rstrip()
        return first.endswith(b"}") and _SECOND_LINE.search(probe.lstrip()[len(first) - 1 :][:_GAP_BYTES]) is not None
