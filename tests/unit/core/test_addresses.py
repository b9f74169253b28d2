"""Web addresses: made whole, without what follows readers about, and told from what only counts them."""

from __future__ import annotations

import pytest

from sindikasi.core.addresses import absolute, is_counter, web_url, whole_address, without_tracking

BASE = "https://contoh.id/berita/banjir.html"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/b", "https://a.example/b"),
        (" HTTPS://A.Example/b ", "https://a.example/b"),
        ("http://a.example:8080/b?c=d&e=%20#f", "http://a.example:8080/b?c=d&e=%20#f"),
        ("https://a.example/berita terkini/é", "https://a.example/berita%20terkini/%C3%A9"),
        ("https://a.example/100%/%20%zz", "https://a.example/100%25/%20%25zz"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://user:secret@a.example/", "https://a.example/"),
        ("http://[::1]:80/x", "http://[::1]:80/x"),
        ('https://a.example/"><script>', "https://a.example/%22%3E%3Cscript%3E"),
    ],
)
def test_a_web_address_is_written_in_ascii(url: str, expected: str) -> None:
    assert web_url(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://a.example/",
        "//a.example/b",
        "a.example/b",
        "https:///b",
        "http://a b/",
        "http://a<b/",
        "http://a.example:99999/",
        "http://[::1/",
        "http://a..b/",
    ],
)
def test_what_is_no_web_address_is_none(url: str | None) -> None:
    assert web_url(url) is None


@pytest.mark.parametrize(
    ("url", "base", "whole"),
    [
        ("/a", "https://contoh.id/x", "https://contoh.id/a"),
        ("https://lain.id/a", "https://contoh.id/", "https://lain.id/a"),
        ("/a", None, "/a"),
        (None, "https://contoh.id/", None),
        ("/a", "http://[", "/a"),
    ],
)
def test_addresses_are_made_absolute(url: str | None, base: str | None, whole: str | None) -> None:
    assert absolute(url, base) == whole


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://contoh.id/a?utm_source=x&id=3&fbclid=y", "https://contoh.id/a?id=3"),
        ("https://contoh.id/a?UTM_Medium=x", "https://contoh.id/a"),
        ("https://contoh.id/a?id=3&amp;utm_campaign=y#bagian", "https://contoh.id/a?id=3#bagian"),
        ("https://contoh.id/a#xtor=RSS-1", "https://contoh.id/a"),
        ("https://contoh.id/a?q=utm_source%3Dx&&b", "https://contoh.id/a?q=utm_source%3Dx&b"),
        ("https://contoh.id/a#utm", "https://contoh.id/a#utm"),
        ("https://contoh.id/utm_source=x", "https://contoh.id/utm_source=x"),
    ],
)
def test_parameters_that_follow_readers_are_taken_off(url: str, kept: str) -> None:
    assert without_tracking(url) == kept


@pytest.mark.parametrize(
    ("written", "whole"),
    [
        ("/kota?gclid=1", "https://contoh.id/kota"),
        ("//lain.example/a", "https://lain.example/a"),
        (" foto/air naik.jpg ", "https://contoh.id/berita/foto/air%20naik.jpg"),
        ("ht\ntps://lain.example/\ta", "https://lain.example/a"),
        ("https://user:kunci@lain.example/", "https://lain.example/"),
        ("mailto:redaksi@contoh.id?subject=x", "mailto:redaksi@contoh.id"),
        ('"><script>', "https://contoh.id/berita/%22%3E%3Cscript%3E"),
    ],
)
def test_a_link_is_made_whole(written: str, whole: str) -> None:
    assert whole_address(written, BASE) == whole


@pytest.mark.parametrize(
    "written",
    [
        "",
        "#catatan",
        "javascript:alert(1)",
        "JaVa\tScRiPt:alert(1)",
        "\x01javascript:alert(1)",
        " vbscript:x",
        "data:text/html;base64,PHA+",
        "mailto:",
        "mailto:x",
        "tel:112",
        "http://[::1/",
        "https:" + "/a" * 4_096,
    ],
)
def test_what_leads_nowhere_on_the_web_is_no_link(written: str) -> None:
    assert whole_address(written, BASE) is None


def test_a_relative_link_needs_a_base() -> None:
    assert whole_address("/kota", None) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://pixel.wp.com/g.gif?v=ext&post=1",
        "https://ad.doubleclick.net/x/y.gif",
        "https://www.facebook.com/tr?id=1&ev=PageView&noscript=1",
        "https://feeds.feedburner.com/~r/contoh/~4/x",
        "https://contoh.id/img/1x1.gif",
        "https://contoh.id/a/pixel.png",
    ],
)
def test_what_is_loaded_to_be_counted_is_known(url: str) -> None:
    assert is_counter(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://contoh.id/foto/banjir.jpg",
        "https://www.facebook.com/travel/a.jpg",
        "https://notdoubleclick.net/a.jpg",
        "https://contoh.id/1x1-lapangan.jpg.webp",
        "https://i0.wp.com/contoh.id/a.jpg",
        "",
    ],
)
def test_a_picture_is_no_counter(url: str) -> None:
    assert not is_counter(url)
