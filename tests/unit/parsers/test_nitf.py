"""NITF: every field that is read, and where the DTD leaves a choice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sindikasi.errors import EmptyArticle
from sindikasi.model import Image, ParsedArticle, Wire
from sindikasi.parsers.nitf import NitfParser
from tests.text_builders import a_file

WHOLE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nitf PUBLIC "-//IPTC//DTD NITF 3.2//EN" "nitf-3-2.dtd">
<nitf baselang="id-ID">
 <head>
  <title>Judul berkas</title>
  <tobject><tobject.subject tobject.subject.refnum="03015002" tobject.subject.type="Bencana"
    tobject.subject.matter="Banjir"/>
   <tobject.subject tobject.subject.ipr="CNT" tobject.subject.refnum="99015002" tobject.subject.type="Daerah"/>
  </tobject>
  <docdata management-status="usable">
   <correction info="Perbaikan: nama camat"/>
   <doc-id regsrc="CNT" id-string="cnt-1"/>
   <urgency ed-urg="3"/>
   <date.issue norm="20261120T090000+0700"/>
   <date.release norm="20261120T120000+0700"/>
   <ed-msg info="Untuk semua pelanggan"/>
   <du-key key="BANJIR-LUWU" generation="1" version="4"/>
   <doc.copyright year="2026" holder="Kantor Berita Contoh"/>
   <doc.rights geography="Indonesia" limitations="Tidak untuk arsip"/>
   <key-list><keyword key="banjir"/><keyword key="Luwu"/></key-list>
  </docdata>
  <pubdata ex-ref="https://contoh.id/banjir" position.section="Nasional"/>
 </head>
 <body>
  <body.head>
   <hedline><hl1>Banjir <em>bandang</em> di Luwu</hl1><hl2>Dua desa terendam</hl2></hedline>
   <byline>Oleh Rani Sari<byttl>Wartawan</byttl></byline>
   <distributor>Kantor Berita Contoh</distributor>
   <dateline><location>Masamba</location>, <story.date norm="20261120T080000+0700">20 Nov</story.date></dateline>
   <abstract><p>Air naik semalam.</p></abstract>
  </body.head>
  <body.content>
   <block>
    <p>Air naik di <location>Luwu</location> sejak malam.</p>
    <media media-type="image">
     <media-reference source="https://contoh.id/a.jpg" mime-type="image/jpeg" width="640" height="480"
       source-credit="CNT"/>
     <media-caption>Rumah terendam.</media-caption><media-producer>Budi</media-producer>
    </media>
    <note noteclass="editorsnote"><p>Menyusul foto.</p></note>
    <hl2>Warga mengungsi</hl2>
    <p>Warga tidur di masjid.</p>
    <nitf-table><table><tr><td>Desa</td><td>2</td></tr></table></nitf-table>
   </block>
  </body.content>
  <body.end><tagline>CNT/rs</tagline></body.end>
 </body>
</nitf>"""


def parse(content: str) -> ParsedArticle:
    return NitfParser().parse(a_file(content, name="a.xml"))


def wire(docdata: str) -> Wire:
    parsed = parse(f"<nitf><head>{docdata}</head><body><body.content><p>Air naik.</p></body.content></body></nitf>")
    assert parsed.wire is not None
    return parsed.wire


def body_of(content: str) -> str:
    return parse(f"<nitf><body><body.content>{content}</body.content></body></nitf>").body


def test_every_field_is_read() -> None:
    assert replace(parse(WHOLE), markup=None) == ParsedArticle(
        body="Air naik di Luwu sejak malam.\n\nWarga mengungsi\n\nWarga tidur di masjid.\n\nDesa 2",
        has_own_body=True,
        headline="Banjir bandang di Luwu",
        standfirst="Air naik semalam.",
        byline="Oleh Rani Sari, Wartawan",
        dateline="Masamba",
        credit="Kantor Berita Contoh",
        language="id-ID",
        url="https://contoh.id/banjir",
        published="20261120T080000+0700",
        source="CNT",
        guid="cnt-1",
        images=(
            Image(
                url="https://contoh.id/a.jpg",
                caption="Rumah terendam.",
                credit="Budi",
                media_type="image/jpeg",
                width=640,
                height=480,
            ),
        ),
        categories=("Banjir", "Daerah", "Nasional"),
        subjects=("03015002",),
        wire=Wire(
            version="4",
            embargoed="20261120T120000+0700",
            updated="20261120T090000+0700",
            slugline="BANJIR-LUWU",
            urgency=3,
            rights="Kantor Berita Contoh",
            usage_terms="Indonesia; Tidak untuk arsip",
            keywords=("banjir", "Luwu"),
            notes=("Untuk semua pelanggan", "Perbaikan: nama camat", "Menyusul foto."),
        ),
    )


def test_the_namespace_makes_no_difference() -> None:
    bare = WHOLE.replace("<nitf ", '<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/" ')
    prefixed = WHOLE[WHOLE.index("<nitf") :].replace("<", "<n:").replace("<n:/", "</n:")
    prefixed = prefixed.replace("<n:nitf ", '<n:nitf xmlns:n="http://iptc.org/std/NITF/2006-10-18/" ', 1)
    first, *others = (replace(parse(content), markup=None) for content in (WHOLE, bare, prefixed))
    assert others == [first, first]


def test_only_the_root_nitf_is_recognised() -> None:
    assert NitfParser().recognises(a_file(WHOLE)) == 95
    assert NitfParser().recognises(a_file("<html><body><nitf/></body></html>")) == 0


@pytest.mark.parametrize(
    ("docdata", "status", "embargoed"),
    [
        ("", "usable", None),
        ('<docdata management-status="Usable"/>', "usable", None),
        ('<docdata management-status="withheld"/>', "withheld", None),
        ('<docdata management-status="canceled"/>', "canceled", None),
        ('<docdata management-status="embargoed"/>', "withheld", None),
        ('<docdata management-status="embargoed"><date.release norm="20261121"/></docdata>', "usable", "20261121"),
        ('<docdata><date.issue norm="20261121"/><date.release norm="20261121"/></docdata>', "usable", None),
    ],
)
def test_the_state_is_the_management_status(docdata: str, status: str, embargoed: str | None) -> None:
    told = wire(docdata)
    assert (told.status, told.embargoed) == (status, embargoed)


@pytest.mark.parametrize(
    ("docdata", "slugline"),
    [
        ('<meta name="slugline" content="BANJIR"/>', "BANJIR"),
        ('<meta name="anpa-keyword" content="Banjir 1"/>', "Banjir 1"),
    ],
)
def test_the_slugline_may_be_a_meta(docdata: str, slugline: str) -> None:
    assert wire(docdata).slugline == slugline


def test_a_generation_is_a_version_when_there_is_no_other() -> None:
    assert wire('<docdata><du-key key="A" generation="2"/></docdata>').version == "2"


def test_a_date_with_a_time_of_day_is_preferred() -> None:
    parsed = parse(
        '<nitf><head><docdata><date.issue norm="20261120T090000Z"/></docdata></head><body><body.head><dateline>'
        'MASAMBA, <story.date norm="20261120"/> -</dateline></body.head><body.content><p>Air.</p></body.content>'
        "</body></nitf>"
    )
    assert parsed.published == "20261120T090000Z"
    assert parsed.dateline == "MASAMBA"


def test_a_date_that_stands_alone_is_no_dateline() -> None:
    parsed = parse(
        "<nitf><body><body.head><hedline><hl1>Banjir</hl1></hedline>"
        '<dateline><story.date norm="20261120">20261120</story.date></dateline></body.head></body></nitf>'
    )
    assert (parsed.dateline, parsed.published) == (None, "20261120")


def test_a_subhead_that_repeats_the_headline_is_no_standfirst() -> None:
    parsed = parse(
        "<nitf><body><body.head><hedline><hl1>Banjir di Luwu</hl1><hl2>Banjir di Luwu!</hl2></hedline>"
        "<abstract>Banjir di Luwu</abstract></body.head></body></nitf>"
    )
    assert parsed.standfirst is None


def test_lines_wrapped_with_br_are_one_paragraph() -> None:
    line = "Air sungai naik sampai ke atap rumah warga dan <br/>"
    assert body_of(f"<p>{line}{line}jalan putus.</p>").count("\n") == 0


def test_short_lines_keep_their_br() -> None:
    assert body_of("<p>Emas: 3<br/>Perak: 2</p>").split() == ["Emas:", "3", "Perak:", "2"]
    assert "\n" in body_of("<p>Emas: 3<br/>Perak: 2</p>")


def test_a_block_byline_is_the_byline_and_no_text() -> None:
    parsed = parse(
        "<nitf><body><body.content><block><byline><person>Rani</person> <byttl>Wartawan</byttl></byline>"
        "<p>Air naik.</p></block></body.content></body></nitf>"
    )
    assert (parsed.byline, parsed.body) == ("Rani, Wartawan", "Air naik.")


def test_a_medium_that_is_no_picture_keeps_its_caption() -> None:
    parsed = parse(
        '<nitf><body><body.content><p>Air.</p><media media-type="video"><media-reference source="https://a.id/v"/>'
        "<media-caption>Video banjir</media-caption></media></body.content></body></nitf>"
    )
    assert parsed.images == (Image(caption="Video banjir"),)


def test_without_text_and_headline_it_is_empty() -> None:
    with pytest.raises(EmptyArticle) as caught:
        parse("<nitf><head/><body/></nitf>")
    assert "hl1" in caught.value.message


def test_repairs_are_told() -> None:
    parsed = NitfParser().parse(
        a_file("<nitf><body><body.content><p>Café naik</p></body.content></body></nitf>".encode("cp1252"))
    )
    assert parsed.body == "Café naik"
    assert parsed.repairs


def test_the_body_is_kept_as_html() -> None:
    table = "<table><tr><td>1</td></tr></table>"
    content = f"<block><hl2>Warga</hl2><p>Air <em>naik</em>.</p><nitf-table>{table}</nitf-table></block>"
    assert parse(f"<nitf><body><body.content>{content}</body.content></body></nitf>").markup == (
        f"<body.content><div><h2>Warga</h2><p>Air <em>naik</em>.</p><table>{table}</table></div></body.content>"
    )
