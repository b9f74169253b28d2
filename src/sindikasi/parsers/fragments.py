"""HTML that came as a field: its text, with the pictures and their captions set apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sindikasi.core.addresses import SMALLEST_PICTURE, absolute
from sindikasi.parsers.agency import figures, without_headline
from sindikasi.parsers.markup import lines_of, tree_of, without_scripts

if TYPE_CHECKING:
    from sindikasi.model import Image


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """What a piece of HTML holds."""

    text: str
    """One line a block, a blank line between paragraphs."""
    images: tuple[Image, ...] = ()
    captions: tuple[str, ...] = ()
    markup: str | None = None
    """What was read, where it was HTML."""


def read_fragment(markup: str, *, headline: str | None = None, base: str | None = None) -> Fragment:
    """Return the text of a piece of HTML without its figures and without a first line that repeats the headline.

    `base`: the address that relative ones are relative to. Raises MalformedDocument as `tree_of` does.
    """
    if not markup.strip():
        return Fragment(text="")
    tree = tree_of(without_scripts(markup)[0])
    captions = tuple(" ".join(each.text_content().split()) for each in _captions(tree))
    images = tuple(replace(each, url=absolute(each.url, base)) for each in figures(tree) if _is_picture(each))
    text = "\n".join(lines_of(tree)).strip()
    return Fragment(
        text=without_headline(text, headline),
        images=images,
        captions=tuple(filter(None, captions)),
        markup=markup,
    )


def _captions(tree: Any) -> list[Any]:
    return [caption for figure in tree.iter("figure") for caption in figure.iter("figcaption")]


def _is_picture(image: Image) -> bool:
    sizes = (image.width, image.height)
    return bool(image.url) and not any(size is not None and size < SMALLEST_PICTURE for size in sizes)
