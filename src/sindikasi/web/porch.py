"""What every request passes first: misleading targets, hosts and lengths are set right or refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

# RFC 3986 3.2.2 and 3.2.3: a name, an address, or an address in brackets; then a port.
_HOST = re.compile(rb"(?:[A-Za-z0-9._~!$&'()*+,;=%-]*|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?")
_ABSOLUTE = re.compile(rb"https?://([^/?#]*)(/[^#]*)?", re.IGNORECASE)
_ALLOW = (b"allow", b"GET, HEAD, OPTIONS")


_MOST_BYTES = 16 * 1024
_MOST_FIELDS = 100

_Refusal = tuple[int, bytes]


class Porch:
    """An ASGI application before others."""

    def __init__(self, inside: ASGIApp) -> None:
        self._inside = inside

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it (ASGI 3)."""
        if scope["type"] == "http":
            if not scope["path"].startswith("/"):
                scope = _in_origin_form(scope)
            if refusal := _refusal(scope):
                await _refuse(send, *refusal)
                return
        await self._inside(scope, receive, send)


def _in_origin_form(scope: Scope) -> Scope:
    """Return the request with the path alone for a target; the target's host is the host (RFC 9112 3.2.2)."""
    found = _ABSOLUTE.fullmatch(scope["raw_path"])
    if found is None:
        return scope
    raw_path = found[2] or b"/"
    others = [(name, value) for name, value in scope["headers"] if name != b"host"]
    return {
        **scope,
        "path": unquote(raw_path.decode("ascii")),
        "raw_path": raw_path,
        "headers": [(b"host", found[1]), *others],
    }


def _refusal(scope: Scope) -> _Refusal | None:
    """Return with which status and words a request is refused; None when it is not."""
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    names = {name for name, _ in headers}
    if scope["http_version"] not in {"1.0", "1.1"}:
        return 505, b"this is HTTP/1.1"
    # The server bounds what it waits for, not what comes in one piece.
    if len(scope["raw_path"]) + len(scope["query_string"]) > _MOST_BYTES:
        return 414, b"the target is too long"
    if len(headers) > _MOST_FIELDS or sum(len(name) + len(value) for name, value in headers) > _MOST_BYTES:
        return 431, b"too many header fields, or too long ones"
    if b"transfer-encoding" in names and b"content-length" in names:
        # RFC 9112 6.1: two lengths are how requests are smuggled past a proxy
        return 400, b"Content-Length beside Transfer-Encoding"
    if scope["path"] == "*" and scope["method"] == "OPTIONS":
        # RFC 9110 9.3.7: about the server as a whole
        return 204, b""
    if not scope["path"].startswith("/"):
        return 400, b"the target is no path"
    if not all(_HOST.fullmatch(value) for name, value in headers if name == b"host"):
        return 400, b"the host is no host"
    return None


async def _refuse(send: Send, status: int, text: bytes) -> None:
    if status == 204:
        headers = [_ALLOW]
    else:
        text += b"\n"
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", b"%d" % len(text)),
            (b"connection", b"close"),
        ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})
