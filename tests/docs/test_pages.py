"""What the pages point at is there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.docs.home import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def links(page: Path) -> list[str]:
    prose = _FENCED.sub("", page.read_text("utf-8"))
    return [link for link in _LINK.findall(prose) if not link.startswith(("http:", "https:"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    missing = [link for link in links(page) if not (page.parent / link.partition("#")[0]).exists()]

    assert not missing


def test_every_page_of_the_docs_can_be_reached_from_the_readme() -> None:
    reached = set(links(ROOT / "README.md"))

    assert [page.name for page in PAGES[2:] if f"docs/{page.name}" not in reached] == []


def test_every_module_the_walk_names_is_in_the_house() -> None:
    walk = (ROOT / "docs" / "walk.md").read_text("utf-8")
    modules = re.findall(r"`((?:\w+/)?\w+\.py)`", walk)

    assert len(modules) > 30
    assert [name for name in modules if not (ROOT / "src" / "sindikasi" / name).is_file()] == []


def test_every_room_of_the_house_is_in_the_walk() -> None:
    walk = (ROOT / "docs" / "walk.md").read_text("utf-8")
    rooms = [each.name for each in (ROOT / "src" / "sindikasi").iterdir() if (each / "__init__.py").exists()]

    assert [room for room in rooms if f"`{room}/" not in walk] == []
