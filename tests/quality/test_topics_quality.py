"""Pinned floors for the built-in subjects against the outlets' own sections."""

from __future__ import annotations

from hashlib import sha256

import pytest
from benchmarks.topics_quality import DATA, SECTIONS, SET, assign, load, macro_f1, score

from sindikasi.core.subjects import DEFAULT_TOPICS
from sindikasi.core.topics import compile_topics
from tests.builders import an_article

SET_DIGEST = "cf21fb53b3e7176ed17f3fa2cefa0fe47b07e7545c05a7eb041abc68ebd38f61"
FOUNDING = ("000_172574b7368a159b.txt", "002_bb4f78add1925f94.txt")

pytestmark = pytest.mark.skipif(not (DATA / SET).exists(), reason=f"no {SET} in ../shared/data")

Assigned = list[tuple[str, frozenset[str]]]


@pytest.fixture(scope="module")
def assigned() -> Assigned:
    return assign(load(DATA / SET))


def test_the_set_is_the_one_the_floors_were_set_on() -> None:
    assert sha256((DATA / SET).read_bytes()).hexdigest() == SET_DIGEST


def test_macro_f1_of_the_four_scored_subjects(assigned: Assigned) -> None:
    assert macro_f1(assigned) >= 0.83


@pytest.mark.parametrize(
    ("slug", "precision", "recall"),
    [
        ("olahraga", 0.96, 0.96),
        ("ekonomi", 0.82, 0.86),
        ("hiburan", 0.88, 0.91),
        ("sains-teknologi", 0.8, 0.5),
    ],
)
def test_precision_and_recall_of_each(assigned: Assigned, slug: str, precision: float, recall: float) -> None:
    found = score(assigned, slug)

    assert found.precision >= precision
    assert found.recall >= recall


def test_topics_stay_few_and_few_articles_have_none(assigned: Assigned) -> None:
    counts = [len(topics) - 1 for _, topics in assigned]  # without "semua"

    assert sum(counts) / len(counts) < 1.6
    assert sum(count == 0 for count in counts) / len(counts) < 0.1


@pytest.mark.parametrize("name", FOUNDING)
def test_the_founding_inputs_are_conflict_and_politics(name: str) -> None:
    page = (DATA / "inbox-sample" / name).read_text(encoding="utf-8")
    lines = [line for line in page.splitlines() if line.strip() and line.strip() != "Banner"]
    article = an_article("\n\n".join(lines[1:]), headline=lines[0], language="id")
    found = compile_topics(DEFAULT_TOPICS).topics_of(article)

    assert found == ("semua", "politik", "konflik")
    assert set(found).isdisjoint(SECTIONS)
