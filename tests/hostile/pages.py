"""Web pages that are made to do harm: to the reader's browser, or to whoever reads the page before."""

from __future__ import annotations

from tests.hostile.rows import STORY, Row, page, read, refused

_RUNS = ("javascript:", "vbscript:", "onerror", "onclick", "onload", "<script", "<iframe", "<svg", "<style", "srcdoc")


def _harmless(name: str, body: str, *, head: str = "", holds: tuple[str, ...] = (STORY,)) -> Row:
    """A page that is read, and of which nothing that could run is left."""
    return read(name, "halaman.html", page(body, head=head), holds=holds, lacks=_RUNS)


SCRIPTS = (
    _harmless("scripts", "<script>alert(1)</script><SCRIPT SRC=//x.example/a.js></SCRIPT>"),
    _harmless("handlers", "<p onclick=alert(1) ONLOAD='x' oNeRrOr=\"y\">Air <b onmouseover=x>naik</b> lagi di hulu.</p>"),
    _harmless("javascript: in a link", "<p>Baca <a href='javascript:alert(1)'>selengkapnya di sini</a> tentang banjir.</p>"),
    _harmless("javascript: in pieces", "<p><a href='java&#9;scr&#10;ipt&colon;alert(1)'>Baca</a> <a href=' &#1; javascript:x'>x</a></p>"),
    _harmless("data: in a link and a picture", "<p><a href='data:text/html,<script>x</script>'>Baca</a> ini dan itu lagi</p>"
              "<img src='data:image/svg+xml,<svg onload=x>'>"),
    _harmless("vbscript:", "<p><a href='vbscript:msgbox(1)'>Baca</a> ini dan itu lagi</p>"),
    _harmless("SVG", "<svg onload=alert(1)><script>x</script><a xlink:href='javascript:x'><text>t</text></a></svg>"),
    _harmless("MathML", "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>"),
    _harmless("markup that changes when it is read again",
              "<p>Air<noscript><p title='</noscript><img src=x onerror=alert(1)>'>naik</p></noscript> di hulu</p>"),
    _harmless("markup hidden in a title", "<p><a title='--><img src=x onerror=alert(1)>' href=https://a.example/>Baca</a> ini</p>"),
    _harmless("styles and expressions", "<style>p{background:url(javascript:x)}</style><p style='width:expression(alert(1))'>"
              "Air naik di hulu sungai itu.</p>"),
    _harmless("a refresh", "", head="<meta http-equiv=refresh content='0;url=javascript:alert(1)'>"),
    _harmless("another base for addresses", "<p><a href='/a'>Baca</a> ini dan itu lagi</p>", head="<base href='javascript:/'>"),
    _harmless("forms and frames", "<form action='javascript:x'><input autofocus onfocus=x></form><iframe srcdoc='<script>x'></iframe>"
              "<object data=x.swf></object><embed src=x><applet code=x></applet><frameset onload=x>"),
    _harmless("pictures with many sources", "<img srcset='javascript:x 1x, data:x 2x, https://a.example/a.jpg 3x' src='x:y' "
              "onerror=x>"),
    _harmless("conditional comments", "<!--[if IE]><script>x</script><![endif]--><p>Air naik di hulu sungai itu.</p><!--><script>x</script>-->"),
    _harmless("CDATA in HTML", "<![CDATA[<script>alert(1)</script>]]><p>Air naik di hulu sungai itu.</p>"),
    _harmless("tags with NULs and slashes", "<scr\0ipt>x</scr\0ipt><img/src=x/onerror=alert(1)//><p>Air naik di hulu.</p>"),
    _harmless("templates and slots", "<template><script>x</script></template><slot onclick=x></slot><dialog open>x</dialog>"),
    _harmless("a script that never ends", "<p>Air naik di hulu.</p><script>alert(1)"),
    _harmless("a text area that never ends", "<p>Air naik di hulu.</p><textarea><script>x</script>"),
    _harmless("structured data that lies", "", head="<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"url\":"
              "\"javascript:alert(1)\",\"headline\":{\"a\":[[]]},\"datePublished\":[7],\"author\":{\"name\":{\"x\":1}},"
              "\"image\":[null,{\"url\":7},\"data:x\"]}</script>"),
    _harmless("structured data nested 100,000 deep", "",
              head="<script type='application/ld+json'>" + "[" * 100_000 + "</script>"),
    _harmless("structured data that is broken", "", head="<script type='application/ld+json'>{\"a\": \"</scr</script>"),
    _harmless("metadata that runs", "", head="<link rel=canonical href='javascript:alert(1)'><meta property=og:image content='data:x'>"
              "<meta property=og:url content='file:///etc/passwd'><meta name=author content='<script>x</script>'>"),
    _harmless("an address of 60 KB", f"<p><a href='https://a.example/{'a' * 60_000}'>Baca</a> ini dan itu</p>"),
)  # fmt: skip

SHAPES = (
    refused("40,000 attributes in one tag", "atribut.html",
            lambda: page("<p " + " ".join(f"a{n}=1" for n in range(40_000)) + ">Air</p>").encode(), "unsafe"),
    refused("an attribute of a megabyte", "atribut.html", lambda: page(f"<p title='{'x' * 1_000_000}'>Air</p>").encode(), "unsafe"),
    refused("20,000 open bold and italic tags", "tebal.html", lambda: page("<b><i>" * 20_000 + "x").encode(), "unsafe"),
    read("formatting opened again in every block", "tebal.html",
         lambda: page("<b><i><u><s>" * 60 + "<p>Air naik" * 200).encode()),
    refused("tables in tables", "tabel.html", lambda: page("<table><tr><td>" * 10_000).encode(), "unsafe"),
    read("cells that span everything", "tabel.html", page("<table><tr><td colspan=99999999 rowspan=-1>Air</table>")),
    read("30,000 links", "tautan.html", lambda: page("<a href=https://a.example/>x</a> " * 30_000).encode()),
    refused("100,000 line breaks", "baris.html", lambda: page("<br>" * 100_000).encode(), "unsafe"),
    read("half a megabyte of entities", "entitas.html", lambda: page("<p>" + "&lt;&amp;&#x41;" * 30_000 + "</p>").encode()),
    read("references to no character", "entitas.html", page("<p>&#0;&#xD800;&#x110000;&#99999999999;&bogus; air naik</p>")),
    refused("comments in comments", "komentar.html", lambda: page("<!--" * 50_000 + "-->").encode(), "unsafe"),
    read("a comment that never ends", "komentar.html", page("<p>Air naik di hulu.</p><!-- " + "x" * 10_000)),
    read("declarations that are none", "deklarasi.html", page("<!x><!ENTITY y 'z'><?php echo 1 ?><%x%>")),
    read("a charset nobody knows", "aksara.html", page("", head="<meta charset='x-user-defined'>")),
    read("a charset that is a codec of another kind", "aksara.html", page("", head="<meta charset='rot13'>")),
    read("a charset that is UTF-7", "aksara.html", page("<p>+ADw-script+AD4-alert(1)</p>", head="<meta charset='utf-7'>")),
    read("three charsets at once", "aksara.html", page("", head="<meta charset=utf-8><meta charset=utf-16><meta charset=big5>")),
    read("everything in capitals", "kapital.html", page("").replace("<p>", "<P>").replace("html", "HTML")),
    read("tags that were never opened", "tutup.html", page("</b></div></p></body></html></article>" * 500)),
)  # fmt: skip

ROWS = (*SCRIPTS, *SHAPES)
