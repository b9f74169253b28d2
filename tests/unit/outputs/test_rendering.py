from __future__ import annotations

import base64
import hashlib
import re

from sindikasi.outputs.fragments import Fragments
from sindikasi.outputs.pages import front_page, topic_page
from sindikasi.outputs.rendering import TOPICS_SHOWN, script_hash, style_hash
from tests.unit.feed_builders import BASE, a_feed, a_revised_feed, a_topic, an_article
from tests.unit.outputs.test_pages import HOSTILE, a_site, every_page, parsed


def test_pages_use_one_style_sheet_the_policy_names() -> None:

    for page in every_page():
        (style,) = re.findall(r"<style>(.*?)</style>", page.decode(), re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert style_hash() == f"sha256-{digest}"
        assert b" style=" not in page


def test_pages_run_one_script_the_policy_names() -> None:
    for page in every_page():
        found = re.findall(r"<script>(.*?)</script>", page.decode(), re.DOTALL)
        assert len(found) == (b'id="langganan"' in page)
        for script in found:
            digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
            assert script_hash() == f"sha256-{digest}"
        assert parsed(page).xpath("//@*[starts-with(name(), 'on')]") == []


def test_hundreds_of_topics_do_not_fill_the_page() -> None:
    topics = tuple((f"t{number}", f"Topik {number}") for number in range(218))
    site = a_site(topics=topics)
    front = parsed(front_page(a_feed(an_article()), site))
    assert len(front.xpath("//nav/ul/li")) == TOPICS_SHOWN
    assert len(front.xpath("//nav//li")) == 218
    assert front.xpath("//nav/details/summary/text()") == [f"{218 - TOPICS_SHOWN} topik lainnya"]
    page = parsed(topic_page(a_feed(an_article(), topic=a_topic("t200")), site))
    assert page.xpath("//nav/ul/li/a[@aria-current='page']/@href") == [f"{BASE}/t/t200"]
    assert len(page.xpath("//nav//li")) == 218


def test_one_topic_more_is_not_folded_away() -> None:
    topics = tuple((f"t{number}", f"Topik {number}") for number in range(TOPICS_SHOWN + 1))
    page = parsed(front_page(a_feed(an_article()), a_site(topics=topics)))
    assert len(page.xpath("//nav/ul/li")) == TOPICS_SHOWN + 1
    assert page.xpath("//nav/details") == []


def test_pages_with_kept_entries_are_the_same_bytes() -> None:
    kept, site = Fragments(), a_site()
    feeds = [
        a_feed(an_article(1), an_article(2, headline=HOSTILE)),
        a_feed(an_article(1), topic=a_topic("semua")),
        a_feed(an_article(2, headline="Lain"), an_article(1)),
        a_revised_feed(),
        a_feed(),
    ]
    for feed in feeds * 2:
        assert topic_page(feed, site, kept) == topic_page(feed, site)


def test_titles_of_topics_are_escaped() -> None:
    topics = (("bencana", HOSTILE), ("semua", HOSTILE))
    for page in every_page(site=a_site(topics=topics)):
        assert b"<script>alert" not in page
    page = parsed(front_page(a_feed(an_article()), a_site(topics=topics)))
    assert page.xpath("//nav//a/text()") == [HOSTILE, HOSTILE]
