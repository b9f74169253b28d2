"""What a query needs is in every article it matches, so that an index never hides one."""

from __future__ import annotations

import sqlite3

from hypothesis import given, settings
from hypothesis import strategies as st

from sindikasi.core.query import compile_query, searchable
from sindikasi.core.search import AllOf, Need, Word, kept_words, needs
from sindikasi.storage.search import _TABLE, _rendered
from tests.builders import an_article
from tests.property.test_query_reference import QUERIES, TEXTS, WORDS

ARTICLES = st.builds(
    lambda headline, body, source, section, language: an_article(
        body, headline=headline, source=source, categories=section, language=language
    ),
    TEXTS,
    TEXTS,
    st.sampled_from([None, "antara", "Antara Foto"]),
    st.sampled_from([(), ("Bunga",), ("Luar Negeri",)]),
    st.sampled_from(["id", "en", None]),
)


def is_held(need: Need, kept: set[str]) -> bool:
    if isinstance(need, Word):
        return any(word.startswith(need.text) for word in kept) if need.is_open else need.text in kept
    held = [is_held(part, kept) for part in need.parts]
    return all(held) if isinstance(need, AllOf) else any(held)


@settings(max_examples=300)
@given(QUERIES, ARTICLES)
def test_an_article_that_matches_holds_what_the_query_needs(text, article) -> None:
    query = compile_query(text)
    need = needs(query.tree)
    if need is not None and query.match(searchable(article)):
        assert is_held(need, kept_words(article))


@settings(max_examples=100)
@given(st.lists(QUERIES, min_size=1, max_size=3), ARTICLES)
def test_fts5_finds_what_is_held(texts, article) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute(_TABLE.format(name="words_0"))
    connection.execute("INSERT INTO words_0 (rowid, words) VALUES (1, ?)", (" ".join(kept_words(article)),))
    for need in filter(None, (needs(compile_query(text).tree) for text in texts)):
        found = connection.execute("SELECT rowid FROM words_0 WHERE words_0 MATCH ?", (_rendered(need),)).fetchall()
        assert (found == [(1,)]) == is_held(need, kept_words(article))
    connection.close()


@given(st.permutations(WORDS[:5]))
def test_figures_and_letters_of_any_script_are_words_of_the_index(found) -> None:
    article = an_article(" ".join([*found, "20.258,5 Ärzte 東京 Ωmega ٣٤"]), headline="x")
    connection = sqlite3.connect(":memory:")
    connection.execute(_TABLE.format(name="words_0"))
    connection.execute("INSERT INTO words_0 (rowid, words) VALUES (1, ?)", (" ".join(kept_words(article)),))
    for text in ("20.258,5", "ärzte", "東京", "ωmega", "٣٤", "ÄRZ*"):
        need = needs(compile_query(f'"{text}"').tree)
        assert connection.execute("SELECT rowid FROM words_0 WHERE words_0 MATCH ?", (_rendered(need),)).fetchall()
    connection.close()
