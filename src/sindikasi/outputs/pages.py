"""Pages for people, in plain HTML that needs no script: topics, stories, articles and the list of feeds."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from sindikasi.core.addresses import web_url
from sindikasi.core.feed import article_url, build_entry, marked_up, paragraphs, standfirst_of, story_url
from sindikasi.core.text import tidy_line
from sindikasi.outputs.labels import labels
from sindikasi.outputs.metadata import article_metadata
from sindikasi.outputs.rendering import render

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sindikasi.errors import QueryError
    from sindikasi.model import Article, ArticleSummary, Change, Feed, Story
    from sindikasi.outputs.fragments import Fragments
    from sindikasi.outputs.opml import Listed

MEDIA_TYPE = "text/html; charset=utf-8"

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">'
    '<rect width="16" height="16" rx="3" fill="#8a2b0c"/>'
    '<g fill="none" stroke="#fff" stroke-width="2"><path d="M4 8a4 4 0 0 1 4 4M4 4a8 8 0 0 1 8 8"/></g>'
    '<circle cx="4.7" cy="11.3" r="1.3" fill="#fff"/></svg>'
)
"""The site's mark as SVG."""
_ICON_ADDRESS = "data:image/svg+xml;base64," + base64.b64encode(ICON.encode()).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What every page knows of the site around it."""

    title: str
    language: str
    """BCP 47 tag: the language of labels and dates."""
    timezone: str
    """IANA name: times are shown in it."""
    root: str
    """What page links begin with: the site's address, or its path, or nothing when served from `/`."""
    feeds: str
    """The address of the feeds folder, without a trailing slash; readers copy it, so it has a host."""
    topics: tuple[tuple[str, str], ...]
    """(slug, title), in order."""
    formats: tuple[str, ...] = ("atom", "rss", "json")
    """The feeds each topic has, by suffix."""

    @property
    def home(self) -> str:
        """The site's address, with a host and without a trailing slash."""
        return self.feeds.removesuffix("/feeds")


@dataclass(frozen=True, slots=True)
class Kind:
    """One format of feed as a page names it."""

    suffix: str
    label: str
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Version:
    """A later version of a story's text."""

    at: datetime
    changes: tuple[Change, ...]
    """What is material."""
    before: str | None
    """Id of the article shown until then, where it has a page."""
    mark: str | None
    """The fragment by which entries link to it (`core.feed`)."""


_KINDS = (
    Kind("atom", "Atom", "application/atom+xml"),
    Kind("rss", "RSS", "application/rss+xml"),
    Kind("json", "JSON", "application/feed+json"),
)

# --- pages -------------------------------------------------------------------------------------


def topic_page(feed: Feed, site: Site, kept: Fragments | None = None) -> bytes:
    """Return the page of one topic: the HTML twin of its feeds; `kept` are entries of earlier pages of this site."""
    heading = dict(site.topics).get(feed.slug, feed.title)
    canonical = f"{site.home}/t/{feed.slug}"
    return _render("listing.html", site, kept, heading=heading, feed=feed, current=feed.slug, canonical=canonical)


def front_page(feed: Feed, site: Site) -> bytes:
    """Return the page of the newest stories; `feed` is the one its visitors are offered."""
    return _render(
        "listing.html",
        site,
        heading=labels(site.language)["newest"],
        feed=feed,
        current=None,
        canonical=f"{site.home}/",
    )


def search_page(site: Site, query: str, *, feed: Feed | None, is_complete: bool, fault: QueryError | None) -> bytes:
    """Return the page of a search: what was found, or why the query cannot be read, and how to write one."""
    say = labels(site.language)
    heading = f"{say['search']}: {query}" if query else say["search"]
    return _render("search.html", site, heading=heading, query=query, feed=feed, is_complete=is_complete, fault=fault)


def index_page(site: Site, sources: Sequence[Listed] = ()) -> bytes:
    """Return the list of all feeds: of the topics, then of sources."""
    return _render("index.html", site, heading=labels(site.language)["all_feeds"], sources=sources)


def source_page(feed: Feed, site: Site, title: str) -> bytes:
    """Return the page of what one source carries."""
    return _render("listing.html", site, heading=title, feed=feed, current=None, canonical=feed.home_url)


def story_page(
    story: Story, lead: Article, site: Site, *, titles: Mapping[str, str], source_titles: Mapping[str, str]
) -> bytes:
    """Return the page of one story: the lead's text and everyone who carried it."""
    entry = build_entry(story, lead, titles, base_url=site.root, language=site.language, source_titles=source_titles)
    canonical = story_url(site.home, story.id)
    modified = max(entry.updated, entry.published, *(revision.at for revision in story.revisions))
    return _render(
        "story.html",
        site,
        heading=entry.title,
        entry=entry,
        topics=story.topics,
        canonical=canonical,
        versions=_versions(story),
        picture=next((image.url for image in entry.images if (image.url or "").startswith("https:")), None),
        metadata=article_metadata(entry, site, canonical, modified),
        modified=modified,
        **_text(lead),
    )


def article_page(summary: ArticleSummary, site: Site, *, source_titles: Mapping[str, str]) -> bytes:
    """Return the page of one article as it was taken in."""
    article, say = summary.article, labels(site.language)
    facts = {
        say["by"]: article.byline,
        say["credit"]: article.credit,
        say["dateline"]: article.dateline,
        say["language"]: article.language,
        say["categories"]: ", ".join(article.categories),
    }
    return _render(
        "article.html",
        site,
        heading=tidy_line(article.headline) or say["no_title"],
        article=article,
        relation=summary.relation,
        topics=summary.topics,
        story_url=story_url(site.root, summary.story_id),
        source=source_titles.get(article.source, article.source) if article.source else None,
        source_url=web_url(article.url),
        facts=[(label, value) for label, value in facts.items() if value],
        recurring=summary.recurring,
        canonical=article_url(site.home, article.id),
        **_text(article),
    )


def message_page(message: str, site: Site) -> bytes:
    """Return the page that says why there is none."""
    heading, text = labels(site.language)[message]
    return _render("message.html", site, heading=heading, text=text)


# --- shared ------------------------------------------------------------------------------------


def _render(template: str, site: Site, kept: Fragments | None = None, **values: object) -> bytes:
    kinds = [kind for kind in _KINDS if kind.suffix in site.formats]
    return render(template, site, kept, kinds=kinds, icon=_ICON_ADDRESS, **values)


def _versions(story: Story) -> list[_Version]:
    """Return the later versions of the story's text, the newest first."""
    shown = {carrier.article_id for carrier in story.carriers}
    versions, number = [], 1
    for revision in story.revisions:
        number += bool(revision.changes)
        mark = f"v{number}" if revision.changes else None
        before = revision.before if revision.before in shown else None
        versions.append(_Version(at=revision.at, changes=revision.changes, before=before, mark=mark))
    return versions[::-1]


def _text(article: Article) -> dict[str, Any]:
    markup = marked_up(article) or ""
    return {
        "standfirst": standfirst_of(article),
        "paragraphs": paragraphs(article),
        "markup": Markup(markup),  # noqa: S704  (sanitised when it was read, and looked at again by `marked_up`)
        "captions": [caption for caption in article.captions if escape(caption, quote=False) not in markup],
    }
