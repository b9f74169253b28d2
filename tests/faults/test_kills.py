"""kill -9 at any moment, any number of times: every document ends in exactly one place, and readers never notice."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.faults.account import settle_account
from tests.faults.attack import Attack
from tests.faults.corpus import corpus

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("documents", "kills"),
    [pytest.param(120, 3, id="short"), pytest.param(10_000, 50, id="long", marks=pytest.mark.long)],
)
def test_no_kill_loses_doubles_tears_or_renames(tmp_path: Path, documents: int, kills: int) -> None:
    drops = corpus(documents, seed=documents)
    attack = Attack(tmp_path / "home", drops, kills=kills, seed=kills)
    began = time.monotonic()
    try:
        attack.run(patience=60 + documents / 20)
    finally:
        attack.service.end()
    account = settle_account(attack.service.home, drops, attack.ingested, attack.reader)
    reader = attack.reader
    print(  # noqa: T201 - the figures, shown with -s
        f"\n{sum(each.size for each in drops)} documents in {len(drops)} files, {attack.dealt} killed in "
        f"{time.monotonic() - began:.0f} s; {reader.reads} reads ({reader.answers} over HTTP, {reader.unanswered} "
        f"unanswered), {len(reader.torn)} torn; {len(account.lost)} lost, {len(account.doubled)} doubled"
    )
    assert account.is_clean, account
    assert reader.torn == []
    assert attack.orphans == []
    assert reader.answers > kills
    assert len(reader.ids) > 0
