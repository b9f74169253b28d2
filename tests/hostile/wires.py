"""Messages in the formats of agencies that are cut off, lie about themselves or hold nothing."""

from __future__ import annotations

from tests.flow.newsroom import FLOOD
from tests.hostile.rows import STORY, Row, partly, read, refused

_TEXT = FLOOD.replace("\n", "\r\n").encode()
_IPTC = (
    b"\x01cnt007 4 i 90 CNT /DN01\r\n\r\nBanjir bandang rendam 14 desa\r\n\r\n\x02%s\r\n\x03 200800 GMT nov 26\r\n\x04"
)
_ANPA = b"\x16\x16\x01a0412\r\nr i\x13\x14BC-Banjir   11-20 0090\r\n\x02^BC-Banjir,0090\r\n%s\r\n\x03\r\nAP-WF-11-20-26 0812GMT\r\n\x04"

ROWS: tuple[Row, ...] = (
    read("IPTC 7901 without its end", "kawat.txt", (_IPTC % _TEXT).partition(b"\x03")[0]),
    refused("IPTC 7901 that breaks off", "kawat.txt", (_IPTC % _TEXT)[:300], "malformed"),
    refused("IPTC 7901 of 90 words that announces 9,000", "kawat.txt", (_IPTC % _TEXT).replace(b"i 90", b"i 9000"), "malformed"),
    refused("IPTC 7901 without a text", "kawat.txt", _IPTC % b"", "empty", "malformed"),
    refused("IPTC 7901 that is only its header", "kawat.txt", b"\x01cnt007 4 i 90", "empty", "malformed"),
    read("IPTC 7901 with controls in its text", "kawat.txt", _IPTC % _TEXT.replace(b"desa", b"\x11de\x0esa\x1f\x7f\x13"), holds=(),
         lacks=("\x11", "\x0e", "\x1f", "\x7f")),
    read("IPTC 7901 of a day that never was", "kawat.txt", (_IPTC % _TEXT).replace(b"200800 GMT nov 26", b"399999 GMT foo 99")),
    read("IPTC 7901 with blanks for a date", "kawat.txt", lambda: (_IPTC % _TEXT).replace(b"200800 GMT", b"200800" + b" " * 50_000)),
    partly("10,000 openings of a message", "kawat.txt", b"\x16\x01abc001" * 10_000, {}, also=("malformed", "empty"), count=0),
    read("ANPA without its end", "kawat.tst", (_ANPA % _TEXT).partition(b"\x03")[0]),
    refused("ANPA that breaks off, of 90 words that announces 9,000", "kawat.tst", (_ANPA % _TEXT).replace(b"0090\r\n\x02", b"9000\r\n\x02")[:-40], "malformed"),
    refused("ANPA without a text", "kawat.tst", _ANPA % b"", "empty", "malformed"),
    refused("ANPA without its second line", "kawat.tst", b"\x16\x16\x01a0412\r\n\x02", "malformed", "empty", "unknown-format"),
    read("ANPA of a day that never was", "kawat.tst", (_ANPA % _TEXT).replace(b"11-20-26", b"99-99-99").replace(b"11-20 ", b"13-32 ")),
    read("ANPA with labels without end", "kawat.tst", lambda: _ANPA % (_TEXT + b"Eds: ADV" * 20_000), holds=(STORY,)),
    refused("an announcement that is a bomb of markup", "kawat.xml",
            b"<?xml version='1.0'?><RBNewsList><RBNews><headline/><content/></RBNews></RBNewsList>", "empty", "unknown-format", "malformed"),
)  # fmt: skip
