"""Sources take turns at the doorstep, so that a flood from one does not keep the others waiting."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from sindikasi.inbox.names import source_of

if TYPE_CHECKING:
    from pathlib import Path


class Turns:
    """Files that may be taken in, by source; each source's own in the order in which they were added."""

    def __init__(self, inbox: Path) -> None:
        self._inbox = inbox
        self._waiting: OrderedDict[str | None, dict[Path, None]] = OrderedDict()
        self._paths: set[Path] = set()

    def __bool__(self) -> bool:
        return bool(self._paths)

    def __contains__(self, path: Path) -> bool:
        return path in self._paths

    def add(self, path: Path) -> None:
        """Let a file wait for the turn of its source; one that waits already keeps its place."""
        if path not in self._paths:
            self._paths.add(path)
            self._waiting.setdefault(source_of(path.relative_to(self._inbox)), {})[path] = None

    def take(self, count: int) -> list[Path]:
        """Return so many files at most, one of each source in turn; they wait no longer."""
        taken: list[Path] = []
        while self._waiting and len(taken) < count:
            source, files = self._waiting.popitem(last=False)
            path = next(iter(files))
            del files[path]
            self._paths.remove(path)
            taken.append(path)
            if files:
                self._waiting[source] = files  # its next turn comes after those of all others
        return taken
