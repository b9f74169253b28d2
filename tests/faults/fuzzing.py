"""Documents made to break a reader: examples of each format, cut, spliced, blown up and filled with what means something."""

from __future__ import annotations

import random
import re
import tarfile
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.flow.newsroom import CUP, FLOOD
from tests.unit.parsers.packing import COMPRESS, a_tar, a_zip

EXAMPLES = Path(__file__).parents[2] / "docs/formats"
MOST_BYTES = 200_000
"""Larger documents are for the table of hostile files: here many small ones are tried."""

_NUMBERS = (b"0", b"-1", b"99999999999999999999", b"1e999", b"4294967296", b"00000001", b"0x7f", b"NaN", "٣".encode())
_COMMON = (
    b"\0", b"\r", b"\n", b"\r\n\r\n", b"\x1a", b"\x1b", b"\x7f", b"\x85", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf",
    b"\xed\xa0\x80", b"\xc0\xaf", b"\xf4\x90\x80\x80", "\ufffe".encode(), "\u202e".encode(), "\u200b".encode(),
    "\u2028".encode(), "a\u0301\u0301\u0301".encode(), "ﷺ".encode(), "😀".encode(), "\U0010ffff".encode(),
    b"<script>alert(1)</script>", b"javascript:alert(1)", b"data:text/html,x", b"]]>", b"&#0;", b"&amp;lt;", b"%00",
    b"\xc3\x83\xc2\xa9", b"31/02/2024 25:61", b"0000-00-00T00:00:00Z", b"9999-12-31T23:59:60+23:59", b"-0001-01-01",
)  # fmt: skip
_XML = (
    b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<?", b"?>", b"<!DOCTYPE x>", b"<!DOCTYPE x [", b"<!ENTITY x 'y'>", b"&x;",
    b"&nbsp;", b"&", b"<", b">", b"/>", b"</", b"<p>", b"</p>", b"<a:b c:d='e'>", b" xmlns='urn:x'", b" xmlns:x=''",
    b"<?xml version='1.1' encoding='UTF-7'?>", b"<?xml version='1.0' encoding='utf-16'?>", b" xml:lang='\xff'",
    b"<xi:include href='/etc/passwd' xmlns:xi='http://www.w3.org/2001/XInclude'/>", b"<body>", b"</body>", b"<html>",
    b" href='javascript:x'", b" onclick='x'", b"<svg><style><img src=x onerror=x>", b"<table><tr><td>", b"<br>",
)  # fmt: skip
_JSON = (
    b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"\\u0000", b"\\ud800", b"\\udfff\\ud800", b"null", b"true", b"[[]]",
    b"{}", b'"title"', b'"text":', b'"body_text":', b'"published":1e400', b'"url":[]', b"//", b"\\/", b'"":""',
    b"-0", b"1E+400", b'{"a":{"a":{"a":1}}}', b'[null,1,"x",[],{}]',
)  # fmt: skip
_MAIL = (
    b"Content-Type: multipart/mixed; boundary=\"x\"\r\n", b"--x\r\n", b"--x--\r\n", b"Content-Type: message/rfc822\r\n",
    b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: quoted-printable\r\n", b"=\r\n", b"=3D", b"=XX",
    b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 a\n#86)C\nend\n", b"=?utf-8?B?//8=?=", b"=?x?Q?=00?=",
    b"Content-Type: text/html; charset=utf-7\r\n", b"Content-Type: text/plain; charset*=x'y'%ff\r\n", b"Date: x\r\n",
    b"Subject: a\r\n b\r\n", b"From: \"<\" <>\r\n", b"\r\n\r\n", b"Content-Disposition: attachment; filename*0*=x''%00\r\n",
    b"boundary=", b";", b"Message-ID: <>\r\n", b"> ", b"-- \r\n", b"charset=\"\x00\"",
)  # fmt: skip
_WIRE = (
    b"\x01", b"\x02", b"\x03", b"\x04", b"\x16\x16\x01", b"\r\n\x02", b"\x03\r\n", b"\x11", b"\x12", b"\x13", b"\x14",
    b"\x08", b"\x1e", b"\x1f", b"\x7f\x7f", b"`", b"{", b"^", b"a0001", b"abc001 4 POL 10", b"010170 GMT feb 30 99",
    b"99-99-99 9999GMT", b"^<", b"   ", b"\t",
)  # fmt: skip
_TEXT = (
    b"---\n", b"+++\n", b"title: ", b"&a ", b"*a", b"<<: *a\n", b"!!python/object:os.system x\n", b"? ", b"- ", b"# ",
    b"```\n", b"![x](", b"](javascript:x)", b"[", b"](", b"**", b"> ", b"|", b"|---|\n", b"\t", b"Oleh: ", b"Foto: ",
    b"Baca juga: ", b"JAKARTA, KOMPAS.com - ", b"(22/12)", b"Senin, 31 Februari 2024 25:61 WIB", b"(ANTARA/x)", b" | ",
    b"Reporter: ", b"Editor: ", b"date: 2024-13-45\n", b"{a: [", b"\n\n\n\n", b"<b>", b"&nbsp;", b"20.000,00",
)  # fmt: skip
TOKENS = {"xml": _XML, "json": _JSON, "mail": _MAIL, "wire": _WIRE, "text": _TEXT}
_KINDS = (
    ("xml", (".xml", ".rss", ".atom", ".html")),
    ("json", (".json", ".jsonl")),
    ("mail", (".eml",)),
    ("wire", (".tst",)),
    ("wire", ("iptc7901.txt", "iptc7901-dua.txt")),
)
_CHARSETS = ("utf-16", "utf-16-be", "utf-32", "cp1252", "utf-7", "cp500", "utf-8-sig", "shift_jis", "iso2022_jp")


def examples() -> dict[str, bytes]:
    """Return the examples of the documentation by their names, and what of the formats they leave out."""
    found = {path.name: path.read_bytes() for path in sorted(EXAMPLES.iterdir()) if path.is_file()}
    return found | {
        "sendiri.json": b'{"title": "Banjir", "url": "https://a.example/1", "published": "2026-11-20"}',
        "lama.rss": b'<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        b'xmlns="http://purl.org/rss/1.0/"><item rdf:about="https://a.example/1"><title>Banjir di hulu</title>'
        b"<description>Air naik sejak malam tadi.</description></item></rdf:RDF>",
        "rusak.rss": b"<rss><channel><item><title>Banjir & longsor</title><description>Air <b>naik sejak malam"
        b"</description></item></channel>",
        **{f"naskah.txt.{ending}": compress(FLOOD.encode()) for ending, compress in COMPRESS.items()},
    }


def tokens_for(name: str) -> tuple[bytes, ...]:
    """Return what means something in the format of an example."""
    kind = next((kind for kind, endings in _KINDS if name.endswith(endings)), "text")
    return _COMMON + TOKENS[kind]


def mutated(seeds: Sequence[tuple[str, bytes]]) -> st.SearchStrategy[tuple[str, bytes]]:
    """Return (name, content) of documents made from the seeds by one to six changes."""
    change = st.tuples(st.sampled_from(_CHANGES), st.integers(0, 2**32 - 1))

    def made(seed: tuple[str, bytes], other: tuple[str, bytes], changes: list[tuple[Any, int]]) -> tuple[str, bytes]:
        name, content = seed
        for act, number in changes:
            content = act(content, other[1], tokens_for(name), random.Random(number))[:MOST_BYTES]
        return name, content

    return st.builds(made, st.sampled_from(seeds), st.sampled_from(seeds), st.lists(change, min_size=1, max_size=6))


# --- changes: content, another example, tokens, chance -> content


def _span(content: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(content) + 1)
    length = chance.choice((1, 4, 16, 64, 256, len(content)))
    return start, min(len(content), start + chance.randrange(length + 1))


def _flip(content: bytes, other: bytes, tokens: Sequence[bytes], chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8))):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut_off(content: bytes, other: bytes, tokens: Sequence[bytes], chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _take_out(content: bytes, other: bytes, tokens: Sequence[bytes], chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:start] + content[end:]


def _double(content: bytes, other: bytes, tokens: Sequence[bytes], chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:end] + content[start:end] * chance.choice((1, 2, 10, 300)) + content[end:]


def _splice(content: bytes, other: bytes, tokens: Sequence[bytes], chance: random.Random) -> bytes:
    start, end = _span(other, chance)
    place = chance.randrange(len(content) + 1)
    return content[:place] + other[start:end] + content[place if chance.random() < 0.5 else end :]


def _insert(content: bytes, other: bytes, tokens: Sequence[bytes], chance: random.Random) -> bytes:
    place = chance.randrange(len(content) + 1)
    return content[:place] + chance.choice(tokens) * chance.choice((1, 1, 1, 3, 50, 2000)) + content[place:]


def _overwrite(content: bytes, other: bytes, tokens: Sequence[bytes], chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:start] + chance.choice(tokens) + content[end:]


def _blow_up_a_number(content: bytes, other: bytes, tokens: Sequence[bytes], chance: random.Random) -> bytes:
    found = list(re.finditer(rb"\d+", content))
    if not found:
        return content
    at = chance.choice(found)
    return content[: at.start()] + chance.choice((*_NUMBERS, at[0] * 40)) + content[at.end() :]


def _swap_values(content: bytes, other: bytes, tokens: Sequence[bytes], chance: random.Random) -> bytes:
    found = list(re.finditer(rb"\"[^\"]*\"|'[^']*'|>[^<]+<", content))
    if not found:
        return content
    at = chance.choice(found)
    value = chance.choice((b'""', b"null", b"[]", b"{}", b"1e400", b"[{}]", b"><", chance.choice(found)[0]))
    return content[: at.start()] + value + content[at.end() :]


def _nest(content: bytes, other: bytes, tokens: Sequence[bytes], chance: random.Random) -> bytes:
    opening, closing = chance.choice(
        ((b"[", b"]"), (b'{"a":', b"}"), (b"<p>", b"</p>"), (b"<b><i>", b""), (b"(", b")"), (b"> ", b""), (b'"', b'"'))
    )
    start, end = _span(content, chance)
    levels = chance.choice((1, 5, 300, 5000))
    return content[:start] + opening * levels + content[start:end] + closing * levels + content[end:]


def _recode(content: bytes, other: bytes, tokens: Sequence[bytes], chance: random.Random) -> bytes:
    return content.decode("utf-8", "replace").encode(chance.choice(_CHARSETS), "replace")


def _lie_about_encoding(content: bytes, other: bytes, tokens: Sequence[bytes], chance: random.Random) -> bytes:
    said = chance.choice(
        (b"utf-7", b"utf-16", b"cp500", b"idna", b"rot13", b"zlib", b"x", b"", b"hex", b"unicode_escape")
    )
    return re.sub(rb"(?i)((?:encoding|charset)\s*=\s*[\"']?)[\w.:-]+", lambda found: found[1] + said, content)


def _swap_lines(content: bytes, other: bytes, tokens: Sequence[bytes], chance: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    chance.shuffle(lines)
    return b"".join(lines)


_CHANGES: tuple[Callable[..., bytes], ...] = (
    _flip, _cut_off, _take_out, _double, _splice, _insert, _insert, _overwrite, _overwrite, _blow_up_a_number,
    _swap_values, _swap_values, _nest, _recode, _lie_about_encoding, _swap_lines,
)  # fmt: skip


# --- archives, whose insides are made first


_NAMES = st.one_of(
    st.sampled_from(
        ("a.txt", "../a.txt", "/etc/a.txt", "a/../../b.txt", "C:\\a.txt", "a\0b.txt", "a\nb.txt", "a!b#1.txt", ".a", "",
         "a.txt/", "x" * 300, "a.json", "a.zip", "con", "\u202etxt.exe", "__MACOSX/._a", "é.txt", "a//b.txt", "~", "#2")
    ),
    st.text(max_size=12),
)  # fmt: skip


@st.composite
def archives(draw: st.DrawFn, seeds: Sequence[tuple[str, bytes]]) -> tuple[str, bytes]:
    """Return an archive of mutated documents under hostile names, perhaps damaged, perhaps inside another."""
    inside = mutated(seeds)
    files = {draw(_NAMES): draw(inside)[1][:20_000] for _ in range(draw(st.integers(0, 4)))} | {
        "final.txt": CUP.encode()
    }
    chance = random.Random(draw(st.integers(0, 2**32 - 1)))
    for _ in range(draw(st.integers(1, 3))):
        name, packed = _packed(files, chance)
        files = {name: packed}
    for _ in range(draw(st.integers(0, 3))):
        packed = chance.choice((_flip, _cut_off, _take_out, _double, _overwrite))(packed, b"", _PACKED, chance)
    return name, packed[:MOST_BYTES]


_PACKED = (
    b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07", b"PK\x07\x08", b"ustar\x0000",
    b"ustar  \0", b"\xff" * 8, b"\0" * 8, b"\0" * 512, b"\x80" + b"\xff" * 11, b"00000000000\0", b"77777777777\0",
    b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"30 path=../../a\n", b"99 size=-1\n", b"L", b"K", b"x", b"g",
    b"S", b"2", b"1",
)  # fmt: skip


def _packed(files: dict[str, bytes], chance: random.Random) -> tuple[str, bytes]:
    kind = chance.choice(("zip", "tar", "tar.gz", "gz", "xz", "bz2", "zst", "stored.zip"))
    if kind.endswith("zip"):
        names = {name.replace("\0", "") or "x": content for name, content in files.items()}
        return "a.zip", a_zip(names, method=zipfile.ZIP_STORED if kind == "stored.zip" else zipfile.ZIP_DEFLATED)
    if kind.startswith("tar"):
        form = chance.choice((tarfile.PAX_FORMAT, tarfile.GNU_FORMAT))
        packed = a_tar({name.encode("utf-8", "replace").decode(): each for name, each in files.items()}, form=form)
        return (f"a.{kind}", COMPRESS["gz"](packed)) if kind == "tar.gz" else ("a.tar", packed)
    (name, content), *_ = files.items()
    return f"{name or 'a'}.{kind}", COMPRESS[kind](content)
