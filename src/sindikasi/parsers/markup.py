"""HTML markup to lines of text, within bounds that no page can break."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from sindikasi.errors import MalformedDocument

TAG_CHARACTERS = 65_536
ELEMENTS = 50_000
DEPTH = 256
_TAG = re.compile(r"<[a-zA-Z/!?](?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+")
_ELEMENT = re.compile(r"<[a-zA-Z]")
_SCRIPT = re.compile(r"<(script|style)\b([^>]{0,2000})>", re.I)
_SCRIPT_END = re.compile(r"</script[^>]{0,200}>", re.I)
_STYLE_END = re.compile(r"</style[^>]{0,200}>", re.I)
# Pages saved whole carry their pictures in the tags that show them.
_DATA_ADDRESS = re.compile(r"data:[\w.+/-]{0,60}(?:;[\w=-]{1,40}){0,4},[A-Za-z0-9+/=%_-]*+")
_MARKUP = re.compile(
    r"<(?:p|br|div|h[1-6]|ul|ol|li|a|strong|em|b|i|span|blockquote|figure|img|table)\b[^>]{0,2000}>", re.I
)
_ENTITY = re.compile(r"&(?:nbsp|amp|quot|lt|gt|[lr][sd]quo|[mn]dash|hellip|#\d{2,5}|#x[0-9a-f]{2,5});", re.I)


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PARAGRAPHS = _names(
    "p h1 h2 h3 h4 h5 h6 div article section li figcaption figure blockquote table tr ul ol header footer"
    " nav main aside"
)
_LINES = _names(
    "address body br caption dd details dl dt fieldset form hr html legend option pre summary tbody td tfoot th thead"
)
_BREAKS = dict.fromkeys(_PARAGRAPHS, "\n\n") | dict.fromkeys(_LINES, "\n")
_SILENT = _names(
    "script style noscript template svg iframe head object embed select textarea button input video audio canvas"
)


def without_scripts(page: str) -> tuple[str, list[str]]:
    """Return the page without scripts and styles, and the text of its JSON-LD ones."""
    kept: list[str] = []
    linked: list[str] = []
    place = 0
    while (opening := _SCRIPT.search(page, place)) is not None:
        closing = (_SCRIPT_END if opening[1].lower() == "script" else _STYLE_END).search(page, opening.end())
        if closing is None:
            break
        kept.append(page[place : opening.start()])
        if "ld+json" in opening[2].lower():
            linked.append(page[opening.end() : closing.start()])
        place = closing.end()
    return "".join((*kept, page[place:])), linked


def looks_marked_up(text: str) -> bool:
    """Tell whether a text field holds HTML."""
    return _MARKUP.search(text) is not None or _ENTITY.search(text) is not None


def text_of_fragment(markup: str) -> str:
    """Return the text of a piece of HTML, one line a block, a blank line between paragraphs."""
    if not markup.strip():
        return ""
    return "\n".join(lines_of(tree_of(without_scripts(markup)[0])))


def tree_of(markup: str) -> Any:
    """Return the lxml tree of a page or fragment.

    Raises MalformedDocument with the reason "unsafe" over the caps: lxml is quadratic in attributes, and
    those who read the tree recurse into its depth.
    """
    from lxml import etree, html

    markup = _DATA_ADDRESS.sub("data:,", markup) if "data:" in markup else markup
    _check_caps(markup)
    try:
        parser = html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8", huge_tree=True)
        tree = html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise MalformedDocument(f"the HTML cannot be read: {error}; save its text instead") from error
    if _is_deep(tree):
        raise MalformedDocument(f"the page nests more than {DEPTH} elements; save its text instead", reason="unsafe")
    return tree


def _check_caps(markup: str) -> None:
    if markup.count("<") > ELEMENTS and sum(1 for _ in islice(_ELEMENT.finditer(markup), ELEMENTS + 1)) > ELEMENTS:
        raise MalformedDocument(f"the page has over {ELEMENTS:,} elements; save its text instead", reason="unsafe")
    if len(markup) > TAG_CHARACTERS and max(map(len, _TAG.findall(markup)), default=0) > TAG_CHARACTERS:
        raise MalformedDocument(
            f"a tag of the page is over {TAG_CHARACTERS // 1024} KB; save its text instead", reason="unsafe"
        )


def _is_deep(tree: Any) -> bool:
    from lxml import etree

    return bool(etree.XPath(f"boolean({'/*' * (DEPTH + 1)})")(tree))


def lines_of(tree: Any) -> list[str]:
    """Return the visible text, one line a block and a blank line around paragraphs."""
    pieces: list[str] = []
    _walk(tree, pieces)
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    folded: list[str] = []
    for line in lines:
        if line or (folded and folded[-1]):
            folded.append(line)
    return folded


def _walk(tree: Any, pieces: list[str]) -> None:
    from lxml import etree

    silent = 0
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        tag = node.tag
        if event == "start":
            silent += tag in _SILENT
            text = node.text
        else:
            silent -= tag in _SILENT
            text = node.tail
        if silent:
            continue
        if tag in _BREAKS:
            pieces.append(_BREAKS[tag])
        if text:
            pieces.append(text.replace("\n", " ").replace("\r", " "))
