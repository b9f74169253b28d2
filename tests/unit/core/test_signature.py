"""Signatures against datasketch as oracle, bands, and the screen."""

from __future__ import annotations

import numpy as np
import pytest
from datasketch import MinHash

from sindikasi.core import signature as s
from sindikasi.core.text import words
from sindikasi.model import Signature
from tests.builders import CUP, FLOOD, an_article


def oracle(text: str, permutations: int, seed: int) -> np.ndarray:
    minhash = MinHash(num_perm=permutations, seed=seed, hashfunc=int, scheme="affine32")
    shingles = s.shingle_hashes(s.word_hashes(text)).astype(np.uint32)
    minhash.update_batch(shingles.tolist())
    return minhash.hashvalues


def test_whole_text_has_the_values_of_datasketch() -> None:
    values = s.sign(an_article(FLOOD)).values
    assert np.array_equal(values[: s.WHOLE], oracle(an_article(FLOOD).body, s.WHOLE, seed=1))


def test_lead_has_the_values_of_datasketch_over_its_first_words() -> None:
    article = an_article(f"{FLOOD}\n{CUP}\n{FLOOD.upper()} {CUP} satu dua tiga")
    lead = " ".join(words(article.body)[: s.LEAD_WORDS])
    assert np.array_equal(s.sign(article).values[s.WHOLE :], oracle(lead, s.LEAD, seed=2))


def test_bytes_come_back_as_the_same_signature() -> None:
    signature = s.sign(an_article())
    again = s.from_bytes(signature.scheme, s.to_bytes(signature))
    assert again.scheme == s.SCHEME
    assert np.array_equal(again.values, signature.values)
    assert len(s.to_bytes(signature)) == 4 * (s.WHOLE + s.LEAD)


def test_case_accents_composition_and_punctuation_do_not_change_a_signature() -> None:
    plain = s.sign(an_article("Café Ranu menutup pintu setelah banjir, kata pemilik."))
    other = s.sign(an_article("cafe\u0301 RANU menutup — pintu setelah “banjir” kata pemilik"))
    assert np.array_equal(plain.values, other.values)


def test_a_changed_figure_changes_a_signature() -> None:
    assert not np.array_equal(s.sign(an_article()).values, s.sign(an_article(FLOOD.replace("320", "321"))).values)


def test_a_text_without_words_is_signed_by_its_headline() -> None:
    short = an_article("…", headline="Gempa guncang pulau kecil di timur")
    assert np.array_equal(s.sign(short).values, s.sign(an_article("Gempa guncang pulau kecil di timur")).values)


def test_an_empty_text_has_datasketchs_empty_values() -> None:
    assert set(s.sign(an_article("", headline="")).values.tolist()) == {0xFFFFFFFF}


def test_values_of_words_are_those_of_the_words_one_by_one() -> None:
    text = "Rp1.412.000 naik 5,3 persen; 10:30 WIB... A1b2 x.y 3. 4 über straße 東京 𝐱𝟐 😀 akhir"
    together = s.word_hashes(text).tolist()
    assert together == [s.word_hashes(word).tolist()[0] for word in words(text)]


def test_only_the_first_part_of_a_huge_text_is_read() -> None:
    text = "kata " * s.MAX_CHARACTERS
    assert len(s.word_hashes(text)) <= s.MAX_CHARACTERS // 5 + 1


def test_equal_texts_meet_in_every_band_and_strangers_in_none() -> None:
    keys, same, other = (s.band_keys(s.sign(an_article(text))) for text in (FLOOD, FLOOD, CUP))
    assert keys.shape == (s.BANDS,)
    assert keys.dtype == np.uint64
    assert np.array_equal(keys, same)
    assert not np.any(keys == other)


def test_equal_values_in_different_bands_do_not_meet() -> None:
    signature = Signature(scheme=s.SCHEME, values=np.zeros(s.WHOLE + s.LEAD, dtype=np.uint32))
    assert len(set(s.band_keys(signature).tolist())) == s.BANDS


def test_screen_keeps_a_shortened_copy_and_drops_a_stranger() -> None:
    whole = s.sign(an_article(f"{FLOOD}\n{CUP}"))
    others = np.stack([s.sign(an_article(text)).values for text in (FLOOD, "Harga beras turun di pasar induk. " * 9)])
    assert s.screen(whole, others).tolist() == [True, False]
    assert s.screen(whole, np.empty((0, s.WHOLE + s.LEAD), dtype=np.uint32)).tolist() == []


def test_signatures_of_other_schemes_are_never_compared() -> None:
    signature = s.sign(an_article())
    assert s.estimate(signature, signature) == 1.0
    with pytest.raises(ValueError, match="cannot be compared"):
        s.estimate(signature, Signature(scheme="legacy", values=signature.values))


def test_no_sketch_refuses_what_the_screen_lets_through() -> None:
    generator = np.random.default_rng(5)
    mine = Signature(scheme=s.SCHEME, values=generator.integers(0, 1 << 32, s.WHOLE + s.LEAD, dtype=np.uint32))
    others = generator.integers(0, 1 << 32, (500, s.WHOLE + s.LEAD), dtype=np.uint32)
    shared = generator.random(others.shape) < generator.random((500, 1)) / 6
    others[shared] = np.broadcast_to(mine.values, others.shape)[shared]
    passed = s.screen(mine, others)
    sketched = s.screen_sketches(s.sketch(mine.values), s.sketch(others))
    assert 0 < passed.sum() < 500
    assert (sketched >= passed).all()
    assert sketched.sum() < passed.sum() + 25


def test_nothing_is_screened_from_nothing() -> None:
    mine = s.sign(an_article())
    assert s.screen(mine, np.empty((0, s.WHOLE + s.LEAD), dtype=np.uint32)).tolist() == []


def test_keys_of_many_are_those_of_each() -> None:
    values = np.stack([s.sign(an_article(text)).values for text in (FLOOD, CUP)])
    rows = s.band_rows(values)
    assert [row.tolist() for row in rows] == [
        s.band_keys(Signature(scheme=s.SCHEME, values=value)).tolist() for value in values
    ]
    assert len(set(rows.reshape(-1).tolist())) == rows.size


@pytest.mark.parametrize("text", [FLOOD, "Gempa", ""])
def test_words_hashed_beforehand_give_the_same_signature(text: str) -> None:
    article = an_article(text)
    assert np.array_equal(s.sign(article, s.hash_words(article)).values, s.sign(article).values)


BURST = ("", FLOOD, "Café “Ranu” tutup…", "Gempa", CUP, "𝐱𝟐 😀 東京 1.412.000 naik 5,3", "... 10:30", f"{FLOOD}\n{CUP}")


def test_words_of_a_burst_are_those_of_each_text() -> None:
    articles = [an_article(text) for text in BURST]
    for article, hashed in zip(articles, s.hash_many(articles), strict=True):
        assert hashed.words.tolist() == s.word_hashes(hashed.text).tolist()
        assert hashed.shingles.tolist() == s.shingle_hashes(s.word_hashes(hashed.text)).tolist()
        assert hashed.text.endswith(article.body)


def test_a_burst_is_signed_with_the_values_of_datasketch() -> None:
    hashed = s.hash_many([an_article(text) for text in BURST])
    for each, signature in zip(hashed, s.sign_many(hashed), strict=True):
        assert np.array_equal(signature.values[: s.WHOLE], oracle(each.text, s.WHOLE, seed=1))


def test_an_article_is_signed_alike_in_any_burst() -> None:
    articles = [an_article(text, headline="") for text in BURST]
    together = s.sign_many(s.hash_many(articles))
    assert [each.values.tolist() for each in together] == [s.sign(article).values.tolist() for article in articles]


def test_a_burst_of_long_texts_is_hashed_text_by_text() -> None:
    long = "satu dua tiga empat lima " * 4_000
    articles = [an_article(text) for text in (FLOOD, long, CUP, long, FLOOD)]
    counts = [len(hashed.words) for hashed in s.hash_many(articles)]
    assert counts == [len(words(article.body)) for article in articles]


def test_more_shingles_than_are_permuted_at_once_change_nothing() -> None:
    text = " ".join(map(str, range(10, 24_000)))
    assert np.array_equal(s.sign(an_article(text)).values[: s.WHOLE], oracle(text, s.WHOLE, seed=1))


def test_an_empty_burst_has_neither_words_nor_signatures() -> None:
    assert s.hash_many([]) == []
    assert s.sign_many([]) == []
