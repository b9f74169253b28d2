from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from sindikasi.core.sources import slug_of
from tests.staged import write_if_changed
from tests.unit.feed_builders import NOON, MemoryCatalog, a_story, an_article
from tests.unit.web.test_site import a_site

FLOOD = an_article(1, headline="Banjir di Luwu", source="Harian Sore")
QUAKE = an_article(2, headline="Gempa di Ambon")
SLUG = slug_of("Harian Sore")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sources").mkdir()
    for suffix in ("atom", "rss", "json"):
        write_if_changed(tmp_path / "sources" / f"{SLUG}.{suffix}", suffix.encode(), modified=NOON)
    (tmp_path / "sources" / ".antara.atom.abcdefgh.tmp").touch()
    (tmp_path / "sources" / "notes.txt").touch()
    return tmp_path


@pytest.fixture
def site(folder: Path) -> Iterator[httpx.Client]:
    stories = (a_story(FLOOD, number=1), a_story(QUAKE, number=2))
    catalog = MemoryCatalog(stories, (FLOOD, QUAKE))
    with a_site(folder, catalog=catalog, source_titles={"antara": "ANTARA & Foto"}) as client:
        yield client


@pytest.mark.parametrize(("slug", "own", "other"), [("antara", "Gempa", "Luwu"), (SLUG, "Luwu", "Gempa di")])
def test_a_source_has_a_page_of_what_it_carries(site: httpx.Client, slug: str, own: str, other: str) -> None:
    answer = site.get(f"/source/{slug}")
    assert answer.status_code == 200
    assert own in answer.text
    assert other not in answer.text


def test_the_page_offers_the_sources_feeds(site: httpx.Client) -> None:
    text = site.get("/source/antara").text
    assert "<h1>ANTARA &amp; Foto</h1>" in text
    assert 'title="ANTARA &amp; Foto (RSS)" href="http://127.0.0.1:8080/feeds/sources/antara.rss"' in text
    assert '<link rel="canonical" href="/source/antara">' in text


@pytest.mark.parametrize("path", ["nobody", "~", "Harian%20Sore", "harian-sore~000000000000", "a%00"])
def test_a_source_nobody_heard_of_has_no_page(site: httpx.Client, path: str) -> None:
    assert site.get(f"/source/{path}").status_code == 404


@pytest.mark.parametrize("suffix", ["atom", "rss", "json"])
def test_feeds_of_sources_are_served(site: httpx.Client, suffix: str) -> None:
    answer = site.get(f"/feeds/sources/{SLUG}.{suffix}")
    assert (answer.status_code, answer.text) == (200, suffix)
    assert suffix in answer.headers["content-type"]
    again = site.get(f"/feeds/sources/{SLUG}.{suffix}", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "name",
    ["antara.atom", ".antara.atom.abcdefgh.tmp", "notes.txt", "..%2fsemua.atom", "%2e%2e%2fx.atom", "x", ".atom"],
)
def test_nothing_else_of_the_folder_is_served(site: httpx.Client, name: str) -> None:
    assert site.get(f"/feeds/sources/{name}").status_code == 404


def test_scripts_of_other_sites_may_ask(site: httpx.Client) -> None:
    answer = site.request("OPTIONS", f"/feeds/sources/{SLUG}.atom")
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (204, "*")


def test_without_feeds_sources_have_no_addresses(folder: Path) -> None:
    with a_site(folder, has_sources=False) as client:
        assert client.get("/source/antara").status_code == 404
        assert client.get(f"/feeds/sources/{SLUG}.atom").status_code == 404
