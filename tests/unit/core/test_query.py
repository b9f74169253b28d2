from __future__ import annotations

import re

import pytest

from sindikasi.core.query import Tally, compile_query, searchable
from sindikasi.core.query_parser import FIELDS, MAX_DEPTH, MAX_LENGTH, parse, term
from sindikasi.errors import QueryError
from sindikasi.model import Article
from tests.builders import an_article


def an_id_article(**changes: object) -> Article:
    fields: dict[str, object] = {
        "headline": "BI naikkan suku bunga",
        "standfirst": "Rapat dewan gubernur selesai.",
        "body": "Kabinet membahas banjir di Jakarta.\n\nGencatan senjata dan penyerangan pos.",
        "language": "id",
        "source": "tempo.co",
        "byline": "Rina Wulandari",
        "credit": "Antara",
        "dateline": "Kota Bandung",
        "captions": ("Petugas memadamkan api di Medan.",),
        "categories": ("Ekonomi Bisnis",),
        "subjects": ("15054000",),
    }
    return an_article(**{**fields, **changes})


def matches(query: str, **changes: object) -> bool:
    return compile_query(query).match(searchable(an_id_article(**changes)))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("*", True),
        ("banjir", True),
        ("longsor", False),
        ("banjir jakarta", True),
        ("banjir DAN longsor", False),
        ("banjir AND jakarta", True),
        ("banjir ATAU longsor", True),
        ("longsor OR banjir", True),
        ("BUKAN longsor", True),
        ("banjir BUKAN jakarta", False),
        ("NOT NOT banjir", True),
        ("longsor ATAU banjir DAN jakarta", True),
        ("(longsor ATAU banjir) DAN medan", False),
        ("banjir || longsor", True),
        ("banjir && longsor", False),
    ],
)
def test_operators_in_both_languages(query: str, expected: bool) -> None:
    assert matches(query) is expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kabin", False),  # a whole word, not a part of "kabinet"
        ("kabin*", True),
        ("KABINET", True),  # too long for an acronym: case does not matter
        ("BI", True),
        ("bi", True),
        ("serang", True),
        ("menyerang", True),
        ('"menyerang"', False),  # in quotes: as written
        ('"penyerangan"', True),
        ('"gencatan senjata"', True),
        ('"gencatan bunga"', False),
        ('"senjata gencatan"', False),
        ('"suku bung*"', True),
        ('"suk*"', True),
        ("“gencatan senjata”", True),
        ("«gencatan senjata»", True),
        ("suku-bunga", True),
        ('"bunga rapat"', False),  # a phrase does not run from the headline into the body
        ("medan", False),  # captions are of other days and places
        ("gubernur", True),  # the standfirst belongs to the body
    ],
)
def test_whole_words_stems_phrases_and_prefixes(query: str, expected: bool) -> None:
    assert matches(query) is expected


def test_capitals_match_only_capitals() -> None:
    assert not matches("WHO", headline="Who will win", body="They who wait.", language="en")
    assert matches("WHO", headline="WHO warns of measles", language="en")
    assert not matches("BI", headline="Kabinet BIN rapat")


def test_english_is_matched_by_plurals_and_not_by_malay_affixes() -> None:
    assert matches("missile", body="Two missiles fell.", language="en")
    assert matches("missiles", body="A missile fell.", language="en-GB")
    assert matches("party", body="Both parties agreed.", language="en")
    assert not matches("serang", body="Penyerangan di pos.", standfirst=None, language="en")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("judul:bunga", True),
        ("judul:banjir", False),
        ("title:bunga", True),
        ("isi:banjir", True),
        ("body:bunga", False),
        ("sumber:tempo", True),
        ("sumber:temp*", True),
        ("sumber:antara", False),
        ("SUMBER:tempo.co", True),
        ("bahasa:id", True),
        ("bahasa:en", False),
        ("penulis:wulandari", True),
        ('byline:"rina wulandari"', True),
        ("kredit:Antara", True),
        ('penulis:"rina wulan*"', True),
        ('penulis:"rani wulan*"', False),
        ('penulis:"wulandari rina"', False),
        ('penulis:"rina wulandari putri"', False),
        ("tempat:bandung", True),
        ("subjek:15000000", True),
        ("subjek:15054000", True),
        ("subjek:11000000", False),
        ('rubrik:"ekonomi bisnis"', True),
        ("rubrik:ekonomi", False),  # a section's name is meant whole
        ("rubrik:(olahraga ATAU ekonom*)", False),
        ('rubrik:(olahraga ATAU "ekonomi bis*")', True),
        ('rubrik:(olahraga ATAU "ekonomi bisnis")', True),
        ("judul:(banjir ATAU bunga)", True),
        ("judul:(BUKAN banjir)", True),
        ("judul:minimal(2, banjir, bunga)", True),
    ],
)
def test_fields(query: str, expected: bool) -> None:
    assert matches(query) is expected


@pytest.mark.parametrize("name", [name for name, field in FIELDS.items() if field not in ("headline", "body")])
def test_an_absent_field_matches_nothing(name: str) -> None:
    bare = an_article(source=None, byline=None, credit=None, dateline=None, language=None, categories=(), subjects=())
    word = "11000000" if FIELDS[name] == "subject" else "bandung"

    assert not compile_query(f"{name}:{word}").match(searchable(bare))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("minimal(2, banjir, jakarta)", True),
        ("minimal(3, banjir, jakarta)", False),
        ("minimal(3, banjir^2, jakarta)", True),
        ("atleast(3, bunga)", True),  # three times in the headline
        ("minimal(3.5, bunga)", False),
        ("minimal(3, bunga, jakarta^-1)", False),
        ("minimal(2, (banjir DAN jakarta)^2)", True),
        ("minimal(2, sumber:tempo^2)", True),
        ("minimal(2, isi:bunga^5)", False),
        ("minimal(6, judul:bunga^2)", True),
        ("minimal(1, minimal(2, banjir, jakarta),)", True),
    ],
)
def test_minimal_adds_weights(query: str, expected: bool) -> None:
    assert matches(query) is expected


def test_padat_needs_more_of_a_long_text_and_less_of_a_short_one() -> None:
    query = compile_query("padat(8, banjir^8)")
    short = searchable(an_article(headline="Kabar", body="banjir " * 10))
    usual = searchable(an_article(headline="Kabar", body="banjir " * 250))
    long = searchable(an_article(headline="Kabar", body="banjir " * 251))
    endless = searchable(an_article(headline="Kabar", body="banjir " * 5000))

    assert query.match(usual)
    assert not query.match(long)
    assert query.tallies(short) == (Tally(reached=8, needed=4),)
    assert query.tallies(endless) == (Tally(reached=8, needed=16),)


@pytest.mark.parametrize(
    ("query", "column", "message"),
    [
        ("", 1, "write * to take every article"),
        ("  ", 1, "empty"),
        ("banjir dan longsor", 8, "write DAN in capitals"),
        ("banjir DAN", 11, "the query ends where"),
        ("DAN banjir", 1, "stands between two terms"),
        ("BUKAN", 6, "the query ends where"),
        ("(banjir", 8, "closing ) is missing"),
        ("banjir)", 7, "closes nothing"),
        ("()", 2, "expected before this )"),
        ('banjir "gencatan', 8, "no partner"),
        ("”banjir", 1, "no partner"),
        ("“banjir", 1, "no partner"),
        ("*banjir", 1, "at the end of a word"),
        ("ban*jir", 4, "at the end of a word"),
        ("b*", 1, "too short"),
        ('"b*"', 1, "too short"),
        ("banjir, longsor", 7, "in quotes"),
        ("banjir^2", 7, "a weight is a number after a term of minimal"),
        ("banjir ^x", 8, "a weight is a number"),
        ("minimal(banjir)", 9, "needs a number first"),
        ("minimal(3 banjir)", 11, "not expected here"),
        ("minimal(3)", 10, "needs terms after its number"),
        ("minimal(3,)", 11, "expected before this )"),
        ("minimal(0, banjir)", 9, "above 0"),
        ("minimal(2, banjir", 18, "closing ) is missing"),
        ("jdul:banjir", 1, "did you mean judul:"),
        ("qqq:banjir", 1, "the fields are judul"),
        ("judul: banjir", 6, "a colon follows a field name at once"),
        ("judul:(isi:banjir)", 1, "inside another field"),
        ("judul:*", 1, "needs a word"),
        ("subjek:politik", 1, "eight digits"),
        ("banjir --", 8, "no letter or figure"),
        ('""', 1, "no letter or figure"),
        ("banjir | ATAU x", 10, "stands between two terms"),
        ("banjir DAN || x", 12, "expected"),
    ],
)
def test_errors_name_the_column_and_the_remedy(query: str, column: int, message: str) -> None:
    with pytest.raises(QueryError, match=re.escape(message)) as caught:
        compile_query(query)

    assert caught.value.column == column


def test_a_query_at_the_length_limit_is_read_and_one_past_it_refused() -> None:
    compile_query("ab " * 10 + "c" * (MAX_LENGTH - 30))

    with pytest.raises(QueryError, match="split the topic"):
        compile_query("a" * (MAX_LENGTH + 1))


def test_nesting_at_the_limit_is_read_and_one_past_it_refused() -> None:
    compile_query("BUKAN " * (MAX_DEPTH - 1) + "banjir")

    with pytest.raises(QueryError, match="deep"):
        compile_query("BUKAN " * MAX_DEPTH + "banjir")


def test_parentheses_alone_are_not_depth() -> None:
    assert matches("(" * 5000 + "banjir" + ")" * 5000)


def test_explain_names_term_field_place_and_surroundings() -> None:
    hits = compile_query('BI serang "gencatan senjata" BUKAN longsor').explain(searchable(an_id_article()))

    assert [(hit.term, hit.field, hit.where, hit.word) for hit in hits] == [
        ("BI", "headline", 1, "BI"),
        ("serang", "body", 13, "penyerangan"),
        ('"gencatan senjata"', "body", 10, "Gencatan senjata"),
    ]
    assert "banjir di Jakarta. Gencatan senjata dan penyerangan" in hits[2].snippet


def test_explain_shows_what_each_term_added_and_near_misses() -> None:
    query = compile_query("minimal(11, bunga^2, banjir, longsor, sumber:tempo, (kabinet DAN jakarta)^2)")
    text = searchable(an_id_article())

    assert not query.match(text)
    assert [(hit.term, hit.points) for hit in query.explain(text)] == [
        ("bunga", 6),
        ("banjir", 1),
        ("tempo", 1),
        ("kabinet", None),
        ("jakarta", None),
    ]
    assert query.tallies(text) == (Tally(reached=10, needed=11),)


def test_explain_shows_metadata() -> None:
    hits = compile_query("sumber:tempo ATAU bahasa:en").explain(searchable(an_id_article()))

    assert [(hit.term, hit.field, hit.word) for hit in hits] == [("tempo", "source", "tempo.co")]


def test_tallies_look_inside_groups() -> None:
    query = compile_query("(banjir ATAU minimal(2, longsor)) BUKAN minimal(3, jakarta)")

    assert query.tallies(searchable(an_id_article())) == (
        Tally(reached=0, needed=2),
        Tally(reached=1, needed=3),
    )


def test_a_query_without_minimal_has_no_tallies() -> None:
    text = searchable(an_id_article())

    assert compile_query("banjir ATAU *").tallies(text) == ()


def test_a_snippet_of_a_long_text_is_cut_on_both_sides() -> None:
    text = searchable(an_article(headline="Kabar", body="kata " * 50 + "banjir " + "lain " * 50))
    (hit,) = compile_query("banjir").explain(text)

    assert hit.snippet.startswith("…")
    assert hit.snippet.endswith("…")
    assert len(hit.snippet) < 100


def test_a_group_that_does_not_match_adds_nothing_and_is_not_shown() -> None:
    query = compile_query("minimal(1, banjir, (jakarta DAN longsor)^3)")
    text = searchable(an_id_article())

    assert [hit.term for hit in query.explain(text)] == ["banjir"]
    assert query.tallies(text) == (Tally(reached=1, needed=1),)


@pytest.mark.parametrize("written", ["banjir", "BI", "banjir*", '"suku bunga"', '"suku bu*"', "k-pop"])
def test_a_term_made_alone_is_the_one_a_query_of_it_is(written: str) -> None:
    assert term(written) == parse(written)
    assert term(written, "headline") == parse(f"judul:{written}")


@pytest.mark.parametrize("written", ["DAN", "a*", '"!"'])
def test_what_is_no_term_is_refused_at_its_first_column(written: str) -> None:
    with pytest.raises(QueryError) as refused:
        term(written)

    assert refused.value.column == 1
