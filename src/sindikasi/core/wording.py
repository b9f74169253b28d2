"""The few words a feed adds to the news, in the languages we speak: Indonesian and English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sindikasi.model import ChangeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words of one language."""

    subtitle: str
    search: str
    doubts: str
    doubt_joined: str
    doubt_apart: str
    doubt_score: str
    doubt_shared: str
    doubt_against: str
    source: str
    credit: str
    byline: str
    also_carried: str
    no_source: str
    no_title: str
    continue_reading: str
    reading_time: str
    minutes: str
    changed: str
    change_kinds: Mapping[ChangeKind, str]
    changed_from_to: str
    changed_to: str
    changed_from: str
    withdrawn_title: str
    withdrawn_text: str
    time: str
    months: tuple[str, ...]


_WORDING = {
    "id": Wording(
        subtitle="{title}: satu entri untuk setiap berita, siapa pun yang memuatnya.",
        search="Pencarian: {query}",
        doubts="Pasangan yang meragukan",
        doubt_joined="Dua artikel ini digabung menjadi satu berita, nyaris tidak. Jika salah, pisahkan:",
        doubt_apart="Dua artikel ini tidak digabung, nyaris digabung. Jika satu berita, gabungkan:",
        doubt_score="Kemungkinan satu berita",
        doubt_shared="Kata yang sama",
        doubt_against="Berbeda",
        source="Sumber",
        credit="Kantor berita",
        byline="Oleh",
        also_carried="Juga dimuat oleh",
        no_source="sumber tidak disebut",
        no_title="Tanpa judul",
        continue_reading="Selengkapnya",
        reading_time="Waktu baca",
        minutes="{count} menit",
        changed="Yang berubah dari versi sebelumnya",
        change_kinds={"figures": "Angka", "names": "Nama", "quotes": "Kutipan", "negation": "Pernyataan"},
        changed_from_to="{before} menjadi {after}",
        changed_to="kini {after}",
        changed_from="tidak lagi {before}",
        withdrawn_title="Berita ditarik",
        withdrawn_text="Berita ini ditarik oleh pengirimnya dan tidak ditayangkan lagi.",
        time="{day} {month} {year} {hour:02}.{minute:02} {zone}",
        months=tuple("Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()),
    ),
    "en": Wording(
        subtitle="{title}: one entry for each story, whoever carried it.",
        search="Search: {query}",
        doubts="Pairs in doubt",
        doubt_joined="These two were put together as one story, only just. If that is wrong, part them:",
        doubt_apart="These two were not put together, by a hair. If they are one story, merge them:",
        doubt_score="Probability of being one story",
        doubt_shared="Words in common",
        doubt_against="Differs",
        source="Source",
        credit="Agency",
        byline="By",
        also_carried="Also carried by",
        no_source="source not named",
        no_title="Untitled",
        continue_reading="Continue reading",
        reading_time="Reading time",
        minutes="{count} min",
        changed="What changed since the version before",
        change_kinds={"figures": "Figures", "names": "Names", "quotes": "Quotations", "negation": "Statements"},
        changed_from_to="{before} became {after}",
        changed_to="now {after}",
        changed_from="no longer {before}",
        withdrawn_title="Story withdrawn",
        withdrawn_text="This story was withdrawn by its sender and is no longer shown.",
        time="{day} {month} {year}, {hour:02}:{minute:02} {zone}",
        months=tuple("January February March April May June July August September October November December".split()),
    ),
}


def wording(language: str) -> Wording:
    """Return the feed's own words in `language` (a BCP 47 tag); Indonesian where we have no other."""
    return _WORDING.get(language.split("-", maxsplit=1)[0].lower(), _WORDING["id"])


def local_time(moment: datetime, timezone: str, say: Wording) -> str:
    """Return a time as people write it, in the zone of that IANA name."""
    here = moment.astimezone(ZoneInfo(timezone))
    return say.time.format(
        day=here.day,
        month=say.months[here.month - 1],
        year=here.year,
        hour=here.hour,
        minute=here.minute,
        zone=here.tzname(),
    )
