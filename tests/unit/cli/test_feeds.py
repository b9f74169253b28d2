"""Feeds are listed with their addresses."""

from __future__ import annotations

from pathlib import Path

from tests.commands import run


def test_feeds_list_gives_the_addresses(tmp_path: Path) -> None:
    rows = run(tmp_path, "feeds", "list", "--json").rows
    assert rows[0]["topic"] == "semua"
    assert rows[0]["feeds"] == {form: f"http://127.0.0.1:8080/feeds/semua.{form}" for form in ("atom", "rss", "json")}
    ran = run(tmp_path, "feeds", "list", SINDIKASI_SITE__BASE_URL="https://news.example/")
    assert "https://news.example/feeds/konflik.rss" in ran.out


def test_feeds_opml_is_printed_whole(tmp_path: Path) -> None:
    ran = run(tmp_path, "feeds", "opml")
    assert ran.code == 0
    assert ran.out.startswith("<?xml")
    assert ran.out.count("<outline") >= 18
    assert ran.out.rstrip().endswith("</opml>")
