"""Normal forms of text: characters XML allows, words, and what counts as the same word."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# C0 and C1 controls but tab, newline, return; surrogates; non-characters; and U+FFFD itself, which the feed
# validator warns of and which tells a reader nothing.
_FORBIDDEN_CHARACTERS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff"
_FORBIDDEN = re.compile(f"[{_FORBIDDEN_CHARACTERS}]")
_PLANE_ENDS = re.compile(
    "[" + "".join(f"{chr(p * 0x10000 + 0xFFFE)}-{chr(p * 0x10000 + 0xFFFF)}" for p in range(1, 17)) + "]"
)
# Invisible marks that scrapers leave behind: soft hyphen, zero-width space, word joiner, byte-order mark and
# the bidirectional overrides that can hide text. ZWJ and ZWNJ stay: scripts and emoji need them.
_INVISIBLE_CHARACTERS = "\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\u200e\u200f"
_INVISIBLE = re.compile(f"[{_INVISIBLE_CHARACTERS}]")
_CP1252 = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
_C1 = re.compile("[\x80-\x9f]")
_NEWLINE_CHARACTERS = "\r\x0b\x0c\u0085\u2028\u2029"
_NEWLINES = re.compile(f"\r\n|[{_NEWLINE_CHARACTERS}]")
# All that one of the substitutions above may touch; text with none of it is searched once, not five times.
_TOUCHED = re.compile(f"[{_FORBIDDEN_CHARACTERS}{_INVISIBLE_CHARACTERS}{_NEWLINE_CHARACTERS}\U00010000-\U0010ffff]")
_ODD_SPACE = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_ODD_SPACES = re.compile(f"[{_ODD_SPACE}]")
_BLANKS = re.compile("\n{3,}")
_MOST_MARKS = 30
# Where so many marks may stand on one letter: no mark is a letter, a figure, a blank, or below U+0300.
_HEAP = re.compile(rf"[^\w\s\x00-\u02ff]{{{_MOST_MARKS + 1},}}")

# A word: letters and digits of any script; figures keep their decimal and thousands marks ("20.258", "5,3"),
# words keep inner apostrophes and hyphens apart, so that "obat-obatan" is two words in every edition.
_NO_WORD = re.compile(r"[\W_]+")
_ASCII_MARKS = bytes(code for code in range(128) if not chr(code).isalnum())
_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+", re.UNICODE)
# The same for folded ASCII, where classes of a few letters are searched twice as fast.
_ASCII_WORD = re.compile(r"[a-z]+|[0-9]+(?:[.,:][0-9]+)*")
# The marks that make most news text more than ASCII; none is part of a word or joins figures.
_TYPOGRAPHIC_MARKS = "\u201c\u201d\u2018\u2019\u2013\u2014\u2026\u2022\u00a0\u00a9"


def safe_text(text: str) -> str:
    """Return `text` in NFC with only characters XML 1.0 allows; C1 controls are read as Windows-1252.

    Applying it twice changes nothing. Source: XML 1.0 section 2.2, Unicode Annex 15.
    """
    if not _is_plain(text) and _TOUCHED.search(text) is not None:
        text = _without_forbidden(text)
    return _composed(text)


def _composed(text: str) -> str:
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return unicodedata.normalize("NFC", _without_heaps(text))


def _without_heaps(text: str) -> str:
    """Return the text with at most 30 marks on a letter (Unicode Annex 15, stream-safe text).

    Putting marks in order takes time that grows with the square of their number: 400 KB of them took half a minute.
    """
    return _HEAP.sub(_lowered, text)


def _lowered(heap: re.Match[str]) -> str:
    kept, marks = [], 0
    for character in heap[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _without_forbidden(text: str) -> str:
    text = _NEWLINES.sub("\n", text)
    if not text.isascii():
        if _C1.search(text):
            text = text.translate(_CP1252)
        text = _INVISIBLE.sub("", text)
    text = _FORBIDDEN.sub("", text)
    return text if text.isascii() else _PLANE_ENDS.sub("", text)


def _is_plain(text: str) -> bool:
    """Tell cheaply whether the text has no character but printable ones, single-code blanks and newlines."""
    return text.replace("\n", "").isprintable() and "\ufffd" not in text


def tidy_lines(text: str) -> str:
    """Return safe text: blanks folded, none at line ends, at most one blank line between blocks."""
    text = text.replace("\u00a0", " ")
    text = _composed(text) if _is_plain(text) else _ODD_SPACES.sub(" ", safe_text(text))
    while "  " in text:
        text = text.replace("  ", " ")
    text = "\n".join([line.strip(" ") for line in text.split("\n")])
    if "\n\n\n" in text:
        text = _BLANKS.sub("\n\n", text)
    return text.strip("\n")


def tidy_line(text: str) -> str:
    """Return safe text on one line, blanks folded."""
    return " ".join(safe_text(text).split())


def fold(text: str) -> str:
    """Return the form in which words are compared: NFKC, lower case."""
    if text.isascii():
        return text.lower()
    if not unicodedata.is_normalized("NFC", text):
        text = _without_heaps(text)
    return unicodedata.normalize("NFKC", text).casefold()


def squeezed(text: str) -> str:
    """Return the letters and figures of a text, folded: what is left when only blanks and marks may differ."""
    if text.isascii():
        return text.lower().encode().translate(None, _ASCII_MARKS).decode()
    return _NO_WORD.sub("", text.casefold())


def word_spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word of `text` folded, with its start and end in the text as given."""
    for found in _WORD.finditer(text):
        yield fold(found[0]), found.start(), found.end()


def words(text: str) -> list[str]:
    """Return the folded words and figures of `text`, in order."""
    if not text.isascii():
        for mark in _TYPOGRAPHIC_MARKS:
            text = text.replace(mark, " ")
    return (_ASCII_WORD if text.isascii() else _WORD).findall(fold(text))
