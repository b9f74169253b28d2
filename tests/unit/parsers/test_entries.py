"""Entries of feeds on their way to articles."""

from __future__ import annotations

import pytest

from sindikasi.model import Image, Member
from sindikasi.parsers.entries import Category, filed_under, image_fields, is_picture, member_of, summary_beside


def test_a_member_has_only_what_was_said() -> None:
    fields = {"title": "Banjir", "url": None, "summary": "", "categories": [], "byline": ["Rani"]}
    assert member_of(2, fields) == Member(suffix="#2", content=b'{"title":"Banjir","byline":["Rani"]}')


def test_a_picture_counts_once_in_the_order_sent() -> None:
    images = [Image(url="a", width=3), Image(url="b"), Image(url="a"), Image(caption="c"), Image()]
    assert image_fields(images) == [{"url": "a", "width": 3}, {"url": "b"}, {"caption": "c"}]


@pytest.mark.parametrize(
    ("url", "media_type", "medium", "expected"),
    [
        ("a", "image/jpeg", None, True),
        ("a", None, "image", True),
        ("a.JPG?x=1", None, None, True),
        ("a.jpg", "video/mp4", None, False),
        ("a", None, None, False),
        (None, None, None, False),
    ],
)
def test_a_picture_is_known_by_type_or_name(
    url: str | None, media_type: str | None, medium: str | None, expected: bool
) -> None:
    assert is_picture(url, media_type, medium) is expected


def test_codes_are_taken_from_iptc_lists_only() -> None:
    categories = [
        Category(name="Bencana"),
        Category(name="medtop:20000151"),
        Category(name="15000000", scheme="http://cv.iptc.org/newscodes/subjectcode/", label="Olahraga"),
        Category(name="04000000", scheme="https://contoh.id/"),
        Category(name="  "),
    ]
    assert filed_under(categories) == (["Bencana", "Olahraga", "04000000"], ["20000151", "15000000"])


@pytest.mark.parametrize(
    ("summary", "content", "kept"),
    [
        ("Air naik […]", "<p>Air <b>naik</b> di desa.</p>", False),
        ("Tiga desa terendam.", "<p>Air naik.</p>", True),
        ("Air naik.", None, False),
        (None, "Air naik.", False),
        ("…", "Air naik.", True),
    ],
)
def test_a_summary_says_something_of_its_own(summary: str | None, content: str | None, kept: bool) -> None:
    assert summary_beside(summary, content) == (summary if kept else None)
