"""Feeds into files: what keeps the rules is rendered, staged, and put in place with all that belongs to it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import structlog

from sindikasi.errors import PublishError
from sindikasi.flow.gate import Gate
from sindikasi.outputs.addresses import page_name
from sindikasi.outputs.files import Staging

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from sindikasi.flow.gate import Refused
    from sindikasi.model import Feed
    from sindikasi.ports import Output

log = structlog.get_logger("publish")


class FeedWriter:
    """Writes feeds in every format; they have their places after `put_in_place`. Not for several threads at once."""

    def __init__(self, outputs: Sequence[Output]) -> None:
        self._outputs = outputs
        self._gate = Gate()
        self._staging = Staging()
        self._left_out: dict[str, tuple[Refused, ...]] = {}

    def write_formats(self, feed: Feed, folder: Path, left_out: list[Refused]) -> list[str]:
        """Write a feed in every format; return the names of the files whose bytes change.

        Entries that break a rule of a format are added to `left_out`. Raises PublishError.
        """
        written = []
        for output in self._outputs:
            stem = f"{feed.slug}.{output.suffix}"
            name = stem if feed.page is None else page_name(feed.slug, feed.page, output.suffix)
            admitted, refused = self._gate.admit(output, feed)
            left_out += refused
            if self.write(feed.slug, folder / name, output.render(admitted), admitted.updated):
                written.append(name)
        return written

    def write(self, slug: str, path: Path, content: bytes, modified: datetime) -> bool:
        """Write a file, and return whether its bytes change. Raises PublishError."""
        with _translated(slug, path.name):
            path.parent.mkdir(parents=True, exist_ok=True)
            return self._staging.add(path, content, modified=modified)

    def put_in_place(self, slug: str) -> None:
        """Give what was written its names. Raises PublishError."""
        with _translated(slug, slug):
            self._staging.put_in_place()

    def settle(self) -> None:
        """Make the new names durable. Raises PublishError."""
        with _translated("", "feeds"):
            self._staging.settle()

    def drop(self) -> None:
        """Forget what was written and is not in place."""
        self._staging.drop()

    def say_left_out(self, slug: str, left_out: tuple[Refused, ...]) -> None:
        """Log which entries are left out and why, once as long as they stay the same."""
        known = self._left_out.get(slug, ())
        for refused in left_out:
            if refused not in known:
                finding = refused.finding
                reason = f"{finding.code}: {finding.place} {finding.message}"
                log.error("entry left out", topic=slug, entry=refused.entry, format=refused.format, reason=reason)
        self._left_out[slug] = left_out


@contextmanager
def _translated(slug: str, name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise PublishError(f"{name}: {error}; the last feed stays", topic=slug) from error
