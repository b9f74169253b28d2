"""From the doorstep into the queue: nothing is lost or doubled, and only regular files are opened."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import pytest

from sindikasi.inbox import receive
from sindikasi.inbox.receive import Doorstep, read_arrival
from sindikasi.inbox.watch import scan
from sindikasi.model import Arrival, Outcome
from sindikasi.storage.catalog import SqlCatalog
from sindikasi.storage.queue import SqlQueue
from sindikasi.storage.sqlite import Database
from tests.builders import CUP, FLOOD, NOON, Clock

After = Literal["move", "keep", "delete"]


class Home:
    """An inbox before a real queue."""

    def __init__(self, folder: Path) -> None:
        self.inbox = folder / "inbox"
        self.inbox.mkdir()
        self.clock = Clock()
        self.database = Database(folder / "test.db")
        self.queue = SqlQueue(self.database, self.clock)
        self.catalog = SqlCatalog(self.database)

    def doorstep(self, after: After = "move", *, max_bytes: int = 10_000, queue: object = None) -> Doorstep:
        return Doorstep(
            self.inbox,
            queue or self.queue,  # type: ignore[arg-type]
            self.clock,
            max_bytes=max_bytes,
            after=after,
        )

    def drop(self, name: str, text: str | bytes = FLOOD) -> Path:
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def receive(self, after: After = "move", **options: object) -> dict[str, str]:
        """Take in everything; return what became of each document."""
        doorstep = self.doorstep(after, **options)  # type: ignore[arg-type]
        return {each.name: each.outcome for each in doorstep.receive(scan(self.inbox))}

    def queued(self) -> dict[str, bytes]:
        claims = self.queue.claim("worker", lease_seconds=1, limit=1000)
        return {claim.document.name: claim.document.content for claim in claims}

    def lying(self, folder: str = "") -> set[str]:
        root = self.inbox / folder
        return {each.relative_to(root).as_posix() for each in root.rglob("*") if each.is_file()}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path)
    yield home
    home.database.close()


class CrashAfterOffer:
    """A queue whose process dies once the store has committed."""

    def __init__(self, queue: SqlQueue) -> None:
        self._queue = queue

    def offer(self, arrivals: Sequence[Arrival], *, hold_seconds: float = 0.0) -> list[Outcome]:
        self._queue.offer(arrivals, hold_seconds=hold_seconds)
        raise SystemExit


class Meanwhile:
    """A queue beside which something else happens while it commits."""

    def __init__(self, queue: SqlQueue, act: object) -> None:
        self._queue, self._act = queue, act

    def offer(self, arrivals: Sequence[Arrival], *, hold_seconds: float = 0.0) -> list[Outcome]:
        self._act()  # type: ignore[operator]
        return self._queue.offer(arrivals, hold_seconds=hold_seconds)

    def release(self, keys: Sequence[str]) -> None:
        self._queue.release(keys)


# --- the usual way


def test_a_file_is_queued_and_moved_to_the_day_it_came(home: Home) -> None:
    home.drop("antara/banjir.txt")
    assert home.receive() == {"antara/banjir.txt": "queued"}
    assert home.lying() == {"_done/2026-11-20/antara/banjir.txt"}
    assert home.queued() == {"antara/banjir.txt": FLOOD.encode()}


def test_the_sub_folder_becomes_the_source(home: Home) -> None:
    home.drop("antara/banjir.txt")
    home.drop("banjir.txt")
    home.receive()
    sources = {c.document.source for c in home.queue.claim("worker", lease_seconds=1, limit=9)}
    assert sources == {"antara", None}


def test_the_same_content_under_another_name_is_a_repeat_and_moved_as_well(home: Home) -> None:
    home.drop("a.txt")
    home.receive()
    home.drop("b.txt")
    assert home.receive() == {"b.txt": "pending"}
    assert home.lying() == {"_done/2026-11-20/a.txt", "_done/2026-11-20/b.txt"}


def test_two_files_of_one_name_rest_side_by_side(home: Home) -> None:
    for text in (FLOOD, CUP, "Gempa magnitudo lima guncang Ambon"):
        home.drop("a.txt", text)
        assert set(home.receive().values()) == {"queued"}
    assert home.lying("_done/2026-11-20") == {"a.txt", "a.2.txt", "a.3.txt"}


def test_files_of_one_batch_do_not_take_each_others_place(home: Home) -> None:
    home.drop("a\udcff.txt", FLOOD)
    home.drop("a\\xff.txt", CUP)
    assert set(home.receive().values()) == {"queued"}
    assert home.lying("_done/2026-11-20") == {"a\\xff.txt", "a\\xff.2.txt"}


def test_a_folder_once_a_file_is_gone_around(home: Home) -> None:
    home.drop("antara", FLOOD)
    home.receive()
    home.drop("antara/a.txt", CUP)
    assert home.receive() == {"antara/a.txt": "queued"}
    assert home.lying("_done/2026-11-20") == {"antara", "antara.2/a.txt"}


def test_large_arrivals_are_taken_in_several_batches(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receive, "_BATCH_BYTES", 200)
    monkeypatch.setattr(receive, "_BATCH_FILES", 4)
    for number in range(11):
        home.drop(f"{number}.txt", f"naskah nomor {number} " * (20 if number == 5 else 1))
    assert len(home.receive()) == 11
    assert len(home.queued()) == 11
    assert len(home.lying("_done")) == 11


def test_workers_get_a_document_as_soon_as_its_file_is_moved(home: Home) -> None:
    home.drop("a.txt")
    home.receive()
    assert len(home.queued()) == 1


# --- what inbox.after says


def test_keep_leaves_the_file_and_its_repeat_is_harmless(home: Home) -> None:
    home.drop("a.txt")
    assert home.receive("keep") == {"a.txt": "queued"}
    assert home.receive("keep") == {"a.txt": "pending"}
    assert home.lying() == {"a.txt"}
    assert len(home.queued()) == 1


def test_delete_removes_the_file_once_it_is_stored(home: Home) -> None:
    home.drop("antara/a.txt")
    assert home.receive("delete") == {"antara/a.txt": "queued"}
    assert home.lying() == set()
    assert home.queued() == {"antara/a.txt": FLOOD.encode()}


# --- crashes


@pytest.mark.parametrize("after", ["move", "keep", "delete"])
def test_a_crash_before_the_move_makes_the_next_scan_a_harmless_repeat(home: Home, after: After) -> None:
    home.drop("a.txt")
    with pytest.raises(SystemExit):
        home.receive(after, queue=CrashAfterOffer(home.queue))
    assert home.lying() == {"a.txt"}
    assert home.queued() == {}
    assert home.receive(after) == {"a.txt": "pending"}
    assert home.lying() == {"move": {"_done/2026-11-20/a.txt"}, "keep": {"a.txt"}, "delete": set()}[after]
    assert len(home.queued()) == 1


def test_a_crash_before_a_refused_file_is_moved_is_made_good_by_the_next_scan(home: Home) -> None:
    home.drop("big.txt", b"x" * 101)
    with pytest.raises(SystemExit):
        home.receive(max_bytes=100, queue=CrashAfterOffer(home.queue))
    assert home.receive(max_bytes=100) == {"big.txt": "rejected"}
    assert home.lying() == {"_rejected/big.txt", "_rejected/big.txt.reason.json"}
    assert home.catalog.status().rejected == 1


# --- what happens meanwhile


def test_a_file_taken_away_before_it_is_read_is_passed_over(home: Home) -> None:
    path = home.drop("a.txt")
    other = home.drop("b.txt", CUP)
    path.unlink()
    assert [each.name for each in home.doorstep().receive([path, other])] == ["b.txt"]


@pytest.mark.parametrize("after", ["move", "delete"])
def test_a_file_taken_away_after_it_is_read_is_in_the_store(home: Home, after: After) -> None:
    path = home.drop("a.txt")
    assert home.receive(after, queue=Meanwhile(home.queue, path.unlink)) == {"a.txt": "queued"}
    assert home.queued() == {"a.txt": FLOOD.encode()}


@pytest.mark.parametrize("after", ["move", "delete"])
def test_a_file_written_again_meanwhile_stays_and_is_another_document(home: Home, after: After) -> None:
    path = home.drop("a.txt")
    rewritten = Meanwhile(home.queue, lambda: path.write_text(CUP))
    assert home.receive(after, queue=rewritten) == {"a.txt": "queued"}
    assert path.read_text() == CUP
    assert home.receive(after) == {"a.txt": "queued"}
    claims = home.queue.claim("worker", lease_seconds=1, limit=9)
    assert [claim.document.content for claim in claims] == [FLOOD.encode(), CUP.encode()]


def test_a_file_written_to_while_it_is_read_waits_and_is_taken_whole(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = home.drop("a.txt", FLOOD)
    home.drop("b.txt", CUP)
    read = os.read

    def slowly(descriptor: int, count: int) -> bytes:
        """Read half of it; the other half is of the next version."""
        half = read(descriptor, len(FLOOD) // 2)
        if half and os.fstat(descriptor).st_ino == path.stat().st_ino and not again:
            again.append(True)
            path.write_text(FLOOD[:40] + FLOOD.upper()[40:])
        return half

    again: list[bool] = []
    with monkeypatch.context() as patched:
        patched.setattr(os, "read", slowly)
        received = {each.name: each for each in home.doorstep().receive(scan(home.inbox))}
    assert received["a.txt"].outcome == "waiting"
    assert "written to while it was read" in (received["a.txt"].problem or "")
    assert received["b.txt"].outcome == "queued"
    assert home.receive() == {"a.txt": "queued"}
    assert home.queued()["a.txt"].decode() == FLOOD[:40] + FLOOD.upper()[40:]


def test_a_file_replaced_meanwhile_stays(home: Home) -> None:
    path = home.drop("a.txt")
    other = home.drop(".a.tmp", CUP)
    home.receive(queue=Meanwhile(home.queue, lambda: other.rename(path)))
    assert path.read_text() == CUP


def test_a_refused_file_taken_away_meanwhile_leaves_no_reason(home: Home) -> None:
    path = home.drop("big.txt", b"x" * 101)
    home.receive(max_bytes=100, queue=Meanwhile(home.queue, path.unlink))
    assert home.lying() == set()


# --- sizes


def test_a_file_of_just_the_largest_size_is_taken(home: Home) -> None:
    home.drop("a.txt", b"x" * 100)
    assert home.receive(max_bytes=100) == {"a.txt": "queued"}


def test_a_file_one_byte_larger_is_refused_with_its_reason(home: Home) -> None:
    home.drop("antara/big.txt", b"x" * 101)
    assert home.receive(max_bytes=100) == {"antara/big.txt": "rejected"}
    assert home.lying() == {"_rejected/antara/big.txt", "_rejected/antara/big.txt.reason.json"}
    (rejection,) = home.catalog.rejections()
    assert (rejection.document, rejection.reason) == ("antara/big.txt", "too-large")
    assert "101 bytes" in rejection.message
    assert "raise inbox.max_size" in rejection.message


def test_a_refused_file_is_taken_once_the_limit_is_raised(home: Home) -> None:
    home.drop("big.txt", b"x" * 101)
    home.receive(max_bytes=100)
    home.drop("big.txt", b"x" * 101)
    assert home.receive(max_bytes=200) == {"big.txt": "requeued"}
    assert home.queued() == {"big.txt": b"x" * 101}


def test_an_empty_file_is_queued_as_it_is(home: Home) -> None:
    home.drop("empty.txt", b"")
    assert home.receive() == {"empty.txt": "queued"}
    assert home.queued() == {"empty.txt": b""}


# --- names


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"two words.txt", "two words.txt"),
        (b"a\nb.txt", r"a\x0ab.txt"),
        ("gempa 🌋.txt".encode(), "gempa 🌋.txt"),
        (b"caf\xe9.txt", r"caf\xe9.txt"),
        (b"\xff" * 120, r"\xff" * 120),
        (b"a" * 255, "a" * 255),
        (("🌋" * 63).encode(), "🌋" * 63),
        (b"-rf", "-rf"),
        (b"'; DROP TABLE documents; --", "'; DROP TABLE documents; --"),
        (b"surabaya\xff/banjir.txt", r"surabaya\xff/banjir.txt"),
    ],
)
def test_any_name_is_taken_and_shown_as_text(home: Home, raw: bytes, name: str) -> None:
    home.drop(os.fsdecode(raw))
    assert home.receive() == {name: "queued"}
    assert home.queued() == {name: FLOOD.encode()}
    (resting,) = home.lying("_done")
    assert (home.inbox / "_done" / resting).read_text() == FLOOD


def test_a_long_name_dropped_twice_rests_twice(home: Home) -> None:
    for text in (FLOOD, CUP):
        home.drop("a" * 251 + ".txt", text)
        assert set(home.receive().values()) == {"queued"}
    assert len(home.lying("_done")) == 2


def test_names_in_another_case_or_normal_form_are_other_files(home: Home) -> None:
    names = ["Banjir.txt", "banjir.txt", "é.txt", "é.txt"]
    for number, name in enumerate(names):
        home.drop(name, f"naskah nomor {number}")
    assert home.receive() == dict.fromkeys(names, "queued")
    assert home.lying("_done/2026-11-20") == set(names)


# --- what is not ours to touch


def test_links_pipes_sockets_and_folders_are_never_opened(home: Home, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("rahasia")
    (home.inbox / "link.txt").symlink_to(secret)
    (home.inbox / "nowhere.txt").symlink_to(tmp_path / "nowhere")
    os.mkfifo(home.inbox / "pipe.txt")
    (home.inbox / "folder.txt").mkdir()
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(home.inbox / "socket.txt"))
        paths = sorted(home.inbox.iterdir())
        assert list(home.doorstep().receive(paths)) == []
    assert sorted(home.inbox.iterdir()) == paths
    assert home.queued() == {}


def test_a_device_is_no_regular_file() -> None:
    assert read_arrival(Path("/dev/null"), Path("null"), received=NOON, max_bytes=9) is None


def test_a_hard_link_is_a_document_of_its_own_name(home: Home) -> None:
    path = home.drop("a.txt")
    os.link(path, home.inbox / "b.txt")
    received = [each.outcome for each in home.doorstep().receive([path, home.inbox / "b.txt"])]
    assert received == ["queued", "pending"]


# --- what cannot be done now


def test_a_file_that_cannot_be_opened_waits_and_holds_nobody_up(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = home.drop("a.txt")
    home.drop("b.txt", CUP)
    open_really = os.open

    def refuse(path: Path, flags: int, *more: int) -> int:  # the superuser may open files of any mode
        if path == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return open_really(path, flags, *more)

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refuse)
        received = {each.name: each for each in home.doorstep().receive(scan(home.inbox))}
    assert received["a.txt"].outcome == "waiting"
    assert "Permission denied" in (received["a.txt"].problem or "")
    assert received["b.txt"].outcome == "queued"
    assert home.receive() == {"a.txt": "queued"}


def test_a_file_that_fails_to_be_read_waits(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.drop("a.txt")

    def fail(descriptor: int, max_bytes: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(receive, "_content", fail)
        assert home.receive() == {"a.txt": "waiting"}
    assert home.receive() == {"a.txt": "queued"}


@pytest.mark.parametrize("after", ["move", "delete"])
def test_a_file_that_cannot_be_moved_waits_and_holds_nobody_up(
    home: Home, monkeypatch: pytest.MonkeyPatch, after: After
) -> None:
    stuck = home.drop("antara/a.txt")
    home.drop("b.txt", CUP)
    rename, unlink = os.rename, Path.unlink

    def refuse(path: Path, *_: object) -> None:
        if path == stuck:
            raise PermissionError(13, "Permission denied")
        (rename if _ else unlink)(path, *_)  # type: ignore[operator]

    with monkeypatch.context() as patched:
        patched.setattr(os, "rename", refuse)
        patched.setattr(Path, "unlink", refuse)
        received = {each.name: each for each in home.doorstep(after).receive(scan(home.inbox))}
    assert received["antara/a.txt"].outcome == "waiting"
    assert "it is in the store" in (received["antara/a.txt"].problem or "")
    assert received["b.txt"].outcome == "queued"
    assert len(home.queued()) == 2
    assert home.receive(after) == {"antara/a.txt": "pending"}


def test_a_folder_that_cannot_be_synced_holds_nobody_up(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.drop("a.txt")

    def fail(descriptor: int) -> None:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(os, "fsync", fail)
    assert home.receive() == {"a.txt": "queued"}


def test_a_source_folder_removed_meanwhile_holds_nobody_up(home: Home) -> None:
    path = home.drop("antara/a.txt")

    def remove() -> None:
        path.unlink()
        path.parent.rmdir()

    assert home.receive(queue=Meanwhile(home.queue, remove)) == {"antara/a.txt": "queued"}
