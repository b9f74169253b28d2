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
    bias=-3.291,
    factors={
        "wording": 8.693,
        "leads": 6.089,
        "headlines": 5.845,
        "shared_words": 1.177,
        "late": -5.217,
        "names": -4.684,
        "figures": 3.016,
        "figures_differ": -2.322,
        "same_outlet": -0.757,
        "other_outlet": 1.702,
        "same_day": 0.769,
        "other_day": -1.918,
    },
    centres={
        "wording": 0.697,
        "leads": 0.635,
        "headlines": 0.524,
        "shared_words": 4.186,
        "late": 0.481,
        "names": 0.693,
        "figures": 0.701,
        "figures_differ": 0.390,
        "same_outlet": 0.000,
        "other_outlet": 0.000,
        "same_day": 0.000,
        "other_day": 0.000,
    },
    threshold=0.5,
)
