"""What scripts rely on: commands, JSON fields, exit codes; and a --help that is quick and shows an example."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

from sindikasi import __version__, cli
from sindikasi.app import App, utc_now
from sindikasi.cli import _EXITS, _since
from sindikasi.errors import (
    ConfigError,
    DocumentError,
    HomeLocked,
    LeaseLost,
    PluginError,
    PublishError,
    QueryError,
    SchemaMismatch,
    SindikasiError,
    StorageUnavailable,
)
from sindikasi.inbox.receive import read_arrival
from sindikasi.storage.sqlite import Database
from tests.commands import Ran, run
from tests.flow.newsroom import CUP, FLOOD, FLOOD_COPY

ARTICLE = {
    "id", "document", "source", "headline", "byline", "dateline", "credit", "language", "url", "published",
    "received", "words", "topics", "story", "relation",
}  # fmt: skip
STORY = {"id", "headline", "topics", "lead", "published", "updated", "revision", "articles"}
REJECTED = {"document", "reason", "message", "at"}
COMMANDS = (
    "run", "ingest", "publish", "status", "articles", "stories", "rejected", "show", "explain", "merge", "split",
    "undo", "retry", "topics", "topics list", "topics test", "feeds", "feeds list", "feeds opml", "config",
    "config init", "config show", "config check", "doctor", "healthcheck", "version",
)  # fmt: skip


@pytest.fixture(scope="module")
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


def drop(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return str(path)


# --- help


def commands() -> Iterator[tuple[str, str]]:
    """Yield (name, help text) of every command and group."""

    def walk(command: object, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield words
        for name, child in getattr(command, "commands", {}).items():
            yield from walk(child, (*words, name))

    for words in walk(typer.main.get_command(cli.cli), ()):
        yield " ".join(words), run(Path(), *words, "--help").out


def test_every_command_of_the_contract_is_there_and_shows_an_example() -> None:
    helps = dict(commands())
    assert helps.keys() >= set(COMMANDS)
    for name, text in helps.items():
        assert re.search(rf"Example: sindikasi( -C \S+)? {name}", " ".join(text.split())), name


def test_help_imports_nothing_heavy() -> None:
    heavy = {
        "scipy", "lxml", "trafilatura", "uvicorn", "numpy", "starlette", "datasketch", "feedgen", "dateparser",
        "apscheduler", "py3langid", "nh3", "lark", "pydantic", "watchfiles", "jinja2", "sqlite3", "structlog",
    }  # fmt: skip
    script = (
        "import sys\n"
        "from sindikasi.cli import main\n"
        "sys.argv = ['sindikasi', '--help']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "ingest" in done.stdout
    assert not heavy & set(done.stderr.split())


@pytest.mark.parametrize("arguments", [["frobnicate"], ["ingest"], ["articles", "--limit", "-1"], ["show"], ["-X"]])
def test_wrong_usage_exits_2(tmp_path: Path, arguments: list[str]) -> None:
    ran = run(tmp_path, *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err


def test_the_package_runs_as_a_module(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sindikasi", "version", "--json"], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == {"version": __version__}


# --- home


def test_the_home_is_the_option_then_the_variable_then_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = {name: tmp_path / name for name in ("option", "variable", "current")}
    for place in places.values():
        place.mkdir()
    monkeypatch.chdir(places["current"])
    base = [sys.executable, "-m", "sindikasi"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SINDIKASI_")}
    variable = {**environment, "SINDIKASI_DIR": str(places["variable"])}
    for arguments, env, expected in (
        (["-C", str(places["option"])], variable, "option"),
        ([], variable, "variable"),
        ([], environment, "current"),
    ):
        subprocess.run([*base, *arguments, "config", "init"], env=env, check=True, capture_output=True)
        assert [name for name, place in places.items() if (place / "sindikasi.toml").exists()] == [expected]
        (places[expected] / "sindikasi.toml").unlink()


# --- ingest


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


def test_files_of_one_name_are_all_accounted_for(tmp_path: Path) -> None:
    names = [drop(tmp_path, f"{n}/x.txt", f"Kabar nomor {n} dari desa {n * 31} tiba pagi ini.") for n in range(60)]
    ran = run(tmp_path / "home", "ingest", *names, "--json")
    assert [row["outcome"] for row in ran.rows].count("opened") == 60
    assert run(tmp_path / "home", "status", "--json").json["documents"]["queued"] == 0


def test_stdin_is_read_as_one_document(tmp_path: Path) -> None:
    ran = run(tmp_path, "ingest", "-", "--source", "antara", "--json", stdin=FLOOD.encode())
    assert (ran.code, ran.json["outcome"]) == (0, "opened")
    (article,) = run(tmp_path, "articles", "--json").rows
    assert (article["document"], article["source"]) == ("stdin.txt", "antara")


def test_stdin_over_the_limit_is_refused(tmp_path: Path) -> None:
    ran = run(tmp_path, "ingest", "-", "--json", stdin=b"x" * 101, SINDIKASI_INBOX__MAX_SIZE="100b")
    assert (ran.code, ran.json["reason"]) == (3, "too-large")
    exact = run(tmp_path, "ingest", "-", "--json", stdin=b"kata " * 20, SINDIKASI_INBOX__MAX_SIZE="100b")
    assert exact.json["outcome"] == "opened"


def test_a_file_over_the_limit_is_refused_at_the_door(tmp_path: Path) -> None:
    big = drop(tmp_path, "big.txt", "x" * 101)
    ran = run(tmp_path, "ingest", big, "--json", SINDIKASI_INBOX__MAX_SIZE="100b")
    assert (ran.code, ran.json["reason"]) == (3, "too-large")
    assert Path(big).exists()


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


def test_a_path_that_is_not_there_exits_2(tmp_path: Path) -> None:
    ran = run(tmp_path, "ingest", "nowhere.txt")
    assert ran.code == 2
    assert "nowhere.txt: no such file" in ran.err


def test_what_is_no_regular_file_is_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    ran = run(tmp_path / "home", "ingest", str(tmp_path / "pipe"), str(tmp_path / "link"))
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.count("not a regular file") == 2


def test_a_file_that_cannot_be_read_is_said_and_the_rest_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop(tmp_path, "wire/a.txt", FLOOD)
    drop(tmp_path, "wire/b.txt", CUP)
    opened = os.open

    def refuse(path: object, *rest: int, **named: int) -> int:
        if str(path).endswith("a.txt"):
            raise PermissionError(13, "Permission denied")
        return opened(path, *rest, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refuse)
        ran = run(tmp_path / "home", "ingest", str(tmp_path / "wire"), "--json")
    assert (ran.code, ran.json["document"]) == (3, "b.txt")
    assert "a.txt: passed over, cannot be read: Permission denied" in ran.err


@pytest.mark.parametrize("place", ["antara/a.txt", "_done/2026-11-20/antara/a.txt", "_rejected/antara/a.txt"])
def test_a_file_below_the_inbox_is_the_document_it_was_when_dropped(tmp_path: Path, place: str) -> None:
    drop(tmp_path, f"inbox/{place}", FLOOD)
    drop(tmp_path, f"inbox/{place}.reason.json", "{}")
    folder = tmp_path / "inbox" / Path(place).parts[0]
    for given in (folder / Path(*Path(place).parts[1:]), folder):
        ran = run(tmp_path, "ingest", str(given), "--json")
        assert ran.json["document"] == "antara/a.txt"
    (article,) = run(tmp_path, "articles", "--json").rows
    assert (article["document"], article["source"]) == ("antara/a.txt", "antara")


def test_the_inbox_is_found_by_any_way_that_leads_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drop(tmp_path, "home/inbox/antara/a.txt", FLOOD)
    (tmp_path / "here").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "home")
    monkeypatch.chdir(tmp_path / "here")
    for given in ("../home/inbox/antara/a.txt", "../link/inbox", "../home/inbox/antara/../antara"):
        assert run(tmp_path / "home", "ingest", given, "--json").json["document"] == "antara/a.txt"


def test_what_another_process_did_is_told_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lane of this process finds nothing to do: a daemon was faster."""
    from sindikasi.flow.ingest import IngestLane

    mine = IngestLane.run_once

    def faster(lane: IngestLane) -> list[object]:
        while mine(lane):
            pass
        return []

    monkeypatch.setattr(IngestLane, "run_once", faster)
    lines = json.dumps({"title": "Kabar", "text": "Kabar dari desa tiba pagi ini."})
    given = [drop(tmp_path, "a.txt", FLOOD), drop(tmp_path, "b.json", "{"), drop(tmp_path, "c.jsonl", lines)]
    ran = run(tmp_path / "home", "ingest", *given, "--json")
    assert ran.code == 3
    assert [(row["document"], row["outcome"]) for row in ran.rows] == [
        ("a.txt", "joined"),
        ("b.json", "rejected"),
        ("c.jsonl", "unpacked"),
    ]


def test_documents_that_wait_for_another_process_are_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sindikasi.flow.ingest import IngestLane

    mine, rounds = IngestLane.run_once, iter([False, False, True])
    monkeypatch.setattr(cli, "_WAIT_SECONDS", 0.001)
    monkeypatch.setattr(IngestLane, "run_once", lambda lane: mine(lane) if next(rounds) else [])
    ran = run(tmp_path / "home", "ingest", drop(tmp_path, "a.txt", FLOOD), "--json")
    assert ran.json["outcome"] == "opened"


# --- lists and single answers


def test_articles_have_the_fields_of_the_contract(stocked: Path) -> None:
    rows = run(stocked, "articles", "--json").rows
    assert len(rows) == 3
    for row in rows:
        assert row.keys() >= ARTICLE
        assert row.keys() - ARTICLE == {"published_basis"}
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
    assert {row.keys() == ARTICLE | {"published_basis", "text"} for row in rows} == {True}
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
    assert {frozenset(each) for each in status["topics"]} == {frozenset({"slug", "stories", "published_at"})}
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


# --- publish


def test_publish_writes_the_feeds_and_says_which_changed(home: Path) -> None:
    first = run(home, "publish", "--json")
    assert first.code == 0
    assert {frozenset(row) for row in first.rows} == {frozenset({"topic", "entries", "written"})}
    assert len(first.rows) == 18
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


# --- retry


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


# --- topics, feeds, settings


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


def test_feeds_list_gives_the_addresses(tmp_path: Path) -> None:
    rows = run(tmp_path, "feeds", "list", "--json").rows
    assert rows[0]["topic"] == "semua"
    assert rows[0]["feeds"] == {form: f"http://127.0.0.1:8080/feeds/semua.{form}" for form in ("atom", "rss", "json")}
    ran = run(tmp_path, "feeds", "list", SINDIKASI_SITE__BASE_URL="https://news.example/")
    assert "https://news.example/feeds/konflik.rss" in ran.out


def test_feeds_opml_is_printed_whole(tmp_path: Path) -> None:
    ran = run(tmp_path, "feeds", "opml")
    assert ran.code == 0
    assert ran.out.startswith("<?xml")
    assert ran.out.count("<outline") >= 18
    assert ran.out.rstrip().endswith("</opml>")


def test_config_init_writes_a_file_that_check_finds_good(tmp_path: Path) -> None:
    home = tmp_path / "new"
    ran = run(home, "config", "init")
    assert (ran.code, ran.out.strip()) == (0, str(home / "sindikasi.toml"))
    assert run(home, "config", "check").out == "ok: 18 topics\n"


def test_config_init_touches_no_file_that_is_there(tmp_path: Path) -> None:
    drop(tmp_path, "sindikasi.toml", "# mine\n")
    ran = run(tmp_path, "config", "init")
    assert ran.code == 2
    assert "it was not touched" in ran.err
    assert (tmp_path / "sindikasi.toml").read_text() == "# mine\n"


def test_config_init_says_where_it_cannot_write(tmp_path: Path) -> None:
    drop(tmp_path, "file", "in the way")
    ran = run(tmp_path / "file", "config", "init")
    assert ran.code == 2
    assert "cannot be written" in ran.err


def test_config_show_prints_what_is_in_force(tmp_path: Path) -> None:
    drop(tmp_path, "sindikasi.toml", "[site]\ntitle = 'Kawat'\n")
    ran = run(tmp_path, "config", "show", SINDIKASI_INBOX__SETTLE="5s")
    assert 'title = "Kawat"' in ran.out
    assert 'settle = "5s"' in ran.out
    shown = run(tmp_path, "config", "show", "--json").json
    assert (shown["site"]["title"], shown["inbox"]["max_size"]) == ("Kawat", 20_000_000)


@pytest.mark.parametrize("command", ["status", "config check", "config show", "doctor", "healthcheck", "run"])
def test_a_wrong_setting_exits_2_and_names_the_key(tmp_path: Path, command: str) -> None:
    drop(tmp_path, "sindikasi.toml", "[inbox]\nsettel = 3\n")
    ran = run(tmp_path, *command.split())
    assert (ran.code, ran.out) == (2, "")
    assert "inbox.settel is no setting; did you mean 'settle'?" in ran.err


def test_a_role_that_does_not_exist_exits_2(tmp_path: Path) -> None:
    for only in ("watch,sleep", ",", ""):
        ran = run(tmp_path, "run", "--only", only)
        assert ran.code == 2
        assert "known: watch, work, publish, serve" in ran.err


# --- health


def test_doctor_finds_a_good_home_good(home: Path) -> None:
    ran = run(home, "doctor", "--json")
    assert ran.code == 0
    assert {frozenset(row) for row in ran.rows} == {frozenset({"check", "ok", "message"})}
    assert all(row["ok"] for row in ran.rows)
    assert "ok       inbox" in run(home, "doctor").out


def test_doctor_exits_1_over_a_problem(home: Path) -> None:
    (home / "feeds").write_text("in the way")
    ran = run(home, "doctor")
    assert ran.code == 1
    assert "PROBLEM  feeds" in ran.out


def test_healthcheck_without_a_daemon_exits_1(tmp_path: Path) -> None:
    ran = run(tmp_path, "healthcheck", SINDIKASI_HTTP__LISTEN="127.0.0.1:9")
    assert (ran.code, ran.out) == (1, "")
    assert "is `sindikasi run` up?" in ran.err


def test_version_is_that_of_the_package(tmp_path: Path) -> None:
    assert run(tmp_path, "version").out == f"sindikasi {__version__}\n"
    assert run(tmp_path, "version", "--json").json == {"version": __version__}


# --- exit codes


def test_a_store_of_a_newer_version_exits_4(home: Path) -> None:
    connection = sqlite3.connect(home / "data" / "sindikasi.db")
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    ran = run(home, "status")
    assert ran.code == 4
    assert "newer version" in ran.err


def test_a_store_that_is_out_of_reach_exits_4(tmp_path: Path) -> None:
    drop(tmp_path, "data", "in the way")
    assert run(tmp_path, "status").code == 4


def test_a_locked_store_exits_4(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sindikasi.storage.sqlite._BUSY_SECONDS", 0.01)
    database = Database(home / "data" / "sindikasi.db")
    with database.writing():
        ran = run(home, "retry", "kosong.txt")
    database.close()
    assert ran.code == 4
    assert "another process is writing" in ran.err


def test_a_home_held_by_another_instance_exits_5_with_its_pid(home: Path) -> None:
    lock = home / "data" / "run-watch.lock"
    lock.write_text("4242")
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        ran = run(home, "run")
    assert ran.code == 5
    assert "pid 4242" in ran.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (HomeLocked("held", pid=1), 5),
        (StorageUnavailable("busy"), 4),
        (SchemaMismatch("newer"), 4),
        (ConfigError("wrong"), 2),
        (QueryError("wrong", column=1), 2),
        (PluginError("missing", group="g", name="n"), 2),
        (DocumentError("broken"), 3),
        (LeaseLost("lost"), 1),
        (PublishError("full", topic="semua"), 1),
        (PermissionError(13, "Permission denied", "/srv"), 1),
        (KeyboardInterrupt(), 130),
    ],
)
def test_every_error_has_its_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(cli, "_open", fail)
    ran = run(tmp_path, "status")
    assert ran.code == code
    assert ran.out == ""
    assert "Traceback" not in ran.err
    if str(error):
        assert f"sindikasi: {error}" in ran.err


def test_an_interrupt_outside_a_command_exits_130(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "cli", interrupted)
    assert run(tmp_path, "status").code == 130


def test_every_error_of_ours_is_sorted() -> None:
    kinds = [kind for kind, _ in _EXITS]
    assert {HomeLocked, ConfigError, PluginError, DocumentError} <= set(kinds)
    assert all(issubclass(kind, SindikasiError) for kind in kinds)


def test_a_reader_that_has_seen_enough_is_no_error(stocked: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SINDIKASI_")}
    listing = subprocess.Popen(
        [sys.executable, "-m", "sindikasi", "-C", str(stocked), "articles", "--json", "--text"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    )
    assert listing.stdout is not None
    listing.stdout.close()
    _, talk = listing.communicate(timeout=60)
    assert (listing.returncode, talk) == (0, b"")


# --- the progress bar


def test_long_work_shows_a_bar_on_a_terminal_and_nothing_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    with cli._progress("reading", 2) as advance:
        advance(2)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with cli._progress("reading", 2) as advance:
        advance(1)
        advance(1)


def test_stories_are_named_by_a_short_id(stocked: Path) -> None:
    line = run(stocked, "stories", "--limit", "1").out
    assert run(stocked, "show", line.split()[0]).code == 0


# --- editorial acts


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


# --- for people


def test_the_status_is_told_in_lines(home: Path) -> None:
    assert "never published" in run(home, "status").out
    run(home, "publish")
    lines = run(home, "status").out
    assert "documents  0 queued, 3 done, 2 rejected" in lines
    assert re.search(r"semua +2 stories, published \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", lines)


def test_a_folder_of_many_files_is_queued_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "_QUEUE_BATCH", 4)
    for number in range(11):
        drop(tmp_path, f"wire/{number}.txt", f"Kabar nomor {number} dari desa {number * 31} tiba pagi ini.")
    assert len(run(tmp_path / "home", "ingest", str(tmp_path / "wire"), "--json").rows) == 11


def test_ingest_takes_up_what_a_killed_ingest_left_in_the_queue(tmp_path: Path) -> None:
    home, wire = tmp_path / "home", tmp_path / "wire"
    wire.mkdir()
    (wire / "banjir.txt").write_text(FLOOD)
    app = App(home)
    read = read_arrival(wire / "banjir.txt", Path("banjir.txt"), received=utc_now(), max_bytes=10_000)
    assert read is not None
    app.queue.offer([read[0]])
    app.close()
    ran = run(home, "ingest", str(wire), "--json")
    assert ran.code == 0
    assert [(row["document"], row["outcome"]) for row in ran.rows] == [("banjir.txt", "opened")]


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


@pytest.mark.parametrize("command", ["articles", "stories"])
def test_a_list_of_an_unknown_topic_is_refused(tmp_path: Path, command: str) -> None:
    ran = run(tmp_path, command, "--topic", "nowhere")
    assert ran.code == 2
    assert "no topic 'nowhere'" in ran.err


def test_one_bracket_for_a_list_of_sections_is_named(tmp_path: Path) -> None:
    (tmp_path / "sindikasi.toml").write_text('[topic]\nslug = "pasar"\nquery = "cabai"\n')
    ran = run(tmp_path, "config", "check")
    assert ran.code == 2
    assert "write [[topic]]" in ran.err
