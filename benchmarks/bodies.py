"""What keeping an HTML body costs beside reading the article without it.

    python -m benchmarks.bodies [ARTICLES]

JSON articles whose `html` is made of the texts of `../shared/data` where they lie beside the checkout, else of
generated ones: a paragraph every three sentences; in the rich form every second one has a link and a bold word, a
picture with a caption stands between and a list ends the text. The steps are those of reading (parse, clean,
settle), with the markup cleaner and without it. All times are CPU microseconds an article, the least of five rounds
that take every step in turn, so that the ratios hold on a busy machine.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape

from benchmarks.cleaning import _CONTEXT, clean, document, settled, timed
from benchmarks.text_to_group import corpus

from sindikasi.cleaners.markup import MarkupCleaner
from sindikasi.model import Article, Document, ParsedArticle
from sindikasi.parsers.json import JsonParser

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_TOGETHER = 3


def body_of(article: Article, *, is_rich: bool) -> str:
    """Return the article's text as HTML."""
    return "".join(_blocks(_SENTENCE.split(article.body.replace("\n", " ")), is_rich=is_rich))


def _blocks(sentences: Sequence[str], *, is_rich: bool) -> Iterator[str]:
    for place in range(0, len(sentences), _TOGETHER):
        text = escape(" ".join(sentences[place : place + _TOGETHER]), quote=False)
        if is_rich and place % (2 * _TOGETHER) == 0:
            first, _, rest = text.partition(" ")
            middle, _, end = rest.partition(" ")
            text = f'<strong>{first}</strong> <a href="/kata/{place}?utm_source=isi">{middle}</a> {end}'
        yield f"<p>{text}</p>\n"
        if is_rich and place == _TOGETHER:
            picture = '<img src="/foto/1.jpg" width="640" height="360" alt="Foto">'
            yield f"<figure>{picture}<figcaption>Suasana di lokasi.</figcaption></figure>"
    if is_rich:
        yield "<ul><li>Catatan pertama redaksi.</li><li>Catatan kedua redaksi.</li></ul>"


def documents_of(articles: Sequence[Article], *, is_rich: bool) -> list[Document]:
    """Return the articles as JSON objects with an HTML body."""
    found = []
    for number, article in enumerate(articles):
        fields = {
            "title": article.headline,
            "url": f"https://contoh.id/{number}",
            "html": body_of(article, is_rich=is_rich),
        }
        found.append(document(f"{number}.json", json.dumps(fields).encode()))
    return found


def marked_up(parsed: Sequence[ParsedArticle]) -> list[ParsedArticle]:
    """Run the markup cleaner."""
    cleaner = MarkupCleaner()
    return [cleaner.clean(each, _CONTEXT) for each in parsed]


def measure(kind: str, documents: Sequence[Document]) -> None:
    """Print the steps, how many articles keep their markup, and the ratio of reading with it to reading without."""
    parser = JsonParser()
    parsed = [parser.parse(each) for each in documents]
    cleaned = clean(parsed)
    done = marked_up(cleaned)
    bare = [replace(each, markup=None) for each in cleaned]
    spent = timed(
        {
            "parse": lambda: [parser.parse(each) for each in documents],
            "clean": lambda: clean(parsed),
            "settle": lambda: settled(bare, documents),
            "markup": lambda: marked_up(cleaned),
            "settle with markup": lambda: settled(done, documents),
        }
    )
    kept = sum(each.markup is not None for each in done)
    length = sum(len(each.markup or "") for each in parsed) // len(parsed)
    print(f"\n{kind}: {len(documents)} articles, {length} characters of HTML each, {kept} keep it")
    for step, seconds in spent.items():
        print(f"{step:24s}{seconds / len(documents) * 1e6:9.1f} us")
    without = spent["parse"] + spent["clean"] + spent["settle"]
    whole = spent["parse"] + spent["clean"] + spent["markup"] + spent["settle with markup"]
    for step, seconds in (("without markup", without), ("with markup", whole)):
        print(f"{step:24s}{seconds / len(documents) * 1e6:9.1f} us")
    print(f"{'ratio':24s}{whole / without:9.2f}")


def main() -> None:
    """Measure rich bodies and bodies that are nothing but paragraphs."""
    articles = corpus(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
    measure("rich", documents_of(articles, is_rich=True))
    measure("paragraphs alone", documents_of(articles, is_rich=False))


if __name__ == "__main__":
    main()
