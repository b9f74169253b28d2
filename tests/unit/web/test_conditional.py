from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sindikasi.web.conditional import (
    choose_encoding,
    entity_tag,
    http_date,
    is_not_modified,
    parse_http_date,
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


# --- 304 ---------------------------------------------------------------------------------------


def unchanged(*, tags: str | None = None, since: str | None = None, modified: datetime | None = MODIFIED) -> bool:
    return is_not_modified(TAG, modified, if_none_match=tags, if_modified_since=since)


@pytest.mark.parametrize("tags", [TAG, f"W/{TAG}", f'"x", {TAG}', f'W/"x",{TAG} , "y"', "*", " * "])
def test_a_tag_the_client_has_is_not_sent_again(tags: str) -> None:
    assert unchanged(tags=tags)


@pytest.mark.parametrize("tags", ['"x"', "", f'{TAG[:-1]}-gzip"', TAG.strip('"'), f'"{TAG}"x'])
def test_another_tag_is_answered_in_full(tags: str) -> None:
    assert not unchanged(tags=tags)


def test_tags_decide_before_dates() -> None:
    assert not unchanged(tags='"x"', since=SAID)
    assert unchanged(tags=TAG, since="Sun, 06 Nov 1994 08:49:36 GMT")


def test_a_date_counts_to_the_second() -> None:
    assert unchanged(since=SAID)
    assert unchanged(since=http_date(MODIFIED + timedelta(seconds=1)))
    assert not unchanged(since=http_date(MODIFIED - timedelta(seconds=1)))


def test_a_date_that_cannot_be_read_counts_as_not_sent() -> None:
    assert not unchanged(since="yesterday")


def test_a_document_of_unknown_age_is_never_unchanged_by_date() -> None:
    assert not unchanged(since=SAID, modified=None)


def test_a_request_without_conditions_is_answered_in_full() -> None:
    assert not unchanged()


# --- encodings ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("gzip, deflate, br, zstd", "gzip"),
        ("br", "identity"),
        ("*", "gzip"),
        ("*;q=0", "identity"),
        ("gzip;q=0", "identity"),
        ("gzip;q=0.0, *", "identity"),
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


# --- pages at feed addresses -------------------------------------------------------------------

CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
MINIFLUX = (
    "application/xml, application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, "
    "text/html, */*;q=0.9"
)


@pytest.mark.parametrize(
    ("accept", "destination", "expected"),
    [
        (CHROME, "document", True),
        (CHROME, "DOCUMENT", True),
        ("*/*", "document", True),
        (CHROME, "empty", False),
        (CHROME, "iframe", False),
        (CHROME, None, True),
        ("text/html", None, True),
        ("TEXT/HTML;q=0.9", None, True),
        (MINIFLUX, None, False),
        ("text/html, application/atom+xml", None, False),
        ("text/html, application/feed+json;q=0.1", None, False),
        ("application/xml, text/html", None, False),
        ("*/*", None, False),
        ("", None, False),
        (None, None, False),
    ],
)
def test_only_a_browser_gets_a_page(accept: str | None, destination: str | None, expected: bool) -> None:
    assert wants_page(accept, destination) is expected
