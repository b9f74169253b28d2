"""What may come out of an archive: bytes are counted as they are unpacked, whatever the archive declares."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sindikasi.core.names import is_passed_over, shown
from sindikasi.core.sidecars import described_by, describes
from sindikasi.errors import DocumentError
from sindikasi.model import Member

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sindikasi.model import Bounds, Document

CHUNK = 65_536
_HARMLESS = 1_000_000, 100_000
"""Bytes an archive may come to however small it is; the second inside another container."""
_INNER_SHARE = 10
LEADS_OUT = "its name leads out of the archive's folder (an absolute path, or '..'); rename it and pack it again"


class ArchiveExhausted(DocumentError):
    """The archive has come to all it may: nothing more is unpacked."""

    reason = "too-large"


class Allowance:
    """What is left of the bounds while one archive is unpacked."""

    def __init__(self, document: Document, bounds: Bounds) -> None:
        """An archive inside another gets a tenth of the ratio: nested bombs multiply."""
        is_inner = document.depth > 0
        times = max(1, bounds.ratio // _INNER_SHARE) if is_inner else bounds.ratio
        by_ratio = max(_HARMLESS[is_inner], times * len(document.content))
        self._left = min(bounds.expanded_bytes, by_ratio)
        self._member_bytes = bounds.member_bytes
        self._why = (
            f"limits.expanded = {bounds.expanded_bytes:,} bytes"
            if bounds.expanded_bytes <= by_ratio
            else f"limits.ratio allows ({times} times its {len(document.content):,} bytes)"
        )

    @property
    def left(self) -> int:
        """Bytes that may still come out."""
        return self._left

    def spend(self, size: int) -> None:
        """Count bytes that came out; raises ArchiveExhausted when the archive may not hold so many."""
        self._left -= size
        if self._left < 0:
            raise ArchiveExhausted(f"unpacked, the archive is larger than {self._why}")

    def gathered(self, read: Callable[[int], bytes], declared: int = 0) -> bytes:
        """Return all that `read` gives, counted; raises DocumentError "too-large" where one file may not hold so much.

        `read` is asked for so many bytes, and gives none at the end. A size declared beforehand can only refuse.
        """
        chunks: list[bytes] = []
        size = 0
        self._check_member(declared)
        while chunk := read(CHUNK):
            self.spend(len(chunk))
            size += len(chunk)
            self._check_member(size)
            chunks.append(chunk)
        return b"".join(chunks)

    def _check_member(self, size: int) -> None:
        if size > self._member_bytes:
            raise DocumentError(
                f"unpacked, it is larger than inbox.max_size = {self._member_bytes:,} bytes; "
                "split it, or raise inbox.max_size and drop the archive again",
                reason="too-large",
            )


def member_path(name: str) -> PurePosixPath:
    """Return the path of a member; archives made on Windows have backslashes."""
    return PurePosixPath(name.replace("\\", "/"))


def is_unwanted(name: str) -> bool:
    """Return whether a member is passed over in silence, as it would be in the inbox."""
    parts = [part for part in member_path(name).parts if part not in {"/", ".", ".."}]
    return not parts or is_passed_over(parts)


def suffix_of(name: str) -> str:
    """Return what a member is called behind its archive; parts that lead out of a folder are left out."""
    parts = (part for part in member_path(name).parts if part not in {"/", ".", ".."})
    return "!" + shown("/".join(parts))


def leads_out(name: str) -> bool:
    """Return whether a name would lie outside the folder an archive is unpacked to."""
    path = member_path(name)
    return path.is_absolute() or ".." in path.parts or (len(name) > 1 and name[1] == ":")


def refused(name: str, error: DocumentError) -> Member:
    """Return a member that cannot be had, and why."""
    return Member(suffix=suffix_of(name), content=b"", refusal=(error.reason, error.message))


def refused_rest(name: str, error: DocumentError, count: int | None) -> Member:
    """Return the one refusal that stands for all members from `name` on; `count` None: nobody knows how many."""
    left = "this file and whatever follows it" if count is None else f"this file and {count - 1:,} more"
    told = DocumentError(
        f"{error.message}; {left} were left in it: unpack the archive and drop its files, or raise the limit",
        reason=error.reason,
    )
    return refused(name, told)


def partner_of(name: str, names: Iterable[str]) -> str | None:
    """Return the metadata file among `names` that may describe a text of that name."""
    return next((each for each in described_by(name) if each in names), None)


def text_of(name: str, names: Iterable[str]) -> str | None:
    """Return the text among `names` that a metadata file of that name may describe."""
    return next((each for each in describes(name) if each in names), None)
