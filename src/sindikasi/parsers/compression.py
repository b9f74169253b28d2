"""Compressed streams: gzip, bzip2, xz and Zstandard, unpacked piece by piece."""

from __future__ import annotations

import bz2
import io
import lzma
import sys
import zlib
from typing import TYPE_CHECKING, Protocol

from sindikasi.errors import MalformedDocument

if TYPE_CHECKING:
    from collections.abc import Callable

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_FED = 65_536
_XZ_MEMORY = 100 * 2**20
"""Bytes: xz -9 needs 65 MiB; a header may ask for gigabytes."""
_ZSTD_WINDOW = 27
"""Powers of two: 128 MiB, what zstd itself takes without --long."""
_MAGIC = {b"\x1f\x8b": "gz", b"BZh": "bz2", b"\xfd7zXZ\x00": "xz", b"\x28\xb5\x2f\xfd": "zst"}
_FAULTS = (zlib.error, OSError, lzma.LZMAError, zstd.ZstdError, EOFError, ValueError)


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Gzip:
    """zlib with the interface of its younger siblings."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


def _zstd() -> _Decompressor:
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW})


_MAKERS: dict[str, Callable[[], _Decompressor]] = {
    "gz": _Gzip,
    "bz2": bz2.BZ2Decompressor,
    "xz": lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY),
    "zst": _zstd,
}


def compression_of(content: bytes) -> str | None:
    """Return by which method content is compressed: gz, bz2, xz or zst."""
    return next((kind for magic, kind in _MAGIC.items() if content.startswith(magic)), None)


class Expanded:
    """The content of a compressed file, to be read once from start to end; streams one behind the other are one."""

    def __init__(self, content: bytes, kind: str) -> None:
        self._source = io.BytesIO(content)
        self._kind = kind
        self._magic = next(magic for magic, each in _MAGIC.items() if each == kind)
        self._decompressor = _MAKERS[kind]()
        self._is_over = False

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes, none at the end. Raises MalformedDocument when the stream is broken or cut off."""
        while not self._is_over:
            try:
                chunk = self._next(size)
            except _FAULTS as error:
                raise MalformedDocument(
                    f"the {self._kind} compression is broken ({error}); compress the file again and drop it"
                ) from error
            if chunk:
                return chunk
        return b""

    def _next(self, size: int) -> bytes:
        if self._decompressor.eof:
            self._begin_again()
            return b""
        fed = self._source.read(_FED) if self._decompressor.needs_input else b""
        chunk = self._decompressor.decompress(fed, size)
        if not chunk and not fed and self._decompressor.needs_input and not self._decompressor.eof:
            raise EOFError("the file ends in the middle")
        return chunk

    def _begin_again(self) -> None:
        """Go on with the next stream; padding and other bytes that are none end the file, as gzip(1) does it."""
        left = self._decompressor.unused_data
        self._source.seek(self._source.tell() - len(left))
        ahead = self._source.read(len(self._magic))
        self._source.seek(-len(ahead), io.SEEK_CUR)
        if ahead == self._magic:
            self._decompressor = _MAKERS[self._kind]()
        else:
            self._is_over = True
