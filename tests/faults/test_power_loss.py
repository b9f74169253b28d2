"""What is on disk before what: the order of system calls, as the kernel saw them (strace)."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.builders import FLOOD

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed"),
]

_CALLS = "openat,mkdir,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,unlink"
_LINE = re.compile(r"(?:\d+\s+)?(?P<call>\w+)\((?P<arguments>.*?)\)?\s+= (?P<result>-?\d+)")
_OPENED = re.compile(r"<([^>]*)>")
_NAMED = re.compile(r'"((?:[^"\\]|\\.)*)"')

_PROGRAM = """
import sys
from datetime import timedelta
from pathlib import Path
from sindikasi.app import App

app = App(Path(sys.argv[1]))
{steps}
"""
_TAKE_IN = """
app.queue  # the store is made before the mark
print("begin", file=open(sys.argv[1] + "/mark", "w"))
list(app.doorstep().receive([app.inbox / "antara" / "a.txt"]))
"""
_REFUSE = """
list(app.doorstep().receive([app.inbox / "antara" / "a.json"]))
lane = app.ingest_lane()
lane._readers = AtHand(app.reading)
print("begin", file=open(sys.argv[1] + "/mark", "w"))
assert [each.result for each in lane.run_once()] == ["rejected"]
"""
_PUBLISH = """
from tests.staged import write_if_changed
print("begin", file=open(sys.argv[1] + "/mark", "w"))
write_if_changed(Path(sys.argv[1]) / "feeds" / "semua.atom", b"<feed></feed>")
"""

_FILE = """
list(app.doorstep().receive([app.inbox / "antara" / "a.txt"]))
lane = app.ingest_lane()
lane._readers = AtHand(app.reading)
print("begin", file=open(sys.argv[1] + "/mark", "w"))
assert [each.result for each in lane.run_once()] == ["opened"]
print("end", file=open(sys.argv[1] + "/end", "w"))
"""
_UNPACK = """
from dataclasses import replace
from tests.builders import an_arrival
list(app.doorstep().receive([app.inbox / "antara" / "a.jsonl"]))
(claim,) = app.queue.claim("worker", lease_seconds=60, limit=1)
print("begin", file=open(sys.argv[1] + "/mark", "w"))
app.queue.offer([replace(an_arrival(), container=claim.seq)], is_durable=False)
app.queue.finish_container(claim)
print("end", file=open(sys.argv[1] + "/end", "w"))
"""
_PUBLISH_LANE = """
app.feeds.mkdir(exist_ok=True)
app.publish_lane  # the topics are declared before the mark
print("begin", file=open(sys.argv[1] + "/mark", "w"))
app.publish_lane.publish_all(["semua"])
"""
_BACKUP = """
app.queue
from sindikasi.storage.backup import restore_backup, write_backup
print("begin", file=open(sys.argv[1] + "/mark", "w"))
write_backup(app.database, Path(sys.argv[1]) / "a.backup", None, made="now")
restore_backup(Path(sys.argv[1]) / "a.backup", Path(sys.argv[1]) / "other/sindikasi.db")
"""


@dataclass(frozen=True)
class Call:
    """A system call that changes something, and the files it names."""

    name: str
    paths: tuple[str, ...]

    @property
    def is_sync(self) -> bool:
        return self.name in {"fsync", "fdatasync"}

    @property
    def is_write(self) -> bool:
        return self.name in {"write", "pwrite64"}

    @property
    def is_rename(self) -> bool:
        return self.name.startswith("rename")


def traced(home: Path, steps: str) -> list[Call]:
    """Run the steps in a process of their own; return its calls below the home, from the mark on."""
    trace = home.parent / "trace.txt"
    command = ["strace", "-f", "-y", "-s", "300", "-e", f"trace={_CALLS}", "-o", str(trace)]
    ran = subprocess.run(
        [*command, sys.executable, "-c", _PROGRAM.format(steps=steps), str(home)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    if "ptrace" in ran.stderr.lower() and "not permitted" in ran.stderr.lower():
        pytest.skip("strace may not trace here")
    assert ran.returncode == 0, ran.stderr
    calls = []
    for line in trace.read_text(errors="replace").splitlines():
        found = _LINE.match(line)
        if found is None or int(found["result"]) < 0:
            continue
        names = [*_OPENED.findall(found["arguments"].split('"')[0]), *_NAMED.findall(found["arguments"])]
        paths = [each.removeprefix(f"{home}/") for each in names if each.startswith(str(home))]
        if paths and found["call"] != "openat":
            calls.append(Call(found["call"], tuple(paths)))
    start = next(nth for nth, call in enumerate(calls) if call.is_write and call.paths[0] == "mark")
    # What comes after counts for nothing: as a process ends, SQLite folds the log into the store and syncs both.
    end = next((nth for nth, call in enumerate(calls) if call.is_write and call.paths[0] == "end"), len(calls))
    return calls[start + 1 : end]


def position(calls: list[Call], what: Callable[[Call], bool], *, after: int = -1) -> int:
    """Return the place of the first such call after another."""
    place = next((nth for nth, call in enumerate(calls) if nth > after and what(call)), None)
    assert place is not None, "\n".join(map(str, calls))
    return place


def last(calls: list[Call], what: Callable[[Call], bool]) -> int:
    return max(nth for nth, call in enumerate(calls) if what(call))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path.resolve() / "home"
    (home / "inbox/antara").mkdir(parents=True)
    (home / "feeds").mkdir()
    return home


def is_log_write(call: Call) -> bool:
    return call.is_write and call.paths[0].endswith("-wal")


def is_log_sync(call: Call) -> bool:
    return call.is_sync and call.paths[0].endswith("-wal")


def syncs(folder: str) -> Callable[[Call], bool]:
    return lambda call: call.is_sync and call.paths[0] == folder


def test_a_file_leaves_the_inbox_only_when_its_content_is_on_disk(home: Path) -> None:
    """The log is synced after its last write (synchronous = FULL), then the file moves, then both folders are."""
    (home / "inbox/antara/a.txt").write_text(FLOOD)
    calls = traced(home, _TAKE_IN)
    moved = position(calls, lambda call: call.is_rename and call.paths[0] == "inbox/antara/a.txt")
    target = calls[moved].paths[1]
    written = last(calls[:moved], is_log_write)
    assert written < position(calls, is_log_sync, after=written) < moved
    folder = target.rpartition("/")[0]
    made = position(calls, lambda call: call.name == "mkdir" and call.paths[0] == folder)
    assert made < position(calls, syncs(folder.rpartition("/")[0]), after=made) < moved
    arrived = position(calls, syncs(folder), after=moved)
    assert arrived < position(calls, syncs("inbox/antara"), after=moved)


def test_a_refusal_is_in_the_store_only_when_reason_and_file_are_on_disk(home: Path) -> None:
    (home / "inbox/antara/a.json").write_text("{")
    steps = "from tests.flow.newsroom import AtHand\n" + _REFUSE
    calls = traced(home, steps)
    reason = "inbox/_rejected/antara/a.json.reason.json"
    explained = position(calls, lambda call: call.is_rename and call.paths[-1] == reason)
    temporary = calls[explained].paths[0]
    assert last(calls[:explained], lambda call: call.is_write and call.paths[0] == temporary) < position(
        calls, syncs(temporary)
    )
    assert position(calls, syncs(temporary)) < explained
    moved = position(calls, lambda call: call.is_rename and call.paths[-1] == "inbox/_rejected/antara/a.json")
    assert explained < moved
    on_disk = position(calls, syncs("inbox/_rejected/antara"), after=moved)
    committed = position(calls, is_log_write, after=on_disk)
    assert position(calls, is_log_sync, after=committed) > committed
    between = [call for call in calls[position(calls, lambda _: True) : on_disk] if is_log_sync(call)]
    assert between == [], "the refusal was committed before the file was in its place"


def test_a_feed_is_on_disk_before_it_takes_its_name(home: Path) -> None:
    calls = traced(home, _PUBLISH)
    replaced = position(calls, lambda call: call.is_rename and call.paths[-1] == "feeds/semua.atom")
    temporary = calls[replaced].paths[0]
    written = last(calls[:replaced], lambda call: call.is_write and call.paths[0] == temporary)
    assert written < position(calls, syncs(temporary), after=written) < replaced
    assert position(calls, syncs("feeds"), after=replaced) == replaced + 1


AT_HAND = "from tests.flow.newsroom import AtHand\n"


def test_an_article_is_on_disk_when_it_is_filed(home: Path) -> None:
    (home / "inbox/antara/a.txt").write_text(FLOOD)
    calls = traced(home, AT_HAND + _FILE)
    assert position(calls, is_log_sync, after=last(calls, is_log_write))


def test_members_are_on_disk_when_their_container_is_done(home: Path) -> None:
    """They are queued without a sync of their own, so the last commit of the container syncs all of the log."""
    (home / "inbox/antara/a.jsonl").write_text(
        '{"title": "Satu", "text": "Kabar."}\n{"title": "Dua", "text": "Lain."}\n'
    )
    calls = traced(home, _UNPACK)
    assert position(calls, is_log_sync, after=last(calls, is_log_write))


def test_a_feed_is_noted_as_published_only_when_it_is_on_disk(home: Path) -> None:
    """The log may reach the disk by itself: then the feed must be there."""
    calls = traced(home, _PUBLISH_LANE)
    replaced = last(calls, lambda call: call.is_rename and call.paths[-1].startswith("feeds/semua."))
    on_disk = position(calls, syncs("feeds"), after=replaced)
    noted = last(calls, is_log_write)
    assert on_disk < noted
    assert [call for call in calls[:on_disk] if is_log_write(call)] == []


def test_a_backup_and_a_restored_store_are_on_disk_before_they_take_their_names(home: Path) -> None:
    (home / "other").mkdir()
    calls = traced(home, _BACKUP)
    for target, folder in (("a.backup", str(home)), ("other/sindikasi.db", "other")):
        named = position(calls, lambda call, target=target: call.is_rename and call.paths[-1] == target)
        temporary = calls[named].paths[0]
        written = last(calls[:named], lambda call, temporary=temporary: call.is_write and call.paths[0] == temporary)
        assert written < position(calls, syncs(temporary), after=written) < named
        assert position(calls, syncs(folder), after=named) == named + 1
