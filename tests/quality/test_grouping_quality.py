"""Quality of grouping: on generated wire copy always, on the labelled sets where they lie beside the checkout."""

from __future__ import annotations

import pytest
from benchmarks.grouping_quality import DATA, candidates, group, hide_outlet, load, score
from benchmarks.wire_generator import crowded_event, daily_prices, pair_f1, story_sizes, wire

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("flat", [False, True], ids=["outlet folders", "flat and undated"])
def test_republished_wire_copy_is_grouped(flat: bool) -> None:
    articles, story_of = wire(seed=5, stories=200)
    f1, line = pair_f1(articles, story_of, flat=flat)
    assert f1 >= 0.99, line


def test_a_season_of_daily_prices_makes_no_chain() -> None:
    assert max(story_sizes(daily_prices(200))) <= 3


def test_a_crowded_event_makes_no_giant() -> None:
    sizes = story_sizes(crowded_event(200))
    assert max(sizes) <= 2
    assert sum(sizes.values()) >= 195


@pytest.mark.parametrize(
    ("name", "known", "hidden"),
    [("id_click_dev", 0.94, 0.92), ("reuters_dev", 0.85, 0.85)],
    ids=["id", "reuters"],
)
def test_labelled_sets_keep_their_scores(name: str, known: float, hidden: float) -> None:
    if not (DATA / f"{name}.jsonl.gz").exists():
        pytest.skip(f"{name} is not beside the checkout")
    labelled = load(DATA / name)
    pairs, _ = candidates(labelled.articles.values())
    duplicates = [pair for pair, label in labelled.labels.items() if label == "dup"]
    with_outlet = score(labelled, group(labelled.articles, pairs))
    assert sum(pair in pairs for pair in duplicates) >= 0.99 * len(duplicates)
    assert len(pairs) <= len(labelled.articles)
    assert with_outlet.f1 >= known, with_outlet
    assert with_outlet.false_across <= 2, with_outlet
    assert score(labelled, group(hide_outlet(labelled.articles), pairs)).f1 >= hidden
