"""The stories of a topic as a feed: which entries, in which order, with which text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from sindikasi.core.addresses import web_url
from sindikasi.core.markup import is_safe, opened_with
from sindikasi.core.text import fold, tidy_line, words
from sindikasi.core.updates import edition, entry_ids
from sindikasi.core.wording import local_time, wording
from sindikasi.model import Entry, Feed, Notice, Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from sindikasi.core.updates import Edition
    from sindikasi.core.wording import Wording
    from sindikasi.model import Article, Carrier, Change, Image, Story, Topic, UpdatePolicy, Withdrawal

GENERATOR = "sindikasi"
"""Without a version: an upgrade alone must not change a feed."""

SUMMARY_LENGTH = 300
"""Characters a summary made from the body may have."""
SHORTEST_SUMMARY = 80
"""Characters below which whole sentences tell too little, and the text is cut between words instead."""
WORDS_A_MINUTE = 200
"""How fast people read news on a screen (Brysbaert 2019 has 238 for English; Indonesian words are longer)."""
LONGEST_CONTENT = 200_000
"""Characters of text an entry shows at most; no news article is as long, and readers load a feed whole."""

_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+[\"'“‘«(\[]?[A-Z0-9À-ÖØ-Þ]|\s*$)")
_ABBREVIATIONS = frozenset(
    """
    capt col dr dra drs gen gov h hj hlm ir jl jr kh lt
    mr mrs ms no prof rep sen sgt sr st tgk tgl vs
    """.split()
)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What an entry shows of a text."""

    standfirst: str | None
    paragraphs: list[str]
    is_whole: bool
    markup: str | None = None
    """The paragraphs as HTML, when they came as some."""


@dataclass(frozen=True, slots=True)
class _Fact:
    """Something a text says of itself: a label, its words and where they lead."""

    label: str
    text: str
    url: str | None = None
    note: str = ""
    """What follows the words and is no part of the link."""


def build_feed(
    topic: Topic,
    stories: Sequence[Story],
    articles: Mapping[str, Article],
    titles: Mapping[str, str],
    *,
    feed_id: str,
    created: datetime,
    site_title: str,
    base_url: str,
    language: str,
    entries: int,
    source_titles: Mapping[str, str],
    updates: UpdatePolicy = "quiet",
    timezone: str = "UTC",
    codes: Mapping[str, str] | None = None,
    withdrawals: Sequence[Withdrawal] = (),
    page: int | None = None,
    previous: int | None = None,
    hubs: Sequence[str] = (),
    make: Callable[..., Entry] | None = None,
) -> Feed:
    """Return the feed of `topic`: its stories newest first, at most `topic.entries` or `entries`.

    `articles` holds the leads by id; a story whose lead is not there is left out. `titles` names the topics
    an entry is labelled with: leave out those that take everything. `base_url` is the site, without
    `/feeds`; `created` stands for `updated` while the topic is empty. `updates` is the policy of a topic without one
    of its own, `codes` gives topics their IPTC code, times are written in `timezone`. `page` and `previous` are
    numbers of archive pages: a page has every story given, and none of the `hubs`. `make` stands for `build_entry`
    where entries are kept.
    """
    base_url = base_url.rstrip("/")
    policy = policy_of(topic, updates)
    limit = entries if topic.entries is None else topic.entries
    editions = {now.id: (now.order, story) for story in stories if (now := edition(story, policy))}
    placed = sorted(
        (each for each in editions.values() if each[1].lead in articles),
        key=lambda each: (each[0], each[1].id),
        reverse=True,
    )
    if page is None and len(placed) >= limit:
        placed = placed[:limit]
        # What was withdrawn further down than the feed reaches is seen by nobody.
        withdrawals = [each for each in withdrawals if each.at >= placed[-1][0]]
    shown = tuple(
        (make or build_entry)(
            story,
            articles[story.lead],
            titles,
            base_url=base_url,
            language=language,
            source_titles=source_titles,
            updates=policy,
            timezone=timezone,
            codes=codes,
        )
        for _, story in placed
    )
    shown_ids = {entry.id for entry in shown}
    notices = tuple(each for each in _notices(withdrawals, policy, base_url, language) if each.id not in shown_ids)
    moments = [*(entry.updated for entry in shown), *(notice.at for notice in notices)]
    site_title = tidy_line(site_title) or GENERATOR
    title = tidy_line(topic.title) or topic.slug
    return Feed(
        slug=topic.slug,
        id=feed_id,
        title=title if title == site_title else f"{title} – {site_title}",
        subtitle=wording(language).subtitle.format(title=title),
        language=language,
        home_url=f"{base_url}/t/{topic.slug}",
        base_url=f"{base_url}/feeds",
        updated=max(moments, default=created),
        entries=shown,
        generator=GENERATOR,
        author=site_title,
        withdrawn=notices,
        page=page,
        previous=previous,
        hubs=tuple(hubs) if page is None else (),
    )


def codes_of(topics: Iterable[Topic]) -> dict[str, str]:
    """Return the IPTC code of each topic, by slug, that is one subject and no more."""
    return {topic.slug: topic.subjects[0] for topic in topics if len(topic.subjects) == 1}


def policy_of(topic: Topic, default: UpdatePolicy) -> UpdatePolicy:
    """Return how a topic treats updates: a feed of updates alone is one of new entries."""
    return "resurface" if topic.is_updates_only else topic.updates or default


def build_entry(
    story: Story,
    lead: Article,
    titles: Mapping[str, str],
    *,
    base_url: str,
    language: str,
    source_titles: Mapping[str, str],
    updates: UpdatePolicy = "quiet",
    timezone: str = "UTC",
    codes: Mapping[str, str] | None = None,
) -> Entry:
    """Return the entry of one story; it depends on no other story and on no topic but its policy: it may be kept."""
    say = wording(language)
    carriers = tuple(_titled(carrier, source_titles) for carrier in story.carriers)
    others = [
        _Fact(
            say.also_carried,
            _carrier_name(carrier, say),
            _carrier_url(carrier, base_url),
            f" ({local_time(carrier.published, timezone, say)})",
        )
        for carrier in carriers
        if carrier.article_id != story.lead
    ]
    source = tidy_line(source_titles.get(lead.source, lead.source)) if lead.source else None
    minutes = reading_minutes(lead)
    facts = [*_facts(lead, source, say), _Fact(say.reading_time, say.minutes.format(count=minutes))]
    title = tidy_line(story.headline or lead.headline)
    now = edition(story, updates)
    link = _edition_url(base_url, story, now.version)
    shown = _shown(lead)
    more = None if shown.is_whole else _Fact("", say.continue_reading, link)
    changed = _changed(now, say)
    return Entry(
        id=now.id,
        title=title or shorten(lead.body, SHORTEST_SUMMARY) or say.no_title,
        link=link,
        source_url=web_url(lead.url),
        summary=summarise(lead) or title or say.no_title,
        content_html=_content_html(shown, more, facts, others, say) + _changed_html(changed, say),
        content_text=_content_text(shown, more, facts, others, say) + _changed_text(changed, say),
        published=story.published,
        updated=now.updated,
        source=source,
        credit=lead.credit,
        byline=lead.byline,
        language=lead.language,
        categories=tuple((slug, tidy_line(titles[slug]) or slug) for slug in story.topics if slug in titles),
        topic_scheme=f"{base_url}/t/",
        carriers=carriers,
        images=tuple(_images(lead)),
        subjects=tuple(_subjects(story, lead, titles, codes or {})),
        rights=lead.wire.rights if lead.wire else None,
        reading_minutes=minutes,
        origin=_origin(lead, source),
        changes=now.changes,
        predecessor=_edition_url(base_url, story, now.version - 1) if now.version > 1 else None,
    )


def story_url(base_url: str, story_id: str) -> str:
    """Return the address of a story's page."""
    return f"{base_url}/s/{story_id.removeprefix('urn:uuid:')}"


def _edition_url(base_url: str, story: Story, version: int) -> str:
    """Return the address of a story's page; each entry has one of its own, for readers also tell them apart by it."""
    return story_url(base_url, story.id) + (f"#v{version}" if version > 1 else "")


def article_url(base_url: str, article_id: str) -> str:
    """Return the address of an article's page."""
    return f"{base_url}/a/{article_id}"


def reading_minutes(article: Article) -> int:
    """Return how long people need for the text, in whole minutes, at least one."""
    return max(1, round(article.body.count(" ") / WORDS_A_MINUTE))


def _notices(withdrawals: Iterable[Withdrawal], policy: UpdatePolicy, base_url: str, language: str) -> Iterable[Notice]:
    """Return a notice for every entry that a withdrawn story had under the policy, each once."""
    say = wording(language)
    notices: dict[str, Notice] = {}
    for withdrawal in withdrawals:
        ids = entry_ids(withdrawal.id, withdrawal.revisions) if policy == "resurface" else [withdrawal.id]
        for entry_id in ids:
            notice = Notice(
                id=entry_id,
                link=story_url(base_url, withdrawal.id),
                at=withdrawal.at,
                title=say.withdrawn_title,
                text=say.withdrawn_text,
            )
            notices.setdefault(entry_id, notice)
    return notices.values()


# --- text --------------------------------------------------------------------------------------


def summarise(article: Article) -> str:
    """Return the standfirst, or the first sentences of the body, as one line of plain text."""
    if article.standfirst and (standfirst := tidy_line(article.standfirst)):
        return shorten(standfirst, 2 * SUMMARY_LENGTH)
    return shorten(article.body, SUMMARY_LENGTH)


def shorten(text: str, length: int) -> str:
    """Return how `text` begins, one line of at most `length` characters, ended at a sentence if one does."""
    # Bodies may be long; four times the length shows where sentences end, whatever blanks fold away.
    text = tidy_line(text[: 4 * length])
    if len(text) <= length:
        return text
    ends = [end for end in _sentence_ends(text) if end <= length]
    if ends and ends[-1] >= min(SHORTEST_SUMMARY, length // 2):
        return text[: ends[-1]]
    cut = text.rfind(" ", length // 2, length)
    return text[: cut if cut > 0 else length - 1].rstrip(" ,;:–-") + "…"


def paragraphs(article: Article) -> list[str]:
    """Return the paragraphs as readers see them, the first opened by the dateline: `Moskow (Xinhua) – `."""
    blocks = [block.strip() for block in article.body.split("\n\n") if block.strip()]
    if blocks:
        blocks[0] = _dateline(article, blocks[0]) + blocks[0]
    return blocks


def marked_up(article: Article) -> str | None:
    """Return the same text as HTML that is safe to publish; None where it has nothing but paragraphs.

    What was stored is looked at once more: `is_safe` is a second lock, whoever wrote it there.
    """
    if article.markup is None or not is_safe(article.markup):
        return None
    return opened_with(_dateline(article, article.body), article.markup)


def standfirst_of(article: Article) -> str | None:
    """Return the standfirst, unless the body says it in the same words."""
    said = words(article.standfirst or "")
    if not said or f" {' '.join(said)} " in f" {' '.join(words(article.body))} ":
        return None
    return article.standfirst


def _dateline(article: Article, opening: str) -> str:
    place = words(article.dateline or "")
    if not place or words(opening)[: len(place)] == place:
        return ""
    credit = f" ({article.credit})" if article.credit else ""
    return f"{tidy_line(article.dateline or '')}{credit} – "


def _sentence_ends(text: str) -> Iterable[int]:
    for match in _SENTENCE_END.finditer(text):
        word = text[text.rfind(" ", 0, match.start()) + 1 : match.start()].lstrip("\"'“‘«([").casefold()
        if word not in _ABBREVIATIONS and not (len(word) == 1 and word.isalpha()):
            yield match.end()


# --- what an entry knows of its lead -------------------------------------------------------------


def _images(lead: Article) -> Iterable[Image]:
    """Yield each picture that can be fetched, once."""
    seen = set()
    for image in lead.images:
        url = web_url(image.url)
        if url and url not in seen:
            seen.add(url)
            yield replace(image, url=url)


def _subjects(
    story: Story, lead: Article, titles: Mapping[str, str], codes: Mapping[str, str]
) -> Iterable[tuple[str, str | None]]:
    """Yield the IPTC codes of the story's topics, with the topics' titles, then those its sender gave besides."""
    ours = {codes[slug]: tidy_line(titles[slug]) or None for slug in story.topics if slug in codes and slug in titles}
    yield from ours.items()
    for code in dict.fromkeys(lead.subjects):
        if code not in ours:
            yield code, None


def _origin(lead: Article, source: str | None) -> Origin | None:
    url = web_url(lead.url)
    if url is None:
        return None
    parts = urlsplit(url)
    home = urlunsplit((parts.scheme, parts.netloc, "/", "", ""))
    return Origin(title=source or parts.hostname or home, home_url=home, updated=lead.published)


# --- content -----------------------------------------------------------------------------------


def _titled(carrier: Carrier, source_titles: Mapping[str, str]) -> Carrier:
    source = source_titles.get(carrier.source, carrier.source) if carrier.source else None
    return replace(carrier, source=tidy_line(source) if source else None, url=web_url(carrier.url))


def _carrier_name(carrier: Carrier, say: Wording) -> str:
    if carrier.source:
        return carrier.source
    return (urlsplit(carrier.url).hostname if carrier.url else None) or say.no_source


def _carrier_url(carrier: Carrier, base_url: str) -> str:
    return carrier.url or article_url(base_url, carrier.article_id)


def _facts(lead: Article, source: str | None, say: Wording) -> list[_Fact]:
    """Return whom the text comes from."""
    facts = []
    url = web_url(lead.url)
    if name := source or (urlsplit(url).hostname if url else None):
        facts.append(_Fact(say.source, name, url))
    if lead.credit and fold(lead.credit) != fold(source or ""):
        facts.append(_Fact(say.credit, lead.credit))
    if lead.byline:
        facts.append(_Fact(say.byline, lead.byline))
    return facts


def _shown(lead: Article) -> _Shown:
    """Return the text up to the last paragraph that ends within LONGEST_CONTENT characters.

    A paragraph that would leave less than half of them shown is cut between words.
    """
    standfirst, whole = standfirst_of(lead), paragraphs(lead)
    length = len(standfirst or "") + sum(map(len, whole))
    if length <= LONGEST_CONTENT:
        return _Shown(standfirst, whole, is_whole=True, markup=marked_up(lead))
    standfirst = _cut(standfirst, LONGEST_CONTENT) if standfirst else None
    left = LONGEST_CONTENT - len(standfirst or "")
    kept: list[str] = []
    for paragraph in whole:
        if len(paragraph) > left:
            if left > LONGEST_CONTENT // 2:
                kept.append(_cut(paragraph, left))
            break
        kept.append(paragraph)
        left -= len(paragraph)
    return _Shown(standfirst, kept, is_whole=False)


def _cut(text: str, length: int) -> str:
    """Return `text`, cut between words where it is longer than `length`."""
    if len(text) <= length:
        return text
    end = text.rfind(" ", length // 2, length)
    return text[: end if end > 0 else length - 1].rstrip() + "…"


def _content_html(shown: _Shown, more: _Fact | None, facts: list[_Fact], others: list[_Fact], say: Wording) -> str:
    blocks = [f"<p><strong>{escape(shown.standfirst)}</strong></p>"] if shown.standfirst else []
    if shown.markup:
        blocks.append(shown.markup)
    else:
        blocks += (f"<p>{escape(paragraph)}</p>".replace("\n", "<br>") for paragraph in shown.paragraphs)
    if more:
        blocks.append(f"<p>{_link(more)}</p>")
    if facts:
        said = (f"{fact.label}: {_link(fact)}" for fact in facts)
        blocks.append(f"<p><small>{' · '.join(said)}</small></p>")
    if others:
        items = "".join(f"<li>{_link(other)}</li>" for other in others)
        blocks.append(f"<p>{say.also_carried}:</p><ul>{items}</ul>")
    return "\n".join(blocks)


def _content_text(shown: _Shown, more: _Fact | None, facts: list[_Fact], others: list[_Fact], say: Wording) -> str:
    blocks = [shown.standfirst] if shown.standfirst else []
    blocks += shown.paragraphs
    if more:
        blocks.append(f"{more.text}: {more.url}")
    if facts:
        said = (f"{fact.label}: {fact.text}" + (f" ({fact.url})" if fact.url else "") for fact in facts)
        blocks.append(" · ".join(said))
    if others:
        blocks.append(
            "\n".join([f"{say.also_carried}:", *(f"- {other.text}{other.note}: {other.url}" for other in others)])
        )
    return "\n\n".join(blocks)


def _changed(shown: Edition, say: Wording) -> list[str]:
    """Return what was changed in the text, in words; nothing when it was not."""
    return [said_of(change, say) for change in shown.changes]


def said_of(change: Change, say: Wording) -> str:
    """Return what a later version of a text says otherwise, in words."""
    quoted = "“{}”" if change.kind in {"quotes", "negation"} else "{}"
    before, after = (
        ", ".join(quoted.format(shorten(each, SHORTEST_SUMMARY * 2)) for each in terms)
        for terms in (change.before, change.after)
    )
    pattern = say.changed_from_to if before and after else say.changed_to if after else say.changed_from
    return f"{say.change_kinds[change.kind]}: {pattern.format(before=before, after=after)}"


def _changed_html(changed: list[str], say: Wording) -> str:
    listed = "".join(f"<li>{escape(each)}</li>" for each in changed)
    return f"\n<p>{say.changed}:</p><ul>{listed}</ul>" if changed else ""


def _changed_text(changed: list[str], say: Wording) -> str:
    return "\n\n" + "\n".join([f"{say.changed}:", *(f"- {each}" for each in changed)]) if changed else ""


def _link(fact: _Fact) -> str:
    shown = escape(fact.text)
    return (f'<a href="{escape(fact.url)}">{shown}</a>' if fact.url else shown) + escape(fact.note)
