"""Free places for files in the folders of ours: nothing that lies there is ever written over."""

from __future__ import annotations

import os
from itertools import count
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sindikasi.inbox.names import numbered, shortened

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LONGEST_NAME = 255
"""Bytes a file name may have (NAME_MAX of Linux file systems)."""


def free_place(root: Path, name: str, is_free: Callable[[Path], bool], *, longest: int) -> Path:
    """Return a place below `root` for a file of that name; where something is in the way it gets a number.

    Parts of the name that could lead elsewhere are left out, names over `longest` bytes are cut, and a file
    that lies where a folder is needed is gone around.
    """
    *parts, last = _safe_parts(name) or ["unnamed"]
    return first_free(free_folder(root, "/".join(parts), longest=longest), last, is_free, longest=longest)


def free_folder(root: Path, name: str, *, longest: int) -> Path:
    """Return a place below `root` where a folder of that name is or can be made, as `free_place` does."""
    for part in _safe_parts(name):
        root = first_free(root, part, _may_be_folder, longest=longest)
    return root


def first_free(folder: Path, name: str, is_free: Callable[[Path], bool], *, longest: int) -> Path:
    """Return the place of a name in a folder, which gets a number where something is in the way."""
    wanted = folder / shortened(name, longest)
    if is_free(wanted):
        return wanted
    places = (folder / numbered(name, turn, longest) for turn in count(2))
    return next(place for place in places if is_free(place))


def holds(place: Path, content: bytes) -> bool:
    """Return whether this very content lies in a regular file there."""
    if os.path.islink(place) or not os.path.isfile(place):
        return False
    return place.stat().st_size == len(content) and place.read_bytes() == content


def is_vacant(place: Path) -> bool:
    """Return whether nothing lies there, not even a link that leads nowhere."""
    return not os.path.lexists(place)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, each durably before anything is moved into it. Raises OSError."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut, where the system can."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return  # gone, or not ours to open: a rename undone by a power cut is a repeat, which is harmless
    try:
        os.fsync(descriptor)
    except OSError:
        return  # some shared file systems know no fsync of folders
    finally:
        os.close(descriptor)


def _may_be_folder(place: Path) -> bool:
    return is_vacant(place) or (os.path.isdir(place) and not os.path.islink(place))


def _safe_parts(name: str) -> list[str]:
    return [part for part in PurePosixPath(name).parts if part not in {"/", "..", "."}]
