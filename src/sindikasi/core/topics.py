"""Which topics an article belongs to."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from sindikasi.core.matching import RULES, Matcher, Searchable
from sindikasi.core.query import Hit, Tally, compile_query
from sindikasi.core.query_parser import Node, parse
from sindikasi.core.stems import SCHEME
from sindikasi.core.subject_codes import TABLE, is_under, subject_of
from sindikasi.core.subjects import DEFAULT_TOPICS, built_in_tree
from sindikasi.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sindikasi.model import Article, Topic

_BUILT_IN: Final = {topic.slug: topic.query for topic in DEFAULT_TOPICS if topic.subjects}


class TopicSet:
    """The topics in force, compiled together so that an article is read once; use `compile_topics`.

    Codes win over words: when an article carries an IPTC code of a known subject, an editor has said what
    it is about, and a built-in subject takes it by code alone. A topic with a query of its own takes it by
    code or by query.
    """

    def __init__(self, topics: Sequence[Topic]) -> None:
        self._topics = {topic.slug: topic for topic in topics}
        self._slugs = self.slugs = tuple(topic.slug for topic in topics)
        self._by_code_alone = [_BUILT_IN.get(topic.slug) == topic.query for topic in topics]
        self._matcher = Matcher([_tree(topic) for topic in topics])
        self.digest = _digest(topics)
        """Changes when the same articles would find other topics."""

    def topics_of(self, article: Article) -> tuple[str, ...]:
        """Return the slugs of the topics the article belongs to, in the set's order."""
        by_words = self._matcher.matches(Searchable(article))
        if not article.subjects:
            return tuple(slug for slug, matched in zip(self._slugs, by_words, strict=True) if matched)
        is_coded = any(subject_of(code) for code in article.subjects)
        return tuple(
            topic.slug
            for topic, matched, by_code_alone in zip(self._topics.values(), by_words, self._by_code_alone, strict=True)
            if _has_code(article, topic) or (matched and not (is_coded and by_code_alone))
        )

    def explain(self, article: Article, slug: str) -> tuple[Hit, ...]:
        """Return what puts an article in a topic: its codes, or else the query's terms that stand in it.

        Raises KeyError when there is no such topic.
        """
        topic = self._topics[slug]
        codes = tuple(_code_hit(code) for code in article.subjects if _carries(code, topic))
        return codes or compile_query(topic.query).explain(Searchable(article))

    def tallies(self, article: Article, slug: str) -> tuple[Tally, ...]:
        """Return how far each `minimal(...)` of a topic's query got; KeyError when there is no such topic."""
        return compile_query(self._topics[slug].query).tallies(Searchable(article))


def compile_topics(topics: Sequence[Topic]) -> TopicSet:
    """Return the topics ready for use.

    Raises QueryError, with the topic's key and the column, for a query that cannot be read.
    """
    return TopicSet(topics)


def _tree(topic: Topic) -> Node:
    try:
        return built_in_tree(topic) or parse(topic.query)
    except QueryError as error:
        raise QueryError(
            f"topic {topic.slug}, query, column {error.column}: {error}",
            column=error.column,
            key=f"topic.{topic.slug}.query",
        ) from error


def _carries(code: str, topic: Topic) -> bool:
    return any(is_under(code, subject) for subject in topic.subjects)


def _has_code(article: Article, topic: Topic) -> bool:
    return any(_carries(code, topic) for code in article.subjects)


def _code_hit(code: str) -> Hit:
    return Hit(term=code, field="subject", where=1, word=code, snippet=code)


def _digest(topics: Sequence[Topic]) -> str:
    parts = [RULES, SCHEME, TABLE]
    for topic in topics:
        parts += [topic.slug, topic.query, *topic.subjects, ""]
    return sha256("\0".join(parts).encode()).hexdigest()
