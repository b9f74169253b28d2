"""The samples of ninjs, IPTC 7901 and ANPA 1312 beside the checkout: what each says, read by a person first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from sindikasi.core.articles import settle
from sindikasi.errors import EmptyArticle
from sindikasi.model import Article
from sindikasi.parsers.anpa import AnpaParser
from sindikasi.parsers.iptc7901 import Iptc7901Parser
from sindikasi.parsers.json import JsonListParser
from sindikasi.parsers.ninjs import NinjsParser
from sindikasi.parsers.sniff import choose
from sindikasi.parsers.wirefile import WireFileParser
from sindikasi.ports import Container, Parser
from tests.text_builders import PARSERS, a_context, a_file, cleaned

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "inbox-sample"
READERS = (*PARSERS, AnpaParser(), Iptc7901Parser(), NinjsParser(), WireFileParser())

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"{SAMPLES} is not there")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a sample says; the headline as the first digits of its SHA-256."""

    headline: str
    first: str
    last: str
    paragraphs: int
    published: datetime
    dateline: str | None = None
    byline: str | None = None
    credit: str | None = None
    source: str | None = None
    subjects: tuple[str, ...] = ()
    slugline: str | None = None
    urgency: int | None = None
    notes: tuple[str, ...] = ()


CAPTAIN = Said(
    headline="de56c1c1ceaba3b8",
    first="The trial of the captain of the shipwrecked",
    last="Schettino has denied wrongdoing.",
    paragraphs=4,
    published=datetime(2013, 7, 9, 10, 37, tzinfo=UTC),
    dateline="GROSSETO, Italy",
    byline="Paulo Santalucia and Frances d'Emilio",
    credit="AP",
)
SAID = {
    "wire_superdesk_ninjsExSimpleText1.json": CAPTAIN,
    "wire_superdesk_ninjsExMediumText1.json": CAPTAIN,
    "wire_superdesk_IPTC7901.txt": Said(
        headline="b72bdc03129277dc",
        first="Negotiations between German conservatives headed by",
        last="for a third term before Christmas.",
        paragraphs=5,
        published=datetime(2013, 11, 13, 11, 37, tzinfo=UTC),
        dateline="Berlin",
        credit="dpa",
        source="dpa",
        slugline="Germany-politics",
        urgency=4,
    ),
    "wire_superdesk_dpa_four_line.txt": Said(
        headline="edf4ee0c1552c542",
        first="Switzerland is joining a growing number of",
        last="Israel, Poland and the United States.",
        paragraphs=15,
        published=datetime(2018, 11, 21, 23, 22, tzinfo=UTC),
        dateline="Geneva",
        byline="dpa correspondents",
        credit="dpa",
        source="dpa",
        slugline="Switzerland/migration/UN",
        urgency=3,
        notes=("REFILE", "1ST LEAD", "adds head of UNGA in grafs 7-11"),
    ),
    "wire_superdesk_ap_anpa-1.tst": Said(
        headline="fa1dd39e05e478a0",
        first="Luol Deng scored 30 points and Josh McRoberts",
        last="Host Milwaukee on Saturday night.",
        paragraphs=17,
        published=datetime(2016, 2, 20, 3, 37, tzinfo=UTC),
        dateline="ATLANTA",
        byline="CHARLES ODUM",
        credit="AP",
        source="AP",
        subjects=("15000000",),
        slugline="BC-BKN--Heat-Hawks",
        urgency=5,
        notes=(
            "1st Ld-Writethru",
            "AP Photo GATK105, GATK106, GATK103, GATK107, GATK104, GATK102",
            "Eds: Heat 115, Hawks 111. Updates. With AP Photos.",
        ),
    ),
    "wire_superdesk_ap_anpa-2.tst": Said(
        headline="84d04cab61791eb5",
        first="All Times EDT AMERICAN LEAGUE East Division",
        last="San Francisco at San Diego, 10:10 p.m.",
        paragraphs=120,
        published=datetime(2016, 5, 17, 6, 20, tzinfo=UTC),
        byline="The Associated Press",
        credit="AP",
        source="AP",
        subjects=("15000000",),
        slugline="BC-BBO--Baseball Expanded Glance",
        urgency=5,
    ),
}


def read(content: bytes, name: str) -> Article:
    document = a_file(content, name=name)
    parser = choose(document, READERS)
    assert isinstance(parser, Parser)
    return settle(cleaned(parser.parse(document)), document, a_context())


@pytest.mark.parametrize("name", SAID)
def test_a_sample_says_what_a_person_reads_in_it(name: str) -> None:
    article, said = read((SAMPLES / name).read_bytes(), name), SAID[name]
    wire = article.wire
    assert wire is not None
    text = " ".join(article.body.split())
    assert text.startswith(said.first)
    assert text.endswith(said.last)
    assert article.language == "en"
    assert said == Said(
        headline=sha256(article.headline.encode()).hexdigest()[:16],
        first=said.first,
        last=said.last,
        paragraphs=len(article.body.split("\n\n")),
        published=article.published,
        dateline=article.dateline,
        byline=article.byline,
        credit=article.credit,
        source=article.source,
        subjects=article.subjects,
        slugline=wire.slugline,
        urgency=wire.urgency,
        notes=wire.notes,
    )


def test_a_list_of_ninjs_is_taken_apart_and_one_word_is_no_article() -> None:
    name = "wire_superdesk_bbc-ninjs-text-test.json"
    document = a_file((SAMPLES / name).read_bytes(), name=name)
    container = choose(document, READERS)
    assert isinstance(container, JsonListParser)
    assert isinstance(container, Container)
    (member,) = container.unpack(document)
    parsed = NinjsParser().parse(a_file(member.content, name=f"{name}{member.suffix}"))
    assert (parsed.headline, parsed.body, parsed.byline) == ("advisory", "body", "John Doe")
    with pytest.raises(EmptyArticle):
        read(member.content, f"{name}{member.suffix}")


def test_several_messages_in_one_file_are_the_same_articles() -> None:
    names = ["wire_superdesk_IPTC7901.txt", "wire_superdesk_dpa_four_line.txt"]
    contents = [(SAMPLES / name).read_bytes() for name in names]
    document = a_file(b"\r\n".join(contents), name="dpa.log")
    container = choose(document, READERS)
    assert isinstance(container, WireFileParser)
    together = [read(member.content, f"dpa.log{member.suffix}").body for member in container.unpack(document)]
    assert together == [read(content, name).body for content, name in zip(contents, names, strict=True)]
