"""Small disks of their own, which can be filled, made read-only, taken away and put back (mount(8), as root)."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _mount(*arguments: str) -> None:
    ran = subprocess.run(["mount", *arguments], capture_output=True, text=True, timeout=20, check=False)
    if ran.returncode:
        pytest.skip(f"no disk can be mounted here: {ran.stderr.strip()}")


class Disk:
    """A file system in memory, seen at one folder."""

    def __init__(self, root: Path, seen_at: Path, size: str) -> None:
        if os.getuid() != 0:
            pytest.skip("only root may mount a disk")
        root.mkdir()
        seen_at.mkdir(parents=True, exist_ok=True)
        _mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(root))
        self._root, self.seen_at = root, seen_at
        self.put_back()

    def fill(self) -> None:
        """Leave no byte free."""
        with (self._root / "filling").open("ab", buffering=0) as file:
            for size in (2**20, 2**12, 1):
                try:
                    while True:
                        file.write(b"\0" * size)
                except OSError:
                    continue

    def make_room(self) -> None:
        (self._root / "filling").unlink()

    def make_read_only(self) -> None:
        _mount("-o", "remount,bind,ro", str(self.seen_at))

    def make_writable(self) -> None:
        _mount("-o", "remount,bind,rw", str(self.seen_at))

    def take_away(self) -> None:
        """Unmount it, in use as it may be: what is open stays open."""
        subprocess.run(["umount", "-l", str(self.seen_at)], timeout=20, check=True)

    def put_back(self) -> None:
        _mount("--bind", str(self._root), str(self.seen_at))

    def end(self) -> None:
        for folder in (self.seen_at, self._root):
            subprocess.run(["umount", "-l", str(folder)], timeout=20, check=False, capture_output=True)


@contextmanager
def a_disk(root: Path, seen_at: Path, size: str = "8m") -> Iterator[Disk]:
    """Give a disk seen at a folder; skip the test where none can be mounted."""
    disk = Disk(root, seen_at, size)
    try:
        yield disk
    finally:
        disk.end()
