"""Private topics: who has a token reads them, nobody else learns of them."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from sindikasi.errors import StorageUnavailable
from sindikasi.web.access import Access
from sindikasi.web.site import create_site
from tests.builders import Clock
from tests.staged import write_if_changed
from tests.unit.feed_builders import NOON, MemoryCatalog, a_story, a_topic, an_article
from tests.unit.web.client import client_of
from tests.unit.web.test_access import MemoryTokens, a_token

OPEN, SECRET = an_article(1), an_article(2, headline="Rekening gelap terbongkar")
PUBLIC = a_story(OPEN, number=1, topics=("semua", "investigasi"))
PRIVATE = a_story(SECRET, number=2, topics=("investigasi",))
TOPICS = (a_topic("semua", query="*"), a_topic("investigasi", is_private=True), a_topic("lain", is_private=True))
FEED = b"<feed>" + b"rahasia " * 200
PAGE = f"/s/{PRIVATE.id.removeprefix('urn:uuid:')}"
ADDRESSES = (
    "/feeds/investigasi.atom",
    "/feeds/investigasi.html",
    "/feeds/archive/investigasi-1.atom",
    "/t/investigasi",
    PAGE,
    f"/a/{SECRET.id}",
)
TOKENS = {
    "all": a_token(),
    "this": a_token(topics=("investigasi",)),
    "other": a_token(topics=("lain",)),
    "write": a_token(purpose="write"),
}


def a_site(folder: Path, **changes: Any) -> httpx.Client:
    fields: dict[str, Any] = {
        "catalog": MemoryCatalog([PUBLIC, PRIVATE], [OPEN, SECRET]),
        "feeds_dir": folder / "feeds",
        "private_dir": folder / "private",
        "access": Access(MemoryTokens(TOKENS), Clock()),
        "topics": TOPICS,
        "site_title": "Kantor Berita",
        "base_url": None,
        "base_path": "",
        "language": "id",
        "health": lambda: {"ok": True},
    }
    return client_of(create_site(**fields | changes))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for folder in ("feeds", "private/archive"):
        (tmp_path / folder).mkdir(parents=True)
    write_if_changed(tmp_path / "feeds/semua.atom", b"<feed>terbuka", modified=NOON)
    write_if_changed(tmp_path / "feeds/investigasi.rss", b"left over from before", modified=NOON)
    for name in ("investigasi.atom", "investigasi.html", "archive/investigasi-1.atom"):
        write_if_changed(tmp_path / "private" / name, FEED, modified=NOON)
    return tmp_path


@pytest.fixture
def site(home: Path) -> Iterator[httpx.Client]:
    with a_site(home) as client:
        yield client


def basic(password: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"siapa:{password}".encode()).decode()}


@pytest.mark.parametrize("address", ADDRESSES)
def test_without_a_token_it_is_asked_for(site: httpx.Client, address: str) -> None:
    for asked in ({}, basic("salah"), {"authorization": "Bearer salah"}):
        answer = site.get(address, headers=asked)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Basic ")
        assert "rahasia" not in answer.text
        assert SECRET.headline not in answer.text


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("token", ["all", "this"])
def test_a_token_opens_it_in_three_ways(site: httpx.Client, address: str, token: str) -> None:
    for answer in (
        site.get(address, params={"token": token}),
        site.get(address, headers=basic(token)),
        site.get(address, headers={"authorization": f"Bearer {token}"}),
    ):
        assert answer.status_code == 200
        assert answer.headers["cache-control"].startswith("private")
        assert "Authorization" in answer.headers["vary"]
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in answer.headers
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("token", ["other", "write"])
def test_a_token_for_something_else_is_refused(site: httpx.Client, address: str, token: str) -> None:
    assert site.get(address, headers=basic(token)).status_code == 403


def test_a_private_feed_that_did_not_change_is_not_sent_again(site: httpx.Client) -> None:
    first = site.get("/feeds/investigasi.atom?token=this")
    asked = {"if-none-match": first.headers["etag"]}
    again = site.get("/feeds/investigasi.atom?token=this", headers=asked)
    assert (again.status_code, again.headers["cache-control"]) == (304, first.headers["cache-control"])
    assert site.get("/feeds/investigasi.atom", headers=asked).status_code == 401


def test_what_lies_in_the_public_folder_from_before_is_not_served(site: httpx.Client) -> None:
    assert site.get("/feeds/investigasi.rss").status_code == 401
    assert site.get("/feeds/investigasi.rss?token=this").status_code == 404


def test_no_page_of_the_public_tells_of_it(site: httpx.Client) -> None:
    story = f"/s/{PUBLIC.id.removeprefix('urn:uuid:')}"
    for address in ("/", "/t/semua", story, f"/a/{OPEN.id}", "/metrics", "/robots.txt", "/nowhere"):
        answer = site.get(address)
        assert "investigasi" not in answer.text.lower()
        assert SECRET.headline not in answer.text
    assert OPEN.headline in site.get("/").text


def test_the_front_page_is_full_though_the_newest_are_private(home: Path) -> None:
    stories = [a_story(OPEN, number=number, topics=("semua",)) for number in range(1, 4)]
    hidden = [a_story(SECRET, number=number, topics=("investigasi",)) for number in range(4, 60)]
    with a_site(home, catalog=MemoryCatalog([*stories, *hidden], [OPEN, SECRET]), entries=2) as client:
        page = client.get("/").text
    assert page.count(OPEN.headline) >= 2
    assert SECRET.headline not in page


def test_other_sites_are_not_told_that_they_may_read_it(site: httpx.Client) -> None:
    answer = site.options("/feeds/investigasi.atom", headers={"origin": "https://x.example"})
    assert (answer.status_code, "access-control-allow-origin" in answer.headers) == (204, False)
    assert site.post("/feeds/investigasi.atom?token=all").status_code == 405


def test_a_story_of_a_topic_that_is_no_longer_in_force_stays_as_private_as_the_others_say(home: Path) -> None:
    gone = a_story(OPEN, number=1, topics=("lama",))
    mixed = a_story(SECRET, number=2, topics=("lama", "investigasi"))
    with a_site(home, catalog=MemoryCatalog([gone, mixed], [OPEN, SECRET])) as client:
        assert client.get(f"/s/{gone.id.removeprefix('urn:uuid:')}").status_code == 200
        assert client.get(PAGE).status_code == 401


def test_without_tokens_private_is_closed(home: Path) -> None:
    with a_site(home, access=None) as client:
        for address in ADDRESSES:
            assert client.get(address, headers=basic("all")).status_code == 401


def test_a_store_out_of_reach_opens_nothing(home: Path) -> None:
    class Unreachable(MemoryTokens):
        def find(self, digest: bytes) -> Any:
            raise StorageUnavailable("locked")

    with a_site(home, access=Access(Unreachable({}), Clock())) as client:
        for address in ADDRESSES:
            answer = client.get(address, headers=basic("all"))
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


def test_the_page_that_is_closed_next_leads_to_the_current_feed_for_those_with_a_token(site: httpx.Client) -> None:
    assert site.get("/feeds/archive/investigasi-2.atom").status_code == 401
    answer = site.get("/feeds/archive/investigasi-2.atom", headers=basic("this"))
    assert (answer.status_code, answer.headers["location"]) == (302, "/feeds/investigasi.atom")
    assert answer.headers["cache-control"].startswith("private")
