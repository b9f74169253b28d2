"""What finding the topics of an article costs, as ratios to cutting it into words in the same run.

    python -m benchmarks.topics_speed [ARTICLES]

Articles are those of `benchmarks.text_to_group`. First sight is one pass by a process that has met no word yet;
steady is a pass when every word is known. `words alone` is `core.text.words` over headline and body, which is part of
what the topics cost. Times are CPU times of this process on this machine: use the ratios.
"""

from __future__ import annotations

import sys
from time import process_time
from typing import TYPE_CHECKING

from benchmarks.text_to_group import corpus

from sindikasi.core.subjects import DEFAULT_TOPICS
from sindikasi.core.text import words
from sindikasi.core.topics import compile_topics

if TYPE_CHECKING:
    from collections.abc import Callable

    from sindikasi.model import Article

_RUNS = 5


def seconds(act: Callable[[], object]) -> float:
    """Return the CPU seconds that `act` takes."""
    started = process_time()
    act()
    return process_time() - started


def tokens(articles: list[Article]) -> list[list[str]]:
    """Return the words of each article."""
    return [[*words(article.headline), *words(article.body)] for article in articles]


def main() -> None:
    """Print the table."""
    started = process_time()
    topics = compile_topics(DEFAULT_TOPICS)  # before the articles: the collector looks through them, too
    compiling = process_time() - started
    articles = corpus(int(sys.argv[1]) if len(sys.argv) > 1 else 4_000)
    found = tokens(articles)

    def all_topics() -> list[tuple[str, ...]]:
        return [topics.topics_of(article) for article in articles]

    first = seconds(all_topics)
    alone, steady = min(
        ((seconds(lambda: tokens(articles)), seconds(all_topics)) for _ in range(_RUNS)), key=lambda pair: pair[1]
    )
    distinct = len({word for each in found for word in each})
    per = 1e6 / len(articles)
    print(f"{len(articles)} articles, {sum(map(len, found)) // len(articles)} words each, {distinct} distinct words")
    print(f"{len(topics.slugs)} topics, compiled in {1e3 * compiling:.0f} ms\n")
    print(f"{'':14s}{'us/article':>11s}{'x words alone':>15s}")
    for name, spent in {"words alone": alone, "steady": steady, "first sight": first}.items():
        print(f"{name:14s}{spent * per:11.0f}{spent / alone:15.2f}")
    print(f"\na word seen for the first time: {1e6 * (first - steady) / distinct:.1f} us more than a known one")


if __name__ == "__main__":
    main()
