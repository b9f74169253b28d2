"""Markdown: front matter gives the fields, markup gives plain paragraphs."""

from __future__ import annotations

from datetime import datetime

import pytest

from sindikasi.errors import EmptyArticle, MalformedDocument
from sindikasi.model import Image, ParsedArticle
from sindikasi.parsers.markdown import MarkdownParser
from tests.text_builders import a_file, an_article_from


def parse(text: str) -> ParsedArticle:
    return MarkdownParser().parse(a_file(text, name="a.md"))


def paragraphs(parsed: ParsedArticle) -> list[str]:
    return [line for line in parsed.body.split("\n") if line.strip()]


def test_yaml_front_matter_gives_the_fields() -> None:
    parsed = parse(
        "---\ntitle: Banjir di Luwu\ndate: 2026-11-19 08:00:00\nauthor: [Rani, Budi]\n"
        "tags: [banjir]\nlang: id\n"
        "url: https://contoh.id/a\nimage: https://contoh.id/a.jpg\n---\n\nAir naik.\n"
    )
    assert parsed.headline == "Banjir di Luwu"
    assert parsed.published == datetime(2026, 11, 19, 8)  # noqa: DTZ001  as written: the source's zone comes later
    assert (parsed.byline, parsed.categories, parsed.language) == ("Rani, Budi", ("banjir",), "id")
    assert (parsed.url, parsed.images) == ("https://contoh.id/a", (Image(url="https://contoh.id/a.jpg"),))
    assert paragraphs(parsed) == ["Air naik."]


def test_toml_front_matter_gives_the_fields() -> None:
    parsed = parse('+++\ntitle = "Banjir"\ndate = 2026-11-19\n+++\nAir naik.\n')
    assert (parsed.headline, parsed.published) == ("Banjir", "2026-11-19")


def test_the_first_heading_is_the_headline_and_not_doubled() -> None:
    parsed = parse("# Banjir di *Luwu*\n\nAir naik.\n\n## Bantuan\n\nPerahu tiba.\n")
    assert parsed.headline == "Banjir di Luwu"
    assert paragraphs(parsed) == ["Air naik.", "Bantuan", "Perahu tiba."]


def test_markup_is_taken_off_and_words_stay() -> None:
    parsed = parse(
        "# Judul\n\nAir **naik** _cepat_ di [Luwu](https://contoh.id/luwu_(kota)), kata `BNPB`.\n\n"
        '> "Kami siap", katanya.\n\n- perahu\n- selimut\n\n![Air](https://contoh.id/a.jpg "Luwu")'
        "\n\n***\n\n5 \\* 3 snake_case_tetap\n"
    )
    assert paragraphs(parsed) == [
        "Air naik cepat di Luwu, kata BNPB.",
        '"Kami siap", katanya.',
        "perahu",
        "selimut",
        "5 * 3 snake_case_tetap",
    ]
    assert parsed.images == (Image(url="https://contoh.id/a.jpg", caption="Luwu"),)


def test_a_rule_at_the_top_is_not_front_matter() -> None:
    assert paragraphs(parse("---\n\nAir naik di Luwu.\n")) == ["Air naik di Luwu."]


@pytest.mark.parametrize(
    "front", ["---\na: [\n---\n", "---\n? !!python/object:os.system {}\n---\n", "+++\na = \n+++\n"]
)
def test_front_matter_that_cannot_be_read_is_malformed(front: str) -> None:
    with pytest.raises(MalformedDocument, match="front matter"):
        parse(f"{front}Isi.")


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("---\ntitle: Banjir: dua desa terendam\n---\n", 2),
        ("---\ntitle: Banjir\nauthor: [Rani\n---\n", 4),
        ('---\ntitle: Banjir\nsource: "Contoh\n---\n', 4),
        ("---\ntitle: Banjir\nsource: a\x07b\n---\n", 3),
        ("---\ntitle: Banjir\nx: !!python/name:os.system\n---\n", 3),
        ("+++\ntitle = Banjir\n+++\n", 2),
    ],
)
def test_the_line_that_is_wrong_is_named_with_what_to_do(front: str, line: int) -> None:
    with pytest.raises(MalformedDocument, match=rf"\bline {line}\b.*; .*quotation marks"):
        parse(f"{front}Isi.")


def test_a_day_that_does_not_exist_is_said_with_what_to_do() -> None:
    with pytest.raises(MalformedDocument, match=r"day is out of range.*; .*quotation marks"):
        parse("---\ndate: 2026-02-30\n---\nIsi.")


def test_a_short_text_under_its_title_is_an_article() -> None:
    article = an_article_from("---\ntitle: Gempa guncang Ambon\n---\nTidak ada korban.\n", name="a.md")
    assert (article.headline, article.body) == ("Gempa guncang Ambon", "Tidak ada korban.")


def test_anchors_are_refused() -> None:
    with pytest.raises(MalformedDocument, match="anchors"):
        parse("---\na: &a [x, x]\nb: [*a, *a]\n---\nIsi.")


def test_front_matter_without_end_is_unsafe_when_large() -> None:
    with pytest.raises(MalformedDocument) as caught:
        parse("---\n" + "a: b\n" * 20_000)
    assert caught.value.reason == "unsafe"


def test_nothing_but_front_matter_is_empty() -> None:
    with pytest.raises(EmptyArticle):
        parse("---\nlang: id\n---\n")
