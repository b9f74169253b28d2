"""The category letters of the old wires, as the IPTC subjects they stand for."""

from __future__ import annotations

from typing import Final

# IPTC, "Guideline for mapping category codes to subject NewsCodes"; the letters of ANPA 1312 and of the German
# agencies. Those that name a desk or a region ("i", "a", "n", "w") say nothing about the subject.
_CATEGORIES: Final = {
    "e": 1, "f": 4, "l": 10, "m": 4, "o": 17, "p": 11, "q": 15, "r": 15, "s": 15, "t": 10,
    "ku": 1, "pl": 11, "sp": 15, "wi": 4,
    "ace": 1, "clj": 2, "dis": 3, "fin": 4, "edu": 5, "evn": 6, "env": 6, "hth": 7, "hum": 8, "lab": 9, "lif": 10,
    "pol": 11, "rel": 12, "sci": 13, "soi": 14, "spo": 15, "war": 16, "wea": 17,
}  # fmt: skip


def subject_of_category(category: str) -> tuple[str, ...]:
    """Return the top-level subject a wire's category letters name ("s", "FIN"), nothing when they name none."""
    number = _CATEGORIES.get(category.strip().lower())
    return (f"{number:02d}000000",) if number else ()
