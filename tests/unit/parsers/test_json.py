"""JSON articles: the fields of the contract, one or many in a file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from sindikasi.errors import DocumentError, EmptyArticle, MalformedDocument
from sindikasi.model import Image, Member, ParsedArticle, Wire
from sindikasi.parsers.json import JsonListParser, JsonParser
from tests.text_builders import a_file, an_article_from


def unpacked(members: Iterable[Member]) -> list[tuple[str, bytes]]:
    return [(member.suffix, member.content) for member in members]


def parse(fields: object) -> ParsedArticle:
    return JsonParser().parse(a_file(json.dumps(fields), name="a.json"))


def test_every_field_of_the_contract_is_read() -> None:
    parsed = parse(
        {
            "id": "x-1",
            "title": "Banjir di Luwu",
            "text": "Air naik.\n\nWarga mengungsi.",
            "url": "https://contoh.id/banjir",
            "published": "2026-11-19T08:00:00+07:00",
            "source": "Harian Contoh",
            "author": "Rani Sari",
            "language": "id",
            "image": "https://contoh.id/a.jpg",
            "categories": ["Bencana", "Daerah"],
        }
    )
    assert parsed == ParsedArticle(
        guid="x-1",
        headline="Banjir di Luwu",
        body="Air naik.\n\nWarga mengungsi.",
        url="https://contoh.id/banjir",
        published="2026-11-19T08:00:00+07:00",
        source="Harian Contoh",
        byline="Rani Sari",
        language="id",
        images=(Image(url="https://contoh.id/a.jpg"),),
        categories=("Bencana", "Daerah"),
        has_own_body=True,
    )


@pytest.mark.parametrize("key", ["text", "body", "content"])
def test_the_text_goes_by_several_names(key: str) -> None:
    assert parse({"headline": "Judul", key: "Isi berita."}).body == "Isi berita."


def test_html_becomes_paragraphs() -> None:
    parsed = parse({"title": "Judul", "html": "<p>Satu &amp; dua.</p><script>x()</script><p>Tiga<br>empat.</p>"})
    assert [line for line in parsed.body.split("\n") if line] == ["Satu & dua.", "Tiga", "empat."]


def test_markup_in_a_text_field_is_markup() -> None:
    assert "<" not in parse({"title": "Judul", "content": "<p>Satu.</p><p>Dua.</p>"}).body


def test_a_less_than_sign_is_not_markup() -> None:
    assert parse({"title": "Judul", "text": "Suhu < 20 derajat."}).body == "Suhu < 20 derajat."


def test_authors_and_images_may_be_objects_or_lists() -> None:
    parsed = parse(
        {
            "title": "Judul",
            "text": "Isi.",
            "author": [{"name": "Rani"}, "Budi"],
            "image": {"url": "https://contoh.id/a.jpg", "caption": "Air", "credit": "Rani", "width": 3},
        }
    )
    assert parsed.byline == "Rani, Budi"
    assert parsed.images == (Image(url="https://contoh.id/a.jpg", caption="Air", credit="Rani", width=3),)


def test_a_number_is_a_date_in_seconds() -> None:
    assert parse({"title": "Judul", "text": "Isi.", "date": 1763535600}).published == "1763535600"


@pytest.mark.parametrize("value", [1735689600, 1735689600.0, 1735689600000, "1735689600", "1735689600000"])
def test_a_number_is_the_same_instant_in_every_zone(value: object) -> None:
    fields = {"title": "Gempa guncang Ambon", "text": "Tidak ada korban.", "published": value}
    article = an_article_from(json.dumps(fields), name="a.json")
    assert article.published == datetime(2025, 1, 1, tzinfo=UTC)


def test_headline_and_a_short_text_make_an_article() -> None:
    article = an_article_from('{"title": "Gempa guncang Ambon", "text": "Tidak ada korban."}', name="a.json")
    assert (article.headline, article.body) == ("Gempa guncang Ambon", "Tidak ada korban.")


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("Banjir di Semarang &amp; Demak", "Banjir di Semarang & Demak"),
        ("Kata Rani: &ldquo;Air naik&#8221; &#x2013; BPBD", "Kata Rani: “Air naik” – BPBD"),
        ("AT&T & Q&A &copyright &tidakada;", "AT&T & Q&A &copyright &tidakada;"),
    ],
)
def test_entities_in_plain_fields_are_read(sent: str, read: str) -> None:
    parsed = parse({"title": sent, "text": "Isi.", "summary": sent, "authors": [sent, {"name": "Budi"}]})
    assert (parsed.headline, parsed.standfirst, parsed.byline) == (read, read, f"{read}, Budi")


def test_an_article_without_text_and_headline_is_empty() -> None:
    with pytest.raises(EmptyArticle):
        parse({"title": "", "text": " "})


def test_an_object_that_is_no_article_names_the_keys_it_has() -> None:
    with pytest.raises(MalformedDocument, match="nama, umur"):
        parse({"nama": "Rani", "umur": 3})


def test_a_field_of_the_wrong_kind_is_named() -> None:
    with pytest.raises(MalformedDocument, match='"title" must be a text, this is an object'):
        parse({"title": {"a": 1}, "text": "Isi."})


def test_ninjs_is_read_as_such_even_when_its_keys_stand_far_down() -> None:
    fields = {"x": "y" * 5000, "uri": "tag:1", "versioncreated": "2026-11-20", "body_text": "Isi berita."}
    assert (parse(fields).guid, parse(fields).body) == ("tag:1", "Isi berita.")


def test_what_an_agency_says_besides_the_text_is_read() -> None:
    parsed = parse(
        {
            "title": "Judul",
            "text": "Isi.",
            "version": 2,
            "status": "withheld",
            "embargoed": "2026-11-21T00:00:00Z",
            "updated": "2026-11-20T09:00:00Z",
            "slugline": "BANJIR",
            "urgency": 3,
            "rights": "Kantor Berita Contoh",
            "usage_terms": "Hanya untuk Indonesia",
            "keywords": ["banjir", "luwu"],
            "notes": ["Mengganti angka korban."],
        }
    )
    assert parsed.wire == Wire(
        version="2",
        status="withheld",
        embargoed="2026-11-21T00:00:00Z",
        updated="2026-11-20T09:00:00Z",
        slugline="BANJIR",
        urgency=3,
        rights="Kantor Berita Contoh",
        usage_terms="Hanya untuk Indonesia",
        keywords=("banjir", "luwu"),
        notes=("Mengganti angka korban.",),
    )
    assert parsed.published == "2026-11-20T09:00:00Z"


def test_an_article_that_says_nothing_of_it_has_no_wire() -> None:
    assert parse({"title": "Judul", "text": "Isi."}).wire is None


def test_a_figure_is_a_picture_and_no_part_of_the_text() -> None:
    markup = '<figure><img src="https://contoh.id/a.jpg"><figcaption>Air naik</figcaption></figure><p>Isi berita.</p>'
    parsed = parse({"title": "Judul", "html": markup})
    assert (parsed.body, parsed.captions) == ("Isi berita.", ("Air naik",))
    assert parsed.images == (Image(url="https://contoh.id/a.jpg", caption="Air naik"),)


def test_a_picture_too_small_to_see_is_none() -> None:
    markup = '<p>Isi.</p><img src="https://contoh.id/hitung.gif" width="1" height="1">'
    assert parse({"title": "Judul", "html": markup}).images == ()


def test_markup_in_a_headline_is_taken_out() -> None:
    assert parse({"title": "<b>Banjir</b> di <i>Luwu</i>\n Utara", "text": "Isi."}).headline == "Banjir di Luwu Utara"


@pytest.mark.parametrize("content", [b"{", b'{"a": ', b"[1, 2]", b"3", b"null", b"\xff\xfe{", b'{"a":' * 50_000])
def test_broken_json_is_refused_as_malformed(content: bytes) -> None:
    with pytest.raises(MalformedDocument):
        JsonParser().parse(a_file(content, name="a.json"))


@pytest.mark.parametrize("content", [b'{"a":' * 50_000, b'\xef\xbb\xbf{"a":' + b"[" * 50_000])
def test_json_nested_too_deeply_is_unsafe_and_says_what_to_do(content: bytes) -> None:
    with pytest.raises(MalformedDocument, match="put title and text at the top") as caught:
        JsonParser().parse(a_file(content, name="a.json"))
    assert caught.value.reason == "unsafe"


def test_windows_1252_json_is_read() -> None:
    content = '{"title": "Café Kutacane", "text": "Isi."}'.encode("cp1252")
    assert JsonParser().parse(a_file(content, name="a.json")).headline == "Café Kutacane"


def test_a_list_is_taken_apart_in_order() -> None:
    members = unpacked(JsonListParser().unpack(a_file('[{"title": "a"},\n {"title": "b"}]', name="a.json")))
    assert members == [("#1", b'{"title": "a"}'), ("#2", b'{"title": "b"}')]


def test_a_list_under_articles_is_taken_apart() -> None:
    members = unpacked(JsonListParser().unpack(a_file('{"articles": [{"title": "a"}], "n": 1}', name="a.json")))
    assert members == [("#1", b'{"title": "a"}')]


@pytest.mark.parametrize("name", ["items", "item", "_items", "results"])
def test_a_list_with_remarks_before_it_is_taken_apart(name: str) -> None:
    file = a_file(json.dumps({"total": 1, "note": {"title": "x"}, name: [{"title": "a"}]}), name="a.json")
    assert JsonListParser().recognises(file) > JsonParser().recognises(file)
    assert unpacked(JsonListParser().unpack(file)) == [("#1", b'{"title": "a"}')]


def test_an_article_with_a_list_in_it_stays_one_article() -> None:
    file = a_file('{"title": "Judul", "items": [{"title": "a"}], "text": "Isi."}', name="a.json")
    assert JsonListParser().recognises(file) == 0


def test_a_broken_list_is_refused() -> None:
    with pytest.raises(DocumentError):
        list(JsonListParser().unpack(a_file('[{"title": "a"},', name="a.json")))


@pytest.mark.parametrize(
    ("fields", "markup"),
    [
        ({"html": "<p>Air naik.</p>"}, "<p>Air naik.</p>"),
        ({"content": "<p>Air <b>naik</b>.</p>"}, "<p>Air <b>naik</b>.</p>"),
        ({"text": "Air < 3 meter."}, None),
    ],
)
def test_a_body_that_is_html_is_kept_as_that(fields: dict[str, str], markup: str | None) -> None:
    parsed = JsonParser().parse(a_file(json.dumps({"title": "Banjir", "base": "https://contoh.id/", **fields})))
    assert (parsed.markup, parsed.markup_base) == (markup, "https://contoh.id/")
