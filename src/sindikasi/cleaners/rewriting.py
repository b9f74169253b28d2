"""HTML of any make written anew in a strict form: blocks with runs of text in them, nothing else.

What is written has every tag closed, no block inside a line of text and no more nesting than a text needs, so that
whoever reads it as HTML takes time and memory in proportion to its length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape, unescape
from typing import TYPE_CHECKING, NamedTuple

from sindikasi.cleaners.alignment import Kept
from sindikasi.cleaners.tokens import Tag, attributes, tokens
from sindikasi.core.addresses import SMALLEST_PICTURE, is_counter, whole_address
from sindikasi.core.markup import BLOCKS, INLINES
from sindikasi.core.text import squeezed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

# What ends a line of text; of these those in BLOCKS are kept.
_BOUNDARIES = BLOCKS | frozenset(
    """
    address article aside body br center dd details div dl dt fieldset footer form header hr html legend main nav
    option pre section summary
    """.split()
)
RENAMED = {"h1": "h2", "strike": "s", "del": "s"}
_LEAVES = frozenset("p h2 h3 h4 h5 h6".split())
_HOLDERS = _LEAVES | frozenset("li td th caption figcaption".split())
"""Text stands in them as it is; elsewhere it gets a paragraph of its own."""
_ROWS = frozenset("table thead tbody tfoot tr".split())
_SECTIONS = frozenset("thead tbody tfoot".split())
_PARENTS = {
    "li": frozenset(("ul", "ol")),
    "figcaption": frozenset(("figure",)),
    **dict.fromkeys(("caption", *_SECTIONS), frozenset(("table",))),
    "tr": _SECTIONS | {"table"},
    **dict.fromkeys(("td", "th"), frozenset(("tr",))),
}
_DEEPEST_BLOCKS = 24
_DEEPEST_INLINES = 8
_ADDRESSES = ("data-src", "data-original", "data-lazy-src", "src")
_SETS = ("data-srcset", "srcset")
_CANDIDATE = re.compile(r"([^\s,]\S*[^\s,])(?:\s+[\d.]+[wxh])*\s*(?:,|\Z)")
_LONGEST_SET = 8_192
_BLANKS = re.compile(r"\s+")
_SIZE = re.compile(r"\s*([0-9]{1,5})(?:\.[0-9]+)?(?:px)?\s*")
_SPAN = 1_000
_LEFT_OVER = " –—-,:)_/."
"""Marks behind a dateline that was taken off."""
_LEFT_OVER_BEHIND = " –—-(/["
_ENDS_AT_ONCE = re.compile(r">\s*</")
_EMPTY = re.compile(rf"<({'|'.join(sorted(INLINES, key=len, reverse=True))})(?: [^<>]*+)?>\s*</\1>")


class _Inline(NamedTuple):
    """What is open inside the text."""

    name: str
    tag: str
    depth: int
    """How many blocks were open around it: it ends with the last of them."""


@dataclass(slots=True)
class Run:
    """The text between two boundaries, with the tags inside it."""

    holder: str | None
    """The block it stands in."""
    figure: int
    """Number of the figure around it, 0 for none."""
    is_caption: bool
    pieces: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    has_picture: bool = False

    def key(self) -> str:
        """Return the text as it is compared."""
        return squeezed("".join(self.words))

    @property
    def is_bare(self) -> bool:
        """Whether it needs no paragraph of its own."""
        return self.holder in _HOLDERS or (self.holder == "figure" and not self.words)

    def rendered(self, kept: Kept) -> str:
        """Return the run without what is not kept of it."""
        pieces = _stripped(self.pieces, kept) if any(kept) else self.pieces
        written = "".join(pieces)
        for _ in range(_DEEPEST_INLINES if _ENDS_AT_ONCE.search(written) else 0):
            written = _EMPTY.sub("", written)
        written = _BLANKS.sub(" ", written).strip()
        return written if self.is_bare or not written else f"<p>{written}</p>"


class Rewriting:
    """The markup as blocks and runs, in their order."""

    def __init__(self, markup: str, base: str | None) -> None:
        """`base`: the address that relative ones are relative to."""
        self.runs: list[Run] = []
        self._base = base
        self._parts: list[str | Run] = []
        self._blocks: list[str] = []
        self._inlines: list[_Inline] = []
        self._run: Run | None = None
        self._figures = 0
        for token in tokens(markup):
            if isinstance(token, str):
                self._text(token)
            elif (name := RENAMED.get(token.name, token.name)) in INLINES:
                self._inline(name, token)
            elif name == "img":
                self._picture(attributes(token))
            elif name in _BOUNDARIES:
                self._boundary(name, token)
        self._close(0)

    def rendered(self, kept: dict[int, Kept], gone: frozenset[str], *, is_page: bool) -> str:
        """Return the markup of the kept runs, with pictures and their captions, without blocks that lost all.

        `gone`: texts that were taken out for good. In a page only captioned pictures between the kept runs stay:
        others may be of the stories beside this one.
        """
        beside = self._beside(kept, gone, is_page=is_page)
        shown = _Shown()
        place = 0
        for part in self._parts:
            if isinstance(part, str):
                shown.tag(part)
                continue
            if place in kept or place in beside:
                shown.run(part.rendered(kept.get(place, Kept())), is_bare=part.is_bare)
            place += 1
        return "".join(shown.pieces)

    def _beside(self, kept: dict[int, Kept], gone: frozenset[str], *, is_page: bool) -> set[int]:
        """Return the places of pictures without words, and of the captions of those."""
        captions = {
            place: run.figure
            for place, run in enumerate(self.runs)
            if run.is_caption and place not in kept and run.words and run.key() not in gone
        }
        pictures = {place: run.figure for place, run in enumerate(self.runs) if run.has_picture and not run.words}
        if is_page:
            captioned = set(captions.values()) - {0}
            between = range(min(kept, default=0), max(kept, default=0))
            pictures = {place: each for place, each in pictures.items() if each in captioned and place in between}
        pictured = set(pictures.values()) - {0}
        return set(pictures) | {place for place, figure in captions.items() if figure in pictured}

    # --- inside the text

    def _text(self, text: str) -> None:
        is_blank = not text.strip()
        if self._run is None and is_blank:
            return
        run = self._open_run()
        run.pieces.append(escape(text, quote=False))
        if not is_blank:
            run.words.append(text)

    def _inline(self, name: str, token: Tag) -> None:
        if token.is_end or name == "a":  # a link in a link ends the first one (HTML, 13.2.6.4.7)
            self._end_inline(name)
        if token.is_end or len(self._inlines) >= _DEEPEST_INLINES:
            return
        tag = self._opening(name, token)
        self._inlines.append(_Inline(name, tag, len(self._blocks)))
        if self._run is not None:
            self._run.pieces.append(tag)

    def _end_inline(self, name: str) -> None:
        """End the innermost of that name; what was opened in it goes on."""
        place = _last([each.name for each in self._inlines], (name,))
        if place < 0:
            return
        ended, inner = self._inlines[place], self._inlines[place + 1 :]
        del self._inlines[place]
        if self._run is not None:
            self._run.pieces += (*_ends((ended, *inner)), *(each.tag for each in inner))

    def _opening(self, name: str, token: Tag) -> str:
        """Return the tag that opens an inline element; nothing for a link that leads nowhere."""
        if name != "a":
            return f"<{name}>"
        address = whole_address(attributes(token).get("href", ""), self._base)
        return f'<a href="{escape(address)}">' if address else ""

    def _picture(self, written: dict[str, str]) -> None:
        width, height = _size(written.get("width")), _size(written.get("height"))
        if any(size is not None and size < SMALLEST_PICTURE for size in (width, height)):
            return
        address = next(self._picture_addresses(written), None)
        if address is None or is_counter(address):
            return
        alt = " ".join(written.get("alt", "").replace("<", " ").replace(">", " ").split())
        sizes = (f' {name}="{size}"' for name, size in (("width", width), ("height", height)) if size)
        run = self._open_run()
        run.has_picture = True
        run.pieces.append(f'<img src="{escape(address)}" alt="{escape(alt)}"{"".join(sizes)}>')

    def _picture_addresses(self, written: dict[str, str]) -> Iterator[str]:
        """Yield what may be the picture's address; pages that load late keep the true one beside `src`."""
        named = [written[name] for name in _ADDRESSES if name in written]
        for name in _SETS:
            named += _CANDIDATE.findall(written.get(name, "")[:_LONGEST_SET])[-1:]
        for each in named:
            address = whole_address(each, self._base)
            if address is not None and address.startswith("http"):
                yield address

    def _open_run(self) -> Run:
        if self._run is None:
            self._make_room()
            blocks = self._blocks
            figure = self._figures if "figure" in blocks else 0
            self._run = Run(blocks[-1] if blocks else None, figure, "figcaption" in blocks)
            self._run.pieces += (each.tag for each in self._inlines)
        return self._run

    def _end_run(self) -> None:
        if self._run is not None:
            self._run.pieces += _ends(self._inlines)
            self._parts.append(self._run)
            self.runs.append(self._run)
            self._run = None

    # --- blocks

    def _boundary(self, name: str, token: Tag) -> None:
        self._end_run()
        if name == "br":
            return
        if self._blocks and self._blocks[-1] in _LEAVES:
            self._close(len(self._blocks) - 1)
        if name not in BLOCKS:
            return
        if token.is_end:
            place = _last(self._blocks, (name,))
            self._close(place if place >= 0 else len(self._blocks))
        elif len(self._blocks) < _DEEPEST_BLOCKS and self._is_placed(name):
            self._open(name, _spans(attributes(token)) if name in ("td", "th") and token.written else "")

    def _is_placed(self, name: str) -> bool:
        """Tell whether the block may stand here, once what cannot hold it is closed."""
        parents = _PARENTS.get(name)
        if parents is None:
            self._make_room()
            return True
        place = _last(self._blocks, parents)
        if place >= 0:
            self._close(place + 1)
        return place >= 0

    def _make_room(self) -> None:
        """Leave the rows of a table, which hold only cells, and open an entry in a list, which holds only those."""
        while self._blocks and self._blocks[-1] in _ROWS:
            self._close(len(self._blocks) - 1)
        if self._blocks and self._blocks[-1] in ("ul", "ol"):
            self._open("li", "")

    def _open(self, name: str, written: str) -> None:
        self._blocks.append(name)
        self._parts.append(f"<{name}{written}>")
        self._figures += name == "figure"

    def _close(self, depth: int) -> None:
        """Close the blocks from `depth` on, and what was opened in their text."""
        self._end_run()
        if len(self._blocks) <= depth:
            return
        for name in reversed(self._blocks[depth:]):
            self._parts.append(f"</{name}>")
        del self._blocks[depth:]
        self._inlines = [each for each in self._inlines if each.depth <= depth]


@dataclass(slots=True)
class _Shown:
    """Tags and runs put together; a block is opened when something is in it, and not at all when nothing is."""

    pieces: list[str] = field(default_factory=list)
    _pending: list[str] = field(default_factory=list)
    _opened: list[int] = field(default_factory=list)
    """Where in `_pending` each open block begins, -1 once it is in `pieces`."""
    _is_under_run: bool = False

    def run(self, written: str, *, is_bare: bool) -> None:
        self._open_pending()
        self.pieces.append(f"<br>{written}" if is_bare and self._is_under_run else written)
        self._is_under_run = True

    def tag(self, tag: str) -> None:
        if not tag.startswith("</"):
            self._opened.append(len(self._pending))
            self._pending.append(tag)
            self._is_under_run = False
            return
        place = self._opened.pop()
        if place < 0:
            # Cells that are empty hold the others of their row in place.
            self.pieces += (*self._pending, tag)
            self._pending.clear()
            self._is_under_run = False
        elif tag in ("</td>", "</th>"):
            self._pending.append(tag)
        else:
            del self._pending[place:]

    def _open_pending(self) -> None:
        self.pieces += self._pending
        self._pending.clear()
        self._opened = [-1] * len(self._opened)


def _ends(inlines: Sequence[_Inline]) -> list[str]:
    return [f"</{each.name}>" for each in reversed(inlines) if each.tag]


def _last(opened: Sequence[str], names: Collection[str]) -> int:
    """Return the place of the innermost of these names, -1 when none is open."""
    place = len(opened) - 1
    while place >= 0 and opened[place] not in names:
        place -= 1
    return place


def _size(written: str | None) -> int | None:
    """Return a length in pixels; 0 is one."""
    found = _SIZE.fullmatch(written or "")
    return int(found[1]) if found else None


def _spans(written: dict[str, str]) -> str:
    sizes = ((name, _size(written.get(name))) for name in ("colspan", "rowspan"))
    return "".join(f' {name}="{size}"' for name, size in sizes if size and size < _SPAN)


def _stripped(pieces: Sequence[str], kept: Kept) -> list[str]:
    """Return the pieces without the letters and figures at their start and end that are not kept; tags stay."""
    found = list(pieces)
    texts = [place for place, piece in enumerate(found) if not piece.startswith("<")]
    left = kept.before
    for place in texts if left else ():
        text, left = _without_letters(unescape(found[place]), left)
        text = text if left else text.lstrip(_LEFT_OVER)
        found[place] = escape(text[:1].upper() + text[1:], quote=False)
        if text and not left:
            break
    left = kept.behind
    for place in reversed(texts if left else []):
        text, left = _without_letters(unescape(found[place])[::-1], left)
        found[place] = escape((text if left else text.lstrip(_LEFT_OVER_BEHIND))[::-1], quote=False)
        if not left:
            break
    return found


def _without_letters(text: str, count: int) -> tuple[str, int]:
    """Return the text without its first `count` letters and figures, and how many are still to go."""
    place = 0
    while count > 0 and place < len(text):
        count -= len(squeezed(text[place]))
        place += 1
    return text[place:], max(count, 0)
