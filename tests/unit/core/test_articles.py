"""What leaves settling is safe and complete, or is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sindikasi.core.articles import first_sentence, paragraphs, settle, web_address
from sindikasi.errors import EmptyArticle
from sindikasi.model import Article, Image, ParsedArticle
from tests.text_builders import RECEIVED, a_context, a_file

BODY = "Air sungai meluap di dua desa.\n\nWarga mengungsi ke balai desa."


def settled(source: str | None = None, **fields: object) -> Article:
    parsed = ParsedArticle(**{"headline": "Banjir di Luwu", "body": BODY, **fields})  # type: ignore[arg-type]
    return settle(parsed, a_file("x", source=source), a_context())


def test_the_id_is_the_start_of_the_document_key() -> None:
    assert settled().id == a_file("x").key[:20]


def test_text_is_normal_and_safe_for_xml() -> None:
    article = settled(
        headline="Cafe\u0301\u00a0\x0bLuwu\ufffe",
        body="Satu\x00 dua tiga empat.\n\n\n \u00a0\nLima\u200b enam.",
    )
    assert article.headline == "Café Luwu"
    assert article.body == "Satu dua tiga empat.\n\nLima enam."


def test_a_line_is_a_paragraph() -> None:
    assert settled(body="Satu dua.\nTiga empat.").body == "Satu dua.\n\nTiga empat."
    assert paragraphs(" a \n\n\nb") == ["a", "b"]


def test_a_missing_headline_is_the_first_sentence() -> None:
    assert settled(headline=None).headline == "Air sungai meluap di dua desa"
    assert first_sentence("kata " * 200).endswith("kata")
    assert len(first_sentence("a" * 1000)) <= 300


def test_a_one_line_flash_is_an_article() -> None:
    article = settled(headline="Gempa M 7,1 guncang Ambon", body="")
    assert article.body == article.headline


@pytest.mark.parametrize(("headline", "body"), [("404 Not Found", ""), (None, "Iklan"), ("Satu", "dua tiga"), ("", "")])
def test_fewer_than_four_words_are_no_article(headline: str | None, body: str) -> None:
    with pytest.raises(EmptyArticle):
        settled(headline=headline, body=body)


def test_a_short_body_sent_beside_its_headline_is_an_article() -> None:
    article = settled(headline="Gempa guncang Ambon", body="Tidak ada korban.", has_own_body=True)
    assert article.body == "Tidak ada korban."


def test_a_short_body_found_in_flat_text_is_not() -> None:
    with pytest.raises(EmptyArticle):
        settled(headline="Halaman tidak ditemukan", body="Muat ulang")


@pytest.mark.parametrize(
    ("headline", "body"),
    [("Tidak ada", ""), (None, "Tidak ada."), ("Tidak ada", "Tidak ada"), ("Satu", "dua tiga")],
)
def test_the_same_words_are_not_counted_as_headline_and_body(headline: str | None, body: str) -> None:
    with pytest.raises(EmptyArticle):
        settled(headline=headline, body=body, has_own_body=True)


def test_an_article_that_is_too_short_is_told_the_limit() -> None:
    with pytest.raises(EmptyArticle, match="fewer than 4 words"):
        settled(headline="", body="Iklan")


def test_a_sent_date_is_kept_with_its_basis() -> None:
    article = settled(published="2026-11-19T08:00:00+07:00")
    assert (article.published, article.published_basis) == (datetime(2026, 11, 19, 1, tzinfo=UTC), "metadata")


def test_a_date_line_found_in_the_text_is_of_the_text() -> None:
    assert settled(published="19 November 2026", published_basis="text").published_basis == "text"


def test_the_text_dates_itself_when_nothing_was_sent() -> None:
    article = settled(body="Air meluap di Luwu, Rabu (18/11/2026), kata camat.")
    assert (article.published.date().isoformat(), article.published_basis) == ("2026-11-18", "text")


def test_an_unknown_date_is_the_time_of_arrival() -> None:
    for published in (None, "entah kapan", datetime(2099, 1, 1, tzinfo=UTC)):
        article = settled(published=published)
        assert (article.published, article.published_basis) == (RECEIVED, "received")


def test_the_folder_names_the_source_before_the_metadata() -> None:
    assert settled(source="antara", **{}).source == "antara"


def test_the_language_of_the_words_wins_over_the_label() -> None:
    assert settled(language="en-US").language == "id"


def test_a_malay_label_is_believed_where_the_words_do_not_decide() -> None:
    assert settled(language="ms_MY").language == "ms"


def test_parameters_that_follow_readers_leave_the_address() -> None:
    assert settled(url="https://contoh.id/a?utm_source=rss&id=3").url == "https://contoh.id/a?id=3"


def test_pictures_are_found_beside_the_article() -> None:
    article = settled(
        url="https://contoh.id/b/a.html", images=(Image(url="/f.jpg?utm_source=x", width=640, media_type="image/jpeg"),)
    )
    assert article.images == (Image(url="https://contoh.id/f.jpg", width=640, media_type="image/jpeg"),)


@pytest.mark.parametrize(
    "image",
    [
        Image(url="https://pixel.wp.com/g.gif", caption="x"),
        Image(url="//pixel.wp.com/g.gif"),
        Image(url="https://contoh.id/a.gif", width=1, height=1),
        Image(url="data:image/gif;base64,R0lGOD"),
    ],
)
def test_pictures_that_count_readers_are_none(image: Image) -> None:
    assert settled(url="https://contoh.id/", images=(image,)).images == ()


def test_markup_is_kept_when_it_is_safe() -> None:
    assert settled(markup="<p>Air <b>naik</b></p>").markup == "<p>Air <b>naik</b></p>"
    assert settled(markup="<p onclick='x()'>Air</p>").markup is None


def test_markup_goes_when_the_body_is_another_than_was_cleaned() -> None:
    assert settled(headline="kata " * 300, markup="<p>Air <b>naik</b></p>").markup is None


def test_only_web_addresses_are_kept() -> None:
    assert web_address(" https://contoh.id/a ") == "https://contoh.id/a"
    assert [web_address(url) for url in ("javascript:x", "/a", "http://a b", "http://a b/c", None)] == [None] * 5


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://x.example/a b", "http://x.example/a%20b"),
        ("http://x.example?q=a b#c d", "http://x.example?q=a%20b#c%20d"),
        ("http://x.example/a\u00a0b", "http://x.example/a%C2%A0b"),
        ("http://x.example/berita/\n\tgempa", "http://x.example/berita/gempa"),
        ("http://x.example/a%20b", "http://x.example/a%20b"),
        ("http://x.example/a http://y.example/b", None),
    ],
)
def test_a_blank_in_an_address_is_quoted(url: str, address: str | None) -> None:
    assert web_address(url) == address


def test_images_without_address_and_caption_are_dropped() -> None:
    article = settled(
        images=(Image(url="data:x", credit="Rani"), Image(url="https://contoh.id/a.jpg", caption=" Air "))
    )
    assert article.images == (Image(url="https://contoh.id/a.jpg", caption="Air"),)


def test_a_headline_without_end_is_cut_and_stays_in_the_body() -> None:
    headline = "Banjir besar di Luwu. " + "air " * 400
    article = settled(headline=headline, byline="a" * 5_000)
    assert article.headline == "Banjir besar di Luwu"
    assert article.body.startswith(headline.strip())
    assert len(article.byline or "") == 1_000


@pytest.mark.parametrize(
    ("sent", "byline"),
    [
        ("By Rani Sari", "Rani Sari"),
        ("OLEH: RANI SARI", "RANI SARI"),
        ("Oleh Éva Sari", "Éva Sari"),
        ("Byron Sari", "Byron Sari"),
        ("By line", "By line"),
        ("gr/bp", None),
        ("prwir", None),
        (None, None),
    ],
)
def test_a_byline_is_a_name_without_the_word_that_announces_it(sent: str | None, byline: str | None) -> None:
    assert settled(byline=sent).byline == byline


def test_a_list_of_fifty_thousand_pictures_is_cut_short() -> None:
    """Found by the table of hostile documents: a feed with such an article took six seconds to write."""
    images = tuple(Image(url=f"https://a.example/{n}.jpg") for n in range(50_000))
    assert [image.url for image in settled(images=images).images][-1] == "https://a.example/199.jpg"
    assert len(settled(categories=tuple(f"rubrik {n}" for n in range(50_000))).categories) == 2_000
