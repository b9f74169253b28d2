"""How well the built-in subjects agree with the outlets' own sections, and what finding them costs.

    python benchmarks/topics_quality.py [FOLDER]

FOLDER holds `id_click_dev.jsonl.gz` (default: ../shared/data beside the checkout). The section itself is
never shown to the topics. Half A and half B split the articles by a digest of their id.
"""

from __future__ import annotations

import gzip
import json
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING
from zlib import crc32

from sindikasi.core.subjects import DEFAULT_TOPICS
from sindikasi.core.text import words
from sindikasi.core.topics import compile_topics
from sindikasi.model import Article

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
SET = "id_click_dev.jsonl.gz"

SECTIONS = {
    "olahraga": ("Bola", "bola", "Sports", "sport", "Sport", "Super Skor"),
    "ekonomi": ("Economy", "Ekbis", "bisnis", "Bisnis", "Money"),
    "hiburan": (
        *("Selebriti", "SELEBRITI", "Celebrity", "Entertainment", "Seleb", "seleb", "TV", "Musik", "Film"),
        *("KOREA", "FILM INDONESIA", "FILM INTERNASIONAL", "SINETRON"),
    ),
    "sains-teknologi": ("Techno", "tekno", "Tekno", "Sains"),
}
"""Which sections are which subject."""

OTHER = (
    *(
        "cantik",
        "Beauty",
        "Muslim",
        "Haji",
        "Travel",
        "travel",
        "Kriminal",
        "Kalbe Health Corner",
        "Parenting",
    ),
    *("Humor Medan", "metro", "Metro", "Metropolitan", "Daerah", "Regional"),
    *("International", "Internasional", "dunia", "Dunia"),
)
"""Sections that are none of the four. What is in neither table is ambiguous: `News` and `Nasional`
(everything, much of it about the economy), `Lifestyle` and `gaya` (half celebrities), `Otomotif` and
`Autotekno` (cars, phones and markets), `Properti`, `Pertamina`, `News & Entertainment`, and a few more."""

_SUBJECT_OF = {section: slug for slug, sections in SECTIONS.items() for section in sections}


@dataclass(frozen=True, slots=True)
class Score:
    """Agreement on one subject."""

    hits: int
    false: int
    missed: int

    @property
    def precision(self) -> float:
        return self.hits / max(1, self.hits + self.false)

    @property
    def recall(self) -> float:
        return self.hits / max(1, self.hits + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.hits / max(1, 2 * self.hits + self.false + self.missed)


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article with its outlet's section, which the article itself does not carry."""

    article: Article
    section: str


def load(path: Path) -> list[Labelled]:
    """Return the articles of a labelled set, without their sections."""
    now = datetime(2026, 11, 20, tzinfo=UTC)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [
        Labelled(
            Article(
                id=record["id"],
                document=record["id"],
                source=None,
                headline=record["title"],
                body=record["text"],
                published=now,
                published_basis="received",
                received=now,
                language="id",
            ),
            record["category"],
        )
        for record in records
    ]


def assign(labelled: Iterable[Labelled]) -> list[tuple[str, frozenset[str]]]:
    """Return the section and the topics of each article."""
    topics = compile_topics(DEFAULT_TOPICS)
    return [(each.section, frozenset(topics.topics_of(each.article))) for each in labelled]


def score(assigned: Sequence[tuple[str, frozenset[str]]], slug: str, *, is_strict: bool = False) -> Score:
    """Return the agreement on `slug`; strict counts the ambiguous sections as "not this subject", too."""
    scored = [
        (_SUBJECT_OF.get(section) == slug, slug in topics)
        for section, topics in assigned
        if is_strict or section in _SUBJECT_OF or section in OTHER
    ]
    return Score(
        hits=sum(is_so and says_so for is_so, says_so in scored),
        false=sum(says_so and not is_so for is_so, says_so in scored),
        missed=sum(is_so and not says_so for is_so, says_so in scored),
    )


def macro_f1(assigned: Sequence[tuple[str, frozenset[str]]], *, is_strict: bool = False) -> float:
    """Return the mean F1 of the four subjects."""
    return sum(score(assigned, slug, is_strict=is_strict).f1 for slug in SECTIONS) / len(SECTIONS)


def _report(name: str, assigned: Sequence[tuple[str, frozenset[str]]], *, is_strict: bool = False) -> None:
    print(f"\n{name}: {len(assigned)} articles, macro-F1 {macro_f1(assigned, is_strict=is_strict):.3f}")
    for slug in SECTIONS:
        found = score(assigned, slug, is_strict=is_strict)
        print(
            f"  {slug:16} precision {found.precision:.3f}  recall {found.recall:.3f}  F1 {found.f1:.3f}"
            f"  ({found.hits} right, {found.false} false, {found.missed} missed)"
        )


def _costs(labelled: Sequence[Labelled]) -> None:
    articles = [each.article for each in labelled if 270 <= len(words(each.article.body)) <= 330]
    topics = compile_topics(DEFAULT_TOPICS)
    started = perf_counter()
    for article in articles:
        topics.topics_of(article)
    cold = perf_counter() - started
    floor, warm = 1e9, 1e9
    for _ in range(7):
        started = perf_counter()
        for article in articles:
            words(article.headline)
            words(article.body)
        between = perf_counter()
        for article in articles:
            topics.topics_of(article)
        floor, warm = min(floor, between - started), min(warm, perf_counter() - between)
    per = 1e6 / max(1, len(articles))
    print(f"\n{len(articles)} articles of about 300 words, {len(DEFAULT_TOPICS)} topics, microseconds each:")
    print(f"  core.text.words alone {floor * per:.0f}; topics_of {warm * per:.0f} ({warm / floor:.1f} x)")
    print(f"  the first time through, every word new to the table: {cold * per:.0f}")


def main() -> None:
    """Print the tables."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    labelled = load(folder / SET)
    _costs(labelled)  # first, while no word has been met
    assigned = assign(labelled)
    half = [crc32(each.article.id.encode()) % 2 for each in labelled]
    _report("Clear sections", assigned)
    _report("Clear sections, half A", [each for each, side in zip(assigned, half, strict=True) if side == 0])
    _report("Clear sections, half B", [each for each, side in zip(assigned, half, strict=True) if side == 1])
    _report("All sections (what is not mapped counts as another subject)", assigned, is_strict=True)


if __name__ == "__main__":
    main()
