"""NewsML-G2: single items, messages of several, what is no article, and every field that is read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sindikasi.errors import DocumentError, EmptyArticle, MalformedDocument, UnknownFormat
from sindikasi.model import Document, Image, Member, ParsedArticle, Wire
from sindikasi.parsers.newsml_g2 import NewsmlG2MessageParser, NewsmlG2Parser
from tests.text_builders import a_file

NAR = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'
BODY = (
    f'<inlineXML contenttype="application/xhtml+xml"><html {XHTML}><head><title>x</title></head>'
    "<body>{}</body></html></inlineXML>"
)
TEXT = BODY.format("<p>Air naik di Luwu sejak malam.</p><p>Warga mengungsi.</p>")
WHOLE = f"""<?xml version="1.0" encoding="UTF-8"?>
<newsItem {NAR} guid="urn:newsml:contoh.id:20261120:banjir" version="3" xml:lang="id">
 <rightsInfo><copyrightHolder literal="Kantor Berita Contoh"/><copyrightNotice>(c) 2026</copyrightNotice>
  <usageTerms>Tidak untuk arsip</usageTerms></rightsInfo>
 <itemMeta>
  <itemClass qcode="ninat:text"/>
  <provider qcode="nprov:CNT"/>
  <versionCreated>2026-11-20T09:00:00+07:00</versionCreated>
  <firstCreated>2026-11-20T08:00:00+07:00</firstCreated>
  <embargoed>2026-11-20T12:00:00+07:00</embargoed>
  <pubStatus qcode="stat:usable"/>
  <edNote>Menyusul foto.</edNote>
  <link rel="irel:permalink" href="https://contoh.id/banjir"/>
 </itemMeta>
 <contentMeta>
  <urgency>3</urgency>
  <contentCreated>2026-11-20T07:00:00+07:00</contentCreated>
  <creator qcode="staf:rs"><name>Rani Sari</name></creator>
  <infoSource qcode="is:cnt"><name>Kantor Berita Contoh</name></infoSource>
  <language tag="id-ID"/>
  <keyword>banjir</keyword>
  <subject qcode="medtop:20000143"><name xml:lang="en">flood</name><name xml:lang="id">Banjir</name></subject>
  <subject qcode="cnt:99"><name>Daerah</name><sameAs qcode="subj:03015002"/></subject>
  <subject uri="http://cv.iptc.org/newscodes/mediatopic/20000139"/>
  <slugline>BANJIR-LUWU</slugline>
  <headline xml:lang="en">Flood in Luwu</headline>
  <headline role="hld:subHeadline">Dua desa terendam</headline>
  <headline>Banjir di Luwu</headline>
  <dateline>MASAMBA, Jumat (CNT) -</dateline>
  <by>Rani Sari dan Budi</by>
  <creditline>CNT</creditline>
  <description role="drol:summary">Ringkasan.</description>
 </contentMeta>
 <contentSet>{TEXT}
  <remoteContent contenttype="image/jpeg" rendition="rnd:thumbnail" href="https://contoh.id/k.jpg" width="90"/>
  <remoteContent contenttype="image/jpeg" rendition="rnd:highRes" href="https://contoh.id/b.jpg" width="900" size="8"/>
 </contentSet>
</newsItem>"""


def parse(content: str | bytes) -> ParsedArticle:
    return NewsmlG2Parser().parse(a_file(content, name="a.xml"))


def item(meta: str = "", *, about: str = "", content: str = TEXT, attributes: str = "") -> str:
    return (
        f"<newsItem {NAR} {attributes}><itemMeta>{about}</itemMeta><contentMeta>{meta}</contentMeta>"
        f"<contentSet>{content}</contentSet></newsItem>"
    )


def wire(parsed: ParsedArticle) -> Wire:
    assert parsed.wire is not None
    return parsed.wire


def a_message(*items: str) -> str:
    return (
        f"<newsMessage {NAR}><header><sent>2026-11-20</sent></header><itemSet>{''.join(items)}</itemSet></newsMessage>"
    )


def members(content: str | bytes) -> list[Member]:
    return list(NewsmlG2MessageParser().unpack(a_file(content, name="a.xml")))


def sureness(content: str | bytes) -> tuple[int, int]:
    document: Document = a_file(content)
    return NewsmlG2Parser().recognises(document), NewsmlG2MessageParser().recognises(document)


def a_picture(guid: str, *, caption: str = "Rumah terendam.") -> str:
    return item(
        f'<headline>Foto</headline><creditline>CNT/Budi</creditline><description role="drol:caption">{caption}'
        "</description>",
        about='<itemClass qcode="ninat:picture"/>',
        content=f'<remoteContent contenttype="image/jpeg" href="https://contoh.id/{guid}.jpg" '
        'width="640" height="480"/>',
        attributes=f'guid="{guid}"',
    )


def test_every_field_is_read() -> None:
    assert replace(parse(WHOLE), markup=None) == ParsedArticle(
        body="Air naik di Luwu sejak malam.\n\nWarga mengungsi.",
        has_own_body=True,
        headline="Banjir di Luwu",
        standfirst="Dua desa terendam",
        byline="Rani Sari dan Budi",
        dateline="MASAMBA, Jumat (CNT)",
        credit="CNT",
        language="id-ID",
        url="https://contoh.id/banjir",
        published="2026-11-20T08:00:00+07:00",
        source="CNT",
        guid="urn:newsml:contoh.id:20261120:banjir",
        images=(Image(url="https://contoh.id/b.jpg", media_type="image/jpeg", width=900, length=8),),
        categories=("Banjir", "Daerah"),
        subjects=("20000143", "03015002", "20000139"),
        wire=Wire(
            version="3",
            embargoed="2026-11-20T12:00:00+07:00",
            updated="2026-11-20T09:00:00+07:00",
            slugline="BANJIR-LUWU",
            urgency=3,
            rights="Kantor Berita Contoh",
            usage_terms="Tidak untuk arsip",
            keywords=("banjir",),
            notes=("Menyusul foto.",),
        ),
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_the_encoding_makes_no_difference(encoding: str) -> None:
    content = WHOLE.replace("UTF-8", "UTF-16" if "16" in encoding else "UTF-8").encode(encoding)
    assert sureness(content) == (90, 0)
    assert parse(content) == parse(WHOLE)


def test_a_message_of_one_item_is_that_item() -> None:
    message = a_message(WHOLE.partition("?>")[2])
    assert parse(message) == parse(WHOLE)


@pytest.mark.parametrize(
    ("about", "published"),
    [
        ("<firstCreated>1</firstCreated><versionCreated>3</versionCreated>", "1"),
        ("<versionCreated>3</versionCreated>", "2"),
    ],
)
def test_the_first_version_tells_when_it_was_published(about: str, published: str) -> None:
    assert parse(item("<contentCreated>2</contentCreated>", about=about)).published == published


def test_without_any_other_date_the_version_tells() -> None:
    assert parse(item(about="<versionCreated>3</versionCreated>")).published == "3"


@pytest.mark.parametrize(
    ("about", "status", "embargoed"),
    [
        ("", "usable", None),
        ('<pubStatus qcode="stat:withheld"/>', "withheld", None),
        ('<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/canceled"/>', "canceled", None),
        ("<embargoed/>", "withheld", None),
        ('<embargoed/><pubStatus qcode="stat:canceled"/>', "canceled", None),
        ("<embargoed>2026-11-21T00:00:00Z</embargoed>", "usable", "2026-11-21T00:00:00Z"),
    ],
)
def test_the_state_is_the_pub_status(about: str, status: str, embargoed: str | None) -> None:
    told = wire(parse(item(about=about)))
    assert (told.status, told.embargoed) == (status, embargoed)


def test_what_the_nitf_inside_says_completes_the_item() -> None:
    nitf = (
        '<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><head><docdata>'
        '<key-list><keyword key="air"/></key-list></docdata></head><body><body.head><hedline><hl1>Lain</hl1></hedline>'
        "<byline>Rani</byline><abstract>Ringkas.</abstract></body.head><body.content><p>Air naik.</p></body.content>"
        "</body></nitf></inlineXML>"
    )
    parsed = parse(item("<headline>Banjir</headline>", content=nitf))
    assert (parsed.headline, parsed.byline, parsed.standfirst) == ("Banjir", "Rani", "Ringkas.")
    assert (parsed.body, wire(parsed).keywords) == ("Air naik.", ("air",))


def test_a_content_set_alone_is_read() -> None:
    parsed = parse(f"<contentSet {NAR}>{TEXT}</contentSet>")
    assert parsed.body.startswith("Air naik")


@pytest.mark.parametrize(
    ("inline", "body"),
    [
        ('<inlineData contenttype="text/plain">Air naik.\n\nWarga pergi.</inlineData>', "Air naik.\n\nWarga pergi."),
        ("<inlineData><![CDATA[<p>\n   Air\nnaik.\n   Warga\npergi.</p>]]></inlineData>", "Air naik.\n\nWarga pergi."),
        ('<inlineData contenttype="text/html">&lt;p&gt;Air naik.&lt;/p&gt;</inlineData>', "Air naik."),
        ("<inlineData>Air &amp;amp; lumpur naik.</inlineData>", "Air & lumpur naik."),
        ('<inlineData contenttype="image/jpeg" encoding="base64">AAAA</inlineData>', ""),
        (f'<inlineXML contenttype="application/sportsml+xml"><sports-content {NAR}>x</sports-content></inlineXML>', ""),
        ("<inlineXML><!-- kosong --></inlineXML>", ""),
        (f"<inlineXML><div {XHTML}><p>Air naik.</p></div></inlineXML>", "Air naik."),
        (f"<inlineData>Air.</inlineData>{TEXT}", "Air naik di Luwu sejak malam.\n\nWarga mengungsi."),
        (BODY.format("<h1>Banjir di Luwu</h1><p>Air naik.</p>"), "Air naik."),
        ("", ""),
    ],
)  # fmt: skip
def test_the_body_is_the_first_content_with_a_text(inline: str, body: str) -> None:
    assert parse(item("<headline>Banjir di Luwu</headline>", content=inline)).body == body


def test_pictures_in_the_text_are_images() -> None:
    figure = '<figure><img src="https://contoh.id/a.jpg" width="9"/><figcaption>Rumah.</figcaption></figure>'
    parsed = parse(
        item("<headline>Banjir</headline>", content=BODY.format(f"<p>Air <img src='b.png' alt='x'/>naik.</p>{figure}"))
    )
    assert parsed.images == (
        Image(url="https://contoh.id/a.jpg", caption="Rumah.", width=9),
        Image(url="b.png", caption="x"),
    )
    assert parsed.body == "Air naik."


def test_a_line_that_names_the_writer_is_the_byline() -> None:
    parsed = parse(item(content=BODY.format("<p>By Rani Sari</p><p>Air naik.</p>")))
    assert (parsed.byline, parsed.body) == ("By Rani Sari", "Air naik.")


@pytest.mark.parametrize(("name", "byline"), [("Rani Sari", "Rani Sari"), ("RS", None)])
def test_a_creator_is_a_byline_when_the_name_is_full(name: str, byline: str | None) -> None:
    assert parse(item(f"<creator><name>{name}</name></creator>")).byline == byline


def test_a_mere_date_is_no_dateline() -> None:
    assert parse(item("<dateline>2026-11-20 08:00:00 GMT</dateline>")).dateline is None


@pytest.mark.parametrize(
    ("provider", "source"),
    [
        ('<provider literal="CNT"/>', "CNT"),
        ("<provider><name>Contoh</name></provider>", "Contoh"),
        ('<provider uri="http://contoh.id/tentang"/>', None),
        ('<provider qcode="web:www.contoh.id"/>', "www.contoh.id"),
    ],
)
def test_the_source_is_the_provider(provider: str, source: str | None) -> None:
    assert parse(item(about=provider)).source == source


def test_an_alert_is_all_headline() -> None:
    parsed = parse(item("<headline>Gempa magnitudo 7 guncang Ambon</headline>", content=""))
    assert (parsed.headline, parsed.body) == ("Gempa magnitudo 7 guncang Ambon", "")


@pytest.mark.parametrize("content", [f"<newsItem {NAR}/>", item(content=""), item(content="<inlineXML/>")])
def test_an_item_with_nothing_in_it_is_empty(content: str) -> None:
    with pytest.raises(EmptyArticle):
        parse(content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (a_picture("p1"), "picture"),
        (f'<packageItem {NAR}><groupSet><group><itemRef residref="a"/></group></groupSet></packageItem>', "1 items"),
        (a_message(), "0 items"),
        (item(content='<remoteContent href="https://contoh.id/a.xml"/>'), "references"),
    ],
)
def test_what_holds_no_text_is_empty(content: str, said: str) -> None:
    with pytest.raises(EmptyArticle) as caught:
        parse(content)
    assert said in caught.value.message


@pytest.mark.parametrize("root", ["conceptItem", "knowledgeItem", "planningItem", "catalogItem"])
def test_items_that_are_no_news_are_refused(root: str) -> None:
    content = f"<{root} {NAR}><concept><name>Banjir</name></concept></{root}>"
    assert sureness(content) == (90, 0)
    with pytest.raises(UnknownFormat) as caught:
        parse(content)
    assert "no article" in caught.value.message


def test_other_xml_is_not_recognised() -> None:
    assert sureness("<rss/>") == (0, 0)


# --- messages


def test_a_message_of_one_text_is_an_article_with_its_pictures() -> None:
    content = a_message(WHOLE.partition("?>")[2], a_picture("p1"))
    assert sureness(content) == (90, 0)
    assert parse(content).images[-1] == Image(
        url="https://contoh.id/p1.jpg",
        caption="Rumah terendam.",
        credit="CNT/Budi",
        media_type="image/jpeg",
        width=640,
        height=480,
    )


def test_a_picture_without_a_rendition_keeps_its_caption() -> None:
    picture = a_picture("p1").replace("remoteContent", "remoteInfo")
    content = a_message(WHOLE.partition("?>")[2], picture)
    assert parse(content).images[-1] == Image(caption="Rumah terendam.", credit="CNT/Budi")


def test_a_message_of_several_texts_is_a_container() -> None:
    first, second = (item(f"<headline>Berita {n}</headline>", attributes=f'guid="g{n}"') for n in (1, 2))
    content = a_message(first, second)
    assert sureness(content) == (90, 95)
    assert sureness(content.encode("utf-16")) == (90, 95)
    unpacked = members(content)
    assert [member.suffix for member in unpacked] == ["#1", "#2"]
    assert [parse(member.content).headline for member in unpacked] == ["Berita 1", "Berita 2"]
    with pytest.raises(MalformedDocument):
        parse(content)


def test_the_same_item_in_another_message_is_the_same_document() -> None:
    items = [item(f"<headline>Berita {n}</headline>") for n in (1, 2)]
    again = a_message(*items).replace("2026-11-20", "2026-11-21")
    assert [member.content for member in members(a_message(*items))] == [member.content for member in members(again)]


def test_pictures_go_with_the_text_that_links_to_them_or_shares_its_group() -> None:
    package = (
        f'<packageItem {NAR}><groupSet><group><itemRef residref="g1"/><itemRef residref="p1"/></group>'
        '<group><itemRef residref="g2"/></group></groupSet></packageItem>'
    )
    content = a_message(
        package,
        item("<headline>Satu</headline>", attributes='guid="g1"'),
        item("<headline>Dua</headline>", about='<link residref="p2"/>', attributes='guid="g2"'),
        *(a_picture(guid) for guid in ("p1", "p2", "p3")),
    )
    found = [[image.url for image in parse(member.content).images] for member in members(content)]
    assert found == [["https://contoh.id/p1.jpg"], ["https://contoh.id/p2.jpg"]]


def test_a_message_whose_texts_turn_out_to_be_none_is_empty() -> None:
    script = item(about='<itemClass qcode="ninat:video"/>')
    content = a_message(script, script)
    assert sureness(content) == (90, 95)
    with pytest.raises(EmptyArticle):
        members(content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (WHOLE[:-40], "malformed"),
        ('<!DOCTYPE newsItem [<!ENTITY a "b">]>' + item(), "unsafe"),
        ('<!DOCTYPE newsItem SYSTEM "http://127.0.0.1:9/x.dtd"><newsItem>&a;</newsItem>', "empty"),
        (item("<headline>" + "<i>" * 300 + "</i>" * 300 + "</headline>"), "unsafe"),
        (item(attributes=f'guid="{"x" * 100_000}"'), "unsafe"),
    ],
)
def test_hostile_items_are_refused(content: str, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        parse(content)
    assert caught.value.reason == reason


def test_a_wrong_declaration_is_mended_and_told() -> None:
    parsed = parse(
        b'<?xml version="1.0" encoding="UTF-8"?>' + item("<headline>Caf\xe9 di Luwu</headline>").encode("latin-1")
    )
    assert parsed.headline == "Café di Luwu"
    assert parsed.repairs


@pytest.mark.parametrize(
    "content",
    [
        BODY.format("<p>Air <b>naik</b>.</p>"),
        '<inlineData contenttype="text/html">&lt;p&gt;Air &lt;b&gt;naik&lt;/b&gt;.&lt;/p&gt;</inlineData>',
        "<inlineData>&lt;p&gt;Air &lt;b&gt;naik&lt;/b&gt;.</inlineData>",
    ],
)
def test_the_html_of_the_body_is_kept(content: str) -> None:
    assert "Air <b>naik</b>." in (parse(item("<headline>Banjir</headline>", content=content)).markup or "")


def test_pictures_stay_in_the_html_of_the_body() -> None:
    content = BODY.format('<p>Air naik.</p><figure><img src="a.jpg"/><figcaption>Desa</figcaption></figure>')
    markup = parse(item("<headline>Banjir</headline>", content=content)).markup or ""
    assert '<img src="a.jpg"><figcaption>Desa</figcaption></figure>' in markup
