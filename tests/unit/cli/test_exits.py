"""Every error ends with the exit code scripts rely on."""

from __future__ import annotations

import fcntl
import sqlite3
from pathlib import Path

import pytest

from sindikasi.cli import exits, lists
from sindikasi.errors import (
    ConfigError,
    DocumentError,
    HomeLocked,
    LeaseLost,
    PluginError,
    PublishError,
    QueryError,
    SchemaMismatch,
    SindikasiError,
    StorageUnavailable,
)
from sindikasi.storage.sqlite import Database
from tests.commands import drop, run


def test_a_store_of_a_newer_version_exits_4(home: Path) -> None:
    connection = sqlite3.connect(home / "data" / "sindikasi.db")
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    ran = run(home, "status")
    assert ran.code == 4
    assert "newer version" in ran.err


def test_a_store_that_is_out_of_reach_exits_4(tmp_path: Path) -> None:
    drop(tmp_path, "data", "in the way")
    assert run(tmp_path, "status").code == 4


def test_a_locked_store_exits_4(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sindikasi.storage.sqlite._BUSY_SECONDS", 0.01)
    database = Database(home / "data" / "sindikasi.db")
    with database.writing():
        ran = run(home, "retry", "kosong.txt")
    database.close()
    assert ran.code == 4
    assert "another process is writing" in ran.err


def test_a_home_held_by_another_instance_exits_5_with_its_pid(home: Path) -> None:
    lock = home / "data" / "run-watch.lock"
    lock.write_text("4242")
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        ran = run(home, "run")
    assert ran.code == 5
    assert "pid 4242" in ran.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (HomeLocked("held", pid=1), 5),
        (StorageUnavailable("busy"), 4),
        (SchemaMismatch("newer"), 4),
        (ConfigError("wrong"), 2),
        (QueryError("wrong", column=1), 2),
        (PluginError("missing", group="g", name="n"), 2),
        (DocumentError("broken"), 3),
        (LeaseLost("lost"), 1),
        (PublishError("full", topic="semua"), 1),
        (PermissionError(13, "Permission denied", "/srv"), 1),
        (KeyboardInterrupt(), 130),
    ],
)
def test_every_error_has_its_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(lists, "open_app", fail)
    ran = run(tmp_path, "status")
    assert ran.code == code
    assert ran.out == ""
    assert "Traceback" not in ran.err
    if str(error):
        assert f"sindikasi: {error}" in ran.err


def test_every_error_of_ours_is_sorted() -> None:
    kinds = [kind for kind, _ in exits._OF_ERRORS]
    assert {HomeLocked, ConfigError, PluginError, DocumentError} <= set(kinds)
    assert all(issubclass(kind, SindikasiError) for kind in kinds)
