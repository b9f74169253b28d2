"""Small disks of their own, which can be filled, made read-only, taken away and put back (mount(8), as root)."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_FILLING = ".filling"


def _mount(*arguments: str) -> None:
    ran = subprocess.run(["mount", *arguments], capture_output=True, text=True, timeout=20, check=False)
    if ran.returncode:
        pytest.skip(f"no disk can be mounted here: {ran.stderr.strip()}")


class Disk:
    """A file system in memory, seen at one folder; `root` is the same seen by others, who may always write."""

    def __init__(self, root: Path, seen_at: Path, size: str) -> None:
        if os.getuid() != 0:
            pytest.skip("only root may mount a disk")
        root.mkdir()
        seen_at.mkdir(parents=True, exist_ok=True)
        self.root, self._seen_at = root, seen_at
        _mount("-t", "tmpfs", "-o", f"size={size},nr_inodes=2000", "tmpfs", str(root))
        self.put_back()

    def fill(self) -> None:
        """Leave room for no byte and no file."""
        filling = self.root / _FILLING
        filling.mkdir()
        number = 0
        try:
            while True:
                number += 1
                (filling / f"{number}").touch()
        except OSError:
            pass
        with (filling / "1").open("ab", buffering=0) as file:
            for size in (2**20, 2**12, 1):
                try:
                    while True:
                        file.write(b"\0" * size)
                except OSError:
                    continue

    def make_room(self) -> None:
        subprocess.run(["rm", "-r", str(self.root / _FILLING)], timeout=20, check=True)

    def make_read_only(self) -> None:
        """Let nobody write who sees it at its folder."""
        _mount("-o", "remount,bind,ro", str(self._seen_at))

    def make_writable(self) -> None:
        _mount("-o", "remount,bind,rw", str(self._seen_at))

    def take_away(self) -> None:
        """Unmount it, in use as it may be: what is open stays open."""
        subprocess.run(["umount", "-l", str(self._seen_at)], timeout=20, check=True)

    def put_back(self) -> None:
        _mount("--bind", str(self.root), str(self._seen_at))

    def end(self) -> None:
        for folder in (self._seen_at, self.root):
            subprocess.run(["umount", "-l", str(folder)], timeout=20, check=False, capture_output=True)


@contextmanager
def a_disk(root: Path, seen_at: Path, size: str = "16m") -> Iterator[Disk]:
    """Give a disk seen at a folder; skip the test where none can be mounted."""
    disk = Disk(root, seen_at, size)
    try:
        yield disk
    finally:
        disk.end()
