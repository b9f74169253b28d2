"""The door for untrusted XML: what it mends, what it refuses before parsing, and that nothing is expanded."""

from __future__ import annotations

import pytest

from sindikasi.errors import DocumentError, EmptyArticle, MalformedDocument
from sindikasi.parsers.xml import DEPTH, ELEMENTS, TAG_CHARACTERS, local_name, parse_xml, root_name, text_of


def text_in(content: bytes) -> str:
    return text_of(parse_xml(content, name="uji").root)


def refusal(content: bytes) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        parse_xml(content, name="uji")
    return caught.value


@pytest.mark.parametrize(
    "content",
    [
        '<?xml version="1.0" encoding="UTF-8"?><a>Café</a>'.encode(),
        b"\xef\xbb\xbf" + "<a>Café</a>".encode(),
        '<?xml version="1.0" encoding="ISO-8859-1"?><a>Café</a>'.encode("latin-1"),
        "<?xml version='1.0' encoding='windows-1252'?><a>Café</a>".encode("cp1252"),
        '<?xml version="1.0" encoding="UTF-16"?><a>Café</a>'.encode("utf-16"),
        '<?xml version="1.0" encoding="UTF-16"?><a>Café Café</a>'.encode("utf-16-le"),
        '<?xml version="1.0" encoding="UTF-16"?><a>Café Café</a>'.encode("utf-16-be"),
    ],
)
def test_the_encoding_is_that_of_mark_or_declaration(content: bytes) -> None:
    xml = parse_xml(content, name="uji")
    assert text_of(xml.root).startswith("Café")
    assert xml.repairs == ()


def test_multi_byte_encodings_are_read_as_declared() -> None:
    assert (
        text_in('<?xml version="1.0" encoding="Shift_JIS"?><a>日本のニュース</a>'.encode("shift_jis"))
        == "日本のニュース"
    )
    assert text_in('<?xml version="1.0" encoding="ISO-2022-JP"?><a>日本</a>'.encode("iso2022_jp")) == "日本"


@pytest.mark.parametrize(
    ("content", "read", "repair"),
    [
        ('<?xml version="1.0" encoding="ISO-8859-1"?><a>Café</a>'.encode(), "Café", "the declaration says iso-8859-1"),
        ('<?xml version="1.0" encoding="UTF-8"?><a>Café</a>'.encode("cp1252"), "Café", "the declaration says utf-8"),
        ("<a>Café</a>".encode("cp1252"), "Café", "without a declaration"),
        (b'<?xml version="1.0" encoding="utf-7"?><a>Caf\xe9 +ADw-b+AD4-</a>', "Café +ADw-b+AD4-", "says utf-7"),
        (b"<?xml version='1.0' encoding='x-iso-2022-none'?><a>Caf\xc3\xa9</a>", "Café", "says x-iso-2022-none"),
        ("<a>â€œBanjirâ€\u009d</a>".encode(), "“Banjir”", "UTF-8 encoded twice"),
        (b"<a>Ban\x01jir&#2; &#x1F;naik\x1a</a>\x00", "Banjir naik", "characters XML forbids"),
        (b"<a>Banjir&nbsp;&eacute; &LT;b&GT;</a>", "Banjir é <b>", "HTML entities"),
        (b'<a b="&QUOT;">AT&T &foo; R&D;</a>', "AT&T &foo; R&D;", "bare ampersands"),
    ],
)
def test_what_is_wrong_and_sure_is_mended_and_told(content: bytes, read: str, repair: str) -> None:
    xml = parse_xml(content, name="uji")
    assert text_of(xml.root) == read
    assert any(repair in told for told in xml.repairs)


def test_an_escape_in_an_unknown_seven_bit_encoding_is_left_to_utf_8() -> None:
    xml = parse_xml(b"<?xml version='1.0' encoding='iso-2022-none'?><a>Ban\x1bjir</a>", name="uji")
    assert text_of(xml.root) == "Banjir"


def test_references_that_need_no_declaration_are_no_repair() -> None:
    xml = parse_xml(b"<a>&lt;b&gt; &amp; &quot;&apos; &#65;&#x42; <![CDATA[x & y]]></a>", name="uji")
    assert text_of(xml.root) == "<b> & \"' AB x & y"
    assert xml.repairs == ()


def test_a_bare_doctype_is_allowed_and_never_fetched() -> None:
    content = b'<?xml version="1.0"?>\n<!DOCTYPE nitf PUBLIC "-//IPTC//DTD NITF 3.2//EN"\n "http://127.0.0.1:9/n.dtd">\n<nitf>x</nitf>'
    xml = parse_xml(content, name="uji")
    assert (local_name(xml.root), xml.root.sourceline) == ("nitf", 4)


BOMB = (
    b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;"><!ENTITY z "&y;&y;&y;&y;&y;&y;&y;&y;">]>'
    b"<a>&z;&z;&z;</a>"
)


@pytest.mark.parametrize(
    "content",
    [
        BOMB,
        BOMB.decode().encode("utf-16"),
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]><a/>',
        b"<!DOCTYPE a []><a/>",
        b'<!DOCTYPE a SYSTEM "x>y" [<!ELEMENT a ANY>]><a/>',
        b'<!-- [ --><!DOCTYPE a SYSTEM "x" [<!ATTLIST a b CDATA "c">]><a/>',
        b'<a><!ENTITY x "y"></a>',
        b"<!DOCTYPE a " + b"x" * TAG_CHARACTERS + b"><a/>",
        b"<a>" * (DEPTH + 44) + b"</a>" * (DEPTH + 44),
        b"<a>" + b"<b/>" * ELEMENTS + b"</a>",
        b'<a b="' + b"x" * 100_000 + b'"/>',
        b"<" * 100_000,
    ],
)
def test_what_can_harm_is_refused_before_it_is_parsed(content: bytes) -> None:
    error = refusal(content)
    assert isinstance(error, MalformedDocument)
    assert error.reason == "unsafe"
    assert ";" in error.message


def test_the_caps_themselves_are_allowed() -> None:
    assert local_name(parse_xml(b"<a>" * DEPTH + b"</a>" * DEPTH, name="uji").root) == "a"
    assert len(parse_xml(b"<a>" + b"<b/>" * (ELEMENTS - 1) + b"</a>", name="uji").root) == ELEMENTS - 1
    assert len(parse_xml(b'<a b="' + b"x" * (TAG_CHARACTERS - 9) + b'"/>', name="uji").root.get("b")) > 65_000


def test_a_container_may_have_more_elements() -> None:
    assert len(parse_xml(b"<a>" + b"<b/>" * ELEMENTS + b"</a>", name="uji", elements=2 * ELEMENTS).root) == ELEMENTS


def test_an_external_entity_is_text() -> None:
    assert text_in(b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a>&x;</a>') == "&x;"


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"<a>\n<b>Ban", "line 2, column 7"),
        (b'<a>\n<b c="Ban', "line 2"),
        (b"<a>\n<![CDATA[Ban", "line 2"),
        (b"<a>\n<!-- Ban", "line 2"),
        (b"\n\n<a>1 < 2</a>", "line 3"),
        (b'<a b="1 < 2"/>', "line 1"),
        (b"<a></b>", "line 1"),
        (b"<a/>\nsisa", "line 2"),
        (b"<a/>\n<!DOCTYPE a>", "line 2"),
        (b"<!DOCTYPE a", "line 1"),
        (b"<dc:a/>", "line 1"),
        (b"tanpa markup", "line 1"),
    ],
)
def test_broken_xml_names_its_place_and_the_remedy(content: bytes, place: str) -> None:
    error = refusal(content)
    assert error.reason == "malformed"
    assert place in error.message
    assert error.message.endswith("write it again with an XML writer")


@pytest.mark.parametrize("content", [b"", b" \n", b"\xef\xbb\xbf \n", b" \xef\xbb\xbf"])
def test_an_empty_file_is_empty(content: bytes) -> None:
    assert isinstance(refusal(content), EmptyArticle)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<nitf>", "nitf"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- <a> -->\n<!DOCTYPE nitf SYSTEM 'a>b'>\n<n:nitf/>", "nitf"),
        ("<?xml version='1.0'?><newsItem/>".encode("utf-16"), "newsItem"),
        ("<?xml version='1.0'?><newsItem/>".encode("utf-16-be"), "newsItem"),
        (b"Banjir <a>", None),
        (b"<!-- " + b"x" * TAG_CHARACTERS + b"--><a/>", None),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", None),
        (b"", None),
    ],
)
def test_the_root_is_named_without_parsing(content: bytes, name: str | None) -> None:
    assert root_name(content) == name


def test_text_of_nothing_is_empty() -> None:
    assert text_of(None) == ""
