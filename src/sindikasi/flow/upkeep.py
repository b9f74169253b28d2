"""Housekeeping after a change of settings or version: stored articles get today's topics and signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from sindikasi.core.signature import SCHEME, sign

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sindikasi.core.topics import TopicSet
    from sindikasi.flow.placing import Placing
    from sindikasi.ports import Catalog, Filer, Upkeep

log = structlog.get_logger("upkeep")

_BATCH = 200


def lift_embargoes(upkeep: Upkeep, filer: Filer, placing: Placing, now: datetime) -> list[str]:
    """Show what was under embargo until now; return the stories' ids."""
    due = upkeep.next_embargo()
    if due is None or due > now:
        return []
    with filer.filing() as desk:
        return placing.regroup(desk, desk.lift_embargoes())


def renew_topics(
    catalog: Catalog, upkeep: Upkeep, topics: TopicSet, *, is_stopping: Callable[[], bool] = lambda: False
) -> int:
    """Sort all stored articles anew when the topic rules changed; return how many were looked at.

    Runs in batches beside the lanes; stopped half-way, it starts over at the next start.
    """
    if upkeep.topics_digest() == topics.digest:
        return 0
    seen, last = 0, ""
    while ids := upkeep.article_ids(last, _BATCH):
        if is_stopping():
            return seen
        bodies = catalog.bodies(ids)
        upkeep.retopic({each: topics.topics_of(article) for each, article in bodies.items()})
        seen, last = seen + len(ids), ids[-1]
    upkeep.set_topics_digest(topics.digest)
    if seen:
        log.info("topics renewed", articles=seen)
    return seen


def renew_signatures(catalog: Catalog, upkeep: Upkeep) -> int:
    """Sign articles of another scheme anew, so that all can be compared; return how many there were.

    What was found is written down: a start does not read every signature of a large store again.
    """
    if upkeep.signature_scheme() == SCHEME:
        return 0
    seen = 0
    while ids := upkeep.outdated_signatures(SCHEME, _BATCH):
        bodies = catalog.bodies(ids)
        upkeep.resign({each: sign(article) for each, article in bodies.items()})
        seen += len(ids)
    upkeep.set_signature_scheme(SCHEME)
    if seen:
        log.info("signatures renewed", articles=seen)
    return seen
