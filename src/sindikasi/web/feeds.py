"""Published files over HTTP: kept in memory until replaced, answered with 304 where that is enough."""

from __future__ import annotations

import gzip
import os
import sys
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from starlette.responses import Response

from sindikasi.web.conditional import (
    ENCODINGS,
    Encoding,
    choose_encoding,
    entity_tag,
    http_date,
    judge,
    read_headers,
)

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Mapping
    from pathlib import Path

    from starlette.requests import Request

CACHE_BYTES = 64 * 1024 * 1024
WORTH_ENCODING = 512
"""Bytes below which compression saves nothing: one packet carries them either way."""
ZSTD_LEVEL = 9
"""Smaller than gzip on feeds in half its time (docs/decisions.md); its window is below the 8 MB of RFC 9659."""
_DATE_LAG = timedelta(seconds=2)
"""The server renews its Date once a second, later when it is busy, and nothing may be newer than that."""
CONDITIONS = frozenset(
    (b"accept-encoding", b"if-none-match", b"if-modified-since", b"if-match", b"if-unmodified-since")
)
"""The fields an answer depends on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """One document ready to be sent, as it is and compressed."""

    bodies: Mapping[Encoding, bytes]
    """Without compressed forms when it is too small for them."""
    tags: Mapping[Encoding, str]
    modified: datetime | None
    """None when nobody knows; then only the tag is compared."""

    @property
    def content(self) -> bytes:
        """The document as it is."""
        return self.bodies["identity"]

    @property
    def size(self) -> int:
        """Bytes of all forms."""
        return sum(map(len, self.bodies.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is sent: status, header fields and body."""

    status: int
    headers: dict[str, str]
    body: bytes


def represent(content: bytes, modified: datetime | None = None) -> Representation:
    """Return `content` with its tags and its compressed forms; the same content gives the same bytes."""
    bodies: dict[Encoding, bytes] = {"identity": content}
    if len(content) >= WORTH_ENCODING:
        bodies["gzip"] = gzip.compress(content, compresslevel=6, mtime=0)
        bodies["zstd"] = zstd.compress(content, level=ZSTD_LEVEL)
    return Representation(
        bodies=bodies, tags={each: entity_tag(content, each) for each in ENCODINGS}, modified=modified
    )


def answer(
    asked: Mapping[str, str], document: Representation, headers: Mapping[str, str], now: datetime | None = None
) -> Answer:
    """Return the document, 304 when the client has it, or 412; `headers` go with all of them.

    `headers` names the Content-Type, and in Vary what the choice rests on besides Accept-Encoding. `asked` has
    the fields of CONDITIONS that were sent. A change later than `now` is said to be of a moment ago (RFC 9110
    8.8.2.1). Ranges are not offered: a feed is short and replaced as a whole.
    """
    encoding = choose_encoding(asked.get("accept-encoding"), document.bodies)
    tag = document.tags[encoding]
    modified = document.modified
    if modified is not None:
        modified = min(modified, (now or datetime.now(UTC)) - _DATE_LAG)
    vary = headers.get("Vary")
    headers = {
        **headers,
        "ETag": tag,
        "Vary": f"Accept-Encoding, {vary}" if vary else "Accept-Encoding",
        "Accept-Ranges": "none",
    }
    if modified is not None:
        headers["Last-Modified"] = http_date(modified)
    verdict = judge(tag, modified, asked)
    if verdict != "send":
        del headers["Content-Type"]
        return Answer(status=304 if verdict == "not-modified" else 412, headers=headers, body=b"")
    if encoding != "identity":
        headers["Content-Encoding"] = encoding
    body = document.bodies[encoding]
    return Answer(status=200, headers=headers, body=body)


def respond(request: Request, document: Representation, headers: Mapping[str, str]) -> Response:
    """Return what `answer` says as a response of Starlette."""
    given = answer(read_headers(request.headers.raw, CONDITIONS), document, headers)
    return Response(given.body, status_code=given.status, headers=given.headers)


_Stamp = tuple[int, int, int, int]


class FeedFolder:
    """The named files of one folder, read again only when they were replaced; threads may share it."""

    def __init__(
        self,
        folder: Path,
        names: Container[str],
        *,
        cache_bytes: int = CACHE_BYTES,
        note: Callable[[str, Representation], None] | None = None,
    ) -> None:
        """`note` is told of every file that is read."""
        self._folder = os.fspath(folder)
        self._names = names
        self._cache_bytes = cache_bytes
        self._note = note
        self._kept: OrderedDict[str, tuple[_Stamp, Representation]] = OrderedDict()
        self._kept_bytes = 0
        self._lock = Lock()
        self._reading = Lock()

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def at_hand(self, name: str) -> Representation | None:
        """Return the file `name` if it is kept and was not replaced since: a look at the file's status, no more.

        Raises FileNotFoundError when it is not there, and OSError.
        """
        stamp = _stamp(os.stat(f"{self._folder}/{name}"))
        with self._lock:
            kept = self._kept.get(name)
            if kept is None or kept[0] != stamp:
                return None
            self._kept.move_to_end(name)
            return kept[1]

    def find(self, name: str) -> Representation | None:
        """Return the file `name`; None when it is not one of the names served, or not there. Raises OSError."""
        if name not in self._names:
            return None
        try:
            # One at a time: the others find what the first one has read and compressed.
            return self.at_hand(name) or self._read_once(name)
        except FileNotFoundError:
            return None

    def _read_once(self, name: str) -> Representation:
        with self._reading:
            return self.at_hand(name) or self._read(name)

    def _read(self, name: str) -> Representation:
        with open(f"{self._folder}/{name}", "rb") as file:
            status = os.fstat(file.fileno())
            document = represent(file.read(), datetime.fromtimestamp(status.st_mtime, UTC))
        if self._note:
            self._note(name, document)
        with self._lock:
            self._forget(name)
            self._kept[name] = (_stamp(status), document)
            self._kept_bytes += document.size
            while self._kept_bytes > self._cache_bytes:
                self._forget(next(iter(self._kept)))
        return document

    def _forget(self, name: str) -> None:
        if kept := self._kept.pop(name, None):
            self._kept_bytes -= kept[1].size


def _stamp(status: os.stat_result) -> _Stamp:
    """Return what changes when a file is replaced, even by one of the same size and modification time."""
    return status.st_mtime_ns, status.st_size, status.st_ino, status.st_ctime_ns
