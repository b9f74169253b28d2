"""Notices settled files; the only door to watchfiles. Events are hints, the scan is the truth."""

from __future__ import annotations

import math
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sindikasi.core.names import is_passed_over
from sindikasi.inbox.mounts import choose, silent_mounts_below
from sindikasi.inbox.names import is_ignored
from sindikasi.inbox.pairs import is_metadata_file, sidecars_beside, text_beside
from sindikasi.inbox.settling import Settling, fingerprint_of, is_open_for_writing
from sindikasi.inbox.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from threading import Event

    from sindikasi.inbox.mounts import WatchMode
    from sindikasi.inbox.settling import Fingerprint

_DEBOUNCE_MS = 50
_STEP_MS = 10
_TICK_MS = 200
_HURRY_MS = 1
_BATCH = 256
"""Files handed out at once: as many as the doorstep commits at once."""
_POLL_SECONDS = 1.0
_PROBE = ".sindikasi-"
_PROBE_NS = 60 * 10**9
_PROBE_MS = 1000
"""How long an event may take that tells whether there are any."""
_PATIENCE = 10
"""Settling times that metadata waits for its text: who copies many files may copy the texts last."""

_NO_WATCHES = ("Error creating", "limit")
"""What watchfiles says when it cannot watch at all, or not what was added; other faults are of one change."""
_OUT_OF_WATCHES = (
    "the system does not report changes ({error}); polling instead. Where the limit of inotify is reached, raise it: "
    "sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=1024"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Complete:
    """A file that is settled, and the metadata that comes with it."""

    path: Path
    parts: dict[Path, Fingerprint]


class Watcher:
    """Yields batches of settled files below one inbox until told to stop."""

    def __init__(
        self,
        inbox: Path,
        *,
        mode: WatchMode,
        settle_seconds: float,
        rescan_seconds: float,
        keeps: bool,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        """`keeps`: files stay in the inbox after they are taken, so that each is handed out once.

        `say` hears, once each, why the watcher falls back to polling, which mounts below it polls, and that a name
        cannot be read. With `mode` auto a file is written into the inbox to try whether events come.
        """
        self._inbox = inbox
        self._turns = Turns(inbox)
        self._settling = Settling(settle_seconds)
        self._lonely = Settling(settle_seconds * _PATIENCE)
        self._rescan = rescan_seconds
        choice = choose(inbox, mode, hears_events)
        self._is_polling, self.reason = choice.is_polling, choice.reason
        self._silent: list[Path] = []
        """Mounts below the inbox on which no events come."""
        self._keeps = keeps
        self._say = say
        self._is_unreadable_said = False
        self._handed: dict[Path, Fingerprint] = {}
        self._described: set[Path] = set()
        """Folders in which metadata was seen beside texts: what belongs together comes one after the other there."""

    @property
    def is_polling(self) -> bool:
        """Whether arrivals are looked for instead of waited for."""
        return self._is_polling

    def hand_back(self, path: Path) -> None:
        """Take a file back that could not be taken in; it is handed out again at the next full scan."""
        self._handed.pop(path, None)

    def batches(self, stop: Event) -> Iterator[list[Path]]:
        """Yield settled files as soon as there are any: sources in turn, of each the oldest first.

        A batch is small enough for what arrives meanwhile from another source to be in the next one.
        """
        scanned = polled = -math.inf
        for hints in self._hints(stop):
            now = time.monotonic()
            if now - scanned >= (min(self._rescan, _POLL_SECONDS) if self._is_polling else self._rescan):
                hints = set(self._scan())  # noqa: PLW2901 - a scan makes the hints superfluous
                scanned = polled = now
                self._look_for_silent_mounts()
            elif now - polled >= _POLL_SECONDS:
                hints |= {path for mount in self._silent for path in _walk(mount)}
                polled = now
            self._line_up({*hints, *self._settling.waiting}, now)
            batch = self._next_batch(now)
            if batch:
                yield batch
            if stop.is_set():
                return

    def _hints(self, stop: Event) -> Iterator[set[Path]]:
        """Yield paths that changed, and an empty set on every tick; while files wait for their turn, at once."""
        yield set()
        while not stop.is_set():
            if self._is_polling:
                if not self._turns:
                    stop.wait(_TICK_MS / 1000)
                yield set()
            else:
                yield from self._events(stop)

    def _events(self, stop: Event) -> Iterator[set[Path]]:
        """Yield what the system reports until the inbox itself goes away."""
        from watchfiles._rust_notify import WatchfilesRustInternalError

        watched, is_new = _inode(self._inbox), True
        try:
            for changes in changes_below(self._inbox, stop, lambda: _HURRY_MS if self._turns else _TICK_MS):
                # What came between the last scan and the first round of watching sent no event.
                found = set(self._scan()) if is_new else set()
                is_new = False
                for path in changes:
                    if not self._is_ignored(path):
                        found |= set(self._below(path))
                yield found
                if _inode(self._inbox) != watched:
                    break
        except FileNotFoundError:
            stop.wait(_TICK_MS / 1000)
        except WatchfilesRustInternalError as error:
            if any(sign in str(error) for sign in _NO_WATCHES):
                self._poll_from_now(error)
                return
            # It names no file whose name is not UTF-8, and what else it had to report is lost: the scan finds all.
            self._say_unreadable(error)
            stop.wait(_TICK_MS / 1000)
            yield set(self._scan())
        except OSError as error:
            self._poll_from_now(error)
            return
        if not stop.is_set():
            # The inbox was removed or replaced: the new one is watched next, beginning with what lies there.
            self._inbox.mkdir(parents=True, exist_ok=True)

    def _poll_from_now(self, error: Exception) -> None:
        self._is_polling = True
        self._say(_OUT_OF_WATCHES.format(error=error))

    def _look_for_silent_mounts(self) -> None:
        """Find the mounts below the inbox that must be polled, and say so of new ones."""
        if self._is_polling:
            return
        mounts = silent_mounts_below(self._inbox)
        for mount in mounts:
            if mount.place not in self._silent:
                self._say(f"{mount.place} is on {mount.kind}, which sends no events; it is polled")
        self._silent = [mount.place for mount in mounts]

    def _say_unreadable(self, error: Exception) -> None:
        if not self._is_unreadable_said:
            self._is_unreadable_said = True
            self._say(
                f"a change in the inbox cannot be told ({error}); the inbox is scanned instead. Names that are not "
                'UTF-8 cause this: rename such files, or set inbox.watch = "poll"'
            )

    def _below(self, path: Path) -> Iterator[Path]:
        """Yield the path, or what lies below a folder: files moved in with their folder send no events.

        The system also reports what happens behind a link to a folder; that is not ours to touch.
        """
        folders = (self._inbox.joinpath(each) for each in path.relative_to(self._inbox).parents)
        if any(map(os.path.islink, (path, *(each for each in folders if each != self._inbox)))):
            return
        if os.path.isdir(path):
            yield from _walk(path)
        else:
            yield path

    def _is_ignored(self, path: Path) -> bool:
        try:
            return is_ignored(path.relative_to(self._inbox))
        except ValueError:
            return True

    def _scan(self) -> Iterator[Path]:
        if self._keeps:
            self._handed = {path: seen for path, seen in self._handed.items() if os.path.lexists(path)}
        return _walk(self._inbox)

    def _line_up(self, paths: set[Path], now: float) -> None:
        """Let those of the paths that may be complete wait for their turn, the oldest first."""
        wall = time.time_ns()
        calm: list[tuple[int, Path]] = []
        for path in paths:
            if path in self._turns:
                continue
            fingerprint = fingerprint_of(path)
            if fingerprint is None:
                self._forget(path)
            elif self._settling.settled(path, fingerprint, monotonic=now, wall_ns=wall) or self._is_early(
                path, now, wall
            ):
                calm.append((fingerprint.modified_ns, path))
        for _, path in sorted(calm):
            self._turns.add(path)

    def _next_batch(self, now: float) -> list[Path]:
        """Return what is complete of what has its turn now; what is not is looked at again on the next tick."""
        batch = self._turns.take(_BATCH)
        complete = self._settled(set(batch), now)
        for each in complete:
            for part in each.parts:
                self._forget(part)
                if self._keeps:
                    self._handed[part] = each.parts[part]
        ranks = {path: rank for rank, path in enumerate(batch)}
        # A text that its metadata brings along had no turn of its own.
        return sorted((each.path for each in complete), key=lambda path: ranks.get(path, len(ranks)))

    def _settled(self, paths: set[Path], now: float) -> list[_Complete]:
        """Return what is complete: a text with the metadata beside it, or metadata whose text did not come."""
        wall = time.time_ns()
        settled: list[_Complete] = []
        for path in {*paths, *self._texts_of_new_metadata(paths)}:
            parts = [path, *sidecars_beside(path)]
            seen = {part: fingerprint for part in parts if (fingerprint := fingerprint_of(part)) is not None}
            if path not in seen or all(self._handed.get(part) == seen[part] for part in seen):
                self._forget(path)
                continue
            if not all([self._is_complete(part, seen[part], now, wall) for part in seen]):
                continue
            if self._waits_for_text(path, seen[path], now, wall):
                continue
            brought = {part: seen[part] for part in seen if part == path or _is_metadata(part)}
            settled.append(_Complete(path=path, parts=brought))
        return settled

    def _is_complete(self, path: Path, fingerprint: Fingerprint, now: float, wall: int) -> bool:
        if self._settling.settled(path, fingerprint, monotonic=now, wall_ns=wall):
            return not is_open_for_writing(path)
        return self._is_early(path, now, wall) and is_open_for_writing(path) is False

    def _is_early(self, path: Path, now: float, wall: int) -> bool:
        """Return whether a file may be taken before it has settled, once a lease shows that nobody writes to it.

        Not in polled folders, which have no leases, nor where metadata may still come.
        """
        if self._is_polling or path.parent in self._described or any(map(path.is_relative_to, self._silent)):
            return False
        return self._settling.may_be_taken_early(path, monotonic=now, wall_ns=wall)

    def _texts_of_new_metadata(self, paths: set[Path]) -> Iterator[Path]:
        """Yield the texts of metadata files among the paths: the text brings them along."""
        for path in paths:
            text = text_beside(path)
            if text is not None:
                self._described.add(path.parent)
            if text is not None and self._handed.get(path) != fingerprint_of(path):
                yield text

    def _waits_for_text(self, path: Path, fingerprint: Fingerprint, now: float, wall: int) -> bool:
        """Return whether this is metadata that its text brings along, or may still bring."""
        if not _is_metadata(path):
            return False
        self._described.add(path.parent)
        if text_beside(path) is not None:
            return True
        return not self._lonely.settled(path, fingerprint, monotonic=now, wall_ns=wall)

    def _forget(self, path: Path) -> None:
        self._settling.forget(path)
        self._lonely.forget(path)


def scan(inbox: Path) -> list[Path]:
    """Return every document file below an inbox, oldest first, settled or not."""
    dated = [(fingerprint.modified_ns, path) for path in _walk(inbox) if (fingerprint := fingerprint_of(path))]
    return [path for _, path in sorted(dated)]


def _is_metadata(path: Path) -> bool:
    """Return whether a file is the metadata of a text; what cannot be read is not, and whoever takes it in says so."""
    try:
        return is_metadata_file(path)
    except OSError:
        return False


def changes_below(folder: Path, stop: Event, patience_ms: Callable[[], int]) -> Iterator[set[Path]]:
    """Yield what the system reports below a folder, ours or not, and an empty set when it has been silent so long.

    Not `watchfiles.watch`: it keeps back its ticks as long as only paths change that its filter leaves out, and
    somebody writing to `x.part` all the while would keep everybody waiting. Raises OSError and
    WatchfilesRustInternalError.
    """
    from watchfiles._rust_notify import RustNotify

    with RustNotify([str(folder)], False, False, 0, True, False) as notify:
        while not stop.is_set():
            said = notify.watch(_DEBOUNCE_MS, _STEP_MS, patience_ms(), stop)
            yield set() if isinstance(said, str) else {Path(path) for _, path in said}


def hears_events(folder: Path) -> bool:
    """Write a hidden file into a folder and return whether the system reports it. Raises OSError."""
    from watchfiles._rust_notify import RustNotify, WatchfilesRustInternalError

    _remove_leftovers(folder)
    try:
        with (
            RustNotify([str(folder)], False, False, 0, False, False) as notify,
            tempfile.NamedTemporaryFile(prefix=_PROBE, dir=folder),
        ):
            heard = notify.watch(_DEBOUNCE_MS, _STEP_MS, _PROBE_MS, None)
    except (WatchfilesRustInternalError, FileNotFoundError) as error:
        raise OSError(str(error)) from error
    return not isinstance(heard, str)


def _remove_leftovers(folder: Path) -> None:
    """Remove the files by which a process tried for events that was killed over it: empty, and a minute old."""
    for path in folder.glob(f"{_PROBE}*"):
        found = fingerprint_of(path)
        if found is not None and found.size == 0 and time.time_ns() - found.changed_ns > _PROBE_NS:
            path.unlink(missing_ok=True)


def _inode(folder: Path) -> int | None:
    try:
        return folder.stat().st_ino
    except OSError:
        return None


def _walk(folder: Path) -> Iterator[Path]:
    """Yield the documents' files below a folder; links are not followed, folders that vanish are passed over."""
    folders = [os.fspath(folder)]  # a list, for an inbox may be nested more deeply than Python's calls
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                children = [entry for entry in entries if not is_passed_over((entry.name,))]
        except OSError:
            continue
        for entry in children:
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path)
