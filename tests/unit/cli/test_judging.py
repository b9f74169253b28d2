"""Explain says why; merge, split and undo do what an editor asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import run
from tests.flow.test_evaluate import a_set
from tests.unit.cli.fields import STORY


def test_explain_answers_yes_with_the_fields_of_the_contract(stocked: Path) -> None:
    ran = run(stocked, "explain", "antara/a.txt", "kompas/b.txt", "--json")
    assert ran.code == 0
    assert ran.json.keys() >= {"joined", "similarity", "rule", "shared", "bands"}
    assert ran.json["similarity"].keys() >= {"jaccard", "containment"}
    assert ran.json["joined"] is True
    assert ran.json["shared"]
    text = run(stocked, "explain", "antara/a.txt", "kompas/b.txt").out
    assert text.startswith("one story")
    assert "shared passages" in text


def test_explain_answers_no_with_exit_1(stocked: Path) -> None:
    ran = run(stocked, "explain", "antara/a.txt", "kompas/c.txt", "--json")
    assert (ran.code, ran.json["joined"]) == (1, False)
    assert run(stocked, "explain", "antara/a.txt", "kompas/c.txt").out.startswith("two stories")


def test_explain_takes_a_story_for_its_lead(stocked: Path) -> None:
    story = run(stocked, "show", "antara/a.txt", "--json").json["story"]
    assert run(stocked, "explain", story, "kompas/b.txt").code == 0


def test_explain_of_one_article_says_why_it_has_its_topics(stocked: Path) -> None:
    answer = run(stocked, "explain", "antara/a.txt", "--json").json
    held = {each["topic"]: each["hits"] for each in answer["topics"]}
    assert "bencana" in held
    assert any(hit["word"].casefold().startswith("banjir") for hit in held["bencana"])
    assert "bencana\n" in run(stocked, "explain", "antara/a.txt").out


def test_two_stories_are_merged_and_the_merge_is_taken_back(home: Path) -> None:
    flood, cup = (run(home, "show", name, "--json").json["story"] for name in ("antara/a.txt", "kompas/c.txt"))
    (merged,) = run(home, "merge", flood, "kompas/c.txt", "--json").rows
    assert merged.keys() == STORY
    assert merged["id"] in {flood, cup}
    assert len(merged["articles"]) == 3
    assert run(home, "show", cup, "--json").json["id"] == merged["id"]
    assert run(home, "explain", "antara/a.txt", "kompas/c.txt").code == 0
    undone = run(home, "undo", "--json")
    assert undone.code == 0
    assert "took the merge back" in undone.err
    assert sorted(len(row["articles"]) for row in run(home, "stories", "--json").rows) == [1, 2]
    assert run(home, "explain", "antara/a.txt", "kompas/c.txt").code == 1


def test_an_article_is_split_from_its_story_and_the_split_is_taken_back(home: Path) -> None:
    story = run(home, "show", "antara/a.txt", "--json").json["story"]
    ran = run(home, "split", story, "kompas/b.txt")
    assert (ran.code, len(ran.out.splitlines())) == (0, 2)
    assert run(home, "explain", "antara/a.txt", "kompas/b.txt").code == 1
    assert run(home, "status", "--json").json["stories"] == 3
    assert run(home, "undo").code == 0
    assert run(home, "explain", "antara/a.txt", "kompas/b.txt").code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["merge", "antara/a.txt", "kompas/b.txt"], "one story already"),
        (["merge", "antara/a.txt", "nowhere.txt"], "`sindikasi articles` lists them"),
        (["split", "antara/a.txt", "kompas/c.txt"], "is not in story"),
        (["split", "antara/a.txt", "antara/a.txt", "kompas/b.txt"], "at least one article has to stay"),
    ],
)
def test_an_act_that_cannot_be_done_exits_2(home: Path, arguments: list[str], words: str) -> None:
    ran = run(home, *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err


def test_undo_with_nothing_to_undo_exits_1(home: Path) -> None:
    ran = run(home, "undo")
    assert (ran.code, ran.out) == (1, "")
    assert "no merge or split" in ran.err


def test_eval_scores_the_settings_in_force(tmp_path: Path) -> None:
    labels = a_set(tmp_path, {"ab": "dup", "cd": "diff", "ae": "dup"})
    ran = run(tmp_path, "eval", str(labels), "--json", "--sweep", str(tmp_path / "curve.svg"))
    assert ran.code == 0
    assert ran.json.keys() >= {"precision", "recall", "f1", "cross_source", "same_source", "candidate_recall"}
    assert (ran.json["found"], ran.json["missed"], ran.json["false"]) == (1, 1, 1)
    assert [(each["a"], each["b"]) for each in ran.json["false_merges"]] == [("c", "d")]
    assert len(ran.json["sweep"]) == 99
    assert (tmp_path / "curve.svg").read_text().startswith("<svg")


def test_eval_names_the_false_merges_for_a_person(tmp_path: Path) -> None:
    said = run(tmp_path, "eval", str(a_set(tmp_path, {"ab": "dup", "cd": "diff"}))).out
    assert "candidate recall 1.0000" in said
    assert "false merges\n  diff     c d: " in said
    assert "1 rows are no article under these settings" in said


def test_a_stricter_threshold_is_the_one_that_is_scored(tmp_path: Path) -> None:
    (tmp_path / "sindikasi.toml").write_text("[grouping]\nthreshold = 0.999999\n")
    strict = run(tmp_path, "eval", str(a_set(tmp_path, {"ab": "dup"})), "--json")
    assert strict.json["found"] == 0


def test_eval_without_a_labelled_set_is_a_usage_error(tmp_path: Path) -> None:
    ran = run(tmp_path, "eval", str(tmp_path / "nowhere"))
    assert ran.code == 2
    assert "no such file" in ran.err
