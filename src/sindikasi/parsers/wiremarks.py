"""Marks the old wires put around a text: leads, kills, names, control characters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sindikasi.errors import MalformedDocument

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARKER = re.compile(
    r"\(?(?:\d{1,2}(?:st|nd|rd|th)\s(?:lead|add|ld)\b.*|\d{1,2}\.\s(?:lead|zusammenfassung).*|lead|refile\w*|correct\w+"
    r"|corrects\b.*|korrektur|berichtigung|update\s?\d*|updated|urgent|bulletin|flash|eilmeldung|eil|extra|roundup"
    r"|advisory|repeat\w*|wiederholung|ralat|pembaruan|koreksi|pengulangan|(?:mandatory\s)?kill\w*|withdraw\w*"
    r"|with(?:held|drawn)|storno)\)?:?",
    re.I,
)
_KILL = re.compile(r"(?:mandatory\s)?kill(?:ed)?|withdraw(?:n|al)|storno", re.I)
_BY = re.compile(r"(?:by|von|oleh|par|por)[: ]\s*(\S.{1,150})", re.I)
_NAME = re.compile(r"\W*[A-Z]|dpa|afp|ap\b")
_LINE_ENDS = re.compile(r"\r+\n?")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_CONTROL_SHARE = 0.05
_PROBE = 20_000
# Headers count words in their own ways: only what lacks half of them, and more than a line or two, was cut off.
_WORD_SHARE = 0.5
_FEWEST_LACKING = 20


def is_marker(line: str) -> bool:
    """Tell whether the line says only which version of a story this is ("1ST LEAD", "REFILE", "RALAT")."""
    return _MARKER.fullmatch(line.strip()) is not None


def is_kill(lines: Iterable[str]) -> bool:
    """Tell whether one of the lines takes a story back."""
    return any(_KILL.fullmatch(line.strip(" ().:!")) for line in lines)


def by_line(line: str) -> str | None:
    """Return whom a line names as author ("By Rani Sari" -> "Rani Sari"), None for any other line."""
    found = _BY.fullmatch(line.strip())
    return found[1].strip(" ,;=") if found and _NAME.match(found[1]) else None


def clean_controls(text: str) -> str:
    """Return the text with line ends as newlines and without control characters, tabs kept."""
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))


def looks_like_text(text: str) -> bool:
    """Tell text from bytes that are none, by the share of control characters and what no encoding knows."""
    probe = clean = text[:_PROBE]
    clean = _CONTROLS.sub("", _LINE_ENDS.sub("\n", probe)).replace("\ufffd", "")
    return bool(clean.strip()) and len(probe) - len(clean) - probe.count("\r") <= max(8, len(probe) * _CONTROL_SHARE)


def check_length(text: str, announced: int, *, format_name: str, unit: str) -> None:
    """Raise MalformedDocument for a text much shorter than its header says; `unit`: what was cut off, "message"."""
    found = len(text.split())
    if announced - found > _FEWEST_LACKING and found < announced * _WORD_SHARE:
        raise MalformedDocument(
            f"the {format_name} header announces {announced} words, {found} are here: the {unit} was cut off; "
            "ask the sender for it again"
        )


def full_year(year: int) -> int:
    """Return a year of two digits whole; the formats are of the seventies: what is below 70 is of this century."""
    return year + (2000 if year < 70 else 1900)
