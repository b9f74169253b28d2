"""Nothing that lies in a folder of ours is written over."""

from __future__ import annotations

from pathlib import Path

import pytest

from sindikasi.inbox.places import free_place, holds, is_vacant


def place(root: Path, name: str) -> str:
    return free_place(root, name, is_vacant, longest=255).relative_to(root).as_posix()


def test_a_taken_name_gets_the_next_number(tmp_path: Path) -> None:
    assert place(tmp_path, "a.txt") == "a.txt"
    (tmp_path / "a.txt").touch()
    assert place(tmp_path, "a.txt") == "a.2.txt"
    (tmp_path / "a.2.txt").touch()
    assert place(tmp_path, "a.txt") == "a.3.txt"


def test_a_link_that_leads_nowhere_takes_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "nowhere")
    assert place(tmp_path, "a.txt") == "a.2.txt"


def test_a_file_where_a_folder_is_needed_is_gone_around(tmp_path: Path) -> None:
    (tmp_path / "antara").touch()
    assert place(tmp_path, "antara/a.txt") == "antara.2/a.txt"


def test_a_link_to_a_folder_is_gone_around(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "antara").symlink_to(tmp_path / "elsewhere")
    assert place(tmp_path, "antara/a.txt") == "antara.2/a.txt"


def test_a_folder_where_a_file_should_lie_is_gone_around(tmp_path: Path) -> None:
    (tmp_path / "antara").mkdir()
    assert place(tmp_path, "antara") == "antara.2"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("../../etc/passwd", "etc/passwd"), ("/etc/passwd", "etc/passwd"), ("..", "unnamed"), ("", "unnamed")],
)
def test_a_name_cannot_lead_out(tmp_path: Path, name: str, expected: str) -> None:
    assert place(tmp_path, name) == expected


def test_only_a_regular_file_with_that_content_holds_it(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"banjir")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    assert holds(tmp_path / "a", b"banjir")
    assert not holds(tmp_path / "a", b"gempa!")
    assert not holds(tmp_path / "a", b"banjir bandang")
    assert not holds(tmp_path / "link", b"banjir")
    assert not holds(tmp_path / "nowhere", b"banjir")
    assert not holds(tmp_path, b"")
