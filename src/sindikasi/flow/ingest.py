"""The ingest lane: claim, read, place, file; the order of calls, no rules."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import structlog

from sindikasi.errors import DocumentError, EmptyArticle, LeaseLost, StorageError
from sindikasi.flow.reading import Ready, is_container
from sindikasi.model import Arrival, Claim, Filing, Join, Merge, Open

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from sindikasi.flow.placing import Placing
    from sindikasi.flow.reading import Reading
    from sindikasi.inbox.quarantine import Quarantine
    from sindikasi.ports import Container, Desk, Filer, Queue

log = structlog.get_logger("ingest")

_LEASE_SECONDS = 120.0
_BURST = 50
_BURST_SECONDS = 0.5
_UNPACK_BATCH = 500
_MOST_TRIES = 4

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
class _Refused:
    reason: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    claim: Claim
    outcome: Ready | _Refused
    seconds: float


class IngestLane:
    """Walks documents from the queue to their stories; one lane a thread."""

    def __init__(
        self,
        *,
        queue: Queue,
        filer: Filer,
        reading: Reading,
        quarantine: Quarantine,
        placing: Placing,
        owner: str,
        now: Callable[[], datetime],
        is_stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._queue = queue
        self._filer = filer
        self._reading = reading
        self._quarantine = quarantine
        self._owner = owner
        self._now = now
        self._is_stopping = is_stopping
        self._placing = placing

    def run_once(self) -> list[Handled]:
        """Handle one burst of waiting documents and return what became of them; empty when none waits.

        Raises StorageError when the store is out of reach: the leases run out and nothing is lost.
        """
        claims = self._queue.claim(self._owner, lease_seconds=_LEASE_SECONDS, limit=_BURST)
        handled: list[Handled] = []
        for outcomes in self._handle(claims):
            for each in outcomes:
                _account(each)
            handled.extend(outcomes)
        return handled

    def _handle(self, claims: Sequence[Claim]) -> Iterator[list[Handled]]:
        """Read and file the claims in order; yield what is committed, so that it is told even when more fails."""
        reads: list[_Read] = []
        began = time.monotonic()
        for place, claim in enumerate(claims):
            if self._is_stopping():
                self._queue.give_back(claims[place:])
                break
            read = self._read(claim)
            if isinstance(read, Handled):
                yield [read]
            elif read is not None:
                reads.append(read)
            if time.monotonic() - began > _BURST_SECONDS:
                # One slow document does not keep the others of its burst from being filed.
                yield self._file(reads)
                reads, began = [], time.monotonic()
        yield self._file(reads)

    def _read(self, claim: Claim) -> _Read | Handled | None:
        """Read one document outside the store's lock; None when a passing fault leaves it for later."""
        began = time.perf_counter()
        outcome: Ready | _Refused
        try:
            parser = self._reading.parser_of(claim.document)
            if is_container(parser):
                return self._unpack(claim, parser, began)
            outcome = self._reading.ready(self._reading.article(claim.document, parser))
        except DocumentError as error:
            outcome = _Refused(reason=error.reason, message=error.message)
        except LeaseLost:
            log.warning("lease lost", document=claim.document.name, digest=claim.document.key)
            return None
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - the top of the lane for one document
            refused = self._gave_up(claim, error)
            if refused is None:
                return None
            outcome = refused
        return _Read(claim=claim, outcome=outcome, seconds=time.perf_counter() - began)

    def _gave_up(self, claim: Claim, error: Exception) -> _Refused | None:
        """Refuse a document that fails again and again; before, its lease runs out and it is tried again."""
        log.error("document failed", document=claim.document.name, digest=claim.document.key, exc_info=error)
        if claim.tries < _MOST_TRIES and isinstance(error, OSError | MemoryError):
            return None
        return _Refused(
            reason="failed",
            message=f"reading it failed {claim.tries} times ({type(error).__name__}: {error}); "
            "please report this with the file, then `sindikasi retry` it after an update",
        )

    def _unpack(self, claim: Claim, container: Container, began: float) -> Handled | None:
        """Put the members of a container into the queue; a repeat after a crash adds none twice."""
        document = claim.document
        batch: list[Arrival] = []
        count = 0
        for member in self._reading.members(container, document):
            batch.append(Arrival(document=member, container=claim.seq))
            count += 1
            if len(batch) >= _UNPACK_BATCH:
                self._queue.offer(batch)
                batch = []
                if self._is_stopping():
                    self._queue.give_back([claim])
                    return None
        if not count:
            raise EmptyArticle(f"the {container.name} file holds no article; check how it was made")
        self._queue.offer(batch)
        self._leave_quarantine(claim)
        self._queue.finish_container(claim)
        milliseconds = (time.perf_counter() - began) * 1000
        return Handled(document=document.name, result="unpacked", milliseconds=milliseconds)

    def _file(self, reads: Sequence[_Read]) -> list[Handled]:
        """File a burst in one commit; when something unforeseen fails, each document alone."""
        if not reads:
            return []
        try:
            return self._file_together(reads)
        except (StorageError, LeaseLost):
            raise
        except Exception as error:  # noqa: BLE001 - the top of the lane
            if len(reads) > 1:
                return [each for read in reads for each in self._file([read])]
            claim = reads[0].claim
            refused = self._gave_up(claim, error)
            if refused is None or isinstance(reads[0].outcome, _Refused):
                return []  # not the document's fault: its lease runs out and it is tried again
            return self._file_together([_Read(claim=claim, outcome=refused, seconds=reads[0].seconds)])

    def _file_together(self, reads: Sequence[_Read]) -> list[Handled]:
        handled: list[Handled] = []
        with self._filer.filing() as desk:
            for read in reads:
                if not desk.is_held(read.claim):
                    log.warning("lease lost", document=read.claim.document.name, digest=read.claim.document.key)
                    continue
                began = time.perf_counter()
                if isinstance(read.outcome, Ready):
                    done = self._file_article(desk, read.claim, read.outcome)
                else:
                    done = self._refuse(desk, read.claim, read.outcome)
                seconds = read.seconds + time.perf_counter() - began
                handled.append(_timed(done, seconds * 1000))
        return handled

    def _file_article(self, desk: Desk, claim: Claim, ready: Ready) -> Handled:
        placement, lead, relations = self._placing.place(desk, ready)
        filing = Filing(
            claim=claim,
            article=ready.article,
            signature=ready.signature,
            words=ready.words,
            topics=ready.topics,
            placement=placement,
            lead=lead,
            relations=relations,
        )
        self._leave_quarantine(claim)
        story_id = desk.file(filing)
        if isinstance(placement, Join | Merge):
            story_id = self._placing.heed_rulings(desk, ready.article.id, story_id)
        result: Result = "opened" if isinstance(placement, Open) else "joined"
        if isinstance(placement, Merge):
            result = "merged"
        return Handled(document=claim.document.name, result=result, article_id=ready.article.id, story_id=story_id)

    def _leave_quarantine(self, claim: Claim) -> None:
        """Take away what an earlier refusal left: a document is in one place only."""
        if claim.quarantined is not None:
            self._quarantine.withdraw(claim.quarantined, claim.document.content, resting=None)

    def _refuse(self, desk: Desk, claim: Claim, refused: _Refused) -> Handled:
        """Put the document into quarantine, then account for it: a crash in between repeats harmlessly."""
        if claim.quarantined != claim.document.name:
            self._leave_quarantine(claim)
        self._quarantine.refuse(
            claim.document.name,
            claim.document.content,
            resting=claim.resting,
            reason=refused.reason,
            message=refused.message,
            at=self._now(),
        )
        desk.reject(claim, refused.reason, refused.message)
        return Handled(document=claim.document.name, result="rejected", reason=refused.reason, message=refused.message)


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
