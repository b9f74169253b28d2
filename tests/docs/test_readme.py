"""The README is true: its commands run, its settings load, its tables name what there is."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from sindikasi.core.query import compile_query
from sindikasi.plugins import load_parsers
from sindikasi.settings import Settings
from tests.docs.home import ROOT, blocks

if TYPE_CHECKING:
    from tests.docs.home import Home

README = (ROOT / "README.md").read_text("utf-8")
SHELL = blocks(README, "sh")
NOT_HERE = ("make ", "docker ")
"""Commands that build something outside the home: `make run` is what `home.start()` stands for."""


@pytest.mark.slow
def test_the_shell_examples_run_in_order(home: Home) -> None:
    answers = []
    for script in (block for block in SHELL if not block.startswith(NOT_HERE)):
        done = home.run(f'export PATH="$PWD/.venv/bin:$PATH"\n{script}')
        answers.append(done.stdout)
        assert done.returncode == 0, f"{script}\n{done.stderr}"
        if "inbox/" in script:
            home.wait(home.has_grouped_the_examples)

    listed = "".join(answers)
    assert len(home.entries("semua")) == 2
    assert "malformed        harian-sore/cabai.json" in listed
    assert "one story" in listed


def test_make_knows_the_targets_the_readme_names() -> None:
    targets = re.findall(r"^make (\w+)", "\n".join(SHELL), re.MULTILINE)

    assert targets == ["run", "test"]
    assert all(f"\n{target}: " in (ROOT / "Makefile").read_text("utf-8") for target in targets)


def test_the_settings_example_loads_and_its_query_compiles() -> None:
    (example,) = blocks(README, "toml")
    settings = Settings(**tomllib.loads(example))

    assert [source.name for source in settings.source] == ["harian-sore"]
    assert compile_query(settings.topic[0].query)


def test_every_format_that_is_read_is_in_the_table() -> None:
    table = README.split("## What it reads")[1].split("The content decides")[0].casefold()
    told_as = {
        "plain": "flat text",
        "jsonlines": "json lines",
        "newsml-1": "newsml 1",
        "iptc7901": "iptc 7901",
        "anpa": "anpa 1312",
        "feed": "rss",
        "json-feed": "json feed",
        "email": "e-mail",
        "email-attachments": "articles attached",
        "wire-file": "several in a file",
        "compressed": "gzip",
    }
    names = {parser.name.removesuffix("-list") for parser in load_parsers()}
    assert [name for name in names if told_as.get(name, name) not in table] == []
