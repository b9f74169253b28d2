"""Every feed and page of an archive that a newsroom's wires come to is valid, by our rules and by those of others."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.commands import run
from tests.standards import complaints, xmllint_complaints
from tests.wires import Dispatch, wires


@pytest.mark.slow
@pytest.mark.parametrize("stories", [150, pytest.param(5_000, marks=pytest.mark.long)])
def test_feeds_of_a_newsroom_are_valid(tmp_path: Path, stories: int) -> None:
    made = wires(stories)
    home = tmp_path / "home"
    settings = {"SINDIKASI_PUBLISH__ENTRIES": "20", "SINDIKASI_PUBLISH__UPDATES": "resurface"}
    for folder, dispatches in ((tmp_path / "sent", made.dispatches), (tmp_path / "kills", made.kills)):
        write(folder, dispatches)
        taken = run(home, "ingest", *(str(outlet) for outlet in sorted(folder.iterdir())), **settings)
        assert taken.code == 0, taken.err
        assert run(home, "publish", **settings).code == 0
    assert run(home, "status", "--json").json["stories"] == stories

    published = [*(home / "feeds").rglob("*")]
    feeds = [path for path in published if path.suffix in {".atom", ".rss", ".json"}]
    assert [complaint for path in feeds for complaint in complaints(path)] == []
    assert xmllint_complaints([path for path in published if path.suffix in {".atom", ".rss", ".opml"}]) == ""
    items = [item for path in feeds if path.match("semua*.json") for item in json.loads(path.read_bytes())["items"]]
    newest = run(
        home, "stories", "--limit", "300", "--json"
    ).rows  # an archive begins with forty pages, revisions on them
    assert {story["id"] for story in newest} <= {f"urn:uuid:{urlsplit(item['url']).path[-36:]}" for item in items}
    notices = {item["id"] for item in items if "withdrawn" in item["_sindikasi"]}
    # What lay further back than the archive begins was shown to nobody.
    assert len(notices) >= min(len(made.kills), 10) > 0


def write(folder: Path, dispatches: list[Dispatch]) -> None:
    for dispatch in dispatches:
        path = folder / dispatch.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(dispatch.content)
