"""A synchronous HTTP client that calls an ASGI application without a network."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx


class _AppTransport(httpx.BaseTransport):
    def __init__(self, app: Any) -> None:
        self._app = app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return asyncio.run(self._call(request))

    async def _call(self, request: httpx.Request) -> httpx.Response:
        answer = await httpx.ASGITransport(self._app).handle_async_request(request)
        content = b"".join([chunk async for chunk in answer.stream])  # type: ignore[union-attr]
        return httpx.Response(answer.status_code, headers=answer.headers.raw, stream=httpx.ByteStream(content))


def client_of(app: Any) -> httpx.Client:
    """Return a client at 127.0.0.1:8080 that follows no redirects and asks for nothing compressed."""
    return httpx.Client(
        transport=_AppTransport(app),
        base_url="http://127.0.0.1:8080",
        headers={"accept-encoding": "identity"},
    )
