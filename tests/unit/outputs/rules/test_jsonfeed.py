from __future__ import annotations

import pytest

from sindikasi.outputs.rules.check import check
from tests.unit.outputs.rules.documents import JSON


def codes(document: str) -> list[tuple[str, str]]:
    return [(finding.severity, finding.code) for finding in check(document.encode()).findings]


def test_a_sound_feed_has_no_finding() -> None:
    verdict = check(JSON.encode())
    assert (verdict.kind, verdict.findings) == ("json", ())


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("version/1.1", "version/2", "version-invalid"),
        ('"title": "Kabar",', "", "field-missing"),
        ('"title": "Kabar"', '"title": 5', "type-invalid"),
        ('"title": "Kabar"', '"title": null', "type-invalid"),
        ('"expired": false', '"expired": 0', "type-invalid"),
        ("https://kabar.example/b.json", "https://kabar.example/a.json", "next-circular"),
        ("https://kabar.example/a.json", "a.json", "address-invalid"),
        ('"language": "id"', '"language": "bahasa Indonesia"', "language-invalid"),
        ('{"name": "Kawat"}', "{}", "name-empty"),
        ('{"name": "Kawat"}', '"Kawat"', "type-invalid"),
        ('"type": "WebSub", ', "", "field-missing"),
        ('{"id": "urn:x"}', '"urn:x"', "extension-invalid"),
        ('"id": "urn:uuid:1",', "", "field-missing"),
        ('"id": "urn:uuid:1"', '"id": 1', "type-invalid"),
        ('"urn:uuid:2"', '"urn:uuid:1"', "id-repeated"),
        (', "content_text": "Isi."', "", "content-missing"),
        ("2026-11-20T12:00:00Z", "20 November 2026", "date-invalid"),
        ('["bencana"]', "[1]", "type-invalid"),
        ('["bencana"]', '"bencana"', "type-invalid"),
        ('"mime_type": "image/jpeg", ', "", "field-missing"),
        ('"image/jpeg"', '"jpeg"', "media-type-invalid"),
        ('"size_in_bytes": 100', '"size_in_bytes": true', "type-invalid"),
        ('{"id": "urn:uuid:2", "content_text": "Isi."}', "null", "type-invalid"),
    ],
)
def test_what_the_standard_forbids_is_an_error(old: str, new: str, code: str) -> None:
    broken = JSON.replace(old, new, 1)
    assert broken != JSON
    assert ("error", code) in codes(broken)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('"expired": false', '"ttl": 5', "field-undefined"),
        ('"feed_url": "https://kabar.example/a.json",', "", "self-missing"),
        ("<p>Isi</p>", "<iframe></iframe>", "html-unsafe"),
        ("Ringkas.", "Ring\ufffdkas.", "text-garbled"),
    ],
)
def test_what_it_advises_against_is_a_warning_and_no_error(old: str, new: str, code: str) -> None:
    broken = JSON.replace(old, new, 1)
    assert broken != JSON
    assert codes(broken) == [("warning", code)]


def test_items_that_are_no_list_are_said_once() -> None:
    document = (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "x", "feed_url": "https://x.example/", "items": 5}'
    )
    assert codes(document) == [("error", "type-invalid")]
