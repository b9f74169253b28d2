"""Doctor, healthcheck and version tell how sindikasi is."""

from __future__ import annotations

from pathlib import Path

from sindikasi import __version__
from tests.commands import run


def test_doctor_finds_a_good_home_good(home: Path) -> None:
    ran = run(home, "doctor", "--json")
    assert ran.code == 0
    assert {frozenset(row) for row in ran.rows} == {frozenset({"check", "ok", "message"})}
    assert all(row["ok"] for row in ran.rows)
    assert "ok       inbox" in run(home, "doctor").out


def test_doctor_exits_1_over_a_problem(home: Path) -> None:
    (home / "feeds").write_text("in the way")
    ran = run(home, "doctor")
    assert ran.code == 1
    assert "PROBLEM  feeds" in ran.out


def test_healthcheck_without_a_daemon_exits_1(tmp_path: Path) -> None:
    ran = run(tmp_path, "healthcheck", SINDIKASI_HTTP__LISTEN="127.0.0.1:9")
    assert (ran.code, ran.out) == (1, "")
    assert "is `sindikasi run` up?" in ran.err


def test_version_is_that_of_the_package(tmp_path: Path) -> None:
    assert run(tmp_path, "version").out == f"sindikasi {__version__}\n"
    assert run(tmp_path, "version", "--json").json == {"version": __version__}
