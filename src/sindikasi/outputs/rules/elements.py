"""What the rules of Atom and RSS share: names, counting and extensions of XML elements."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sindikasi.outputs.rules import values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sindikasi.outputs.rules.findings import Notes

ATOM = "{http://www.w3.org/2005/Atom}"
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
MEDIA = "{http://search.yahoo.com/mrss/}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PREFIXES = {
    ATOM: "atom:",
    TOMBSTONE: "at:",
    HISTORY: "fh:",
    MEDIA: "media:",
    "{http://purl.org/dc/elements/1.1/}": "dc:",
    "{http://purl.org/rss/1.0/modules/content/}": "content:",
}
MANY = 1 << 30


def name_of(tag: str) -> str:
    """Return how people write a tag: `dc:creator`."""
    space, _, local = tag.rpartition("}")
    return _PREFIXES.get(f"{space}}}", "") + local if space else local


def text_of(element: Any) -> str:
    """Return an element's own text without blanks around it."""
    return (element.text or "").strip()


def children(element: Any) -> list[Any]:
    """Return the child elements; comments and processing instructions are none."""
    return [child for child in element if isinstance(child.tag, str)]


def count(notes: Notes, found: Iterable[Any], known: Mapping[str, tuple[int, int]], *, space: str) -> None:
    """Check that each element of the namespace `space` is known and there as often as `known` says (least, most)."""
    numbers: dict[str, int] = {}
    for child in found:
        if child.tag in known:
            numbers[child.tag] = numbers.get(child.tag, 0) + 1
        elif child.tag.startswith(space) and (space or not child.tag.startswith("{")):
            notes.error("element-undefined", name_of(child.tag), "is no element of the standard here")
    for tag, (least, most) in known.items():
        number = numbers.get(tag, 0)
        if number < least:
            notes.error("element-missing", name_of(tag), "is required")
        elif number > most:
            notes.error("element-repeated", name_of(tag), f"may be there once, is there {number} times")


def check_date_time(notes: Notes, element: Any) -> None:
    """Check a Date construct (RFC 4287 3.3)."""
    if not values.is_date_time(text_of(element)):
        message = f"{text_of(element)[:60]!r} is no RFC 3339 date-time such as 2026-11-20T12:00:00Z"
        notes.error("date-invalid", name_of(element.tag), message)


def check_language(notes: Notes, element: Any) -> None:
    """Check `xml:lang`; an empty one takes the language back."""
    language = element.get(LANG)
    if language and not values.is_language(language):
        notes.error("language-invalid", f"{name_of(element.tag)}/@xml:lang", f"{language[:40]!r} is no language tag")


def check_text(notes: Notes, place: str, text: str) -> None:
    """Check plain text for signs of wrong decoding."""
    if values.is_garbled(text):
        notes.warn("text-garbled", place, "holds U+FFFD or a control character: text that was decoded wrongly")


def check_html(notes: Notes, place: str, html: str) -> None:
    """Check HTML that readers will show."""
    check_text(notes, place, html)
    if values.has_script(html):
        notes.warn("html-unsafe", place, "holds scripts, frames, forms or styles, which readers strip")
    if values.has_relative_reference(html):
        notes.warn("html-relative", place, "links to a relative address, which means nothing in a reader")


def check_history(notes: Notes, root: Any, links: Mapping[str, str]) -> None:
    """Check what RFC 5005 asks of an archived feed; `links`: rel -> address, `root` holds the markers."""
    is_archive = root.find(f"{HISTORY}archive") is not None
    if is_archive and root.find(f"{HISTORY}complete") is not None:
        notes.error("history-contradiction", "fh:archive", "a feed is an archive or complete, not both (RFC 5005 2)")
    if is_archive and "current" not in links:
        notes.warn("history-current", "fh:archive", "an archive should link to the current feed (RFC 5005 4)")
    if "next-archive" in links and not is_archive:
        notes.warn("history-marker", "fh:archive", "an archive should say that it is one (RFC 5005 4)")


def check_media(notes: Notes, entry: Any) -> None:
    """Check Media RSS 1.5.1 contents of an entry, in groups or not."""
    for content in entry.iter(f"{MEDIA}content"):
        url = content.get("url")
        if url is None and content.find(f"{MEDIA}player") is None:
            notes.error("media-address", "media:content", "has neither an address nor a player")
        if url is not None and not values.is_web_address(url):
            notes.error("address-invalid", "media:content/@url", f"{url[:80]!r} is no web address")
        for name in ("width", "height", "fileSize"):
            if not (content.get(name) or "0").isdecimal():
                notes.error("number-invalid", f"media:content/@{name}", f"{content.get(name)[:40]!r} is no number")
        if not values.is_media_type(content.get("type") or "x/x"):
            notes.error("media-type-invalid", "media:content/@type", f"{content.get('type')[:60]!r} is no media type")
