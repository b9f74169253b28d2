"""WebSub as a subscriber and an outside hub meet it: a daemon, little web servers, and the plug pulled in between."""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Iterator

import feedparser
import httpx
import pytest

from tests.acceptance.service import Service, a_text, within
from tests.subscribers import Call, Reply, WebServer, confirm

pytestmark = pytest.mark.slow

SECRET = "rahasia antara kita"


@pytest.fixture
def reader() -> Iterator[WebServer]:
    server = WebServer()
    yield server
    server.close()


@pytest.fixture
def publisher(service: Service) -> Service:
    service.environment |= {
        "SINDIKASI_SITE__BASE_URL": service.url,
        "SINDIKASI_WEBSUB__SERVE": "true",
        "SINDIKASI_WEBSUB__PRIVATE_CALLBACKS": "true",
    }
    return service


def discovered(service: Service, feed: str) -> tuple[str, str]:
    """Return the hub and the address to subscribe to, as the headers of a feed name them."""
    links = httpx.get(f"{service.url}/feeds/{feed}").links
    return links["hub"]["url"], links["self"]["url"]


def subscribe(service: Service, reader: WebServer, feed: str, **more: str) -> Call:
    """Subscribe a reader to a feed, and return the request it was verified by."""
    hub, topic = discovered(service, feed)
    form = {"hub.mode": "subscribe", "hub.topic": topic, "hub.callback": f"{reader.url}/panggil?kunci=1"}
    assert httpx.post(hub, data=form | more).status_code == 202
    return reader.call("GET")


def titles(call: Call) -> set[str]:
    parsed = feedparser.parse(call.body)
    assert not parsed.bozo
    return {entry.title for entry in parsed.entries}


def test_a_subscriber_is_verified_and_sent_what_is_dropped_and_no_kill_loses_it(
    publisher: Service, reader: WebServer
) -> None:
    publisher.start()
    hub, topic = discovered(publisher, "semua.atom")
    verified = subscribe(publisher, reader, "semua.atom", **{"hub.secret": SECRET, "hub.lease_seconds": "86400"})
    assert verified.query["kunci"] == "1"
    assert (verified.query["hub.mode"], verified.query["hub.topic"]) == ("subscribe", topic)
    assert verified.query["hub.lease_seconds"] == "86400"
    within(10, lambda: publisher.rows("websub", "list"))

    publisher.drop("antara/satu.txt", a_text(1))
    sent = reader.call("POST")
    assert sent.path == "/panggil?kunci=1"
    assert len(titles(sent)) == 1
    assert sent.headers["Content-Type"] == publisher.get("/feeds/semua.atom").headers["content-type"]
    assert sent.headers["Link"] == f'<{hub}>; rel="hub", <{topic}>; rel="self"'
    expected = hmac.new(SECRET.encode(), sent.body, hashlib.sha256).hexdigest()
    assert sent.headers["X-Hub-Signature"] == f"sha256={expected}"

    # The subscriber is out of order while the next article comes, and the daemon is killed.
    reader.answer = lambda _: Reply(status=503)
    publisher.drop("antara/dua.txt", a_text(2))
    assert len(titles(reader.call("POST"))) == 2
    publisher.kill()
    reader.answer = confirm
    publisher.drop("antara/tiga.txt", a_text(3))
    publisher.start()
    again = reader.call("POST")
    while len(titles(again)) < 3:
        again = reader.call("POST")
    (held,) = publisher.rows("websub", "list")
    assert (held["feed"], held["callback"], held["signed"]) == ("semua.atom", f"{reader.url}/panggil?kunci=1", True)

    form = {"hub.mode": "unsubscribe", "hub.topic": topic, "hub.callback": f"{reader.url}/panggil?kunci=1"}
    assert httpx.post(hub, data=form).status_code == 202
    assert reader.call("GET").query["hub.mode"] == "unsubscribe"
    within(10, lambda: not publisher.rows("websub", "list"))
    assert publisher.stop() == 0


def test_an_outside_hub_is_told_of_each_format_and_of_what_it_missed(service: Service, reader: WebServer) -> None:
    service.environment |= {
        "SINDIKASI_SITE__BASE_URL": "https://berita.example",
        "SINDIKASI_WEBSUB__HUB": f"{reader.url}/hub",
    }
    reader.answer = lambda _: Reply(status=503)
    service.start()
    reader.call("POST")
    service.kill()
    reader.answer = lambda _: Reply(status=204)
    service.start()
    told: set[str] = set()
    wanted = {f"https://berita.example/feeds/semua.{suffix}" for suffix in ("atom", "rss", "json")}
    while not wanted <= told:
        form = reader.call("POST").form
        assert form["hub.mode"] == ["publish"]
        assert form["hub.url"] == form["hub.topic"]
        told.update(form["hub.topic"])
    assert service.is_well()
    assert f'<{reader.url}/hub>; rel="hub"' in service.get("/feeds/semua.json").headers["link"]
    assert service.get("/feeds/semua.json").json()["hubs"] == [{"type": "WebSub", "url": f"{reader.url}/hub"}]
    assert service.stop() == 0


def test_a_stop_does_not_wait_for_a_subscriber_that_never_answers(publisher: Service, reader: WebServer) -> None:
    publisher.start()
    subscribe(publisher, reader, "semua.rss")
    within(10, lambda: publisher.rows("websub", "list"))
    is_held, is_over = threading.Event(), threading.Event()

    def hold(call: Call) -> Reply:
        is_held.set()
        is_over.wait(30)
        return Reply()

    reader.answer = hold
    publisher.drop("antara/satu.txt", a_text(1))
    assert is_held.wait(20)
    assert publisher.is_well()
    assert publisher.stop(8) == 0
    is_over.set()
