"""Several messages in one file."""

from __future__ import annotations

from sindikasi.parsers.anpa import AnpaParser
from sindikasi.parsers.iptc7901 import Iptc7901Parser
from sindikasi.parsers.wirefile import WireFileParser
from tests.text_builders import a_file
from tests.unit.parsers.test_anpa import STORY
from tests.unit.parsers.test_iptc7901 import MESSAGE


def test_messages_are_numbered_and_each_is_read_alone() -> None:
    file = a_file(f"{MESSAGE}\r\n{MESSAGE.replace('tiga', 'lima')}")
    members = list(WireFileParser().unpack(file))
    assert [member.suffix for member in members] == ["#1", "#2"]
    headlines = [Iptc7901Parser().parse(a_file(member.content)).headline for member in members]
    assert headlines == ["Banjir rendam tiga desa", "Banjir rendam lima desa"]


def test_stories_keep_their_synchronising_bytes() -> None:
    members = list(WireFileParser().unpack(a_file(STORY + STORY)))
    assert [member.content for member in members] == [STORY.encode(), STORY.encode()]


def test_several_messages_are_a_container_and_one_is_none() -> None:
    two, one = a_file(STORY + STORY), a_file(STORY)
    assert WireFileParser().recognises(two) > AnpaParser().recognises(two)
    assert (WireFileParser().recognises(one), WireFileParser().recognises(a_file("Air naik."))) == (0, 0)


def test_noise_before_the_first_message_is_passed_over() -> None:
    assert [member.content for member in WireFileParser().unpack(a_file(f"xx{MESSAGE}"))] == [MESSAGE.encode()]


def test_a_file_without_messages_has_no_members() -> None:
    assert list(WireFileParser().unpack(a_file("Air naik."))) == []
