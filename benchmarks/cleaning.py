"""What reading an article costs beside grouping it: flat text against our grouping, pages against trafilatura alone.

    python -m benchmarks.cleaning [ARTICLES]

Flat articles are those of `../shared/data` where they lie beside the checkout, else generated ones, each written as
headline, blank line and body; `inbox-sample` gives flat pages and HTML pages where it is there. All times are CPU
microseconds an article, the best of five rounds that take every step in turn, so that the ratios hold on a busy
machine. Grouping is `ours` of `benchmarks.text_to_group`: hash, sign, look up, screen, judge.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from benchmarks.grouping_quality import DATA
from benchmarks.text_to_group import corpus, ours

from sindikasi.cleaners.boilerplate import BoilerplateCleaner
from sindikasi.cleaners.markup import MarkupCleaner
from sindikasi.cleaners.wire import WireCleaner
from sindikasi.core.articles import settle
from sindikasi.core.language import language
from sindikasi.errors import DocumentError
from sindikasi.model import Article, CleaningContext, Document, ParsedArticle
from sindikasi.parsers.encoding import decode
from sindikasi.parsers.html import HtmlParser, declared_charset
from sindikasi.parsers.markup import tree_of, without_scripts
from sindikasi.parsers.plain import PlainParser

SAMPLE = DATA / "inbox-sample"
ROUNDS = 5
_RECEIVED = datetime(2026, 11, 20, 12, tzinfo=UTC)
_CONTEXT = CleaningContext(received=_RECEIVED, source=None, timezone="Asia/Jakarta")
_CLEANERS = (BoilerplateCleaner(), WireCleaner(), MarkupCleaner())


def document(name: str, content: bytes) -> Document:
    """Return the content as a document that arrived."""
    return Document(key=sha256(content).hexdigest(), name=name, source=None, content=content, received=_RECEIVED)


def parse_flat(documents: Sequence[Document]) -> list[ParsedArticle]:
    """Decode flat text."""
    parser = PlainParser()
    return [parser.parse(each) for each in documents]


def parse_pages(documents: Sequence[Document]) -> list[ParsedArticle]:
    """Read HTML pages."""
    parser = HtmlParser()
    return [parser.parse(each) for each in documents]


def clean(parsed: Sequence[ParsedArticle]) -> list[ParsedArticle]:
    """Run the cleaners in their order."""
    found = []
    for each in parsed:
        for cleaner in _CLEANERS:
            each = cleaner.clean(each, _CONTEXT)  # noqa: PLW2901
        found.append(each)
    return found


def settled(cleaned: Sequence[ParsedArticle], documents: Sequence[Document]) -> list[Article]:
    """Settle what was cleaned; a page that holds no article is left out."""
    found = []
    for parsed, each in zip(cleaned, documents, strict=True):
        try:
            found.append(settle(parsed, each, _CONTEXT))
        except DocumentError:
            continue
    return found


def trafilatura_alone(documents: Sequence[Document]) -> int:
    """Extract each page as trafilatura does by itself, decoding and parsing counted; return the pages it could read."""
    import trafilatura

    texts = (decode(each.content, declared_charset(each.content)) for each in documents)
    return sum(bool(trafilatura.extract(text, fast=True, include_comments=False)) for text in texts)


def trafilatura_on_tree(documents: Sequence[Document]) -> int:
    """Extract from the same safe tree our parser makes, its making counted."""
    import trafilatura

    texts = (without_scripts(decode(each.content, declared_charset(each.content)))[0] for each in documents)
    return sum(bool(trafilatura.extract(tree_of(text), fast=True, include_comments=False)) for text in texts)


def read_all(documents: Sequence[Document], parse: Callable[[Sequence[Document]], list[ParsedArticle]]) -> int:
    """Parse, clean and settle in one go; return the articles found."""
    return len(settled(clean(parse(documents)), documents))


def timed(steps: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Return the least CPU seconds of each step over the rounds; a round takes every step in turn."""
    best = dict.fromkeys(steps, float("inf"))
    for _ in range(ROUNDS):
        for name, step in steps.items():
            start = time.process_time()
            step()
            best[name] = min(best[name], time.process_time() - start)
    return best


def flat(kind: str, documents: Sequence[Document], grouped: Sequence[Article] | None = None) -> None:
    """Print the steps of flat text, of grouping the same articles, and the ratio."""
    parsed = parse_flat(documents)
    cleaned = clean(parsed)
    articles = grouped or settled(cleaned, documents)
    spent = timed(
        {
            "parse": lambda: parse_flat(documents),
            "clean": lambda: clean(parsed),
            "settle": lambda: settled(cleaned, documents),
            "grouping": lambda: ours(articles),
        }
    )
    print(f"\n{kind}: {len(documents)} texts, {_words(articles)} words each")
    reading = sum(spent[step] for step in ("parse", "clean", "settle")) / len(documents)
    grouping = spent.pop("grouping") / len(articles)
    _print((step, seconds / len(documents)) for step, seconds in spent.items())
    _print((("parse + clean + settle", reading), ("grouping", grouping)))
    print(f"{'ratio':24s}{reading / grouping:9.2f}")


def pages(documents: Sequence[Document]) -> None:
    """Print the steps of HTML pages and the ratios to trafilatura."""
    parsed = parse_pages(documents)
    cleaned = clean(parsed)
    spent = timed(
        {
            "parse": lambda: parse_pages(documents),
            "clean": lambda: clean(parsed),
            "settle": lambda: settled(cleaned, documents),
            "all": lambda: read_all(documents, parse_pages),
            "trafilatura alone": lambda: trafilatura_alone(documents),
            "trafilatura on our tree": lambda: trafilatura_on_tree(documents),
        }
    )
    print(
        f"\nHTML pages: {len(documents)}, {sum(len(each.content) for each in documents) // len(documents):,} bytes each"
    )
    _print((step, seconds / len(documents)) for step, seconds in spent.items())
    print(f"{'ratio':24s}{spent['all'] / spent['trafilatura alone']:9.2f}")


def main() -> None:
    """Print all that is at hand."""
    articles = corpus(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
    language("the words of a text in none of the three tongues load a model: ett litet ord till")
    flat(
        "flat articles",
        [document("a.txt", f"{each.headline}\n\n{each.body}".encode()) for each in articles],
        articles,
    )
    if not SAMPLE.exists():
        return
    flat("flat pages", list(_sampled(SAMPLE, ".txt")))
    pages(list(_sampled(SAMPLE, ".html")))


def _sampled(folder: Path, suffix: str) -> Iterator[Document]:
    yield from (document(path.name, path.read_bytes()) for path in sorted(folder.glob(f"*{suffix}")))


def _words(articles: Sequence[Article]) -> int:
    return sum(len(each.body.split()) for each in articles) // len(articles)


def _print(steps: Iterator[tuple[str, float]] | Sequence[tuple[str, float]]) -> None:
    for step, seconds in steps:
        print(f"{step:24s}{seconds * 1e6:9.1f} us")


if __name__ == "__main__":
    main()
