"""Tell captions of pictures from text, by the credit they carry."""

from __future__ import annotations

import re

from sindikasi.cleaners import phrases
from sindikasi.core.dates import names_a_day
from sindikasi.core.text import fold

_REACH = 170
# Two-letter names are also words ("aa", "ap") and are looked for in their own case only.
_CREDIT_NAMES = "|".join(
    sorted(
        map(
            re.escape,
            (phrases.AGENCIES.keys() | phrases.OUTLETS | phrases.PICTURE_WORDS) - {"aa", "ap", "spa", "ant"},
        ),
        key=len,
        reverse=True,
    )
)
_BRACKETED_CREDIT = re.compile(r"[(\[]([^()\[\]]{2,120})[)\]]\s?\.?$")
_CREDIT = re.compile(rf"\b(?:{_CREDIT_NAMES}|AP)\b|\.(?:com|co\.id|co|id|net|org|my)\b|©|@\w|antaranews", re.I)
_PHOTOGRAPHER = re.compile(r"^[^/]{2,40} ?/ ?[^/]{2,60}")
_CREDIT_AFTER = re.compile(
    r"(?:[.)] ?|\s)(?:(?:[Ff]oto|FOTO|[Pp]hoto|PHOTO|[Ii]mage|[Gg]ambar|GAMBAR|[Dd]o[kc]|[Kk]redit [Ff]oto)"
    r"(?: ?: ?|\. ?)|[—–-] ?(?:Picture|Photo|Foto|Gambar|File picture|Pix|AFP pic|Reuters pic|Bernama pic)\b)"
    r"[^.\n]{2,60}(?:\.(?:com|co|id|ac)[^\n]{0,40})?$"
)
_SIGN = re.compile(r"(?:©|\(c\))[^.\n]{0,60}(?:\.\w{2,3}\S*)?[^.\n]{0,40}$")
_CREDIT_FIRST = re.compile(
    r"^(?:[A-Z][\w.]{1,30}\.(?i:com|co\.id|co|id|net)|ANTARA(?: FOTO)?|Antara|AFP|AP Photo|REUTERS|Reuters"
    r"|Republika|Tempo|Xinhua|Dok\.?|KOMPAS|Tribun\w*|MI|SINDO)\s?/\s?[A-Z]|^Dok\. ?[A-Z]"
    r"|^(?:Foto|Photo|Gambar|Ilustrasi|Ilustrasi foto|Keterangan foto|Caption|Image) ?:"
    r"|^Dokumentasi\b[^\n]{0,40}(?:petugas|anggota|foto|warga)|^(?:Twitter|Instagram|Facebook) @\w"
)
_WHO_IS_WHERE = re.compile(
    r"\((?:(?:ke)?(?:dua|tiga|empat)?\s?(?:dari )?)?(?:kiri|kanan|tengah|left|right|cent(?:re|er))"
    r"\b[^)]{0,30}\)",
    re.I,
)
_SHORT_CAPTION = 14


def is_caption(text: str) -> bool:
    """Tell whether the line carries a picture's credit, before or after."""
    start, tail = text[:90], text[-_REACH:]
    if _CREDIT_FIRST.match(start):
        return True
    if tail.endswith((")", "]", ").", "].")):
        bracketed = _BRACKETED_CREDIT.search(tail)
        return bracketed is not None and _CREDIT.search(bracketed[1]) is not None
    if "©" in tail or "(c)" in tail:
        return _SIGN.search(tail) is not None
    return _may_end_in_name(tail) and _CREDIT_AFTER.search(tail) is not None


def _may_end_in_name(tail: str) -> bool:
    """Tell a tail that a credit may close from a sentence: a name stands behind its last full stop, or a site's."""
    return len(tail.rpartition(".")[2]) > 1 or ".co" in tail or ".id" in tail or ".ac" in tail


def says_who_is_where(text: str) -> bool:
    """Tell whether the line says where people stand in a picture: "(kiri)", "(second right)"."""
    return _WHO_IS_WHERE.search(text[:300]) is not None


def is_surely_caption(text: str) -> bool:
    """Tell a caption inside an article from a paragraph an agency's name ends.

    A caption names its photographer, is short, dates its picture in full or says who stands where.
    """
    if _has_photographer(text) or text.count(" ") < _SHORT_CAPTION:
        return True
    return says_who_is_where(text) or names_a_day(text[:400])


def _has_photographer(text: str) -> bool:
    bracketed = _BRACKETED_CREDIT.search(text[-_REACH:])
    if bracketed is None:
        return True
    name = bracketed[1]
    if _PHOTOGRAPHER.match(name):
        right = name.partition("/")[2].strip()
        return fold(right) not in phrases.AGENCIES and " " in right
    return ":" in name or fold(name).strip(" .") in phrases.PICTURE_WORDS
