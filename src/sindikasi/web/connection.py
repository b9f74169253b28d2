"""One connection of a client: HTTP/1.1 by llhttp, with limits on what the client may cost."""

from __future__ import annotations

import asyncio
import logging
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from sindikasi.web import heads

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


class Connection(HttpToolsProtocol):
    """What uvicorn's protocol leaves open is closed here.

    uvicorn takes heads of any length, waits for ever for the rest of a request and for a reader to take its answer,
    keeps any number of idle connections, and answers whatever is malformed with 400 and a line in the log.

    The parser gets one head at a time, and no byte of the next one: where a request ends is known before the next is
    looked at. Where that cannot be known, after a chunked body, the connection ends with the answer.
    """

    def __init__(self, config: Any, *arguments: Any, **keywords: Any) -> None:
        super().__init__(config, *arguments, **keywords)
        self.logger = logging.getLogger(LOGGER)
        self._limits: ConnectionLimits = config.limits
        self._ahead = b""
        """What has come of the next request."""
        self._has_head = False
        """Whether the head of the request that has begun was read, and somebody answers it."""
        self._is_whole = True
        """Whether no more of a request that has begun is to come."""
        self._left = 0
        """Bytes of the body to come; -1 when chunks say how many."""
        self._framing = 0
        """Bytes since the last piece of a chunked body: sizes, extensions, trailers."""
        self._is_last = False
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
        idle = [each for each in self.connections if isinstance(each, Connection) and each.is_idle and each is not self]
        if idle:
            longest = min(idle, key=lambda each: each.idle_since)
            self.connections.discard(longest)  # the loop tells it later, after it has let in more
            longest.transport.abort()
        else:
            self._refuse(503)

    # --- what the client sends

    def data_received(self, data: bytes) -> None:
        """Take bytes and set the clock for those that have to follow."""
        if self._is_refused or self.transport.is_closing():
            return
        if not self._is_whole:
            if self._waits_for == "body":
                self._deadline += len(data) / self._limits.body_rate
            data = self._take_body(data)
        self._ahead += data
        self._go_on()

    def _go_on(self) -> None:
        """Begin with the next request when it has come and is due."""
        if self._is_last and self._is_whole:
            self._ahead = b""
            if self.is_idle:
                self.transport.close()
        elif self._ahead and self._is_whole:
            if self.is_idle:
                self._take_head()
            else:
                self.flow.pause_reading()
        if not self._is_refused:
            self._look_what_is_due()

    def _take_head(self) -> None:
        # RFC 9112 2.2: empty lines before a request are skipped.
        received = self._ahead.lstrip(b"\r\n")
        most = self._limits.head_bytes
        end = received.find(heads.END, 0, most)
        if end < 0:
            self._ahead = received
            if status := heads.refusal_of_part(received, most):
                self._refuse(status)
            return
        end += len(heads.END)
        self._ahead = received[end:]
        status = self._read_head(received[:end])
        if status is not None:
            self._refuse(status)
            return
        self._start()
        if self._ahead and not self._is_whole:
            self._ahead = self._take_body(self._ahead)

    def _read_head(self, head: bytes) -> int | None:
        """Have a head parsed; return the status when it is refused."""
        if status := heads.refusal_of_line(head):
            return status
        self.url, self.headers, self.expect_100_continue = b"", [], False
        self._left, self._framing, self._is_whole, self._has_head = 0, 0, False, False
        try:
            self.parser.feed_data(heads.without_upgrade(head))
        except httptools.HttpParserInvalidMethodError:
            return 501
        except httptools.HttpParserUpgrade:
            return 400  # CONNECT: this is no proxy
        except httptools.HttpParserError:
            # llhttp does not tell a coding nobody knows from a field that is none.
            return heads.refusal_of_fields(self.parser.get_http_version(), self.headers) or 400
        return heads.refusal_of_fields(self.parser.get_http_version(), self.headers)

    def _start(self) -> None:
        """Have the request answered whose head was read."""
        version = self.parser.get_http_version()
        raw_path, _, query_string = self.url.partition(b"?")
        path = raw_path.decode("ascii")
        self.scope = {
            "type": "http",
            "asgi": {"version": self.config.asgi_version, "spec_version": "2.3"},
            "http_version": version,
            "server": self.server,
            "client": self.client,
            "scheme": self.scheme,  # type: ignore[typeddict-item]
            "method": self.parser.get_method().decode("ascii"),
            "root_path": "",
            "path": unquote(path) if "%" in path else path,
            "raw_path": raw_path,
            "query_string": query_string,
            "headers": self.headers,
            "state": self.app_state.copy(),
        }
        self.cycle = RequestResponseCycle(
            scope=self.scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=False,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=self.expect_100_continue and version != "1.0",
            keep_alive=version != "1.0" and self.parser.should_keep_alive(),
            on_response=self.on_response_complete,
        )
        self.cycle.more_body = not self._is_whole
        self._is_last = not self.cycle.keep_alive
        self._has_head = True
        task = self.loop.create_task(self.cycle.run_asgi(self.app))
        task.add_done_callback(self.tasks.discard)
        self.tasks.add(task)

    def _take_body(self, received: bytes) -> bytes:
        """Have a body parsed; return what does not belong to it."""
        piece = received if self._left < 0 else received[: self._left]
        self._framing += len(piece)
        try:
            self.parser.feed_data(piece)
        except httptools.HttpParserError:
            if not self._is_whole:
                self._refuse_body(400)
                return b""
        if self._left < 0:
            # Sizes that say nothing and trailers that never end.
            if self._framing > self._limits.head_bytes:
                self._refuse_body(400)
            return b""
        self._left -= len(piece)
        return received[len(piece) :]

    # --- what the parser says

    def on_message_begin(self) -> None:
        """Stop the parser behind a chunked body: it does not say where in the bytes the next request begins."""
        if self._is_last:
            raise httptools.HttpParserError("a request behind the last")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header field; trailers, which nobody asks for, are dropped."""
        if self._has_head:
            return
        name, value = name.lower(), value.rstrip(b" \t")
        self.headers.append((name, value))
        if name == b"content-length":
            self._left = int(value)
        elif name == b"transfer-encoding":
            self._left = -1
        elif name == b"expect":
            self.expect_100_continue = value.lower() == b"100-continue"

    def on_headers_complete(self) -> None:
        """Wait for what the parser says to the whole head."""

    def on_body(self, body: bytes) -> None:
        """Keep a piece of a body for whoever answers."""
        self._framing = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Know that a request has come to its end."""
        self._is_whole = True
        if self._left < 0:
            self._is_last = True
        if self._has_head:
            self.cycle.keep_alive = self.cycle.keep_alive and not self._is_last
            super().on_message_complete()

    def on_response_complete(self) -> None:
        """Go on to the next request; the rest of a body nobody asked for has to come at once."""
        self.server_state.total_requests += 1
        self.idle_since = self.loop.time()
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if not self._is_whole:
            self._expect("rest", self._limits.unread_seconds)
        self._go_on()

    def _look_what_is_due(self) -> None:
        if not self._is_whole:
            if self._waits_for != "rest":
                self._expect("body", self._limits.body_seconds)
        elif not self.is_idle:
            self._waits_for = ""
        elif self._ahead or self.cycle is None:
            self._expect("head", self._limits.head_seconds)
        else:
            self._expect("next", self._limits.idle_seconds)

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

    def _refuse_body(self, status: int) -> None:
        if self.cycle.response_started:
            self._break_off()
            return
        # Nobody will hear the other answer.
        self.cycle.disconnected = True
        self.cycle.message_event.set()
        self._refuse(status)

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
