"""Both lanes over a real store and real folders, with a clock set by hand."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from sindikasi.core.topics import compile_topics
from sindikasi.flow.ingest import Handled, IngestLane
from sindikasi.flow.placing import Grouping, Placing
from sindikasi.flow.press import Press
from sindikasi.flow.publish import PublishLane
from sindikasi.flow.readers import Read
from sindikasi.flow.reading import Reading
from sindikasi.flow.search import Searching
from sindikasi.inbox.names import document_key
from sindikasi.inbox.quarantine import Quarantine
from sindikasi.inbox.receive import Doorstep
from sindikasi.inbox.watch import scan
from sindikasi.model import ArticleSummary, CleaningContext, Document, ParsedArticle, Story, Topic
from sindikasi.outputs.pages import Site
from sindikasi.plugins import load_cleaners, load_outputs, load_parsers
from sindikasi.storage.catalog import SqlCatalog
from sindikasi.storage.filing import SqlFiler
from sindikasi.storage.queue import SqlQueue
from sindikasi.storage.search import SqlSearch
from sindikasi.storage.sqlite import Database
from sindikasi.storage.upkeep import SqlUpkeep
from tests.builders import Clock

TOPICS = (
    Topic(slug="semua", title="Semua berita", query="*"),
    Topic(slug="bencana", title="Bencana", query="banjir OR gempa"),
    Topic(slug="olahraga", title="Olahraga", query='"bulu tangkis" OR final'),
)

FLOOD = """Banjir bandang rendam 14 desa di Luwu Utara

Masamba - Banjir bandang merendam 14 desa di Kabupaten Luwu Utara, Sulawesi Selatan, sejak Rabu malam setelah
hujan lebat mengguyur hulu Sungai Radda selama sembilan jam.

Sedikitnya 320 keluarga mengungsi ke balai desa dan masjid, kata kepala badan penanggulangan bencana setempat,
Hasrul Tandi, saat meninjau tanggul yang jebol di Kecamatan Baebunta.

Air setinggi satu setengah meter memutus jalan penghubung dua kecamatan, merobohkan satu jembatan gantung dan
merendam 870 hektare sawah yang dua pekan lagi seharusnya dipanen.

Petugas mengirim enam perahu karet, selimut dan makanan siap saji; hujan diperkirakan turun sampai Sabtu pagi.
"""

# The same text as another outlet carries it: another headline, a word here and there, the last paragraph cut.
FLOOD_COPY = """Luwu Utara banjir lagi, 320 keluarga mengungsi

Masamba - Banjir bandang merendam 14 desa di Kabupaten Luwu Utara, Sulawesi Selatan, sejak Rabu malam setelah
hujan lebat mengguyur hulu Sungai Radda selama sembilan jam.

Sedikitnya 320 keluarga mengungsi ke balai desa dan masjid, ujar kepala badan penanggulangan bencana setempat,
Hasrul Tandi, ketika meninjau tanggul yang jebol di Kecamatan Baebunta.

Air setinggi satu setengah meter memutus jalan penghubung dua kecamatan, merobohkan satu jembatan gantung dan
merendam 870 hektare sawah yang dua pekan lagi seharusnya dipanen.
"""

CUP = """Tim putri melaju ke final di Kuala Lumpur

Kuala Lumpur - Tim bulu tangkis putri melaju ke final setelah menang 3-1 atas tuan rumah pada Minggu malam di
Stadion Axiata yang ditonton enam ribu orang.

Ganda kedua memastikan kemenangan lewat pertandingan tiga gim selama 74 menit dengan skor 21-18, 17-21, 22-20.

Pelatih Wijanarko menyebut pertahanan rapat dan servis pendek sebagai kunci, sementara lawan kehilangan
tunggal utamanya yang cedera lutut pada babak penyisihan.

Pada partai puncak mereka bertemu juara bertahan yang belum kalah sepanjang turnamen tahun ini.
"""

CUP_COPY = """Bulu tangkis: putri menang 3-1, melaju ke final

Kuala Lumpur - Tim bulu tangkis putri melaju ke final setelah menang 3-1 atas tuan rumah pada Minggu malam di
Stadion Axiata yang ditonton enam ribu orang.

Ganda kedua memastikan kemenangan lewat pertandingan tiga gim selama 74 menit dengan skor 21-18, 17-21, 22-20.

Pelatih Wijanarko menyebut pertahanan yang rapat dan servis pendek sebagai kunci kemenangan, sementara lawan
kehilangan tunggal utamanya yang cedera lutut pada babak penyisihan.
"""

RATES = """Central bank keeps its rate at 5.5 percent

Jakarta - The central bank left its benchmark rate at 5.5 percent on Thursday and said inflation would stay
within its target for the rest of the year as food prices ease after the harvest.

Governor Ratna Sudibyo told reporters the board had weighed a cut but preferred to wait until the currency,
which lost two percent last month, settles.

Economists polled before the meeting were split, with nine of seventeen expecting no change.
"""


class Spoilt:
    """A cleaner that does what the test says to texts with the word "rusak", and nothing to others."""

    name = "spoilt"

    def __init__(self, act: Callable[[], object]) -> None:
        self._act = act

    def clean(self, parsed: ParsedArticle, context: CleaningContext) -> ParsedArticle:
        if "rusak" in parsed.body:
            self._act()
        return parsed


class AtHand:
    """Reads in the test's own process, at once; whoever needs processes makes a `ReaderPool`."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._waiting: list[tuple[int, Document]] = []

    @property
    def room(self) -> int:
        return 100 - len(self._waiting)

    def hand_in(self, ticket: int, document: Document) -> None:
        self._waiting.append((ticket, document))

    def collect(self, wait_seconds: float) -> list[Read]:
        waiting, self._waiting = self._waiting, []
        return [
            Read(ticket=ticket, outcome=outcome, seconds=0.001)
            for ticket, document in waiting
            for outcome in self._reading.read(document)
        ]

    def forget(self) -> None:
        self._waiting.clear()


class Newsroom:
    """A home folder; everything that may differ between tests is an argument."""

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock | None = None,
        topics: Sequence[Topic] = TOPICS,
        priorities: Mapping[str, int] | None = None,
        window_days: float = 14,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.inbox, self.feeds = folder / "inbox", folder / "feeds"
        for each in (self.inbox, self.feeds):
            each.mkdir(exist_ok=True)
        self.clock = clock or Clock()
        self.database = Database(folder / "data" / "test.db")
        self.queue = SqlQueue(self.database, self.clock)
        self.filer = SqlFiler(self.database, self.clock)
        self.catalog = SqlCatalog(self.database)
        self.upkeep = SqlUpkeep(self.database, self.clock)
        self.quarantine = Quarantine(self.inbox)
        self.topics = topics
        self.topic_set = compile_topics(topics)
        self.upkeep.declare_topics([topic.slug for topic in topics])
        self.grouping = Grouping(window=timedelta(days=window_days), threshold=None, priorities=priorities or {})

    def close(self) -> None:
        self.database.close()

    # --- arrivals

    def drop(self, name: str, text: str | bytes) -> Path:
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        # Files come in the order in which they were dropped, however coarse the file system's clock is.
        self._dropped = getattr(self, "_dropped", 0) + 1
        os.utime(path, (1_700_000_000 + self._dropped,) * 2)
        return path

    def receive(self, after: Literal["move", "keep", "delete"] = "move") -> list[str]:
        doorstep = Doorstep(self.inbox, self.queue, self.clock, max_bytes=1_000_000, after=after)
        return [each.outcome for each in doorstep.receive(scan(self.inbox))]

    # --- the ingest lane

    def reading(self, cleaners: Iterable[Any] | None = None) -> Reading:
        return Reading(
            parsers=load_parsers(),
            cleaners=[*(load_cleaners(("boilerplate", "wire", "markup")) if cleaners is None else cleaners)],
            topics=self.topic_set,
            context_of=context_of,
            key_of=document_key,
        )

    def lane(self, *, cleaners: Iterable[Any] | None = None, owner: str = "worker", **parts: Any) -> IngestLane:
        lane = {
            "queue": self.queue,
            "filer": self.filer,
            "readers": AtHand(self.reading(cleaners)),
            "quarantine": self.quarantine,
            "placing": Placing(self.grouping),
            "now": self.clock,
        }
        return IngestLane(owner=owner, **(lane | parts))

    def work(self, lane: IngestLane | None = None) -> list[Handled]:
        """Take in what lies in the inbox and work until nothing waits."""
        self.receive()
        lane = lane or self.lane()
        handled: list[Handled] = []
        while burst := lane.run_once():
            handled += burst
        return handled

    def take(self, *dropped: tuple[str, str | bytes]) -> list[Handled]:
        for name, text in dropped:
            self.drop(name, text)
        return self.work()

    # --- what came of it

    def groups(self) -> set[frozenset[str]]:
        """Return the documents of each story."""
        return {frozenset(each.document for each in story.carriers) for story in self.catalog.stories()}

    def story(self) -> Story:
        (story,) = self.catalog.stories()
        return story

    def article(self, document: str) -> ArticleSummary:
        found = self.catalog.article(document)
        assert found is not None
        return found

    def counts(self) -> tuple[int, int, int]:
        """Return how many documents are queued, done and rejected."""
        status = self.catalog.status()
        return status.queued, status.done, status.rejected

    # --- the publish lane

    def publisher(self, **parts: Any) -> PublishLane:
        return PublishLane(**(self._presswork() | parts))

    def searching(self, **parts: Any) -> Searching:
        """Return what finds stories; its index is in a file beside the store."""
        index = SqlSearch(self.database, self.database.path.with_name("search.db"))
        return Searching(**(self._presswork() | {"index": index} | parts))

    def _presswork(self) -> dict[str, Any]:
        site = Site(
            title="Kawat",
            language="id",
            timezone="Asia/Jakarta",
            root="https://news.example",
            feeds="https://news.example/feeds",
            topics=tuple((topic.slug, topic.title) for topic in self.topics),
        )
        return {
            "catalog": self.catalog,
            "upkeep": self.upkeep,
            "outputs": load_outputs(("atom", "rss", "json")),
            "topics": self.topics,
            "labels": {topic.slug: topic.title for topic in self.topics if topic.query != "*"},
            "press": Press(
                site=site,
                feeds_dir=self.feeds,
                private_dir=self.feeds.parent / "private",
                base_url="https://news.example",
                language="id",
                entries=50,
                source_titles={"antara": "ANTARA"},
            ),
        }

    def published(self) -> dict[str, tuple[bytes, int]]:
        """Return the bytes and the modification time (nanoseconds) of every published file."""
        return {each.name: (each.read_bytes(), each.stat().st_mtime_ns) for each in self.feeds.iterdir()}


def context_of(document: Document) -> CleaningContext:
    return CleaningContext(received=document.received, source=document.source, timezone="Asia/Jakarta")
