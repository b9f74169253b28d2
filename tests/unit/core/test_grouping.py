"""Placing, choosing a lead, naming relations."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from sindikasi.core.grouping import EXCERPT_LENGTH, Member, choose_lead, place, relation
from sindikasi.core.pairs import judge, profile
from sindikasi.model import Article, Candidate, Join, Match, Merge, Open, Verdict
from tests.builders import CUP, FLOOD, NOON, an_article

FILED = {"old": NOON - timedelta(hours=3), "mid": NOON - timedelta(hours=2), "new": NOON - timedelta(hours=1)}


def judged(article: str, story: str, score: float, *, joined: bool = True) -> tuple[Candidate, Verdict]:
    found = Verdict(joined=joined, rule="test", score=score, jaccard=0.5, containment=0.5)
    return Candidate(article_id=article, story_id=story, bands=3), found


def a_member(article: str, **changes: object) -> Member:
    member = Member(
        article_id=article,
        is_agency_original=False,
        outlet=None,
        priority=0,
        words=300,
        published=NOON,
        received=NOON,
    )
    return replace(member, **changes)


def related(lead: Article, other: Article) -> str:
    a, b = profile(lead), profile(other)
    return relation(a, b, judge(a, b))


def test_without_an_accepted_pair_an_article_opens_a_story() -> None:
    assert place([], {}) == Open()
    assert place([judged("a", "old", 0.2, joined=False)], FILED) == Open()


def test_accepted_pairs_of_one_story_join_it_best_match_first() -> None:
    placement = place([judged("a", "old", 0.7), judged("b", "old", 0.9), judged("c", "new", 0.1, joined=False)], FILED)
    matches = (
        Match(article_id="b", story_id="old", score=0.9),
        Match(article_id="a", story_id="old", score=0.7),
    )
    assert placement == Join(story_id="old", matches=matches)


def test_stories_tied_together_merge_into_the_oldest() -> None:
    placement = place([judged("a", "new", 0.9), judged("b", "old", 0.6), judged("c", "mid", 0.7)], FILED)
    assert isinstance(placement, Merge)
    assert (placement.story_id, placement.absorbed) == ("old", ("mid", "new"))


def test_stories_opened_at_one_time_merge_into_the_lower_id() -> None:
    placement = place([judged("a", "y", 0.9), judged("b", "x", 0.6)], {"x": NOON, "y": NOON})
    assert isinstance(placement, Merge)
    assert placement.story_id == "x"


def test_the_order_of_candidates_does_not_matter() -> None:
    found = [judged("a", "new", 0.9), judged("b", "old", 0.9), judged("c", "mid", 0.7)]
    assert len({place(order, FILED) for order in permutations(found)}) == 1


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"is_agency_original": True, "words": 80}, {"priority": 9, "words": 900}),
        ({"priority": 2, "words": 80}, {"priority": 1, "words": 900}),
        ({"words": 600, "published": NOON}, {"words": 300, "published": NOON - timedelta(days=1)}),
        ({"words": 290, "published": NOON - timedelta(minutes=1)}, {"words": 300}),
        ({"received": NOON - timedelta(seconds=1)}, {"received": NOON}),
    ],
    ids=["agency original", "source priority", "completeness", "earliest", "first received"],
)
def test_a_lead_is_chosen_by(better: dict[str, object], worse: dict[str, object]) -> None:
    members = [a_member("worse", **worse), a_member("better", **better)]
    assert choose_lead(members, current=None) == "better"
    assert choose_lead(members[::-1], current="worse") == "better"


def test_a_few_words_more_do_not_take_the_lead() -> None:
    first = a_member("first", words=300, published=NOON - timedelta(hours=1))
    assert choose_lead([first, a_member("longer", words=330)], current="first") == "first"


def test_of_one_outlet_the_newest_text_is_shown() -> None:
    first = a_member("a", outlet="antara")
    corrected = a_member("b", outlet="antara", published=NOON + timedelta(hours=1), words=290)
    other = a_member("c", outlet="kompas", published=NOON + timedelta(hours=2))
    assert choose_lead([first, other], None) == "a"
    assert choose_lead([corrected, first], "a") == "b"
    assert choose_lead([other, corrected, first], "a") == "b"


def test_an_excerpt_sent_later_does_not_replace_the_text() -> None:
    first = a_member("a", outlet="antara")
    excerpt = a_member("b", outlet="antara", published=NOON + timedelta(hours=1), words=180)
    assert choose_lead([first, excerpt], None) == "a"


def test_what_supersedes_is_found_however_many_texts_a_story_has() -> None:
    """As comparing each with each would find it."""
    chance = random.Random(5)
    members = [
        replace(
            a_member(f"a{number:04}"),
            outlet=chance.choice(["antara", "kompas", None]),
            words=chance.choice([20, 60, 100, 300]),
            published=NOON + timedelta(minutes=chance.randrange(40)),
        )
        for number in range(60)
    ]

    def is_superseded(member: Member, members: list[Member]) -> bool:
        return any(
            other.outlet is not None
            and other.outlet == member.outlet
            and (other.published, other.received, other.article_id)
            > (member.published, member.received, member.article_id)
            and other.words > EXCERPT_LENGTH * member.words
            for other in members
        )

    for first in range(0, 60, 4):
        story = members[first:]
        left = [member for member in story if not is_superseded(member, story)]
        assert choose_lead(story, None) == choose_lead(left, None)


def test_between_equals_the_current_lead_stays() -> None:
    members = [a_member("a"), a_member("b")]
    assert choose_lead(members, current="b") == "b"
    assert choose_lead(members, current=None) == "a"


def test_the_same_text_is_a_copy() -> None:
    assert related(an_article(source="suara"), an_article(source="warta")) == "copy"


def test_a_short_part_of_the_lead_is_an_excerpt() -> None:
    assert related(an_article(f"{FLOOD}\n{CUP}"), an_article("\n".join(FLOOD.split("\n")[:2]))) == "excerpt"


def test_changed_figures_make_a_version() -> None:
    resend = an_article(FLOOD.replace("320", "351"), source="warta")
    assert related(an_article(source="suara"), resend) == "version"


def test_changed_wording_of_one_outlet_is_a_version_of_another_a_copy() -> None:
    edited = FLOOD.replace("memutus", "memutuskan")
    assert related(an_article(source="suara"), an_article(edited, source="suara")) == "version"
    assert related(an_article(source="suara"), an_article(edited, source="warta")) == "copy"
