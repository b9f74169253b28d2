"""Pieces of marked-up text beside the paragraphs of a cleaned body."""

from __future__ import annotations

import time

import pytest

from sindikasi.cleaners.alignment import Kept, align
from sindikasi.core.text import squeezed

LEAD = "airnaiksetinggidadaorangdewasadiluwu"
SECOND = "wargamengungsikebalaidesa"


def test_letters_and_figures_are_compared() -> None:
    assert squeezed("Air  Naik 1,5 m –\n“lagi”") == "airnaik15mlagi"


@pytest.mark.parametrize(
    ("pieces", "kept"),
    [
        ([LEAD, SECOND], {0: Kept(), 1: Kept()}),
        (["iklan", LEAD, "", "bacajuga", SECOND, "lagi"], {1: Kept(), 4: Kept()}),
        ([LEAD + SECOND], {0: Kept()}),
        ([LEAD[:9], LEAD[9:], SECOND], {0: Kept(), 1: Kept(), 2: Kept()}),
        (["air", LEAD, SECOND], {1: Kept(), 2: Kept()}),
        (["masambaantara" + LEAD, SECOND + "ansr"], {0: Kept(13, 0), 1: Kept(0, 4)}),
    ],
)
def test_pieces_of_the_body_are_kept(pieces: list[str], kept: dict[int, Kept]) -> None:
    assert align(pieces, [LEAD, SECOND]) == kept


@pytest.mark.parametrize(
    "pieces",
    [[], [""], [LEAD], [SECOND, LEAD], [LEAD, "lain"], ["x" * 200 + LEAD, SECOND], [LEAD, SECOND + "x" * 50]],
)
def test_a_body_that_is_not_all_there_is_not_matched(pieces: list[str]) -> None:
    assert align(pieces, [LEAD, SECOND]) is None


def test_without_a_body_nothing_is_matched() -> None:
    assert align([LEAD], []) is None


def test_a_few_letters_are_not_looked_for_inside_a_piece() -> None:
    assert align(["oranglainnaik"], ["naik"]) is None


def test_the_time_it_takes_is_that_of_the_pieces() -> None:
    before = time.process_time()
    assert align(["a"] * 40_000, ["a" * 20_000 + "b"]) is None
    assert time.process_time() - before < 10  # looking at all of them from each takes minutes
