"""Which file is the metadata of which: `x.json`, `x.yaml` or `x.yml` beside `x.txt` describes that text."""

from __future__ import annotations

import re
from hashlib import sha256

import msgspec

LONGEST = 65_536
"""Bytes; what is larger is no metadata of one article."""

_TEXTS = (".txt", ".text", ".md", ".markdown", ".html", ".htm")
_SIDECARS = (".json", ".yaml", ".yml")
_KNOWN = frozenset(
    "title headline url link published date author authors byline source publisher language lang image images "
    "category categories tags section id guid description summary standfirst credit dateline".split()
)
# A file with one of these holds an article of its own, or several: ours, ninjs, JSON Feed.
_ARTICLE = frozenset({"text", "content", "html", "articles", "items", "uri", "versioncreated"})
_YAML_KEY = re.compile(r"""^["']?([A-Za-z_][\w-]*)["']?[ \t]*:(?:[ \t]|$)""", re.M)


def described_by(name: str) -> tuple[str, ...]:
    """Return the names a text's metadata may have, the first found counts; none for what is no text."""
    return _with_endings(name, _TEXTS, _SIDECARS)


def describes(name: str) -> tuple[str, ...]:
    """Return the names of the texts a metadata file may belong to, the first found counts; else none."""
    return _with_endings(name, _SIDECARS, _TEXTS)


def _with_endings(name: str, expected: tuple[str, ...], wanted: tuple[str, ...]) -> tuple[str, ...]:
    stem, dot, ending = name.rpartition(".")
    if not stem or stem.endswith("/") or dot + ending.lower() not in expected:
        return ()
    return tuple(stem + each for lower in wanted for each in (lower, lower.upper()))


def is_metadata(content: bytes) -> bool:
    """Return whether a file tells of an article (title, url, date, ...) without holding its text."""
    if len(content) > LONGEST:
        return False
    keys = _json_keys(content) if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else _yaml_keys(content)
    is_article = any(key in _ARTICLE or key.startswith("bod") for key in keys)
    return not is_article and not _KNOWN.isdisjoint(keys)


def _json_keys(content: bytes) -> set[str]:
    try:
        return set(msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"), type=dict[str, msgspec.Raw]))
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return set()


def _yaml_keys(content: bytes) -> set[str]:
    """Return the keys that begin a line: reading the YAML is left to those who may take their time."""
    try:
        return set(_YAML_KEY.findall(content.decode("utf-8-sig")))
    except UnicodeDecodeError:
        return set()


def ending_of(metadata: bytes) -> str:
    """Return the ending of a metadata file whose name was not kept."""
    return ".json" if metadata.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else ".yaml"


def content_digest(content_sha256: bytes, metadata: bytes | None) -> bytes:
    """Return what identifies a content: its SHA-256, or one over it and that of its metadata."""
    if metadata is None:
        return content_sha256
    return sha256(content_sha256 + b"\0metadata\0" + sha256(metadata).digest()).digest()
