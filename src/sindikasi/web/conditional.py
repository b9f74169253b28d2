"""The rules of conditional requests and negotiation (RFC 9110), as pure functions over header values."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

Encoding = Literal["zstd", "gzip", "identity"]
Verdict = Literal["send", "not-modified", "failed"]
ENCODINGS: tuple[Encoding, ...] = ("zstd", "gzip", "identity")
"""What can be sent, the best first: where a client likes several the same."""
ALIASES: dict[str, Encoding] = {"x-gzip": "gzip"}
"""RFC 9110 8.4.1.3."""

_LONG_HEADER = 200
# ISO 639: `in` is what Indonesian was called until 1989, and by some browsers still.
_NEAREST = {"ms": "id", "in": "id"}
_ENTITY_TAG = re.compile(r'(?:W/)?("[^"]*")')
_MARKED_TAG = re.compile(r'(W/)?("[^"]*")')
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


@lru_cache(maxsize=1024)
def http_date(moment: datetime) -> str:
    """Return `moment` as a header says it, in whole seconds."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def parse_http_date(text: str) -> datetime | None:
    """Return the time of any of the three date forms; None when it is none of them."""
    for form in _DATES:
        if match := form.fullmatch(text.strip()):
            return _to_datetime(**match.groupdict())
    return None


def read_headers(raw: Iterable[tuple[bytes, bytes]], wanted: Collection[bytes]) -> dict[str, str]:
    """Return the wanted header fields of a request by their lower-case names.

    Lines of one name are one list (RFC 9110 5.2).
    """
    found: dict[str, str] = {}
    for name, value in raw:
        if name in wanted:
            key, text = name.decode("ascii"), value.decode("latin-1")
            found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def entity_tags(header: str) -> list[str]:
    """Return the tags of a list, without the mark of weak ones: what is compared is compared weakly."""
    return _ENTITY_TAG.findall(header)


def judge(tag: str, modified: datetime | None, asked: Mapping[str, str]) -> Verdict:
    """Return whether a GET or HEAD is answered in full, with 304 or with 412 (RFC 9110 13.2.2).

    `asked` has the request's fields by lower-case names. Tags decide before dates; for If-None-Match they are
    compared weakly, for If-Match strongly. A date that cannot be read counts as not sent.
    """
    if_match, if_none_match = asked.get("if-match"), asked.get("if-none-match")
    if if_match is not None:
        if if_match.strip() != "*" and tag not in _strong_tags(if_match):
            return "failed"
    elif _is_later(modified, asked.get("if-unmodified-since")):
        return "failed"
    if if_none_match is not None:
        return "not-modified" if if_none_match.strip() == "*" or tag in entity_tags(if_none_match) else "send"
    return "not-modified" if _is_later(modified, asked.get("if-modified-since")) is False else "send"


def choose_encoding(accept_encoding: str | None, offered: Collection[Encoding] = ENCODINGS) -> Encoding:
    """Return the encoding of those offered that the client likes best; identity when it takes none of them."""
    header = accept_encoding or ""
    # Clients send a handful of values, all of them short.
    choose = _choose if len(header) <= _LONG_HEADER else _choose.__wrapped__
    return choose(header, tuple(offered))


@lru_cache(maxsize=256)
def _choose(header: str, offered: tuple[Encoding, ...]) -> Encoding:
    qualities = _qualities(header)
    anything = qualities.get("*", 0.0)
    # Identity needs no mention to be acceptable, but whoever lists only gzip likes gzip better.
    liked: dict[Encoding, float] = {"identity": qualities.get("identity", 0.0)}
    for encoding in ENCODINGS[:-1]:
        if encoding in offered:
            liked[encoding] = max(qualities.get(encoding, anything), _alias_quality(encoding, qualities))
    best = max(liked.values())
    return next((each for each in ENCODINGS if liked.get(each, 0.0) == best > 0), "identity")


def choose_language(accept_language: str | None, offered: Collection[str], default: str) -> str:
    """Return which of the languages offered a reader likes best (RFC 9110 12.5.4); the default when none is named.

    Compared are primary subtags: `en-GB` is answered in `en`. Malay is answered in Indonesian: its readers understand
    that better than English. Of languages liked the same the one named first is taken.
    """
    liked: dict[str, float] = {}
    for tag, quality in _qualities(accept_language or "").items():
        primary = tag.split("-", maxsplit=1)[0]
        language = _NEAREST.get(primary, primary)
        if language in offered:
            liked[language] = max(quality, liked.get(language, 0.0))
    best = max(liked, key=lambda each: liked[each], default=None)
    return best if best is not None and liked[best] > 0 else default


def wants_delta(a_im: str | None) -> bool:
    """Return whether a client takes a feed with only the entries it lacks (RFC 3229 10.5.3, manipulation "feed")."""
    return _qualities(a_im or "").get("feed", 0.0) > 0


def wants_page(accept: str | None, fetch_destination: str | None) -> bool:
    """Return whether a feed's address was opened in a browser, to be answered with the feed's page.

    A browser says `Sec-Fetch-Dest: document`; an older one asks for text/html first and for no type of feed.
    Feed readers list text/html too, some of them unweighted: a type of feed beside it decides against it.
    """
    if fetch_destination:
        return fetch_destination.strip().lower() == "document"
    types = [part.split(";", maxsplit=1)[0].strip().lower() for part in (accept or "").split(",")]
    return types[0] == "text/html" and not any(kind in _FEED_TYPES for kind in types)


def _strong_tags(header: str) -> list[str]:
    return [tag for mark, tag in _MARKED_TAG.findall(header) if not mark]


def _is_later(modified: datetime | None, header: str | None) -> bool | None:
    """Return whether a change is later than a header says; None when either is not known."""
    said = parse_http_date(header) if header is not None else None
    return None if said is None or modified is None else modified.replace(microsecond=0) > said


def _alias_quality(encoding: Encoding, qualities: Mapping[str, float]) -> float:
    return max((qualities.get(alias, 0.0) for alias, meant in ALIASES.items() if meant == encoding), default=0.0)


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
