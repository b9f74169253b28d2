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


# Fitted 2026-11-21 by benchmarks/fit_pairs.py on id_click_dev (pairs 0ab25076e580), reuters_dev (pairs 4c46e36a45b3):
# 244 pairs of one story, 521 of different ones, and candidates nobody read.
FITTED: Final = Weights(
    bias=-3.731,
    factors={
        "wording": 10.025,
        "leads": 6.178,
        "headlines": 6.806,
        "same_headline": -1.608,
        "shared_words": 1.059,
        "late": -0.544,
        "names": -4.443,
        "other_figures": -5.621,
        "figures_differ": -1.499,
        "copied_across": 3.982,
        "same_outlet": -0.315,
        "other_outlet": -1.477,
        "same_day": 0.449,
        "other_day": -1.588,
    },
    centres={
        "wording": 0.639,
        "leads": 0.624,
        "headlines": 0.526,
        "same_headline": 0.453,
        "shared_words": 3.910,
        "late": 0.460,
        "names": 0.698,
        "other_figures": 0.085,
        "figures_differ": 0.337,
        "copied_across": 0.000,
        "same_outlet": 0.000,
        "other_outlet": 0.000,
        "same_day": 0.000,
        "other_day": 0.000,
    },
    threshold=0.46,
)
