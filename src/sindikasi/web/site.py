"""The web site: pages read through the catalog, and the published feeds."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from sindikasi.core.audience import Audience
from sindikasi.core.doubts import SLUG as DOUBTS
from sindikasi.core.feed import build_feed, codes_of
from sindikasi.core.sources import FOLDER as SOURCES
from sindikasi.errors import StorageError
from sindikasi.model import Topic
from sindikasi.outputs import pages
from sindikasi.outputs.labels import LANGUAGES, topic_title
from sindikasi.web.access import CHALLENGE, opens
from sindikasi.web.api import ROOT as API
from sindikasi.web.api import refusal
from sindikasi.web.conditional import choose_language, read_headers
from sindikasi.web.door import FEED_TYPES, INDEX, PREFLIGHT, FeedDoor, Shelf, feed_headers
from sindikasi.web.feeds import FeedFolder, represent, respond
from sindikasi.web.metrics import MEDIA_TYPE as METRICS_TYPE
from sindikasi.web.metrics import metrics
from sindikasi.web.policy import ANY_PICTURES, OUR_PICTURES, SAFE, guard, own_style
from sindikasi.web.porch import Porch
from sindikasi.web.search import Search, SearchHandlers
from sindikasi.web.sitemap import SitemapHandlers
from sindikasi.web.sources import SourceHandlers, SourceNames

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from sindikasi.core.websub import Standing
    from sindikasi.model import Feed, Status, Story, UpdatePolicy
    from sindikasi.ports import Catalog
    from sindikasi.web.access import Access
    from sindikasi.web.api import Api
    from sindikasi.web.hub import Hub

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ARTICLE = re.compile(r"[0-9a-f]{20}")

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


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
    max_age_of: Callable[[str], int] = lambda _slug: 10,
    private_dir: Path | None = None,
    access: Access | None = None,
    api: Api | None = None,
    search: Search | None = None,
    links: Mapping[str, str] | None = None,
    standing: Callable[[], Standing] | None = None,
    hub: Hub | None = None,
    has_sources: bool = True,
    has_doubts: bool = False,
    sitemap_clock: Callable[[], datetime] | None = None,
) -> ASGIApp:
    """Return the application that serves the pages and the files in `feeds_dir`.

    `base_url` is the address readers use, None to take it from each request. `base_path` goes before every
    path; a proxy may strip it or leave it. `health` returns what /healthz shows, with `"ok": False` or None
    when the service is out of order. `feed_preview` answers a browser at a feed's address with its page.
    `max_age_of` says for how many seconds caches may keep the feeds of a topic, and with an empty name the lists of
    feeds: best until they are published next. `private_dir` has the files of private topics, which `access` opens to
    those with a token. `api` is what programs use. Without `search` nothing can be searched.
    `links`: name of a feed -> the value of its Link header, where hubs are told of it; `standing`: how far that is.
    `hub` takes subscriptions. Without `has_sources` sources have neither pages nor feeds; `has_doubts` serves the feed
    for editors, `sitemap_clock` the news sitemap.
    """
    base_path = "/" + base_path.strip("/") if base_path.strip("/") else ""
    handlers = _Handlers(
        catalog=catalog,
        topics={topic.slug: topic for topic in topics},
        title=site_title,
        base_url=base_url.rstrip("/") if base_url else None,
        base_path=base_path,
        language=language,
        health=health,
        access=access,
        audience=Audience(topics),
        timezone=timezone,
        source_titles=source_titles or {},
        formats=tuple(formats),
        entries=entries,
        updates=updates,
        max_age_of=max_age_of,
        standing=standing or (lambda: None),
    )
    front = _Front(handlers)
    routes = [*handlers.routes(), *(hub.routes() if hub else ()), *(api.routes() if api else ())]
    if has_sources:
        sources = SourceHandlers(
            catalog=catalog,
            folder=FeedFolder(feeds_dir / SOURCES, SourceNames(tuple(FEED_TYPES))),
            front=front,
            audience=handlers.audience,
            titles=handlers.source_titles,
            feed_headers=handlers.feed_headers,
            preflight=PREFLIGHT,
            entries=entries,
        )
        routes = [*sources.routes(), *routes]
    if sitemap_clock is not None:
        sitemap = SitemapHandlers(
            catalog=catalog, front=front, now=sitemap_clock, audience=handlers.audience, language=language
        )
        routes = [*sitemap.routes(), *routes]
    if search is not None:
        routes = [*SearchHandlers(search=search, front=front, feed_headers=handlers.feed_headers).routes(), *routes]
    site = Starlette(
        routes=[*routes, Mount(base_path, routes=routes)] if base_path else routes,
        exception_handlers={HTTPException: handlers.refuse, StorageError: handlers.apologise},
    )
    shelf = Shelf(
        feeds_dir=feeds_dir,
        topics=topics,
        others=[DOUBTS] if has_doubts else [],
        base_path=base_path,
        feed_preview=feed_preview,
        max_age_of=max_age_of,
        links=links or {},
        private_dir=private_dir,
        access=access,
    )
    return Porch(FeedDoor(site, shelf))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Handlers:
    catalog: Catalog
    topics: Mapping[str, Topic]
    title: str
    base_url: str | None
    base_path: str
    language: str
    health: Callable[[], Mapping[str, object] | None]
    access: Access | None
    audience: Audience
    timezone: str
    source_titles: Mapping[str, str]
    formats: tuple[str, ...]
    entries: int
    updates: UpdatePolicy
    max_age_of: Callable[[str], int]
    standing: Callable[[], Standing | None]

    def routes(self) -> list[Route]:
        return [
            Route("/", self.front),
            Route("/t/{slug}", self.topic),
            Route("/s/{story}", self.story),
            Route("/a/{article}", self.article),
            Route("/feeds", self.feed_list),
            Route("/feeds/", self.feed_list),
            Route("/healthz", self.healthz),
            Route("/readyz", self.readyz),
            Route("/metrics", self.metrics),
            Route("/favicon.ico", self.favicon),
            Route("/robots.txt", self.robots),
        ]

    # --- pages ---------------------------------------------------------------------------------

    def front(self, request: Request) -> Response:
        site = self._site(request)
        stories = self.audience.newest(lambda limit: self.catalog.stories(limit=limit), self.entries)
        feed = self._feed(self._widest_topic(), stories, site.language)
        return self._page(request, pages.front_page(feed, site))

    def topic(self, request: Request) -> Response:
        topic = self.topics.get(request.path_params["slug"])
        if topic is None:
            raise HTTPException(404)
        self._admit(request, (topic.slug,))
        limit = self.entries if topic.entries is None else topic.entries
        if topic.is_updates_only:
            stories = self.catalog.revised(topic.slug, limit)
        else:
            stories = self.catalog.stories(topic=topic.slug, limit=limit)
        site = self._site(request)
        feed = self._feed(topic, stories, site.language)
        return self._page(request, pages.topic_page(feed, site), is_private=topic.is_private)

    def story(self, request: Request) -> Response:
        asked: str = request.path_params["story"]
        story = self.catalog.story(asked.lower()) if _UUID.fullmatch(asked) else None
        if story is None:
            raise HTTPException(404)
        self._admit(request, story.topics)
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
        return self._page(request, page, pictures=ANY_PICTURES, is_private=not self.audience.sees(story.topics))

    def article(self, request: Request) -> Response:
        asked: str = request.path_params["article"]
        summary = self.catalog.article(asked) if _ARTICLE.fullmatch(asked) else None
        if summary is None:
            raise HTTPException(404)
        story = self.catalog.story(summary.story_id) if summary.story_id else None
        topics = story.topics if story else summary.topics
        self._admit(request, topics)
        if summary.standing != "usable":
            raise HTTPException(410)
        page = pages.article_page(self.catalog.shown(summary), self._site(request), source_titles=self.source_titles)
        return self._page(request, page, pictures=ANY_PICTURES, is_private=not self.audience.sees(topics))

    # --- feeds ---------------------------------------------------------------------------------

    def feed_list(self, _request: Request) -> Response:
        return RedirectResponse(f"{self.base_path}/feeds/{INDEX}", status_code=301)

    # --- the rest ------------------------------------------------------------------------------

    def healthz(self, _request: Request) -> Response:
        report = self.health()
        is_well = report is not None and report.get("ok", True) is not False
        return JSONResponse(
            {"ok": is_well, **(report or {})},
            status_code=200 if is_well else 503,
            headers={"Cache-Control": "no-store", **SAFE},
        )

    def readyz(self, _request: Request) -> Response:
        """Answer 200 when the store can be read and every role has begun: lanes may have faults."""
        report = self.health()
        is_ready = report is not None and report.get("queued", 0) is not None
        return JSONResponse(
            {"ready": is_ready}, status_code=200 if is_ready else 503, headers={"Cache-Control": "no-store", **SAFE}
        )

    def metrics(self, _request: Request) -> Response:
        lanes = (self.health() or {}).get("lanes")
        well = {str(name): bool(is_up) for name, is_up in lanes.items()} if isinstance(lanes, dict) else {}
        headers = {"Cache-Control": "no-store", "Content-Type": METRICS_TYPE, **SAFE}
        return Response(metrics(self._public_status(), well, self.standing()), headers=headers)

    def favicon(self, _request: Request) -> Response:
        headers = {"Cache-Control": "public, max-age=86400", "Content-Type": "image/svg+xml", **SAFE}
        return Response(pages.ICON, headers=headers)

    def robots(self, _request: Request) -> Response:
        return PlainTextResponse("User-agent: *\nDisallow:\n", headers=SAFE)

    def refuse(self, request: Request, error: Exception) -> Response:
        """Answer what has no page: in words where a person asked for a page, else plainly."""
        if not isinstance(error, HTTPException):
            raise error
        headers = {**(error.headers or {}), **SAFE}
        if f"{API}/" in request.url.path:
            return refusal(error.status_code, "refused", error.detail)
        message = {404: "not_found", 410: "withdrawn"}.get(error.status_code)
        if message is not None and "/feeds/" not in request.url.path:
            page = pages.message_page(message, self._site(request))
            return Response(
                page, status_code=error.status_code, headers=headers | self._spoken(request) | guard(own_style())
            )
        return PlainTextResponse(f"{error.detail}\n", status_code=error.status_code, headers=headers)

    def apologise(self, request: Request, _error: Exception) -> Response:
        if f"{API}/" in request.url.path:
            answer = refusal(503, "unavailable", "the store cannot be reached now; try again")
            answer.headers["Retry-After"] = "5"
            return answer
        page = pages.message_page("unavailable", self._site(request))
        headers = {"Retry-After": "5", **self._spoken(request), **guard(own_style())}
        return Response(page, status_code=503, headers=headers)

    # --- shared --------------------------------------------------------------------------------

    def feed_headers(self, suffix: str) -> dict[str, str]:
        return feed_headers(suffix, self.max_age_of(""))

    def _admit(self, request: Request, topics: Sequence[str]) -> None:
        """Raise HTTPException when what belongs to these topics is private and no token of the request opens it."""
        if self.audience.sees(topics):
            return
        asked = read_headers(request.headers.raw, {b"authorization"})
        token = self.access.token_of(asked, request.scope["query_string"]) if self.access else None
        if token is None:
            raise HTTPException(401, headers=CHALLENGE)
        if not any(opens(token, slug) for slug in topics):
            raise HTTPException(403, headers={"Cache-Control": "no-store"})

    def _public_topics(self) -> list[Topic]:
        return [topic for topic in self.topics.values() if not topic.is_private]

    def _public_status(self) -> Status:
        status = self.catalog.status()
        return replace(status, topics=tuple(topic for topic in status.topics if self.audience.sees((topic.slug,))))

    def _page(
        self, request: Request, content: bytes, pictures: str = OUR_PICTURES, *, is_private: bool = False
    ) -> Response:
        headers = {"Cache-Control": "no-cache", **self._spoken(request), **guard(own_style(), pictures)}
        if is_private:
            headers |= {
                "Cache-Control": "private, no-cache",
                "Referrer-Policy": "no-referrer",
                "Vary": "Accept-Language, Authorization",
            }
        return respond(request, represent(content), headers)

    def _language(self, request: Request) -> str:
        """Return the language of the page: the one the browser asks for, else the site's own."""
        chosen = choose_language(request.headers.get("accept-language"), LANGUAGES, self.language)
        return self.language if self.language.lower().startswith(f"{chosen}-") else chosen

    def _spoken(self, request: Request) -> dict[str, str]:
        """Return what tells caches and readers of the language a page was answered in."""
        return {"Content-Language": self._language(request), "Vary": "Accept-Language"}

    def _site(self, request: Request) -> pages.Site:
        here = f"{request.url.scheme}://{request.url.netloc}{self.base_path}"
        language = self._language(request)
        return pages.Site(
            title=self.title,
            language=language,
            timezone=self.timezone,
            root=self.base_path,
            feeds=f"{self.base_url or here}/feeds",
            topics=tuple((topic.slug, topic_title(topic.title, language)) for topic in self._public_topics()),
            formats=self.formats,
        )

    def _feed(self, topic: Topic, stories: Sequence[Story], language: str | None = None) -> Feed:
        """Return what a page shows of a topic; its links stay on the host it was asked at."""
        language = language or self.language
        return build_feed(
            replace(topic, title=topic_title(topic.title, language)),
            stories,
            self.catalog.readable(story.lead for story in stories),
            self._titles(),
            feed_id=f"{self.base_path}/t/{topic.slug}",
            created=_LONG_AGO,
            site_title=self.title,
            base_url=self.base_path,
            language=language,
            entries=self.entries,
            source_titles=self.source_titles,
            updates=self.updates,
            timezone=self.timezone,
            codes=codes_of(self._public_topics()),
        )

    def _titles(self) -> dict[str, str]:
        return {topic.slug: topic.title for topic in self._public_topics() if topic.query.strip() != "*"}

    def _widest_topic(self) -> Topic:
        """Return the topic whose feed the front page offers: one that takes everything, else the first."""
        topics = self._public_topics()
        everything = (topic for topic in topics if topic.query.strip() == "*")
        first = next(iter(topics), Topic(slug="semua", title=self.title, query="*"))
        return next(everything, first)


class _Front:
    """What pages of other modules ask of the site (`web.search.Front`)."""

    def __init__(self, handlers: _Handlers) -> None:
        self.site = handlers._site
        self.feed = handlers._feed
        self._page = handlers._page
        self._spoken = handlers._spoken

    def page(self, request: Request, content: bytes, *, status: int = 200) -> Response:
        """Return the answer to who asked for a page; one that says a fault is not kept by anyone."""
        if status == 200:
            return self._page(request, content)
        headers = {"Cache-Control": "no-store", **self._spoken(request), **guard(own_style())}
        return Response(content, status_code=status, headers=headers)
