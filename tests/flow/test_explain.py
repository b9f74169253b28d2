"""What decided over a pair can be shown."""

from __future__ import annotations

from sindikasi.flow.explain import Explanation, explain_pair
from tests.flow.newsroom import CUP, FLOOD, FLOOD_COPY, Newsroom


def explained(newsroom: Newsroom, one: str, other: str, threshold: float | None = None) -> Explanation:
    return explain_pair(newsroom.article(one), newsroom.article(other), newsroom.catalog, threshold=threshold)


def test_two_copies_are_shown_as_one_story_with_the_evidence(newsroom: Newsroom) -> None:
    newsroom.take(("antara/a.txt", FLOOD), ("kompas/b.txt", FLOOD_COPY))
    found = explained(newsroom, "antara/a.txt", "kompas/b.txt")
    assert found.is_one_story
    assert found.verdict.joined
    assert found.is_candidate
    assert 0 < found.bands_met <= found.bands
    assert 0.5 < found.verdict.jaccard < found.verdict.containment <= 1
    assert any("Banjir bandang merendam 14 desa" in passage for passage in found.shared)


def test_the_evidence_is_the_same_from_either_side(newsroom: Newsroom) -> None:
    newsroom.take(("antara/a.txt", FLOOD), ("kompas/b.txt", FLOOD_COPY))
    one, other = (
        explained(newsroom, *pair) for pair in (("antara/a.txt", "kompas/b.txt"), ("kompas/b.txt", "antara/a.txt"))
    )
    assert one.verdict.score == other.verdict.score
    assert (one.bands_met, one.is_candidate) == (other.bands_met, other.is_candidate)


def test_two_stories_share_nothing_to_speak_of(newsroom: Newsroom) -> None:
    newsroom.take(("antara/a.txt", FLOOD), ("antara/c.txt", CUP))
    found = explained(newsroom, "antara/a.txt", "antara/c.txt")
    assert not found.is_one_story
    assert not found.verdict.joined
    assert found.verdict.jaccard < 0.05
    assert found.shared == ()


def test_an_article_is_one_story_with_itself(newsroom: Newsroom) -> None:
    newsroom.take(("a.txt", FLOOD))
    found = explained(newsroom, "a.txt", "a.txt")
    assert found.is_one_story
    assert found.bands_met == found.bands
    assert found.verdict.jaccard == 1


def test_the_threshold_of_the_settings_decides_the_verdict_and_not_the_past(newsroom: Newsroom) -> None:
    newsroom.take(("antara/a.txt", FLOOD), ("kompas/b.txt", FLOOD_COPY))
    found = explained(newsroom, "antara/a.txt", "kompas/b.txt", threshold=0.999999999)
    assert found.is_one_story
    assert not found.verdict.joined
