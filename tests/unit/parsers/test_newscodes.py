"""The category letters of the old wires."""

from __future__ import annotations

import pytest

from sindikasi.core.subject_codes import subject_of
from sindikasi.parsers.newscodes import subject_of_category


@pytest.mark.parametrize(
    ("category", "subjects"),
    [("s", ("15000000",)), ("FIN", ("04000000",)), (" pl ", ("11000000",)), ("i", ()), ("", ())],
)
def test_letters_name_a_subject_or_none(category: str, subjects: tuple[str, ...]) -> None:
    assert subject_of_category(category) == subjects
    assert all(subject_of(code) == code for code in subjects)
