"""The content decides which parser reads a file; the name only hints."""

from __future__ import annotations

import pytest

from sindikasi.errors import EmptyArticle, MalformedDocument, UnknownFormat
from sindikasi.parsers.sniff import choose, is_binary
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


def test_a_stray_nul_does_not_make_a_text_binary() -> None:
    assert choose(a_file(PROSE * 3 + "\0" + PROSE), PARSERS).name == "plain"
    assert choose(a_file(PROSE + "\0" * 4), PARSERS).name == "plain"


def test_nuls_are_judged_by_their_share() -> None:
    assert not is_binary(b"a" * 396 + b"\0" * 3 + b"a")
    assert not is_binary(b"a" * 396 + b"\0a\0a")
    assert is_binary(b"a" * 394 + b"\0a" * 5)
    assert is_binary(b"abcd\0efghijk")


@pytest.mark.parametrize(
    ("magic", "seen"), [(b"\xff\xd8\xff\xe0", "JPEG"), (b"PK\x03\x04", "ZIP"), (b"\x89PNG\r\n", "PNG")]
)
def test_a_known_signature_is_named_before_a_table(magic: bytes, seen: str) -> None:
    with pytest.raises(UnknownFormat, match=seen):
        choose(a_file(magic + b"a\tb\nc\td\ne\tf\n"), PARSERS)


def test_a_table_of_columns_is_named() -> None:
    with pytest.raises(UnknownFormat, match="tab-separated"):
        choose(a_file(b"judul\ttanggal\nBanjir\t1\nGempa\t2\n"), PARSERS)


@pytest.mark.parametrize(
    "document",
    [
        '<!DOCTYPE html [<!ENTITY x "y">]><html><body><p>&x;</p></body></html>',
        "<!doctype html[]><html><body><p>Isi.</p></body></html>",
        '<?xml version="1.0"?>\n<!-- a < b > c -->\n<!DOCTYPE nitf SYSTEM "a>b" [<!ENTITY % p SYSTEM "file:///x">]><nitf/>',
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" \'x.dtd\' [\n<!ATTLIST p a CDATA "">]><html/>',
        "<!--" + " " * 10_000 + '--><!DOCTYPE a [<!ENTITY b "c">]><a><p>x</p></a>',
        '<!DOCTYPE html><!ENTITY x "y"><html><body><p>&x;</p></body></html>',
    ],
    ids=["entity", "empty subset", "system", "public", "late", "loose entity"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_doctype_that_declares_something_is_unsafe(document: str, encoding: str) -> None:
    with pytest.raises(MalformedDocument, match="DOCTYPE") as caught:
        choose(a_file(document.encode(encoding)), PARSERS)
    assert caught.value.reason == "unsafe"


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE html>",
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">',
        '<!DOCTYPE html SYSTEM "about:legacy-compat">',
        "<!-- <!DOCTYPE html [<!ENTITY x 'y'>]> --><!DOCTYPE html>",
        '<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01>',
        "",
    ],
)
def test_a_bare_doctype_is_allowed(doctype: str) -> None:
    page = f'{doctype}<html><body><p class="a" id="b[1]">{PROSE} &lt;!ENTITY x [1]</p></body></html>'
    assert choose(a_file(page), PARSERS).name == "html"


def test_looking_for_a_doctype_takes_time_in_proportion_to_the_document() -> None:
    for piece in ("<!--", "<?x>", "<!DOCTYPE x '", "<!", "<!--x-->"):
        choose(a_file("<p>" + piece * 200_000), PARSERS)
        choose(a_file(piece * 200_000 + "<html><p>x</p>"), (PARSERS[-1],))
