"""Where one request ends and the next begins, on raw sockets: no body is ever taken for a request."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sindikasi.web.limits import ConnectionLimits
from sindikasi.web.porch import Porch
from tests.faults.serving import Serving, rest_of, statuses

pytestmark = pytest.mark.slow

LIMITS = ConnectionLimits(connections=40, head_seconds=1, body_seconds=1, idle_seconds=1, unread_seconds=0.3)
HOST = b"Host: a\r\n"
CLOSE = b"Connection: close\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
LAST = b"GET /last HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n"
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answer with what was understood."""
    body, is_more = b"", not scope["path"].startswith("/unread")
    while is_more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        body, is_more = body + message["body"], message["more_body"]
    fields = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    understood = {"method": scope["method"], "path": scope["path"], "fields": fields, "body": body.decode("latin-1")}
    answer = json.dumps(understood).encode()
    length = (b"content-length", b"%d" % len(answer))
    await send({"type": "http.response.start", "status": 200, "headers": [length]})
    await send({"type": "http.response.body", "body": answer})


@pytest.fixture(scope="module")
def running() -> Iterator[Serving]:
    async def application(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await Porch(echo)(scope, receive, send)

    server = Serving(application, LIMITS)
    yield server
    server.stop()


def post(fields: bytes, body: bytes, target: bytes = b"/") -> bytes:
    return b"POST " + target + b" HTTP/1.1\r\n" + HOST + fields + b"\r\n" + body


def with_length(body: bytes, fields: bytes = b"", target: bytes = b"/") -> bytes:
    return post(fields + b"Content-Length: %d\r\n" % len(body), body, target)


def understood(answers: bytes) -> list[dict[str, Any]]:
    return [json.loads(found) for found in re.findall(rb"\r\n\r\n(\{.*?\}, \"body\": \".*?\"\})", answers, re.DOTALL)]


def paths(answers: bytes) -> list[str]:
    return [each["path"] for each in understood(answers)]


# --- bodies ------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", [b"/read", b"/unread"])
@pytest.mark.parametrize(
    "fields",
    [b"", b"Upgrade: h2c\r\nConnection: Upgrade\r\n", b"uPGRADE:websocket\r\nConnection: keep-alive, upgrade\r\n"],
)
def test_what_has_a_length_is_a_body(running: Serving, fields: bytes, target: bytes) -> None:
    answers = running.ask(with_length(SMUGGLED, fields, target) + LAST)
    assert paths(answers) == [target.decode(), "/last"]


def test_a_body_comes_as_it_was_sent(running: Serving) -> None:
    body = bytes(range(256)) * 2_000
    (said, _) = understood(running.ask(with_length(body) + LAST))
    assert said["body"].encode("latin-1") == body


def test_a_chunked_body_ends_the_connection_and_nothing_behind_it_is_read(running: Serving) -> None:
    answers = running.ask(post(CHUNKED, b"5\r\nkabar\r\n0\r\n\r\n" + SMUGGLED))
    (said,) = understood(answers)
    assert said["body"] == "kabar"
    assert b"connection: close" in answers.lower()


def test_a_chunked_body_nobody_reads_ends_the_connection_too(running: Serving) -> None:
    with closing(running.connect()) as client:
        client.sendall(post(CHUNKED, b"5\r\nkabar\r\n", b"/unread"))
        first = client.recv(65536)
        client.sendall(b"0\r\n\r\n" + SMUGGLED)
        assert paths(first + rest_of(client)) == ["/unread"]


def test_extensions_of_chunks_and_trailers_are_dropped(running: Serving) -> None:
    chunks = b'5;a=b;c="d"\r\nkabar\r\n0\r\nHost: b\r\nAuthorization: x\r\n\r\n'
    (said,) = understood(running.ask(post(CHUNKED, chunks)))
    assert said["fields"] == {"host": "a", "transfer-encoding": "chunked"}


@pytest.mark.parametrize(
    "endless", [b"1;" + b"x" * 100_000, b"0\r\nX: " + b"x" * 100_000, b"0\r\n" + b"X: y\r\n" * 20_000]
)
def test_extensions_and_trailers_have_an_end(running: Serving, endless: bytes) -> None:
    began = time.monotonic()
    assert statuses(running.ask(post(CHUNKED, endless))) == [400]
    assert time.monotonic() - began < 0.9


@pytest.mark.parametrize(
    "chunks",
    [
        b"5\nkabar\r\n0\r\n\r\n",
        b"5\r\nkabar!\r\n0\r\n\r\n",
        b"5\r\nkabar\n0\r\n\r\n",
        b"0x5\r\nkabar\r\n0\r\n\r\n",
        b"-5\r\nkabar\r\n0\r\n\r\n",
        b"+5\r\nkabar\r\n0\r\n\r\n",
        b"5 \r\nkabar\r\n0\r\n\r\n",
        b"5;a\nb\r\nkabar\r\n0\r\n\r\n",
        b"FFFFFFFFFFFFFFFFF\r\nkabar\r\n0\r\n\r\n",
        b"\r\nkabar",
    ],
)
def test_chunks_that_are_none_are_refused(running: Serving, chunks: bytes) -> None:
    assert statuses(running.ask(post(CHUNKED, chunks + SMUGGLED))) == [400]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        (b"Content-Length: 5\r\nContent-Length: 5\r\n", 400),
        (b"Content-Length: 5, 5\r\n", 400),
        (b"Content-Length: +5\r\n", 400),
        (b"Content-Length: 5 5\r\n", 400),
        (b"Content-Length: 1_0\r\n", 400),
        (b"Content-Length:\r\n", 400),
        (b"Content-Length: 99999999999999999999999\r\n", 400),
        (CHUNKED + b"Content-Length: 5\r\n", 400),
        (b"Content-Length: 5\r\n" + CHUNKED, 400),
        (CHUNKED + CHUNKED, 400),
        (b"Transfer-Encoding: chunked, gzip\r\n", 400),
        (b"Transfer-Encoding: gzip, chunked\r\n", 501),
        (b"Transfer-Encoding: identity\r\n", 501),
        (b"Transfer-Encoding: \x0bchunked\r\n", 400),
        (b"Transfer-Encoding : chunked\r\n", 400),
        (b"X: y\r\n Transfer-Encoding: chunked\r\n", 400),
        (b"Upgrade: x\r\n y\r\n", 400),
        (b"X: y\rTransfer-Encoding: chunked\r\n", 400),
        (b"X: y\nTransfer-Encoding: chunked\r\n", 400),
        (b"X: y\n\n" + SMUGGLED, 400),
        (b"X: y\r\n\n" + SMUGGLED, 400),
        (b"no field\r\n", 400),
        (b": y\r\n", 400),
        (b"X Y: z\r\n", 400),
    ],
)
def test_lengths_and_fields_that_can_be_read_in_two_ways_are_refused(
    running: Serving, fields: bytes, status: int
) -> None:
    assert statuses(running.ask(post(fields, b"0\r\n\r\n" + SMUGGLED))) == [status]


# --- heads -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"BREW /pot HTTP/1.1\r\n" + HOST + b"\r\n", 501),
        (b"get / HTTP/1.1\r\n" + HOST + b"\r\n", 501),
        (b"DESCRIBE / RTSP/1.0\r\n\r\n", 400),
        (b"GET  / HTTP/1.1\r\n" + HOST + b"\r\n", 400),
        (b"GET /\r\n\r\n", 400),
        (b"GET / HTTP/0.9\r\n\r\n", 505),
        (b"GET / HTTP/1.0\n\n", 400),
        (b"CONNECT /x HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\n\r\n" + SMUGGLED, 400),
        (b"POST / HTTP/1.0\r\n" + CHUNKED + b"\r\n0\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    ],
)
def test_heads_of_other_worlds_are_refused_at_once(running: Serving, raw: bytes, status: int) -> None:
    began = time.monotonic()
    assert statuses(running.ask(raw)) == [status]
    assert time.monotonic() - began < 0.9


def test_empty_lines_before_a_request_are_skipped(running: Serving) -> None:
    first = LAST.replace(CLOSE, b"").replace(b"last", b"first")
    assert paths(running.ask(b"\r\n" + first + b"\r\n\r\n" + LAST)) == ["/first", "/last"]


def test_spaces_around_a_value_are_no_part_of_it(running: Serving) -> None:
    (said,) = understood(running.ask(LAST.replace(HOST, HOST + b"X: \t a  b \t\r\nY:\r\n")))
    assert (said["fields"]["x"], said["fields"]["y"]) == ("a  b", "")


def test_http_1_0_ends_with_its_answer(running: Serving) -> None:
    assert paths(running.ask(b"GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + LAST)) == ["/old"]


def test_what_follows_the_last_request_is_not_read(running: Serving) -> None:
    assert paths(running.ask(LAST + SMUGGLED)) == ["/last"]


def test_who_waits_for_a_word_before_the_body_gets_it(running: Serving) -> None:
    with closing(running.connect()) as client:
        client.sendall(post(b"Expect: 100-Continue\r\nContent-Length: 5\r\n" + CLOSE, b""))
        assert client.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"kabar")
        assert understood(rest_of(client))[0]["body"] == "kabar"


# --- pieces ------------------------------------------------------------------------------------

_CONVERSATION = (
    b"\r\nGET /a HTTP/1.1\r\nHost: a\r\n\r\n",
    with_length(SMUGGLED, target=b"/b"),
    with_length(b"kabar", b"Upgrade: h2c\r\nConnection: Upgrade\r\n", b"/unread/c"),
    with_length(b"", target=b"/d"),
    post(CHUNKED, b"5;x\r\nkabar\r\n1\r\n!\r\n0\r\nT: x\r\n\r\n", b"/e"),
)
_WHOLE = b"".join(_CONVERSATION)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(min_value=1, max_value=len(_WHOLE) - 1), max_size=12))
def test_however_the_bytes_are_cut_the_same_requests_are_understood(running: Serving, cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(_WHOLE)]
    with closing(running.connect()) as client:
        for start, end in pairwise(places):
            client.sendall(_WHOLE[start:end])
            time.sleep(0.001)
        said = understood(rest_of(client))
    assert [each["path"] for each in said] == ["/a", "/b", "/unread/c", "/d", "/e"]
    assert [each["body"] for each in said] == ["", SMUGGLED.decode(), "", "", "kabar!"]
