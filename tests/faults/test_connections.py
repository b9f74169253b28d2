"""Clients that are slow, greedy, wrong or hostile, on raw sockets: each costs little, and the others are served."""

from __future__ import annotations

import asyncio
import resource
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sindikasi.web.limits import ConnectionLimits
from sindikasi.web.server import limits_of_this_process
from sindikasi.web.site import create_site
from tests.acceptance.service import within
from tests.faults.serving import Serving, rest_of, statuses
from tests.staged import write_if_changed
from tests.unit.feed_builders import NOON, MemoryCatalog, a_topic

pytestmark = pytest.mark.slow

FEED = b"<feed>" + b"x" * 1_000 + b"</feed>"
GET = b"GET /feeds/semua.atom HTTP/1.1\r\nHost: a.example\r\n\r\n"
LIMITS = ConnectionLimits(
    connections=40,
    head_seconds=0.5,
    body_seconds=0.5,
    idle_seconds=0.7,
    unread_seconds=0.3,
    stall_seconds=0.4,
    stall_rate=100_000,
)


class Running(Serving):
    """The site on a port of its own, in a thread."""

    def __init__(self, feeds: Path, limits: ConnectionLimits = LIMITS, **fields: Any) -> None:
        site = create_site(
            catalog=MemoryCatalog(),
            feeds_dir=feeds,
            topics=(a_topic("semua", query="*"),),
            site_title="Kantor Berita",
            base_url=None,
            base_path="",
            language="id",
            health=lambda: {"ok": True},
        )
        super().__init__(site, limits, **fields)


@pytest.fixture(scope="module")
def feeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("feeds")
    write_if_changed(folder / "semua.atom", FEED, modified=NOON)
    write_if_changed(folder / "semua.json", b"x" * 8_000_000, modified=NOON)
    write_if_changed(folder.parent / "rahasia.atom", b"secret")
    return folder


@pytest.fixture(scope="module")
def running(feeds: Path) -> Iterator[Running]:
    server = Running(feeds)
    yield server
    server.stop()


def seconds_until_cut(client: socket.socket) -> float:
    began = time.monotonic()
    rest_of(client)
    return time.monotonic() - began


# --- slow ones ---------------------------------------------------------------------------------


def test_who_connects_and_says_nothing_is_cut_off(running: Running) -> None:
    with closing(running.connect()) as client:
        assert 0.2 < seconds_until_cut(client) < 5


def test_a_header_that_drips_is_cut_off_however_steadily(running: Running) -> None:
    with closing(running.connect()) as client:
        client.settimeout(0.05)
        began, received = time.monotonic(), b""
        client.sendall(b"GET / HTTP/1.1\r\nX: ")
        while time.monotonic() - began < 5:
            try:
                client.send(b"x")
                more = client.recv(1000)
            except TimeoutError:
                continue
            except OSError:
                break
            if not more:
                break
            received += more
        assert 0.3 < time.monotonic() - began < 5
        assert statuses(received) in ([408], [])


def test_a_half_sent_request_is_answered_with_408(running: Running) -> None:
    assert statuses(running.ask(GET[:-2])) == [408]


def test_the_second_request_of_a_connection_has_to_come_whole_too(running: Running) -> None:
    assert statuses(running.ask(GET + GET[:-2])) == [200, 408]


def test_a_connection_at_rest_is_closed(running: Running) -> None:
    with closing(running.connect()) as client:
        client.sendall(GET)
        assert 0.3 < seconds_until_cut(client) < 5


def test_a_connection_at_rest_is_closed_also_after_a_late_body(running: Running) -> None:
    with closing(running.connect()) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n")
        client.recv(100)
        client.sendall(b"12345")
        assert seconds_until_cut(client) < 5


def test_the_rest_of_a_body_nobody_asked_for_is_not_waited_for(running: Running) -> None:
    with closing(running.connect()) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        began = time.monotonic()
        with pytest.raises(OSError, match=r"reset|pipe"):  # noqa: PT012 - it may come with any of them
            while time.monotonic() - began < 5:
                client.sendall(b"1000\r\n" + b"x" * 4096 + b"\r\n")
                time.sleep(0.01)
        assert time.monotonic() - began < 4


def test_who_does_not_read_the_answer_is_cut_off(running: Running) -> None:
    request = GET.replace(b"atom", b"json")
    with closing(socket.socket()) as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(10)
        client.connect(running.address)
        client.sendall(request)
        client.recv(10)
        within(10, lambda: running.open_connections() == 0)


def test_who_reads_slowly_but_steadily_gets_everything(running: Running) -> None:
    with closing(running.connect()) as client:
        client.sendall(GET.replace(b"atom", b"json").replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        received = 0
        while more := client.recv(200_000):
            received += len(more)
            time.sleep(0.01)
        assert received > 8_000_000


# --- many --------------------------------------------------------------------------------------


def test_idle_connections_give_way_to_new_ones(running: Running) -> None:
    with ExitStack() as stack:
        for _ in range(200):
            stack.enter_context(closing(running.connect()))
        began = time.monotonic()
        assert statuses(running.ask(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))) == [200]
        assert time.monotonic() - began < 5
        assert running.open_connections() <= LIMITS.connections


def test_where_all_are_busy_a_new_one_is_told(feeds: Path) -> None:
    server = Running(feeds, replace(LIMITS, connections=2, stall_seconds=30))
    try:
        with ExitStack() as stack:
            for _ in range(2):
                client = stack.enter_context(closing(socket.socket()))
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                client.connect(server.address)
                client.sendall(GET.replace(b"atom", b"json"))
                client.recv(10)
            assert statuses(server.ask(GET)) == [503]
    finally:
        server.stop()


def test_connections_leave_files_to_the_rest_of_the_program() -> None:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert 16 <= limits_of_this_process().connections <= max(soft // 2, 16)


# --- wrong ones --------------------------------------------------------------------------------

CLOSE = b"Connection: close\r\n"
HOST = b"Host: a.example\r\n"


def request(target: bytes = b"/feeds/semua.atom", *, fields: bytes = HOST, method: bytes = b"GET") -> bytes:
    return method + b" " + target + b" HTTP/1.1\r\n" + fields + CLOSE + b"\r\n"


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        pytest.param(request(), 200, id="plain"),
        pytest.param(b"GET /feeds/semua.atom HTTP/1.0\r\n\r\n", 200, id="HTTP/1.0 without Host"),
        pytest.param(request(b"http://a.example/feeds/semua.atom"), 200, id="absolute target"),
        pytest.param(request(b"/feeds/semua.atom?" + b"x" * 8_000), 200, id="a long query"),
        pytest.param(request(fields=HOST + b"Accept: " + b"a/b;q=0.1," * 1_200 + b"\r\n"), 200, id="a long Accept"),
        pytest.param(
            request(fields=HOST + b"If-None-Match: " + b'W/"abc", ' * 1_200 + b"\r\n"), 200, id="a long list of tags"
        ),
        pytest.param(request(fields=HOST + b"Upgrade: websocket\r\n"), 200, id="Upgrade"),
        pytest.param(request(fields=HOST + b"Expect: 100-continue\r\n"), 200, id="Expect without a body"),
        pytest.param(request(b"*", method=b"OPTIONS"), 204, id="OPTIONS *"),
        pytest.param(request(fields=b""), 400, id="HTTP/1.1 without Host"),
        pytest.param(request(fields=HOST + HOST), 400, id="two hosts"),
        pytest.param(request(fields=b"Host: [::1\r\n"), 400, id="no host"),
        pytest.param(request(b"/feeds/semua.atom?" + b"x" * 20_000), 414, id="a query too long"),
        pytest.param(request(b"/" + b"a" * 5_000_000), 414, id="a target of megabytes"),
        pytest.param(request(fields=HOST + b"X: " + b"x" * 20_000 + b"\r\n"), 431, id="a field too long"),
        pytest.param(request(fields=HOST + b"X: y\r\n" * 4_000), 431, id="too many fields"),
        pytest.param(request(fields=HOST + b"X : y\r\n"), 400, id="a space before the colon"),
        pytest.param(request(fields=HOST + b"X: a\x00b\r\n"), 400, id="NUL in a field"),
        pytest.param(request(fields=HOST + b"Content-Length: 5\r\nContent-Length: 6\r\n"), 400, id="two lengths"),
        pytest.param(request(fields=HOST + b"Content-Length: -5\r\n"), 400, id="a negative length"),
        pytest.param(request(fields=HOST + b"Content-Length: 0x5\r\n"), 400, id="no length"),
        pytest.param(request(fields=HOST + b"Transfer-Encoding: gzip\r\n"), 501, id="an unknown transfer encoding"),
        pytest.param(request(method=b"CONNECT", target=b"a.example:443"), 400, id="CONNECT"),
        pytest.param(request(method=b"TRACE"), 405, id="TRACE"),
        pytest.param(request(method=b"PROPFIND"), 405, id="PROPFIND"),
        pytest.param(request(method=b"POST"), 405, id="POST"),
        pytest.param(request(method=b"G(T"), 400, id="no method"),
        pytest.param(request(b"/feeds/semua.atom\x00"), 400, id="NUL in the target"),
        pytest.param(request(b"/feeds/semua atom"), 400, id="a space in the target"),
        pytest.param(request("/feeds/semuá.atom".encode()), 400, id="raw UTF-8 in the target"),
        pytest.param(request(b"/feeds/%"), 404, id="a percent sign alone"),
        pytest.param(request(b"/feeds/%zz.atom"), 404, id="no percent code"),
        pytest.param(request(b"/feeds/%c3%28.atom"), 404, id="invalid UTF-8"),
        pytest.param(request(b"/feeds/semua.atom%00"), 404, id="NUL, encoded"),
        pytest.param(request(b"/feeds/../../rahasia.atom"), 404, id="dots"),
        pytest.param(request(b"/feeds/%2e%2e/rahasia.atom"), 404, id="dots, encoded"),
        pytest.param(request(b"/feeds/%2e%2e%2frahasia.atom"), 404, id="dots and slash, encoded"),
        pytest.param(request(b"/feeds/%252e%252e%252frahasia.atom"), 404, id="encoded twice"),
        pytest.param(request(b"/feeds/..%5crahasia.atom"), 404, id="backslash"),
        pytest.param(request(b"/feeds/..\\rahasia.atom"), 404, id="raw backslash"),
        pytest.param(request(b"/feeds//etc/passwd"), 404, id="an absolute path"),
        pytest.param(request(b"/feeds/archive/../../rahasia.atom"), 404, id="dots from the archive"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, id="TLS"),
        pytest.param(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, id="HTTP/2"),
        pytest.param(b"\r\n" * 100 + b"x\r\n\r\n", 400, id="nothing"),
    ],
)
def test_every_request_gets_the_answer_it_deserves(running: Running, raw: bytes, status: int) -> None:
    answer = running.ask(raw)
    assert statuses(answer) == [status]
    assert b"secret" not in answer


def test_a_get_with_a_body_is_one_request(running: Running) -> None:
    smuggled = b"GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n"
    length = b"Content-Length: %d\r\n" % len(smuggled)
    answer = running.ask(GET.replace(b"\r\n\r\n", b"\r\n" + length + b"\r\n") + smuggled + request())
    assert statuses(answer) == [200, 200]


def test_a_body_with_two_lengths_ends_the_connection(running: Running) -> None:
    fields = HOST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n"
    smuggled = request(b"/t/semua")
    answer = running.ask(b"GET / HTTP/1.1\r\n" + fields + b"\r\n0\r\n\r\n" + smuggled)
    assert statuses(answer) == [400]


def test_requests_sent_at_once_are_answered_in_turn(running: Running) -> None:
    answer = running.ask(GET * 20 + request(b"/nowhere"))
    assert statuses(answer) == [200] * 20 + [404]


def test_a_body_that_breaks_while_the_answer_is_made_harms_nobody(
    running: Running, caplog: pytest.LogCaptureFixture
) -> None:
    broken = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
    for _ in range(20):
        assert len(statuses(running.ask(broken))) <= 1
    assert statuses(running.ask(request())) == [200]
    assert caplog.records == []


def test_wrong_requests_leave_nothing_in_the_log(running: Running, caplog: pytest.LogCaptureFixture) -> None:
    running.ask(request(b"/?token=geheim", fields=b"X : geheim\r\n"))
    running.ask(request(fields=HOST + b"Upgrade: h2c\r\nConnection: Upgrade\r\n"))
    running.ask(b"geheim\r\n\r\n")
    assert caplog.records == []


# --- behind a proxy ----------------------------------------------------------------------------

FORWARDED = HOST + b"X-Forwarded-Proto: https\r\nX-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Host: evil.example\r\n"


def test_a_trusted_proxy_says_how_the_reader_came(feeds: Path) -> None:
    server = Running(feeds, trusted_proxies=("10.0.0.0/8", "127.0.0.1"))
    try:
        answer = server.ask(request(b"/", fields=FORWARDED))
    finally:
        server.stop()
    assert b'href="https://a.example/feeds/semua.atom"' in answer
    assert b"evil" not in answer


def test_nobody_else_does(running: Running, feeds: Path) -> None:
    server = Running(feeds, trusted_proxies=("10.0.0.0/8",))
    try:
        answers = [server.ask(request(b"/", fields=FORWARDED)), running.ask(request(b"/", fields=FORWARDED))]
    finally:
        server.stop()
    for answer in answers:
        assert b'href="http://a.example/feeds/semua.atom"' in answer


# --- memory ------------------------------------------------------------------------------------


def test_what_hostile_clients_cost_does_not_grow(running: Running) -> None:
    async def attack(rounds: int) -> None:
        for _ in range(rounds):
            _, writer = await asyncio.open_connection(*running.address)
            writer.write(b"GET /" + b"a" * 12_000)
            await writer.drain()
            writer.close()

    async def all_at_once(rounds: int) -> None:
        await asyncio.gather(*(attack(rounds) for _ in range(20)))

    asyncio.run(all_at_once(5))
    within(10, lambda: running.open_connections() == 0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    asyncio.run(all_at_once(50))
    within(10, lambda: running.open_connections() == 0)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kB; 12 MB were sent


# --- promptness --------------------------------------------------------------------------------


def test_an_answer_does_not_wait_for_an_acknowledgement(running: Running) -> None:
    with closing(running.connect()) as client:
        began = time.monotonic()
        for _ in range(50):
            client.sendall(GET)
            received = b""
            while not received.endswith(FEED):
                received += client.recv(65536)
        assert time.monotonic() - began < 1.5  # 2 s and more when each waits
