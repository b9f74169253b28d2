"""Disks that are full, read-only, broken or away: said once, shown by /healthz, and nothing is lost or doubled."""

from __future__ import annotations

import resource
import shutil
from pathlib import Path

import pytest

from tests.acceptance.service import within
from tests.faults.corpus import Dropped, corpus
from tests.faults.disks import a_disk
from tests.faults.failing import FULL, INPUT_OUTPUT, READ_ONLY, FailingCalls
from tests.faults.trouble import trouble

pytestmark = pytest.mark.slow

SIZES = [pytest.param(40, id="short"), pytest.param(1_000, id="long", marks=pytest.mark.long)]
LONG = [pytest.param(1_000, id="long", marks=pytest.mark.long)]


def drops(count: int) -> tuple[list[Dropped], list[Dropped]]:
    """Return what is dropped before the trouble and what is dropped in it."""
    made = corpus(count, seed=count)
    return made[: len(made) // 3], made[len(made) // 3 :]


def outside(tmp_path: Path) -> str:
    """Return a document for `ingest`, of a kind that no test drops."""
    path = tmp_path / "rusak.json"
    path.write_text("{")
    return str(path)


@pytest.mark.parametrize("count", SIZES)
def test_a_full_disk_of_the_store_stops_take_in_until_there_is_room(tmp_path: Path, count: int) -> None:
    first, rest = drops(count)
    with a_disk(tmp_path / "disk", tmp_path / "home/data", "64m") as disk, trouble(tmp_path / "home", first) as at:
        before = at.feeds()
        disk.fill()
        at.drop(rest)
        at.out_of_order("watch", "full")
        for command in (["ingest", outside(tmp_path)], ["merge", "a", "b"]):
            ran = at.service.command(*command)
            if command[0] == "ingest":
                assert (ran.returncode, "full" in ran.stderr) == (4, True)
        assert at.service.command("status").returncode == 0
        assert at.service.command("doctor").returncode == 1
        assert at.feeds() == before
        said = [each["event"] for each in at.said("error", "warning")]
        assert len(said) == len(set(said)), f"something was said twice: {said}"
        assert set(said) - {"index kept in memory", "search index waits"} == {"lane waits"}
        disk.make_room()


@pytest.mark.parametrize(
    ("count", "fault"),
    [
        pytest.param(40, "read-only", id="short-read-only"),
        pytest.param(1_000, "full", id="long-full", marks=pytest.mark.long),
        pytest.param(1_000, "read-only", id="long-read-only", marks=pytest.mark.long),
    ],
)
def test_feeds_that_cannot_be_written_stay_as_they_were(tmp_path: Path, count: int, fault: str) -> None:
    first, rest = drops(count)
    with a_disk(tmp_path / "disk", tmp_path / "home/feeds", "64m") as disk, trouble(tmp_path / "home", first) as at:
        before = at.feeds()
        disk.fill() if fault == "full" else disk.make_read_only()
        at.drop(rest)
        at.out_of_order("publish", "No space left" if fault == "full" else "Read-only")
        within(60, lambda: at.health()["queued"] == 0)
        ran = at.service.command("publish")
        assert (ran.returncode, "the last feed stays" in ran.stderr) == (1, True)
        doctor = at.service.command("doctor")
        assert (doctor.returncode, str(at.service.feeds) in doctor.stdout) == (1, True)
        assert at.feeds() == before
        (said,) = at.said("error", "warning")
        assert said["event"] == "publish failed"
        disk.make_room() if fault == "full" else disk.make_writable()


@pytest.mark.parametrize("count", LONG)
def test_an_inbox_that_is_full_lets_articles_through_and_keeps_refusals_for_later(tmp_path: Path, count: int) -> None:
    first, rest = drops(count)
    with a_disk(tmp_path / "disk", tmp_path / "home/inbox", "64m") as disk, trouble(tmp_path / "home", first) as at:
        passing = disk.root / ".datang"
        at.drop(rest, passing)
        disk.fill()
        for each in passing.iterdir():
            target = disk.root / each.name
            if not target.exists():
                each.rename(target)
            else:
                for file in [each, *each.rglob("*")]:
                    if file.is_file():
                        file.rename(disk.root / file.relative_to(passing))
        at.out_of_order("work", "No space left")
        good = sum(len(each.good) for each in at.dropped)
        within(60, lambda: at.service.counts()["done"] >= good)
        assert len(at.said("error", "warning")) <= 2  # the place of files, and that of refusals
        disk.make_room()


@pytest.mark.parametrize("count", LONG)
def test_an_inbox_that_is_read_only_is_read_and_cleared_later(tmp_path: Path, count: int) -> None:
    first, rest = drops(count)
    with a_disk(tmp_path / "disk", tmp_path / "home/inbox", "64m") as disk, trouble(tmp_path / "home", first) as at:
        disk.make_read_only()
        at.drop(rest, disk.root)
        at.out_of_order("watch", "Read-only")
        good = sum(len(each.good) for each in at.dropped)
        within(60, lambda: at.service.counts()["done"] >= good)
        doctor = at.service.command("doctor")
        assert (doctor.returncode, "Read-only" in doctor.stdout) == (1, True)
        assert len(at.said("error", "warning")) <= 2
        disk.make_writable()


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(INPUT_OUTPUT, id="broken"),
        pytest.param(READ_ONLY, id="read-only", marks=pytest.mark.long),
        pytest.param(FULL, id="full", marks=pytest.mark.long),
    ],
)
def test_a_store_whose_disk_fails_stops_take_in_until_it_is_well(tmp_path: Path, number: int) -> None:
    first, rest = drops(40)
    calls = FailingCalls(tmp_path)
    with trouble(tmp_path / "home", first, calls.environment) as at:
        before = at.feeds()
        calls.begin(number, "sindikasi.db")
        at.drop(rest)
        at.out_of_order("watch", "check that the disk is there, writable and not full")
        assert at.service.command("ingest", outside(tmp_path)).returncode == 4
        assert at.feeds() == before
        assert len(at.said("error", "warning")) == 1
        calls.end()


@pytest.mark.long
def test_index_files_that_cannot_be_written_stop_nothing(tmp_path: Path) -> None:
    first, rest = drops(40)
    calls = FailingCalls(tmp_path)
    with trouble(tmp_path / "home", first, calls.environment) as at:
        calls.begin(INPUT_OUTPUT, "data/index/")
        at.drop(rest)
        within(40, at.is_done)
        assert at.said("error") == []
        calls.end()


@pytest.mark.long
def test_too_few_open_files_delay_and_lose_nothing(tmp_path: Path) -> None:
    first, rest = drops(40)
    with trouble(tmp_path / "home", first) as at:
        assert at.service.process is not None
        pid = at.service.process.pid
        most = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        used = max(int(each.name) for each in Path(f"/proc/{pid}/fd").iterdir())
        with at.paused_reader():
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (used, most[1]))
            at.drop(rest)
            within(20, lambda: at.said("warning", "error"))
            resource.prlimit(pid, resource.RLIMIT_NOFILE, most)
        assert len(at.said("warning", "error")) <= 4


def test_a_data_folder_that_is_away_is_waited_for(tmp_path: Path) -> None:
    first, rest = drops(40)
    with a_disk(tmp_path / "disk", tmp_path / "home/data") as disk, trouble(tmp_path / "home", first) as at:
        before = at.feeds()
        disk.take_away()
        at.drop(rest)
        at.out_of_order("store", "is gone")
        at.out_of_order("watch", "is gone")
        assert len(at.said("error", "warning")) == 1
        left = [each for each in at.service.inbox.glob("[!_.]*/**/*") if each.is_file()]
        assert left, "files were taken in without a store"
        ran = at.service.command("publish")
        assert (ran.returncode, "no store" in ran.stderr) == (4, True)
        assert at.feeds() == before
        disk.put_back()


@pytest.mark.long
def test_a_store_that_was_moved_away_and_put_back_is_used_again(tmp_path: Path) -> None:
    first, rest = drops(40)
    with trouble(tmp_path / "home", first) as at:
        data = at.service.home / "data"
        data.rename(tmp_path / "elsewhere")
        at.drop(rest)
        at.out_of_order("store", "is gone")
        (tmp_path / "elsewhere").rename(data)


@pytest.mark.long
def test_a_copy_in_place_of_the_store_is_opened_anew(tmp_path: Path) -> None:
    first, rest = drops(40)
    with trouble(tmp_path / "home", first) as at:
        data = at.service.home / "data"
        data.rename(tmp_path / "old")
        at.drop(rest[: len(rest) // 2])
        at.out_of_order("store", "is gone")
        shutil.copytree(tmp_path / "old", tmp_path / "copy")
        (tmp_path / "copy").rename(data)
        within(40, at.is_done)
        at.drop(rest[len(rest) // 2 :])


def test_another_store_in_its_place_is_not_written_to(tmp_path: Path) -> None:
    first, rest = drops(40)
    with trouble(tmp_path / "home", first) as at:
        before = at.feeds()
        store = at.service.home / "data/sindikasi.db"
        store.rename(tmp_path / "store.db")
        store.write_bytes(b"")
        at.drop(rest)
        at.out_of_order("store", "was replaced")
        assert store.read_bytes() == b""
        log = store.with_name("sindikasi.db-wal")
        log.rename(tmp_path / "log")
        at.out_of_order("store", "replaced by something else")
        assert store.read_bytes() == b""
        (tmp_path / "log").rename(log)
        assert at.feeds() == before
        (tmp_path / "store.db").rename(store)
