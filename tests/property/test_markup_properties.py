"""For any HTML: what is left of it is safe and short, says what the body says, and is cleaned once."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from sindikasi.cleaners.markup import MarkupCleaner
from sindikasi.cleaners.tokens import Tag, tokens
from sindikasi.core.markup import BLOCKS, INLINES, LONGEST_MARKUP, is_safe
from sindikasi.core.text import safe_text, squeezed
from sindikasi.errors import DocumentError
from sindikasi.model import ParsedArticle
from sindikasi.parsers.fragments import read_fragment
from tests.text_builders import a_context

NAMES = (*sorted(BLOCKS | INLINES), "br", "div", "span", "img", "hr", "script", "svg", "style", "math", "h1", "x-y")
ADDRESSES = (
    "/a.jpg",
    "https://contoh.id/a?utm_source=x&b=1",
    "javascript:alert(1)",
    "java&#10;script:x",
    "data:text/html,x",
    "//lain.example/'\"<b>",
    "mailto:a@b.id",
    "https://pixel.wp.com/g.gif",
)
ATTRIBUTES = st.one_of(
    st.builds(
        lambda name, quote, value: f" {name}={quote}{value}{quote}",
        st.sampled_from(("href", "src", "srcset", "data-src", "alt", "width", "colspan", "onclick", "style")),
        st.sampled_from(('"', "'", "")),
        st.one_of(st.sampled_from(ADDRESSES), st.text(max_size=12), st.sampled_from(("1", "640", "2px"))),
    ),
    st.just(""),
)
TAGS = st.builds(
    lambda slash, name, attributes, end: f"<{slash}{name}{''.join(attributes)}{end}",
    st.sampled_from(("", "", "/")),
    st.sampled_from(NAMES),
    st.lists(ATTRIBUTES, max_size=3),
    st.sampled_from((">", ">", ">", "/>", "")),
)
TEXTS = st.one_of(
    st.sampled_from(
        ("Air naik. ", "Warga mengungsi", "&amp;&lt;p&gt;", "&nbsp;", "<!-- x -->", "<!--", "<", "a\u0301")
    ),
    st.text(max_size=20),
)
MARKUP = st.lists(st.one_of(TAGS, TEXTS), max_size=40).map("".join)


def read(markup: str) -> ParsedArticle | None:
    """Return the markup beside its own text, cleaned; None when it cannot be read."""
    try:
        body = read_fragment(markup).text
    except DocumentError:
        return None
    parsed = ParsedArticle(body=body, markup=markup, url="https://contoh.id/b/", has_own_body=True)
    return MarkupCleaner().clean(parsed, a_context())


@given(MARKUP)
@settings(max_examples=400, deadline=None)
def test_what_is_left_is_safe_and_bounded(markup: str) -> None:
    parsed = read(markup)
    if parsed is not None and parsed.markup is not None:
        assert is_safe(parsed.markup)
        assert len(parsed.markup) <= LONGEST_MARKUP


@given(MARKUP)
@settings(max_examples=400, deadline=None)
def test_cleaning_twice_is_cleaning_once(markup: str) -> None:
    parsed = read(markup)
    if parsed is not None and parsed.markup is not None:
        assert MarkupCleaner().clean(parsed, a_context()) == parsed


@given(MARKUP)
@settings(max_examples=400, deadline=None)
def test_what_is_left_says_what_the_body_says(markup: str) -> None:
    parsed = read(markup)
    if parsed is None or parsed.markup is None:
        return
    said, captions = [], 0
    for token in tokens(parsed.markup):
        if isinstance(token, Tag):
            captions += (token.name == "figcaption") * (-1 if token.is_end else 1)
        elif not captions:
            said.append(token)
    assert squeezed("".join(said)) in squeezed(safe_text(parsed.body))


@given(MARKUP, st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_body_beside_it_ends_in_safe_markup_or_none(markup: str, body: str) -> None:
    parsed = ParsedArticle(body=body, markup=markup)
    for is_own in (True, False):
        found = MarkupCleaner().clean(replace(parsed, has_own_body=is_own), a_context()).markup
        assert found is None or is_safe(found)
