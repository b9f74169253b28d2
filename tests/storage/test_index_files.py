"""The index's files beside a store: derived, shared by processes, never ahead of what is committed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from sindikasi.core.signature import sign
from sindikasi.errors import StorageError
from sindikasi.model import Claim
from sindikasi.storage import index as module
from sindikasi.storage.catalog import SqlCatalog
from sindikasi.storage.filing import SqlFiler
from sindikasi.storage.queue import SqlQueue
from sindikasi.storage.sqlite import Database
from sindikasi.storage.upkeep import SqlUpkeep
from tests.builders import Clock, a_filing, an_article
from tests.storage.contract import Store


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make segments of a few articles."""
    monkeypatch.setattr(module, "_NEWEST", 3)
    monkeypatch.setattr(module, "_SEGMENT", 16)


class Home:
    """Processes over one folder: each opens the store for itself."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database_path = folder / "store.db"
        self.index = folder / "index"
        self._databases: list[Database] = []

    def process(self) -> Store:
        database = Database(self.database_path)
        self._databases.append(database)
        clock = Clock()
        return Store(
            queue=SqlQueue(database, clock),
            filer=SqlFiler(database, clock, self.index),
            catalog=SqlCatalog(database),
            upkeep=SqlUpkeep(database, clock),
            clock=clock,
        )

    def end_processes(self) -> None:
        for database in self._databases:
            database.close()
        self._databases.clear()

    @property
    def files(self) -> list[Path]:
        return sorted(self.index.glob("*"))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path)
    yield home
    home.end_processes()


def text(number: int) -> str:
    """Return a text that shares no three words with another's."""
    return " ".join(
        f"{word}{chr(97 + number // 26)}{chr(97 + number % 26)}" for word in "satu dua tiga lima enam".split()
    )


def body(number: int) -> str:
    return "\n".join(f"{text(number)} {line}" for line in ("pagi", "siang", "sore"))


def file_many(store: Store, numbers: range) -> None:
    for number in numbers:
        store.file_one(body(number))


def found(store: Store, number: int) -> list[str]:
    """Return the texts, by number, that meet this one."""
    with store.filer.filing() as desk:
        ids, _, rows = desk.candidates(sign(an_article(body(number))))
    assert len(ids) == len(rows)
    return ids


def assert_finds(store: Store, numbers: range) -> None:
    for number in numbers:
        assert found(store, number) == [an_article(body(number)).id]


def named(store: Store) -> set[str]:
    """Return the files that the store's index is in."""
    return {run["name"] for run in json.loads(store.filer._index.manifest)["runs"]}


def file_and_fail(store: Store, claims: Iterable[Claim]) -> None:
    with store.filer.filing() as desk:
        for claim in claims:
            desk.file(a_filing(claim))
        raise RuntimeError("power")


def file_and_fail_to_commit(store: Store, claim: Claim) -> None:
    with store.filer.filing() as desk:
        desk.file(a_filing(claim))
        desk._connection.execute("PRAGMA defer_foreign_keys = ON")
        desk._connection.execute("INSERT INTO repeats VALUES (999, 'no such document', 0)")


def test_articles_are_found_in_files_by_a_new_process(home: Home) -> None:
    file_many(home.process(), range(20))
    home.end_processes()
    assert home.files
    assert_finds(home.process(), range(20))


def test_processes_in_turn_agree(home: Home) -> None:
    one, other, third = home.process(), home.process(), home.process()
    for start in range(0, 30, 5):
        file_many(one, range(start, start + 3))
        file_many(other, range(start + 3, start + 5))
    for store in (one, other, third):
        assert_finds(store, range(30))
    assert {path.name for path in home.files} >= named(third)


def test_an_article_that_was_taken_back_is_in_no_file(home: Home) -> None:
    store = home.process()
    file_many(store, range(2))
    claims = [store.claim_one(body(number), name=f"{number}.txt") for number in range(2, 12)]
    with pytest.raises(RuntimeError, match="power"):
        file_and_fail(store, claims)
    file_many(store, range(20, 30))  # these get the numbers of those taken back
    for each in (store, home.process()):
        assert found(each, 5) == []
        assert_finds(each, range(2))
        assert_finds(each, range(20, 30))


def test_what_a_failed_commit_wrote_is_in_no_file(home: Home) -> None:
    store = home.process()
    file_many(store, range(2))
    claim = store.claim_one(body(2), name="2.txt")
    with pytest.raises(StorageError):
        file_and_fail_to_commit(store, claim)
    file_many(store, range(20, 26))
    assert found(store, 2) == []
    assert_finds(store, range(20, 26))


def test_files_written_in_a_transaction_that_was_taken_back_are_not_used(home: Home) -> None:
    store = home.process()
    file_many(store, range(3))
    with pytest.raises(RuntimeError, match="power"):
        file_and_fail(store, [])  # the three were sealed on the way in
    assert_finds(store, range(3))
    file_many(store, range(3, 12))
    assert_finds(home.process(), range(12))
    assert_finds(store, range(12))
    assert {path.name for path in home.files} == named(store)


def test_a_restored_backup_does_not_meet_what_was_filed_after_it(home: Home, tmp_path: Path) -> None:
    file_many(home.process(), range(8))
    home.end_processes()
    shutil.copy(home.database_path, tmp_path / "backup.db")
    file_many(home.process(), range(8, 30))
    home.end_processes()
    shutil.copy(tmp_path / "backup.db", home.database_path)
    store = home.process()
    file_many(store, range(40, 62))
    assert all(found(store, number) == [] for number in range(8, 30))
    assert_finds(store, range(8))
    assert_finds(store, range(40, 62))


def test_a_new_store_sweeps_the_files_of_the_old_one(home: Home) -> None:
    file_many(home.process(), range(10))
    home.end_processes()
    old = home.files
    for path in home.folder.glob("store.db*"):
        path.unlink()
    store = home.process()
    assert found(store, 3) == []
    assert not set(old) & set(home.files)


@pytest.mark.parametrize("harm", ["lost", "truncated", "damaged"])
def test_losing_the_files_loses_nothing(home: Home, harm: str) -> None:
    file_many(home.process(), range(20))
    home.end_processes()
    for path in home.files:
        content = path.read_bytes()
        if harm == "lost":
            path.unlink()
        elif harm == "truncated":
            path.write_bytes(content[:1000])
        else:
            path.write_bytes(content[:500] + b"damage" + content[506:])
    store = home.process()
    assert_finds(store, range(20))
    file_many(store, range(20, 30))
    home.end_processes()
    assert_finds(home.process(), range(30))


def test_signatures_made_anew_are_found(home: Home) -> None:
    store = home.process()
    file_many(store, range(10))
    article = an_article(body(3))
    store.upkeep.resign({article.id: sign(an_article(body(50)))})
    for each in (store, home.process()):
        assert found(each, 50) == [article.id]
        assert found(each, 3) == []


def test_a_store_without_a_folder_keeps_its_index_in_memory(home: Home) -> None:
    file_many(home.process(), range(10))
    database = Database(home.folder / "store.db")
    filer = SqlFiler(database, Clock())
    files = home.files
    with filer.filing() as desk:
        assert desk.candidates(sign(an_article(body(3))))[0] == [an_article(body(3)).id]
    assert home.files == files
    database.close()
