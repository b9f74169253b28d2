from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime

import pytest

from sindikasi.core.wording import Wording, local_time, wording


def test_every_language_has_every_word() -> None:
    for each in fields(Wording):
        indonesian, english = (getattr(wording(language), each.name) for language in ("id", "en"))
        assert type(indonesian) is type(english)
        assert len(indonesian) > 0
        assert not isinstance(indonesian, dict) or indonesian.keys() == english.keys()


def test_a_year_has_twelve_months() -> None:
    assert len(set(wording("id").months)) == len(set(wording("en").months)) == 12


def test_regions_do_not_matter_and_other_languages_fall_back() -> None:
    assert wording("en-GB") is wording("EN")
    assert wording("ms") is wording("id")


@pytest.mark.parametrize(
    ("language", "said"), [("id", "21 November 2026 01.05 WIB"), ("en", "21 November 2026, 01:05 WIB")]
)
def test_a_time_is_written_as_people_do_in_their_zone(language: str, said: str) -> None:
    moment = datetime(2026, 11, 20, 18, 5, tzinfo=UTC)
    assert local_time(moment, "Asia/Jakarta", wording(language)) == said
