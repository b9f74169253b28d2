"""The 17 IPTC top-level subjects as topics: slugs, titles, codes, sections and default queries."""

from __future__ import annotations

from typing import Final

from sindikasi.core.query_parser import Everything, Node, at_least, either, term
from sindikasi.core.subject_words import ENGLISH, MALAY
from sindikasi.model import Topic

_SUBJECTS: Final = (
    # slug, title, IPTC code, points needed in Indonesian or Malay and in English
    ("hiburan", "Hiburan dan Budaya", "01000000", 9, 16),
    ("hukum", "Hukum dan Kriminal", "02000000", 16, 18),
    ("bencana", "Bencana dan Kecelakaan", "03000000", 16, 18),
    ("ekonomi", "Ekonomi dan Bisnis", "04000000", 17, 16),
    ("pendidikan", "Pendidikan", "05000000", 18, 18),
    ("lingkungan", "Lingkungan", "06000000", 16, 16),
    ("kesehatan", "Kesehatan", "07000000", 16, 16),
    ("ragam", "Ragam", "08000000", 18, 16),
    ("ketenagakerjaan", "Ketenagakerjaan", "09000000", 18, 18),
    ("gaya-hidup", "Gaya Hidup", "10000000", 16, 16),
    ("politik", "Politik dan Pemerintahan", "11000000", 20, 20),
    ("agama", "Agama", "12000000", 18, 18),
    ("sains-teknologi", "Sains dan Teknologi", "13000000", 14, 18),
    ("masyarakat", "Masyarakat", "14000000", 18, 18),
    ("olahraga", "Olahraga", "15000000", 18, 20),
    ("konflik", "Konflik, Perang, dan Damai", "16000000", 20, 20),
    ("cuaca", "Cuaca", "17000000", 18, 18),
)

_SECTIONS: Final[dict[str, str]] = {
    "hiburan": """
        hiburan, entertainment, seleb, selebriti, selebritis, celebrity, celebs, showbiz, film, musik,
        music, movie, movies, tv, sinetron, k-pop, kpop, korea, budaya, seni, seni budaya, film
        indonesia, film internasional, hot, infotainment, news & entertainment, arts, culture,
        television
    """,
    "hukum": """
        hukum, kriminal, hukum kriminal, hukum & kriminal, crime, law, law & crime, mahkamah, jenayah,
        peristiwa
    """,
    "bencana": """
        bencana, disaster, bencana alam, kecelakaan, musibah, disasters, accidents
    """,
    "ekonomi": """
        ekonomi, bisnis, economy, ekbis, business, money, finance, finansial, keuangan, ekonomi bisnis,
        ekonomi & bisnis, market, markets, bursa, makro, moneter, perbankan, properti, industri,
        economics, economy & business, perniagaan, niaga, bisnis & keuangan
    """,
    "pendidikan": """
        pendidikan, education, edukasi, edu, kampus, sekolah
    """,
    "lingkungan": """
        lingkungan, environment, lingkungan hidup, lestari, iklim, climate, alam, alam sekitar
    """,
    "kesehatan": """
        kesehatan, health, sehat, health corner, kalbe health corner, medis, kesihatan, healthcare
    """,
    "ragam": """
        ragam, unik, viral, serbaserbi, serba serbi, humor, human interest, inspirasi, kisah, aneh,
        oddities, weird, humor medan
    """,
    "ketenagakerjaan": """
        ketenagakerjaan, karier, karir, loker, labour, labor, lowongan kerja, career, jobs, pekerjaan,
        buruh
    """,
    "gaya-hidup": """
        gaya hidup, lifestyle, gaya, life, travel, wisata, kuliner, food, beauty, cantik, fashion, mode,
        style, her beauty, parenting, otomotif, traveling, resep, kecantikan, home, hobi, leisure
    """,
    "politik": """
        politik, politics, pemilu, pilkada, pilpres, politik & pemerintahan, government, elections,
        pemerintahan, parlemen
    """,
    "agama": """
        agama, religion, muslim, islam, islami, khazanah, haji, hikmah, ramadan, kristen, katolik,
        religi, rohani, haji umrah, faith
    """,
    "sains-teknologi": """
        sains, teknologi, tekno, techno, technology, tech, science, sains & teknologi, sains teknologi,
        gadget, inet, internet, iptek, science & technology, telko, digital, gawai
    """,
    "masyarakat": """
        masyarakat, sosial, society, sosial budaya, komunitas, humaniora, community
    """,
    "olahraga": """
        olahraga, sport, sports, bola, sepakbola, sepak bola, super skor, superskor, football, soccer,
        badminton, bulutangkis, raket, motogp, formula 1, f1, sukan, liga indonesia, liga inggris, liga
        champions, basket, tenis
    """,
    "konflik": """
        konflik, perang, konflik & perang, war, conflict, conflicts, perdamaian
    """,
    "cuaca": """
        cuaca, weather, prakiraan cuaca, ramalan cuaca
    """,
}


def built_in_tree(topic: Topic) -> Node | None:
    """Return what `parse` makes of a built-in topic's query, or None for a query of someone's own.

    Made from the tables it takes a fifth of the time that reading 52,000 characters of queries takes: each worker
    pays for it when it starts.
    """
    if topic.query == _EVERYTHING:
        return Everything()
    subject = _BY_QUERY.get(topic.query)
    return subject and _tree(*subject)


def _query(slug: str, malay_points: float, english_points: float) -> str:
    """Return the query of a subject: the outlet's section says it, or enough words do.

    The languages add up apart, so that a word both share counts once.
    """
    sections = " ATAU ".join(_sections(slug))
    return (
        f"rubrik:({sections})\n"
        f"ATAU padat({malay_points:g}, {_weighted(MALAY[slug])})\n"
        f"ATAU padat({english_points:g}, {_weighted(ENGLISH[slug])})"
    )


def _tree(slug: str, malay_points: float, english_points: float) -> Node:
    """Return the tree of the query that `_query` writes."""
    return either(
        either(*(term(name, "section") for name in _sections(slug))),
        _dense(malay_points, MALAY[slug]),
        _dense(english_points, ENGLISH[slug]),
    )


def _dense(points: float, block: str) -> Node:
    return at_least("padat", f"{points:g}", *((term(written), float(weight)) for weight, written in _terms(block)))


def _weighted(block: str) -> str:
    return ", ".join(written if weight == "1" else f"{written}^{weight}" for weight, written in _terms(block))


def _terms(block: str) -> list[tuple[str, str]]:
    """Return the weight of each term and the term as a query writes it."""
    return [(weight, _term(written)) for weight, terms in _by_weight(block) for written in _listed(terms)]


def _sections(slug: str) -> list[str]:
    return [_quoted(name) for name in _listed(_SECTIONS[slug])]


def _by_weight(block: str) -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    for line in block.strip().splitlines():
        weight, colon, terms = line.partition(":")
        if colon:
            lines.append((weight.strip(), terms))
        else:
            lines[-1] = (lines[-1][0], lines[-1][1] + " " + line)
    return lines


def _term(written: str) -> str:
    if written.endswith("="):
        return _quoted(written[:-1])
    return written if written.replace("*", "").isalpha() else _quoted(written)


def _quoted(written: str) -> str:
    return f'"{written}"'


def _listed(terms: str) -> list[str]:
    return [" ".join(term.split()) for term in terms.split(",") if term.strip()]


_EVERYTHING: Final = "*"
DEFAULT_TOPICS: Final[tuple[Topic, ...]] = (
    Topic(slug="semua", title="Semua Berita", query=_EVERYTHING),
    *(
        Topic(slug=slug, title=title, query=_query(slug, malay, english), subjects=(code,))
        for slug, title, code, malay, english in _SUBJECTS
    ),
)
"""The topics of a home without any `[[topic]]`: everything, then the 17 subjects by code."""
_BY_QUERY: Final = {
    topic.query: (slug, malay, english)
    for topic, (slug, _, _, malay, english) in zip(DEFAULT_TOPICS[1:], _SUBJECTS, strict=True)
}
