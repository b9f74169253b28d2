"""The daemon as a stranger meets it: drop a file, read the feed, stop it, pull its plug, start it again."""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path

import feedparser
import pytest

from tests.acceptance.service import Service, a_text, within

pytestmark = pytest.mark.slow

CEASEFIRE = """Pasukan dua negara sepakat gencatan senjata di perbatasan

Kabul - Militer kedua negara menyepakati gencatan senjata setelah sepekan serangan artileri dan roket di
perbatasan, kata juru bicara kementerian pertahanan, Senin.

Sedikitnya 31 tentara dan 12 warga sipil tewas sejak perang pecah, menurut rumah sakit di provinsi itu.

Perundingan damai dilanjutkan pekan depan dengan penengah dari dua negara tetangga.
"""
AMBUSH = """Bom rakitan tewaskan enam prajurit, pemberontak mengaku bertanggung jawab

Mogadishu - Ledakan bom rakitan menewaskan enam prajurit yang berpatroli di jalan raya menuju pangkalan militer
pada Ahad pagi.

Kelompok pemberontak mengaku bertanggung jawab atas penyergapan itu lewat siaran radio, dan mengancam serangan
berikutnya terhadap konvoi tentara.

Pemerintah mengirim dua batalion infanteri dan helikopter tempur untuk mengejar para penyerang.
"""


def entries(service: Service, feed: str) -> list[str]:
    """Return the ids in a feed read over HTTP."""
    answer = service.get(f"/feeds/{feed}")
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return [entry.id for entry in parsed.entries]


def feed_bytes(service: Service) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(service.feeds.rglob("*")) if path.is_file()}


def test_a_search_and_a_source_find_what_was_dropped(service: Service) -> None:
    service.start()
    service.drop("antara/damai.txt", CEASEFIRE)
    found = within(30, lambda: entries(service, "search.atom?q=artileri+roket"))
    assert entries(service, "search.rss?q=BUKAN+artileri") == []
    # The index is made beside the work; what it finds is the same.
    within(10, (service.home / "data" / "search.db").exists)
    assert within(10, (service.feeds / "sources" / "antara.atom").exists)
    assert entries(service, "sources/antara.rss") == found
    assert entries(service, "search.atom?q=sumber:antara") == found


def test_two_articles_dropped_are_two_entries_over_http(service: Service) -> None:
    service.start()
    service.drop("antara/damai.txt", CEASEFIRE)
    service.drop("bom.txt", AMBUSH)
    ids = within(10, lambda: found if len(found := entries(service, "konflik.atom")) == 2 else None)
    assert len(set(ids)) == 2
    assert all(each.startswith("urn:uuid:") for each in ids)
    assert sorted(entries(service, "semua.rss")) == sorted(ids)
    assert {item["id"] for item in service.get("/feeds/semua.json").json()["items"]} == set(ids)
    assert "gencatan senjata" in service.get("/").text

    answer = service.get("/feeds/konflik.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    for condition in (
        {"if-none-match": answer.headers["etag"]},
        {"if-modified-since": answer.headers["last-modified"]},
    ):
        again = service.get("/feeds/konflik.atom", **condition)
        assert (again.status_code, again.content) == (304, b"")

    health = service.get("/healthz")
    assert (health.status_code, health.json()["ok"]) == (200, True)
    assert service.command("healthcheck").returncode == 0
    assert service.stop() == 0
    assert service.command("healthcheck").returncode == 1


def test_the_log_has_one_line_a_document(service: Service) -> None:
    service.drop("antara/damai.txt", CEASEFIRE)
    service.drop("rusak.json", "{")
    service.start()
    within(10, lambda: service.counts() == {"queued": 0, "done": 1, "rejected": 1})
    service.stop()
    lines = [json.loads(line) for line in service.talk.read_text().splitlines() if line.startswith("{")]
    told = {line["document"]: line for line in lines if line["event"] == "document"}
    assert told["antara/damai.txt"]["outcome"] == "opened"
    assert told["antara/damai.txt"]["ms"] > 0
    assert told["antara/damai.txt"]["story"].startswith("urn:uuid:")
    assert (told["rusak.json"]["outcome"], told["rusak.json"]["reason"]) == ("rejected", "malformed")
    assert json.loads((service.inbox / "_rejected/rusak.json.reason.json").read_text())["reason"] == "malformed"


def test_a_second_instance_exits_5_with_the_pid_of_the_first(service: Service) -> None:
    service.start()
    assert service.process is not None
    other = Service(service.home)
    second = other.command("run")
    assert second.returncode == 5
    assert f"pid {service.process.pid}" in second.stderr
    assert service.is_well()


def test_an_address_in_use_exits_2_with_the_remedy(service: Service, tmp_path: Path) -> None:
    service.start()
    other = Service(tmp_path / "other")
    other.environment["SINDIKASI_HTTP__LISTEN"] = f"127.0.0.1:{service.port}"
    second = other.command("run")
    assert second.returncode == 2
    assert "SINDIKASI_HTTP__LISTEN" in second.stderr


def test_a_restart_doubles_nothing_and_changes_no_byte(service: Service) -> None:
    service.start()
    service.drop("antara/damai.txt", CEASEFIRE)
    service.drop("antara/bom.txt", AMBUSH)
    within(10, lambda: len(entries(service, "semua.atom")) == 2)
    assert service.stop() == 0
    before = feed_bytes(service)
    service.drop("antara/lagi.txt", CEASEFIRE)
    service.start()
    within(10, lambda: not (service.inbox / "antara/lagi.txt").exists())
    service.drop("antara/bom lagi.txt", AMBUSH)
    within(10, lambda: not (service.inbox / "antara/bom lagi.txt").exists())
    within(10, lambda: service.counts() == {"queued": 0, "done": 2, "rejected": 0})
    assert service.stop() == 0
    assert feed_bytes(service) == before


def test_a_file_dropped_the_moment_it_is_up_is_taken(service: Service) -> None:
    service.drop("antara/damai.txt", CEASEFIRE)
    service.start()
    within(10, lambda: not (service.inbox / "antara/damai.txt").exists())
    service.drop("antara/bom.txt", AMBUSH)
    within(5, lambda: not (service.inbox / "antara/bom.txt").exists())


def test_what_arrives_while_it_is_down_is_taken_at_the_start(service: Service) -> None:
    service.drop("antara/damai.txt", CEASEFIRE)
    service.start()
    within(10, lambda: len(entries(service, "semua.atom")) == 1)


def test_a_file_in_a_linked_folder_outside_is_left_alone(service: Service, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (service.inbox / "link").symlink_to(outside)
    service.start()
    (outside / "rahasia.txt").write_text(CEASEFIRE)
    service.drop("bom.txt", AMBUSH)
    within(10, lambda: service.counts()["done"] == 1)
    assert (outside / "rahasia.txt").exists()
    assert [row["document"] for row in service.rows("articles")] == ["bom.txt"]


def test_a_name_that_is_no_text_holds_nobody_up(service: Service) -> None:
    service.start()
    (service.inbox / os.fsdecode(b"gaw\xe9.txt")).write_text(CEASEFIRE)
    service.drop("bom.txt", AMBUSH)
    within(10, lambda: service.counts()["done"] == 2)
    assert {row["document"] for row in service.rows("articles")} == {"bom.txt", r"gaw\xe9.txt"}


class Poller(threading.Thread):
    """A reader that looks at the feeds all the while and notes what it could not read."""

    def __init__(self, feeds: Path) -> None:
        super().__init__(daemon=True)
        self._feeds = feeds
        self._over = threading.Event()
        self.torn: list[str] = []
        self.reads = 0
        self.ids: set[str] = set()

    def run(self) -> None:
        seen: set[str] = set()
        while not self._over.wait(0.01):
            for name in ("semua.atom", "semua.rss", "semua.json", "feeds.opml"):
                try:
                    content = (self._feeds / name).read_bytes()
                except FileNotFoundError:
                    if name in seen:
                        self.torn.append(f"{name} is gone")
                    continue
                seen.add(name)
                self.reads += 1
                self._read(name, content)

    def _read(self, name: str, content: bytes) -> None:
        if name.endswith(".json"):
            try:
                self.ids |= {item["id"] for item in json.loads(content)["items"]}
            except ValueError as error:
                self.torn.append(f"{name}: {error}")
        elif not content.rstrip().endswith((b"</feed>", b"</rss>", b"</opml>")) or feedparser.parse(content).bozo:
            self.torn.append(f"{name}: {content[-80:]!r}")

    def finish(self) -> None:
        self._over.set()
        self.join(30)


def test_a_plug_pulled_again_and_again_loses_nothing_doubles_nothing_tears_nothing(service: Service) -> None:
    good = {f"antara/{number}.txt": a_text(number) for number in range(300)}
    bad = {f"kompas/{number}.json": f'{{"title": {number}' for number in range(20)}
    poller = Poller(service.feeds)
    poller.start()
    service.start()
    for number, (name, text) in enumerate({**good, **bad}.items()):
        service.drop(name, text)
        if number % 80 == 79:
            # In the middle of it: something was taken in since the last time, and much was not.
            waiting = sum(1 for _ in service.inbox.glob("[!_]*/*"))
            within(10, lambda mark=waiting: sum(1 for _ in service.inbox.glob("[!_]*/*")) < mark)
            service.kill()
            service.start()
    within(30, lambda: service.counts() == {"queued": 0, "done": 300, "rejected": 20})
    within(10, lambda: len(service.get("/feeds/semua.json").json()["items"]) == 50)
    assert service.stop() == 0
    poller.finish()

    articles, stories = service.rows("articles"), service.rows("stories")
    assert sorted(row["document"] for row in articles) == sorted(good)
    assert sorted(row["document"] for row in service.rows("rejected")) == sorted(bad)
    assert len({row["id"] for row in articles}) == 300
    assert {each["id"] for story in stories for each in story["articles"]} == {row["id"] for row in articles}

    assert [path for path in service.inbox.glob("[!_]*/*") if path.is_file()] == []
    rested = sorted(path.name for path in (service.inbox / "_done").rglob("*.txt"))
    assert rested == sorted(Path(name).name for name in good)
    refused = sorted(path.name for path in (service.inbox / "_rejected/kompas").iterdir())
    assert refused == sorted(f"{number}.json{ending}" for number in range(20) for ending in ("", ".reason.json"))

    assert poller.torn == []
    assert poller.reads > 100
    assert poller.ids <= {story["id"] for story in stories}


def test_a_stop_in_the_middle_of_a_burst_is_quick_and_loses_nothing(service: Service) -> None:
    for number in range(300):
        service.drop(f"antara/{number}.txt", a_text(number))
    service.start()
    within(10, lambda: service.counts()["done"] > 0)
    began = time.monotonic()
    assert service.stop() == 0
    assert time.monotonic() - began < 10
    service.start()
    within(20, lambda: service.counts() == {"queued": 0, "done": 300, "rejected": 0})
    assert len(service.rows("articles")) == 300
