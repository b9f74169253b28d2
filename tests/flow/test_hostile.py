"""Every row of the table of hostile documents: what has to become of it does, and what is read can be shown."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path

import pytest

from sindikasi.flow.reading import Reading, Refusal
from sindikasi.model import Article
from tests.flow.newsroom import CUP, RATES, Newsroom
from tests.hostile import TABLE, Row
from tests.outcomes import assert_can_be_shown, outcomes
from tests.unit.parsers.packing import a_file, a_reading

MOST_SECONDS = 12.0
"""Of processor time, for whatever comes: more than a document is allowed, to be sure on slow machines."""
_SHOWN = 5


@cache
def reading() -> Reading:
    return a_reading()


def test_the_table_has_several_rows_for_every_kind() -> None:
    assert len(TABLE) >= 150
    assert (
        len({row.made()[:4_000] + row.file.encode() for row in TABLE.values() if isinstance(row.content, bytes)}) > 150
    )


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE)
def test_of_a_hostile_document_comes_what_the_table_says(row: Row) -> None:
    document = a_file(row.file, row.made())
    began = time.process_time()
    found = list(outcomes(reading(), document))
    assert time.process_time() - began < MOST_SECONDS
    articles = [each for each in found if isinstance(each, Article)]
    refusals = [(each.document.removeprefix(row.file), each.reason) for each in found if isinstance(each, Refusal)]
    _assert_refused(row, refusals)
    assert len(articles) == row.read
    for article in articles[:_SHOWN]:
        assert_can_be_shown(article)
        assert_says(row, article)


def _assert_refused(row: Row, refusals: list[tuple[str, str]]) -> None:
    if row.refused:
        ((place, reason),) = refusals
        assert place == ""
        assert reason in row.refused
        return
    named = {place: reason for place, reason in refusals if place in row.members}
    assert named == row.members
    assert {reason for place, reason in refusals if place not in row.members} <= row.also
    assert all(place.isprintable() for place, _ in refusals)


def assert_says(row: Row, article: Article) -> None:
    told = f"{article.headline}\n{article.body}"
    assert all(each in told for each in row.holds)
    everything = f"{told}{article.markup}{article.url}{article.images}{article.byline}{article.language}"
    assert not [each for each in row.lacks if each in everything]


@pytest.mark.parametrize("every", [pytest.param(8, id="short"), pytest.param(1, id="long", marks=pytest.mark.long)])
def test_all_of_them_together_delay_no_honest_document(tmp_path: Path, every: int) -> None:
    """One drop of the table, through queue, store and quarantine, with honest files before and behind it."""
    newsroom = Newsroom(tmp_path)
    rows = [row for row in [*TABLE.values()][::every] if len(row.made()) < 100_000]
    newsroom.drop("a/final.txt", CUP)
    for number, row in enumerate(rows):
        newsroom.drop(f"{number}/{row.file}", row.made())
    newsroom.drop("z/bank.txt", RATES)
    handled = newsroom.work()
    told = {each.document: each.result for each in handled}
    assert {told["a/final.txt"], told["z/bank.txt"]} == {"opened"}
    assert newsroom.counts()[0] == 0
    assert {each.result for each in handled} <= {"opened", "joined", "merged", "repeated", "rejected", "unpacked"}
    for number, row in enumerate(rows):
        is_rejected = told.get(f"{number}/{row.file}") == "rejected"
        assert is_rejected == bool(row.refused or row.members.get("")), row.name
    newsroom.publisher().publish_all()
    newsroom.close()
