"""The pair rule: whether two articles are one story, from their two texts alone, with the evidence."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import filterfalse
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlsplit

from sindikasi.core.pair_weights import FITTED, Weights
from sindikasi.core.signature import MAX_CHARACTERS, SHINGLE, hash_words, word_hashes
from sindikasi.core.text import word_spans
from sindikasi.model import Feature, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set

    from sindikasi.core.signature import HashedWords
    from sindikasi.model import Article

RULE: Final = "news-point/2"
"""Name of the rule with its version: a change of features or weights that can change verdicts counts up."""

# Windows in words. A lead has room for a dateline and a standfirst; the wide one lets the same point come later.
OPENING_WORDS: Final = 40
LEAD_WORDS: Final = 100
WIDE_WORDS: Final = 200
NEWS_POINT_WORDS: Final = 80
"""A figure or a name in these first words belongs to the news point rather than to the background."""
SAME_DAYS: Final = 1
"""Copies carry dates at most this many days apart: time zones, night editions."""

# Words that say nothing about what a text is about: function words and the verbs of reporting, in Indonesian,
# Malay and English. A fixed table, so that a verdict never depends on what else has been filed.
FUNCTION_WORDS: Final = frozenset(
    """
    ada adalah agar akan antara apa atas atau bagi bahkan bahwa baik banyak baru beberapa belum berada bersama
    besar bisa bukan dalam dapat dari dengan depan di dia dilakukan hal hanya harus hari hingga ia ialah ingin
    ini itu jadi jika juga kali kalau kami karena kata katanya ke kemudian kepada kerana ketika kita lagi lain
    lainnya lalu langsung lebih masih melakukan melalui memang memberikan memiliki membuat menjadi menurut
    mengatakan mereka merupakan mulai namun oleh orang pada para pihak pula pun rp saat saja sama sampai sangat
    satu saya sebagai sebelumnya sebuah secara sehingga sejak sejumlah sekitar selain selama semua sementara
    sendiri seorang seperti serta setelah sudah tahun tak tapi telah tentang terhadap terkait tersebut terus
    tetap tetapi tidak ujar ujarnya untuk waktu yakni yaitu yang a about after also an and are as at be been but
    by co corp for from had has have he inc in is it its ltd more no not of on one or other over s said some
    than that the there they this to u under up was were which will with would
""".split()
)

# Both begin with what the regular expression engine can look for without trying a match at every character.
_FIGURE = re.compile(r"\d\d*(?:[.,:]\d+)*")
# A capitalised word that opens neither a sentence nor a line nor a quotation: there every word has a capital. The
# lead is read with its lines joined, so that the labels of a table of results (Net, Revs) count there.
_NAME = re.compile(r" ([A-Z](?<=[\w,;)/&-] [A-Z])[A-Za-zÀ-ÖØ-öø-ÿ]{2,})")
# A serial: the same words, and each lead has a figure the other text lacks; within a day of each other two figures,
# and half of at least four. On the development sets that is 1 of 244 duplicates, a table resent days later.
_SERIAL_WORDING, _SERIAL_LEAD, _SERIAL_FIGURES, _SERIAL_LACKING = 0.85, 2, 4, 0.5
_STRANGE_NAMES = 4
_LISTED = 6
"""At most this many words are listed in one disagreement."""
_PASSAGES = 10
_PASSAGE_WORDS = 5
"""A shared run shorter than this is an idiom, not a passage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What the rule compares, computed once an article. Words are held as their 64-bit values."""

    article_id: str
    outlet: str | None
    """The source, or the host of the URL where none is named."""
    day: int | None
    """Day of publication, proleptic ordinal; None when nothing says when it was published."""
    length: int
    """Words compared."""
    shingles: Mapping[int, int]
    """Value of each word 3-gram -> its (last) place among them, from 0."""
    wording: frozenset[int]
    """Words that are neither function words nor figures nor names."""
    headline: frozenset[int]
    """Words of the headline, without function words; likewise below."""
    opening: frozenset[int]
    """Headline and first 40 words."""
    lead: frozenset[int]
    """First 100 words."""
    wide_lead: frozenset[int]
    """First 200 words."""
    names: frozenset[int]
    lead_names: Mapping[int, str]
    """Value of each name of the lead -> the name as it reads."""
    figures: frozenset[str]
    lead_figures: frozenset[str]


class PairRule(Protocol):
    """Decides whether two articles are one story."""

    def __call__(self, a: Profile, b: Profile) -> Verdict:
        """Return the verdict with its evidence.

        A pure function of the two profiles: symmetric, deterministic and blind to what else is filed, so that
        stories, the connected components of accepted pairs, do not depend on the order in which articles arrive.
        """
        ...


def profile(article: Article, hashed: HashedWords | None = None) -> Profile:
    """Return what the rule compares of an article; captions are left out, they tell of other days and events.

    `hashed`: the article's words as `sign` takes them, where they are at hand.
    """
    hashed = hashed or hash_words(article)
    body = hashed.text
    values: list[int] = hashed.words.tolist()
    shingles: list[int] = hashed.shingles.tolist()
    point = " ".join(body.split(None, NEWS_POINT_WORDS)[:NEWS_POINT_WORDS])
    lead_names = sorted(set(_NAME.findall(point)))
    names = list(set(_NAME.findall(body)))
    figures = frozenset(_FIGURE.findall(body))
    # One call for all small texts: every name and every figure is one word, the headline is the rest.
    small: list[int] = word_hashes(" ".join((*lead_names, *names, *figures, article.headline))).tolist()
    after_lead, after_names = len(lead_names), len(lead_names) + len(names)
    after_figures = after_names + len(figures)
    headline = _telling(small[after_figures:])
    opening = _telling(values[:OPENING_WORDS])
    lead = opening.union(_telling(values[OPENING_WORDS:LEAD_WORDS]))
    wide_lead = lead.union(_telling(values[LEAD_WORDS:WIDE_WORDS]))
    content = wide_lead.union(_telling(values[WIDE_WORDS:]))
    return Profile(
        article_id=article.id,
        outlet=article.source or _host(article.url),
        day=None if article.published_basis == "received" else article.published.toordinal(),
        length=len(values),
        shingles=dict(zip(shingles, range(len(shingles)), strict=True)),
        wording=content.difference(small[after_lead:after_figures]),
        headline=headline,
        opening=headline.union(opening),
        lead=lead,
        wide_lead=wide_lead,
        names=frozenset(small[after_lead:after_names]),
        lead_names=dict(zip(small, lead_names, strict=False)),
        figures=figures,
        lead_figures=frozenset(_FIGURE.findall(point)),
    )


def judge(a: Profile, b: Profile, *, weights: Weights = FITTED, threshold: float | None = None) -> Verdict:
    """Return whether two articles are one story: a PairRule.

    A logistic rule over the features of `evidence`; `threshold` replaces the fitted one.
    """
    a, b = _ordered(a, b)
    common = a.shingles.keys() & b.shingles.keys()
    wording = _wording(a, b)
    features = tuple(
        Feature(name=name, value=value, weight=weights.factors[name] * (value - weights.centres[name]))
        for name, value in _evidence(a, b, common, wording).items()
    )
    score = 1 / (1 + math.exp(-(weights.bias + sum(feature.weight for feature in features))))
    shared = len(common)
    against = _objection(a, b, wording)
    is_possible = against is None and bool(a.shingles) and bool(b.shingles)
    return Verdict(
        joined=is_possible and score >= (weights.threshold if threshold is None else threshold),
        rule=RULE,
        score=score if is_possible else 0.0,
        jaccard=shared / max(1, len(a.shingles) + len(b.shingles) - shared),
        containment=_containment(a, b, common),
        features=features,
        disagreements=(against, *_disagreements(a, b)) if against else _disagreements(a, b),
    )


def objection(a: Profile, b: Profile) -> str | None:
    """Return what forbids that two texts are one story, whatever else they share; None when nothing does.

    Guards before the weights, against chains: yesterday's price report is never today's, and two reports from one
    crowded event whose leads name other people and other figures are two reports.
    """
    return _objection(a, b, _wording(a, b))


def _objection(a: Profile, b: Profile, wording: float) -> str | None:
    differing = min(len(a.lead_figures - b.figures), len(b.lead_figures - a.figures))
    if not differing:
        return None
    if wording >= _SERIAL_WORDING and _is_serial(a, b, differing):
        return "a serial: the same words with other figures"
    if min(len(_unknown_names(a, b)), len(_unknown_names(b, a))) >= _STRANGE_NAMES:
        return "each lead has names and figures of its own"
    return None


def _wording(a: Profile, b: Profile) -> float:
    """Return the share of the words of the text with fewer that the other has, the names of either left out.

    A word in the wording of both is a name in neither.
    """
    ours, theirs = len(a.wording) - len(a.wording & b.names), len(b.wording) - len(b.wording & a.names)
    return len(a.wording & b.wording) / max(1, min(ours, theirs))


def _is_serial(a: Profile, b: Profile, differing: int) -> bool:
    if a.day is not None and b.day is not None and abs(a.day - b.day) > SAME_DAYS:
        return True
    enough = min(len(a.figures), len(b.figures)) >= _SERIAL_FIGURES and differing >= _SERIAL_LEAD
    return enough and _lacking(a.figures, b.figures) >= _SERIAL_LACKING


def _unknown_names(a: Profile, b: Profile) -> list[str]:
    """Return the names of the lead of `a` that `b` does not have anywhere."""
    return [name for value, name in a.lead_names.items() if not (value in b.names or value in b.wording)]


def evidence(a: Profile, b: Profile) -> dict[str, float]:
    """Return the features of a pair by name; the same for (b, a).

    wording        share of the words of the text with fewer that stand in the other; names and figures left out
    leads          how much of each lead stands in the other's (wide) lead
    headlines      how many words of each headline stand in the other's headline or first words
    same_headline  share of the shorter headline in the other; weighs against: serials keep their headline
    shared_words   logarithm of the number of 3-grams both have
    late           where the shared 3-grams stand, 0 the beginning to 1 the end: background is copied at the end
    names          how many names of each lead the other mentions; weighs against: follow-ups share the names,
                   copies the words between them
    other_figures  share of the figures of the text with fewer that the other lacks, where the words are the same
    figures_differ 1 when each lead has a figure that the other text lacks
    copied_across  share of the 3-grams of the text with fewer that the other has, where two outlets are known to
                   have sent them: background is pasted within an outlet, from one to another whole stories are copied
    same_outlet, other_outlet, same_day, other_day   1 or 0; both 0 where it is not known
    """
    a, b = _ordered(a, b)
    return _evidence(a, b, a.shingles.keys() & b.shingles.keys(), _wording(a, b))


def _evidence(a: Profile, b: Profile, common: Set[int], wording: float) -> dict[str, float]:
    knows_outlet = a.outlet is not None and b.outlet is not None
    days = None if a.day is None or b.day is None else abs(a.day - b.day)
    return {
        "wording": wording,
        "leads": (_share(a.lead, b.wide_lead) + _share(b.lead, a.wide_lead)) / 2,
        "headlines": (_share(a.headline, b.opening) + _share(b.headline, a.opening)) / 2,
        "same_headline": _least_share(a.headline, b.headline),
        "shared_words": math.log1p(len(common)),
        "late": (_mean_place(common, a) + _mean_place(common, b)) / 2,
        "names": (_share(a.lead_names.keys(), b.names) + _share(b.lead_names.keys(), a.names)) / 2,
        "other_figures": wording**4 * _lacking(a.figures, b.figures),
        "figures_differ": float(bool(a.lead_figures - b.figures) and bool(b.lead_figures - a.figures)),
        "copied_across": _containment(a, b, common) if knows_outlet and a.outlet != b.outlet else 0.0,
        "same_outlet": float(knows_outlet and a.outlet == b.outlet),
        "other_outlet": float(knows_outlet and a.outlet != b.outlet),
        "same_day": float(days is not None and days <= SAME_DAYS),
        "other_day": float(days is not None and days > SAME_DAYS),
    }


def shared_passages(a: Article, b: Article) -> tuple[str, ...]:
    """Return the longest word runs both bodies have, as they read in `a`, longest first, at most ten."""
    text = a.body[:MAX_CHARACTERS]
    spans = list(word_spans(text))
    ours = [word for word, _, _ in spans]
    theirs = [word for word, _, _ in word_spans(b.body[:MAX_CHARACTERS])]
    taken: list[tuple[int, int]] = []
    for length, end in sorted(_runs(ours, theirs), key=lambda run: (-run[0], run[1])):
        if len(taken) == _PASSAGES or length < _PASSAGE_WORDS:
            break
        if all(end <= other_start or end - length >= other_end for other_start, other_end in taken):
            taken.append((end - length, end))
    return tuple(text[spans[start][1] : spans[end - 1][2]] for start, end in taken)


def _runs(ours: Sequence[str], theirs: Sequence[str]) -> list[tuple[int, int]]:
    """Return (length, end in `ours`) of every maximal common run of words."""
    places: dict[tuple[str, ...], list[int]] = {}
    for place in range(len(theirs) - SHINGLE + 1):
        places.setdefault(tuple(theirs[place : place + SHINGLE]), []).append(place)
    runs: list[tuple[int, int]] = []
    open_runs: dict[int, int] = {}
    for place in range(len(ours) - SHINGLE + 2):
        met = places.get(tuple(ours[place : place + SHINGLE]), ())
        grown = {other + 1: open_runs.get(other, SHINGLE - 1) + 1 for other in met}
        ended = (length for other, length in open_runs.items() if other + 1 not in grown)
        runs.extend((length, place + SHINGLE - 1) for length in ended)
        open_runs = grown
    return runs


def _disagreements(a: Profile, b: Profile) -> tuple[str, ...]:
    found = []
    for one, other in ((a, b), (b, a)):
        figures = one.lead_figures - other.figures
        if figures:
            found.append(f"figures only in {one.article_id}: {_listed(sorted(figures))}")
        names = _unknown_names(one, other)
        if names:
            found.append(f"names only in {one.article_id}: {_listed(names)}")
    if a.day is not None and b.day is not None and abs(a.day - b.day) > SAME_DAYS:
        found.append(f"published {abs(a.day - b.day)} days apart")
    return tuple(found)


def _listed(terms: Sequence[str]) -> str:
    more = f" and {len(terms) - _LISTED} more" if len(terms) > _LISTED else ""
    return ", ".join(terms[:_LISTED]) + more


def _ordered(a: Profile, b: Profile) -> tuple[Profile, Profile]:
    """Return the shorter text first, so that the verdict is the same both ways."""
    return (a, b) if (a.length, a.article_id) <= (b.length, b.article_id) else (b, a)


def _share(part: Set[int] | Set[str], whole: Set[int] | Set[str]) -> float:
    """Return how much of `part` is in `whole`; nothing lacks nothing."""
    return len(part & whole) / len(part) if part else 1.0


def _least_share(a: Set[int], b: Set[int]) -> float:
    return len(a & b) / max(1, min(len(a), len(b)))


def _lacking(a: Set[str], b: Set[str]) -> float:
    """Return the share of the smaller set that the larger lacks; nothing lacks nothing."""
    fewer = min(len(a), len(b))
    return (fewer - len(a & b)) / fewer if fewer else 0.0


def _containment(a: Profile, b: Profile, common: Set[int]) -> float:
    return len(common) / max(1, min(len(a.shingles), len(b.shingles)))


def _mean_place(common: Set[int], text: Profile) -> float:
    """Return where the common 3-grams stand on average, 0 the beginning to 1 the end; 1 when there are none."""
    if not common:
        return 1.0
    return sum(map(text.shingles.__getitem__, common)) / len(common) / max(1, text.length - SHINGLE + 1)


def _values(text: str) -> frozenset[int]:
    return frozenset(word_hashes(text).tolist())


def _telling(values: Sequence[int]) -> frozenset[int]:
    """Return the words without function words."""
    return frozenset(filterfalse(_function_words().__contains__, values))


@lru_cache(maxsize=1)
def _function_words() -> frozenset[int]:
    return _values(" ".join(FUNCTION_WORDS))


def _host(url: str | None) -> str | None:
    return (urlsplit(url).hostname or None) if url else None
