"""Searches over HTTP: the page, its feeds and the description that browsers read."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sindikasi.core.text import tidy_line
from sindikasi.core.wording import wording
from sindikasi.errors import QueryError
from sindikasi.model import Topic
from sindikasi.outputs import opensearch, pages
from sindikasi.outputs.labels import labels
from sindikasi.web.feeds import Representation, represent, respond

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from starlette.requests import Request

    from sindikasi.model import Feed, Found, Story

CACHE_BYTES = 16 * 1024 * 1024
_SEARCH = "search"


class Search(Protocol):
    """What finds stories (`flow.search.Searching`)."""

    def find(self, text: str) -> Found:
        """Return what the query finds. Raises QueryError and StorageUnavailable."""
        ...

    def render(self, text: str, suffix: str) -> bytes | None:
        """Return the same as a feed in one format; None where that is not published."""
        ...

    def stamp(self) -> tuple[int, ...]:
        """Return what differs when another answer may have to be given."""
        ...


class Front(Protocol):
    """What the site does for all its pages."""

    def site(self, request: Request) -> pages.Site:
        """Return what pages know of the site."""
        ...

    def feed(self, topic: Topic, stories: Sequence[Story], language: str | None = None) -> Feed:
        """Return stories as a page lists them, in a language; None: the site's own."""
        ...

    def page(self, request: Request, content: bytes, *, status: int) -> Response:
        """Return the answer to who asked for a page."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHandlers:
    """The page and the feeds of searches."""

    search: Search
    front: Front
    feed_headers: Callable[[str], Mapping[str, str]]
    """The headers of a feed, by suffix."""
    kept: Kept = field(default_factory=lambda: Kept(CACHE_BYTES))

    def routes(self) -> list[Route]:
        """Return the routes; they come before the one of all published files."""
        return [
            Route("/search", self.page),
            Route("/opensearch.xml", self.description),
            Route("/feeds/search.{suffix}", self.document),
        ]

    def page(self, request: Request) -> Response:
        text, site = tidy_line(request.query_params.get("q", "")), self.front.site(request)
        found, feed, fault = None, None, None
        try:
            found = self.search.find(text) if text else None
        except QueryError as error:
            fault = error
        if found is not None:
            title = wording(site.language).search.format(query=text)
            listed = self.front.feed(Topic(slug=_SEARCH, title=title, query=text), found.stories, site.language)
            feed = replace(listed, query=f"?q={quote(text, safe='')}")
        is_complete = found is None or found.is_complete
        content = pages.search_page(site, text, feed=feed, is_complete=is_complete, fault=fault)
        return self.front.page(request, content, status=200 if fault is None else 400)

    def document(self, request: Request) -> Response:
        """Answer with the feed of a search, from memory while nothing was filed since."""
        suffix: str = request.path_params["suffix"]
        text = tidy_line(request.query_params.get("q", ""))
        key, stamp = (suffix, text), self.search.stamp()
        document = self.kept.get(key, stamp)
        if document is None:
            try:
                content = self.search.render(text, suffix)
            except QueryError as error:
                return PlainTextResponse(f"q, column {error.column}: {error}\n", status_code=400)
            if content is None:
                raise HTTPException(404)
            document = represent(content)
            self.kept.put(key, stamp, document)
        return respond(request, document, self.feed_headers(suffix))

    def description(self, request: Request) -> Response:
        """Answer with what browsers read to search the site."""
        site = self.front.site(request)
        root = site.feeds.removesuffix("/feeds")
        about = f"{labels(site.language)['search']}: {site.title}"
        content = opensearch.description(
            site.title, about, root, site.feeds, language=site.language, formats=site.formats
        )
        headers = {
            "Content-Type": opensearch.MEDIA_TYPE,
            "Cache-Control": "public, max-age=86400",
            "Content-Language": site.language,
            "Vary": "Accept-Language",
        }
        return respond(request, represent(content), headers)


class Kept:
    """The last feeds of searches; threads may share it."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[tuple[str, str], tuple[tuple[int, ...], Representation]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, str], stamp: tuple[int, ...]) -> Representation | None:
        """Return what was put under the key while the stamp was the same."""
        with self._lock:
            held = self._kept.get(key)
            if held is None or held[0] != stamp:
                return None
            self._kept.move_to_end(key)
            return held[1]

    def put(self, key: tuple[str, str], stamp: tuple[int, ...], document: Representation) -> None:
        """Keep a document; the ones asked longest ago give way."""
        with self._lock:
            self._forget(key)
            self._kept[key] = stamp, document
            self._bytes += document.size
            while self._bytes > self._most_bytes:
                self._forget(next(iter(self._kept)))

    def _forget(self, key: tuple[str, str]) -> None:
        if held := self._kept.pop(key, None):
            self._bytes -= held[1].size
