"""Tar archives, bare or compressed: the files in them, each read like a file of its own."""

from __future__ import annotations

import io
import re
import tarfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Protocol

from sindikasi.core.sidecars import LONGEST, describes, is_metadata
from sindikasi.errors import DocumentError, MalformedDocument
from sindikasi.model import Member
from sindikasi.parsers.compression import Expanded, compression_of
from sindikasi.parsers.expansion import (
    CHUNK,
    LEADS_OUT,
    Allowance,
    ArchiveExhausted,
    is_unwanted,
    leads_out,
    member_path,
    partner_of,
    refused,
    refused_rest,
    suffix_of,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sindikasi.model import Bounds, Document

_BLOCK = tarfile.BLOCKSIZE
_MARKED = re.compile(rb"ustar[ \0]")
_NAMES = re.compile(r"\.(?:tar(?:\.\w{2,4})?|t[gbx]z2?|tzst)\Z", re.I)
_LONGEST_HEADER = 65_536
"""Bytes of a long name or of extended attributes; real ones have a few hundred."""
_KEPT_METADATA = 16 * 2**20
_FILES = {tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE}
_LINKS = {tarfile.LNKTYPE, tarfile.SYMTYPE}
_WITHOUT_CONTENT = _LINKS | {tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE}
_LONG_NAMES = {tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK}
_EXTENDED = {tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE}
_PAX_RECORD = re.compile(rb"(\d{1,8}) ([^=\n]{1,100})=")
_CUT_OFF = "the tar archive ends in the middle; what was whole in it was read: make it again and drop it"


class _Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


class TarParser:
    """Takes apart a tar archive, bare or compressed by gzip, bzip2, xz or Zstandard; a bad member costs only itself."""

    name: ClassVar[str] = "tar"
    is_container: ClassVar[bool] = True

    def recognises(self, document: Document) -> int:
        """Return a high mark where the first block, unpacked, is a tar header with its right checksum."""
        block = document.content[:_BLOCK]
        if compression_of(block) is not None:
            try:
                block = _opened(document.content).read(_BLOCK)
            except MalformedDocument:
                return 0
        elif not _MARKED.match(block, 257) and not _NAMES.search(document.name):
            return 0
        try:
            tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        except tarfile.HeaderError:
            return 0
        return 90

    def expand(self, document: Document, bounds: Bounds) -> Iterator[Member]:
        """Yield the files in their order, a text together with its metadata file.

        The archive is gone through twice, for metadata may lie behind its text. Raises MalformedDocument where it is
        broken or cut off; what was whole before that was yielded.
        """
        survey = _surveyed(_Walk(document, bounds))
        walk = _Walk(document, bounds)
        for count, entry in enumerate(filter(_is_wanted, walk.entries())):
            left = len(survey.names) - count if survey.is_whole else None
            try:
                if count >= bounds.members:
                    raise ArchiveExhausted(f"the archive holds more than limits.members = {bounds.members:,} files")
                member = _member(walk, entry, survey)
            except ArchiveExhausted as error:
                yield refused_rest(entry.name, error, left)
                return
            except MalformedDocument:
                raise
            except DocumentError as error:
                member = refused(entry.name, error)
            if member is not None:
                yield member


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    name: str
    kind: bytes
    size: int
    """Bytes that follow its header."""


@dataclass(slots=True, kw_only=True)
class _Survey:
    """What the first way through an archive found."""

    names: dict[str, None] = field(default_factory=dict)
    """Of the files that are not passed over, in their order."""
    metadata: dict[str, bytes] = field(default_factory=dict)
    is_whole: bool = False
    """Whether the end was reached."""


class _Walk:
    """One way through an archive, forwards; whatever an entry's reader leaves is passed over."""

    def __init__(self, document: Document, bounds: Bounds) -> None:
        self._stream = _opened(document.content)
        self._allowance = Allowance(document, bounds)
        self._left = 0
        """Bytes of the present entry, padding included, that were not read."""
        self._size = 0
        """Bytes of the present entry's content that were not read."""

    def entries(self) -> Iterator[_Entry]:
        """Yield every entry; raises MalformedDocument where a header is broken or missing."""
        attributes: dict[str, str] = {}
        while (header := self._header()) is not None:
            if header.type in _LONG_NAMES | _EXTENDED:
                attributes |= self._attributes(header)
                continue
            size = _size_of(attributes.get("size", str(header.size)))
            if header.type in _WITHOUT_CONTENT:
                size = 0
            self._size, self._left = size, _padded(size)
            name = str(member_path(attributes.get("path", header.name)))
            yield _Entry(name=name, kind=header.type, size=size)
            self._skip()
            attributes = {}

    def content(self, entry: _Entry) -> bytes:
        """Return the content of the present entry; raises DocumentError "too-large" before it is unpacked."""
        self.check(entry)
        return self._allowance.gathered(self._read, declared=entry.size)

    def check(self, entry: _Entry) -> None:
        """Raise ArchiveExhausted when the archive may not go on as far as the end of this entry."""
        if entry.size > self._allowance.left:
            self._allowance.spend(entry.size)

    def _read(self, size: int) -> bytes:
        wanted = min(size, self._size)
        if not wanted:
            return b""
        chunk = self._stream.read(wanted)
        if not chunk:
            raise MalformedDocument(_CUT_OFF)
        self._size -= len(chunk)
        self._left -= len(chunk)
        return chunk

    def _skip(self) -> None:
        while self._left:
            chunk = self._stream.read(min(CHUNK, self._left))
            if not chunk:
                raise MalformedDocument(_CUT_OFF)
            self._allowance.spend(len(chunk))
            self._left -= len(chunk)
        self._size = 0

    def _exactly(self, size: int) -> bytes:
        self._allowance.spend(size)
        block = b""
        while len(block) < size:
            chunk = self._stream.read(size - len(block))
            if not chunk:
                raise MalformedDocument(_CUT_OFF)
            block += chunk
        return block

    def _header(self) -> tarfile.TarInfo | None:
        block = self._exactly(_BLOCK)
        if not block.strip(b"\0"):
            return None  # the end is marked by blocks of zeros
        try:
            return tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        except (tarfile.HeaderError, ValueError) as error:
            raise MalformedDocument(
                f"the tar archive is broken ({error}); what stood before that was read: make it again and drop it"
            ) from error

    def _attributes(self, header: tarfile.TarInfo) -> dict[str, str]:
        """Return what a header says of the entry that follows it: a long name, or extended attributes."""
        if not 0 <= header.size <= _LONGEST_HEADER:
            raise MalformedDocument(
                f"a header of the tar archive has {header.size:,} bytes; make it again", reason="unsafe"
            )
        text = self._exactly(_padded(header.size))[: header.size]
        if header.type == tarfile.GNUTYPE_LONGNAME:
            return {"path": text.rstrip(b"\0").decode("utf-8", "surrogateescape")}
        return _pax(text) if header.type != tarfile.XGLTYPE and header.type in _EXTENDED else {}


def _surveyed(walk: _Walk) -> _Survey:
    """Return the names in an archive and the metadata files among them, as far as it can be read."""
    survey = _Survey()
    room = _KEPT_METADATA
    try:
        for entry in filter(_is_wanted, walk.entries()):
            survey.names[entry.name] = None
            if describes(entry.name) and entry.kind in _FILES and entry.size <= min(LONGEST, room):
                content = walk.content(entry)
                if is_metadata(content):
                    survey.metadata[entry.name] = content
                    room -= len(content)
        survey.is_whole = True
    except DocumentError:
        return survey  # the second way through ends at the same place, and says why
    return survey


def _member(walk: _Walk, entry: _Entry, survey: _Survey) -> Member | None:
    """Return a member; None for metadata, which comes with its text."""
    walk.check(entry)
    if leads_out(entry.name):
        raise DocumentError(LEADS_OUT, reason="unsafe")
    if entry.kind not in _FILES:
        raise DocumentError("this is a link, a device or a sparse file; pack the file itself", reason="unsafe")
    if entry.name in survey.metadata and text_of(entry.name, survey.names) is not None:
        return None
    beside = partner_of(entry.name, survey.metadata)
    metadata = survey.metadata[beside] if beside and text_of(beside, survey.names) == entry.name else None
    return Member(suffix=suffix_of(entry.name), content=walk.content(entry), metadata=metadata)


def _is_wanted(entry: _Entry) -> bool:
    return entry.kind != tarfile.DIRTYPE and not is_unwanted(entry.name)


def _opened(content: bytes) -> _Stream:
    kind = compression_of(content)
    return io.BytesIO(content) if kind is None else Expanded(content, kind)


def _padded(size: int) -> int:
    return -(-size // _BLOCK) * _BLOCK


def _size_of(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 20:
        raise MalformedDocument(f"the tar archive is broken: an entry has {text[:30]!r} bytes; make it again")
    return int(text)


def _pax(text: bytes) -> dict[str, str]:
    """Return path and size of extended attributes: records "LENGTH KEY=VALUE" (POSIX.1-2001, pax)."""
    found: dict[str, str] = {}
    place = 0
    while record := _PAX_RECORD.match(text, place):
        end = place + int(record[1])
        if end <= record.end() or end > len(text):
            break
        if record[2] in {b"path", b"size"}:
            found[record[2].decode()] = text[record.end() : end - 1].decode("utf-8", "surrogateescape")
        place = end
    return found
