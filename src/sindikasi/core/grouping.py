"""From judged candidates to a place: an article's story, the story's lead, and how the others relate to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sindikasi.model import Candidate, Join, Match, Merge, Open, Placement, Relation, Standing, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sindikasi.core.pairs import Profile

COMPLETE = 0.8
"""A text with this share of the longest member's words counts as complete: a few words more do not take the lead."""
_LONGEST_NUMBER = 19
EXCERPT_LENGTH = 0.6
"""An excerpt has at most this share of the lead's words."""
EXCERPT_CONTAINMENT = 0.6
"""At least this share of an excerpt stands in the lead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """What the choice of a lead looks at."""

    article_id: str
    is_agency_original: bool
    """True when the agency that wrote the text sent it."""
    outlet: str | None
    """Who sent it; None when that is not known."""
    priority: int
    """Of the source, from the settings; higher is preferred."""
    words: int
    published: datetime
    received: datetime
    guid: str | None = None
    """What the sender calls the text; later versions of it have the same."""
    version: str | None = None
    standing: Standing = "usable"


def place(judged: Sequence[tuple[Candidate, Verdict]], filed: Mapping[str, datetime]) -> Placement:
    """Return where an article goes: stories are the connected components of accepted pairs.

    `filed` says when the story of each candidate was opened: of several stories tied together the oldest keeps its
    id (equal times: the lower id), the others are absorbed, oldest first.
    """
    matches = tuple(
        Match(article_id=candidate.article_id, story_id=candidate.story_id, score=verdict.score)
        for candidate, verdict in sorted(judged, key=lambda pair: (-pair[1].score, pair[0].article_id))
        if verdict.joined
    )
    stories = sorted({match.story_id for match in matches}, key=lambda story: (filed[story], story))
    if not stories:
        return Open()
    if len(stories) == 1:
        return Join(story_id=stories[0], matches=matches)
    return Merge(story_id=stories[0], absorbed=tuple(stories[1:]), matches=matches)


def choose_lead(members: Sequence[Member], current: str | None) -> str:
    """Return the article to show: agency original, then source priority, then completeness, then the earliest.

    A text that may not be shown, and an earlier version of one, never lead where another can.
    Of several texts of one outlet only the newest counts, unless it is a mere excerpt: an outlet that sends a
    story again has corrected it. A function of the set of members, so that the order of arrival does not show;
    `current` only keeps the lead between members that nothing else tells apart. ValueError without members.
    """
    valid = newest_versions(members)
    members = [member for member in valid if member.standing == "usable"] or valid
    standing = _without_superseded(members)
    longest = max(member.words for member in standing)

    def rank(member: Member) -> tuple[bool, int, bool, datetime, datetime, bool, str]:
        return (
            not member.is_agency_original,
            -member.priority,
            member.words < COMPLETE * longest,
            member.published,
            member.received,
            member.article_id != current,
            member.article_id,
        )

    return min(standing, key=rank).article_id


def is_hidden(members: Sequence[Member]) -> bool:
    """Return whether a story of these texts may not be shown.

    A canceled text withdraws its story for ever; else it is shown as soon as one text may be (IPTC NewsML-G2,
    pubStatus: usable, withheld, canceled). Only the newest version of a text counts.
    """
    if any(member.standing == "canceled" for member in members):
        return True
    return all(member.standing != "usable" for member in newest_versions(members))


def newest_versions(members: Sequence[Member]) -> list[Member]:
    """Return the members without the earlier versions of a text: nobody but its outlet writes a later one."""
    newest: dict[tuple[str, str | None], Member] = {}
    for member in members:
        if member.guid is not None:
            held = newest.get((member.guid, member.outlet))
            if held is None or _version_rank(member) > _version_rank(held):
                newest[member.guid, member.outlet] = member
    return [member for member in members if member.guid is None or newest[member.guid, member.outlet] is member]


def _version_rank(member: Member) -> tuple[int, int, str, datetime, datetime, str]:
    """Return what orders versions: their number, else their name, else their time (ninjs: a date or a number)."""
    version = member.version or ""
    is_number = version.isdecimal() and len(version) < _LONGEST_NUMBER
    number = int(version) if is_number else 0
    return (is_number, number, "" if is_number else version, member.published, member.received, member.article_id)


def _without_superseded(members: Sequence[Member]) -> list[Member]:
    """Return the members of which their outlet sent no later text of the story that is not much shorter.

    Each is looked at once, from the latest: a story may have thousands, be it by malice.
    """
    most_words_later: dict[str, int] = {}
    superseded: set[str] = set()
    for member in sorted(members, key=lambda each: (each.published, each.received, each.article_id), reverse=True):
        if member.outlet is None:
            continue
        later = most_words_later.get(member.outlet)
        if later is not None and later > EXCERPT_LENGTH * member.words:
            superseded.add(member.article_id)
        most_words_later[member.outlet] = max(later or 0, member.words)
    return [member for member in members if member.article_id not in superseded]


def relation(lead: Profile, other: Profile, verdict: Verdict) -> Relation:
    """Return how `other` relates to the lead of its story.

    An excerpt is much shorter and mostly stands in the lead; a version is the same text with changed figures, or
    changed wording from the same outlet; everything else is a copy.
    """
    if other.length <= EXCERPT_LENGTH * lead.length and verdict.containment >= EXCERPT_CONTAINMENT:
        return "excerpt"
    if verdict.jaccard == 1.0:
        return "copy"
    if lead.outlet is not None and lead.outlet == other.outlet:
        return "version"
    differ = any(feature.name == "figures_differ" and feature.value for feature in verdict.features)
    return "version" if differ else "copy"
