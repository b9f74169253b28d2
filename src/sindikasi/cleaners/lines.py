"""What a line of a page is: prose, furniture, a date, a byline, a caption or just something short."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from sindikasi.cleaners import phrases
from sindikasi.cleaners.captions import is_caption
from sindikasi.cleaners.wire import read_dateline
from sindikasi.core.dates import is_date_line
from sindikasi.core.text import fold, tidy_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal[
    "prose",
    "short",
    "furniture",
    "navigation",
    "end",
    "list",
    "date",
    "byline",
    "editor",
    "source",
    "caption",
    "signature",
]

_AROUND = " \t:|»«›‹>·•*-–—#!.?()[]\"'“”+=/→▼▲↑"
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$|[\"”’]$")
_ENDING_CHARACTERS = 6
_PROSE_WORDS = 8
_LONG_WORDS = 22
_TITLE_WORDS = 24
_WRAPPED_WIDTH = 55
_WIDEST_WRAPPED = 110
_RAGGED = 4
_SHORTEST_BROKEN = 30
_ENDING = frozenset('.!?…"”')
_LONGEST_KEY = 120
_LONGEST_MARKED = 400
_COUNTS = re.compile(
    r"^\d[\d.,]*\s?[kmrb]{0,2}\+? ?(?:komentar|comments?|komen|shares?|views?|likes?|votes?|tayangan|hits"
    r"|retweets?|replies|fotos?|photos?)$|^(?:telah )?(?:dibaca|dilihat) [\d.,]+ ?k? ?(?:kali|orang)?$"
    r"|^.{0,60}\btelah di(?:baca|lihat) [\d.,]+k? kali$"
)
_REACTION = re.compile(
    r"^(?:like|dislike|suka|shares?|credits|rating|comments?|komentar) ?\( ?(?:\d+|voters)? ?(?:voters)?\)$"
)
_TIME_AGO = re.compile(r"^/?\s*\d{1,2} (?:m|h|d|detik|menit|jam|hari|minutes?|hours?|days?)(?: yang)? (?:ago|lalu)$")
_HASHTAGS = re.compile(r"^#\s?[\w\"'][^#.]{0,60}$|^(?:#[^#]{1,40}){2,}$")
_BREADCRUMB = re.compile(r"^(?:[^|·»>/]{1,40}[|·»>]\s*){3,}[^|·»>]{0,60}$|^[^|>]{1,40} [|»>]$")
_ADDRESS = re.compile(
    r"^(?:https?://|www\.)\S+$|^\S{1,60}@\S{1,60}\.\w{2,8}$"
    r"|^[a-z0-9-]{2,40}\.(?:com|co\.id|id|net|org|my|com\.my)$"
)
# "(fyk/ash)", "[bal]", "***": how a desk signs the end of a text.
_SIGNATURE = re.compile(
    r"^\*?\s?\([A-Za-z]{2,12}(?:\s?[/-]\s?[A-Za-z]{1,12}){0,3}\)\*{0,3}$|^\[[a-z]{2,6}(?:/[a-z]{2,6})?\]$|^\*{1,3}$"
)
_PATH = re.compile(r"\s*[>»/|·]\s*")
_SECTIONS = phrases.NAVIGATION | phrases.FURNITURE | {""}
_QUOTED_POST = re.compile(r"^[—–-]{1,2} .{1,60} ?\(@\w{1,30}\)")
_LABELLED_WORDS = 14
_LONGEST_DATELINE = 60
_CLOSING = frozenset(".,;)")
_SENTENCE_MARKS = (".", "!", "?")
# No sentence ends with one of these: what stands on the next line belongs to it.
_CONNECTORS = phrases.words_of(
    """
    di ke dari dan yang oleh pada dalam untuk dengan kepada bahwa atau daripada bahawa ialah adalah bagi
    antara seperti tentang terhadap akan para the of in to and by at for with from that a an
    """
)
_PROMOTIONS = (
    "kode promo",
    "promo code",
    "with the code ",
    "use code ",
    "voucher code",
    "whatsapp channel",
    "saluran whatsapp",
    "google news dan",
    "newsletter kami",
    "langganan newsletter",
    "unduh aplikasi",
    "download aplikasi",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line with what it was taken for."""

    text: str
    key: str
    kind: Kind
    words: int
    ends: bool
    """Whether it ends as a sentence does."""
    block: int
    """Lines with the same number stand together, without a blank line between them."""


def read_lines(text: str) -> list[Line]:
    """Return the non-blank lines of `text`, wrapped ones joined, each with its kind."""
    lines: list[Line] = []
    for block, part in enumerate(tidy_lines(text).split("\n\n")):
        for joined in unwrap(part.split("\n")):
            if lines and lines[-1].block == block and lines[-1].text == joined and lines[-1].kind == "prose":
                # A page shows a picture's caption and its alternative text under each other.
                lines[-1] = replace(lines[-1], kind="caption")
            else:
                lines.append(make_line(joined, block))
    return lines


def make_line(text: str, block: int = 0) -> Line:
    """Return the line with its kind; only its first and last hundred characters are looked at."""
    key = line_key(text)
    words = text.count(" ") + 1
    ends = ends_sentence(text)
    return Line(text, key, _kind(text, key, words, ends), words, ends, block)


def line_key(text: str) -> str:
    """Return the folded form in which lines are compared with the phrase tables."""
    return fold(text[:_LONGEST_KEY]).strip(_AROUND)


def ends_sentence(text: str) -> bool:
    """Tell whether the text ends as a sentence does."""
    return _SENTENCE_END.search(text[-_ENDING_CHARACTERS:]) is not None


def unwrap(lines: list[str]) -> list[str]:
    """Join lines that a fixed width broke; lines that only stand under each other stay apart."""
    lines = [line for line in lines if line]
    if len(lines) < 2:
        return lines
    widest = max(map(len, lines))
    width = widest if widest <= _WIDEST_WRAPPED else None
    runs = [[lines[0]]]
    length = len(lines[0])
    for line in lines[1:]:
        is_long = max(length, len(line)) >= _SHORTEST_BROKEN
        if _continues(runs[-1][-1], line, width=width, is_long=is_long):
            runs[-1].append(line)
            length += len(line)
        else:
            runs.append([line])
            length = len(line)
    return ["".join(_spaced(run)) for run in runs]


def _spaced(run: list[str]) -> Iterator[str]:
    """Yield the pieces of a joined line, a blank before each but the first and those that only close one."""
    yield run[0]
    for piece in run[1:]:
        if piece[0] not in _CLOSING:
            yield " "
        yield piece


def _continues(line: str, following: str, *, width: int | None, is_long: bool) -> bool:
    """Tell whether a line break fell inside a sentence: at the width of the block, or around a link."""
    if following[0] in _CLOSING:
        return not line.endswith(_SENTENCE_MARKS)
    if following[0] in "-–—" and len(line) <= _LONGEST_DATELINE:
        return read_dateline(f"{line} {following}") is not None
    if line.rpartition(" ")[2] in _CONNECTORS:
        return True
    if following.startswith(("http", "www.")) or line[-1] in _ENDING:
        return False
    if following[0].islower():
        return is_long and len(line) > 2 and not is_date_line(following)
    if line[-1] in ":;" or following[0] in "•*#(" or line[-1].isdigit():
        return False
    return line.endswith(",") or _fills(line, following, width)


def _fills(line: str, following: str, width: int | None) -> bool:
    """Tell whether the next line's first word had no room left on this one."""
    if width is None or len(line) < _WRAPPED_WIDTH:
        return False
    return len(line) + 1 + len(following.partition(" ")[0]) > width - _RAGGED


def _kind(text: str, key: str, words: int, ends: bool) -> Kind:
    if words <= 40 and len(text) <= _LONGEST_MARKED:
        marked = _marked_kind(text, key, words)
        if marked is not None:
            return marked
    if words >= 2 and is_caption(text):
        return "caption"
    if words <= 60 and _is_promotion(fold(text[:_LONGEST_MARKED])):
        return "furniture"
    if (ends and words >= _PROSE_WORDS) or words >= _LONG_WORDS:
        return "prose"
    return "short"


def _is_path(text: str) -> bool:
    """Tell whether the line is a path through sections: "Beranda > Nasional"."""
    parts = _PATH.split(text)
    return len(parts) > 1 and all(line_key(part) in _SECTIONS for part in parts)


def _is_promotion(folded: str) -> bool:
    return any(phrase in folded for phrase in _PROMOTIONS)


def _marked_kind(text: str, key: str, words: int) -> Kind | None:
    if words <= 8:
        listed = _listed_kind(text, key)
        if listed is not None:
            return listed
    if key.startswith(phrases.END_STARTS):
        return "end"
    if key.startswith(phrases.FURNITURE_STARTS):
        return "furniture"
    if key.startswith(phrases.RELATED_STARTS) and words <= _TITLE_WORDS and not (words > 14 and text.endswith(".")):
        return "furniture"
    labelled = _label_kind(text, key) if words <= _LABELLED_WORDS else None
    if labelled is not None:
        return labelled
    if is_date_line(text):
        return "date"
    if _HASHTAGS.match(text) or _BREADCRUMB.match(text) or _QUOTED_POST.match(text):
        return "furniture"
    return None


def _listed_kind(text: str, key: str) -> Kind | None:
    if text[:1] == ":":
        return "furniture"
    if not key or len(key) <= 2:
        return "furniture" if not key or not key.isalpha() else "navigation"
    if key in phrases.ENDS:
        return "end"
    if key in phrases.LISTS:
        return "list"
    if key in phrases.FURNITURE:
        return "furniture"
    if key in phrases.NAVIGATION:
        return "navigation"
    if _is_path(text):
        return "furniture"
    if _SIGNATURE.match(text):
        return "signature"
    if _COUNTS.match(key) or _REACTION.match(fold(text)) or _TIME_AGO.match(key) or _ADDRESS.match(key):
        return "furniture"
    return None


_BYLINE_PREFIXES = tuple(f"{label}{end}" for label in phrases.BYLINE_LABELS for end in (":", " :"))
_EDITOR_PREFIXES = tuple(f"{label}{end}" for label in phrases.EDITOR_LABELS for end in (":", " :"))
_SOURCE_PREFIXES = tuple(f"{label}{end}" for label in phrases.SOURCE_LABELS for end in (":", " :"))
_LABELS: dict[str, Kind] = {
    **dict.fromkeys(phrases.BYLINE_LABELS, "byline"),
    **dict.fromkeys(phrases.EDITOR_LABELS, "editor"),
    **dict.fromkeys(phrases.SOURCE_LABELS, "source"),
}
_NAMED_BYLINE = re.compile(
    r"^(?:Oleh|OLEH|By|BY|Laporan [Ww]artawan|Laporan [Rr]eporter|Laporan [Kk]ontributor) "
    r"(?:[A-Z][\w.'’-]*+[ ,/&-]*+(?:dan |and )?+){1,8}$"
)


def _label_kind(text: str, key: str) -> Kind | None:
    folded = fold(text[:40])
    if key in _LABELS:
        return _LABELS[key]
    if folded.startswith(_BYLINE_PREFIXES):
        return "byline"
    if folded.startswith(_EDITOR_PREFIXES):
        return "editor"
    if folded.startswith(_SOURCE_PREFIXES):
        return "source"
    return "byline" if _NAMED_BYLINE.match(text[:140]) else None
