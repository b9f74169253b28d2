"""One HTTP request to a machine that was looked up once and judged; no redirects, and an end to everything.

Over `http.client`: what is needed of a library here is that it connects to the very address that was judged, with the
host's name in TLS and in `Host`, and can be cut off from outside. The known ones look names up themselves, and their
time limits are for each read.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from sindikasi.core.callbacks import CallbackError, parse_target
from sindikasi.errors import PushError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sindikasi.core.callbacks import Address, Target

AGENT = "sindikasi (WebSub)"
SECONDS = 10.0
"""All that a request may take, from the connection to the end of the answer. Looking the name up comes before."""
CONNECT_SECONDS = 5.0
MOST_ADDRESSES = 3
"""How many addresses of a name are tried; a machine has one for each version of IP."""
MOST_BYTES = 1024
"""What is read of an answer: nobody has more to say than a challenge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    """The first MOST_BYTES of it."""


class Client:
    """Sends requests; threads may share it."""

    def __init__(
        self,
        *,
        seconds: float = SECONDS,
        context: ssl.SSLContext | None = None,
        look_up: Callable[[str, int], list[str]] | None = None,
    ) -> None:
        """`context` is for TLS, else what the system trusts; `look_up` gives the addresses of a name."""
        self._seconds = seconds
        self._given_context = context
        self._look_up = look_up or look_up_addresses
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._is_closed = False

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        allows: Callable[[Address], bool] = lambda _: True,
    ) -> Answer:
        """Send one request and return the answer, whatever its status; raises PushError.

        Of the addresses the host's name stands for, only those that `allows` admits are connected to.
        """
        try:
            target = parse_target(url)
        except CallbackError as error:
            raise PushError(f"{url} {error}") from error
        addresses = self._addresses(target, allows)
        try:
            with self._connected(target, addresses) as connection:
                connection.request(method, target.path, body=body, headers={"User-Agent": AGENT, **(headers or {})})
                answer = connection.getresponse()
                return Answer(status=answer.status, body=_beginning(answer))
        except (OSError, http.client.HTTPException) as error:
            raise PushError(f"{target.host}: {error or type(error).__name__}") from error

    def close(self) -> None:
        """Cut off what is going on; later requests fail at once."""
        with self._lock:
            self._is_closed = True
            for each in self._open:
                _cut(each)

    def _addresses(self, target: Target, allows: Callable[[Address], bool]) -> list[str]:
        try:
            found = self._look_up(target.host, target.port)
        except (OSError, UnicodeError) as error:
            raise PushError(f"{target.host} cannot be looked up: {error}") from error
        allowed = [address for address in dict.fromkeys(found) if allows(ip_address(address))]
        if not allowed:
            raise PushError(f"{target.host} leads to {', '.join(found[:3]) or 'nothing'}: not allowed")
        return allowed[:MOST_ADDRESSES]

    @contextmanager
    def _connected(self, target: Target, addresses: list[str]) -> Iterator[http.client.HTTPConnection]:
        """Give a connection that is cut off when its time is over, or when the client is closed."""
        is_secure = target.scheme == "https"
        connection = http.client.HTTPConnection(target.host, target.port)
        # Else port 443 would stand in `Host`.
        connection.default_port = 443 if is_secure else 80
        with closing(_connect(addresses, target.port)) as raw, self._ended_in_time(raw), closing(connection):
            raw.settimeout(self._seconds)
            connection.sock = self._context.wrap_socket(raw, server_hostname=target.host) if is_secure else raw
            yield connection

    @contextmanager
    def _ended_in_time(self, connected: socket.socket) -> Iterator[None]:
        # A second handle of the same connection: TLS takes the first one away.
        with closing(connected.dup()) as spare:
            timer = threading.Timer(self._seconds, _cut, (spare,))
            timer.daemon = True
            with self._lock:
                if self._is_closed:
                    raise PushError("stopping")
                self._open.add(spare)
            timer.start()
            try:
                yield
            finally:
                timer.cancel()
                with self._lock:
                    self._open.discard(spare)

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return self._given_context or ssl.create_default_context()


def look_up_addresses(host: str, port: int) -> list[str]:
    """Return the addresses of a host, the best first. Raises OSError."""
    found: list[Any] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(each[4][0]) for each in found]


def _connect(addresses: list[str], port: int) -> socket.socket:
    """Connect to the first of the addresses that answers. Raises OSError."""
    problem: OSError | None = None
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout=CONNECT_SECONDS)
        except OSError as error:
            problem = error
    raise problem or OSError("no address")


def _beginning(answer: http.client.HTTPResponse) -> bytes:
    """Return the first of an answer's body; nothing where it does not come: the status stands."""
    try:
        return answer.read(MOST_BYTES)
    except (OSError, http.client.HTTPException):
        return b""


def _cut(connected: socket.socket) -> None:
    """End a connection another thread waits on: closing alone would not wake it."""
    try:
        connected.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it has ended by itself
