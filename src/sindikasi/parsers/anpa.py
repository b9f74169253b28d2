"""ANPA 1312: the wire service format of North American newspapers, as AP and others sent it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from sindikasi.errors import EmptyArticle, MalformedDocument
from sindikasi.model import Document, ParsedArticle, Wire
from sindikasi.parsers.encoding import decode_noted
from sindikasi.parsers.newscodes import subject_of_category
from sindikasi.parsers.sniff import agency_format, head
from sindikasi.parsers.wiremarks import by_line, check_length, clean_controls, full_year, is_kill, looks_like_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SOH, _STX, _ETX = "\x01", "\x02", "\x03"
_TABLE_ROW, _SPACE_BAND = "\x08", "\x10"
_OPENING = ("^", "\t", _TABLE_ROW)
_INDENT = "   "
_LONGEST_HEADER = 1_024
_TRAILER = 500
# "z6715 US -----": service level, story number, selector; then "r z DC3 DC1 BC-Slug 1stLd   02-20 0500".
_STORY = re.compile(r"[\s\x16]*\x01?[a-z](?P<number>\d{4})[^\r\n]{0,40}[\r\n]+", re.I)
_CODES = re.compile(
    r"(?P<priority>[a-z])\s(?P<category>[a-z])[\x11-\x14\s]*(?P<keywords>[^\r\n]{0,200}?)"
    r"(?:\s+(?P<month>\d\d?)-(?P<day>\d\d?)(?:\s+(?P<words>\d{3,5}))?)?\s*[\r\n]+",
    re.I,
)
_SENT = re.compile(r"(?:([A-Z]{2,12})-[\w-]{0,12}?-?)?(\d\d)-(\d\d)-(\d\d)\s+(\d\d)(\d\d)\s?GMT", re.I)
_URGENCIES = {"f": 1, "b": 2, "u": 3, "r": 5, "d": 7}
"""Flash, bulletin, urgent, regular and deferred, on the scale of the IPTC."""
# Keywords of AP begin with the cycle and, in sport, with its kind: "BC-BKN--Heat-Hawks".
_SPORT = re.compile(
    r"(?:AM|PM|BC|AP)-(?:B[AB][ABCMNOY]|BK[CLNOW]|BOX|CAR|CYC|FB[CHLNO]|FIG|GLF|HK[CNO]|LAC|OLY|RAC|RGL|RUN|SKI|SOC|SWM|TEN)-"
)
_LABELLED = re.compile(
    r"(HL|INDEX|SYMBOL|CODE|Eds|Update|Updates|EDITOR'?S'? NOTE|ADV\w*)\s?[:_](?=\s|\S)\s*(.*)", re.I
)
_PICTURES = re.compile(r"(?:\w+ )?(?:With )?AP (?:Photos?|Graphics?|Video|Interactive)\b.*", re.I)
_JOB = re.compile(r".{0,60}\b(?:Writers?|Editors?|Correspondents?|Reporters?|Columnists?|Staff|Press|News)", re.I)
_SLUG_PARTS = re.compile(r"\s*,\s*")
_DIGITS = re.compile(r"\d+\+?")
_RULE = re.compile(r"[_\s-]{2,}")
_DASH = re.compile(r"(?<!\S)_(?!\S)")
_STANDFIRST_WORDS = 12
_HALF = re.compile(r"(?<=[\d;]){")
_ADVANCE = timedelta(days=2)


class AnpaParser:
    """Reads one story, with its control characters or with some of them lost."""

    name: ClassVar[str] = "anpa"
    is_container: ClassVar[bool] = False

    def recognises(self, document: Document) -> int:
        """Return a high mark for the synchronising bytes or the two header lines of this format."""
        return 85 if agency_format(head(document)) == "ANPA 1312" else 0

    def parse(self, document: Document) -> ParsedArticle:
        """Return the article; raises MalformedDocument for a story without header or text, or one cut off."""
        message, repairs = decode_noted(document.content)
        codes, text = _opened(message)
        text, end, trailer = text.rpartition(_ETX) if _ETX in text else (text, "", "")
        if not looks_like_text(text.replace(_TABLE_ROW, "").replace(_SPACE_BAND, "")):
            raise MalformedDocument("what stands behind the ANPA 1312 header is no text; ask the sender for it again")
        if not end:
            check_length(text, int(codes["words"] or 0), format_name="ANPA 1312", unit="story")
        story = _Story()
        for line in _lines(text):
            story.add(line)
        if not story.body and not story.headline:
            raise EmptyArticle("the ANPA 1312 story has no text; ask the sender for it again")
        sent = _SENT.search(trailer[:_TRAILER])
        credit = sent[1].upper() if sent is not None and sent[1] else None
        slugline = story.slugline or codes["keywords"].strip() or None
        published = _moment(sent) or _filed(codes, document.received.date())
        return ParsedArticle(
            body="\n\n".join(story.body),
            has_own_body=True,
            headline=story.headline,
            standfirst=" ".join(story.standfirst) or None,
            byline=story.byline,
            credit=credit,
            source=credit,
            published=published,
            subjects=_subjects(codes["category"], slugline or ""),
            repairs=repairs if end else (*repairs, "no end of text (ETX)"),
            wire=Wire(
                status="canceled" if is_kill((*story.notes, codes["keywords"].rpartition("-")[2])) else "usable",
                updated=published,
                slugline=slugline,
                urgency=_URGENCIES.get(codes["priority"].lower()),
                keywords=tuple(story.keywords),
                notes=tuple(story.notes),
            ),
        )


class _Line(NamedTuple):
    """One line of a story: a heading (opened by "^"), or a paragraph or row of a table."""

    text: str
    is_heading: bool


@dataclass(slots=True)
class _Story:
    """What the lines of a story turn out to be, in the order they come."""

    slugline: str | None = None
    headline: str | None = None
    byline: str | None = None
    standfirst: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    keywords: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    has_begun: bool = False
    """Whether the byline or a paragraph has been seen: then headings are the text's own."""

    def add(self, line: _Line) -> None:
        if _RULE.fullmatch(line.text):
            return
        if not line.is_heading:
            self.has_begun = True
            self.body.append(line.text)
        elif self.has_begun:
            self._add_inner_heading(line.text)
        elif self.slugline is None:
            self._read_slug(line.text)
        else:
            self._add_heading(line.text)

    def _read_slug(self, text: str) -> None:
        """Read "BC-BKN--Heat-Hawks, 1st Ld-Writethru,416": keywords, version, number of words."""
        parts = _SLUG_PARTS.split(text)
        self.slugline = parts[0]
        self.notes += [part for part in parts[1:] if part and not _DIGITS.fullmatch(part)]

    def _add_heading(self, text: str) -> None:
        labelled, author = _LABELLED.fullmatch(text), by_line(text)
        if labelled is not None:
            self._add_labelled(labelled[1].lower(), labelled[2].strip(), text)
        elif _PICTURES.fullmatch(text):
            self.notes.append(text)
        elif author is not None:
            self.byline, self.has_begun = author, True
        elif self.headline is None:
            self.headline = text
        elif len(text.split()) >= _STANDFIRST_WORDS:
            self.standfirst.append(text)
        else:
            self.body.append(text)

    def _add_inner_heading(self, text: str) -> None:
        is_job = self.byline is not None and not self.body and _JOB.fullmatch(text)
        if not is_job:
            self.body.append(text)

    def _add_labelled(self, label: str, value: str, text: str) -> None:
        if label == "hl":
            self.headline = value or self.headline
        elif label == "index":
            self.keywords += [word.strip() for word in value.split(",") if word.strip()]
        elif label not in ("symbol", "code"):
            self.notes.append(text)


def _opened(message: str) -> tuple[re.Match[str], str]:
    """Return the codes of the header and what follows it; raises MalformedDocument when there is no header."""
    story = _STORY.match(message[:_LONGEST_HEADER])
    codes = _CODES.match(message, story.end(), story.end() + _LONGEST_HEADER) if story is not None else None
    if codes is None:
        raise MalformedDocument("the ANPA 1312 story has no header of two lines; ask the sender for it again")
    before, mark, text = message[codes.end() :].partition(_STX)
    return codes, text if mark and not before.strip() else message[codes.end() :]


def _lines(text: str) -> Iterator[_Line]:
    """Yield the lines joined as they were before they were wrapped: a mark, a tab, an indent or a
    blank line opens each.
    """
    current: list[str] = []
    for wrapped in text.replace("\r", "").split("\n"):
        line = wrapped.lstrip(f"{_STX} ")
        opens = not line or line[0] in _OPENING or wrapped.startswith(_INDENT)
        if current and (opens or current[-1].rstrip().endswith("<")):
            yield from _line(" ".join(current))
            current = []
        current.append(line)
    if current:
        yield from _line(" ".join(current))


def _line(raw: str) -> Iterable[_Line]:
    is_heading = raw.startswith("^")
    text = raw.replace(_SPACE_BAND, " ")
    if raw.startswith(_TABLE_ROW):
        text = _HALF.sub("½", text).replace(";{", " ½").replace(";", " ")
    text = clean_controls(text.lstrip("^").rstrip()).rstrip("<=@ ")
    text = " ".join(_typeset(text.lstrip("^")).split())
    return [_Line(text=text, is_heading=is_heading)] if text else []


def _typeset(text: str) -> str:
    """Return the text with the marks this format has no characters for."""
    return _DASH.sub("—", text.replace("``", "“").replace("''", "”"))


def _moment(sent: re.Match[str] | None) -> datetime | None:
    """Return when "AP-WF-02-20-16 0337GMT" says the story was sent, in UTC."""
    if sent is None:
        return None
    month, day, year, hour, minute = (int(part) for part in sent.groups()[1:])
    try:
        return datetime(full_year(year), month, day, hour, minute, tzinfo=UTC)
    except ValueError:
        return None


def _filed(codes: re.Match[str], received: date) -> str | None:
    """Return the day of the header, which names no year: the last such day before the story came."""
    if not codes["month"]:
        return None
    for year in (received.year, received.year - 1):
        try:
            day = date(year, int(codes["month"]), int(codes["day"]))
        except ValueError:
            continue
        if day <= received + _ADVANCE:
            return day.isoformat()
    return None


def _subjects(category: str, slugline: str) -> tuple[str, ...]:
    return subject_of_category(category) or (subject_of_category("s") if _SPORT.match(slugline) else ())
