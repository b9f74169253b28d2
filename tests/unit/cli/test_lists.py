"""Lists and single answers have the fields scripts rely on, and can be narrowed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sindikasi import __version__
from sindikasi.cli.lists import _since
from tests.commands import drop, run
from tests.flow.newsroom import FLOOD
from tests.unit.cli.fields import ARTICLE, REJECTED, STORY
from tests.unrelated import IMPRINT, STORIES
from tests.unrelated import dropped as imprinted


def test_articles_have_the_fields_of_the_contract(stocked: Path) -> None:
    rows = run(stocked, "articles", "--json").rows
    assert len(rows) == 3
    for row in rows:
        assert row.keys() >= ARTICLE
        assert row.keys() - ARTICLE == {"published_basis", "standing"}
    article = next(row for row in rows if row["document"] == "antara/a.txt")
    assert article["source"] == "antara"
    assert (article["byline"], article["url"]) == (None, None)
    assert article["relation"] == "lead"
    assert isinstance(article["words"], int)
    assert "bencana" in article["topics"]
    assert article["received"].endswith("Z")
    assert all("text" not in row for row in rows)


def test_articles_come_with_their_text_when_asked(stocked: Path) -> None:
    rows = run(stocked, "articles", "--json", "--text").rows
    assert {row.keys() == ARTICLE | {"published_basis", "standing", "text"} for row in rows} == {True}
    assert "870 hektare sawah" in run(stocked, "articles", "--text").out


def test_stories_have_the_fields_of_the_contract(stocked: Path) -> None:
    rows = run(stocked, "stories", "--json").rows
    assert {frozenset(row) for row in rows} == {frozenset(STORY)}
    flood = next(row for row in rows if len(row["articles"]) == 2)
    assert flood["id"].startswith("urn:uuid:")
    assert {frozenset(each) for each in flood["articles"]} == {frozenset({"id", "document", "source", "relation"})}
    assert [each["relation"] for each in flood["articles"]] == ["lead", "copy"]
    assert flood["lead"] == flood["articles"][0]["id"]
    assert flood["revision"] == 1


def test_the_status_has_the_fields_of_the_contract(stocked: Path) -> None:
    status = run(stocked, "status", "--json").json
    assert status.keys() == {"documents", "articles", "stories", "topics", "version"}
    assert status["documents"] == {"queued": 0, "done": 3, "rejected": 2}
    assert (status["articles"], status["stories"], status["version"]) == (3, 2, __version__)
    assert {frozenset(each) for each in status["topics"]} == {
        frozenset({"slug", "stories", "published_at", "left_out"})
    }
    assert len(status["topics"]) == 18


def test_rejected_has_the_fields_of_the_contract(stocked: Path) -> None:
    rows = run(stocked, "rejected", "--json").rows
    assert {frozenset(row) for row in rows} == {frozenset(REJECTED)}
    assert {row["document"]: row["reason"] for row in rows} == {
        "antara/rusak.json": "malformed",
        "kosong.txt": "empty",
    }


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (["articles", "--topic", "bencana"], 2),
        (["articles", "--source", "kompas"], 2),
        (["articles", "--topic", "bencana", "--source", "kompas"], 1),
        (["articles", "--limit", "1"], 1),
        (["articles", "--limit", "0"], 0),
        (["articles", "--since", "1h"], 3),
        (["articles", "--since", "2999-01-01"], 0),
        (["articles", "--since", "999999999d"], 3),
        (["stories", "--topic", "bencana"], 1),
        (["stories", "--source", "antara"], 1),
        (["stories", "--limit", "1"], 1),
        (["stories", "--since", "2999-01-01T00:00:00+07:00"], 0),
        (["rejected", "--source", "antara"], 1),
        (["rejected", "--limit", "1"], 1),
        (["rejected", "--since", "1h"], 2),
        (["rejected", "--since", "2999-01-01"], 0),
    ],
)
def test_lists_can_be_narrowed(stocked: Path, arguments: list[str], count: int) -> None:
    for form in ([], ["--json"]):
        ran = run(stocked, *arguments, *form)
        assert (ran.code, len(ran.out.splitlines())) == (0, count)


def test_a_list_of_nothing_is_no_error(tmp_path: Path) -> None:
    for command in ("articles", "stories", "rejected"):
        ran = run(tmp_path, command, "--json")
        assert (ran.code, ran.out) == (0, "")


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", ""])
def test_what_is_no_time_exits_2(stocked: Path, text: str) -> None:
    ran = run(stocked, "articles", "--since", text)
    assert ran.code == 2
    assert "say 2026-11-20" in ran.err


def test_a_date_without_a_zone_is_read_as_utc() -> None:
    assert str(_since("2026-11-20")) == "2026-11-20 00:00:00+00:00"
    assert str(_since("2026-11-20T06:00:00+07:00")) == "2026-11-20 06:00:00+07:00"
    assert _since(None) is None


def test_show_gives_an_article_or_a_story_by_any_of_its_names(stocked: Path) -> None:
    article = run(stocked, "show", "antara/a.txt", "--json").json
    assert article.keys() >= ARTICLE | {"text", "repeats", "furniture", "captions"}
    for name in (article["id"], article["id"][:8]):
        assert run(stocked, "show", name, "--json").json == article
    story = run(stocked, "show", article["story"], "--json").json
    assert story.keys() >= STORY
    for name in (story["id"].removeprefix("urn:uuid:"), story["id"].removeprefix("urn:uuid:")[:13]):
        assert run(stocked, "show", name, "--json").json == story
    assert "870 hektare sawah" in run(stocked, "show", "antara/a.txt").out
    assert "kompas/b.txt" in run(stocked, "show", story["id"]).out


@pytest.mark.parametrize("arguments", [["show", "ffffff"], ["explain", "ffffff"], ["explain", "antara/a.txt", "x"]])
def test_what_is_not_there_exits_2_and_says_where_to_look(stocked: Path, arguments: list[str]) -> None:
    ran = run(stocked, *arguments)
    assert ran.code == 2
    assert "`sindikasi articles` lists them" in ran.err


def test_stories_are_named_by_a_short_id(stocked: Path) -> None:
    line = run(stocked, "stories", "--limit", "1").out
    assert run(stocked, "show", line.split()[0]).code == 0


def test_the_status_is_told_in_lines(home: Path) -> None:
    assert "never published" in run(home, "status").out
    run(home, "publish")
    lines = run(home, "status").out
    assert "documents  0 queued, 3 done, 2 rejected" in lines
    assert re.search(r"semua +2 stories, published \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", lines)


@pytest.mark.parametrize("command", ["articles", "stories"])
def test_a_list_of_an_unknown_topic_is_refused(tmp_path: Path, command: str) -> None:
    ran = run(tmp_path, command, "--topic", "nowhere")
    assert ran.code == 2
    assert "no topic 'nowhere'" in ran.err


def test_a_story_shows_what_a_later_version_changed(tmp_path: Path) -> None:
    wire = tmp_path / "wire"
    for name, text in (("1.txt", FLOOD), ("2.txt", FLOOD.replace("14 desa", "19 desa"))):
        drop(wire, f"antara/{name}", text)
        run(tmp_path, "ingest", str(wire))
    (story,) = run(tmp_path, "stories", "--json").rows
    shown = run(tmp_path, "show", story["id"], "--json").json
    (version,) = [each for each in shown["articles"] if each["relation"] == "version"]
    (lead,) = [each for each in shown["articles"] if each["relation"] == "lead"]
    assert lead["changes"] == []
    assert f"figures only in {version['id']}: 14" in version["changes"]
    assert lead["document"] == "antara/2.txt"
    assert "figures only in" in run(tmp_path, "show", story["id"]).out


def test_what_recurs_in_a_source_is_shown_apart_until_the_settings_say_otherwise(tmp_path: Path) -> None:
    for name in STORIES:
        drop(tmp_path / "wire", f"sore/{name}.txt", imprinted(name))
    run(tmp_path, "ingest", str(tmp_path / "wire"))
    shown = run(tmp_path, "show", "sore/kopi.txt", "--json").json
    assert (shown["recurring"], IMPRINT in shown["text"], IMPRINT in shown["furniture"]) == ([IMPRINT], False, True)
    assert f"recurring       {IMPRINT}" in run(tmp_path, "show", "sore/kopi.txt").out
    assert IMPRINT not in run(tmp_path, "articles", "--text").out
    assert {IMPRINT in row["text"] for row in run(tmp_path, "articles", "--text", "--json").rows} == {False}
    drop(tmp_path, "sindikasi.toml", f'[[source]]\nname = "sore"\nkeep_lines = ["{IMPRINT}"]\n')
    assert IMPRINT in run(tmp_path, "show", "sore/kopi.txt", "--json").json["text"]
    drop(tmp_path, "sindikasi.toml", "[furniture]\nstories = 0\n")
    run(tmp_path, "ingest", drop(tmp_path, "lagi.txt", FLOOD))
    assert IMPRINT in run(tmp_path, "show", "sore/kopi.txt", "--json").json["text"]
