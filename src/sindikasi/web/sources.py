"""What sources carry, over HTTP: a page, and the published feeds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from sindikasi.core.sources import feed_slug, is_slug, slug_of, source_page
from sindikasi.core.text import tidy_line
from sindikasi.model import Topic
from sindikasi.outputs import pages
from sindikasi.web.feeds import respond

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request

    from sindikasi.core.audience import Audience
    from sindikasi.ports import Catalog
    from sindikasi.web.feeds import FeedFolder
    from sindikasi.web.search import Front


class SourceNames:
    """The names published feeds of sources may have."""

    def __init__(self, suffixes: tuple[str, ...]) -> None:
        self._suffixes = suffixes

    def __contains__(self, name: object) -> bool:
        slug, _, suffix = name.rpartition(".") if isinstance(name, str) else ("", "", "")
        return suffix in self._suffixes and is_slug(slug)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHandlers:
    """The pages and the feeds of sources."""

    catalog: Catalog
    folder: FeedFolder
    front: Front
    audience: Audience
    titles: Mapping[str, str]
    feed_headers: Callable[[str], Mapping[str, str]]
    preflight: Mapping[str, str]
    entries: int

    def routes(self) -> list[Route]:
        """Return the routes; they come before the one of all published files."""
        return [
            Route("/source/{slug}", self.page),
            Route("/feeds/sources/{name}", self.document, methods=["GET", "OPTIONS"]),
        ]

    def page(self, request: Request) -> Response:
        slug: str = request.path_params["slug"]
        name = self._name(slug)
        if name is None:
            raise HTTPException(404)
        title = tidy_line(self.titles.get(name, name)) or slug
        stories = self.audience.newest(lambda limit: self.catalog.stories(source=name, limit=limit), self.entries)
        site = self.front.site(request)
        feed = self.front.feed(Topic(slug=feed_slug(name), title=title, query=""), stories, site.language)
        feed = replace(feed, home_url=f"{site.root}/{source_page(name)}")
        return self.front.page(request, pages.source_page(feed, site, title), status=200)

    def document(self, request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=self.preflight)
        name: str = request.path_params["name"]
        document = self.folder.find(name)
        if document is None:
            raise HTTPException(404)
        return respond(request, document, self.feed_headers(name.rpartition(".")[2]))

    def _name(self, slug: str) -> str | None:
        """Return the source that has this slug."""
        if not is_slug(slug):
            return None
        return next((each for each in self.catalog.source_names() if slug_of(each) == slug), None)
