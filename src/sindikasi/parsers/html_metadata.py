"""What a page says about itself: JSON-LD first, then OpenGraph and other meta tags, then its headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from sindikasi.core.text import squeezed
from sindikasi.model import Image

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONGEST_LINKED = 524_288
_LONGEST_NAME = 200
_HEADING_WORDS = 3
_SEPARATOR = re.compile(r"\s(?:[-–—|»]|::?)\s")
_SITE = re.compile(r"\.(?:com|co|id|net|org|my)\b|\b(?:News|Online|Daily|Post|Mail|Times)\b")
_PUBLISHED = ("article:published_time", "og:published_time", "datepublished", "pubdate", "publishdate")
_AUTHORS = ("author", "article:author", "dable:author")
_ARTICLE_TYPES = frozenset(
    f"{kind}article" for kind in ("", "news", "reportagenews", "analysisnews", "opinionnews", "backgroundnews")
) | {"blogposting", "liveblogposting"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMetadata:
    """The fields a page declares, as declared."""

    headline: str | None = None
    byline: str | None = None
    published: str | None = None
    url: str | None = None
    site: str | None = None
    language: str | None = None
    images: tuple[Image, ...] = ()
    categories: tuple[str, ...] = ()


def page_metadata(tree: Any, linked_texts: Sequence[str]) -> PageMetadata:
    """Return what the tree of a page and the texts of its JSON-LD scripts declare."""
    tags = _meta_tags(tree)
    linked = next(_linked_articles(linked_texts), {})
    title = _text(linked.get("headline")) or tags.get("og:title") or tags.get("twitter:title") or _title(tree)
    sections = (_text(linked.get("articleSection")), tags.get("article:section"))
    return PageMetadata(
        headline=without_site(title, tags.get("og:site_name")),
        byline=_names(linked.get("author")) or _person(_first(tags, _AUTHORS)),
        published=_text(linked.get("datePublished")) or _first(tags, _PUBLISHED),
        url=_canonical(tree) or tags.get("og:url"),
        site=_names(linked.get("publisher")) or tags.get("og:site_name"),
        language=tree.get("lang") or tags.get("og:locale"),
        images=_images(linked, tags),
        categories=tuple(dict.fromkeys(section for section in sections if section)),
    )


def _first(tags: dict[str, str], names: Sequence[str]) -> str | None:
    return next((tags[name] for name in names if name in tags), None)


def _meta_tags(tree: Any) -> dict[str, str]:
    tags: dict[str, str] = {}
    for node in tree.iter("meta"):
        name = (node.get("property") or node.get("name") or node.get("itemprop") or "").strip().lower()
        content = (node.get("content") or "").strip()
        if name and content:
            tags.setdefault(name, content)
    return tags


def _linked_articles(texts: Sequence[str]) -> Iterator[dict[str, Any]]:
    for text in texts:
        if len(text) > _LONGEST_LINKED:
            continue
        try:
            found = msgspec.json.decode(text.strip().encode())
        except (msgspec.DecodeError, RecursionError, UnicodeError):
            continue
        yield from (item for item in _flattened(found) if _is_article(item))


def _flattened(found: Any) -> Iterator[dict[str, Any]]:
    members = found if isinstance(found, list) else [found]
    for member in members:
        if isinstance(member, dict):
            yield member
            graph = member.get("@graph")
            yield from (item for item in (graph if isinstance(graph, list) else []) if isinstance(item, dict))


def _is_article(item: dict[str, Any]) -> bool:
    kind = item.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return any(str(name).lower() in _ARTICLE_TYPES for name in kinds)


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = next(iter(value), None)
    if isinstance(value, dict):
        value = value.get("name") or value.get("url")
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _names(value: Any) -> str | None:
    members = value if isinstance(value, list) else [value]
    names = (member.get("name") if isinstance(member, dict) else member for member in members)
    kept = [" ".join(name.split()) for name in names if isinstance(name, str) and name.strip()]
    return _person(", ".join(dict.fromkeys(kept)))


def _person(name: str | None) -> str | None:
    return name if name and not name.startswith(("http", "www.")) and len(name) <= _LONGEST_NAME else None


def _title(tree: Any) -> str | None:
    heading = next((node for node in tree.iter("h1") if len(node.text_content().split()) >= _HEADING_WORDS), None)
    if heading is not None:
        return " ".join(heading.text_content().split())
    title = next(tree.iter("title"), None)
    return " ".join(title.text_content().split()) or None if title is not None else None


def without_site(title: str | None, site: str | None) -> str | None:
    """Return a page's title without the name of its site before or behind it."""
    if not title:
        return None
    title = " ".join(title.split())
    if site and title.casefold().startswith(f"{site.casefold()}:"):
        return title[len(site) + 1 :].strip() or None
    last = None
    for last in _SEPARATOR.finditer(title):  # noqa: B007  the last match is wanted
        pass
    if last is None or title[: last.start()].count(" ") < _HEADING_WORDS - 1:
        return title
    tail, named = title[last.end() :], squeezed(site or "")
    is_site = (named and named in squeezed(tail)) or _SITE.search(tail)
    return title[: last.start()].rstrip(" -–—|»:") if is_site else title


def _canonical(tree: Any) -> str | None:
    for node in tree.iter("link"):
        if (node.get("rel") or "").lower() == "canonical" and node.get("href"):
            return str(node.get("href")).strip()
    return None


def _images(linked: dict[str, Any], tags: dict[str, str]) -> tuple[Image, ...]:
    value = linked.get("image")
    first = next(iter(value), None) if isinstance(value, list) else value
    caption = first.get("caption") or first.get("description") if isinstance(first, dict) else None
    url = first.get("url") if isinstance(first, dict) else first
    address = url if isinstance(url, str) and url else tags.get("og:image")
    return (Image(url=address, caption=caption if isinstance(caption, str) else None),) if address else ()
