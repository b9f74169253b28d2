"""Texts and the metadata files that lie beside them: `x.txt` and `x.json` are one document."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from sindikasi.core.sidecars import LONGEST, described_by, describes, is_metadata


def sidecars_beside(text: Path) -> list[Path]:
    """Return the files beside a text that may be its metadata, by their names."""
    found = [Path(each) for each in described_by(os.fspath(text)) if _is_regular(each)]
    return [each for each in found if text_beside(each) == text]


def text_beside(sidecar: Path) -> Path | None:
    """Return the text a metadata file lies beside, by their names; None where there is none."""
    return next((Path(each) for each in describes(os.fspath(sidecar)) if _is_regular(each)), None)


def is_metadata_file(path: Path) -> bool:
    """Return whether a file is named and made like the metadata of a text. Raises OSError when it cannot be read."""
    if not describes(path.name):
        return False
    content = read_small(path)
    return content is not None and is_metadata(content)


def read_small(path: Path) -> bytes | None:
    """Return a file's content; None for what is larger than metadata, no regular file, or gone."""
    try:
        descriptor = open_regular(path)
    except FileNotFoundError:
        return None
    if descriptor is None:
        return None
    try:
        content = os.read(descriptor, LONGEST + 1)
    finally:
        os.close(descriptor)
    return content if len(content) <= LONGEST else None


def open_regular(path: Path) -> int | None:
    """Open a regular file without following links or blocking on pipes; None for anything else."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.ENXIO, errno.EISDIR, errno.ENOTDIR}:
            return None
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return None
    return descriptor


def _is_regular(path: str) -> bool:
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False
