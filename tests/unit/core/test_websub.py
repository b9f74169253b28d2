"""What is asked of a hub, and what it sends."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from sindikasi.core.websub import (
    LONGEST_LEASE,
    SHORTEST_LEASE,
    Intent,
    RequestError,
    announced_topics,
    feed_addresses,
    is_verified,
    link_header,
    pause,
    ping_form,
    read_request,
    signature,
    verification,
)
from sindikasi.model import Topic

TOPIC = "https://berita.example/feeds/konflik.atom"
ADDRESSES = feed_addresses("https://berita.example/feeds", ["konflik.atom", "semua.rss"])
CALLBACK = "https://baca.example/panggil"


def asked(**fields: str) -> Intent:
    wanted = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.callback": CALLBACK}
    wanted |= {f"hub.{name}": value for name, value in fields.items()}
    return read_request(urlencode(wanted), ADDRESSES, allows_private=False, default_lease=864_000)


def problem(**fields: str) -> str:
    with pytest.raises(RequestError) as caught:
        asked(**fields)
    return str(caught.value)


def an_intent(**changes: Any) -> Intent:
    fields: dict[str, Any] = {
        "callback": CALLBACK,
        "host": "baca.example",
        "feed": "konflik.atom",
        "mode": "subscribe",
        "lease_seconds": 86_400,
    }
    return Intent(**fields | changes)


# --- requests


def test_a_subscription_needs_mode_topic_and_callback() -> None:
    assert asked() == an_intent(lease_seconds=864_000)
    assert "hub.mode" in problem(mode="")
    assert "hub.mode" in problem(mode="publish")
    assert "hub.mode" in problem(mode="denied")
    assert "hub.topic" in problem(topic="")
    assert "hub.callback" in problem(callback="")
    with pytest.raises(RequestError, match=r"hub\.mode"):
        read_request("", ADDRESSES, allows_private=False, default_lease=1)


def test_fields_the_hub_does_not_know_are_ignored() -> None:
    assert asked(verify="async", foo="bar") == asked()


def test_the_first_of_a_field_given_twice_counts() -> None:
    form = urlencode([("hub.mode", "subscribe"), ("hub.topic", TOPIC), ("hub.callback", CALLBACK)])
    twice = f"{form}&hub.callback=https%3A%2F%2Flain.example%2F&hub.mode=unsubscribe"
    assert read_request(twice, ADDRESSES, allows_private=False, default_lease=864_000) == asked()


@pytest.mark.parametrize("form", ["hub.mode=%ff", "&".join(["a=1"] * 60)])
def test_a_form_that_cannot_be_read_is_refused(form: str) -> None:
    with pytest.raises(RequestError, match="form"):
        read_request(form, ADDRESSES, allows_private=False, default_lease=1)


@pytest.mark.parametrize(
    "topic",
    [
        TOPIC,
        "HTTPS://Berita.Example:443/feeds/konflik.atom",
        "https://berita.example/feeds/konflik%2Eatom",
        "https://berita.example/%66eeds/konflik.atom",
    ],
)
def test_other_spellings_of_an_address_are_the_same_topic(topic: str) -> None:
    assert asked(topic=topic).feed == "konflik.atom"


@pytest.mark.parametrize(
    "topic",
    [
        "http://berita.example/feeds/konflik.atom",
        "https://berita.example:8443/feeds/konflik.atom",
        "https://berita.example/feeds/konflik.html",
        "https://berita.example/feeds/rahasia.atom",
        "https://berita.example/feeds/konflik.atom?x=1",
        "https://berita.example/feeds/konflik.atom#x",
        "https://sari@berita.example/feeds/konflik.atom",
        "https://berita.example/feeds/archive/konflik-1.atom",
        "https://berita.example/feeds%2Fkonflik.atom",
        "https://lain.example/feeds/konflik.atom",
        "https://berita.example:http/feeds/konflik.atom",
        "konflik.atom",
    ],
)
def test_what_is_no_announced_feed_of_ours_is_no_topic(topic: str) -> None:
    assert "no feed of this site" in problem(topic=topic)


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("7200", 7200),
        ("1", SHORTEST_LEASE),
        (str(SHORTEST_LEASE), SHORTEST_LEASE),
        (str(LONGEST_LEASE + 1), LONGEST_LEASE),
        ("9" * 5000, LONGEST_LEASE),
        ("", 864_000),
    ],
)
def test_a_lease_is_as_long_as_asked_within_bounds(wanted: str, given: int) -> None:
    assert asked(lease_seconds=wanted).lease_seconds == given


@pytest.mark.parametrize("wanted", ["0", "000", "-5", "1.5", "1e3", "seminggu", "٣"])
def test_a_lease_that_is_no_positive_whole_number_is_refused(wanted: str) -> None:
    assert "hub.lease_seconds" in problem(lease_seconds=wanted)
    assert asked(mode="unsubscribe", lease_seconds=wanted).mode == "unsubscribe"


def test_a_secret_has_fewer_than_200_bytes() -> None:
    assert asked(secret="é" * 99).secret == "é" * 99
    assert "hub.secret" in problem(secret="é" * 100)
    assert asked(secret="").secret is None


def test_the_callback_is_kept_as_it_was_written() -> None:
    assert asked(callback="https://Baca.example/?b=%2f&a").callback == "https://Baca.example/?b=%2f&a"
    assert asked(callback="https://Baca.example/?b=%2f&a").host == "baca.example"


# --- verification


def query(url: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(url).query)


def test_a_subscriber_is_asked_with_topic_challenge_and_lease() -> None:
    url = verification(an_intent(), TOPIC, "tantangan")
    assert url.startswith(f"{CALLBACK}?hub.mode=subscribe&")
    assert query(url) == [
        ("hub.mode", "subscribe"),
        ("hub.topic", TOPIC),
        ("hub.challenge", "tantangan"),
        ("hub.lease_seconds", "86400"),
    ]


def test_the_query_of_a_callback_stays_in_front_as_it_is() -> None:
    url = verification(an_intent(callback=f"{CALLBACK}?hub.mode=x&a=%2F", mode="unsubscribe"), TOPIC, "t")
    assert url.startswith(f"{CALLBACK}?hub.mode=x&a=%2F&hub.mode=unsubscribe&")
    assert "hub.lease_seconds" not in dict(query(url))


def test_a_denial_has_a_reason_and_no_challenge() -> None:
    told = query(verification(an_intent(mode="denied", denial="penuh"), TOPIC, "t"))
    assert told == [("hub.mode", "denied"), ("hub.topic", TOPIC), ("hub.reason", "penuh")]
    assert "hub.reason" not in dict(query(verification(an_intent(mode="denied"), TOPIC, "t")))


@pytest.mark.parametrize(
    ("status", "body", "is_yes"),
    [
        (200, b"t", True),
        (299, b"t", True),
        (300, b"t", False),
        (199, b"t", False),
        (404, b"t", False),
        (200, b"t\n", False),
        (200, b"", False),
        (200, b"\xff", False),
    ],
)
def test_only_a_2xx_with_the_challenge_is_a_yes(status: int, body: bytes, is_yes: bool) -> None:
    assert is_verified(status, body, "t") is is_yes


# --- what is sent


def test_the_signature_is_the_hmac_of_the_content_under_the_secret() -> None:
    expected = hmac.new("kunci é".encode(), b"<feed/>", hashlib.sha256).hexdigest()
    assert signature("kunci é", b"<feed/>") == f"sha256={expected}"


def test_the_link_header_names_every_hub_and_the_feed_once() -> None:
    assert link_header(["https://a.example/", "https://b.example/"], TOPIC) == (
        f'<https://a.example/>; rel="hub", <https://b.example/>; rel="hub", <{TOPIC}>; rel="self"'
    )


def test_a_ping_says_the_topic_in_the_words_of_both_generations() -> None:
    assert dict(parse_qsl(ping_form(TOPIC).decode())) == {
        "hub.mode": "publish",
        "hub.topic": TOPIC,
        "hub.url": TOPIC,
    }


def test_pauses_grow_up_to_an_hour() -> None:
    pauses = [pause(failures) for failures in range(1, 20)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (10, 3600)


def test_private_topics_are_not_announced() -> None:
    class Private:
        slug = "rahasia"
        is_private = True

    topics: list[Any] = [Topic(slug="semua", title="Semua", query="*"), Private()]
    assert announced_topics(topics) == {"semua"}
