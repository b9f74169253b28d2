"""Whatever a clean article holds, every output takes it, and says it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import feedparser
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from sindikasi.core.addresses import _COMMON, web_url
from sindikasi.core.feed import SUMMARY_LENGTH, shorten
from sindikasi.core.text import tidy_line, tidy_lines
from sindikasi.model import Article, ArticleSummary, Feed, Image
from sindikasi.outputs.jsonfeed import JsonFeedOutput
from sindikasi.outputs.opml import Group, Listed, opml
from sindikasi.outputs.pages import Site, article_page, story_page, topic_page
from sindikasi.outputs.rules.check import check
from sindikasi.outputs.xmlfeed import AtomOutput, RssOutput
from sindikasi.web.conditional import (
    ENCODINGS,
    choose_encoding,
    http_date,
    judge,
    parse_http_date,
    wants_delta,
    wants_page,
)
from tests.outcomes import take_out_ours
from tests.standards import atom_schema
from tests.unit.feed_builders import BASE, a_carrier, a_feed, a_story, a_topic

AWKWARD = st.sampled_from(
    [
        "]]>",
        "<![CDATA[x]]>",
        "<script>alert(1)</script>",
        "&amp;&lt;&#0;",
        "\"'><",
        "😀👨‍👩‍👧‍👦",
        "x" * 3000,
        "{{ 7*7 }}{% raw %}",
        "\u0301\u0301",
        "نص עברית",
        "javascript:alert(1)",
        "https://a.example/?q=<&>\"'",
        "<!-- -->",
        "\n\n\n",
        "\x00\x0b\ud800\ufffe",
    ]
)
TEXT = st.one_of(st.text(max_size=60), AWKWARD, st.lists(AWKWARD, max_size=4).map(" ".join))
LINE = TEXT.map(tidy_line)
BODY = st.lists(TEXT, max_size=5).map("\n\n".join).map(tidy_lines)
MAYBE = st.none() | LINE
MOMENT = st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@st.composite
def articles(draw: st.DrawFn) -> Article:
    return Article(
        id=f"{draw(st.integers(0, 2**80 - 1)):020x}",
        document=draw(LINE),
        source=draw(MAYBE),
        headline=draw(LINE),
        body=draw(BODY),
        published=draw(MOMENT),
        published_basis="text",
        received=draw(MOMENT),
        standfirst=draw(MAYBE),
        byline=draw(MAYBE),
        dateline=draw(MAYBE),
        credit=draw(MAYBE),
        language=draw(st.sampled_from([None, "id", "en", "ms"])),
        url=draw(MAYBE),
        images=tuple(draw(st.lists(st.builds(Image, url=MAYBE, caption=MAYBE, credit=MAYBE), max_size=2))),
        captions=tuple(draw(st.lists(LINE, max_size=2))),
    )


@st.composite
def feeds(draw: st.DrawFn) -> Feed:
    leads = draw(st.lists(articles(), max_size=3, unique_by=lambda article: article.id))
    others = tuple(a_carrier(other, relation="copy") for other in draw(st.lists(articles(), max_size=2)))
    stories = [
        replace(a_story(lead, number=number), carriers=(a_carrier(lead), *others), updated=draw(MOMENT))
        for number, lead in enumerate(leads, start=1)
    ]
    return a_feed(
        *leads,
        stories=stories,
        topic=a_topic(title=draw(TEXT)),
        titles={"bencana": draw(TEXT)},
        site_title=draw(TEXT),
        language=draw(st.sampled_from(["id", "en"])),
        source_titles=draw(st.dictionaries(LINE, TEXT, max_size=2)),
    )


def a_site() -> Site:
    return Site(
        title="Kantor",
        language="id",
        timezone="Asia/Jakarta",
        root=BASE,
        feeds=f"{BASE}/feeds",
        topics=(("bencana", "Bencana"),),
    )


@given(feed=feeds())
@settings(max_examples=60, deadline=None)
def test_every_feed_is_well_formed_and_holds_every_entry(feed: Feed) -> None:
    for output in (AtomOutput(), RssOutput()):
        content = output.render(feed)
        document = etree.fromstring(content)
        titles = document.xpath("//*[local-name()='entry' or local-name()='item']/*[local-name()='title']")
        assert [title.text for title in titles] == [entry.title for entry in feed.entries]
        read = feedparser.parse(content)
        assert not read.bozo
        assert [entry.id for entry in read.entries] == [entry.id for entry in feed.entries]
        assert output.render(feed) == content


@given(feed=feeds())
@settings(max_examples=60, deadline=None)
def test_no_feed_breaks_a_rule_of_its_standard(feed: Feed) -> None:
    for output in (AtomOutput(), RssOutput(), JsonFeedOutput()):
        content = output.render(feed)
        assert [finding for finding in check(content).findings if finding.severity == "error"] == []
    schema = atom_schema()
    assert schema.validate(etree.fromstring(AtomOutput().render(feed))), schema.error_log


@given(feed=feeds())
@settings(max_examples=60, deadline=None)
def test_every_json_feed_says_what_the_feed_holds(feed: Feed) -> None:
    document: dict[str, Any] = json.loads(JsonFeedOutput().render(feed))
    said = [(item["id"], item["title"], item["content_html"], item["summary"]) for item in document["items"]]
    assert said == [(entry.id, entry.title, entry.content_html, entry.summary) for entry in feed.entries]


@given(feed=feeds())
@settings(max_examples=60, deadline=None)
def test_content_has_no_markup_but_ours(feed: Feed) -> None:
    for entry in feed.entries:
        fragment = html.fragment_fromstring(entry.content_html, create_parent="div")
        assert {element.tag for element in fragment.iter()} <= {
            "div",
            "p",
            "br",
            "strong",
            "small",
            "a",
            "ul",
            "li",
        }
        for element in fragment.iter():
            assert set(element.keys()) <= {"href"}
        for link in fragment.iter("a"):
            assert link.get("href").startswith(("https://", "http://"))


@given(article=articles(), feed=feeds())
@settings(max_examples=40, deadline=None)
def test_every_page_can_be_shown_and_runs_nothing(article: Article, feed: Feed) -> None:
    story = a_story(article)
    summary = ArticleSummary(article=article, topics=("bencana",), story_id=story.id, relation="lead", words=1)
    for page in (
        topic_page(feed, a_site()),
        story_page(story, article, a_site(), titles={}, source_titles={}),
        article_page(summary, a_site(), source_titles={}),
    ):
        document = html.document_fromstring(page.decode())
        take_out_ours(document)
        assert not document.xpath("//script | //@onclick | //iframe")
        assert all(not link.lower().startswith(("javascript:", "data:")) for link in document.xpath("//a/@href"))


@given(text=TEXT, length=st.integers(1, SUMMARY_LENGTH))
def test_a_summary_is_one_safe_line_of_the_length_asked(text: str, length: int) -> None:
    short = shorten(text, length)
    assert len(short) <= length
    assert short == tidy_line(short)
    assert short.removesuffix("…") in tidy_line(text)


@given(text=st.one_of(TEXT, LINE.map(lambda line: f"https://a.example/{line}")))
def test_a_web_address_is_ascii_that_reads_as_itself(text: str) -> None:
    url = web_url(text)
    if url is not None:
        assert url.isascii()
        assert not set(url) & set(' <>"\\^`{|}')
        assert url.startswith(("http://", "https://"))
        assert web_url(url) == url


@given(titles=st.lists(LINE, max_size=4), site=LINE, created=MOMENT)
def test_every_list_of_feeds_is_well_formed(titles: list[str], site: str, created: datetime) -> None:
    document = etree.fromstring(
        opml([Group("g", tuple(Listed(each, "x", "t/x") for each in titles))], BASE, site, created)
    )
    assert [outline.get("text") for outline in document.iterfind("body/outline/outline")] == titles


@given(moment=MOMENT)
def test_a_date_that_was_sent_is_understood_when_it_comes_back(moment: datetime) -> None:
    assert parse_http_date(http_date(moment)) == moment.replace(microsecond=0)


@given(tags=st.text(max_size=80), since=st.text(max_size=40), accept=st.text(max_size=80))
def test_no_header_is_too_strange(tags: str, since: str, accept: str) -> None:
    asked = {"if-none-match": tags, "if-modified-since": since, "if-match": accept, "if-unmodified-since": tags}
    for names in (asked, ("if-none-match",), ("if-modified-since",), ("if-unmodified-since",)):
        verdict = judge('"x"', datetime(2026, 11, 20, tzinfo=UTC), {name: asked[name] for name in names})
        assert verdict in {"send", "not-modified", "failed"}
    assert choose_encoding(accept) in ENCODINGS
    assert wants_page(accept, None) in {True, False}
    assert wants_delta(accept) in {True, False}
    parsed = parse_http_date(since)
    assert parsed is None or parsed.tzinfo is UTC


@given(st.from_regex(_COMMON, fullmatch=True))
@settings(max_examples=300, deadline=None)
def test_common_addresses_are_what_the_long_way_gives_back(url: str) -> None:
    assert web_url(f" {url}") == web_url(url) == url
