from __future__ import annotations

from sindikasi.outputs.labels import labels


def test_every_language_has_every_word() -> None:
    indonesian, english = labels("id"), labels("en")
    assert indonesian.keys() == english.keys()
    for key, words in indonesian.items():
        assert type(words) is type(english[key])
        assert len(words) > 0
        if isinstance(words, dict):
            assert words.keys() == english[key].keys()


def test_regions_do_not_matter_and_other_languages_fall_back() -> None:
    assert labels("en-GB") is labels("EN")
    assert labels("ms") is labels("id")
    assert labels("") is labels("id")
