"""Which parser reads a document: the content decides, the name only hints."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sindikasi.errors import EmptyArticle, MalformedDocument, UnknownFormat
from sindikasi.parsers.encoding import as_utf8, is_utf16

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sindikasi.model import Document
    from sindikasi.ports import Archive, Container, Parser

HEAD_BYTES = 4_096
_BLANK = b" \t\r\n\x0b\x0c\x00\xef\xbb\xbf\xfe\xff\x1a\xa0\xc2"

# A stray NUL or two get into texts on their way, and cleaning takes them out; binary files are full of them.
_NUL_SHARE = 100
_CONTROL_SHARE = 20
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1b\x1a")

_SIGNATURES = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a picture, sound or video file"),
    (b"\xd0\xcf\x11\xe0", "an old Microsoft Office document"),
    (b"PK\x03\x04", "an Office document or another package in ZIP form"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"(\xb5/\xfd", "a Zstandard file"),
    (b"BZh", "a bzip2 file"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3", "a database"),
    (b"{\\rtf", "a Rich Text (RTF) document"),
)
_XML_FORMATS = (
    (re.compile(rb"<NewsML[\s>]"), "NewsML 1"),
    (re.compile(rb"<newsItem\b|<newsMessage\b|<packageItem\b|iptc\.org/std/nar/"), "NewsML-G2"),
    (re.compile(rb"<nitf[\s>]|iptc\.org/std/NITF/", re.I), "NITF"),
    (re.compile(rb"<rss[\s>]", re.I), "an RSS feed"),
    (re.compile(rb"<rdf:RDF\b", re.I), "an RSS 1.0 feed"),
    (re.compile(rb"<feed[\s>]", re.I), "an Atom feed"),
)
_XML_START = re.compile(rb"\s*<(?:\?xml\b|!--|[A-Za-z_][\w.-]*(?::[\w.-]+)?[\s>/])")
_ROOT = re.compile(rb"<([A-Za-z_][\w.:-]*)")
_HTML_TAG = re.compile(rb"<(?:!doctype html|html|head|body|article|div|p|h[1-6]|span|section|main|table)[\s>/]", re.I)
# What may stand before a DOCTYPE: comments, processing instructions, blanks. A DOCTYPE names the document type
# and perhaps where its definition lies (two quoted addresses); declarations of its own stand in brackets.
_PROLOG = re.compile(rb"(?:[^<]++|<!--.*?-->|<\?[^>]*+>)*+", re.S)
_DOCTYPE = re.compile(rb"<!DOCTYPE\b(?:[^<>\[\"']++|\"[^\"<]*+\"|'[^'<]*+')*+", re.I)
_DECLARES = re.compile(rb"\[|(?:[^<]++|<(?![a-z!])|<!(?!ENTITY\b))*+<!ENTITY\b", re.I)
# IPTC 7901 and ANPA 1312 open with synchronising SYN bytes and SOH; STX begins the text, ETX and EOT end it.
_WIRE_START = re.compile(rb"[\r\n \x16]*\x01[A-Za-z]")
_ANPA_HEADER = re.compile(rb"[\r\n \x16]*\x01?[a-z]\d{4}[^\r\n]{0,8}[\r\n]+[a-z] [a-z][\x11-\x14 ]")
_IPTC_HEADER = re.compile(rb"\x01?[a-z]{3}\d{3,4} [1-9] [a-z]{1,3} \d+", re.I)
# ninjs 3 writes versionCreated where the versions before it write versioncreated.
_NINJS = re.compile(
    rb'"(?:versioncreated|firstcreated|body_text|body_html|body_xhtml|pubstatus|headlines|bodies)"\s*:', re.I
)
_NINJS_IDENTITY = re.compile(rb'"uri"\s*:')
_JSON_FEED = re.compile(rb'"version"\s*:\s*"https?:(?:\\?/){2}jsonfeed\.org')
_TABLE_LINES = 12
_MAIL_FIELD = re.compile(rb"([!-9;-~]{1,60}):[ \t]?[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*")
_MAIL_NAMES = frozenset(
    b"from to cc subject date message-id mime-version received return-path delivered-to reply-to content-type sender"
    b" dkim-signature".split()
)


def choose(document: Document, parsers: Sequence[Parser | Container | Archive]) -> Parser | Container | Archive:
    """Return the parser that is surest of the document, the first of equals.

    Raises EmptyArticle for a file with nothing in it, MalformedDocument with the reason "unsafe" for one that
    declares entities, and UnknownFormat for one nobody reads; the message says what the file looks like and
    what to do.
    """
    if is_blank(document.content):
        raise EmptyArticle("the file is empty; drop it again with the article in it")
    if declares_entities(document):
        raise MalformedDocument(
            "the DOCTYPE holds declarations of its own, which can be made to read files or fill the memory; "
            "take out what stands in its square brackets and drop the file again",
            reason="unsafe",
        )
    sureness, _, chosen = max(
        ((parser.recognises(document), -place, parser) for place, parser in enumerate(parsers)),
        key=lambda offer: offer[:2],
        default=(0, 0, None),
    )
    if chosen is None or sureness <= 0:
        raise UnknownFormat(_refusal(document))
    return chosen


def head(document: Document) -> bytes:
    """Return the first bytes without a byte-order mark or leading blanks; UTF-16 as UTF-8."""
    start = document.content[:HEAD_BYTES]
    if is_utf16(start):
        start = start[: len(start) & ~1].decode("utf-16-be" if start[:1] == b"\0" else "utf-16", "ignore").encode()
    return start.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")


def is_blank(content: bytes) -> bool:
    """Tell whether the content is nothing but blanks, marks and NULs."""
    return not content[:HEAD_BYTES].strip(_BLANK) and not content.strip(_BLANK)


def is_binary(content: bytes) -> bool:
    """Tell whether the content is no text: a known signature, or many NULs and controls that are not UTF-16."""
    start = content[:HEAD_BYTES]
    if signature(start) is not None:
        return True
    if is_utf16(start):
        return False
    controls = len(start) - len(start.translate(None, _CONTROLS))
    nuls = start.rstrip(b"\0").count(0)
    return nuls > max(1, len(start) // _NUL_SHARE) or controls > len(start) // _CONTROL_SHARE


def declares_entities(document: Document) -> bool:
    """Tell whether a document in markup has a DOCTYPE with an internal subset or an ENTITY declaration.

    A bare DOCTYPE, with addresses or without, is harmless: nothing is ever fetched.
    """
    if head(document)[:1] != b"<":
        return False
    content = as_utf8(document.content)
    before = _PROLOG.match(content)
    doctype = _DOCTYPE.match(content, before.end()) if before is not None else None
    return doctype is not None and _DECLARES.match(content, doctype.end()) is not None


def signature(start: bytes) -> str | None:
    """Return what the first bytes give away ("a PDF document"), None when they say nothing."""
    named = next((name for magic, name in _SIGNATURES if start.startswith(magic)), None)
    if named is None and start[4:8] == b"ftyp":
        return "a video or picture file"
    if named is None and start[257:262] == b"ustar":
        return "a tar archive"
    return named


def agency_format(start: bytes) -> str | None:
    """Return the exchange format the first bytes belong to ("NITF", "IPTC 7901"), None for anything else.

    These hold articles in a shape of their own: read as flat text, HTML or plain JSON they would come out
    wrong.
    """
    if _WIRE_START.match(start) or _ANPA_HEADER.match(start) or _IPTC_HEADER.match(start):
        return "ANPA 1312" if start[:1] == b"\x16" or _ANPA_HEADER.match(start) else "IPTC 7901"
    if start[:1] == b"<":
        return _xml_format(start)
    if start[:1] in b"{[" and start:
        return _json_format(start)
    return "an e-mail message" if is_mail(start) else None


def is_mail(start: bytes, *, is_named: bool = False) -> bool:
    """Tell whether the text opens with the headers of an e-mail: three that all mails have, two in a file named so."""
    names: set[bytes] = set()
    place = 0
    while (found := _MAIL_FIELD.match(start, place)) is not None:
        names.add(found[1].lower())
        place = found.end()
    known = names & _MAIL_NAMES
    return len(known) >= (2 if is_named else 3) and bool(known & {b"from", b"subject"})


def is_table(start: bytes) -> bool:
    """Tell whether the text is a table of tab-separated columns: a list about articles is no article."""
    lines = [line for line in start.splitlines()[:_TABLE_LINES] if line.strip()]
    columns = {line.count(b"\t") for line in lines}
    return len(lines) >= 3 and len(columns) == 1 and columns.pop() >= 1


def looks_like_html(start: bytes) -> bool:
    """Tell whether the text is HTML, whole or a fragment, and not another XML format."""
    if _xml_format(start) is not None:
        return False
    return _HTML_TAG.search(start) is not None


def _xml_format(start: bytes) -> str | None:
    if not _XML_START.match(start):
        return None
    for pattern, name in _XML_FORMATS:
        if pattern.search(start):
            return name
    if not start.startswith(b"<?xml") and _HTML_TAG.search(start):
        return None
    root = _ROOT.search(start)
    if root is None or re.search(rb"<(?:!doctype )?html\b", start, re.I):
        return None
    return f"XML with the root <{root[1].decode('ascii', 'replace')}>" if start.startswith(b"<?xml") else None


def _json_format(start: bytes) -> str | None:
    if _JSON_FEED.search(start):
        return "a JSON Feed"
    return "ninjs" if _NINJS_IDENTITY.search(start) and _NINJS.search(start) else None


def _refusal(document: Document) -> str:
    start = head(document)
    known = "this version reads flat text, HTML, Markdown, JSON, feeds, e-mail and the formats of news agencies"
    binary = signature(document.content[:HEAD_BYTES])
    if binary is not None:
        return f"this looks like {binary}, not an article; save its text and drop that: {known}"
    seen = agency_format(start)
    if seen is not None:
        return f"this looks like {seen}, which this version does not read yet; save its text and drop that: {known}"
    if is_binary(document.content):
        return f"the content is binary, not text; save the article as text or HTML: {known}"
    if is_table(start):
        return (
            f"this looks like a table of tab-separated columns, not an article; drop the articles themselves: {known}"
        )
    return f"nothing here is recognised as an article; save its text and drop that: {known}"
