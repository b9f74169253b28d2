"""What the agencies' XML formats share: codes, states, numbers and wrapped text."""

from __future__ import annotations

import pytest
from lxml import etree

from sindikasi.parsers.agency import (
    opening_byline,
    removed,
    status_of,
    subject_codes,
    unless_same,
    urgency_of,
    whole_number,
    without_headline,
    wrapped_text,
)


def test_subject_codes_are_those_of_the_iptc() -> None:
    names = [
        "medtop:20000143",
        "subj:03015002",
        "http://cv.iptc.org/newscodes/mediatopic/20000139",
        "http://cv.iptc.org/newscodes/subjectcode/15000000",
        " 04000000 ",
        "medtop:20000143",
        "cnt:12345678",
        "N2:GB",
        "400000",
        None,
    ]
    assert subject_codes(names) == ("20000143", "03015002", "20000139", "15000000", "04000000")


@pytest.mark.parametrize(
    ("text", "urgency"), [("1", 1), (" 9 ", 9), ("0", None), ("10", None), ("a", None), (None, None)]
)
def test_urgency_is_one_to_nine(text: str | None, urgency: int | None) -> None:
    assert urgency_of(text) == urgency


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("stat:withheld", "withheld"),
        ("http://cv.iptc.org/newscodes/pubstatusg2/canceled", "canceled"),
        ("Cancelled", "canceled"),
        ("killed", "canceled"),
        ("stat:usable", "usable"),
        ("", "usable"),
        (None, "usable"),
    ],
)
def test_the_state_is_the_last_word(text: str | None, status: str) -> None:
    assert status_of(text) == status


@pytest.mark.parametrize(("text", "number"), [("640", 640), ("640px", 640), ("auto", None), ("", None), (None, None)])
def test_numbers_may_have_a_unit(text: str | None, number: int | None) -> None:
    assert whole_number(text) == number


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("Air naik\nsemalam.\n\nWarga\npergi.", ["Air naik semalam.", "Warga pergi."]),
        ("   Air naik\nsemalam.\n   Warga\npergi.", ["Air naik semalam.", "Warga pergi."]),
        ("  Air naik\n  semalam.", ["Air naik semalam."]),
        ("Air naik " * 20 + "\nWarga pergi.", ["Air naik " * 19 + "Air naik", "Warga pergi."]),
        ("Air naik.<br/>", ["Air naik."]),
        ("", [""]),
    ],
)
def test_wrapped_lines_are_joined_to_paragraphs(text: str, paragraphs: list[str]) -> None:
    assert wrapped_text(text).split("\n\n") == paragraphs


def test_what_says_the_same_is_left_out() -> None:
    assert unless_same("Banjir, di Luwu!", "banjir di luwu") is None
    assert unless_same("Banjir", "Gempa") == "Banjir"
    assert unless_same(None, "Gempa") is None
    assert unless_same("Banjir", None) == "Banjir"


def test_the_headline_is_taken_off_a_body_that_has_more() -> None:
    assert without_headline("Banjir di Luwu\n\nAir naik.", "Banjir di Luwu") == "Air naik."
    assert without_headline("Banjir di Luwu", "Banjir di Luwu") == "Banjir di Luwu"
    assert without_headline("Air naik.\n\nLagi.", None) == "Air naik.\n\nLagi."


@pytest.mark.parametrize(
    ("body", "byline"),
    [
        ("By Rani Sari\n\nAir naik.", "By Rani Sari"),
        ("Oleh: Rani Sari\n\nAir naik.", "Oleh: Rani Sari"),
        ("By Rani Sari", None),
        ("By dawn the water had risen.\n\nAir naik.", None),
        ("Air naik.\n\nWarga pergi.", None),
    ],
)
def test_an_opening_line_may_name_the_writer(body: str, byline: str | None) -> None:
    assert opening_byline(body)[0] == byline


def test_what_follows_a_removed_element_stays() -> None:
    tree = etree.fromstring("<p>a<x>1</x>b<i>c</i><x>2</x>d</p>")
    assert [each.text for each in removed(tree, "x", "p")] == ["1", "2"]
    assert "".join(tree.itertext()) == "abcd"
