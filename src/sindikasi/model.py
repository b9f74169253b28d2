"""The values that pass between the parts: frozen, without behaviour."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Relation = Literal["lead", "copy", "excerpt", "version"]
DateBasis = Literal["metadata", "text", "received"]
UpdatePolicy = Literal["quiet", "bump", "resurface"]
"""What a material change does to a story's entry: nothing, a newer time, or a new entry."""
ChangeKind = Literal["figures", "names", "quotes", "negation"]
Background = frozenset[tuple[int, int]]
"""Passages of an article: (first word, word after the last), counted from 0 in its text."""
PublicationStatus = Literal["usable", "withheld", "canceled"]
Standing = Literal["usable", "withheld", "embargoed", "canceled"]
"""Whether a text may be shown now."""


# --- what comes in -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One dropped file, or one member of a container, as bytes."""

    key: str
    """Identity: SHA-256 (hex) over source and content. The same content from one source is one document."""
    name: str
    """Path below the inbox as dropped; inside a container `pack.zip!member.txt`, `lines.jsonl#3`."""
    source: str | None
    """The outlet, from the first sub-folder; None when dropped at the top."""
    content: bytes
    received: datetime
    metadata: bytes | None = None
    """The sidecar dropped beside it (JSON or YAML): title, url, published, ... of the text in `content`."""
    depth: int = 0
    """How many containers it came out of, one in the other; 0 as dropped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """What a container holds at one place."""

    suffix: str
    """`document.name + suffix` names it: `#3`, `!member.txt`."""
    content: bytes
    metadata: bytes | None = None
    """As in `Document`: a sidecar that lies beside it in the container."""
    refusal: tuple[str, str] | None = None
    """(reason, message) when the container's own parser refuses it; its neighbours are read all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one dropped file may come to."""

    expanded_bytes: int = 200_000_000
    """All that is unpacked from one archive."""
    members: int = 5_000
    """Files in one archive."""
    depth: int = 2
    """Containers in each other."""
    ratio: int = 200
    """How many times its own size an archive may be unpacked; a tenth of that inside another container."""
    member_bytes: int = 20_000_000
    """One file of an archive."""
    text_characters: int = 2_000_000
    """The text of one article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture an article came with."""

    url: str | None = None
    caption: str | None = None
    credit: str | None = None
    media_type: str | None = None
    """As sent: `image/jpeg`."""
    width: int | None = None
    """Pixels."""
    height: int | None = None
    length: int | None = None
    """Bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """What an agency says about a text besides the text; names as in ninjs and NewsML-G2."""

    version: str | None = None
    """Of the same guid; compared as numbers where both are numbers, else as text."""
    status: PublicationStatus = "usable"
    """withheld: not to be published until a later version says usable; canceled: to be withdrawn for ever."""
    embargoed: datetime | str | None = None
    """Not to be published before; a string is resolved like `published`."""
    updated: datetime | str | None = None
    """When this version was made."""
    slugline: str | None = None
    urgency: int | None = None
    """1 (most urgent) to 9."""
    rights: str | None = None
    """Who holds the copyright."""
    usage_terms: str | None = None
    keywords: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """Editorial notes, a correction's reason among them; never part of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedArticle:
    """What was sent, before cleaning: nothing here is trusted yet."""

    body: str
    """Plain text, one paragraph or page line a line; a blank line parts paragraphs."""
    is_scraped: bool = False
    """True when page furniture may still be on the text: a cleaner has to find headline and body in it."""
    has_own_body: bool = False
    """True when the text was sent as a field of its own beside the headline: then a few words are no leftover."""
    headline: str | None = None
    standfirst: str | None = None
    byline: str | None = None
    dateline: str | None = None
    credit: str | None = None
    language: str | None = None
    url: str | None = None
    published: datetime | str | None = None
    """As sent; a string is resolved later, in the source's time zone."""
    published_basis: DateBasis = "metadata"
    """Where `published` was read: sent beside the text, or found in it by a cleaner."""
    source: str | None = None
    """The outlet as the metadata names it; the sub-folder wins over it."""
    guid: str | None = None
    images: tuple[Image, ...] = ()
    captions: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    """Sections and tags as the outlet names them."""
    subjects: tuple[str, ...] = ()
    """IPTC Media Topics codes, eight digits."""
    furniture: tuple[str, ...] = ()
    """Lines taken for page furniture and left out, in page order."""
    wire: Wire | None = None
    repairs: tuple[str, ...] = ()
    """What was mended while decoding, for people: "UTF-8 encoded twice"."""
    markup: str | None = None
    """The body as HTML, when it came as some; the `markup` cleaner makes it safe and drops what `body` lost."""
    markup_base: str | None = None
    """The address that those in `markup` are relative to, where it is not `url`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CleaningContext:
    """What a cleaner may know besides the text."""

    received: datetime
    source: str | None
    timezone: str
    """IANA name; dates in the text are read in it."""
    drop_lines: tuple[str, ...] = ()
    """Lines the settings name as furniture of this source (whole-line match, case folded)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A clean article: aware UTC times, NFC text, no character that XML forbids."""

    id: str
    """First 20 hex digits of the document key."""
    document: str
    source: str | None
    headline: str
    body: str
    """Paragraphs parted by one blank line."""
    published: datetime
    published_basis: DateBasis
    received: datetime
    standfirst: str | None = None
    byline: str | None = None
    dateline: str | None = None
    credit: str | None = None
    language: str | None = None
    url: str | None = None
    guid: str | None = None
    images: tuple[Image, ...] = ()
    captions: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()
    wire: Wire | None = None
    """What an agency said besides the text; its times are aware UTC by now."""
    repairs: tuple[str, ...] = ()
    markup: str | None = None
    """The body as safe HTML with absolute addresses; None where it is no more than the paragraphs of `body`."""


# --- the queue ---------------------------------------------------------------------------------

Outcome = Literal["queued", "pending", "repeated", "requeued", "rejected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A document at the door of the store."""

    document: Document
    container: int | None = None
    """Sequence number of the container it was unpacked from."""
    resting: str | None = None
    """Where the dropped file will lie once it is in the store, below the inbox."""
    refusal: tuple[str, str] | None = None
    """(reason, message) when it is refused before it is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A document leased to a worker."""

    seq: int
    owner: str
    tries: int
    """How often it was claimed, this time included."""
    resting: str | None
    quarantined: str | None
    """Name under which an earlier refusal put it into quarantine; None when it lies there no more."""
    container: int | None
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What has become of a document."""

    document: str
    state: Literal["queued", "done", "rejected", "unpacked"]
    reason: str | None
    message: str | None
    article_id: str | None
    story_id: str | None


# --- grouping ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """MinHash values of an article under one named scheme; different schemes are never compared."""

    scheme: str
    values: NDArray[np.uint32]
    """Shape (permutations,): the whole text first, then the lead, as the scheme says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A filed article that met a new one in at least one band."""

    article_id: str
    story_id: str
    bands: int
    """How many bands met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One named piece of evidence: its value and what it added to the score."""

    name: str
    value: float
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether two articles are one story, with the evidence."""

    joined: bool
    rule: str
    """Name of the rule that decided, with its version."""
    score: float
    """Probability of being one story, 0 to 1; joined when it reaches the rule's threshold."""
    jaccard: float
    """Exact Jaccard similarity of word 3-grams, 0 to 1."""
    containment: float
    """Share of the shorter text's word 3-grams that stand in the other, 0 to 1."""
    features: tuple[Feature, ...] = ()
    disagreements: tuple[str, ...] = ()
    """What speaks against it, in words: figures, dates or names that differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An accepted pair: the new article and a filed one."""

    article_id: str
    story_id: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """The article starts a story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """The article belongs to one story already filed."""

    story_id: str
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """The article ties stories together: the oldest keeps its id, the others become its aliases."""

    story_id: str
    absorbed: tuple[str, ...]
    matches: tuple[Match, ...]


Placement = Open | Join | Merge


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A filed article as grouping sees it."""

    article_id: str
    story_id: str
    source: str | None
    credit: str | None
    words: int
    published: datetime
    received: datetime
    relation: Relation
    guid: str | None = None
    version: str | None = None
    standing: Standing = "usable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What an editor said of two articles: that they are one story, or that they are not."""

    act: int
    """Number of the editorial act; the newest wins."""
    article: str
    other: str
    is_joined: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """Articles that accepted pairs or rulings tie together, with all that ties or parts them."""

    articles: tuple[str, ...]
    """Article ids in the order of filing."""
    pairs: tuple[tuple[str, str, float], ...]
    """(article id, article id, score) of each accepted pair."""
    rulings: tuple[Ruling, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Articles that are one story from now on."""

    articles: tuple[str, ...]
    lead: str
    relations: tuple[tuple[str, Relation], ...]
    is_hidden: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """What the store writes down for one document, all of it in one commit."""

    claim: Claim
    article: Article
    signature: Signature
    words: int
    topics: tuple[str, ...]
    placement: Placement
    lead: str
    """Id of the article the story shows from now on."""
    relations: tuple[tuple[str, Relation], ...]
    """(article id, relation) of every article whose relation is set by this filing."""
    standing: Standing = "usable"
    """Of the article."""
    is_hidden: bool = False
    """Whether its story may not be shown: it was withdrawn, or none of its texts may be."""
    background: Background = frozenset()
    """What of the article its outlet carries under other openings too."""
    near_misses: tuple[tuple[str, float], ...] = ()
    """(article id, score) of those it was nearly put together with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """One article of a story, as a story lists it."""

    article_id: str
    document: str
    source: str | None
    relation: Relation
    headline: str
    url: str | None
    published: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Something a later version of a text says otherwise than the one before."""

    kind: ChangeKind
    before: tuple[str, ...]
    """What only the earlier version has, as it is written there."""
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A later version of the text a story shows, from the same sender."""

    at: datetime
    """When it was filed; no two stories share it, nor does a story's own `filed`."""
    before: str
    """Id of the article shown until then."""
    changes: tuple[Change, ...]
    """What is material; empty when it is spelling and wording."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One news story, whoever carried it."""

    id: str
    """`urn:uuid:...`: minted once, never changed (RFC 4287 4.2.6)."""
    headline: str
    topics: tuple[str, ...]
    lead: str
    """Id of the article shown."""
    published: datetime
    """When the lead says it was published."""
    filed: datetime
    """When the story was opened here; unique in a store, so that feeds have one order."""
    updated: datetime
    """The last significant change; moved as the topic's update policy says, never by the clock."""
    revision: int
    carriers: tuple[Carrier, ...]
    """Lead first, then by time; of a story that is shown only those that may be."""
    is_hidden: bool = False
    """Withdrawn, or none of its texts may be shown yet: it is in no feed and has no page."""
    revisions: tuple[Revision, ...] = ()
    """Oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A story that was shown and may be no more."""

    id: str
    """Of its entry."""
    at: datetime
    """When; unique in a topic."""
    revisions: tuple[Revision, ...] = ()
    """As of the story: with `resurface` each material one had an entry of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePage:
    """What stands on a closed page of a topic's archive."""

    stories: tuple[Story, ...]
    """With the text and the revisions they had when the page was closed, newest first."""
    withdrawals: tuple[Withdrawal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSummary:
    """A filed article with its place: which story, which topics, in which relation."""

    article: Article
    topics: tuple[str, ...]
    story_id: str
    """Empty while it is not filed."""
    relation: Relation
    words: int
    standing: Standing = "usable"
    recurring: tuple[str, ...] = ()
    """Paragraphs learned to be furniture of its source, where they were left out of the article's body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a search found in the store."""

    stories: tuple[str, ...]
    """Ids of the stories that may be shown, those with the newest matching article first."""
    is_complete: bool
    """False when it ended, or passed articles over, before it had looked at all that may match."""
    examined: int
    """Articles read and looked at word by word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search found, as it is shown."""

    query: str
    """As it was written, on one line."""
    form: str
    """The same for every way to write it."""
    stories: tuple[Story, ...]
    """Newest first."""
    is_complete: bool
    """False when older stories may match that were not looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Two articles that are one story, or are not, by a hair."""

    article: Article
    other: Article
    story: str
    """Of the first."""
    is_joined: bool
    """Whether the other is in it."""


# --- accounts ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A refused document."""

    document: str
    source: str | None
    reason: str
    message: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicStatus:
    """What is published under a topic."""

    slug: str
    stories: int
    published_at: datetime | None
    """When its feeds were last written; None before the first time."""
    left_out: int = 0
    """Entries not in its feeds because they break a rule of a format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The accounts: every document is in exactly one of the three counts."""

    queued: int
    done: int
    rejected: int
    articles: int
    stories: int
    topics: tuple[TopicStatus, ...]
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An outlet that articles came from."""

    name: str
    """As the inbox's folders or the documents have it."""
    created: datetime
    """When it was first heard of."""
    changed: int
    """Another number when its feeds show something else."""
    is_due: bool
    """Whether they were not written since."""


# --- topics ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A feed's subject: what belongs in it and how it is published."""

    slug: str
    title: str
    query: str
    """In the topic query language; `*` takes everything."""
    subjects: tuple[str, ...] = ()
    """IPTC Media Topics codes; an article that carries one belongs, whatever its words."""
    schedule: str | None = None
    """None: the schedule of `[publish]`."""
    entries: int | None = None
    """None: the number of `[publish]`."""
    updates: UpdatePolicy | None = None
    """None: the policy of `[publish]`."""
    is_updates_only: bool = False
    """True: an entry for each story of it that was materially changed, the last changed first."""
    is_private: bool = False
    """True: its feeds and pages need a token."""


# --- who may what ------------------------------------------------------------------------------


TokenPurpose = Literal["read", "write"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What a key handed out is good for; the key itself is kept nowhere."""

    name: str
    purpose: TokenPurpose
    """read: feeds and pages of private topics; write: hand articles in."""
    topics: tuple[str, ...]
    """The private topics it opens; none means all."""
    created: datetime
    used: datetime | None
    """To the hour; None when it never was."""
    revoked: datetime | None


# --- feeds -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an entry comes from, as far as an aggregator knows the feed it would have stood in."""

    title: str
    home_url: str
    """The front page of the site; it also stands for the feed's id, which we do not know."""
    updated: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a feed says of a story that was withdrawn."""

    id: str
    """Of its entry."""
    link: str
    """Absolute URL of its page, which answers that it is gone."""
    at: datetime
    title: str
    text: str
    """Plain text: that it was withdrawn, and nothing of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One story as a feed shows it."""

    id: str
    title: str
    link: str
    """Absolute URL of the story page."""
    source_url: str | None
    """Where the lead outlet published it."""
    summary: str
    """Plain text, a sentence or two."""
    content_html: str
    """The full cleaned text, safe HTML."""
    content_text: str
    published: datetime
    updated: datetime
    source: str | None
    credit: str | None
    byline: str | None
    language: str | None
    categories: tuple[tuple[str, str], ...]
    """(slug, title) of each topic the story is in."""
    topic_scheme: str
    """IRI under which the slugs are terms: `{site}/t/`."""
    carriers: tuple[Carrier, ...]
    """Every outlet that carried it, the lead first."""
    images: tuple[Image, ...] = ()
    """Those of the lead that have a web address."""
    subjects: tuple[tuple[str, str | None], ...] = ()
    """(IPTC Media Topics code, title where we have one)."""
    rights: str | None = None
    reading_minutes: int = 1
    origin: Origin | None = None
    """The outlet of the lead as a feed of its own, where its address is known."""
    changes: tuple[Change, ...] = ()
    """What the text says otherwise than the version before; empty when it was not revised materially."""
    predecessor: str | None = None
    """Link of the entry this one takes the place of."""
    _hash: int = field(init=False, repr=False, compare=False, default=0)

    def __post_init__(self) -> None:
        """Hash all it shows once: every feed and format the entry stands in looks it up by that."""
        shown = tuple(getattr(self, each.name) for each in fields(self) if each.compare)
        object.__setattr__(self, "_hash", hash(shown))

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A topic as it is published."""

    slug: str
    id: str
    """`urn:uuid:...`, minted once per topic and store."""
    title: str
    subtitle: str
    language: str
    home_url: str
    """The topic's HTML page."""
    base_url: str
    """Where `feeds/` is served, without a trailing slash: `{base_url}/{slug}.atom`."""
    updated: datetime
    """The newest `updated` of its entries, or the time the topic was created when empty."""
    entries: tuple[Entry, ...]
    """Newest first."""
    generator: str
    author: str = "sindikasi"
    """Who publishes the feed: named where an entry has no author of its own."""
    withdrawn: tuple[Notice, ...] = ()
    """Newest first."""
    page: int | None = None
    """Number of the archive page this is, from 1; None for the feed readers subscribe to."""
    previous: int | None = None
    """Number of the archive page with what came before; None when there is none."""
    query: str = ""
    """What its address ends in, after the suffix: `?q=banjir`; of a search."""
    hubs: tuple[str, ...] = ()
    """Addresses of the hubs that are told of its changes (WebSub); an archive page has none."""
