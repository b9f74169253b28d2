"""The window of grouping over time: what is out of it leaves the memory, and stories do not depend on when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from sindikasi.core.signature import sign
from sindikasi.flow.placing import Grouping, Placing
from sindikasi.flow.reading import Signed
from sindikasi.model import Arrival, Article
from sindikasi.storage import index as module
from sindikasi.storage.catalog import SqlCatalog
from sindikasi.storage.filing import SqlFiler
from sindikasi.storage.queue import SqlQueue
from sindikasi.storage.sqlite import Database
from tests.builders import CUP, FLOOD, NOON, Clock, a_document, an_article

WINDOW = timedelta(days=14)
INSTANT = timedelta(microseconds=1)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a segment of every article or two, so that what is old is soon in files of its own."""
    monkeypatch.setattr(module, "_NEWEST", 2)


class Desk:
    """A newsroom of one desk over a folder; it can be closed and opened again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        self._open()

    def _open(self) -> None:
        self.database = Database(self.folder / "store.db")
        self.queue = SqlQueue(self.database, self.clock)
        self.filer = SqlFiler(self.database, self.clock, self.folder / "index", WINDOW)
        self.placing = Placing(Grouping(window=WINDOW, threshold=None, priorities={}))

    def restart(self) -> None:
        self.close()
        self._open()

    def close(self) -> None:
        self.database.close()

    def take(self, dropped: Dropped) -> None:
        """Let an article arrive now."""
        document = replace(a_document(dropped.text, name=dropped.name, source=dropped.name), received=self.clock.now)
        self.queue.offer([Arrival(document=document)])
        (claim,) = self.queue.claim("worker", lease_seconds=60, limit=1)
        article = an_article(dropped.text, source=dropped.name, document=dropped.name, received=self.clock.now)
        article = replace(article, **dropped.dates(self.clock.now))
        ready = Signed(article=article, signature=sign(article), words=len(article.body.split()), topics=("semua",))
        with self.filer.filing() as desk:
            self.placing.file(desk, claim, ready, NOON)

    def groups(self) -> set[frozenset[str]]:
        stories = SqlCatalog(self.database).stories()
        return {frozenset(carrier.document for carrier in story.carriers) for story in stories}

    @property
    def files(self) -> list[Path]:
        return sorted((self.folder / "index").iterdir())


@dataclass(frozen=True, slots=True)
class Dropped:
    """A text that an outlet sends."""

    name: str
    text: str
    published: datetime | None

    def dates(self, now: datetime) -> dict[str, object]:
        if self.published is None:
            return {"published": now, "published_basis": "received"}
        return {"published": self.published, "published_basis": "text"}


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Callable[[str], Desk]]:
    desks: list[Desk] = []

    def make(name: str) -> Desk:
        desks.append(Desk(tmp_path / name))
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


FIRST = NOON - timedelta(days=300)
ARCHIVE = (
    Dropped("antara", FLOOD, FIRST),
    Dropped("kompas", FLOOD, FIRST + WINDOW),
    Dropped("tempo", CUP, FIRST),
    Dropped("detik", CUP, FIRST + WINDOW + INSTANT),
)
STORIES = {frozenset({"antara", "kompas"}), frozenset({"tempo"}), frozenset({"detik"})}


@pytest.mark.parametrize("order", list(permutations(ARCHIVE))[::3], ids=lambda order: " ".join(d.name for d in order))
@pytest.mark.parametrize("days_between", [0, 1, 40])
def test_stories_are_the_same_in_any_order_however_late(
    home: Callable[[str], Desk], order: tuple[Dropped, ...], days_between: int
) -> None:
    running, restarted = home("running"), home("restarted")
    for place, dropped in enumerate(order):
        for desk in (running, restarted):
            desk.take(dropped)
            desk.take(Dropped(f"lain {place}", f"berita nomor {place} " * 9 + "a b c", desk.clock.now))
            desk.clock.forward(days_between * 86400.0)
        restarted.restart()
    for desk in (running, restarted):
        assert {group for group in desk.groups() if not any(name.startswith("lain") for name in group)} == STORIES


def days_of_news(desk: Desk, count: int) -> None:
    for day in range(count):
        desk.take(Dropped(f"lain {day}", " ".join(f"{word}{day}" for word in "satu dua tiga empat".split()), None))
        desk.clock.forward(86400.0)


def test_what_is_out_of_the_window_leaves_the_memory_as_time_passes(home: Callable[[str], Desk]) -> None:
    desk = home("one")
    days_of_news(desk, 120)
    assert len(desk.filer._index) == 120
    assert desk.filer._index.opened < 60
    desk.restart()
    with desk.filer.filing():
        assert desk.filer._index.opened < 60


def test_an_archive_dropped_in_late_meets_its_time(home: Callable[[str], Desk]) -> None:
    desk = home("one")
    desk.take(Dropped("antara", FLOOD, desk.clock.now))
    then = desk.clock.now
    days_of_news(desk, 60)
    with desk.filer.filing():
        before = desk.filer._index.opened
    desk.take(Dropped("kompas", FLOOD, then + WINDOW))
    assert frozenset({"antara", "kompas"}) in desk.groups()
    with desk.filer.filing():
        assert desk.filer._index.opened <= before + 2


def test_an_archive_meets_its_time_when_the_files_are_lost(home: Callable[[str], Desk]) -> None:
    desk = home("one")
    desk.take(Dropped("antara", FLOOD, desk.clock.now))
    then = desk.clock.now
    days_of_news(desk, 40)
    for path in desk.files:
        path.unlink()
    desk.restart()
    desk.take(Dropped("kompas", FLOOD, then))
    assert frozenset({"antara", "kompas"}) in desk.groups()


@pytest.mark.parametrize(("days", "is_one"), [(14, True), (15, False)])
def test_a_copy_without_a_date_is_compared_by_when_it_arrived(
    home: Callable[[str], Desk], days: int, is_one: bool
) -> None:
    desk = home("one")
    desk.take(Dropped("antara", FLOOD, FIRST))
    desk.take(Dropped("lain", CUP, None))
    desk.clock.forward(days * 86400.0)
    desk.take(Dropped("kompas", FLOOD, None))
    assert (frozenset({"antara", "kompas"}) in desk.groups()) is is_one


def test_who_names_no_article_looks_through_all_times(home: Callable[[str], Desk]) -> None:
    desk = home("one")
    desk.take(Dropped("antara", FLOOD, FIRST))
    days_of_news(desk, 30)
    article: Article = an_article(FLOOD, source="antara", document="antara")
    with desk.filer.filing() as held:
        assert held.candidates(sign(article))[0] == [article.id]
