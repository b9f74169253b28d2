"""The HTTP server: uvicorn with limits on what a connection may cost; the only door to uvicorn."""

from __future__ import annotations

import logging
import resource
import socket
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Sequence

    from starlette.types import ASGIApp

_REASONS = {400: "Bad Request", 408: "Request Timeout", 414: "URI Too Long", 431: "Request Header Fields Too Large"}
_REASONS |= {501: "Not Implemented", 503: "Service Unavailable"}
_GRACE_SECONDS = 3
_LOGGER = "sindikasi.http"
_MOST_CONNECTIONS = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionLimits:
    """What clients may cost."""

    connections: int
    """Open at once; past that the one idle the longest gives way."""
    head_bytes: int = 16 * 1024
    """Request line and header fields together."""
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


def limits_of_this_process() -> ConnectionLimits:
    """Return the limits that leave half of the files a process may open to everything else."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = _MOST_CONNECTIONS * 2 if soft == resource.RLIM_INFINITY else soft
    return ConnectionLimits(connections=max(min(files // 2, _MOST_CONNECTIONS), 16))


def create_server(
    application: ASGIApp, *, trusted_proxies: Sequence[str] = (), limits: ConnectionLimits | None = None
) -> uvicorn.Server:
    """Return the server of an application.

    Of `trusted_proxies` (addresses or networks) the X-Forwarded-For and X-Forwarded-Proto fields count, of others
    they do not. No request is logged: addresses may hold tokens.
    """
    # Anybody can make uvicorn warn, as often as they like.
    logging.getLogger(_LOGGER).setLevel(logging.ERROR)
    return uvicorn.Server(_Config(application, trusted_proxies, limits or limits_of_this_process()))


class _Config(uvicorn.Config):
    def __init__(self, application: ASGIApp, trusted_proxies: Sequence[str], limits: ConnectionLimits) -> None:
        self.limits = limits
        super().__init__(
            application,
            http=_Guarded,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            h11_max_incomplete_event_size=limits.head_bytes,
            timeout_keep_alive=limits.idle_seconds,  # type: ignore[arg-type]  # the loop takes parts of a second
            timeout_graceful_shutdown=_GRACE_SECONDS,
            proxy_headers=bool(trusted_proxies),
            forwarded_allow_ips=list(trusted_proxies) or None,
        )


class _Guarded(H11Protocol):
    """One connection; what uvicorn leaves open is closed here.

    uvicorn waits for ever for the rest of a request, for a reader to take its answer, and keeps any number of idle
    connections; it answers whatever is malformed with 400 and a line in the log.
    """

    def __init__(self, config: Any, *arguments: Any, **keywords: Any) -> None:
        super().__init__(config, *arguments, **keywords)
        self.logger = logging.getLogger(_LOGGER)
        self._limits: ConnectionLimits = config.limits
        self._waits_for = ""
        self._deadline = 0.0
        self.idle_since = 0.0
        self._read_timer: asyncio.TimerHandle | None = None
        self._write_timer: asyncio.TimerHandle | None = None
        self._unsent = 0
        self._is_refused = False

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
        super().connection_lost(exc)

    @property
    def is_idle(self) -> bool:
        """Whether no request is being answered."""
        return self.cycle is None or bool(self.cycle.response_complete)

    def _make_room(self) -> None:
        idle = [each for each in self.connections if isinstance(each, _Guarded) and each.is_idle and each is not self]
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
        super().data_received(data)
        if self._waits_for == "body":
            self._deadline += len(data) / self._limits.body_rate
        if not self._is_refused:
            self._look_what_is_due()

    def on_response_complete(self) -> None:
        """Go on to the next request; the rest of a body nobody asked for has to come at once."""
        super().on_response_complete()
        self.idle_since = self.loop.time()
        if not self.transport.is_closing():
            if self.conn.their_state is h11.SEND_BODY:
                self._expect("rest", self._limits.unread_seconds)
            self._look_what_is_due()

    def _look_what_is_due(self) -> None:
        state = self.conn.their_state
        if state is h11.SEND_BODY:
            if self._waits_for != "rest":
                self._expect("body", self._limits.body_seconds)
        elif state is h11.IDLE and (self.cycle is None or self.conn.trailing_data[0]):
            self._expect("head", self._limits.head_seconds)
        elif state is h11.IDLE and self.is_idle:
            # uvicorn has a clock for this too, but stops it when the rest of a body comes after the answer.
            self._expect("next", self._limits.idle_seconds)
        else:
            self._waits_for = ""

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
        elif self._waits_for == "head" and self.conn.trailing_data[0] and self.is_idle:
            self._refuse(408)
        elif self._waits_for in {"head", "next"}:
            self.transport.close()
        else:
            self._break_off()

    # --- what is refused

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's words for all of them
        """Refuse what h11 could not read, with the status it hints at."""
        error = sys.exc_info()[1]
        status = error.error_status_hint if isinstance(error, h11.RemoteProtocolError) else 400
        if status == 431 and b"\n" not in self.conn.trailing_data[0]:
            status = 414
        if self.is_idle and self.conn.our_state is h11.IDLE:
            self._refuse(status)
        elif self.cycle is not None and not self.cycle.response_started:
            # The body of a request that is being answered: nobody will hear the other answer.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
            self._refuse(status)
        else:
            self._break_off()

    def _should_upgrade(self) -> bool:
        """Ignore Upgrade, as RFC 9110 7.8 allows, and say nothing of it in the log."""
        return False

    def _refuse(self, status: int) -> None:
        """Answer and hang up; what still comes is dropped for a while, for else the system would drop the answer."""
        self._is_refused = True
        text = _REASONS.get(status, "")
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
