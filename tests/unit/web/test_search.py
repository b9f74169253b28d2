from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import httpx
import pytest

from sindikasi.core.query import compile_query, searchable
from sindikasi.model import Found
from sindikasi.web.feeds import represent
from sindikasi.web.search import Kept
from tests.unit.feed_builders import MemoryCatalog, a_story, an_article
from tests.unit.web.test_site import a_site

FLOOD = an_article(1, headline="Banjir di Luwu")
QUAKE = an_article(2, headline="Gempa & susulan")
STORIES = (a_story(FLOOD, number=1), a_story(QUAKE, number=2))
ARTICLES = {each.id: each for each in (FLOOD, QUAKE)}


class MemorySearch:
    """Searches in two stories, and counts how often."""

    def __init__(self) -> None:
        self.rendered = 0
        self.number = 1
        self.is_complete = True

    def find(self, text: str) -> Found:
        query = compile_query(text)
        found = tuple(story for story in STORIES if query.match(searchable(ARTICLES[story.lead])))
        return Found(query=text, form=text, stories=found, is_complete=self.is_complete)

    def render(self, text: str, suffix: str) -> bytes | None:
        if suffix not in {"atom", "rss", "json"}:
            return None
        self.rendered += 1
        return f"{suffix}: {len(self.find(text).stories)} of {self.number}\n".encode()

    def stamp(self) -> tuple[int, ...]:
        return (self.number,)


@pytest.fixture
def search() -> MemorySearch:
    return MemorySearch()


@pytest.fixture
def site(tmp_path: Path, search: MemorySearch) -> Iterator[httpx.Client]:
    with a_site(tmp_path, catalog=MemoryCatalog(STORIES, ARTICLES.values()), search=search) as client:
        yield client


def test_a_search_lists_what_was_found(site: httpx.Client) -> None:
    answer = site.get("/search", params={"q": "judul:banjir"})
    assert answer.status_code == 200
    assert "Banjir di Luwu" in answer.text
    assert "susulan" not in answer.text
    assert "1 berita." in answer.text


def test_a_page_offers_the_search_as_a_feed(site: httpx.Client) -> None:
    text = site.get("/search", params={"q": "banjir & gempa"}).text
    address = "http://127.0.0.1:8080/feeds/search.atom?q=banjir%20%26%20gempa"
    assert f'type="application/atom+xml" title="Cari: banjir &amp; gempa (Atom)" href="{address}"' in text
    assert f'dir="ltr" translate="no">{address}</code>' in text


def test_the_question_stays_in_the_box(site: httpx.Client) -> None:
    assert 'name="q" value="&#34;&gt;&lt;b&gt;"' in site.get("/search", params={"q": '"><b>'}).text


def test_every_page_has_one_search_box(site: httpx.Client) -> None:
    for path in ("/", "/search?q=banjir", "/s/" + STORIES[0].id.removeprefix("urn:uuid:")):
        assert site.get(path).text.count('action="/search"') == 1


def test_without_a_question_the_page_says_how_to_ask(site: httpx.Client) -> None:
    answer = site.get("/search")
    assert answer.status_code == 200
    assert "<details open>" in answer.text
    assert "gencatan senjata" in answer.text


def test_a_query_that_cannot_be_read_is_shown_with_its_place(site: httpx.Client) -> None:
    answer = site.get("/search", params={"q": "banjir ^ gempa"})
    assert answer.status_code == 400
    assert "kolom 8" in answer.text
    assert "banjir <mark>^</mark> gempa</pre>" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_fault_at_the_end_is_shown_behind_it(site: httpx.Client) -> None:
    assert "(banjir<mark> </mark></pre>" in site.get("/search", params={"q": "(banjir"}).text


def test_a_page_says_when_not_everything_was_looked_at(site: httpx.Client, search: MemorySearch) -> None:
    search.is_complete = False
    assert "persempit" in site.get("/search", params={"q": "banjir"}).text


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [
        ("atom", "application/atom+xml; charset=utf-8"),
        ("rss", "application/rss+xml; charset=utf-8"),
        ("json", "application/feed+json"),
    ],
)
def test_a_search_is_a_feed(site: httpx.Client, suffix: str, kind: str) -> None:
    answer = site.get(f"/feeds/search.{suffix}", params={"q": "banjir"})
    assert (answer.status_code, answer.text) == (200, f"{suffix}: 1 of 1\n")
    assert answer.headers["content-type"] == kind
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "max-age" in answer.headers["cache-control"]


def test_a_feed_that_did_not_change_is_not_sent_again(site: httpx.Client) -> None:
    first = site.get("/feeds/search.atom?q=banjir")
    again = site.get("/feeds/search.atom?q=banjir", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_feed_is_made_again_only_when_something_was_filed(site: httpx.Client, search: MemorySearch) -> None:
    for _ in range(3):
        site.get("/feeds/search.atom?q=banjir")
    assert search.rendered == 1
    search.number = 2
    assert site.get("/feeds/search.atom?q=banjir").text == "atom: 1 of 2\n"


@pytest.mark.parametrize("text", ["", "(banjir", "dan"])
def test_a_feed_of_a_query_that_cannot_be_read_is_a_bad_request(site: httpx.Client, text: str) -> None:
    answer = site.get(f"/feeds/search.atom?q={quote(text)}")
    assert answer.status_code == 400
    assert answer.text.startswith("q, column ")
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("name", ["search.html", "search.", "search", "search.atom.atom"])
def test_there_is_no_other_kind_of_feed(site: httpx.Client, name: str) -> None:
    assert site.get(f"/feeds/{name}?q=banjir").status_code == 404


def test_browsers_learn_how_to_search(site: httpx.Client) -> None:
    link = (
        '<link rel="search" type="application/opensearchdescription+xml" title="Kantor Berita" href="/opensearch.xml">'
    )
    assert link in site.get("/").text
    answer = site.get("/opensearch.xml")
    assert answer.headers["content-type"].startswith("application/opensearchdescription+xml")
    ns = "{http://a9.com/-/spec/opensearch/1.1/}"
    urls = {each.get("type"): each.get("template") for each in ElementTree.fromstring(answer.content).iter(f"{ns}Url")}
    assert urls["text/html"] == "http://127.0.0.1:8080/search?q={searchTerms}"
    assert urls["application/rss+xml"] == "http://127.0.0.1:8080/feeds/search.rss?q={searchTerms}"


def test_a_site_without_a_search_has_no_page_of_it(tmp_path: Path) -> None:
    with a_site(tmp_path) as client:
        assert client.get("/search?q=banjir").status_code == 404


def test_kept_feeds_give_way_to_newer_ones() -> None:
    document = represent(b"x" * 100)
    kept = Kept(250)
    for name in ("one", "two", "three"):
        kept.put(("atom", name), (1,), document)
        kept.get(("atom", "one"), (1,))
    found: dict[str, Any] = {name: kept.get(("atom", name), (1,)) for name in ("one", "two", "three")}
    assert found == {"one": document, "two": None, "three": document}
