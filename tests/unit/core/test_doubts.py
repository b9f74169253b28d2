from __future__ import annotations

import pytest

from sindikasi.core.doubts import MOST_KEPT, bounds, doubt_entry, near_misses
from sindikasi.model import Doubt, Verdict
from tests.unit.feed_builders import BASE, an_article


def a_verdict(score: float = 0.4, *, joined: bool = False) -> Verdict:
    return Verdict(
        joined=joined, rule="x", score=score, jaccard=0.25, containment=0.5, disagreements=("angka: 3 < 5 & 7",)
    )


ONE = an_article(1, headline="Gempa <b> di Ambon", source="antara")
OTHER = an_article(2, headline="", source=None)


def an_entry(*, is_joined: bool, language: str = "id"):
    doubt = Doubt(article=ONE, other=OTHER, story="urn:uuid:0000", is_joined=is_joined)
    return doubt_entry(
        doubt,
        a_verdict(),
        "urn:uuid:1",
        base_url=BASE,
        language=language,
        timezone="Asia/Jakarta",
        source_titles={"antara": "ANTARA"},
    )


@pytest.mark.parametrize(("threshold", "expected"), [(0.5, (0.25, 0.75)), (0.75, (0.5, 0.9)), (None, (0.221, 0.719))])
def test_a_pair_is_in_doubt_up_to_three_times_the_odds_of_the_threshold(threshold, expected) -> None:
    assert bounds(threshold) == pytest.approx(expected, abs=0.001)


def test_refused_articles_from_the_lower_bound_on_are_near_misses() -> None:
    verdicts = {"a": a_verdict(0.25), "b": a_verdict(0.249), "c": a_verdict(0.49), "d": a_verdict(0.6, joined=True)}
    assert near_misses(verdicts, 0.5) == (("c", 0.49), ("a", 0.25))


def test_only_the_nearest_are_kept() -> None:
    verdicts = {f"{number:02}": a_verdict(0.3 + number / 100) for number in range(MOST_KEPT + 2)}
    kept = near_misses(verdicts, 0.5)
    assert [each for each, _ in kept] == [f"{number:02}" for number in range(MOST_KEPT + 1, 1, -1)]


def test_an_entry_shows_both_headlines_sources_and_the_evidence() -> None:
    entry = an_entry(is_joined=False)
    assert (
        entry.title
        == "Gempa <b> di Ambon ↔ Gempa bermagnitudo 5,3 mengguncang Ambon pada Jumat pagi. Tidak ada korban jiwa."
    )
    for text in (entry.content_html, entry.content_text):
        assert "ANTARA" in text
        assert "sumber tidak disebut" in text
        assert "40%" in text
        assert "50% (Jaccard 0.25)" in text
        assert f"{BASE}/a/{ONE.id}" in text
        assert f"{BASE}/a/{OTHER.id}" in text
    assert "Gempa &lt;b&gt; di Ambon" in entry.content_html
    assert "angka: 3 &lt; 5 &amp; 7" in entry.content_html


def test_an_entry_names_the_command_that_decides() -> None:
    assert f"sindikasi merge {ONE.id} {OTHER.id}" in an_entry(is_joined=False).content_html
    assert f"sindikasi split 0000 {ONE.id}" in an_entry(is_joined=True, language="en").content_text


def test_an_entry_has_the_time_of_the_later_article() -> None:
    assert an_entry(is_joined=True).updated == max(ONE.received, OTHER.received)
