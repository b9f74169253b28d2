"""The protocols between the floors: what storage, parsers, cleaners and outputs must do."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    from sindikasi.core.search import Need
    from sindikasi.core.websub import Delivery, Intent, Ping, Standing, Subscription
    from sindikasi.model import (
        ArchivePage,
        Arrival,
        Article,
        ArticleSummary,
        Background,
        Bounds,
        Claim,
        CleaningContext,
        Component,
        Document,
        Doubt,
        Fate,
        Feed,
        Filed,
        Filing,
        Findings,
        Member,
        Outcome,
        ParsedArticle,
        Part,
        Rejection,
        Signature,
        Source,
        Status,
        Story,
        Token,
        TokenPurpose,
        Withdrawal,
    )


DOORSTEP = "doorstep"
"""Who holds a document in the queue until its file has been moved away."""


@runtime_checkable
class Parser(Protocol):
    """Reads one format."""

    name: ClassVar[str]
    is_container: ClassVar[bool]
    """True when the format holds other documents; then `unpack` is called, never `parse`."""

    def recognises(self, document: Document) -> int:
        """Return how sure the parser is, 0 (not mine) to 100 (certain), by looking at the content first.

        Must be cheap (look at the first and last kilobytes) and must not raise.
        """
        ...

    def parse(self, document: Document) -> ParsedArticle:
        """Return what the document says.

        Raises a DocumentError (MalformedDocument, EmptyArticle, ...) whose message names cause and remedy;
        no other exception may leave for any input.
        """
        ...


@runtime_checkable
class Container(Protocol):
    """Reads a format that holds other documents."""

    name: ClassVar[str]
    is_container: ClassVar[bool]

    def recognises(self, document: Document) -> int:
        """As `Parser.recognises`."""
        ...

    def unpack(self, document: Document) -> Iterator[Member]:
        """Yield each member; one that cannot be had is yielded with its refusal and costs no neighbour.

        Yields lazily, in the container's order. Raises a DocumentError when the container itself is broken: what
        was yielded before is kept.
        """
        ...


@runtime_checkable
class Archive(Protocol):
    """Reads a format whose members together may be far larger than itself: it is told how far it may go."""

    name: ClassVar[str]
    is_container: ClassVar[bool]

    def recognises(self, document: Document) -> int:
        """As `Parser.recognises`."""
        ...

    def expand(self, document: Document, bounds: Bounds) -> Iterator[Member]:
        """Yield each member as `Container.unpack` does, within the bounds.

        Bytes are counted as they come out; sizes the archive declares are never trusted. A member over its bound
        is yielded with the refusal "too-large"; where the whole archive is over, one such refusal names the first
        member left and says how many there are.
        """
        ...


@runtime_checkable
class Cleaner(Protocol):
    """Turns what was sent into what was written."""

    name: ClassVar[str]

    def clean(self, parsed: ParsedArticle, context: CleaningContext) -> ParsedArticle:
        """Return the article with less furniture or more fields; cleaning twice is cleaning once."""
        ...


@runtime_checkable
class Output(Protocol):
    """Writes one kind of feed."""

    name: ClassVar[str]
    suffix: ClassVar[str]
    """File ending without a dot: `atom`."""
    media_type: ClassVar[str]

    def render(self, feed: Feed) -> bytes:
        """Return the feed document; the same feed gives the same bytes."""
        ...


class Queue(Protocol):
    """What lies between the doorstep and the workers."""

    def offer(
        self, arrivals: Sequence[Arrival], *, hold_seconds: float = 0.0, is_durable: bool = True
    ) -> list[Outcome]:
        """Store arrivals in order, and say what became of each; on return they survive a power cut.

        Unless `is_durable` is False: members of a container are taken out of it again after one.

        Known content is `repeated` (its new name is kept), `pending` while it is still in the queue, or `requeued`
        if it was rejected before. No worker
        gets an arrival before `hold_seconds` are over or `release` is called.
        """
        ...

    def release(self, keys: Iterable[str]) -> None:
        """Let workers have these arrivals now."""
        ...

    def claim(self, owner: str, *, lease_seconds: float, limit: int, most_bytes: int = 2**25) -> list[Claim]:
        """Lease the oldest free documents to `owner`; a lease that ran out is free again.

        At most `limit` of them, and no further one once their contents come to `most_bytes`.
        """
        ...

    def prolong(self, claims: Iterable[Claim], *, lease_seconds: float) -> None:
        """Let the leases that their owner still has run so long from now; the try does not count."""
        ...

    def give_back(self, claims: Iterable[Claim]) -> None:
        """End leases without a result; the try does not count."""
        ...

    def owners(self) -> list[str]:
        """Return who holds documents of the queue: workers, and `DOORSTEP`."""
        ...

    def free(self, owner: str) -> int:
        """End all leases of an owner that is known to be gone; return how many. The tries count."""
        ...

    def finish_container(self, claim: Claim) -> None:
        """Account for a container all of whose members are in the queue. Raises LeaseLost."""
        ...

    def rejected(self, name: str | None) -> Iterator[Claim]:
        """Yield the rejected documents of that name (None: all) whose content is in the store."""
        ...

    def retry(self, claim: Claim) -> None:
        """Put a rejected document back into the queue."""
        ...

    def length(self) -> int:
        """Return how many documents wait, leased ones included; cheap however large the store is."""
        ...

    def fates(self, key: str) -> Iterator[Fate]:
        """Yield what has become of a document and, when it is a container, of all its members."""
        ...

    def are_waiting(self, keys: Iterable[str]) -> bool:
        """Return whether any of these documents, or a member of one, is still in the queue."""
        ...

    def is_described(self, names: Iterable[str], metadata: bytes) -> bool:
        """Return whether a document that was dropped under one of these names came with this very sidecar."""
        ...


class Desk(Protocol):
    """The filing desk, held by one worker at a time: look-up and filing are one critical section."""

    def candidates(
        self, signature: Signature, article: Article | None = None
    ) -> tuple[list[str], list[int], NDArray[np.uint32]]:
        """Return ids, bands met and signature rows (n, values) of the filed articles that share a band.

        With `article`, those out of its window may be left out, and none within it is.
        """
        ...

    def expect(self, signatures: Sequence[Signature], articles: Sequence[Article] | None = None) -> None:
        """Look a burst up in one go, ahead of the `candidates` of each; it only saves time.

        `candidates` returns the same as without: it also finds what is filed at this desk after this call. A signature
        is known again as the same object, asked with the article that stands in its place in `articles` (without
        these: with none); any other is looked up when it is asked for. Another call replaces the burst before.
        Raises StorageError.
        """
        ...

    def locate(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Return the story id of each filed article."""
        ...

    def bodies(self, article_ids: Iterable[str]) -> dict[str, Article]:
        """Return the whole articles of `article_ids`; unknown ids are left out."""
        ...

    def opened(self, story_ids: Iterable[str]) -> dict[str, datetime]:
        """Return when each story was opened."""
        ...

    def members(self, story_ids: Iterable[str]) -> list[Filed]:
        """Return the filed articles of the stories."""
        ...

    def same_text(self, article: Article) -> list[str]:
        """Return the filed articles with the same guid from the same source, or from any when the guid is global."""
        ...

    def lift_embargoes(self) -> list[str]:
        """Mark the articles whose embargo is over as usable; return their ids. `regroup` then shows them."""
        ...

    def background(self, article_ids: Iterable[str]) -> dict[str, Background]:
        """Return what is background of those filed articles that have some."""
        ...

    def learn(self, grown: Mapping[str, Background]) -> None:
        """Add to the background of filed articles; their pairs are to be judged again."""
        ...

    def unsettled(self, limit: int) -> list[str]:
        """Return articles whose pairs are to be judged again."""
        ...

    def settle(
        self, article_id: str, judged: Mapping[str, float | None], near_misses: Sequence[tuple[str, float]] = ()
    ) -> bool:
        """Write down how all pairs of an article were judged again: the score of accepted ones by the other's id.

        `near_misses`: of the refused ones those that nearly were accepted, with their scores. Return whether one is
        accepted, or refused, that was not before.
        """
        ...

    def learn_furniture(self, stories: int) -> bool:
        """Learn each source's furniture from some of the articles filed since the last time; return whether more are.

        `stories`: as many unrelated stories of one source carry what is furniture; 0: forget what was learned. What is
        learned is a function of the set of articles; it changes no stored text, only what `Catalog.readable` returns.
        """
        ...

    def is_held(self, claim: Claim) -> bool:
        """Return whether the claim's lease still stands."""
        ...

    def file(self, filing: Filing) -> str:
        """Write one article down with all that follows; return the id of its story."""
        ...

    def reject(self, claim: Claim, reason: str, message: str) -> None:
        """Account for a refused document."""
        ...

    def rule(self, kind: Literal["merge", "split"], pairs: Iterable[tuple[str, str]]) -> None:
        """Write an editorial act down: what it says of pairs of articles, by id."""
        ...

    def undo(self) -> tuple[str, list[str]] | None:
        """Take the newest act back; return its kind and the articles it spoke of, None when there is none."""
        ...

    def has_rulings(self, article_ids: Iterable[str]) -> bool:
        """Return whether a ruling in force parts any of these articles from another."""
        ...

    def component(self, article_ids: Iterable[str]) -> Component:
        """Return everything tied to these articles, directly or through others."""
        ...

    def regroup(self, parts: Sequence[Part]) -> list[str]:
        """Make each part one story; return the story ids in the order of `parts`.

        A part keeps the id of the oldest story that one of its articles opened, the ids of the others find
        it; a part in which no article opened a story gets a new id.
        """
        ...


class Filer(Protocol):
    """Gives out the filing desk."""

    def filing(self) -> AbstractContextManager[Desk]:
        """Hold the desk; leaving commits everything at once, an exception takes all of it back.

        Raises StorageUnavailable when the desk is not free in time.
        """
        ...


class Upkeep(Protocol):
    """What the publish lane and housekeeping need to know and to write down."""

    def feed_identity(self, topic: str) -> tuple[str, datetime]:
        """Return the feed's permanent id (`urn:uuid:`) and when the topic was created."""
        ...

    def feed_id(self, name: str) -> str:
        """Return the permanent id (`urn:uuid:`) of a feed that is no topic's; the same name has the same id."""
        ...

    def change_stamp(self) -> tuple[int, ...]:
        """Return numbers of which one is another when what pages show may have changed; cheap."""
        ...

    def declare_topics(self, slugs: Sequence[str]) -> None:
        """Make sure each topic has its account."""
        ...

    def changed_topics(self) -> dict[str, int]:
        """Return the change number of each topic that changed since it was last published."""
        ...

    def change_numbers(self) -> dict[str, int]:
        """Return the change number of every topic."""
        ...

    def article_ids(self, after: str, limit: int) -> list[str]:
        """Return the next ids after `after` (empty: from the first), in id order."""
        ...

    def mark_published(self, changes: Mapping[str, int], left_out: Mapping[str, int] | None = None) -> None:
        """Write down that topics were published as of these change numbers.

        `left_out`: how many entries of a topic were left out because they break a rule; none where it says nothing.
        """
        ...

    def sources(self) -> list[Source]:
        """Return the sources, the first ever heard of first."""
        ...

    def mark_sources_published(self, changes: Mapping[str, int]) -> None:
        """Write down that the feeds of sources (by name) were written as of these change numbers."""
        ...

    def renew_sources(self) -> None:
        """Count one change for every source: its feeds are to be written anew."""
        ...

    def close_pages(self, topic: str, *, window: int, has_stories: bool, has_revisions: bool) -> int:
        """Close the pages of a topic's archive that are due; return the number of the last one, 0 while there is none.

        Afterwards less is on no page than a feed of `window` entries shows. A page has the same entries for ever.
        """
        ...

    def untold_pages(self, topic: str) -> list[int]:
        """Return the pages with an entry that was withdrawn since `mark_told`."""
        ...

    def mark_told(self, topic: str, pages: Sequence[int]) -> None:
        """Write down that these pages were written anew."""
        ...

    def next_embargo(self) -> datetime | None:
        """Return when the next embargo ends, None when nothing is under one."""
        ...

    def topics_digest(self) -> str | None:
        """Return the digest of the topic rules the stored topics were made with."""
        ...

    def retopic(self, topics_of: Mapping[str, tuple[str, ...]]) -> None:
        """Replace the topics of these articles (by id) and of their stories."""
        ...

    def drop_topics(self, kept: Sequence[str]) -> list[str]:
        """Forget the accounts of topics that are not among `kept`; return their slugs.

        A topic that comes back has the same feed id.
        """
        ...

    def set_topics_digest(self, digest: str) -> None:
        """Write down that all stored topics were made with these rules."""
        ...

    def signature_scheme(self) -> str | None:
        """Return the scheme that all stored signatures are known to have, None when that is not known."""
        ...

    def set_signature_scheme(self, scheme: str) -> None:
        """Write down that all stored signatures have this scheme; `resign` takes it back."""
        ...

    def outdated_signatures(self, scheme: str, limit: int) -> list[str]:
        """Return ids of articles signed under another scheme."""
        ...

    def resign(self, signatures: Mapping[str, Signature]) -> None:
        """Replace signatures of articles by id."""
        ...


class Catalog(Protocol):
    """Reads for people and pages; never blocks the lanes."""

    def status(self) -> Status:
        """Return the counts of documents, articles, stories and topics."""
        ...

    def stories(
        self,
        *,
        topic: str | None = None,
        source: str | None = None,
        since: datetime | None = None,
        limit: int | None = None,
        before: datetime | None = None,
    ) -> Sequence[Story]:
        """Return stories newest first by `filed`; `since` and `before` compare with `filed`, None means no bound.

        A source carries a story by a text of its own that may be shown.
        """
        ...

    def revised(self, topic: str, limit: int) -> Sequence[Story]:
        """Return the stories of a topic whose text was materially changed, the last changed first."""
        ...

    def archive_page(self, topic: str, page: int) -> ArchivePage:
        """Return what stands on a closed page; nothing where there is no such page."""
        ...

    def withdrawals(self, topic: str, limit: int) -> Sequence[Withdrawal]:
        """Return the stories that were shown in a topic and may be no more, newest first."""
        ...

    def doubts(self, bounds: tuple[float, float], limit: int) -> list[Doubt]:
        """Return the pairs with scores within `bounds` that no surer pair and no editor decides, newest first."""
        ...

    def source_names(self) -> list[str]:
        """Return the sources that articles came from, in order."""
        ...

    def withdrawals_from(self, source: str, limit: int) -> Sequence[Withdrawal]:
        """Return the stories a source carried that were shown and may be no more, newest first."""
        ...

    def story(self, story_id: str) -> Story | None:
        """Return the story; the id of a story merged away finds the one that absorbed it.

        Takes the full id, the UUID alone, or a prefix of at least 6 hex digits of it that only one story has.
        """
        ...

    def articles(
        self,
        *,
        topic: str | None = None,
        source: str | None = None,
        since: datetime | None = None,
        limit: int | None = None,
        before: str | None = None,
    ) -> Iterator[ArticleSummary]:
        """Yield articles newest first by `received`; `before`: those that come after the article of this id."""
        ...

    def article(self, article_id: str) -> ArticleSummary | None:
        """Return one article by its id, by 6 or more leading digits only one has, or by its document."""
        ...

    def bodies(self, article_ids: Iterable[str]) -> dict[str, Article]:
        """Return the whole articles of `article_ids`; unknown ids are left out."""
        ...

    def readable(self, article_ids: Iterable[str]) -> dict[str, Article]:
        """Return articles as `bodies` does, without what was learned to be furniture of their sources."""
        ...

    def shown(self, summary: ArticleSummary) -> ArticleSummary:
        """Return an article without what was learned to be furniture of its source: that is in `recurring`."""
        ...

    def background(self, article_ids: Iterable[str]) -> dict[str, Background]:
        """Return what is background of those articles that have some."""
        ...

    def rejections(self, *, source: str | None = None, limit: int | None = None) -> Iterator[Rejection]:
        """Yield rejected documents, newest first."""
        ...


class SearchIndex(Protocol):
    """Finds the articles a query may match among all that are stored, without reading all."""

    def catch_up(self) -> bool:
        """Enter the next articles that are not entered yet; return whether more are left.

        Never holds up the lanes: it writes to no part of the store. Raises StorageError when that is out of reach.
        """
        ...

    def backlog(self) -> int:
        """Return how many articles are not entered."""
        ...

    def find(
        self, need: Need | None, accepts: Callable[[Article], bool], *, limit: int, most: int, seconds: float
    ) -> Findings:
        """Return the stories of the newest articles that `accepts` lets pass, at most `limit` stories.

        Only usable articles of stories that are shown are looked at, and of those in the index only the ones that
        hold `need` (None: all), at most `most` in all and no longer than `seconds`. What is not entered yet is looked
        at besides, for it the newest half of `most`.
        """
        ...


class Announcements(Protocol):
    """Who is told of changed feeds (WebSub), and what they are still to be told; all of it survives a restart.

    Feeds are names of published files, such as `konflik.atom`. Threads may share it.
    """

    def digests(self) -> dict[str, str]:
        """Return the digest of every feed as it was last announced."""
        ...

    def announce(self, digests: Mapping[str, str], hubs: Collection[str]) -> None:
        """Write down that feeds changed: outside `hubs` and all subscribers are to be told, in one commit.

        What they were still to be told of an earlier change is overtaken. Whoever failed is left alone until then.
        """
        ...

    def pings(self) -> dict[str, list[Ping]]:
        """Return what each outside hub is to be told now."""
        ...

    def pinged(self, ping: Ping) -> None:
        """Write down that a hub was told; a change that came meanwhile is still to be told."""
        ...

    def hub_failed(self, hub: str) -> None:
        """Leave a hub alone for a while, the longer the more often it failed."""
        ...

    def ask(self, intent: Intent) -> bool:
        """Take a request to be verified, in place of an earlier one for the same callback and feed.

        Returns False where too many are waiting, in all or of the host.
        """
        ...

    def intents(self, limit: int) -> list[Intent]:
        """Return what is to be asked of subscribers now, or to be told them."""
        ...

    def put_off(self, intent: Intent) -> bool:
        """Try again later; return False where it was tried often enough, and is dropped."""
        ...

    def drop(self, intent: Intent) -> None:
        """Forget a request; the subscription stays as it is."""
        ...

    def verified(self, intent: Intent, asked: datetime) -> bool:
        """Carry out what a subscriber confirmed; the lease counts from `asked`.

        Returns False where there is no room for one more subscription: then a denial is to be told.
        """
        ...

    def deliveries(self, limit: int) -> list[Delivery]:
        """Return what is to be sent to subscribers now."""
        ...

    def delivery(self, subscription: int) -> Delivery | None:
        """Return what is to be sent to a subscriber as it stands now; None where there is nothing."""
        ...

    def delivered(self, delivery: Delivery) -> None:
        """Write down that a subscriber has it; a change that came meanwhile is still to be sent."""
        ...

    def undelivered(self, delivery: Delivery) -> None:
        """Try again later, or with the next change where it was tried often enough; the subscription stays."""
        ...

    def gone(self, delivery: Delivery) -> None:
        """End a subscription."""
        ...

    def keep(self, feeds: Collection[str], hubs: Collection[str]) -> int:
        """Forget all that is of other feeds or outside hubs; return how many subscriptions that ends.

        Their subscribers are to be told.
        """
        ...

    def expire(self) -> int:
        """End the subscriptions whose lease is over; return how many."""
        ...

    def subscriptions(self) -> list[Subscription]:
        """Return the subscriptions that stand, by callback."""
        ...

    def standing(self) -> Standing:
        """Return how many there are of each."""
        ...


class Tokens(Protocol):
    """Who may read private feeds or hand articles in."""

    def add(self, name: str, digest: bytes, purpose: TokenPurpose, topics: Sequence[str]) -> bool:
        """Keep a token's digest; return False when a token of that name is in force."""
        ...

    def all(self) -> list[Token]:
        """Return every token, also those revoked, in the order they were made."""
        ...

    def revoke(self, name: str) -> bool:
        """End a token at once; return False when none of that name is in force."""
        ...

    def find(self, digest: bytes) -> Token | None:
        """Return the token in force of a digest; it is compared in constant time."""
        ...

    def mark_used(self, name: str) -> None:
        """Note that a token was used now."""
        ...
