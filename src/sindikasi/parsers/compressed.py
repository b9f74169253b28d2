"""A single compressed file: `x.txt.gz` is its content."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from sindikasi.errors import DocumentError
from sindikasi.model import Member
from sindikasi.parsers.compression import Expanded, compression_of
from sindikasi.parsers.expansion import Allowance, ArchiveExhausted, suffix_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sindikasi.model import Bounds, Document

_ENDING = re.compile(r"(?<=.)\.(?:gz|bz2|xz|zst|zstd)\Z", re.I)
_PLACE = re.compile(r".*[/!]", re.S)


class CompressedParser:
    """Takes the one file out of gzip, bzip2, xz or Zstandard compression."""

    name: ClassVar[str] = "compressed"
    is_container: ClassVar[bool] = True

    def recognises(self, document: Document) -> int:
        """Return a high mark for compressed content; that of a tar archive is another parser's."""
        return 80 if compression_of(document.content) is not None else 0

    def expand(self, document: Document, bounds: Bounds) -> Iterator[Member]:
        """Yield the content, named like the file without its ending.

        Raises DocumentError when it is broken or too large.
        """
        kind = compression_of(document.content) or "gz"
        name = _ENDING.sub("", _PLACE.sub("", document.name))
        try:
            content = Allowance(document, bounds).gathered(Expanded(document.content, kind).read)
        except ArchiveExhausted as error:
            remedy = "unpack it and drop what it holds, or raise the limit"
            raise DocumentError(f"{error.message}; {remedy}", reason=error.reason) from error
        yield Member(suffix=suffix_of(name), content=content)
