"""Settings are written, shown and checked; a wrong one is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import drop, run


def test_config_init_writes_a_file_that_check_finds_good(tmp_path: Path) -> None:
    home = tmp_path / "new"
    ran = run(home, "config", "init")
    assert (ran.code, ran.out.strip()) == (0, str(home / "sindikasi.toml"))
    assert run(home, "config", "check").out == "ok: 18 topics\n"


def test_config_init_touches_no_file_that_is_there(tmp_path: Path) -> None:
    drop(tmp_path, "sindikasi.toml", "# mine\n")
    ran = run(tmp_path, "config", "init")
    assert ran.code == 2
    assert "it was not touched" in ran.err
    assert (tmp_path / "sindikasi.toml").read_text() == "# mine\n"


def test_config_init_says_where_it_cannot_write(tmp_path: Path) -> None:
    drop(tmp_path, "file", "in the way")
    ran = run(tmp_path / "file", "config", "init")
    assert ran.code == 2
    assert "cannot be written" in ran.err


def test_config_show_prints_what_is_in_force(tmp_path: Path) -> None:
    drop(tmp_path, "sindikasi.toml", "[site]\ntitle = 'Kawat'\n")
    ran = run(tmp_path, "config", "show", SINDIKASI_INBOX__SETTLE="5s")
    assert 'title = "Kawat"' in ran.out
    assert 'settle = "5s"' in ran.out
    shown = run(tmp_path, "config", "show", "--json").json
    assert (shown["site"]["title"], shown["inbox"]["max_size"]) == ("Kawat", 20_000_000)


@pytest.mark.parametrize("command", ["status", "config check", "config show", "doctor", "healthcheck", "run"])
def test_a_wrong_setting_exits_2_and_names_the_key(tmp_path: Path, command: str) -> None:
    drop(tmp_path, "sindikasi.toml", "[inbox]\nsettel = 3\n")
    ran = run(tmp_path, *command.split())
    assert (ran.code, ran.out) == (2, "")
    assert "inbox.settel is no setting; did you mean 'settle'?" in ran.err


def test_one_bracket_for_a_list_of_sections_is_named(tmp_path: Path) -> None:
    (tmp_path / "sindikasi.toml").write_text('[topic]\nslug = "pasar"\nquery = "cabai"\n')
    ran = run(tmp_path, "config", "check")
    assert ran.code == 2
    assert "write [[topic]]" in ran.err


def test_a_default_topic_that_does_not_exist_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "sindikasi.toml").write_text('[[source]]\nname = "bolanet"\nsections = {"Liga" = "olah-raga"}\n')
    ran = run(tmp_path, "config", "check")
    assert ran.code == 2
    assert "'olah-raga' is no topic; did you mean 'olahraga'?" in ran.err


def test_sections_are_shown_as_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "sindikasi.toml").write_text('[[source]]\nname = "bolanet"\nsections = {"Liga \\"1\\"" = "olahraga"}\n')
    assert r'sections = {"Liga \"1\"" = "olahraga"}' in run(tmp_path, "config", "show").out
