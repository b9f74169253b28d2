"""A body that came as HTML walks from the inbox to the feeds, and nothing in it that acts or counts comes along."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.flow.newsroom import Newsroom

BODY = (
    "<script>jahat()</script><p onclick='jahat()'>LUWU (ANTARA) - Banjir <b>bandang</b> merendam 14 desa di "
    "<a href='/luwu?utm_source=rss'>Luwu Utara</a> sejak Rabu malam.</p><p>Baca juga: Gempa Guncang Palu</p>"
    "<figure><img src='/foto/a.jpg' width=640 height=360><figcaption>Warga di posko.</figcaption></figure>"
    "<p>Warga <a href='javascript:jahat()'>mengungsi</a> ke balai desa, kata camat.</p>"
    "<ul><li>Tenda</li><li>Perahu karet</li></ul><img src='https://pixel.wp.com/g.gif'>"
)
LINK = '<a href="https://contoh.id/luwu" rel="nofollow noopener">Luwu Utara</a>'
PICTURE = '<img src="https://contoh.id/foto/a.jpg" alt="" width="640" height="360">'
SHOWN = (
    f"<p>LUWU (ANTARA) – Banjir <b>bandang</b> merendam 14 desa di {LINK} sejak Rabu malam.</p>"
    f"<figure>{PICTURE}<figcaption>Warga di posko.</figcaption></figure>"
    "<p>Warga mengungsi ke balai desa, kata camat.</p><ul><li>Tenda</li><li>Perahu karet</li></ul>"
)
RSS = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Contoh</title>
<link>https://contoh.id/</link><item><title>Banjir rendam Luwu Utara</title>
<link>https://contoh.id/banjir?utm_medium=rss</link><content:encoded><![CDATA[{}]]></content:encoded></item></channel></rss>"""


def an_object(**fields: Any) -> str:
    return json.dumps({"title": "Banjir rendam Luwu Utara", "url": "https://contoh.id/banjir?utm_medium=x", **fields})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", an_object(html=BODY)),
        ("a.json", an_object(content=BODY)),
        ("a.rss", RSS.format(BODY)),
        ("a.json", json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "C", "items": [
            {"id": "1", "title": "Banjir rendam Luwu Utara", "url": "https://contoh.id/banjir", "content_html": BODY}
        ]})),
        ("a.json", json.dumps({"uri": "urn:contoh:1", "type": "text", "versioncreated": "2026-11-20T09:00:00+07:00",
            "headline": "Banjir rendam Luwu Utara", "body_html": BODY, "url": "https://contoh.id/banjir"})),
    ],
    ids=["json html", "json content", "rss", "json feed", "ninjs"],
)  # fmt: skip
def test_a_body_in_html_is_published_safe_and_whole(newsroom: Newsroom, name: str, content: str) -> None:
    newsroom.take((name, content))
    newsroom.publisher().publish_all()
    published = {name: content.decode() for name, (content, _) in newsroom.published().items()}
    (entry,) = json.loads(published["semua.json"])["items"]
    assert entry["content_html"].startswith(SHOWN)
    (carrier,) = newsroom.story().carriers
    assert carrier.url in (None, "https://contoh.id/banjir")
    for text in published.values():
        assert not any(trace in text for trace in ("jahat", "javascript", "onclick", "utm_", "pixel.wp.com"))


PAGE = f"""<!doctype html><html><head><title>Banjir rendam Luwu Utara - Contoh</title>
<link rel="canonical" href="https://contoh.id/banjir"></head><body><nav><a href="/">Beranda</a>
<a href="/politik">Politik</a></nav>
<article><h1>Banjir rendam Luwu Utara</h1>{BODY}
<p>Petugas <em>gabungan</em> masih mencari tiga warga yang
hilang di hilir sungai itu hingga Kamis petang.</p></article><aside><h3>Terkini</h3><p>
<a href="/gempa">Gempa <b>guncang</b> Palu</a></p><img src="/iklan.jpg"></aside></body></html>"""


def test_a_page_keeps_links_and_formatting_of_its_article_alone(newsroom: Newsroom) -> None:
    newsroom.take(("a.html", PAGE))
    markup = newsroom.article("a.html").article.markup
    assert markup is not None
    assert f"<b>bandang</b> merendam 14 desa di {LINK}" in markup
    assert "<em>gabungan</em>" in markup
    assert not any(trace in markup for trace in ("jahat", "Beranda", "Gempa", "iklan", "pixel"))


def test_the_words_are_those_of_the_plain_body(newsroom: Newsroom) -> None:
    newsroom.take(("a.json", an_object(html=BODY)))
    article = newsroom.article("a.json").article
    assert article.body == (
        "Banjir bandang merendam 14 desa di Luwu Utara sejak Rabu malam.\n\n"
        "Warga mengungsi ke balai desa, kata camat.\n\nTenda\n\nPerahu karet"
    )
