"""A file is complete when it has been unchanged for a while, and nobody has it open for writing."""

from __future__ import annotations

from pathlib import Path

import pytest

from sindikasi.inbox.mounts import file_system
from sindikasi.inbox.settling import Fingerprint, Settling, fingerprint_of, is_open_for_writing
from tests.builders import FLOOD

SECOND = 10**9
WALL = 1_800_000_000 * SECOND
A = Path("a.txt")


def changed_at(wall_ns: int, *, size: int = 10, modified_ns: int | None = None) -> Fingerprint:
    modified = wall_ns if modified_ns is None else modified_ns
    return Fingerprint(inode=1, size=size, modified_ns=modified, changed_ns=wall_ns)


def test_a_file_settles_when_the_time_is_over_and_not_before() -> None:
    settling = Settling(2.0)
    fresh = changed_at(WALL + 3600 * SECOND)  # the wall clock is of no help
    assert not settling.settled(A, fresh, monotonic=100.0, wall_ns=WALL)
    assert not settling.settled(A, fresh, monotonic=101.999, wall_ns=WALL)
    assert settling.settled(A, fresh, monotonic=102.0, wall_ns=WALL)
    assert settling.settled(A, fresh, monotonic=102.001, wall_ns=WALL)


@pytest.mark.parametrize(
    "change",
    [
        {"size": 11},
        {"modified_ns": WALL - 1},
    ],
)
def test_a_change_begins_the_time_anew(change: dict[str, int]) -> None:
    settling = Settling(2.0)
    ahead = WALL + 3600 * SECOND
    settling.settled(A, changed_at(ahead), monotonic=100.0, wall_ns=WALL)
    assert not settling.settled(A, changed_at(ahead, **change), monotonic=101.9, wall_ns=WALL)
    assert not settling.settled(A, changed_at(ahead, **change), monotonic=103.8, wall_ns=WALL)
    assert settling.settled(A, changed_at(ahead, **change), monotonic=103.9, wall_ns=WALL)


def test_a_file_that_lay_there_settles_at_first_sight() -> None:
    settling = Settling(2.0)
    assert settling.settled(A, changed_at(WALL), monotonic=0.0, wall_ns=WALL + 2 * SECOND)
    assert not Settling(2.0).settled(A, changed_at(WALL), monotonic=0.0, wall_ns=WALL + 2 * SECOND - 1)


def test_an_old_modification_time_does_not_settle_a_fresh_copy() -> None:
    fresh_copy = changed_at(WALL, modified_ns=WALL - 86400 * SECOND)
    assert not Settling(2.0).settled(A, fresh_copy, monotonic=0.0, wall_ns=WALL + SECOND)


def test_a_clock_set_back_only_costs_the_settling_time() -> None:
    settling = Settling(2.0)
    back = WALL - 3600 * SECOND
    assert not settling.settled(A, changed_at(WALL), monotonic=50.0, wall_ns=back)
    assert settling.settled(A, changed_at(WALL), monotonic=52.0, wall_ns=back)


def test_without_a_settling_time_a_file_is_settled_at_once() -> None:
    assert Settling(0.0).settled(A, changed_at(WALL), monotonic=0.0, wall_ns=WALL)


def test_a_forgotten_file_begins_anew() -> None:
    settling = Settling(2.0)
    ahead = changed_at(WALL + 3600 * SECOND)
    settling.settled(A, ahead, monotonic=0.0, wall_ns=WALL)
    assert settling.waiting == [A]
    settling.forget(A)
    settling.forget(A)
    assert settling.waiting == []
    assert not settling.settled(A, ahead, monotonic=5.0, wall_ns=WALL)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    return inbox


def test_only_regular_files_have_a_fingerprint(inbox: Path) -> None:
    path = inbox / "a.txt"
    path.write_text(FLOOD)
    found = fingerprint_of(path)
    assert found is not None
    assert (found.size, found.inode) == (len(FLOOD), path.stat().st_ino)
    (inbox / "link").symlink_to(path)
    assert fingerprint_of(inbox / "link") is None
    assert fingerprint_of(inbox) is None
    assert fingerprint_of(inbox / "nowhere") is None


def test_a_file_open_for_writing_is_told_from_a_closed_one(inbox: Path) -> None:
    path = inbox / "a.txt"
    path.write_text(FLOOD)
    assert not is_open_for_writing(path)
    with path.open("a"):
        if not is_open_for_writing(path):
            pytest.skip(f"{file_system(inbox)} knows no leases")
    assert not is_open_for_writing(path)


def test_what_cannot_be_opened_is_not_open_for_writing(inbox: Path) -> None:
    assert not is_open_for_writing(inbox / "nowhere")
    (inbox / "link").symlink_to(inbox / "nowhere")
    assert not is_open_for_writing(inbox / "link")
    assert not is_open_for_writing(Path("/dev/null"))


def test_a_quarter_of_the_settling_time_is_early(inbox: Path) -> None:
    settling, fresh = Settling(2.0), changed_at(WALL + 3600 * SECOND)
    settling.settled(A, fresh, monotonic=100.0, wall_ns=WALL)
    assert not settling.may_be_taken_early(A, monotonic=100.499, wall_ns=WALL)
    assert settling.may_be_taken_early(A, monotonic=100.5, wall_ns=WALL)
