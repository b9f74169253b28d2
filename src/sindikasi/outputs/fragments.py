"""Entries as a format writes them, rendered once and kept: most of a feed is the same as at the last build."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sindikasi.model import Entry

KEPT_BYTES = 32 * 1024 * 1024
"""Of one format: some 5,000 entries of 6 kB."""


class Fragments:
    """The renderings used last, up to a number of bytes; threads may share it.

    An entry is known again by its id and the hash of all it shows (64 bits, keyed by the process).
    """

    def __init__(self, kept_bytes: int = KEPT_BYTES) -> None:
        self._kept_bytes = kept_bytes
        self._size = 0
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._lock = Lock()

    def of(self, entries: Sequence[Entry], make: Callable[[Sequence[Entry]], list[bytes]]) -> list[bytes]:
        """Return each entry's rendering; `make` renders, in one go, those that are not at hand."""
        keys = [(entry.id, hash(entry)) for entry in entries]
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
            for key in found:
                self._kept.move_to_end(key)
        missing = {key: entry for key, entry in zip(keys, entries, strict=True) if key not in found}
        if missing:
            made = dict(zip(missing, make([*missing.values()]), strict=True))
            self._keep(made)
            found |= made
        return [found[key] for key in keys]

    def _keep(self, made: dict[tuple[str, int], bytes]) -> None:
        with self._lock:
            for key, content in made.items():
                self._size += len(content) - len(self._kept.get(key, b""))
                self._kept[key] = content
            while self._size > self._kept_bytes:
                self._size -= len(self._kept.popitem(last=False)[1])
