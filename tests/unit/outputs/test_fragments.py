from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sindikasi.model import Entry
from sindikasi.outputs.fragments import Fragments
from tests.unit.feed_builders import a_feed, an_article


def counted() -> tuple[list[list[str]], Callable[[Sequence[Entry]], list[bytes]]]:
    made: list[list[str]] = []

    def make(entries: Sequence[Entry]) -> list[bytes]:
        made.append([entry.id[-1] for entry in entries])
        return [entry.id.encode()[-1:] * 10 for entry in entries]

    return made, make


def test_an_entry_is_rendered_once_until_it_changes() -> None:
    made, make = counted()
    fragments, (entry,) = Fragments(), a_feed(an_article()).entries
    for each in (entry, replace(entry), replace(entry, title="Lain"), entry):
        assert fragments.of([each], make) == [b"1" * 10]
    assert len(made) == 2


def test_those_not_at_hand_are_rendered_in_one_go_and_the_order_stays() -> None:
    made, make = counted()
    fragments = Fragments()
    entries = a_feed(*(an_article(number) for number in (1, 2, 3))).entries
    fragments.of([entries[1]], make)
    assert fragments.of(entries, make) == [b"3" * 10, b"2" * 10, b"1" * 10]
    assert fragments.of([], make) == []
    assert made == [["2"], ["3", "1"]]


def test_what_was_not_used_longest_gives_way() -> None:
    made, make = counted()
    fragments = Fragments(kept_bytes=20)
    three, two, one = a_feed(*(an_article(number) for number in (1, 2, 3))).entries
    for each in (one, two, one, three, one, two):
        fragments.of([each], make)
    assert made == [["1"], ["2"], ["3"], ["2"]]
