"""Which of the 17 IPTC top-level subjects a code stands under.

Source: IPTC Media Topics (CC BY 4.0, https://iptc.org/standards/media-topics/) and the older IPTC Subject
Codes, whose first two digits are the same 17 subjects.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

TABLE: Final = "mediatopics-1"
"""Names the table; changes when a code would find another subject."""

_CODE = re.compile(r"\d{8}")
_SUBJECTS: Final = 17

# Media Topics were first numbered through subject by subject, 20000002 to 20001134: first number of each run.
_RUNS: Final = (
    (20000002, 1),
    (20000053, 16),
    (20000082, 2),
    (20000139, 3),
    (20000170, 4),
    (20000397, 5),
    (20000418, 6),
    (20000446, 7),
    (20000497, 8),
    (20000509, 9),
    (20000538, 10),
    (20000574, 11),
    (20000657, 12),
    (20000710, 13),
    (20000768, 14),
    (20000822, 15),
    (20001128, 17),
)
_RUNS_END: Final = 20001132
_STARTS: Final = [start for start, _ in _RUNS]
# What came later has no order; the second level of it, which wires use most.
_LATER: Final = {
    20001148: 15,
    20001158: 4,
    20001216: 5,
    20001217: 5,
    20001237: 8,
    20001238: 8,
    20001301: 15,
    20001323: 15,
    20001324: 15,
    20001325: 15,
    20001337: 5,
    20001338: 5,
    20001339: 10,
}


def subject_of(code: str) -> str | None:
    """Return the top-level code (`11000000`) that `code` stands under, or None when it is not known."""
    if not _CODE.fullmatch(code):
        return None
    number = int(code)
    top = number // 1_000_000
    if not 1 <= top <= _SUBJECTS:
        top = _LATER.get(number, 0)
        if _RUNS[0][0] <= number < _RUNS_END:
            top = _RUNS[bisect_right(_STARTS, number) - 1][1]
    return f"{top:02d}000000" if top else None


def is_under(code: str, parent: str) -> bool:
    """Return whether `code` is `parent` or one of its children.

    Known are the children of the 17 subjects and, among the older Subject Codes, of every level (15054000
    holds 15054001); a Media Topic below the first level holds only itself.
    """
    if code == parent or subject_of(code) == parent:
        return True
    if parent[:2] > f"{_SUBJECTS:02d}":
        return False
    matter = parent[:5]
    return parent.endswith("000") and not matter.endswith("000") and code.startswith(matter)
