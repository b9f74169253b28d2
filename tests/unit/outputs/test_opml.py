from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from sindikasi.outputs.opml import Group, Listed, opml
from tests.unit.feed_builders import BASE, NOON

TOPICS = Group("Topik", (Listed("Politik", "politik", "t/politik"), Listed("Agama & doa", "agama", "t/agama")))
SOURCES = Group("Sumber", (Listed("ANTARA", "sources/antara", "source/antara"),))


def test_each_feed_is_listed_once_in_its_group_in_the_order_given() -> None:
    document = etree.fromstring(opml([TOPICS, SOURCES], BASE, "Kantor", NOON))
    assert [(each.get("text"), each.get("xmlUrl")) for each in document.iterfind("body/outline")] == [
        ("Topik", None),
        ("Sumber", None),
    ]
    outlines = [dict(outline.attrib) for outline in document.iterfind("body/outline/outline")]
    assert outlines == [
        {
            "type": "rss",
            "text": each.title,
            "title": each.title,
            "xmlUrl": f"{BASE}/feeds/{each.slug}.atom",
            "htmlUrl": f"{BASE}/{each.page}",
        }
        for each in (*TOPICS.feeds, *SOURCES.feeds)
    ]


def test_a_group_without_feeds_is_left_out() -> None:
    document = etree.fromstring(opml([TOPICS, Group("Sumber", ())], BASE, "Kantor", NOON))
    assert [each.get("text") for each in document.iterfind("body/outline")] == ["Topik"]


def test_the_head_names_the_site_and_a_date_that_is_given() -> None:
    document = etree.fromstring(opml([], f"{BASE}/", "Kantor <1> & 2", NOON))
    assert document.get("version") == "2.0"
    assert document.findtext("head/title") == "Kantor <1> & 2"
    assert document.findtext("head/dateCreated") == "Fri, 20 Nov 2026 12:00:00 GMT"


def test_the_format_may_be_another() -> None:
    document = etree.fromstring(opml([TOPICS], BASE, "Kantor", NOON, suffix="rss"))
    assert document.find("body/outline/outline").get("xmlUrl") == f"{BASE}/feeds/politik.rss"


def test_the_same_list_gives_the_same_bytes() -> None:
    assert opml([TOPICS], BASE, "K", NOON) == opml([TOPICS], BASE, "K", NOON)


@pytest.mark.skipif(shutil.which("newsboat") is None, reason="newsboat is not installed")
def test_newsboat_imports_every_feed_with_its_group(tmp_path: Path) -> None:
    listed, urls, config = tmp_path / "feeds.opml", tmp_path / "urls", tmp_path / "config"
    listed.write_bytes(opml([TOPICS, SOURCES], BASE, "Kantor", NOON))
    urls.touch()
    config.touch()
    command = ["newsboat", "-u", str(urls), "-c", str(tmp_path / "cache.db"), "-C", str(config), "-i", str(listed)]
    subprocess.run(command, check=True, capture_output=True, timeout=60, env={"HOME": str(tmp_path), "LANG": "C.UTF-8"})
    imported = [line for line in urls.read_text("utf-8").splitlines() if line]
    assert [line.split()[0] for line in imported] == [
        f"{BASE}/feeds/{each.slug}.atom" for each in (*TOPICS.feeds, *SOURCES.feeds)
    ]
    assert ["Topik" in line for line in imported] == [True, True, False]
    assert "Sumber" in imported[2]
