"""What a topic's update policy makes of a story: which entry it is, how new, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sindikasi.model import Change, Revision, Story, UpdatePolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One story as one policy shows it."""

    id: str
    version: int
    """1 for the entry the story was opened with; each material change that resurfaces adds one."""
    updated: datetime
    order: datetime
    """What feeds are sorted by, newest first; unique."""
    changes: tuple[Change, ...]
    """Of the last material revision."""


def edition(story: Story, policy: UpdatePolicy) -> Edition:
    """Return the story's entry under a policy.

    quiet: the text is renewed and nothing else. bump: `updated` is the time of the last material change, which RFC
    4287 4.2.15 calls significant. resurface: that change makes a new entry with an id of its own, which takes the
    place of the entry before. All three are functions of the stored revisions.
    """
    material = [revision for revision in story.revisions if revision.changes]
    last = material[-1] if material else None
    changes = last.changes if last else ()
    if last is None or policy == "quiet":
        return Edition(id=story.id, version=1, updated=story.updated, order=story.filed, changes=changes)
    updated = max(story.updated, last.at)
    if policy == "bump":
        return Edition(id=story.id, version=1, updated=updated, order=story.filed, changes=changes)
    order = max(story.filed, last.at)
    ids = entry_ids(story.id, material)
    return Edition(id=ids[-1], version=len(ids), updated=updated, order=order, changes=changes)


def entry_ids(story_id: str, revisions: Sequence[Revision]) -> list[str]:
    """Return the ids of all entries a story had under `resurface`, the first being the story's own.

    They are name-based (RFC 4122), so that they need not be kept: the n-th material revision has one id for ever.
    """
    count = sum(bool(revision.changes) for revision in revisions)
    namespace = UUID(story_id.removeprefix("urn:uuid:"))
    return [story_id, *(uuid5(namespace, f"version/{number}").urn for number in range(2, count + 2))]
