"""Stories are a function of the set of articles: real ones, in any order, at once or in parts, give the same."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest

from tests.commands import run

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "id_click_dev.jsonl.gz"
ROWS = 700


@pytest.fixture(scope="module")
def rows() -> list[str]:
    if not DATA.exists():
        pytest.skip("the development sets are not beside this checkout")
    with gzip.open(DATA, "rt", encoding="utf-8") as lines:
        return list(lines)[:ROWS]


def grouped(home: Path, rows: list[str], *, seed: int, parts: int) -> set[frozenset[str]]:
    """Return the addresses of each story's articles; every part is taken in by a process-like run of its own."""
    shuffled = random.Random(seed).sample(rows, len(rows))
    for part in range(parts):
        wire = home / f"{part}.jsonl"
        home.mkdir(exist_ok=True)
        wire.write_text("".join(shuffled[part::parts]), "utf-8")
        run(home, "ingest", str(wire))
    stories: dict[str, set[str]] = {}
    for article in run(home, "articles", "--json").rows:
        stories.setdefault(article["story"], set()).add(article["url"])
    return {frozenset(urls) for urls in stories.values()}


@pytest.mark.slow
def test_any_order_in_one_batch_or_in_parts_gives_the_same_stories(tmp_path: Path, rows: list[str]) -> None:
    first = grouped(tmp_path / "one", rows, seed=1, parts=1)
    assert sum(map(len, first)) > 0.99 * ROWS
    assert any(len(story) > 1 for story in first)
    assert grouped(tmp_path / "other", rows, seed=2, parts=3) == first
