"""JSON from outside: decoded within bounds, and read as what a field may hold."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from sindikasi.errors import MalformedDocument
from sindikasi.parsers.encoding import decode_noted

_TOO_DEEP = "the JSON is nested too deeply to be an article; put title and text at the top level of the object"
# Strings first, so that brackets in them are passed over; a string that the probe cuts off ends it.
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[{}\[\]:]', re.S)


def decode_json(content: bytes, shape: Any = Any) -> Any:
    """Return the value; raises MalformedDocument, with the reason "unsafe" when it is nested too deeply."""
    return decode_json_noted(content, shape)[0]


def decode_json_noted(content: bytes, shape: Any = Any) -> tuple[Any, tuple[str, ...]]:
    """Return the value and what was mended to have it; raises as `decode_json`."""
    try:
        return msgspec.json.decode(content, type=shape), ()
    except (msgspec.DecodeError, UnicodeError):
        pass
    except RecursionError as error:
        raise MalformedDocument(_TOO_DEEP, reason="unsafe") from error
    decoded = decode_noted(content)
    try:
        # Not UTF-8, or a byte-order mark in front: RFC 8259 forbids both, files have them.
        return msgspec.json.decode(decoded.text.encode("utf-8", "replace"), type=shape), decoded.repairs
    except (msgspec.DecodeError, UnicodeError) as error:
        raise MalformedDocument(f"the JSON is broken: {error}; write it again with a JSON writer") from error
    except RecursionError as error:
        raise MalformedDocument(_TOO_DEEP, reason="unsafe") from error


def kind_of(value: object) -> str:
    """Return what messages call a value: "an object"."""
    kinds = {
        dict: "an object",
        list: "a list",
        str: "a text",
        bool: "true or false",
        int: "a number",
        float: "a number",
    }
    return kinds.get(type(value), "null")


def string_in(value: object) -> str | None:
    """Return a text or number as text, None for what is blank or anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip() or None


def whole_in(value: object) -> int | None:
    """Return a number of 0 or more as a whole one, None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if 0 <= value < 2**53 else None


def objects_in(value: object) -> list[dict[str, Any]]:
    """Return the objects of a list, or those an object holds by name; nothing for anything else."""
    members = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
    return [each for each in members if isinstance(each, dict)]


def top_keys(start: bytes) -> dict[bytes, bytes]:
    """Return the keys of the object that begins here, each with the character its value begins with.

    Reads only as far as the bytes go; a value that is no text, list or object has its first character.
    """
    found: dict[bytes, bytes] = {}
    depth, key = 0, b""
    for token in _TOKEN.finditer(start):
        mark = token[0]
        if mark in (b"{", b"["):
            depth += 1
        elif mark in (b"}", b"]"):
            depth -= 1
        elif mark == b":" and depth == 1 and key:
            found.setdefault(key, start[token.end() :].lstrip()[:1])
            key = b""
        elif mark[:1] == b'"':
            key = mark[1:-1] if depth == 1 else b""
        if depth <= 0:
            break
    return found
