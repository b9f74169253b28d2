"""Several messages of a wire in one file, as a receiver writes them down: IPTC 7901 and ANPA 1312."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from sindikasi.model import Member
from sindikasi.parsers.sniff import agency_format, head

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sindikasi.model import Document

# SOH opens each message; behind it both formats have letters and the number of the message.
_OPENING = re.compile(rb"\x16*\x01(?=[A-Za-z]{1,3}\d{3,4})")
_WIRES = ("IPTC 7901", "ANPA 1312")


class WireFileParser:
    """Takes apart a file of messages, each opened by SOH."""

    name: ClassVar[str] = "wire-file"
    is_container: ClassVar[bool] = True

    def recognises(self, document: Document) -> int:
        """Return a high mark when the file opens as a wire does and a second message follows."""
        if agency_format(head(document)) not in _WIRES:
            return 0
        openings = _OPENING.finditer(document.content)
        return 90 if sum(1 for _ in zip(openings, range(2), strict=False)) == 2 else 0

    def unpack(self, document: Document) -> Iterator[Member]:
        """Yield each message with the suffix "#2", counted from 1; what stands before the first SOH is noise."""
        content, start, number = document.content, None, 0
        for opening in _OPENING.finditer(content):
            if start is not None:
                number += 1
                yield Member(suffix=f"#{number}", content=content[start : opening.start()])
            start = opening.start()
        if start is not None:
            yield Member(suffix=f"#{number + 1}", content=content[start:])
