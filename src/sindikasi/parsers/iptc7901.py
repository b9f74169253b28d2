"""IPTC 7901: the message format of the teleprinter age, which agencies still send."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, ClassVar

from sindikasi.errors import EmptyArticle, MalformedDocument
from sindikasi.model import Document, ParsedArticle, Wire
from sindikasi.parsers.agency import wrapped_text
from sindikasi.parsers.encoding import decode_noted
from sindikasi.parsers.newscodes import subject_of_category
from sindikasi.parsers.sniff import agency_format, head
from sindikasi.parsers.wiremarks import (
    by_line,
    check_length,
    clean_controls,
    full_year,
    is_kill,
    is_marker,
    looks_like_text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_SOH, _STX, _ETX, _EOT = "\x01", "\x02", "\x03", "\x04"
# "eca062 4 i 211 ccccb   dpa 061": source and number, priority, category, words, and what the agency adds.
_HEADER = re.compile(
    r"(?P<source>[A-Za-z]{3})(?P<number>\d{3,4})\s+(?P<priority>[1-9])\s+(?P<category>[A-Za-z]{1,3})"
    r"(?:\s+(?P<words>\d{1,5}))?(?P<rest>[^\r\n]{0,200})"
)
_LONGEST_HEADER = 512
_TRAILER = 500
_AGENCY = re.compile(r"([A-Za-z]{2,12})[\s\d#/-]*\Z")
# "131137 GMT Nov 13": day, hour and minute, zone, month, year.
_SENT = re.compile(r"(\d\d)(\d\d)(\d\d)\s*([A-Za-z]{1,5})?\s+([^\W\d]{3})[^\W\d]*\.?\s+(\d{4}|\d\d)\b")
_HOURS = {
    "cet": 1, "mez": 1, "cest": 2, "mesz": 2, "bst": 1, "est": -5, "edt": -4, "wib": 7, "wita": 8, "wit": 9, "sgt": 8,
}  # fmt: skip
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH_NAMES = {"mrz": 3, "mär": 3, "maa": 3, "mei": 5, "mai": 5, "agu": 8, "okt": 10, "dez": 12, "des": 12}
_HEADLINE_LINES = 8
_LONGEST_HEADLINE = 300
_NOTEBOOK = re.compile(r"#{1,2} ?(?:\w+[ -])?(?:note ?book|notizblock)\b.*", re.I)
_STARS = re.compile(r"\* ?\* ?\*[* ]*")
_NOTE_TITLE = re.compile(r"#{1,3} ?(?:note to editors|redaktionelle(?:r)? hinweise?|editor'?s note)\b.*", re.I)
# The initials of those who wrote and checked it close a text: "dpa wsz jln npr".
_INITIALS = re.compile(r"[a-z]{2,10}(?:[ /][a-z]{1,4}){1,6}")


class Iptc7901Parser:
    """Reads one message, between its SOH, STX and ETX or with some of them lost."""

    name: ClassVar[str] = "iptc7901"
    is_container: ClassVar[bool] = False

    def recognises(self, document: Document) -> int:
        """Return a high mark for SOH or a header line of this format."""
        return 85 if agency_format(head(document)) == "IPTC 7901" else 0

    def parse(self, document: Document) -> ParsedArticle:
        """Return the article; raises MalformedDocument for a message without header or text, or one cut off."""
        message, repairs = decode_noted(document.content)
        header, slugline, rest = _opened(message)
        text, end, trailer = rest.partition(_ETX)
        text = text if end else text.partition(_EOT)[0]
        if not looks_like_text(text):
            raise MalformedDocument("what stands behind the IPTC 7901 header is no text; ask the sender for it again")
        lines = clean_controls(text).split("\n")
        headline, byline, notes, start = _title(lines)
        body_lines, remarks = _without_notebook(lines[start:])
        byline, body = _body(body_lines, byline)
        if not body and not headline:
            raise EmptyArticle("the IPTC 7901 message has no text; ask the sender for it again")
        if _ETX not in text:
            check_length(text, int(header["words"] or 0), format_name="IPTC 7901", unit="message")
        agency = _AGENCY.search(header["rest"].strip())
        sent = _moment(trailer[:_TRAILER] or message[-_TRAILER:])
        notes = (*notes, *remarks)
        return ParsedArticle(
            body=body,
            has_own_body=True,
            headline=headline,
            byline=byline,
            credit=agency[1] if agency else None,
            source=agency[1] if agency else None,
            published=sent,
            subjects=subject_of_category(header["category"]),
            repairs=repairs if end else (*repairs, "no end of text (ETX)"),
            wire=Wire(
                status="canceled" if is_kill(notes) else "usable",
                updated=sent,
                slugline=slugline,
                urgency=int(header["priority"]),
                keywords=tuple(part for part in (slugline or "").split("/") if part.strip()),
                notes=notes,
            ),
        )


def _opened(message: str) -> tuple[re.Match[str], str | None, str]:
    """Return the header, the keywords between it and the text, and what follows STX."""
    message = message[message.find(_SOH) + 1 :] if _SOH in message[:_LONGEST_HEADER] else message
    header = _HEADER.match(message.lstrip()[:_LONGEST_HEADER])
    if header is None:
        raise MalformedDocument(
            'the IPTC 7901 message has no header line such as "abc123 4 i 211"; ask the sender for it again'
        )
    message = message.lstrip()[header.end() :]
    before, mark, text = message.partition(_STX)
    if mark and len(before) <= _LONGEST_HEADER:
        keywords = " ".join(clean_controls(before).split())
        return header, keywords.strip("/ ") or None, text
    first, _, text = message.lstrip().partition("\n")
    is_slug = first.rstrip().endswith("/")
    return header, first.strip().strip("/ ") if is_slug else None, text if is_slug else message


def _title(lines: Sequence[str]) -> tuple[str | None, str | None, tuple[str, ...], int]:
    """Return headline, byline, marks such as "1ST LEAD", and where the text under them begins.

    The title ends with "="; a message without one has its headline on its first line.
    """
    filled = [place for place, line in enumerate(lines) if line.strip()][:_HEADLINE_LINES]
    last = next((place for place in filled if lines[place].rstrip().endswith("=")), None)
    if last is None:
        first = filled[0] if filled else 0
        is_alone = filled and (len(filled) < 2 or filled[1] > first + 1) and len(lines[first]) <= _LONGEST_HEADLINE
        return (" ".join(lines[first].split()), None, (), first + 1) if is_alone else (None, None, (), 0)
    title = [" ".join(lines[place].strip(" =").split()) for place in filled if place <= last]
    notes = tuple(line for line in title if is_marker(line))
    byline = next((name for name in map(by_line, title) if name), None)
    headline = " ".join(line for line in title if line and not is_marker(line) and by_line(line) is None)
    return headline or None, byline, notes, last + 1


def _without_notebook(lines: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return the lines of the text, and what the notebook under it says to editors (dpa)."""
    place = next(
        (
            place
            for place, line in enumerate(lines)
            if _NOTEBOOK.fullmatch(line.strip()) or _STARS.fullmatch(line.strip())
        ),
        len(lines),
    )
    notes: list[str] = []
    is_note = False
    for line in (line.strip() for line in lines[place:]):
        if _STARS.fullmatch(line):
            break
        if line.startswith("#"):
            is_note = _NOTE_TITLE.fullmatch(line) is not None
        elif is_note and line:
            notes.append(line.lstrip("-* "))
    return list(lines[:place]), (" ".join(notes),) if notes else ()


def _body(lines: list[str], byline: str | None) -> tuple[str | None, str]:
    """Return the byline and the paragraphs, without the initials under them."""
    filled = [line for line in lines if line.strip()]
    if byline is None and filled and (found := by_line(filled[0].strip(" ="))) is not None:
        byline = found
        lines = lines[lines.index(filled[0]) + 1 :]
    while lines and not lines[-1].strip():
        lines.pop()
    if lines and _INITIALS.fullmatch(lines[-1].strip()):
        lines.pop()
    return byline, wrapped_text("\n".join(lines))


def _moment(text: str) -> datetime | None:
    """Return when the message was sent, in UTC."""
    sent = _SENT.search(text)
    if sent is None:
        return None
    name = sent[5].lower()
    month = _MONTHS.index(name) + 1 if name in _MONTHS else _MONTH_NAMES.get(name)
    year = int(sent[6]) if len(sent[6]) == 4 else full_year(int(sent[6]))
    zone = timezone(timedelta(hours=_HOURS.get((sent[4] or "").lower(), 0)))
    try:
        moment = datetime(year, month or 0, int(sent[1]), int(sent[2]), int(sent[3]), tzinfo=zone)
    except ValueError:
        return None
    return moment.astimezone(UTC)
