"""Stories are the connected components of accepted pairs, with what editors ruled."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sindikasi.core.components import partition
from sindikasi.model import Component, Ruling

Pair = tuple[str, str, float]


def parted(articles: str, *pairs: Pair, rulings: tuple[Ruling, ...] = ()) -> list[str]:
    component = Component(articles=tuple(articles), pairs=pairs, rulings=rulings)
    return ["".join(part) for part in partition(component)]


def ruled(act: int, article: str, other: str, *, joined: bool) -> Ruling:
    return Ruling(act=act, article=article, other=other, is_joined=joined)


def test_accepted_pairs_tie_articles_together_through_others() -> None:
    assert parted("abcde", ("a", "b", 0.9), ("b", "c", 0.6), ("d", "e", 0.7)) == ["abc", "de"]


def test_a_ruling_joins_without_a_pair() -> None:
    assert parted("abc", rulings=(ruled(1, "a", "c", joined=True),)) == ["ac", "b"]


def test_a_ruling_parts_a_pair() -> None:
    assert parted("ab", ("a", "b", 1.0), rulings=(ruled(1, "b", "a", joined=False),)) == ["a", "b"]


def test_what_ties_two_parted_stories_goes_with_the_surer_pair() -> None:
    apart = (ruled(1, "a", "b", joined=False),)
    assert parted("abc", ("a", "c", 0.6), ("b", "c", 0.9), rulings=apart) == ["a", "bc"]
    assert parted("abc", ("a", "c", 0.9), ("b", "c", 0.6), rulings=apart) == ["ac", "b"]


def test_the_newest_ruling_wins() -> None:
    joined, apart = ruled(1, "a", "b", joined=True), ruled(2, "a", "b", joined=False)
    assert parted("ab", rulings=(joined, apart)) == ["a", "b"]
    assert parted("ab", rulings=(ruled(3, "a", "b", joined=True), apart)) == ["ab"]


def test_pairs_and_rulings_over_absent_articles_are_passed_over() -> None:
    assert parted("ab", ("a", "z", 1.0), rulings=(ruled(1, "z", "b", joined=True),)) == ["a", "b"]


names = st.sampled_from("abcdef")


@given(
    pairs=st.lists(st.tuples(names, names, st.floats(0, 1)), max_size=12),
    rulings=st.lists(st.tuples(names, names, st.booleans()), max_size=5),
    data=st.data(),
)
def test_the_parts_do_not_depend_on_the_order_in_which_anything_came(pairs, rulings, data) -> None:
    spoken = [ruled(act, one, other, joined=joined) for act, (one, other, joined) in enumerate(rulings)]
    first = {frozenset(part) for part in parted("abcdef", *pairs, rulings=tuple(spoken))}
    turned = data.draw(st.permutations(pairs))
    turned = [(other, one, score) for one, other, score in turned]
    shuffled = data.draw(st.permutations(spoken))
    order = "".join(data.draw(st.permutations("abcdef")))
    again = {frozenset(part) for part in parted(order, *turned, rulings=tuple(shuffled))}
    assert again == first
    assert sorted("".join("".join(sorted(part)) for part in first)) == list("abcdef")
