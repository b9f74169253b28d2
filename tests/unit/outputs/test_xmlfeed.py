from __future__ import annotations

import locale
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import feedparser
import pytest
from lxml import etree

from sindikasi.errors import PublishError
from sindikasi.model import Feed, Image, Wire
from sindikasi.outputs.addresses import MEDIA_TOPICS
from sindikasi.outputs.rules.check import check
from sindikasi.outputs.xmlfeed import AtomOutput, RssOutput
from sindikasi.ports import Output
from tests.unit.feed_builders import BASE, NOON, a_feed, a_revised_feed, a_story, a_withdrawal, an_article

ATOM = "{http://www.w3.org/2005/Atom}"
MEDIA = "{http://search.yahoo.com/mrss/}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}"
DC = "{http://purl.org/dc/elements/1.1/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
XML = "{http://www.w3.org/XML/1998/namespace}"

HOSTILE = "1 < 2 & \"3\" '4' ]]> <b>x</b> &amp; 😀 é"


def a_rich_feed() -> Feed:
    lead = an_article(
        1,
        headline=HOSTILE,
        body=HOSTILE,
        byline="Budi & Ani",
        credit="Xinhua",
        url="https://antara.example/1?a=1&b=2",
        language="en",
    )
    other = an_article(2, source="kompas", url="https://kompas.example/2")
    plain = an_article(3, source=None, language=None)
    stories = [a_story(lead, other, number=1), a_story(plain, number=2, topics=("semua",))]
    return a_feed(lead, plain, stories=stories)


def atom(feed: Feed) -> etree._Element:
    return etree.fromstring(AtomOutput().render(feed))


def rss(feed: Feed) -> etree._Element:
    return etree.fromstring(RssOutput().render(feed))[0]


@pytest.mark.parametrize("output", [AtomOutput(), RssOutput()])
class TestBoth:
    def test_hubs_are_linked_from_the_feed_and_from_no_page_of_its_archive(self, output: Output) -> None:
        hubs = ("https://hub.example/?a=1&b=2", "https://other.example/")
        document = output.render(a_feed(an_article(), hubs=hubs))
        head = etree.fromstring(document)
        head = head[0] if head.tag == "rss" else head
        links = [(link.get("rel"), link.get("href")) for link in head.findall(f"{ATOM}link")]
        assert [href for relation, href in links if relation == "hub"] == list(hubs)
        assert [href for relation, href in links if relation == "self"] == [f"{BASE}/feeds/bencana.{output.suffix}"]
        assert check(document).findings == ()
        assert b"hub" not in output.render(a_feed(an_article(), hubs=hubs, page=1))

    def test_feedparser_finds_the_hub_and_the_address_to_subscribe_to(self, output: Output) -> None:
        parsed = feedparser.parse(output.render(a_feed(an_article(), hubs=["https://hub.example/"])))
        links = {link["rel"]: link["href"] for link in parsed.feed.links}
        assert (links["hub"], links["self"]) == ("https://hub.example/", f"{BASE}/feeds/bencana.{output.suffix}")

    def test_the_same_feed_gives_the_same_bytes(self, output: Output) -> None:
        assert output.render(a_rich_feed()) == type(output)().render(a_rich_feed())

    def test_a_reader_takes_it_without_complaint(self, output: Output) -> None:
        read = feedparser.parse(output.render(a_rich_feed()))
        assert not read.bozo
        assert [entry.id for entry in read.entries] == [entry.id for entry in a_rich_feed().entries]
        assert read.feed.title == "Bencana – Kantor Berita"
        assert read.feed.language == "id"
        assert read.feed.link == f"{BASE}/t/bencana"

    def test_entries_stay_in_the_feeds_order(self, output: Output) -> None:
        feed = a_feed(*(an_article(number) for number in range(1, 8)))
        read = feedparser.parse(output.render(feed))
        assert [entry.title for entry in read.entries] == [entry.title for entry in feed.entries]

    def test_hostile_text_arrives_as_it_was(self, output: Output) -> None:
        document = etree.fromstring(output.render(a_rich_feed()))
        titles = document.xpath("//*[local-name()='entry' or local-name()='item']/*[local-name()='title']/text()")
        assert HOSTILE in titles

    def test_an_empty_feed_is_a_feed(self, output: Output) -> None:
        read = feedparser.parse(output.render(a_feed()))
        assert not read.bozo
        assert read.entries == []

    def test_it_says_where_it_is(self, output: Output) -> None:
        document = etree.fromstring(output.render(a_rich_feed()))
        (link,) = [link for link in document.iter(f"{ATOM}link") if link.get("rel") == "self"]
        assert link.get("href") == f"{BASE}/feeds/bencana.{output.suffix}"
        assert link.get("type") == output.media_type.partition(";")[0]

    def test_the_clock_is_nowhere_in_it(self, output: Output) -> None:
        old = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
        lead = an_article(published=old, received=old)
        feed = a_feed(lead, stories=[a_story(lead, filed=old, updated=old)], created=old)
        assert str(datetime.now(UTC).year) not in output.render(feed).decode()

    def test_the_process_keeps_its_locale(self, output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(*_: object) -> str:
            raise AssertionError("other threads read the locale")

        monkeypatch.setattr(locale, "setlocale", refuse)
        output.render(a_rich_feed())

    def test_text_that_xml_cannot_hold_is_refused_with_the_topics_name(self, output: Output) -> None:
        feed = a_feed(an_article())
        broken = replace(feed, entries=(replace(feed.entries[0], title="\x00"),))
        with pytest.raises(PublishError) as caught:
            output.render(broken)
        assert caught.value.topic == "bencana"

    @pytest.mark.skipif(shutil.which("xmllint") is None, reason="xmllint is not installed (libxml2-utils)")
    def test_xmllint_finds_it_well_formed(self, output: Output) -> None:
        run = subprocess.run(["xmllint", "--noout", "-"], input=output.render(a_rich_feed()), check=False)
        assert run.returncode == 0


class TestAtom:
    def test_the_feed_has_what_rfc_4287_asks(self) -> None:
        feed = a_rich_feed()
        document = atom(feed)
        assert document.get(f"{XML}lang") == "id"
        assert document.findtext(f"{ATOM}id") == feed.id
        assert document.findtext(f"{ATOM}updated") == feed.updated.isoformat()
        assert document.findtext(f"{ATOM}author/{ATOM}name") == "Kantor Berita"
        assert document.findtext(f"{ATOM}generator") == "sindikasi"
        assert document.find(f"{ATOM}generator").attrib == {}

    def test_an_entry_links_to_its_page_its_origin_and_the_other_outlets(self) -> None:
        entry = atom(a_rich_feed()).findall(f"{ATOM}entry")[1]
        links = [(link.get("rel"), link.get("href")) for link in entry.findall(f"{ATOM}link")]
        assert links == [
            ("alternate", f"{BASE}/s/00000000-0000-4000-8000-000000000001"),
            ("via", "https://antara.example/1?a=1&b=2"),
            ("related", "https://kompas.example/2"),
        ]

    def test_an_entry_names_author_agency_language_and_topics(self) -> None:
        entry = atom(a_rich_feed()).findall(f"{ATOM}entry")[1]
        assert entry.get(f"{XML}lang") == "en"
        assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Budi & Ani"
        assert entry.findtext(f"{ATOM}contributor/{ATOM}name") == "Xinhua"
        assert dict(entry.find(f"{ATOM}category").attrib) == {
            "term": "bencana",
            "scheme": f"{BASE}/t/",
            "label": "Bencana",
        }

    def test_without_a_byline_the_outlet_is_the_author(self) -> None:
        entry = atom(a_feed(an_article())).find(f"{ATOM}entry")
        assert entry.findtext(f"{ATOM}author/{ATOM}name") == "ANTARA"

    def test_without_any_author_the_feeds_stands(self) -> None:
        entry = atom(a_rich_feed()).find(f"{ATOM}entry")
        assert entry.find(f"{ATOM}author") is None
        assert entry.get(f"{XML}lang") is None

    def test_content_is_html_and_the_summary_plain_text(self) -> None:
        feed = a_rich_feed()
        entry = atom(feed).findall(f"{ATOM}entry")[1]
        content, summary = entry.find(f"{ATOM}content"), entry.find(f"{ATOM}summary")
        assert (content.get("type"), content.text) == ("html", feed.entries[1].content_html)
        assert (summary.get("type"), summary.text) == (None, HOSTILE)

    def test_dates_are_the_storys(self) -> None:
        entry = atom(a_feed(an_article())).find(f"{ATOM}entry")
        assert entry.findtext(f"{ATOM}published") == "2026-11-20T11:00:00.250000+00:00"
        assert entry.findtext(f"{ATOM}updated") == "2026-11-20T12:00:01.250000+00:00"


class TestRss:
    def test_the_channel_has_what_the_profile_asks(self) -> None:
        channel = rss(a_rich_feed())
        assert channel.findtext("link") == f"{BASE}/t/bencana"
        assert channel.findtext("description") == a_rich_feed().subtitle
        assert channel.findtext("language") == "id"
        assert channel.findtext("lastBuildDate") == "Fri, 20 Nov 2026 12:00:02 GMT"
        assert channel.findtext("ttl") == "5"
        assert channel.findtext("generator") == "sindikasi"
        assert len(channel.findall("lastBuildDate")) == 1

    def test_the_guid_is_the_storys_id_and_no_address(self) -> None:
        guid = rss(a_feed(an_article())).find("item/guid")
        assert (guid.text, guid.get("isPermaLink")) == (
            "urn:uuid:00000000-0000-4000-8000-000000000001",
            "false",
        )

    def test_dates_are_rfc_822_in_gmt(self) -> None:
        jakarta = timezone(timedelta(hours=7))
        lead = an_article(published=NOON.astimezone(jakarta))
        assert rss(a_feed(lead)).findtext("item/pubDate") == "Fri, 20 Nov 2026 12:00:00 GMT"

    def test_the_full_text_comes_after_the_description(self) -> None:
        item = rss(a_rich_feed()).findall("item")[1]
        tags = [child.tag for child in item]
        assert tags.index("description") < tags.index(f"{CONTENT}encoded")
        assert item.findtext(f"{CONTENT}encoded") == a_rich_feed().entries[1].content_html

    def test_the_description_is_html_so_plain_text_is_escaped_into_it(self) -> None:
        read = feedparser.parse(RssOutput().render(a_feed(an_article(body="a <b>tebal</b> & b"))))
        assert read.entries[0].summary == "a &lt;b&gt;tebal&lt;/b&gt; &amp; b"

    def test_creators_are_the_author_and_the_agency_without_an_e_mail_address(self) -> None:
        item = rss(a_rich_feed()).findall("item")[1]
        assert [creator.text for creator in item.findall(f"{DC}creator")] == ["Budi & Ani", "Xinhua"]
        assert item.find("author") is None

    def test_a_source_is_named_only_with_its_address(self) -> None:
        without, within = rss(a_rich_feed()).findall("item")
        assert without.find("source") is None
        source = within.find("source")
        assert (source.get("url"), source.text) == ("https://antara.example/1?a=1&b=2", "ANTARA")

    def test_one_agency_that_is_also_the_author_is_one_creator(self) -> None:
        item = rss(a_feed(an_article(byline="Xinhua", credit="Xinhua"))).find("item")
        assert [creator.text for creator in item.findall(f"{DC}creator")] == ["Xinhua"]

    def test_rights_language_and_subjects_are_named(self) -> None:
        lead = an_article(wire=Wire(rights="© Xinhua"), subjects=("20000139",))
        item = rss(a_feed(lead, codes={"bencana": "03000000"})).find("item")
        assert (item.findtext(f"{DC}rights"), item.findtext(f"{DC}language")) == ("© Xinhua", "id")
        assert [(each.get("domain"), each.text) for each in item.findall("category")] == [
            (f"{BASE}/t/", "Bencana"),
            (MEDIA_TOPICS, "medtop:03000000"),
            (MEDIA_TOPICS, "medtop:20000139"),
        ]

    def test_a_picture_is_enclosed_where_its_length_is_known(self) -> None:
        unknown = Image(url="https://a.example/1.jpg")
        known = Image(url="https://a.example/2.png", length=5, media_type="image/png")
        assert rss(a_feed(an_article(images=(unknown,)))).find("item/enclosure") is None
        (enclosure,) = rss(a_feed(an_article(images=(unknown, known)))).findall("item/enclosure")
        assert dict(enclosure.attrib) == {"url": "https://a.example/2.png", "length": "5", "type": "image/png"}

    def test_a_withdrawn_story_leaves_a_notice_under_its_guid(self) -> None:
        notice, item = rss(a_feed(an_article(), withdrawals=[a_withdrawal()])).findall("item")
        assert notice.findtext("guid") == a_withdrawal().id
        assert notice.findtext("title") == "Berita ditarik"
        assert notice.findtext("pubDate") == "Fri, 20 Nov 2026 21:00:00 GMT"
        assert item.findtext("title") == an_article().headline


class TestMore:
    """What both formats say of pictures, versions, withdrawals and archives."""

    def test_an_entry_comes_from_the_site_of_its_outlet(self) -> None:
        lead = an_article(url="https://antara.example/berita/1")
        source = atom(a_feed(lead)).find(f"{ATOM}entry/{ATOM}source")
        assert [child.text for child in source][:3] == [
            "https://antara.example/",
            "ANTARA",
            "2026-11-20T11:00:00.250000+00:00",
        ]
        assert source.find(f"{ATOM}link").get("href") == "https://antara.example/"
        assert atom(a_feed(an_article())).find(f"{ATOM}entry/{ATOM}source") is None

    def test_subjects_have_the_scheme_of_iptc_and_a_label_where_we_have_one(self) -> None:
        entry = atom(a_feed(an_article(subjects=("20000139",)), codes={"bencana": "03000000"})).find(f"{ATOM}entry")
        assert [dict(each.attrib) for each in entry.findall(f"{ATOM}category")][1:] == [
            {"term": "03000000", "scheme": MEDIA_TOPICS, "label": "Bencana"},
            {"term": "20000139", "scheme": MEDIA_TOPICS},
        ]

    def test_rights_are_the_senders(self) -> None:
        feed = a_feed(an_article(wire=Wire(rights="© Xinhua")))
        assert atom(feed).findtext(f"{ATOM}entry/{ATOM}rights") == "© Xinhua"

    @pytest.mark.parametrize("document", [atom, rss])
    def test_pictures_are_media_with_all_that_is_known(self, document: Callable[[Feed], etree._Element]) -> None:
        image = Image(url="https://a.example/1.jpg", caption="Warga.", credit="Xinhua", width=10, height=20, length=99)
        (media,) = document(a_feed(an_article(images=(image,)))).iter(f"{MEDIA}content")
        assert dict(media.attrib) == {
            "url": "https://a.example/1.jpg",
            "medium": "image",
            "type": "image/jpeg",
            "fileSize": "99",
            "width": "10",
            "height": "20",
        }
        assert [child.text for child in media] == ["Xinhua", "Warga."]

    def test_a_picture_of_unknown_type_is_linked_without_one(self) -> None:
        entry = atom(a_feed(an_article(images=(Image(url="https://a.example/1"),)))).find(f"{ATOM}entry")
        (link,) = [link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "enclosure"]
        assert dict(link.attrib) == {"rel": "enclosure", "href": "https://a.example/1"}

    @pytest.mark.parametrize("document", [atom, rss])
    def test_a_new_entry_links_to_the_one_it_takes_the_place_of(
        self, document: Callable[[Feed], etree._Element]
    ) -> None:
        links = document(a_revised_feed(updates="resurface")).iter(f"{ATOM}link")
        assert [link.get("href") for link in links if link.get("rel") == "predecessor-version"] == [
            f"{BASE}/s/00000000-0000-4000-8000-000000000001"
        ]

    def test_a_withdrawn_story_leaves_a_tombstone(self) -> None:
        feed = a_feed(an_article(), withdrawals=[a_withdrawal()])
        (deleted,) = atom(feed).iter(f"{TOMBSTONE}deleted-entry")
        assert dict(deleted.attrib) == {"ref": a_withdrawal().id, "when": a_withdrawal().at.isoformat()}
        assert deleted[0].text == "Berita ini ditarik oleh pengirimnya dan tidak ditayangkan lagi."
        assert atom(feed).findtext(f"{ATOM}updated") == a_withdrawal().at.isoformat()

    @pytest.mark.parametrize("output", [AtomOutput(), RssOutput()])
    def test_archives_are_linked_as_rfc_5005_has_it(self, output: Output) -> None:
        def links(**place: int) -> dict[str, str]:
            document = etree.fromstring(output.render(a_feed(an_article(), **place)))
            # Those of the feed: the story's own have no such relation.
            found = {link.get("rel"): link.get("href") for link in document.iter(f"{ATOM}link")}
            found["is_archive"] = next(document.iter(f"{HISTORY}archive"), None) is not None
            return {name: found.get(name) for name in ("self", "current", "prev-archive", "next-archive", "is_archive")}

        feeds, suffix = f"{BASE}/feeds", output.suffix
        absent = dict.fromkeys(("current", "prev-archive", "next-archive")) | {"is_archive": False}
        assert links() == {"self": f"{feeds}/bencana.{suffix}"} | absent
        assert links(previous=2) == {"self": f"{feeds}/bencana.{suffix}"} | absent | {
            "prev-archive": f"{feeds}/archive/bencana-2.{suffix}"
        }
        assert links(page=2, previous=1) == {
            "self": f"{feeds}/archive/bencana-2.{suffix}",
            "current": f"{feeds}/bencana.{suffix}",
            "prev-archive": f"{feeds}/archive/bencana-1.{suffix}",
            "next-archive": f"{feeds}/archive/bencana-3.{suffix}",
            "is_archive": True,
        }

    @pytest.mark.parametrize("output", [AtomOutput(), RssOutput()])
    def test_entries_rendered_once_give_the_bytes_feedgen_gives(self, output: AtomOutput | RssOutput) -> None:
        feeds = [a_rich_feed(), a_feed(), a_revised_feed(withdrawals=[a_withdrawal()], previous=1)]
        for feed in (*feeds, *feeds):
            assert output.render(feed) == output.render_plainly(feed)
