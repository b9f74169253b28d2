"""The wires of a newsroom, made up: stories in three languages with pictures, versions, carriers and withdrawals."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

BEGINNING = datetime(2026, 3, 2, 6, tzinfo=UTC)

WORDS = {
    "id": """pasar jalan hujan panen nelayan kapal sekolah guru jembatan listrik pabrik buruh rapat gubernur desa hutan
        sungai kereta bandara pelabuhan beras gula minyak batu ekspor impor pajak anggaran proyek warga polisi hakim
        saksi sidang dokter pasien obat vaksin penelitian satelit kampus lomba pelari penonton konser museum""",
    "ms": """pasaran lebuh hujan tuaian nelayan feri sekolah cikgu jambatan elektrik kilang pekerja mesyuarat menteri
        kampung rimba sungai tren lapangan jeti beras gula minyak arang eksport import cukai belanjawan projek penduduk
        polis hakim saksi perbicaraan doktor pesakit ubat vaksin kajian satelit kampus pelumba penonton konsert""",
    "en": """market road rain harvest fisher ferry school teacher bridge power factory worker meeting governor village
        forest river train airport harbour rice sugar oil coal export import tax budget project resident police judge
        witness hearing doctor patient drug vaccine research satellite campus runner crowd concert museum painting""",
}
_SYLLABLES = "ba be bi da di du ka ki ko la li lu ma mi mu na ni nu pa pi ra ri ru sa si su ta ti tu wa ya".split()
_TOPICS = [f"{number:02}000000" for number in range(1, 18)]
# What has broken feeds of others: markup, ends of sections, other planes, directions, blanks of every kind.
_ODDITIES = (
    "& <b>tebal</b>",
    "]]> <![CDATA[ x",
    "\U0001f30b\U0001f1ee\U0001f1e9",
    "\u202eterbalik\u202c",
    "&amp;amp; &lt;",
    "a\u00a0b\u2003c\ufeffd",
    "“kutip” ‘dalam’ — …",
    "\u0628\u064a\u0631\u0648\u062a",
    "x" * 300,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """A file to be dropped."""

    name: str
    content: bytes


@dataclass(slots=True, kw_only=True)
class Wires:
    """Dispatches in the order they are sent."""

    dispatches: list[Dispatch] = field(default_factory=list)
    kills: list[Dispatch] = field(default_factory=list)
    """What withdraws stories nobody else carries."""


def wires(stories: int, seed: int = 5) -> Wires:
    """Return the dispatches of so many stories, and what withdraws some of them."""
    chance, made = random.Random(seed), Wires()
    for number in range(stories):
        made.dispatches += _story(chance, number, made.kills)
    return made


def _story(chance: random.Random, number: int, kills: list[Dispatch]) -> Iterator[Dispatch]:
    language = ("id", "ms", "en")[number % 3]
    sent = BEGINNING + timedelta(minutes=7 * number)
    headline, paragraphs = _text(chance, language, number)
    story: dict[str, Any] = {
        "uri": f"urn:contoh:kawat:{number}",
        "type": "text",
        "pubstatus": "usable",
        "language": language,
        "headline": headline,
        "firstcreated": sent.isoformat(),
        "byline": _name(chance),
        "infosource": [{"name": "Kawat"}],
        "copyrightholder": "Kantor Kawat & Rekan",
        "subject": [{"code": f"medtop:{code}"} for code in chance.sample(_TOPICS, chance.choice((1, 1, 2)))],
    }
    if chance.random() < 0.4:
        story["associations"] = {"featured": _picture(chance, number)}
    yield _sent(story, 1, sent, paragraphs)
    carriers = chance.sample(("pagi", "sore", "malam"), chance.choice((0, 0, 0, 1, 2)))
    for carrier in carriers:
        yield _carried(chance, carrier, number, headline, paragraphs, sent)
    if chance.random() < 0.2:
        paragraphs[0] += f" Jumlahnya kini {chance.randrange(1000, 9999)} orang, ujar {_name(chance)}."
        yield _sent(story, 2, sent + timedelta(hours=2), paragraphs)
    if not carriers and chance.random() < 0.06:
        kills.append(_sent(story | {"pubstatus": "canceled"}, 3, sent + timedelta(hours=3), paragraphs))


def _sent(story: dict[str, Any], version: int, at: datetime, paragraphs: list[str]) -> Dispatch:
    body = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
    if version == 2:
        body += '<ul><li>satu</li><li><a href="/lanjut?a=1&amp;b=2">dua</a></li></ul>'
    document = story | {"version": str(version), "versioncreated": at.isoformat(), "body_xhtml": body}
    name = story["uri"].rpartition(":")[2]
    return Dispatch(name=f"kawat/{name}-{version}.json", content=json.dumps(document).encode())


def _carried(
    chance: random.Random, carrier: str, number: int, headline: str, paragraphs: list[str], sent: datetime
) -> Dispatch:
    kept = paragraphs if chance.random() < 0.5 else paragraphs[: max(3, len(paragraphs) - 1)]
    article = {
        "title": headline if chance.random() < 0.5 else f"{headline} lagi",
        "text": "\n\n".join(kept),
        "published": (sent + timedelta(minutes=chance.randrange(5, 90))).isoformat(),
        "url": f"https://{carrier}.example/{number}?utm_source=x",
        "author": _name(chance),
    }
    return Dispatch(name=f"{carrier}/{number}.json", content=json.dumps(article).encode())


def _text(chance: random.Random, language: str, number: int) -> tuple[str, list[str]]:
    words = WORDS[language].split()

    def sentence() -> str:
        chosen = [*chance.choices(words, k=9), _name(chance), str(chance.randrange(10, 9999))]
        chance.shuffle(chosen)
        return " ".join(chosen).capitalize() + "."

    headline = f"{_name(chance)} {' '.join(chance.sample(words, 4))} {number}"
    paragraphs = [" ".join(sentence() for _ in range(3)) for _ in range(chance.randrange(5, 12))]
    if chance.random() < 0.2:
        odd = chance.choice(_ODDITIES)
        headline, paragraphs[-1] = f"{headline} {odd}"[:200], f"{paragraphs[-1]} {odd}"
    return headline, paragraphs


def _name(chance: random.Random) -> str:
    return " ".join("".join(chance.choices(_SYLLABLES, k=3)).title() for _ in range(2))


def _picture(chance: random.Random, number: int) -> dict[str, Any]:
    href = f"https://gambar.example/{number}/utama.jpg?l=1200&t=800"
    rendition = {"href": href, "mimetype": "image/jpeg", "width": 1200, "height": 800, "sizeinbytes": 90_000 + number}
    return {
        "type": "picture",
        "byline": f"Kawat/{_name(chance)}",
        "description_text": f"Warga di <{_name(chance)}> & sekitarnya.",
        "renditions": {"original": rendition},
    }
