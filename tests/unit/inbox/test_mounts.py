"""Events where they can be trusted, looking where they cannot, and the reason for either."""

from __future__ import annotations

from pathlib import Path

import pytest

from sindikasi.inbox import mounts
from sindikasi.inbox.mounts import Mount, choose, file_system, mount_of, silent_mounts_below

TABLE = r"""22 1 0:21 / / rw,relatime - overlay overlay rw,lowerdir=/a
30 22 0:40 /x /srv rw,relatime shared:1 - nfs4 server:/x rw
31 30 0:41 / /srv/my\040inbox rw - tmpfs tmpfs rw
32 31 0:42 / /srv/my\040inbox/antara rw - cifs //host/antara rw
33 31 0:43 / /srv/my\040inbox/kompas rw - ext4 /dev/sdb1 rw
34 22 0:44 / /mnt rw - ext4 /dev/sdc1 rw
35 34 0:45 / /mnt rw - fuse.sshfs host:/ rw
"""


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_text", lambda *_: TABLE)


@pytest.mark.usefixtures("table")
def test_the_file_system_is_that_of_the_nearest_mount() -> None:
    assert file_system(Path("/")) == "overlay"
    assert file_system(Path("/srv/news/inbox")) == "nfs4"
    assert file_system(Path("/srv/my inbox/x")) == "tmpfs"
    assert file_system(Path("/srvx")) == "overlay"


@pytest.mark.usefixtures("table")
def test_of_two_mounts_at_one_place_the_later_one_is_seen() -> None:
    assert file_system(Path("/mnt/inbox")) == "fuse.sshfs"


@pytest.mark.usefixtures("table")
def test_silent_mounts_below_the_inbox_are_named() -> None:
    found = silent_mounts_below(Path("/srv/my inbox"))
    assert found == [Mount(place=Path("/srv/my inbox/antara"), kind="cifs")]


def test_without_a_list_of_mounts_the_file_system_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> str:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_text", fail)
    assert file_system(Path("/")) == ""


def test_a_line_of_another_kind_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_text", lambda *_: "odd\n1 2 - ext4\n")
    assert file_system(Path("/")) == ""


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        *((kind, True) for kind in ("ext4", "xfs", "btrfs", "overlay", "tmpfs", "")),
        *((kind, False) for kind in ("nfs", "nfs4", "cifs", "smb3", "9p", "virtiofs", "fuse", "fuseblk", "fuse.sshfs")),
    ],
)
def test_events_are_trusted_only_on_local_mounts(kind: str, expected: bool) -> None:
    assert Mount(place=Path("/inbox"), kind=kind).has_events is expected


def on(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setattr(mounts, "mount_of", lambda folder: Mount(place=folder, kind=kind))


def test_a_local_mount_that_answers_is_watched_by_events(monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, "ext4")
    choice = choose(Path("/inbox"), "auto", lambda _: True)
    assert not choice.is_polling
    assert choice.reason == "/inbox is on ext4, and an event came of a file written to try"


def test_a_local_mount_that_stays_silent_is_polled(monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, "ext4")
    choice = choose(Path("/inbox"), "auto", lambda _: False)
    assert (choice.is_polling, "no event came" in choice.reason) == (True, True)


def test_a_network_mount_is_polled_even_where_trying_seems_to_work(monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, "nfs4")
    choice = choose(Path("/inbox"), "auto", lambda _: True)
    assert (choice.is_polling, "nfs4" in choice.reason) == (True, True)


def test_an_inbox_that_cannot_be_written_is_polled(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(folder: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    on(monkeypatch, "")
    choice = choose(Path("/inbox"), "auto", fail)
    assert (choice.is_polling, "Permission denied" in choice.reason) == (True, True)
    assert "unknown file system" in choice.reason


@pytest.mark.parametrize(("mode", "is_polling"), [("poll", True), ("events", False)])
def test_what_the_settings_say_is_done_untried(mode: mounts.WatchMode, is_polling: bool) -> None:
    def fail(folder: Path) -> bool:
        raise AssertionError("tried")

    choice = choose(Path("/inbox"), mode, fail)
    assert (choice.is_polling, mode in choice.reason) == (is_polling, True)


def test_the_mount_of_a_real_folder_holds_it(tmp_path: Path) -> None:
    assert tmp_path.resolve().is_relative_to(mount_of(tmp_path).place)
