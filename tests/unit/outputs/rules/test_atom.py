from __future__ import annotations

import pytest
from lxml import etree

from sindikasi.outputs.rules.check import check
from tests.standards import atom_schema
from tests.unit.outputs.rules.documents import ATOM

_ENTRY = ATOM[ATOM.index("  <entry>") : ATOM.index("</feed>")]


def codes(document: str) -> list[tuple[str, str]]:
    return [(finding.severity, finding.code) for finding in check(document.encode()).findings]


def test_a_sound_feed_has_no_finding() -> None:
    verdict = check(ATOM.encode())
    assert (verdict.kind, verdict.findings, verdict.is_valid) == ("atom", (), True)
    assert atom_schema().validate(etree.fromstring(ATOM.encode()))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<id>urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6</id>", "", "element-missing"),
        ("<title>Kabar</title>", "<title>Kabar</title><title>Dua kali</title>", "element-repeated"),
        ("<icon>", "<hue>1</hue><icon>", "element-undefined"),
        ("2026-11-20T12:00:00Z", "20 November 2026", "date-invalid"),
        ("2026-11-20T12:00:00Z", "2026-02-30T12:00:00Z", "date-invalid"),
        ("<name>Kawat</name>", "", "element-missing"),
        ('<category term="a"', "<category", "attribute-missing"),
        ("redaksi@kabar.example", "redaksi", "email-invalid"),
        (' href="https://kabar.example/1"', "", "attribute-missing"),
        ("<updated>2026-11-20T11:00:00Z</updated>", "", "element-missing"),
        ('xml:lang="id"', 'xml:lang="bahasa Indonesia"', "language-invalid"),
        ('hreflang="id"', 'hreflang="?"', "language-invalid"),
        ('type="text/html"', 'type="html"', "media-type-invalid"),
        ('<content type="html"', '<content type="nothing"', "media-type-invalid"),
        ("<summary>Ringkas.</summary>", "<summary>a</summary><summary>b</summary>", "element-repeated"),
    ],
)
def test_what_breaks_the_grammar_is_an_error_and_the_schema_agrees(old: str, new: str, code: str) -> None:
    broken = ATOM.replace(old, new, 1)
    assert broken != ATOM
    assert ("error", code) in codes(broken)
    # The appendix takes any content beside elements it knows for "other" content, so a type alone never fails there.
    if "nothing" not in new:
        assert not atom_schema().validate(etree.fromstring(broken.encode()))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<id>urn:uuid:1</id>", "<id>1</id>", "id-invalid"),
        ("<id>urn:uuid:1</id>", "<id> urn:uuid:1</id>", "id-invalid"),
        ("<title>Kabar</title>", '<title type="markdown">Kabar</title>', "type-invalid"),
        ("<title>Kabar</title>", "<title><b>Kabar</b></title>", "markup-misplaced"),
        ("<name>Kawat</name>", "<name> </name>", "name-empty"),
        ("<uri>https://kabar.example/</uri>", "<uri>a b</uri>", "address-invalid"),
        ('href="https://kabar.example/1"', 'href="https://kabar.example/a b"', "address-invalid"),
        ('href="https://kabar.example/1"', 'href="https://kabar.example/%zz"', "address-invalid"),
        ('href="https://kabar.example/1"', 'href="https:///1"', "address-invalid"),
        ("<icon>/icon.png", "<icon>i con", "address-invalid"),
        ('scheme="https://kabar.example/t/"', 'scheme="t"', "address-invalid"),
        ('<link href="https://kabar.example/1"/>', '<link href="/1"/><link href="/2"/>', "link-repeated"),
        ('<link rel="alternate" href="https://kabar.example/2" hreflang="id"/>', "", "alternate-missing"),
        ('<content type="html">', '<content src="https://x.example/1" type="video/mp4">', "content-doubled"),
        ('<content type="html">', '<content src="a b" type="video/mp4">', "address-invalid"),
        ('<content type="html">', '<content type="xhtml">', "xhtml-div"),
        ('<content type="html">', '<content type="html"><p/>', "markup-misplaced"),
        ('ref="urn:uuid:aa"', 'ref="aa"', "tombstone-invalid"),
        ('when="2026-11-20T11:00:00+07:00"', "", "tombstone-invalid"),
        ("<icon>", "<fh:archive/><fh:complete/><icon>", "history-contradiction"),
        ('url="https://kabar.example/1.jpg" ', "", "media-address"),
        ('url="https://kabar.example/1.jpg"', 'url="1.jpg"', "address-invalid"),
        ('width="10"', 'width="10px"', "number-invalid"),
        ('type="image/jpeg"', 'type="jpeg"', "media-type-invalid"),
        (_ENTRY, _ENTRY + _ENTRY, "id-repeated"),
        (
            "<author><name>Kawat</name><uri>https://kabar.example/</uri><email>redaksi@kabar.example</email></author>",
            "",
            "author-missing",
        ),
    ],
)
def test_what_the_text_of_the_standard_forbids_is_an_error(old: str, new: str, code: str) -> None:
    broken = ATOM.replace(old, new, 1)
    assert broken != ATOM
    assert ("error", code) in codes(broken)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<title>Satu</title>", "<title/>", "title-empty"),
        ("<title>Satu</title>", "<title>Sa\ufffdtu</title>", "text-garbled"),
        ("Isi &lt;a", "&lt;script&gt;x&lt;/script&gt;&lt;a", "html-unsafe"),
        ('&lt;a href="https://x.example/"', '&lt;a href="/x"', "html-relative"),
        ('<link rel="self" href="https://kabar.example/a.atom" type="application/atom+xml"/>', "", "self-missing"),
        ("2026-11-20T11:00:00Z", "2026-11-20T12:00:00.25Z", "time-repeated"),
        ("<id>urn:uuid:2</id>", "<id>urn:uuid:1</id>", "id-repeated"),
        ("<icon>", "<fh:archive/><icon>", "history-current"),
        ("<icon>", '<link rel="next-archive" href="/b"/><icon>', "history-marker"),
    ],
)
def test_what_it_advises_against_is_a_warning_and_no_error(old: str, new: str, code: str) -> None:
    broken = ATOM.replace(old, new, 1)
    assert broken != ATOM
    assert codes(broken) == [("warning", code)]


def test_content_elsewhere_or_in_base64_needs_a_summary() -> None:
    bare = ATOM.replace("<summary>Ringkas.</summary>", "")
    inline = bare[bare.index('<content type="html">') : bare.index("</content>")]
    for content in ('<content src="https://x.example/1" type="video/mp4">', '<content type="image/png">aGFsbw=='):
        assert ("error", "summary-missing") in codes(bare.replace(inline, content))
    for content in ('<content type="text/plain">a', '<content type="image/svg+xml"><a/>'):
        assert codes(bare.replace(inline, content)) == []


def test_an_author_of_the_source_is_one_of_the_entry() -> None:
    author = ATOM[ATOM.index("<author>") : ATOM.index("</author>") + 9]
    source = "<source><author><name>Antara</name></author></source>"
    alone = ATOM.replace(author, "").replace(_ENTRY, "").replace("<summary>", source + "<summary>")
    assert codes(alone) == []
    assert ("error", "element-undefined") in codes(alone.replace("<source>", "<source><entry/>"))


def test_a_finding_says_which_entry_and_what() -> None:
    (finding,) = check(ATOM.replace("urn:uuid:2", "2").encode()).findings
    assert (finding.entry, finding.place) == (1, "entry 2 (2) / atom:id")
    assert "absolute IRI" in finding.message


def test_an_entry_document_is_an_entry() -> None:
    entry = f'<entry xmlns="http://www.w3.org/2005/Atom">{_ENTRY.strip().removeprefix("<entry>")}'
    assert codes(entry) == [("error", "author-missing")]
