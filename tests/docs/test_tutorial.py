"""The tutorial works as it is written, from the first file to a topic of one's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.docs.home import ROOT, blocks

if TYPE_CHECKING:
    from tests.docs.home import Home

PAGE = (ROOT / "docs" / "tutorial.md").read_text("utf-8")


def commands(number: int) -> list[str]:
    """Return the commands of a step."""
    step = PAGE.split(f"\n## {number}. ")[1].split("\n## ")[0]
    return [line.strip() for line in re.findall(r"^    .+", step, re.MULTILINE) if "http" not in line]


@pytest.mark.slow
def test_the_tutorial_works_as_written(home: Home) -> None:
    (drop,) = commands(3)
    assert home.run(drop).returncode == 0
    home.wait(home.has_grouped_the_examples)
    assert len(home.entries("semua")) == 2
    assert "Baca juga" not in str(home.entries("semua"))
    assert not [path for path in (home.folder / "inbox").rglob("*.txt") if "_done" not in path.parts]

    (rejected,) = commands(4)
    assert "harian-sore/cabai.json" in home.run(rejected).stdout
    assert (home.folder / "inbox/_rejected/harian-sore/cabai.json.reason.json").exists()

    same, different = commands(5)
    assert home.run(same).stdout.startswith("one story\n")
    assert home.run(different).stdout.startswith("two stories\n")

    (again,) = commands(6)
    assert home.run(again).returncode == 0
    home.wait(lambda: not (home.folder / "inbox/kabar-pagi/lagi.txt").exists())
    assert '"articles":3,"stories":2' in home.run(".venv/bin/sindikasi status --json").stdout

    (settings,) = blocks(PAGE, "toml")
    (home.folder / "sindikasi.toml").write_text(settings, "utf-8")
    for command in commands(7):
        assert home.run(command).returncode == 0, command
    home.stop()
    home.start()
    home.wait(lambda: len(home.entries("jembatan")) == 2)
    assert "Harian Sore" in str(home.entries("jembatan"))
