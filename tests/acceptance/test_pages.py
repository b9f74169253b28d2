"""The pages in a browser: accessible, on small screens, by keyboard, in both languages; and all their links."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from lxml import html

from tests.acceptance.links import Walk
from tests.acceptance.service import Service, a_text, within

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
UNFOLD = "document.querySelectorAll('details').forEach(each => each.open = true)"
MANY = 60
FLOOD = "Banjir merendam 12 kelurahan di Jakarta Timur pada Jumat pagi, kata gubernur dalam rapat di balai kota."
REST = """
Sebanyak 3.400 warga mengungsi ke posko yang dibuka pemerintah di gedung sekolah dan rumah ibadah terdekat.

Petugas mengerahkan perahu karet untuk menjemput warga lanjut usia yang masih bertahan di lantai dua rumahnya.

Hujan diperkirakan berlanjut sampai akhir pekan sehingga pintu air tetap dijaga siang dan malam.
"""

pytestmark = pytest.mark.slow


def a_version(number: int, version: int, text: str, **changes: Any) -> str:
    paragraphs = "".join(f"<p>{each}</p>" for each in text.split("\n\n"))
    ninjs = {
        "uri": f"urn:contoh:{number}",
        "version": str(version),
        "type": "text",
        "pubstatus": "usable",
        "versioncreated": f"2026-11-20T0{version}:00:00Z",
        "headline": f"Kabar {number}: air naik di hulu sungai",
        "body_xhtml": paragraphs,
        "language": "id",
    }
    return json.dumps(ninjs | changes)


def fill(service: Service) -> None:
    """Drop stories of every kind a page may have to show."""
    for number in range(MANY):
        service.drop(f"pagi/{number}.txt", a_text(number))
    service.drop("kawat/banjir-1.json", a_version(1, 1, f"{FLOOD}\n\n{REST}"))
    service.drop("kawat/tarik-1.json", a_version(2, 1, f"{a_text(900)}"))
    service.drop(
        "sore/banjir.json", json.dumps({"title": "Air naik", "text": f"{FLOOD}\n{REST}", "url": "https://x.id/1"})
    )
    arabic = "\n\n".join(["ضربت أمطار غزيرة العاصمة بيروت يوم الجمعة وأغلقت المدارس."] * 3)
    service.drop("kawat/arab.json", json.dumps({"title": "أمطار غزيرة تضرب بيروت", "text": arabic, "language": "ar"}))
    word = f"{'w' * 300} adalah kata yang panjang sekali di dalam berita tentang pasar dan jalan raya.\n\n{a_text(901)}"
    service.drop("pagi/panjang.json", json.dumps({"title": "W" * 300, "text": word}))
    within(60, lambda: service.counts()["done"] >= MANY + 5)
    service.drop("kawat/banjir-2.json", a_version(1, 2, f"{FLOOD.replace('12', '17')}\n\n{REST}"))
    service.drop("kawat/tarik-2.json", a_version(2, 2, f"{a_text(900)}", pubstatus="canceled"))
    within(60, lambda: service.counts()["done"] >= MANY + 7)
    within(20, lambda: service.get("/feeds/semua.html").text.count("<h2 dir") == 50)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(tmp_path_factory.mktemp("pages") / "home")
    service.start()
    try:
        fill(service)
        yield service
    finally:
        service.end()


@pytest.fixture(scope="module")
def paths(site: Service) -> dict[str, str]:
    """One address of every kind of page."""
    stories = {each["headline"]: each["id"].removeprefix("urn:uuid:") for each in site.rows("stories")}
    flood = next(story for headline, story in stories.items() if headline.startswith("Kabar 1:"))
    article = re.search(r"/a/[0-9a-f]{20}", site.get(f"/s/{flood}").text)
    assert article is not None
    return {
        "front": "/",
        "topic": "/t/semua",
        "empty topic": "/t/agama",
        "published": "/feeds/semua.html",
        "feeds": "/feeds/index.html",
        "story": f"/s/{flood}",
        "arabic story": f"/s/{stories['أمطار غزيرة تضرب بيروت']}",
        "long word": f"/s/{next(story for headline, story in stories.items() if headline.startswith('WW'))}",
        "article": article[0],
        "search": "/search?q=banjir",
        "search fault": "/search?q=(banjir",
        "not found": "/tidak-ada",
    }


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser: Any, site: Service) -> Iterator[Any]:
    """Open a page: `opened(path, locale="en", ...)`; what the browser complains of fails the test."""
    contexts, complaints = [], []

    def open_page(path: str = "/", **manner: Any) -> Any:
        context = browser.new_context(base_url=site.url, **({"locale": "id-ID"} | manner))
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [each for each in complaints if "the server responded with a status of 4" not in each] == []


# --- accessibility -----------------------------------------------------------------------------


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_axe_finds_nothing_serious_on_any_page(opened: Any, paths: dict[str, str], scheme: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    page = opened(color_scheme=scheme, viewport={"width": width, "height": 900})
    for kind, path in paths.items():
        page.goto(path)
        page.evaluate(UNFOLD)
        found = axe.run(page).response["violations"]
        assert [each for each in found if each["impact"] in {"serious", "critical"}] == [], kind


def test_headings_come_in_order_and_landmarks_are_there(site: Service, paths: dict[str, str]) -> None:
    for kind, path in paths.items():
        page = html.document_fromstring(site.get(path).text)
        levels = [int(each.tag[1]) for each in page.xpath("//*[self::h1 or self::h2 or self::h3 or self::h4]")]
        assert levels[0] == 1, kind
        assert levels.count(1) == 1, kind
        assert all(after - before <= 1 for before, after in pairwise(levels)), kind
        for landmark in ("header", "main", "footer", "form[@role='search']"):
            assert len(page.xpath(f"//body//{landmark}")) == 1, (kind, landmark)


def test_light_and_dark_follow_the_reader(opened: Any) -> None:
    grounds = {
        scheme: opened("/", color_scheme=scheme).evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    }
    assert grounds == {"light": "rgb(253, 252, 250)", "dark": "rgb(24, 23, 22)"}


# --- screens and keyboards ---------------------------------------------------------------------


def test_nothing_is_wider_than_a_small_screen(opened: Any, paths: dict[str, str]) -> None:
    """320 px are 1280 px at 400 % (WCAG 2.2, 1.4.10)."""
    page = opened()
    for kind, path in paths.items():
        page.goto(path)
        page.evaluate(UNFOLD)
        for width in (640, 360, 320):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") == width, kind


def test_the_keyboard_reaches_everything_and_shows_where_it_is(opened: Any) -> None:
    page = opened("/t/semua")
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.className || document.activeElement.tagName"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid", reached[-1]
        if reached[-1] == "SUMMARY":
            break
    assert reached[0] == "skip"
    assert "INPUT" in reached
    assert reached.count("BUTTON") == 4
    page.keyboard.press("Enter")
    assert page.locator(".qr").is_visible()


def test_the_first_link_leads_past_the_header(opened: Any) -> None:
    page = opened("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "isi"


# --- subscribing -------------------------------------------------------------------------------


def test_a_button_copies_the_address(opened: Any, site: Service) -> None:
    page = opened("/t/bencana", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Salin alamat RSS").click()
    page.get_by_text("Alamat RSS tersalin.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == f"{site.url}/feeds/bencana.rss"


def test_without_a_clipboard_the_address_is_selected_and_copied(opened: Any, site: Service) -> None:
    page = opened("/t/bencana")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.get_by_role("button", name="Salin alamat Atom").click()
    page.get_by_text("Alamat Atom tersalin.").wait_for()
    assert page.evaluate("getSelection().toString()") == f"{site.url}/feeds/bencana.atom"


def test_nothing_is_missing_without_scripts(opened: Any, site: Service) -> None:
    page = opened("/t/semua", java_script_enabled=False)
    assert page.get_by_role("button", name="Salin").count() == 0
    for suffix in ("atom", "rss", "json"):
        assert page.get_by_text(f"{site.url}/feeds/semua.{suffix}", exact=True).is_visible()
    assert page.locator(".stories > li").count() == 50
    page.get_by_text("Kode QR", exact=True).click()
    assert page.locator(".qr").is_visible()


# --- languages and stories ---------------------------------------------------------------------


def test_the_browser_chooses_the_language(opened: Any, paths: dict[str, str]) -> None:
    assert opened(paths["story"], locale="en-GB").locator("#pemuat").inner_text() == "Carried by"
    assert opened(paths["story"], locale="ms-MY").locator("#pemuat").inner_text() == "Dimuat oleh"
    assert opened("/", locale="de-DE").locator("h1").inner_text() == "Berita terbaru"


def test_a_story_shows_who_carried_it_and_what_changed(opened: Any, paths: dict[str, str]) -> None:
    page = opened(paths["story"])
    assert page.locator(".carriers > li").count() == 3
    assert page.locator(".versions").get_by_text("Angka: 12 menjadi 17").is_visible()


def test_a_withdrawn_story_says_so(opened: Any, site: Service) -> None:
    story = next(each for each in site.rows("articles") if each["document"] == "kawat/tarik-1.json")["story"]
    path = f"/s/{story.removeprefix('urn:uuid:')}"
    assert site.get(path).status_code == 410
    assert opened(path).locator("main p").first.inner_text() == "Berita ini ditarik, atau belum boleh ditayangkan."


# --- links -------------------------------------------------------------------------------------


def test_every_link_of_every_page_answers(site: Service, paths: dict[str, str]) -> None:
    visited = Walk(site.url).from_(*(path for kind, path in paths.items() if kind not in {"not found", "search fault"}))
    assert visited.faults == []
    assert len(visited.statuses) > 2 * MANY
