"""The news sitemap over HTTP, and the robots.txt that names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sindikasi.outputs.sitemap import MEDIA_TYPE, MOST, OLDEST, news_sitemap
from sindikasi.web.feeds import represent, respond

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.requests import Request

    from sindikasi.core.audience import Audience
    from sindikasi.ports import Catalog
    from sindikasi.web.feeds import Representation
    from sindikasi.web.search import Front

MAX_AGE_SECONDS = 60
"""How long one answer is given again: a thousand stories are read for it."""
_NAME = "sitemap-news.xml"


class SitemapHandlers:
    """Both addresses; threads may share it."""

    def __init__(
        self, *, catalog: Catalog, front: Front, now: Callable[[], datetime], audience: Audience, language: str
    ) -> None:
        self._catalog = catalog
        self._front = front
        self._now = now
        self._audience = audience
        self._language = language
        self._kept: tuple[str, datetime, Representation] | None = None

    def routes(self) -> list[Route]:
        """Return the routes; they come before the site's own robots.txt."""
        return [Route(f"/{_NAME}", self.sitemap), Route("/robots.txt", self.robots)]

    def sitemap(self, request: Request) -> Response:
        root, now, kept = self._root(request), self._now(), self._kept
        if kept is None or kept[0] != root or not 0 <= (now - kept[1]).total_seconds() < MAX_AGE_SECONDS:
            site = self._front.site(request)
            stories = self._audience.newest(lambda limit: self._catalog.stories(since=now - OLDEST, limit=limit), MOST)
            content = news_sitemap(stories, name=site.title, language=self._language, root=root, now=now)
            kept = self._kept = root, now, represent(content)
        headers = {
            "Content-Type": MEDIA_TYPE,
            "Cache-Control": f"public, max-age={MAX_AGE_SECONDS}",
            "X-Content-Type-Options": "nosniff",
        }
        return respond(request, kept[2], headers)

    def robots(self, request: Request) -> Response:
        text = f"User-agent: *\nDisallow:\n\nSitemap: {self._root(request)}/{_NAME}\n"
        return PlainTextResponse(text, headers={"X-Content-Type-Options": "nosniff"})

    def _root(self, request: Request) -> str:
        """Return the site's address: all addresses of a sitemap begin with its own."""
        return self._front.site(request).feeds.removesuffix("/feeds")
