"""What a query means, written down the long way: the matcher has to answer the same."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st
from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary
from Sastrawi.Stemmer.Stemmer import Stemmer
from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

from sindikasi.core.query import compile_query, searchable
from sindikasi.core.query_parser import Both, Either, Everything, Negated, Node, Term
from sindikasi.core.text import words
from sindikasi.core.topics import compile_topics
from sindikasi.model import Article, Topic
from tests.builders import an_article

SASTRAWI = Stemmer(ArrayDictionary(StemmerFactory().get_words()))


@dataclass(frozen=True)
class Reading:
    """An article, read term by term and word by word."""

    article: Article

    def holds(self, node: Node) -> bool:
        if isinstance(node, Everything):
            return True
        if isinstance(node, Term):
            return self.metadata(node) if node.field not in (None, "headline", "body") else self.found_in(node) != ""
        if isinstance(node, Negated):
            return not self.holds(node.part)
        if isinstance(node, Both):
            return all([self.holds(part) for part in node.parts])
        if isinstance(node, Either):
            return any([self.holds(part) for part in node.parts])
        length = min(2.0, max(0.5, math.sqrt(len(words(self.article.body)) / 250))) if node.is_dense else 1.0
        return sum(self.gained(part, weight) for part, weight in node.parts) >= node.points * length

    def gained(self, part: Node, weight: float) -> float:
        if isinstance(part, Term) and part.field in (None, "headline", "body"):
            return {"headline": 3 * weight, "body": weight, "": 0.0}[self.found_in(part)]
        return weight if self.holds(part) else 0.0

    def found_in(self, term: Term) -> str:
        for field in ("headline", "body"):
            if term.field in (None, field) and self.stands(term, getattr(self.article, field)):
                return field
        return ""

    def stands(self, term: Term, text: str) -> bool:
        if term.kind == "acronym":
            return term.words[0] in re.findall(r"[^\W\d_]+", text)
        found, wanted = words(text), list(term.words)
        if term.kind == "word":
            return any(word == wanted[0] or self.root(word) == self.root(wanted[0]) for word in found)
        windows = [found[start : start + len(wanted)] for start in range(len(found) - len(wanted) + 1)]
        if term.is_open:
            return any(w[:-1] == wanted[:-1] and w[-1].startswith(wanted[-1]) for w in windows)
        return wanted in windows

    def root(self, word: str) -> str:
        if not word.isalpha():
            return word
        return word.removesuffix("s") if self.article.language == "en" else SASTRAWI.stem_word(word)

    def metadata(self, term: Term) -> bool:
        if term.field == "section":
            return list(term.words) in [words(name) for name in self.article.categories]
        return term.words[0] in words(self.article.source or "")


WORDS = (
    "banjir kebanjiran serang menyerang penyerangan serangan bunga berbunga suku BI bi Bi kabinet who WHO pukul "
    "memukul dipukulinya 20.258 ratus negeri menteri luar dalam troop troops"
).split()
TEXTS = st.lists(st.sampled_from([*WORDS, "suku bunga", "menteri luar negeri", "Kabinet.", "BI2"]), max_size=14).map(
    " ".join
)
PHRASES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
TERMS = st.one_of(
    st.sampled_from(WORDS),
    PHRASES.map(lambda phrase: f'"{phrase}"'),
    PHRASES.map(lambda phrase: f'"{phrase}*"'),
    st.sampled_from(["ka*", "kabin*", "menyer*", "*", "rubrik:bunga", 'rubrik:"luar negeri"', "sumber:antara"]),
    st.sampled_from([f"{field}:{word}" for field in ("judul", "isi") for word in WORDS]),
)


def _grown(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    weighted = st.lists(st.tuples(parts, st.sampled_from(["", "^2", "^-1", "^0.5"])), min_size=1, max_size=5)
    return st.one_of(
        st.lists(parts, min_size=2, max_size=4).map(lambda found: f"({' DAN '.join(found)})"),
        st.lists(parts, min_size=2, max_size=4).map(lambda found: f"({' ATAU '.join(found)})"),
        parts.map(lambda part: f"(BUKAN {part})"),
        st.builds(
            lambda name, points, found: f"{name}({points}, {', '.join(part + weight for part, weight in found)})",
            st.sampled_from(["minimal", "padat"]),
            st.sampled_from(["0.5", "1", "2", "3.5", "6"]),
            weighted,
        ),
    )


QUERIES = st.recursive(TERMS, _grown, max_leaves=12)
ARTICLES = st.builds(
    lambda headline, body, language, categories, source: an_article(
        body, headline=headline, language=language, categories=categories, source=source
    ),
    TEXTS,
    TEXTS,
    st.sampled_from(["id", "ms", "en", None]),
    st.lists(st.sampled_from(["bunga", "Luar Negeri", "bola"]), max_size=2).map(tuple),
    st.sampled_from([None, "antara", "tempo"]),
)


@given(QUERIES, ARTICLES)
@settings(max_examples=1_000, deadline=None)
def test_a_query_matches_where_its_parts_stand(query: str, article: Article) -> None:
    compiled = compile_query(query)

    assert compiled.match(searchable(article)) is Reading(article).holds(compiled.tree)


@given(st.lists(QUERIES, min_size=1, max_size=5), st.lists(ARTICLES, min_size=1, max_size=3))
@settings(max_examples=300, deadline=None)
def test_topics_compiled_together_are_found_where_their_parts_stand(
    queries: list[str], articles: list[Article]
) -> None:
    topics = [Topic(slug=f"t{number}", title="T", query=query) for number, query in enumerate(queries)]
    compiled = compile_topics(topics)

    for article in articles:
        reading = Reading(article)
        assert compiled.topics_of(article) == tuple(
            topic.slug for topic in topics if reading.holds(compile_query(topic.query).tree)
        )
