"""Which topics an article belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Literal

from sindikasi.core.matching import RULES, Matcher, Searchable
from sindikasi.core.query import Hit, Tally, compile_query
from sindikasi.core.query_parser import Node, parse
from sindikasi.core.stems import SCHEME
from sindikasi.core.subject_codes import TABLE, is_under, subject_of
from sindikasi.core.subjects import DEFAULT_TOPICS, built_in_tree
from sindikasi.core.text import fold
from sindikasi.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sindikasi.model import Article, Topic

Defaults = Mapping[tuple[str, str | None], tuple[str, ...]]
"""(source, folded name of a section, or None for all of the source) -> slugs."""
_NO_DEFAULTS: Final[Defaults] = {}
_BUILT_IN: Final = {topic.slug: topic.query for topic in DEFAULT_TOPICS if topic.subjects}


class TopicSet:
    """The topics in force, compiled together so that an article is read once; use `compile_topics`.

    Codes win over words: when an article carries an IPTC code of a known subject, an editor has said what
    it is about, and a built-in subject takes it by code alone. A topic with a query of its own takes it by
    code or by query.
    """

    def __init__(self, topics: Sequence[Topic], defaults: Defaults = _NO_DEFAULTS) -> None:
        self._topics = {topic.slug: topic for topic in topics}
        self._slugs = self.slugs = tuple(topic.slug for topic in topics)
        self._by_code_alone = [_BUILT_IN.get(topic.slug) == topic.query for topic in topics]
        self._matcher = Matcher([_tree(topic) for topic in topics])
        self._has_private = any(topic.is_private for topic in topics)
        self._defaults = {key: slugs for key, slugs in defaults.items() if slugs}
        self.digest = _digest(topics, self._defaults)
        """Changes when the same articles would find other topics."""

    def topics_of(self, article: Article) -> tuple[str, ...]:
        """Return the slugs of the topics the article belongs to, in the set's order."""
        by_words = self._matcher.matches(Searchable(article))
        given = {slug for _, _, slugs in self._given(article) for slug in slugs} if self._defaults else ()
        is_coded = any(subject_of(code) for code in article.subjects)
        found = tuple(
            slug
            for slug, topic, matched, by_code_alone in zip(
                self._slugs, self._topics.values(), by_words, self._by_code_alone, strict=True
            )
            if (matched and not (is_coded and by_code_alone)) or slug in given or _has_code(article, topic)
        )
        return self._kept_back(found) if self._has_private else found

    def _kept_back(self, slugs: tuple[str, ...]) -> tuple[str, ...]:
        """Leave out the public topics that take everything, where only private ones chose the article."""
        choosing = [topic for slug in slugs if not _takes_everything(topic := self._topics[slug])]
        if not choosing or not all(topic.is_private for topic in choosing):
            return slugs
        return tuple(slug for slug in slugs if (topic := self._topics[slug]).is_private or not _takes_everything(topic))

    def explain(self, article: Article, slug: str) -> tuple[Hit, ...]:
        """Return what puts an article in a topic: its codes, or else the query's terms that stand in it.

        Raises KeyError when there is no such topic.
        """
        topic = self._topics[slug]
        codes = tuple(_code_hit(code) for code in article.subjects if _carries(code, topic))
        given = tuple(
            Hit(term=slug, field=field, where=1, word=name, snippet=name)
            for field, name, slugs in self._given(article)
            if slug in slugs
        )
        return (*codes, *given) or compile_query(topic.query).explain(Searchable(article))

    def _given(self, article: Article) -> Iterator[tuple[Literal["source", "section"], str, tuple[str, ...]]]:
        """Yield what the settings give an article's source and its sections: (field, name, slugs)."""
        source = article.source or ""
        if slugs := self._defaults.get((source, None)):
            yield "source", source, slugs
        for section in article.categories:
            if slugs := self._defaults.get((source, fold(section))):
                yield "section", section, slugs

    def tallies(self, article: Article, slug: str) -> tuple[Tally, ...]:
        """Return how far each `minimal(...)` of a topic's query got; KeyError when there is no such topic."""
        return compile_query(self._topics[slug].query).tallies(Searchable(article))


def compile_topics(topics: Sequence[Topic], defaults: Defaults = _NO_DEFAULTS) -> TopicSet:
    """Return the topics ready for use; `defaults`: slugs every article of a source, or of a section of it, gets.

    Raises QueryError, with the topic's key and the column, for a query that cannot be read.
    """
    return TopicSet(topics, defaults)


def _tree(topic: Topic) -> Node:
    try:
        return built_in_tree(topic) or parse(topic.query)
    except QueryError as error:
        raise QueryError(
            f"topic {topic.slug}, query, column {error.column}: {error}",
            column=error.column,
            key=f"topic.{topic.slug}.query",
        ) from error


def _takes_everything(topic: Topic) -> bool:
    return topic.query.strip() == "*"


def _carries(code: str, topic: Topic) -> bool:
    return any(is_under(code, subject) for subject in topic.subjects)


def _has_code(article: Article, topic: Topic) -> bool:
    return any(_carries(code, topic) for code in article.subjects)


def _code_hit(code: str) -> Hit:
    return Hit(term=code, field="subject", where=1, word=code, snippet=code)


def _digest(topics: Sequence[Topic], defaults: Defaults) -> str:
    parts = [RULES, SCHEME, TABLE]
    for topic in topics:
        parts += [topic.slug, topic.query, *topic.subjects, *(("private",) if topic.is_private else ()), ""]
    for (source, section), slugs in sorted(defaults.items(), key=repr):
        parts += [source, section or "", *slugs, ""]
    return sha256("\0".join(parts).encode()).hexdigest()
