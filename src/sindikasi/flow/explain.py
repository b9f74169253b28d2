"""Why two articles are, or are not, one story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sindikasi.core import pairs
from sindikasi.core.signature import band_keys, screen, sign

if TYPE_CHECKING:
    from sindikasi.model import ArticleSummary, Story, Verdict
    from sindikasi.ports import Catalog


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """All that decided over a pair."""

    is_one_story: bool
    """Whether the store holds both under one story: by this pair, or through others."""
    verdict: Verdict
    bands_met: int
    bands: int
    is_candidate: bool
    """Whether bands and screen brought the pair before the rule."""
    shared: tuple[str, ...]


def changes_of(story: Story, catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """Return, for each version among a story's articles, what differs between it and the text shown, in words."""
    versions = [carrier.article_id for carrier in story.carriers if carrier.relation == "version"]
    bodies = catalog.bodies([story.lead, *versions])
    shown = pairs.profile(bodies[story.lead])
    return {each: pairs.judge(shown, pairs.profile(bodies[each])).disagreements for each in versions}


def explain_pair(one: ArticleSummary, other: ArticleSummary, *, threshold: float | None) -> Explanation:
    """Judge two filed articles anew and show the evidence."""
    first, second = sign(one.article), sign(other.article)
    keys, other_keys = band_keys(first), band_keys(second)
    met = int(np.count_nonzero(keys == other_keys))
    verdict = pairs.judge(pairs.profile(one.article), pairs.profile(other.article), threshold=threshold)
    return Explanation(
        is_one_story=one.story_id == other.story_id,
        verdict=verdict,
        bands_met=met,
        bands=len(keys),
        is_candidate=met > 0 and bool(screen(first, second.values.reshape(1, -1))[0]),
        shared=pairs.shared_passages(one.article, other.article),
    )
