"""NewsML 1: every field that is read, texts and pictures in components, and files of several items."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sindikasi.errors import EmptyArticle, MalformedDocument
from sindikasi.model import Image, ParsedArticle, Wire
from sindikasi.parsers.newsml1 import NewsmlListParser, NewsmlParser
from tests.text_builders import a_file

ITEM = """<NewsItem xml:lang="id">
 <Identification><NewsIdentifier><ProviderId>contoh.id</ProviderId><DateId>20261120T010000Z</DateId>
  <NewsItemId>banjir</NewsItemId><RevisionId PreviousRevision="1" Update="N">2</RevisionId>
  <PublicIdentifier>urn:newsml:contoh.id:20261120T010000Z:banjir:2N</PublicIdentifier></NewsIdentifier>
  <NameLabel>Banjir-label</NameLabel></Identification>
 <NewsManagement><FirstCreated>20261120T080000+0700</FirstCreated>
  <ThisRevisionCreated>20261120T090000+0700</ThisRevisionCreated><Status FormalName="Usable"/>
  <Urgency FormalName="3"/><Instruction FormalName="Rectify"/></NewsManagement>
 <NewsComponent>
  <NewsLines><HeadLine>Banjir di Luwu</HeadLine><SubHeadLine>Dua desa terendam</SubHeadLine><ByLine>Rani Sari</ByLine>
   <DateLine>MASAMBA, 20 Nov (CNT) -</DateLine><CreditLine>CNT</CreditLine><CopyrightLine>(c) CNT</CopyrightLine>
   <SlugLine>BANJIR-LUWU</SlugLine><KeywordLine>banjir</KeywordLine>
   <NewsLine><NewsLineType FormalName="AdvisoryLine"/><NewsLineText>Menyusul foto.</NewsLineText></NewsLine>
   <NewsLine><NewsLineType FormalName="ProductLine"/><NewsLineText>Umum</NewsLineText></NewsLine></NewsLines>
  <AdministrativeMetadata><Provider><Party FormalName="Contoh"/></Provider></AdministrativeMetadata>
  <RightsMetadata><Copyright><CopyrightHolder>Kantor Berita Contoh</CopyrightHolder></Copyright>
   <UsageRights><UsageType>Tidak untuk arsip</UsageType></UsageRights></RightsMetadata>
  <DescriptiveMetadata><Language FormalName="id"/>
   <SubjectCode><SubjectMatter FormalName="03015000"/><SubjectDetail FormalName="03015002"/></SubjectCode>
   <Property FormalName="Keyword" Value="Luwu"/></DescriptiveMetadata>
  <NewsComponent><Role FormalName="Photo"/>
   <NewsComponent><Role FormalName="Caption"/><ContentItem><DataContent><p>Rumah terendam.</p></DataContent>
   </ContentItem></NewsComponent>
   <NewsComponent><Role FormalName="Thumbnail"/><ContentItem Href="https://contoh.id/k.jpg">
    <MediaType FormalName="Photo"/><Characteristics><Property FormalName="Width" Value="90"/></Characteristics>
    </ContentItem></NewsComponent>
   <NewsComponent><Role FormalName="Main"/><ContentItem Href="https://contoh.id/b.jpg"><MediaType FormalName="Photo"/>
    <MimeType FormalName="image/jpeg"/><Characteristics><SizeInBytes>8000</SizeInBytes>
    <Property FormalName="Width" Value="640"/><Property FormalName="Height" Value="480"/></Characteristics>
    </ContentItem></NewsComponent>
  </NewsComponent>
  <NewsComponent><Role FormalName="Main"/><ContentItem><MediaType FormalName="Text"/><DataContent>
   <nitf><body><body.content><p>Air naik sejak malam.</p><p>Warga mengungsi.</p></body.content></body></nitf>
  </DataContent></ContentItem></NewsComponent>
 </NewsComponent>
</NewsItem>"""


def a_file_of(*items: str) -> str:
    envelope = "<NewsEnvelope><DateAndTime>20261120T091500+0700</DateAndTime></NewsEnvelope>"
    return f'<?xml version="1.0" encoding="UTF-8"?><NewsML Version="1.2">{envelope}{"".join(items)}</NewsML>'


def parse(content: str | bytes) -> ParsedArticle:
    return NewsmlParser().parse(a_file(content, name="a.xml"))


def an_item(component: str, management: str = "") -> str:
    return (
        f"<NewsItem><NewsManagement>{management}</NewsManagement><NewsComponent><NewsLines><HeadLine>Banjir</HeadLine>"
        f"</NewsLines>{component}</NewsComponent></NewsItem>"
    )


def body_of(content: str) -> str:
    return parse(a_file_of(an_item(f"<ContentItem><DataContent>{content}</DataContent></ContentItem>"))).body


def sureness(content: str | bytes) -> tuple[int, int]:
    return NewsmlParser().recognises(a_file(content)), NewsmlListParser().recognises(a_file(content))


def test_every_field_is_read() -> None:
    assert replace(parse(a_file_of(ITEM)), markup=None) == ParsedArticle(
        body="Air naik sejak malam.\n\nWarga mengungsi.",
        has_own_body=True,
        headline="Banjir di Luwu",
        standfirst="Dua desa terendam",
        byline="Rani Sari",
        dateline="MASAMBA, 20 Nov (CNT)",
        credit="CNT",
        language="id",
        published="20261120T080000+0700",
        source="Contoh",
        guid="urn:newsml:contoh.id:20261120T010000Z:banjir",
        images=(
            Image(
                url="https://contoh.id/b.jpg",
                caption="Rumah terendam.",
                media_type="image/jpeg",
                width=640,
                height=480,
                length=8000,
            ),
        ),
        subjects=("03015000", "03015002"),
        wire=Wire(
            version="2",
            updated="20261120T090000+0700",
            slugline="BANJIR-LUWU",
            urgency=3,
            rights="Kantor Berita Contoh",
            usage_terms="Tidak untuk arsip",
            keywords=("banjir", "Luwu"),
            notes=("Rectify", "Menyusul foto."),
        ),
    )


@pytest.mark.parametrize(
    ("management", "status", "embargoed"),
    [
        ("", "usable", None),
        ('<Status FormalName="Withheld"/>', "withheld", None),
        ('<Status FormalName="Canceled"/>', "canceled", None),
        ('<Status FormalName="Embargoed"/>', "withheld", None),
        (
            '<Status FormalName="Embargoed"/><StatusWillChange><FutureStatus FormalName="Usable"/>'
            "<DateAndTime>20261121T000000Z</DateAndTime></StatusWillChange>",
            "usable",
            "20261121T000000Z",
        ),
        (
            '<Status FormalName="Embargoed"/><StatusWillChange><FutureStatus FormalName="Canceled"/>'
            "<DateAndTime>20261121T000000Z</DateAndTime></StatusWillChange>",
            "withheld",
            None,
        ),
    ],
)
def test_the_state_is_the_status(management: str, status: str, embargoed: str | None) -> None:
    told = parse(a_file_of(an_item("", management))).wire
    assert told is not None
    assert (told.status, told.embargoed) == (status, embargoed)


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("<html><head><title>x</title></head><body><p>Air naik.</p></body></html>", "Air naik."),
        ('<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Air.</p></body></html>', "Air."),
        ("<p>Air naik.</p><p>Warga pergi.</p>", "Air naik.\n\nWarga pergi."),
        ("<![CDATA[<p>Air naik.</p><p>Warga pergi.</p>]]>", "Air naik.\n\nWarga pergi."),
        ("Air naik.\n\nWarga pergi.", "Air naik.\n\nWarga pergi."),
        ("<p>By Rani Sari</p><p>Air naik.</p>", "Air naik."),
        ("<tabel/>", ""),
    ],
)
def test_the_text_may_be_xhtml_or_plain(content: str, body: str) -> None:
    assert body_of(content) == body


def test_encoded_content_is_no_text() -> None:
    content = '<ContentItem><Encoding Notation="Base64"><DataContent>QWly</DataContent></Encoding></ContentItem>'
    assert parse(a_file_of(an_item(content))).body == ""


def test_a_picture_with_lines_of_its_own_keeps_them() -> None:
    picture = (
        "<NewsComponent><NewsLines><HeadLine>Rumah</HeadLine><ByLine>Budi</ByLine></NewsLines>"
        '<ContentItem Href="a.jpg"><Format FormalName="JPEG Baseline"/></ContentItem></NewsComponent>'
    )
    assert parse(a_file_of(an_item(picture))).images == (Image(url="a.jpg", caption="Rumah", credit="Budi"),)


def test_without_a_public_identifier_the_item_id_is_the_guid() -> None:
    item = ITEM.replace("PublicIdentifier", "Label")
    assert parse(a_file_of(item)).guid == "banjir"


def test_the_credit_falls_back_on_the_provider() -> None:
    assert parse(a_file_of(ITEM.replace("CreditLine", "SeriesLine"))).credit == "Contoh"


def test_several_items_are_a_container_and_one_is_not() -> None:
    content = a_file_of(ITEM, an_item("", ""))
    assert sureness(a_file_of(ITEM)) == (90, 0)
    assert sureness(content) == (90, 95)
    assert sureness(content.encode("utf-16")) == (90, 95)
    assert sureness("<nitf/>") == (0, 0)
    members = list(NewsmlListParser().unpack(a_file(content, name="a.xml")))
    assert [member.suffix for member in members] == ["#1", "#2"]
    assert parse(members[0].content) == parse(a_file_of(ITEM))
    assert NewsmlParser().recognises(a_file(members[1].content)) == 90
    with pytest.raises(MalformedDocument):
        parse(content)


@pytest.mark.parametrize("content", [a_file_of(), a_file_of("<NewsItem/>")])
def test_without_headline_and_text_it_is_empty(content: str) -> None:
    with pytest.raises(EmptyArticle):
        parse(content)


@pytest.mark.parametrize(
    "content",
    [
        "<html><body><p>Air <b>naik</b>.</p></body></html>",
        "<nitf><body><body.content><block><p>Air <b>naik</b>.</p></block></body.content></body></nitf>",
        "&lt;p&gt;Air &lt;b&gt;naik&lt;/b&gt;.&lt;/p&gt;",
    ],
)
def test_the_html_of_the_body_is_kept(content: str) -> None:
    content = f"<ContentItem><DataContent>{content}</DataContent></ContentItem>"
    assert "<p>Air <b>naik</b>.</p>" in (parse(a_file_of(an_item(content))).markup or "")
