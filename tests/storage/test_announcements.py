"""What is still to be told, and to whom, as the store keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sindikasi.core.websub import Intent, Ping, Standing
from sindikasi.storage import announcements as module
from sindikasi.storage.announcements import MOST_TRIES, MOST_VERIFICATIONS, SqlAnnouncements
from sindikasi.storage.sqlite import Database
from tests.builders import NOON, Clock

HUB, OTHER_HUB = "https://hub.example/", "https://lain.example/"
FEED, OTHER_FEED = "semua.atom", "konflik.atom"
CALLBACK = "https://baca.example/1"
DAY = 86_400


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "test.db")
    yield database
    database.close()


@pytest.fixture
def held(database: Database, clock: Clock) -> SqlAnnouncements:
    return SqlAnnouncements(database, clock)


def an_intent(**changes: Any) -> Intent:
    fields: dict[str, Any] = {"callback": CALLBACK, "host": "baca.example", "feed": FEED, "mode": "subscribe"}
    return Intent(**fields | {"lease_seconds": DAY} | changes)


def subscribed(held: SqlAnnouncements, **changes: Any) -> None:
    assert held.ask(an_intent(**changes))
    for intent in held.intents(100):
        assert held.verified(intent, NOON)


def test_what_was_announced_is_known_after_a_restart(held: SqlAnnouncements, database: Database, clock: Clock) -> None:
    held.announce({FEED: "a", OTHER_FEED: "b"}, [])
    held.announce({FEED: "c"}, [])
    assert SqlAnnouncements(database, clock).digests() == {FEED: "c", OTHER_FEED: "b"}


# --- outside hubs


def test_every_hub_is_to_be_told_of_every_change(held: SqlAnnouncements) -> None:
    held.announce({FEED: "a", OTHER_FEED: "a"}, [HUB, OTHER_HUB])
    assert {hub: [ping.feed for ping in pings] for hub, pings in held.pings().items()} == {
        HUB: [OTHER_FEED, FEED],
        OTHER_HUB: [OTHER_FEED, FEED],
    }
    held.pinged(held.pings()[HUB][0])
    assert held.pings()[HUB] == [Ping(hub=HUB, feed=FEED, version=1)]


def test_a_change_that_came_while_a_hub_was_told_is_told_next(held: SqlAnnouncements) -> None:
    held.announce({FEED: "a"}, [HUB])
    (ping,) = held.pings()[HUB]
    held.announce({FEED: "b"}, [HUB])
    held.pinged(ping)
    (later,) = held.pings()[HUB]
    assert later.version == 2
    held.pinged(later)
    assert held.pings() == {}


def test_a_hub_that_fails_rests_longer_each_time_and_the_others_do_not(held: SqlAnnouncements, clock: Clock) -> None:
    held.announce({FEED: "a"}, [HUB, OTHER_HUB])
    held.hub_failed(HUB)
    held.announce({OTHER_FEED: "a"}, [HUB, OTHER_HUB])
    assert list(held.pings()) == [OTHER_HUB]
    clock.forward(9)
    assert list(held.pings()) == [OTHER_HUB]
    clock.forward(1)
    assert len(held.pings()[HUB]) == 2
    held.hub_failed(HUB)
    clock.forward(29)
    assert HUB not in held.pings()
    clock.forward(1)
    held.pinged(held.pings()[HUB][0])
    held.hub_failed(HUB)
    clock.forward(10)
    assert HUB in held.pings()


# --- subscribing


def test_a_request_waits_until_it_is_verified(held: SqlAnnouncements) -> None:
    assert held.ask(an_intent(secret="kunci"))
    (intent,) = held.intents(100)
    assert replace(intent, serial=0) == an_intent(secret="kunci")
    assert held.subscriptions() == []
    assert held.verified(intent, NOON)
    (subscription,) = held.subscriptions()
    assert (subscription.callback, subscription.feed, subscription.is_signed) == (CALLBACK, FEED, True)
    assert subscription.until == NOON + timedelta(days=1)
    assert subscription.due is None
    assert held.intents(100) == []


def test_a_later_request_takes_the_place_of_one_that_waits(held: SqlAnnouncements) -> None:
    held.ask(an_intent(secret="a"))
    (first,) = held.intents(100)
    held.ask(an_intent(secret="b"))
    (second,) = held.intents(100)
    assert second.serial > first.serial
    held.drop(first)
    assert held.intents(100) == [second]


def test_what_is_not_verified_leaves_the_subscription_as_it_is(held: SqlAnnouncements, clock: Clock) -> None:
    subscribed(held, secret="kunci")
    held.ask(an_intent(mode="unsubscribe"))
    (intent,) = held.intents(100)
    held.drop(intent)
    assert len(held.subscriptions()) == 1
    held.ask(an_intent(mode="unsubscribe"))
    for tries in range(1, MOST_VERIFICATIONS):
        (intent,) = held.intents(100)
        assert held.put_off(intent)
        assert held.intents(100) == []
        clock.forward(3600)
        assert [each.tries for each in held.intents(100)] == [tries]
    assert not held.put_off(held.intents(100)[0])
    clock.forward(3600)
    assert held.intents(100) == []
    assert len(held.subscriptions()) == 1


def test_renewing_gives_a_new_lease_and_a_new_secret(held: SqlAnnouncements, clock: Clock) -> None:
    subscribed(held, secret="lama")
    clock.forward(3600)
    held.ask(an_intent(lease_seconds=2 * DAY))
    held.verified(held.intents(100)[0], clock())
    (subscription,) = held.subscriptions()
    assert subscription.until == NOON + timedelta(days=2, hours=1)
    assert not subscription.is_signed


def test_unsubscribing_ends_one_subscription(held: SqlAnnouncements) -> None:
    subscribed(held)
    subscribed(held, feed=OTHER_FEED)
    subscribed(held, mode="unsubscribe")
    assert [each.feed for each in held.subscriptions()] == [OTHER_FEED]
    subscribed(held, mode="unsubscribe")


def test_a_lease_ends_when_it_is_over(held: SqlAnnouncements, clock: Clock) -> None:
    subscribed(held)
    held.announce({FEED: "a"}, [])
    clock.forward(DAY - 1)
    assert held.expire() == 0
    assert len(held.deliveries(100)) == len(held.subscriptions()) == 1
    clock.forward(1)
    assert held.deliveries(100) == held.subscriptions() == []
    assert held.standing() == Standing(subscriptions=0, intents=0, deliveries=0, pings=0)
    assert held.expire() == 1
    assert held.expire() == 0


def test_requests_are_bounded_in_all_and_of_a_host(held: SqlAnnouncements, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_INTENTS", 4)
    monkeypatch.setattr(module, "MOST_INTENTS_OF_A_HOST", 2)
    taken = [held.ask(an_intent(callback=f"https://baca.example/{number}")) for number in range(3)]
    assert taken == [True, True, False]
    assert held.ask(an_intent(callback="https://baca.example/0"))
    others = [held.ask(an_intent(callback=f"https://{n}.example/", host=f"{n}.example")) for n in range(3)]
    assert others == [True, True, False]


def test_subscriptions_are_bounded_and_who_finds_no_room_is_told(
    held: SqlAnnouncements, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_SUBSCRIPTIONS", 3)
    monkeypatch.setattr(module, "MOST_OF_A_HOST", 2)
    subscribed(held)
    subscribed(held, feed=OTHER_FEED)
    held.ask(an_intent(callback="https://baca.example/2"))
    assert not held.verified(held.intents(100)[0], NOON)
    (denial,) = held.intents(100)
    assert (denial.callback, denial.mode) == ("https://baca.example/2", "denied")
    assert denial.denial
    held.drop(denial)
    subscribed(held, callback="https://lain.example/", host="lain.example")
    held.ask(an_intent(callback="https://ketiga.example/", host="ketiga.example"))
    assert not held.verified(held.intents(100)[0], NOON)
    held.drop(held.intents(100)[0])
    subscribed(held, secret="baru")
    assert held.standing().subscriptions == 3


# --- sending


def test_a_change_is_to_be_sent_to_those_that_subscribe_to_the_feed(held: SqlAnnouncements) -> None:
    subscribed(held, secret="kunci")
    subscribed(held, callback="https://baca.example/2", feed=OTHER_FEED)
    assert held.deliveries(100) == []
    held.announce({FEED: "a"}, [])
    (delivery,) = held.deliveries(100)
    assert (delivery.callback, delivery.feed, delivery.secret, delivery.version) == (CALLBACK, FEED, "kunci", 1)
    assert held.delivery(delivery.subscription) == delivery
    held.delivered(delivery)
    assert held.deliveries(100) == []
    assert held.delivery(delivery.subscription) is None


def test_a_change_that_came_while_it_was_sent_is_sent_next(held: SqlAnnouncements) -> None:
    subscribed(held)
    held.announce({FEED: "a"}, [])
    (delivery,) = held.deliveries(100)
    held.announce({FEED: "b"}, [])
    held.delivered(delivery)
    (later,) = held.deliveries(100)
    assert later.version == 2


def test_a_subscriber_that_fails_is_tried_again_so_often_and_then_with_the_next_change(
    held: SqlAnnouncements, clock: Clock
) -> None:
    subscribed(held, lease_seconds=20 * DAY)
    held.announce({FEED: "a"}, [])
    for tries in range(MOST_TRIES):
        (delivery,) = held.deliveries(100)
        assert (delivery.tries, delivery.failures) == (tries, tries)
        held.undelivered(delivery)
        assert held.deliveries(100) == []
        clock.forward(3600)
    assert held.deliveries(100) == []
    (subscription,) = held.subscriptions()
    assert (subscription.failures, subscription.due) == (MOST_TRIES, None)
    held.announce({FEED: "b"}, [])
    (delivery,) = held.deliveries(100)
    assert (delivery.tries, delivery.failures) == (0, MOST_TRIES)
    held.delivered(delivery)
    assert held.subscriptions()[0].failures == 0


def test_a_change_does_not_wake_a_subscriber_that_rests(held: SqlAnnouncements, clock: Clock) -> None:
    subscribed(held)
    held.announce({FEED: "a"}, [])
    held.undelivered(held.deliveries(100)[0])
    held.announce({FEED: "b"}, [])
    assert held.deliveries(100) == []
    clock.forward(10)
    assert [each.version for each in held.deliveries(100)] == [2]


def test_a_failure_of_an_earlier_change_does_not_count_against_the_next(held: SqlAnnouncements, clock: Clock) -> None:
    subscribed(held)
    held.announce({FEED: "a"}, [])
    (delivery,) = held.deliveries(100)
    held.announce({FEED: "b"}, [])
    held.undelivered(replace(delivery, tries=MOST_TRIES - 1))
    clock.forward(10)
    assert [(each.version, each.tries, each.failures) for each in held.deliveries(100)] == [(2, 0, 1)]


def test_renewing_ends_the_rest_of_a_subscriber_that_failed(held: SqlAnnouncements) -> None:
    subscribed(held)
    held.announce({FEED: "a"}, [])
    held.undelivered(held.deliveries(100)[0])
    subscribed(held)
    assert [(each.tries, each.failures) for each in held.deliveries(100)] == [(0, 0)]


def test_a_subscriber_that_is_gone_has_no_subscription_to_that_feed(held: SqlAnnouncements) -> None:
    subscribed(held)
    subscribed(held, feed=OTHER_FEED)
    held.announce({FEED: "a"}, [])
    held.gone(held.deliveries(100)[0])
    assert [each.feed for each in held.subscriptions()] == [OTHER_FEED]


# --- what is no longer announced


def test_subscribers_of_a_feed_that_is_no_longer_announced_are_told(held: SqlAnnouncements) -> None:
    subscribed(held)
    subscribed(held, feed=OTHER_FEED)
    held.ask(an_intent(callback="https://baca.example/2"))
    held.announce({FEED: "a", OTHER_FEED: "a"}, [HUB])
    assert held.keep([OTHER_FEED], [HUB]) == 1
    assert [each.feed for each in held.subscriptions()] == [OTHER_FEED]
    (denial,) = held.intents(100)
    assert (denial.callback, denial.feed, denial.mode) == (CALLBACK, FEED, "denied")
    assert held.digests() == {OTHER_FEED: "a"}
    assert [ping.feed for ping in held.pings()[HUB]] == [OTHER_FEED]
    assert held.keep([OTHER_FEED], [HUB]) == 0
    assert held.intents(100) == [denial]


def test_what_hubs_that_are_no_longer_named_were_to_be_told_is_forgotten(held: SqlAnnouncements) -> None:
    held.announce({FEED: "a"}, [HUB, OTHER_HUB])
    held.hub_failed(HUB)
    held.keep([FEED], [OTHER_HUB])
    assert list(held.pings()) == [OTHER_HUB]
    held.announce({FEED: "b"}, [HUB])
    assert list(held.pings()) == [HUB, OTHER_HUB]


def test_the_standing_counts_all_that_is_to_be_done(held: SqlAnnouncements) -> None:
    subscribed(held)
    held.ask(an_intent(feed=OTHER_FEED))
    held.announce({FEED: "a"}, [HUB, OTHER_HUB])
    assert held.standing() == Standing(subscriptions=1, intents=1, deliveries=1, pings=2)
