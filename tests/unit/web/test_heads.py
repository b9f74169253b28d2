from __future__ import annotations

import pytest

from sindikasi.web.heads import refusal_of_fields, refusal_of_line, refusal_of_part, without_upgrade

HOST = (b"host", b"a.example")


@pytest.mark.parametrize("part", [b"", b"G", b"GET / HTTP/1.1\r", b"GET / HTTP/1.1\r\nHost: a\r\n", b"x" * 100])
def test_a_beginning_that_may_become_right_is_waited_for(part: bytes) -> None:
    assert refusal_of_part(part, 100) is None


@pytest.mark.parametrize("part", [b"\x16\x03\x01", b" GET", b"\x00", b"GET / HTTP/1.1\n", b"GET /\r\nX: y\n\n"])
def test_a_beginning_that_is_wrong_is_refused_before_its_end(part: bytes) -> None:
    assert refusal_of_part(part, 100) == 400


def test_what_is_too_long_is_the_target_or_the_fields() -> None:
    assert refusal_of_part(b"x" * 101, 100) == 414
    assert refusal_of_part(b"x" * 100 + b"\r\n", 100) == 414
    assert refusal_of_part(b"x\r\n" + b"y" * 98, 100) == 431


@pytest.mark.parametrize("line", [b"GET / HTTP/1.1", b"GET / HTTP/1.0", b"M-SEARCH * HTTP/1.1", b"!# x:// HTTP/1.1"])
def test_a_request_line_is_taken(line: bytes) -> None:
    assert refusal_of_line(line + b"\r\nX: y\r\n\r\n") is None


@pytest.mark.parametrize("version", [b"0.9", b"1.2", b"2.0", b"3.0"])
def test_other_versions_are_not_spoken(version: bytes) -> None:
    assert refusal_of_line(b"GET / HTTP/" + version + b"\r\n\r\n") == 505


@pytest.mark.parametrize(
    "line",
    [
        b"GET /",
        b"GET  / HTTP/1.1",
        b"GET /  HTTP/1.1",
        b"GET\t/ HTTP/1.1",
        b"GET / HTTP/1.1 ",
        b"GET / http/1.1",
        b"GET / HTTP/1.11",
        b"GET / HTTP/11",
        b"GET / RTSP/1.0",
        b"GET / ICY/1.0",
        b"G(T / HTTP/1.1",
        b"GET /\x7f HTTP/1.1",
        b"GET /\xc3\xa1 HTTP/1.1",
        b"GET HTTP/1.1",
        b"/ HTTP/1.1",
    ],
)
def test_what_is_no_request_line_is_refused(line: bytes) -> None:
    assert refusal_of_line(line + b"\r\n\r\n") == 400


def test_one_host_is_named_and_before_http_1_1_perhaps_none() -> None:
    assert refusal_of_fields("1.1", [HOST]) is None
    assert refusal_of_fields("1.0", []) is None
    assert refusal_of_fields("1.1", []) == 400
    assert refusal_of_fields("1.0", [HOST, HOST]) == 400


@pytest.mark.parametrize(
    ("version", "coding", "status"),
    [
        ("1.1", b"chunked", None),
        ("1.1", b"Chunked", None),
        ("1.1", b"gzip", 501),
        ("1.1", b"gzip, chunked", 501),
        ("1.1", b"identity", 501),
        ("1.1", b"", 501),
        ("1.0", b"chunked", 400),
    ],
)
def test_chunked_is_the_one_transfer_coding(version: str, coding: bytes, status: int | None) -> None:
    assert refusal_of_fields(version, [HOST, (b"transfer-encoding", coding)]) == status


def test_upgrade_is_dropped_and_nothing_else() -> None:
    head = b"GET / HTTP/1.1\r\nUpGrade: h2c\r\nX: upgrade: y\r\nUpgrade:\r\nUpgrade-Insecure-Requests: 1\r\n\r\n"
    kept = b"GET / HTTP/1.1\r\nX: upgrade: y\r\nUpgrade-Insecure-Requests: 1\r\n\r\n"
    assert without_upgrade(head) == kept
    assert without_upgrade(kept) == kept
