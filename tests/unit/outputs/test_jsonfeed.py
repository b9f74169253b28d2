from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from sindikasi.errors import PublishError
from sindikasi.model import Feed, Image, Wire
from sindikasi.outputs.addresses import MEDIA_TOPICS
from sindikasi.outputs.jsonfeed import JsonFeedOutput
from sindikasi.outputs.rules.check import check
from tests.unit.feed_builders import BASE, a_feed, a_revised_feed, a_story, a_withdrawal, an_article


def rendered(feed: Feed) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(JsonFeedOutput().render(feed))
    return document


def test_the_same_feed_gives_the_same_bytes() -> None:
    assert JsonFeedOutput().render(a_feed(an_article())) == JsonFeedOutput().render(a_feed(an_article()))


def test_the_feed_says_what_and_where_it_is() -> None:
    document = rendered(a_feed())
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["title"] == "Bencana – Kantor Berita"
    assert document["home_page_url"] == f"{BASE}/t/bencana"
    assert document["feed_url"] == f"{BASE}/feeds/bencana.json"
    assert document["authors"] == [{"name": "Kantor Berita"}]
    assert document["language"] == "id"
    assert document["items"] == []


def test_an_item_has_every_field_that_fits() -> None:
    lead = an_article(
        url="https://antara.example/1",
        byline="Budi",
        credit="Xinhua",
        images=(Image(url="https://a.example/1.jpg", caption="Warga.", credit="Xinhua", width=10, length=99),),
        subjects=("20000139",),
        wire=Wire(rights="© Xinhua"),
    )
    feed = a_feed(lead, codes={"bencana": "03000000"})
    (item,) = rendered(feed)["items"]
    entry = feed.entries[0]
    extension = item.pop("_sindikasi")
    assert item == {
        "id": "urn:uuid:00000000-0000-4000-8000-000000000001",
        "url": f"{BASE}/s/00000000-0000-4000-8000-000000000001",
        "external_url": "https://antara.example/1",
        "title": lead.headline,
        "content_html": entry.content_html,
        "content_text": entry.content_text,
        "summary": entry.summary,
        "image": "https://a.example/1.jpg",
        "date_published": "2026-11-20T11:00:00.250000+00:00",
        "date_modified": "2026-11-20T12:00:01.250000+00:00",
        "authors": [{"name": "Budi"}],
        "tags": ["Bencana"],
        "language": "id",
        "attachments": [
            {
                "url": "https://a.example/1.jpg",
                "mime_type": "image/jpeg",
                "title": "Warga.",
                "size_in_bytes": 99,
            }
        ],
    }
    extension.pop("carriers")
    assert extension == {
        "source": "ANTARA",
        "credit": "Xinhua",
        "rights": "© Xinhua",
        "reading_minutes": 1,
        "topics": ["bencana"],
        "subjects": [
            {"scheme": MEDIA_TOPICS, "code": "03000000", "label": "Bencana"},
            {"scheme": MEDIA_TOPICS, "code": "20000139"},
        ],
        "images": [{"url": "https://a.example/1.jpg", "credit": "Xinhua", "description": "Warga.", "width": 10}],
    }


def test_what_changed_and_what_went_before_are_said() -> None:
    item = rendered(a_revised_feed(updates="resurface"))["items"][0]
    assert item["_sindikasi"]["changes"] == [{"kind": "figures", "before": ["12"], "after": ["14"]}]
    assert item["_sindikasi"]["predecessor"] == f"{BASE}/s/00000000-0000-4000-8000-000000000001"


def test_a_withdrawn_story_is_an_item_that_says_so_and_nothing_of_it() -> None:
    document = rendered(a_feed(an_article(2), withdrawals=[a_withdrawal()]))
    assert [item["id"] for item in document["items"]] == [a_withdrawal().id, a_story(an_article(2)).id]
    notice = document["items"][0]
    assert notice["title"] == "Berita ditarik"
    assert notice["_sindikasi"] == {"withdrawn": a_withdrawal().at.isoformat()}
    assert check(JsonFeedOutput().render(a_feed(an_article(2), withdrawals=[a_withdrawal()]))).findings == ()


def test_what_came_before_is_the_next_page() -> None:
    document = rendered(a_feed(an_article(), previous=3))
    assert document["next_url"] == f"{BASE}/feeds/archive/bencana-3.json"
    page = rendered(a_feed(an_article(), page=3, previous=2))
    assert (page["feed_url"], page["next_url"]) == (
        f"{BASE}/feeds/archive/bencana-3.json",
        f"{BASE}/feeds/archive/bencana-2.json",
    )
    assert page["_sindikasi"]["archive_page"] == 3
    assert "next_url" not in rendered(a_feed(an_article(), page=1))


def test_hubs_are_named_in_the_feed_and_on_no_page_of_its_archive() -> None:
    hubs = ("https://hub.example/", "https://other.example/")
    document = JsonFeedOutput().render(a_feed(an_article(), hubs=hubs))
    assert json.loads(document)["hubs"] == [{"type": "WebSub", "url": hub} for hub in hubs]
    assert check(document).findings == ()
    assert "hubs" not in rendered(a_feed(an_article(), hubs=hubs, page=1))


def test_what_is_absent_is_left_out_never_null() -> None:
    (item,) = rendered(a_feed(an_article(source=None, language=None), titles={}))["items"]
    assert None not in item.values()
    assert None not in item["_sindikasi"].values()
    assert not {"external_url", "image", "authors", "tags", "language"} & item.keys()


def test_everyone_who_carried_the_story_is_listed_without_our_file_names() -> None:
    lead, other = an_article(1), an_article(2, source="kompas", url="https://kompas.example/2")
    document = JsonFeedOutput().render(a_feed(lead, stories=[a_story(lead, other)]))
    first, second = json.loads(document)["items"][0]["_sindikasi"]["carriers"]
    assert (first["relation"], first["source"], "url" in first) == ("lead", "ANTARA", False)
    assert second == {
        "article": other.id,
        "source": "kompas",
        "relation": "copy",
        "title": other.headline,
        "url": "https://kompas.example/2",
        "date_published": "2026-11-20T11:00:00.250000+00:00",
    }
    assert b".txt" not in document


def test_text_that_utf_8_cannot_hold_is_refused_with_the_topics_name() -> None:
    feed = a_feed(an_article())
    broken = replace(feed, entries=(replace(feed.entries[0], title="\ud800"),))
    with pytest.raises(PublishError) as caught:
        JsonFeedOutput().render(broken)
    assert caught.value.topic == "bencana"


def test_text_is_utf_8_as_it_is() -> None:
    assert "é 😀 ]]>".encode() in JsonFeedOutput().render(a_feed(an_article(headline="é 😀 ]]>")))
