"""Archives made for tests, the honest and the hostile."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Mapping

from sindikasi.core.topics import compile_topics
from sindikasi.flow.reading import Reading
from sindikasi.inbox.names import document_key
from sindikasi.model import Bounds, Document, Member
from sindikasi.parsers.sniff import choose
from sindikasi.plugins import load_cleaners, load_parsers
from sindikasi.ports import Archive
from tests.builders import a_document
from tests.flow.newsroom import TOPICS, context_of

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstd.compress,
}
Files = Mapping[str, str | bytes]


def as_bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def a_zip(files: Files, *, method: int = zipfile.ZIP_DEFLATED, then: Files | None = None) -> bytes:
    """Return an archive of `files`; those in `then` are deflated, whatever the method."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, as_bytes(content), method)
        for name, content in (then or {}).items():
            archive.writestr(name, as_bytes(content), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def a_tar(files: Files, *, form: int = tarfile.PAX_FORMAT) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=form) as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(as_bytes(content))
            archive.addfile(entry, io.BytesIO(as_bytes(content)))
    return packed.getvalue()


def a_file(name: str, content: bytes, *, depth: int = 0) -> Document:
    empty = a_document("", name=name)
    return Document(key=empty.key, name=name, source=None, content=content, received=empty.received, depth=depth)


def expanded(name: str, content: bytes, bounds: Bounds | None = None, *, depth: int = 0) -> Iterator[Member]:
    """Yield the members of an archive by the parser that is surest of it."""
    document = a_file(name, content, depth=depth)
    parser = choose(document, load_parsers())
    assert isinstance(parser, Archive)
    return parser.expand(document, bounds or Bounds())


def a_reading() -> Reading:
    """Return all parsers, cleaners and topics in a row; processes that read make it for themselves."""
    return Reading(
        parsers=load_parsers(),
        cleaners=load_cleaners(("boilerplate", "wire", "markup")),
        topics=compile_topics(TOPICS),
        context_of=context_of,
        key_of=document_key,
    )
