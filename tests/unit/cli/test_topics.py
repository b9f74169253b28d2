"""Topics are listed with their queries, and a query shows what it matches and why."""

from __future__ import annotations

from pathlib import Path

from tests.commands import Ran, drop, run
from tests.flow.newsroom import CUP, FLOOD


def test_topics_list_shows_the_topics_in_force(home: Path) -> None:
    drop(home, "sindikasi.toml", "[[topic]]\nslug = 'panen'\nquery = 'sawah'\nentries = 7\n")
    rows = run(home, "topics", "list", "--json").rows
    assert len(rows) == 19
    assert rows[-1] == {
        "slug": "panen",
        "title": "panen",
        "query": "sawah",
        "subjects": [],
        "schedule": "every 10 seconds",
        "entries": 7,
    }
    assert "panen" in run(home, "topics", "list").out


def test_topics_test_shows_what_matches_in_the_store_and_why(stocked: Path) -> None:
    ran = run(stocked, "topics", "test", "tanggul", "--json")
    assert ran.code == 0
    assert {row["document"] for row in ran.rows} == {"antara/a.txt", "kompas/b.txt"}
    assert ran.rows[0]["hits"][0]["term"] == "tanggul"
    assert "matches   antara/a.txt" in run(stocked, "topics", "test", "tanggul").out


def test_topics_test_reads_files_without_storing_them(tmp_path: Path) -> None:
    files = [drop(tmp_path, "a.txt", FLOOD), drop(tmp_path, "c.txt", CUP), drop(tmp_path, "rusak.json", "{")]
    ran = run(tmp_path / "home", "topics", "test", "banjir", *files)
    assert ran.code == 0
    assert "matches   a.txt" in ran.out
    assert "no match  c.txt" in ran.out
    assert "rusak.json: malformed" in ran.err
    assert run(tmp_path / "home", "status", "--json").json["documents"] == {"queued": 0, "done": 0, "rejected": 0}


def test_topics_test_takes_a_topic_in_force(stocked: Path) -> None:
    assert run(stocked, "topics", "test", "@semua").code == 0
    assert run(stocked, "topics", "test", "@nowhere").code == 2


def test_topics_test_that_matches_nothing_exits_1(stocked: Path) -> None:
    assert run(stocked, "topics", "test", "gunung meletus hebat") == Ran(code=1, out="", err="")


def test_a_query_that_cannot_be_read_exits_2_with_the_column(stocked: Path) -> None:
    ran = run(stocked, "topics", "test", "banjir AND (")
    assert ran.code == 2
    assert "sindikasi: " in ran.err
    drop(stocked / "other", "sindikasi.toml", "[[topic]]\nslug = 'x'\nquery = 'banjir AND ('\n")
    ran = run(stocked / "other", "config", "check")
    assert ran.code == 2
    assert "topic x, query, column" in ran.err


def test_a_topic_can_be_of_subjects_alone(tmp_path: Path) -> None:
    (tmp_path / "sindikasi.toml").write_text('[[topic]]\nslug = "pasar"\nsubjects = ["04000000"]\n')
    assert run(tmp_path, "config", "check").code == 0
    (tmp_path / "a.json").write_text('{"title": "Kabar pasar hari ini", "text": "Harga cabai turun di pasar."}')
    run(tmp_path, "ingest", str(tmp_path / "a.json"))
    assert run(tmp_path, "articles", "--topic", "pasar").out == ""


def test_a_query_that_cannot_be_read_names_the_column(tmp_path: Path) -> None:
    ran = run(tmp_path, "topics", "test", "putin AND")
    assert ran.code == 2
    assert "column" in ran.err
