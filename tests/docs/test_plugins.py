"""The example of a plugin works as it is written."""

from __future__ import annotations

import sys
import tomllib
from typing import TYPE_CHECKING

import pytest

from sindikasi import plugins
from sindikasi.app import App
from sindikasi.errors import MalformedDocument
from sindikasi.model import Article
from sindikasi.ports import Parser
from tests.builders import a_document
from tests.docs.home import ROOT, blocks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = (ROOT / "docs" / "plugins.md").read_text("utf-8")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Install the example as pip would: its module, and its metadata beside it."""
    (project,) = blocks(PAGE, "toml")
    (module,) = blocks(PAGE, "python")
    declared = tomllib.loads(project)["project"]
    (tmp_path / "sindikasi_lama.py").write_text(module, "utf-8")
    metadata = tmp_path / f"sindikasi_lama-{declared['version']}.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Name: {declared['name']}\nVersion: {declared['version']}\n", "utf-8")
    lines = [
        line
        for group, entries in declared["entry-points"].items()
        for line in (f"[{group}]", *(f"{name} = {value}" for name, value in entries.items()))
    ]
    (metadata / "entry_points.txt").write_text("\n".join(lines), "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    sys.modules.pop("sindikasi_lama", None)


def test_the_example_reads_its_own_export(installed: Path) -> None:
    (export,) = blocks(PAGE, "text")
    (article,) = App(installed / "home").reading.articles(a_document(export, name="air.exp"))

    assert isinstance(article, Article)
    assert article.headline == "Air surut di Muara Kelapa"
    assert article.published.isoformat() == "2026-11-20T02:00:00+00:00"
    assert article.body.startswith("Air di Muara Kelapa surut")


def test_the_example_says_what_is_wrong_with_a_broken_export(installed: Path) -> None:
    parser = next(each for each in plugins.load_parsers() if each.name == "lama")

    assert isinstance(parser, Parser)
    with pytest.raises(MalformedDocument, match="@@ISI is missing"):
        parser.parse(a_document("@@JUDUL Air surut"))


def test_every_group_is_on_the_page() -> None:
    groups = {plugins.PARSERS, plugins.CLEANERS, plugins.OUTPUTS}

    assert {group for group in groups if f"| `{group}` |" in PAGE} == groups
