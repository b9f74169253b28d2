"""An entry that breaks a rule is left out and said; the feed never breaks."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import pytest
import structlog

from sindikasi.errors import PublishError
from sindikasi.flow.gate import Gate
from sindikasi.model import Entry, Feed
from sindikasi.outputs.jsonfeed import JsonFeedOutput
from sindikasi.outputs.rules.check import check
from sindikasi.outputs.xmlfeed import AtomOutput, RssOutput
from sindikasi.ports import Output
from tests.flow.newsroom import CUP, FLOOD, Newsroom
from tests.flow.test_publish import titles
from tests.unit.feed_builders import a_feed, a_withdrawal, an_article

OUTPUTS = [AtomOutput(), RssOutput(), JsonFeedOutput()]


class Counting:
    """The Atom output, which counts the entries it was given."""

    name: ClassVar[str] = "atom"
    suffix: ClassVar[str] = "atom"
    media_type: ClassVar[str] = "application/atom+xml"

    def __init__(self) -> None:
        self.rendered = 0

    def render(self, feed: Feed) -> bytes:
        self.rendered += len(feed.entries)
        return AtomOutput().render(feed)


def a_feed_with(**changes: object) -> tuple[Feed, Entry]:
    """Return a feed of three entries whose second one is changed, and that one."""
    feed = a_feed(*(an_article(number) for number in (1, 2, 3)))
    broken = replace(feed.entries[1], **changes)  # type: ignore[arg-type]
    return replace(feed, entries=(feed.entries[0], broken, feed.entries[2])), broken


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.name)
def test_a_sound_feed_passes_as_it_is(output: Output) -> None:
    feed = a_feed(an_article(1), an_article(2))
    assert Gate().admit(output, feed) == (feed, [])


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.name)
def test_an_entry_with_an_unusable_address_is_left_out_and_its_neighbours_stay(output: Output) -> None:
    feed, broken = a_feed_with(link="tidak ada")
    admitted, (refused,) = Gate().admit(output, feed)
    assert admitted.entries == (feed.entries[0], feed.entries[2])
    assert (refused.entry, refused.format, refused.finding.code) == (broken.id, output.name, "address-invalid")
    assert check(output.render(admitted)).is_valid


@pytest.mark.parametrize("output", [AtomOutput(), RssOutput()], ids=lambda output: output.name)
def test_an_entry_that_xml_cannot_hold_is_left_out(output: Output) -> None:
    feed, broken = a_feed_with(title="\x00")
    admitted, (refused,) = Gate().admit(output, feed)
    assert len(admitted.entries) == 2
    assert (refused.entry, refused.finding.code) == (broken.id, "not-writable")


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.name)
def test_notices_of_what_was_withdrawn_are_not_taken_for_entries(output: Output) -> None:
    feed, broken = a_feed_with(link="tidak ada")
    feed = replace(feed, withdrawn=a_feed(withdrawals=[a_withdrawal()]).withdrawn)
    admitted, (refused,) = Gate().admit(output, feed)
    assert refused.entry == broken.id
    assert check(output.render(admitted)).is_valid
    unusable = replace(feed.withdrawn[0], id="tidak ada", link="tidak ada")
    with pytest.raises(PublishError):
        Gate().admit(output, replace(feed, withdrawn=(unusable,)))


def test_one_of_two_entries_with_one_id_is_left_out() -> None:
    feed = a_feed(an_article(1), an_article(2))
    twin = replace(feed.entries[1], id=feed.entries[0].id)
    admitted, (refused,) = Gate().admit(AtomOutput(), replace(feed, entries=(feed.entries[0], twin)))
    assert admitted.entries == feed.entries[:1]
    assert refused.finding.code == "id-repeated"


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.name)
def test_a_fault_of_the_feed_itself_stops_it(output: Output) -> None:
    with pytest.raises(PublishError) as caught:
        Gate().admit(output, replace(a_feed(an_article()), base_url="tidak ada"))
    assert caught.value.topic == "bencana"


def test_a_title_that_xml_cannot_hold_is_the_feeds_fault() -> None:
    with pytest.raises(PublishError):
        Gate().admit(AtomOutput(), replace(a_feed(), title="\x00"))


def test_an_entry_is_checked_once_as_long_as_it_stays_the_same() -> None:
    gate, output = Gate(), Counting()
    feed, _ = a_feed_with(link="tidak ada")
    first = gate.admit(output, feed)
    assert output.rendered == 3
    assert gate.admit(output, feed) == first
    assert output.rendered == 3
    changed = replace(feed, entries=(replace(feed.entries[0], title="Baru"), *feed.entries[1:]))
    gate.admit(output, changed)
    assert output.rendered == 4


def test_only_so_many_verdicts_are_remembered() -> None:
    gate, output = Gate(remembered=2), Counting()
    feed = a_feed(*(an_article(number) for number in (1, 2, 3)))
    gate.admit(output, feed)
    gate.admit(output, feed)
    assert output.rendered == 4


def test_a_format_whose_rules_are_not_known_is_let_through() -> None:
    class Csv(Counting):
        name: ClassVar[str] = "csv"
        media_type: ClassVar[str] = "text/csv"

    feed, _ = a_feed_with(link="tidak ada")
    assert Gate().admit(Csv(), feed) == (feed, [])


class Breaking(AtomOutput):
    """An Atom output that writes one entry wrongly."""

    def render(self, feed: Feed) -> bytes:
        wrong = (replace(each, link="x y") if "final" in each.title else each for each in feed.entries)
        return super().render(replace(feed, entries=tuple(wrong)))


def test_what_is_left_out_is_logged_once_and_stands_in_the_status(newsroom: Newsroom) -> None:
    newsroom.take(("antara/a.txt", FLOOD), ("b.txt", CUP))
    lane = newsroom.publisher(outputs=[Breaking()])
    with structlog.testing.capture_logs() as logs:
        published = {each.topic: each for each in lane.publish_all()}
        lane.publish_all()
    said = [each for each in logs if each["event"] == "entry left out" and each["topic"] == "semua"]
    assert [each["log_level"] for each in said] == ["error"]
    assert "address-invalid" in said[0]["reason"]
    assert len(published["semua"].left_out) == 1
    assert len(titles(newsroom, "semua.atom")) == 1
    statuses = {each.slug: each.left_out for each in newsroom.catalog.status().topics}
    assert (statuses["semua"], statuses["bencana"]) == (1, 0)
    newsroom.publisher().publish_all()
    assert {each.left_out for each in newsroom.catalog.status().topics} == {0}
