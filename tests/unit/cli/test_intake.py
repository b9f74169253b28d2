"""What the given paths hold is read, and every document is accounted for, whoever does the work."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from sindikasi.app import App, utc_now
from sindikasi.cli import intake
from sindikasi.inbox.receive import read_arrival
from tests.commands import drop, run
from tests.flow.newsroom import CUP, FLOOD


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
    monkeypatch.setattr(intake, "_WAIT_SECONDS", 0.001)
    monkeypatch.setattr(IngestLane, "run_once", lambda lane: mine(lane) if next(rounds) else [])
    ran = run(tmp_path / "home", "ingest", drop(tmp_path, "a.txt", FLOOD), "--json")
    assert ran.json["outcome"] == "opened"


def test_long_work_shows_a_bar_on_a_terminal_and_nothing_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    with intake._progress("reading", 2) as advance:
        advance(2)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with intake._progress("reading", 2) as advance:
        advance(1)
        advance(1)


def test_a_folder_of_many_files_is_queued_in_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "_QUEUE_BATCH", 4)
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
    app.queue.offer([read.arrival])
    app.close()
    ran = run(home, "ingest", str(wire), "--json")
    assert ran.code == 0
    assert [(row["document"], row["outcome"]) for row in ran.rows] == [("banjir.txt", "opened")]


def test_an_ingest_that_ends_holds_nothing_others_could_read(tmp_path: Path) -> None:
    home, arrivals = tmp_path / "home", []
    for number in range(130):
        path = Path(drop(tmp_path, f"{number}.txt", f"Kabar nomor {number} dari desa {number * 31} tiba pagi ini."))
        read = read_arrival(path, Path(path.name), received=utc_now(), max_bytes=10_000)
        assert read is not None
        arrivals.append(read.arrival)
    app = App(home)
    app.queue.offer(arrivals)
    assert run(home, "ingest", str(tmp_path / "0.txt"), "--json").code == 0
    assert app.queue.length() > 0
    assert app.queue.owners() == []
    app.close()


def test_a_dry_run_shows_what_a_text_is_read_as_and_stores_nothing(tmp_path: Path) -> None:
    good, bad = drop(tmp_path, "a.txt", FLOOD + "\n\nIklan\n"), drop(tmp_path, "b.json", "{")
    ran = run(tmp_path / "home", "ingest", "--dry-run", "--json", good, bad)
    assert ran.code == 3
    read, refused = ran.rows
    assert (read["document"], read["story"], read["relation"]) == ("a.txt", None, None)
    assert read["furniture"] == ["Iklan"]
    assert (refused["document"], refused["reason"]) == ("b.json", "malformed")
    shown = run(tmp_path / "home", "ingest", "--dry-run", good)
    assert (shown.code, "left out        Iklan" in shown.out) == (0, True)
    assert not (tmp_path / "home" / "data").exists()


def test_a_text_is_taken_in_with_the_metadata_beside_it(tmp_path: Path) -> None:
    drop(tmp_path, "wire/x.txt", FLOOD)
    told = json.dumps({"title": "Banjir rendam Luwu Utara", "url": "https://a.example/1", "author": "Hasrul"})
    sidecar = drop(tmp_path, "wire/x.json", told)
    ran = run(tmp_path / "home", "ingest", str(tmp_path / "wire"), "--json")
    assert (ran.code, [row["document"] for row in ran.rows]) == (0, ["x.txt"])
    (article,) = run(tmp_path / "home", "articles", "--json").rows
    assert article["headline"] == "Banjir rendam Luwu Utara"
    assert (article["url"], article["byline"]) == ("https://a.example/1", "Hasrul")

    alone = run(tmp_path / "home", "ingest", sidecar, "--json")
    assert alone.rows == []
    assert "x.json: passed over, it is taken in with x.txt" in alone.err


def test_metadata_without_its_text_is_refused_with_a_remedy(tmp_path: Path) -> None:
    ran = run(
        tmp_path, "ingest", drop(tmp_path, "wire/x.json", '{"title": "Banjir", "url": "https://a.example/1"}'), "--json"
    )
    assert (ran.code, ran.json["reason"]) == (3, "malformed")
    assert "x.txt" in ran.json["message"]
