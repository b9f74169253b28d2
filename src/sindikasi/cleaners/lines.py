"""What a line of a page is: prose, furniture, a date, a byline, a caption or just something short."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from sindikasi.cleaners import phrases
from sindikasi.core.dates import is_date_line
from sindikasi.core.text import fold, tidy_lines

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
_LONGEST_KEY = 120
_LONGEST_MARKED = 400
_COUNTS = re.compile(
    r"^(?:dibaca |telah dilihat |telah dibaca |dilihat )?\d[\d.,]*\s?[kmr]?b?\+? ?(?:komentar|comments?|komen|shares?|views?|likes?|kali"
    r"|pembaca|dibaca|orang|votes?|foto|photos?|tayangan|hits|retweets?|replies)(?: .{0,20})?$|^.{0,60}\btelah di(?:baca|lihat) [\d.,]+k? kali$",
)
_REACTION = re.compile(
    r"^(?:like|dislike|suka|share|shares|credits|rating|comments?|komentar) ?\( ?(?:\d+|voters)? ?(?:voters)?\)$"
)
_TIME_AGO = re.compile(
    r"^/?\s*\d{1,2} (?:m|h|d|detik|menit|jam|hari|minutes?|hours?|days?)(?: yang)? (?:ago|lalu)$"
)
_HASHTAGS = re.compile(r"^#\s?[\w\"'][^#.]{0,60}$|^(?:#[^#]{1,40}){2,}$")
_BREADCRUMB = re.compile(r"^(?:[^|·»>/]{1,40}[|·»>]\s*){3,}[^|·»>]{0,60}$|^[^|>]{1,40} [|»>]$")
_ADDRESS = re.compile(
    r"^(?:https?://|www\.)\S+$|^\S{1,60}@\S{1,60}\.\w{2,8}$|^[a-z0-9-]{2,40}\.(?:com|co\.id|id|net|org|my|com\.my)$"
)
_SIGNATURE = re.compile(
    r"^\(?\*?\s?\(?[A-Za-z]{2,12}(?:\s?[/-]\s?[A-Za-z]{1,12}){0,3}\)\*{0,3}$|^\[[a-z]{2,6}(?:/[a-z]{2,6})?\]$|^\*{1,3}$"
)
_QUOTED_POST = re.compile(r"^[—–-]{1,2} .{1,60} ?\(@\w{1,30}\)")
_PROMOTION = re.compile(
    r"\b(?:kode promo|promo code|with the code|use code|voucher code|whatsapp channel|saluran whatsapp|google news dan|newsletter kami"
    r"|langganan newsletter|(?:unduh|download) aplikasi)\b"
)

# --- captions ---------------------------------------------------------------------------------------------------------
_CREDIT_NAMES = "|".join(
    sorted(
        map(
            re.escape,
            (phrases.AGENCIES.keys() - {"aa", "ap", "spa", "ant"}) | phrases.OUTLETS | phrases.PICTURE_WORDS,
        ),
        key=len,
        reverse=True,
    )
)
_BRACKETED_CREDIT = re.compile(r"[(\[]([^()\[\]]{2,120})[)\]]\s?\.?$")
_CREDIT = re.compile(
    rf"\b(?:{_CREDIT_NAMES}|AP|ap)\b|\.(?:com|co\.id|co|id|net|org|my)\b|©|@\w|antaranews", re.I
)
_PHOTOGRAPHER = re.compile(r"^[^/]{2,40} ?/ ?[^/]{2,60}")
_CREDIT_AFTER = re.compile(
    r"(?:[.)] ?|\s)(?:(?:[Ff]oto|FOTO|[Pp]hoto|PHOTO|[Ii]mage|[Gg]ambar|GAMBAR|[Dd]ok|[Dd]oc|[Kk]redit [Ff]oto)(?: ?: ?|\. ?)"
    r"|[—–-] ?(?:Picture|Photo|Foto|Gambar|File picture|Pix|AFP pic|Reuters pic|Bernama pic)\b)[^.\n]{2,60}(?:\.(?:com|co|id|ac)[^\n]{0,40})?$"
)
_SIGN = re.compile(r"(?:©|\(c\))[^.\n]{0,60}(?:\.\w{2,3}\S*)?[^.\n]{0,40}$")
_CREDIT_FIRST = re.compile(
    r"^(?:[A-Z][\w.]{1,30}\.(?i:com|co\.id|co|id|net)|ANTARA(?: FOTO)?|Antara|AFP|AP Photo|REUTERS|Reuters|Republika|Tempo|Xinhua|Dok\.?"
    r"|KOMPAS|Tribun\w*|MI|SINDO)\s?/\s?[A-Z]|^Dok\. ?[A-Z]|^(?:Foto|Photo|Gambar|Ilustrasi|Ilustrasi foto|Keterangan foto|Caption|Image) ?:"
    r"|^Dokumentasi\b[^\n]{0,40}(?:petugas|anggota|foto|warga)|^(?:Twitter|Instagram|Facebook) @\w"
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
    return [
        make_line(joined, block)
        for block, part in enumerate(tidy_lines(text).split("\n\n"))
        for joined in unwrap(part.split("\n"))
    ]


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
    if len(lines) < 2:
        return [line for line in lines if line]
    runs: list[list[str]] = []
    for line in lines:
        if not line:
            continue
        if runs and _continues(runs[-1][-1], line):
            runs[-1].append(line)
        else:
            runs.append([line])
    return [" ".join(run) for run in runs]


def is_caption(text: str) -> bool:
    """Tell whether the line describes a picture: it carries a picture's credit."""
    start, tail = text[:90], text[-170:]
    if _CREDIT_FIRST.match(start):
        return True
    if tail.endswith((")", "]", ").", "].")):
        bracketed = _BRACKETED_CREDIT.search(tail)
        return bracketed is not None and _CREDIT.search(bracketed[1]) is not None
    if "©" in tail or "(c)" in tail:
        return _SIGN.search(tail) is not None
    return _CREDIT_AFTER.search(tail) is not None


def has_photographer(text: str) -> bool:
    """Tell whether the credit at the end names agency and photographer ("Xinhua/Khaled Omar")."""
    bracketed = _BRACKETED_CREDIT.search(text[-170:])
    if bracketed is None:
        return True
    name = bracketed[1]
    if _PHOTOGRAPHER.match(name):
        right = name.partition("/")[2].strip()
        return fold(right) not in phrases.AGENCIES and " " in right
    return ":" in name or fold(name).strip(" .") in phrases.PICTURE_WORDS


def _continues(line: str, following: str) -> bool:
    if line[-1:] in '.!?…:;"”' or following[:1] in "-–—•*#(" or following.startswith(("http", "www.")):
        return (
            following[:1].islower()
            and line[-1:] not in '.!?…"”'
            and not following.startswith(("http", "www."))
        )
    if following[:1].islower():
        return (len(line) > 2 or line.isdigit()) and not is_date_line(following)
    return line.endswith(",") or (
        _WRAPPED_WIDTH <= len(line) <= _WIDEST_WRAPPED
        and len(following) <= _WIDEST_WRAPPED
        and not line[-1:].isdigit()
    )


def _kind(text: str, key: str, words: int, ends: bool) -> Kind:
    if words <= 40 and len(text) <= _LONGEST_MARKED:
        marked = _marked_kind(text, key, words)
        if marked is not None:
            return marked
    if words >= 2 and is_caption(text):
        return "caption"
    if words <= 60 and _PROMOTION.search(fold(text[:_LONGEST_MARKED])):
        return "furniture"
    if (ends and words >= _PROSE_WORDS) or words >= _LONG_WORDS:
        return "prose"
    return "short"


def _marked_kind(text: str, key: str, words: int) -> Kind | None:
    if words <= 8:
        listed = _listed_kind(text, key)
        if listed is not None:
            return listed
    if key.startswith(phrases.END_STARTS):
        return "end"
    if key.startswith(phrases.FURNITURE_STARTS):
        return "furniture"
    if (
        key.startswith(phrases.RELATED_STARTS)
        and words <= _TITLE_WORDS
        and not (words > 14 and text.endswith("."))
    ):
        return "furniture"
    labelled = _label_kind(text, key)
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
    r"^(?:Oleh|OLEH|By|BY|Laporan [Ww]artawan|Laporan [Rr]eporter|Laporan [Kk]ontributor) (?:[A-Z][\w.'’-]*+[ ,/&-]*+(?:dan |and )?+){1,8}$"
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
