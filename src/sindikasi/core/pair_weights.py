"""Weights of the pair rule: plain numbers with their provenance, written by benchmarks/fit_pairs.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A logistic rule: probability = 1 / (1 + exp(-(bias + sum of factor x (value - centre))))."""

    bias: float
    factors: Mapping[str, float]
    centres: Mapping[str, float]
    """Mean of each feature over the pairs fitted on, so that a weight says: more, or less, than the usual candidate."""
    threshold: float


# Fitted 2026-11-20 by benchmarks/fit_pairs.py on id_click_dev (pairs 0ab25076e580), reuters_dev (pairs 4c46e36a45b3):
# 244 pairs of one story, 521 of different ones, and candidates nobody read.
FITTED: Final = Weights(
    bias=-3.494,
    factors={
        "wording": 11.148,
        "leads": 5.830,
        "headlines": 7.056,
        "same_headline": -1.571,
        "shared_words": 1.013,
        "late": -2.742,
        "names": -4.006,
        "other_figures": -5.711,
        "figures_differ": -1.405,
        "same_outlet": -0.473,
        "other_outlet": 0.591,
        "same_day": 0.470,
        "other_day": -1.642,
    },
    centres={
        "wording": 0.672,
        "leads": 0.624,
        "headlines": 0.526,
        "same_headline": 0.453,
        "shared_words": 4.134,
        "late": 0.496,
        "names": 0.698,
        "other_figures": 0.087,
        "figures_differ": 0.337,
        "same_outlet": 0.000,
        "other_outlet": 0.000,
        "same_day": 0.000,
        "other_day": 0.000,
    },
    threshold=0.46,
)
