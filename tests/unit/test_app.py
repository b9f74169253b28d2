"""How the parts are put together."""

from __future__ import annotations

from sindikasi.app import cleaners_in_order
from sindikasi.cleaners.boilerplate import BoilerplateCleaner
from sindikasi.cleaners.markup import MarkupCleaner
from sindikasi.cleaners.wire import WireCleaner
from sindikasi.model import CleaningContext, ParsedArticle


class Spelling:
    name = "spelling"

    def clean(self, parsed: ParsedArticle, context: CleaningContext) -> ParsedArticle:
        return parsed


def test_the_markup_is_cleaned_after_what_any_other_cleaner_left_of_the_text() -> None:
    cleaners = (MarkupCleaner(), Spelling(), WireCleaner(), BoilerplateCleaner())
    assert [each.name for each in cleaners_in_order(cleaners)] == ["boilerplate", "wire", "spelling", "markup"]
