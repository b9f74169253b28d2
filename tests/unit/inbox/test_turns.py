"""A source waits for one file of each other source, however many they have."""

from __future__ import annotations

from pathlib import Path

from sindikasi.inbox.turns import Turns

INBOX = Path("/inbox")


def turns(*names: str) -> Turns:
    waiting = Turns(INBOX)
    for name in names:
        waiting.add(INBOX / name)
    return waiting


def taken(waiting: Turns, count: int) -> list[str]:
    return [path.relative_to(INBOX).as_posix() for path in waiting.take(count)]


def test_sources_take_turns_and_keep_their_own_order() -> None:
    waiting = turns("a/1", "a/2", "a/3", "b/1", "atas", "a/dalam/4")
    assert taken(waiting, 5) == ["a/1", "b/1", "atas", "a/2", "a/3"]
    assert taken(waiting, 5) == ["a/dalam/4"]
    assert not waiting


def test_who_was_served_waits_for_all_others() -> None:
    waiting = turns("a/1", "a/2", "b/1", "b/2", "c/1")
    assert [taken(waiting, 1) for _ in range(5)] == [["a/1"], ["b/1"], ["c/1"], ["a/2"], ["b/2"]]


def test_a_late_file_of_another_source_is_in_the_next_turn() -> None:
    waiting = turns(*(f"banjir/{number}" for number in range(1000)))
    assert len(taken(waiting, 10)) == 10
    waiting.add(INBOX / "kilat/1")
    assert "kilat/1" in taken(waiting, 2)


def test_a_file_waits_once() -> None:
    waiting = turns("a/1", "a/1", "a/1")
    assert taken(waiting, 9) == ["a/1"]
    assert waiting.take(9) == []
