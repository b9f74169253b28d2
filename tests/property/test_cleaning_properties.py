"""For any input: cleaning twice is cleaning once, what is cleaned is safe, and only DocumentError leaves."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sindikasi.core.articles import settle
from sindikasi.core.dates import published_in_text, resolve
from sindikasi.core.text import safe_text, tidy_lines
from sindikasi.errors import DocumentError
from sindikasi.model import Article, ParsedArticle
from sindikasi.parsers.encoding import decode
from sindikasi.parsers.sniff import choose
from tests.text_builders import PARSERS, RECEIVED, a_context, a_file, cleaned

SCRAPS = (
    "Banjir Rendam Dua Desa di Luwu",
    "Air sungai meluap setelah hujan turun tiga hari berturut-turut di hulu, kata kepala desa setempat.",
    "Warga mengungsi ke balai desa sejak Rabu (18/11/2026) malam, menurut catatan posko bencana.",
    "Makassar, Indonesia (Xinhua) – Petugas mengirim perahu karet ke desa yang masih terputus itu.",
    "VIVA.co.id - JAKARTA - Jalan ditutup.",
    "Warga di posko. (ANTARA FOTO/Rani Sari)",
    "Warga di posko",
    "Senin, 15 Mei 2017 18:43 WIB",
    "Pewarta: Rani Sari",
    "Penulis",
    ": Rani Sari",
    "Baca Juga",
    "Baca juga: Gempa Guncang Palu",
    "Berita Terkait",
    "Tinggalkan Komentar",
    "Home",
    "Nasional",
    "Ekonomi",
    "Iklan",
    "(ran/bud)",
    "ANTARA",
    "RANI SARI",
    ", - Presiden atau , menyebut angka 17.655.000 ,50 gram",
    "Copyright © 2026 Contoh",
    "Desa Satu",
    "Keadaan sudah aman dan warga boleh pulang, katanya. – Bernama – AFP",
    "",
)
PAGES = st.lists(st.one_of(st.sampled_from(SCRAPS), st.text(max_size=60)), max_size=40).map("\n".join)
ANY_BYTES = st.one_of(
    st.binary(max_size=400),
    st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")),
    PAGES.map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(max_size=120).map(lambda text: f"<html><p>{text}</p><b {text}>".encode("utf-8", "surrogatepass")),
    st.text(max_size=120).map(lambda text: f'{{"title": "{text}", "text": "{text}"}}'.encode("utf-8", "surrogatepass")),
    st.text(max_size=120).map(
        lambda text: f"---\ntitle: {text}\n---\n# {text}\n[a]({text})".encode("utf-8", "surrogatepass")
    ),
)
NAMES = st.sampled_from(["a.txt", "a.html", "a.json", "a.jsonl", "a.jsonl#1", "a.md", "a", "a.xml"])


def explained(refusal: DocumentError) -> None:
    assert refusal.message
    assert refusal.reason


def settled(parsed: ParsedArticle) -> Article | None:
    try:
        return settle(parsed, a_file("x"), a_context())
    except DocumentError:
        return None


@given(PAGES, st.booleans())
@settings(max_examples=300, deadline=None)
def test_cleaning_twice_is_cleaning_once(text: str, is_scraped: bool) -> None:
    once = cleaned(ParsedArticle(body=text, is_scraped=is_scraped))
    assert cleaned(once) == once


@given(st.lists(st.sampled_from(SCRAPS[:4]), min_size=2, max_size=8, unique=True).map("\n\n".join))
@settings(max_examples=100, deadline=None)
def test_a_cleaned_text_dropped_again_stays_as_it_is(text: str) -> None:
    once = cleaned(ParsedArticle(body=text, is_scraped=True))
    again = cleaned(ParsedArticle(body=f"{once.headline}\n\n{once.body}", is_scraped=True))
    if once.headline and once.body:
        assert (again.headline, again.body) == (once.headline, once.body)


@given(PAGES)
@settings(max_examples=200, deadline=None)
def test_what_is_cleaned_is_safe_for_xml(text: str) -> None:
    article = settled(cleaned(ParsedArticle(body=text, is_scraped=True)))
    if article is None:
        return
    fields = (
        article.headline,
        article.body,
        article.byline,
        article.dateline,
        article.standfirst,
        *article.furniture,
    )
    for value in fields:
        if value is not None:
            ET.fromstring(f"<x>{escape(value)}</x>")
            assert safe_text(value) == value
    assert article.published <= RECEIVED


@given(ANY_BYTES, NAMES)
@settings(max_examples=400, deadline=None)
def test_arbitrary_files_raise_nothing_but_document_errors(content: bytes, name: str) -> None:
    document = a_file(content, name=name)
    try:
        parser = choose(document, PARSERS)
        if parser.is_container:
            for member in parser.unpack(document):  # type: ignore[union-attr]
                assert member.suffix[0] in "#!"
                assert member.content or member.refusal
        else:
            settle(cleaned(parser.parse(document)), document, a_context())  # type: ignore[union-attr]
    except DocumentError as refusal:
        explained(refusal)


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.name)
@given(content=ANY_BYTES)
@settings(max_examples=60, deadline=None)
def test_every_parser_refuses_what_is_not_its_own_politely(parser, content: bytes) -> None:  # type: ignore[no-untyped-def]
    document = a_file(content)
    assert 0 <= parser.recognises(document) <= 100
    try:
        list(parser.unpack(document)) if parser.is_container else parser.parse(document)
    except DocumentError as refusal:
        explained(refusal)


@given(st.binary(max_size=300), st.one_of(st.none(), st.text(max_size=20)))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_decoded(data: bytes, declared: str | None) -> None:
    assert isinstance(decode(data, declared), str)


@given(st.text(max_size=80), st.sampled_from(["Asia/Jakarta", "No/Such", ""]))
@settings(max_examples=200, deadline=None)
def test_no_date_is_in_the_future(text: str, zone: str) -> None:
    moments = (
        resolve(text, now=RECEIVED, timezone=zone),
        published_in_text([text], [text], now=RECEIVED, timezone=zone),
    )
    for moment in moments:
        assert moment is None or moment <= RECEIVED


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert safe_text(safe_text(text)) == safe_text(text)
    assert tidy_lines(tidy_lines(text)) == tidy_lines(text)
