"""Check any feed: find out its kind, then apply the rules of that kind."""

from __future__ import annotations

from typing import Any

import msgspec
from lxml import etree

from sindikasi.outputs.rules import atom, jsonfeed, rss
from sindikasi.outputs.rules.elements import ATOM
from sindikasi.outputs.rules.findings import Notes, Verdict


def check(content: bytes) -> Verdict:
    """Return what the rules of its kind say of a feed document; pure, and never raises for any bytes."""
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in {b"{", b"["}:
        return _check_json(content)
    return _check_xml(content)


def _check_json(content: bytes) -> Verdict:
    notes = Notes()
    try:
        feed: Any = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        notes.error("not-well-formed", "", f"is no JSON: {error}")
        return Verdict("json", tuple(notes.found))
    if not isinstance(feed, dict):
        notes.error("not-a-feed", "", "is JSON, but no object")
        return Verdict(None, tuple(notes.found))
    jsonfeed.check_feed(notes, feed)
    return Verdict("json", tuple(notes.found))


def _check_xml(content: bytes) -> Verdict:
    notes = Notes()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_blank_text=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        notes.error("not-well-formed", "", f"is no well-formed XML: {error}")
        return Verdict(None, tuple(notes.found))
    if root.tag == f"{ATOM}feed":
        atom.check_feed(notes, root)
        return Verdict("atom", tuple(notes.found))
    if root.tag == f"{ATOM}entry":
        notes.enter(0, "entry")
        atom.check_entry(notes, root, has_author=False)
        return Verdict("atom", tuple(notes.found))
    if root.tag == "rss":
        rss.check_feed(notes, root)
        return Verdict("rss", tuple(notes.found))
    notes.error("not-a-feed", "", f"is XML, but <{etree.QName(root).localname}> is neither Atom nor RSS 2.0")
    return Verdict(None, tuple(notes.found))
