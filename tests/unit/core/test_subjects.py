from __future__ import annotations

import pytest

from sindikasi.core.query import compile_query
from sindikasi.core.query_parser import parse
from sindikasi.core.subject_codes import is_under, subject_of
from sindikasi.core.subjects import DEFAULT_TOPICS, built_in_tree
from sindikasi.model import Topic

CONTRACT = {
    "hiburan": "01000000",
    "hukum": "02000000",
    "bencana": "03000000",
    "ekonomi": "04000000",
    "pendidikan": "05000000",
    "lingkungan": "06000000",
    "kesehatan": "07000000",
    "ragam": "08000000",
    "ketenagakerjaan": "09000000",
    "gaya-hidup": "10000000",
    "politik": "11000000",
    "agama": "12000000",
    "sains-teknologi": "13000000",
    "masyarakat": "14000000",
    "olahraga": "15000000",
    "konflik": "16000000",
    "cuaca": "17000000",
}


@pytest.mark.parametrize("topic", DEFAULT_TOPICS, ids=lambda topic: topic.slug)
def test_a_built_in_tree_is_the_one_its_query_would_be_parsed_to(topic: Topic) -> None:
    assert built_in_tree(topic) == parse(topic.query)


def test_a_query_of_someones_own_has_no_built_in_tree() -> None:
    assert built_in_tree(Topic(slug="hukum", title="Hukum", query="hukum")) is None


def test_everything_comes_first_and_the_subjects_follow_by_code() -> None:
    first, *subjects = DEFAULT_TOPICS

    assert (first.slug, first.query, first.subjects) == ("semua", "*", ())
    assert {topic.slug: topic.subjects[0] for topic in subjects} == CONTRACT
    assert [topic.subjects[0] for topic in subjects] == sorted(CONTRACT.values())


@pytest.mark.parametrize("topic", DEFAULT_TOPICS, ids=lambda topic: topic.slug)
def test_each_default_is_a_query_a_user_could_write(topic) -> None:  # type: ignore[no-untyped-def]
    assert compile_query(topic.query).text == topic.query
    assert topic.title


@pytest.mark.parametrize(
    ("code", "subject"),
    [
        ("11000000", "11000000"),
        ("15054001", "15000000"),  # an older Subject Code: soccer
        ("20000002", "01000000"),
        ("20000052", "01000000"),
        ("20000053", "16000000"),
        ("20000574", "11000000"),  # election
        ("20000822", "15000000"),
        ("20001131", "17000000"),
        ("20001132", None),
        ("20001158", "04000000"),  # start-ups, numbered later
        ("18000000", None),
        ("00000000", None),
        ("1100000", None),
        ("politik", None),
    ],
)
def test_a_code_finds_its_top_level_subject(code: str, subject: str | None) -> None:
    assert subject_of(code) == subject


@pytest.mark.parametrize(
    ("code", "parent", "expected"),
    [
        ("20000574", "11000000", True),
        ("20000574", "20000574", True),
        ("20000579", "20000574", False),  # below the first level only the code itself
        ("15054001", "15054000", True),
        ("15055001", "15054000", False),
        ("15054001", "15054001", True),
        ("15054000", "11000000", False),
    ],
)
def test_children_of_a_code(code: str, parent: str, expected: bool) -> None:
    assert is_under(code, parent) is expected
