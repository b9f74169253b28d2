"""The stories of a topic as a feed: which entries, in which order, with which text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

from sindikasi.core.text import fold, tidy_line, words
from sindikasi.model import Entry, Feed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sindikasi.model import Article, Carrier, Story, Topic

GENERATOR = "sindikasi"
"""Without a version: an upgrade alone must not change a feed."""

SUMMARY_LENGTH = 300
"""Characters a summary made from the body may have."""
SHORTEST_SUMMARY = 80
"""Characters below which whole sentences tell too little, and the text is cut between words instead."""

_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+[\"'“‘«(\[]?[A-Z0-9À-ÖØ-Þ]|\s*$)")
_ABBREVIATIONS = frozenset(
    """
    capt col dr dra drs gen gov h hj hlm ir jl jr kh lt
    mr mrs ms no prof rep sen sgt sr st tgk tgl vs
    """.split()  # noqa: SIM905  (a table reads better in lines)
)
_HOST = re.compile(r"[a-z0-9_.-]+|[0-9a-f:.]+:[0-9a-f:.]+", re.IGNORECASE)
_URL_SAFE = "/%:@!$&'()*+,;=~?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The few words a feed adds to the news, in one language."""

    subtitle: str
    source: str
    credit: str
    byline: str
    also_carried: str
    no_source: str
    no_title: str


_WORDING = {
    "id": Wording(
        subtitle="{title}: satu entri untuk setiap berita, siapa pun yang memuatnya.",
        source="Sumber",
        credit="Kantor berita",
        byline="Oleh",
        also_carried="Juga dimuat oleh",
        no_source="sumber tidak disebut",
        no_title="Tanpa judul",
    ),
    "en": Wording(
        subtitle="{title}: one entry for each story, whoever carried it.",
        source="Source",
        credit="Agency",
        byline="By",
        also_carried="Also carried by",
        no_source="source not named",
        no_title="Untitled",
    ),
}


def wording(language: str) -> Wording:
    """Return the feed's own words in `language` (a BCP 47 tag); Indonesian where we have no other."""
    return _WORDING.get(language.split("-", maxsplit=1)[0].lower(), _WORDING["id"])


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
) -> Feed:
    """Return the feed of `topic`: its stories newest first by `filed`, at most `topic.entries` or `entries`.

    `articles` holds the leads by id; a story whose lead is not there is left out. `titles` names the topics
    an entry is labelled with: leave out those that take everything. `base_url` is the site, without
    `/feeds`; `created` stands for `updated` while the topic is empty.
    """
    base_url = base_url.rstrip("/")
    newest = sorted(stories, key=lambda story: (story.filed, story.id), reverse=True)
    limit = entries if topic.entries is None else topic.entries
    shown = tuple(
        build_entry(
            story,
            articles[story.lead],
            titles,
            base_url=base_url,
            language=language,
            source_titles=source_titles,
        )
        for story in newest[:limit]
        if story.lead in articles
    )
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
        updated=max((entry.updated for entry in shown), default=created),
        entries=shown,
        generator=GENERATOR,
        author=site_title,
    )


def build_entry(
    story: Story,
    lead: Article,
    titles: Mapping[str, str],
    *,
    base_url: str,
    language: str,
    source_titles: Mapping[str, str],
) -> Entry:
    """Return the entry of one story; it depends on no other story and on no topic, so it may be kept."""
    say = wording(language)
    carriers = tuple(_titled(carrier, source_titles) for carrier in story.carriers)
    others = [
        (_carrier_name(c, say), _carrier_url(c, base_url)) for c in carriers if c.article_id != story.lead
    ]
    source = tidy_line(source_titles.get(lead.source, lead.source)) if lead.source else None
    facts = _facts(lead, source, say)
    title = tidy_line(story.headline or lead.headline)
    return Entry(
        id=story.id,
        title=title or shorten(lead.body, SHORTEST_SUMMARY) or say.no_title,
        link=story_url(base_url, story.id),
        source_url=web_url(lead.url),
        summary=summarise(lead) or title or say.no_title,
        content_html=_content_html(lead, facts, others, say),
        content_text=_content_text(lead, facts, others, say),
        published=story.published,
        updated=story.updated,
        source=source,
        credit=lead.credit,
        byline=lead.byline,
        language=lead.language,
        categories=tuple((slug, tidy_line(titles[slug]) or slug) for slug in story.topics if slug in titles),
        carriers=carriers,
        image=next((replace(image, url=url) for image in lead.images if (url := web_url(image.url))), None),
    )


def story_url(base_url: str, story_id: str) -> str:
    """Return the address of a story's page."""
    return f"{base_url}/s/{story_id.removeprefix('urn:uuid:')}"


def article_url(base_url: str, article_id: str) -> str:
    """Return the address of an article's page."""
    return f"{base_url}/a/{article_id}"


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


def paragraphs(body: str) -> list[str]:
    """Return the paragraphs of a cleaned body."""
    return [block.strip() for block in body.split("\n\n") if block.strip()]


def dateline_prefix(article: Article) -> str:
    """Return what opens the first paragraph, `Moskow, Rusia (Xinhua) – `; nothing when the body has it."""
    if not article.dateline:
        return ""
    opening = words(article.body[: 4 * len(article.dateline) + 40])
    place = words(article.dateline)
    if opening[: len(place)] == place:
        return ""
    credit = f" ({article.credit})" if article.credit else ""
    return f"{tidy_line(article.dateline)}{credit} – "


def _sentence_ends(text: str) -> Iterable[int]:
    for match in _SENTENCE_END.finditer(text):
        word = text[text.rfind(" ", 0, match.start()) + 1 : match.start()].lstrip("\"'“‘«([").casefold()
        if word not in _ABBREVIATIONS and not (len(word) == 1 and word.isalpha()):
            yield match.end()


def web_url(url: str | None) -> str | None:
    """Return `url` as an ASCII http or https address without credentials; None when it is not one."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
        path, query, fragment = (
            quote(part, safe=_URL_SAFE) for part in (parts.path, parts.query, parts.fragment)
        )
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not _HOST.fullmatch(host):
        return None
    host = f"[{host}]" if ":" in host else host
    netloc = host if port is None else f"{host}:{port}"
    return urlunsplit((parts.scheme.lower(), netloc, path, query, fragment))


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


def _facts(lead: Article, source: str | None, say: Wording) -> list[tuple[str, str, str | None]]:
    """Return (label, text, address) of whom the text comes from."""
    facts: list[tuple[str, str, str | None]] = []
    url = web_url(lead.url)
    if source or url:
        facts.append((say.source, source or (urlsplit(url).hostname if url else None) or say.no_source, url))
    if lead.credit and fold(lead.credit) != fold(source or ""):
        facts.append((say.credit, lead.credit, None))
    if lead.byline:
        facts.append((say.byline, lead.byline, None))
    return facts


def shows_standfirst(lead: Article) -> bool:
    """Return whether the standfirst says something the body does not say in the same words."""
    return bool(lead.standfirst) and " ".join(words(lead.standfirst or "")) not in " ".join(words(lead.body))


def _content_html(
    lead: Article,
    facts: list[tuple[str, str, str | None]],
    others: list[tuple[str, str]],
    say: Wording,
) -> str:
    blocks = (
        [f"<p><strong>{escape(lead.standfirst)}</strong></p>"]
        if shows_standfirst(lead) and lead.standfirst
        else []
    )
    prefix = dateline_prefix(lead)
    for paragraph in paragraphs(lead.body):
        blocks.append(f"<p>{escape(prefix + paragraph)}</p>".replace("\n", "<br>"))
        prefix = ""
    if facts:
        blocks.append("<p><small>" + " · ".join(_fact_html(*fact) for fact in facts) + "</small></p>")
    if others:
        items = "".join(f"<li>{_link(name, url)}</li>" for name, url in others)
        blocks.append(f"<p>{say.also_carried}:</p><ul>{items}</ul>")
    return "\n".join(blocks)


def _content_text(
    lead: Article,
    facts: list[tuple[str, str, str | None]],
    others: list[tuple[str, str]],
    say: Wording,
) -> str:
    blocks = [lead.standfirst] if shows_standfirst(lead) and lead.standfirst else []
    blocks.append(dateline_prefix(lead) + "\n\n".join(paragraphs(lead.body)))
    if facts:
        blocks.append(" · ".join(_fact_text(*fact) for fact in facts))
    if others:
        blocks.append("\n".join([f"{say.also_carried}:", *(f"- {name}: {url}" for name, url in others)]))
    return "\n\n".join(block for block in blocks if block)


def _fact_html(label: str, text: str, url: str | None) -> str:
    return f"{label}: {_link(text, url) if url else escape(text)}"


def _fact_text(label: str, text: str, url: str | None) -> str:
    return f"{label}: {text} ({url})" if url else f"{label}: {text}"


def _link(text: str, url: str) -> str:
    return f'<a href="{escape(url)}">{escape(text)}</a>'
