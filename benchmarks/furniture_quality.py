"""What is learned to be furniture of the outlets of labelled sets: to be read, line by line, by a person.

    python -m benchmarks.furniture_quality [SET...]     SET: path without ending, e.g. ../shared/data/id_click_dev

Prints the paragraphs learned from the texts as they are and from those the cleaner has been at, with the outlet known
and hidden; then how many of six made-up lines an outlet are found when they are put into a share of its articles.
"""

from __future__ import annotations

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from benchmarks.grouping_quality import DATA, SETS, load

from sindikasi.cleaners.boilerplate import BoilerplateCleaner
from sindikasi.core import furniture
from sindikasi.model import Article, CleaningContext, ParsedArticle

LINES = (
    "Ikuti terus kabar terkini bersama kami setiap hari hanya di kanal resmi redaksi {}, dan jangan lewatkan ulasan.",
    "Naskah ini disusun oleh tim redaksi {} dan sudah melalui penyuntingan sesuai pedoman media siber yang berlaku.",
    "Punya kabar menarik? Kirimkan foto lewat nomor redaksi {}.",
    "Hak cipta {} dilindungi undang-undang, dilarang mengutip tanpa izin",
    "{}: Kabar Jujur Setiap Hari",
    "Editor: Sinta {}",
)


def learned(articles: Iterable[Article]) -> dict[tuple[str, int], tuple[str, int]]:
    """Return outlet and key -> text and number of sampled articles with it, of what is learned."""
    outlets: defaultdict[str, list[Article]] = defaultdict(list)
    for article in articles:
        outlets[furniture.outlet_of(article.source, article.url)].append(article)
    return {(outlet, key): found for outlet, held in outlets.items() for key, found in _learned(outlet, held).items()}


def with_lines(articles: Iterable[Article], share: float) -> tuple[list[Article], Counter[tuple[str, int]]]:
    """Put the lines into a share of the articles, the first anywhere, the others at the end; count them by key."""
    rng = random.Random(3)
    given: list[Article] = []
    counts: Counter[tuple[str, int]] = Counter()
    for article in articles:
        texts = article.body.split("\n\n")
        for number, line in enumerate(LINES):
            if rng.random() < share:
                told = line.format((article.source or "").partition(".")[0].capitalize())
                texts.insert(len(texts) if number else rng.randint(0, len(texts)), told)
                counts[article.source or "", furniture.key_of(told)] += 1
        given.append(replace(article, body="\n\n".join(texts)))
    return given, counts


def cleaned(article: Article) -> Article:
    """Return the article as the boilerplate cleaner reads it from a text file."""
    context = CleaningContext(received=article.received, source=article.source, timezone="Asia/Jakarta")
    parsed = ParsedArticle(body=f"{article.headline}\n\n{article.body}", is_scraped=True)
    found = BoilerplateCleaner().clean(parsed, context)
    return replace(article, headline=found.headline or article.headline, body=found.body)


def report(name: str, articles: Mapping[str, Article]) -> None:
    """Print what is learned of a set."""
    as_sent = list(articles.values())
    clean = [cleaned(each) for each in as_sent]
    hidden = [replace(each, source=None, url=None) for each in clean]
    for situation, texts in (("as sent", as_sent), ("cleaned", clean), ("cleaned, outlet hidden", hidden)):
        print(f"{name}, {situation}")
        for (outlet, _), (text, count) in sorted(learned(texts).items()):
            print(f"  {outlet:24s}{count:4d}  {text[:100]}")
    for share in (1.0, 0.1, 0.03):
        given, counts = with_lines(clean, share)
        due = {key for key, count in counts.items() if count >= 2 * furniture.STORIES}
        found = learned(given).keys()
        unnamed = {key for _, key in learned(replace(each, source=None, url=None) for each in given)}
        blind = sum(key in unnamed for _, key in due)
        print(
            f"{name}: lines in {share:.0%} of the articles, {len(due & found)} of {len(due)} found,"
            f" {blind} with the outlet hidden"
        )


def _learned(outlet: str, articles: Iterable[Article]) -> dict[int, tuple[str, int]]:
    stories = furniture.STORIES if outlet else 2 * furniture.STORIES
    marked = sorted(articles, key=lambda each: furniture.mark_of(each.id))[: furniture.SAMPLE]
    by_id = {each.id: each for each in marked}
    holders = furniture.often([furniture.sampled(each.id, each.headline, each.body) for each in marked], stories)
    texts = {}
    for key, held in holders.items():
        article = by_id[held[0].article_id]
        texts[key] = dict(furniture.paragraphs(article.headline, article.body))[key]
    return {key: (texts[key], len(holders[key])) for key in furniture.learn(holders, texts, stories)}


if __name__ == "__main__":
    for argument in sys.argv[1:] or [DATA / name for name in SETS]:
        labelled = load(Path(argument))
        report(labelled.name, labelled.articles)
