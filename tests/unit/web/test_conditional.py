from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from sindikasi.web.conditional import (
    choose_encoding,
    choose_language,
    entity_tag,
    entity_tags,
    http_date,
    judge,
    parse_http_date,
    read_headers,
    wants_page,
)

MODIFIED = datetime(1994, 11, 6, 8, 49, 37, 999_999, tzinfo=UTC)
SAID = "Sun, 06 Nov 1994 08:49:37 GMT"
TAG = entity_tag(b"feed")


# --- tags --------------------------------------------------------------------------------------


def test_a_tag_is_strong_and_made_from_the_content_alone() -> None:
    assert entity_tag(b"feed") == TAG
    assert entity_tag(b"feed!") != TAG
    assert TAG.startswith('"')


def test_each_encoding_has_its_own_tag() -> None:
    assert entity_tag(b"feed", "gzip") == f'{TAG[:-1]}-gzip"'


# --- dates -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        SAID,
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "sun, 06 nov 1994 08:49:37 gmt",
        f" {SAID} ",
    ],
)
def test_all_three_forms_of_a_date_are_read(text: str) -> None:
    assert parse_http_date(text) == MODIFIED.replace(microsecond=0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "0",
        "1994-11-06T08:49:37Z",
        "Sun, 06 Nov 1994 08:49:37 +0700",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Foo 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 25:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 06 Nov 0000 08:49:37 GMT",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_http_date(text) is None


def test_a_leap_second_is_read() -> None:
    leap = parse_http_date("Sat, 31 Dec 2016 23:59:60 GMT")
    assert leap == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_two_digits_of_a_year_mean_the_nearer_century() -> None:
    near, far = (
        parse_http_date("Friday, 20-Nov-26 12:00:00 GMT"),
        parse_http_date("Friday, 20-Nov-70 12:00:00 GMT"),
    )
    assert (near and near.year, far and far.year) == (2026, 1970)


def test_a_date_is_said_in_whole_seconds_of_gmt() -> None:
    assert http_date(MODIFIED) == SAID


# --- 304 and 412 -------------------------------------------------------------------------------


def verdict(modified: datetime | None = MODIFIED, **asked: str) -> str:
    return judge(TAG, modified, {name.replace("_", "-"): value for name, value in asked.items()})


@pytest.mark.parametrize("tags", [TAG, f"W/{TAG}", f'"x", {TAG}', f'W/"x",{TAG} , "y"', "*", " * "])
def test_a_tag_the_client_has_is_not_sent_again(tags: str) -> None:
    assert verdict(if_none_match=tags) == "not-modified"


@pytest.mark.parametrize("tags", ['"x"', "", f'{TAG[:-1]}-gzip"', TAG.strip('"'), f'"{TAG}"x'])
def test_another_tag_is_answered_in_full(tags: str) -> None:
    assert verdict(if_none_match=tags) == "send"


def test_tags_decide_before_dates() -> None:
    assert verdict(if_none_match='"x"', if_modified_since=SAID) == "send"
    assert verdict(if_none_match=TAG, if_modified_since="Sun, 06 Nov 1994 08:49:36 GMT") == "not-modified"


def test_a_date_counts_to_the_second() -> None:
    assert verdict(if_modified_since=SAID) == "not-modified"
    assert verdict(if_modified_since=http_date(MODIFIED + timedelta(seconds=1))) == "not-modified"
    assert verdict(if_modified_since=http_date(MODIFIED - timedelta(seconds=1))) == "send"


def test_a_date_that_cannot_be_read_counts_as_not_sent() -> None:
    assert verdict(if_modified_since="yesterday") == "send"
    assert verdict(if_unmodified_since="yesterday") == "send"


def test_a_document_of_unknown_age_is_never_unchanged_by_date() -> None:
    assert verdict(modified=None, if_modified_since=SAID) == "send"


def test_a_request_without_conditions_is_answered_in_full() -> None:
    assert verdict() == "send"


@pytest.mark.parametrize(
    ("tags", "expected"),
    [(TAG, "send"), (f'"x", {TAG}', "send"), ("*", "send"), ('"x"', "failed"), (f"W/{TAG}", "failed"), ("", "failed")],
)
def test_a_client_that_wants_one_version_gets_no_other(tags: str, expected: str) -> None:
    assert verdict(if_match=tags) == expected


def test_a_client_that_wants_no_later_version_gets_none() -> None:
    assert verdict(if_unmodified_since=SAID) == "send"
    assert verdict(if_unmodified_since=http_date(MODIFIED - timedelta(seconds=1))) == "failed"
    assert verdict(if_match=TAG, if_unmodified_since=http_date(MODIFIED - timedelta(seconds=1))) == "send"


def test_ten_thousand_tags_are_compared_in_no_time() -> None:
    began = time.process_time()
    many = ", ".join(f'W/"{number}"' for number in range(10_000))
    assert verdict(if_none_match=many) == "send"
    assert verdict(if_none_match=f"{many}, {TAG}") == "not-modified"
    assert len(entity_tags('"' * 100_001)) == 50_000
    assert time.process_time() - began < 1


def test_lines_of_one_name_are_one_list() -> None:
    raw = [(b"if-none-match", b'"x"'), (b"cookie", b"a"), (b"if-none-match", TAG.encode()), (b"accept", b"\xe9")]
    assert read_headers(raw, {b"if-none-match", b"accept"}) == {"if-none-match": f'"x", {TAG}', "accept": "é"}


# --- encodings ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "gzip"),
        ("zstd", "zstd"),
        ("ZSTD;q=0.9, gzip;q=1", "gzip"),
        ("zstd;q=0, gzip", "gzip"),
        ("zstd;q=0.001", "zstd"),
        ("br", "identity"),
        ("*", "zstd"),
        ("*;q=0", "identity"),
        ("gzip;q=0", "identity"),
        ("gzip;q=0.0, *", "zstd"),
        ("zstd;q=0, gzip;q=0.0, *", "identity"),
        ("gzip; q=0.5", "gzip"),
        ("gzip;q=0.5, identity", "identity"),
        ("gzip;q=0.5, identity;q=0.5", "gzip"),
        ("identity;q=0.5, gzip;q=1.0", "gzip"),
        ("identity;q=0", "identity"),
        ("identity;q=0, gzip", "gzip"),
        ("gzip;q=nonsense", "gzip"),
        (",;,", "identity"),
    ],
)
def test_the_encoding_is_the_one_the_client_likes_best(header: str | None, chosen: str) -> None:
    assert choose_encoding(header) == chosen


def test_what_is_not_offered_is_not_chosen() -> None:
    assert choose_encoding("zstd, gzip", ("gzip", "identity")) == "gzip"
    assert choose_encoding("zstd, gzip", ("identity",)) == "identity"


# --- pages at feed addresses -------------------------------------------------------------------

# What browsers send is as MDN lists it; what readers send stands in their sources.
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FIREFOX_PICTURES = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
FIREFOX_OLD = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"
LYNX = "text/html, text/plain, text/sgml, text/css, application/xhtml+xml, */*;q=0.01"
W3M = "text/html, text/*;q=0.5, image/*, application/*, video/*, */*;q=0.1"
MINIFLUX = (
    "application/xml, application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "text/html, */*;q=0.9"
)
SIMPLEPIE = (
    "application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, "
    "text/html;q=0.7, unknown/unknown;q=0.1, application/unknown;q=0.1, */*;q=0.1"
)
FEEDPARSER = (
    "application/atom+xml,application/rdf+xml,application/rss+xml,application/x-netcdf,application/xml;q=0.9,"
    "text/xml;q=0.2,*/*;q=0.1"
)
NEXTCLOUD_NEWS = (
    "application/rss+xml, application/rdf+xml;q=0.8, application/atom+xml;q=0.6, application/xml;q=0.4, "
    "text/xml;q=0.4, */*;q=0.2"
)
LIKE_A_BROWSER = "text/html,application/xhtml+xml,application/rss+xml,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.8"
LOOKS_FOR_FEEDS = "text/html, application/xhtml+xml, application/atom+xml;q=0.9, application/rss+xml;q=0.9"


@pytest.mark.parametrize(
    ("accept", "destination", "expected"),
    [
        pytest.param(CHROME, "document", True, id="Chrome"),
        pytest.param(FIREFOX, "document", True, id="Firefox"),
        pytest.param(FIREFOX_PICTURES, "DOCUMENT", True, id="Firefox 100"),
        pytest.param(FIREFOX_OLD, None, True, id="Firefox without Sec-Fetch"),
        pytest.param(FIREFOX, None, True, id="Safari 15"),
        pytest.param("text/html", None, True, id="asks for a page"),
        pytest.param("TEXT/HTML;q=0.9", None, True, id="asks for a page in capitals"),
        pytest.param(LYNX, None, True, id="Lynx"),
        pytest.param(W3M, None, True, id="w3m"),
        pytest.param("*/*", "document", True, id="an opened address"),
        pytest.param(CHROME, "empty", False, id="a script"),
        pytest.param(CHROME, "iframe", False, id="a frame"),
        pytest.param(MINIFLUX, None, False, id="Miniflux"),
        pytest.param(SIMPLEPIE, None, False, id="SimplePie: FreshRSS, WordPress"),
        pytest.param(FEEDPARSER, None, False, id="feedparser"),
        pytest.param(NEXTCLOUD_NEWS, None, False, id="Nextcloud News"),
        pytest.param(LIKE_A_BROWSER, None, False, id="a program like a browser that names feeds"),
        pytest.param(LOOKS_FOR_FEEDS, None, False, id="a reader that looks for a page's feed"),
        pytest.param("text/html, application/atom+xml", None, False, id="page first, feed beside it"),
        pytest.param("text/html, application/feed+json;q=0.1", None, False, id="page first, feed last"),
        pytest.param("application/xml, text/html", None, False, id="XML first"),
        pytest.param("*/*", None, False, id="curl"),
        pytest.param("", None, False, id="empty"),
        pytest.param(None, None, False, id="none"),
    ],
)
def test_only_a_browser_gets_a_page(accept: str | None, destination: str | None, expected: bool) -> None:
    assert wants_page(accept, destination) is expected


# --- languages ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        (None, "id"),
        ("", "id"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("EN-us", "en"),
        ("id-ID,id;q=0.9,en;q=0.8", "id"),
        ("de,en;q=0.5,id;q=0.3", "en"),
        ("de,id;q=0.3,en;q=0.5", "en"),
        ("en;q=0.5,id;q=0.5", "en"),
        ("id;q=0.5,en;q=0.5", "id"),
        ("ms,en;q=0.9", "id"),
        ("ms-MY;q=0.4,en;q=0.5", "en"),
        ("ms;q=0.9,id;q=0.1,en;q=0.5", "id"),
        ("in-ID,en;q=0.9", "id"),
        ("de,fr", "id"),
        ("*", "id"),
        ("en;q=0", "id"),
        ("en;q=0,id;q=0", "id"),
        (";;,=,en", "en"),
    ],
)
def test_the_language_is_the_one_the_reader_likes_best(header: str | None, chosen: str) -> None:
    assert choose_language(header, ("id", "en"), "id") == chosen


def test_who_asks_for_no_language_we_speak_gets_the_sites_own() -> None:
    assert choose_language("de,fr;q=0.5", ("id", "en"), "en-GB") == "en-GB"
    assert choose_language("fr", ("id", "en"), "ms") == "ms"
