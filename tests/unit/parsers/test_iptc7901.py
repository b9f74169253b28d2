"""IPTC 7901: header, title, text, what stands under it, and messages that lost a part on their way."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sindikasi.errors import EmptyArticle, MalformedDocument
from sindikasi.model import ParsedArticle, Wire
from sindikasi.parsers.iptc7901 import Iptc7901Parser
from sindikasi.parsers.plain import PlainParser
from tests.text_builders import a_file, an_article_from

HEADER = "\x01abc062 4 pl 40 ccccb   xyz 061\r\n\r\n"
BODY = (
    "   Masamba (xyz) - Air sungai naik setinggi dada orang dewasa di tiga\r\n"
    "desa sejak malam, kata camat setempat kepada wartawan di lokasi.\r\n\r\n"
    "   Warga mengungsi ke balai desa dan masjid terdekat.\r\n"
)
TITLE = "Banjir/Luwu/\r\n\x02Banjir rendam tiga desa =\r\n\r\n"
MESSAGE = f"{HEADER}{TITLE}{BODY}\r\nxyz ab cd\r\n\r\n\x03201137 GMT Nov 26\r\n\x04"
PARAGRAPHS = (
    "Masamba (xyz) - Air sungai naik setinggi dada orang dewasa di tiga desa sejak malam, kata camat setempat kepada"
    " wartawan di lokasi.\n\nWarga mengungsi ke balai desa dan masjid terdekat."
)


def parse(message: str | bytes) -> ParsedArticle:
    return Iptc7901Parser().parse(a_file(message, name="a.txt"))


def test_a_message_is_read() -> None:
    sent = datetime(2026, 11, 20, 11, 37, tzinfo=UTC)
    assert parse(MESSAGE) == ParsedArticle(
        headline="Banjir rendam tiga desa",
        body=PARAGRAPHS,
        has_own_body=True,
        credit="xyz",
        source="xyz",
        published=sent,
        subjects=("11000000",),
        wire=Wire(updated=sent, slugline="Banjir/Luwu", urgency=4, keywords=("Banjir", "Luwu")),
    )


def test_it_goes_all_the_way_to_an_article() -> None:
    parsed = Iptc7901Parser()
    assert parsed.recognises(a_file(MESSAGE)) > PlainParser().recognises(a_file(MESSAGE))
    article = an_article_from(MESSAGE.replace("(xyz)", "(Antara)").replace("xyz 061", "antara 061"), parsers=(parsed,))
    assert (article.dateline, article.credit) == ("Masamba", "antara")
    assert article.body.startswith("Air sungai naik")


def test_marks_and_byline_stand_in_the_title() -> None:
    title = "RALAT\n1ST LEAD\nBanjir rendam tiga desa\ndi Luwu Utara\nOleh Rani Sari =\n"
    parsed = parse(MESSAGE.replace("Banjir rendam tiga desa =\r\n", title))
    assert (parsed.headline, parsed.byline) == ("Banjir rendam tiga desa di Luwu Utara", "Rani Sari")
    assert parsed.wire is not None
    assert parsed.wire.notes == ("RALAT", "1ST LEAD")


def test_a_title_without_its_sign_is_the_line_that_stands_alone() -> None:
    assert parse(MESSAGE.replace(" =", "")).headline == "Banjir rendam tiga desa"


def test_a_text_without_title_has_no_headline() -> None:
    parsed = parse(MESSAGE.replace("Banjir rendam tiga desa =\r\n\r\n", ""))
    assert (parsed.headline, parsed.body) == (None, PARAGRAPHS)


def test_the_notebook_is_for_editors() -> None:
    notebook = (
        "# xyz NOTEBOOK\r\n\r\n## Note to editors\r\n- angka korban diganti\r\n\r\n## Internet\r\n- contoh.id\r\n\r\n"
        "* * * *\r\nNot for publication\r\n- Reporting by: Rani\r\n"
    )
    parsed = parse(MESSAGE.replace("\r\nxyz ab cd", f"\r\n{notebook}\r\nxyz ab cd"))
    assert parsed.body == PARAGRAPHS
    assert parsed.wire is not None
    assert parsed.wire.notes == ("angka korban diganti",)


def test_a_kill_cancels() -> None:
    wire = parse(MESSAGE.replace("Banjir rendam tiga desa =", "MANDATORY KILL\nBanjir rendam tiga desa =")).wire
    assert wire is not None
    assert wire.status == "canceled"


def test_a_byline_may_open_the_text() -> None:
    parsed = parse(MESSAGE.replace(BODY, f"By Rani Sari =\r\n\r\n{BODY}"))
    assert (parsed.byline, parsed.body) == ("Rani Sari", PARAGRAPHS)


@pytest.mark.parametrize(
    ("trailer", "sent"),
    [
        ("201837 WIB Nov 26", datetime(2026, 11, 20, 11, 37, tzinfo=UTC)),
        ("201137 Nov 2026", datetime(2026, 11, 20, 11, 37, tzinfo=UTC)),
        ("201237 MEZ Okt 99", datetime(1999, 10, 20, 11, 37, tzinfo=UTC)),
        ("321137 GMT Nov 26", None),
        ("201137 GMT Xyz 26", None),
        ("", None),
    ],
)
def test_the_time_of_sending_is_in_the_last_line(trailer: str, sent: datetime | None) -> None:
    assert parse(MESSAGE.replace("201137 GMT Nov 26", trailer)).published == sent


def test_a_message_that_lost_its_controls_is_read() -> None:
    parsed = parse(MESSAGE.translate({1: None, 2: None, 3: None, 4: None}).replace("201137 GMT Nov 26", ""))
    assert parsed.headline == "Banjir rendam tiga desa"
    assert parsed.repairs == ("no end of text (ETX)",)
    assert parsed.wire is not None
    assert parsed.wire.slugline == "Banjir/Luwu"


def test_a_message_cut_off_says_how_much_is_missing() -> None:
    with pytest.raises(MalformedDocument, match="announces 400 words"):
        parse(MESSAGE.replace(" 40 ", " 400 ").partition("\x03")[0])


def test_text_in_the_old_code_pages_is_read() -> None:
    assert "Café" in parse(MESSAGE.replace("Warga", "Café").encode("cp1252")).body


@pytest.mark.parametrize(
    "content",
    [
        b"\x01abc062 4 pl 40\r\n\x02" + bytes(range(256)) * 40 + b"\x03",
        b"\x01abc062 4 pl 40\r\n\x02\x03",
        b"\x01abcdef ghi\r\n\x02Air naik.\x03",
        b"\x01" + b"a" * 1_000_000,
        b"\x01",
    ],
    ids=["garbage", "blank", "no header", "long line", "nothing"],
)
def test_what_is_no_message_is_refused(content: bytes) -> None:
    with pytest.raises((MalformedDocument, EmptyArticle)):
        parse(content)


def test_a_megabyte_of_header_is_no_header() -> None:
    parsed = parse("\x01abc062 4 pl 4 " + "x" * 1_000_000 + "\r\n\x02Air naik di desa =\r\n\r\nWarga mengungsi.\x03")
    assert parsed.body.endswith("Warga mengungsi.")
