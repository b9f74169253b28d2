"""The forms of single values: addresses, dates, languages, media types, HTML."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

# RFC 3986, with the characters RFC 3987 adds; blanks, quotes and brackets have no place in either.
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_RELATIVE = re.compile(r"[^\s<>\"{}|\\^`\x00-\x20]*")
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# RFC 3339 as RFC 4287 3.3 narrows it: capital T, and a capital Z where there is no offset.
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_FRACTION = re.compile(r"\.\d+")
_RFC_822 = re.compile(
    r"(?:(?P<day>Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r" (?P<year>\d{4}|\d\d) \d\d:\d\d(?::\d\d)? (?:[+-]\d{4}|UT|GMT|EST|EDT|CST|CDT|MST|MDT|PST|PDT|Z)"
)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(?:\s*;.*)?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+(?: \(.+\))?")
# Each begins at a "<": most of a text has none, and is passed over at the speed of a search for one character.
_SCRIPT = re.compile(
    r"<(?:\s*(?:script|iframe|object|embed|form|meta|style)\b|[^<>]*?(?:\son[a-z]+\s*=|javascript:))", re.IGNORECASE
)
_RELATIVE_REFERENCE = re.compile(r"<(?:a|img)\b[^>]*?\s(?:href|src)\s*=\s*[\"'](?![a-z][a-z0-9+.-]*:|#|[\"'])", re.I)
# What the W3C validator calls "bad characters": signs of text that was decoded wrongly.
_GARBLED = re.compile("[\ufffd\x80-\x9f]")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def is_iri(text: str) -> bool:
    """Return whether `text` is an absolute IRI, with a host where its scheme wants one."""
    if not _IRI.fullmatch(text) or _BAD_PERCENT.search(text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.netloc) or parts.scheme.lower() not in {"http", "https", "ftp"}


def is_web_address(text: str) -> bool:
    """Return whether `text` is an absolute http or https address."""
    return is_iri(text) and text[:5].lower() in {"http:", "https"}


def is_reference(text: str) -> bool:
    """Return whether `text` is an IRI or a relative reference."""
    if _SCHEME.match(text):
        return is_iri(text)
    return bool(_RELATIVE.fullmatch(text)) and not _BAD_PERCENT.search(text)


def is_date_time(text: str) -> bool:
    """Return whether `text` is a date-time of RFC 3339 in the form RFC 4287 3.3 asks for."""
    return bool(_DATE_TIME.fullmatch(text)) and moment(text) is not None


def moment(text: str) -> datetime | None:
    """Return the time an RFC 3339 date-time names, to the second; None when there is none such."""
    try:
        return datetime.fromisoformat(_FRACTION.sub("", text))
    except ValueError:
        return None


def rfc_822_problem(text: str) -> str | None:
    """Return what is wrong with a date of RFC 822, None when nothing is."""
    match = _RFC_822.fullmatch(text)
    if not match:
        return "is no RFC 822 date such as Fri, 20 Nov 2026 12:00:00 GMT"
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return "names a day or time that does not exist"
    if match["day"] and match["day"] != _DAYS[date.weekday()]:
        return f"says {match['day']}, but that day is a {_DAYS[date.weekday()]}"
    return None if len(match["year"]) == 4 else "has a year of two digits"


def is_language(text: str) -> bool:
    """Return whether `text` has the form of a language tag (BCP 47)."""
    return bool(_LANGUAGE.fullmatch(text))


def is_media_type(text: str) -> bool:
    """Return whether `text` has the form of a media type."""
    return bool(_MEDIA_TYPE.fullmatch(text))


def is_email(text: str) -> bool:
    """Return whether `text` is an e-mail address, perhaps with a name in brackets."""
    return bool(_EMAIL.fullmatch(text))


def has_script(html: str) -> bool:
    """Return whether HTML holds what readers strip for safety."""
    return bool(_SCRIPT.search(html))


def has_relative_reference(html: str) -> bool:
    """Return whether HTML links to an address that means nothing away from its page."""
    return bool(_RELATIVE_REFERENCE.search(html))


def is_garbled(text: str) -> bool:
    """Return whether `text` holds U+FFFD or a C1 control, which no writer means."""
    return bool(_GARBLED.search(text))
