from __future__ import annotations

from xml.etree import ElementTree

from sindikasi.outputs.opensearch import description

NAMESPACE = {"os": "http://a9.com/-/spec/opensearch/1.1/"}


def described(title: str = "Kawat", formats: tuple[str, ...] = ("atom", "rss")) -> ElementTree.Element:
    root = "https://news.example"
    return ElementTree.fromstring(
        description(title, f"Cari: {title}", root, f"{root}/feeds", language="id", formats=formats)
    )


def test_what_the_specification_asks_for_is_there() -> None:
    document = described()
    assert document.tag == f"{{{NAMESPACE['os']}}}OpenSearchDescription"
    assert document.findtext("os:ShortName", None, NAMESPACE) == "Kawat"
    assert document.findtext("os:Description", None, NAMESPACE) == "Cari: Kawat"
    assert document.findtext("os:Language", None, NAMESPACE) == "id"


def test_only_published_formats_are_named() -> None:
    kinds = [url.get("type") for url in described(formats=("rss",)).iterfind("os:Url", NAMESPACE)]
    assert kinds == ["text/html", "application/rss+xml"]


def test_a_long_name_is_cut_to_sixteen_characters() -> None:
    name = described("Kantor Berita Nusantara Raya & Sekitar").findtext("os:ShortName", None, NAMESPACE)
    assert name == "Kantor Berita Nu"
