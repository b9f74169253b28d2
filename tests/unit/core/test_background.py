"""What of an article is background, and what is left of it then."""

from __future__ import annotations

from itertools import permutations

import pytest

from sindikasi.core.background import Text, learn, passages, recurring
from sindikasi.core.pairs import judge
from sindikasi.core.signature import word_hashes
from sindikasi.model import Article
from tests.builders import an_article
from tests.followups import CANAL, COOPERATIVE, FILES, HEADLINES, SCHOOLS


def follow_up(news: str, source: str | None = "suara", files: str = FILES) -> Article:
    return an_article(f"{news}\n{files}", source=source, headline=HEADLINES[news])


def shown(one: Article, other: Article) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what each shows to be background of itself, as it reads."""
    ours, theirs = recurring(Text(one), Text(other))
    return passages(one, ours), passages(other, theirs)


def words_of(text: str) -> set[int]:
    return set(word_hashes(text).tolist())


def test_what_an_outlet_carries_under_two_openings_is_background_of_both() -> None:
    assert shown(follow_up(CANAL), follow_up(COOPERATIVE)) == (tuple(FILES.split("\n")),) * 2


def test_what_two_texts_of_one_opening_share_is_not_background() -> None:
    assert shown(follow_up(CANAL), follow_up(SCHOOLS)) == ((), ())


def test_what_two_outlets_share_is_not_background() -> None:
    assert shown(follow_up(CANAL), follow_up(COOPERATIVE, "warta")) == ((), ())


def test_texts_of_unknown_outlets_are_taken_for_one_outlets() -> None:
    assert shown(follow_up(CANAL, None), follow_up(COOPERATIVE, None))[0] == tuple(FILES.split("\n"))


def test_the_first_four_sentences_are_never_background() -> None:
    before = an_article(f"{FILES}\n{CANAL}", source="suara", headline=HEADLINES[CANAL])
    assert shown(before, follow_up(COOPERATIVE)) == ((), ())


def test_an_idiom_is_not_background() -> None:
    idiom = "Hal itu dibenarkan kepala balai."
    assert shown(follow_up(CANAL, files=idiom), follow_up(COOPERATIVE, files=idiom)) == ((), ())


def test_a_sentence_is_the_same_however_it_is_set() -> None:
    reset = FILES.replace("\n", " ").replace("Sejak", "SEJAK").replace("adil,", "adil")
    assert len(shown(follow_up(CANAL), follow_up(COOPERATIVE, files=reset))[0]) == 4


def test_a_sentence_that_stands_there_twice_is_background_in_both_places() -> None:
    again = f"{FILES}\n{FILES}"
    assert shown(follow_up(CANAL, files=again), follow_up(COOPERATIVE))[0] == tuple(again.split("\n"))


def test_news_is_what_background_leaves() -> None:
    text = Text(follow_up(CANAL))
    background, _ = recurring(text, Text(follow_up(COOPERATIVE)))
    news = text.news(background)
    assert "universitas" in FILES
    assert not words_of("universitas lumpur setebal") & news.wording
    assert words_of("perahu karet disiagakan") <= news.wording
    assert len(news.shingles) == len(word_hashes(CANAL))  # those that begin in the news
    assert max(news.shingles.values()) < len(word_hashes(CANAL))
    for kept in ("outlet", "day", "length", "headline", "opening", "lead", "names", "figures", "lead_figures"):
        assert getattr(news, kept) == getattr(text.profile, kept), kept


def test_a_word_of_the_news_stays_when_background_has_it_too() -> None:
    text = Text(follow_up(CANAL))
    background, _ = recurring(text, Text(follow_up(COOPERATIVE)))
    assert words_of("warga") <= text.news(background).wording


def test_without_background_all_of_a_text_is_news() -> None:
    text = Text(follow_up(CANAL))
    assert text.news() is text.profile


def test_news_follows_what_is_background_now() -> None:
    text = Text(follow_up(CANAL))
    background, _ = recurring(text, Text(follow_up(COOPERATIVE)))
    part = frozenset(list(background)[:1])
    assert text.news(background) is text.news(background)
    assert len(text.news(part).shingles) > len(text.news(background).shingles)
    assert text.news() is text.profile


def test_two_stories_of_one_opening_part_once_their_background_is_known() -> None:
    texts = {name: Text(follow_up(news)) for name, news in (("a", CANAL), ("b", SCHOOLS), ("c", COOPERATIVE))}
    assert judge(texts["a"].profile, texts["b"].profile).joined
    learned = learn(texts, [("a", "b"), ("a", "c"), ("b", "c")])
    assert not judge(texts["a"].news(learned["a"]), texts["b"].news(learned["b"])).joined


@pytest.mark.parametrize("order", list(permutations([("a", "b"), ("a", "c"), ("b", "c")])), ids=str)
def test_what_is_learned_does_not_depend_on_the_order_of_pairs(order: tuple[tuple[str, str], ...]) -> None:
    texts = {
        "a": Text(follow_up(CANAL)),
        "b": Text(follow_up(SCHOOLS, files=FILES.split("\n", 1)[1])),
        "c": Text(follow_up(COOPERATIVE, files=FILES.rsplit("\n", 1)[0])),
    }
    learned = {key: len(passages(texts[key].article, places)) for key, places in learn(texts, order).items()}
    assert learned == {"a": 3, "b": 2, "c": 3}


def test_an_article_of_few_words_has_no_background() -> None:
    short = Text(an_article("Selesai.", headline="Pertandingan selesai"))
    assert short.later_sentences == ()
    assert recurring(short, Text(follow_up(CANAL, None))) == (frozenset(), frozenset())
