"""The rules of conditional requests and negotiation (RFC 9110), as pure functions over header values."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Literal

Encoding = Literal["gzip", "identity"]

_ENTITY_TAG = re.compile(r'(?:W/)?("[^"]*")')
_QUALITY = re.compile(r"q\s*=\s*([01](?:\.\d{0,3})?)", re.IGNORECASE)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
# RFC 9110 5.6.7: the form to send, and the two to understand. Day names say nothing more.
_DATE_FORMS = (
    r"\w{3}, (?P<day>\d\d) (?P<month>\w{3}) (?P<year>\d{4}) (?P<time>\d\d:\d\d:\d\d) GMT",
    r"\w{6,9}, (?P<day>\d\d)-(?P<month>\w{3})-(?P<year>\d\d) (?P<time>\d\d:\d\d:\d\d) GMT",
    r"\w{3} (?P<month>\w{3}) (?P<day>[ \d]\d) (?P<time>\d\d:\d\d:\d\d) (?P<year>\d{4})",
)
_DATES = tuple(re.compile(form, re.IGNORECASE) for form in _DATE_FORMS)

# Not application/xml: browsers list it.
_FEED_TYPES = frozenset(("application/atom+xml", "application/rss+xml", "application/rdf+xml", "application/feed+json"))


def entity_tag(content: bytes, encoding: Encoding = "identity") -> str:
    """Return the strong ETag of `content` (before encoding); each encoding has its own (RFC 9110 8.8.3)."""
    digest = hashlib.sha256(content).hexdigest()[:32]
    return f'"{digest}"' if encoding == "identity" else f'"{digest}-{encoding}"'


def http_date(moment: datetime) -> str:
    """Return `moment` as a header says it, in whole seconds."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def parse_http_date(text: str) -> datetime | None:
    """Return the time of any of the three date forms; None when it is none of them."""
    for form in _DATES:
        if match := form.fullmatch(text.strip()):
            return _to_datetime(**match.groupdict())
    return None


def is_not_modified(
    tag: str, modified: datetime | None, *, if_none_match: str | None, if_modified_since: str | None
) -> bool:
    """Return whether a GET or HEAD is answered 304: by the tags when they are sent, else by the date.

    Tags are compared weakly, as RFC 9110 13.1.2 asks. A date that cannot be read counts as not sent.
    """
    if if_none_match is not None:
        return if_none_match.strip() == "*" or tag in _ENTITY_TAG.findall(if_none_match)
    if if_modified_since is None or modified is None:
        return False
    since = parse_http_date(if_modified_since)
    return since is not None and modified.replace(microsecond=0) <= since


def choose_encoding(accept_encoding: str | None) -> Encoding:
    """Return the encoding the client likes best, gzip on a draw; identity when it takes neither."""
    qualities = _qualities(accept_encoding or "")
    anything = qualities.get("*", 0.0)
    gzip = max(qualities.get("gzip", anything), qualities.get("x-gzip", 0.0))
    # Identity needs no mention to be acceptable, but whoever lists only gzip likes gzip better.
    identity = qualities.get("identity", 0.0)
    return "gzip" if gzip > 0 and gzip >= identity else "identity"


def wants_page(accept: str | None, fetch_destination: str | None) -> bool:
    """Return whether a feed's address was opened in a browser, to be answered with the feed's page.

    A browser says `Sec-Fetch-Dest: document`; an older one asks for text/html first and for no type of feed.
    Feed readers list text/html too, some of them unweighted: a type of feed beside it decides against it.
    """
    if fetch_destination:
        return fetch_destination.strip().lower() == "document"
    types = [part.split(";", maxsplit=1)[0].strip().lower() for part in (accept or "").split(",")]
    return types[0] == "text/html" and not any(kind in _FEED_TYPES for kind in types)


def _to_datetime(*, day: str, month: str, year: str, time: str) -> datetime | None:
    number = int(year)
    if len(year) == 2:
        # RFC 9110 5.6.7 has years over fifty years ahead mean the past; before 1970 nothing was served.
        number += 1900 if number >= 70 else 2000
    try:
        hour, minute, second = (int(part) for part in time.split(":"))
        # A leap second, which the grammar allows, is taken for the one before it.
        second = 59 if second == 60 else second
        return datetime(number, _MONTHS[month.lower()], int(day), hour, minute, second, tzinfo=UTC)
    except (ValueError, KeyError):
        return None


def _qualities(header: str) -> dict[str, float]:
    qualities = {}
    for part in header.split(","):
        name, _, parameters = part.partition(";")
        quality = _QUALITY.search(parameters)
        if name.strip():
            qualities[name.strip().lower()] = float(quality.group(1)) if quality else 1.0
    return qualities
