from __future__ import annotations

from lxml import etree

from sindikasi.outputs.opml import opml
from tests.unit.feed_builders import BASE, NOON


def test_each_topic_is_listed_once_in_the_order_given() -> None:
    document = etree.fromstring(opml([("Politik", "politik"), ("Agama", "agama")], BASE, "Kantor", NOON))
    outlines = [dict(outline.attrib) for outline in document.findall("body/outline")]
    assert outlines == [
        {
            "type": "rss",
            "text": title,
            "title": title,
            "xmlUrl": f"{BASE}/feeds/{slug}.atom",
            "htmlUrl": f"{BASE}/t/{slug}",
        }
        for title, slug in (("Politik", "politik"), ("Agama", "agama"))
    ]


def test_the_head_names_the_site_and_a_date_that_is_given() -> None:
    document = etree.fromstring(opml([], f"{BASE}/", "Kantor <1> & 2", NOON))
    assert document.get("version") == "2.0"
    assert document.findtext("head/title") == "Kantor <1> & 2"
    assert document.findtext("head/dateCreated") == "Fri, 20 Nov 2026 12:00:00 GMT"


def test_the_format_may_be_another() -> None:
    document = etree.fromstring(opml([("Politik", "politik")], BASE, "Kantor", NOON, suffix="rss"))
    assert document.find("body/outline").get("xmlUrl") == f"{BASE}/feeds/politik.rss"


def test_the_same_list_gives_the_same_bytes() -> None:
    assert opml([("A & B", "a")], BASE, "K", NOON) == opml([("A & B", "a")], BASE, "K", NOON)
