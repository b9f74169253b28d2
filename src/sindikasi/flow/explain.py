"""Why two articles are, or are not, one story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sindikasi.core import pairs
from sindikasi.core.background import Text, passages
from sindikasi.core.signature import band_keys, screen, sign

if TYPE_CHECKING:
    from sindikasi.model import Article, ArticleSummary, Story, Verdict
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
    background: tuple[str, ...]
    """Passages that did not count, because their outlet carries them under other openings too."""


def changes_of(story: Story, catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """Return, for each version among a story's articles, what differs between it and the text shown, in words."""
    versions = [carrier.article_id for carrier in story.carriers if carrier.relation == "version"]
    bodies = catalog.bodies([story.lead, *versions])
    shown = pairs.profile(bodies[story.lead])
    return {each: pairs.judge(shown, pairs.profile(bodies[each])).disagreements for each in versions}


def judge_filed(one: Article, other: Article, catalog: Catalog, *, threshold: float | None) -> Verdict:
    """Judge two filed articles anew, without what is background of either."""
    held = catalog.background([one.id, other.id])
    news = [Text(each).news(held.get(each.id, frozenset())) for each in (one, other)]
    return pairs.judge(*news, threshold=threshold)


def explain_pair(
    one: ArticleSummary, other: ArticleSummary, catalog: Catalog, *, threshold: float | None
) -> Explanation:
    """Judge two filed articles anew and show the evidence."""
    held = catalog.background([one.article.id, other.article.id])
    background = [held.get(each.article.id, frozenset()) for each in (one, other)]
    first, second = sign(one.article), sign(other.article)
    keys, other_keys = band_keys(first), band_keys(second)
    met = int(np.count_nonzero(keys == other_keys))
    verdict = judge_filed(one.article, other.article, catalog, threshold=threshold)
    return Explanation(
        is_one_story=one.story_id == other.story_id,
        verdict=verdict,
        bands_met=met,
        bands=len(keys),
        is_candidate=met > 0 and bool(screen(first, second.values.reshape(1, -1))[0]),
        shared=pairs.shared_passages(one.article, other.article),
        background=tuple(
            dict.fromkeys(
                (*passages(one.article, background[0]), *passages(other.article, background[1])),
            )
        ),
    )
