"""Feeds as files: every dialect's entry becomes the same article."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sindikasi.errors import MalformedDocument
from sindikasi.model import Image, ParsedArticle, Wire
from sindikasi.parsers.feed import FeedParser
from sindikasi.parsers.html import HtmlParser
from sindikasi.parsers.json import JsonParser
from tests.text_builders import a_file

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
     xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>Harian Contoh</title><link>https://contoh.id/</link><language>id-ID</language>
<copyright>Hak cipta Harian Contoh</copyright><atom:link rel="self" href="https://contoh.id/rss"/>{items}</channel></rss>"""
ITEM = "<item><title>Banjir di Luwu</title>{more}<description>Air naik di tiga desa.</description></item>"


def entries(feed: str | bytes) -> list[ParsedArticle]:
    members = FeedParser().unpack(a_file(feed, name="f.xml"))
    return [JsonParser().parse(a_file(member.content, name="f.xml#1")) for member in members]


def item(more: str) -> ParsedArticle:
    (entry,) = entries(RSS.format(items=ITEM.format(more=more)))
    return entry


def test_an_rss_item_is_read() -> None:
    assert item(
        "<link>https://contoh.id/banjir</link><guid isPermaLink='false'>c-1</guid><dc:creator>Rani Sari</dc:creator>"
        "<pubDate>Fri, 20 Nov 2026 10:00:00 +0700</pubDate><category>Bencana</category>"
        "<category domain='http://cv.iptc.org/newscodes/mediatopic/'>20000151</category>"
        "<content:encoded><![CDATA[<p>Air naik sejak malam.</p><p>Warga &amp; ternak pergi.</p>]]></content:encoded>"
    ) == ParsedArticle(
        guid="c-1",
        headline="Banjir di Luwu",
        standfirst="Air naik di tiga desa.",
        body="Air naik sejak malam.\n\nWarga & ternak pergi.",
        has_own_body=True,
        byline="Rani Sari",
        url="https://contoh.id/banjir",
        published="Fri, 20 Nov 2026 10:00:00 +0700",
        source="Harian Contoh",
        language="id-ID",
        categories=("Bencana",),
        subjects=("20000151",),
        wire=Wire(rights="Hak cipta Harian Contoh"),
        markup="<p>Air naik sejak malam.</p><p>Warga &amp; ternak pergi.</p>",
        markup_base="https://contoh.id/",
    )


XHTML = "<div xmlns='http://www.w3.org/1999/xhtml'><p>Air naik.</p><p>Warga mengungsi.</p></div>"
XHTML_CONTENT = (
    "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>Air <b>naik</b>.</p></div></content>"
)
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="id" xml:base="https://contoh.id/arsip/">
<title type="html">Harian &lt;b&gt;Contoh&lt;/b&gt;</title><author><name>Redaksi</name></author>
<rights>Harian Contoh</rights>
<link rel="self" href="atom.xml"/><link href="/"/>
<entry><id>tag:contoh.id,2026:1</id><title>Banjir di Luwu</title><link rel="alternate" type="text/html" href="banjir"/>
<link rel="enclosure" type="image/jpeg" href="a.jpg" length="70"/>
<published>2026-11-20T08:00:00Z</published><updated>2026-11-20T09:00:00Z</updated>
<category term="bencana" label="Bencana"/><category term="medtop:20000151"/>{content}</entry></feed>"""


@pytest.mark.parametrize(
    "content",
    [
        "<content type='html'>&lt;p&gt;Air naik.&lt;/p&gt;&lt;p&gt;Warga mengungsi.&lt;/p&gt;</content>",
        f"<content type='xhtml'>{XHTML}</content>",
        "<content>Air naik.\n\nWarga mengungsi.</content>",
        "<content src='x.html'/><summary>Air naik.\n\nWarga mengungsi.</summary>",
    ],
    ids=["html", "xhtml", "text", "summary only"],
)
def test_an_atom_entry_is_read(content: str) -> None:
    (entry,) = entries(ATOM.format(content=content))
    assert replace(entry, markup=None) == ParsedArticle(
        guid="tag:contoh.id,2026:1",
        headline="Banjir di Luwu",
        body="Air naik.\n\nWarga mengungsi.",
        has_own_body=True,
        byline="Redaksi",
        url="https://contoh.id/arsip/banjir",
        published="2026-11-20T08:00:00Z",
        source="Harian Contoh",
        language="id",
        images=(Image(url="https://contoh.id/arsip/a.jpg", media_type="image/jpeg", length=70),),
        categories=("Bencana",),
        subjects=("20000151",),
        wire=Wire(updated="2026-11-20T09:00:00Z", rights="Harian Contoh"),
        markup_base="https://contoh.id/arsip/",
    )


@pytest.mark.parametrize(
    "content", ["<content type='html'>&lt;p&gt;Air &lt;b&gt;naik&lt;/b&gt;.&lt;/p&gt;</content>", XHTML_CONTENT]
)
def test_the_html_of_an_atom_entry_is_kept(content: str) -> None:
    (entry,) = entries(ATOM.format(content=content))
    assert entry.markup is not None
    assert "<b>naik</b>" in entry.markup


def test_rss_1_0_is_read() -> None:
    (entry,) = entries(
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://contoh.id/"><title>Harian Contoh</title>
        <dc:language>id</dc:language></channel><item rdf:about="https://contoh.id/banjir"><title>Banjir di Luwu</title>
        <link>https://contoh.id/banjir</link><description>Air naik.</description><dc:date>2026-11-20T08:00Z</dc:date>
        <dc:creator>Rani</dc:creator><dc:subject>Bencana</dc:subject></item></rdf:RDF>"""
    )
    assert (entry.guid, entry.published, entry.byline) == ("https://contoh.id/banjir", "2026-11-20T08:00Z", "Rani")
    assert (entry.source, entry.language, entry.categories) == ("Harian Contoh", "id", ("Bencana",))


OLD = "<item><title>Banjir</title><description>Air naik.</description></item>"


@pytest.mark.parametrize(
    "feed",
    [
        f"<rss version='0.91'><channel>{OLD}</channel></rss>",
        '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/'
        'publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><item><title>Banjir</title><description>Air naik.'
        "</description></item></channel></rss>",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/">'
        f"<channel><title>H</title></channel>{OLD}</rdf:RDF>",
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>Banjir</title>'
        '<content mode="escaped" type="text/html">&lt;p&gt;Air naik.&lt;/p&gt;</content></entry></feed>',
    ],
    ids=["0.91", "0.91 with DTD", "0.90", "Atom 0.3"],
)
def test_older_dialects_are_read(feed: str) -> None:
    assert [(entry.headline, entry.body) for entry in entries(feed)] == [("Banjir", "Air naik.")]


def test_a_description_is_the_text_when_there_is_no_other() -> None:
    entry = item("")
    assert (entry.body, entry.standfirst) == ("Air naik di tiga desa.", None)


def test_a_description_that_begins_the_text_is_no_standfirst() -> None:
    assert (
        item("<content:encoded>&lt;p&gt;Air naik di tiga desa. Warga pergi.&lt;/p&gt;</content:encoded>").standfirst
        is None
    )


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("rani@contoh.id (Rani Sari)", "Rani Sari"),
        ("Rani Sari &lt;rani@contoh.id&gt;", "Rani Sari"),
        ("rani@contoh.id", None),
    ],
)
def test_an_author_is_a_name(author: str, name: str | None) -> None:
    assert item(f"<author>{author}</author>").byline == name


@pytest.mark.parametrize(
    ("more", "url"),
    [
        ("<link>/banjir</link>", "https://contoh.id/banjir"),
        ("<guid>https://contoh.id/b</guid>", "https://contoh.id/b"),
        ("<guid>c-1</guid>", None),
        (
            "<link>https://x.id/</link><f:origLink xmlns:f='http://rssnamespace.org/feedburner/ext/1.0'>https://contoh.id/b</f:origLink>",
            "https://contoh.id/b",
        ),
    ],
)
def test_the_page_of_an_entry_is_absolute(more: str, url: str | None) -> None:
    assert item(more).url == url


MEDIA = "<media:content url='{url}' type='image/jpeg' width='800' height='600' fileSize='70'>{inner}</media:content>"
SHOWN = Image(url="https://contoh.id/a.jpg", media_type="image/jpeg", width=800, height=600, length=70)


def test_pictures_of_media_rss_have_caption_and_credit() -> None:
    words = "<media:description>Air naik</media:description><media:credit>Budi</media:credit>"
    inside = item(MEDIA.format(url="/a.jpg", inner=words)).images
    beside = item(f"<media:group>{MEDIA.format(url='/a.jpg', inner='')}</media:group>{words}").images
    assert inside == beside
    assert [(image.url, image.caption, image.credit) for image in inside] == [(SHOWN.url, "Air naik", "Budi")]


def test_a_thumbnail_counts_where_there_is_no_larger_picture() -> None:
    thumbnail = "<media:thumbnail url='https://contoh.id/kecil.jpg'/>"
    assert item(thumbnail).images == (Image(url="https://contoh.id/kecil.jpg"),)
    assert item(thumbnail + MEDIA.format(url="/a.jpg", inner="")).images == (SHOWN,)


def test_only_pictures_among_enclosures_are_pictures() -> None:
    sound = "<enclosure url='https://contoh.id/a.mp3' type='audio/mpeg' length='9'/>"
    picture = "<enclosure url='https://contoh.id/a.png' length='0'/>"
    assert item(sound + picture).images == (Image(url="https://contoh.id/a.png"),)


def test_pictures_in_the_text_are_relative_to_the_feed() -> None:
    entry = item("<content:encoded>&lt;p&gt;Air.&lt;/p&gt;&lt;img src='a.jpg'&gt;</content:encoded>")
    assert [image.url for image in entry.images] == ["https://contoh.id/a.jpg"]


def test_an_entry_taken_over_names_its_own_source() -> None:
    assert item("<source url='https://lain.id/rss'>Harian Lain</source>").source == "Harian Lain"


def test_a_date_among_the_categories_is_no_iptc_code() -> None:
    assert item("<category>10012024</category>").subjects == ()


def test_an_entry_is_the_same_bytes_whatever_stands_around_it() -> None:
    one = ITEM.format(more="<guid>c-1</guid>")
    alone = [member.content for member in FeedParser().unpack(a_file(RSS.format(items=one)))]
    beside = [member.content for member in FeedParser().unpack(a_file(RSS.format(items=ITEM.format(more="") + one)))]
    assert alone == beside[1:]


def test_entries_are_numbered_in_the_order_of_the_feed() -> None:
    feed = a_file(RSS.format(items=ITEM.format(more="") * 3))
    assert [member.suffix for member in FeedParser().unpack(feed)] == ["#1", "#2", "#3"]


def test_a_feed_without_entries_has_no_members() -> None:
    assert entries(RSS.format(items="")) == []


def test_a_feed_is_told_from_pages_and_from_other_xml() -> None:
    parser = FeedParser()
    feed, page = a_file(RSS.format(items=""), name="a.html"), a_file("<html><body><p>Isi.</p></body></html>")
    assert parser.recognises(feed) > HtmlParser().recognises(feed)
    assert [parser.recognises(a_file(text)) for text in ("<nitf/>", "Air naik.", '{"a": 1}', "<")] == [0, 0, 0, 0]
    assert parser.recognises(page) == 0


def unpacked_until_it_breaks(feed: str | bytes) -> tuple[list[str | None], MalformedDocument | None]:
    members, caught = FeedParser().unpack(a_file(feed, name="f.xml")), None
    contents: list[bytes] = []
    try:
        contents.extend(member.content for member in members)
    except MalformedDocument as error:
        caught = error
    return [JsonParser().parse(a_file(content)).headline for content in contents], caught


def test_a_feed_in_broken_xml_is_read_all_the_same() -> None:
    broken = RSS.format(items=ITEM.format(more="<kosong><x:y>") + ITEM.format(more="<br>")).replace(
        "<channel>", "<channel><b>"
    )
    headlines, error = unpacked_until_it_breaks(broken)
    assert headlines == ["Banjir di Luwu", "Banjir di Luwu"]
    assert error is None


def test_a_feed_that_breaks_off_gives_its_whole_entries_and_says_so() -> None:
    feed = RSS.format(items=ITEM.format(more="") * 2 + ITEM.format(more="<link>"))
    headlines, error = unpacked_until_it_breaks(feed[: feed.rindex("Air naik")])
    assert headlines == ["Banjir di Luwu"] * 2
    assert error is not None
    assert "breaks off behind entry 2" in error.message


@pytest.mark.parametrize("end", ["", "<item><title>Banjir", "\x00\x01\x02" * 500], ids=["nothing", "half", "garbage"])
def test_a_feed_broken_before_its_first_entry_is_refused(end: str) -> None:
    headlines, error = unpacked_until_it_breaks(RSS.partition("{items}")[0] + end)
    assert headlines == []
    assert error is not None


@pytest.mark.parametrize(
    "feed",
    [
        RSS.format(items="<item/>" * 600_001),
        RSS.format(items="<item>" + "<a>" * 300 + "</a>" * 300 + "</item>"),
        '<!DOCTYPE rss [<!ENTITY x "y">]>' + RSS.format(items=""),
        RSS.format(items=f"<item {'x' * 70_000}='1'/>"),
    ],
    ids=["entries", "depth", "entity", "tag"],
)
def test_a_hostile_feed_is_unsafe_and_not_read_loosely(feed: str) -> None:
    headlines, error = unpacked_until_it_breaks(feed)
    assert headlines == []
    assert error is not None
    assert error.reason == "unsafe"


def test_broken_feeds_over_four_megabytes_are_refused() -> None:
    headlines, error = unpacked_until_it_breaks(RSS.format(items=ITEM.format(more="<br>" + "x" * 4_300_000)))
    assert (headlines, error is None) == ([], False)


def test_a_feed_is_never_taken_for_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    import urllib.request

    def fetched(*_: Any, **__: Any) -> None:
        raise AssertionError("something was fetched")

    monkeypatch.setattr(urllib.request, "build_opener", fetched)
    unpacked_until_it_breaks("https://contoh.id/<rss><channel><item><title>x</title></item>")
