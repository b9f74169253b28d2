"""HTML pages: metadata first, the article's lines, and bounds no page can break."""

from __future__ import annotations

import pytest

from sindikasi.errors import DocumentError, MalformedDocument
from sindikasi.model import ParsedArticle
from sindikasi.parsers.html import HtmlParser
from sindikasi.parsers.html_metadata import without_site
from tests.text_builders import a_file, an_article_from

SENTENCES = (
    "Air sungai meluap setelah hujan turun tiga hari berturut-turut di hulu, kata kepala desa setempat.",
    "Seratus keluarga mengungsi ke balai desa dan masjid sejak Rabu malam, menurut catatan posko bencana.",
    "Petugas mengirim perahu karet dan makanan karena jalan penghubung dua kecamatan itu masih terputus.",
    "Badan cuaca memperkirakan hujan masih turun sampai Sabtu dan meminta warga di bantaran tetap waspada.",
)
PAGE = """<!DOCTYPE html><html lang="id"><head><title>Banjir Rendam Dua Desa di Luwu - Contoh News</title>
<meta property="og:site_name" content="Contoh News">
<meta property="og:title" content="Banjir Rendam Dua Desa di Luwu">
<meta property="og:image" content="https://contoh.id/a.jpg"><link rel="canonical" href="https://contoh.id/banjir">
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "NewsArticle",
"headline": "Banjir Rendam Dua Desa di Luwu", "datePublished": "2026-11-19T08:00:00+07:00",
"author": [{"@type": "Person", "name": "Rani Sari"}], "publisher": {"name": "Harian Contoh"}}]}</script>
<script>var a = "<p>bukan teks</p>";</script><style>p { color: red }</style></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/b">Bola</a></li>
<li><a href="/e">Ekonomi</a></li></ul></nav>
<article><h1>Banjir Rendam Dua Desa di Luwu</h1><p>{0}</p><p>{1}</p>
<p><strong>Baca juga: <a href="/x">Gempa Guncang Palu</a></strong></p><p>{2}</p><p>{3}</p></article>
<footer><p>Copyright © 2026 Contoh News. All rights reserved.</p></footer></body></html>"""
for number, sentence in enumerate(SENTENCES):
    PAGE = PAGE.replace(f"{{{number}}}", sentence)


def parse(page: str | bytes) -> ParsedArticle:
    return HtmlParser().parse(a_file(page, name="a.html"))


def test_metadata_is_read_from_json_ld_and_meta_tags() -> None:
    parsed = parse(PAGE)
    assert parsed.headline == "Banjir Rendam Dua Desa di Luwu"
    assert parsed.published == "2026-11-19T08:00:00+07:00"
    assert (parsed.byline, parsed.source, parsed.language) == ("Rani Sari", "Harian Contoh", "id")
    assert parsed.url == "https://contoh.id/banjir"
    assert [image.url for image in parsed.images] == ["https://contoh.id/a.jpg"]


def test_a_page_becomes_its_article() -> None:
    article = an_article_from(PAGE, name="a.html")
    assert article.body.split("\n\n") == list(SENTENCES)
    assert article.headline == "Banjir Rendam Dua Desa di Luwu"
    assert article.published_basis == "metadata"
    assert any(line.startswith("Baca juga") for line in article.furniture)


def test_scripts_and_styles_are_never_text() -> None:
    body = parse(PAGE).body
    assert "bukan teks" not in body
    assert "color" not in body


def test_a_declared_charset_is_used() -> None:
    page = PAGE.replace("<head>", '<head><meta charset="windows-1252">').replace("hulu", "“hulu”")
    assert "“hulu”" in parse(page.encode("cp1252")).body


def test_a_fragment_without_metadata_is_an_article() -> None:
    fragment = f"<h1>Banjir Rendam Dua Desa</h1><p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p>"
    article = an_article_from(fragment, name="a.txt")
    assert article.headline == "Banjir Rendam Dua Desa"
    assert article.body == "\n\n".join(SENTENCES[:2])


@pytest.mark.parametrize(
    "page",
    [
        "<html>" + "<b>" * 20_000 + "x",
        "<html>" + "<p>x</p>" * 50_001,
        "<html><p " + " ".join(f"a{n}=1" for n in range(30_000)) + ">x</p>",
    ],
    ids=["deep", "many elements", "huge tag"],
)
def test_pages_over_the_caps_are_unsafe(page: str) -> None:
    with pytest.raises(MalformedDocument) as caught:
        parse(page)
    assert caught.value.reason == "unsafe"


def test_pictures_saved_inside_tags_are_no_huge_tags() -> None:
    picture = "<img src='data:image/png;base64," + "A" * 200_000 + "'>"
    assert SENTENCES[0] in parse(PAGE.replace("<article>", f"<article>{picture}")).body


def test_a_doctype_with_entities_is_refused_before_the_page_is_read() -> None:
    doctype = '<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    with pytest.raises(MalformedDocument, match="DOCTYPE") as caught:
        an_article_from(PAGE.replace("<!DOCTYPE html>", doctype), name="a.html")
    assert caught.value.reason == "unsafe"


def test_a_stray_nul_does_not_cost_the_rest_of_the_page() -> None:
    assert an_article_from(PAGE.replace("hulu", "hu\0lu"), name="a.html").body.split("\n\n")[1:] == list(SENTENCES[1:])


def test_a_page_without_text_is_refused() -> None:
    with pytest.raises(DocumentError):
        parse("<html><head><title>x</title></head><body><script>1</script></body></html>")


@pytest.mark.parametrize(
    ("title", "site", "headline"),
    [
        ("Banjir Rendam Dua Desa - Contoh", "Contoh", "Banjir Rendam Dua Desa"),
        ("Banjir Rendam Dua Desa | Contoh.com", None, "Banjir Rendam Dua Desa"),
        ("Contoh: Banjir Rendam Dua Desa", "Contoh", "Banjir Rendam Dua Desa"),
        ("Indonesia vs Malaysia 2-1 - Hasil Lengkap", "Contoh", "Indonesia vs Malaysia 2-1 - Hasil Lengkap"),
        (None, "Contoh", None),
    ],
)
def test_the_site_is_no_part_of_a_headline(title: str | None, site: str | None, headline: str | None) -> None:
    assert without_site(title, site) == headline


def test_the_footer_of_the_page_is_no_text() -> None:
    assert "Copyright" not in parse(PAGE).body


@pytest.mark.parametrize(
    "page",
    [
        f"<html><body><article><p>{SENTENCES[0]}</p><footer>{SENTENCES[1]}</footer></article></body></html>",
        f"<html><body><p>{SENTENCES[0]}</p><footer><p>{SENTENCES[1]}</p><p>{SENTENCES[2]}</p></body></html>",
    ],
    ids=["of an article", "never closed"],
)
def test_a_footer_that_holds_the_article_stays(page: str) -> None:
    assert SENTENCES[1] in parse(page).body


@pytest.mark.parametrize("around", ["<footer>Kaki halaman</footer>\x0b{}", "<footer>Kaki halaman</footer>&#11;{}"])
def test_a_control_character_beside_the_footer_does_not_cost_the_page(around: str) -> None:
    """Found by fuzzing: lxml reads such characters, and raises where it writes them anew."""
    body = "".join(
        f"<p>Air sungai naik di desa nomor {number} sejak malam tadi, kata warga.</p>" for number in range(9)
    )
    parsed = parse(f"<html><body>{around.format(body)}</body></html>")
    assert "desa nomor 8" in parsed.body
    assert "Kaki halaman" not in parsed.body
