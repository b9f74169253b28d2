"""The short way to published files: an ASGI application in front of the site, without routing and threads.

Most requests a server of feeds gets are for a file it has in memory; they are answered in the event loop after
one look at the file's status.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import structlog
from anyio.to_thread import run_sync

from sindikasi.errors import StorageError
from sindikasi.outputs import pages
from sindikasi.outputs.addresses import ARCHIVE
from sindikasi.outputs.opml import MEDIA_TYPE as OPML_TYPE
from sindikasi.web.access import CHALLENGE, opens
from sindikasi.web.conditional import choose_encoding, read_headers, wants_delta, wants_page
from sindikasi.web.deltas import Delta, Deltas
from sindikasi.web.feeds import CONDITIONS, Answer, FeedFolder, Representation, answer
from sindikasi.web.policy import ANY_STYLE, SAFE, guard

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from starlette.types import ASGIApp, Receive, Scope, Send

    from sindikasi.model import Topic
    from sindikasi.web.access import Access

log = structlog.get_logger("http")

FEED_TYPES = {
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json": "application/feed+json",
}
LIST = "feeds.opml"
INDEX = "index.html"
_TYPES = FEED_TYPES | {"html": pages.MEDIA_TYPE, "opml": OPML_TYPE}
_PAGE = re.compile(r"(?P<slug>[a-z0-9-]+)-(?P<page>[1-9][0-9]{0,8})\.(?P<suffix>atom|rss|json)")
_ASKED = CONDITIONS | {b"accept", b"sec-fetch-dest", b"a-im", b"authorization"}
_METHODS = "GET, HEAD, OPTIONS"
# A page changes only when something on it is withdrawn.
_SELDOM = "public, max-age=3600"
# Feeds are public by nature: scripts of other sites may read them, and ask whether they changed.
SHARED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Link, IM, Delta-Base",
}
PREFLIGHT = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since, A-IM",
    "Access-Control-Max-Age": "86400",
    "Allow": _METHODS,
}
PIECE = 128 * 1024
"""Bytes sent at once: what a slow reader has not taken is a copy in memory, of one piece and not of a feed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What may be asked for below /feeds/, and how it is sent."""

    feeds_dir: Path
    topics: Sequence[Topic]
    others: Sequence[str] = ()
    """Slugs of feeds that are no topic's."""
    base_path: str = ""
    feed_preview: bool = False
    max_age_of: Callable[[str], int]
    """Slug -> seconds until its feeds are written next; an empty slug means the lists of feeds."""
    links: Mapping[str, str] = field(default_factory=dict)
    """Name of a public file -> the value of its Link header."""
    private_dir: Path | None = None
    """Where the files of private topics lie."""
    access: Access | None = None
    """None: nobody has a token."""


class FeedDoor:
    """Answers requests for published files and passes all others on."""

    def __init__(self, inside: ASGIApp, shelf: Shelf) -> None:
        self._inside = inside
        self._shelf = shelf
        self._deltas = Deltas()
        public = [topic.slug for topic in shelf.topics if not topic.is_private]
        private = [topic.slug for topic in shelf.topics if topic.is_private]
        self._private = frozenset(private)
        self._public_side = self._side(shelf.feeds_dir, [*public, *shelf.others], (LIST, INDEX))
        self._private_side = self._side(shelf.private_dir or shelf.feeds_dir / "private", private, ())
        # A proxy may strip the base path or leave it.
        self._prefixes = tuple(dict.fromkeys((f"{shelf.base_path}/feeds/", "/feeds/")))
        self._said = ""

    def _side(self, folder: Path, slugs: Sequence[str], others: Sequence[str]) -> _Side:
        return _Side(
            current=FeedFolder(folder, _names(slugs, others), note=self._deltas.note),
            archive=FeedFolder(folder / ARCHIVE, _PageNames(slugs)),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI 3)."""
        found = self._find(scope["path"]) if scope["type"] == "http" else None
        if found is None:
            await self._inside(scope, receive, send)
            return
        side, name = found
        is_private = side is self._private_side
        if scope["method"] not in {"GET", "HEAD"}:
            await reply(_other_method(scope["method"], is_shared=not is_private), send)
            return
        asked = read_headers(scope["headers"], _ASKED)
        if scope["method"] == "HEAD":
            asked.pop("a-im", None)  # RFC 3229 10.5.3: of GET alone
        refusal = await self._refusal(name, asked, scope["query_string"]) if is_private else None
        given = refusal or await self._answer(side, name, asked)
        await reply(_kept_private(given) if is_private else given, send)

    def _find(self, path: str) -> tuple[_Side, str] | None:
        """Return the file a path means, with its folder; None when it is not one of ours."""
        for prefix in self._prefixes:
            if path.startswith(prefix):
                name = path[len(prefix) :]
                sides = (self._public_side, self._private_side)
                return next(((side, name) for side in sides if name in side), None)
        return None

    async def _refusal(self, name: str, asked: Mapping[str, str], query_string: bytes) -> Answer | None:
        """Return why a private file is not shown; None when the request carries a token that opens it."""
        access = self._shelf.access
        try:
            token = await run_sync(access.token_of, asked, query_string) if access else None
        except StorageError:
            return _plain(503, "Service Unavailable", {"Retry-After": "5"})
        if opens(token, _slug_of(name)):
            return None
        if token is not None:
            return _plain(403, "Forbidden", {})
        return _plain(401, "Unauthorized", CHALLENGE)

    async def _answer(self, side: _Side, name: str, asked: Mapping[str, str]) -> Answer:
        try:
            if name.startswith(f"{ARCHIVE}/"):
                return await self._archived(side.archive, name.removeprefix(f"{ARCHIVE}/"), asked)
            return await self._current(side.current, name, asked)
        except OSError as error:
            if repr(error) != self._said:
                log.error("feed cannot be read", file=name, reason=str(error))
            self._said = repr(error)
            return _plain(503, "Service Unavailable", {"Retry-After": "5"})

    async def _current(self, folder: FeedFolder, name: str, asked: Mapping[str, str]) -> Answer:
        shelf = self._shelf
        slug, _, suffix = name.rpartition(".")
        topic = "" if name in {LIST, INDEX} else slug
        headers = {
            "Cache-Control": f"public, max-age={shelf.max_age_of(topic)}",
            "Content-Type": _TYPES[suffix],
            **SAFE,
        }
        if shelf.feed_preview and suffix in FEED_TYPES:
            headers["Vary"] = "Accept, Sec-Fetch-Dest"
            wanted = wants_page(asked.get("accept"), asked.get("sec-fetch-dest"))
            if wanted and (page := await _find(folder, f"{slug}.html")):
                return answer(asked, page, headers | guard(ANY_STYLE))
        document = await _find(folder, name)
        if document is None:
            return _not_found()
        if suffix == "html":
            return answer(asked, document, headers | guard(ANY_STYLE))
        links = {"Link": shelf.links[name]} if name in shelf.links and slug not in self._private else {}
        whole = answer(asked, document, {**headers, **SHARED, **links})
        if whole.status == 200 and "if-none-match" in asked and wants_delta(asked.get("a-im")):
            delta = await run_sync(self._deltas.since, name, document, asked["if-none-match"])
            return _part(whole, delta, asked) if delta else whole
        return whole

    async def _archived(self, folder: FeedFolder, name: str, asked: Mapping[str, str]) -> Answer:
        """Answer with a closed page of an archive; the one that is next to be closed leads to the current feed."""
        place = _PAGE.fullmatch(name)
        if place is None:
            return _not_found()
        slug, suffix = place["slug"], place["suffix"]
        document = await _find(folder, name)
        if document is not None:
            headers = {"Cache-Control": _SELDOM, "Content-Type": _TYPES[suffix], **SAFE, **SHARED}
            return answer(asked, document, headers)
        if await _find(folder, f"{slug}-{int(place['page']) - 1}.{suffix}") is None:
            return _not_found()
        headers = {
            "Location": f"{self._shelf.base_path}/feeds/{slug}.{suffix}",
            "Cache-Control": f"public, max-age={self._shelf.max_age_of(slug)}",
            **SAFE,
            **SHARED,
        }
        return Answer(status=302, headers=headers, body=b"")


def feed_headers(suffix: str, max_age_seconds: int) -> dict[str, str]:
    """Return what goes with a feed that is no file, as with one that is."""
    return {"Cache-Control": f"public, max-age={max_age_seconds}", "Content-Type": _TYPES[suffix], **SAFE, **SHARED}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """The files anybody may read, or those that need a token."""

    current: FeedFolder
    archive: FeedFolder

    def __contains__(self, name: str) -> bool:
        folder, _, page = name.rpartition("/")
        return name in self.current or (folder == ARCHIVE and page in self.archive)


async def reply(given: Answer, send: Send) -> None:
    """Send an answer (ASGI 3); of HEAD and 304 the server leaves out the body."""
    headers = [(name.lower().encode("ascii"), value.encode("latin-1")) for name, value in given.headers.items()]
    if given.status not in {204, 304}:
        headers.append((b"content-length", b"%d" % len(given.body)))
    await send({"type": "http.response.start", "status": given.status, "headers": headers})
    body = given.body
    if len(body) > PIECE:
        whole = memoryview(body)
        for start in range(0, len(body) - PIECE, PIECE):
            await send({"type": "http.response.body", "body": whole[start : start + PIECE], "more_body": True})
        body = body[(len(body) - 1) // PIECE * PIECE :]
    await send({"type": "http.response.body", "body": body})


async def _find(folder: FeedFolder, name: str) -> Representation | None:
    """Return a file; what is not at hand is read and compressed in a thread. Raises OSError."""
    try:
        return (folder.at_hand(name) if name in folder else None) or await run_sync(folder.find, name)
    except FileNotFoundError:
        return None


def _part(whole: Answer, delta: Delta, asked: Mapping[str, str]) -> Answer:
    """Return 226 in place of an answer with the whole feed (RFC 3229 10.4.1).

    The tag is that of the whole, for that is what the reader has afterwards. A cache that does not know 226 heeds
    `no-store`; one that does heeds `im` (10.8.3), and needs no Vary: a 200 is right for anybody.
    """
    encoding = choose_encoding(asked.get("accept-encoding"), delta.document.bodies)
    headers = whole.headers | {"IM": "feed", "Delta-Base": delta.base, "Cache-Control": "no-store, im"}
    headers.pop("Content-Encoding", None)
    if encoding != "identity":
        headers["Content-Encoding"] = encoding
    return Answer(status=226, headers=headers, body=delta.document.bodies[encoding])


def _kept_private(given: Answer) -> Answer:
    """Return an answer as it is given for a token: for this reader alone, and for no script of another site."""
    headers = {name: value for name, value in given.headers.items() if name not in SHARED}
    kept = headers.get("Cache-Control", "no-store").replace("public", "private", 1)
    vary = headers.get("Vary")
    return replace(
        given,
        headers={
            **headers,
            "Cache-Control": kept,
            "Vary": f"{vary}, Authorization" if vary else "Authorization",
            "Referrer-Policy": "no-referrer",
        },
    )


def _slug_of(name: str) -> str:
    """Return the topic of a file."""
    page = _PAGE.fullmatch(name.removeprefix(f"{ARCHIVE}/"))
    return page["slug"] if page and name.startswith(f"{ARCHIVE}/") else name.rpartition(".")[0]


def _other_method(method: str, *, is_shared: bool) -> Answer:
    if method == "OPTIONS":
        return Answer(status=204, headers=PREFLIGHT if is_shared else {"Allow": _METHODS}, body=b"")
    return _plain(405, "Method Not Allowed", {"Allow": _METHODS})


def _not_found() -> Answer:
    return _plain(404, "Not Found", {})


def _plain(status: int, text: str, headers: Mapping[str, str]) -> Answer:
    kind = {"Content-Type": "text/plain; charset=utf-8"}
    return Answer(status=status, headers={**kind, **SAFE, **headers}, body=f"{text}\n".encode())


def _names(slugs: Sequence[str], others: Sequence[str]) -> frozenset[str]:
    """Return the files that may be asked for; nothing else in the folder is anyone's business."""
    suffixes = (*FEED_TYPES, "html")
    return frozenset({*others, *(f"{slug}.{suffix}" for slug in slugs for suffix in suffixes)})


class _PageNames:
    """The names pages of an archive may have."""

    def __init__(self, slugs: Sequence[str]) -> None:
        self._slugs = frozenset(slugs)

    def __contains__(self, name: object) -> bool:
        found = _PAGE.fullmatch(name) if isinstance(name, str) else None
        return found is not None and found["slug"] in self._slugs
