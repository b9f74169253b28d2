"""HTML that came as a field."""

from __future__ import annotations

from sindikasi.model import Image
from sindikasi.parsers.fragments import Fragment, read_fragment


def test_figures_are_set_apart() -> None:
    markup = (
        '<p>Air naik.</p><figure><img src="a.jpg" width="80"><figcaption>Desa</figcaption></figure>rendam<p>Ya.</p>'
    )
    assert read_fragment(markup, base="https://contoh.id/b/") == Fragment(
        text="Air naik.\n\nrendam\n\nYa.",
        images=(Image(url="https://contoh.id/b/a.jpg", caption="Desa", width=80),),
        captions=("Desa",),
        markup=markup,
    )


def test_a_first_line_that_repeats_the_headline_is_left_out() -> None:
    assert read_fragment("<h1>Air Naik</h1><p>Warga pergi.</p>", headline="Air naik").text == "Warga pergi."


def test_pictures_without_address_or_size_are_none() -> None:
    assert read_fragment('<p>Isi.</p><img><img src="x.gif" width="1" height="1">').images == ()


def test_blank_markup_is_blank() -> None:
    assert read_fragment(" \n") == Fragment(text="")


def test_what_was_read_is_kept_as_html() -> None:
    assert read_fragment("<p>Air <b>naik</b>.</p>").markup == "<p>Air <b>naik</b>.</p>"


def test_a_control_character_beside_a_picture_is_left_out() -> None:
    assert read_fragment("<p>Air&#31;<img src=a.jpg>\x1f naik.</p>").text == "Air naik."
