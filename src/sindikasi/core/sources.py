"""The permanent addresses of sources, whose names are free text."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from typing import Final

FOLDER: Final = "sources"
"""Where the feeds of sources lie, below the feeds; no topic has a slug with a stroke in it."""
_PLAIN = re.compile(r"[a-z0-9]+(?:[-._][a-z0-9]+)*")
_SLUG = re.compile(rf"(?:{_PLAIN.pattern})?~[0-9a-f]{{12}}|{_PLAIN.pattern}")
_LONGEST = 60
_SHOWN = 40
_OTHERS = re.compile(r"[^a-z0-9]+")


def slug_of(name: str) -> str:
    """Return the name of a source in addresses and file names; the same name has the same one in every store.

    A name of small letters, figures and single marks is its own. Any other is written so and told apart by a digest
    behind "~" (48 bits), which no plain name has in it: a document that names its source can take no other's address.
    """
    if len(name) <= _LONGEST and _PLAIN.fullmatch(name):
        return name
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    shown = _OTHERS.sub("-", plain).strip("-")[:_SHOWN].strip("-")
    return f"{shown}~{sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def is_slug(text: str) -> bool:
    """Return whether a source may have this slug: it leads out of no folder."""
    return len(text) <= _LONGEST and _SLUG.fullmatch(text) is not None


def feed_slug(name: str) -> str:
    """Return the address of a source's feeds below the feeds, without the suffix."""
    return f"{FOLDER}/{slug_of(name)}"


def source_page(name: str) -> str:
    """Return the address of a source's page below the site's."""
    return f"source/{slug_of(name)}"
