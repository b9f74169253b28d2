from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from lxml import html

from sindikasi.model import ArticleSummary, Image
from sindikasi.outputs.pages import (
    Site,
    article_page,
    front_page,
    index_page,
    message_page,
    story_page,
    topic_page,
)
from sindikasi.outputs.qr import qr_svg
from tests.unit.feed_builders import BASE, a_feed, a_revision, a_story, an_article

HOSTILE = "<script>alert(1)</script> ]]> & \"x\" 'y'"


def a_site(**changes: Any) -> Site:
    fields: dict[str, Any] = {
        "title": "Kantor Berita",
        "language": "id",
        "timezone": "Asia/Jakarta",
        "root": BASE,
        "feeds": f"{BASE}/feeds",
        "topics": (("semua", "Semua"), ("bencana", "Bencana alam")),
    }
    return Site(**fields | changes)


def parsed(page: bytes) -> html.HtmlElement:
    return html.document_fromstring(page.decode())


def words(page: bytes) -> str:
    return " ".join(parsed(page).find("body").text_content().split())


def a_summary(**changes: Any) -> ArticleSummary:
    return ArticleSummary(
        article=an_article(**changes),
        topics=("bencana",),
        story_id="urn:uuid:00000000-0000-4000-8000-000000000001",
        relation="copy",
        words=12,
    )


def every_page(text: str = "Gempa", site: Site | None = None) -> list[bytes]:
    site = site or a_site()
    lead = an_article(headline=text, body=text, byline=text, credit=text, source=text, captions=(text,))
    story = a_story(lead, an_article(2))
    feed = a_feed(lead, stories=[story])
    return [
        topic_page(feed, site),
        front_page(feed, site),
        index_page(site),
        story_page(story, lead, site, titles={}, source_titles={}),
        article_page(a_summary(headline=text, body=text, source=text), site, source_titles={}),
        message_page("not_found", site),
        message_page("unavailable", site),
    ]


def test_pages_escape_whatever_an_article_says() -> None:
    for page in every_page(HOSTILE):
        assert b"<script>alert" not in page
        assert parsed(page).xpath("//body//script[not(ancestor::section[@id='langganan'])]") == []
        assert [json.loads(text) for text in parsed(page).xpath("//head/script/text()")][1:] == []


def test_pages_give_the_same_bytes_twice() -> None:
    assert every_page() == every_page()


def test_pages_name_their_language_and_fit_a_small_screen() -> None:
    for language in ("id", "en"):
        for page in every_page(site=a_site(language=language)):
            assert parsed(page).get("lang") == language
            assert parsed(page).xpath("//meta[@name='viewport']")
            assert parsed(page).xpath("//main[@id='isi']/h1 | //main[@id='isi']//article/h1")


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_exists_in_both_languages(language: str) -> None:
    site = a_site(language=language)
    subscribe = {"id": "Berlangganan", "en": "Subscribe"}[language]
    assert subscribe in words(topic_page(a_feed(an_article()), site))


# --- topics ------------------------------------------------------------------------------------


def test_a_topic_page_offers_its_feeds_to_readers_and_to_people() -> None:
    page = parsed(topic_page(a_feed(an_article()), a_site()))
    addresses = [f"{BASE}/feeds/bencana.{suffix}" for suffix in ("atom", "rss", "json")]
    assert page.xpath("//link[@rel='alternate']/@href") == addresses
    assert page.xpath("//link[@rel='alternate']/@type")[0] == "application/atom+xml"
    assert page.xpath("//section//code/text()") == addresses
    assert page.findtext(".//h1") == "Bencana alam"


def test_what_needs_a_script_is_hidden_until_it_runs() -> None:
    page = parsed(topic_page(a_feed(an_article()), a_site()))
    buttons = page.xpath("//section[@id='langganan']//button")
    assert [button.get("value") for button in buttons] == page.xpath("//section//code/@id")
    assert all(button.get("hidden") is not None for button in buttons)


def test_the_first_address_is_a_qr_code_too() -> None:
    page = topic_page(a_feed(an_article()), a_site())
    assert parsed(page).xpath("//details/div[@role='img']/@aria-label") == [f"Kode QR: {BASE}/feeds/bencana.atom"]
    assert (qr_svg(f"{BASE}/feeds/bencana.atom") or "-").encode() in page


def test_only_published_formats_are_offered() -> None:
    page = parsed(topic_page(a_feed(an_article()), a_site(formats=("rss",))))
    assert page.xpath("//link[@rel='alternate']/@href") == [f"{BASE}/feeds/bencana.rss"]


def test_a_topic_page_lists_its_stories_in_the_feeds_order() -> None:
    feed = a_feed(an_article(1), an_article(2))
    page = parsed(topic_page(feed, a_site()))
    assert page.xpath("//ol/li/h2/a/@href") == [entry.link for entry in feed.entries]
    assert page.xpath("//ol/li/h2/a/text()") == [entry.title for entry in feed.entries]


def test_an_empty_topic_says_so() -> None:
    assert "Belum ada berita" in words(topic_page(a_feed(), a_site()))


def test_a_story_carried_more_than_once_says_how_often() -> None:
    lead, other = an_article(1), an_article(2)
    assert "dimuat 2 kali" in words(topic_page(a_feed(lead, stories=[a_story(lead, other)]), a_site()))


def test_times_are_written_in_the_sites_zone_and_language() -> None:
    feed = a_feed(an_article())
    assert "20 November 2026 18.00 WIB" in words(topic_page(feed, a_site()))
    assert "20 November 2026, 20:00 WIT" in words(topic_page(feed, a_site(language="en", timezone="Asia/Jayapura")))


def test_the_front_page_offers_the_feed_it_is_given() -> None:
    page = parsed(front_page(a_feed(an_article()), a_site(root="")))
    assert page.xpath("//link[@rel='alternate']/@href")[0] == f"{BASE}/feeds/bencana.atom"
    assert page.xpath("//link[@rel='canonical']/@href") == [f"{BASE}/"]


def test_the_index_links_every_topic_in_every_format() -> None:
    page = parsed(index_page(a_site()))
    for slug in ("semua", "bencana"):
        for suffix in ("atom", "rss", "json"):
            assert page.xpath(f"//a[@href='{BASE}/feeds/{slug}.{suffix}']")
    assert page.xpath(f"//a[@href='{BASE}/feeds/feeds.opml']")


# --- stories and articles ----------------------------------------------------------------------


def test_a_story_page_has_the_text_and_everyone_who_carried_it() -> None:
    lead = an_article(1, url="https://antara.example/1", body="Satu.\n\nDua.", captions=("Warga. (Xinhua)",))
    other = an_article(2, source="kompas")
    page = parsed(story_page(a_story(lead, other), lead, a_site(), titles={}, source_titles={"kompas": "Kompas"}))
    assert page.xpath("//article/div/p/text()") == ["Satu.", "Dua."]
    carriers = page.xpath("//section[@aria-labelledby='pemuat']//li/a/@href")
    assert carriers == ["https://antara.example/1", f"{BASE}/a/{other.id}"]
    assert page.xpath("//section[@aria-labelledby='pemuat']//li/a/text()") == ["antara", "Kompas"]
    assert page.xpath("//section[@aria-labelledby='foto']//li/text()") == ["Warga. (Xinhua)"]


MARKUP = (
    '<figure><img src="https://antara.example/a.jpg" alt=""><figcaption>Warga &amp; ternak.</figcaption></figure>'
    "<p>Satu <b>dua</b>.</p>"
)


def test_a_text_that_came_as_html_is_shown_as_html() -> None:
    captions = ("Warga & ternak.", "Jembatan.")
    lead = an_article(1, body="Satu dua.", markup=MARKUP, captions=captions)
    summary = a_summary(body="Satu dua.", markup=MARKUP, captions=captions)
    for page in (
        parsed(story_page(a_story(lead), lead, a_site(), titles={}, source_titles={})),
        parsed(article_page(summary, a_site(), source_titles={})),
    ):
        assert page.xpath("//article/div/p/b/text()") == ["dua"]
        assert page.xpath("//article/div/figure/img/@src") == ["https://antara.example/a.jpg"]
        assert page.xpath("//section[@aria-labelledby='foto']//li/text()") == ["Jembatan."]


def test_html_that_is_not_safe_is_never_shown() -> None:
    markup = "<p>Satu <b>dua</b>.</p><script>x</script>"
    lead = an_article(body="Satu dua.", markup=markup)
    page = story_page(a_story(lead), lead, a_site(), titles={}, source_titles={})
    assert b"<script>" not in page + article_page(a_summary(markup=markup), a_site(), source_titles={})


def test_a_story_page_says_what_changed_and_when() -> None:
    lead, before, gone = an_article(1), an_article(2), "9" * 20
    spelling = a_revision(1, before=gone, changes=())
    story = a_story(lead, before, revisions=(a_revision(0.5, before=gone), spelling, a_revision(2, before=before.id)))
    page = parsed(story_page(story, lead, a_site(), titles={}, source_titles={}))
    versions = page.xpath("//ol[@class='versions']/li")
    assert [version.get("id") for version in versions] == ["v3", None, "v2"]
    assert versions[0].xpath("./time/text()") == ["20 November 2026 21.00 WIB"]
    assert [version.xpath("./a/@href") for version in versions] == [[f"{BASE}/a/{before.id}"], [], []]
    assert [version.xpath("./ul/li/text()") for version in versions] == [
        ["Angka: 12 menjadi 14"],
        ["Ejaan atau susunan kata saja"],
        ["Angka: 12 menjadi 14"],
    ]


def test_links_of_entries_to_a_version_arrive_there() -> None:
    lead = an_article(1)
    story = a_story(lead, revisions=(a_revision(1), a_revision(2)))
    (entry,) = a_feed(lead, stories=[story], updates="resurface").entries
    page = parsed(story_page(story, lead, a_site(), titles={}, source_titles={}))
    assert page.xpath("//*[@id=$mark]", mark=entry.link.partition("#")[2])


def test_a_story_page_describes_itself_to_machines() -> None:
    images = (Image(url="http://antara.example/a.jpg"), Image(url="https://antara.example/b.jpg"))
    lead = an_article(1, byline="Rina", images=images, url="https://antara.example/1", headline="A </script> b")
    site = a_site(root="")
    story = a_story(lead, revisions=(a_revision(3),))
    page = parsed(story_page(story, lead, site, titles={}, source_titles={}))
    address = f"{BASE}/s/00000000-0000-4000-8000-000000000001"
    assert page.xpath("//link[@rel='canonical']/@href") == [address]
    assert page.xpath("//meta[@property='og:url']/@content") == [address]
    assert page.xpath("//meta[@property='og:title']/@content") == ["A </script> b"]
    assert page.xpath("//meta[@property='og:image']/@content") == ["https://antara.example/b.jpg"]
    assert page.xpath("//link[@rel='alternate']/@href") == [
        f"{BASE}/feeds/{slug}.atom" for slug in ("semua", "bencana")
    ]
    (said,) = (json.loads(text) for text in page.xpath("//script[@type='application/ld+json']/text()"))
    assert said["@type"] == "NewsArticle"
    assert said["datePublished"] == story.published.isoformat()
    assert said["dateModified"] == story.revisions[0].at.isoformat()
    assert said["headline"] == "A </script> b"
    assert said["author"] == {"@type": "Person", "name": "Rina"}
    assert said["isBasedOn"] == "https://antara.example/1"
    assert "copyrightNotice" not in said


def test_a_story_page_without_a_secure_picture_names_none() -> None:
    lead = an_article(1, images=(Image(url="http://antara.example/a.jpg"),), source=None, credit=None)
    page = parsed(story_page(a_story(lead), lead, a_site(), titles={}, source_titles={}))
    assert page.xpath("//meta[@property='og:image']") == []


def test_a_carrier_without_a_name_is_called_by_its_host() -> None:
    lead = an_article(1, source=None, url="https://pagi.example/1")
    page = parsed(story_page(a_story(lead), lead, a_site(), titles={}, source_titles={}))
    assert page.xpath("//section[@aria-labelledby='pemuat']//li/a[1]/text()")[0] == "pagi.example"


def test_a_story_carried_more_than_once_says_how_to_see_why() -> None:
    lead, other = an_article(1), an_article(2)
    page = parsed(story_page(a_story(lead, other), lead, a_site(), titles={}, source_titles={}))
    assert page.xpath("//details//code/text()") == [f"sindikasi explain {lead.id} {other.id}"]
    alone = parsed(story_page(a_story(lead), lead, a_site(), titles={}, source_titles={}))
    assert alone.xpath("//details") == []


def test_a_text_in_another_language_is_marked() -> None:
    lead = an_article(language="en")
    page = parsed(story_page(a_story(lead), lead, a_site(), titles={}, source_titles={}))
    assert page.find(".//article").get("lang") == "en"


def test_a_story_page_links_only_to_topics_there_are() -> None:
    lead = an_article()
    story = a_story(lead, topics=("bencana", "dihapus"))
    page = parsed(story_page(story, lead, a_site(), titles={}, source_titles={}))
    assert page.xpath("//ul[@class='topics']//a/@href") == [f"{BASE}/t/bencana"]


def test_an_article_page_leads_to_its_story_and_is_kept_out_of_search_engines() -> None:
    page = parsed(article_page(a_summary(dateline="Ambon"), a_site(), source_titles={"antara": "ANTARA"}))
    assert page.xpath("//a[@href=$story]", story=f"{BASE}/s/00000000-0000-4000-8000-000000000001")
    assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert "Ambon" in page.xpath("//dd/text()")
    assert "ANTARA" in page.xpath("//dd/text()")


def test_links_that_are_not_of_the_web_never_become_links() -> None:
    lead = an_article(url="javascript:alert(1)")
    story = story_page(a_story(lead), lead, a_site(), titles={}, source_titles={})
    article = article_page(a_summary(url="javascript:alert(1)"), a_site(), source_titles={})
    assert b"javascript:" not in story + article


def test_an_article_page_shows_apart_what_recurs_in_its_source() -> None:
    page = parsed(article_page(replace(a_summary(), recurring=("Kabar jujur",)), a_site(), source_titles={}))
    assert page.xpath("//details/p/text()") == ["Kabar jujur"]
    assert page.xpath("//div[@class='text']//p[text()='Kabar jujur']") == []
    assert parsed(article_page(a_summary(), a_site(), source_titles={})).xpath("//details") == []
