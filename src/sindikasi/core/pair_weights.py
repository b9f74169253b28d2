"""Weights of the pair rule: plain numbers, fitted by `benchmarks/fit_pairs.py`; do not edit by hand."""

from __future__ import annotations

from typing import Final

BIAS: Final = -3.30
WEIGHTS: Final = {
    "words": 2.84,
}
