from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sindikasi.core.sources import feed_slug, is_slug, slug_of, source_page


@pytest.mark.parametrize("name", ["antara", "kompas.com", "harian-sore", "radar_bogor", "24jam", "a"])
def test_a_plain_name_is_its_own_slug(name: str) -> None:
    assert slug_of(name) == name


def test_any_other_name_is_written_plainly_and_told_apart() -> None:
    assert slug_of("Harian Sore") == "harian-sore~794cd6250d2c"
    assert slug_of("Café & Co.").startswith("cafe-co~")


def test_names_that_are_written_alike_have_slugs_of_their_own() -> None:
    names = ["Antara", "antara", "ANTARA", "antara ", "antara!", "an-tara", "An Tara"]
    assert len({slug_of(name) for name in names}) == len(names)


def test_no_name_can_take_the_slug_of_another() -> None:
    taken = slug_of("Harian Sore")
    assert slug_of(taken) != taken


def test_addresses_are_made_of_the_slug() -> None:
    assert (feed_slug("antara"), source_page("antara")) == ("sources/antara", "source/antara")


@pytest.mark.parametrize(
    "text", ["", ".", "..", "a/b", "../a", ".a", "a.", "a..b", "A", "a b", "a~xyz", "a" * 61, "a\n"]
)
def test_what_no_name_leads_to_is_no_slug(text: str) -> None:
    assert not is_slug(text)


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=200))
def test_every_name_has_a_slug_that_is_one_part_of_a_path(name: str) -> None:
    slug = slug_of(name)
    assert is_slug(slug)
    assert slug.isascii()
    assert PurePosixPath(slug).parts == (slug,)
    assert not slug.startswith(".")
