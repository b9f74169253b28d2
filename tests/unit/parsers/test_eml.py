"""E-mail: text, headers and attachments, and messages made to do harm."""

from __future__ import annotations

import contextlib
import time
from email.message import EmailMessage

import pytest

from sindikasi.errors import DocumentError, EmptyArticle, MalformedDocument
from sindikasi.model import ParsedArticle, Wire
from sindikasi.parsers.eml import EmlAttachmentsParser, EmlParser
from sindikasi.parsers.plain import PlainParser
from tests.text_builders import a_file

TEXT = (
    "Air sungai naik setinggi dada orang dewasa di tiga desa sejak\nmalam, kata camat setempat kepada wartawan.\n\n"
    "Warga mengungsi ke balai desa dan masjid terdekat.\n"
)
BODY = (
    "Air sungai naik setinggi dada orang dewasa di tiga desa sejak malam, kata camat setempat kepada wartawan.\n\n"
    "Warga mengungsi ke balai desa dan masjid terdekat."
)
HEADERS = (
    "Received: from a.contoh.id by b.contoh.id; Fri, 20 Nov 2026 03:00:00 +0000\r\nFrom: Rani Sari <rani@harian.id>\r\n"
    "To: berita@contoh.id\r\nSubject: Banjir rendam tiga desa\r\nDate: Fri, 20 Nov 2026 10:00:00 +0700\r\n"
    "Message-ID: <a1@harian.id>\r\n"
)


def a_message(text: str = TEXT, **headers: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Rani Sari <rani@harian.id>"
    message["To"] = "berita@contoh.id"
    message["Subject"] = "Banjir rendam tiga desa"
    message["Date"] = "Fri, 20 Nov 2026 10:00:00 +0700"
    message["Message-ID"] = "<a1@harian.id>"
    for name, value in headers.items():
        del message[name.replace("_", "-")]
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def parse(message: EmailMessage | str | bytes) -> ParsedArticle:
    content = bytes(message) if isinstance(message, EmailMessage) else message
    return EmlParser().parse(a_file(content, name="a.eml"))


def unpacked(message: EmailMessage | bytes) -> list[tuple[str, bytes]]:
    members = EmlAttachmentsParser().unpack(a_file(bytes(message), name="a.eml"))
    return [(member.suffix, member.content) for member in members]


def test_a_message_is_read() -> None:
    message = a_message(Keywords="banjir, Luwu")
    message["Content-Language"] = "id"
    assert parse(message) == ParsedArticle(
        headline="Banjir rendam tiga desa",
        body=BODY,
        has_own_body=True,
        byline="Rani Sari",
        source="harian.id",
        language="id",
        published="Fri, 20 Nov 2026 10:00:00 +0700",
        guid="a1@harian.id",
        wire=Wire(keywords=("banjir", "Luwu")),
    )


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "windows-1252"])
def test_every_way_of_sending_letters_is_read(encoding: str, charset: str) -> None:
    message = a_message()
    message.set_content("Kafe “Café” dibuka lagi.".replace("“", "'").replace("”", "'"), charset=charset, cte=encoding)
    assert parse(message).body == "Kafe 'Café' dibuka lagi."


def test_an_encoding_that_does_not_exist_is_no_reason_to_refuse() -> None:
    head = f"{HEADERS}Content-Type: text/plain; charset=tidak-ada\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    assert parse(head.encode() + "Café dibuka lagi.".encode()).body == "Café dibuka lagi."


def test_the_page_is_read_where_there_is_no_plain_text() -> None:
    message = a_message()
    message.set_content(
        "<html><body><p>Air naik di desa.</p><p>Warga &amp; ternak pergi.</p></body></html>", subtype="html"
    )
    parsed = parse(message)
    assert [line for line in parsed.body.split("\n") if line] == ["Air naik di desa.", "Warga & ternak pergi."]
    assert (parsed.is_scraped, parsed.headline) == (True, "Banjir rendam tiga desa")


@pytest.mark.parametrize(("plain", "expected"), [(TEXT, BODY), ("Buka di peramban.", "Air naik. " * 40)])
def test_plain_text_goes_before_the_page_unless_it_only_points_to_it(plain: str, expected: str) -> None:
    message = a_message(plain)
    message.add_alternative(f"<html><body><p>{'Air naik. ' * 40}</p></body></html>", subtype="html")
    assert parse(message).body.strip() == expected.strip()


@pytest.mark.parametrize(
    "footer", ["-- \nRani Sari\nTel. 123", "--\nRani", "_" * 47 + "\nMilis mailing list\nhttps://x"]
)
def test_signatures_and_list_footers_are_cut(footer: str) -> None:
    assert parse(a_message(f"{TEXT}\n{footer}\n")).body == BODY


def test_a_message_passed_on_inside_the_text_is_the_article() -> None:
    text = (
        "Mohon dimuat.\n\n-- \nBudi\n\n---------- Forwarded message ---------\nDari: Humas <humas@bpbd.go.id>\n"
        f"Date: Thu, 19 Nov 2026 08:00:00 +0700\nSubject: Air surut\nTo: budi@contoh.id\n\n\n{TEXT}"
    )
    parsed = parse(a_message(text, Subject="Fwd: Air surut"))
    assert (parsed.headline, parsed.body, parsed.guid) == ("Air surut", BODY, "a1@harian.id")
    assert (parsed.byline, parsed.source) == (None, "Humas")
    assert parsed.published == "Thu, 19 Nov 2026 08:00:00 +0700"


def test_the_subject_repeated_above_the_text_is_no_part_of_it() -> None:
    assert parse(a_message(f"BANJIR RENDAM TIGA DESA\n\n{TEXT}")).body == BODY


def test_a_message_without_text_is_empty() -> None:
    with pytest.raises(EmptyArticle, match="attached"):
        parse(a_message(""))


def test_attachments_and_text_are_documents() -> None:
    message = a_message()
    message.add_attachment("Lampiran satu.", filename="lampiran.txt")
    message.add_attachment(b'{"title": "x"}', maintype="application", subtype="json", filename="data.json")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
    (body, text), *attached = unpacked(message)
    assert body == "!body.eml"
    assert EmlParser().parse(a_file(text)) == parse(a_message())
    assert attached == [("!lampiran.txt", b"Lampiran satu.\n"), ("!data.json", b'{"title": "x"}')]


def test_a_message_of_attachments_alone_has_no_text_among_its_members() -> None:
    message = EmailMessage()
    message["Subject"] = "Rilis"
    message.add_attachment("Isi rilis.", filename="rilis.txt")
    assert [suffix for suffix, _ in unpacked(message)] == ["!rilis.txt"]


def test_a_forwarded_message_is_a_message_of_its_own() -> None:
    message = a_message()
    message.add_attachment(a_message("Isi yang diteruskan.", Subject="Air surut"))
    (_, _), (name, content) = unpacked(message)
    assert name == "!1.eml"
    assert (EmlParser().parse(a_file(content)).headline, EmlParser().recognises(a_file(content))) == ("Air surut", 80)


@pytest.mark.parametrize(
    ("sent", "name"), [("../../etc/a.txt", "etc-a.txt"), ("a#1!b.txt", "a-1-b.txt"), ("", "1.txt")]
)
def test_names_of_attachments_lead_nowhere(sent: str, name: str) -> None:
    message = a_message()
    message.add_attachment("Isi.", filename=sent)
    assert unpacked(message)[1][0] == f"!{name}"


def test_attachments_of_one_name_are_told_apart() -> None:
    message = a_message()
    for _ in range(3):
        message.add_attachment("Isi.", filename="a.txt")
    assert [suffix for suffix, _ in unpacked(message)] == ["!body.eml", "!a.txt", "!2-a.txt", "!3-a.txt"]


def test_a_message_with_pictures_only_is_read_as_one() -> None:
    message = a_message()
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
    file = a_file(bytes(message), name="a.eml")
    assert EmlParser().recognises(file) > EmlAttachmentsParser().recognises(file) == 0
    message.add_attachment("Isi.", filename="a.txt")
    file = a_file(bytes(message), name="a.eml")
    assert EmlAttachmentsParser().recognises(file) > EmlParser().recognises(file) > PlainParser().recognises(file)


def nested(depth: int) -> bytes:
    opening = "".join(f"Content-Type: multipart/mixed; boundary=B{each}\r\n\r\n--B{each}\r\n" for each in range(depth))
    return f"{HEADERS}{opening}Content-Type: text/plain\r\n\r\nAir naik.\r\n".encode()


def attached(count: int) -> bytes:
    part = "--B\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nIsi\r\n"
    return f"{HEADERS}Content-Type: multipart/mixed; boundary=B\r\n\r\n{part * count}--B--\r\n".encode()


@pytest.mark.parametrize(
    "content",
    [
        nested(200),
        nested(3_000),
        attached(10_000),
        f"{HEADERS}X-Spam: {'x' * 1_000_000}\r\n\r\nAir naik.".encode(),
        f"{HEADERS}From: {'a@b.c, ' * 150_000}\r\n\r\nAir naik.".encode(),
        f"{HEADERS}Content-Type: text/plain; {'a=b; ' * 200_00}\r\n\r\nAir naik.".encode(),
    ],
    ids=["200 deep", "3,000 deep", "10,000 attachments", "1 MB of header", "150,000 senders", "20,000 parameters"],
)
def test_a_message_made_to_do_harm_is_unsafe(content: bytes) -> None:
    began = time.process_time()
    for read in (parse, unpacked):
        with pytest.raises(MalformedDocument) as caught:
            read(content)  # type: ignore[operator]
        assert caught.value.reason == "unsafe"
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    "rest",
    [
        "Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\nAir naik di",
        "Content-Type: multipart/mixed\r\n\r\nAir naik di desa.",
        "Content-Transfer-Encoding: base64\r\n\r\nQWlyIG5haWs\r\n!!!",
        "Content-Transfer-Encoding: x-apa\r\n\r\nAir naik di desa.",
        "Subject: =?tidak-ada?q?Air?= =?utf-8?b?!!!?=\r\n\r\nAir naik di desa.",
        "Content-Type: ;;;=\r\nDate: besok\r\n\r\nAir naik di desa.",
    ],
)
def test_a_damaged_message_is_read_as_far_as_it_goes(rest: str) -> None:
    assert parse(HEADERS + rest).body.startswith("Air naik")


def test_garbage_behind_headers_is_no_crash() -> None:
    garbage = HEADERS.encode() + b"Content-Type: multipart/mixed; boundary=\xff\r\n\r\n" + bytes(range(256)) * 100
    assert parse(garbage).headline == "Banjir rendam tiga desa"
    for place in range(200):
        broken = bytes(
            (byte * 7 + place) % 256 if index % 11 == place % 11 else byte for index, byte in enumerate(garbage[:900])
        )
        with contextlib.suppress(DocumentError):
            parse(broken)
        with contextlib.suppress(DocumentError):
            unpacked(broken)
