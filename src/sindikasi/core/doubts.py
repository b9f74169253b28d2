"""Pairs of articles that were judged one story, or not, by a hair: for an editor to look at."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from sindikasi.core.feed import article_url, shorten
from sindikasi.core.pair_weights import FITTED
from sindikasi.core.text import tidy_line
from sindikasi.core.wording import local_time, wording
from sindikasi.model import Entry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sindikasi.core.wording import Wording
    from sindikasi.model import Article, Doubt, Verdict

SLUG: Final = "ragu"
"""Of the feed: no topic may have it while there is one."""
MOST_KEPT: Final = 8
"""Near misses that are kept of one article, the nearest ones."""
_TIMES: Final = 3.0


def bounds(threshold: float | None) -> tuple[float, float]:
    """Return between which scores a pair is in doubt: a third and three times the odds of the threshold.

    None is the fitted threshold (0.46): 0.22 and 0.72. Of a hundred articles some three pairs are refused above the
    lower bound, and three accepted below the upper one.
    """
    odds = _odds(FITTED.threshold if threshold is None else threshold)
    low, high = odds / _TIMES, odds * _TIMES
    return low / (1 + low), high / (1 + high)


def near_misses(verdicts: Mapping[str, Verdict], threshold: float | None) -> tuple[tuple[str, float], ...]:
    """Return the refused articles worth keeping with their scores, the nearest first."""
    low, _ = bounds(threshold)
    near = [(each, verdict.score) for each, verdict in verdicts.items() if not verdict.joined and verdict.score >= low]
    return tuple(sorted(near, key=lambda pair: (-pair[1], pair[0]))[:MOST_KEPT])


def doubt_entry(
    doubt: Doubt,
    verdict: Verdict,
    entry_id: str,
    *,
    base_url: str,
    language: str,
    timezone: str,
    source_titles: Mapping[str, str],
) -> Entry:
    """Return what an editor reads of a pair: both headlines, the evidence, and the command that decides."""
    say = wording(language)
    articles = (doubt.article, doubt.other)
    headlines = [tidy_line(each.headline) or shorten(each.body, 80) or say.no_title for each in articles]
    facts = [
        f"{say.doubt_score}: {verdict.score:.0%}",
        f"{say.doubt_shared}: {verdict.containment:.0%} (Jaccard {verdict.jaccard:.2f})",
        *(f"{say.doubt_against}: {tidy_line(each)}" for each in verdict.disagreements),
    ]
    asked = say.doubt_joined if doubt.is_joined else say.doubt_apart
    command = _command(doubt)
    shown = [
        (headline, article_url(base_url, each.id), _origin(each, say, timezone, source_titles))
        for headline, each in zip(headlines, articles, strict=True)
    ]
    links = "".join(f'<li><a href="{escape(url)}">{escape(text)}</a><br>{escape(who)}</li>' for text, url, who in shown)
    evidence = "".join(f"<li>{escape(fact)}</li>" for fact in facts)
    filed = max(each.received for each in articles)
    return Entry(
        id=entry_id,
        title=" ↔ ".join(shorten(each, 120) for each in headlines),
        link=f"{article_url(base_url, doubt.article.id)}#{doubt.other.id}",
        source_url=None,
        summary=f"{asked} {facts[0]}.",
        content_html=f"<p>{escape(asked)}</p><ul>{links}</ul><ul>{evidence}</ul><p><code>{escape(command)}</code></p>",
        content_text="\n".join([asked, *(f"- {text}: {url} ({who})" for text, url, who in shown), *facts, command]),
        published=filed,
        updated=filed,
        source=None,
        credit=None,
        byline=None,
        language=None,
        categories=(),
        topic_scheme=f"{base_url}/t/",
        carriers=(),
    )


def _command(doubt: Doubt) -> str:
    if doubt.is_joined:
        return f"sindikasi split {doubt.story.removeprefix('urn:uuid:')} {doubt.article.id}"
    return f"sindikasi merge {doubt.article.id} {doubt.other.id}"


def _origin(article: Article, say: Wording, timezone: str, source_titles: Mapping[str, str]) -> str:
    source = source_titles.get(article.source, article.source) if article.source else say.no_source
    return f"{tidy_line(source)}, {local_time(article.published, timezone, say)}"


def _odds(probability: float) -> float:
    return probability / (1 - probability)
