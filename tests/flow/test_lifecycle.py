"""What an agency says of a text's standing is kept: versions, withheld, under embargo, killed; in any order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest

from sindikasi.flow.reading import Reading
from sindikasi.flow.upkeep import lift_embargoes
from sindikasi.inbox.names import document_key
from sindikasi.model import Document, ParsedArticle, Wire
from tests.builders import NOON, Clock
from tests.flow.newsroom import CUP, FLOOD, FLOOD_COPY, AtHand, Newsroom, context_of

GUID = "urn:newsml:contoh.id:20261120:banjir-luwu"


class Dispatches:
    """Reads what these tests write down: an article with what its agency says of it."""

    name: ClassVar[str] = "dispatches"
    is_container: ClassVar[bool] = False

    def recognises(self, document: Document) -> int:
        return 100

    def parse(self, document: Document) -> ParsedArticle:
        said = msgspec.json.decode(document.content)
        text = said.pop("text")
        guid = said.pop("guid", GUID)
        headline, _, body = text.partition("\n")
        return ParsedArticle(headline=headline, body=body, has_own_body=True, guid=guid, wire=Wire(**said))


class Wired(Newsroom):
    """A newsroom whose every file is such a dispatch."""

    def lane(self, **parts: Any) -> Any:  # type: ignore[override]
        reading = Reading(
            parsers=[Dispatches()], cleaners=[], topics=self.topic_set, context_of=context_of, key_of=document_key
        )
        return super().lane(**({"readers": AtHand(reading)} | parts))

    def send(self, name: str, text: str = FLOOD, **said: Any) -> None:
        self.take((name, msgspec.json.encode({"text": text} | said)))

    def shown(self) -> list[tuple[str, str]]:
        """Return (entry id, document shown) of the feed of everything."""
        stories = self.catalog.stories(topic="semua")
        leads = [self.catalog.article(story.lead) for story in stories]
        assert [story.id for story in self.catalog.stories()] == [story.id for story in stories]
        return [
            (story.id, lead.article.document) for story, lead in zip(stories, leads, strict=True) if lead is not None
        ]

    def documents(self) -> list[str]:
        return [document for _, document in self.shown()]


@pytest.fixture
def wired(tmp_path: Path) -> Iterable[Wired]:
    newsroom = Wired(tmp_path / "wired", clock=Clock(NOON))
    yield newsroom
    newsroom.close()


def test_a_later_version_of_a_text_takes_its_place_under_the_same_entry(wired: Wired) -> None:
    wired.send("antara/v1.xml", version="1")
    ((entry, _),) = wired.shown()
    wired.send("antara/v2.xml", CUP, version="2")
    assert wired.shown() == [(entry, "antara/v2.xml")]
    assert wired.article("antara/v1.xml").relation == "version"


def test_an_earlier_version_that_comes_late_is_not_shown(wired: Wired) -> None:
    wired.send("antara/v10.xml", version="10")
    wired.send("antara/v9.xml", FLOOD_COPY, version="9")
    assert wired.documents() == ["antara/v10.xml"]


def test_what_is_withheld_is_shown_when_a_later_version_may_be(wired: Wired) -> None:
    wired.send("antara/v1.xml", version="1", status="withheld")
    assert wired.shown() == []
    assert wired.article("antara/v1.xml").standing == "withheld"
    wired.send("antara/v2.xml", version="2")
    assert wired.documents() == ["antara/v2.xml"]


def test_a_version_that_is_withheld_takes_the_text_back_until_the_next(wired: Wired) -> None:
    wired.send("antara/v1.xml", version="1")
    wired.send("antara/v2.xml", version="2", status="withheld")
    assert wired.shown() == []
    wired.send("antara/v3.xml", version="3")
    assert wired.documents() == ["antara/v3.xml"]


def test_a_withheld_copy_does_not_hide_who_may_show_the_story_nor_stand_beside_it(wired: Wired) -> None:
    wired.send("antara/a.xml", status="withheld")
    wired.send("kompas/b.xml", FLOOD_COPY, guid="kompas-77")
    assert wired.documents() == ["kompas/b.xml"]
    assert [carrier.document for carrier in wired.story().carriers] == ["kompas/b.xml"]


def test_an_embargo_ends_by_itself_and_the_entry_is_filed_then(wired: Wired) -> None:
    until = NOON + timedelta(hours=3)
    wired.send("antara/a.xml", embargoed=until.isoformat())
    wired.clock.forward(1)
    wired.send("kompas/b.xml", CUP, guid="kompas-78")
    assert wired.documents() == ["kompas/b.xml"]

    def lift() -> list[str]:
        return lift_embargoes(wired.upkeep, wired.filer, wired.lane()._placing, wired.clock())

    wired.clock.forward(3 * 3600 - 2)
    assert lift() == []
    wired.clock.forward(1)
    assert len(lift()) == 1
    assert wired.documents() == ["antara/a.xml", "kompas/b.xml"]
    assert wired.catalog.stories()[0].filed == until
    assert wired.upkeep.next_embargo() is None


def test_an_embargo_that_is_no_time_is_refused_and_not_shown(wired: Wired) -> None:
    wired.send("antara/a.xml", embargoed="Senin malam")
    assert wired.shown() == []
    (rejection,) = wired.catalog.rejections()
    assert rejection.reason == "malformed"
    assert "Senin malam" in rejection.message


def test_a_kill_withdraws_the_story_and_it_stays_withdrawn(wired: Wired) -> None:
    wired.send("antara/v1.xml", version="1")
    wired.send("kompas/b.xml", FLOOD_COPY, guid="kompas-79")
    wired.send("antara/kill.xml", "", version="2", status="canceled")
    assert wired.shown() == []
    wired.send("antara/v3.xml", version="3")
    wired.send("tempo/c.xml", FLOOD_COPY + "\nTambahan.", guid="tempo-1")
    assert wired.shown() == []
    assert wired.catalog.stories(topic="bencana") == []


@pytest.mark.parametrize("order", [*permutations(["a", "kill", "copy"])])
def test_a_kill_holds_in_whatever_order_it_comes(wired: Wired, order: tuple[str, ...]) -> None:
    sends = {
        "a": lambda: wired.send("antara/v1.xml", version="1"),
        "kill": lambda: wired.send("antara/kill.xml", "", version="2", status="canceled"),
        "copy": lambda: wired.send("kompas/b.xml", FLOOD_COPY, guid="kompas-80"),
    }
    for name in order:
        sends[name]()
    assert wired.shown() == []


def test_a_number_that_an_outlet_uses_again_does_not_join_different_stories(wired: Wired) -> None:
    wired.send("antara/a.xml", guid="1")
    wired.send("antara/b.xml", CUP, guid="1")
    wired.send("kompas/c.xml", CUP + "\nTambahan lagi.", guid="1")
    assert sorted(wired.documents()) in (["antara/a.xml", "antara/b.xml"], ["antara/a.xml", "kompas/c.xml"])


def test_what_the_agency_said_is_kept(wired: Wired) -> None:
    said: dict[str, Any] = {"version": "4", "slugline": "BANJIR-LUWU", "urgency": 3, "notes": ["Memperbaiki angka"]}
    wired.send("antara/a.xml", **said)
    wire = wired.article("antara/a.xml").article.wire
    assert wire is not None
    assert (wire.version, wire.slugline, wire.urgency, wire.notes) == ("4", "BANJIR-LUWU", 3, ("Memperbaiki angka",))


def test_new_topic_rules_bring_no_hidden_story_to_light(wired: Wired) -> None:
    wired.send("antara/a.xml", status="withheld")
    article = wired.article("antara/a.xml").article
    wired.upkeep.retopic({article.id: ("semua", "olahraga")})
    assert wired.shown() == []
    assert wired.catalog.stories(topic="olahraga") == []


def test_another_outlet_cannot_put_its_text_in_the_place_of_one_by_its_guid(wired: Wired) -> None:
    wired.send("antara/v1.xml", version="1")
    wired.send("penipu/v9.xml", CUP, version="9")
    assert sorted(wired.documents()) == ["antara/v1.xml", "penipu/v9.xml"]
    wired.send("penipu/v10.xml", FLOOD.replace("320", "9.320"), version="10")
    assert "antara/v1.xml" in wired.documents()


@pytest.mark.parametrize("text", ["", CUP])
def test_another_outlet_cannot_withdraw_a_text_by_its_guid(wired: Wired, text: str) -> None:
    wired.send("antara/v1.xml", version="1")
    wired.send("penipu/kill.xml", text, version="9", status="canceled")
    assert wired.documents() == ["antara/v1.xml"]


def test_two_outlets_that_pass_on_one_text_are_one_story(wired: Wired) -> None:
    wired.send("antara/v1.xml", version="1")
    wired.send("kompas/v1.xml", FLOOD_COPY, version="1")
    assert len(wired.documents()) == 1
