"""The one door for XML from outside: checked before it is parsed, nothing fetched, nothing expanded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from html.entities import html5
from typing import TYPE_CHECKING, Any

from sindikasi.errors import EmptyArticle, MalformedDocument
from sindikasi.parsers.encoding import TWICE, decode, is_utf16, mend_double_encoding

if TYPE_CHECKING:
    from collections.abc import Iterator

DEPTH = 256
ELEMENTS = 50_000
TAG_CHARACTERS = 65_536

_DECLARATION = re.compile(rb"\s*<\?xml\s[^>]{0,200}?\bencoding\s*=\s*[\"']([A-Za-z][\w.:-]{0,40})[\"']")
# Encodings XML is sent in; others that Python knows (UTF-7, punycode) are no way to send a text.
_SENT_ENCODING = re.compile(
    r"utf-?8|iso-?8859.*|latin.*|l1|us-ascii|ascii|cp\d+|windows-?\d+|mac.*|koi8-.*|gb.*|hz|big5.*|shift_?jis|sjis"
    r"|euc[-_].*|iso-?2022.*|tis-?620",
    re.I,
)
_UTF8 = {"utf-8", "utf8"}
# Everything XML 1.0 (section 2.2, Char) does not allow.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# References but the five that XML itself knows (XML 1.0, 4.6); an ampersand that begins none.
_AMPERSAND = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos);)(?:#(?:[0-9]{1,9}|x[0-9a-fA-F]{1,8});|([A-Za-z][A-Za-z0-9]{0,30});)?"
)
_SAID_CHARACTERS = 120
_START = re.compile(r"<[^<>\"']*+(?:\"[^\"<]*+\"[^<>\"']*+|'[^'<]*+'[^<>\"']*+)*+>")
_DOCTYPE = re.compile(r"<!DOCTYPE\b(?:[^<>\[\"']++|\"[^\"<]*+\"|'[^'<]*+')*+")
# The root element behind byte-order mark, declaration, comments, instructions and DOCTYPE.
_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:[\s\0]++|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\b(?:[^<>\[\"']++|\"[^\"<]*+\"|'[^'<]*+')*+>)*+"
    rb"<(?:[A-Za-z_][\w.-]*+:)?([A-Za-z_][\w.-]*)",
    re.S,
)
_LEADING = re.compile(r"[\s\ufeff]+")
_NOT_LINE_END = re.compile(r"[^\n]")
# Each of these ends where its own mark says, whatever stands between (XML 1.0, 2.5 to 2.7).
_SPANS = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"))
_TAKEN_OUT = "characters XML forbids taken out"
_REMEDY = "ask the sender for the whole file, or write it again with an XML writer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Xml:
    """A document that was parsed, without comments, processing instructions, DOCTYPE and entities."""

    root: Any
    """The lxml root element."""
    repairs: tuple[str, ...]
    """What was mended before, for people; goes to `ParsedArticle.repairs`."""


def parse_xml(content: bytes, *, name: str, elements: int = ELEMENTS) -> Xml:
    """Return the document's tree; `name` is what messages call the format: "NITF".

    The encoding is that of the byte-order mark, UTF-16 by its NULs, UTF-8 when the bytes are that, else the
    declared one; `elements` is how many the document may hold. Mended and told in `repairs`: a wrong
    declaration, UTF-8 encoded twice, characters XML forbids, HTML entities nobody declared, bare ampersands.

    Raises MalformedDocument with the reason "unsafe" for a DOCTYPE with declarations of its own, an ENTITY, a
    tag over 64 KB, more than 256 elements in one another or too many elements, and with "malformed", line and
    column for XML that is broken or truncated; EmptyArticle when there is nothing.
    """
    from lxml import etree

    text, repairs = _decoded(content)
    if not text.strip():
        raise EmptyArticle(f"the {name} file is empty; drop it again with the article in it")
    checked = "".join(_checked(text, repairs, name=name, elements=elements))
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(checked.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        said = " ".join(re.sub(r", line \d+, column \d+.*", "", error.msg or "").split())[:_SAID_CHARACTERS]
        raise MalformedDocument(
            f"the {name} XML is broken or breaks off at line {line}, column {column} ({said}); {_REMEDY}"
        ) from error
    return Xml(root=root, repairs=tuple(repairs))


def root_name(content: bytes) -> str | None:
    """Return the root element's name without its prefix, from the first 64 KB; None when there is none."""
    start = content[:TAG_CHARACTERS]
    if is_utf16(start):
        start = decode(start[: len(start) & ~1]).encode("utf-8", "replace")
    root = _ROOT.match(start)
    return root[1].decode("ascii") if root else None


def local_name(node: Any) -> str:
    """Return the element's name without its namespace."""
    name: str = node.tag
    return name.rpartition("}")[2]


def text_of(node: Any) -> str:
    """Return all text inside the element on one line; empty for None."""
    return " ".join("".join(node.itertext()).split()) if node is not None else ""


def _decoded(content: bytes) -> tuple[str, dict[str, None]]:
    """Return the text and what was mended to have it."""
    found = _DECLARATION.match(content[:300].removeprefix(b"\xef\xbb\xbf"))
    declared = found[1].decode("ascii").lower() if found else None
    repairs: dict[str, None] = {}
    text = _as_declared(content, declared)
    if text is None:
        text = decode(content, declared if declared and _SENT_ENCODING.fullmatch(declared) else None)
        if not is_utf16(content) and not content.startswith(b"\xef\xbb\xbf"):
            said = f"the declaration says {declared}" if declared else "without a declaration XML is UTF-8"
            repairs[f"{said}, the bytes are not: read as what they are"] = None
    mended = mend_double_encoding(text)
    if mended != text:
        repairs[TWICE] = None
    cleared = _FORBIDDEN.sub("", mended)
    if len(cleared) < len(mended):
        repairs[_TAKEN_OUT] = None
    leading = _LEADING.match(cleared)
    if leading is not None:  # lines are kept, so that messages name the right one
        cleared = "\n" * leading[0].count("\n") + cleared[leading.end() :]
    return cleared, repairs


def _as_declared(content: bytes, declared: str | None) -> str | None:
    """Return the text when the bytes are what the declaration says, None when they have to be looked at."""
    if is_utf16(content):
        return None
    name = declared or "utf-8"
    has_mark = content.startswith(b"\xef\xbb\xbf")
    if name in _UTF8 or has_mark or (content.isascii() and b"\x1b" not in content):
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return None
    if not _SENT_ENCODING.fullmatch(name):
        return None
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return decode(content, name)
    # Bytes that are UTF-8 by accident are rarer than declarations nobody changed; ISO 2022 is ASCII with ESC.
    return _strictly(content, name) if b"\x1b" in content else None


def _strictly(content: bytes, name: str) -> str | None:
    try:
        return content.decode(name)
    except (LookupError, UnicodeError):
        return None


def _checked(text: str, repairs: dict[str, None], *, name: str, elements: int) -> Iterator[str]:
    """Yield the text in pieces with its ampersands mended and declarations blanked; raises over the caps."""
    depth = count = place = 0
    while True:
        opening = text.find("<", place)
        if opening < 0:
            yield _with_references(text[place:], repairs)
            return
        if opening > place:
            yield _with_references(text[place:opening], repairs)
        span = next((marks for marks in _SPANS if text.startswith(marks[0], opening)), None)
        if span is not None:
            place = _end_of(text, opening, span)
            piece = text[opening:place]
            yield _NOT_LINE_END.sub(" ", piece) if piece.startswith(("<?xml ", "<?xml\t", "<?xml\n")) else piece
        elif text.startswith("<!", opening):
            place = _end_of_declaration(text, opening)
            yield _NOT_LINE_END.sub(" ", text[opening:place]) if not count else text[opening:place]
        else:
            place = _end_of_tag(text, opening, name)
            tag = text[opening:place]
            if tag.startswith("</"):
                depth -= 1
            else:
                count += 1
                depth += not tag.endswith("/>")
            if depth > DEPTH:
                raise _unsafe(f"the {name} XML nests more than {DEPTH} elements")
            if count > elements:
                raise _unsafe(f"the {name} XML has over {elements:,} elements")
            yield _with_references(tag, repairs)


def _end_of(text: str, opening: int, span: tuple[str, str]) -> int:
    """Return where a comment, a CDATA section or an instruction ends; the end of the text when it does not."""
    closing = text.find(span[1], opening + len(span[0]))
    return closing + len(span[1]) if closing >= 0 else len(text)


def _end_of_declaration(text: str, opening: int) -> int:
    """Return where a bare DOCTYPE ends; raises for one that declares something, and for any other declaration."""
    doctype = _DOCTYPE.match(text, opening, opening + TAG_CHARACTERS)
    if doctype is not None and text.startswith(">", doctype.end()):
        return doctype.end() + 1
    if doctype is not None and doctype.end() == len(text):
        return len(text)
    raise MalformedDocument(
        "the XML holds declarations of its own, which can be made to read files or fill the memory; "
        "take out what stands in the square brackets of the DOCTYPE and drop the file again",
        reason="unsafe",
    )


def _end_of_tag(text: str, opening: int, name: str) -> int:
    """Return where the tag ends; behind its "<" when it never does, for the parser to say so."""
    tag = _START.match(text, opening, opening + TAG_CHARACTERS)
    if tag is not None:
        return tag.end()
    following = text.find("<", opening + 1, opening + TAG_CHARACTERS)
    if following < 0 and opening + TAG_CHARACTERS < len(text):
        raise _unsafe(f"a tag of the {name} XML is over {TAG_CHARACTERS // 1024} KB")
    return opening + 1


def _unsafe(found: str) -> MalformedDocument:
    return MalformedDocument(f"{found}; no article needs that: ask the sender, or save its text", reason="unsafe")


def _with_references(piece: str, repairs: dict[str, None]) -> str:
    """Return the piece with no references but those that need no declaration."""
    if "&" not in piece:
        return piece

    def mended(reference: re.Match[str]) -> str:
        whole, entity = reference[0], reference[1]
        if entity is None and len(whole) > 1:
            character = _character(whole)
            if character is None:
                repairs[_TAKEN_OUT] = None
            return whole if character is not None else ""
        known = html5.get(f"{entity};") if entity else None
        if known is not None:
            repairs["HTML entities read that XML does not know"] = None
            return escape(known)  # "&LT;" is one of them
        repairs["bare ampersands read as such"] = None
        return f"&amp;{whole[1:]}"

    return _AMPERSAND.sub(mended, piece)


def _character(reference: str) -> int | None:
    """Return the code point of a character reference, None when XML forbids the character."""
    digits = reference[2:-1]
    code = int(digits[1:], 16) if digits[:1] == "x" else int(digits)
    is_allowed = code <= 0x10FFFF and not _FORBIDDEN.match(chr(code))
    return code if is_allowed else None
