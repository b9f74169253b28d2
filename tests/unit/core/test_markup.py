"""Which HTML is safe to publish, and where a dateline goes in it."""

from __future__ import annotations

import pytest

from sindikasi.core.markup import LONGEST_MARKUP, REL, is_plain, is_safe, opened_with


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "Air naik & surut",
        "<p>Air <b>naik</b><br>lagi</p>",
        f'<p><a href="https://contoh.id/a?b=1&amp;c=2" rel="{REL}">Desa</a></p>',
        f'<a href="mailto:redaksi@contoh.id" rel="{REL}">x</a>',
        '<figure><img src="https://contoh.id/a.jpg" alt="Air" width="640" height="360"></figure>',
        '<table><tbody><tr><td colspan="2">1</td></tr></tbody></table>',
    ],
)
def test_what_we_write_is_safe(markup: str) -> None:
    assert is_safe(markup)


@pytest.mark.parametrize(
    "markup",
    [
        "<script>x</script>",
        "<p onclick=x>",
        '<p class="x">',
        "<P>",
        "<a>x</a>",
        '<a href="https://contoh.id/">x</a>',
        f'<a href="javascript:x" rel="{REL}">x</a>',
        f'<a href="https://contoh.id/" onclick="x" rel="{REL}">x</a>',
        f'<a href="https://contoh.id/"x" rel="{REL}">x</a>',
        '<img src="data:image/png;base64,x">',
        '<img src="https://contoh.id/a.jpg" onerror="x">',
        '<img src="https://contoh.id/a.jpg" width="1e9">',
        "<svg>",
        "<style>p{}</style>",
        "<iframe></iframe>",
        "a < b",
        "a > b",
        "<!-- x -->",
        "<p",
        "x" * (LONGEST_MARKUP + 1),
    ],
)
def test_anything_else_is_not(markup: str) -> None:
    assert not is_safe(markup)


def test_the_time_it_takes_is_that_of_its_length() -> None:
    assert not is_safe("<p>a</p>" * 30_000 + "<")


def test_paragraphs_alone_are_plain() -> None:
    assert is_plain("<p>Air<br>naik</p><p>lagi</p>")
    assert not is_plain("<p>Air <b>naik</b></p>")


@pytest.mark.parametrize(
    ("markup", "opened"),
    [
        ("<p>Air</p>", "<p>A &amp; B – Air</p>"),
        ("<p><b>Air</b></p>", "<p><b>A &amp; B – Air</b></p>"),
        (
            "<figure><img><figcaption>Desa</figcaption></figure><p>Air</p>",
            "<figure><img><figcaption>Desa</figcaption></figure><p>A &amp; B – Air</p>",
        ),
    ],
)
def test_a_dateline_goes_before_the_first_word(markup: str, opened: str) -> None:
    assert opened_with("A & B – ", markup) == opened


def test_without_a_dateline_nothing_changes() -> None:
    assert opened_with("", "<p>Air</p>") == "<p>Air</p>"
