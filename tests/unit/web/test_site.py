from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from sindikasi.core.websub import Standing
from sindikasi.errors import StorageUnavailable
from sindikasi.model import Story
from sindikasi.outputs.rendering import script_hash, style_hash
from sindikasi.outputs.xmlfeed import AtomOutput
from sindikasi.web.door import PIECE
from sindikasi.web.site import create_site
from tests.staged import write_if_changed
from tests.unit.feed_builders import NOON, MemoryCatalog, a_feed, a_revision, a_story, a_topic, an_article
from tests.unit.web.client import client_of

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LEAD = an_article(1)
OTHER = an_article(2, source="kompas")
STORY = a_story(LEAD, OTHER)
UUID = STORY.id.removeprefix("urn:uuid:")
ABSORBED = "00000000-0000-4000-8000-0000000000ff"
SECOND_LEAD = an_article(3, headline="Sidang dimulai")
SECOND = a_story(SECOND_LEAD, number=2, topics=("semua", "hukum"))
TOPICS = (a_topic("semua", query="*"), a_topic("bencana"), a_topic("hukum"))
CATALOG = MemoryCatalog([STORY, SECOND], [LEAD, OTHER, SECOND_LEAD], aliases={f"urn:uuid:{ABSORBED}": STORY.id})
FEED = AtomOutput().render(a_feed(LEAD, SECOND_LEAD, stories=[STORY, SECOND]))
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def a_site(folder: Path, **changes: Any) -> httpx.Client:
    fields: dict[str, Any] = {
        "catalog": CATALOG,
        "feeds_dir": folder,
        "topics": TOPICS,
        "site_title": "Kantor Berita",
        "base_url": None,
        "base_path": "",
        "language": "id",
        "health": lambda: {"queued": 0},
    }
    return client_of(create_site(**fields | changes))


@pytest.fixture
def feeds(tmp_path: Path) -> Path:
    for suffix in ("atom", "rss", "json", "html"):
        write_if_changed(tmp_path / f"semua.{suffix}", suffix.encode() + FEED, modified=NOON)
    write_if_changed(tmp_path / "feeds.opml", b"<opml/>", modified=NOON)
    write_if_changed(tmp_path / "index.html", b"<!doctype html>", modified=NOON)
    return tmp_path


@pytest.fixture
def site(feeds: Path) -> Iterator[httpx.Client]:
    with a_site(feeds) as client:
        yield client


# --- pages -------------------------------------------------------------------------------------


def test_the_front_page_has_the_newest_stories_and_the_feed_of_everything(site: httpx.Client) -> None:
    page = site.get("/")
    assert page.status_code == 200
    assert page.text.index(SECOND.headline) < page.text.index(STORY.headline)
    assert 'href="http://127.0.0.1:8080/feeds/semua.atom"' in page.text
    assert f'href="/s/{UUID}"' in page.text


def test_a_topic_page_has_its_stories_alone(site: httpx.Client) -> None:
    page = site.get("/t/hukum")
    assert SECOND.headline in page.text
    assert STORY.headline not in page.text
    assert site.get("/t/tidak-ada").status_code == 404


def test_a_story_page_has_the_leads_text(site: httpx.Client) -> None:
    page = site.get(f"/s/{UUID}")
    assert page.status_code == 200
    assert "Tidak ada korban jiwa." in page.text
    assert f'href="/a/{OTHER.id}"' in page.text


@pytest.mark.parametrize("asked", [ABSORBED, ABSORBED.upper()])
def test_a_story_merged_away_leads_to_the_one_that_absorbed_it(site: httpx.Client, asked: str) -> None:
    answer = site.get(f"/s/{asked}")
    assert answer.status_code == 301
    assert answer.headers["location"] == f"/s/{UUID}"


@pytest.mark.parametrize("asked", ["00000000", UUID[:-1], "x", f"{UUID}x", ABSORBED.replace("f", "e")])
def test_a_story_needs_its_whole_id(site: httpx.Client, asked: str) -> None:
    assert site.get(f"/s/{asked}").status_code == 404


def test_an_article_page_leads_to_its_story(site: httpx.Client) -> None:
    page = site.get(f"/a/{OTHER.id}")
    assert page.status_code == 200
    assert f'href="/s/{UUID}"' in page.text


@pytest.mark.parametrize("asked", ["antara", LEAD.id[:10], "f" * 20, LEAD.document])
def test_an_article_needs_its_whole_id(site: httpx.Client, asked: str) -> None:
    assert site.get(f"/a/{asked}").status_code == 404


@pytest.mark.parametrize("path", ["/", "/t/bencana", f"/s/{UUID}", f"/a/{LEAD.id}", "/tidak-ada"])
def test_pages_are_in_the_language_the_browser_asks_for(site: httpx.Client, path: str) -> None:
    tags = set()
    for asked, language in (("en-GB,id;q=0.3", "en"), ("ms,en;q=0.5", "id"), ("de", "id")):
        page = site.get(path, headers={"accept-language": asked})
        assert page.headers["content-language"] == language
        assert "Accept-Language" in page.headers["vary"]
        assert f'<html lang="{language}">' in page.text
        tags.add(page.headers.get("etag"))
    assert len(tags) == (1 if path == "/tidak-ada" else 2)


def test_a_site_keeps_its_own_form_of_a_language(feeds: Path) -> None:
    with a_site(feeds, language="en-GB") as site:
        assert site.get("/", headers={"accept-language": "en-US"}).headers["content-language"] == "en-GB"
        assert site.get("/", headers={"accept-language": "id"}).headers["content-language"] == "id"
        assert site.get("/").headers["content-language"] == "en-GB"


def test_topics_of_our_own_are_named_in_the_readers_language(feeds: Path) -> None:
    topics = (a_topic("semua", title="Semua Berita", query="*"), a_topic("bencana", title="Kabar Bencana"))
    with a_site(feeds, topics=topics) as site:
        english = site.get("/t/semua", headers={"accept-language": "en"}).text
        assert "<h1>All News</h1>" in english
        assert "All News: one entry for each story" in english
        assert ">Kabar Bencana</a>" in english
        assert "<h1>Semua Berita</h1>" in site.get("/t/semua").text


def test_pages_run_one_script_and_have_one_style(site: httpx.Client) -> None:
    for path in ("/", "/t/semua", f"/s/{UUID}", f"/a/{LEAD.id}", "/tidak-ada"):
        headers = site.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert f"style-src '{style_hash()}';" in policy
        assert f"script-src '{script_hash()}';" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["content-type"] == "text/html; charset=utf-8"


def test_pictures_of_others_are_loaded_where_a_text_is_read(site: httpx.Client) -> None:
    for path, pictures in (
        ("/", "data:"),
        ("/t/semua", "data:"),
        ("/tidak-ada", "data:"),
        (f"/s/{UUID}", "data: https: http:"),
        (f"/a/{LEAD.id}", "data: https: http:"),
    ):
        assert f"img-src {pictures};" in site.get(path).headers["content-security-policy"]


def test_a_page_that_did_not_change_is_not_sent_again(site: httpx.Client) -> None:
    tag = site.get("/").headers["etag"]
    again = site.get("/", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_store_out_of_reach_is_said_with_503(feeds: Path) -> None:
    class Unreachable(MemoryCatalog):
        def stories(self, **_: object) -> list[Story]:
            raise StorageUnavailable("locked")

    with a_site(feeds, catalog=Unreachable()) as client:
        answer = client.get("/")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "locked" not in answer.text


def test_a_lead_that_is_gone_is_not_found(feeds: Path) -> None:
    with a_site(feeds, catalog=MemoryCatalog([STORY], [])) as client:
        assert client.get(f"/s/{UUID}").status_code == 404
        assert client.get("/").status_code == 200


def test_a_strange_host_is_only_text(site: httpx.Client) -> None:
    page = site.get("/", headers={"host": 'x"><script>'})
    assert "<script" not in page.text


def test_without_topics_there_is_still_a_front_page(feeds: Path) -> None:
    with a_site(feeds, topics=()) as client:
        assert client.get("/").status_code == 200


# --- feeds -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("semua.atom", "application/atom+xml; charset=utf-8"),
        ("semua.rss", "application/rss+xml; charset=utf-8"),
        ("semua.json", "application/feed+json"),
        ("semua.html", "text/html; charset=utf-8"),
        ("index.html", "text/html; charset=utf-8"),
        ("feeds.opml", "text/x-opml; charset=utf-8"),
    ],
)
def test_every_file_has_its_media_type(site: httpx.Client, feeds: Path, name: str, media_type: str) -> None:
    answer = site.get(f"/feeds/{name}")
    assert answer.content == (feeds / name).read_bytes()
    assert answer.headers["content-type"] == media_type
    assert answer.headers["last-modified"] == "Fri, 20 Nov 2026 12:00:00 GMT"
    assert answer.headers["cache-control"] == "public, max-age=10"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_feed_that_did_not_change_is_answered_304_with_its_headers(site: httpx.Client) -> None:
    first = site.get("/feeds/semua.atom")
    for condition in (
        {"if-none-match": first.headers["etag"]},
        {"if-none-match": f'"x", W/{first.headers["etag"]}'},
        {"if-modified-since": first.headers["last-modified"]},
        {"if-modified-since": "Friday, 20-Nov-26 12:00:00 GMT"},
        {"if-modified-since": "Fri Nov 20 12:00:00 2026"},
    ):
        again = site.get("/feeds/semua.atom", headers=condition)
        assert (again.status_code, again.content) == (304, b"")
        for name in ("etag", "last-modified", "cache-control", "vary", "access-control-allow-origin"):
            assert again.headers[name] == first.headers[name]
        assert "content-type" not in again.headers


def test_a_feed_that_changed_is_sent_again(site: httpx.Client, feeds: Path) -> None:
    tag = site.get("/feeds/semua.atom").headers["etag"]
    write_if_changed(feeds / "semua.atom", FEED + b"<!-- -->", modified=NOON)
    assert site.get("/feeds/semua.atom", headers={"if-none-match": tag}).status_code == 200


def test_a_compressed_feed_has_its_own_tag(site: httpx.Client) -> None:
    plain = site.get("/feeds/semua.atom")
    packed = site.get("/feeds/semua.atom", headers={"accept-encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]
    assert plain.headers["vary"] == packed.headers["vary"] == "Accept-Encoding"
    assert int(packed.headers["content-length"]) < len(plain.content)
    crossed = {"accept-encoding": "gzip", "if-none-match": plain.headers["etag"]}
    assert site.get("/feeds/semua.atom", headers=crossed).status_code == 200


def test_zstd_is_sent_to_whoever_takes_it(site: httpx.Client) -> None:
    plain = site.get("/feeds/semua.atom")
    asked = {"accept-encoding": "gzip, deflate, br, zstd"}
    with site.stream("GET", "/feeds/semua.atom", headers=asked) as packed:
        raw = b"".join(packed.iter_raw())
    assert packed.headers["content-encoding"] == "zstd"
    assert packed.headers["etag"] == f'{plain.headers["etag"][:-1]}-zstd"'
    assert zstd.decompress(raw) == plain.content
    again = site.get("/feeds/semua.atom", headers={**asked, "if-none-match": packed.headers["etag"]})
    assert (again.status_code, "content-encoding" in again.headers) == (304, False)


def test_a_client_that_wants_the_version_it_knew_is_told_that_it_is_gone(site: httpx.Client) -> None:
    answer = site.get("/feeds/semua.atom", headers={"if-match": '"x"'})
    assert (answer.status_code, answer.content) == (412, b"")


def test_a_feed_is_sent_whole_though_a_part_was_asked_for(site: httpx.Client) -> None:
    answer = site.get("/feeds/semua.atom", headers={"range": "bytes=0-9"})
    assert (answer.status_code, answer.headers["accept-ranges"]) == (200, "none")


def test_a_long_feed_is_sent_in_pieces_that_make_it_whole(site: httpx.Client, feeds: Path) -> None:
    for size in (PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7):
        content = random.Random(size).randbytes(size)
        write_if_changed(feeds / "semua.atom", content, modified=NOON)
        answer = site.get("/feeds/semua.atom")
        assert answer.content == content
        assert int(answer.headers["content-length"]) == size


def test_a_topic_on_a_clock_of_its_own_is_kept_as_long_as_that_says(feeds: Path) -> None:
    write_if_changed(feeds / "hukum.atom", FEED, modified=NOON)
    with a_site(feeds, max_age_of=lambda slug: {"hukum": 900, "": 3}.get(slug, 10)) as client:
        for name, seconds in (("semua.atom", 10), ("hukum.atom", 900), ("feeds.opml", 3), ("index.html", 3)):
            assert client.get(f"/feeds/{name}").headers["cache-control"] == f"public, max-age={seconds}"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "BREW"])
def test_feeds_are_only_read(site: httpx.Client, method: str) -> None:
    for path in ("/feeds/semua.atom", "/feeds/archive/semua-1.atom"):
        answer = site.request(method, path)
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


def test_a_feed_that_cannot_be_read_is_said_and_asked_for_again_later(
    site: httpx.Client, feeds: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (feeds / "hukum.atom").mkdir()
    for _ in range(2):
        answer = site.get("/feeds/hukum.atom")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert capsys.readouterr().out.count("feed cannot be read") == 1


def test_head_has_the_headers_and_no_body(site: httpx.Client) -> None:
    whole, head = site.get("/feeds/semua.atom"), site.head("/feeds/semua.atom")
    assert head.content == b""
    for name in ("content-length", "etag", "content-type", "last-modified"):
        assert head.headers[name] == whole.headers[name]


def test_other_sites_may_read_feeds_and_ask_whether_they_changed(site: httpx.Client) -> None:
    assert site.get("/feeds/semua.json").headers["access-control-allow-origin"] == "*"
    asked = site.options("/feeds/semua.json", headers={"origin": "https://x.example"})
    assert asked.status_code == 204
    assert "If-None-Match" in asked.headers["access-control-allow-headers"]
    assert "access-control-allow-origin" not in site.get("/").headers


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/tidak-ada.atom",
        "/feeds/semua.exe",
        "/feeds/semua",
        "/feeds/..%2Fsecret.atom",
        "/feeds/%2e%2e%2fsecret.atom",
        "/feeds/.semua.atom.x.tmp",
        "/feeds/semua.atom%00",
        "/feeds/hukum.atom",
    ],
)
def test_nothing_else_is_served(site: httpx.Client, feeds: Path, path: str) -> None:
    (feeds.parent / "secret.atom").write_bytes(b"secret")
    (feeds / ".semua.atom.x.tmp").write_bytes(b"half")
    assert site.get(path).status_code == 404


def test_a_browser_sees_the_feeds_page_only_where_that_is_switched_on(site: httpx.Client, feeds: Path) -> None:
    assert site.get("/feeds/semua.atom", headers=BROWSER).headers["content-type"].startswith("application/atom")
    with a_site(feeds, feed_preview=True) as client:
        seen = client.get("/feeds/semua.atom", headers=BROWSER)
        assert seen.headers["content-type"] == "text/html; charset=utf-8"
        assert seen.content == (feeds / "semua.html").read_bytes()
        assert "default-src 'none'" in seen.headers["content-security-policy"]
        read = client.get("/feeds/semua.atom", headers={"accept": "application/atom+xml, text/html"})
        assert read.headers["content-type"].startswith("application/atom")
        assert read.headers["vary"] == seen.headers["vary"] == "Accept-Encoding, Accept, Sec-Fetch-Dest"


def test_a_feed_without_a_page_is_shown_as_it_is(feeds: Path) -> None:
    (feeds / "semua.html").unlink()
    with a_site(feeds, feed_preview=True) as client:
        answer = client.get("/feeds/semua.atom", headers=BROWSER)
    assert answer.headers["content-type"].startswith("application/atom")


def test_the_folder_leads_to_its_list(site: httpx.Client) -> None:
    for path in ("/feeds", "/feeds/"):
        assert site.get(path).headers["location"] == "/feeds/index.html"


# --- the rest ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("report", "status", "body"),
    [
        ({"queued": 3}, 200, {"ok": True, "queued": 3}),
        ({"ok": True}, 200, {"ok": True}),
        ({"ok": False, "reason": "locked"}, 503, {"ok": False, "reason": "locked"}),
        (None, 503, {"ok": False}),
    ],
)
def test_health_is_told_and_never_kept(
    feeds: Path, report: Mapping[str, object] | None, status: int, body: dict[str, object]
) -> None:
    with a_site(feeds, health=lambda: report) as client:
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (status, body)
    assert answer.headers["cache-control"] == "no-store"


def test_readiness_is_asked_apart_from_health(feeds: Path) -> None:
    with a_site(feeds, health=lambda: {"ok": False, "lanes": {}}) as client:
        assert (client.get("/readyz").status_code, client.get("/healthz").status_code) == (200, 503)
    with a_site(feeds, health=lambda: None) as client:
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()) == (503, {"ready": False})


def test_a_site_whose_store_does_not_answer_is_not_ready(feeds: Path) -> None:
    with a_site(feeds, health=lambda: {"ok": False, "lanes": {}, "queued": None}) as client:
        assert client.get("/readyz").status_code == 503


def test_figures_are_served_for_monitoring(feeds: Path) -> None:
    with a_site(feeds, health=lambda: {"ok": True, "lanes": {"watch": True, "work": False}}) as client:
        answer = client.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = answer.text.splitlines()
    assert 'sindikasi_lane_up{lane="work"} 0' in lines
    assert 'sindikasi_lane_up{lane="watch"} 1' in lines
    assert any(line.startswith('sindikasi_documents{state="done"} ') for line in lines)
    assert all(line.startswith(("# HELP sindikasi_", "# TYPE sindikasi_", "sindikasi_")) for line in lines)


def test_a_method_that_is_not_allowed_says_which_are(site: httpx.Client) -> None:
    answer = site.post("/")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_the_small_files_browsers_ask_for_are_there(site: httpx.Client) -> None:
    assert site.get("/favicon.ico").headers["content-type"] == "image/svg+xml"
    assert site.get("/robots.txt").text.startswith("User-agent: *")


def test_the_site_lives_below_a_path_whether_or_not_the_proxy_strips_it(feeds: Path) -> None:
    with a_site(feeds, base_path="berita/", base_url="https://a.example/berita/") as client:
        for prefix in ("", "/berita"):
            page = client.get(f"{prefix}/t/semua")
            assert f'href="/berita/s/{UUID}"' in page.text
            assert "https://a.example/berita/feeds/semua.atom" in page.text
            assert client.get(f"{prefix}/feeds/semua.atom").status_code == 200
            moved = client.get(f"{prefix}/s/{ABSORBED}")
            assert moved.headers["location"] == f"/berita/s/{UUID}"


def test_english_pages_speak_english(feeds: Path) -> None:
    with a_site(feeds, language="en") as client:
        assert "Subscribe" in client.get("/").text
        assert "Not found" in client.get("/tidak-ada").text


# --- archives ----------------------------------------------------------------------------------


@pytest.fixture
def archived(feeds: Path) -> Path:
    (feeds / "archive").mkdir()
    for page in (1, 2):
        write_if_changed(feeds / "archive" / f"semua-{page}.atom", b"page %d" % page, modified=NOON)
    write_if_changed(feeds / "archive" / "rahasia-1.atom", b"of no topic in force", modified=NOON)
    return feeds


def test_a_closed_page_is_served_like_a_feed(archived: Path) -> None:
    with a_site(archived) as site:
        answer = site.get("/feeds/archive/semua-1.atom")
        assert (answer.status_code, answer.content) == (200, b"page 1")
        assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
        assert answer.headers["cache-control"] == "public, max-age=3600"
        assert answer.headers["access-control-allow-origin"] == "*"
        tag = {"if-none-match": answer.headers["etag"]}
        assert site.get("/feeds/archive/semua-1.atom", headers=tag).status_code == 304
        assert site.options("/feeds/archive/semua-1.atom").status_code == 204


def test_the_page_that_is_closed_next_leads_to_the_current_feed(archived: Path) -> None:
    with a_site(archived, base_path="/berita") as site:
        answer = site.get("/berita/feeds/archive/semua-3.atom")
        assert (answer.status_code, answer.headers["location"]) == (302, "/berita/feeds/semua.atom")


@pytest.mark.parametrize(
    "name", ["semua-4.atom", "semua-3.rss", "semua-0.atom", "semua-x.atom", "rahasia-1.atom", "semua-1.html", "%2e%2e"]
)
def test_nothing_else_of_the_archive_is_anyones_business(archived: Path, name: str) -> None:
    with a_site(archived) as site:
        assert site.get(f"/feeds/archive/{name}").status_code == 404


def test_a_topic_of_updates_shows_what_changed(feeds: Path) -> None:
    revised = a_story(LEAD, number=1, revisions=(a_revision(),))
    catalog = MemoryCatalog([revised, SECOND], [LEAD, SECOND_LEAD])
    with a_site(feeds, catalog=catalog, topics=[a_topic("semua", query="*", is_updates_only=True)]) as site:
        page = site.get("/t/semua").text
    assert revised.headline in page
    assert SECOND.headline not in page


# --- hubs


def test_a_feed_that_hubs_are_told_of_says_so_in_its_headers(feeds: Path) -> None:
    link = '<https://hub.example/>; rel="hub", <https://berita.example/feeds/semua.atom>; rel="self"'
    with a_site(feeds, links={"semua.atom": link}) as site:
        answer = site.get("/feeds/semua.atom")
        same = site.get("/feeds/semua.atom", headers={"if-none-match": answer.headers["etag"]})
        head = site.head("/feeds/semua.atom")
        other = site.get("/feeds/semua.rss")
        assert "link" not in site.get("/feeds/semua.html").headers
    assert [each.status_code for each in (answer, same, head)] == [200, 304, 200]
    assert [each.headers["link"] for each in (answer, same, head)] == [link] * 3
    assert answer.links["hub"]["url"] == "https://hub.example/"
    assert "Link" in answer.headers["access-control-expose-headers"]
    assert "link" not in other.headers


def test_the_figures_say_what_is_still_to_be_told_where_there_is_a_hub(feeds: Path) -> None:
    standing = Standing(subscriptions=7, intents=1, deliveries=2, pings=3)
    with a_site(feeds) as without, a_site(feeds, standing=lambda: standing) as site:
        assert "websub" not in without.get("/metrics").text
        figures = site.get("/metrics").text
    assert "\nsindikasi_websub_subscriptions 7\n" in figures
    for kind, number in (("verifications", 1), ("deliveries", 2), ("pings", 3)):
        assert f'\nsindikasi_websub_waiting{{kind="{kind}"}} {number}\n' in figures
