"""JSON Lines: lines are counted as an editor counts them."""

from __future__ import annotations

from sindikasi.parsers.jsonlines import JsonLinesParser
from tests.text_builders import a_file


def members(content: bytes) -> list[tuple[str, bytes]]:
    found = JsonLinesParser().unpack(a_file(content, name="a.jsonl"))
    return [(member.suffix, member.content) for member in found]


def test_lines_are_numbered_from_one() -> None:
    assert members(b'{"a":1}\n{"b":2}') == [("#1", b'{"a":1}'), ("#2", b'{"b":2}')]


def test_blank_lines_are_counted_but_not_given() -> None:
    assert members(b'\n{"a":1}\r\n \r\n{"b":2}\n\n') == [("#2", b'{"a":1}'), ("#4", b'{"b":2}')]


def test_a_broken_line_does_not_stop_its_neighbours() -> None:
    assert [suffix for suffix, _ in members(b'{"a":1}\n{bad\n{"b":2}\n')] == ["#1", "#2", "#3"]


def test_a_mark_and_utf_16_are_understood() -> None:
    assert members(b'\xef\xbb\xbf{"a":1}\n') == [("#1", b'{"a":1}')]
    assert members('{"a":1}\n{"b":2}\n'.encode("utf-16")) == [("#1", b'{"a":1}'), ("#2", b'{"b":2}')]


def test_a_pretty_printed_object_is_not_json_lines() -> None:
    assert JsonLinesParser().recognises(a_file('{\n "a": {"b": 1},\n "c": 2\n}\n', name="a.json")) == 0
