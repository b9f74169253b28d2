"""How answers look: the JSON the contract promises, and lines for people."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import msgspec

from sindikasi.core.records import article_fields, carrier_fields, status_fields, story_fields, topic_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sindikasi.core.query import Hit
    from sindikasi.core.websub import Subscription
    from sindikasi.flow.evaluate import Evaluation, Score
    from sindikasi.flow.explain import Explanation
    from sindikasi.flow.ingest import Handled
    from sindikasi.model import Article, ArticleSummary, Rejection, Story, Token, Wire

__all__ = ["article_fields", "status_fields", "story_fields", "topic_fields"]

_SHORT_ID = 13


def to_json(value: object) -> str:
    """Return one line of JSON; times are RFC 3339 in UTC."""
    return msgspec.json.encode(value).decode()


def article_details(summary: ArticleSummary, repeats: Iterable[tuple[str, object]]) -> dict[str, Any]:
    """Return everything known of one article, with what was taken for what."""
    article = summary.article
    return article_fields(summary, has_text=True) | {
        "standfirst": article.standfirst,
        "captions": article.captions,
        "images": [{each.name: getattr(image, each.name) for each in fields(image)} for image in article.images],
        "categories": article.categories,
        "wire": _wire_fields(article.wire),
        "repairs": article.repairs,
        "subjects": article.subjects,
        "furniture": (*article.furniture, *summary.recurring),
        "recurring": summary.recurring,
        "guid": article.guid,
        "repeats": [{"document": name, "at": at} for name, at in repeats],
    }


def story_details(story: Story, changes: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    """Return a story with when it was opened here and what each outlet made of it.

    `changes`: article id -> what differs between a version and the text shown.
    """
    carried = [
        carrier_fields(carrier)
        | {"headline": carrier.headline, "url": carrier.url, "published": carrier.published}
        | {"changes": changes.get(carrier.article_id, ())}
        for carrier in story.carriers
    ]
    return story_fields(story) | {"filed": story.filed, "hidden": story.is_hidden, "articles": carried}


def subscription_fields(subscription: Subscription) -> dict[str, Any]:
    """Return a subscription; its secret is nobody's business."""
    return {
        "feed": subscription.feed,
        "callback": subscription.callback,
        "until": subscription.until,
        "signed": subscription.is_signed,
        "failures": subscription.failures,
        "due": subscription.due,
    }


def subscription_line(subscription: Subscription) -> str:
    """Return one line for a person: feed, last day of the lease, whether the subscriber has the newest, callback."""
    state = "up to date" if subscription.due is None else "waiting"
    if subscription.failures:
        state = f"failed {subscription.failures}x"
    return f"{subscription.feed:22}  until {subscription.until:%Y-%m-%d}  {state:11}  {subscription.callback}"


def rejection_fields(rejection: Rejection) -> dict[str, Any]:
    """Return a refusal as the contract names its fields."""
    return {
        "document": rejection.document,
        "reason": rejection.reason,
        "message": rejection.message,
        "at": rejection.at,
    }


def token_fields(token: Token) -> dict[str, Any]:
    """Return what is known of a token."""
    return {
        "name": token.name,
        "for": token.purpose,
        "topics": token.topics,
        "created": token.created,
        "used": token.used,
        "revoked": token.revoked,
    }


def handled_fields(handled: Handled) -> dict[str, Any]:
    """Return what became of one document."""
    return {
        "document": handled.document,
        "outcome": handled.result,
        "article": handled.article_id,
        "story": handled.story_id,
        "reason": handled.reason,
        "message": handled.message,
        "ms": round(handled.milliseconds, 2),
    }


def _wire_fields(wire: Wire | None) -> dict[str, Any] | None:
    """Return what an agency said besides the text."""
    return None if wire is None else {each.name: getattr(wire, each.name) for each in fields(wire)}


def _wire_rows(article: Article) -> list[tuple[str, str | None]]:
    """Return the same for a person, with what was mended."""
    said = _wire_fields(article.wire) or {}
    many = {name: value for name, value in said.items() if isinstance(value, tuple)}
    rows = [(name, None if value is None else str(value)) for name, value in said.items() if name not in many]
    rows += [(name, each) for name, values in many.items() for each in values]
    return [*rows, *(("mended", repair) for repair in article.repairs)]


def article_line(summary: ArticleSummary) -> str:
    """Return one line for a person."""
    article = summary.article
    source, day = article.source or "-", f"{article.published:%Y-%m-%d}"
    return f"{article.id}  {day}  {summary.relation:7}  {source:16.16}  {article.headline}"


def story_line(story: Story) -> str:
    """Return one line for a person: short id, day, number of articles, headline, topics."""
    topics, day = ", ".join(story.topics), f"{story.published:%Y-%m-%d}"
    return f"{short(story.id)}  {day}  {len(story.carriers):3}  {story.headline}  [{topics}]"


def short(story_id: str) -> str:
    """Return the beginning of a story id, enough to name it on the command line."""
    return story_id.removeprefix("urn:uuid:")[:_SHORT_ID]


def article_page(summary: ArticleSummary, repeats: Iterable[tuple[str, object]]) -> str:
    """Return one article with its history, for a person."""
    article = summary.article
    rows = [
        ("article", article.id),
        ("document", article.document),
        ("source", article.source),
        ("byline", article.byline),
        ("dateline", article.dateline),
        ("credit", article.credit),
        ("language", article.language),
        ("url", article.url),
        ("published", f"{article.published:%Y-%m-%d %H:%M} UTC (from {article.published_basis})"),
        ("received", f"{article.received:%Y-%m-%d %H:%M:%S} UTC"),
        ("story", f"{summary.story_id} ({summary.relation})" if summary.story_id else None),
        ("topics", ", ".join(summary.topics)),
        ("words", str(summary.words)),
        ("standfirst", article.standfirst),
        ("standing", None if summary.standing == "usable" else f"{summary.standing}: not published"),
        ("guid", article.guid),
        *_wire_rows(article),
        *(("caption", caption) for caption in article.captions),
        *(("left out", line) for line in article.furniture),
        *(("recurring", line) for line in summary.recurring),
        *(("also dropped as", f"{name} at {at:%Y-%m-%d %H:%M:%S} UTC") for name, at in repeats),
    ]
    return "\n".join([article.headline, "", *_table(rows), "", article.body])


def story_page(story: Story, changes: Mapping[str, tuple[str, ...]]) -> str:
    """Return one story with its articles, for a person; `changes` as in `story_details`."""
    rows = [
        ("story", story.id),
        ("topics", ", ".join(story.topics)),
        ("published", f"{story.published:%Y-%m-%d %H:%M} UTC"),
        ("filed", f"{story.filed:%Y-%m-%d %H:%M:%S} UTC"),
        ("updated", f"{story.updated:%Y-%m-%d %H:%M:%S} UTC"),
        ("revision", str(story.revision)),
        ("hidden", "withdrawn, or not to be shown yet: in no feed" if story.is_hidden else None),
    ]
    articles: list[str] = []
    for each in story.carriers:
        articles.append(
            f"  {each.article_id}  {each.relation:7}  {each.source or '-':16.16}  {each.published:%Y-%m-%d %H:%M}"
            f"  {each.headline}  ({each.document})"
        )
        articles += [f"      {change}" for change in changes.get(each.article_id, ())]
    return "\n".join([story.headline, "", *_table(rows), "", "articles", *articles])


def article_text(article: Article) -> str:
    """Return an article as it is listed with its text."""
    return f"{article.headline}\n\n{article.body}\n"


def _table(rows: Iterable[tuple[str, str | None]]) -> list[str]:
    return [f"{name:16}{value}" for name, value in rows if value]


def explanation_fields(explanation: Explanation) -> dict[str, Any]:
    """Return why two articles are (not) one story."""
    verdict = explanation.verdict
    return {
        "joined": explanation.is_one_story,
        "similarity": {
            "jaccard": verdict.jaccard,
            "containment": verdict.containment,
            "score": verdict.score,
        },
        "rule": verdict.rule,
        "verdict": verdict.joined,
        "features": [{"name": each.name, "value": each.value, "weight": each.weight} for each in verdict.features],
        "disagreements": verdict.disagreements,
        "shared": explanation.shared,
        "background": explanation.background,
        "bands": {
            "met": explanation.bands_met,
            "of": explanation.bands,
            "is_candidate": explanation.is_candidate,
        },
    }


def explanation_page(explanation: Explanation) -> str:
    """Return the evidence over a pair, for a person."""
    verdict = explanation.verdict
    lines = [
        "one story" if explanation.is_one_story else "two stories",
        "",
        *_table(
            [
                ("rule", verdict.rule),
                ("the pair alone", "joined" if verdict.joined else "not joined"),
                ("score", f"{verdict.score:.3f}"),
                ("jaccard", f"{verdict.jaccard:.3f} of the word 3-grams of both"),
                ("containment", f"{verdict.containment:.3f} of the shorter text's word 3-grams"),
                ("bands met", f"{explanation.bands_met} of {explanation.bands}"),
                (
                    "candidate",
                    "yes" if explanation.is_candidate else "no: too little in common to be compared",
                ),
            ]
        ),
        "",
        f"{'feature':32}{'value':>10}{'weight':>10}",
        *(f"{each.name:32}{each.value:10.3f}{each.weight:10.3f}" for each in verdict.features),
    ]
    if verdict.disagreements:
        lines += ["", "disagrees", *(f"  {each}" for each in verdict.disagreements)]
    if explanation.shared:
        lines += ["", "shared passages", *(f"  {' '.join(each.split())}" for each in explanation.shared)]
    if explanation.background:
        lines += ["", "background of the outlet, left out", *(f"  {each}" for each in explanation.background)]
    return "\n".join(lines)


def hit_fields(hit: Hit) -> dict[str, Any]:
    """Return one term that matched."""
    return {
        "term": hit.term,
        "field": hit.field,
        "where": hit.where,
        "word": hit.word,
        "snippet": hit.snippet,
        "points": hit.points,
    }


def hit_line(hit: Hit) -> str:
    """Return one line on a term that matched."""
    points = "" if hit.points is None else f"  +{hit.points:g}"
    return f"  {hit.term:24}{hit.field}, word {hit.where}{points}: {hit.snippet}"


def evaluation_fields(found: Evaluation) -> dict[str, Any]:
    """Return how well the grouping did on a labelled set."""
    return _score_fields(found.score) | {
        "articles": found.articles,
        "stories": found.stories,
        "largest": found.largest,
        "unreadable": found.unreadable,
        "judged": found.judged,
        "candidate_recall": found.candidate_recall,
        "cross_source": _score_fields(found.cross_source),
        "same_source": _score_fields(found.same_source),
        "false_merges": [
            {"a": each.one, "b": each.other, "label": each.label, "headlines": each.headlines}
            for each in found.false_merges
        ],
        "sweep": [{"threshold": threshold} | _score_fields(score) for threshold, score in found.sweep],
    }


def _score_fields(score: Score) -> dict[str, Any]:
    return {
        "precision": score.precision,
        "recall": score.recall,
        "f1": score.f1,
        "found": score.found,
        "missed": score.missed,
        "false": score.false,
    }


def evaluation_page(found: Evaluation) -> str:
    """Return how well the grouping did on a labelled set, for a person."""
    rows = (("all pairs", found.score), ("across sources", found.cross_source), ("one source", found.same_source))
    lines = [
        f"{found.articles} articles in {found.stories} stories, the largest of {found.largest}",
        f"{found.judged} pairs judged",
        f"candidate recall {found.candidate_recall:.4f}",
        "",
        f"{'':16}{'precision':>10}{'recall':>10}{'F1':>10}{'found':>8}{'missed':>8}{'false':>8}",
        *(
            f"{name:16}{each.precision:10.3f}{each.recall:10.3f}{each.f1:10.3f}"
            f"{each.found:8}{each.missed:8}{each.false:8}"
            for name, each in rows
        ),
    ]
    if found.unreadable:
        lines.append(f"{found.unreadable} rows are no article under these settings")
    if found.false_merges:
        lines += ["", "false merges"]
        lines += [f"  {e.label:8} {e.one} {e.other}: {e.headlines[0]} | {e.headlines[1]}" for e in found.false_merges]
    return "\n".join(lines)
