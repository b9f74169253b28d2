"""One connection of a client: HTTP/1.1, parsed by llhttp; the only door to httptools."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import unquote

import httptools
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from sindikasi.web import heads
from sindikasi.web.limits import LimitedConnection


class Connection(LimitedConnection):
    """Takes requests one after the other.

    The parser has no bound on what it keeps, and does not say where a request ended. So it gets one head at a time,
    of a length that was looked at, and no byte of the next one. Where the end cannot be known beforehand, behind a
    chunked body, the connection ends with the answer: whatever follows is read by nobody.
    """

    def __init__(self, config: Any, *arguments: Any, **keywords: Any) -> None:
        super().__init__(config, *arguments, **keywords)
        self._has_head = False
        """Whether the head of the request that has begun was read, and somebody answers it."""
        self._is_whole = True
        """Whether no more of a request that has begun is to come."""
        self._is_last = False
        """Whether the connection ends with this request."""
        self._left = 0
        """Bytes of the body to come; -1 when chunks say how many."""
        self._framing = 0
        """Bytes since the last piece of a chunked body: sizes, extensions, trailers."""

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
        if self._is_whole:
            self.cycle.more_body = False
            self.cycle.message_event.set()
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

    def _refuse_body(self, status: int) -> None:
        if self.cycle.response_started:
            self._break_off()
            return
        # Nobody will hear the other answer.
        self.cycle.disconnected = True
        self.cycle.message_event.set()
        self._refuse(status)
