"""How well the grouping in force does on articles whose pairs somebody has read."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec
import numpy as np

from sindikasi.core import pairs
from sindikasi.core.background import Text, learn
from sindikasi.core.components import partition
from sindikasi.core.signature import band_keys, screen, sign
from sindikasi.errors import ConfigError
from sindikasi.flow.judging import is_in_window
from sindikasi.flow.reading import Refusal
from sindikasi.model import Component, Document
from sindikasi.storage.index import BandIndex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Set

    from numpy.typing import NDArray

    from sindikasi.flow.placing import Grouping
    from sindikasi.flow.reading import Reading
    from sindikasi.model import Article

Pair = tuple[str, str]
Label = Literal["dup", "same_event", "diff", "unlabelled", "unread"]
_ENDINGS = ("_pairs.tsv", ".jsonl.gz", ".jsonl")
_STEPS = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledSet:
    """Articles by id, and what readers said of their pairs."""

    rows: Mapping[str, bytes]
    """Article id -> the JSON object it came as."""
    labels: Mapping[Pair, Label]
    """Ordered pair of ids -> dup, same_event or diff."""
    unlabelled: frozenset[Pair]
    """Pairs with some overlap that nobody read: they count neither way."""

    def label(self, pair: Pair) -> Label:
        """Return what was said of a pair; `unread` when it had too little in common for anybody to look."""
        return self.labels.get(pair) or ("unlabelled" if pair in self.unlabelled else "unread")


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseMerge:
    """Two articles that were put together and are not one story."""

    one: str
    other: str
    label: Label
    headlines: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Pairs put together, against the labels: a dup pair apart is missed, a diff or unread pair together false."""

    found: int
    missed: int
    false: int

    @property
    def precision(self) -> float:
        """Share of the pairs put together that are one story, 0 to 1; 1 when none was."""
        return self.found / (self.found + self.false) if self.found + self.false else 1.0

    @property
    def recall(self) -> float:
        """Share of the pairs of one story that were put together, 0 to 1; 1 when there are none."""
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = 2 * self.found + self.missed + self.false
        return 2 * self.found / total if total else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What `evaluate` measured."""

    articles: int
    stories: int
    largest: int
    unreadable: int
    """Rows that are no article under the settings in force; each is a story of its own."""
    candidate_recall: float
    """Share of the dup pairs that reach the pair rule, 0 to 1."""
    judged: int
    """Pairs the rule looked at."""
    score: Score
    cross_source: Score
    same_source: Score
    false_merges: tuple[FalseMerge, ...]
    sweep: tuple[tuple[float, Score], ...]
    """(threshold, score) over the range of thresholds."""


def load_labelled(path: Path) -> LabelledSet:
    """Read SET.jsonl(.gz), SET_pairs.tsv and, where there is one, SET_unlabelled_pairs.tsv.

    `path` is SET, or any of these files. Rows have `id` and what a JSON article has; pairs have the columns
    id_a, id_b and label. Raises ConfigError that names what is missing.
    """
    name = str(path)
    base = next((name.removesuffix(ending) for ending in _ENDINGS if name.endswith(ending)), name)
    lines = _lines(base)
    try:
        rows = {str(msgspec.json.decode(line)["id"]): line for line in lines if line.strip()}
        with Path(f"{base}_pairs.tsv").open(encoding="utf-8", newline="") as file:
            table = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        labels = {ordered(row["id_a"], row["id_b"]): _label(row["label"]) for row in table}
    except OSError as error:
        raise ConfigError(f"{error.filename}: {error.strerror}; a labelled set has SET_pairs.tsv too") from error
    except (KeyError, TypeError, msgspec.DecodeError) as error:
        raise ConfigError(f"{base}: not a labelled set: {error!r}") from error
    return LabelledSet(rows=rows, labels=labels, unlabelled=_unlabelled(Path(f"{base}_unlabelled_pairs.tsv")))


def evaluate(labelled: LabelledSet, reading: Reading, settings: Grouping) -> Evaluation:
    """Read, sign, pair and judge the articles as the ingest lane does, and compare the stories with the labels."""
    articles = _articles(labelled, reading)
    met = _candidates(articles, settings)
    texts = {key: Text(article) for key, article in articles.items()}
    learned = learn(texts, met)
    profiles = {key: text.news(learned.get(key, frozenset())) for key, text in texts.items()}
    verdicts = {pair: pairs.judge(profiles[pair[0]], profiles[pair[1]], threshold=settings.threshold) for pair in met}
    accepted = {pair: verdict.score for pair, verdict in verdicts.items() if verdict.joined}
    groups = _groups(labelled, accepted)
    together = {ordered(*pair) for group in groups for pair in combinations(group, 2)}
    duplicates = [pair for pair, label in labelled.labels.items() if label == "dup"]
    across = {pair for pair in {*together, *labelled.labels} if _is_across(articles, pair)}
    return Evaluation(
        articles=len(labelled.rows),
        stories=len(groups),
        largest=max(map(len, groups), default=0),
        unreadable=len(labelled.rows) - len(articles),
        candidate_recall=sum(pair in met for pair in duplicates) / max(1, len(duplicates)),
        judged=len(met),
        score=_score(labelled, together, labelled.labels),
        cross_source=_score(labelled, together & across, labelled.labels.keys() & across),
        same_source=_score(labelled, together - across, labelled.labels.keys() - across),
        false_merges=tuple(_false_merges(labelled, together, articles)),
        sweep=tuple(_sweep(labelled, profiles, met)),
    )


def ordered(one: str, other: str) -> Pair:
    """Return two ids as the key of their pair."""
    return (one, other) if one < other else (other, one)


def curve_svg(evaluation: Evaluation) -> str:
    """Return the precision-recall curve of the sweep as an SVG picture of 480 by 480 pixels."""

    def place(score: Score) -> str:
        return f"{60 + 380 * score.recall:.1f},{420 - 380 * score.precision:.1f}"

    points = " ".join(place(score) for _, score in evaluation.sweep)
    x, y = place(evaluation.score).split(",")
    ticks = "".join(
        f'<text x="{60 + 380 * part:.0f}" y="440" text-anchor="middle">{part:.1f}</text>'
        f'<text x="52" y="{424 - 380 * part:.0f}" text-anchor="end">{part:.1f}</text>'
        f'<path d="M{60 + 380 * part:.0f} 420V40M60 {420 - 380 * part:.0f}H440" stroke="#ddd"/>'
        for part in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 480" width="480" height="480"'
        ' font-family="sans-serif" font-size="12"><rect width="480" height="480" fill="#fff"/>'
        f"<title>precision and recall over the threshold</title>{ticks}"
        '<text x="250" y="468" text-anchor="middle">recall</text>'
        '<text x="18" y="230" text-anchor="middle" transform="rotate(-90 18 230)">precision</text>'
        f'<polyline points="{points}" fill="none" stroke="#8a2b0c" stroke-width="2"/>'
        f'<circle cx="{x}" cy="{y}" r="5" fill="#8a2b0c"/>'
        f'<text x="{float(x) - 8:.1f}" y="{float(y) + 18:.1f}" text-anchor="end">'
        f"in force: F1 {evaluation.score.f1:.3f}</text></svg>\n"
    )


def _lines(base: str) -> list[bytes]:
    for name, reader in ((f"{base}.jsonl.gz", gzip.open), (f"{base}.jsonl", open)):
        if Path(name).exists():
            with reader(name, "rb") as file:
                return list(file)
    raise ConfigError(f"{base}.jsonl (or .jsonl.gz): no such file; name a labelled set")


def _label(text: str) -> Label:
    match text:
        case "dup" | "same_event" | "diff":
            return text
        case _:
            raise ConfigError(f"label {text!r} is none of dup, same_event, diff")


def _unlabelled(path: Path) -> frozenset[Pair]:
    if not path.exists():
        return frozenset()
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines())
    return frozenset(ordered(row[0], row[1]) for row in rows if len(row) > 1)


def _articles(labelled: LabelledSet, reading: Reading) -> dict[str, Article]:
    """Return the rows as the lane reads them; a row that is refused there is left out here."""
    now = datetime.now(UTC)
    articles: dict[str, Article] = {}
    for key, row in labelled.rows.items():
        digest = sha256(key.encode()).hexdigest()
        document = Document(key=digest, name=f"{key}.json", source=None, content=row, received=now)
        for found in reading.articles(document):
            if not isinstance(found, Refusal):
                articles[key] = found
    return articles


def _candidates(articles: Mapping[str, Article], settings: Grouping) -> set[Pair]:
    """Return the pairs that meet in a band, pass the screen and are within the window."""
    index, keys = BandIndex(), list(articles)
    rows: list[NDArray[np.uint32]] = []
    met: set[Pair] = set()
    for seq, (key, article) in enumerate(articles.items(), 1):
        signature = sign(article)
        bands = band_keys(signature)
        seqs = list(index.candidates(bands))
        if seqs:
            passed = screen(signature, np.stack([rows[other - 1] for other in seqs]))
            met |= {
                ordered(key, keys[other - 1])
                for other, is_near in zip(seqs, passed, strict=True)
                if is_near and is_in_window(article, articles[keys[other - 1]], settings.window)
            }
        index.add(seq, bands)
        rows.append(signature.values)
    return met


def _groups(labelled: LabelledSet, accepted: Mapping[Pair, float]) -> list[tuple[str, ...]]:
    scored = tuple((one, other, score) for (one, other), score in accepted.items())
    return partition(Component(articles=tuple(labelled.rows), pairs=scored, rulings=()))


def _score(labelled: LabelledSet, together: Set[Pair], labelled_pairs: Iterable[Pair]) -> Score:
    counts = Counter(labelled.label(pair) for pair in together)
    missed = sum(labelled.label(pair) == "dup" and pair not in together for pair in labelled_pairs)
    return Score(found=counts["dup"], missed=missed, false=counts["diff"] + counts["unread"])


def _is_across(articles: Mapping[str, Article], pair: Pair) -> bool:
    sources = [articles[key].source if key in articles else None for key in pair]
    return sources[0] != sources[1]


def _false_merges(
    labelled: LabelledSet, together: Iterable[Pair], articles: Mapping[str, Article]
) -> Iterator[FalseMerge]:
    for one, other in sorted(together):
        label = labelled.label((one, other))
        if label in {"diff", "unread"}:
            headlines = (articles[one].headline, articles[other].headline)
            yield FalseMerge(one=one, other=other, label=label, headlines=headlines)


def _sweep(
    labelled: LabelledSet, profiles: Mapping[str, pairs.Profile], met: Iterable[Pair]
) -> Iterator[tuple[float, Score]]:
    """Yield the score at each threshold; what a guard of the rule refuses is refused at all of them."""
    lowest = 1 / (_STEPS + 1)
    verdicts = {pair: pairs.judge(profiles[pair[0]], profiles[pair[1]], threshold=lowest) for pair in met}
    scores = {pair: verdict.score for pair, verdict in verdicts.items() if verdict.joined}
    for step in range(1, _STEPS + 1):
        threshold = step / (_STEPS + 1)
        groups = _groups(labelled, {pair: score for pair, score in scores.items() if score >= threshold})
        together = {ordered(*pair) for group in groups for pair in combinations(group, 2)}
        yield threshold, _score(labelled, together, labelled.labels)
