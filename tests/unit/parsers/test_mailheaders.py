"""Subject and sender, as an article has them."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest

from sindikasi.parsers.mailheaders import MailHeaders


def headers(text: str | bytes) -> MailHeaders:
    content = text if isinstance(text, bytes) else text.encode()
    return MailHeaders(message_from_bytes(content + b"\r\n\r\n", policy=policy.default))


@pytest.mark.parametrize(
    ("subject", "read"),
    [
        ("Subject: Re: Fwd: FW: Air naik", "Air naik"),
        ("Subject: =?utf-8?q?Caf=C3=A9_dibuka?=", "Café dibuka"),
        ("Subject: Caf\u00e9 dibuka", "Café dibuka"),
        ("Subject: =?tidak-ada?q?Air?= naik", "Air naik"),
        ("Subject: [Rilis] Air naik", "[Rilis] Air naik"),
        ("List-Id: <x.y>\r\nSubject: Re: [milis] Air naik", "Air naik"),
        ("Subject: Air\r\n naik", "Air naik"),
        ("Subject: ", None),
        ("X: y", None),
    ],
)
def test_a_subject_becomes_a_headline(subject: str, read: str | None) -> None:
    assert headers(subject).subject() == read


@pytest.mark.parametrize(
    ("sender", "read"),
    [
        ("From: Rani Sari <rani@mail.harian.id>", ("Rani Sari", "harian.id")),
        ('From: "Sari, Rani" <rani@gmail.com>', ("Sari, Rani", None)),
        ("From: rani@harian.id", (None, "harian.id")),
        ("From: Harian Contoh <redaksi@harian.id>", (None, "Harian Contoh")),
        ("Organization: BPBD\r\nFrom: Rani <rani@gmail.com>", ("Rani", "BPBD")),
        ("From: =?utf-8?q?Ren=C3=A9?= <rene@harian.id>, b@c.d", ("René", "harian.id")),
        ("From: rani@harian.id <rani@harian.id>", (None, "harian.id")),
        ("From: ", (None, None)),
        ("X: y", (None, None)),
        ("From: <<<>>>@@ \r\n (", (None, None)),
    ],
)
def test_a_sender_is_a_person_an_outlet_or_both(sender: str, read: tuple[str | None, str | None]) -> None:
    assert headers(sender).sender() == read


def test_of_a_header_sent_twice_the_first_counts() -> None:
    assert headers("Subject: Satu\r\nSubject: Dua").subject() == "Satu"


def test_bytes_in_a_header_are_read_as_what_they_are() -> None:
    assert headers(b"Subject: Caf\xe9 dibuka").subject() == "Café dibuka"


def test_the_id_has_no_brackets() -> None:
    assert headers("Message-ID:  <a1@harian.id> ").message_id() == "a1@harian.id"
    assert headers("X: y").message_id() is None


def test_what_is_kept_stands_on_one_line() -> None:
    assert list(headers("Subject: Air\r\n naik\r\nTo: x@y.z").kept()) == [("subject", "Air naik")]


def test_a_date_past_all_bounds_is_the_text_it_is() -> None:
    """Found by fuzzing: the standard library raises OverflowError for it."""
    sent = headers("From: a@a.example\nDate: 0 Nov 6 4141414140:0\n").text("date")
    assert sent is not None
    assert "4141414140" in sent
