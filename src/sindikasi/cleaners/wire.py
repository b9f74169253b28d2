"""Take dateline and agency credit off the first paragraph: "Moskow, Rusia (Xinhua) – ..."."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from sindikasi.cleaners.phrases import AGENCIES, OUTLETS
from sindikasi.cleaners.places import PLACES
from sindikasi.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from sindikasi.model import CleaningContext, ParsedArticle

_REACH = 140
_ROUNDS = 4
_SIGN_OFF_REACH = 60
_INITIALS = re.compile(r"[a-z]{2,4}(?:/[a-z]{2,4}){1,4}|(?:[A-Z]{2,5} ){1,2}[a-z]{2,3}(?:/[a-z]{2,3})*")
_SIGN_OFF = re.compile(r"(?<=[.!?”\"’)])\s?[–—-]{1,2}\s?([A-Z][\w .]{1,30}?)\s?$")
_LONGEST_DATELINE = 100
_DASH = r"(?:\s*[–—]\s*|\s*--\s*|\s+-\s*|-\s+)"
_SITE = r"[A-Za-z0-9][\w-]{1,30}\.(?i:com|co\.id|co|id|net|org|com\.my|my|tv|news)"
_NAME = r"[A-Z][\w.'’/-]*(?:\s(?:[A-Z][\w.'’/-]*|de|al|bin|of|the|di)){0,4}"
_DAY = (
    r"(?:\d{1,2}(?:/\d{1,2}(?:/\d{2,4})?|\s[A-Z][a-z]+(?:\s\d{4})?)"
    r"|[A-Z][a-z]{2,8}\.?\s\d{1,2}(?:,?\s\d{4})?)"
)
_BRACKETED = re.compile(
    rf"^(?P<place>{_NAME}(?:,\s{_NAME}){{0,2}})?(?P<day>,?\s{_DAY})?\s?\((?P<credit>[A-Za-z][^()\n]{{1,40}})\)\.?(?:{_DASH}|\s*[:_]\s*|\s+(?=[A-Z]))"
)
_PLACE_OUTLET = re.compile(rf"^(?P<place>{_NAME}(?:,\s{_NAME})?),\s?(?P<credit>{_SITE}|{_NAME}){_DASH}")
_OUTLET_PLACE = re.compile(rf"^(?P<credit>{_SITE}|{_NAME})(?:,\s?|\.\s)(?P<place>{_NAME}(?:,\s{_NAME})?){_DASH}")
_OUTLET_CITY = re.compile(rf"^(?P<credit>{_SITE}),\s?(?P<place>[A-Z][a-z]+)\s(?=[A-Z])")
_OUTLET = re.compile(rf"^(?P<credit>{_SITE}|{_NAME}){_DASH}")
_PLACE_DAY = re.compile(rf"^(?P<place>{_NAME}(?:,\s{_NAME})?)(?P<day>,\s{_DAY}){_DASH}")
_PLACE = re.compile(rf"^(?P<place>{_NAME}(?:,\s{_NAME})?){_DASH}")
_PLACE_COLON = re.compile(r"^(?P<place>[A-Z][A-Z .'-]{2,30}):\s(?=[A-Z\"“‘])")
_CAPITALS = re.compile(r"^[^a-z]*[A-Z]{3}[^a-z]*$")


class Dateline(NamedTuple):
    """What opens a wire paragraph, and how many characters it takes."""

    place: str | None
    credit: str | None
    day: str | None
    length: int


class WireCleaner:
    """Makes fields of dateline and credit, for scraped text and for text sent with fields alike."""

    name: ClassVar[str] = "wire"

    def clean(self, parsed: ParsedArticle, context: CleaningContext) -> ParsedArticle:  # noqa: ARG002
        """Return the article without a dateline in its first paragraph; fields that were sent are kept."""
        first, gap, rest = parsed.body.lstrip().partition("\n")
        place, credit, day = _place_in(parsed.dateline), parsed.credit, None
        senders = frozenset(fold(name).strip() for name in (credit, parsed.source, parsed.byline) if name)
        for _ in range(_ROUNDS):
            found = read_dateline(first, senders=senders)
            if found is None or not _is_new(found, place, credit):
                break
            place, credit, day = place or found.place, credit or found.credit, day or found.day
            first = _opened(first[found.length :])
        if not first.strip():
            gap, first = "", ""
            rest = rest.lstrip()
        body, signed = _without_sign_off(_without_initials(f"{first}{gap}{rest}"))
        credit = credit or signed
        return replace(
            parsed,
            body=body,
            dateline=place,
            credit=credit,
            published=parsed.published or day,
            published_basis="text" if not parsed.published and day else parsed.published_basis,
        )


def _place_in(dateline: str | None) -> str | None:
    """Return the place of a dateline that was sent whole: "STOCKHOLM, Aug 29, 2014 (AFP)"."""
    whole = _BRACKETED.match(f"{dateline} - ") if dateline and dateline.endswith(")") else None
    if whole is None or not whole["place"]:
        return dateline
    return whole["place"] if whole["day"] or _is_credit(whole["credit"]) else dateline


def _without_initials(body: str) -> str:
    """Return the body without a last line that only says who wrote and checked it ("hh/ph/ts/hd", "AAP RTV ar")."""
    above, gap, last = body.rstrip().rpartition("\n")
    return above.rstrip() if gap and _INITIALS.fullmatch(last.strip()) else body


def _without_sign_off(body: str) -> tuple[str, str | None]:
    """Return the body without the agency its last words name after a dash ("... katanya. – Bernama")."""
    credit = None
    if not _has_dash(body[-_SIGN_OFF_REACH:]):
        return body, credit
    while (found := _SIGN_OFF.search(body[-_SIGN_OFF_REACH:])) is not None and _is_outlet(found[1]):
        credit = credit or _named(found[1])
        body = body[: len(body) - len(found[0])].rstrip()
    return body, credit


def opens_with_dateline(text: str, *, bare: bool = False) -> bool:
    """Tell whether a paragraph opens with a dateline; `bare`: whether it is nothing else."""
    if bare and len(text) > _LONGEST_DATELINE:
        return False
    found = read_dateline(text)
    if found is None:
        return False
    return not bare or len(text) - found.length < 3


def read_dateline(text: str, *, senders: frozenset[str] = frozenset()) -> Dateline | None:
    """Return the dateline a paragraph opens with, None when it opens with text.

    `senders`: who sent it, folded; their name in brackets is a credit though nobody else knows it.
    """
    start = text[:_REACH]
    if not start[:1].isalnum() and start[:1] != "(":
        return None
    padded = f"{start} " if len(text) <= _REACH else start
    signed = _BRACKETED.match(padded) if senders and "(" in start else None
    if signed is not None and fold(signed["credit"]).strip() in senders:
        return _dateline(signed)._replace(length=min(signed.end(), len(text)))
    for read in _READINGS if _has_dash(start) else _READINGS_WITHOUT_DASH:
        found = read(padded)
        if found is not None:
            return found._replace(length=min(found.length, len(text)))
    return None


def _has_dash(text: str) -> bool:
    return "-" in text or "–" in text or "—" in text


def _bracketed(start: str) -> Dateline | None:
    match = _BRACKETED.match(start) if "(" in start else None
    if match is None or not _is_credit(match["credit"]):
        return None
    return _dateline(match)


def _place_and_outlet(start: str) -> Dateline | None:
    for pattern in (_PLACE_OUTLET, _OUTLET_PLACE):
        match = pattern.match(start)
        if match is not None and _is_outlet(match["credit"]):
            return _dateline(match)
    return None


def _outlet_and_city(start: str) -> Dateline | None:
    match = _OUTLET_CITY.match(start)
    if match is None or not _is_outlet(match["credit"]) or fold(match["place"]) not in PLACES:
        return None
    return _dateline(match)


def _place_and_day(start: str) -> Dateline | None:
    match = _PLACE_DAY.match(start)
    return _dateline(match) if match is not None else None


def _outlet_only(start: str) -> Dateline | None:
    match = _OUTLET.match(start)
    return _dateline(match) if match is not None and _is_outlet(match["credit"]) else None


def _place_only(start: str) -> Dateline | None:
    return _known_place(_PLACE.match(start) or _PLACE_COLON.match(start))


def _place_and_colon(start: str) -> Dateline | None:
    return _known_place(_PLACE_COLON.match(start))


def _known_place(match: re.Match[str] | None) -> Dateline | None:
    if match is None:
        return None
    place = match["place"]
    first = fold(place.partition(",")[0]).strip()
    if first in PLACES or (
        _CAPITALS.match(place) and 3 <= len(place) <= 40 and " " not in place.strip() and match.re is _PLACE
    ):
        return _dateline(match)
    return None


def _dateline(match: re.Match[str]) -> Dateline:
    groups = match.groupdict()
    place, day = groups.get("place"), groups.get("day")
    return Dateline(
        place=place.strip(" ,") if place else None,
        credit=_named(groups.get("credit")),
        day=day.strip(" ,") if day and re.search(r"\d{4}", day) else None,
        length=match.end(),
    )


def _is_credit(text: str) -> bool:
    return any(_is_outlet(part) for part in re.split(r"\s?[/,]\s?", text))


def _is_outlet(text: str) -> bool:
    key = fold(text).strip()
    return (
        key in AGENCIES or key in OUTLETS or re.fullmatch(_SITE, text.strip()) is not None or key.startswith("antara")
    )


def _named(credit: str | None) -> str | None:
    if credit is None:
        return None
    return AGENCIES.get(fold(credit), credit.strip()) if credit.isupper() or credit.islower() else credit.strip()


def _is_new(found: Dateline, place: str | None, credit: str | None) -> bool:
    """Tell whether it says something new or repeats what is known; a second, other place is text."""
    if found.place is not None and place is not None:
        return fold(found.place) == fold(place)
    return found.place is not None or credit is None or fold(found.credit or "") == fold(credit)


def _opened(text: str) -> str:
    text = text.lstrip(" –—-,")
    return text[:1].upper() + text[1:]


# In this order: the first that finds a dateline is right. Few paragraphs have a dash near their start, and most of
# these patterns ask for one.
_READINGS: tuple[Callable[[str], Dateline | None], ...] = (
    _bracketed,
    _place_and_outlet,
    _outlet_and_city,
    _place_and_day,
    _outlet_only,
    _place_only,
)
_READINGS_WITHOUT_DASH = (_bracketed, _outlet_and_city, _place_and_colon)
