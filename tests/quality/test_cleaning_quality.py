"""Cleaning measured on real pages that stay beside the checkout: digests and a few words of them are here."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest

from sindikasi.core.text import words
from sindikasi.model import Article
from tests.text_builders import an_article_from

SAMPLE = Path(__file__).parents[3] / "shared" / "data" / "inbox-sample"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SAMPLE.is_dir(), reason="the sample of real pages is not beside the checkout"),
]
LEAST_HEADLINES = 0.95
LEAST_F1 = 0.95
LEAST_CLEAN = 0.95


class Page(NamedTuple):
    """What a reader found in a page."""

    text: str
    """File with the page's text."""
    html: str
    """File with the page itself, "" when the sample has none."""
    headline: str
    """First 16 hex digits of the headline's SHA-256."""
    first: str
    last: str
    lines: str
    """Which lines of the text file are the body, counted from 1."""


PAGES = tuple(
    Page(*row.split("\t"))
    for row in """\
144_7450565485efe0f3.txt	145_aa453aaf5a7e4a97.html	6dd91cbdf72b3b72	sebanyak 29 penerbangan	di bil katanya	64-72
146_b8fd422334ec1abe.txt		ccab52a2c3fd2130	petugas polda lampung	tinggi kata dia	67-83
147_e2cc31b7732e391f.txt	148_9ac99517c9c8f3b1.html	71dde1a2afa4f52e	pemerintah kota cekmekoy	mendapatkan 2.000 lira	65-69,76-102,106-129
149_77a70ac6a78d2069.txt		dde0ef0b15b51621	pt astra otoparts	kompetitif jelas alessandro	61-77
150_e093f232e91d0445.txt	151_7532c678f89e79dd.html	dd1624768c006a42	peribahasa garam di	kedua sejoli ini	64-124
152_3ad78e915058a27a.txt		f913b70a9194eaba	galaxy s 6	korea selatan ini	96-106
153_3a052322f507b7c7.txt	154_a3434b0e850bdda9.html	8c29893497518b19	pt pln hari	150 kv milenium	42-44
155_1dcda0b8e1394bd4.txt		86ea10ca92a4456f	brandon nicholas salim	12 november 2015	164-168,172-176
156_1c0f7f67d197dd5d.txt	157_cfdada1e88a9a958.html	f1a5816bfabc4672	pesona kecantikan yang	di tanah air	166-170,174-178
158_58b430a2e8920a8f.txt		57be3aff54a1372a	apa yang kalian	some respect anyway	136-140,144-146,150-154
159_8762d2a50e30245e.txt	160_48d1312fdc7dee70.html	8ad899ecfeeac142	penyidik polres lhokseumawe	ujar teuku rahmatsyah	254-272
161_36000f679cae3759.txt		27855c31c7470331	menteri pendayagunaan aparatur	oleh 1,7 pegawai	258-284
162_10305c1943111513.txt	163_06dbaa93db91bd21.html	eb7e8623166946b8	pendiri facebook mark	bawah 40 tahun	268-286
164_b267eb79a57d11ea.txt		da06cc85ff96e0b7	penyerang anyar persib	ingin juara ujarnya	260-270
165_fd32dba8c37331eb.txt	166_79d9600aa7ff7c99.html	4adc50b76e70030d	tahun depan dua	baru ujar nangoi	293-307
167_0c856ae3264de411.txt		c4623b86a8fd2517	indonesia memasuki fase	ooredoo dan smartfren	568-576,586-598
168_24f46790fb3592fd.txt		6f89801c773d10c2	london love story	4 februari lalu	568-574,584-590
169_3cc9954483e48860.txt		99f3897d40dab9e7	penyanyi taylor swift	reuters danny moloshok	368-376
170_b99e5509148be3dd.txt	171_38d19f07bf750c44.html	377cbc6b208bd4e8	depresi jadi satu	jangka panjang tukasnya	121-129
172_1cad7afb1879c314.txt		47ab5bcb112cee48	memiliki segudang kesibukan	gitu gitulah tandasnya	148-160
173_807183766b5e70fe.txt	174_0f53b000b939c9f5.html	ac8787b8a91a8bc6	aktris dan sutradara	santolo jawa barat	304-312
175_46d68036a5c60542.txt		29155e9dbde6ecef	kasubdit kasasi dan	dari serangkaian penggeledahan	283-285
176_6133ef33d5295942.txt	177_0155937cf79f501b.html	1e6463aca469be59	kepala kantor kementerian	dari kota banjarmasin	41-51
178_cc6fc2b210405e6e.txt		bf45c6d1bf19ae69	indonesia could learn	technology soini stated	113-149
179_76f4c31d101ed6e1.txt	180_1bf61088a0c544dc.html	63360786f4dbd87c	organisasi kesehatan dunia	saja bisa dilakukan	170-194
181_78a265ba744f53f4.txt		2361cbf8f2e4ada2	pianis cilik indonesia	ini kata portnow	134-142,148-150
183_f499f11aa4aed18d.txt	182_be72000be516df01.html	f680ffaebd29dda6	international golden institute	of economics jakarta	188-208
185_75263f25669e55a6.txt	184_ca203409c725ecb6.html	5e6b019005f90118	private companies did	initiative he said	142-164
""".splitlines()  # noqa: E501  a table
)
TITLED = 134


def read(name: str) -> Article:
    return an_article_from((SAMPLE / name).read_bytes(), name=name)


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def body_words(page: Page) -> Counter[str]:
    lines = (SAMPLE / page.text).read_text(encoding="utf-8").split("\n")
    spans = (span.partition("-") for span in page.lines.split(","))
    return Counter(
        word for first, _, last in spans for line in lines[int(first) - 1 : int(last)] for word in words(line)
    )


def f1(found: Counter[str], wanted: Counter[str]) -> float:
    both = (found & wanted).total()
    return 2 * both / (found.total() + wanted.total())


def files() -> list[tuple[Page, str]]:
    return [(page, name) for page in PAGES for name in (page.text, page.html) if name]


def test_the_sample_is_the_one_that_was_read() -> None:
    assert (len(PAGES), len(files())) == (28, 42)


@pytest.mark.parametrize(("page", "name"), files(), ids=lambda value: value if isinstance(value, str) else "")
def test_the_body_begins_and_ends_with_the_right_words(page: Page, name: str) -> None:
    found = words(read(name).body)
    assert page.first == " ".join(found[:3])
    assert page.last in " ".join(found[-12:])


def test_headlines_are_right() -> None:
    right = [digest(read(name).headline) == page.headline for page, name in files()]
    assert sum(right) >= LEAST_HEADLINES * len(right)


def test_bodies_are_whole_and_nothing_else() -> None:
    scores = [f1(Counter(words(read(name).body)), body_words(page)) for page, name in files()]
    assert sum(scores) / len(scores) >= LEAST_F1
    assert min(scores) >= 0.85


def test_no_line_of_furniture_is_left() -> None:
    """A paragraph is furniture when it has words the body has not."""
    clean = [
        all(not Counter(words(paragraph)) - body_words(page) for paragraph in read(name).body.split("\n\n"))
        for page, name in files()
    ]
    assert sum(clean) >= LEAST_CLEAN * len(clean)


def test_every_page_says_when_it_was_published() -> None:
    assert all(read(name).published_basis != "received" for _, name in files())


@pytest.mark.parametrize(("page", "name"), files(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_cleaned_page_dropped_again_stays_as_it_is(page: Page, name: str) -> None:
    once = read(name)
    again = an_article_from(f"{once.headline}\n\n{once.body}")
    assert (again.headline, again.body) == (once.headline, once.body)


def titled() -> list[Path]:
    return [path for path in sorted(SAMPLE.glob("*.txt")) if "010" <= path.name[:3] <= "143"]


def test_articles_that_are_clean_already_lose_nothing_but_residue() -> None:
    lost = total = 0
    for path in titled():
        title, _, text = path.read_text(encoding="utf-8").partition("\n\n")
        article = read(path.name)
        assert words(article.headline) == words(title)
        wanted = Counter(words(text))
        total += wanted.total()
        lost += (wanted - Counter(words(article.body))).total()
    assert len(titled()) == TITLED
    assert lost <= 0.001 * total


def test_cleaning_articles_that_are_clean_already_changes_nothing_more() -> None:
    for path in titled():
        once = read(path.name)
        again = an_article_from(f"{once.headline}\n\n{once.body}")
        assert (again.headline, again.body) == (once.headline, once.body)


def test_the_first_founding_article_comes_out_whole() -> None:
    article = read("000_172574b7368a159b.txt")
    assert digest(article.headline) == "2a2a087bfe600f00"
    assert len(article.body.split("\n\n")) == 5
    assert words(article.body)[:4] == ["presiden", "rusia", "vladimir", "putin"]
    assert words(article.body)[-3:] == ["penyelesaian", "politik", "itu"]
    assert article.standfirst is not None
    assert len(article.captions) == 2
    assert (article.dateline, article.credit, article.byline) == ("Moskow, Rusia", "Xinhua", "Redaksi")
    assert (article.published.date().isoformat(), article.published_basis) == ("2023-12-22", "text")
    assert article.language == "id"
    for furniture in ("Banner", "Iklan", "Tinggalkan Komentar", "Required fields", "Laporan", "Orang-orang"):
        assert furniture not in article.body


def test_the_second_founding_article_comes_out_whole() -> None:
    article = read("002_bb4f78add1925f94.txt")
    assert digest(article.headline) == "d47a5f7bae38ee9d"
    assert len(article.body.split("\n\n")) == 8
    assert article.headline not in article.body
    assert words(article.body)[-3:] == ["di", "kawasan", "tersebut"]
    assert (article.dateline, article.credit, article.published_basis) == (None, None, "received")
    for furniture in ("Tinggalkan Balasan", "Alamat email"):
        assert furniture not in article.body
