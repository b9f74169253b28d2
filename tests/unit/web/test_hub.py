"""The hub's address: what is taken, what is refused and how."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import Request

from sindikasi.core.websub import Intent, feed_addresses
from sindikasi.errors import StorageUnavailable
from sindikasi.web import hub as module
from sindikasi.web.hub import BURST, MOST_BYTES, Hub
from sindikasi.web.site import create_site
from tests.unit.feed_builders import MemoryCatalog, a_topic
from tests.unit.web.client import client_of

TOPIC = "https://berita.example/feeds/semua.atom"
FORM = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.callback": "https://baca.example/panggil"}


class Desk:
    """Announcements as far as a hub's address needs them."""

    def __init__(self) -> None:
        self.asked: list[Intent] = []
        self.has_room = True
        self.is_there = True
        self.woken = 0

    def ask(self, intent: Intent) -> bool:
        if not self.is_there:
            raise StorageUnavailable("busy")
        if self.has_room:
            self.asked.append(intent)
        return self.has_room

    def wake(self) -> None:
        self.woken += 1


@pytest.fixture
def desk() -> Desk:
    return Desk()


def a_hub(desk: Any) -> Hub:
    return Hub(
        announcements=desk,
        addresses=feed_addresses("https://berita.example/feeds", ["semua.atom"]),
        default_lease=864_000,
        allows_private=False,
        on_ask=desk.wake,
    )


@pytest.fixture
def site(desk: Desk, tmp_path: Path) -> Iterator[httpx.Client]:
    app = create_site(
        catalog=MemoryCatalog([], []),
        feeds_dir=tmp_path,
        topics=(a_topic("semua", query="*"),),
        site_title="Kantor Berita",
        base_url="https://berita.example",
        base_path="/berita",
        language="id",
        health=lambda: {},
        hub=a_hub(desk),
    )
    with client_of(app) as client:
        yield client


def test_a_request_is_accepted_written_down_and_the_lane_woken(site: httpx.Client, desk: Desk) -> None:
    answer = site.post("/hub", data=FORM)
    assert answer.status_code == 202
    assert answer.headers["content-type"].startswith("text/plain")
    assert [(each.mode, each.feed, each.callback) for each in desk.asked] == [
        ("subscribe", "semua.atom", "https://baca.example/panggil")
    ]
    assert desk.woken == 1
    assert site.post("/berita/hub", data=FORM).status_code == 202


def test_a_content_type_with_a_charset_is_a_form(site: httpx.Client) -> None:
    headers = {"content-type": "Application/X-WWW-Form-Urlencoded; charset=UTF-8"}
    body = str(httpx.QueryParams(FORM)).encode()
    assert site.post("/hub", content=body, headers=headers).status_code == 202


def test_what_is_no_form_is_refused(site: httpx.Client, desk: Desk) -> None:
    assert site.post("/hub", json=FORM).status_code == 415
    assert site.post("/hub", content=b"").status_code == 415
    assert desk.asked == []


def test_errors_are_said_in_plain_text_for_the_developer(site: httpx.Client, desk: Desk) -> None:
    answer = site.post("/hub", data=FORM | {"hub.callback": "http://127.0.0.1/"})
    assert answer.status_code == 400
    assert answer.text.startswith("hub.callback: leads to 127.0.0.1")
    headers = {"content-type": module.FORM}
    assert site.post("/hub", content=b"hub.mode=\xff", headers=headers).status_code == 400
    assert desk.asked == []


def test_a_private_feed_and_one_that_is_not_there_are_answered_alike(site: httpx.Client) -> None:
    answers = [
        site.post("/hub", data=FORM | {"hub.topic": f"https://berita.example/feeds/{name}.atom"})
        for name in ("rahasia", "tiada")
    ]
    assert [each.status_code for each in answers] == [400, 400]
    assert answers[0].text == answers[1].text


def test_a_request_that_is_too_long_is_not_read_to_its_end(site: httpx.Client) -> None:
    assert site.post("/hub", data=FORM | {"x": "y" * MOST_BYTES}).status_code == 413


def test_a_request_that_does_not_come_is_not_waited_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BODY_SECONDS", 0.01)
    sent: list[dict[str, Any]] = []

    async def call() -> None:
        async def receive() -> dict[str, Any]:
            await asyncio.Event().wait()
            raise AssertionError

        async def send(message: Any) -> None:
            sent.append(message)

        headers = [(b"content-type", module.FORM.encode())]
        scope = {"type": "http", "method": "POST", "path": "/hub", "headers": headers, "query_string": b""}
        (route,) = a_hub(desk).routes()
        await route.handle({**scope, "client": ("192.0.2.1", 1)}, receive, send)

    asyncio.run(call())
    assert sent[0]["status"] == 408


def test_other_methods_are_not_allowed(site: httpx.Client) -> None:
    answer = site.get("/hub")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_a_full_store_and_one_out_of_reach_say_when_to_try_again(site: httpx.Client, desk: Desk) -> None:
    desk.has_room = False
    assert (site.post("/hub", data=FORM).status_code, desk.woken) == (503, 0)
    desk.is_there = False
    answer = site.post("/hub", data=FORM)
    assert (answer.status_code, "retry-after" in answer.headers) == (503, True)


def test_a_flood_from_one_address_is_slowed_down(site: httpx.Client, desk: Desk) -> None:
    hosts = (FORM | {"hub.callback": f"https://{number}.example/"} for number in range(BURST + 1))
    statuses = [site.post("/hub", data=form).status_code for form in hosts]
    assert statuses == [202] * BURST + [429]
    answer = site.post("/hub", data=FORM)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert len(desk.asked) == BURST


def test_the_addresses_of_an_ipv6_network_are_one_sender(desk: Desk) -> None:
    hub = a_hub(desk)
    senders = [f"2606:4700::{number:x}" for number in range(BURST)] + ["2606:4700::1", "2606:4700:0:1::1", "testclient"]

    async def flood() -> list[int]:
        return [await ask(hub, sender, f"https://{number}.example/") for number, sender in enumerate(senders)]

    assert asyncio.run(flood()) == [202] * BURST + [429, 202, 202]


def test_no_host_is_asked_more_often_however_many_ask_for_it(desk: Desk) -> None:
    hub = a_hub(desk)

    async def flood() -> list[int]:
        callbacks = (f"https://korban.example/{number}" for number in range(BURST + 1))
        return [await ask(hub, f"192.0.2.{number}", callback) for number, callback in enumerate(callbacks)]

    assert asyncio.run(flood()) == [202] * BURST + [429]


async def ask(hub: Hub, sender: str, callback: str) -> int:
    """Ask a hub from an address, and return the status it answers with."""
    body = str(httpx.QueryParams(FORM | {"hub.callback": callback})).encode()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    headers = [(b"content-type", module.FORM.encode())]
    scope = {"type": "http", "method": "POST", "path": "/hub", "headers": headers, "query_string": b""}
    return (await hub.ask(Request({**scope, "client": (sender, 1)}, receive))).status_code


def test_without_a_hub_there_is_no_such_address(tmp_path: Path) -> None:
    app = create_site(
        catalog=MemoryCatalog([], []),
        feeds_dir=tmp_path,
        topics=(),
        site_title="x",
        base_url=None,
        base_path="",
        language="id",
        health=lambda: {},
    )
    with client_of(app) as client:
        assert client.post("/hub", data=FORM).status_code == 404
