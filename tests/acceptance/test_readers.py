"""Readers people use subscribe over HTTP, and see each story once: over updates, merges, restarts and a restore."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Protocol

import pytest
import reader

from tests.acceptance.service import Service, a_text, within

pytestmark = pytest.mark.slow

FORMATS = ("atom", "rss", "json")
_UPDATES = 20


class Subscriber(Protocol):
    """A reader that is subscribed to the feed of everything."""

    def entries(self) -> dict[str, list[str]]:
        """Fetch what is new; return the ids it keeps, by feed, each as often as it keeps it."""
        ...


class PythonReader:
    """`reader` from PyPI, subscribed to all formats."""

    def __init__(self, service: Service, folder: Path) -> None:
        self._reader = reader.make_reader(str(folder / "reader.sqlite"))
        self._suffixes = {f"{service.url}/feeds/semua.{suffix}": suffix for suffix in FORMATS}
        for url in self._suffixes:
            self._reader.add_feed(url)

    def entries(self) -> dict[str, list[str]]:
        for url in self._suffixes:
            self._reader.update_feed(url)  # `update_feeds` heeds how long an answer may be kept
        failed = [feed.url for feed in self._reader.get_feeds(broken=True)]
        assert failed == []
        found: dict[str, list[str]] = {suffix: [] for suffix in FORMATS}
        for entry in self._reader.get_entries():
            found[self._suffixes[entry.feed_url]].append(entry.id)
        return found


class Newsboat:
    """Debian's newsboat, which keeps one entry a GUID over all feeds."""

    def __init__(self, service: Service, folder: Path) -> None:
        self._folder = folder
        (folder / "urls").write_text(f"{service.url}/feeds/semua.rss\n")
        (folder / "config").touch()

    def entries(self) -> dict[str, list[str]]:
        subprocess.run(
            ["newsboat", "-u", "urls", "-C", "config", "-c", "cache.db", "-x", "reload"],
            cwd=self._folder,
            env={**os.environ, "HOME": str(self._folder)},
            check=True,
            capture_output=True,
            timeout=60,
        )
        connection = sqlite3.connect(self._folder / "cache.db")
        rows = [guid for (guid,) in connection.execute("SELECT guid FROM rss_item")]
        connection.close()
        return {"rss": rows}


KINDS = (PythonReader, Newsboat) if shutil.which("newsboat") else (PythonReader,)


@pytest.fixture
def subscribed(service: Service, tmp_path: Path) -> list[Subscriber]:
    """Return one of each reader there is."""
    service.start()
    return [kind(service, tmp_path) for kind in KINDS]


def seen_by(readers: list[Subscriber]) -> list[dict[str, list[str]]]:
    """Fetch with each reader; return what it keeps."""
    return [reader.entries() for reader in readers]


@pytest.mark.skipif(shutil.which("newsboat") is None, reason="newsboat is not installed; `reader` subscribes alone")
def test_newsboat_takes_part() -> None:
    assert Newsboat in KINDS


def shown(service: Service) -> list[str]:
    """Return the ids in the published feed of everything."""
    return sorted(item["id"] for item in json.loads((service.feeds / "semua.json").read_bytes())["items"])


def a_revision(number: int) -> str:
    """Return the text with more in it, as an outlet carries it on."""
    return f"{a_text(number)}\nKabar ini akan dilanjutkan, ujar redaksi nomor {number * 17}.\n"


def test_each_story_is_seen_once_over_updates_merges_restarts_and_a_restore(
    service: Service, subscribed: list[Subscriber]
) -> None:
    for number in range(_UPDATES):
        service.drop(f"pagi/{number}.txt", a_text(number))
        if number:
            service.drop(f"sore/{number - 1}.txt", a_revision(number - 1))
        published = within(20, lambda wanted=number + 1: ids if len(ids := shown(service)) == wanted else None)
        for kept in seen_by(subscribed):
            for suffix, ids in kept.items():
                assert sorted(ids) == published, f"{suffix} after update {number}"
        if number == _UPDATES // 2:
            service.stop()
            service.start()

    assert len(service.rows("articles")) == 2 * _UPDATES - 1, "the copies did not come in"
    seen = seen_by(subscribed)
    assert service.command("merge", *shown(service)[:2]).returncode == 0
    within(20, lambda: len(shown(service)) == _UPDATES - 1)
    assert seen_by(subscribed) == seen, "a merge showed something as new"

    backup = service.home / "cadangan.db"
    assert service.command("backup", str(backup)).returncode == 0
    service.stop()
    shutil.rmtree(service.home / "data")
    shutil.rmtree(service.feeds)
    assert service.command("restore", str(backup)).returncode == 0
    service.start()
    assert seen_by(subscribed) == seen, "a restore showed something as new"
