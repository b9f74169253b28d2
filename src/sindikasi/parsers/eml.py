"""E-mail (RFC 5322, MIME): the text as an article; with attachments, a container of text and attachments."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from typing import TYPE_CHECKING, ClassVar

from sindikasi.errors import EmptyArticle, MalformedDocument
from sindikasi.model import Document, Member, ParsedArticle, Wire
from sindikasi.parsers.agency import without_headline
from sindikasi.parsers.encoding import Decoded, decode_noted
from sindikasi.parsers.html import HtmlParser
from sindikasi.parsers.mailheaders import MailHeaders
from sindikasi.parsers.mailtext import article_text, forwarded_in, mail_text
from sindikasi.parsers.markup import text_of_fragment
from sindikasi.parsers.sniff import head, is_mail

if TYPE_CHECKING:
    from collections.abc import Iterator

# Standard headers take a few kilobytes; the parser of addresses is quadratic in what it is given.
_HEADER_BYTES = 262_144
_FIELD_BYTES = 4_096
_PARTS = 1_000
_FIELDS = 6 * _PARTS
"""Parts have up to six headers: counted first, for taking the message apart costs a hundred times as much."""
_DEPTH = 100
_TOP = re.compile(rb"\r?\n\r?\n")
_PART_FIELD = re.compile(rb"^content-[\w-]{1,40}:[^\n]*+(?:\n[ \t][^\n]*+)*+", re.I | re.M)
_PART_HEADERS = re.compile(rb"^--[^\r\n]{1,200}\r?\n((?:[^\r\n]+\r?\n){1,40})", re.M)
_ATTACHED = re.compile(
    rb"^content-(?:disposition:\s*(?:attachment\b|[^\n]*(?:\n[ \t][^\n]*)*?\bfilename)|type:\s*message/rfc822\b)",
    re.I | re.M,
)
_TYPE = re.compile(rb"^content-type:\s*([\w.+-]+/[\w.+-]+)", re.I | re.M)
# Seals, cards, invitations and what belongs to the looks of the mail: nobody means them as articles.
_UNREAD = re.compile(
    r"(?:image|audio|video|font)/.*|application/(?:(?:x-)?pkcs7-\w+|pgp-\w+|ms-tnef|applefile)"
    r"|text/(?:calendar|(?:x-)?vcard|directory|rfc822-headers|css)|message/(?:delivery-status|disposition-notification)",
    re.I,
)
_UNSAFE_NAME = re.compile(r"[\x00-\x1f\x7f/\\!#]+")
_ENDINGS = {"text/plain": ".txt", "text/html": ".html", "message/rfc822": ".eml", "application/json": ".json"}
# A text part so much shorter than the page beside it only says that the mail has to be read as a page.
_STUB_SHARE = 0.25
_FEWEST_WORDS = 30
_LONGEST_NAME = 120
_AS_SENT = policy.default.clone(refold_source="none")
_NEVER = datetime.min.replace(tzinfo=UTC)
"""The page inside a mail is read for its text; when it came is said by the mail."""


class EmlParser:
    """Reads one message without attachments."""

    name: ClassVar[str] = "email"
    is_container: ClassVar[bool] = False

    def recognises(self, document: Document) -> int:
        """Return a high mark for a block of mail headers."""
        return 80 if _is_mail(document) else 0

    def parse(self, document: Document) -> ParsedArticle:
        """Return the article; raises EmptyArticle for a message without text, MalformedDocument for an unsafe one."""
        with _nested_within_reason():
            message = _message(document.content)
            headers = MailHeaders(message)
            part = _text_part(message)
            parsed = _read(part, headers) if part is not None else None
        if parsed is None:
            raise EmptyArticle("the e-mail has no text of its own; save what is attached to it and drop that")
        return parsed


class EmlAttachmentsParser:
    """Takes apart a message that has other documents attached to it."""

    name: ClassVar[str] = "email-attachments"
    is_container: ClassVar[bool] = True

    def recognises(self, document: Document) -> int:
        """Return a higher mark than the reader of single messages where something is attached."""
        return 82 if _is_mail(document) and _has_attachments(document.content) else 0

    def unpack(self, document: Document) -> Iterator[Member]:
        """Yield the text as "!body.eml" when there is one, then each attachment as "!name.txt".

        Pictures, seals, cards and invitations are left out; raises MalformedDocument for an unsafe message.
        """
        with _nested_within_reason():
            message = _message(document.content)
            parts = list(_attachments(message))
            text = _text_part(message)
            if text is not None:
                yield Member(suffix="!body.eml", content=_alone(message, text))
            taken: set[str] = {"body.eml"}
            for number, part in enumerate(parts, 1):
                content = _content(part)
                if content.strip():
                    yield Member(suffix=f"!{_name(part, number, taken)}", content=content)


@contextmanager
def _nested_within_reason() -> Iterator[None]:
    """Refuse a header that nests comments until the standard library gives up (RFC 5322, 3.2.2, sets no bound)."""
    try:
        yield
    except RecursionError as error:
        raise _unsafe("brackets in a header of the e-mail nest too deeply") from error


def _is_mail(document: Document) -> bool:
    return is_mail(head(document), is_named=document.name.lower().endswith((".eml", ".mht")))


def _message(content: bytes) -> EmailMessage:
    """Return the parsed message, or raise MalformedDocument with the reason "unsafe" over the caps."""
    content = content.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    top = _TOP.search(content)
    if (top.start() if top is not None else len(content)) > _HEADER_BYTES:
        raise _unsafe(f"the headers of the e-mail take more than {_HEADER_BYTES // 1024} KB")
    fields = [field.end() - field.start() for field in _PART_FIELD.finditer(content)]
    if max(fields, default=0) > _FIELD_BYTES:
        raise _unsafe(f"a header of a part of the e-mail takes more than {_FIELD_BYTES // 1024} KB")
    if len(fields) > _FIELDS:
        raise _unsafe(f"the e-mail has over {_PARTS:,} parts")
    try:
        message = BytesParser(EmailMessage, policy=policy.default).parsebytes(content)
    except (MessageError, ValueError, LookupError, TypeError, IndexError, AttributeError) as error:
        raise MalformedDocument(f"the e-mail cannot be read: {error}; save its text instead") from error
    except RecursionError as error:
        raise _unsafe(f"the parts of the e-mail nest more than {_DEPTH} deep") from error
    _check_parts(message)
    return message


def _check_parts(message: EmailMessage) -> None:
    level, depth, count = [message], 0, 0
    while level:
        depth, count = depth + 1, count + len(level)
        if depth > _DEPTH:
            raise _unsafe(f"the parts of the e-mail nest more than {_DEPTH} deep")
        if count > _PARTS:
            raise _unsafe(f"the e-mail has over {_PARTS:,} parts")
        level = [child for part in level for child in _children(part)]


def _unsafe(found: str) -> MalformedDocument:
    return MalformedDocument(f"{found}; save the text or the attachments instead", reason="unsafe")


def _children(part: EmailMessage) -> list[EmailMessage]:
    payload = part.get_payload() if part.is_multipart() else []
    return [child for child in payload if isinstance(child, EmailMessage)] if isinstance(payload, list) else []


def _leaves(part: EmailMessage) -> Iterator[EmailMessage]:
    """Yield the parts that hold something, a forwarded message as one of them."""
    if part.get_content_maintype() == "message" or not part.is_multipart():
        yield part
        return
    for child in _children(part):
        yield from _leaves(child)


def _is_attached(part: EmailMessage) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None


def _text_part(message: EmailMessage) -> EmailMessage | None:
    """Return the part that is the text: the plain one, or the page when the plain one only points to it."""
    inline = [part for part in _leaves(message) if not _is_attached(part)]
    found = {
        kind: next((part for part in inline if _kind(part) == kind and _words(part)), None)
        for kind in ("text/plain", "text/html")
    }
    plain, page = found["text/plain"], found["text/html"]
    if plain is None or page is None:
        return plain or page
    is_stub = _words(plain) < min(_FEWEST_WORDS, _words(page) * _STUB_SHARE)
    return page if is_stub else plain


def _kind(part: EmailMessage) -> str:
    """Return the media type; a multipart that names no boundary is the text it looks like (RFC 2045 5.2)."""
    return "text/plain" if part.get_content_maintype() == "multipart" else part.get_content_type()


def _text(part: EmailMessage) -> str:
    """Return the text of a part; an encoding nobody knows is no reason to refuse it."""
    return _decoded(part).text


def _decoded(part: EmailMessage) -> Decoded:
    return decode_noted(_bytes(part), part.get_content_charset())


def _bytes(part: EmailMessage) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        return b""
    return payload if isinstance(payload, bytes) else b""


def _words(part: EmailMessage) -> int:
    text = _text(part)
    return len((text_of_fragment(text) if _kind(part) == "text/html" else text).split())


def _read(part: EmailMessage, headers: MailHeaders) -> ParsedArticle | None:
    """Return the article a text part and the headers make, None when there is no text in it."""
    subject = headers.subject()
    text, repairs = _decoded(part)
    if _kind(part) == "text/html":
        document = Document(key="", name="body.html", source=None, content=text.encode(), received=_NEVER)
        parsed = HtmlParser().parse(document)
        forwarded = None
    else:
        forwarded = forwarded_in(text)
        sent = forwarded.text if forwarded is not None else text
        body = article_text(mail_text(sent, is_flowed=part.get_param("format") == "flowed"))
        parsed = ParsedArticle(body=without_headline(body, subject), has_own_body=True)
    if not parsed.body.strip():
        return None
    if forwarded is not None:
        headers = headers.of_forwarded(forwarded)
    name, outlet = headers.sender()
    return replace(
        parsed,
        headline=headers.subject() or parsed.headline,
        byline=name,
        source=outlet,
        published=headers.text("date") or parsed.published,
        language=headers.text("content-language") or parsed.language,
        guid=headers.message_id(),
        repairs=repairs,
        wire=Wire(keywords=headers.keywords()) if headers.keywords() else None,
    )


def _has_attachments(content: bytes) -> bool:
    """Tell from the headers of its parts whether something is attached that may be a document."""
    for headers in _PART_HEADERS.finditer(content):
        if _ATTACHED.search(headers[1]) is not None:
            kind = _TYPE.search(headers[1])
            if kind is None or not _UNREAD.fullmatch(kind[1].decode("ascii")):
                return True
    return False


def _attachments(message: EmailMessage) -> Iterator[EmailMessage]:
    for part in _leaves(message):
        is_message = part.get_content_type() == "message/rfc822"
        if (is_message or _is_attached(part)) and not _UNREAD.fullmatch(part.get_content_type()):
            yield part


def _content(part: EmailMessage) -> bytes:
    inner = _children(part)
    if not inner:
        return _bytes(part)
    try:
        return inner[0].as_bytes(policy=_AS_SENT)
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, IndexError) as error:
        raise MalformedDocument(
            f"the message forwarded in the e-mail cannot be read: {error}; save its text instead"
        ) from error


def _name(part: EmailMessage, number: int, taken: set[str]) -> str:
    """Return a name for an attachment that no other part of the message has."""
    ending = _ENDINGS.get(part.get_content_type(), "")
    name = _UNSAFE_NAME.sub("-", part.get_filename() or "").strip(" .-_")[-_LONGEST_NAME:] or f"{number}{ending}"
    if name in taken:
        name = f"{number}-{name}"
    taken.add(name)
    return name


def _alone(message: EmailMessage, part: EmailMessage) -> bytes:
    """Return the message with nothing but its text."""
    lines = [f"{name}: {value}" for name, value in MailHeaders(message).kept()]
    flowed = "; format=flowed" if part.get_param("format") == "flowed" else ""
    lines += [
        "MIME-Version: 1.0",
        f"Content-Type: {_kind(part)}; charset=utf-8{flowed}",
        "Content-Transfer-Encoding: 8bit",
    ]
    return "\r\n".join((*lines, "", _text(part))).encode("utf-8", "replace")
