"""Subscriptions are listed with their state, and never with their secrets."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sindikasi.app import App, utc_now
from sindikasi.core.websub import Intent
from tests.commands import run


def subscribed(home: Path) -> None:
    app = App(home)
    callback = "https://baca.example/panggil"
    app.announcements.ask(
        Intent(callback=callback, host="baca.example", feed="semua.atom", mode="subscribe", secret="rahasia")
    )
    for intent in app.announcements.intents(10):
        app.announcements.verified(intent, utc_now())
    app.close()


def test_websub_list_shows_the_subscriptions_that_stand(tmp_path: Path) -> None:
    assert run(tmp_path, "websub", "list").out == ""
    subscribed(tmp_path)
    (row,) = run(tmp_path, "websub", "list", "--json").rows
    assert row.pop("until")[:10] == f"{utc_now() + timedelta(days=10):%Y-%m-%d}"
    assert row == {
        "feed": "semua.atom",
        "callback": "https://baca.example/panggil",
        "signed": True,
        "failures": 0,
        "due": None,
    }
    assert "up to date   https://baca.example/panggil" in run(tmp_path, "websub", "list").out


def test_websub_list_shows_who_waits_and_who_fails(tmp_path: Path) -> None:
    subscribed(tmp_path)
    app = App(tmp_path)
    app.announcements.announce({"semua.atom": "a"}, [])
    waiting = run(tmp_path, "websub", "list").out
    app.announcements.undelivered(app.announcements.deliveries(10)[0])
    failed = run(tmp_path, "websub", "list").out
    app.close()
    assert "waiting" in waiting
    assert "failed 1x" in failed
    assert "rahasia" not in waiting + failed
