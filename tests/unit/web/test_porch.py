from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sindikasi.web.porch import Porch

HOST = (b"host", b"a.example")


def passed(target: str, *headers: tuple[bytes, bytes], **fields: Any) -> tuple[int, dict[str, Any]]:
    """Return the status of the answer and the request as it stands behind the porch."""
    seen: dict[str, Any] = {}
    sent: list[Any] = []

    async def inside(scope: Any, receive: Any, send: Any) -> None:
        seen.update(scope)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def send(message: Any) -> None:
        sent.append(message)

    path, _, query = target.partition("?")
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": list(headers),
    }
    asyncio.run(Porch(inside)(scope | fields, None, send))  # type: ignore[arg-type]
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    return sent[0]["status"], seen


def test_a_plain_request_is_passed_on_as_it_is() -> None:
    status, seen = passed("/feeds/semua.atom", HOST)
    assert (status, seen["path"], seen["headers"]) == (200, "/feeds/semua.atom", [HOST])


@pytest.mark.parametrize(
    ("target", "path", "host"),
    [
        ("http://b.example/feeds/semua.atom", "/feeds/semua.atom", b"b.example"),
        ("HTTPS://b.example:8443/t/%73emua", "/t/semua", b"b.example:8443"),
        ("http://b.example", "/", b"b.example"),
        ("http://[::1]:8080/", "/", b"[::1]:8080"),
    ],
)
def test_the_host_of_an_absolute_target_counts_before_the_host_field(target: str, path: str, host: bytes) -> None:
    status, seen = passed(target, HOST, (b"accept", b"*/*"))
    assert (status, seen["path"]) == (200, path)
    assert seen["headers"] == [(b"host", host), (b"accept", b"*/*")]


@pytest.mark.parametrize("target", ["a.example:443", "ftp://a.example/", "x", "urn:x"])
def test_other_targets_are_refused(target: str) -> None:
    assert passed(target, HOST)[0] == 400


def test_the_server_as_a_whole_can_be_asked_what_it_takes() -> None:
    assert passed("*", HOST, method="OPTIONS")[0] == 204
    assert passed("*", HOST)[0] == 400


def test_two_lengths_are_refused() -> None:
    assert passed("/", HOST, (b"content-length", b"5"), (b"transfer-encoding", b"chunked"))[0] == 400


@pytest.mark.parametrize("host", [b"", b"a.example", b"a.example:8080", b"[::1]", b"[fe80::1]:80", b"127.0.0.1:1"])
def test_hosts_are_let_in(host: bytes) -> None:
    assert passed("/", (b"host", host))[0] == 200


@pytest.mark.parametrize("host", [b"[::1", b'x"><script>', b"a/b", b"a@b", b"a b", b"a:b", b"a:123456", b"a?", b"\xe9"])
def test_what_is_no_host_is_refused(host: bytes) -> None:
    assert passed("/", (b"host", host))[0] == 400


def test_a_request_without_a_host_is_let_in() -> None:
    assert passed("/")[0] == 200


@pytest.mark.parametrize(("version", "status"), [("1.0", 200), ("1.1", 200), ("2.0", 505), ("0.9", 505), ("1.2", 505)])
def test_the_protocol_is_http_1(version: str, status: int) -> None:
    assert passed("/", http_version=version)[0] == status


def test_targets_and_fields_have_an_end() -> None:
    room = 16 * 1024 - 2
    assert passed("/?" + "x" * (room + 1))[0] == 200
    assert passed("/?" + "x" * (room + 2))[0] == 414
    assert passed("/", (b"xy", b"x" * room))[0] == 200
    assert passed("/", (b"xy", b"x" * (room + 1)))[0] == 431
    assert passed("/", *[(b"x", b"y")] * 100)[0] == 200
    assert passed("/", *[(b"x", b"y")] * 101)[0] == 431
