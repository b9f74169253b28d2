"""HTML: trafilatura tells where the article ends, the page's own metadata and lines tell the rest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from sindikasi.errors import EmptyArticle, MalformedDocument
from sindikasi.model import Document, Image, ParsedArticle
from sindikasi.parsers.encoding import decode
from sindikasi.parsers.sniff import head, is_binary, looks_like_html

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAG_BYTES = 65_536
_ELEMENTS = 50_000
_DEPTH = 256
_METADATA_BYTES = 524_288
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.I)
_TAG = re.compile(r"<[a-zA-Z/!?](?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+")
_ELEMENT = re.compile(r"<[a-zA-Z]")
_DATA_ADDRESS = re.compile(r"data:[\w.+/-]{0,60}(?:;[\w=-]{1,40}){0,4},[A-Za-z0-9+/=%_-]*+")
_MARKUP = re.compile(
    r"<(?:p|br|div|h[1-6]|ul|ol|li|a|strong|em|b|i|span|blockquote|figure|img|table)\b[^>]{0,2000}>", re.I
)
_ENTITY = re.compile(r"&(?:nbsp|amp|quot|lt|gt|[lr][sd]quo|[mn]dash|hellip|#\d{2,5}|#x[0-9a-f]{2,5});", re.I)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_PARAGRAPHS = frozenset(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "div",
        "article",
        "section",
        "li",
        "figcaption",
        "figure",
        "blockquote",
        "table",
        "tr",
        "ul",
        "ol",
        "header",
        "footer",
        "nav",
        "main",
        "aside",
    ]
)
_SILENT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "head",
        "object",
        "embed",
        "select",
        "textarea",
        "button",
        "input",
        "video",
        "audio",
        "canvas",
    ]
)
_ARTICLE_TYPES = (
    "newsarticle",
    "article",
    "reportagenewsarticle",
    "blogposting",
    "liveblogposting",
    "analysisnewsarticle",
    "opinionnewsarticle",
)


class HtmlParser:
    """Reads saved pages and fragments."""

    name: ClassVar[str] = "html"
    is_container: ClassVar[bool] = False

    def recognises(self, document: Document) -> int:
        """Return a high mark for a page, a middling one for a fragment of markup."""
        start = head(document)
        if is_binary(document.content) or not looks_like_html(start):
            return 0
        folded = start[:2048].lower()
        if folded.startswith(b"<!doctype html") or b"<html" in folded:
            return 90
        return 50 if start[:1] == b"<" else 0

    def parse(self, document: Document) -> ParsedArticle:
        """Return the page's text and metadata; raises DocumentError for pages too large or too deep to read safely."""
        page = decode(document.content, declared_charset(document.content))
        tree = _tree(page)
        metadata = _metadata(tree)
        lines = _lines(tree)
        if not any(line.strip() for line in lines):
            raise EmptyArticle("the page holds no text; save it again after it has loaded")
        body = _article_region(lines, _extracted(tree), metadata.headline)
        return ParsedArticle(
            body="\n".join(body),
            is_scraped=True,
            headline=metadata.headline,
            byline=metadata.byline,
            language=metadata.language,
            url=metadata.url,
            published=metadata.published,
            source=metadata.site,
            images=metadata.images,
            categories=metadata.categories,
        )


def declared_charset(content: bytes) -> str | None:
    """Return the encoding named in the first kilobytes of a page."""
    found = _CHARSET.search(content[:4096])
    return found[1].decode("ascii") if found else None


def looks_marked_up(text: str) -> bool:
    """Tell whether a text field holds HTML."""
    return _MARKUP.search(text) is not None or _ENTITY.search(text) is not None


def text_of_fragment(markup: str) -> str:
    """Return the text of a piece of HTML, one line a block, a blank line between paragraphs."""
    if not markup.strip():
        return ""
    return "\n".join(_lines(_tree(markup)))


class _Metadata(msgspec.Struct, kw_only=True, frozen=True):
    """What a page says about itself."""

    headline: str | None = None
    byline: str | None = None
    published: str | None = None
    url: str | None = None
    site: str | None = None
    language: str | None = None
    images: tuple[Image, ...] = ()
    categories: tuple[str, ...] = ()


def _tree(markup: str) -> Any:
    """Return the parsed tree after the caps: lxml is quadratic in attributes, and depth costs recursion later."""
    from lxml import etree, html

    markup = _DATA_ADDRESS.sub("data:,", markup) if "data:" in markup else markup
    _check_caps(markup)
    try:
        parser = html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8")
        tree = html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise MalformedDocument(f"the HTML cannot be read: {error}") from error
    if _is_deep(tree):
        raise MalformedDocument(
            f"the page nests more than {_DEPTH} elements; save its text instead", reason="unsafe"
        )
    return tree


def _check_caps(markup: str) -> None:
    if any(match.end() - match.start() > _TAG_BYTES for match in _TAG.finditer(markup)):
        raise MalformedDocument(
            f"a tag of the page is over {_TAG_BYTES // 1024} KB; save its text instead", reason="unsafe"
        )
    elements = sum(1 for _ in _ELEMENT.finditer(markup))
    if elements > _ELEMENTS:
        raise MalformedDocument(
            f"the page has over {_ELEMENTS:,} elements; save its text instead", reason="unsafe"
        )


def _is_deep(tree: Any) -> bool:
    depth, level = 0, [tree]
    while level:
        depth += 1
        if depth > _DEPTH:
            return True
        level = [child for node in level for child in node]
    return False


def _extracted(tree: Any) -> list[str]:
    """Return trafilatura's reading of the page; empty when it finds nothing."""
    from copy import deepcopy

    import trafilatura

    try:
        text = trafilatura.extract(deepcopy(tree), fast=True, include_comments=False, include_tables=False)
    except (ValueError, TypeError, AttributeError, RecursionError, IndexError, KeyError):
        return []
    return [line.strip() for line in (text or "").split("\n") if line.strip()]


def _article_region(lines: list[str], extracted: list[str], headline: str | None) -> list[str]:
    """Return the page's lines from its headline to the last line trafilatura took for article.

    Trafilatura drops paragraphs now and then, at the start above all, but seldom misses the end; the cleaners deal
    with what furniture is left between.
    """
    taken = {_squeezed(line) for line in extracted if len(line) > 40}
    last = max((place for place, line in enumerate(lines) if _squeezed(line) in taken), default=None)
    if last is None:
        return extracted or lines
    first = next(place for place, line in enumerate(lines) if _squeezed(line) in taken)
    start = _heading_place(lines[: first + 1], headline)
    under = [line for line in lines[last + 1 : last + 12]]
    return lines[start : last + 1] + under


def _heading_place(lines: list[str], headline: str | None) -> int:
    wanted = _squeezed(headline or "")
    places = [place for place, line in enumerate(lines) if wanted and _squeezed(line) == wanted]
    return max(0, places[-1] - 4) if places else 0


def _squeezed(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())[:200]


# --- text -------------------------------------------------------------------------------------------------------------


def _lines(tree: Any) -> list[str]:
    """Return the visible text, one line a block and a blank line around paragraphs."""
    pieces: list[str] = []
    _walk(tree, pieces)
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    folded: list[str] = []
    for line in lines:
        if line or (folded and folded[-1]):
            folded.append(line)
    return folded


def _walk(tree: Any, pieces: list[str]) -> None:
    from lxml import etree

    for event, node in etree.iterwalk(tree, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            if _is_silent(node, tag):
                continue
            pieces.append(_gap(tag))
            if node.text:
                pieces.append(node.text.replace("\n", " ").replace("\r", " "))
        else:
            pieces.append(_gap(tag))
            if node.tail and not _is_silenced(node):
                pieces.append(node.tail.replace("\n", " ").replace("\r", " "))


def _gap(tag: str) -> str:
    if tag in _PARAGRAPHS:
        return "\n\n"
    return "\n" if tag in _BLOCKS else ""


def _is_silent(node: Any, tag: str) -> bool:
    return tag in _SILENT or _is_silenced(node)


def _is_silenced(node: Any) -> bool:
    parent = node.getparent()
    return parent is not None and any(above.tag in _SILENT for above in (parent, *parent.iterancestors()))


# --- metadata ---------------------------------------------------------------------------------------------------------


def _metadata(tree: Any) -> _Metadata:
    tags = _meta_tags(tree)
    linked = next(_linked_articles(tree), {})
    title = _text(linked.get("headline")) or tags.get("og:title") or tags.get("twitter:title") or _title(tree)
    return _Metadata(
        headline=_without_site(title, tags.get("og:site_name")),
        byline=_names(linked.get("author"))
        or _person(tags.get("author") or tags.get("article:author") or tags.get("dable:author")),
        published=_text(linked.get("datePublished"))
        or tags.get("article:published_time")
        or tags.get("og:published_time")
        or tags.get("datepublished")
        or tags.get("pubdate")
        or tags.get("publishdate"),
        url=_canonical(tree) or tags.get("og:url"),
        site=_names(linked.get("publisher")) or tags.get("og:site_name"),
        language=tree.get("lang") or tags.get("og:locale"),
        images=_images(linked, tags),
        categories=tuple(
            dict.fromkeys(filter(None, (_text(linked.get("articleSection")), tags.get("article:section"))))
        ),
    )


def _meta_tags(tree: Any) -> dict[str, str]:
    tags: dict[str, str] = {}
    for node in tree.iter("meta"):
        name = (node.get("property") or node.get("name") or node.get("itemprop") or "").strip().lower()
        content = (node.get("content") or "").strip()
        if name and content:
            tags.setdefault(name, content)
    return tags


def _linked_articles(tree: Any) -> Iterator[dict[str, Any]]:
    for node in tree.iter("script"):
        if "ld+json" in (node.get("type") or "").lower() and node.text and len(node.text) <= _METADATA_BYTES:
            try:
                found = msgspec.json.decode(node.text.strip().encode())
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
    return name if name and not name.startswith(("http", "www.")) and len(name) <= 200 else None


def _title(tree: Any) -> str | None:
    heading = next((node for node in tree.iter("h1") if len(node.text_content().split()) >= 3), None)
    if heading is not None:
        return " ".join(heading.text_content().split())
    title = next(tree.iter("title"), None)
    return " ".join(title.text_content().split()) or None if title is not None else None


def _without_site(title: str | None, site: str | None) -> str | None:
    if not title:
        return None
    title = " ".join(title.split())
    if site and title.casefold().startswith(f"{site.casefold()}:"):
        return title[len(site) + 1 :].strip() or None
    head_part, separator, tail = re.sub(r"\s(?:[-–—|»]|::?)\s", "\x00", title).rpartition("\x00")
    if not separator or head_part.count(" ") < 2:
        return title
    named = _squeezed(site or "")
    is_site = (named and named in _squeezed(tail)) or re.search(
        r"\.(?:com|co|id|net|org|my)\b|\b(?:News|Online|Daily|Post|Mail|Times)\b", tail
    )
    return title[: len(head_part)].rstrip(" -–—|»:") if is_site else title


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
