"""Sound feeds by hand, to be broken one rule at a time."""

from __future__ import annotations

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"
      xmlns:fh="http://purl.org/syndication/history/1.0" xmlns:media="http://search.yahoo.com/mrss/" xml:lang="id">
  <id>urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6</id>
  <title>Kabar</title>
  <updated>2026-11-20T12:00:00Z</updated>
  <author><name>Kawat</name><uri>https://kabar.example/</uri><email>redaksi@kabar.example</email></author>
  <link rel="self" href="https://kabar.example/a.atom" type="application/atom+xml"/>
  <link rel="alternate" href="https://kabar.example/" type="text/html"/>
  <icon>/icon.png</icon>
  <at:deleted-entry ref="urn:uuid:aa" when="2026-11-20T11:00:00+07:00"/>
  <entry xml:lang="en">
    <id>urn:uuid:1</id>
    <title>Satu</title>
    <updated>2026-11-20T12:00:00.25Z</updated>
    <published>2026-11-20T12:00:00+07:00</published>
    <link href="https://kabar.example/1"/>
    <category term="a" scheme="https://kabar.example/t/"/>
    <summary>Ringkas.</summary>
    <content type="html">&lt;p&gt;Isi &lt;a href="https://x.example/"&gt;x&lt;/a&gt;&lt;/p&gt;</content>
    <media:content url="https://kabar.example/1.jpg" type="image/jpeg" width="10" height="20"/>
  </entry>
  <entry>
    <id>urn:uuid:2</id>
    <title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Dua</div></title>
    <updated>2026-11-20T11:00:00Z</updated>
    <link rel="alternate" href="https://kabar.example/2" hreflang="id"/>
  </entry>
</feed>
"""

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"
     xmlns:fh="http://purl.org/syndication/history/1.0">
  <channel>
    <title>Kabar</title>
    <link>https://kabar.example/</link>
    <description>Kabar hari ini.</description>
    <language>id</language>
    <lastBuildDate>Fri, 20 Nov 2026 12:00:00 GMT</lastBuildDate>
    <ttl>5</ttl>
    <atom:link rel="self" href="https://kabar.example/a.rss" type="application/rss+xml"/>
    <image><url>https://kabar.example/i.png</url><title>Kabar</title><link>https://kabar.example/</link></image>
    <item>
      <title>Satu</title>
      <link>https://kabar.example/1</link>
      <description>Ringkas.</description>
      <content:encoded>&lt;p&gt;Isi&lt;/p&gt;</content:encoded>
      <guid isPermaLink="false">urn:uuid:1</guid>
      <pubDate>Fri, 20 Nov 2026 12:00:00 GMT</pubDate>
      <category>Bencana</category>
      <dc:creator>Budi</dc:creator>
      <source url="https://antara.example/rss">ANTARA</source>
      <enclosure url="https://kabar.example/1.jpg" length="100" type="image/jpeg"/>
      <media:content url="https://kabar.example/1.jpg" type="image/jpeg"/>
    </item>
    <item>
      <title>Dua</title>
      <guid>https://kabar.example/2</guid>
    </item>
  </channel>
</rss>
"""

JSON = """{
  "version": "https://jsonfeed.org/version/1.1",
  "title": "Kabar",
  "home_page_url": "https://kabar.example/",
  "feed_url": "https://kabar.example/a.json",
  "next_url": "https://kabar.example/b.json",
  "language": "id",
  "authors": [{"name": "Kawat"}],
  "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
  "expired": false,
  "_kawat": {"id": "urn:x"},
  "items": [
    {
      "id": "urn:uuid:1",
      "url": "https://kabar.example/1",
      "title": "Satu",
      "content_html": "<p>Isi</p>",
      "summary": "Ringkas.",
      "date_published": "2026-11-20T12:00:00Z",
      "tags": ["bencana"],
      "language": "en",
      "attachments": [{"url": "https://kabar.example/1.jpg", "mime_type": "image/jpeg", "size_in_bytes": 100}]
    },
    {"id": "urn:uuid:2", "content_text": "Isi."}
  ]
}
"""
