"""What a client may cost: how many connect, how long they may take, and how they are told."""

from __future__ import annotations

import logging
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    import asyncio

LOGGER = "sindikasi.http"
_REASONS = {400: "Bad Request", 408: "Request Timeout", 414: "URI Too Long", 431: "Request Header Fields Too Large"}
_REASONS |= {501: "Not Implemented", 503: "Service Unavailable", 505: "HTTP Version Not Supported"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionLimits:
    """What clients may cost."""

    connections: int
    """Open at once; past that the one idle the longest gives way."""
    head_bytes: int = 16 * 1024
    """Request line and header fields together; also what may stand between two pieces of a body."""
    head_seconds: float = 10.0
    """From the first byte of a request, or from connecting, to the end of its header."""
    body_seconds: float = 10.0
    """For the body of a request, and for each `body_rate` bytes of it a second more."""
    body_rate: int = 10_000
    idle_seconds: float = 15.0
    """Between two requests of a connection."""
    unread_seconds: float = 2.0
    """For what remains of a body nobody asked for, once the answer is sent."""
    stall_seconds: float = 15.0
    """A client has to take `stall_rate` bytes a second of its answer, looked at so often."""
    stall_rate: int = 1_000


class LimitedConnection(HttpToolsProtocol):
    """What uvicorn leaves open is closed here.

    uvicorn waits for ever for the rest of a request and for a reader to take its answer, keeps any number of idle
    connections, and answers whatever is malformed with 400 and a line in the log.
    """

    def __init__(self, config: Any, *arguments: Any, **keywords: Any) -> None:
        super().__init__(config, *arguments, **keywords)
        self.logger = logging.getLogger(LOGGER)
        self._limits: ConnectionLimits = config.limits
        self._ahead = b""
        """What has come of the next request."""
        self._is_refused = False
        self._waits_for = ""
        self._deadline = 0.0
        self.idle_since = 0.0
        self._read_timer: asyncio.TimerHandle | None = None
        self._write_timer: asyncio.TimerHandle | None = None
        self._unsent = 0

    # --- the life of a connection

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, in place of the one idle the longest when there are too many."""
        super().connection_made(transport)
        # asyncio does so only where the listening socket names its protocol. Without it an answer in two writes waits
        # for the client's delayed acknowledgement, 40 ms.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # Whatever the system does not take at once counts as not read.
        transport.set_write_buffer_limits(high=0)
        self.idle_since = self.loop.time()
        self._expect("head", self._limits.head_seconds)
        if len(self.connections) > self._limits.connections:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection and its clocks."""
        for timer in (self._read_timer, self._write_timer):
            if timer is not None:
                timer.cancel()
        self._waits_for, self._ahead = "", b""
        super().connection_lost(exc)

    @property
    def is_idle(self) -> bool:
        """Whether no request is being answered."""
        return self.cycle is None or self.cycle.response_complete

    def _make_room(self) -> None:
        idle = [
            each
            for each in self.connections
            if isinstance(each, LimitedConnection) and each.is_idle and each is not self
        ]
        if idle:
            longest = min(idle, key=lambda each: each.idle_since)
            self.connections.discard(longest)  # the loop tells it later, after it has let in more
            longest.transport.abort()
        else:
            self._refuse(503)

    # --- clocks

    def _expect(self, what: str, seconds: float) -> None:
        """Set the clock, unless it runs for the same already."""
        if self._waits_for == what:
            return
        self._waits_for, self._deadline = what, self.loop.time() + seconds
        if self._read_timer is None or self._read_timer.when() > self._deadline:
            if self._read_timer is not None:
                self._read_timer.cancel()
            self._read_timer = self.loop.call_at(self._deadline, self._on_time)

    def _on_time(self) -> None:
        self._read_timer = None
        if not self._waits_for or self.transport.is_closing():
            return
        if self.loop.time() < self._deadline:
            self._read_timer = self.loop.call_at(self._deadline, self._on_time)
        elif self._waits_for == "head" and self._ahead and self.is_idle:
            self._refuse(408)
        elif self._waits_for in {"head", "next"}:
            self.transport.close()
        else:
            self._break_off()

    # --- what is refused

    def _refuse(self, status: int) -> None:
        """Answer and hang up; what still comes is dropped for a while, for else the system would drop the answer."""
        self._is_refused = True
        self._ahead = b""
        text = _REASONS[status]
        self.transport.write(
            f"HTTP/1.1 {status} {text}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n"
            f"Content-Length: {len(text) + 1}\r\n\r\n{text}\n".encode("ascii")
        )
        self.transport.write_eof()
        self._waits_for = ""
        self._expect("rest", self._limits.unread_seconds)

    def _break_off(self) -> None:
        if self.cycle is not None:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.abort()

    # --- what the client reads

    def pause_writing(self) -> None:
        """Wait for the client to read on, and look whether it does."""
        super().pause_writing()
        self._unsent = self.transport.get_write_buffer_size()
        self._write_timer = self.loop.call_later(self._limits.stall_seconds, self._look_whether_it_reads)

    def resume_writing(self) -> None:
        """Go on; the client has read everything."""
        super().resume_writing()
        if self._write_timer is not None:
            self._write_timer.cancel()
            self._write_timer = None

    def _look_whether_it_reads(self) -> None:
        left = self.transport.get_write_buffer_size()
        if self._unsent - left < self._limits.stall_rate * self._limits.stall_seconds:
            self._break_off()
            return
        self._unsent = left
        self._write_timer = self.loop.call_later(self._limits.stall_seconds, self._look_whether_it_reads)
