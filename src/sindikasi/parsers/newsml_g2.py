"""NewsML-G2: one news item with a text, or a message that carries several."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar

from sindikasi.errors import EmptyArticle, MalformedDocument, UnknownFormat
from sindikasi.model import Document, Image, Member, ParsedArticle, Wire
from sindikasi.parsers.agency import (
    attributes,
    figures,
    first_attribute,
    first_text,
    html_of,
    joined,
    language_of,
    marked_up_text,
    opening_byline,
    plain_names,
    status_of,
    subject_codes,
    texts,
    unless_same,
    urgency_of,
    whole_number,
    without_headline,
    wrapped_text,
)
from sindikasi.parsers.encoding import as_utf8
from sindikasi.parsers.markup import looks_marked_up, text_of_fragment
from sindikasi.parsers.nitf import nitf_article
from sindikasi.parsers.xml import parse_xml, root_name, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

ITEMS_ELEMENTS = 500_000
_NAME = "NewsML-G2"
_READ = {"newsItem", "newsMessage", "packageItem", "contentSet"}
# Items of the standard that carry no news (NewsML-G2 2.35, chapters on Concept, Knowledge, Planning, Catalog).
_NO_NEWS = {
    "conceptItem": "describes a concept",
    "knowledgeItem": "holds a list of terms",
    "planningItem": "announces coverage",
    "catalogItem": "names vocabularies",
}
_PARTS = re.compile(rb"<(?:[A-Za-z_][\w.-]*+:)?(newsItem|inlineXML|inlineData|remoteContent)(?=[\s/>])")
_TEXT_ROOTS = {"html", "body", "div", "article", "section", "p"}
_MAIN_ROLE = re.compile(r"(?:^|:)(?:main|headline|head)$", re.I)
_SUB_ROLE = re.compile(r"sub|deck", re.I)
_SUMMARY_ROLE = re.compile(r"summary|abstract|standfirst|teaser", re.I)
_PICTURE_ROLE = re.compile(r"caption|summary", re.I)
_SMALL = re.compile(r"thumb|icon|preview|low", re.I)
_MERE_DATE = re.compile(r"\d{4}-?\d\d-?\d\d")
_ADDRESS = re.compile(r"https?://", re.I)


class NewsmlG2Parser:
    """Reads one newsItem, alone or in a newsMessage with its pictures."""

    name: ClassVar[str] = "newsml-g2"
    is_container: ClassVar[bool] = False

    def recognises(self, document: Document) -> int:
        """Return a high mark for the roots of the standard."""
        root = root_name(document.content)
        return 90 if root in _READ or root in _NO_NEWS else 0

    def parse(self, document: Document) -> ParsedArticle:
        """Return the article, as `news_item` reads it.

        Raises UnknownFormat for items that are no news, EmptyArticle for one without a text and MalformedDocument for
        broken XML and for several texts, which `NewsmlG2MessageParser` takes apart.
        """
        xml = parse_xml(document.content, name=_NAME, elements=ITEMS_ELEMENTS)
        plain_names(xml.root)
        root = xml.root
        if root.tag in _NO_NEWS:
            raise UnknownFormat(f"a {root.tag} {_NO_NEWS[root.tag]}, it is no article; drop the news items only")
        if root.tag == "contentSet":  # what the guidelines print, and senders copy
            return replace(_content(root), repairs=xml.repairs)
        items = [root] if root.tag == "newsItem" else list(root.iter("newsItem"))
        told = [item for item in items if _is_text(item)]
        if len(told) > 1:
            raise MalformedDocument("this message has several texts; choose the newsml-g2-list parser as well")
        if not told:
            raise EmptyArticle(_without_text(root, items))
        pictures = [item for item in items if item is not told[0] and _is_picture(item)]
        return news_item(told[0], pictures, xml.repairs)


class NewsmlG2MessageParser:
    """Takes apart a newsMessage with several texts; each goes with the pictures it belongs with."""

    name: ClassVar[str] = "newsml-g2-list"
    is_container: ClassVar[bool] = True

    def recognises(self, document: Document) -> int:
        """Return a higher mark than the parser of one item when there are two texts at least."""
        if root_name(document.content) != "newsMessage":
            return 0
        content = as_utf8(document.content)
        return 95 if _count_texts(content) > 1 else 0

    def unpack(self, document: Document) -> Iterator[Member]:
        """Yield each newsItem with a text as "#2", counted from 1, in a message without header.

        The header names the transmission: the same item sent again is the same document. A picture goes with the text
        that links to it (itemMeta/link) or shares its innermost package group, and with none otherwise.
        """
        from lxml import etree

        root = parse_xml(document.content, name=_NAME, elements=ITEMS_ELEMENTS).root
        items = list(root.iter("{*}newsItem"))
        pictures = {node.get("guid"): node for node in items if node.get("guid") and _is_picture(_plain(node))}
        groups = _groups(root)
        number = 0
        for node in items:
            item = _plain(node)
            if not _is_text(item):
                continue
            number += 1
            linked = dict.fromkeys((*attributes(item, "itemMeta/link", "residref"), *groups.get(item.get("guid"), ())))
            kept = [node, *(pictures[guid] for guid in linked if guid in pictures)]
            yield Member(
                suffix=f"#{number}",
                content=etree.tostring(_message(root, kept), encoding="utf-8", xml_declaration=True),
            )
        if not number:
            raise EmptyArticle(_without_text(root, [_plain(node) for node in items]))


def news_item(item: Any, pictures: list[Any], repairs: tuple[str, ...] = ()) -> ParsedArticle:
    """Return what a newsItem says, completed by what its NITF or XHTML says; names are without namespace.

    Where NewsML-G2 2.35 leaves a choice: `published` is itemMeta/firstCreated, then contentMeta/contentCreated, then
    versionCreated, which is when this version was made. The headline is the first without a role in the language of
    the item, the standfirst a headline with a sub role, then a description that is a summary. The credit is the
    creditline, then infoSource; the source is the provider. An empty embargoed is an embargo without an end known: the
    item is withheld until a later version. The first inlineXML with a text is the body, then inlineData.
    """
    meta = item.find("contentMeta")
    about = item.find("itemMeta")
    meta, about = (node if node is not None else item.makeelement("none") for node in (meta, about))
    language = first_attribute(meta, "language", "tag") or language_of(item)
    content = _content(item.find("contentSet"))
    headline = _headline(meta, language) or content.headline or first_text(about, "title")
    opening, body = opening_byline(without_headline(content.body, headline))
    article = replace(
        content,
        body=body,
        headline=headline,
        standfirst=unless_same(_standfirst(meta) or content.standfirst, headline),
        byline=joined(texts(meta, "by")) or content.byline or opening or _creators(meta),
        dateline=_dateline(meta) or content.dateline,
        credit=first_text(meta, "creditline") or _party(meta, "infoSource") or content.credit,
        language=language or content.language,
        url=_url(about) or content.url,
        published=first_text(about, "firstCreated")
        or first_text(meta, "contentCreated")
        or first_text(about, "versionCreated")
        or content.published,
        source=_party(about, "provider") or content.source,
        guid=item.get("guid") or content.guid,
        images=(*_remote_pictures(item, language), *content.images, *(_picture(each, language) for each in pictures)),
        categories=_categories(meta, language) or content.categories,
        subjects=_subjects(meta) or content.subjects,
        wire=_wire(item, about, meta, content.wire or Wire()),
        repairs=repairs,
    )
    if not article.body and not article.headline:
        raise EmptyArticle("the newsItem has neither a headline nor a text; ask the sender for the whole item")
    return article


def _wire(item: Any, about: Any, meta: Any, content: Wire) -> Wire:
    state = about.find("pubStatus")
    embargo = about.find("embargoed")
    until = text_of(embargo) or None
    status = status_of(_value(state)) if state is not None else content.status
    if embargo is not None and until is None and status == "usable":
        status = "withheld"
    rights = item.find("rightsInfo")
    rights = rights if rights is not None else item.makeelement("none")
    return Wire(
        version=item.get("version") or content.version,
        status=status,
        embargoed=until or content.embargoed,
        updated=first_text(about, "versionCreated") or content.updated,
        slugline=first_text(meta, "slugline") or content.slugline,
        urgency=urgency_of(first_text(meta, "urgency")) or content.urgency,
        rights=_party(rights, "copyrightHolder") or first_text(rights, "copyrightNotice") or content.rights,
        usage_terms=" ".join(dict.fromkeys(texts(rights, "usageTerms"))) or content.usage_terms,
        keywords=tuple(dict.fromkeys((*texts(meta, "keyword"), *content.keywords))),
        notes=tuple(dict.fromkeys((*texts(about, "edNote"), *content.notes))),
    )


# --- the content


def _content(content_set: Any) -> ParsedArticle:
    """Return the first content with a text: inlineXML in NITF or XHTML, then inlineData."""
    empty = ParsedArticle(body="", has_own_body=True)
    if content_set is None:
        return empty
    found = [_inline_xml(each) for each in content_set.iterfind("inlineXML")]
    found += [_inline_text(each) for each in content_set.iterfind("inlineData")]
    return next((article for article in found if article.body), next(iter(found), empty))


def _inline_xml(inline: Any) -> ParsedArticle:
    root = next(iter(inline), None)
    if root is not None and root.tag == "nitf":
        return nitf_article(root)
    if root is None or root.tag not in _TEXT_ROOTS:
        return ParsedArticle(body="", has_own_body=True)
    body = root.find("body") if root.tag == "html" else inline
    body = body if body is not None else root
    markup = html_of(body)
    images = figures(body)
    return ParsedArticle(
        body=marked_up_text(body), has_own_body=True, images=images, language=language_of(root), markup=markup
    )


def _inline_text(inline: Any) -> ParsedArticle:
    """Return the text of inlineData; base64 and other encodings hold no text."""
    media_type = (inline.get("contenttype") or "text/plain").lower()
    if inline.get("encoding") or not media_type.startswith("text/"):
        return ParsedArticle(body="", has_own_body=True)
    text = "".join(inline.itertext())
    if "html" not in media_type:
        text = wrapped_text(text)
        if not looks_marked_up(text):
            return ParsedArticle(body=text, has_own_body=True)
        text = text.replace("\n\n", "<p>")
    return ParsedArticle(body=text_of_fragment(text).strip(), has_own_body=True, markup=text)


# --- the metadata


def _value(node: Any) -> str | None:
    """Return what a flexible property points at: its name, literal, QCode or URI (NewsML-G2 2.35, FlexPropType)."""
    return next((node.get(name) for name in ("qcode", "literal", "uri") if node.get(name)), None)


def _party(node: Any, path: str) -> str | None:
    """Return the name of the first party there; an address names nobody."""
    for party in node.iterfind(path):
        value = _value(party) or ""
        code = value if party.get("literal") else "" if _ADDRESS.search(value) else value.rpartition(":")[2]
        name = first_text(party, "name") or text_of(party) or code
        if name and not _ADDRESS.match(name):
            return name
    return None


def _headline(meta: Any, language: str | None) -> str | None:
    headlines = [node for node in meta.iterfind("headline") if text_of(node)]
    headlines = [node for node in headlines if not _SUB_ROLE.search(node.get("role") or "")] or headlines
    headlines.sort(
        key=lambda node: (
            not _speaks(node, language),
            bool(node.get("role")) and not _MAIN_ROLE.search(node.get("role") or ""),
        )
    )
    return text_of(headlines[0]) if headlines else None


def _speaks(node: Any, language: str | None) -> bool:
    own = language_of(node)
    return own is None or language is None or own.split("-")[0].lower() == language.split("-")[0].lower()


def _standfirst(meta: Any) -> str | None:
    subs = (text_of(node) for node in meta.iterfind("headline") if _SUB_ROLE.search(node.get("role") or ""))
    told = (
        text_of(node)
        for node in meta.iterfind("description")
        if not node.get("role") or _SUMMARY_ROLE.search(node.get("role") or "")
    )
    return next((text for text in (*subs, *told) if text), None)


def _creators(meta: Any) -> str | None:
    """Return the creators' full names; initials and codes are no byline."""
    return joined(name for name in texts(meta, "creator/name") if " " in name)


def _dateline(meta: Any) -> str | None:
    """Return the dateline, unless it is a mere date (Reuters)."""
    dateline = first_text(meta, "dateline")
    return dateline.strip(" -–—") if dateline and not _MERE_DATE.match(dateline) else None


def _url(about: Any) -> str | None:
    links = (
        link
        for link in about.iterfind("link")
        if re.search(r"(?:^|:)(?:permalink|canonical|web)", link.get("rel") or "")
    )
    return next((link.get("href") for link in links if _ADDRESS.match(link.get("href") or "")), None)


def _subjects(meta: Any) -> tuple[str, ...]:
    """Return the IPTC codes of the subjects and of what is said to be the same (sameAs)."""
    nodes = (each for subject in meta.iterfind("subject") for each in (subject, *subject.iterfind("sameAs")))
    return subject_codes(each.get(name) for each in nodes for name in ("qcode", "uri"))


def _categories(meta: Any, language: str | None) -> tuple[str, ...]:
    """Return a name of each subject, in the item's language where there is one."""
    names = (
        min(subject.iterfind("name"), key=lambda name: not _speaks(name, language), default=None)
        for subject in meta.iterfind("subject")
    )
    return tuple(dict.fromkeys(text for text in map(text_of, names) if text))


# --- pictures and messages


def _is_text(item: Any) -> bool:
    """Tell a text: inline content, or none at all (an alert is all headline), and no other class."""
    if _kind(item) not in ("text", ""):
        return False
    content = item.find("contentSet")
    if content is None or any(content.find(name) is not None for name in ("inlineXML", "inlineData")):
        return True
    return content.find("remoteContent") is None


def _is_picture(item: Any) -> bool:
    return _kind(item) in ("picture", "graphic", "photo")


def _kind(item: Any) -> str:
    """Return the itemClass: text, picture, video ... (News Item Nature, ninat: or icls:)."""
    node = item.find("itemMeta/itemClass")
    return re.split(r"[:/]", _value(node) or "")[-1].lower() if node is not None else ""


def _without_text(root: Any, items: list[Any]) -> str:
    if items:
        kinds = joined(_kind(item) for item in items) or "references"
        return f"the items here hold {kinds}, not a text; drop the text items"
    references = sum(1 for _ in root.iter("{*}itemRef"))
    return f"the package only names {references} items, their texts are not in the file; drop those items"


def _remote_pictures(item: Any, language: str | None) -> tuple[Image, ...]:
    """Return the pictures a text item itself holds by reference."""
    has_any = any(
        (each.get("contenttype") or "").startswith("image/") for each in item.iterfind("contentSet/remoteContent")
    )
    return (replace(_picture(item, language), caption=None, credit=None),) if has_any else ()


def _picture(item: Any, language: str | None) -> Image:
    """Return a picture item by its largest rendition that is no thumbnail."""
    remote = [each for each in item.iterfind("contentSet/remoteContent") if each.get("href")]
    remote = [each for each in remote if (each.get("contenttype") or "image/").startswith("image/")]
    best = max(
        remote,
        key=lambda each: (
            bool(_ADDRESS.match(each.get("href"))),
            not _SMALL.search(each.get("rendition") or ""),
            whole_number(each.get("width")) or 0,
        ),
        default=None,
    )
    meta = item.find("contentMeta")
    meta = meta if meta is not None else item.makeelement("none")
    told = (
        text_of(each) for each in meta.iterfind("description") if _PICTURE_ROLE.search(each.get("role") or "caption")
    )
    caption = next((text for text in told if text), None) or _headline(meta, language)
    credit = first_text(meta, "creditline") or joined(texts(meta, "creator/name")) or _party(meta, "infoSource")
    if best is None:
        return Image(caption=caption, credit=credit)
    return Image(
        url=best.get("href"),
        caption=caption,
        credit=credit,
        media_type=best.get("contenttype"),
        width=whole_number(best.get("width")),
        height=whole_number(best.get("height")),
        length=whole_number(best.get("size")),
    )


def _groups(root: Any) -> dict[str, tuple[str, ...]]:
    """Return, by guid, what stands with it in the innermost group of a packageItem."""
    found: dict[str, tuple[str, ...]] = {}
    for group in root.iter("{*}group"):
        named = tuple(each.get("residref") for each in group.iterfind("{*}itemRef") if each.get("residref"))
        for guid in named:
            found[guid] = (*found.get(guid, ()), *named)
    return found


def _count_texts(content: bytes) -> int:
    """Count the items that are texts by their tags alone: with inline content, or without any."""
    parts = [found[1] for found in _PARTS.finditer(content)]
    starts = [place for place, part in enumerate(parts) if part == b"newsItem"]
    held = (parts[start + 1 : end] for start, end in pairwise([*starts, len(parts)]))
    return sum(not each or b"inlineXML" in each or b"inlineData" in each for each in held)


def _plain(node: Any) -> Any:
    from copy import deepcopy

    copy = deepcopy(node)
    plain_names(copy)
    return copy


def _message(root: Any, items: list[Any]) -> Any:
    """Return the item, or a message of the items when there are several."""
    from copy import deepcopy

    from lxml import etree

    copies = [deepcopy(item) for item in items]
    for copy in copies:
        copy.tail = None
    if len(copies) == 1:
        return copies[0]
    message = etree.Element(root.tag, nsmap=root.nsmap)
    etree.SubElement(message, root.tag.replace("newsMessage", "itemSet")).extend(copies)
    return message
