"""The bytes we publish, kept beside the tests: a change in them is a change for every subscriber.

`UPDATE_GOLDEN=1 pytest tests/unit/outputs/test_golden.py` writes them anew; read the difference first.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree

from sindikasi.model import Feed, Image
from sindikasi.outputs.jsonfeed import JsonFeedOutput
from sindikasi.outputs.opml import Group, Listed, opml
from sindikasi.outputs.rules.check import check
from sindikasi.outputs.xmlfeed import AtomOutput, RssOutput
from sindikasi.ports import Output
from tests.standards import atom_schema
from tests.unit.feed_builders import BASE, NOON, a_feed, a_story, an_article

GOLDEN = Path(__file__).parents[2] / "golden"


def the_feed() -> Feed:
    lead = an_article(
        1,
        headline="Gempa & tsunami: <siaga> di Ambon",
        body="Gempa bermagnitudo 5,3 mengguncang Ambon, kata dr. Ahmad.\n\n“Tenang,” ujarnya. 1 < 2 ]]> 😀",
        standfirst="Warga diminta tetap tenang setelah gempa pagi tadi.",
        byline="Budi Santoso",
        dateline="Ambon, Maluku",
        credit="Xinhua",
        url="https://antara.example/berita/1?a=1&b=é",
        images=(Image(url="https://antara.example/1.jpg", caption="Warga.", credit="Xinhua"),),
        published=NOON - timedelta(days=2),
    )
    copy = an_article(2, source="kompas", url="https://kompas.example/2")
    loose = an_article(3, source=None)
    short = an_article(4, headline="Sidang dimulai", body="Sidang dimulai hari ini.", source="kompas", language="en")
    stories = [
        a_story(
            lead,
            copy,
            loose,
            number=1,
            topics=("semua", "bencana", "politik"),
            updated=NOON + timedelta(hours=3),
        ),
        a_story(short, number=2),
    ]
    return a_feed(lead, short, stories=stories, titles={"bencana": "Bencana", "politik": "Politik"})


GROUPS = (
    Group("Topik", (Listed("Bencana", "bencana", "t/bencana"), Listed("Politik & hukum", "politik", "t/politik"))),
    Group("Sumber", (Listed("ANTARA", "sources/antara", "source/antara"),)),
)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bencana.atom", AtomOutput().render(the_feed())),
        ("bencana.rss", RssOutput().render(the_feed())),
        ("bencana.json", JsonFeedOutput().render(the_feed())),
        (
            "feeds.opml",
            opml(GROUPS, BASE, "Kantor Berita", NOON),
        ),
    ],
    ids=["atom", "rss", "json", "opml"],
)
def test_what_subscribers_get_has_not_changed(name: str, content: bytes) -> None:
    path = GOLDEN / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_bytes(content)
    assert content == path.read_bytes()


@pytest.mark.parametrize("output", [AtomOutput(), RssOutput(), JsonFeedOutput()], ids=lambda output: output.name)
def test_no_rule_has_anything_to_say(output: Output) -> None:
    assert check(output.render(the_feed())).findings == ()


def test_the_grammar_of_rfc_4287_is_kept() -> None:
    schema = atom_schema()
    assert schema.validate(etree.fromstring(AtomOutput().render(the_feed()))), schema.error_log
