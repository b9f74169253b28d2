"""What holds for every query and every text."""

from __future__ import annotations

from contextlib import suppress
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sindikasi.core.query import compile_query, searchable
from sindikasi.core.query_parser import MAX_LENGTH
from sindikasi.core.subjects import DEFAULT_TOPICS
from sindikasi.core.text import words
from sindikasi.core.topics import compile_topics
from sindikasi.errors import QueryError
from sindikasi.model import Topic
from tests.builders import an_article

WORDS = [
    "banjir",
    "serang",
    "menyerang",
    "serangan",
    "bunga",
    "suku",
    "BI",
    "bi",
    "kabinet",
    "who",
    "WHO",
    "pukul",
]
TEXTS = st.lists(st.sampled_from([*WORDS, "memukul", "Kabinet.", "20.258", "suku bunga"]), max_size=12).map(" ".join)
TERMS = st.sampled_from([*WORDS, '"suku bunga"', "kabin*", '"suku bu*"', "judul:serang", "isi:bunga", "*"])


def _grown(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    weighted = st.lists(st.tuples(parts, st.sampled_from(["", "^2", "^-1", "^0.5"])), min_size=1, max_size=3)
    return st.one_of(
        st.lists(parts, min_size=2, max_size=3).map(lambda found: f"({' DAN '.join(found)})"),
        st.lists(parts, min_size=2, max_size=3).map(lambda found: f"({' ATAU '.join(found)})"),
        parts.map(lambda part: f"(BUKAN {part})"),
        weighted.map(lambda found: f"minimal(2, {', '.join(f'({p}){w}' for p, w in found)})"),
    )


QUERIES = st.recursive(TERMS, _grown, max_leaves=8)


def _column_of_error(text: str) -> int | None:
    try:
        compile_query(text)
    except QueryError as error:
        return error.column
    return None


@given(st.text(max_size=60) | st.text(alphabet='ab*"(),:^ -DANTUminl12', max_size=40))
def test_any_text_is_a_query_or_an_error_with_a_column_inside_it(text: str) -> None:
    column = _column_of_error(text)

    assert column is None or 1 <= column <= len(text) + 1


@given(QUERIES, TEXTS, TEXTS, st.sampled_from(["id", "ms", "en", None]))
@settings(max_examples=300, deadline=None)
def test_the_fast_way_and_the_explaining_way_agree(query: str, head: str, body: str, language: str | None) -> None:
    compiled = compile_query(f"minimal(1, ({query}))")
    text = searchable(an_article(body, headline=head, language=language))
    (outer, *_) = compiled.tallies(text)

    assert compiled.match(text) is (outer.reached >= outer.needed)


@given(QUERIES, TEXTS, TEXTS)
@settings(max_examples=150, deadline=None)
def test_not_turns_the_answer_round(query: str, head: str, body: str) -> None:
    text = searchable(an_article(body, headline=head, language="id"))

    assert compile_query(f"BUKAN ({query})").match(text) is not compile_query(query).match(text)


@given(st.lists(QUERIES, min_size=1, max_size=4), TEXTS, TEXTS)
@settings(max_examples=150, deadline=None)
def test_queries_side_by_side_answer_as_each_alone(queries: list[str], head: str, body: str) -> None:
    article = an_article(body, headline=head, language="id")
    topics = [Topic(slug=f"t{number}", title="T", query=query) for number, query in enumerate(queries)]
    alone = [compile_query(query).match(searchable(article)) for query in queries]

    assert compile_topics(topics).topics_of(article) == tuple(
        topic.slug for topic, matched in zip(topics, alone, strict=True) if matched
    )


@given(TEXTS, TEXTS)
@settings(max_examples=100, deadline=None)
def test_every_hit_shows_the_word_that_stands_there(head: str, body: str) -> None:
    article = an_article(body, headline=head, language="id")
    for hit in compile_query("serang ATAU bunga ATAU BI ATAU kabin*").explain(searchable(article)):
        field = article.headline if hit.field == "headline" else searchable(article).body
        assert hit.word in hit.snippet
        assert words(hit.word) == words(field)[hit.where - 1 : hit.where - 1 + len(words(hit.word))]


HOSTILE = {
    "repeated words": ("a " * 9_000 + "b", "a " * 20_000),
    "repeated phrase": ('"' + "a " * 9_000 + 'b"', "a " * 20_000),
    "open phrases": ('"a aa*" ' * 2_000, "a " * 20_000),
    "prefixes": ("minimal(1," + ",".join(f"{'a' * n}*" for n in range(2, 150)) + ")", "a" * 200_000),
    "many sections": ("rubrik:(" + " ATAU ".join(f"s{n}" for n in range(1_500)) + ")", "a " * 20_000),
    "endless word": ("mempermain*", "mem" * 100_000),
    "affixes": ("main ATAU pukul", " ".join(f"memperper{n % 26:c}kankannya" for n in range(97, 123)) * 300),
    "open groups": ("(" * 19_000, ""),
    "open negations": ("BUKAN " * 3_000, ""),
    "open quotes": ('"a' * 9_999, ""),
    "minimal in minimal": ("minimal(1, " * 1_800, "a " * 20_000),
    "minimal in minimal, closed": ("minimal(1, " * 39 + "a" + ")" * 39, "a " * 20_000),
    "a minimal of everything": ("minimal(1" + ", a*b" * 3_000 + ")", "a " * 20_000),
    "1,700 alternatives": (" ATAU ".join(f"k{n}" for n in range(1_700)), "k1699 " * 20_000),
    "weights past all bounds": (f"minimal({'9' * 400}, a^{'9' * 400}, b^-{'9' * 400})", "a b " * 20_000),
    "fields in fields": ("judul:(" * 2_500 + "* " * 1_000, ""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_time_is_bounded_for_hostile_queries_and_texts(name: str) -> None:
    query, body = HOSTILE[name]
    assert len(query) <= MAX_LENGTH
    article = an_article(body, headline="a", language="id")

    started = process_time()
    with suppress(QueryError):
        compile_query(query).match(searchable(article))
    # Linear work takes some tens of milliseconds here; quadratic work takes minutes.
    assert process_time() - started < 3


def test_the_built_in_topics_read_a_long_text_in_time_that_grows_with_it() -> None:
    topics = compile_topics(DEFAULT_TOPICS)
    text = "Presiden dan menteri membahas suku bunga, banjir, liga dan gencatan senjata di Jakarta. "

    def cost(times: int) -> float:
        article = an_article(text * times, language="id")
        topics.topics_of(article)
        best = float("inf")
        for _ in range(5):
            started = process_time()
            topics.topics_of(article)
            best = min(best, process_time() - started)
        return best

    assert cost(20_000) < 40 * cost(1_000)
