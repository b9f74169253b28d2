"""Fit the weights of the pair rule on labelled sets and write `core/pair_weights.py`.

    python -m benchmarks.fit_pairs [--write] [--without-background]

Logistic regression by iteratively reweighted least squares with a ridge, in plain numpy. Every pair is shown four
times: outlet known or hidden, day known or not, so that one set of weights serves outlet folders, flat folders and
undated texts. Prints the fitted scores and, beside them, those of five-fold cross-validation: no pair is judged by
weights that saw an article of the same event, or of a chain of candidate pairs that reaches it.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from benchmarks.grouping_quality import (
    DATA,
    SETS,
    LabelledSet,
    Pair,
    candidates,
    components,
    hide_outlet,
    load,
    profiles,
    score,
)
from numpy.typing import NDArray

from sindikasi.core.pairs import Profile, evidence, objection

FOLDS = 5
RIDGE = 1.0
"""On standardised features; the fit moves little between 0.3 and 10."""
THRESHOLD = 0.46
"""Below one half because the weights below make different stories count more than they are."""
VIEWS = (("outlet and day known", (), 0.40), ("outlet hidden", ("same_outlet", "other_outlet"), 0.30),
         ("day unknown", ("same_day", "other_day"), 0.15),
         ("neither known", ("same_outlet", "other_outlet", "same_day", "other_day"), 0.15))  # fmt: skip
"""Name, features that are then 0, weight in the fit."""
# Sets are small and unlike: the 27 Reuters duplicates count more each, pairs nobody read less, and a merge of two
# outlets' different stories more, because it is the error readers see.
PAIR_WEIGHTS = {("reuters_dev", "dup"): 2.5, ("reuters_dev", "diff"): 1.2}
UNREAD_WEIGHT = 0.3
SAME_EVENT_WEIGHT = 0.1
"""As pairs to keep apart: joining one is no error in itself, but it is what ties different stories into a chain."""
ACROSS_WEIGHT = 4.0
_FLAGS = ("same_outlet", "other_outlet", "same_day", "other_day")
_TARGET = Path(__file__).resolve().parents[1] / "src" / "sindikasi" / "core" / "pair_weights.py"

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """Candidate and labelled pairs of all sets as numbers."""

    sets: Sequence[LabelledSet]
    names: Sequence[str]
    pairs: Sequence[tuple[int, Pair]]
    """(place of the set, pair)"""
    features: Floats
    flat_features: Floats
    """The same with the outlets hidden: another background is learned then."""
    is_candidate: NDArray[np.bool_]
    """Others are fitted on, but never come before the weights: they do not meet, or the guard stops them."""
    is_dup: Floats
    weights: Floats
    """0 for pairs that are not fitted on."""
    folds: NDArray[np.int64]


def collect(sets: Sequence[LabelledSet], *, is_learning: bool = True) -> Examples:
    """Return the candidate and labelled pairs of the sets with their features, labels and folds.

    Background is learned from all texts of a set, also of the fold left out: as the store does it, without labels.
    """
    pairs: list[tuple[int, Pair]] = []
    rows, flat_rows, is_dup, is_candidate, weights, folds = [], [], [], [], [], []
    for place, labelled in enumerate(sets):
        near, _ = candidates(labelled.articles.values())
        fold_of = _folds(labelled, near)
        seen_by = near if is_learning else ()
        known, flat = (profiles(each, seen_by) for each in (labelled.articles, hide_outlet(labelled.articles)))
        for pair in sorted(near | labelled.labels.keys()):
            a, b = known[pair[0]], known[pair[1]]
            pairs.append((place, pair))
            rows.append(evidence(a, b))
            flat_rows.append(evidence(flat[pair[0]], flat[pair[1]]))
            is_dup.append(labelled.label(pair) == "dup")
            weights.append(_weight(labelled, pair, a, b))
            folds.append(fold_of[pair[0]])
            is_candidate.append(pair in near and not objection(a, b))
    names = list(rows[0])
    return Examples(
        sets=sets,
        names=names,
        pairs=pairs,
        features=np.array([[row[name] for name in names] for row in rows]),
        flat_features=np.array([[row[name] for name in names] for row in flat_rows]),
        is_candidate=np.array(is_candidate),
        is_dup=np.array(is_dup, dtype=np.float64),
        weights=np.array(weights),
        folds=np.array(folds),
    )


def fit(examples: Examples, keep: NDArray[np.bool_]) -> tuple[Floats, float, Floats]:
    """Return factor and centre of each feature and the bias, fitted on the pairs of `keep`."""
    used = keep & (examples.weights > 0)
    both = np.vstack((examples.features[used], examples.flat_features[used]))
    centres, scales = both.mean(axis=0), both.std(axis=0) + 1e-9
    flags = np.isin(examples.names, _FLAGS)
    centres[flags], scales[flags] = 0.0, 1.0
    centres[examples.names.index("copied_across")] = 0.0
    views = [(view(examples, hidden)[used] - centres) / scales for _, hidden, _ in VIEWS]
    weights = np.concatenate([examples.weights[used] * share for _, _, share in VIEWS])
    solution = _logistic(np.vstack(views), np.tile(examples.is_dup[used], len(VIEWS)), weights)
    return solution[:-1] / scales, float(solution[-1]), centres


def view(examples: Examples, hidden: Sequence[str]) -> Floats:
    """Return the features where those of `hidden` are unknown."""
    features = (examples.flat_features if "same_outlet" in hidden else examples.features).copy()
    features[:, np.isin(examples.names, hidden)] = 0.0
    return features


def cross_validated(examples: Examples, hidden: Sequence[str]) -> Floats:
    """Return for each pair the probability by weights that did not see its fold."""
    probabilities = np.zeros(len(examples.pairs))
    for fold in range(FOLDS):
        out = examples.folds == fold
        probabilities[out] = probability(view(examples, hidden)[out], *fit(examples, ~out))
    return probabilities


def probability(features: Floats, factors: Floats, bias: float, centres: Floats) -> Floats:
    """Return the probability of being one story for each row of features."""
    return 1 / (1 + np.exp(-((features - centres) @ factors + bias)))


def report(examples: Examples) -> None:
    """Print fitted and cross-validated scores of groups for each set and view."""
    fitted = fit(examples, np.ones(len(examples.pairs), dtype=np.bool_))
    for place, labelled in enumerate(examples.sets):
        print(labelled.name)
        for name, hidden, _ in VIEWS:
            both = (probability(view(examples, hidden), *fitted), cross_validated(examples, hidden))
            for kind, probabilities in zip(("fitted", "cross-validated"), both, strict=True):
                joined = examples.is_candidate & (probabilities >= THRESHOLD)
                accepted = [pair for (where, pair), is_one in zip(examples.pairs, joined, strict=True)
                            if is_one and where == place]  # fmt: skip
                print(f"  {name:21s}{kind:16s}{score(labelled, components(labelled.articles, accepted))}")


def source(examples: Examples) -> str:
    """Return the text of `core/pair_weights.py` with weights fitted on all pairs."""
    factors, bias, centres = fit(examples, np.ones(len(examples.pairs), dtype=np.bool_))
    module = _TARGET.read_text(encoding="utf-8")
    head = module[: module.index("# Fitted")]
    labels = Counter(s.label(pair) for s in examples.sets for pair in s.labels)
    lines = [
        f"# Fitted {datetime.now(tz=UTC):%Y-%m-%d} by benchmarks/fit_pairs.py on {_digests(examples.sets)}:",
        f"# {labels['dup']} pairs of one story, {labels['diff']} of different ones, and candidates nobody read.",
        "FITTED: Final = Weights(",
        f"    bias={bias:.3f},",
        "    factors={",
        *(f'        "{name}": {value:.3f},' for name, value in zip(examples.names, factors, strict=True)),
        "    },",
        "    centres={",
        *(f'        "{name}": {value:.3f},' for name, value in zip(examples.names, centres, strict=True)),
        "    },",
        f"    threshold={THRESHOLD},",
        ")",
    ]
    return head + "\n".join(lines) + "\n"


def _weight(labelled: LabelledSet, pair: Pair, a: Profile, b: Profile) -> float:
    label = labelled.label(pair)
    default = {
        "dup": 1.0,
        "diff": 1.0,
        "unread": UNREAD_WEIGHT,
        "same_event": SAME_EVENT_WEIGHT,
        "unlabelled": 0.0,
    }
    weight = PAIR_WEIGHTS.get((labelled.name, label), default[label])
    return weight * (ACROSS_WEIGHT if label != "dup" and a.outlet != b.outlet else 1.0)


def _folds(labelled: LabelledSet, near: set[Pair]) -> dict[str, int]:
    """Return a fold for each article: events, and what candidate or labelled pairs tie together, stay in one."""
    first: dict[str, str] = {}
    same_event = [(first.setdefault(event, key), key) for key, event in labelled.events.items()]
    tied = components(labelled.articles, [*near, *labelled.labels, *same_event])
    load_of = [0] * FOLDS
    folds: dict[str, int] = {}
    for group in sorted(tied, key=lambda members: (-len(members), min(members))):
        fold = load_of.index(min(load_of))
        load_of[fold] += len(group)
        folds |= dict.fromkeys(group, fold)
    return folds


def _logistic(rows: Floats, truth: Floats, weights: Floats) -> Floats:
    rows = np.column_stack((rows, np.ones(len(rows))))
    ridge = np.eye(rows.shape[1]) * RIDGE
    ridge[-1, -1] = 1e-6  # the bias is free
    solution = np.zeros(rows.shape[1])
    for _ in range(50):
        probabilities = 1 / (1 + np.exp(-np.clip(rows @ solution, -30, 30)))
        curvature = weights * probabilities * (1 - probabilities)
        gradient = rows.T @ (weights * (truth - probabilities)) - ridge @ solution
        step = np.linalg.solve((rows.T * curvature) @ rows + ridge, gradient)
        solution += step
        if np.abs(step).max() < 1e-9:
            return solution
    raise RuntimeError("the fit does not settle")


def _digests(sets: Sequence[LabelledSet]) -> str:
    return ", ".join(
        f"{s.name} (pairs {hashlib.sha256((DATA / f'{s.name}_pairs.tsv').read_bytes()).hexdigest()[:12]})" for s in sets
    )


if __name__ == "__main__":
    fitted_on = collect([load(DATA / name) for name in SETS], is_learning="--without-background" not in sys.argv[1:])
    report(fitted_on)
    if "--write" in sys.argv[1:]:
        _TARGET.write_text(source(fitted_on), encoding="utf-8")
