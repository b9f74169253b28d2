"""Grammars of the standards, as oracles beside our own rules."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from lxml import etree

ATOM_SCHEMA = Path(__file__).parent / "atom.rng"


@cache
def atom_schema() -> etree.RelaxNG:
    """Return the RELAX NG of RFC 4287, appendix B."""
    return etree.RelaxNG(etree.parse(ATOM_SCHEMA))
