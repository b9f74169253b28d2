"""NewsML 1: one NewsItem with a text, or a NewsML file that carries several."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from sindikasi.errors import EmptyArticle, MalformedDocument
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
    from collections.abc import Iterable, Iterator

    from sindikasi.model import PublicationStatus

ITEMS_ELEMENTS = 500_000
_NAME = "NewsML"
_ITEM = re.compile(rb"<(?:[A-Za-z_][\w.-]*+:)?NewsItem[\s>]")
_HTML_ROOTS = {"html", "body", "div", "p", "h1", "h2", "ul", "ol", "table", "xhtml"}
_PICTURE = re.compile(r"photo|picture|graphic|image|jpe?g|png", re.I)
_CAPTION_ROLE = re.compile(r"caption", re.I)
_SMALL = re.compile(r"thumb|quick|icon|preview", re.I)
_NOTE_LINE = re.compile(r"advis|note|correct|editor|attention", re.I)


class NewsmlParser:
    """Reads one NewsItem of NewsML 1.0 to 1.2."""

    name: ClassVar[str] = "newsml-1"
    is_container: ClassVar[bool] = False

    def recognises(self, document: Document) -> int:
        """Return a high mark for the root <NewsML>, and for a NewsItem taken out of one."""
        return 90 if root_name(document.content) in ("NewsML", "NewsItem") else 0

    def parse(self, document: Document) -> ParsedArticle:
        """Return the article, as `news_item` reads it; raises DocumentError for broken XML and for no text."""
        xml = parse_xml(document.content, name=_NAME, elements=ITEMS_ELEMENTS)
        plain_names(xml.root)
        items = _items(xml.root)
        if len(items) > 1:
            raise MalformedDocument("this NewsML has several items; choose the newsml-1-list parser as well")
        if not items:
            raise EmptyArticle("the NewsML has no NewsItem; ask the sender for the whole file")
        return news_item(items[0], xml.repairs)


class NewsmlListParser:
    """Takes apart a NewsML file with several NewsItems."""

    name: ClassVar[str] = "newsml-1-list"
    is_container: ClassVar[bool] = True

    def recognises(self, document: Document) -> int:
        """Return a higher mark than the parser of one item when there are two at least."""
        if root_name(document.content) != "NewsML":
            return 0
        content = as_utf8(document.content)
        found = _ITEM.finditer(content)
        return 95 if next(found, None) is not None and next(found, None) is not None else 0

    def unpack(self, document: Document) -> Iterator[Member]:
        """Yield each NewsItem as "#2", counted from 1; the envelope, which names the transmission, is left out."""
        from lxml import etree

        root = parse_xml(document.content, name=_NAME, elements=ITEMS_ELEMENTS).root
        for number, item in enumerate(_items(root), 1):
            item.tail = None
            content = etree.tostring(item, encoding="utf-8", xml_declaration=True)
            yield Member(suffix=f"#{number}", content=content)


def news_item(item: Any, repairs: tuple[str, ...] = ()) -> ParsedArticle:
    """Return what a NewsItem says (NewsML 1.2); names must be without namespace, the tree is changed.

    Where NewsML leaves a choice: what a NewsComponent says holds for those in it, so each line is the first in document
    order. The text is the first DataContent with one that is no caption; pictures are its ContentItems with an Href.
    `published` is FirstCreated, then DateId; ThisRevisionCreated is when this version was made. The guid is the
    PublicIdentifier without its RevisionId, so that revisions share it. An Embargoed item with StatusWillChange is
    embargoed until then, one without is withheld. The credit is the CreditLine, then Source, then Provider.
    Raises EmptyArticle for an item with neither headline nor text.
    """
    component = item.find("NewsComponent")
    component = component if component is not None else item.makeelement("NewsComponent")
    content = _text(component)
    headline = first_text(component, ".//NewsLines/HeadLine") or content.headline
    opening, body = opening_byline(without_headline(content.body, headline))
    provider = _party(component, ".//AdministrativeMetadata/Provider/Party")
    article = replace(
        content,
        body=body,
        headline=headline,
        standfirst=unless_same(first_text(component, ".//NewsLines/SubHeadLine") or content.standfirst, headline),
        byline=joined(texts(component, ".//NewsLines/ByLine")) or content.byline or opening,
        dateline=_without_dash(first_text(component, ".//NewsLines/DateLine")) or content.dateline,
        credit=first_text(component, ".//NewsLines/CreditLine")
        or _party(component, ".//AdministrativeMetadata/Source/Party")
        or content.credit
        or provider,
        language=first_attribute(component, ".//DescriptiveMetadata/Language", "FormalName")
        or language_of(item)
        or content.language,
        published=first_text(
            item,
            "NewsManagement/FirstCreated",
            "Identification/NewsIdentifier/DateId",
            "NewsManagement/ThisRevisionCreated",
        )
        or content.published,
        source=provider or first_text(item, "Identification/NewsIdentifier/ProviderId") or content.source,
        guid=_guid(item) or content.guid,
        images=(*content.images, *_images(component)),
        subjects=_subjects(component) or content.subjects,
        categories=content.categories,
        wire=_wire(item, component, content.wire or Wire()),
        repairs=repairs,
    )
    if not article.body and not article.headline:
        raise EmptyArticle("the NewsItem has neither HeadLine nor a text; ask the sender for the whole item")
    return article


def _items(root: Any) -> list[Any]:
    """Return the NewsItems of the file; those inside another one belong to it."""
    return [root] if root.tag.endswith("NewsItem") else list(root.iterchildren("{*}NewsItem"))


def _wire(item: Any, component: Any, content: Wire) -> Wire:
    status, embargoed = _status(item)
    return Wire(
        version=first_text(item, "Identification/NewsIdentifier/RevisionId") or content.version,
        status=status,
        embargoed=embargoed or content.embargoed,
        updated=first_text(item, "NewsManagement/ThisRevisionCreated") or content.updated,
        slugline=first_text(component, ".//NewsLines/SlugLine")
        or first_text(item, "Identification/NameLabel")
        or content.slugline,
        urgency=urgency_of(first_attribute(item, "NewsManagement/Urgency", "FormalName")) or content.urgency,
        rights=first_text(component, ".//RightsMetadata/Copyright/CopyrightHolder", ".//NewsLines/CopyrightLine")
        or content.rights,
        usage_terms=_usage_terms(component) or content.usage_terms,
        keywords=tuple(
            dict.fromkeys(
                (
                    *texts(component, ".//NewsLines/KeywordLine"),
                    *attributes(component, ".//DescriptiveMetadata/Property[@FormalName='Keyword']", "Value"),
                    *content.keywords,
                )
            )
        ),
        notes=tuple(dict.fromkeys((*_notes(item, component), *content.notes))),
    )


def _status(item: Any) -> tuple[PublicationStatus, str | None]:
    """Return the state and until when it is embargoed (NewsManagement/Status, StatusWillChange)."""
    state = (first_attribute(item, "NewsManagement/Status", "FormalName") or "").lower()
    if state != "embargoed":
        return status_of(state), None
    change = item.find("NewsManagement/StatusWillChange")
    until = first_text(change, "DateAndTime") if change is not None else None
    following = first_attribute(change, "FutureStatus", "FormalName") if change is not None else None
    return ("usable", until) if until and status_of(following) == "usable" else ("withheld", None)


def _guid(item: Any) -> str | None:
    """Return the public identifier as all revisions have it: without ":" RevisionId and Update (NewsML 1.2, 5.2)."""
    identifier = first_text(item, "Identification/NewsIdentifier/PublicIdentifier")
    revision = first_text(item, "Identification/NewsIdentifier/RevisionId")
    if identifier is None:
        return first_text(item, "Identification/NewsIdentifier/NewsItemId")
    return re.sub(rf":{re.escape(revision)}[NAU]?\Z", "", identifier) if revision else identifier


# --- the content


def _text(component: Any) -> ParsedArticle:
    """Return the first text of the component and those in it that is no caption."""
    empty = ParsedArticle(body="", has_own_body=True)
    contents = [node for node in component.iter("DataContent") if not _is_caption(node)]
    return next((found for found in map(_data_content, contents) if found.body), empty)


def _data_content(node: Any) -> ParsedArticle:
    """Return the text in DataContent: NITF, XHTML, or plain text with or without tags in it."""
    first = next(iter(node), None)
    if first is not None and first.tag == "nitf":
        return nitf_article(first)
    if first is not None and first.tag in _HTML_ROOTS:
        whole = node.find("html/body")
        whole = node if whole is None else whole
        markup = html_of(whole)
        images = figures(whole)
        return ParsedArticle(body=marked_up_text(whole), has_own_body=True, images=images, markup=markup)
    if first is not None or node.getparent().tag == "Encoding":
        return ParsedArticle(body="", has_own_body=True)
    text = node.text or ""
    if not looks_marked_up(text):
        return ParsedArticle(body=wrapped_text(text), has_own_body=True)
    return ParsedArticle(body=text_of_fragment(text).strip(), has_own_body=True, markup=text)


def _is_caption(node: Any) -> bool:
    """Tell whether the nearest component around it that has a role is a caption."""
    for around in node.iterancestors("NewsComponent"):
        role = first_attribute(around, "Role", "FormalName")
        if role:
            return _CAPTION_ROLE.search(role) is not None
    return False


def _images(component: Any) -> tuple[Image, ...]:
    """Return the pictures: of each component that holds one, with its text, the widest rendition."""
    holders: dict[Any, list[Any]] = {}
    for content in component.iter("ContentItem"):
        if content.get("Href") and _is_picture(content):
            holders.setdefault(_holder(content), []).append(content)
    return tuple(_image(holder, contents) for holder, contents in holders.items())


def _is_picture(content: Any) -> bool:
    kinds = (first_attribute(content, name, "FormalName") for name in ("MediaType", "MimeType", "Format"))
    return any(_PICTURE.search(kind) for kind in kinds if kind)


def _holder(content: Any) -> Any:
    """Return the component of the whole picture: the outer of those that only hold its renditions."""
    own = content.getparent()
    outer = own.getparent()
    is_rendition = outer is not None and outer.tag == "NewsComponent" and _caption(outer) is not None
    return outer if is_rendition else own


def _image(holder: Any, contents: Iterable[Any]) -> Image:
    best = max(contents, key=lambda content: (not _SMALL.search(_role(content)), _measure(content, "Width") or 0))
    return Image(
        url=best.get("Href"),
        caption=_caption(holder) or first_text(holder, "NewsLines/HeadLine"),
        credit=first_text(holder, "NewsLines/CreditLine", "NewsLines/ByLine"),
        media_type=first_attribute(best, "MimeType", "FormalName"),
        width=_measure(best, "Width"),
        height=_measure(best, "Height"),
        length=whole_number(first_text(best, "Characteristics/SizeInBytes")),
    )


def _role(content: Any) -> str:
    return first_attribute(content.getparent(), "Role", "FormalName") or ""


def _measure(content: Any, name: str) -> int | None:
    return whole_number(first_attribute(content, f"Characteristics/Property[@FormalName='{name}']", "Value"))


def _caption(component: Any) -> str | None:
    """Return the text of the component's own caption component."""
    for each in component.iterchildren("NewsComponent"):
        if _CAPTION_ROLE.search(first_attribute(each, "Role", "FormalName") or ""):
            return joined(text_of(content) for content in each.iter("DataContent"))
    return None


# --- the metadata


def _party(component: Any, path: str) -> str | None:
    return first_attribute(component, path, "FormalName")


def _without_dash(dateline: str | None) -> str | None:
    return dateline.strip(" -–—") or None if dateline else None


def _subjects(component: Any) -> tuple[str, ...]:
    """Return the codes of Subject, SubjectMatter, SubjectDetail and SubjectQualifier."""
    return subject_codes(attributes(component, ".//DescriptiveMetadata/SubjectCode/*", "FormalName"))


def _usage_terms(component: Any) -> str | None:
    told = (text_of(part) for rights in component.iterfind(".//RightsMetadata/UsageRights") for part in rights)
    return "; ".join(dict.fromkeys(text for text in told if text)) or first_text(component, ".//NewsLines/RightsLine")


def _notes(item: Any, component: Any) -> Iterator[str]:
    yield from attributes(item, "NewsManagement/Instruction", "FormalName")
    for line in component.iterfind(".//NewsLines/NewsLine"):
        if _NOTE_LINE.search(first_attribute(line, "NewsLineType", "FormalName") or ""):
            yield from texts(line, "NewsLineText")
