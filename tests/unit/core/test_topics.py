from __future__ import annotations

from dataclasses import replace

import pytest

from sindikasi.core.query import Tally
from sindikasi.core.subjects import DEFAULT_TOPICS
from sindikasi.core.topics import compile_topics
from sindikasi.errors import QueryError
from sindikasi.model import Topic
from tests.builders import CUP, FLOOD, an_article

TOPICS = compile_topics(DEFAULT_TOPICS)

CEASEFIRE = """Menteri luar negeri kedua negara sepakat melanjutkan perundingan damai, kata juru bicara.
Gencatan senjata berlaku mulai Jumat setelah tiga pekan serangan udara dan baku tembak di perbatasan.
Dewan Keamanan PBB meminta pasukan kedua pihak mundur dan mengizinkan bantuan bagi warga sipil.
Perdana menteri menyebut dialog politik sebagai satu-satunya jalan keluar dari konflik."""

ENGLISH = {
    "konflik": (
        "Ceasefire talks resume as troops hold border town",
        "Negotiators of both armies discussed a ceasefire after weeks of shelling. Rebel commanders refused "
        "to withdraw their troops, and militia fighting went on; peacekeepers are to arrive next week.",
    ),
    "ekonomi": (
        "Central bank raises interest rates as inflation climbs",
        "The central bank raised its interest rate, citing inflation and a weaker currency. Economists "
        "expect slower growth; shares fell on the stock market and exporters asked for help.",
    ),
    "olahraga": (
        "Late goal sends City into final",
        "A late goal by the substitute striker sent City into the final of the championship. The coach "
        "praised his goalkeeper, who saved a penalty in front of a full stadium.",
    ),
    "hiburan": (
        "New film leads box office for third week",
        "The movie, with a well-known actress and a Hollywood comedian, earned most at the box office. Its "
        "soundtrack album topped the music chart.",
    ),
    "sains-teknologi": (
        "Astronomers spot water vapour on distant planet",
        "Scientists using a space telescope found water vapour around a planet. The researchers ask NASA "
        "for a spacecraft to study the galaxy.",
    ),
    "hukum": (
        "Court jails former official for bribery",
        "The high court sentenced the former official to prison for bribery and money laundering. "
        "Prosecutors called the verdict just; the defendant will appeal.",
    ),
    "cuaca": (
        "Heavy rain and wind forecast for weekend",
        "Forecasters expect heavy rain, thunderstorms and falling temperatures. Rainfall could reach 90 "
        "millimetres; the weather clears on Monday.",
    ),
}


def test_everything_is_in_semua_and_the_order_is_the_set_order() -> None:
    found = TOPICS.topics_of(an_article(CEASEFIRE, headline="Dua negara sepakati gencatan senjata", language="id"))

    assert found == ("semua", "politik", "konflik")


@pytest.mark.parametrize(
    ("body", "headline", "slug"),
    [
        (FLOOD, "Banjir bandang rendam 14 desa di Luwu Utara", "bencana"),
        (CUP, "Tim bulu tangkis putri melaju ke final", "olahraga"),
    ],
)
def test_indonesian_text_finds_its_subject(body: str, headline: str, slug: str) -> None:
    found = TOPICS.topics_of(an_article(body, headline=headline, language="id"))

    assert slug in found
    assert not {"ekonomi", "hiburan", "sains-teknologi", "konflik"} & set(found)


def test_malay_text_finds_its_subject() -> None:
    body = """Suruhanjaya Pencegahan Rasuah menahan tiga suspek semalam. Mereka didakwa di Mahkamah Sesyen;
tertuduh mengaku tidak bersalah."""

    assert "hukum" in TOPICS.topics_of(an_article(body, headline="Tiga suspek kes rasuah ditahan", language="ms"))


@pytest.mark.parametrize("slug", ENGLISH)
def test_english_text_finds_its_subject(slug: str) -> None:
    headline, body = ENGLISH[slug]

    assert TOPICS.topics_of(an_article(body, headline=headline, language="en"))[:2] == ("semua", slug)


def test_a_quarrel_of_celebrities_is_no_conflict() -> None:
    body = """Penyanyi dangdut itu menyerang mantan kekasihnya lewat Instagram. Perang komentar dua artis
ini berlanjut di media sosial, sementara aktor lawan mainnya memilih diam soal konflik rumah tangga mereka."""

    found = TOPICS.topics_of(an_article(body, headline="Dua artis perang komentar", language="id"))

    assert "hiburan" in found
    assert "konflik" not in found


def test_a_code_wins_over_words() -> None:
    article = an_article(CUP, subjects=("20000574",))

    assert TOPICS.topics_of(article) == ("semua", "politik")


def test_several_codes_are_several_topics() -> None:
    assert TOPICS.topics_of(an_article(CUP, subjects=("04000000", "15054000"))) == (
        "semua",
        "ekonomi",
        "olahraga",
    )


def test_a_code_nobody_knows_leaves_it_to_the_words() -> None:
    assert "olahraga" in TOPICS.topics_of(an_article(CUP, subjects=("20009999",), language="id"))


def test_a_section_of_the_outlet_is_evidence() -> None:
    plain = an_article("Sebuah kabar pendek.", headline="Kabar", language="id")

    assert TOPICS.topics_of(plain) == ("semua",)
    assert TOPICS.topics_of(replace(plain, categories=("Bola",))) == ("semua", "olahraga")
    assert TOPICS.topics_of(replace(plain, categories=("Lain-lain",))) == ("semua",)


def test_a_topic_of_ones_own_takes_codes_and_words() -> None:
    mine = compile_topics([Topic(slug="pemilu", title="Pemilu", query="pemilu", subjects=("20000574",))])

    assert mine.topics_of(an_article("Kabar.", subjects=("20000574",))) == ("pemilu",)
    assert mine.topics_of(an_article("Hasil pemilu.", subjects=("15000000",))) == ("pemilu",)
    assert mine.topics_of(an_article("Kabar.", subjects=("15000000",))) == ()


def test_a_built_in_replaced_by_slug_follows_its_own_query() -> None:
    mine = compile_topics([Topic(slug="olahraga", title="Olahraga", query="catur", subjects=("15000000",))])

    assert mine.topics_of(an_article(CUP)) == ()
    assert mine.topics_of(an_article("Turnamen catur.", subjects=("11000000",))) == ("olahraga",)


def test_a_broken_query_names_topic_and_column() -> None:
    with pytest.raises(QueryError, match=r"topic laut, query, column 5: ") as caught:
        compile_topics([Topic(slug="laut", title="Laut", query="laut)")])

    assert (caught.value.column, caught.value.key) == (5, "topic.laut.query")


def test_explain_shows_codes_first_and_else_the_words() -> None:
    coded = an_article(CUP, subjects=("15054000",))
    plain = an_article(CUP, headline="Tim bulu tangkis putri melaju ke final", language="id")

    assert [hit.word for hit in TOPICS.explain(coded, "olahraga")] == ["15054000"]
    assert "Pelatih" in {hit.word for hit in TOPICS.explain(plain, "olahraga")}


def test_explain_and_tallies_agree_with_the_verdict() -> None:
    article = an_article(CUP, headline="Tim bulu tangkis putri melaju ke final", language="id")
    malay, english = TOPICS.tallies(article, "olahraga")

    assert malay.reached >= malay.needed
    assert english.reached < english.needed
    assert isinstance(malay, Tally)


def test_an_unknown_topic_cannot_be_explained() -> None:
    with pytest.raises(KeyError):
        TOPICS.explain(an_article(CUP), "tidak-ada")


def test_the_digest_changes_with_what_decides_and_with_nothing_else() -> None:
    topic = Topic(slug="laut", title="Laut", query="laut")
    digest = compile_topics([topic]).digest

    assert compile_topics([replace(topic, title="Samudra", entries=9, schedule="setiap jam")]).digest == digest
    assert compile_topics([replace(topic, query="samudra")]).digest != digest
    assert compile_topics([replace(topic, subjects=("06000000",))]).digest != digest
    assert compile_topics([replace(topic, slug="samudra")]).digest != digest


def test_a_source_and_its_sections_give_their_topics() -> None:
    topics = compile_topics(
        DEFAULT_TOPICS, {("bolanet", None): ("olahraga",), ("kompas", "kanal 7"): ("sains-teknologi",)}
    )
    plain = an_article(body="Kabar singkat dari kota pagi ini.", headline="Kabar singkat")
    assert topics.topics_of(plain) == ("semua",)
    assert topics.topics_of(replace(plain, source="bolanet")) == ("semua", "olahraga")
    assert topics.topics_of(replace(plain, source="kompas", categories=("KANAL 7",))) == ("semua", "sains-teknologi")
    assert topics.topics_of(replace(plain, source="tempo", categories=("Kanal 7",))) == ("semua",)
    coded = replace(plain, source="bolanet", subjects=("11000000",))
    assert topics.topics_of(coded) == ("semua", "politik", "olahraga")


def test_a_topic_given_by_the_settings_explains_itself_and_changes_the_digest() -> None:
    topics = compile_topics(DEFAULT_TOPICS, {("bolanet", None): ("olahraga",)})
    (hit,) = topics.explain(an_article(source="bolanet"), "olahraga")
    assert (hit.field, hit.word) == ("source", "bolanet")
    assert topics.digest != compile_topics(DEFAULT_TOPICS).digest


# --- private topics ----------------------------------------------------------------------------


def test_what_only_private_topics_choose_is_in_no_public_topic_that_takes_everything() -> None:
    everything = Topic(slug="semua", title="Semua", query="*")
    floods = Topic(slug="banjir", title="Banjir", query="banjir")
    villages = Topic(slug="desa", title="Desa", query="banjir", is_private=True)
    flood, cup = an_article(FLOOD), an_article(CUP, headline="Final piala dunia")
    assert compile_topics([everything, villages]).topics_of(flood) == ("desa",)
    assert compile_topics([everything, villages]).topics_of(cup) == ("semua",)
    assert compile_topics([everything, villages, floods]).topics_of(flood) == ("semua", "desa", "banjir")
    hidden = replace(everything, slug="arsip", is_private=True)
    assert compile_topics([everything, hidden]).topics_of(flood) == ("semua", "arsip")
    assert compile_topics([everything, hidden, villages]).topics_of(flood) == ("arsip", "desa")


def test_a_topic_that_became_private_sorts_anew() -> None:
    topic = Topic(slug="desa", title="Desa", query="desa")
    assert compile_topics([topic]).digest != compile_topics([replace(topic, is_private=True)]).digest
