"""ZIP archives: the files in them, each read like a file of its own."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, ClassVar

from sindikasi.core.sidecars import LONGEST, is_metadata
from sindikasi.errors import DocumentError, MalformedDocument
from sindikasi.model import Member
from sindikasi.parsers.expansion import (
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

_START = b"PK\x03\x04"
_DIRECTORY_ENTRY = b"PK\x01\x02"
_MOST_ENTRIES = 100_000
"""Each takes about half a kilobyte of memory before the first file is seen."""
_TAIL = 65_536
# Office documents, e-books and programs are ZIP files too; what is in them is no article.
_PACKAGES = (b"[Content_Types].xml", b"mimetypeapplication/", b"META-INF/MANIFEST.MF", b"AndroidManifest.xml")
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
"""The others can turn a kilobyte into gigabytes in one step."""
_UTF8_NAME, _ENCRYPTED = 0x800, 0x1 | 0x40
_UNIX = 3
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    ValueError,
    NotImplementedError,
    OSError,
    RuntimeError,
)


class ZipParser:
    """Takes apart a ZIP archive; a bad member costs only itself."""

    name: ClassVar[str] = "zip"
    is_container: ClassVar[bool] = True

    def recognises(self, document: Document) -> int:
        """Return a high mark for a ZIP archive that is no office document, e-book or program."""
        content = document.content
        if not content.startswith(_START):
            return 0
        ends = content[:_TAIL] + content[-_TAIL:]
        return 0 if any(mark in ends for mark in _PACKAGES) else 90

    def expand(self, document: Document, bounds: Bounds) -> Iterator[Member]:
        """Yield the files in the order of the directory, a text together with its metadata file.

        Raises MalformedDocument when there is no directory: the archive was cut off.
        """
        if document.content.count(_DIRECTORY_ENTRY) > _MOST_ENTRIES:
            raise DocumentError(f"the archive lists more than {_MOST_ENTRIES:,} files; split it", reason="too-large")
        try:
            archive = zipfile.ZipFile(io.BytesIO(document.content))
        except _FAULTS as error:
            raise MalformedDocument(
                f"the ZIP archive is broken or cut off ({error}); make it again and drop it"
            ) from error
        with archive:
            yield from _Unpacking(archive, Allowance(document, bounds)).members(bounds.members)


class _Unpacking:
    """One pass over an archive."""

    def __init__(self, archive: zipfile.ZipFile, allowance: Allowance) -> None:
        self._archive = archive
        self._allowance = allowance
        named = [(str(member_path(_name(entry))), entry) for entry in archive.infolist() if not entry.is_dir()]
        self._entries = [(name, entry) for name, entry in named if not is_unwanted(name)]
        self._by_name = dict(self._entries)

    def members(self, most: int) -> Iterator[Member]:
        """Yield the members; what is over `most`, or over what the archive may come to, is one refusal."""
        for place, (name, entry) in enumerate(self._entries):
            left = len(self._entries) - place
            if place >= most:
                over = DocumentError(f"the archive holds more than limits.members = {most:,} files", reason="too-large")
                yield refused_rest(name, over, left)
                return
            try:
                member = self._member(name, entry)
            except ArchiveExhausted as error:
                yield refused_rest(name, error, left)
                return
            except DocumentError as error:
                member = refused(name, error)
            if member is not None:
                yield member

    def _member(self, name: str, entry: zipfile.ZipInfo) -> Member | None:
        """Return a member; None for metadata, which comes with its text."""
        _check(name, entry)
        content = self._content(entry)
        if text_of(name, self._by_name) is not None and is_metadata(content):
            return None
        return Member(suffix=suffix_of(name), content=content, metadata=self._metadata_of(name))

    def _metadata_of(self, name: str) -> bytes | None:
        beside = partner_of(name, self._by_name)
        if beside is None or text_of(beside, self._by_name) != name or self._by_name[beside].file_size > LONGEST:
            return None
        _check(beside, self._by_name[beside])
        metadata = self._content(self._by_name[beside])
        return metadata if is_metadata(metadata) else None

    def _content(self, entry: zipfile.ZipInfo) -> bytes:
        try:
            with self._archive.open(entry) as file:
                return self._allowance.gathered(file.read)
        except _FAULTS as error:
            raise MalformedDocument(
                f"this file of the archive is broken ({error}); make the archive again, or drop the file by itself"
            ) from error


def _check(name: str, entry: zipfile.ZipInfo) -> None:
    """Refuse what must not be unpacked, or cannot be."""
    kind = stat.S_IFMT(entry.external_attr >> 16) if entry.create_system == _UNIX else 0
    if leads_out(name):
        raise DocumentError(LEADS_OUT, reason="unsafe")
    if kind not in {0, stat.S_IFREG}:
        raise DocumentError("this is a link or device, not a file; pack the file itself", reason="unsafe")
    if entry.flag_bits & _ENCRYPTED:
        raise DocumentError("it is encrypted; unpack the archive and drop the file itself", reason="unreadable")
    if entry.compress_type not in _METHODS:
        raise DocumentError(
            f"it is packed by method {entry.compress_type}, which is not read; pack it with deflate, the usual one",
            reason="unreadable",
        )


def _name(entry: zipfile.ZipInfo) -> str:
    """Return the name as UTF-8, where it is that without saying so (Info-ZIP and macOS write such)."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename
