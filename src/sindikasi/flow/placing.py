"""Finds where an article belongs: placement, lead and relations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sindikasi.core import furniture, grouping, pairs
from sindikasi.core.articles import standing
from sindikasi.core.background import Text
from sindikasi.core.components import partition
from sindikasi.core.doubts import near_misses
from sindikasi.core.text import fold
from sindikasi.flow.judging import Judging
from sindikasi.model import Candidate, Filed, Filing, Join, Merge, Open, Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime, timedelta

    from sindikasi.flow.judging import Judged
    from sindikasi.flow.reading import Signed
    from sindikasi.model import Claim, Placement, Relation, Standing, Verdict
    from sindikasi.ports import Desk


_RELATED = 256
"""Members of a story, the newest, whose relation to a new lead is told: it bounds the work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """The settings of grouping as plain values."""

    window: timedelta
    threshold: float | None
    priorities: Mapping[str, int]
    """Source name -> priority; higher is preferred as the text shown."""
    furniture: int = furniture.STORIES
    """As many unrelated stories of one source carry what is furniture; 0: none is learned."""


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


class Placing:
    """Files articles where they belong, and makes stories anew."""

    def __init__(self, settings: Grouping) -> None:
        self._settings = settings
        self._judging = Judging(window=settings.window, threshold=settings.threshold)

    def file(self, desk: Desk, claim: Claim, ready: Signed, now: datetime) -> tuple[Placement, str]:
        """File an article where it belongs, with what follows for others; return the place and its story's id."""
        text = Text(ready.article, ready.hashed)
        judged = self._judging.judge(desk, text, ready.signature)
        self._judging.remember(text)
        placed = self._place(desk, ready, judged, now)
        filing = Filing(
            claim=claim,
            article=ready.article,
            signature=ready.signature,
            words=ready.words,
            topics=ready.topics,
            placement=placed.placement,
            lead=placed.lead,
            relations=placed.relations,
            standing=placed.standing,
            is_hidden=placed.is_hidden,
            background=judged.background,
            near_misses=near_misses(judged.verdicts, self._settings.threshold),
        )
        story_id = desk.file(filing)
        desk.learn(judged.grown)
        return placed.placement, self._settle(desk, filing, story_id)

    def settle(self, desk: Desk) -> bool:
        """Draw some of the conclusions from what was filed; return whether any is left.

        Pairs called into question are judged anew and regrouped (filing an article does as much for those waiting),
        then furniture is learned.
        """
        changed = self._judging.judge_anew(desk)
        if changed:
            self.regroup(desk, changed)
        return bool(desk.unsettled(1)) or desk.learn_furniture(self._settings.furniture)

    def _settle(self, desk: Desk, filing: Filing, story_id: str) -> str:
        """Judge anew what the filing calls into question, heed what editors ruled; return the article's story."""
        changed = self._judging.judge_anew(desk)
        if not changed and not self._is_ruled(desk, filing, story_id):
            return story_id
        self.regroup(desk, [filing.article.id, *changed])
        return desk.locate([filing.article.id])[filing.article.id]

    def _is_ruled(self, desk: Desk, filing: Filing, story_id: str) -> bool:
        if isinstance(filing.placement, Open):
            return False
        return desk.has_rulings(member.article_id for member in desk.members([story_id]))

    def _place(self, desk: Desk, ready: Signed, judged: Judged, now: datetime) -> Placed:
        article = ready.article
        newcomer = _newcomer(ready, now)
        joined = _joined(desk, judged)
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
            others += [member.article_id for member in members[-_RELATED:]]
            others += [member.article_id for member in members[:-_RELATED] if member.relation == "lead"]
        return Placed(
            placement=placement,
            lead=lead,
            relations=self._relations(desk, lead, others),
            standing=newcomer.standing,
            is_hidden=grouping.is_hidden(ranked),
        )

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

    def _relations(self, desk: Desk, lead: str, others: Sequence[str]) -> tuple[tuple[str, Relation], ...]:
        known = self._judging.texts(desk, [lead, *others])
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


def _joined(desk: Desk, judged: Judged) -> list[tuple[Candidate, Verdict]]:
    accepted = [article_id for article_id, verdict in judged.verdicts.items() if verdict.joined]
    stories = desk.locate(accepted)
    return [
        (
            Candidate(article_id=each, story_id=stories[each], bands=judged.bands.get(each, 0)),
            judged.verdicts[each],
        )
        for each in accepted
    ]


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


def is_agency_original(source: str | None, credit: str | None) -> bool:
    """Return whether the outlet is the agency it credits: "antara" crediting "ANTARA News"."""
    if not source or not credit:
        return False
    outlet, agency = fold(source), fold(credit)
    return outlet in agency or agency in outlet
