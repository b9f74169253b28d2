"""Entries of feeds, written down as the JSON articles that `json.JsonParser` reads."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from sindikasi.core.text import squeezed
from sindikasi.model import Image, Member
from sindikasi.parsers.agency import subject_codes

if TYPE_CHECKING:
    from collections.abc import Iterable

_IPTC = re.compile(r"iptc|medtop|mediatopic|subjectcode|newscodes|\bsubj\b", re.I)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:\?|\Z)", re.I)
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_NAMED_ADDRESS = re.compile(r"[^\s@]+@\S+\s+\((.+)\)|(.+?)\s*<[^<>@\s]+@[^<>\s]+>")
_CUT_OFF = re.compile(r"(?:\[?(?:…|&hellip;|&#8230;|\.\.\.)\]?)\s*\Z")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_COMPARED = 60
_READ = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A word an entry is filed under, and the list it is from."""

    name: str
    scheme: str = ""
    label: str = ""


def member_of(number: int, fields: dict[str, Any]) -> Member:
    """Return an entry as a member of its feed; the same entry gives the same bytes whatever stands around it."""
    kept = {key: value for key, value in fields.items() if value not in (None, "", (), [])}
    return Member(suffix=f"#{number}", content=msgspec.json.encode(kept))


def image_fields(images: Iterable[Image]) -> list[dict[str, Any]]:
    """Return pictures as the JSON article has them, each address once."""
    kept: dict[str, Image] = {}
    for image in images:
        name = image.url or image.caption
        if name:
            kept.setdefault(name, image)
    fields = map(asdict, kept.values())
    return [{key: value for key, value in each.items() if value is not None} for each in fields]


def is_picture(url: str | None, media_type: str | None, medium: str | None = None) -> bool:
    """Tell whether what an entry comes with is a picture, by its type, else by its name."""
    if medium or media_type:
        return medium == "image" or (media_type or "").lower().startswith("image/")
    return bool(url) and _PICTURE.search(url or "") is not None


def author_name(text: str | None) -> str | None:
    """Return the name in "rani@contoh.id (Rani Sari)"; None for a bare address."""
    text = " ".join((text or "").split())
    named = _NAMED_ADDRESS.fullmatch(text)
    if named is not None:
        return (named[1] or named[2]).strip(" \"'") or None
    return None if not text or _ADDRESS.fullmatch(text) else text


def filed_under(categories: Iterable[Category]) -> tuple[list[str], list[str]]:
    """Return the names people read and the IPTC codes among an entry's categories."""
    names: dict[str, None] = {}
    codes: dict[str, None] = {}
    for each in categories:
        found = subject_codes((each.name,)) if _IPTC.search(f"{each.scheme} {each.name}") else ()
        codes.update(dict.fromkeys(found))
        shown = each.label or ("" if found else each.name)
        if shown.strip():
            names[" ".join(shown.split())] = None
    return list(names), list(codes)


def summary_beside(summary: str | None, content: str | None) -> str | None:
    """Return the summary when it says something of its own, None when it is how the content begins."""
    if not summary or not content:
        return None
    opening = squeezed(_CUT_OFF.sub("", _TAG.sub(" ", summary[:_READ]).strip()))
    return None if opening and opening[:_COMPARED] in squeezed(_TAG.sub(" ", content[:_READ])) else summary
