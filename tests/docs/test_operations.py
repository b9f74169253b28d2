"""The backup that the operations page describes brings everything back."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.docs.home import ROOT

if TYPE_CHECKING:
    from tests.docs.home import Home

PAGE = (ROOT / "docs" / "operations.md").read_text("utf-8")


def commands(heading: str) -> list[str]:
    """Return the indented lines of a part."""
    part = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^    (.+)", part, re.MULTILINE)


@pytest.mark.slow
def test_a_restored_backup_has_the_same_entries(home: Home) -> None:
    backup, restore = (f".venv/bin/{line}" for line in commands("Backups") if line.startswith("sindikasi "))
    home.run("cp -r docs/examples/* inbox/")
    home.wait(home.has_grouped_the_examples)
    ids = {each["id"] for each in home.entries("semua")}

    assert home.run(backup).returncode == 0
    home.stop()
    shutil.rmtree(home.folder / "data")
    shutil.rmtree(home.folder / "feeds")
    (home.folder / "data").mkdir()
    assert home.run(restore).returncode == 0
    home.start()

    home.wait(home.has_grouped_the_examples)
    assert {each["id"] for each in home.entries("semua")} == ids
    assert home.run(".venv/bin/sindikasi doctor").returncode == 0
