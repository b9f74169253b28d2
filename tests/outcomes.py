"""What may become of any document whatever: articles that every output can show, or refusals that say what to do."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator

import msgspec
import nh3
from lxml import etree, html

from sindikasi.core.markup import BLOCKS, INLINES
from sindikasi.flow.reading import Failure, Reading, Ready, Refusal, sign_all
from sindikasi.model import Article, ArticleSummary, Document, Feed
from sindikasi.outputs.jsonfeed import JsonFeedOutput
from sindikasi.outputs.pages import Site, article_page, story_page, topic_page
from sindikasi.outputs.rendering import script_hash
from sindikasi.outputs.rules.check import check
from sindikasi.outputs.xmlfeed import AtomOutput, RssOutput
from sindikasi.storage.rows import More, article_values
from tests.unit.feed_builders import BASE, a_feed, a_story

REASONS = {"empty", "malformed", "unknown-format", "unsafe", "too-large", "unreadable"}
"""Why one document may be refused by those who read it."""
REMEDY = re.compile(
    r"\b(?:drop|save|split|ask the sender|write|unpack|make it again|allow more|rename|pack|check|choose|fill in"
    r"|nothing is lost|put|take out)\b"
)
"""What an editor can do stands in every message."""
_ARTICLE_TAGS = set(BLOCKS | INLINES | {"br", "img", "hr", "small", "div", "del", "ins", "dl", "dt", "dd"})
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff\u202a-\u202e]")
_SITE = Site(
    title="Kantor",
    language="id",
    timezone="Asia/Jakarta",
    root=BASE,
    feeds=f"{BASE}/feeds",
    topics=(("bencana", "Bencana"),),
)


def outcomes(reading: Reading, document: Document) -> Iterator[Article | Refusal]:
    """Yield what a document, and every member of it, turns out to be; AssertionError for a fault nobody foresaw."""
    for outcome in reading.read(document):
        if isinstance(outcome, Failure):
            raise AssertionError(outcome.trace)
        if isinstance(outcome, Refusal):
            assert_tells(outcome)
            yield outcome
        elif isinstance(outcome, Ready):
            (signed,) = sign_all([outcome])
            yield signed.article
        else:
            for arrival in outcome.arrivals:
                if arrival.refusal is None:
                    yield from outcomes(reading, arrival.document)
                else:
                    refusal = Refusal(
                        document=arrival.document.name, reason=arrival.refusal[0], message=arrival.refusal[1]
                    )
                    assert_tells(refusal)
                    yield refusal


def assert_tells(refusal: Refusal) -> None:
    """A refusal has a reason we know, and a message of one line with the cause and what to do."""
    assert refusal.reason in REASONS, refusal
    assert REMEDY.search(refusal.message), refusal
    assert len(refusal.message) < 1_000, refusal
    assert refusal.message.isprintable(), refusal


def assert_can_be_shown(article: Article) -> None:
    """An article can be stored, and every feed and page of it keeps its standard and runs nothing."""
    _assert_storable(article)
    feed = a_feed(article)
    for output in (AtomOutput(), RssOutput(), JsonFeedOutput()):
        content = output.render(feed)
        errors = [each for each in check(content).findings if each.severity == "error"]
        assert not errors, errors
    _assert_harmless(feed)
    story = a_story(article)
    summary = ArticleSummary(article=article, topics=("bencana",), story_id=story.id, relation="lead", words=1)
    for page in (
        topic_page(feed, _SITE),
        story_page(story, article, _SITE, titles={}, source_titles={}),
        article_page(summary, _SITE, source_titles={}),
    ):
        document = html.document_fromstring(page.decode())
        take_out_ours(document)
        _assert_runs_nothing(document)


def _assert_storable(article: Article) -> None:
    values = article_values(article)
    # A document has the name it was dropped under, whatever that is; no feed shows it.
    told = " ".join(value for value in values if isinstance(value, str) and value != article.document)
    found = _FORBIDDEN.search(told.replace("\t", " "))
    assert found is None, (found, article)
    told.encode()
    article.document.encode()
    assert all(abs(value) < 2**63 for value in values if isinstance(value, int))
    more = values[-1]
    if more is not None:
        msgspec.json.decode(more, type=More)
    assert all(image.url is None or image.url.lower().startswith(("http://", "https://")) for image in article.images)
    assert article.url is None or article.url.lower().startswith(("http://", "https://"))


def _assert_harmless(feed: Feed) -> None:
    atom = etree.fromstring(AtomOutput().render(feed))
    assert len(atom.findall("{*}entry")) == 1
    assert len(json.loads(JsonFeedOutput().render(feed))["items"]) == 1
    for entry in feed.entries:
        fragment = html.fragment_fromstring(entry.content_html, create_parent="div")
        _assert_runs_nothing(fragment)
        # As browsers read it: nothing but what we write is left to take out.
        read = nh3.clean(entry.content_html, tags=_ARTICLE_TAGS, url_schemes={"http", "https", "mailto"}, link_rel=None)
        assert _tags(read) == _tags(entry.content_html), (read, entry.content_html)


def take_out_ours(page: html.HtmlElement) -> None:
    """Take the codes, the script and the metadata out that our own templates put on a page, if they are these."""
    for code in page.xpath("//div[@class='qr']/svg"):
        assert {each.tag for each in code.iter()} == {"svg", "path"}
        code.drop_tree()
    for script in page.xpath("//script"):
        if script.get("type") == "application/ld+json":
            assert json.loads(script.text)["@type"] == "NewsArticle"
        else:
            assert hashlib.sha256(script.text.encode()).digest() == base64.b64decode(script_hash()[len("sha256-") :])
        script.drop_tree()


def _tags(markup: str) -> list[str]:
    return sorted(re.findall(r"<([a-z][a-z0-9]*)", markup))


def _assert_runs_nothing(document: etree._Element) -> None:
    for element in document.iter("*"):
        assert element.tag not in {"script", "iframe", "object", "embed", "base", "svg", "math"}, element.tag
        for name, value in element.items():
            assert not name.startswith("on"), (element.tag, name)
            if name in {"href", "src", "action", "srcset", "poster"} and element.get("rel") != "icon":  # ours
                address = re.sub(r"[\x00-\x20]", "", value).lower()
                assert not address.startswith(("javascript:", "data:", "vbscript:")), value
