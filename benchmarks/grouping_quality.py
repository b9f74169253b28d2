"""Quality of grouping on labelled sets: candidates, pair rule and connected components, scored pair by pair.

    python -m benchmarks.grouping_quality [SET...]     SET: path without ending, e.g. ../shared/data/id_click_dev

A set is SET.jsonl.gz (articles), SET_pairs.tsv (id_a, id_b, label) and, where there is one, SET_unlabelled_pairs.tsv
(pairs nobody read: ignored). Pairs put together that carry no label at all count as false merges.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import numpy as np

from sindikasi.cleaners.residue import parted
from sindikasi.core.background import Text, learn
from sindikasi.core.components import partition
from sindikasi.core.pairs import Profile, judge
from sindikasi.core.signature import band_keys, screen, sign, sketch
from sindikasi.core.text import tidy_lines
from sindikasi.flow import evaluate
from sindikasi.flow.evaluate import Pair, ordered
from sindikasi.model import Article, Component
from sindikasi.storage.index import BandIndex

DATA = Path(__file__).resolve().parents[1] / ".." / "shared" / "data"
SETS = ("id_click_dev", "reuters_dev")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledSet(evaluate.LabelledSet):
    """Articles and what readers said of their pairs; pairs are ordered by id."""

    name: str
    articles: Mapping[str, Article]
    events: Mapping[str, str]
    """Article -> event: duplicates and same-event articles together, what cross-validation keeps in one fold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Pairs put together by a grouping, against the labels."""

    found: int
    missed: int
    false: int
    unread: int
    false_across: int
    """False merges (unread ones too) of two outlets."""
    largest: int

    @property
    def precision(self) -> float:
        return self.found / max(1, self.found + self.false + self.unread)

    @property
    def recall(self) -> float:
        return self.found / max(1, self.found + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.found / max(1, 2 * self.found + self.missed + self.false + self.unread)

    def __str__(self) -> str:
        return (
            f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}  false merges {self.false}"
            f" (+{self.unread} unread), across outlets {self.false_across}, largest story {self.largest}"
        )


def load(path: Path) -> LabelledSet:
    """Read a labelled set; `path` has no ending."""
    labelled = evaluate.load_labelled(path)
    rows = {key: json.loads(row) for key, row in labelled.rows.items()}
    return LabelledSet(
        name=path.name,
        rows=labelled.rows,
        labels=labelled.labels,
        unlabelled=labelled.unlabelled,
        articles={key: _article(row) for key, row in rows.items()},
        events={key: row["event"] for key, row in rows.items()},
    )


def candidates(articles: Iterable[Article]) -> tuple[set[Pair], int]:
    """Return the pairs that meet in the index and pass the screen, and how many signatures are read for it."""
    index, matrix, ids = BandIndex(), [], []
    pairs: set[Pair] = set()
    met = 0
    for seq, article in enumerate(articles, start=1):
        signature = sign(article)
        keys = band_keys(signature)
        short = sketch(signature.values)
        near = list(index.candidates(keys, short))
        met += len(near)
        if near:
            passed = screen(signature, np.stack([matrix[other - 1] for other in near]))
            pairs |= {ordered(article.id, ids[near[place] - 1]) for place in np.flatnonzero(passed)}
        index.add(seq, keys, short)
        index.seal()
        matrix.append(signature.values)
        ids.append(article.id)
    return pairs, met


def components(ids: Iterable[str], accepted: Iterable[Pair]) -> list[list[str]]:
    """Return the connected components of the accepted pairs."""
    pairs = tuple((one, other, 1.0) for one, other in accepted)
    return [list(part) for part in partition(Component(articles=tuple(ids), pairs=pairs, rulings=()))]


def score(labelled: LabelledSet, groups: Iterable[list[str]]) -> Scores:
    """Compare groups with the labels: a dup pair apart is missed, a diff or unread pair together is false."""
    groups = list(groups)
    together = [ordered(*pair) for group in groups for pair in combinations(group, 2)]
    labels = [labelled.label(pair) for pair in together]
    false = [pair for pair, label in zip(together, labels, strict=True) if label in {"diff", "unread"}]
    sources = {key: article.source for key, article in labelled.articles.items()}
    return Scores(
        found=labels.count("dup"),
        missed=sum(label == "dup" for label in labelled.labels.values()) - labels.count("dup"),
        false=labels.count("diff"),
        unread=labels.count("unread"),
        false_across=sum(sources[a] != sources[b] for a, b in false),
        largest=max(map(len, groups)),
    )


def group(articles: Mapping[str, Article], pairs: Collection[Pair], *, is_learning: bool = True) -> list[list[str]]:
    """Return the stories the rule makes of the candidate pairs."""
    known = profiles(articles, pairs if is_learning else ())
    return components(articles, (pair for pair in pairs if judge(known[pair[0]], known[pair[1]]).joined))


def profiles(articles: Mapping[str, Article], pairs: Iterable[Pair]) -> dict[str, Profile]:
    """Return what the rule compares of each article, once all the pairs showed what is background."""
    texts = {key: Text(article) for key, article in articles.items()}
    learned = learn(texts, pairs)
    return {key: text.news(learned.get(key, frozenset())) for key, text in texts.items()}


def hide_outlet(articles: Mapping[str, Article]) -> dict[str, Article]:
    """Return the articles as a flat folder gives them: nobody knows who sent them."""
    return {key: replace(article, source=None, url=None) for key, article in articles.items()}


def hide_day(articles: Mapping[str, Article]) -> dict[str, Article]:
    """Return the articles as if none said when it was published."""
    return {key: replace(article, published_basis="received") for key, article in articles.items()}


def report(labelled: LabelledSet) -> None:
    """Print candidate recall and the scores in each situation."""
    pairs, met = candidates(labelled.articles.values())
    duplicates = [pair for pair, label in labelled.labels.items() if label == "dup"]
    count = len(labelled.articles)
    recall = sum(pair in pairs for pair in duplicates) / len(duplicates)
    print(f"{labelled.name}: {count} articles, candidate recall {recall:.4f} of {len(duplicates)} duplicates,")
    print(f"  {met / count:.2f} signatures read and {len(pairs) / count:.2f} pairs judged an article")
    known = labelled.articles
    situations = {
        "outlet and day known": known,
        "outlet hidden": hide_outlet(known),
        "day unknown": hide_day(known),
        "neither known": hide_day(hide_outlet(known)),
    }
    for name, articles in situations.items():
        print(f"  {name:22s}{score(labelled, group(articles, pairs))}")
        print(f"  {'background unlearned':>22s}{score(labelled, group(articles, pairs, is_learning=False))}")


def _article(row: Mapping[str, str]) -> Article:
    published = _date(row["date"])
    return Article(
        id=row["id"],
        document=row["id"],
        source=row["source"],
        headline=row["title"],
        body=tidy_lines(parted(row["text"])),
        published=published,
        published_basis="metadata",
        received=published,
        language=row["lang"],
    )


def _date(text: str) -> datetime:
    day = text.split(maxsplit=1)[0][:11]
    for form in ("%Y-%m-%d", "%d-%b-%Y"):
        try:
            return datetime.strptime(day, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise ValueError(f"not a date of a labelled set: {text!r}")


if __name__ == "__main__":
    for argument in sys.argv[1:] or [DATA / name for name in SETS]:
        report(load(Path(argument)))
