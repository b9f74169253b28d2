"""What feedparser makes of broken feeds, as articles."""

from __future__ import annotations

import json

import pytest

from sindikasi.errors import MalformedDocument
from sindikasi.parsers.loosefeed import loose_entries

ERROR = MalformedDocument("the XML is broken")


def test_the_fields_of_a_broken_feed_are_those_of_a_sound_one() -> None:
    feed = """<?xml version="1.0" encoding="latin-1"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"
    xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><b>
    <title>Harian Contoh</title><language>id</language>
    <item><guid>c-1</guid><title>Café terendam</title><link>https://contoh.id/a</link><author>r@h.id (Rani)</author>
    <pubDate>Fri, 20 Nov 2026 10:00:00 +0700</pubDate><category>Bencana</category><description>Tiga desa.</description>
    <content:encoded><![CDATA[<p>Air naik.</p>]]></content:encoded>
    <enclosure url="https://contoh.id/a.jpg" type="image/jpeg"/>
    <media:content url="https://contoh.id/b.jpg" medium="image"/></item></channel></rss>"""
    (member,) = loose_entries(feed.encode("cp1252"), ERROR)
    assert json.loads(member.content) == {
        "id": "c-1",
        "title": "Café terendam",
        "html": "<p>Air naik.</p>",
        "summary": "Tiga desa.",
        "url": "https://contoh.id/a",
        "published": "Fri, 20 Nov 2026 10:00:00 +0700",
        "source": "Harian Contoh",
        "byline": ["Rani"],
        "language": "id",
        "categories": ["Bencana"],
        "image": [{"url": "https://contoh.id/b.jpg"}, {"url": "https://contoh.id/a.jpg", "media_type": "image/jpeg"}],
    }


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<rss><channel>",
        b"<rss>" + b" " * 5_000_000,
        b"\xff\xfe\x00",
        '<rss xmlns:a="urn:a\u00a0b"><channel><item><title>Banjir</title><a:b>c</a:b></item></channel></rss>'.encode(),
    ],
)
def test_without_an_entry_the_first_error_stands(content: bytes) -> None:
    with pytest.raises(MalformedDocument) as caught:
        list(loose_entries(content, ERROR))
    assert caught.value is ERROR
