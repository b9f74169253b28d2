"""An application on a port of its own, in a thread, for tests that speak to it on raw sockets."""

from __future__ import annotations

import socket
import threading
from contextlib import closing
from typing import Any

from sindikasi.web.limits import ConnectionLimits
from sindikasi.web.server import create_server
from tests.acceptance.service import within


class Serving:
    """A server that runs."""

    def __init__(self, application: Any, limits: ConnectionLimits, **fields: Any) -> None:
        listening = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.address = listening.getsockname()
        self.server = create_server(application, limits=limits, **fields)
        self._thread = threading.Thread(target=lambda: self.server.run(sockets=[listening]))
        self._thread.start()
        within(10, lambda: self.server.started)

    def connect(self) -> socket.socket:
        return socket.create_connection(self.address, timeout=10)

    def ask(self, request: bytes) -> bytes:
        """Send bytes and return all that comes until the server hangs up."""
        with closing(self.connect()) as client:
            client.sendall(request)
            return rest_of(client)

    def open_connections(self) -> int:
        return len(self.server.server_state.connections)

    def stop(self) -> None:
        self.server.should_exit = True
        self._thread.join(10)


def rest_of(client: socket.socket) -> bytes:
    received = b""
    while True:
        try:
            more = client.recv(65536)
        except ConnectionResetError:
            return received
        if not more:
            return received
        received += more


def statuses(answers: bytes) -> list[int]:
    return [int(part[:3]) for part in answers.split(b"HTTP/1.1 ")[1:]]
