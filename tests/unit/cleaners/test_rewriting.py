"""HTML of any make in a strict form."""

from __future__ import annotations

import pytest

from sindikasi.cleaners.alignment import Kept
from sindikasi.cleaners.rewriting import Rewriting

BASE = "https://contoh.id/berita/banjir.html"


def written(markup: str, *, base: str | None = BASE) -> str:
    """Return the markup with all its runs."""
    rewriting = Rewriting(markup, base)
    places = range(len(rewriting.runs))
    return rewriting.rendered(dict.fromkeys(places, Kept()), frozenset(), is_page=False)


def kept(markup: str, *places: int, gone: tuple[str, ...] = (), is_page: bool = False) -> str:
    """Return the markup with the runs at these places."""
    return Rewriting(markup, BASE).rendered(dict.fromkeys(places, Kept()), frozenset(gone), is_page=is_page)


@pytest.mark.parametrize(
    ("markup", "strict"),
    [
        ("Air naik", "<p>Air naik</p>"),
        ("a<br>b", "<p>a</p><p>b</p>"),
        ("<p>a<br/>b<br><br>c</p>", "<p>a<br>b<br>c</p>"),
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<div>a<div>b</div>c</div>", "<p>a</p><p>b</p><p>c</p>"),
        ("<p>a<div>b</div></p>", "<p>a</p><p>b</p>"),
        ("<h1>A</h1><h4>b", "<h2>A</h2><h4>b</h4>"),
        ("<p class=x onclick=y>a</p>", "<p>a</p>"),
        ("<p>a  \n &nbsp; b</p>", "<p>a b</p>"),
        ("<span>a</span><font>b</font> <abbr>c</abbr>", "<p>ab c</p>"),
        ("A & B &lt; \"C\" 'd'", "<p>A &amp; B &lt; \"C\" 'd'</p>"),
        ("<p></p><p> <br> </p><p><b> </b></p>", ""),
        ("</p></ul></b>a", "<p>a</p>"),
    ],
)
def test_text_stands_in_paragraphs(markup: str, strict: str) -> None:
    assert written(markup) == strict


@pytest.mark.parametrize(
    ("markup", "strict"),
    [
        ("<p>a <strong>b</strong> <em>c</em></p>", "<p>a <strong>b</strong> <em>c</em></p>"),
        ("<p><b>a<i>b</b>c</i>d</p>", "<p><b>a<i>b</i></b><i>c</i>d</p>"),
        ("<p><b>a</p><p>b</p>", "<p><b>a</b></p><p>b</p>"),
        ("<b><p>a</p><p>b</p></b>", "<p><b>a</b></p><p><b>b</b></p>"),
        ("<p>a <b></b> b<i><u> </u></i></p>", "<p>a b</p>"),
        ("<p><del>a</del><strike>b</strike></p>", "<p><s>a</s><s>b</s></p>"),
        ("<b>" * 99 + "a", "<p>" + "<b>" * 8 + "a" + "</b>" * 8 + "</p>"),
    ],
)
def test_formatting_is_closed_with_the_text_it_is_in(markup: str, strict: str) -> None:
    assert written(markup) == strict


@pytest.mark.parametrize(
    ("markup", "strict"),
    [
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<ul>a<ul><li>b</ul></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<li>a</li>", "<p>a</p>"),
        ("<ol><li><div>a</div><div>b</div></ol>", "<ol><li>a<br>b</li></ol>"),
        ("<ul><li><p>a</p></li><li></li></ul>", "<ul><li><p>a</p></li></ul>"),
        ("<blockquote>a<cite>b</cite></blockquote>", "<blockquote><p>a<cite>b</cite></p></blockquote>"),
        ("<ul>" * 99 + "a", "<ul><li>" * 13 + "a" + "</li></ul>" * 13),
    ],
)
def test_lists_hold_entries(markup: str, strict: str) -> None:
    assert written(markup) == strict


@pytest.mark.parametrize(
    ("markup", "strict"),
    [
        (
            "<table><tr><td>a<td colspan=2 rowspan=x>b</table>",
            '<table><tr><td>a</td><td colspan="2">b</td></tr></table>',
        ),
        (
            "<table><tr><td></td><td>b</td><td></td></tr><tr><td></td></tr></table>",
            "<table><tr><td></td><td>b</td><td></td></tr></table>",
        ),
        ("<table><caption>a</caption><tr><th>b</table>", "<table><caption>a</caption><tr><th>b</th></tr></table>"),
        ("<table>a<tr><td>b</table>", "<p>a</p><p>b</p>"),
        ("<td colspan=9999>a</td>", "<p>a</p>"),
        ("<table><tr><td colspan=9999>a</table>", "<table><tr><td>a</td></tr></table>"),
    ],
)
def test_tables_hold_rows_of_cells(markup: str, strict: str) -> None:
    assert written(markup) == strict


@pytest.mark.parametrize(
    ("markup", "strict"),
    [
        ('<a href="/kota?utm_source=x">a</a>', '<p><a href="https://contoh.id/kota">a</a></p>'),
        ("<a href='/a'>a<a href='/b'>b</a>", '<p><a href="https://contoh.id/a">a</a><a href="https://contoh.id/b">b</a></p>'),
        ("<a href='java&#115;cript:x'>a</a>", "<p>a</p>"),
        ("<a name=x>a</a>", "<p>a</p>"),
        ("<a href='mailto:redaksi@contoh.id'>a</a>", '<p><a href="mailto:redaksi@contoh.id">a</a></p>'),
        ("<base href='https://lain.example/'><a href=b>a</a>", '<p><a href="https://contoh.id/berita/b">a</a></p>'),
        ("<p><a href='/a'></a>b</p>", "<p>b</p>"),
    ],
)  # fmt: skip
def test_links_are_whole_or_gone(markup: str, strict: str) -> None:
    assert written(markup) == strict


def test_a_relative_link_without_a_base_is_gone() -> None:
    assert written("<a href='/a'>a</a>", base=None) == "<p>a</p>"


@pytest.mark.parametrize(
    ("markup", "strict"),
    [
        (
            "<img src='/a.jpg' width=640px height='360.5' alt='Air &quot;naik&quot; <b>' onerror=x>",
            '<img src="https://contoh.id/a.jpg" alt="Air &quot;naik&quot; b" width="640" height="360">',
        ),
        ("<img src='data:image/gif;base64,x' data-src='/a.jpg'>", '<img src="https://contoh.id/a.jpg" alt="">'),
        ("<img srcset='/a.jpg 320w, /b,c.jpg 640w'>", '<img src="https://contoh.id/b,c.jpg" alt="">'),
        ("<img srcset='/a.jpg'>", '<img src="https://contoh.id/a.jpg" alt="">'),
        ("<img src=/a.jpg width=auto height=100%>", '<img src="https://contoh.id/a.jpg" alt="">'),
    ],
)
def test_pictures_keep_address_size_and_words(markup: str, strict: str) -> None:
    assert written(f"<p>{markup}</p>") == f"<p>{strict}</p>"


@pytest.mark.parametrize(
    "markup",
    [
        "<img>",
        "<img src=''>",
        "<img src='mailto:a@b.id'>",
        "<img src='data:image/png;base64,x'>",
        "<img src='https://pixel.wp.com/g.gif'>",
        "<img src='/a.gif' width=1 height=1>",
        "<img src='/a.gif' height=0>",
    ],
)
def test_what_is_no_picture_is_gone(markup: str) -> None:
    assert written(f"<p>{markup}</p>") == ""


FIGURE = "<figure><img src=/a.jpg><figcaption>Desa <b>Satu</b></figcaption></figure>"
SHOWN = '<figure><img src="https://contoh.id/a.jpg" alt=""><figcaption>Desa <b>Satu</b></figcaption></figure>'


def test_pictures_beside_the_text_stay_with_their_captions() -> None:
    assert kept(f"<p>a</p>{FIGURE}<p>b</p><img src=/c.jpg>", 0, 3) == (
        f'<p>a</p>{SHOWN}<p>b</p><p><img src="https://contoh.id/c.jpg" alt=""></p>'
    )


def test_a_caption_that_was_taken_out_is_not_shown() -> None:
    assert kept(f"{FIGURE}<p>a</p>", 2, gone=("desasatu",)) == (
        '<figure><img src="https://contoh.id/a.jpg" alt=""></figure><p>a</p>'
    )


def test_a_caption_without_its_picture_is_not_shown() -> None:
    assert kept("<figure><img src=data:x><figcaption>Desa</figcaption></figure><p>a</p>", 1) == "<p>a</p>"


def test_a_caption_above_its_picture_is_shown() -> None:
    assert kept("<figure><figcaption>D</figcaption><img src=/a.jpg></figure><p>a</p>", 2) == (
        '<figure><figcaption>D</figcaption><img src="https://contoh.id/a.jpg" alt=""></figure><p>a</p>'
    )


def test_in_a_page_only_captioned_pictures_between_the_paragraphs_stay() -> None:
    markup = f"{FIGURE}<p>a</p><img src=/b.jpg>{FIGURE}<figure><img src=/d.jpg></figure><p>b</p>{FIGURE}"
    assert kept(markup, 2, 7, is_page=True) == f"<p>a</p>{SHOWN}<p>b</p>"


def test_runs_that_are_not_kept_leave_no_empty_blocks() -> None:
    assert kept("<div><ul><li>iklan</li></ul></div><p>a<br>b<br>c</p><table><tr><td>d</table>", 1, 3) == "<p>a<br>c</p>"


@pytest.mark.parametrize(
    ("strip", "markup"),
    [
        (Kept(7, 0), "<p>Air naik <i>di</i> Luwu (sr)</p>"),
        (Kept(7, 2), "<p>Air naik <i>di</i> Luwu</p>"),
        (Kept(0, 6), "<p><b>LUWU (CNT)</b> – air naik <i>di</i></p>"),
        (Kept(10, 0), "<p>Naik <i>di</i> Luwu (sr)</p>"),
    ],
)
def test_a_dateline_and_a_signature_are_taken_off(strip: Kept, markup: str) -> None:
    rewriting = Rewriting("<p><b>LUWU (CNT)</b> – air naik <i>di</i> Luwu (sr)</p>", BASE)
    assert rewriting.rendered({0: strip}, frozenset(), is_page=False) == markup
