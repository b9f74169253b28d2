"""The pair rule: whether two articles are one story, from their two texts alone, with the evidence."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlsplit

from sindikasi.core import pair_weights
from sindikasi.core.signature import MAX_CHARACTERS, shingle_hashes, word_hashes
from sindikasi.core.text import fold, words
from sindikasi.model import Feature, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sindikasi.model import Article

LEAD_WORDS: Final = 100
"""Words of a body that carry its news point, with room for a dateline and a standfirst."""
OPENING_WORDS: Final = 40
"""Words that, with the headline, say what a text is about."""
FIGURE_WORDS: Final = 80
NAME_WORDS: Final = 80
THRESHOLD: Final = 0.5
"""Least probability at which two articles are one story."""

# Words that say nothing about what a text is about: function words and the verbs of reporting, in Indonesian,
# Malay and English. A fixed table, so that a verdict never depends on what else has been filed.
FUNCTION_WORDS: Final = frozenset(
    """
    ada adalah agar akan anda antara apa atas atau bagi bahkan bahwa baik banyak baru beberapa belum berada bersama
    besar bisa boleh bukan dalam dapat dari dengan depan di dia dilakukan hal hanya harus hari hingga ia ialah ingin
    ini itu jadi jika juga kali kalau kami karena kata katanya ke kemudian kepada kerana ketika kita lagi lain lainnya
    lalu langsung lebih masih melakukan melalui memang memberikan memiliki membuat menjadi menurut mengatakan mereka
    merupakan mulai namun oleh orang pada para pihak pula pun saat saja sama sampai sangat satu saya sebagai sebelumnya
    sebuah secara sehingga sejak sejumlah sekitar selain selama semua sementara sendiri seorang seperti serta setelah
    sudah tahun tak tapi telah tentang terhadap terkait tersebut terus tetap tidak tetapi turut ujar ujarnya untuk waktu
    yakni yaitu yang
    a about after also an and are as at be been but by for from had has have he her his in is it its more no not of on
    one or other over said says she some than that the their there they this to under up was were which will with would
    """.split()
)

_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
# A capitalised word that does not open a sentence, a line or a quotation.
_NAME = re.compile(r"(?<=[\w,;)/-] )[A-Z][^\W\d_]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What the rule compares, computed once an article."""

    article_id: str
    outlet: str | None
    """The source, or the host of the URL where none is named."""
    day: int | None
    """Day of publication, proleptic ordinal; None when the text does not say."""
    length: int
    """Words in the body."""
    shingles: tuple[int, ...]
    """Values of the body's word 3-grams, in order."""
    shingle_set: frozenset[int]
    content: frozenset[int]
    """Values of the body's words that are not function words."""
    headline: frozenset[int]
    """Content words of the headline."""
    opening: frozenset[int]
    """Content words of headline and first words."""
    figures: frozenset[str]
    lead_figures: frozenset[str]
    lead_names: Mapping[int, str]
    """Capitalised words of the lead: value -> the name as it reads."""


class PairRule(Protocol):
    """Decides whether two articles are one story."""

    def __call__(self, a: Profile, b: Profile) -> Verdict:
        """Return the verdict with its evidence.

        A pure function of the two profiles: symmetric, deterministic, blind to what else is filed, so that
        stories do not depend on the order in which articles arrive.
        """
        ...


def profile(article: Article) -> Profile:
    """Return what the rule compares of an article; captions are left out, they tell of other days and events."""
    body = article.body[:MAX_CHARACTERS]
    hashes = word_hashes(body)
    values: list[int] = hashes.tolist()
    if len(values) < 3:
        values = word_hashes(f"{article.headline}\n{body}").tolist()
        hashes = word_hashes(f"{article.headline}\n{body}")
    shingles = tuple(shingle_hashes(hashes).tolist())
    headline = frozenset(word_hashes(article.headline).tolist()) - _function_hashes()
    head = " ".join(body.split(None, FIGURE_WORDS)[:FIGURE_WORDS])
    return Profile(
        article_id=article.id,
        outlet=_outlet(article),
        day=None if article.published_basis == "received" else article.published.toordinal(),
        length=len(values),
        shingles=shingles,
        shingle_set=frozenset(shingles),
        content=frozenset(values) - _function_hashes(),
        headline=headline,
        opening=(frozenset(values[:OPENING_WORDS]) - _function_hashes()) | headline,
        figures=frozenset(_FIGURE.findall(body)),
        lead_figures=frozenset(_FIGURE.findall(head)),
        lead_names={_value(name): name for name in _NAME.findall(head)},
    )
