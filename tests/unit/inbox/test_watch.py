"""A file is handed out when it is complete, once, and only from inside the inbox."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from threading import Event, Thread

import pytest
from watchfiles._rust_notify import WatchfilesRustInternalError

from sindikasi.inbox import settling, watch
from sindikasi.inbox.mounts import Mount, file_system, mount_of
from sindikasi.inbox.settling import is_open_for_writing
from sindikasi.inbox.watch import Watcher, changes_below, hears_events, scan
from tests.builders import CUP, FLOOD

# --- what is seen


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    return inbox


def drop(inbox: Path, name: str, text: str = FLOOD, *, age: float = 0.0) -> Path:
    path = inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    moment = time.time() - age
    os.utime(path, (moment, moment))
    return path


def test_a_scan_finds_documents_oldest_first(inbox: Path) -> None:
    drop(inbox, "new.txt", age=1)
    drop(inbox, "antara/old.txt", age=3)
    drop(inbox, "antara/dunia/middle.txt", age=2)
    for name in ("_done/x.txt", ".hidden", "a.tmp", "antara/@eaDir/x.txt", "upload.part/x.txt"):
        drop(inbox, name)
    found = [each.relative_to(inbox).as_posix() for each in scan(inbox)]
    assert found == ["antara/old.txt", "antara/dunia/middle.txt", "new.txt"]


def test_a_scan_follows_no_link_and_opens_no_pipe(inbox: Path, tmp_path: Path) -> None:
    drop(tmp_path / "outside", "secret.txt")
    (inbox / "folder").symlink_to(tmp_path / "outside")
    (inbox / "link.txt").symlink_to(tmp_path / "outside" / "secret.txt")
    os.mkfifo(inbox / "pipe.txt")
    assert scan(inbox) == []


def test_a_scan_goes_as_deep_as_the_folders(inbox: Path) -> None:
    here = os.getcwd()
    try:
        os.chdir(inbox)
        for _ in range(1200):
            os.mkdir("d")
            os.chdir("d")
        Path("a.txt").write_text(FLOOD)
    finally:
        os.chdir(here)
    (found,) = scan(inbox)
    assert found.name == "a.txt"
    while found != inbox:  # rmtree of older Pythons calls itself once a folder
        (os.unlink if found.name == "a.txt" else os.rmdir)(found)
        found = found.parent


def test_a_scan_of_a_folder_that_is_gone_finds_nothing(tmp_path: Path) -> None:
    assert scan(tmp_path / "nowhere") == []


def _skip_without_events(folder: Path) -> None:
    if not mount_of(folder).has_events:
        pytest.skip(f"{file_system(folder)} reports no events")


# --- the watcher


class Looking:
    """Goes through a watcher's batches one by one; ends by itself when nothing comes in time."""

    def __init__(self, inbox: Path, *, keeps: bool = False, mode: str = "poll", settle: float = 0.0) -> None:
        self.stop = Event()
        self.watcher = Watcher(
            inbox,
            mode=mode,
            settle_seconds=settle,
            rescan_seconds=0.0,
            keeps=keeps,  # type: ignore[arg-type]
        )
        self._batches: Iterator[list[Path]] = self.watcher.batches(self.stop)

    def next(self) -> list[str]:
        return [path.name for path in next(self._batches)]

    def last(self) -> list[str]:
        """Return what is handed out in the round in which the stop is seen."""
        self.stop.set()
        return [path.name for batch in self._batches for path in batch]


@pytest.fixture(autouse=True)
def _quick_ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "_TICK_MS", 1)


def test_settled_files_are_handed_out_oldest_first(inbox: Path) -> None:
    drop(inbox, "b.txt", age=1)
    drop(inbox, "a.txt", age=2)
    assert Looking(inbox).next() == ["a.txt", "b.txt"]


def test_a_file_left_in_place_is_handed_out_again_unless_files_are_kept(inbox: Path) -> None:
    path = drop(inbox, "a.txt")
    moving, keeping = Looking(inbox), Looking(inbox, keeps=True)
    assert moving.next() == keeping.next() == ["a.txt"]
    assert moving.next() == ["a.txt"]
    other = drop(inbox, "b.txt", CUP)
    assert keeping.next() == ["b.txt"]
    path.write_text(CUP + "diperbarui")
    assert keeping.next() == ["a.txt"]
    other.unlink()
    assert keeping.last() == []


def test_a_kept_file_handed_back_is_handed_out_again(inbox: Path) -> None:
    path = drop(inbox, "a.txt")
    looking = Looking(inbox, keeps=True)
    assert looking.next() == ["a.txt"]
    looking.watcher.hand_back(path)
    looking.watcher.hand_back(inbox / "nowhere")
    assert looking.next() == ["a.txt"]


def test_a_file_open_for_writing_is_not_handed_out(inbox: Path) -> None:
    path = drop(inbox, "a.txt")
    with path.open("a"):
        if not is_open_for_writing(path):
            pytest.skip(f"{file_system(inbox)} knows no leases")
        drop(inbox, "b.txt", CUP)
        looking = Looking(inbox)
        assert looking.next() == ["b.txt"]
        (inbox / "b.txt").unlink()
    assert looking.next() == ["a.txt"]


def test_a_flood_is_handed_out_in_parts_and_others_come_between(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "_BATCH", 4)
    for number in range(6):
        drop(inbox, f"banjir/{number}.txt")
    looking = Looking(inbox)
    assert looking.next() == ["0.txt", "1.txt", "2.txt", "3.txt"]
    for path in (inbox / "banjir").glob("[0-3].txt"):
        path.unlink()
    drop(inbox, "kilat/segera.txt")
    assert looking.next() == ["4.txt", "segera.txt", "5.txt"]


def test_what_was_written_again_while_it_waited_for_its_turn_settles_anew(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "_BATCH", 1)
    watcher = Looking(inbox, settle=2.0).watcher
    first, second, third = (drop(inbox, f"{number}.txt") for number in (1, 2, 3))

    def at(seconds: float) -> list[Path]:
        watcher._line_up({path for path in (first, second, third) if path.exists()}, seconds)
        return watcher._next_batch(seconds)

    assert at(0.0) == []
    assert at(3.0) == [first]
    first.unlink()
    second.write_text("ditulis lagi")
    third.unlink()
    assert [at(3.1), at(3.2), at(5.0)] == [[], [], []]
    assert at(5.2) == [second]


def test_a_time_in_the_future_costs_the_settling_time_and_no_more(inbox: Path) -> None:
    path = drop(inbox, "besok.txt")
    os.utime(path, (time.time() + 86400,) * 2)
    watcher = Looking(inbox, settle=2.0).watcher
    for seconds in (0.0, 1.9):
        watcher._line_up({path}, seconds)
        assert watcher._next_batch(seconds) == []
    watcher._line_up({path}, 2.0)
    assert watcher._next_batch(2.0) == [path]


def test_a_file_that_is_not_settled_is_looked_at_again_on_every_tick(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter([0.0, 1.9, 2.0])
    monkeypatch.setattr(watch.time, "monotonic", lambda: next(times))
    monkeypatch.setattr(watch.time, "time_ns", lambda: 0)
    drop(inbox, "a.txt")
    assert Looking(inbox, settle=2.0).next() == ["a.txt"]
    assert list(times) == []


def test_a_file_gone_before_it_settled_is_forgotten(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch.time, "time_ns", lambda: 0)
    watcher = Watcher(inbox, mode="poll", settle_seconds=60, rescan_seconds=0, keeps=False)
    path = drop(inbox, "a.txt")
    assert watcher._settled({path}, 0.0) == []
    assert watcher._settling.waiting == [path]
    path.unlink()
    assert watcher._settled({path}, 1.0) == []
    assert watcher._settling.waiting == []


@pytest.mark.parametrize(("mode", "is_polling"), [("poll", True), ("events", False)])
def test_the_way_of_watching_can_be_chosen(inbox: Path, mode: str, is_polling: bool) -> None:
    assert Looking(inbox, mode=mode).watcher.is_polling is is_polling


def test_auto_polls_where_events_do_not_come(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "hears_events", lambda _: False)
    watcher = Looking(inbox, mode="auto").watcher
    assert watcher.is_polling
    assert "no event came" in watcher.reason


def test_trying_for_events_leaves_nothing_behind(inbox: Path) -> None:
    _skip_without_events(inbox)
    assert hears_events(inbox)
    assert list(inbox.iterdir()) == []


def test_what_a_killed_process_left_of_trying_is_removed(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left, young, full = (inbox / f".sindikasi-{name}" for name in ("left", "young", "full"))
    left.touch()
    full.write_text("isi")
    monkeypatch.setattr(watch, "_PROBE_NS", -1)
    hears_events(inbox)
    assert not left.exists()
    assert full.exists()
    monkeypatch.setattr(watch, "_PROBE_NS", 60 * 10**9)
    young.touch()
    hears_events(inbox)
    assert young.exists()


def test_a_system_that_stays_silent_has_no_events(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is written elsewhere, as by another machine."""
    _skip_without_events(inbox)
    elsewhere = inbox.parent / "elsewhere"
    elsewhere.mkdir()
    written = tempfile.NamedTemporaryFile
    monkeypatch.setattr(watch, "_PROBE_MS", 10)
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", lambda **options: written(**(options | {"dir": elsewhere})))
    assert not hears_events(inbox)


def test_events_cannot_be_tried_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="gone"):
        hears_events(tmp_path / "gone")


def test_a_silent_mount_below_the_inbox_is_polled_and_said_once(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    mount = Mount(place=inbox / "antara", kind="nfs4")
    monkeypatch.setattr(watch, "silent_mounts_below", lambda _: [mount])
    monkeypatch.setattr(watch, "_POLL_SECONDS", 0.0)
    batches = Hinting(inbox, monkeypatch, set(), set(), set(), say=said.append).batches()
    drop(inbox, "first.txt")
    assert next(batches) == ["first.txt"]
    drop(inbox, "second.txt")
    assert next(batches) == ["second.txt"]  # found by the scan with which watching begins
    drop(inbox, "antara/a.txt")
    drop(inbox, "kompas/b.txt")  # where events come, and none did
    assert list(batches) == [["antara/a.txt"]]
    (only,) = said
    assert "nfs4" in only


# --- hints of the system


class Hinting:
    """A watcher whose system reports what the test says, and no scan helps out."""

    def __init__(
        self,
        inbox: Path,
        monkeypatch: pytest.MonkeyPatch,
        *reports: set[Path] | type[Exception],
        say: Callable[[str], None] = lambda _: None,
    ):
        self.inbox = inbox
        self.reports = list(reports)
        self.stop = Event()
        monkeypatch.setattr(watch, "changes_below", self._changes)
        self.watcher = Watcher(inbox, mode="events", settle_seconds=0, rescan_seconds=3600, keeps=False, say=say)

    def _changes(self, folder: Path, *_: object) -> Iterator[set[Path]]:
        while self.reports:
            report = self.reports.pop(0)
            if isinstance(report, type):
                raise report
            yield report
        self.stop.set()
        yield set()

    def batches(self) -> Iterator[list[str]]:
        for batch in self.watcher.batches(self.stop):
            for path in batch:
                path.unlink()
            yield [path.relative_to(self.inbox).as_posix() for path in batch]


def test_a_reported_file_is_handed_out(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hinting = Hinting(inbox, monkeypatch, {inbox / "a.txt", inbox / "b.tmp", inbox.parent / "c.txt"})
    batches = hinting.batches()
    drop(inbox, "first.txt")
    assert next(batches) == ["first.txt"]
    for name in ("a.txt", "b.tmp", "../c.txt"):
        drop(inbox, name)
    assert next(batches) == ["a.txt"]


def test_a_file_dropped_before_the_watching_began_is_found(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It came after the first scan and before the system reported anything."""
    batches = Hinting(inbox, monkeypatch, set()).batches()
    drop(inbox, "first.txt")
    assert next(batches) == ["first.txt"]
    drop(inbox, "unreported.txt")
    assert next(batches) == ["unreported.txt"]


def test_files_moved_in_with_their_folder_are_found(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hinting = Hinting(inbox, monkeypatch, {inbox / "antara"})
    batches = hinting.batches()
    drop(inbox, "first.txt")
    next(batches)
    drop(inbox, "antara/dunia/a.txt")
    drop(inbox, "antara/.git/b.txt")
    assert next(batches) == ["antara/dunia/a.txt"]


def test_what_is_reported_behind_a_link_is_not_touched(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = drop(tmp_path / "outside", "deep/secret.txt")
    (inbox / "link").symlink_to(tmp_path / "outside")
    reports = {inbox / "link", inbox / "link/deep", inbox / "link/deep/secret.txt"}
    hinting = Hinting(inbox, monkeypatch, reports, {inbox / "a.txt"})
    batches = hinting.batches()
    drop(inbox, "first.txt")
    next(batches)
    drop(inbox, "a.txt")
    assert next(batches) == ["a.txt"]
    assert outside.exists()


def test_an_inbox_removed_and_made_again_is_watched_anew(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hinting = Hinting(inbox, monkeypatch, FileNotFoundError, set(), {inbox / "b.txt"})
    batches = hinting.batches()
    drop(inbox, "first.txt")
    assert next(batches) == ["first.txt"]
    inbox.rename(inbox.with_name("gone"))
    drop(inbox, "a.txt")
    assert next(batches) == ["a.txt"]
    drop(inbox, "b.txt")
    assert next(batches) == ["b.txt"]


def test_an_inbox_replaced_while_it_is_watched_is_scanned(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hinting = Hinting(inbox, monkeypatch, {inbox / "x"}, {inbox / "b.txt"})
    batches = hinting.batches()
    drop(inbox, "first.txt")
    assert next(batches) == ["first.txt"]
    inodes = count()
    monkeypatch.setattr(watch, "_inode", lambda _: next(inodes))
    drop(inbox, "a.txt")
    assert next(batches) == ["a.txt"]


def test_real_events_name_the_file(inbox: Path) -> None:
    _skip_without_events(inbox)
    watcher = Watcher(inbox, mode="events", settle_seconds=0, rescan_seconds=3600, keeps=False)
    events = watcher._events(Event())
    assert next(events) == set()  # the first tick: now the system watches
    path = drop(inbox, "a.txt")
    ticks = (next(events) for _ in range(5000))
    assert next(hints for hints in ticks if hints) == {path}


def test_files_nobody_asks_for_do_not_keep_others_waiting(inbox: Path) -> None:
    """Somebody writes into `x.part` all the while; the tick on which others settle must come all the same."""
    _skip_without_events(inbox)
    stop = Event()

    def write_on() -> None:
        with (inbox / "panjang.part").open("w") as file:
            while not stop.wait(0.005):
                file.write("lagi\n")
                file.flush()

    writer = Thread(target=write_on)
    writer.start()
    changes = changes_below(inbox, stop, lambda: 100)
    try:
        began = time.monotonic()
        assert len([next(changes) for _ in range(10)]) == 10
        assert time.monotonic() - began < 5
    finally:
        stop.set()
        writer.join()


def test_a_file_name_that_is_not_utf_8_is_said_once_and_the_watch_goes_on(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    unreadable = WatchfilesRustInternalError
    hinting = Hinting(inbox, monkeypatch, unreadable, set(), unreadable, {inbox / "c.txt"}, say=said.append)
    batches = hinting.batches()
    drop(inbox, "first.txt")
    assert next(batches) == ["first.txt"]
    drop(inbox, "a.txt")
    drop(inbox, os.fsdecode(b"b\xff.txt"))
    assert sorted(next(batches)) == ["a.txt", os.fsdecode(b"b\xff.txt")]
    drop(inbox, "c.txt")
    assert next(batches) == ["c.txt"]
    assert not hinting.watcher.is_polling
    (only,) = said
    assert "UTF-8" in only


def test_the_system_really_stumbles_over_such_a_name(inbox: Path) -> None:
    _skip_without_events(inbox)
    said: list[str] = []
    watcher = Watcher(inbox, mode="events", settle_seconds=0, rescan_seconds=3600, keeps=False, say=said.append)
    hints = watcher._hints(Event())
    assert [next(hints), next(hints)] == [set(), set()]
    odd = drop(inbox, os.fsdecode(b"b\xff.txt"))
    assert next(found for found in (next(hints) for _ in range(5000)) if found) == {odd}
    assert len(said) == 1


def test_a_system_out_of_watches_is_polled_and_said(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("OS file watch limit reached")

    monkeypatch.setattr(watch, "changes_below", refuse)
    said: list[str] = []
    stop = Event()
    watcher = Watcher(inbox, mode="events", settle_seconds=0, rescan_seconds=60, keeps=False, say=said.append)
    batches = watcher.batches(stop)
    (inbox / "a.txt").write_text("isi")
    assert next(batches) == [inbox / "a.txt"]
    (inbox / "b.txt").write_text("isi")
    assert inbox / "b.txt" in next(batches)
    assert watcher.is_polling
    (only,) = said
    assert "fs.inotify.max_user_watches" in only


@pytest.mark.parametrize("words", ["error in underlying watcher: OS file watch limit reached.", "Error creating it"])
def test_a_limit_reached_while_watching_is_polled_and_said(
    inbox: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    """A sub-folder that cannot be watched any more sends nothing: what is dropped there must still be found."""

    class Reached(WatchfilesRustInternalError):
        def __init__(self) -> None:
            super().__init__(words)

    said: list[str] = []
    monkeypatch.setattr(watch, "_POLL_SECONDS", 0.0)
    hinting = Hinting(inbox, monkeypatch, set(), Reached, say=said.append)
    batches = hinting.batches()
    drop(inbox, "first.txt")
    assert next(batches) == ["first.txt"]
    drop(inbox, "second.txt")
    assert next(batches) == ["second.txt"]
    drop(inbox, "antara/a.txt")
    assert next(batches) == ["antara/a.txt"]
    assert hinting.watcher.is_polling
    (only,) = said
    assert "fs.inotify.max_user_watches" in only


# --- taken early: where a lease shows that nobody writes


def early(inbox: Path, monkeypatch: pytest.MonkeyPatch, mode: str = "events") -> Looking:
    """Return a watcher for which an hour is the settling time, and no time at all where nobody writes."""
    if is_open_for_writing(drop(inbox, ".probe")) is None:
        pytest.skip(f"{file_system(inbox)} knows no leases")
    _skip_without_events(inbox)
    monkeypatch.setattr(settling, "_CLOSED_SHARE", 0.0)
    return Looking(inbox, mode=mode, settle=3600.0)


def test_a_closed_file_is_taken_before_it_has_settled(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looking = early(inbox, monkeypatch)
    drop(inbox, "a.txt")
    assert looking.next() == ["a.txt"]


def test_an_open_file_and_one_written_in_steps_are_not_taken_early(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looking = early(inbox, monkeypatch)
    path, other = drop(inbox, "a.txt"), drop(inbox, "b.txt", CUP)
    with path.open("a") as file:
        assert looking.next() == ["b.txt"]
        other.unlink()
        file.write("lagi")
    drop(inbox, "c.txt", CUP)
    assert looking.next() == ["c.txt"]
    (inbox / "c.txt").unlink()
    assert looking.last() == []


def test_where_metadata_lay_beside_texts_nothing_is_taken_early(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looking = early(inbox, monkeypatch)
    drop(inbox, "a.txt")
    drop(inbox, "a.yaml", "url: https://contoh.example/a\n")
    drop(inbox, "lain/c.txt", CUP)
    assert looking.next() == ["c.txt"]
    (inbox / "lain" / "c.txt").unlink()
    for path in (inbox / "a.txt", inbox / "a.yaml"):
        path.unlink()
    drop(inbox, "b.txt", CUP)
    assert looking.last() == []


def test_a_polled_folder_has_no_early_files(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looking = early(inbox, monkeypatch, mode="poll")
    drop(inbox, "a.txt")
    assert looking.last() == []
