"""The pair rule on small texts: what joins, what does not, and the evidence it gives."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

import pytest

from sindikasi.core.pair_weights import FITTED
from sindikasi.core.pairs import RULE, evidence, judge, profile, shared_passages
from sindikasi.core.signature import hash_words
from sindikasi.model import Article, Verdict
from tests.builders import CUP, FLOOD, NOON, an_article

BACKGROUND = """Pemerintah provinsi telah menyiapkan anggaran tanggap darurat sejak awal tahun untuk semua kabupaten.
Dana itu dipakai untuk perbaikan tanggul, pengadaan perahu dan pelatihan relawan di tingkat desa.
Menurut catatan badan setempat, kawasan hulu sudah kehilangan separuh hutannya dalam dua puluh tahun."""

PRICE = """Harga emas batangan pada {day} {move} Rp{step} menjadi Rp{price} per gram di gerai pusat.
Harga beli kembali tercatat Rp{back} per gram, sedangkan ukuran sepuluh gram dijual Rp{ten}.
Harga tersebut belum termasuk pajak penghasilan sesuai aturan yang berlaku di dalam negeri."""


def verdict(a: Article, b: Article) -> Verdict:
    return judge(profile(a), profile(b))


def values(found: Verdict) -> dict[str, float]:
    return {feature.name: feature.value for feature in found.features}


def price(day: str, step: int, gram: int) -> str:
    return PRICE.format(day=day, move="naik", step=step, price=gram, back=gram - 118_500, ten=gram * 10 - 95_000)


def test_the_same_text_is_one_story_whoever_carries_it() -> None:
    for source in ("suara", "warta", None):
        assert verdict(an_article(source="suara", id="a" * 20), an_article(source=source, id="b" * 20)).joined


def test_a_reheadlined_copy_with_a_cut_tail_is_one_story() -> None:
    cut = an_article(
        "\n".join(FLOOD.split("\n")[:3]), headline="Ratusan keluarga mengungsi akibat banjir", source="warta"
    )
    assert verdict(an_article(source="suara"), cut).joined


def test_a_lightly_rewritten_copy_is_one_story() -> None:
    rewritten = FLOOD.replace("merendam", "menggenangi").replace("kata", "ujar").replace("mengirim", "mengerahkan")
    assert verdict(an_article(source="suara"), an_article(rewritten, source="warta")).joined


def test_what_two_outlets_share_counts_for_more_than_what_one_repeats() -> None:
    one = an_article(source="suara", id="a" * 20)
    for source, share in (("warta", 1.0), ("suara", 0.0), (None, 0.0)):
        other = an_article(source=source, id="b" * 20)
        assert evidence(profile(one), profile(other))["copied_across"] == share


def test_a_longer_take_is_one_story() -> None:
    longer = an_article(f"{FLOOD}\n{BACKGROUND}", source="warta")
    assert verdict(an_article(source="suara"), longer).joined


def test_furniture_left_on_a_copy_does_not_hide_it() -> None:
    scraped = an_article(f"Banner\n{FLOOD}\nBaca juga: Berita lain\nIklan\nTinggalkan Komentar", source=None)
    assert verdict(an_article(source=None), scraped).joined


def test_a_shared_tail_of_background_does_not_join_two_stories() -> None:
    flood, cup = f"{FLOOD}\n{BACKGROUND}", f"{CUP}\n{BACKGROUND}"
    found = verdict(an_article(flood, source="suara"), an_article(cup, headline="Tim putri ke final", source="suara"))
    assert found.containment > 0.3
    assert not found.joined


def test_todays_price_is_not_yesterdays() -> None:
    monday = an_article(price("2/3/2026", 5000, 1_412_000), headline="Harga emas hari ini naik", source="suara")
    tuesday = an_article(price("3/3/2026", 8000, 1_420_000), headline="Harga emas hari ini naik", source="suara")
    found = verdict(monday, replace(tuesday, published=monday.published + timedelta(days=1)))
    assert not found.joined
    assert found.disagreements[0] == "a serial: the same words with other figures"


def test_a_corrected_figure_is_still_one_story() -> None:
    corrected = an_article(FLOOD.replace("320 keluarga", "351 keluarga"), source="suara")
    found = verdict(an_article(source="suara"), corrected)
    assert found.joined
    assert values(found)["figures_differ"] == 1.0


def test_two_reports_of_one_event_with_other_names_and_figures_are_two_stories() -> None:
    template = "Banjir besar melanda kota: menurut {0} dari {1}, sebanyak {2} warga pindah bersama {3} dan {4}."
    one = an_article(template.format("Bayu Prawira", "Muara Sari", 120, "Ratih Larasati", "Gilang") + f"\n{BACKGROUND}")
    two = an_article(template.format("Teguh Wibowo", "Bukit Lada", 340, "Kirana Siregar", "Yoga") + f"\n{BACKGROUND}")
    found = verdict(one, two)
    assert not found.joined
    assert found.disagreements[0] == "each lead has names and figures of its own"


def test_texts_without_words_are_never_joined() -> None:
    empty = an_article("", headline="")
    assert not verdict(empty, empty).joined


def test_a_verdict_is_the_same_both_ways() -> None:
    a, b = (
        profile(an_article(source="suara", id="a" * 20)),
        profile(an_article(CUP, source="warta", id="b" * 20)),
    )
    assert judge(a, b) == judge(b, a)


def test_the_threshold_can_be_set() -> None:
    a, b = profile(an_article(source="suara")), profile(an_article(FLOOD[:300], source="warta"))
    score = judge(a, b).score
    assert judge(a, b, threshold=score).joined
    assert not judge(a, b, threshold=score + 1e-9).joined


def test_a_verdict_adds_up() -> None:
    found = verdict(an_article(source="suara"), an_article(f"{FLOOD}\n{CUP}", source="suara"))
    total = FITTED.bias + sum(feature.weight for feature in found.features)
    assert found.score == pytest.approx(1 / (1 + math.exp(-total)))
    assert found.rule == RULE
    assert set(FITTED.factors) == set(FITTED.centres) == set(values(found))


def test_disagreements_are_named() -> None:
    later = an_article(FLOOD.replace("320", "351").replace("Luwu Utara", "Toraja"), id="b" * 20, source="suara")
    found = verdict(an_article(id="a" * 20, source="suara"), replace(later, published=NOON - timedelta(days=5)))
    text = "; ".join(found.disagreements)
    assert f"figures only in {'a' * 20}: 320" in text
    assert f"names only in {'b' * 20}: Toraja" in text
    assert "published 5 days apart" in text


def test_what_is_unknown_is_neither_same_nor_other() -> None:
    unknown = an_article(source=None, published_basis="received")
    found = evidence(profile(an_article(source="suara")), profile(unknown))
    assert [found[name] for name in ("same_outlet", "other_outlet", "same_day", "other_day")] == [0.0] * 4


def test_the_host_of_the_url_stands_in_for_an_unknown_outlet() -> None:
    a, b = (profile(an_article(source=None, url=f"https://warta.example/{path}")) for path in "ab")
    assert evidence(a, b)["same_outlet"] == 1.0


def test_captions_are_not_compared() -> None:
    captioned = profile(an_article(captions=("Orang berjalan di kota lain pada hari lain.",)))
    assert captioned == profile(an_article())


def test_shared_passages_read_as_in_the_first_text_longest_first() -> None:
    other = an_article(f"Kabar terbaru. {CUP}\n{FLOOD.upper()}")
    first, *rest = shared_passages(an_article(), other)
    assert first.startswith("Banjir bandang merendam 14 desa")
    assert first.endswith("hujan diperkirakan turun sampai Sabtu")
    assert rest == []


def test_an_idiom_is_no_passage() -> None:
    a = an_article("Hal itu dikatakan oleh kepala dinas pada hari Senin lalu")
    assert shared_passages(a, an_article("Hal itu dikatakan pedagang pasar pada hari Rabu")) == ()


@pytest.mark.parametrize("text", [FLOOD, "Gempa", ""])
def test_words_hashed_beforehand_give_the_same_profile(text: str) -> None:
    article = an_article(text)
    assert profile(article, hash_words(article)) == profile(article)
