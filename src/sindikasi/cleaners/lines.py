"""What a line of a page is: prose, furniture, a date, a byline, a caption or just something short."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Literal, NamedTuple

from sindikasi.cleaners import phrases
from sindikasi.cleaners.captions import is_caption
from sindikasi.cleaners.wire import read_dateline
from sindikasi.core.dates import is_date_line, without_date
from sindikasi.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

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
_SENTENCE_MARKS = (".", "!", "?")
_ENDING_MARKS = (*_SENTENCE_MARKS, "…")
_ENDING_QUOTES = ('"', "”", "’")
_MARKS_AFTER_END = "\"'”’»)]"
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
)
_TIMES_READ = re.compile(r"^.{0,60}\btelah di(?:baca|lihat) [\d.,]+k? kali$")
_REACTION = re.compile(
    r"^(?:like|dislike|suka|shares?|credits|rating|comments?|komentar) ?\( ?(?:\d+|voters)? ?(?:voters)?\)$"
)
_TIME_AGO = re.compile(r"^/?\s*\d{1,2} (?:m|h|d|detik|menit|jam|hari|minutes?|hours?|days?)(?: yang)? (?:ago|lalu)$")
_HASHTAGS = re.compile(r"^#\s?[\w\"'][^#.]{0,60}$|^(?:#[^#]{1,40}){2,}$")
_CRUMB_MARKS = "|·»>"
_BREADCRUMB = re.compile(
    rf"^(?:[^{_CRUMB_MARKS}/]{{1,40}}[{_CRUMB_MARKS}]\s*){{3,}}[^{_CRUMB_MARKS}]{{0,60}}$|^[^|>]{{1,40}} [|»>]$"
)
_ADDRESS = re.compile(
    r"^(?:https?://|www\.)\S+$|^\S{1,60}@\S{1,60}\.\w{2,8}$"
    r"|^[a-z0-9-]{2,40}\.(?:com|co\.id|id|net|org|my|com\.my)$"
)
# "(fyk/ash)", "[bal]", "***": how a desk signs the end of a text.
_SIGNATURE = re.compile(
    r"^\*?\s?\([A-Za-z]{2,12}(?:\s?[/-]\s?[A-Za-z]{1,12}){0,3}\)\*{0,3}$|^\[[a-z]{2,6}(?:/[a-z]{2,6})?\]$|^\*{1,3}$"
)
_PATH_MARKS = f"{_CRUMB_MARKS}/"
_PATH = re.compile(rf"\s*[{_PATH_MARKS}]\s*")
_SECTIONS = phrases.NAVIGATION | phrases.FURNITURE | {""}
_DASHES = "—–-"
_QUOTED_POST = re.compile(rf"^[{_DASHES}]{{1,2}} .{{1,60}} ?\(@\w{{1,30}}\)")
# A name before a full date, parted by a dash or bar: "Rani Sari | 12 Mar 2024", "Kabar Pesisir - Senin, 12/3/2024".
_NAME_AND_DATE = re.compile(r"[A-Z][\w.'’-]*+(?: [A-Z][\w.'’-]*+){0,4} [-–—|] [ ,|-]*+")
_PARTED = re.compile(r" [-–—|] ")
_LONGEST_DATED = 90
_AFTER_WORDS = ("|", ",", "")
_LETTERS = re.compile(r"[^\W\d_]+")
_WORDS_BESIDE_DATE = 6
_LABELLED_WORDS = 14
_LABELLED_CHARACTERS = 40
_LONGEST_DATELINE = 60
_CLOSING = frozenset(".,;)")
# No sentence ends with one of these: what stands on the next line belongs to it.
_CONNECTORS = phrases.words_of(
    """
    di ke dari dan yang oleh pada dalam untuk dengan kepada bahwa atau daripada bahawa ialah adalah bagi
    antara seperti tentang terhadap akan para the of in to and by at for with from that a an
    """
)
# Phrases of advertisements, under a word each of them holds: a line without the word is not searched for them.
_PROMOTIONS = {
    "promo": ("kode promo", "promo code"),
    "code": ("with the code ", "use code ", "voucher code"),
    "whatsapp": ("whatsapp channel", "saluran whatsapp"),
    "news": ("google news dan", "newsletter kami", "langganan newsletter"),
    "aplikasi": ("unduh aplikasi", "download aplikasi"),
}


class Line(NamedTuple):
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
    """Return the non-blank lines of a tidy text, wrapped ones joined, each with its kind."""
    lines: list[Line] = []
    for block, part in enumerate(text.split("\n\n")):
        for joined in unwrap(part.split("\n")):
            if lines and lines[-1].block == block and lines[-1].text == joined and lines[-1].kind == "prose":
                # A page shows a picture's caption and its alternative text under each other.
                lines[-1] = lines[-1]._replace(kind="caption")
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
    tail = text[-_ENDING_CHARACTERS:]
    return tail.endswith(_ENDING_QUOTES) or tail.rstrip(_MARKS_AFTER_END).endswith(_ENDING_MARKS)


def is_name_and_date(text: str) -> bool:
    """Tell whether a line says only who published something, and when."""
    if len(text) > _LONGEST_DATED or not text[-1:].isalnum() or _PARTED.search(text) is None:
        return False
    rest = without_date(text)
    return rest is not None and _NAME_AND_DATE.fullmatch(f"{rest} ") is not None


def ends_with_date(text: str) -> bool:
    """Tell whether a line is a few words and then a full date, as what stands under a headline often is."""
    if len(text) > _LONGEST_DATED or not text[-1:].isalnum():
        return False
    rest = without_date(text)
    return rest is not None and rest[-1:] in _AFTER_WORDS and len(_LETTERS.findall(rest)) <= _WORDS_BESIDE_DATE


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


# --- kinds ------------------------------------------------------------------------------------------
# Most lines are sentences, and no pattern fits them. A look for a mark without which a pattern cannot match comes
# before the pattern, and what is compared with a table is looked up, not tried entry by entry.


def _by_opening(starts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the starts under their first two characters."""
    table: defaultdict[str, list[str]] = defaultdict(list)
    for start in starts:
        table[start[:2]].append(start)
    return {opening: tuple(found) for opening, found in table.items()}


_ENDS = _by_opening(phrases.END_STARTS)
_FURNITURE = _by_opening(phrases.FURNITURE_STARTS)
_RELATED = _by_opening(phrases.RELATED_STARTS)
# Of an entry in two tables the later one here counts.
_LISTED: dict[str, Kind] = {
    **dict.fromkeys(phrases.NAVIGATION, "navigation"),
    **dict.fromkeys(phrases.FURNITURE, "furniture"),
    **dict.fromkeys(phrases.LISTS, "list"),
    **dict.fromkeys(phrases.ENDS, "end"),
}
_LABELS: dict[str, Kind] = {
    **dict.fromkeys(phrases.SOURCE_LABELS, "source"),
    **dict.fromkeys(phrases.EDITOR_LABELS, "editor"),
    **dict.fromkeys(phrases.BYLINE_LABELS, "byline"),
}
_NAMED_BYLINE = re.compile(
    r"^(?:Oleh|OLEH|By|BY|Laporan [Ww]artawan|Laporan [Rr]eporter|Laporan [Kk]ontributor) "
    r"(?:[A-Z][\w.'’-]*+[ ,/&-]*+(?:dan |and )?+){1,8}$"
)


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


def _holds(text: str, parts: Iterable[str]) -> bool:
    return any(map(text.__contains__, parts))


def _is_promotion(folded: str) -> bool:
    return _holds(folded, _PROMOTIONS) and any(_holds(folded, phrases) for phrases in _PROMOTIONS.values())


def _begins(key: str, table: Mapping[str, tuple[str, ...]]) -> bool:
    return key.startswith(table.get(key[:2], ()))


def _marked_kind(text: str, key: str, words: int) -> Kind | None:
    if words <= 8:
        listed = _listed_kind(text, key)
        if listed is not None:
            return listed
    if _begins(key, _ENDS):
        return "end"
    if _begins(key, _FURNITURE):
        return "furniture"
    if words <= _TITLE_WORDS and _begins(key, _RELATED) and not (words > 14 and text.endswith(".")):
        return "furniture"
    labelled = _label_kind(text, key) if words <= _LABELLED_WORDS else None
    if labelled is not None:
        return labelled
    if is_date_line(text):
        return "date"
    return "furniture" if _is_shaped_as_furniture(text) else None


def _is_shaped_as_furniture(text: str) -> bool:
    """Tell tags, paths through sections and the last line of a quoted post by their marks."""
    opening = text[:1]
    return (
        (opening == "#" and _HASHTAGS.match(text) is not None)
        or (opening in _DASHES and _QUOTED_POST.match(text) is not None)
        or (_holds(text, _CRUMB_MARKS) and _BREADCRUMB.match(text) is not None)
    )


def _listed_kind(text: str, key: str) -> Kind | None:
    if text[:1] == ":":
        return "furniture"
    if not key.strip("_") or len(key) <= 2:
        return "navigation" if key.isalpha() else "furniture"
    listed = _LISTED.get(key)
    if listed is not None:
        return listed
    if _is_path(text):
        return "furniture"
    if text.endswith((")", "]", "*")) and _SIGNATURE.match(text):
        return "signature"
    return "furniture" if _is_count(text, key) or (" " not in key and _ADDRESS.match(key)) else None


def _is_path(text: str) -> bool:
    """Tell whether the line is a path through sections: "Beranda > Nasional"."""
    return _holds(text, _PATH_MARKS) and all(line_key(part) in _SECTIONS for part in _PATH.split(text))


def _is_count(text: str, key: str) -> bool:
    """Tell how often something was read, shared or answered, or how long ago."""
    if _COUNTS.match(key) or (key.endswith("kali") and _TIMES_READ.match(key)):
        return True
    folded = fold(text)
    if folded.endswith(")") and _REACTION.match(folded):
        return True
    return key.endswith(("ago", "lalu")) and _TIME_AGO.match(key) is not None


def _label_kind(text: str, key: str) -> Kind | None:
    """Tell the kind by a label that stands alone, by one before a colon, or by the name after "Oleh"."""
    if key in _LABELS:
        return _LABELS[key]
    label, colon, _ = fold(text[:_LABELLED_CHARACTERS]).partition(":")
    labelled = _LABELS.get(label.removesuffix(" ")) if colon else None
    if labelled is not None:
        return labelled
    return "byline" if _NAMED_BYLINE.match(text[:140]) else None
