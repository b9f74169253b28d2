"""Markup made safe, and the same as the cleaned body in words."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from sindikasi.cleaners.markup import MarkupCleaner, sanitised
from sindikasi.core.markup import REL
from sindikasi.model import ParsedArticle
from sindikasi.parsers.fragments import read_fragment
from tests.text_builders import a_context, cleaned

URL = "https://contoh.id/berita/banjir.html"
BODY = "Air naik di Luwu.\n\nWarga mengungsi."


def markup_of(markup: str, body: str | None = None, **fields: object) -> str | None:
    """Return what is left of the markup beside its own text, or another body."""
    text = read_fragment(markup).text if body is None else body
    fields = {"url": URL, "has_own_body": True, **fields}
    parsed = ParsedArticle(body=text, markup=markup, **fields)  # type: ignore[arg-type]
    return MarkupCleaner().clean(parsed, a_context()).markup


def test_links_and_formatting_are_kept() -> None:
    assert markup_of('<p>Air <b>naik</b> di <a href="/luwu?utm_source=rss">Luwu</a>.</p><p>Warga mengungsi.</p>') == (
        f'<p>Air <b>naik</b> di <a href="https://contoh.id/luwu" rel="{REL}">Luwu</a>.</p><p>Warga mengungsi.</p>'
    )


def test_addresses_are_relative_to_the_base_that_was_sent() -> None:
    found = markup_of("<p><a href=a>Luwu</a></p>", markup_base="https://lain.example/x/")
    assert found == f'<p><a href="https://lain.example/x/a" rel="{REL}">Luwu</a></p>'


def test_an_article_without_markup_stays_as_it_is() -> None:
    parsed = ParsedArticle(body=BODY)
    assert MarkupCleaner().clean(parsed, a_context()) is parsed


@pytest.mark.parametrize("markup", ["Air naik di Luwu.", "<p>Air naik<br>di Luwu.</p><div>Warga</div>"])
def test_paragraphs_alone_are_no_markup(markup: str) -> None:
    assert markup_of(markup) is None


def test_what_cleaning_took_out_of_the_text_leaves_the_markup() -> None:
    markup = (
        "<p>LUWU (ANTARA) – Air <b>naik</b> di desa itu sejak malam.</p><p>Baca juga: Gempa</p><p>Warga mengungsi.</p>"
    )
    parsed = cleaned(ParsedArticle(body=read_fragment(markup).text, has_own_body=True, markup=markup))
    assert parsed.credit == "ANTARA"
    assert MarkupCleaner().clean(parsed, a_context()).markup == (
        "<p>Air <b>naik</b> di desa itu sejak malam.</p><p>Warga mengungsi.</p>"
    )


def test_markup_that_says_something_else_is_dropped() -> None:
    assert markup_of("<p>Gempa <b>kuat</b>.</p>", BODY) is None


PAGE = (
    "<html><head><meta content='Air naik di Luwu.'></head><body><div>Air naik di <i>menu</i></div><div id=isi>"
    "<h1>Banjir</h1><p><b>Air naik di Luwu.</b></p><div><img src=/iklan.jpg></div>"
    "<p>Baca juga: <a href=/x>Gempa</a></p>"
    "<p>Warga <i>mengungsi</i>.</p></div><div><b>Terkini</b><p>Gempa <i>guncang</i></p></div></body></html>"
)


def test_of_a_page_only_the_article_is_kept() -> None:
    assert markup_of(PAGE, BODY, has_own_body=False) == "<p><b>Air naik di Luwu.</b></p><p>Warga <i>mengungsi</i>.</p>"


@pytest.mark.parametrize(
    ("sent", "written"),
    [("Air naik di Luwu.</b>", "Air&nbsp;naik di Luwu.</b>"), ("Warga <i>mengungsi", "Warga&nbsp;<i>meng</i><i>ungsi")],
)
def test_a_page_whose_words_are_written_otherwise_is_read_whole(sent: str, written: str) -> None:
    found = markup_of(PAGE.replace(sent, written), BODY, has_own_body=False)
    assert found is not None
    assert found.replace("</i><i>", "") == "<p><b>Air naik di Luwu.</b></p><p>Warga <i>mengungsi</i>.</p>"


def test_a_page_without_a_body_has_no_markup() -> None:
    assert markup_of(PAGE, "", has_own_body=False) is None


def test_a_caption_that_is_furniture_is_dropped() -> None:
    figure = "<figure><img src=/a.jpg><figcaption>Iklan</figcaption></figure>"
    assert markup_of(f"{figure}<p>Air naik.</p>", furniture=("Iklan",)) == (
        '<figure><img src="https://contoh.id/a.jpg" alt=""></figure><p>Air naik.</p>'
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<style>p{background:url(javascript:x)}</style>",
        "<iframe src='https://jahat.example/'></iframe>",
        "<svg onload=alert(1)><a xlink:href='javascript:x'><text>x</text></a></svg>",
        "<math><mi xlink:href='data:x'></mi></math>",
        "<img src=x:x onerror=alert(1)>",
        "<img src='data:image/svg+xml;base64,PHN2Zz4='>",
        "<img srcset='data:image/png;base64,x 2x, javascript:x 3x'>",
        "<a href='javascript:alert(1)'></a>",
        "<meta http-equiv=refresh content='0;url=https://jahat.example/'>",
        "<base href='https://jahat.example/'>",
        "<link rel=stylesheet href='https://jahat.example/x.css'>",
        "<form action='https://jahat.example/'><input name=x></form>",
        "<object data='x.swf'></object><embed src='x.swf'>",
        "<p onclick=alert(1) style='position:fixed'></p>",
        "<!-- <p onclick=x> -->",
        "<noscript><p title='</noscript><img src=x:x onerror=alert(1)>'></noscript>",
    ],
)
def test_nothing_that_acts_is_left(hostile: str) -> None:
    assert markup_of(f"<p>Air <b>naik</b>.</p>{hostile}<p>Warga.</p>", "Air naik.\n\nWarga.") == (
        "<p>Air <b>naik</b>.</p><p>Warga.</p>"
    )


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#10;script:alert(1)",
        "java&Tab;script&colon;alert(1)",
        "&#1;javascript:alert(1)",
        "  javascript:alert(1)",
        "&#x6A;&#x61;vascript:alert(1)",
        "vbscript:msgbox(1)",
        "data:text/html,<script>x</script>",
        "blob:https://contoh.id/x",
        "file:///etc/passwd",
        "view-source:javascript:x",
        "https://contoh.id:99999/",
    ],
)
def test_a_link_that_could_act_is_only_its_words(address: str) -> None:
    assert markup_of(f'<p><b>Air</b> <a href="{address}">naik</a></p>') == "<p><b>Air</b> naik</p>"


def test_what_is_not_in_the_strict_form_even_sanitised_is_none() -> None:
    assert sanitised("<p>Air <a>naik</a></p>") is None


@pytest.mark.parametrize(
    "markup",
    [
        "<b><i>" * 7_000 + "Air",
        "".join(f"<b><!--</b>--><i title='</i>' id={number}>" for number in range(4_000)) + "Air",
        "<b>" * 200 + "<p>Air" * 5_000,
        f"<p {' '.join(f'a{number}=1' for number in range(40_000))}><b>Air</b>",
        "<div>" * 100_000 + "Air",
        "<table>" * 20_000 + "Air",
        "<a href=/x>" * 20_000 + "Air",
        "<table><tr><td>Air" * 5_000,
        "<ul><li>Air" * 10_000,
    ],
    ids=lambda markup: markup[:24],
)
def test_neither_time_nor_size_explodes(markup: str) -> None:
    before = time.process_time()
    found = markup_of(markup, "Air")
    assert time.process_time() - before < 5  # what is quadratic takes minutes
    assert len(found or "") < 1_000


def test_what_is_too_long_is_shown_as_paragraphs() -> None:
    assert markup_of("<b>Air</b>" + " " * 5_000_000, "Air") is None
    assert markup_of("<i></i>" * 200_000 + "<b>Air</b>", "Air") is None
    assert markup_of("<p><b>Air</b></p>" * 20_000, "\n".join(["Air"] * 20_000)) is None


def test_the_sanitiser_is_loaded_when_there_is_something_to_sanitise() -> None:
    code = "import sys, sindikasi.cleaners.markup; sys.exit('nh3' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
