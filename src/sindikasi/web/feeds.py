"""Published files over HTTP: kept in memory until replaced, answered with 304 where that is enough."""

from __future__ import annotations

import gzip
import os
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING

from starlette.responses import Response

from sindikasi.web.conditional import Encoding, choose_encoding, entity_tag, http_date, is_not_modified

if TYPE_CHECKING:
    from collections.abc import Container, Mapping
    from pathlib import Path

    from starlette.requests import Request

CACHE_BYTES = 64 * 1024 * 1024
WORTH_ENCODING = 512
"""Bytes below which gzip saves nothing: one packet carries them either way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """One document ready to be sent, as it is and compressed."""

    content: bytes
    gzipped: bytes | None
    """None when it is too small to be worth it."""
    tags: Mapping[Encoding, str]
    modified: datetime | None
    """None when nobody knows; then only the tag is compared."""


def represent(content: bytes, modified: datetime | None = None) -> Representation:
    """Return `content` with its tags and its compressed form; the same content gives the same bytes."""
    is_worth_encoding = len(content) >= WORTH_ENCODING
    return Representation(
        content=content,
        gzipped=gzip.compress(content, compresslevel=6, mtime=0) if is_worth_encoding else None,
        tags={"identity": entity_tag(content), "gzip": entity_tag(content, "gzip")},
        modified=modified,
    )


def respond(request: Request, document: Representation, headers: Mapping[str, str]) -> Response:
    """Return the document, or 304 when the client has it; `headers` go with either.

    `headers` names the Content-Type, and in Vary what the choice rests on besides Accept-Encoding.
    """
    encoding = choose_encoding(request.headers.get("accept-encoding")) if document.gzipped else "identity"
    tag = document.tags[encoding]
    headers = {
        **headers,
        "ETag": tag,
        "Vary": ", ".join(filter(None, ("Accept-Encoding", headers.get("Vary")))),
    }
    if document.modified is not None:
        headers["Last-Modified"] = http_date(document.modified)
    if is_not_modified(
        tag,
        document.modified,
        if_none_match=request.headers.get("if-none-match"),
        if_modified_since=request.headers.get("if-modified-since"),
    ):
        del headers["Content-Type"]
        return Response(status_code=304, headers=headers)
    if encoding == "gzip":
        headers["Content-Encoding"] = "gzip"
        return Response(document.gzipped, headers=headers)
    return Response(document.content, headers=headers)


_Stamp = tuple[int, int, int, int]


class FeedFolder:
    """The named files of one folder, read again only when they were replaced; threads may share it."""

    def __init__(self, folder: Path, names: Container[str], *, cache_bytes: int = CACHE_BYTES) -> None:
        self._folder = folder
        self._names = names
        self._cache_bytes = cache_bytes
        self._kept: OrderedDict[str, tuple[_Stamp, Representation]] = OrderedDict()
        self._kept_bytes = 0
        self._lock = Lock()

    def find(self, name: str) -> Representation | None:
        """Return the file `name`; None when it is not one of the names served, or not there."""
        if name not in self._names:
            return None
        path = self._folder / name
        try:
            stamp = _stamp(path.stat())
            with self._lock:
                kept = self._kept.get(name)
                if kept and kept[0] == stamp:
                    self._kept.move_to_end(name)
                    return kept[1]
            return self._read(name, path)
        except FileNotFoundError:
            return None

    def _read(self, name: str, path: Path) -> Representation:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            document = represent(file.read(), datetime.fromtimestamp(status.st_mtime, UTC))
        with self._lock:
            self._forget(name)
            self._kept[name] = (_stamp(status), document)
            self._kept_bytes += _size(document)
            while self._kept_bytes > self._cache_bytes:
                self._forget(next(iter(self._kept)))
        return document

    def _forget(self, name: str) -> None:
        if kept := self._kept.pop(name, None):
            self._kept_bytes -= _size(kept[1])


def _stamp(status: os.stat_result) -> _Stamp:
    """Return what changes when a file is replaced, even by one of the same size and modification time."""
    return status.st_mtime_ns, status.st_size, status.st_ino, status.st_ctime_ns


def _size(document: Representation) -> int:
    return len(document.content) + len(document.gzipped or b"")
