from __future__ import annotations

import pytest

from sindikasi.outputs.rules.check import check
from tests.unit.outputs.rules.documents import RSS


def codes(document: str) -> list[tuple[str, str]]:
    return [(finding.severity, finding.code) for finding in check(document.encode()).findings]


def test_a_sound_feed_has_no_finding() -> None:
    verdict = check(RSS.encode())
    assert (verdict.kind, verdict.findings) == ("rss", ())


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('version="2.0" ', 'version="0.91" ', "version-invalid"),
        ("<description>Kabar hari ini.</description>", "", "element-missing"),
        ("<ttl>5</ttl>", "<ttl>5</ttl><ttl>6</ttl>", "element-repeated"),
        ("<ttl>5</ttl>", "<ttl>lima</ttl>", "number-invalid"),
        ("<ttl>5</ttl>", "<updated>5</updated>", "element-undefined"),
        ("<language>id", "<language>bahasa Indonesia", "language-invalid"),
        ("<link>https://kabar.example/</link>", "<link>/</link>", "address-invalid"),
        ("Fri, 20 Nov 2026 12:00:00 GMT", "2026-11-20T12:00:00Z", "date-invalid"),
        ("Fri, 20 Nov 2026 12:00:00 GMT", "Sat, 20 Nov 2026 12:00:00 GMT", "date-invalid"),
        ("Fri, 20 Nov 2026 12:00:00 GMT", "Fri, 20 Nov 26 12:00:00 GMT", "date-invalid"),
        ("Fri, 20 Nov 2026 12:00:00 GMT", "31 Feb 2026 12:00:00 GMT", "date-invalid"),
        ("<url>https://kabar.example/i.png</url>", "", "element-missing"),
        ('href="https://kabar.example/a.rss"', 'href="a.rss"', "address-invalid"),
        ("<atom:link", "<fh:archive/><fh:complete/><atom:link", "history-contradiction"),
        ("<dc:creator>Budi</dc:creator>", "<author>Budi</author>", "email-invalid"),
        ("<guid>https", "<guid>urn:https", "id-invalid"),
        ('<guid isPermaLink="false">urn:uuid:1</guid>', '<guid isPermaLink="no">urn:1</guid>', "attribute-invalid"),
        ("<guid>https://kabar.example/2</guid>", "<guid/>", "id-invalid"),
        ("<guid>https://kabar.example/2</guid>", '<guid isPermaLink="false">urn:uuid:1</guid>', "id-repeated"),
        ('url="https://antara.example/rss"', "", "address-invalid"),
        ('length="100"', 'length="besar"', "number-invalid"),
        ('length="100" type="image/jpeg"', 'length="100" type="jpeg"', "media-type-invalid"),
        ('<enclosure url="https://kabar.example/1.jpg"', '<enclosure url="1.jpg"', "address-invalid"),
        ("<title>Dua</title>", "", "element-missing"),
        ("Ringkas.", "<b>Ringkas.</b>", "markup-misplaced"),
        ("<title>Satu</title>", "<title>Satu</title><enclosure/><enclosure/>", "element-repeated"),
    ],
)
def test_what_the_profile_forbids_is_an_error(old: str, new: str, code: str) -> None:
    broken = RSS.replace(old, new, 1)
    assert broken != RSS
    assert ("error", code) in codes(broken)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<guid>https://kabar.example/2</guid>", "", "guid-missing"),
        ("<atom:link", "<atom:linked", "self-missing"),
        ("<category>Bencana", "<category>", "text-empty"),
        ("<title>Satu</title>", "<title>Sa\x81tu</title>", "text-garbled"),
        ("&lt;p&gt;Isi", '&lt;p onclick="x()"&gt;Isi', "html-unsafe"),
        ("<description>Ringkas.</description>", "", None),
    ],
)
def test_what_it_advises_against_is_a_warning_and_no_error(old: str, new: str, code: str | None) -> None:
    broken = RSS.replace(old, new, 1)
    assert broken != RSS
    assert codes(broken) == ([("warning", code)] if code else [])


def test_the_full_text_comes_behind_the_description() -> None:
    summary = "<description>Ringkas.</description>"
    moved = RSS.replace(summary, "").replace("</content:encoded>", "</content:encoded>" + summary)
    assert codes(moved) == [("warning", "content-order")]


def test_a_feed_has_one_channel() -> None:
    assert codes('<rss version="2.0"/>') == [("error", "element-missing")]
