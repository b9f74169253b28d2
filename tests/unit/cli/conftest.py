"""Homes with something in them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.commands import run
from tests.flow.newsroom import CUP, FLOOD, FLOOD_COPY


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one story of two articles, another of one, and two refusals."""
    home = tmp_path_factory.mktemp("stocked")
    wire = home / "wire"
    for name, text in (
        ("antara/a.txt", FLOOD),
        ("kompas/b.txt", FLOOD_COPY),
        ("kompas/c.txt", CUP),
        ("antara/rusak.json", '{"title": '),
        ("kosong.txt", ""),
    ):
        (wire / name).parent.mkdir(parents=True, exist_ok=True)
        (wire / name).write_text(text)
    assert run(home, "ingest", str(wire)).code == 3
    return home


@pytest.fixture
def home(stocked: Path, tmp_path: Path) -> Path:
    """A copy of the stocked home, to change."""
    shutil.copytree(stocked, tmp_path / "home")
    return tmp_path / "home"
