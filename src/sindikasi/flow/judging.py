"""Judges an article against those filed: candidates, background learned from them, verdicts, and verdicts anew."""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sindikasi.core import pairs
from sindikasi.core.articles import is_global
from sindikasi.core.background import Text, recurring
from sindikasi.core.doubts import near_misses
from sindikasi.core.signature import screen, sign

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import timedelta

    from sindikasi.model import Article, Background, Signature, Verdict
    from sindikasi.ports import Desk

_KNOWN_TEXTS = 1024
_AGAIN_AT_ONCE, _PAIRS_AT_ONCE = 64, 2000
"""Articles, and their pairs, judged anew in one go: at most a tenth of a second more under the lock."""
_MANY, _TIES = 128, 32
"""Of so many candidates, those of a story to which so many pairs tie the newcomer already are not judged."""
_SAME_GUID_CONTAINMENT = 0.2
"""From which share of common 3-grams two texts of one outlet with one guid are versions of each other."""
_NOTHING: Background = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a newcomer has to do with the articles filed."""

    verdicts: Mapping[str, Verdict]
    """Article id -> verdict."""
    bands: Mapping[str, int]
    """Article id -> bands met; those that only share the newcomer's guid are left out."""
    background: Background
    """Of the newcomer."""
    grown: Mapping[str, Background]
    """What the newcomer shows anew to be background of filed articles."""


class Judging:
    """Looks articles up and judges them; remembers the texts it met last."""

    def __init__(self, *, window: timedelta, threshold: float | None) -> None:
        self._window = window
        self._threshold = threshold
        self._known: OrderedDict[str, Text] = OrderedDict()

    def judge(self, desk: Desk, text: Text, signature: Signature) -> Judged:
        """Judge an article that is not filed yet."""
        bands = self._near(desk, text, signature)
        background, grown = self._learn(desk, text, bands)
        verdicts = self._judge(desk, text, bands, background, grown)
        return Judged(verdicts=verdicts, bands=bands, background=background, grown=grown)

    def judge_anew(self, desk: Desk) -> list[str]:
        """Judge the pairs of articles whose background grew; return those with a pair accepted, or refused, anew.

        A bounded number of them: `Desk.unsettled` tells what is left for the next call.
        """
        changed: list[str] = []
        judged = 0
        for article_id in desk.unsettled(_AGAIN_AT_ONCE):
            text = self.texts(desk, [article_id])[article_id]
            near = self._near(desk, text, sign(text.article))
            verdicts = self._judge(desk, text, near, desk.background([article_id]).get(article_id, _NOTHING), {})
            scores = {each: verdict.score if verdict.joined else None for each, verdict in verdicts.items()}
            if desk.settle(article_id, scores, near_misses(verdicts, self._threshold)):
                changed.append(article_id)
            judged += len(scores)
            if judged >= _PAIRS_AT_ONCE:
                break
        return changed

    def remember(self, text: Text) -> None:
        """Let `texts` find an article that is not filed yet."""
        self._known[text.article.id] = text
        self._known.move_to_end(text.article.id)

    def texts(self, desk: Desk, article_ids: Iterable[str]) -> dict[str, Text]:
        """Return filed or remembered articles by id."""
        wanted = list(dict.fromkeys(article_ids))
        missing = [each for each in wanted if each not in self._known]
        for article in desk.bodies(missing).values():
            self._known[article.id] = Text(article)
        found = {each: self._known[each] for each in wanted if each in self._known}
        while len(self._known) > _KNOWN_TEXTS:
            self._known.popitem(last=False)
        return found

    def _near(self, desk: Desk, text: Text, signature: Signature) -> dict[str, int]:
        """Return the filed articles the pair rule has to look at, with the number of bands met."""
        ids, bands, rows = desk.candidates(signature, text.article)
        if not ids:
            return {}
        passed = screen(signature, rows)
        met = {each: count for each, count, is_near in zip(ids, bands, passed, strict=True) if is_near}
        met.pop(text.article.id, None)
        known = self.texts(desk, met)
        return {each: met[each] for each in known if is_in_window(text.article, known[each].article, self._window)}

    def _learn(self, desk: Desk, text: Text, near: Iterable[str]) -> tuple[Background, dict[str, Background]]:
        background = _NOTHING
        found: dict[str, Background] = {}
        for each, other in self.texts(desk, near).items():
            ours, theirs = recurring(text, other)
            background |= ours
            if theirs:
                found[each] = theirs
        held = desk.background(found) if found else {}
        fresh = {each: theirs - held.get(each, _NOTHING) for each, theirs in found.items()}
        return background, {each: theirs for each, theirs in fresh.items() if theirs}

    def _judge(
        self, desk: Desk, text: Text, near: Iterable[str], background: Background, grown: Mapping[str, Background]
    ) -> dict[str, Verdict]:
        """Return the verdicts over an article and its candidates, and over those of the same guid."""
        verdicts = dict(self._judge_texts(desk, text, near, background, grown))
        named = [each for each in desk.same_text(text.article) if each != text.article.id]
        others = [each for each in named if each not in verdicts or not verdicts[each].joined]
        return verdicts | dict(self._judge_named(desk, text, others))

    def _judge_texts(
        self, desk: Desk, text: Text, near: Iterable[str], background: Background, grown: Mapping[str, Background]
    ) -> Iterator[tuple[str, Verdict]]:
        """Judge what is news in both texts."""
        known = self.texts(desk, near)
        if not known:
            return
        held = desk.background(known)
        news = text.news(background)
        stories = desk.locate(list(known)) if len(known) > _MANY else {}
        ties: Counter[str] = Counter()
        for each, other in known.items():
            story = stories.get(each)
            if story is not None and ties[story] >= _TIES:
                continue  # a further pair would tell nothing new: a story is what any pair ties together
            left_out = held.get(each, _NOTHING) | grown.get(each, _NOTHING)
            verdict = pairs.judge(news, other.news(left_out), threshold=self._threshold)
            if story is not None and verdict.joined:
                ties[story] += 1
            yield each, verdict

    def _judge_named(self, desk: Desk, text: Text, article_ids: Sequence[str]) -> Iterator[tuple[str, Verdict]]:
        """Yield the articles of the same guid that are one text: an outlet that counts its files from 1 names none.

        Another outlet may write whatever guid it likes: then the texts have to be alike too, or anybody could put a
        text of their own in the place of another's, or withdraw it.
        """
        article = text.article
        for each, other in self.texts(desk, article_ids).items():
            verdict = pairs.judge(text.profile, other.profile, threshold=self._threshold)
            is_kill = "canceled" in {_status(article), _status(other.article)}
            is_trusted = article.source == other.article.source and (is_global(article.guid) or is_kill)
            if is_trusted or verdict.containment >= _SAME_GUID_CONTAINMENT:
                yield each, replace(verdict, joined=True, score=1.0, rule="same guid")


def is_in_window(article: Article, other: Article, window: timedelta) -> bool:
    """Return whether two articles are near enough in time: by their dates where both are known."""
    if "received" in (article.published_basis, other.published_basis):
        return abs(article.received - other.received) <= window
    return abs(article.published - other.published) <= window


def _status(article: Article) -> str | None:
    return article.wire.status if article.wire else None
