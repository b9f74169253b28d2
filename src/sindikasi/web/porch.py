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


class Porch:
    """An ASGI application before others."""

    def __init__(self, inside: ASGIApp) -> None:
        self._inside = inside

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it (ASGI 3)."""
        if scope["type"] == "http":
            if scope["path"] == "*":
                # RFC 9110 9.3.7: about the server as a whole
                await _refuse(send, 204, b"", [_ALLOW])
                return
            if not scope["path"].startswith("/"):
                scope = _in_origin_form(scope)
            if problem := _problem(scope):
                await _refuse(send, 400, problem, [(b"connection", b"close")])
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


def _problem(scope: Scope) -> bytes:
    """Return why a request is refused; empty when it is not."""
    names = {name for name, _ in scope["headers"]}
    if b"transfer-encoding" in names and b"content-length" in names:
        # RFC 9112 6.1: two lengths are how requests are smuggled past a proxy
        return b"Content-Length beside Transfer-Encoding"
    if not scope["path"].startswith("/"):
        return b"the target is no path"
    if not all(_HOST.fullmatch(value) for name, value in scope["headers"] if name == b"host"):
        return b"the host is no host"
    return b""


async def _refuse(send: Send, status: int, text: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    kind = (
        [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % (len(text) + 1))] if text else []
    )
    await send({"type": "http.response.start", "status": status, "headers": kind + headers})
    await send({"type": "http.response.body", "body": text + b"\n" if text else b""})
