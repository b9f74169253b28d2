"""The hub's address: what subscribers ask of it is looked at, written down, and verified later."""

from __future__ import annotations

import asyncio
import math
import time
from dataclasses import dataclass, field
from ipaddress import ip_address
from threading import Lock
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from sindikasi.core.buckets import Buckets
from sindikasi.core.callbacks import neighbourhood
from sindikasi.core.websub import HUB_PATH, RequestError, read_request
from sindikasi.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request

    from sindikasi.core.websub import Intent
    from sindikasi.ports import Announcements

MOST_BYTES = 16_384
"""A callback and a topic of the greatest length, percent-encoded, and room to spare."""
BODY_SECONDS = 10.0
FORM = "application/x-www-form-urlencoded"
BURST, A_SECOND = 60, 1.0
"""What one address may ask, and what may be asked of one host of subscribers: a reader with all the feeds of a site
asks once for each."""

_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """Takes subscriptions (WebSub 5.1)."""

    announcements: Announcements
    addresses: Mapping[str, str]
    """As of `feed_addresses`."""
    default_lease: int
    """Seconds."""
    allows_private: bool
    on_ask: Callable[[], None]
    """Called when something waits to be verified."""
    _buckets: Buckets = field(default_factory=lambda: Buckets(burst=BURST, a_second=A_SECOND))
    _lock: Lock = field(default_factory=Lock)

    def routes(self) -> list[Route]:
        return [Route(HUB_PATH, self.ask, methods=["POST"])]

    async def ask(self, request: Request) -> Response:
        """Answer 202 when the request can be read; whether it is meant is asked afterwards (5.1.2)."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != FORM:
            return _refusal(415, f"send the request as {FORM}")
        wait = self._wait_of(f"from {_sender(request)}")
        if wait:
            return _too_often(wait)
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _body(request)
        except TimeoutError:
            return _refusal(408, f"the request did not come within {BODY_SECONDS:.0f} seconds")
        if body is None:
            return _refusal(413, f"the request is longer than {MOST_BYTES} bytes")
        try:
            intent = read_request(
                body.decode(),
                self.addresses,
                allows_private=self.allows_private,
                default_lease=self.default_lease,
            )
        except (RequestError, UnicodeDecodeError) as error:
            return _refusal(400, str(error))
        wait = self._wait_of(f"to {intent.host}")
        if wait:
            return _too_often(wait)
        return await run_in_threadpool(self._accept, intent)

    def _accept(self, intent: Intent) -> Response:
        try:
            is_taken = self.announcements.ask(intent)
        except StorageError:
            return _refusal(503, "the hub cannot write it down now; try again", **{"Retry-After": "5"})
        if not is_taken:
            return _refusal(503, "too many requests wait to be verified; try again", **{"Retry-After": "60"})
        self.on_ask()
        return PlainTextResponse("accepted; it is verified at the callback\n", status_code=202, headers=_HEADERS)

    def _wait_of(self, key: str) -> float:
        """Return how many seconds to wait before asking again; 0 where it may be asked now."""
        with self._lock:
            return 0.0 if self._buckets.take(key, time.monotonic()) else self._buckets.wait(key)


def _sender(request: Request) -> str:
    """Return whom a request is counted for."""
    host = request.client.host if request.client else ""
    try:
        return neighbourhood(ip_address(host))
    except ValueError:
        return host


async def _body(request: Request) -> bytes | None:
    """Return the body; None where it is too long, without reading on."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def _too_often(seconds: float) -> Response:
    return _refusal(429, "too many requests; try again later", **{"Retry-After": str(math.ceil(seconds))})


def _refusal(status: int, reason: str, **headers: str) -> Response:
    """Return an error as WebSub 5.1.2 wants it: plain text for the developer of the subscriber."""
    return PlainTextResponse(f"{reason}\n", status_code=status, headers={**_HEADERS, **headers})
