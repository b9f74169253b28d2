"""The web site: pages read through the catalog, and the published feeds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from sindikasi.core.doubts import SLUG as DOUBTS
from sindikasi.core.feed import build_feed, codes_of
from sindikasi.core.sources import FOLDER as SOURCES
from sindikasi.errors import StorageError
from sindikasi.model import Topic
from sindikasi.outputs import pages
from sindikasi.outputs.addresses import ARCHIVE
from sindikasi.outputs.opml import MEDIA_TYPE as OPML_TYPE
from sindikasi.web.conditional import wants_page
from sindikasi.web.feeds import FeedFolder, represent, respond
from sindikasi.web.metrics import MEDIA_TYPE as METRICS_TYPE
from sindikasi.web.metrics import metrics
from sindikasi.web.search import Search, SearchHandlers
from sindikasi.web.sitemap import SitemapHandlers
from sindikasi.web.sources import SourceHandlers, SourceNames

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from starlette.requests import Request

    from sindikasi.model import Feed, Story, UpdatePolicy
    from sindikasi.ports import Catalog

_FEED_TYPES = {
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json": "application/feed+json",
}
_TYPES = _FEED_TYPES | {"html": pages.MEDIA_TYPE, "opml": OPML_TYPE}
_LIST = "feeds.opml"
_INDEX = "index.html"

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PAGE = re.compile(r"(?P<slug>[a-z0-9-]+)-(?P<page>[1-9][0-9]{0,8})\.(?P<suffix>atom|rss|json)")
_ARTICLE = re.compile(r"[0-9a-f]{20}")

_SAFE = {"X-Content-Type-Options": "nosniff"}
_POLICY = (
    "default-src 'none'; style-src {style}; img-src {pictures}; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_OUR_PICTURES = "data:"
# The pictures of a text lie with whoever sent it; the referrer policy keeps back which page is read.
_ANY_PICTURES = "data: https: http:"
# A published page may be older than this program, and its style sheet with it.
_ANY_STYLE = "'unsafe-inline'"
# A page changes only when something on it is withdrawn.
_SELDOM = "public, max-age=3600"
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
# Feeds are public by nature: scripts of other sites may read them, and ask whether they changed.
_SHARED = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag, Last-Modified"}
_PREFLIGHT = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
    "Allow": "GET, HEAD, OPTIONS",
}


def create_site(
    *,
    catalog: Catalog,
    feeds_dir: Path,
    topics: Sequence[Topic],
    site_title: str,
    base_url: str | None,
    base_path: str,
    language: str,
    health: Callable[[], Mapping[str, object] | None],
    feed_preview: bool = False,
    timezone: str = "Asia/Jakarta",
    source_titles: Mapping[str, str] | None = None,
    formats: Sequence[str] = ("atom", "rss", "json"),
    entries: int = 50,
    updates: UpdatePolicy = "quiet",
    max_age_seconds: int = 10,
    search: Search | None = None,
    has_sources: bool = True,
    has_doubts: bool = False,
    sitemap_clock: Callable[[], datetime] | None = None,
) -> Starlette:
    """Return the application that serves the pages and the files in `feeds_dir`.

    `base_url` is the address readers use, None to take it from each request. `base_path` goes before every
    path; a proxy may strip it or leave it. `health` returns what /healthz shows, with `"ok": False` or None
    when the service is out of order. `feed_preview` answers a browser at a feed's address with its page.
    `max_age_seconds` is how long caches may keep a feed, best the time between publications. Without `search`
    nothing can be searched, without `has_sources` sources have neither pages nor feeds; `has_doubts`
    serves the feed for editors, `sitemap_clock` the news sitemap.
    """
    base_path = "/" + base_path.strip("/") if base_path.strip("/") else ""
    handlers = _Handlers(
        catalog=catalog,
        folder=FeedFolder(feeds_dir, _names([topic.slug for topic in topics] + [DOUBTS] * has_doubts)),
        archive=FeedFolder(feeds_dir / ARCHIVE, _PageNames(topics)),
        topics={topic.slug: topic for topic in topics},
        title=site_title,
        base_url=base_url.rstrip("/") if base_url else None,
        base_path=base_path,
        language=language,
        health=health,
        feed_preview=feed_preview,
        timezone=timezone,
        source_titles=source_titles or {},
        formats=tuple(formats),
        entries=entries,
        updates=updates,
        cache_control=f"public, max-age={max_age_seconds}",
    )
    routes = handlers.routes()
    front = _Front(handlers)
    if has_sources:
        sources = SourceHandlers(
            catalog=catalog,
            folder=FeedFolder(feeds_dir / SOURCES, SourceNames(tuple(_FEED_TYPES))),
            front=front,
            titles=handlers.source_titles,
            feed_headers=handlers.feed_headers,
            preflight=_PREFLIGHT,
            entries=entries,
        )
        routes = [*sources.routes(), *routes]
    if sitemap_clock is not None:
        routes = [*SitemapHandlers(catalog=catalog, front=front, now=sitemap_clock).routes(), *routes]
    if search is not None:
        routes = [*SearchHandlers(search=search, front=front, feed_headers=handlers.feed_headers).routes(), *routes]
    return Starlette(
        routes=[*routes, Mount(base_path, routes=routes)] if base_path else routes,
        exception_handlers={HTTPException: handlers.refuse, StorageError: handlers.apologise},
    )


def _names(slugs: Sequence[str]) -> frozenset[str]:
    """Return the files that may be asked for; nothing else in the folder is anyone's business."""
    suffixes = (*_FEED_TYPES, "html")
    return frozenset({_LIST, _INDEX, *(f"{slug}.{suffix}" for slug in slugs for suffix in suffixes)})


class _PageNames:
    """The names pages of an archive may have."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self._slugs = frozenset(topic.slug for topic in topics)

    def __contains__(self, name: object) -> bool:
        found = _PAGE.fullmatch(name) if isinstance(name, str) else None
        return found is not None and found["slug"] in self._slugs


@dataclass(frozen=True, slots=True, kw_only=True)
class _Handlers:
    catalog: Catalog
    folder: FeedFolder
    archive: FeedFolder
    topics: Mapping[str, Topic]
    title: str
    base_url: str | None
    base_path: str
    language: str
    health: Callable[[], Mapping[str, object] | None]
    feed_preview: bool
    timezone: str
    source_titles: Mapping[str, str]
    formats: tuple[str, ...]
    entries: int
    updates: UpdatePolicy
    cache_control: str

    def routes(self) -> list[Route]:
        return [
            Route("/", self.front),
            Route("/t/{slug}", self.topic),
            Route("/s/{story}", self.story),
            Route("/a/{article}", self.article),
            Route("/feeds", self.feed_list),
            Route("/feeds/", self.feed_list),
            Route("/feeds/archive/{name}", self.archive_page, methods=["GET", "OPTIONS"]),
            Route("/feeds/{name}", self.feed, methods=["GET", "OPTIONS"]),
            Route("/healthz", self.healthz),
            Route("/readyz", self.readyz),
            Route("/metrics", self.metrics),
            Route("/favicon.ico", self.favicon),
            Route("/robots.txt", self.robots),
        ]

    # --- pages ---------------------------------------------------------------------------------

    def front(self, request: Request) -> Response:
        stories = self.catalog.stories(limit=self.entries)
        feed = self._feed(self._widest_topic(), stories)
        return self._page(request, pages.front_page(feed, self._site(request)))

    def topic(self, request: Request) -> Response:
        topic = self.topics.get(request.path_params["slug"])
        if topic is None:
            raise HTTPException(404)
        limit = self.entries if topic.entries is None else topic.entries
        if topic.is_updates_only:
            stories = self.catalog.revised(topic.slug, limit)
        else:
            stories = self.catalog.stories(topic=topic.slug, limit=limit)
        feed = self._feed(topic, stories)
        return self._page(request, pages.topic_page(feed, self._site(request)))

    def story(self, request: Request) -> Response:
        asked: str = request.path_params["story"]
        story = self.catalog.story(asked.lower()) if _UUID.fullmatch(asked) else None
        if story is None:
            raise HTTPException(404)
        uuid = story.id.removeprefix("urn:uuid:")
        if asked != uuid:
            # Merged away, or written in capitals. An hour, for an editor may part the stories again.
            headers = {"Cache-Control": "max-age=3600"}
            return RedirectResponse(f"{self.base_path}/s/{uuid}", status_code=301, headers=headers)
        if story.is_hidden:
            raise HTTPException(410)
        lead = self.catalog.readable([story.lead]).get(story.lead)
        if lead is None:
            raise HTTPException(404)
        page = pages.story_page(
            story, lead, self._site(request), titles=self._titles(), source_titles=self.source_titles
        )
        return self._page(request, page, pictures=_ANY_PICTURES)

    def article(self, request: Request) -> Response:
        asked: str = request.path_params["article"]
        summary = self.catalog.article(asked) if _ARTICLE.fullmatch(asked) else None
        if summary is None:
            raise HTTPException(404)
        if summary.standing != "usable":
            raise HTTPException(410)
        page = pages.article_page(self.catalog.shown(summary), self._site(request), source_titles=self.source_titles)
        return self._page(request, page, pictures=_ANY_PICTURES)

    # --- feeds ---------------------------------------------------------------------------------

    def feed_list(self, _request: Request) -> Response:
        return RedirectResponse(f"{self.base_path}/feeds/{_INDEX}", status_code=301)

    def feed(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        name: str = request.path_params["name"]
        slug, _, suffix = name.rpartition(".")
        headers = {"Cache-Control": self.cache_control, "Content-Type": _TYPES.get(suffix, ""), **_SAFE}
        if self.feed_preview and suffix in _FEED_TYPES:
            headers["Vary"] = "Accept, Sec-Fetch-Dest"
            wanted = wants_page(request.headers.get("accept"), request.headers.get("sec-fetch-dest"))
            if wanted and (page := self.folder.find(f"{slug}.html")):
                return respond(request, page, headers | _guard(_ANY_STYLE))
        document = self.folder.find(name)
        if document is None:
            raise HTTPException(404)
        return respond(request, document, headers | (_guard(_ANY_STYLE) if suffix == "html" else _SHARED))

    def archive_page(self, request: Request) -> Response:
        """Answer with a closed page of an archive; the one that is next to be closed leads to the current feed."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        name: str = request.path_params["name"]
        document, place = self.archive.find(name), _PAGE.fullmatch(name)
        if document is not None and place is not None:
            headers = {"Cache-Control": _SELDOM, "Content-Type": _TYPES[place["suffix"]], **_SAFE}
            return respond(request, document, headers | _SHARED)
        if place is None or self.archive.find(f"{place['slug']}-{int(place['page']) - 1}.{place['suffix']}") is None:
            raise HTTPException(404)
        current = f"{self.base_path}/feeds/{place['slug']}.{place['suffix']}"
        return RedirectResponse(current, status_code=302, headers={"Cache-Control": self.cache_control})

    # --- the rest ------------------------------------------------------------------------------

    def healthz(self, _request: Request) -> Response:
        report = self.health()
        is_well = report is not None and report.get("ok", True) is not False
        return JSONResponse(
            {"ok": is_well, **(report or {})},
            status_code=200 if is_well else 503,
            headers={"Cache-Control": "no-store", **_SAFE},
        )

    def readyz(self, _request: Request) -> Response:
        """Answer 200 when the store can be read and every role has begun: lanes may have faults."""
        report = self.health()
        is_ready = report is not None
        return JSONResponse(
            {"ready": is_ready}, status_code=200 if is_ready else 503, headers={"Cache-Control": "no-store", **_SAFE}
        )

    def metrics(self, _request: Request) -> Response:
        lanes = (self.health() or {}).get("lanes")
        well = {str(name): bool(is_up) for name, is_up in lanes.items()} if isinstance(lanes, dict) else {}
        headers = {"Cache-Control": "no-store", "Content-Type": METRICS_TYPE, **_SAFE}
        return Response(metrics(self.catalog.status(), well), headers=headers)

    def favicon(self, _request: Request) -> Response:
        headers = {"Cache-Control": "public, max-age=86400", "Content-Type": "image/svg+xml", **_SAFE}
        return Response(pages.ICON, headers=headers)

    def robots(self, _request: Request) -> Response:
        return PlainTextResponse("User-agent: *\nDisallow:\n", headers=_SAFE)

    def refuse(self, request: Request, error: Exception) -> Response:
        """Answer what has no page: in words where a person asked for a page, else plainly."""
        if not isinstance(error, HTTPException):
            raise error
        headers = {**(error.headers or {}), **_SAFE}
        message = {404: "not_found", 410: "withdrawn"}.get(error.status_code)
        if message is not None and "/feeds/" not in request.url.path:
            page = pages.message_page(message, self._site(request))
            return Response(page, status_code=error.status_code, headers=headers | _guard(_own_style()))
        return PlainTextResponse(f"{error.detail}\n", status_code=error.status_code, headers=headers)

    def apologise(self, request: Request, _error: Exception) -> Response:
        page = pages.message_page("unavailable", self._site(request))
        return Response(page, status_code=503, headers={"Retry-After": "5", **_guard(_own_style())})

    # --- shared --------------------------------------------------------------------------------

    def feed_headers(self, suffix: str) -> dict[str, str]:
        return {"Cache-Control": self.cache_control, "Content-Type": _TYPES.get(suffix, ""), **_SAFE, **_SHARED}

    def _page(self, request: Request, content: bytes, pictures: str = _OUR_PICTURES) -> Response:
        headers = {"Cache-Control": "no-cache", **_guard(_own_style(), pictures)}
        return respond(request, represent(content), headers)

    def _site(self, request: Request) -> pages.Site:
        here = f"{request.url.scheme}://{request.url.netloc}{self.base_path}"
        return pages.Site(
            title=self.title,
            language=self.language,
            timezone=self.timezone,
            root=self.base_path,
            feeds=f"{self.base_url or here}/feeds",
            topics=tuple((topic.slug, topic.title) for topic in self.topics.values()),
            formats=self.formats,
        )

    def _feed(self, topic: Topic, stories: Sequence[Story]) -> Feed:
        """Return what a page shows of a topic; its links stay on the host it was asked at."""
        return build_feed(
            topic,
            stories,
            self.catalog.readable(story.lead for story in stories),
            self._titles(),
            feed_id=f"{self.base_path}/t/{topic.slug}",
            created=_LONG_AGO,
            site_title=self.title,
            base_url=self.base_path,
            language=self.language,
            entries=self.entries,
            source_titles=self.source_titles,
            updates=self.updates,
            timezone=self.timezone,
            codes=codes_of(self.topics.values()),
        )

    def _titles(self) -> dict[str, str]:
        return {topic.slug: topic.title for topic in self.topics.values() if topic.query.strip() != "*"}

    def _widest_topic(self) -> Topic:
        """Return the topic whose feed the front page offers: one that takes everything, else the first."""
        everything = (topic for topic in self.topics.values() if topic.query.strip() == "*")
        first = next(iter(self.topics.values()), Topic(slug="semua", title=self.title, query="*"))
        return next(everything, first)


class _Front:
    """What pages of other modules ask of the site (`web.search.Front`)."""

    def __init__(self, handlers: _Handlers) -> None:
        self.site = handlers._site
        self.feed = handlers._feed
        self._page = handlers._page

    def page(self, request: Request, content: bytes, *, status: int = 200) -> Response:
        """Return the answer to who asked for a page; one that says a fault is not kept by anyone."""
        if status == 200:
            return self._page(request, content)
        return Response(content, status_code=status, headers={"Cache-Control": "no-store", **_guard(_own_style())})


def _guard(style: str, pictures: str = _OUR_PICTURES) -> dict[str, str]:
    """Return the headers of a page; `style` and `pictures` say which style sheets and pictures it may use."""
    return {
        "Content-Type": pages.MEDIA_TYPE,
        "Content-Security-Policy": _POLICY.format(style=style, pictures=pictures),
        "Referrer-Policy": "same-origin",
        **_SAFE,
    }


def _own_style() -> str:
    return f"'{pages.style_hash()}'"
