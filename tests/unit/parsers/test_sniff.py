"""The content decides which parser reads a file; the name only hints."""

from __future__ import annotations

import pytest

from sindikasi.errors import EmptyArticle, UnknownFormat
from sindikasi.parsers.sniff import choose
from tests.text_builders import PARSERS, a_file

PROSE = "Banjir merendam dua desa di tepi sungai sejak malam, kata camat setempat kepada wartawan.\n"


@pytest.mark.parametrize(
    ("content", "name", "parser"),
    [
        (PROSE, "a.txt", "plain"),
        (PROSE, "a.html", "plain"),
        (PROSE, "a", "plain"),
        (PROSE, "a.md", "markdown"),
        (f"---\ntitle: Banjir\n---\n\n{PROSE}", "a.txt", "markdown"),
        (f'+++\ntitle = "Banjir"\n+++\n\n{PROSE}', "a.txt", "markdown"),
        (f"<!DOCTYPE html><html><body><p>{PROSE}</p></body></html>", "a.txt", "html"),
        (f"<div><h1>Banjir</h1><p>{PROSE}</p></div>", "a.txt", "html"),
        (
            f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><p>{PROSE}</p></html>',
            "a.xml",
            "html",
        ),
        ('{"title": "Banjir", "text": "Dua desa terendam."}', "a.txt", "json"),
        ('{\n  "title": "Banjir",\n  "text": "Dua desa terendam."\n}', "a.json", "json"),
        ('[{"title": "Banjir"}, {"title": "Gempa"}]', "a.json", "json-list"),
        ('{"articles": [{"title": "Banjir"}]}', "a.json", "json-list"),
        ('{"title": "Banjir"}\n{"title": "Gempa"}\n', "a.json", "jsonlines"),
        ('{"title": "Banjir"}\n', "a.jsonl", "jsonlines"),
        ('{"title": "Banjir"\n', "a.jsonl", "jsonlines"),
        ('{"title": "Banjir"}', "a.jsonl#1", "json"),
        ("bukan json", "a.jsonl#2", "json"),
    ],
)
def test_the_surest_parser_is_chosen(content: str, name: str, parser: str) -> None:
    assert choose(a_file(content, name=name), PARSERS).name == parser


def test_utf_16_text_is_text() -> None:
    assert choose(a_file(PROSE.encode("utf-16")), PARSERS).name == "plain"


@pytest.mark.parametrize("content", [b"", b" \n\t\r\n", b"\xef\xbb\xbf\n", "\u00a0\n".encode()])
def test_a_file_with_nothing_in_it_is_empty(content: bytes) -> None:
    with pytest.raises(EmptyArticle) as caught:
        choose(a_file(content), PARSERS)
    assert caught.value.reason == "empty"


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (b'<?xml version="1.0"?><newsItem xmlns="http://iptc.org/std/nar/2006-10-01/"/>', "NewsML-G2"),
        (b'<?xml version="1.0"?><NewsML Version="1.2"><NewsItem/></NewsML>', "NewsML 1"),
        (b"<nitf><head><title>Banjir</title></head><body><p>x</p></body></nitf>", "NITF"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "RSS"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"></feed>', "Atom"),
        (b'<?xml version="1.0"?><invoice><p>x</p></invoice>', "<invoice>"),
        (b'{"uri": "tag:x", "type": "text", "versioncreated": "2026-01-01"}', "ninjs"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "JSON Feed"),
        (
            b"\x01abc123 4 i 211 xyz 061\r\n\r\nKota-cuaca/\r\n\x02Hujan =\r\n\r\n   Kota (abc) - Hujan.\r\n",
            "IPTC 7901",
        ),
        (
            b"\x16\x16\x01z6715\x1f-----\r\nr z\x13\x11 BC-Hujan 02-20 0500\r\n\x02\x02^BC-Hujan<\r\n",
            "ANPA 1312",
        ),
        (b"From: a@b.c\r\nTo: d@e.f\r\nSubject: Banjir\r\n\r\nIsi.\r\n", "e-mail"),
        (b"%PDF-1.7 \x00\x01", "PDF"),
        (b"PK\x03\x04\x00\x00", "ZIP"),
        (b"\x00\x01\x02\x03\x04" * 40, "binary"),
    ],
)
def test_what_nobody_reads_is_refused_by_its_name(content: bytes, seen: str) -> None:
    with pytest.raises(UnknownFormat, match="reads flat text") as caught:
        choose(a_file(content), PARSERS)
    assert seen in caught.value.message
    assert caught.value.reason == "unknown-format"


def test_without_parsers_everything_is_unknown() -> None:
    with pytest.raises(UnknownFormat):
        choose(a_file(PROSE), ())
