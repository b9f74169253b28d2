"""What the agencies' XML formats share: names, bodies, codes and states."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sindikasi.core.text import safe_text
from sindikasi.model import Image
from sindikasi.parsers.markup import lines_of
from sindikasi.parsers.xml import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sindikasi.model import PublicationStatus

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_OURS = re.compile(r"\{https?://(?:(?:www\.)?iptc\.org/|www\.w3\.org/1999/xhtml)[^}]*\}")
# What NITF calls the blocks that HTML has under another name (NITF 3.6, block content).
_AS_HTML = {
    "block": "div",
    "bq": "blockquote",
    "hl1": "h1",
    "hl2": "h2",
    "tagline": "p",
    "fn": "p",
    "datasource": "p",
    "nitf-table": "table",
    "custom-table": "table",
    "lede": "p",
}
_CODE = re.compile(r"\d{8}")
_CODE_PLACE = re.compile(
    r"(?:(?:medtop|subj|iptc-?subj\w*|subjectcode|mediatopic):"
    r"|https?://cv\.iptc\.org/newscodes/(?:mediatopic|subjectcode)/)(\d{8})",
    re.I,
)
_URGENCY = re.compile(r"[1-9]")
_STATES: dict[str, PublicationStatus] = {
    "withheld": "withheld",
    "canceled": "canceled",
    "cancelled": "canceled",
    "killed": "canceled",
    "kill": "canceled",
}
# "By Jane Doe and John Roe", a line of its own over the text (Reuters, AP).
_BYLINE = re.compile(r"(?:By|BY|Oleh|OLEH):?\s\S.{2,78}[^.!?:]")
_NO_WORD = re.compile(r"\W+")
_WRAPPED_CHARACTERS = range(36, 100)
_PARAGRAPH_TAG = re.compile(r"</?(?:p|div)\b[^>]{0,200}>", re.I)
_BREAK_TAG = re.compile(r"<br\b[^>]{0,200}>", re.I)
_INDENT = 2


def plain_names(root: Any) -> None:
    """Take the IPTC and XHTML namespaces off the names in the tree, so that paths need none."""
    for node in root.iter("{*}*"):
        node.tag = _OURS.sub("", node.tag)


def language_of(node: Any) -> str | None:
    """Return the `xml:lang` of the element itself."""
    return node.get(_LANGUAGE) if node is not None else None


def first_text(node: Any, *paths: str) -> str | None:
    """Return the text of the first element that has some, path by path."""
    return next((text for path in paths for text in map(text_of, node.iterfind(path)) if text), None)


def texts(node: Any, path: str) -> tuple[str, ...]:
    """Return the texts of all elements there that have some."""
    return tuple(text for text in map(text_of, node.iterfind(path)) if text)


def attributes(node: Any, path: str, name: str) -> tuple[str, ...]:
    """Return that attribute of all elements there that have it."""
    found = (" ".join((each.get(name) or "").split()) for each in node.iterfind(path))
    return tuple(value for value in found if value)


def first_attribute(node: Any, path: str, name: str) -> str | None:
    """Return that attribute of the first element there that has it."""
    return next(iter(attributes(node, path, name)), None)


def html_of(node: Any) -> str:
    """Return an XHTML or NITF element as HTML; the tree is changed."""
    from lxml import etree

    for each in list(node.iter()):  # the tree changes on the way
        each.tag = _AS_HTML.get(each.tag, each.tag)
        if each.tag == "p":
            _unwrap(each)
    markup: str = etree.tostring(node, encoding="unicode", method="html", with_tail=False)
    return markup


def marked_up_text(node: Any) -> str:
    """Return the text of such an element, once it is HTML, blank lines between paragraphs; the tree is changed."""
    for each in list(node.iter("td", "th")):  # a row of a table is a line
        each.tag, each.tail = "span", f" {each.tail or ''}"
    return "\n".join(lines_of(node)).strip()


def wrapped_text(text: str) -> str:
    """Return plain text with its hard-wrapped lines joined; a blank line or an indent starts a paragraph.

    A text with long lines is not wrapped: each of its lines is a paragraph. Some agencies send <p> tags in
    what they call plain text (ANSA).
    """
    text = _BREAK_TAG.sub("\n", _PARAGRAPH_TAG.sub("\n\n", text))
    lines = text.expandtabs(4).splitlines()
    full = [line for line in lines if line.strip()]
    if not all(len(line.strip()) < _WRAPPED_CHARACTERS.stop for line in full) or len(full) < 2:
        return "\n\n".join(line.strip() for line in full)
    margin = min(len(line) - len(line.lstrip()) for line in full)
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        indent = len(line) - len(line.lstrip()) - margin
        if not line.strip() or indent >= _INDENT:
            paragraphs.append([])
        paragraphs[-1].append(line.strip())
    return "\n\n".join(joined for joined in (" ".join(filter(None, each)) for each in paragraphs) if joined)


def removed(node: Any, *names: str) -> Iterator[Any]:
    """Take the elements with these names out of the tree, keeping what follows them, and yield each.

    HTML may hold characters that lxml gives but does not take: they are left out of what follows.
    """
    for each in list(node.iter(*names)):
        parent = each.getparent()
        if parent is None:
            continue
        before = each.getprevious()
        if before is not None:
            before.tail = safe_text((before.tail or "") + (each.tail or ""))
        else:
            parent.text = safe_text((parent.text or "") + (each.tail or ""))
        each.tail = None
        parent.remove(each)
        yield each


def figures(node: Any) -> tuple[Image, ...]:
    """Take the pictures of an XHTML element out of it and return them."""
    found: list[Image] = []
    for figure in removed(node, "figure"):
        caption = first_text(figure, ".//figcaption")
        found += [_picture(picture, caption) for picture in figure.iter("img")]
    found += [_picture(picture, None) for picture in removed(node, "img")]
    return tuple(found)


def subject_codes(names: Iterable[str | None]) -> tuple[str, ...]:
    """Return the eight digits of the IPTC Media Topics and Subject Codes among QCodes, URIs and bare codes."""
    codes = (_code(name.strip()) for name in names if name)
    return tuple(dict.fromkeys(code for code in codes if code))


def urgency_of(text: str | None) -> int | None:
    """Return 1 to 9, None for anything else."""
    return int(text) if text and _URGENCY.fullmatch(text.strip()) else None


def status_of(text: str | None) -> PublicationStatus:
    """Return the state a QCode, URI or name ends with ("stat:canceled", "Withheld"); usable when it says nothing."""
    name = re.split(r"[:/]", (text or "").strip())[-1].lower()
    return _STATES.get(name, "usable")


def whole_number(text: str | None) -> int | None:
    """Return the number, None for what is none: "1024", "1024px" has one, "auto" has not."""
    found = re.match(r"\s*(\d{1,9})", text or "")
    return int(found[1]) if found else None


def unless_same(text: str | None, other: str | None) -> str | None:
    """Return the text, None when it says the same as the other one."""
    if text is None or other is None:
        return text
    return None if _squeezed(text) == _squeezed(other) else text


def without_headline(body: str, headline: str | None) -> str:
    """Return the body without a first paragraph that repeats the headline."""
    first, _, rest = body.partition("\n")
    return rest.lstrip() if rest.strip() and headline and unless_same(first, headline) is None else body


def opening_byline(body: str) -> tuple[str | None, str]:
    """Return the byline the body opens with as a line of its own, and the body without it."""
    first, _, rest = body.partition("\n")
    return (first, rest.lstrip()) if rest.strip() and _BYLINE.fullmatch(first) else (None, body)


def joined(lines: Iterable[str]) -> str | None:
    """Return the texts as one, each once; None when there is none."""
    return ", ".join(dict.fromkeys(line for line in lines if line)) or None


def _unwrap(paragraph: Any) -> None:
    """Join the lines of a paragraph that was wrapped at a fixed width with <br/> (AAP)."""
    breaks = list(paragraph)
    if not breaks or any(each.tag != "br" for each in breaks):
        return
    lines = [paragraph.text or "", *(each.tail or "" for each in breaks)]
    if all(len(line.strip()) in _WRAPPED_CHARACTERS for line in lines[:-1]):
        paragraph.text = " ".join(lines)
        for each in breaks:
            each.tail = None
            paragraph.remove(each)


def _picture(node: Any, caption: str | None) -> Image:
    return Image(
        url=node.get("src"),
        caption=caption or node.get("alt") or None,
        width=whole_number(node.get("width")),
        height=whole_number(node.get("height")),
    )


def _code(name: str) -> str | None:
    if _CODE.fullmatch(name):
        return name
    found = _CODE_PLACE.fullmatch(name)
    return found[1] if found else None


def _squeezed(text: str) -> str:
    return _NO_WORD.sub(" ", text).strip().casefold()
