"""Laws of grouping for any text and any order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sindikasi.core.pairs import judge, profile, shared_passages
from sindikasi.core.signature import (
    BANDS,
    MAX_CHARACTERS,
    band_keys,
    from_bytes,
    hash_many,
    sign,
    sign_many,
    to_bytes,
    word_hashes,
)
from sindikasi.core.text import safe_text, words
from sindikasi.storage.index import BandIndex
from tests.builders import CUP, FLOOD, an_article

texts = st.text(max_size=400).map(safe_text)
news = st.lists(st.sampled_from(f"{FLOOD}\n{CUP}\n12 1.412.000 5,3 Muara".split(" ")), max_size=120).map(" ".join)


@given(texts)
def test_words_and_their_values_correspond(text: str) -> None:
    found, hashes = words(text), word_hashes(text).tolist()
    assert len(found) == len(hashes)
    assert len(set(found)) == len(set(zip(found, hashes, strict=True))) == len(set(hashes))


@given(texts | news, texts | news)
def test_any_two_texts_can_be_judged_and_both_ways_alike(one: str, other: str) -> None:
    a, b = profile(an_article(one, id="a" * 20)), profile(an_article(other, id="b" * 20, source="warta"))
    verdict = judge(a, b)
    assert verdict == judge(b, a)
    assert 0.0 <= verdict.score <= 1.0
    assert 0.0 <= verdict.jaccard <= verdict.containment <= 1.0


@given(texts | news, texts | news)
def test_shared_passages_stand_in_the_first_text(one: str, other: str) -> None:
    a, b = an_article(one), an_article(other)
    passages = shared_passages(a, b)
    assert len(passages) <= 10
    assert all(passage in a.body for passage in passages)
    lengths = [len(words(passage)) for passage in passages]
    assert lengths == sorted(lengths, reverse=True)


@given(texts | news)
def test_a_signature_survives_storage(text: str) -> None:
    signature = sign(an_article(text))
    again = from_bytes(signature.scheme, to_bytes(signature))
    assert np.array_equal(band_keys(again), band_keys(signature))
    assert len(band_keys(again)) == BANDS
    assert len(text) < MAX_CHARACTERS


@given(st.lists(texts | news, max_size=8))
def test_an_article_is_hashed_and_signed_alike_alone_and_in_a_burst(bodies: list[str]) -> None:
    articles = [an_article(body) for body in bodies]
    hashed = hash_many(articles)
    for article, each, signature in zip(articles, hashed, sign_many(hashed), strict=True):
        assert each.words.tolist() == word_hashes(each.text).tolist()
        assert np.array_equal(signature.values, sign(article).values)


@settings(max_examples=30)
@given(st.permutations(range(6)))
def test_accepted_pairs_do_not_depend_on_the_order_of_arrival(order: list[int]) -> None:
    lines = FLOOD.split("\n")
    bodies = [
        FLOOD,
        CUP,
        "\n".join(lines[:3]),
        f"{FLOOD}\n{CUP}",
        f"{CUP}\nIklan",
        FLOOD.replace("320", "351"),
    ]
    articles = [
        replace(an_article(body, source=f"s{place % 3}"), id=f"{place:020d}") for place, body in enumerate(bodies)
    ]
    assert accepted([articles[place] for place in order]) == accepted(articles)


def accepted(articles: list) -> set[frozenset[str]]:
    index, found = BandIndex(), set()
    for seq, article in enumerate(articles, start=1):
        keys = band_keys(sign(article))
        for other in index.candidates(keys):
            if judge(profile(article), profile(articles[other - 1])).joined:
                found.add(frozenset((article.id, articles[other - 1].id)))
        index.add(seq, keys)
    return found
