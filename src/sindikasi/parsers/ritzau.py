"""The feed of Ritzau, the Danish agency: a queue's answer with its news."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from sindikasi.errors import EmptyArticle, MalformedDocument
from sindikasi.model import Document, Member, ParsedArticle, Wire
from sindikasi.parsers.agency import first_text, subject_codes, texts, unless_same, urgency_of, without_headline
from sindikasi.parsers.encoding import as_utf8, mend_double_encoding
from sindikasi.parsers.markup import text_of_fragment
from sindikasi.parsers.xml import parse_xml, root_name

if TYPE_CHECKING:
    from collections.abc import Iterator

NEWS_ELEMENTS = 500_000
_NAME = "Ritzau"
_ROOTS = {"XMLNewsQueuedResponse", "XMLNewsQueuedResult", "ListOfRBNews", "RBNews"}
_NEWS = re.compile(rb"<(?:[A-Za-z_][\w.-]*+:)?RBNews[\s>]")
# Entities are escaped once more than the markup around them: "&amp;apos;" is left where "'" was meant.
_ENTITY = re.compile(r"&amp;(?=(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d{0,2});)", re.I)
_SIGN_OFF = re.compile(r"\s*/ritzau/\s*\Z", re.I)
_DECORATION = " -–—*"


class RitzauParser:
    """Reads one RBNews."""

    name: ClassVar[str] = "ritzau"
    is_container: ClassVar[bool] = False

    def recognises(self, document: Document) -> int:
        """Return a high mark for the answer of the queue and for one of its news."""
        return 90 if root_name(document.content) in _ROOTS else 0

    def parse(self, document: Document) -> ParsedArticle:
        """Return the article; raises DocumentError for broken XML and for news without headline and text.

        PublishDate is Danish local time without a zone: set `timezone = "Europe/Copenhagen"` for the source.
        """
        xml = parse_xml(document.content, name=_NAME, elements=NEWS_ELEMENTS)
        news = _news(xml.root)
        if len(news) > 1:
            raise MalformedDocument("this answer holds several news; choose the ritzau-list parser as well")
        if not news:
            raise EmptyArticle("the Ritzau answer holds no RBNews; its queue was empty, so nothing is lost")
        return _article(news[0], xml.repairs)


class RitzauListParser:
    """Takes apart an answer with several news."""

    name: ClassVar[str] = "ritzau-list"
    is_container: ClassVar[bool] = True

    def recognises(self, document: Document) -> int:
        """Return a higher mark than the parser of one when there are two at least."""
        if root_name(document.content) not in _ROOTS:
            return 0
        content = as_utf8(document.content)
        found = _NEWS.finditer(content)
        return 95 if next(found, None) is not None and next(found, None) is not None else 0

    def unpack(self, document: Document) -> Iterator[Member]:
        """Yield each RBNews as "#2", counted from 1."""
        from lxml import etree

        root = parse_xml(document.content, name=_NAME, elements=NEWS_ELEMENTS).root
        for number, news in enumerate(_news(root), 1):
            news.tail = None
            yield Member(suffix=f"#{number}", content=etree.tostring(news, encoding="utf-8", xml_declaration=True))


def _news(root: Any) -> list[Any]:
    return list(root.iter("{*}RBNews"))


def _article(news: Any, repairs: tuple[str, ...]) -> ParsedArticle:
    headline = _line(news, "headline")
    # Character references ("&#xC2;&#xA3;") hide a double encoding from the door for XML: it is mended here.
    content = "".join(node.text or "" for node in news.iterfind("content"))
    markup = _ENTITY.sub("&", content)
    body = without_headline(_SIGN_OFF.sub("", mend_double_encoding(text_of_fragment(markup))).strip(), headline)
    if not body and not headline:
        raise EmptyArticle("the RBNews has neither headline nor content; ask the sender for the whole text")
    strapline = (_line(news, "strapline") or "").strip(_DECORATION)
    version = first_text(news, "version")
    return ParsedArticle(
        body=body,
        has_own_body=True,
        headline=headline,
        standfirst=unless_same(_line(news, "subtitle"), headline),
        byline=_line(news, "byLine"),
        dateline=_line(news, "town"),
        credit=(_line(news, "origin") or "").strip("/ ") or None,
        language="da",
        published=first_text(news, "PublishDate"),
        source=_NAME,
        guid=first_text(news, "NewsID"),
        categories=tuple(dict.fromkeys(name for name in (_line(news, "section"), strapline) if name)),
        subjects=subject_codes(code.zfill(8) for code in texts(news, "IPTCList/{*}int")),
        wire=Wire(
            version=version,
            status="canceled" if first_text(news, "Annuleret") == "true" else "usable",
            urgency=urgency_of(first_text(news, "Priority")),
            keywords=texts(news, "SubjectKeyword/{*}string"),
            notes=tuple(_notes(news)),
        ),
        repairs=repairs,
        markup=markup,
    )


def _line(news: Any, path: str) -> str | None:
    text = first_text(news, path)
    return " ".join(text_of_fragment(_ENTITY.sub("&", mend_double_encoding(text))).split()) or None if text else None


def _notes(news: Any) -> Iterator[str]:
    """Yield what is meant for editors: the correction mark, and TilRedaktionen."""
    if first_text(news, "Korrektion") == "true":
        yield "Korrektion"
    yield from filter(None, [_line(news, "TilRedaktionen")])
