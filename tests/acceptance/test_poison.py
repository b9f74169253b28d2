"""Documents that end, stall or fill whoever reads them are given up with their reason; everything else goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.service import Service, a_text, within

pytestmark = pytest.mark.slow

PARSER = """
import ctypes, os, time

class PoisonParser:
    name = "poison"
    is_container = False

    def recognises(self, document):
        return 100 if document.content.startswith(b"POISON") else 0

    def parse(self, document):
        act = document.content.split()[1].decode()
        if act == "abort":
            os.abort()
        if act == "segfault":
            ctypes.string_at(0)
        if act == "exit":
            os._exit(3)
        if act == "sleep":
            time.sleep(600)
        if act == "hoard":
            held = [bytearray(50_000_000) for _ in range(100)]
        while True:
            pass
"""
POISON = {
    "abort": ("failed", "SIGABRT"),
    "segfault": ("failed", "SIGSEGV"),
    "exit": ("failed", "exit 3"),
    "sleep": ("too-costly", "worker.wall = 9 s"),
    "hoard": ("too-costly", "worker.memory"),
    "spin": ("too-costly", "worker.cpu = 1 s"),
}
HONEST = 40


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    plugins = tmp_path / "plugins"
    about = plugins / "poison-1.0.dist-info"
    about.mkdir(parents=True)
    (plugins / "poison.py").write_text(PARSER)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: poison\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[sindikasi.parsers]\npoison = poison:PoisonParser\n")
    service = Service(tmp_path / "home")
    service.environment |= {
        "PYTHONPATH": str(plugins),
        "SINDIKASI_WORKER__CPU": "1s",
        "SINDIKASI_WORKER__WALL": "9s",
    }
    yield service
    service.end()


def test_poison_is_given_up_with_its_reason_and_takes_nothing_with_it(service: Service) -> None:
    service.start()
    for number in range(HONEST):
        service.drop(f"kawat/{number}.txt", a_text(number))
        if number % 6 == 3 and number // 6 < len(POISON):
            act = [*POISON][number // 6]
            service.drop(f"racun/{act}.txt", f"POISON {act}\n")
    within(120, lambda: service.counts()["rejected"] == len(POISON))
    within(60, lambda: service.counts()["done"] == HONEST)
    refused = {row["document"]: row for row in service.rows("rejected")}
    for act, (reason, said) in POISON.items():
        row = refused[f"racun/{act}.txt"]
        assert row["reason"] == reason
        assert said in row["message"]

    service.drop("kawat/sesudah.txt", a_text(HONEST))
    within(60, lambda: service.counts()["done"] == HONEST + 1)
    assert service.stop() == 0
    service.start()
    assert service.counts() | {"queued": 0, "rejected": len(POISON), "done": HONEST + 1} == service.counts()
