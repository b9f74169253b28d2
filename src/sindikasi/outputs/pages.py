"""Pages for people, in plain HTML that needs no script: topics, stories, articles and the list of feeds."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from markupsafe import Markup

from sindikasi.core.addresses import web_url
from sindikasi.core.feed import build_entry, marked_up, paragraphs, standfirst_of, story_url
from sindikasi.core.text import tidy_line
from sindikasi.core.wording import local_time, wording
from sindikasi.outputs.labels import labels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from jinja2.runtime import Context

    from sindikasi.errors import QueryError
    from sindikasi.model import Article, ArticleSummary, Feed, Story
    from sindikasi.outputs.opml import Listed

MEDIA_TYPE = "text/html; charset=utf-8"

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">'
    '<rect width="16" height="16" rx="3" fill="#8a2b0c"/>'
    '<g fill="none" stroke="#fff" stroke-width="2"><path d="M4 8a4 4 0 0 1 4 4M4 4a8 8 0 0 1 8 8"/></g>'
    '<circle cx="4.7" cy="11.3" r="1.3" fill="#fff"/></svg>'
)
"""The site's mark as SVG."""


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


@dataclass(frozen=True, slots=True)
class Kind:
    """One format of feed as a page names it."""

    suffix: str
    label: str
    media_type: str


_KINDS = (
    Kind("atom", "Atom", "application/atom+xml"),
    Kind("rss", "RSS", "application/rss+xml"),
    Kind("json", "JSON", "application/feed+json"),
)

# --- pages -------------------------------------------------------------------------------------


def topic_page(feed: Feed, site: Site) -> bytes:
    """Return the page of one topic: the HTML twin of its feeds."""
    heading = dict(site.topics).get(feed.slug, feed.title)
    return _render("listing.html", site, heading=heading, feed=feed, current=feed.slug, canonical=feed.home_url)


def front_page(feed: Feed, site: Site) -> bytes:
    """Return the page of the newest stories; `feed` is the one its visitors are offered."""
    return _render(
        "listing.html",
        site,
        heading=labels(site.language)["newest"],
        feed=feed,
        current=None,
        canonical=f"{site.root}/",
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
    return _render(
        "story.html",
        site,
        heading=entry.title,
        entry=entry,
        topics=story.topics,
        canonical=entry.link,
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
        canonical=f"{site.root}/a/{article.id}",
        **_text(article),
    )


def message_page(message: str, site: Site) -> bytes:
    """Return the page that says why there is none."""
    heading, text = labels(site.language)[message]
    return _render("message.html", site, heading=heading, text=text)


# --- rendering ---------------------------------------------------------------------------------


@cache
def style_hash() -> str:
    """Return the Content-Security-Policy source that allows the pages' one style sheet and no other."""
    return f"sha256-{base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()}"


def _render(template: str, site: Site, **values: object) -> bytes:
    text = (
        _environment()
        .get_template(template)
        .render(
            site=site,
            say=labels(site.language),
            language=site.language,
            kinds=[kind for kind in _KINDS if kind.suffix in site.formats],
            style=Markup(_style()),  # noqa: S704  (our own file)
            icon="data:image/svg+xml;base64," + base64.b64encode(ICON.encode()).decode(),
            **values,
        )
    )
    return text.encode()


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("sindikasi.outputs"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["local"] = _local
    return environment


@cache
def _style() -> str:
    source, _, _ = PackageLoader("sindikasi.outputs").get_source(Environment(autoescape=True), "style.css")
    return source


@pass_context
def _local(context: Context, moment: datetime) -> str:
    """Write a time as people read it, in the site's language and time zone."""
    site: Site = context["site"]
    return local_time(moment, site.timezone, wording(site.language))


def _text(article: Article) -> dict[str, Any]:
    markup = marked_up(article) or ""
    return {
        "standfirst": standfirst_of(article),
        "paragraphs": paragraphs(article),
        "markup": Markup(markup),  # noqa: S704  (sanitised when it was read, and looked at again by `marked_up`)
        "captions": [caption for caption in article.captions if escape(caption, quote=False) not in markup],
    }
