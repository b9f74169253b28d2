"""How answers look: the fields the contract promises, absent values as null, times in UTC."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from sindikasi import report
from sindikasi.core.query import Hit
from sindikasi.flow.explain import Explanation
from sindikasi.flow.ingest import Handled
from sindikasi.model import (
    ArticleSummary,
    Carrier,
    Feature,
    Image,
    Rejection,
    Status,
    Story,
    TopicStatus,
    Verdict,
)
from tests.builders import NOON, an_article

STORY_ID = "urn:uuid:0190a1b2-c3d4-5e6f-8a9b-0c1d2e3f4a5b"
SUMMARY = ArticleSummary(
    article=an_article(source="antara"), topics=("semua", "bencana"), story_id=STORY_ID, relation="lead", words=61
)
CARRIER = Carrier(
    article_id=SUMMARY.article.id,
    document="banjir.txt",
    source=None,
    relation="lead",
    headline="Banjir",
    url=None,
    published=NOON,
)
STORY = Story(
    id=STORY_ID,
    headline="Banjir",
    topics=("semua", "bencana"),
    lead=CARRIER.article_id,
    published=NOON,
    filed=NOON,
    updated=NOON,
    revision=2,
    carriers=(CARRIER,),
)
VERDICT = Verdict(
    joined=True,
    rule="test/1",
    score=0.9,
    jaccard=0.5,
    containment=0.8,
    features=(Feature(name="lead", value=0.75, weight=1.5),),
)
EXPLANATION = Explanation(
    is_one_story=True,
    verdict=VERDICT,
    bands_met=3,
    bands=64,
    is_candidate=True,
    shared=("empat belas desa",),
    background=("Kota itu didirikan pada 1821.",),
)


def test_json_is_one_line_with_text_as_it_is() -> None:
    assert report.to_json({"a": "baris\nbaru 🌋", "b": None}) == '{"a":"baris\\nbaru 🌋","b":null}'


def test_times_are_in_utc() -> None:
    jakarta = timezone(timedelta(hours=7))
    fields = report.rejection_fields(
        Rejection(document="a", source=None, reason="empty", message="m", at=datetime(2026, 11, 20, 12, tzinfo=jakarta))
    )
    at = datetime.fromisoformat(json.loads(report.to_json(fields))["at"])
    assert at == NOON - timedelta(hours=7)
    assert json.loads(report.to_json({"at": NOON}))["at"] == "2026-11-20T12:00:00Z"


def test_absent_values_are_null_and_not_left_out() -> None:
    fields = json.loads(report.to_json(report.article_fields(SUMMARY)))
    for name in ("byline", "dateline", "credit", "url"):
        assert fields[name] is None


def test_the_text_comes_only_when_asked_for() -> None:
    assert "text" not in report.article_fields(SUMMARY)
    assert report.article_fields(SUMMARY, has_text=True)["text"] == SUMMARY.article.body


def test_the_details_of_an_article_hold_what_was_taken_for_what() -> None:
    article = replace(SUMMARY.article, images=(Image(url="https://a/b.jpg", caption="Air"),), furniture=("Iklan",))
    details = report.article_details(replace(SUMMARY, article=article), [("lagi.txt", NOON)])
    assert details["images"][0].items() >= {"url": "https://a/b.jpg", "caption": "Air", "credit": None}.items()
    assert details["furniture"] == ("Iklan",)
    assert details["repeats"] == [{"document": "lagi.txt", "at": NOON}]


def test_what_recurs_in_a_source_is_furniture_and_named_apart() -> None:
    article = replace(SUMMARY.article, furniture=("Iklan",))
    summary = replace(SUMMARY, article=article, recurring=("Kabar jujur setiap hari",))
    details = report.article_details(summary, ())
    assert details["furniture"] == ("Iklan", "Kabar jujur setiap hari")
    assert details["recurring"] == ("Kabar jujur setiap hari",)
    assert "recurring       Kabar jujur setiap hari" in report.article_page(summary, ())


def test_the_details_of_a_story_hold_every_outlets_headline() -> None:
    (carried,) = report.story_details(STORY, {})["articles"]
    assert carried.keys() == {"id", "document", "source", "relation", "headline", "url", "published", "changes"}
    assert report.story_details(STORY, {})["filed"] == NOON


def test_a_status_has_its_topics() -> None:
    topic = TopicStatus(slug="semua", stories=1, published_at=None)
    status = Status(queued=1, done=2, rejected=3, articles=2, stories=1, topics=(topic,), version="1")
    fields = report.status_fields(status)
    assert fields["documents"] == {"queued": 1, "done": 2, "rejected": 3}
    assert fields["topics"] == [{"slug": "semua", "stories": 1, "published_at": None, "left_out": 0}]


def test_what_became_of_a_document_is_told_in_full() -> None:
    handled = Handled(document="a.txt", result="rejected", reason="empty", message="m", milliseconds=1.2345)
    assert report.handled_fields(handled) == {
        "document": "a.txt",
        "outcome": "rejected",
        "article": None,
        "story": None,
        "reason": "empty",
        "message": "m",
        "ms": 1.23,
    }


def test_a_line_names_what_the_next_command_needs() -> None:
    assert report.article_line(SUMMARY).split()[0] == SUMMARY.article.id
    assert "antara" in report.article_line(SUMMARY)
    assert " -  " in report.article_line(replace(SUMMARY, article=an_article()))
    line = report.story_line(STORY)
    assert line.split()[0] == report.short(STORY_ID) == "0190a1b2-c3d4"
    assert line.endswith("Banjir  [semua, bencana]")


def test_the_page_of_an_article_leaves_out_what_is_not_known() -> None:
    article = replace(SUMMARY.article, byline="Sari", captions=("Warga mengungsi",), furniture=("Iklan",))
    page = report.article_page(replace(SUMMARY, article=article), [("lagi.txt", NOON)])
    assert page.startswith(article.headline)
    for words in ("byline          Sari", "caption         Warga mengungsi", "left out        Iklan"):
        assert words in page
    assert "also dropped as lagi.txt at 2026-11-20 12:00:00 UTC" in page
    assert "credit" not in page
    assert page.endswith(article.body)


def test_the_page_of_a_story_lists_its_articles() -> None:
    page = report.story_page(STORY, {})
    assert "revision        2" in page
    assert f"  {CARRIER.article_id}  lead" in page
    assert "(banjir.txt)" in page


def test_an_explanation_has_the_fields_of_the_contract() -> None:
    fields = report.explanation_fields(EXPLANATION)
    assert fields.keys() >= {"joined", "similarity", "rule", "shared", "background", "bands"}
    assert fields["similarity"] == {"jaccard": 0.5, "containment": 0.8, "score": 0.9}
    assert fields["bands"] == {"met": 3, "of": 64, "is_candidate": True}


def test_two_articles_may_be_one_story_through_others() -> None:
    apart = replace(EXPLANATION, verdict=replace(VERDICT, joined=False))
    assert (report.explanation_fields(apart)["joined"], report.explanation_fields(apart)["verdict"]) == (True, False)
    assert "the pair alone  not joined" in report.explanation_page(apart)


def test_the_page_of_an_explanation_says_what_speaks_for_and_against() -> None:
    against = replace(
        EXPLANATION, is_one_story=False, is_candidate=False, verdict=replace(VERDICT, disagreements=("14 / 15",))
    )
    page = report.explanation_page(against)
    assert page.startswith("two stories")
    assert "disagrees\n  14 / 15" in page
    assert "shared passages\n  empat belas desa" in page
    assert "background of the outlet, left out\n  Kota itu didirikan pada 1821." in page
    assert "no: too little in common" in page
    plain = report.explanation_page(replace(EXPLANATION, shared=(), background=()))
    assert "disagrees" not in plain
    assert "shared passages" not in plain
    assert "background" not in plain


def test_a_term_that_matched_is_shown_where_it_stands() -> None:
    hit = Hit(term="banjir*", field="headline", where=1, word="Banjir", snippet="Banjir bandang")
    assert report.hit_fields(hit)["snippet"] == "Banjir bandang"
    assert "headline, word 1: Banjir bandang" in report.hit_line(hit)
    assert "word 1  +2.5: " in report.hit_line(replace(hit, points=2.5))
