from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sindikasi.outputs.files import LEFTOVER_AGE, remove_leftovers
from tests.staged import write_if_changed
from tests.unit.feed_builders import NOON


def test_a_new_file_is_written_and_readable_by_any_web_server(tmp_path: Path) -> None:
    path = tmp_path / "semua.atom"
    assert write_if_changed(path, b"feed")
    assert path.read_bytes() == b"feed"
    assert path.stat().st_mode & 0o777 == 0o644


def test_an_unchanged_file_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "semua.atom"
    write_if_changed(path, b"feed", modified=NOON)
    before = path.stat()
    assert not write_if_changed(path, b"feed", modified=NOON + timedelta(days=1))
    after = path.stat()
    assert (after.st_mtime_ns, after.st_ino) == (before.st_mtime_ns, before.st_ino)


def test_content_of_the_same_length_is_still_compared(tmp_path: Path) -> None:
    path = tmp_path / "semua.atom"
    write_if_changed(path, b"satu")
    assert write_if_changed(path, b"dua!")
    assert path.read_bytes() == b"dua!"


def test_the_file_is_as_old_as_the_newest_change(tmp_path: Path) -> None:
    path = tmp_path / "semua.atom"
    write_if_changed(path, b"feed", modified=NOON)
    assert path.stat().st_mtime_ns == int(NOON.timestamp()) * 10**9 + 250_000_000


def test_a_changed_file_is_always_younger_by_a_second_at_least(tmp_path: Path) -> None:
    path = tmp_path / "semua.atom"
    write_if_changed(path, b"satu", modified=NOON)
    write_if_changed(path, b"dua", modified=NOON)
    assert path.stat().st_mtime == int(NOON.timestamp()) + 1
    write_if_changed(path, b"tiga", modified=NOON - timedelta(days=1))
    assert path.stat().st_mtime == int(NOON.timestamp()) + 2
    write_if_changed(path, b"empat", modified=NOON + timedelta(days=1))
    assert path.stat().st_mtime == NOON.timestamp() + 86_400


def test_a_reader_in_the_middle_keeps_the_file_it_opened(tmp_path: Path) -> None:
    path = tmp_path / "semua.atom"
    write_if_changed(path, b"lama")
    with path.open("rb") as reader:
        write_if_changed(path, b"baru sekali")
        assert reader.read() == b"lama"


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "semua.atom"
    write_if_changed(path, b"lama")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_if_changed(path, b"baru")
    assert path.read_bytes() == b"lama"
    assert os.listdir(tmp_path) == ["semua.atom"]


def test_the_content_is_on_disk_before_it_has_its_name_and_the_name_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    sync, rename = os.fsync, os.replace

    def noted_sync(descriptor: int) -> None:
        steps.append("sync folder" if os.path.isdir(f"/proc/self/fd/{descriptor}") else "sync file")
        sync(descriptor)

    def noted_rename(source: str, target: Path) -> None:
        assert Path(source).parent == target.parent
        assert Path(source).name.startswith(".")
        steps.append("rename")
        rename(source, target)

    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(os, "replace", noted_rename)
    write_if_changed(tmp_path / "semua.atom", b"feed")
    assert steps == ["sync file", "rename", "sync folder"]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_if_changed(tmp_path / "tidak-ada" / "semua.atom", b"feed")


def test_what_a_killed_writer_left_is_removed_when_it_is_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "replace", lambda *_: None)  # a writer that dies before the rename
    write_if_changed(tmp_path / "semua.atom", b"feed", modified=NOON - timedelta(days=9))
    (left,) = tmp_path.iterdir()
    written = datetime.fromtimestamp(left.stat().st_ctime, UTC)
    assert remove_leftovers(tmp_path, now=written + LEFTOVER_AGE - timedelta(seconds=1)) == 0
    assert left.exists()
    assert remove_leftovers(tmp_path, now=written + LEFTOVER_AGE + timedelta(seconds=1)) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name",
    [
        "semua.atom",
        ".semua.atom",
        "semua.atom.abcd_123.tmp",
        ".semua.atom.abcd123.tmp",
        ".semua.atom.abcd_1234.tmp",
        ".semua.atom.ABCD_123.tmp",
        ".abcd_123.tmp",
        "..abcd_123.tmp",
        ".semua.atom.abcd_123.tmp\n",
        ".semua.atom.abcd_123.tmp.bak",
    ],
)
def test_only_our_own_temporary_files_are_removed(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    assert remove_leftovers(tmp_path, now=datetime.now(UTC) + timedelta(days=1)) == 0
    assert (tmp_path / name).exists()


def test_links_and_folders_of_such_a_name_stay(tmp_path: Path) -> None:
    (tmp_path / "feed").touch()
    (tmp_path / ".a.atom.abcd_123.tmp").symlink_to(tmp_path / "feed")
    (tmp_path / ".b.atom.abcd_123.tmp").mkdir()
    assert remove_leftovers(tmp_path, now=datetime.now(UTC) + timedelta(days=1)) == 0
    assert len(list(tmp_path.iterdir())) == 3


def test_a_folder_that_is_not_there_has_no_leftovers(tmp_path: Path) -> None:
    assert remove_leftovers(tmp_path / "tidak-ada", now=NOON) == 0
