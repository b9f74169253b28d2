"""NITF 3: the News Industry Text Format of the IPTC, as a file and inside NewsML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from sindikasi.errors import EmptyArticle
from sindikasi.model import Document, Image, ParsedArticle, Wire
from sindikasi.parsers.agency import (
    attributes,
    figures,
    first_attribute,
    first_text,
    html_of,
    joined,
    language_of,
    marked_up_text,
    plain_names,
    removed,
    status_of,
    subject_codes,
    texts,
    unless_same,
    urgency_of,
    whole_number,
    without_headline,
)
from sindikasi.parsers.xml import parse_xml, root_name, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_HAS_TIME = re.compile(r"T\d\d|\d\d:\d\d")
# Said about a text and set apart from it (NITF 3.6, block: byline, dateline, copyrite, abstract ...).
_ABOUT = ("byline", "dateline", "copyrite", "abstract", "tobject", "key-list", "correction", "series")


class NitfParser:
    """Reads one NITF document, with or without its namespace."""

    name: ClassVar[str] = "nitf"
    is_container: ClassVar[bool] = False

    def recognises(self, document: Document) -> int:
        """Return a high mark for the root <nitf>."""
        return 95 if root_name(document.content) == "nitf" else 0

    def parse(self, document: Document) -> ParsedArticle:
        """Return the article; raises MalformedDocument for broken XML, EmptyArticle for one without any text."""
        xml = parse_xml(document.content, name="NITF")
        plain_names(xml.root)
        article = nitf_article(xml.root, xml.repairs)
        if not article.body and not article.headline:
            raise EmptyArticle("the NITF has neither hl1 nor body.content; ask the sender for the whole text")
        return article


def nitf_article(nitf: Any, repairs: tuple[str, ...] = ()) -> ParsedArticle:
    """Return what an <nitf> element says (NITF 3.6 DTD); names must be without namespace, the tree is changed.

    Where the DTD leaves a choice: `published` is dateline/story.date, then docdata/date.issue, the first with a
    time of day; date.issue is when this version was made; date.release is an embargo when it is another moment
    than date.issue; the standfirst is the abstract, then hl2; docdata/@management-status is the state, and an
    embargoed text without date.release is withheld; du-key holds version and slugline, else the ANPA keyword.
    """
    content, head = _content(nitf), "body/body.head"
    headline = first_text(nitf, f"{head}/hedline/hl1", "head/title")
    images = (*map(_image, [] if content is None else removed(content, "media")), *_figures(content))
    notes = tuple(text_of(note) for note in ([] if content is None else removed(content, "note")))
    byline = _byline(nitf, content)
    if content is not None:
        for _ in removed(content, *_ABOUT):
            pass
    markup = html_of(content) if content is not None else None
    body = without_headline(marked_up_text(content), headline) if content is not None else ""
    distributor = first_text(nitf, f"{head}/distributor")
    return ParsedArticle(
        body=body,
        has_own_body=True,
        headline=headline,
        standfirst=unless_same(first_text(nitf, f"{head}/abstract"), headline)
        or unless_same(first_text(nitf, f"{head}/hedline/hl2"), headline),
        byline=byline,
        dateline=_dateline(nitf),
        credit=distributor,
        language=nitf.get("baselang") or language_of(nitf) or language_of(nitf.find("body")),
        url=first_attribute(nitf, "head/pubdata", "ex-ref"),
        published=_published(nitf),
        source=first_attribute(nitf, "head/docdata/doc-id", "regsrc")
        or first_attribute(nitf, "head/pubdata", "name")
        or distributor
        or first_attribute(nitf, "head/docdata/doc.copyright", "holder"),
        guid=first_attribute(nitf, "head/docdata/doc-id", "id-string"),
        images=images,
        categories=_categories(nitf),
        subjects=_subjects(nitf),
        wire=_wire(nitf, notes),
        repairs=repairs,
        markup=markup,
    )


def _wire(nitf: Any, notes: tuple[str, ...]) -> Wire:
    docdata = "head/docdata"
    issue = first_attribute(nitf, f"{docdata}/date.issue", "norm")
    release = first_attribute(nitf, f"{docdata}/date.release", "norm")
    embargoed = release if release != issue else None
    state = first_attribute(nitf, docdata, "management-status") or ""
    is_held = state.lower() == "embargoed" and embargoed is None
    return Wire(
        version=first_attribute(nitf, f"{docdata}/du-key", "version")
        or first_attribute(nitf, f"{docdata}/du-key", "generation"),
        status="withheld" if is_held else status_of(state),
        embargoed=embargoed,
        updated=issue,
        slugline=first_attribute(nitf, f"{docdata}/du-key", "key")
        or first_attribute(nitf, "head/meta[@name='slugline']", "content")
        or first_attribute(nitf, "head/meta[@name='anpa-keyword']", "content"),
        urgency=urgency_of(first_attribute(nitf, f"{docdata}/urgency", "ed-urg")),
        rights=first_attribute(nitf, f"{docdata}/doc.copyright", "holder")
        or first_text(nitf, "body/body.head/rights/rights.owner")
        or first_attribute(nitf, f"{docdata}/doc.rights", "owner"),
        usage_terms=_usage_terms(nitf),
        keywords=attributes(nitf, f"{docdata}/key-list/keyword", "key"),
        notes=(
            *attributes(nitf, f"{docdata}/ed-msg", "info"),
            *attributes(nitf, f"{docdata}/correction", "info"),
            *texts(nitf, "body/body.head/note"),
            *filter(None, notes),
        ),
    )


def _content(nitf: Any) -> Any:
    return next((found for found in nitf.iterfind("body/body.content")), None)


def _figures(content: Any) -> tuple[Image, ...]:
    return figures(content) if content is not None else ()


def _byline(nitf: Any, content: Any) -> str | None:
    """Return the bylines of the head, else of the first block; the writer's title (byttl) comes last."""
    bylines = nitf.findall("body/body.head/byline") or ([] if content is None else content.findall("block/byline")[:1])
    names: list[str] = []
    for byline in bylines:
        titles = [text_of(title) for title in removed(byline, "byttl")]
        names += [text_of(byline).rstrip(" ,"), *titles]
    return joined(names)


def _dateline(nitf: Any) -> str | None:
    """Return the place of the dateline; its date is not part of it."""
    dateline = nitf.find("body/body.head/dateline")
    if dateline is None:
        return None
    location = first_text(dateline, "location")
    if location:
        return location
    around = ((each.tail or "") if each.tag == "story.date" else text_of(each) + (each.tail or "") for each in dateline)
    pieces = [dateline.text or "", *around]
    return " ".join("".join(pieces).split()).strip(" -–—,") or None


def _published(nitf: Any) -> str | None:
    dates = (
        first_attribute(nitf, "body/body.head/dateline/story.date", "norm"),
        first_attribute(nitf, "head/docdata/date.issue", "norm"),
        first_attribute(nitf, "head/pubdata", "date.publication"),
        first_attribute(nitf, "head/docdata/date.release", "norm"),
    )
    known = [date for date in dates if date]
    return next((date for date in known if _HAS_TIME.search(date)), known[0] if known else None)


def _subjects(nitf: Any) -> tuple[str, ...]:
    """Return the IPTC codes; a subject of another registry (`tobject.subject.ipr`) has none."""
    subjects = nitf.findall("head/tobject/tobject.subject")
    ours = (each for each in subjects if (each.get("tobject.subject.ipr") or "IPTC").upper() == "IPTC")
    return subject_codes(each.get("tobject.subject.refnum") for each in ours)


def _categories(nitf: Any) -> tuple[str, ...]:
    """Return the narrowest name of each subject, and the section it was printed in."""
    levels = ("tobject.subject.detail", "tobject.subject.matter", "tobject.subject.type")
    names: Iterable[str | None] = (
        next((each.get(level) for level in levels if each.get(level)), None)
        for each in nitf.iterfind("head/tobject/tobject.subject")
    )
    sections = attributes(nitf, "head/pubdata", "position.section")
    return tuple(dict.fromkeys(name for name in (*names, *sections) if name))


def _usage_terms(nitf: Any) -> str | None:
    rights = nitf.find("head/docdata/doc.rights")
    told = [] if rights is None else [rights.get(name) or "" for name in ("geography", "type", "limitations")]
    said = texts(nitf, "body/body.head/rights/rights.limitations")
    return "; ".join(" ".join(each.split()) for each in (*told, *said) if each.strip()) or None


def _image(media: Any) -> Image:
    """Return a picture of the text; what is no picture keeps its caption only."""
    reference = next((each for each in media.iterfind("media-reference") if each.get("source")), None)
    caption = joined(texts(media, "media-caption"))
    if reference is None or media.get("media-type", "image") != "image":
        return Image(caption=caption)
    return Image(
        url=reference.get("source"),
        caption=caption or reference.get("alternate-text"),
        credit=first_text(media, "media-producer") or reference.get("source-credit") or reference.get("copyright"),
        media_type=reference.get("mime-type"),
        width=whole_number(reference.get("width")),
        height=whole_number(reference.get("height")),
    )
