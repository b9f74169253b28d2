"""ninjs: three generations of names for the same fields."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sindikasi.errors import EmptyArticle, MalformedDocument
from sindikasi.model import Image, ParsedArticle, Wire
from sindikasi.parsers.json import JsonListParser, JsonParser
from sindikasi.parsers.jsonlines import JsonLinesParser
from sindikasi.parsers.ninjs import NinjsParser
from tests.text_builders import a_file

TEXT = "Air naik setinggi dada orang dewasa.\n\nWarga mengungsi ke balai desa."
MARKUP = "<p>Air naik setinggi dada orang dewasa.</p><p>Warga mengungsi ke balai desa.</p>"
ONE = {
    "uri": "urn:contoh:banjir-1",
    "type": "text",
    "version": "2",
    "versioncreated": "2026-11-20T09:00:00+07:00",
    "headline": "Banjir di Luwu",
    "body_text": TEXT.replace("\n", " "),
    "body_xhtml": MARKUP,
}


def parse(fields: dict[str, Any]) -> ParsedArticle:
    return NinjsParser().parse(a_file(json.dumps(fields), name="a.json"))


def test_the_first_generation_is_read() -> None:
    parsed = parse(
        {
            **ONE,
            "firstcreated": "2026-11-20T08:00:00+07:00",
            "byline": "Rani Sari",
            "located": "Masamba",
            "language": "id",
            "pubstatus": "usable",
            "urgency": 3,
            "slugline": "BANJIR",
            "ednote": "Mengganti angka korban.",
            "embargoed": "2026-11-20T10:00:00+07:00",
            "copyrightholder": "Kantor Berita Contoh",
            "usageterms": "Hanya untuk Indonesia.",
            "keywords": ["banjir", "Luwu"],
            "description_text": "Tiga desa terendam sejak malam.",
            "subject": [{"code": "medtop:20000151", "name": "banjir"}, {"code": "x:1", "scheme": "http://contoh.id/"}],
        }
    )
    assert parsed == ParsedArticle(
        guid="urn:contoh:banjir-1",
        headline="Banjir di Luwu",
        standfirst="Tiga desa terendam sejak malam.",
        body=TEXT,
        has_own_body=True,
        byline="Rani Sari",
        dateline="Masamba",
        credit="Kantor Berita Contoh",
        source="Kantor Berita Contoh",
        language="id",
        published="2026-11-20T08:00:00+07:00",
        categories=("banjir",),
        subjects=("20000151",),
        wire=Wire(
            version="2",
            embargoed="2026-11-20T10:00:00+07:00",
            updated="2026-11-20T09:00:00+07:00",
            slugline="BANJIR",
            urgency=3,
            rights="Kantor Berita Contoh",
            usage_terms="Hanya untuk Indonesia.",
            keywords=("banjir", "Luwu"),
            notes=("Mengganti angka korban.",),
        ),
        markup=MARKUP,
    )


@pytest.mark.parametrize(
    ("version_created", "content_type"), [("versioncreated", "contenttype"), ("versionCreated", "contentType")]
)
def test_the_second_and_third_generation_are_read(version_created: str, content_type: str) -> None:
    parsed = parse(
        {
            "uri": "urn:contoh:banjir-1",
            version_created: "2026-11-20T09:00:00Z",
            "headlines": [
                {"role": "seo", "value": "banjir luwu hari ini"},
                {"role": "main", "value": "Banjir di Luwu"},
            ],
            "bodies": [
                {"role": "text", content_type: "text/plain", "value": "Satu baris saja."},
                {"role": "html", content_type: "text/html", "value": f"<h1>Banjir di Luwu</h1>{MARKUP}"},
            ],
            "descriptions": [{"role": "text", "value": "Tiga desa terendam."}],
            "by": "Rani Sari",
            "subjects": [{"uri": "http://cv.iptc.org/newscodes/mediatopic/20000151", "name": "banjir"}],
            "infoSources": [{"name": "BPBD"}],
            "embargoedUntil": "2026-11-20T10:00:00Z",
            "pubStatus": "withheld",
            "rightsInfo": {"linkedRights": "https://contoh.id/hak"},
        }
    )
    assert (parsed.headline, parsed.body, parsed.standfirst) == ("Banjir di Luwu", TEXT, "Tiga desa terendam.")
    assert (parsed.byline, parsed.subjects, parsed.source) == ("Rani Sari", ("20000151",), "BPBD")
    assert parsed.wire == Wire(
        status="withheld",
        embargoed="2026-11-20T10:00:00Z",
        updated="2026-11-20T09:00:00Z",
        usage_terms="https://contoh.id/hak",
    )


RENDITION = {"href": "https://contoh.id/besar.jpg", "mimetype": "image/jpeg", "width": 4000, "height": 3000}
PICTURE = {
    "type": "picture",
    "uri": "urn:contoh:foto-1",
    "byline": "Budi/Contoh",
    "description_text": "Air di jalan desa.",
}


@pytest.mark.parametrize(
    "associations",
    [
        {
            "foto": {
                **PICTURE,
                "renditions": {
                    "kecil": {"href": "https://contoh.id/k.jpg", "width": 9},
                    "asli": {**RENDITION, "sizeinbytes": 70},
                },
            }
        },
        [
            {
                **PICTURE,
                "name": "foto",
                "renditions": [{"name": "tanpa"}, {**RENDITION, "name": "asli", "sizeInBytes": 70}],
            }
        ],
        {"foto": {**PICTURE, "renditions": {"asli": {**RENDITION, "sizeinbytes": 70}}}, "lagi": None},
    ],
    ids=["by name", "as a list", "beside null"],
)
def test_a_picture_beside_the_text_is_read_in_its_widest_rendition(associations: object) -> None:
    assert parse({**ONE, "associations": associations}).images == (
        Image(
            url="https://contoh.id/besar.jpg",
            caption="Air di jalan desa.",
            credit="Budi/Contoh",
            media_type="image/jpeg",
            width=4000,
            height=3000,
            length=70,
        ),
    )


def test_a_picture_without_rendition_has_the_address_of_its_file() -> None:
    picture = {"type": "graphic", "uri": "https://contoh.id/peta.png"}
    assert parse({**ONE, "associations": [picture, {"type": "picture", "uri": "urn:x"}]}).images == (
        Image(url="https://contoh.id/peta.png"),
    )


def test_the_dateline_in_the_text_goes_before_the_one_beside_it() -> None:
    assert (
        parse({**ONE, "located": "Masamba", "body_xhtml": "<p>MASAMBA, Sulsel (Contoh) -- Air naik.</p>"}).dateline
        is None
    )


def test_a_description_that_begins_the_text_is_no_standfirst() -> None:
    assert parse({**ONE, "description_text": "Air naik setinggi dada orang dewasa"}).standfirst is None


@pytest.mark.parametrize("kind", ["picture", "video", "composite"])
def test_what_carries_no_text_is_refused_by_its_kind(kind: str) -> None:
    with pytest.raises(EmptyArticle, match=f"{kind} without a text"):
        parse({"uri": "urn:x", "type": kind, "versioncreated": "2026-11-20", "headline": "Air naik"})


def test_a_text_without_body_says_what_to_do() -> None:
    with pytest.raises(EmptyArticle, match="ask the sender"):
        parse({"uri": "urn:x", "type": "text", "versioncreated": "2026-11-20", "headline": "Air naik"})


def test_a_composite_is_read_from_the_texts_it_holds() -> None:
    main = {"uri": "urn:x:1", "type": "text", "body_text": "Air naik."}
    parsed = parse({"uri": "urn:x", "type": "composite", "versioncreated": "2026", "associations": {"main": main}})
    assert parsed.body == "Air naik."


def test_a_cancellation_needs_no_text() -> None:
    parsed = parse({"uri": "urn:x", "pubstatus": "canceled", "headline": "Banjir di Luwu", "ednote": "Berita ditarik."})
    assert parsed.wire is not None
    assert (parsed.guid, parsed.wire.status, parsed.body) == ("urn:x", "canceled", "Berita ditarik.")


def test_fields_of_the_wrong_kind_are_passed_over() -> None:
    odd = {"urgency": "tinggi", "keywords": 7, "subject": "banjir", "associations": [1, None], "byline": {"a": 1}}
    parsed = parse({**ONE, **odd, "rightsinfo": [], "infosource": {"x": 1}, "language": True})
    assert (parsed.body, parsed.byline, parsed.language, parsed.images) == (TEXT, None, None, ())
    assert parsed.wire is not None
    assert parsed.wire.urgency is None


def test_keywords_may_be_one_text() -> None:
    wire = parse({**ONE, "keywords": "banjir, Luwu; hujan"}).wire
    assert wire is not None
    assert wire.keywords == ("banjir", "Luwu", "hujan")


@pytest.mark.parametrize(
    "content", [b'{"uri": "urn:x", "versioncreated": ', b"[1]", b'{"uri": "\xff', b'{"a":' * 50_000]
)
def test_broken_ninjs_is_malformed(content: bytes) -> None:
    with pytest.raises(MalformedDocument):
        NinjsParser().parse(a_file(content, name="a.json"))


def test_a_body_nested_too_deeply_is_unsafe() -> None:
    with pytest.raises(MalformedDocument) as caught:
        parse({**ONE, "body_xhtml": "<div>" * 300 + "x" + "</div>" * 300})
    assert caught.value.reason == "unsafe"


def test_associations_nested_three_hundred_deep_cost_nothing() -> None:
    nested: dict[str, Any] = {"type": "picture", "uri": "https://contoh.id/a.jpg"}
    for _ in range(300):
        nested = {"type": "text", "associations": {"x": nested}}
    assert parse({**ONE, "associations": nested}).body == TEXT


def test_ninjs_is_surer_than_json_and_lists_of_it_are_taken_apart() -> None:
    one = json.dumps(ONE)
    single = a_file(one, name="a.json")
    assert NinjsParser().recognises(single) > JsonParser().recognises(single)
    for content in (f"[{one}]", f'{{"total": 1, "item": [{one}]}}'):
        listed = a_file(content, name="a.json")
        assert JsonListParser().recognises(listed) > NinjsParser().recognises(listed)
    lines = a_file(f"{one}\n{one}\n", name="a.json")
    assert JsonLinesParser().recognises(lines) > NinjsParser().recognises(lines)


def test_the_html_of_associated_texts_is_kept_in_their_order() -> None:
    texts = [{"type": "text", "body_html": f"<p>Air <b>{word}</b>.</p>"} for word in ("naik", "surut")]
    fields = {key: value for key, value in ONE.items() if not key.startswith("body")}
    parsed = parse({**fields, "type": "composite", "associations": texts})
    assert parsed.markup == "<p>Air <b>naik</b>.</p><hr><p>Air <b>surut</b>.</p>"


def test_plain_text_among_associated_texts_leaves_no_html() -> None:
    texts = [{"type": "text", "body_html": "<p>Air <b>naik</b>.</p>"}, {"type": "text", "body_text": "Air surut."}]
    fields = {key: value for key, value in ONE.items() if not key.startswith("body")}
    assert parse({**fields, "type": "composite", "associations": texts}).markup is None
