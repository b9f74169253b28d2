"""The rules of WebSub (W3C Recommendation of 23 January 2018): what is asked of a hub, and what it sends."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

from sindikasi.core.callbacks import CallbackError, parse_callback

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sindikasi.model import Topic

DEFAULT_LEASE, SHORTEST_LEASE, LONGEST_LEASE = 10 * 86400, 3600, 30 * 86400
"""Seconds. "Hubs MUST NOT issue perpetual lease durations" (5.3.1)."""
LONGEST_SECRET = 199
"""Bytes (5.1)."""
MOST_FIELDS = 50
HUB_PATH = "/hub"
"""Where our own hub stands, below the address of the site."""
_MODES = ("subscribe", "unsubscribe")
_ENCODED = re.compile("%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PAUSES = (10, 30, 120, 600, 1800, 3600)

Mode = Literal["subscribe", "unsubscribe", "denied"]


class RequestError(ValueError):
    """A request to the hub is wrong; the message is for the developer of the subscriber."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What somebody asked of the hub in a subscriber's name, to be verified there; or a denial to be told there."""

    callback: str
    host: str
    feed: str
    """Name of a published file: `konflik.atom`."""
    mode: Mode
    lease_seconds: int = DEFAULT_LEASE
    secret: str | None = None
    denial: str | None = None
    """Why, where it is denied."""
    tries: int = 0
    serial: int = 0
    """Given by the store; a later request for the same callback and feed has a higher one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A feed that is to be sent to a subscriber."""

    subscription: int
    callback: str
    host: str
    feed: str
    secret: str | None
    version: int
    """Which change of the feed is told."""
    tries: int
    """How often this change was tried."""
    failures: int
    """How often the subscriber failed in a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """A change of a feed that an outside hub is to be told of."""

    hub: str
    feed: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What the store knows of a subscriber."""

    callback: str
    feed: str
    until: datetime
    is_signed: bool
    failures: int
    due: datetime | None
    """When the feed is sent next; None when the subscriber has the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How many subscriptions stand, and how much is still to be sent."""

    subscriptions: int
    intents: int
    deliveries: int
    pings: int


def announced_topics(topics: Iterable[Topic]) -> frozenset[str]:
    """Return the slugs of the topics whose feeds may be told to hubs: all but the private ones."""
    return frozenset(topic.slug for topic in topics if not topic.is_private)


def read_request(form: str, addresses: Mapping[str, str], *, allows_private: bool, default_lease: int) -> Intent:
    """Return what a form (application/x-www-form-urlencoded) asks of the hub; raises RequestError.

    `addresses` as of `feed_addresses`. What a hub need not understand is ignored (5.1).
    """
    try:
        pairs = parse_qsl(form, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise RequestError(f"the form cannot be read: {error}") from error
    fields: dict[str, str] = {}
    for name, value in pairs:
        fields.setdefault(name, value)
    mode = fields.get("hub.mode")
    if mode not in _MODES:
        raise RequestError("hub.mode: must be subscribe or unsubscribe")
    feed = addresses.get(_normal(fields.get("hub.topic", "")))
    if feed is None:
        raise RequestError("hub.topic: is no feed of this site; give the address in the feed's link rel=self")
    callback = fields.get("hub.callback", "")
    try:
        target = parse_callback(callback, allows_private=allows_private)
    except CallbackError as error:
        raise RequestError(f"hub.callback: {error}") from error
    return Intent(
        callback=callback,
        host=target.host,
        feed=feed,
        mode="subscribe" if mode == "subscribe" else "unsubscribe",
        lease_seconds=_lease(fields.get("hub.lease_seconds") if mode == "subscribe" else None, default_lease),
        secret=_secret(fields.get("hub.secret")),
    )


def feed_addresses(feeds_url: str, names: Iterable[str]) -> dict[str, str]:
    """Return address -> name of published files, the addresses in the one spelling that others are compared in."""
    return {_normal(f"{feeds_url}/{name}"): name for name in names}


def callback_query(callback: str, fields: Mapping[str, str]) -> str:
    """Return a callback with fields behind those it has, which stay as they are (5.1.1)."""
    return f"{callback}{'&' if '?' in callback else '?'}{urlencode(fields)}"


def verification(intent: Intent, topic: str, challenge: str) -> str:
    """Return the address that asks a subscriber whether it wants this, or tells it that it is denied (5.2, 5.3)."""
    fields = {"hub.mode": intent.mode, "hub.topic": topic}
    if intent.mode == "denied":
        return callback_query(intent.callback, fields | ({"hub.reason": intent.denial} if intent.denial else {}))
    fields["hub.challenge"] = challenge
    if intent.mode == "subscribe":
        fields["hub.lease_seconds"] = str(intent.lease_seconds)
    return callback_query(intent.callback, fields)


def is_verified(status: int, body: bytes, challenge: str) -> bool:
    """Return whether a subscriber's answer says yes: a 2xx with nothing but the challenge (5.3.1)."""
    return 200 <= status < 300 and hmac.compare_digest(body, challenge.encode())


def signature(secret: str, content: bytes) -> str:
    """Return the value of `X-Hub-Signature` (7.1)."""
    return f"sha256={hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()}"


def link_header(hubs: Sequence[str], own: str) -> str:
    """Return the value of `Link` that names the hubs of a feed and its address (4; RFC 8288)."""
    return ", ".join([*(f'<{hub}>; rel="hub"' for hub in hubs), f'<{own}>; rel="self"'])


def ping_form(topic: str) -> bytes:
    """Return the form that tells a hub of a change: WebSub leaves it open (6), and older hubs know `hub.url`."""
    return urlencode({"hub.mode": "publish", "hub.topic": topic, "hub.url": topic}).encode()


def pause(failures: int) -> int:
    """Return how many seconds to wait after so many failures in a row, at least one."""
    return _PAUSES[min(failures, len(_PAUSES)) - 1]


def _lease(asked: str | None, default: int) -> int:
    """Return the seconds a subscription stands: those asked for, within bounds."""
    if not asked:
        return default
    if not (asked.isascii() and asked.isdigit()) or not asked.strip("0"):
        raise RequestError("hub.lease_seconds: must be a positive whole number of seconds")
    return LONGEST_LEASE if len(asked) > 10 else min(max(int(asked), SHORTEST_LEASE), LONGEST_LEASE)


def _secret(asked: str | None) -> str | None:
    if asked and len(asked.encode()) > LONGEST_SECRET:
        raise RequestError(f"hub.secret: is longer than {LONGEST_SECRET} bytes")
    return asked or None


def _normal(url: str) -> str:
    """Return an address in the one spelling of those that mean the same (RFC 3986 6.2.2 and 6.2.3)."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    host = (parts.hostname or "").lower()
    if port is not None and port != {"http": 80, "https": 443}.get(parts.scheme):
        host = f"{host}:{port}"
    path = _ENCODED.sub(_decoded, parts.path or "/")
    userinfo = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    rest = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{userinfo}{host}{path}{rest}" + (f"#{parts.fragment}" if parts.fragment else "")


def _decoded(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()
