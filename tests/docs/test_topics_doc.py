"""The reference of the query language says what the code does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from sindikasi.core.query import compile_query, searchable
from sindikasi.core.query_parser import FIELDS, MAX_DEPTH, MAX_LENGTH
from sindikasi.core.subjects import DEFAULT_TOPICS
from sindikasi.errors import QueryError
from tests.builders import an_article

PAGE = (Path(__file__).parents[2] / "docs" / "topics.md").read_text(encoding="utf-8")


def rows(*heading: str) -> list[tuple[str, ...]]:
    """Return the cells of every table with this heading."""
    head = "| " + " | ".join(heading) + " |"
    table = PAGE.split(head, 1)[1].split("\n\n", 1)[0].strip().splitlines()[1:]
    cells = [re.split(r"(?<!\\)\|", line)[1:-1] for line in table]
    return [tuple(cell.strip().replace(r"\|", "|") for cell in row) for row in cells]


def code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


EXAMPLE = an_article(
    "Kabinet membahas banjir di Jakarta. Pemerintah menolak penyerangan dan meminta gencatan senjata.",
    headline="BI naikkan suku bunga",
    source="tempo.co",
    language="id",
)


def test_the_example_article_is_the_one_on_the_page() -> None:
    assert f"> **{EXAMPLE.headline}**" in PAGE
    assert f"> {EXAMPLE.body}" in PAGE


@pytest.mark.parametrize(("query", "answer"), rows("query", "matches"))
def test_each_example_answers_as_written(query: str, answer: str) -> None:
    assert compile_query(query.strip("`")).match(searchable(EXAMPLE)) is {"yes": True, "no": False}[answer]


@pytest.mark.parametrize(("query", "column", "message"), rows("query", "column", "message"))
def test_each_error_reads_as_written(query: str, column: str, message: str) -> None:
    with pytest.raises(QueryError, match=re.escape(message)) as caught:
        compile_query(query.strip("`"))

    assert caught.value.column == int(column)


@pytest.mark.parametrize("written", [text for row in rows("write", "it matches", "note") for text in code(row[0])])
def test_each_form_of_the_language_is_a_query_or_an_operator(written: str) -> None:
    operators = {"AND": "* AND *", "&": "* & *", "OR": "* OR *", "|": "* | *", "NOT": "NOT *"}
    filled = written.replace("(...)", "(3, banjir)").replace("...", "banjir")

    compile_query(operators.get(written, filled))


@pytest.mark.parametrize(
    ("query", "found"),
    [(row[0], word) for row in rows("write", "it matches", "note")[:4] for word in re.findall(r"\*([a-z]+)\*", row[1])],
)
def test_each_word_shown_is_matched(query: str, found: str) -> None:
    text = searchable(an_article(f"Kata {found} ini.", headline="Kabar", language="id"))

    assert compile_query(code(query)[0]).match(text)


def test_every_field_is_listed() -> None:
    listed = [name.rstrip(":") for row in rows("field", "also", "of") for cell in row[:2] for name in code(cell)]

    assert listed == list(FIELDS)


def test_every_built_in_topic_is_listed() -> None:
    listed = [(code(row[0])[0], row[1], row[2]) for row in rows("slug", "title", "IPTC code", "what it is about")]

    assert listed == [(topic.slug, topic.title, topic.subjects[0]) for topic in DEFAULT_TOPICS[1:]]


def test_the_limits_are_the_ones_in_force() -> None:
    assert f"at most {MAX_LENGTH:,} characters" in PAGE
    assert f"at most {MAX_DEPTH} deep" in PAGE


def test_the_settings_example_is_a_topic() -> None:
    block = PAGE.split("    [[topic]]\n", 1)[1].split("\n\n", 1)[0]
    (topic,) = tomllib.loads("[[topic]]\n" + "\n".join(line.strip() for line in block.splitlines()))["topic"]

    assert compile_query(topic["query"]).match(
        searchable(an_article("Gempa di Ambon.", headline="Gempa", language="id"))
    )
