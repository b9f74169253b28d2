"""ANPA 1312: two header lines, headings with marks, paragraphs with tabs, rows of tables."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sindikasi.errors import MalformedDocument
from sindikasi.model import ParsedArticle, Wire
from sindikasi.parsers.anpa import AnpaParser
from sindikasi.parsers.iptc7901 import Iptc7901Parser
from tests.text_builders import a_file

HEADER = "\x16\x16\x01z6715\x1f-----\r\nr {category}\x13\x11 BC-{keywords}   11-20 0040\r\n"
BODY = "\t   MASAMBA (AP) _ Air sungai naik, kata camat. \r\n\t   ``Warga mengungsi,'' katanya. \r\n"
HEADINGS = (
    "\x02\x02^BC-Banjir, 1st Ld-Writethru,416< \r\n^Banjir rendam tiga desa< \r\n^AP Photo XYZ101< \r\n"
    "^Eds: Mengganti angka korban.< \r\n^By RANI SARI= \r\n^Associated Press Writer= \r\n"
)
TRAILER = "\r\n\t   \x03AP-WF-11-20-26 0337GMT<\r\n\r\n\x0c\r\n\x04"
STORY = f"{HEADER.format(category='f', keywords='Banjir 1stLd')}{HEADINGS}{BODY}{TRAILER}"


def parse(story: str | bytes) -> ParsedArticle:
    return AnpaParser().parse(a_file(story, name="a.tst"))


def test_a_story_is_read() -> None:
    sent = datetime(2026, 11, 20, 3, 37, tzinfo=UTC)
    assert parse(STORY) == ParsedArticle(
        headline="Banjir rendam tiga desa",
        body="MASAMBA (AP) — Air sungai naik, kata camat.\n\n“Warga mengungsi,” katanya.",
        has_own_body=True,
        byline="RANI SARI",
        credit="AP",
        source="AP",
        published=sent,
        subjects=("04000000",),
        wire=Wire(
            updated=sent,
            slugline="BC-Banjir",
            urgency=5,
            notes=("1st Ld-Writethru", "AP Photo XYZ101", "Eds: Mengganti angka korban."),
        ),
    )


def test_it_is_told_from_iptc_7901() -> None:
    assert AnpaParser().recognises(a_file(STORY)) > Iptc7901Parser().recognises(a_file(STORY))


def test_a_long_heading_above_the_byline_is_the_standfirst() -> None:
    long = "Air sungai naik setinggi dada orang dewasa di tiga desa sejak malam, kata camat."
    assert parse(STORY.replace("^By ", f"^{long}< \r\n^By ")).standfirst == long


def test_rows_and_headings_of_a_table_are_lines_of_the_text() -> None:
    rows = "^KLASEMEN= \r\n\x08^;M;K;Sel\x10 \r\n\x08Kota\x10 Baru;23;13;3{\x10 \r\n\x08Kota\x10 Lama;20;_;{\x10 \r\n"
    parsed = parse(STORY.replace(BODY, rows))
    assert parsed.body == "KLASEMEN\n\nM K Sel\n\nKota Baru 23 13 3½\n\nKota Lama 20 — ½"


def test_lines_wrapped_by_the_sender_are_joined() -> None:
    parsed = parse(STORY.replace(BODY, "\t   TORONTO _ Air\r\nsungai naik.<\r\n\t   Warga\r\nmengungsi.<\r\n"))
    assert parsed.body == "TORONTO — Air sungai naik.\n\nWarga mengungsi."


def test_labelled_headings_are_fields() -> None:
    labelled = "^INDEX: Ekonomi, Bisnis@<\r\n^SYMBOL:XYZ@<\r\n^HL:Bursa naik\r\nlagi@<\r\n^By "
    parsed = parse(STORY.replace("^Banjir rendam tiga desa< \r\n", "").replace("^By ", labelled))
    assert parsed.headline == "Bursa naik lagi"
    assert parsed.wire is not None
    assert parsed.wire.keywords == ("Ekonomi", "Bisnis")


def test_a_keyword_of_sport_is_a_subject() -> None:
    parsed = parse(STORY.replace("BC-Banjir", "BC-BKN--Heat").replace("r f\x13", "r z\x13"))
    assert parsed.subjects == ("15000000",)


@pytest.mark.parametrize(("day", "published"), [("11-20", "2026-11-20"), ("12-30", "2025-12-30"), ("13-40", None)])
def test_without_a_trailer_the_header_tells_the_day(day: str, published: str | None) -> None:
    story = STORY.replace("   11-20 ", f"   {day} ").replace("AP-WF-11-20-26 0337GMT<", "")
    assert parse(story).published == published


def test_a_day_that_is_none_in_the_trailer_is_passed_over() -> None:
    assert parse(STORY.replace("AP-WF-11-20-26", "AP-WF-13-40-26")).published == "2026-11-20"


def test_a_kill_cancels() -> None:
    wire = parse(STORY.replace("1st Ld-Writethru", "KILL")).wire
    assert wire is not None
    assert wire.status == "canceled"


def test_a_story_cut_off_says_how_much_is_missing() -> None:
    with pytest.raises(MalformedDocument, match="announces 400 words"):
        parse(STORY.replace(" 0040", " 0400").partition("\x03")[0])


def test_a_story_without_its_end_is_mended() -> None:
    assert parse(STORY.partition("\x03")[0]).repairs == ("no end of text (ETX)",)


@pytest.mark.parametrize(
    "content",
    [
        HEADER.format(category="f", keywords="X").encode() + b"\x02" + bytes(range(256)) * 40 + b"\x03",
        b"\x16\x16\x01z6715\x1f-----\r\nbukan kepala\r\n\x02^X<\r\n\x03",
        b"\x16\x16\x01" + b"z" * 1_000_000,
        b"\x16",
    ],
    ids=["garbage", "no codes", "long line", "nothing"],
)
def test_what_is_no_story_is_refused(content: bytes) -> None:
    with pytest.raises(MalformedDocument):
        parse(content)
