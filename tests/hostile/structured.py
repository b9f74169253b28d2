"""XML and JSON that is made to do harm: entities, encodings that lie, depth, wrong types, numbers past all bounds."""

from __future__ import annotations

import json

from tests.flow.newsroom import FLOOD
from tests.hostile.rows import PARAGRAPHS, Row, partly, read, refused

_NITF = "<nitf><head><title>Banjir bandang rendam 14 desa</title></head><body><body.content>%s%s</body.content></body></nitf>"
_PROLOG = '<?xml version="1.0" encoding="UTF-8"?>'


def _nitf(more: str = "", *, prolog: str = _PROLOG, body: str = PARAGRAPHS) -> str:
    return prolog + _NITF % (body, more)


def _object(**changes: object) -> bytes:
    return json.dumps({"title": "Banjir bandang rendam 14 desa", "text": FLOOD} | changes).encode()


def _raw(member: str) -> bytes:
    """An article in JSON with one more member as it is written."""
    return _object()[:-1] + f", {member}}}".encode()


XML = (
    refused("a parameter entity", "entitas.xml",
            _nitf(prolog=f'{_PROLOG}<!DOCTYPE nitf [<!ENTITY % x SYSTEM "http://127.0.0.1/x.dtd"> %x;]>').encode(), "unsafe"),
    refused("quadratic blow-up", "entitas.xml",
            _nitf("&a;" * 1_000, prolog=f"{_PROLOG}<!DOCTYPE nitf [<!ENTITY a '{'a' * 50_000}'>]>").encode(), "unsafe"),
    refused("entities that hold each other", "entitas.xml",
            _nitf("&a;", prolog=f"{_PROLOG}<!DOCTYPE nitf [<!ENTITY a '&b;'><!ENTITY b '&a;'>]>").encode(), "unsafe"),
    refused("entities behind a long prolog", "entitas.xml",
            _nitf("&a;", prolog=f"{_PROLOG}{'<!-- x -->' * 2_000}<!DOCTYPE nitf [<!ENTITY a 'b'>]>").encode(), "unsafe"),
    refused("entities in UTF-16", "entitas.xml",
            _nitf("&a;", prolog="<?xml version='1.0'?><!DOCTYPE nitf [<!ENTITY a 'b'>]>").encode("utf-16"), "unsafe"),
    refused("attributes declared by default", "entitas.xml",
            _nitf(prolog=f"{_PROLOG}<!DOCTYPE nitf [<!ATTLIST p onclick CDATA 'x'>]>").encode(), "unsafe"),
    read("a DOCTYPE with an address", "alamat.xml",
         _nitf(prolog=f'{_PROLOG}<!DOCTYPE nitf PUBLIC "-//IPTC//DTD NITF 3.4//EN" "http://127.0.0.1:1/nitf.dtd">')),
    read("XInclude", "sisip.xml",
         _nitf('<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'), lacks=("root:",)),
    read("a stylesheet", "gaya.xml", _nitf(prolog=f'{_PROLOG}<?xml-stylesheet href="javascript:x" type="text/xsl"?>'),
         lacks=("javascript:",)),
    refused("an attribute of a megabyte in XML", "atribut.xml", lambda: _nitf(f"<p a='{'x' * 1_000_000}'/>").encode(), "unsafe"),
    read("10,000 namespaces", "nama.xml",
         lambda: _nitf("".join(f"<n{n}:a xmlns:n{n}='urn:{n}'/>" for n in range(10_000))).encode()),
    read("a namespace that is empty", "nama.xml", _nitf("<a xmlns='' xmlns:b='urn:x' b:c='d'>Air naik</a>")),
    refused("a prefix nobody declared", "nama.xml", _nitf("<p:p>Air naik</p>").encode(), "malformed"),
    refused("60,000 elements", "banyak.xml", lambda: _nitf("<p/>" * 60_000).encode(), "unsafe"),
    read("XML that says it is UTF-16 and is UTF-8", "bohong.xml", _nitf(prolog='<?xml version="1.0" encoding="UTF-16"?>')),
    read("XML that says it is UTF-7", "bohong.xml", _nitf("<p>+ADw-script+AD4-</p>", prolog='<?xml version="1.0" encoding="UTF-7"?>')),
    read("XML that says it is EBCDIC", "bohong.xml", _nitf(prolog='<?xml version="1.0" encoding="cp500"?>')),
    read("XML that says its encoding is a compression", "bohong.xml", _nitf(prolog='<?xml version="1.0" encoding="zlib"?>')),
    read("XML in UTF-16 without a mark", "tanpa.xml", _nitf(prolog="").encode("utf-16-be")),
    read("XML in EBCDIC", "ebcdic.xml", _nitf().encode("cp500"), holds=()),
    read("NULs in XML", "nul.xml", _nitf("<p>Air\0 naik\x0b lagi\ufffe</p>"), lacks=("\0", "\x0b", "\ufffe")),
    read("references to forbidden characters", "acuan.xml", _nitf("<p>Air&#0;&#x1F;&#xD800;&#xFFFE; naik</p>"), lacks=("\x1f",)),
    read("XML 1.1", "satu.xml", _nitf("<p>Air&#x7;naik</p>", prolog='<?xml version="1.1"?>')),
    refused("CDATA that never ends", "cdata.xml", _nitf()[:-40].encode() + b"<![CDATA[ air", "malformed"),
    read("scripts in CDATA", "cdata.xml", _nitf("<p><![CDATA[<script>alert(1)</script><img src=x onerror=y>]]></p>")),
    refused("two roots", "akar.xml", (_nitf() * 2).encode(), "malformed"),
    refused("NITF without a body", "kosong.xml", f"{_PROLOG}<nitf><head/></nitf>".encode(), "empty"),
    refused("a feed with an entity bomb", "umpan.rss",
            b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "b">]><rss><channel><item><title>&a;</title></item></channel></rss>',
            "unsafe"),
    refused("a feed without entries", "umpan.rss", b'<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "empty"),
    read("a feed whose entry runs", "umpan.rss",
         f"{_PROLOG}<rss version='2.0'><channel><item><title>&lt;img src=x onerror=alert(1)&gt; Banjir</title><link>javascript:x</link>"
         f"<guid>y</guid><description><![CDATA[{PARAGRAPHS}<script>alert(1)</script><a href='data:x'>y</a>]]></description>"
         "<enclosure url='file:///etc/passwd' type='image/png' length='-1'/><pubDate>x</pubDate></item></channel></rss>",
         lacks=("javascript:", "<script", "data:x", "file:")),
    refused("NewsML that refers to itself", "lingkar.xml",
            f"{_PROLOG}<NewsML><NewsItem Duid='a'><NewsComponent Duid='b'><NewsItemRef NewsItem='#a'/><NewsComponent Duid='b'>"
            "<NewsComponent Duid='a'/></NewsComponent></NewsComponent></NewsItem></NewsML>".encode(), "empty", "malformed"),
    refused("a newsItem with nothing in it", "kosong.xml",
            b'<?xml version="1.0"?><newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="x" version="99999999999999999999"/>',
            "empty"),
    partly("newsItems inside newsItems", "lingkar.xml",
            ('<?xml version="1.0"?>' + '<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>' + "<newsItem guid='a'>" * 200
             + "</newsItem>" * 200 + "</itemSet></newsMessage>").encode(), {}, also=("empty", "unsafe"), count=0),
)  # fmt: skip

_NINJS = {
    "uri": "urn:x:1", "type": "text", "versioncreated": "2026-11-20T08:00:00+07:00", "headline": "Banjir bandang rendam 14 desa",
    "body_text": FLOOD,
}  # fmt: skip


def _ninjs(**changes: object) -> bytes:
    return json.dumps(_NINJS | changes).encode()


def _nested(levels: int) -> object:
    value: object = {"uri": "urn:x:1"}
    for _ in range(levels):
        value = {"uri": "urn:x:1", "type": "picture", "associations": {"main": value}}
    return value


JSON = (
    read("keys that come twice", "ganda.json", _raw('"title": "Lain sekali", "title": "Banjir bandang rendam 14 desa"')),
    read("a number of 100,000 digits", "angka.json", lambda: _raw(f'"id": {"9" * 4_000}')),
    refused("a number past all bounds", "angka.json", _raw('"x": 1e99999'), "malformed"),
    refused("NaN and infinity", "angka.json", _raw('"x": NaN, "y": -Infinity'), "malformed"),
    read("dates past all bounds", "tanggal.json", _object(published=10**18, updated=-(10**18))),
    read("lone surrogates in a key that is not read", "kunci.json", _object(**{"x": "ok"})),
    refused("lone surrogates in JSON", "separuh.json", _raw('"x": "\\udfff\\ud800"'), "malformed"),
    read("NULs in JSON", "nul.json", _object(text=FLOOD.replace("desa", "de\0sa\x1b[2J")), lacks=("\0", "\x1b")),
    read("keys of a megabyte", "kunci.json", lambda: _object(**{"k" * 1_000_000: "x"})),
    read("100,000 keys", "kunci.json", lambda: _object(**{f"k{n}": n for n in range(100_000)})),
    read("wrong types in many fields", "jenis.json",
         _object(published=[], author={"name": 7}, tags={"a": []}, image=[7, {"url": []}], language=0, source=[{}],
                 section=[[["x"]]])),
    read("a text that is a list", "jenis.json", _object(text=FLOOD.split("\n\n"))),
    refused("a title that is an object", "jenis.json", _object(title={"a": "b"}), "malformed"),
    refused("a text that is a number", "jenis.json", _object(text=7), "malformed"),
    refused("JSON that is only a text", "teks.json", b'"Banjir bandang"', "malformed"),
    refused("an object with nothing in it", "kosong.json", b"{}", "malformed", "empty"),
    read("JSON with a byte-order mark", "tanda.json", b"\xef\xbb\xbf" + _object()),
    read("JSON in UTF-16", "tanda.json", _object().decode().encode("utf-16")),
    refused("JSON with a comma too many", "koma.json", _object()[:-1] + b",}", "malformed"),
    refused("JSON with something behind it", "sisa.json", _object() + b"\n<script>alert(1)</script>", "malformed"),
    read("HTML that runs inside JSON", "html.json",
         _object(text="", html=f"{PARAGRAPHS}<script>alert(1)</script><img src=x onerror=y><a href=javascript:z>w</a>"),
         lacks=("<script", "onerror", "javascript:")),
    refused("HTML nested 30,000 deep inside JSON", "html.json", lambda: _object(text="", html="<div>" * 30_000 + "x"), "unsafe"),
    refused("a list nested in lists", "daftar.json", b"[[[[{}]]]]", "malformed", "unknown-format", "empty"),
    partly("a list of everything", "daftar.json", json.dumps([{"title": "Banjir bandang", "text": FLOOD}, 7, None, "x", [], {}, True]).encode(),
           {f"#{n}": "empty" if n == 5 else "malformed" for n in range(2, 8)}),
    refused("a list of 300,000 numbers under a name", "daftar.json", lambda: b'{"articles": [[' + b"1," * 300_000 + b"1]]}", "malformed",
            "unknown-format"),
    read("ninjs whose associations hold each other 90 deep", "lingkar.json", _ninjs(associations={"a": _nested(90)})),
    read("ninjs with wrong types", "jenis.json",
         _ninjs(associations=7, subject={"a": []}, renditions=[[]], urgency="x", language=[], place=[7], infosource={"name": []}, headlines=9)),
    refused("ninjs without a text", "kosong.json", json.dumps({"uri": "urn:x:1", "versioncreated": "x", "pubstatus": "usable"}).encode(),
            "empty", "malformed"),
    refused("ninjs with an embargo nobody can read", "embargo.json", _ninjs(embargoed="besok pagi, mungkin"), "malformed"),
    partly("a JSON Feed of everything", "umpan.json", json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [
        {"id": "1", "title": "Banjir bandang", "content_text": FLOOD}, 7, {"id": []}, {"id": "2", "content_html": "<script>x</script>"}]}).encode(),
        {"#2": "malformed", "#3": "malformed", "#4": "malformed"}),
    refused("a JSON Feed without entries", "umpan.json", b'{"version": "https://jsonfeed.org/version/1.1", "items": 7}', "malformed"),
    partly("JSON Lines of everything", "baris.jsonl",
           b"\n".join([_object(), b"{", b"7", b"null", b'"x"', b"[]", b"{}", b"\xff\xfe", b"[" * 5_000, b"\0"]),
           {f"#{n}": {6: "empty", 8: "empty", 9: "unsafe", 10: "empty"}.get(n, "malformed") for n in range(2, 11)}),
    partly("JSON Lines cut off in the middle", "baris.jsonl", _object() + b"\n" + _object(title="Lain")[:60], {"#2": "malformed"}),
)  # fmt: skip


FIELDS: tuple[Row, ...] = (
    *(
        read(f"the date {date!r}", "tanggal.json", _object(published=date))
        for date in (
            "0000-00-00", "0000-01-01T00:00:00Z", "99999-12-31T00:00:00Z", "2026-12-31T23:59:60Z", "9999-12-31T23:59:59-23:59",
            "0001-01-01T00:00:00+23:59", "2026-02-31", "2026-11-20T08:00:00-99:99", "-292277022399-01-01", "20 Nopember 20266 pukul 99.99 WIB",
            "1" * 10_000, "Senin, " * 2_000, "٢٠٢٦-١١-٢٠", "2026-11-20T08:00:00+07:00[Asia/Jakarta]", "now", "1e400",
        )
    ),
    *(
        read(f"the address {url[:40]!r}", "alamat.json", _object(url=url, image=url, id=url, canonical=url),
             lacks=("javascript:", "vbscript:", "file:", "data:", "\x00"))
        for url in (
            "https://a.example/" + "a" * 100_000, "https://a.example/\x00\x1b\n\t<>\"'", "https://аррӏе.example/", "https://user:pass@a.example/",
            "https://a.example@b.example/", "//a.example/x", "https://[::1/x", "https://a.example:99999999/", "https://xn--/", "http://",
            "https://a.example/?q=%zz%00%ff", "https://a.example/\ud7ff\u202e.exe", "https:////a.example", "HTTPS://A.EXAMPLE/../../..",
        )
    ),
    *(
        read(f"the address {url!r}", "alamat.json", _object(url=url, image=url), lacks=("javascript:", "vbscript:", "file:", "data:"))
        for url in ("javascript:alert(1)", " java\nscript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "https://a.example/ https://b.example/")
    ),
    read("a language of 10,000 letters", "bahasa.json", _object(language="x" * 10_000)),
    read("a language with markup", "bahasa.json", _object(language='"><script>alert(1)</script>')),
    read("a name of 100 KB", "nama.json", _object(author="A " * 50_000, source="B" * 100_000, id="C" * 100_000, credit="D" * 100_000)),
    read("50,000 subjects", "rubrik.json", lambda: _object(tags=[f"rubrik {n}" for n in range(50_000)])),
    read("50,000 pictures", "gambar.json", lambda: _object(image=[f"https://a.example/{n}.jpg" for n in range(50_000)])),
    read("pictures larger than all", "gambar.json",
         _object(image=[{"url": "https://a.example/a.jpg", "width": 10**300, "height": -1, "caption": "x" * 100_000, "credit": []}])),
)  # fmt: skip

ROWS = (*XML, *JSON, *FIELDS)
