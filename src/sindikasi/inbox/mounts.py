"""Which mounts report changes, and why: by the kind of file system, and by trying."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WatchMode = Literal["auto", "events", "poll"]

# File systems on which changes made by other machines send no event: network mounts, folders shared with a host,
# and whatever a program serves (FUSE). On them even a probe that is answered proves nothing: it was made here.
_EVENTLESS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "virtiofs", "vboxsf", "fakeowner", "afs", "ceph", "fuseblk"}
_OCTAL = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mount:
    """A place at which a file system begins."""

    place: Path
    kind: str

    @property
    def has_events(self) -> bool:
        """Whether this kind of file system reports changes made elsewhere."""
        return self.kind not in _EVENTLESS and self.kind != "fuse" and not self.kind.startswith("fuse.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """How arrivals are noticed, and why so."""

    is_polling: bool
    reason: str


def choose(inbox: Path, mode: WatchMode, probe: Callable[[Path], bool]) -> Choice:
    """Return how to watch a folder; `probe` writes a file there and returns whether an event came of it."""
    if mode != "auto":
        return Choice(is_polling=mode == "poll", reason=f'inbox.watch = "{mode}"')
    mount = mount_of(inbox)
    where = f"{inbox} is on {mount.kind or 'an unknown file system'}"
    if not mount.has_events:
        return Choice(is_polling=True, reason=f"{where}, which does not report what other machines change")
    try:
        is_heard = probe(inbox)
    except OSError as error:
        return Choice(is_polling=True, reason=f"{where}, and no file could be written to try events: {error}")
    if not is_heard:
        return Choice(is_polling=True, reason=f"{where}, and no event came of a file written to try")
    return Choice(is_polling=False, reason=f"{where}, and an event came of a file written to try")


def mount_of(folder: Path) -> Mount:
    """Return the mount that holds a folder; its kind is empty where it cannot be known."""
    where = folder.resolve()
    around = [mount for mount in _mounts() if where.is_relative_to(mount.place)]
    # Of two mounts at one place the later one hides the other.
    return max(reversed(around), key=lambda mount: len(mount.place.parts), default=Mount(place=where, kind=""))


def silent_mounts_below(folder: Path) -> list[Mount]:
    """Return the mounts somewhere below a folder that report no changes made elsewhere."""
    where = folder.resolve()
    below = (mount for mount in _mounts() if where in mount.place.parents)
    return [
        Mount(place=folder / mount.place.relative_to(where), kind=mount.kind) for mount in below if not mount.has_events
    ]


def file_system(folder: Path) -> str:
    """Return the type of the mount that holds a folder; empty where it cannot be known."""
    return mount_of(folder).kind


def _mounts() -> Iterator[Mount]:
    """Yield the mounts this process sees (proc(5), /proc/pid/mountinfo: place fifth, kind after the hyphen)."""
    try:
        lines = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return
    for line in lines:
        before, hyphen, after = line.partition(" - ")
        fields = before.split(" ")
        if hyphen and len(fields) > 4:
            place = _OCTAL.sub(lambda found: chr(int(found[1], 8)), fields[4])
            yield Mount(place=Path(place), kind=after.split(" ")[0])
