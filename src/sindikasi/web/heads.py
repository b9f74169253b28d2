"""Heads of requests as bytes: where one ends, and what is refused before the parser sees it (RFC 9112)."""

from __future__ import annotations

import re

END = b"\r\n\r\n"

# RFC 9112 3: one space between the parts; llhttp takes several, and versions and protocols we do not speak.
_LINE = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+ [!-~]+ HTTP/([0-9]\.[0-9])\r\n")
_UPGRADE = re.compile(rb"\r\nupgrade:[^\r\n]*", re.IGNORECASE)
_SPOKEN = frozenset((b"1.0", b"1.1"))


def refusal_of_part(received: bytes, most_bytes: int) -> int | None:
    """Return the status for the beginning of a head whose rest cannot make it right; None while it can."""
    if len(received) > most_bytes:
        return 431 if b"\n" in received[:most_bytes] else 414
    # Control characters begin no method, but they do begin TLS.
    begins_wrong = received != b"" and received[0] <= 0x20
    return 400 if begins_wrong or received.count(b"\n") != received.count(b"\r\n") else None


def refusal_of_line(head: bytes) -> int | None:
    """Return the status for a head with a request line that is none, or of another version; None when it is right."""
    line = _LINE.match(head)
    if line is None:
        return 400
    return None if line[1] in _SPOKEN else 505


def refusal_of_fields(version: str, fields: list[tuple[bytes, bytes]]) -> int | None:
    """Return the status for header fields (names in lower case) that go against the protocol; None when none does."""
    for name, value in fields:
        if name == b"transfer-encoding" and (version == "1.0" or value.lower() != b"chunked"):
            # RFC 9112 6.1: of HTTP/1.0 it is a fault; 501 for codings we do not know.
            return 400 if version == "1.0" else 501
    hosts = sum(name == b"host" for name, _ in fields)
    # RFC 9112 3.2
    return 400 if hosts > 1 or (hosts == 0 and version != "1.0") else None


def without_upgrade(head: bytes) -> bytes:
    """Return a head without Upgrade, which a server may ignore (RFC 9110 7.8).

    llhttp does not: it takes what follows for another protocol, and a body with it, whatever its length is said to be.
    """
    return _UPGRADE.sub(b"", head)
