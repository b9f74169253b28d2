"""Backup and restore bring a home elsewhere, and destroy nothing on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from sindikasi.daemon import ROLES, held_home
from tests.commands import run

SETTINGS = """[site]
title = "Kawat Nusantara"

[[topic]]
slug = "air"
query = "banjir"
"""


@pytest.fixture
def backed_up(home: Path, tmp_path: Path) -> Path:
    """A backup of the stocked home, which has published."""
    (home / "sindikasi.toml").write_text(SETTINGS)
    assert run(home, "publish").code == 0
    ran = run(home, "backup", str(tmp_path / "x.backup"), "--json")
    assert (ran.code, ran.json["articles"], ran.json["stories"]) == (0, 3, 2)
    assert ran.json["bytes"] == (tmp_path / "x.backup").stat().st_size
    return tmp_path / "x.backup"


def feeds(home: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((home / "feeds").rglob("*")) if path.is_file()}


def test_a_restored_home_publishes_the_same_bytes(home: Path, backed_up: Path, tmp_path: Path) -> None:
    ran = run(tmp_path / "new", "restore", str(backed_up))
    assert ran.code == 0
    assert "3 articles in 2 stories" in ran.out
    assert (tmp_path / "new/sindikasi.toml").read_text() == SETTINGS
    assert run(tmp_path / "new", "publish").code == 0
    assert "air.atom" in feeds(home)
    assert feeds(tmp_path / "new") == feeds(home)
    assert run(tmp_path / "new", "doctor").code == 0


def test_a_home_that_is_in_use_for_something_is_not_replaced(home: Path, backed_up: Path) -> None:
    before = (home / "data/sindikasi.db").read_bytes()
    ran = run(home, "restore", str(backed_up))
    assert ran.code == 2
    assert "--force" in ran.err
    assert (home / "data/sindikasi.db").read_bytes() == before


def test_what_a_forced_restore_replaces_is_kept(home: Path, backed_up: Path) -> None:
    (home / "sindikasi.toml").write_text("")
    (home / "data/sindikasi.db").write_text("rusak")
    assert run(home, "status").code == 4
    (home / "data/sindikasi.db-wal").write_text("rusak juga")  # SQLite, when it is asked, empties such a log
    ran = run(home, "restore", str(backed_up), "--force")
    assert ran.code == 0
    assert run(home, "status", "--json").json["articles"] == 3
    assert (home / "sindikasi.toml").read_text() == SETTINGS
    assert (home / "sindikasi.toml.replaced-1").read_text() == ""
    assert (home / "data/sindikasi.db.replaced-1").read_text() == "rusak"
    assert (home / "data/sindikasi.db.replaced-1-wal").read_text() == "rusak juga"
    assert run(home, "restore", str(backed_up), "--force").code == 0
    assert (home / "data/sindikasi.db.replaced-2").exists()


def test_a_home_whose_daemon_runs_is_not_restored(home: Path, backed_up: Path) -> None:
    with held_home(home / "data", ROLES[:1]):
        assert run(home, "restore", str(backed_up), "--force").code == 5
    assert run(home, "status").code == 0


def test_a_damaged_backup_changes_nothing(tmp_path: Path, backed_up: Path) -> None:
    backed_up.write_bytes(backed_up.read_bytes()[:9000])
    assert run(tmp_path / "new", "restore", str(backed_up)).code == 4
    assert not (tmp_path / "new").exists()


def test_a_home_without_a_store_has_nothing_to_back_up(tmp_path: Path) -> None:
    ran = run(tmp_path, "backup", str(tmp_path / "x.backup"))
    assert (ran.code, "no store to back up" in ran.err) == (2, True)
    assert not (tmp_path / "data").exists()


def test_a_home_without_settings_is_restored_without(stocked: Path, tmp_path: Path) -> None:
    assert "3 articles" in run(stocked, "backup", str(tmp_path / "x.backup")).out
    assert run(tmp_path / "new", "restore", str(tmp_path / "x.backup")).code == 0
    assert not (tmp_path / "new/sindikasi.toml").exists()


def test_a_damaged_store_is_said_with_the_way_back(home: Path) -> None:
    (home / "data/sindikasi.db").write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    ran = run(home, "status")
    assert (ran.code, "sindikasi restore FILE --force" in ran.err) == (4, True)
    assert "sindikasi restore FILE --force" in run(home, "doctor").out
