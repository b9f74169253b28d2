"""What changed in a feed since the version a reader has (RFC 3229, instance manipulation "feed").

For every feed file it is known which versions were read here, and since which of them each of its entries stands in
it as it is now. That is enough to answer for any of those versions, and costs a few bytes a version.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, field
from hashlib import blake2b
from threading import Lock
from typing import TYPE_CHECKING

from sindikasi.outputs.parts import take_apart
from sindikasi.web.conditional import entity_tags
from sindikasi.web.feeds import Representation, represent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sindikasi.outputs.parts import Parts

VERSIONS = 2048
"""Kept of a feed: more than five hours of one that changes every ten seconds."""
KEPT_BYTES = 16 * 1024 * 1024
_TAG = re.compile(r'"([0-9a-f]{32})(?:-[a-z]+)?"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """A feed with only what a reader lacks."""

    base: str
    """The tag of the version the reader has, as it was sent."""
    document: Representation


@dataclass(slots=True, kw_only=True)
class _Course:
    """How a feed came to be what it is."""

    parts: Parts
    number: int = 0
    """Of the version that is current; counted from 1."""
    since: dict[bytes, int] = field(default_factory=dict)
    """Digest of an entry -> the version since which it stands there without a break."""
    versions: OrderedDict[str, int] = field(default_factory=OrderedDict)
    """Digest of a document -> its number, the one read last at the end."""


class Deltas:
    """The versions of feeds read by this process, forgotten with it; threads may share it."""

    def __init__(self, *, versions: int = VERSIONS, kept_bytes: int = KEPT_BYTES) -> None:
        self._most = versions
        self._kept_bytes = kept_bytes
        self._courses: dict[str, _Course] = {}
        self._kept: OrderedDict[tuple[str, str, int], Representation] = OrderedDict()
        self._lock = Lock()

    def note(self, name: str, document: Representation) -> None:
        """Take down that the file `name` is now this document."""
        parts = take_apart(document.content, name.rpartition(".")[2])
        if parts is None:
            return
        digests = [_digest(entry) for entry in parts.entries]
        version = _version(document.tags["identity"])
        with self._lock:
            course = self._courses.setdefault(name, _Course(parts=parts))
            if version is None or course.versions.get(version) == course.number > 0:
                return
            course.parts, course.number = parts, course.number + 1
            course.since = {digest: course.since.get(digest, course.number) for digest in digests}
            course.versions[version] = course.number
            course.versions.move_to_end(version)
            if len(course.versions) > self._most:
                course.versions.popitem(last=False)

    def since(self, name: str, document: Representation, if_none_match: str) -> Delta | None:
        """Return what the newest version named in If-None-Match lacks of `document`.

        None when none of them is known, `document` is no longer the current one, or nothing would be saved.
        """
        with self._lock:
            course = self._courses.get(name)
            version = _version(document.tags["identity"])
            if course is None or version is None or course.versions.get(version) != course.number:
                return None
            known = {tag: course.versions.get(_version(tag) or "", 0) for tag in entity_tags(if_none_match)}
            base = max(known, key=lambda tag: known[tag], default="")
            if not known.get(base):
                return None
            parts = course.parts
            numbers = [course.since[_digest(entry)] for entry in parts.entries]
        # All versions between two changes lack the same.
        first = min((number for number in numbers if number > known[base]), default=0)
        wanted = [entry for entry, number in zip(parts.entries, numbers, strict=True) if first and number >= first]
        if len(wanted) == len(parts.entries) > 0:
            return None
        return Delta(base=base, document=self._document((name, version, first), parts, wanted))

    def _document(self, key: tuple[str, str, int], parts: Parts, wanted: Sequence[bytes]) -> Representation:
        with self._lock:
            if kept := self._kept.get(key):
                self._kept.move_to_end(key)
                return kept
        made = represent(parts.with_entries(wanted))
        with self._lock:
            self._kept[key] = made
            while sum(each.size for each in self._kept.values()) > self._kept_bytes:
                self._kept.popitem(last=False)
        return made


def _version(tag: str) -> str | None:
    found = _TAG.fullmatch(tag)
    return found[1] if found else None


def _digest(entry: bytes) -> bytes:
    return blake2b(entry.strip(), digest_size=12).digest()
