"""A little web server that stands for subscribers and hubs, and tells what it was sent."""

from __future__ import annotations

import queue
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SECONDS = 20.0
"""How long to wait for what must come; a test that waits as long has failed."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request that came."""

    method: str
    path: str
    headers: Message
    body: bytes

    @property
    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}

    @property
    def form(self) -> dict[str, list[str]]:
        return parse_qs(self.body.decode())


@dataclass(frozen=True, kw_only=True)
class Reply:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def confirm(call: Call) -> Reply:
    """Answer as a subscriber does that wants everything."""
    return Reply(body=call.query["hub.challenge"].encode()) if "hub.challenge" in call.query else Reply()


class WebServer:
    """Answers with what `answer` says; `calls` has every request in the order in which they came."""

    def __init__(self, answer: Callable[[Call], Reply] = confirm, *, context: ssl.SSLContext | None = None) -> None:
        self.answer = answer
        self.calls: queue.Queue[Call] = queue.Queue()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def _serve(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                call = Call(method=self.command, path=self.path, headers=self.headers, body=self.rfile.read(length))
                reply = outer.answer(call)
                outer.calls.put(call)  # before whoever called goes on
                self.send_response(reply.status)
                for name, value in ({"Content-Length": str(len(reply.body))} | reply.headers).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)

            do_GET = do_POST = _serve

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: Any) -> None:
                """A client that hangs up is what some tests are about."""

        self._server = Server(("127.0.0.1", 0), Handler)
        if context is not None:
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    def call(self, method: str | None = None) -> Call:
        """Return the next request (of a method), waiting for it."""
        while True:
            call = self.calls.get(timeout=SECONDS)
            if method in (None, call.method):
                return call

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def a_free_port() -> int:
    """Return a port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
