"""HTML taken apart, whatever is wrong with it."""

from __future__ import annotations

import time

import pytest

from sindikasi.cleaners.tokens import Tag, attributes, tokens


def the_tag(markup: str) -> Tag:
    (tag,) = tokens(markup)
    assert isinstance(tag, Tag)
    return tag


def texts(markup: str) -> list[str]:
    return [token for token in tokens(markup) if isinstance(token, str)]


def test_text_and_tags_come_in_their_order() -> None:
    assert list(tokens("Air <B>naik</b >!")) == ["Air ", Tag("b", False, ""), "naik", Tag("b", True, " "), "!"]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("A &amp; B &lt;p&gt; &eacute;", ["A & B <p> é"]),
        ("3 < 4", ["3 ", "<", " 4"]),
        ("a<!-- <p>x</p> -->b", ["a", "b"]),
        ("a<!-->b", ["a", "b"]),
        ("a<!doctype html><?xml?></3>b", ["a", "b"]),
        ("a<!-- lost", ["a"]),
        ("a<![CDATA[x", ["a"]),
        ("a<b class='lost", ["a"]),
        ("a&#0;&#x202e;b", ["ab"]),
    ],
)
def test_only_text_is_text(markup: str, text: list[str]) -> None:
    assert texts(markup) == text


@pytest.mark.parametrize("name", ["script", "style", "svg", "iframe", "noscript", "template", "textarea", "OBJECT"])
def test_what_nobody_is_shown_is_left_out(name: str) -> None:
    assert list(tokens(f"a<{name} x='>'>if (a<b) '<p>x</p>'</{name.lower()} >b")) == ["a", "b"]


def test_a_silent_element_that_never_ends_is_a_mere_tag() -> None:
    assert texts("a<svg><svg>b") == ["a", "b"]


def test_a_silent_element_whose_end_breaks_off_ends_the_text() -> None:
    assert texts("a<svg>b</svg ") == ["a"]


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        ("<a href='x' HREF=y>", {"href": "x"}),
        ('<a\nhref = "a > b"\ttitle>', {"href": "a > b"}),
        ("<a href=x/y?z>", {"href": "x/y?z"}),
        ("<a/href=x/>", {"href": "x/"}),
        ('<a href="java&#10;script&colon;x">', {"href": "java\nscript:x"}),
        ('<a title="href=x">', {"title": "href=x"}),
        ("<a href>", {}),
        ('<a ="x" href="y">', {"href": "y"}),
    ],
)
def test_attributes_are_read_as_browsers_read_them(markup: str, found: dict[str, str]) -> None:
    assert attributes(the_tag(markup)) == found


@pytest.mark.parametrize(
    "markup",
    [
        "<" * 200_000,
        "<!--" * 200_000,
        "<svg>" * 100_000,
        "<a b='\">" * 100_000,
        "<a b=\"'>" * 100_000,
        "<a " * 300_000,
        f"<p {'a' * 900_000}>",
        f"<p {' '.join(f'a{number}=1' for number in range(40_000))}>",
        "&" * 900_000,
    ],
    ids=lambda markup: markup[:8],
)
def test_the_time_it_takes_is_that_of_its_length(markup: str) -> None:
    before = time.process_time()
    for token in tokens(markup):
        if isinstance(token, Tag):
            attributes(token)
    assert time.process_time() - before < 5  # a quadratic reading takes minutes
