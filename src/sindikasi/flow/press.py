"""How feeds are made, and what publishing one did, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sindikasi.flow.gate import Refused
    from sindikasi.model import Topic, UpdatePolicy
    from sindikasi.outputs.pages import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What publishing a topic did."""

    topic: str
    entries: int
    written: tuple[str, ...]
    """Names of the files whose bytes changed."""
    is_complete: bool = True
    """False when pages of the archive are still to be written."""
    pages: int = 0
    """Pages of the archive written before the feed."""
    left_out: tuple[Refused, ...] = ()
    """Entries that break a rule of a format, and so are not in it."""
    source: str | None = None
    """Whose feeds these are, when it is no topic; `topic` is the slug of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """How feeds are made, as plain values."""

    site: Site
    feeds_dir: Path
    private_dir: Path
    """Of the topics that need a token."""
    base_url: str
    language: str
    entries: int
    source_titles: Mapping[str, str]
    updates: UpdatePolicy = "quiet"
    """Of topics without a policy of their own."""
    hubs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Slug -> addresses of the hubs that are told of its changes."""

    def folder_of(self, topic: Topic) -> Path:
        """Return where a topic's files are written."""
        return self.private_dir if topic.is_private else self.feeds_dir
