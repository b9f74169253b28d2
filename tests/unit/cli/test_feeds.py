"""Feeds are listed with their addresses, and checked."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from sindikasi.cli import feeds
from tests.commands import run
from tests.unit.outputs.rules.documents import ATOM, RSS


def test_feeds_list_gives_the_addresses(tmp_path: Path) -> None:
    rows = run(tmp_path, "feeds", "list", "--json").rows
    assert rows[0]["topic"] == "semua"
    assert rows[0]["feeds"] == {form: f"http://127.0.0.1:8080/feeds/semua.{form}" for form in ("atom", "rss", "json")}
    ran = run(tmp_path, "feeds", "list", SINDIKASI_SITE__BASE_URL="https://news.example/")
    assert "https://news.example/feeds/konflik.rss" in ran.out


def test_feeds_list_names_the_sources(home: Path) -> None:
    row = run(home, "feeds", "list", "--json").rows[-1]
    assert (row["source"], row["title"]) == ("kompas", "kompas")
    assert row["feeds"]["rss"] == "http://127.0.0.1:8080/feeds/sources/kompas.rss"
    assert "/feeds/sources/kompas.atom" in run(home, "feeds", "list").out
    assert "sources" not in run(home, "feeds", "list", SINDIKASI_PUBLISH__SOURCES="false").out


def test_feeds_opml_is_printed_whole(tmp_path: Path) -> None:
    ran = run(tmp_path, "feeds", "opml")
    assert ran.code == 0
    assert ran.out.startswith("<?xml")
    assert ran.out.count("<outline") >= 18
    assert ran.out.rstrip().endswith("</opml>")


def test_published_feeds_are_checked(home: Path) -> None:
    assert run(home, "publish").code == 0
    ran = run(home, "feeds", "check", "--json")
    assert ran.code == 0, ran.out
    assert len(ran.rows) == (18 + 2) * 3
    assert {row["valid"] for row in ran.rows} == {True}
    assert all(row["findings"] == [] for row in ran.rows)


def test_the_feed_for_editors_is_checked_where_there_is_one(home: Path) -> None:
    assert run(home, "publish", SINDIKASI_PUBLISH__DOUBTS="true").code == 0
    ran = run(home, "feeds", "check", "--json", SINDIKASI_PUBLISH__DOUBTS="true")
    assert ran.code == 0, ran.out
    assert sum("/ragu." in row["feed"] for row in ran.rows) == 3


def test_a_topic_cannot_have_the_name_of_the_feed_for_editors(home: Path) -> None:
    (home / "sindikasi.toml").write_text('publish.doubts = true\n[[topic]]\nslug = "ragu"\nquery = "x"\n')
    ran = run(home, "publish")
    assert ran.code == 2
    assert "give the topic another slug" in ran.err


def test_a_feed_that_breaks_a_rule_is_said_with_the_place(tmp_path: Path) -> None:
    feed = tmp_path / "rusak.rss"
    feed.write_text(RSS.replace("<ttl>5", "<ttl>lima").replace("<guid>https://kabar.example/2</guid>", ""))
    ran = run(tmp_path, "feeds", "check", str(feed))
    assert ran.code == 1
    first, error, warning = ran.out.splitlines()
    assert first == f"{feed}: rss, NOT VALID"
    assert error.split()[:2] == ["error", "number-invalid"]
    assert warning.split()[:2] == ["warning", "guid-missing"]
    row = run(tmp_path, "feeds", "check", str(feed), "--json").json
    assert (row["feed"], row["kind"], row["valid"]) == (str(feed), "rss", False)
    assert row["findings"][0] == {
        "severity": "error",
        "code": "number-invalid",
        "place": "feed / ttl",
        "message": "'lima' is no number of minutes",
    }


def test_a_warning_breaks_nothing(tmp_path: Path) -> None:
    ran = run(tmp_path, "feeds", "check", "-", stdin=RSS.replace("<guid>https://kabar.example/2</guid>", "").encode())
    assert (ran.code, len(ran.out.splitlines())) == (0, 2)


def test_a_feed_that_cannot_be_read_is_no_answer_yes(tmp_path: Path) -> None:
    ran = run(tmp_path, "feeds", "check", str(tmp_path / "tiada.atom"))
    assert (ran.code, ran.out) == (1, "")
    assert "tiada.atom: cannot be read" in ran.err


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/tiada":
            self.send_error(404)
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(ATOM.encode())

    def log_message(self, *_: object) -> None:
        return


def test_a_feed_on_the_web_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with HTTPServer(("127.0.0.1", 0), _Answers) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}"
        assert run(tmp_path, "feeds", "check", f"{base}/a.atom", "--json").json["kind"] == "atom"
        assert run(tmp_path, "feeds", "check", f"{base}/tiada").code == 1
        monkeypatch.setattr(feeds, "LARGEST_FEED", 100)
        assert "larger than 100 bytes" in run(tmp_path, "feeds", "check", f"{base}/a.atom").err
        server.shutdown()
    assert "cannot be read" in run(tmp_path, "feeds", "check", "http://127.0.0.1:1/a b").err
