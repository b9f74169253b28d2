"""Ingest, retry and publish say what became of what they moved."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import Ran, drop, run
from tests.flow.newsroom import FLOOD, FLOOD_COPY


def test_ingest_accounts_for_every_file_and_leaves_the_originals(tmp_path: Path) -> None:
    drop(tmp_path, "wire/antara/a.txt", FLOOD)
    drop(tmp_path, "wire/kompas/b.txt", FLOOD_COPY)
    drop(tmp_path, "wire/kompas/b.tmp", "x")
    ran = run(tmp_path / "home", "ingest", str(tmp_path / "wire"), "--json")
    assert ran.code == 0
    assert {row["document"]: row["outcome"] for row in ran.rows} == {
        "antara/a.txt": "opened",
        "kompas/b.txt": "joined",
    }
    assert (tmp_path / "wire/antara/a.txt").exists()
    assert ran.rows[0].keys() == {"document", "outcome", "article", "story", "reason", "message", "ms"}


def test_some_rejected_the_rest_done_exits_3(tmp_path: Path) -> None:
    good, bad = drop(tmp_path, "a.txt", FLOOD), drop(tmp_path, "b.json", "{")
    ran = run(tmp_path / "home", "ingest", good, bad)
    assert ran.code == 3
    assert "opened    a.txt" in ran.out
    assert "rejected  b.json  malformed: " in ran.out


def test_the_same_again_is_a_repeat(home: Path) -> None:
    ran = run(home, "ingest", str(home / "wire/antara/a.txt"), "--source", "antara", "--json")
    assert (ran.code, ran.json["outcome"]) == (0, "repeated")
    assert ran.json["article"] == run(home, "show", "antara/a.txt", "--json").json["id"]


def test_json_lines_are_reported_line_by_line(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps({"title": f"Kabar {n}", "text": f"Kabar nomor {n} tiba pagi ini."}) for n in (1, 2))
    ran = run(tmp_path, "ingest", drop(tmp_path, "lines.jsonl", lines + "\n{"), "--json")
    assert ran.code == 3
    assert {row["document"]: row["outcome"] for row in ran.rows} == {
        "lines.jsonl": "unpacked",
        "lines.jsonl#1": "opened",
        "lines.jsonl#2": "opened",
        "lines.jsonl#3": "rejected",
    }


def test_publish_writes_the_feeds_and_says_which_changed(home: Path) -> None:
    first = run(home, "publish", "--json")
    assert first.code == 0
    said = {"entries", "written", "left_out"}
    assert {frozenset(row) for row in first.rows[:18]} == {frozenset({"topic", *said})}
    assert {frozenset(row) for row in first.rows[18:]} == {frozenset({"source", *said})}
    assert [row["source"] for row in first.rows[18:]] == ["antara", "kompas"]
    assert "semua.atom" in first.rows[0]["written"]
    assert {tuple(row["written"]) for row in run(home, "publish", "--json").rows} == {()}
    assert "unchanged" in run(home, "publish", "semua").out


def test_publish_takes_only_the_named_topics(home: Path) -> None:
    assert [row["topic"] for row in run(home, "publish", "bencana", "semua", "--json").rows] == ["bencana", "semua"]
    ran = run(home, "publish", "nowhere")
    assert ran.code == 2
    assert "no topic 'nowhere'; known: semua" in ran.err


def test_a_feed_that_cannot_be_written_exits_1(home: Path) -> None:
    (home / "feeds" / "semua.rss" / "in the way").mkdir(parents=True)
    ran = run(home, "publish", "semua", "bencana")
    assert ran.code == 1
    assert "semua.rss" in ran.err
    assert "bencana" in ran.out


@pytest.mark.parametrize("command", [["publish"], ["run"]])
def test_a_feeds_folder_that_cannot_be_made_exits_2(home: Path, command: list[str]) -> None:
    (home / "feeds").write_text("in the way")
    ran = run(home, *command, SINDIKASI_HTTP__LISTEN="127.0.0.1:0")
    assert ran.code == 2
    assert "publish.path" in ran.err


def test_retry_puts_refused_documents_through_again(home: Path) -> None:
    ran = run(home, "retry", "--json")
    assert ran.code == 3
    assert {row["document"] for row in ran.rows} == {"antara/rusak.json", "kosong.txt"}
    assert run(home, "status", "--json").json["documents"] == {"queued": 0, "done": 3, "rejected": 2}
    assert "rejected  kosong.txt" in run(home, "retry", "kosong.txt").out


def test_retry_of_what_was_not_refused_exits_2(home: Path) -> None:
    ran = run(home, "retry", "antara/a.txt")
    assert ran.code == 2
    assert "see `sindikasi rejected`" in ran.err


def test_retry_with_nothing_refused_is_done(tmp_path: Path) -> None:
    assert run(tmp_path, "retry") == Ran(code=0, out="", err="")


def test_a_role_that_does_not_exist_exits_2(tmp_path: Path) -> None:
    for only in ("watch,sleep", ",", ""):
        ran = run(tmp_path, "run", "--only", only)
        assert ran.code == 2
        assert "known: watch, work, publish, serve" in ran.err


def test_publish_without_a_store_leaves_the_feeds_of_one_alone(tmp_path: Path) -> None:
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds/semua.atom").write_text("<feed></feed>")
    ran = run(tmp_path, "publish")
    assert (ran.code, "is its disk mounted?" in ran.err) == (4, True)
    assert (tmp_path / "feeds/semua.atom").read_text() == "<feed></feed>"
    assert not (tmp_path / "data/sindikasi.db").exists()
