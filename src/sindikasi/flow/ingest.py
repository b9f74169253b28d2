"""The ingest lane: claim, read, place, file; the order of calls, no rules."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Literal, Protocol

import structlog

from sindikasi.errors import LeaseLost, StorageError, machine_fault
from sindikasi.flow.reading import Failure, Members, Ready, Refusal, sign_all
from sindikasi.model import Claim, Merge, Open

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sindikasi.flow.placing import Placing
    from sindikasi.flow.readers import Read
    from sindikasi.flow.reading import Signed
    from sindikasi.inbox.quarantine import Quarantine
    from sindikasi.model import Arrival, Document
    from sindikasi.ports import Desk, Filer, Queue

log = structlog.get_logger("ingest")

_LEASE_SECONDS = 120.0
_PROLONG_AFTER = timedelta(seconds=_LEASE_SECONDS / 4)
_BURST = 50
_BURST_BYTES = 32 * 2**20
_PATIENCE_SECONDS = 0.5
_MOST_TRIES = 4
_PAUSES_SECONDS = (5.0, 10.0, 30.0, 60.0)
"""Between tries to put away a document that a fault of the machine keeps from its place."""

Result = Literal["opened", "joined", "merged", "rejected", "unpacked", "repeated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """What became of one document."""

    document: str
    result: Result
    article_id: str | None = None
    story_id: str | None = None
    reason: str | None = None
    message: str | None = None
    milliseconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    claim: Claim
    outcome: Ready | Refusal
    seconds: float
    at: float
    """Monotonic seconds."""


class Readers(Protocol):
    """What reads documents beside the lane (`flow.readers.ReaderPool`)."""

    @property
    def room(self) -> int:
        """How many more documents it can use."""
        ...

    def hand_in(self, ticket: int, document: Document) -> None:
        """Take a document to be read."""
        ...

    def collect(self, wait_seconds: float) -> Sequence[Read]:
        """Return what was read since the last call, waiting for the first so long."""
        ...

    def forget(self) -> None:
        """Drop whatever was handed in."""
        ...


class IngestLane:
    """Walks documents from the queue to their stories; one lane a thread."""

    def __init__(
        self,
        *,
        queue: Queue,
        filer: Filer,
        readers: Readers,
        quarantine: Quarantine,
        placing: Placing,
        owner: str,
        now: Callable[[], datetime],
        is_stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._queue = queue
        self._filer = filer
        self._readers = readers
        self._quarantine = quarantine
        self._owner = owner
        self._now = now
        self._is_stopping = is_stopping
        self._placing = placing
        self._claims: dict[int, Claim] = {}
        """What is at the readers or back from them, in the order of the queue."""
        self._containers: set[int] = set()
        """Of those, the containers being unpacked."""
        self._reads: dict[int, _Read] = {}
        """Of those, what is read and not filed yet."""
        self._dropped: list[Claim] = []
        """What was claimed when a fault ended the last call."""
        self._prolonged = now()
        self.fault: str | None = None
        """The fault of the machine for which documents wait, until one like them is put away."""
        self._is_settled = False
        """Whether all conclusions are drawn from what was filed: an earlier lane may have been stopped before."""

    def run_once(self) -> list[Handled]:
        """Handle the next documents and return what became of them; empty when none waits or a stop is asked for.

        Documents are claimed ahead, so that the readers are busy while others are filed. Raises StorageError when the
        store is out of reach, and ReadersUnavailable: the next call takes up what was claimed.
        """
        if self._dropped:
            self._queue.give_back(self._dropped)
            self._dropped = []
        try:
            return self._advance()
        except BaseException:
            self._dropped = self._let_go()
            raise

    def leave(self) -> None:
        """Give back what was claimed ahead, so that others can have it at once. Raises StorageError."""
        claims = [*self._dropped, *self._let_go()]
        self._dropped = []
        if claims:
            self._queue.give_back(claims)

    def _advance(self) -> list[Handled]:
        self._claim_ahead()
        handled: list[Handled] = []
        while self._claims and not handled:
            if self._is_stopping():
                self.leave()
                break
            for read in self._readers.collect(_PATIENCE_SECONDS):
                handled += self._sort(read)
            for outcome in self._file(self._next_reads()):
                _account(outcome)
                handled.append(outcome)
            self._claim_ahead()
        if handled:
            self._is_settled = False
        else:
            self.settle()
        return handled

    def settle(self) -> None:
        """Judge anew and learn, in commits of their own, what the filing of the last documents left over.

        `run_once` does it when no document waits. Raises StorageError.
        """
        while not self._is_settled and not self._is_stopping():
            with self._filer.filing() as desk:
                self._is_settled = not self._placing.settle(desk)

    def _claim_ahead(self) -> None:
        self._prolong()
        if self._claims and self._readers.room < _BURST:
            return
        claims = self._queue.claim(
            self._owner, lease_seconds=_LEASE_SECONDS, limit=self._readers.room, most_bytes=_BURST_BYTES
        )
        for claim in claims:
            self._claims[claim.seq] = claim
            self._readers.hand_in(claim.seq, claim.document)

    def _prolong(self) -> None:
        """Keep what takes long, a container of a million articles above all: claimed anew it would be read anew."""
        now = self._now()
        if self._claims and now - self._prolonged >= _PROLONG_AFTER:
            self._queue.prolong(self._claims.values(), lease_seconds=_LEASE_SECONDS)
            self._prolonged = now

    def _let_go(self) -> list[Claim]:
        """Forget what is under way; return its claims."""
        self._readers.forget()
        claims = list(self._claims.values())
        self._claims, self._reads = {}, {}
        self._containers.clear()
        return claims

    def _sort(self, read: Read) -> list[Handled]:
        """Take in what a reader made of a document; return what is settled by that."""
        claim = self._claims[read.ticket]
        match read.outcome:
            case Members() as members:
                return self._unpack(claim, members, read.seconds)
            case Failure() as failure:
                log.error("document failed", document=claim.document.name, digest=claim.document.key)
                log.debug("trace", trace=failure.trace)
                refused = _gave_up(claim, failure.error, is_passing=failure.is_passing)
                if refused is None:
                    del self._claims[read.ticket]  # its lease runs out and it is tried again
                else:
                    self._reads[read.ticket] = _read(claim, refused, read.seconds)
            case outcome:
                self._containers.discard(claim.seq)  # it may be one that broke after its first members
                self._reads[read.ticket] = _read(claim, outcome, read.seconds)
        return []

    def _next_reads(self) -> list[_Read]:
        """Take what is to be filed next: in the order of the queue, but one slow document does not keep the others."""
        awaited = [seq for seq in self._claims if seq not in self._containers]
        seqs = list(takewhile(self._reads.__contains__, awaited))
        if not seqs and self._reads:
            oldest = min(read.at for read in self._reads.values())
            if time.monotonic() - oldest >= _PATIENCE_SECONDS:
                seqs = list(self._reads)
        return [self._reads[seq] for seq in seqs]

    def _unpack(self, claim: Claim, members: Members, seconds: float) -> list[Handled]:
        """Put members of a container into the queue; a repeat after a crash adds none twice."""
        self._containers.add(claim.seq)
        refused = [each for each in members.arrivals if each.refusal is not None]
        handled = [self._refuse_member(arrival) for arrival in refused]
        self._queue.offer([replace(each, container=claim.seq) for each in members.arrivals], is_durable=False)
        if members.is_last:
            self._leave_quarantine(claim)
            del self._claims[claim.seq]
            self._containers.discard(claim.seq)
            try:
                self._queue.finish_container(claim)
            except LeaseLost:
                log.warning("lease lost", document=claim.document.name, digest=claim.document.key)
                return []
            handled.append(Handled(document=claim.document.name, result="unpacked", milliseconds=seconds * 1000))
        for each in handled:
            _account(each)
        return handled

    def _refuse_member(self, arrival: Arrival) -> Handled:
        """Put a member that its container's parser refused into quarantine."""
        reason, message = arrival.refusal or ("malformed", "")
        name, content = arrival.document.name, arrival.document.content
        self._quarantine.refuse(name, content, resting=None, reason=reason, message=message, at=self._now())
        return Handled(document=name, result="rejected", reason=reason, message=message)

    def _file(self, reads: Sequence[_Read]) -> list[Handled]:
        """File reads in one commit; when something unforeseen fails, each document alone."""
        if not reads:
            return []
        try:
            handled = self._file_together(reads)
        except (StorageError, LeaseLost):
            raise
        except Exception as error:  # noqa: BLE001 - the top of the lane
            if len(reads) > 1:
                return [each for read in reads for each in self._file([read])]
            handled = self._file_refused(reads[0], error)
        for read in reads:
            del self._claims[read.claim.seq]
            del self._reads[read.claim.seq]
        return handled

    def _file_refused(self, read: _Read, error: Exception) -> list[Handled]:
        """Refuse a document whose filing failed, unless that is not its fault: then it is tried again."""
        claim = read.claim
        if machine_fault(error) is not None:
            self._put_off(claim, error)
            return []
        log.error("document failed", document=claim.document.name, digest=claim.document.key, exc_info=error)
        is_passing = isinstance(error, OSError | MemoryError)
        refused = _gave_up(claim, f"{type(error).__name__}: {error}", is_passing=is_passing)
        if refused is None or isinstance(read.outcome, Refusal):
            return []
        return self._file_together([_read(claim, refused, read.seconds)])

    def _put_off(self, claim: Claim, error: Exception) -> None:
        """Try a document again later, however often: the machine is at fault, not the document; said once."""
        reason = f"cannot be put away: {machine_fault(error)}"
        if reason != self.fault:
            log.error("documents wait", document=claim.document.name, reason=f"cannot be put away: {error}")
        self.fault = reason
        pause = _PAUSES_SECONDS[min(claim.tries, len(_PAUSES_SECONDS)) - 1]
        self._queue.prolong([claim], lease_seconds=pause)

    def _file_together(self, reads: Sequence[_Read]) -> list[Handled]:
        handled: list[Handled] = []
        articles = [read for read in reads if isinstance(read.outcome, Ready)]
        readies = [read.outcome for read in articles if isinstance(read.outcome, Ready)]
        signed = {read.claim.seq: each for read, each in zip(articles, sign_all(readies), strict=True)}
        with self._filer.filing() as desk:
            desk.expect([each.signature for each in signed.values()], [each.article for each in signed.values()])
            for read in reads:
                if not desk.is_held(read.claim):
                    log.warning("lease lost", document=read.claim.document.name, digest=read.claim.document.key)
                    continue
                began = time.perf_counter()
                if isinstance(read.outcome, Refusal):
                    done = self._refuse(desk, read.claim, read.outcome)
                else:
                    done = self._file_article(desk, read.claim, signed[read.claim.seq])
                seconds = read.seconds + time.perf_counter() - began
                handled.append(_timed(done, seconds * 1000))
        return handled

    def _file_article(self, desk: Desk, claim: Claim, ready: Signed) -> Handled:
        placement, story_id = self._placing.file(desk, claim, ready, self._now())
        self._leave_quarantine(claim)
        result: Result = "opened" if isinstance(placement, Open) else "joined"
        if isinstance(placement, Merge):
            result = "merged"
        return Handled(document=claim.document.name, result=result, article_id=ready.article.id, story_id=story_id)

    def _leave_quarantine(self, claim: Claim) -> None:
        """Take away what an earlier refusal left: a document is in one place only."""
        if claim.quarantined is not None:
            document = claim.document
            self._quarantine.withdraw(claim.quarantined, document.content, resting=None, metadata=document.metadata)

    def _refuse(self, desk: Desk, claim: Claim, refused: Refusal) -> Handled:
        """Put the document into quarantine, then account for it: a crash in between repeats harmlessly."""
        if claim.quarantined != claim.document.name:
            self._leave_quarantine(claim)
        self._quarantine.refuse(
            claim.document.name,
            claim.document.content,
            metadata=claim.document.metadata,
            resting=claim.resting,
            reason=refused.reason,
            message=refused.message,
            at=self._now(),
        )
        self.fault = None
        desk.reject(claim, refused.reason, refused.message)
        return Handled(document=claim.document.name, result="rejected", reason=refused.reason, message=refused.message)


def _read(claim: Claim, outcome: Ready | Refusal, seconds: float) -> _Read:
    return _Read(claim=claim, outcome=outcome, seconds=seconds, at=time.monotonic())


def _gave_up(claim: Claim, error: str, *, is_passing: bool) -> Refusal | None:
    """Refuse a document that failed; None when the fault may pass: its lease runs out and it is tried again."""
    if claim.tries < _MOST_TRIES and is_passing:
        return None
    return Refusal(
        document=claim.document.name,
        reason="failed",
        message=f"reading it failed {claim.tries} times ({error}); "
        "please report this with the file, then `sindikasi retry` it after an update",
    )


def _timed(handled: Handled, milliseconds: float) -> Handled:
    return replace(handled, milliseconds=milliseconds)


def _account(handled: Handled) -> None:
    """Write the one line a document gets."""
    facts = {
        "document": handled.document,
        "outcome": handled.result,
        "article": handled.article_id,
        "story": handled.story_id,
        "reason": handled.reason,
        "message": handled.message,
        "ms": round(handled.milliseconds, 2),
    }
    log.info("document", **{name: value for name, value in facts.items() if value is not None})
