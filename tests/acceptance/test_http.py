"""The daemon as readers, browsers and nuisances meet it over HTTP."""

from __future__ import annotations

import socket
from contextlib import ExitStack, closing
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import feedparser
import httpx
import pytest

from tests.acceptance.service import Service, a_text, within

pytestmark = pytest.mark.slow

SECRET = "sdk_geheim0123456789"


def raw(service: Service, request: bytes) -> bytes:
    with closing(socket.create_connection(("127.0.0.1", service.port), timeout=10)) as client:
        client.sendall(request)
        received = b""
        while more := client.recv(65536):
            received += more
        return received


def resident_kilobytes(service: Service) -> int:
    assert service.process is not None
    status = Path(f"/proc/{service.process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


def test_a_feed_says_the_time_of_its_newest_change(service: Service) -> None:
    service.start()
    for number in range(3):
        service.drop(f"antara/{number}.txt", a_text(number))
    within(15, lambda: len(service.get("/feeds/semua.json").json()["items"]) == 3)
    answer = service.get("/feeds/semua.atom")
    newest = max(datetime.fromisoformat(entry.updated) for entry in feedparser.parse(answer.content).entries)
    said = parsedate_to_datetime(answer.headers["last-modified"])
    # A feed that changed within a second of the last one is told from it by the next second; of what changed only now
    # the last moments are left out, for Date may lag behind.
    assert abs((said - newest.replace(microsecond=0)).total_seconds()) <= 2
    assert said <= parsedate_to_datetime(answer.headers["date"])
    assert answer.headers["cache-control"] == "public, max-age=1"


def test_the_log_never_holds_a_secret(service: Service) -> None:
    service.environment["SINDIKASI_LOG__LEVEL"] = "debug"
    service.start()
    fields = {"Authorization": f"Bearer {SECRET}", "Cookie": SECRET, "If-None-Match": SECRET, "Referer": SECRET}
    for path in ("/feeds/semua.atom", "/nowhere", "/", "/s/x", "/healthz"):
        for method in ("GET", "POST", "OPTIONS", "BREW"):
            httpx.request(method, f"{service.url}{path}?token={SECRET}", headers=fields, timeout=10)
    for request in (
        f"GET /?token={SECRET} HTTP/1.1\r\n\r\n",
        f"GET /?token={SECRET} HTTP/1.1\r\nHost: a\r\nBad : {SECRET}\r\n\r\n",
        f"GET {SECRET} HTTP/1.1\r\nHost: {SECRET}\r\nConnection: close, upgrade\r\nUpgrade: {SECRET}\r\n\r\n",
        f"POST /?token={SECRET} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{SECRET}\r\n",
        f"{SECRET}\r\n\r\n",
    ):
        raw(service, request.encode())
    assert service.is_well()
    assert service.stop() == 0
    assert SECRET not in service.talk.read_text("utf-8", "replace")


def test_thousands_of_idle_connections_keep_nobody_waiting_and_cost_little(service: Service) -> None:
    service.start()
    before = resident_kilobytes(service)
    with ExitStack() as stack:
        for number in range(2_000):
            client = stack.enter_context(closing(socket.create_connection(("127.0.0.1", service.port), timeout=10)))
            if number % 2:
                client.sendall(b"GET /feeds/semua.atom HTTP/1.1\r\nX: ")
        assert service.is_well()
        assert resident_kilobytes(service) - before < 100_000
    assert service.is_well()


def test_a_stop_does_not_wait_for_idle_connections(service: Service) -> None:
    service.start()
    with ExitStack() as stack:
        for _ in range(50):
            client = stack.enter_context(closing(socket.create_connection(("127.0.0.1", service.port), timeout=10)))
            client.sendall(b"GET / HTTP/1.1\r\nX: ")
        assert service.stop() == 0


PRIVATE = """
[[topic]]
slug = "investigasi"
title = "Meja investigasi"
query = "rekening"
private = true
"""
SCOOP = """Rekening gelap pejabat terbongkar

Manado - Rekening gelap milik pejabat itu ditemukan dalam berkas yang dibaca redaksi selama empat bulan.

Berkas itu memuat catatan pengiriman uang ke perusahaan yang tidak punya kantor maupun pegawai.
"""


def test_a_private_feed_opens_with_a_token_until_that_is_revoked(service: Service) -> None:
    (service.home / "sindikasi.toml").write_text(PRIVATE)
    token = service.command("token", "add", "mitra", "--topic", "investigasi").stdout.strip()
    service.start()
    service.drop("antara/bocoran.txt", SCOOP)
    service.drop("antara/biasa.txt", a_text(1))
    address = "/feeds/investigasi.atom"
    within(15, lambda: "Rekening" in service.get(f"{address}?token={token}").text)
    within(15, lambda: "nomor 1" in service.get("/feeds/semua.atom").text)
    assert service.get(address).status_code == 401
    answer = httpx.get(service.url + address, auth=("siapa saja", token), timeout=10)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, max-age=1")
    assert token not in answer.text
    (entry,) = feedparser.parse(answer.content).entries
    page = entry.link
    assert httpx.get(page, timeout=10).status_code == 401
    assert "Rekening" in httpx.get(page, auth=("", token), timeout=10).text
    for path in ("/", "/feeds/semua.atom", "/feeds/semua.json", "/feeds/feeds.opml", "/feeds/index.html", "/metrics"):
        text = service.get(path).text
        assert "Rekening" not in text
        assert "investigasi" not in text
    assert not [path for path in service.feeds.rglob("*") if "investigasi" in path.name]
    (row,) = service.rows("token", "list")
    assert row["used"] is not None
    assert service.command("token", "revoke", "mitra").returncode == 0
    assert service.get(f"{address}?token={token}").status_code == 401
    service.stop()
    assert token not in service.talk.read_text()


def test_an_article_handed_in_over_http_outlives_a_kill_and_is_published(service: Service) -> None:
    token = service.command("token", "add", "antara", "--for", "write").stdout.strip()
    service.start()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    article = {"title": "Rekening gelap pejabat terbongkar", "text": SCOOP, "published": "2026-11-20T10:00:00+07:00"}
    answer = httpx.post(f"{service.url}/api/v1/articles", json=article, headers=headers, timeout=10)
    service.kill()
    assert answer.status_code == 202
    service.start()
    told = within(
        15,
        lambda: (
            found
            if (found := service.get(answer.json()["status"], Authorization=f"Bearer {token}").json())["state"]
            == "done"
            else None
        ),
    )
    within(15, lambda: "Rekening gelap" in service.get("/feeds/semua.rss").text)
    (row,) = service.rows("articles")
    assert (row["source"], row["id"]) == ("antara", told["documents"][0]["article"])
    assert service.get("/api/v1/articles").json()["articles"] == [row]
    large = httpx.post(f"{service.url}/api/v1/articles", content=b"x" * 20_000_001, headers=headers, timeout=30)
    assert (large.status_code, large.json()["reason"]) == (413, "too-large")
    service.stop()
    assert token not in service.talk.read_text()
