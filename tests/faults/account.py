"""What became of every document: read from the store, the folders and what a reader of the feeds saw."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.corpus import Dropped
from tests.faults.reader import FeedReader


@dataclass(slots=True, kw_only=True)
class Account:
    """What is wrong, by kind; nothing is what must be found."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)
    """Where the store and the folders do not agree."""
    renamed: list[str] = field(default_factory=list)
    """Entries that came back under another id, or whose id leads nowhere."""
    parted: list[str] = field(default_factory=list)
    """Twins in two stories."""

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.misplaced or self.renamed or self.parted)


def settle_account(home: Path, drops: Sequence[Dropped], ingested: set[str], reader: FeedReader) -> Account:
    """Compare what was dropped with what is there, once the queue is empty and the daemon has stopped."""
    account = Account()
    with closing(sqlite3.connect(home / "data/sindikasi.db")) as store:
        _count_documents(store, drops, account)
        _compare_folders(store, home / "inbox", drops, ingested, account)
        _follow_entries(store, reader, account)
        _join_twins(store, drops, account)
    return account


def _count_documents(store: sqlite3.Connection, drops: Sequence[Dropped], account: Account) -> None:
    """Every document is one article or one refusal, under one of the names it came by."""
    names = _names_of_copies(drops)
    articles = Counter(names.get(name, name) for (name,) in store.execute("SELECT document FROM articles"))
    done = Counter(
        names.get(name, name) for (name,) in store.execute("SELECT name FROM documents WHERE state = 'done'")
    )
    rejected = Counter(name for (name,) in store.execute("SELECT name FROM documents WHERE state = 'rejected'"))
    good = {name for each in drops for name in each.good}
    bad = {name for each in drops for name in each.bad}
    account.lost += [f"article {name}" for name in good if not articles[name] or not done[name]]
    account.lost += [f"refusal {name}" for name in bad if not rejected[name]]
    account.doubled += [f"{name}: {count} articles" for name, count in articles.items() if count > 1]
    account.doubled += [f"{name}: {count} refusals" for name, count in rejected.items() if count > 1]
    account.misplaced += [f"article nobody dropped: {name}" for name in articles if name not in good]
    account.misplaced += [f"refusal nobody dropped: {name}" for name in rejected if name not in bad]
    waiting = store.execute("SELECT name FROM documents WHERE state = 'queued'").fetchall()
    account.lost += [f"still queued: {name}" for (name,) in waiting]


def _names_of_copies(drops: Sequence[Dropped]) -> dict[str, str]:
    """Return the name of a copy -> that of its original: whichever was read first names the document."""
    return {each.name: each.copy_of for each in drops if each.copy_of is not None}


def _compare_folders(
    store: sqlite3.Connection, inbox: Path, drops: Sequence[Dropped], ingested: set[str], account: Account
) -> None:
    """Every dropped file lies in `_done` once, or refused in `_rejected` once with its reason, and nowhere else."""
    wanted_done = Counter(_digest(each.content) for each in drops if each.name not in ingested and _is_kept(each))
    found_done = Counter(_digest(each.read_bytes()) for each in _files(inbox / "_done"))
    account.lost += [f"not in _done: {count} of {digest}" for digest, count in (wanted_done - found_done).items()]
    account.doubled += [
        f"in _done too often: {count} of {digest}" for digest, count in (found_done - wanted_done).items()
    ]

    reasons, refused = set(), set()
    for each in _files(inbox / "_rejected"):
        (reasons if each.name.endswith(".reason.json") else refused).add(
            each.relative_to(inbox / "_rejected").as_posix()
        )
    account.misplaced += [
        f"refused without a reason: {name}" for name in refused if f"{name}.reason.json" not in reasons
    ]
    account.misplaced += [f"a reason without its file: {name}" for name in reasons if name[:-12] not in refused]
    told = {json.loads((inbox / "_rejected" / name).read_text())["document"] for name in reasons}
    bad = {name for each in drops for name in each.bad}
    account.lost += [f"not in _rejected: {name}" for name in bad - told]
    account.doubled += [f"{len(refused)} files in _rejected, {len(bad)} refused"] if len(refused) != len(bad) else []

    resting = store.execute("SELECT name, resting FROM documents WHERE resting IS NOT NULL AND state <> 'rejected'")
    account.misplaced += [
        f"{name} does not rest at {place}" for name, place in resting if not (inbox / place).is_file()
    ]
    left = [each for each in inbox.rglob("*") if each.is_file() and each.relative_to(inbox).parts[0][0] != "_"]
    account.misplaced += [f"still in the inbox: {each}" for each in left]
    account.misplaced += [f"left over: {each}" for each in _all_files(inbox) if each.name.endswith(".tmp")]


def _is_kept(dropped: Dropped) -> bool:
    """Return whether the file itself goes to `_done`: an article, a copy, a container."""
    return dropped.name not in dropped.bad


def _follow_entries(store: sqlite3.Connection, reader: FeedReader, account: Account) -> None:
    """Every id a reader ever saw leads to a story, and one headline never to two."""
    absorbed = dict(store.execute("SELECT seq, absorbed_by FROM stories").fetchall())
    seqs = {entry: seq for entry, seq in store.execute("SELECT id, seq FROM stories")}

    def last(entry: str) -> int | None:
        seq = seqs.get(entry)
        while seq is not None and absorbed[seq] is not None:
            seq = absorbed[seq]
        return seq

    for headline, ids in reader.ids.items():
        stories = {last(each) for each in ids}
        if None in stories:
            account.renamed.append(f"{headline}: an id leads nowhere: {ids}")
        elif len(stories) > 1:
            account.renamed.append(f"{headline}: came back under another id: {ids}")


def _join_twins(store: sqlite3.Connection, drops: Sequence[Dropped], account: Account) -> None:
    names = _names_of_copies(drops)
    stories = {names.get(name, name): story for name, story in store.execute("SELECT document, story FROM articles")}
    for each in drops:
        if each.twin_of is not None and stories.get(each.name) != stories.get(each.twin_of):
            account.parted.append(f"{each.name} and {each.twin_of}")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _all_files(folder: Path) -> list[Path]:
    return [each for each in folder.rglob("*") if each.is_file()]


def _files(folder: Path) -> list[Path]:
    """Return the files below a folder; hidden ones are nobody's documents."""
    return [each for each in _all_files(folder) if not each.name.startswith(".")]
