"""The agencies' XML of the sample that stays beside the checkout: digests and a few words of it are here."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest

from sindikasi.core.articles import settle
from sindikasi.core.text import words
from sindikasi.errors import DocumentError
from sindikasi.model import Article, Document
from sindikasi.parsers.newsml1 import NewsmlListParser, NewsmlParser
from sindikasi.parsers.newsml_g2 import NewsmlG2MessageParser, NewsmlG2Parser
from sindikasi.parsers.nitf import NitfParser
from sindikasi.parsers.ritzau import RitzauListParser, RitzauParser
from sindikasi.parsers.sniff import choose
from sindikasi.ports import Parser
from tests.text_builders import PARSERS, a_context, a_file, cleaned

SAMPLE = Path(__file__).parents[3] / "shared" / "data" / "inbox-sample"
pytestmark = pytest.mark.skipif(not SAMPLE.is_dir(), reason="the sample of agency files is not beside the checkout")

AGENCY_PARSERS = (
    NewsmlG2Parser(),
    NewsmlG2MessageParser(),
    NewsmlParser(),
    NewsmlListParser(),
    NitfParser(),
    RitzauParser(),
    RitzauListParser(),
    *PARSERS,
)


class Text(NamedTuple):
    """What a reader found in a file."""

    name: str
    headline: str
    """First 16 hex digits of the SHA-256."""
    first: str
    last: str
    """Three words of the body."""
    published: str
    """UTC; "-" stands for what the file does not say in the columns behind."""
    language: str
    credit: str
    subjects: str


TEXTS = tuple(
    Text(*row.split("\t"))
    for row in """\
wire_iptc_LISTING_1_A_NewsML-G2_News_Item.xml	c639d8020c5392e1	fed to halt	to avert bubble	2016-10-18T18:12:21	en	-	04000000 20000523
wire_iptc_LISTING_22_Sports_story_in_NewsML-G2NITF.xml	f1c9a18116984baf	a pair of	last six starts	2016-10-19T16:15:00	en	Sports Network	20000822 20000849 15007000
wire_iptc_LISTING_25_An_NITF_marked-up_article_conveyed_in_inlineXML.xml	1a2bb749947ec438	with the philadelphia	of the titans	2026-11-20T12:00:00	en	Sports Network	-
wire_iptc_LISTING_2_NewsML-G2_Text_Document.xml	c639d8020c5392e1	new york ny	cons dolutpat si	2016-11-21T20:21:06	la	Associated Press	04000000 20000350 20000379
wire_superdesk_aap.xml	ac4d14e69074ba7d	the main stories	vulnerable to abuse	2013-10-20T08:27:51	en	-	02003001 02003002
wire_superdesk_afp.xml	0dbfa91d8a90e9b0	a chinese owned	of electric cars	2014-08-29T13:49:51	en	AFP	04011002 04016007 04000000 04016038 04011000
wire_superdesk_ansa-newsmlg2-text.xml	56ab7573917e5345	italian foreign minister	allow for negotiations	2017-10-11T09:41:00	en	ANSA	-
wire_superdesk_ap-nitf.xml	2ae4a3c28d21748c	the gas produced	content bernard condon	2015-12-10T19:10:44	en	The Associated Press	-
wire_superdesk_efe_nitf.xml	143b8ea0c303cafd	test body	test body	2017-01-02T22:28:00	en	Agencia EFE	11006005
wire_superdesk_ritzau_feed.xml#1	6635055d4069c30b	glasgow scotland feb	ansvarlig for indholdet	2018-02-01T11:44:52	en	Via Ritzau	-
wire_superdesk_ritzau_feed.xml#2	6c4fef555af7191a	den danske cykelrytter	sin spanske landsmand	2018-02-01T11:38:49	da	ritzau	15000000
wire_superdesk_text.xml	7befe0b96bd3a6bf	by toby davis	by toby davis	2013-03-01T15:09:04	en	Reuters	15054000 15000000
""".splitlines()  # noqa: E501
)
REFUSED = (
    ("wire_iptc_ap_metadata_example.xml", "video"),
    ("wire_superdesk_tag_reuters.com_2014_newsml_KBN0FL0NM_version_10.xml", "5 items"),
)


def articles_in(document: Document) -> dict[str, Article]:
    """Take a file all the way, as the ingest lane does; by name."""
    parser = choose(document, AGENCY_PARSERS)
    if isinstance(parser, Parser):
        return {document.name: settle(cleaned(parser.parse(document)), document, a_context())}
    members = (a_file(each.content, name=document.name + each.suffix) for each in parser.unpack(document))
    return {name: article for member in members for name, article in articles_in(member).items()}


def a_sample(name: str) -> Document:
    return a_file((SAMPLE / name).read_bytes(), name=name)


def row_of(name: str, article: Article) -> Text:
    told = words(article.body)
    return Text(
        name,
        sha256(article.headline.encode()).hexdigest()[:16],
        " ".join(told[:3]),
        " ".join(told[-3:]),
        article.published.strftime("%Y-%m-%dT%H:%M:%S"),
        article.language or "-",
        article.credit or "-",
        " ".join(article.subjects) or "-",
    )


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_the_text_is_read_as_a_reader_reads_it(text: Text) -> None:
    articles = articles_in(a_sample(text.name.partition("#")[0]))
    assert row_of(text.name, articles[text.name]) == text


@pytest.mark.parametrize(("name", "said"), REFUSED)
def test_what_holds_no_text_is_refused_with_its_reason(name: str, said: str) -> None:
    with pytest.raises(DocumentError) as caught:
        articles_in(a_sample(name))
    assert said in caught.value.message


def test_every_agency_file_in_xml_is_accounted_for() -> None:
    named = {text.name.partition("#")[0] for text in TEXTS} | {name for name, _ in REFUSED}
    assert named == {path.name for path in SAMPLE.glob("wire_*.xml")}
