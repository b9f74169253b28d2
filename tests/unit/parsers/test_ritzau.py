"""Ritzau's feed: its fields, its doubly escaped text, and answers with several news."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sindikasi.errors import EmptyArticle, MalformedDocument
from sindikasi.model import ParsedArticle, Wire
from sindikasi.parsers.ritzau import RitzauListParser, RitzauParser
from tests.text_builders import a_file

ARRAY = 'xmlns:a="http://schemas.microsoft.com/2003/10/Serialization/Arrays"'
NEWS = f"""<RBNews xmlns:i="http://www.w3.org/2001/XMLSchema-instance">
 <NewsID>83e4</NewsID><PublishDate>2026-11-20T08:00:00.973</PublishDate><strapline>---SPORT---</strapline>
 <headline>Dansk sejr i &amp;quot;Luwu&amp;quot;</headline><subtitle>Holdet vandt &amp;apos;stort&amp;apos;</subtitle>
 <town>K&#xF8;benhavn</town><origin>/ritzau/</origin><section>Sport</section><version>2</version>
 <content>&lt;P&gt;Holdet vandt &#xC2;&#xA3;4 &amp;amp;quot;i dag&amp;amp;quot;.&lt;/P&gt;&#xD;
 &lt;P&gt;Det var godt. /ritzau/&lt;/P&gt;</content>
 <Priority>4</Priority><IPTCList {ARRAY}><a:int>15000000</a:int><a:int>4000000</a:int></IPTCList>
 <SubjectKeyword {ARRAY}><a:string>h&#xE5;ndbold</a:string></SubjectKeyword>
 <Annuleret>false</Annuleret><Korrektion>true</Korrektion><byLine>Mette Hansen</byLine>
 <TilRedaktionen>Foto f&#xF8;lger</TilRedaktionen></RBNews>"""


def an_answer(*news: str) -> str:
    return (
        '<?xml version="1.0"?><XMLNewsQueuedResponse xmlns="http://tempuri.org/"><XMLNewsQueuedResult>'
        f'<ListOfRBNews xmlns="">{"".join(news)}</ListOfRBNews></XMLNewsQueuedResult></XMLNewsQueuedResponse>'
    )


def parse(content: str | bytes) -> ParsedArticle:
    return RitzauParser().parse(a_file(content, name="a.xml"))


def test_every_field_is_read() -> None:
    assert replace(parse(an_answer(NEWS)), markup=None) == ParsedArticle(
        body='Holdet vandt £4 "i dag".\n\nDet var godt.',
        has_own_body=True,
        headline='Dansk sejr i "Luwu"',
        standfirst="Holdet vandt 'stort'",
        byline="Mette Hansen",
        dateline="København",
        credit="ritzau",
        language="da",
        published="2026-11-20T08:00:00.973",
        source="Ritzau",
        guid="83e4",
        categories=("Sport", "SPORT"),
        subjects=("15000000", "04000000"),
        wire=Wire(version="2", urgency=4, keywords=("håndbold",), notes=("Korrektion", "Foto følger")),
    )


def test_a_cancelled_news_is_canceled() -> None:
    parsed = parse(NEWS.replace("<Annuleret>false", "<Annuleret>true"))
    assert parsed.wire is not None
    assert parsed.wire.status == "canceled"


def test_several_news_are_a_container_and_one_is_not() -> None:
    content = an_answer(NEWS, NEWS.replace("83e4", "83e5"))
    one, several = RitzauParser(), RitzauListParser()
    assert (one.recognises(a_file(an_answer(NEWS))), several.recognises(a_file(an_answer(NEWS)))) == (90, 0)
    assert (one.recognises(a_file(content)), several.recognises(a_file(content.encode("utf-16")))) == (90, 95)
    assert (one.recognises(a_file("<rss/>")), several.recognises(a_file("<rss/>"))) == (0, 0)
    members = list(several.unpack(a_file(content)))
    assert [member.suffix for member in members] == ["#1", "#2"]
    assert [parse(member.content).guid for member in members] == ["83e4", "83e5"]
    with pytest.raises(MalformedDocument):
        parse(content)


@pytest.mark.parametrize("content", [an_answer(), an_answer("<RBNews/>")])
def test_without_news_it_is_empty(content: str) -> None:
    with pytest.raises(EmptyArticle):
        parse(content)


def test_the_html_of_the_content_is_kept() -> None:
    markup = parse(an_answer(NEWS.replace("Det var godt", "Det &lt;b&gt;var&lt;/b&gt; godt"))).markup or ""
    assert "<P>Det <b>var</b> godt. /ritzau/</P>" in markup
