"""Ten thousand files of one source do not keep another's flash waiting, nor the start of the daemon."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from sindikasi.app import App, utc_now
from sindikasi.inbox.receive import arrival_of
from tests.acceptance.service import Service, a_text, within

pytestmark = pytest.mark.slow

FLASH = """Gempa kuat guncang pesisir barat, warga diminta menjauhi pantai

Bengkulu - Gempa kuat mengguncang pesisir barat pada Ahad siang dan warga diminta menjauhi pantai.
"""

SECOND_FLASH = """Banjir bandang terjang tiga kecamatan, jembatan utama putus

Manado - Banjir bandang menerjang tiga kecamatan pada Ahad malam; jembatan utama putus dan ratusan rumah terendam.
"""


@pytest.fixture
def service(tmp_path: Path):
    service = Service(tmp_path / "home")
    yield service
    service.end()


@pytest.mark.parametrize(
    "files", [pytest.param(1_500, id="short"), pytest.param(10_000, id="long", marks=pytest.mark.long)]
)
def test_a_flash_behind_a_flood_of_another_source_is_published_in_seconds(service: Service, files: int) -> None:
    flood = service.home / "flood"
    flood.mkdir()
    for number in range(files):
        (flood / f"{number}.txt").write_text(a_text(number))
    service.start()
    quiet = _published_after(service, "kilat/gempa.txt", "Gempa kuat", FLASH)
    flood.rename(service.inbox / "banjir")
    within(60, (service.inbox / "_done").exists)
    flooded = _published_after(service, "kilat/bandang.txt", "Banjir bandang", SECOND_FLASH)
    with closing(sqlite3.connect(service.home / "data/sindikasi.db")) as store:
        order = [document for (document,) in store.execute("SELECT document FROM articles ORDER BY seq")]
    before = order.index("kilat/bandang.txt")
    print(  # noqa: T201 - the figures, shown with -s
        f"\nflash behind {files}: published after {flooded:.1f} s, without them {quiet:.1f} s; "
        f"{before} were filed before it"
    )
    assert before < 1_000  # how long that takes is printed: it is a figure of the machine


def _published_after(service: Service, name: str, headline: str, text: str) -> float:
    """Drop a document and return the seconds until it is in its topic's feed."""
    began = time.monotonic()
    service.drop(name, text)
    within(60, lambda: headline.encode() in _feed(service))
    return time.monotonic() - began


def _feed(service: Service) -> bytes:
    path = service.feeds / "bencana.atom"
    return path.read_bytes() if path.exists() else b""


@pytest.mark.parametrize(
    "queued", [pytest.param(2_000, id="short"), pytest.param(100_000, id="long", marks=pytest.mark.long)]
)
def test_a_long_queue_does_not_hold_up_the_start(service: Service, queued: int) -> None:
    service.start()
    assert service.stop() == 0
    began = time.monotonic()
    service.start()
    empty = time.monotonic() - began
    assert service.stop() == 0

    app = App(service.home)
    for first in range(0, queued, 500):
        texts = [(number, a_text(number).encode()) for number in range(first, first + 500)]
        app.queue.offer(
            [
                arrival_of(text, sha256(text).digest(), Path(f"banjir/{number}.txt"), received=utc_now())
                for number, text in texts
            ]
        )
    app.close()
    began = time.monotonic()
    service.start()
    within(60, lambda: service.get("/feeds/semua.atom").status_code == 200)
    full = time.monotonic() - began
    print(f"\nstart with {queued} queued: ready after {full:.1f} s, with none after {empty:.1f} s")  # noqa: T201
    assert service.counts()["queued"] > 0
