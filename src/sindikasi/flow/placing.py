"""Finds where an article belongs: candidates, verdicts, placement, lead and relations."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sindikasi.core import grouping, pairs
from sindikasi.core.articles import is_global, standing
from sindikasi.core.components import partition
from sindikasi.core.signature import screen
from sindikasi.core.text import fold
from sindikasi.model import Candidate, Filed, Join, Merge, Open, Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime, timedelta

    from sindikasi.core.signature import HashedWords
    from sindikasi.flow.reading import Signed
    from sindikasi.model import Article, Placement, Relation, Standing, Verdict
    from sindikasi.ports import Desk

_KNOWN_PROFILES = 1024
_SAME_GUID_CONTAINMENT = 0.2
"""From which share of common 3-grams two texts of one outlet with one guid are versions of each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """The settings of grouping as plain values."""

    window: timedelta
    threshold: float | None
    priorities: Mapping[str, int]
    """Source name -> priority; higher is preferred as the text shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where an article goes and what follows for its story."""

    placement: Placement
    lead: str
    """Id of the article the story shows."""
    relations: tuple[tuple[str, Relation], ...]
    standing: Standing
    """Of the article."""
    is_hidden: bool
    """Whether the story may not be shown."""


class _Known:
    """An article, and what the pair rule compares of it once somebody asks."""

    def __init__(self, article: Article, hashed: HashedWords | None = None) -> None:
        self.article = article
        self._hashed = hashed

    @cached_property
    def profile(self) -> pairs.Profile:
        profile = pairs.profile(self.article, self._hashed)
        self._hashed = None
        return profile


class Placing:
    """Finds where an article belongs: candidates, verdicts, placement, lead and relations."""

    def __init__(self, settings: Grouping) -> None:
        self._settings = settings
        self._known: OrderedDict[str, _Known] = OrderedDict()

    def place(self, desk: Desk, ready: Signed, now: datetime) -> Placed:
        """Return where the article goes."""
        article = ready.article
        newcomer = _newcomer(ready, now)
        self._known[article.id] = known_of(article, ready.hashed)
        self._known.move_to_end(article.id)
        judged = self._judge(desk, ready)
        joined = [(candidate, verdict) for candidate, verdict in judged if verdict.joined]
        if not joined:
            return Placed(
                placement=Open(),
                lead=article.id,
                relations=((article.id, "lead"),),
                standing=newcomer.standing,
                is_hidden=newcomer.standing != "usable",
            )
        stories = list(dict.fromkeys(candidate.story_id for candidate, _ in joined))
        placement = grouping.place(joined, desk.opened(stories))
        members = desk.members(stories)
        if isinstance(placement, Merge) and desk.has_rulings(member.article_id for member in members):
            # An editor keeps some of these apart: the surest pair decides here, `regroup` over the rest.
            surest = placement.matches[0].story_id
            placement = Join(story_id=surest, matches=placement.matches)
            members = [member for member in members if member.story_id == surest]
        current = None
        if not isinstance(placement, Open):
            kept = placement.story_id
            current = next((m.article_id for m in members if m.story_id == kept and m.relation == "lead"), None)
        ranked = [*map(self._member, members), self._member(newcomer)]
        lead = grouping.choose_lead(ranked, current)
        others = [article.id]
        if lead != current or isinstance(placement, Merge):
            others += [member.article_id for member in members]
        return Placed(
            placement=placement,
            lead=lead,
            relations=self._relations(desk, lead, others),
            standing=newcomer.standing,
            is_hidden=grouping.is_hidden(ranked),
        )

    def heed_rulings(self, desk: Desk, article_id: str, story_id: str) -> str:
        """Return the story of a newly filed article, once what editors ruled of its neighbours is heeded."""
        if not desk.has_rulings(member.article_id for member in desk.members([story_id])):
            return story_id
        self.regroup(desk, [article_id])
        return desk.locate([article_id])[article_id]

    def regroup(self, desk: Desk, article_ids: Iterable[str]) -> list[str]:
        """Make stories anew of all that is tied to these articles; return the stories' ids."""
        component = desk.component(article_ids)
        stories = dict.fromkeys(desk.locate(component.articles).values())
        members = {member.article_id: member for member in desk.members(stories)}
        parts = [self._part(desk, [members[each] for each in articles]) for articles in partition(component)]
        return desk.regroup(parts)

    def _part(self, desk: Desk, members: Sequence[Filed]) -> Part:
        leads = [member.article_id for member in members if member.relation == "lead"]
        current = leads[0] if len(leads) == 1 else None
        ranked = [*map(self._member, members)]
        lead = grouping.choose_lead(ranked, current)
        articles = tuple(member.article_id for member in members)
        relations = self._relations(desk, lead, articles)
        return Part(articles=articles, lead=lead, relations=relations, is_hidden=grouping.is_hidden(ranked))

    def _judge(self, desk: Desk, ready: Signed) -> list[tuple[Candidate, Verdict]]:
        """Return the candidates with their verdicts: by their texts, and by what their sender calls them."""
        named = desk.same_text(ready.article)
        judged = self._judge_texts(desk, ready)
        if not named:
            return judged
        joined = {candidate.article_id for candidate, verdict in judged if verdict.joined}
        return [*judged, *self._judge_named(desk, ready.article, [each for each in named if each not in joined])]

    def _judge_named(
        self, desk: Desk, article: Article, article_ids: Sequence[str]
    ) -> Iterator[tuple[Candidate, Verdict]]:
        """Yield the articles of the same guid that are one text: an outlet that counts its files from 1 names none."""
        mine = self._known[article.id]
        stories = desk.locate(article_ids)
        for article_id, other in self._profiles(desk, article_ids).items():
            verdict = pairs.judge(mine.profile, other.profile, threshold=self._settings.threshold)
            is_kill = "canceled" in {_status(article), _status(other.article)}
            if is_global(article.guid) or is_kill or verdict.containment >= _SAME_GUID_CONTAINMENT:
                candidate = Candidate(article_id=article_id, story_id=stories[article_id], bands=0)
                yield candidate, replace(verdict, joined=True, score=1.0, rule="same guid")

    def _judge_texts(self, desk: Desk, ready: Signed) -> list[tuple[Candidate, Verdict]]:
        ids, bands, rows = desk.candidates(ready.signature, ready.article)
        if not ids:
            return []
        near = screen(ready.signature, rows)
        chosen = {each: met for each, met, is_near in zip(ids, bands, near, strict=True) if is_near}
        known = self._profiles(desk, chosen)
        mine = self._known[ready.article.id]
        stories = desk.locate(list(known))
        judged = []
        for article_id, other in known.items():
            if not is_in_window(ready.article, other.article, self._settings.window):
                continue
            verdict = pairs.judge(mine.profile, other.profile, threshold=self._settings.threshold)
            candidate = Candidate(article_id=article_id, story_id=stories[article_id], bands=chosen[article_id])
            judged.append((candidate, verdict))
        return judged

    def _relations(self, desk: Desk, lead: str, others: Sequence[str]) -> tuple[tuple[str, Relation], ...]:
        known = self._profiles(desk, [lead, *others])
        shown = known[lead].profile
        relations: list[tuple[str, Relation]] = [(lead, "lead")]
        for article_id, other in known.items():
            if article_id != lead:
                verdict = pairs.judge(shown, other.profile, threshold=self._settings.threshold)
                relations.append((article_id, grouping.relation(shown, other.profile, verdict)))
        return tuple(relations)

    def _member(self, filed: Filed) -> grouping.Member:
        return grouping.Member(
            article_id=filed.article_id,
            is_agency_original=is_agency_original(filed.source, filed.credit),
            outlet=filed.source,
            priority=self._settings.priorities.get(filed.source or "", 0),
            words=filed.words,
            published=filed.published,
            received=filed.received,
            guid=filed.guid,
            version=filed.version,
            standing=filed.standing,
        )

    def _profiles(self, desk: Desk, article_ids: Iterable[str]) -> dict[str, _Known]:
        wanted = list(dict.fromkeys(article_ids))
        missing = [each for each in wanted if each not in self._known]
        for article in desk.bodies(missing).values():
            self._known[article.id] = known_of(article)
        found = {each: self._known[each] for each in wanted if each in self._known}
        while len(self._known) > _KNOWN_PROFILES:
            self._known.popitem(last=False)
        return found


def known_of(article: Article, hashed: HashedWords | None = None) -> _Known:
    """Return the article with what the pair rule compares; `hashed`: its words, where they are at hand."""
    return _Known(article, hashed)


def _status(article: Article) -> str | None:
    return article.wire.status if article.wire else None


def _newcomer(ready: Signed, now: datetime) -> Filed:
    """Return an article that is not filed yet as grouping sees it; it has no story."""
    article = ready.article
    return Filed(
        article_id=article.id,
        story_id="",
        source=article.source,
        credit=article.credit,
        words=ready.words,
        published=article.published,
        received=article.received,
        relation="copy",
        guid=article.guid,
        version=article.wire.version if article.wire else None,
        standing=standing(article, now),
    )


def is_in_window(article: Article, other: Article, window: timedelta) -> bool:
    """Return whether two articles are near enough in time: by their dates where both are known."""
    if "received" in (article.published_basis, other.published_basis):
        return abs(article.received - other.received) <= window
    return abs(article.published - other.published) <= window


def is_agency_original(source: str | None, credit: str | None) -> bool:
    """Return whether the outlet is the agency it credits: "antara" crediting "ANTARA News"."""
    if not source or not credit:
        return False
    outlet, agency = fold(source), fold(credit)
    return outlet in agency or agency in outlet
