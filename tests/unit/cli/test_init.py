"""The command line as a whole: its commands, a --help that is quick and shows an example, the home folder."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

from sindikasi import __version__, cli
from tests.commands import run

COMMANDS = (
    "run", "ingest", "publish", "status", "articles", "stories", "rejected", "show", "explain", "merge", "split",
    "undo", "retry", "topics", "topics list", "topics test", "feeds", "feeds list", "feeds opml", "config",
    "config init", "config show", "config check", "doctor", "healthcheck", "version",
)  # fmt: skip


def commands() -> Iterator[tuple[str, str]]:
    """Yield (name, help text) of every command and group."""

    def walk(command: object, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield words
        for name, child in getattr(command, "commands", {}).items():
            yield from walk(child, (*words, name))

    for words in walk(typer.main.get_command(cli.cli), ()):
        yield " ".join(words), run(Path(), *words, "--help").out


def test_every_command_of_the_contract_is_there_and_shows_an_example() -> None:
    helps = dict(commands())
    assert helps.keys() >= set(COMMANDS)
    for name, text in helps.items():
        assert re.search(rf"Example: sindikasi( -C \S+)? {name}", " ".join(text.split())), name


def test_help_imports_nothing_heavy() -> None:
    heavy = {
        "scipy", "lxml", "trafilatura", "uvicorn", "numpy", "starlette", "datasketch", "feedgen", "dateparser",
        "apscheduler", "py3langid", "nh3", "lark", "pydantic", "watchfiles", "jinja2", "sqlite3", "structlog",
    }  # fmt: skip
    script = (
        "import sys\n"
        "from sindikasi.cli import main\n"
        "sys.argv = ['sindikasi', '--help']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "ingest" in done.stdout
    assert not heavy & set(done.stderr.split())


@pytest.mark.parametrize("arguments", [["frobnicate"], ["ingest"], ["articles", "--limit", "-1"], ["show"], ["-X"]])
def test_wrong_usage_exits_2(tmp_path: Path, arguments: list[str]) -> None:
    ran = run(tmp_path, *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err


def test_the_package_runs_as_a_module(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sindikasi", "version", "--json"], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == {"version": __version__}


def test_the_home_is_the_option_then_the_variable_then_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = {name: tmp_path / name for name in ("option", "variable", "current")}
    for place in places.values():
        place.mkdir()
    monkeypatch.chdir(places["current"])
    base = [sys.executable, "-m", "sindikasi"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SINDIKASI_")}
    variable = {**environment, "SINDIKASI_DIR": str(places["variable"])}
    for arguments, env, expected in (
        (["-C", str(places["option"])], variable, "option"),
        ([], variable, "variable"),
        ([], environment, "current"),
    ):
        subprocess.run([*base, *arguments, "config", "init"], env=env, check=True, capture_output=True)
        assert [name for name, place in places.items() if (place / "sindikasi.toml").exists()] == [expected]
        (places[expected] / "sindikasi.toml").unlink()


def test_an_interrupt_outside_a_command_exits_130(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "cli", interrupted)
    assert run(tmp_path, "status").code == 130
