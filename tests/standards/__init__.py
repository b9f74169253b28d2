"""Grammars of the standards and readers of others, as oracles beside our own rules."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import feedparser
import jsonschema
from lxml import etree

from sindikasi.outputs.rules.check import check

ATOM_SCHEMA = Path(__file__).parent / "atom.rng"
JSON_FEED_SCHEMA = Path(__file__).parent / "jsonfeed-1.1.schema.json"


@cache
def atom_schema() -> etree.RelaxNG:
    """Return the RELAX NG of RFC 4287, appendix B."""
    return etree.RelaxNG(etree.parse(ATOM_SCHEMA))


@cache
def json_feed_schema() -> Any:
    """Return what JSON Feed 1.1 asks for, as a JSON Schema made ready."""
    return jsonschema.Draft202012Validator(json.loads(JSON_FEED_SCHEMA.read_text()))


def complaints(path: Path) -> Iterator[str]:
    """Yield what our own rules, warnings included, and the oracles of its format say against a published feed."""
    content = path.read_bytes()
    yield from (f"{path.name}: {each.severity} {each.place} {each.message}" for each in check(content).findings)
    if path.suffix == ".json":
        yield from (f"{path.name}: {each.json_path} {each.message}" for each in _against_the_schema(content))
        return
    parsed = feedparser.parse(content)
    if parsed.bozo:
        yield f"{path.name}: feedparser says {parsed.bozo_exception!r}"
    if path.suffix == ".atom" and not atom_schema().validate(etree.fromstring(content)):
        yield f"{path.name}: {atom_schema().error_log.last_error}"


def xmllint_complaints(paths: list[Path]) -> str:
    """Return what `xmllint` says against any of the files; empty where it is not installed."""
    if shutil.which("xmllint") is None:
        return ""
    ran = subprocess.run(["xmllint", "--noout", *paths], capture_output=True, text=True, check=False)
    return ran.stderr


def _against_the_schema(content: bytes) -> Iterator[Any]:
    yield from json_feed_schema().iter_errors(json.loads(content))
