"""The announce lane over a real store, real files and little web servers, with a clock set by hand."""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sindikasi.core.websub import Intent
from sindikasi.errors import StorageUnavailable
from sindikasi.flow import announce as module
from sindikasi.flow.announce import AnnounceLane, Board
from sindikasi.push.client import Client
from sindikasi.storage.announcements import SqlAnnouncements
from sindikasi.storage.sqlite import Database
from tests.builders import Clock
from tests.flow.newsroom import CUP, FLOOD, Newsroom
from tests.staged import write_if_changed
from tests.subscribers import SECONDS, Call, Reply, WebServer, a_free_port, confirm

FEEDS = "https://berita.example/feeds"
OWN = "https://berita.example/hub"
ATOM = "application/atom+xml; charset=utf-8"


class Office:
    """A lane with what it needs; parts may be changed before `lane` is called."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self.database = Database(folder / "test.db")
        self.store = SqlAnnouncements(self.database, self.clock)
        self.feeds = folder / "feeds"
        self.feeds.mkdir()
        self.board = Board(
            feeds_dir=self.feeds,
            feeds_url=FEEDS,
            media_types={"semua.atom": ATOM, "konflik.atom": ATOM},
            hubs=(),
            own_hub=OWN,
            allows_private=True,
        )
        self.lanes: list[AnnounceLane] = []

    def lane(self, *, client: Client | None = None, **changes: Any) -> AnnounceLane:
        """Return a lane as it is after a start."""
        lane = AnnounceLane(
            announcements=self.store,
            client=client or Client(),
            board=replace(self.board, **changes),
            now=self.clock,
        )
        self.lanes.append(lane)
        lane.begin()
        return lane

    def write(self, content: str, name: str = "semua.atom") -> None:
        write_if_changed(self.feeds / name, content.encode())

    def subscribe(self, server: WebServer, path: str = "/", **changes: Any) -> None:
        """Write a verified subscription down."""
        callback = f"{server.url}{path}"
        fields: dict[str, Any] = {"callback": callback, "host": path, "feed": "semua.atom", "mode": "subscribe"}
        self.store.ask(Intent(**fields | changes))
        for intent in self.store.intents(100):
            self.store.verified(intent, self.clock())

    def close(self) -> None:
        for lane in self.lanes:
            lane.close()
        self.database.close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.close()


@pytest.fixture
def server() -> Iterator[WebServer]:
    server = WebServer()
    yield server
    server.close()


@pytest.fixture
def other() -> Iterator[WebServer]:
    server = WebServer()
    yield server
    server.close()


def run(lane: AnnounceLane) -> None:
    """Do one round and wait until all that it handed out is done."""
    lane.round()
    assert lane.rest(SECONDS)


def said(log: list[dict[str, Any]], level: str = "warning") -> list[str]:
    return [line["event"] for line in log if line["log_level"] == level]


# --- what changed


def test_a_changed_file_is_found_whoever_wrote_it_and_once(office: Office) -> None:
    lane = office.lane()
    assert lane.look() == []
    office.write("a")
    assert lane.look() == ["semua.atom"]
    assert lane.look() == []
    office.write("b")
    office.write("c", "konflik.atom")
    assert lane.look() == ["semua.atom", "konflik.atom"]


def test_what_changed_while_nobody_looked_is_found_at_the_start(office: Office) -> None:
    office.write("a")
    office.lane().look()
    assert office.lane().look() == []
    office.write("b")
    assert office.lane().look() == ["semua.atom"]


def test_a_file_written_anew_with_the_same_bytes_is_no_change(office: Office) -> None:
    office.write("a")
    lane = office.lane()
    lane.look()
    (office.feeds / "semua.atom").unlink()
    assert lane.look() == []
    office.write("a")
    assert lane.look() == []


def test_files_that_are_not_announced_are_not_looked_at(office: Office) -> None:
    office.write("a", "rahasia.atom")
    assert office.lane().look() == []


# --- outside hubs


def test_each_hub_is_told_of_each_changed_feed_and_of_no_other(
    office: Office, server: WebServer, other: WebServer
) -> None:
    office.write("a")
    lane = office.lane(hubs=(f"{server.url}/h", f"{other.url}/h"))
    run(lane)
    for hub in (server, other):
        call = hub.call()
        assert (call.method, call.path) == ("POST", "/h")
        assert call.headers["Content-Type"] == "application/x-www-form-urlencoded"
        assert call.form == {
            "hub.mode": ["publish"],
            "hub.topic": [f"{FEEDS}/semua.atom"],
            "hub.url": [f"{FEEDS}/semua.atom"],
        }
    office.write("b")
    office.write("b", "konflik.atom")
    run(lane)
    assert [server.call().form["hub.topic"][0].rpartition("/")[2] for _ in range(2)] == ["konflik.atom", "semua.atom"]
    run(lane)
    assert server.calls.empty()


def test_a_hub_that_fails_is_said_once_and_told_the_newest_later(
    office: Office, server: WebServer, log: list[dict[str, Any]]
) -> None:
    server.answer = lambda _: Reply(status=500)
    lane = office.lane(hubs=[server.url])
    for content in ("a", "b", "c"):
        office.write(content)
        office.write(content, "konflik.atom")
        run(lane)
        office.clock.forward(3600)
    assert server.calls.qsize() == 3
    assert said(log) == ["hub does not answer; it is told later"]
    server.answer = confirm
    run(lane)
    assert office.store.pings() == {}
    assert said(log, "info") == ["answers again"]


def test_a_hub_where_nobody_is_holds_up_no_other(office: Office, server: WebServer, log: list[dict[str, Any]]) -> None:
    office.write("a")
    lane = office.lane(hubs=[f"http://127.0.0.1:{a_free_port()}/", server.url])
    run(lane)
    assert server.call().method == "POST"
    assert said(log) == ["hub does not answer; it is told later"]


def test_a_ping_that_was_not_taken_is_sent_after_a_restart(office: Office, server: WebServer) -> None:
    server.answer = lambda _: Reply(status=503)
    office.write("a")
    run(office.lane(hubs=[server.url]))
    server.call()
    server.answer = confirm
    office.clock.forward(10)
    run(office.lane(hubs=[server.url]))
    assert server.call().form["hub.topic"] == [f"{FEEDS}/semua.atom"]


def test_a_feed_that_a_hub_refuses_is_said_and_the_others_are_told(
    office: Office, server: WebServer, log: list[dict[str, Any]]
) -> None:
    server.answer = lambda call: Reply(status=404 if b"konflik" in call.body else 204)
    office.write("a")
    office.write("a", "konflik.atom")
    run(office.lane(hubs=[server.url]))
    assert server.calls.qsize() == 2
    assert office.store.pings() == {}
    assert said(log) == ["hub refuses a feed"]


def test_a_redirect_of_a_hub_is_not_followed(office: Office, server: WebServer, other: WebServer) -> None:
    server.answer = lambda _: Reply(status=307, headers={"Location": other.url})
    office.write("a")
    run(office.lane(hubs=[server.url]))
    assert server.calls.qsize() == 1
    assert other.calls.empty()


# --- subscribing


def ask(office: Office, server: WebServer, **changes: Any) -> None:
    fields: dict[str, Any] = {"callback": f"{server.url}/", "host": "127.0.0.1", "feed": "semua.atom"}
    office.store.ask(Intent(**{"mode": "subscribe"} | fields | changes))


def test_a_subscriber_is_asked_with_a_challenge_nobody_can_guess(office: Office, server: WebServer) -> None:
    lane = office.lane()
    challenges = set()
    for _ in range(3):
        ask(office, server)
        run(lane)
        call = server.call()
        assert (call.method, call.query["hub.topic"]) == ("GET", f"{FEEDS}/semua.atom")
        challenges.add(call.query["hub.challenge"])
    assert len(challenges) == 3
    assert min(map(len, challenges)) >= 32
    assert len(office.store.subscriptions()) == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=404),
        Reply(status=302, headers={"Location": "/lain"}),
        Reply(body=b"ya"),
        Reply(status=404, body=b"CHALLENGE"),
    ],
    ids=["not found", "redirect", "no challenge", "challenge, not found"],
)
def test_a_subscriber_that_does_not_confirm_gets_nothing(office: Office, server: WebServer, reply: Reply) -> None:
    def answer(call: Call) -> Reply:
        return replace(reply, body=reply.body.replace(b"CHALLENGE", call.query["hub.challenge"].encode()))

    server.answer = answer
    ask(office, server)
    lane = office.lane()
    run(lane)
    office.clock.forward(3600)
    run(lane)
    assert server.calls.qsize() == 1
    assert office.store.subscriptions() == []


def test_a_subscriber_out_of_order_is_asked_again_a_few_times(office: Office, server: WebServer) -> None:
    server.answer = lambda _: Reply(status=500)
    ask(office, server)
    lane = office.lane()
    for _ in range(5):
        run(lane)
        office.clock.forward(3600)
    assert server.calls.qsize() == 3
    ask(office, server)
    run(lane)
    server.answer = confirm
    office.clock.forward(10)
    run(lane)
    assert len(office.store.subscriptions()) == 1


def test_a_callback_on_a_private_network_is_never_connected_to(office: Office, server: WebServer) -> None:
    ask(office, server)
    lane = office.lane(allows_private=False)
    for _ in range(3):
        run(lane)
        office.clock.forward(3600)
    assert server.calls.empty()
    assert office.store.intents(100) == []


def test_a_name_that_leads_to_a_private_network_later_is_not_sent_to(office: Office, server: WebServer) -> None:
    office.subscribe(server)
    office.write("a")
    run(office.lane(allows_private=False))
    assert server.calls.empty()
    assert office.store.subscriptions()[0].failures == 1


def test_one_machine_is_asked_so_often_however_many_names_lead_to_it(office: Office, server: WebServer) -> None:
    client = Client(look_up=lambda *_: ["127.0.0.1"])
    lane = office.lane(client=client)
    for number in range(90):
        host = f"{number}.korban.example"
        ask(office, server, callback=f"http://{host}:{server.port}/", host=host)
    run(lane)
    assert 60 <= server.calls.qsize() <= 62


def test_unsubscribing_is_confirmed_by_the_subscriber_too(office: Office, server: WebServer) -> None:
    office.subscribe(server)
    server.answer = lambda _: Reply(status=404)
    ask(office, server, mode="unsubscribe")
    lane = office.lane()
    run(lane)
    assert len(office.store.subscriptions()) == 1
    server.answer = confirm
    ask(office, server, mode="unsubscribe")
    run(lane)
    assert office.store.subscriptions() == []


def test_the_subscribers_of_a_feed_that_is_withdrawn_are_told(
    office: Office, server: WebServer, log: list[dict[str, Any]]
) -> None:
    office.subscribe(server, feed="konflik.atom")
    lane = office.lane(media_types={"semua.atom": ATOM})
    run(lane)
    call = server.call()
    assert (call.query["hub.mode"], call.query["hub.topic"]) == ("denied", f"{FEEDS}/konflik.atom")
    assert call.query["hub.reason"]
    assert office.store.intents(100) == []
    assert "subscriptions ended: their feeds are no longer announced" in said(log, "info")


# --- sending


def test_a_changed_feed_is_sent_whole_signed_and_with_its_links(office: Office, server: WebServer) -> None:
    office.subscribe(server, "/a?b=1", secret="kunci")
    lane = office.lane(hubs=["https://hub.invalid/"])
    office.write("isi")
    run(lane)
    call = server.call()
    assert (call.method, call.path, call.body) == ("POST", "/a?b=1", b"isi")
    assert call.headers["Content-Type"] == ATOM
    assert call.headers["Link"] == (
        f'<{OWN}>; rel="hub", <https://hub.invalid/>; rel="hub", <{FEEDS}/semua.atom>; rel="self"'
    )
    expected = hmac.new(b"kunci", b"isi", hashlib.sha256).hexdigest()
    assert call.headers["X-Hub-Signature"] == f"sha256={expected}"
    run(lane)
    assert server.calls.empty()


def test_without_a_secret_nothing_is_signed(office: Office, server: WebServer) -> None:
    office.subscribe(server)
    office.write("isi")
    run(office.lane())
    assert server.call().headers["X-Hub-Signature"] is None


def test_only_the_newest_is_sent_to_a_subscriber_that_was_away(
    office: Office, server: WebServer, log: list[dict[str, Any]]
) -> None:
    office.subscribe(server)
    server.answer = lambda _: Reply(status=503)
    lane = office.lane()
    for content in ("a", "b", "c"):
        office.write(content)
        run(lane)
    assert server.call().body == b"a"
    server.answer = confirm
    office.clock.forward(10)
    run(lane)
    assert server.call().body == b"c"
    run(lane)
    assert server.calls.empty()
    assert said(log) == ["subscriber does not take a feed; it is sent later"]
    assert said(log, "info") == ["answers again"]


def test_a_callback_stands_in_no_log(office: Office, server: WebServer, log: list[dict[str, Any]]) -> None:
    office.subscribe(server, "/rahasia-sekali", host="127.0.0.1")
    office.write("a")
    lane = office.lane()
    for status in (500, 302, 410):
        server.answer = lambda _, status=status: Reply(status=status)  # type: ignore[misc]
        run(lane)
        office.clock.forward(3600)
    ask(office, server, callback=f"{server.url}/rahasia-sekali")
    run(lane)
    assert log
    assert "rahasia-sekali" not in repr(log)


def test_a_subscriber_that_says_gone_is_sent_no_more(office: Office, server: WebServer) -> None:
    office.subscribe(server)
    server.answer = lambda _: Reply(status=410)
    office.write("a")
    run(office.lane())
    assert office.store.subscriptions() == []


def test_a_delivery_that_was_not_taken_is_made_after_a_restart(office: Office, server: WebServer) -> None:
    office.subscribe(server)
    server.answer = lambda _: Reply(status=500)
    office.write("a")
    run(office.lane())
    server.call()
    server.answer = confirm
    office.clock.forward(10)
    run(office.lane())
    assert server.call().body == b"a"


def test_a_subscriber_that_does_not_answer_delays_no_other(office: Office, server: WebServer, other: WebServer) -> None:
    is_over = threading.Event()

    def hold(_: Call) -> Reply:
        is_over.wait(SECONDS)
        return Reply()

    server.answer = hold
    for number in range(30):
        office.subscribe(server, f"/{number}", host="lambat")
    office.subscribe(other, host="cepat")
    office.write("a")
    lane = office.lane()
    lane.round()
    assert other.call().body == b"a"
    is_over.set()
    assert lane.rest(SECONDS)
    assert server.calls.qsize() == 30


def test_whoever_took_long_waits_with_the_slow_ones_from_then_on(
    office: Office, server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_SLOW_SECONDS", -1.0)
    office.subscribe(server)
    lane = office.lane()
    office.write("a")
    run(lane)
    assert server.call().body == b"a"
    lane._sending.close(0)
    office.write("b")
    run(lane)
    assert server.call().body == b"b"


def test_a_feed_that_cannot_be_read_is_sent_later(office: Office, server: WebServer) -> None:
    office.subscribe(server)
    office.write("a")
    lane = office.lane()
    lane.look()
    (office.feeds / "semua.atom").unlink()
    run(lane)
    assert server.calls.empty()
    office.write("a")
    office.clock.forward(10)
    run(lane)
    assert server.call().body == b"a"


def test_a_subscription_that_ends_while_it_waits_for_its_turn_is_not_sent(office: Office, server: WebServer) -> None:
    held, is_over = threading.Semaphore(0), threading.Event()

    def hold(_: Call) -> Reply:
        held.release()
        is_over.wait(SECONDS)
        return Reply(status=410)

    server.answer = hold
    for number in range(3):
        office.subscribe(server, f"/{number}", host="satu")
    office.write("a")
    lane = office.lane()
    lane.round()
    assert held.acquire(timeout=SECONDS)
    assert held.acquire(timeout=SECONDS), "a host has two at a time"
    for delivery in office.store.deliveries(100):
        office.store.gone(delivery)
    is_over.set()
    assert lane.rest(SECONDS)
    assert server.calls.qsize() == 2


def test_without_a_hub_of_our_own_nothing_is_asked_or_sent(office: Office, server: WebServer) -> None:
    office.subscribe(server)
    ask(office, server, callback=f"{server.url}/2")
    office.write("a")
    run(office.lane(own_hub=None))
    assert server.calls.empty()


def test_subscriptions_whose_lease_is_over_are_removed(office: Office, server: WebServer) -> None:
    office.subscribe(server, lease_seconds=3600)
    office.clock.forward(3600)
    run(office.lane())
    with office.database.reading() as connection:
        assert connection.execute("SELECT count(*) FROM subscriptions").fetchone() == (0,)


# --- the lane


def test_a_stop_cuts_off_what_is_going_on_and_counts_it_against_nobody(office: Office, server: WebServer) -> None:
    is_held, is_over = threading.Event(), threading.Event()

    def hold(_: Call) -> Reply:
        is_held.set()
        is_over.wait(SECONDS)
        return Reply()

    server.answer = hold
    office.subscribe(server)
    ask(office, server, callback=f"{server.url}/2")
    office.write("a")
    lane, stop = office.lane(hubs=[server.url]), threading.Event()
    thread = threading.Thread(target=lane.run, args=(stop, lambda: None))
    thread.start()
    assert is_held.wait(SECONDS)
    stop.set()
    lane.wake()
    thread.join(SECONDS)
    is_over.set()
    assert not thread.is_alive()
    assert len(office.store.deliveries(100)) == 1
    assert len(office.store.intents(100)) == 1
    assert len(office.store.pings()[server.url]) == 1
    assert office.store.subscriptions()[0].failures == 0


def test_a_wake_is_heeded_at_once(office: Office, server: WebServer) -> None:
    lane, stop = office.lane(hubs=[server.url]), threading.Event()
    began = threading.Event()
    thread = threading.Thread(target=lane.run, args=(stop, began.set))
    thread.start()
    assert began.wait(SECONDS)
    office.write("a")
    lane.wake()
    assert server.call().method == "POST"
    stop.set()
    lane.wake()
    thread.join(SECONDS)


def test_a_store_out_of_reach_is_a_fault_of_the_lane_and_it_goes_on_afterwards(
    office: Office, server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise StorageUnavailable("busy")

    lane = office.lane(hubs=[server.url])
    office.write("a")
    with monkeypatch.context() as patch:
        patch.setattr(office.store, "announce", fail)
        with pytest.raises(StorageUnavailable):
            lane.run(threading.Event(), lambda: None)
    run(lane)
    assert server.call().method == "POST"


def test_what_both_lanes_make_of_a_dropped_file_is_sent(tmp_path: Path, server: WebServer) -> None:
    newsroom, office = Newsroom(tmp_path / "home"), Office(tmp_path)
    try:
        sends: Callable[[], Any] = newsroom.publisher().publish_all
        newsroom.take(("antara/a.txt", FLOOD))
        sends()
        lane = office.lane(feeds_dir=newsroom.feeds)
        run(lane)
        office.subscribe(server)
        newsroom.take(("antara/b.txt", CUP))
        sends()
        run(lane)
        assert server.call().body == (newsroom.feeds / "semua.atom").read_bytes()
        sends()
        run(lane)
        assert server.calls.empty()
    finally:
        newsroom.close()
        office.close()
