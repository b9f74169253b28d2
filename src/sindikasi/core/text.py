"""Normal forms of text: characters XML allows, words, and what counts as the same word."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# C0 and C1 controls but tab, newline, return; surrogates; non-characters; and U+FFFD itself, which the feed
# validator warns of and which tells a reader nothing.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff]")
_PLANE_ENDS = re.compile(
    "[" + "".join(f"{chr(p * 0x10000 + 0xFFFE)}-{chr(p * 0x10000 + 0xFFFF)}" for p in range(1, 17)) + "]"
)
# Invisible marks that scrapers leave behind: soft hyphen, zero-width space, word joiner, byte-order mark and
# the bidirectional overrides that can hide text. ZWJ and ZWNJ stay: scripts and emoji need them.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\u200e\u200f]")
_CP1252 = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_C1 = re.compile("[\x80-\x9f]")
_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\u0085\u2028\u2029]")
_ODD_SPACE = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
# A single plain blank is left alone: most text has no other.
_SPACES = re.compile(f"[{_ODD_SPACE}][{_ODD_SPACE} ]*| [{_ODD_SPACE} ]+")
_BLANKS = re.compile("\n{3,}")

# A word: letters and digits of any script; figures keep their decimal and thousands marks ("20.258", "5,3"),
# words keep inner apostrophes and hyphens apart, so that "obat-obatan" is two words in every edition.
_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+", re.UNICODE)


def safe_text(text: str) -> str:
    """Return `text` in NFC with only characters XML 1.0 allows; C1 controls are read as Windows-1252.

    Applying it twice changes nothing. Source: XML 1.0 section 2.2, Unicode Annex 15.
    """
    if _is_plain(text):
        return text if text.isascii() else unicodedata.normalize("NFC", text)
    text = _NEWLINES.sub("\n", text)
    if not text.isascii():
        if _C1.search(text):
            text = text.translate(_CP1252)
        text = _INVISIBLE.sub("", text)
    text = _FORBIDDEN.sub("", text)
    if not text.isascii():
        text = _PLANE_ENDS.sub("", text)
        text = unicodedata.normalize("NFC", text)
    return text


def _is_plain(text: str) -> bool:
    """Tell cheaply whether the text has no character but printable ones, single-code blanks and newlines."""
    return text.replace("\n", "").isprintable() and "\ufffd" not in text


def tidy_lines(text: str) -> str:
    """Return safe text: blanks folded, none at line ends, at most one blank line between blocks."""
    text = safe_text(text)
    if not _is_plain(text) or "  " in text:
        text = _SPACES.sub(" ", text)
    lines = (line.strip(" ") for line in text.split("\n"))
    return _BLANKS.sub("\n\n", "\n".join(lines)).strip("\n")


def tidy_line(text: str) -> str:
    """Return safe text on one line, blanks folded."""
    return " ".join(safe_text(text).split())


def fold(text: str) -> str:
    """Return the form in which words are compared: NFKC, lower case."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).casefold()


def word_spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word of `text` folded, with its start and end in the text as given."""
    for found in _WORD.finditer(text):
        yield fold(found[0]), found.start(), found.end()


def words(text: str) -> list[str]:
    """Return the folded words and figures of `text`, in order."""
    return _WORD.findall(fold(text))
