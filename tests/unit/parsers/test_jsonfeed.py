"""JSON Feed 1 and 1.1."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sindikasi.errors import MalformedDocument
from sindikasi.model import Image, Member, ParsedArticle, Wire
from sindikasi.parsers.json import JsonListParser, JsonParser
from sindikasi.parsers.jsonfeed import JsonFeedParser
from tests.text_builders import a_file

VERSION = "https://jsonfeed.org/version/1.1"
ITEM = {"id": "1", "title": "Banjir di Luwu", "content_html": "<p>Air naik.</p>"}


def members(items: object, **feed: Any) -> list[Member]:
    content = json.dumps({"version": VERSION, "title": "Harian Contoh", **feed, "items": items})
    return list(JsonFeedParser().unpack(a_file(content, name="f.json")))


def entry(item: dict[str, Any], **feed: Any) -> ParsedArticle:
    (member,) = members([item], **feed)
    return JsonParser().parse(a_file(member.content, name="f.json#1"))


def test_an_item_is_read() -> None:
    assert entry(
        {
            **ITEM,
            "url": "/banjir",
            "summary": "Tiga desa terendam.",
            "image": "/a.jpg",
            "date_published": "2026-11-20T08:00:00Z",
            "date_modified": "2026-11-20T09:00:00Z",
            "authors": [{"name": "Rani"}, {"url": "https://contoh.id/budi"}],
            "tags": ["Bencana", "medtop:20000151", 3],
            "attachments": [
                {"url": "/b.jpg", "mime_type": "image/jpeg", "title": "Air", "size_in_bytes": 70},
                {"url": "/b.mp3", "mime_type": "audio/mpeg"},
            ],
        },
        home_page_url="https://contoh.id/",
        language="id",
    ) == ParsedArticle(
        guid="1",
        headline="Banjir di Luwu",
        standfirst="Tiga desa terendam.",
        body="Air naik.",
        has_own_body=True,
        byline="Rani",
        url="https://contoh.id/banjir",
        published="2026-11-20T08:00:00Z",
        source="Harian Contoh",
        language="id",
        images=(
            Image(url="https://contoh.id/a.jpg"),
            Image(url="https://contoh.id/b.jpg", caption="Air", media_type="image/jpeg", length=70),
        ),
        categories=("Bencana",),
        subjects=("20000151",),
        wire=Wire(updated="2026-11-20T09:00:00Z"),
        markup=ITEM["content_html"],
    )


def test_version_1_has_one_author() -> None:
    assert entry(ITEM, author={"name": "Redaksi"}).byline == "Redaksi"


@pytest.mark.parametrize(
    ("item", "body"),
    [({"content_text": "Air < 3 meter."}, "Air < 3 meter."), ({"summary": "Air naik."}, "Air naik.")],
)
def test_text_and_summary_stand_in_for_html(item: dict[str, Any], body: str) -> None:
    assert entry({"id": "1", "title": "Banjir", **item}).body == body


def test_an_item_that_is_none_costs_no_neighbour() -> None:
    first, second = members([3, ITEM])
    assert first.refusal is not None
    assert (first.refusal[0], second.refusal) == ("malformed", None)


@pytest.mark.parametrize(
    "content",
    [
        f'{{"version": "{VERSION}"}}',
        f'{{"version": "{VERSION}", "items": 3}}',
        f'{{"version": "{VERSION}", "items": [{{',
        f'{{"version": "{VERSION}", "items": [' + '{"a":' * 50_000,
    ],
    ids=["no items", "no list", "cut off", "deep"],
)
def test_a_broken_feed_is_malformed(content: str) -> None:
    with pytest.raises(MalformedDocument):
        list(JsonFeedParser().unpack(a_file(content)))


def test_an_item_three_hundred_deep_is_read() -> None:
    deep: object = "x"
    for _ in range(300):
        deep = {"a": deep}
    assert entry({**ITEM, "_extension": deep}).body == "Air naik."


def test_a_json_feed_is_told_from_other_json() -> None:
    feed = a_file(json.dumps({"version": VERSION, "items": [ITEM]}), name="a.json")
    assert JsonFeedParser().recognises(feed) > max(JsonParser().recognises(feed), JsonListParser().recognises(feed))
    assert JsonFeedParser().recognises(a_file('{"version": "1", "items": []}')) == 0
