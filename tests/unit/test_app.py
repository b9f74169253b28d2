"""How the parts are put together."""

from __future__ import annotations

from pathlib import Path

import pytest

from sindikasi.app import App, cleaners_in_order
from sindikasi.cleaners.boilerplate import BoilerplateCleaner
from sindikasi.cleaners.markup import MarkupCleaner
from sindikasi.cleaners.wire import WireCleaner
from sindikasi.core import websub
from sindikasi.model import CleaningContext, ParsedArticle
from sindikasi.settings import Settings
from sindikasi.web.door import FEED_TYPES


class Spelling:
    name = "spelling"

    def clean(self, parsed: ParsedArticle, context: CleaningContext) -> ParsedArticle:
        return parsed


def test_the_markup_is_cleaned_after_what_any_other_cleaner_left_of_the_text() -> None:
    cleaners = (MarkupCleaner(), Spelling(), WireCleaner(), BoilerplateCleaner())
    assert [each.name for each in cleaners_in_order(cleaners)] == ["boilerplate", "wire", "spelling", "markup"]


# --- hubs


def an_app(folder: Path, settings: str) -> App:
    (folder / "sindikasi.toml").write_text(f"[site]\nbase_url = 'https://berita.example'\n{settings}")
    return App(folder)


def test_without_a_hub_nothing_is_announced(tmp_path: Path) -> None:
    app = an_app(tmp_path, "")
    assert (app.hubs, app.announced, app.announced_files) == ((), frozenset(), {})
    assert app.announce_lane is None
    assert app.hub() is None


def test_our_own_hub_comes_before_the_others_and_each_is_named_once(tmp_path: Path) -> None:
    hubs = ["https://hub.example/", "https://berita.example/hub", "https://hub.example/"]
    app = an_app(tmp_path, f"[websub]\nserve = true\nhub = {hubs}\n")
    assert app.hubs == ("https://berita.example/hub", "https://hub.example/")
    app.close()


def test_every_format_of_every_topic_that_is_not_private_is_announced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = an_app(tmp_path, "[websub]\nhub = 'https://hub.example/'\n[publish]\nformats = ['atom', 'json']\n")
    assert "semua" in app.announced
    files = app.announced_files
    assert (files["semua.atom"], files["semua.json"]) == (
        "application/atom+xml; charset=utf-8",
        "application/feed+json",
    )
    assert len(files) == 2 * len(app.topics)
    monkeypatch.setattr(websub, "announced_topics", lambda topics: frozenset({"semua"}))
    hidden = App(tmp_path)
    assert set(hidden.announced_files) == {"semua.atom", "semua.json"}
    assert set(dict.fromkeys(hidden.announced, hidden.hubs)) == {"semua"}
    hub = App(tmp_path, replaced(hidden.settings)).hub()
    assert hub is not None
    assert set(hub.addresses.values()) == {"semua.atom", "semua.json"}


def replaced(settings: Settings) -> Settings:
    """Return the settings with our own hub on."""
    return settings.model_copy(update={"websub": settings.websub.model_copy(update={"serve": True})})


def test_a_feed_is_served_and_sent_with_the_same_content_type(tmp_path: Path) -> None:
    app = an_app(tmp_path, "[websub]\nhub = 'https://hub.example/'\n")
    assert {name.rpartition(".")[2]: kind for name, kind in app.announced_files.items()} == FEED_TYPES
