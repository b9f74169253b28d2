from __future__ import annotations

from string import Formatter

from sindikasi.core.subjects import DEFAULT_TOPICS
from sindikasi.outputs.labels import LANGUAGES, labels, topic_title


def test_every_language_has_every_word() -> None:
    indonesian, english = labels("id"), labels("en")
    assert indonesian.keys() == english.keys()
    for key, words in indonesian.items():
        assert type(words) is type(english[key])
        assert len(words) > 0
        if isinstance(words, dict):
            assert words.keys() == english[key].keys()


def test_no_word_hides_behind_a_method() -> None:
    """Templates look a name up as an attribute first: `say.copy` would be a method of the dictionary."""
    for language in LANGUAGES:
        assert [key for key in labels(language) if hasattr(dict, key)] == []


def test_every_language_fills_the_same_gaps() -> None:
    indonesian, english = labels("id"), labels("en")
    for key, words in indonesian.items():
        if isinstance(words, str):
            gaps = [name for _, name, _, _ in Formatter().parse(words) if name]
            assert gaps == [name for _, name, _, _ in Formatter().parse(english[key]) if name]


def test_our_own_topics_have_english_titles_and_no_others() -> None:
    for topic in DEFAULT_TOPICS:
        assert topic_title(topic.title, "en-GB") != topic.title
        assert topic_title(topic.title, "id") == topic.title
    assert topic_title("Kabar Desa", "en") == "Kabar Desa"


def test_regions_do_not_matter_and_other_languages_fall_back() -> None:
    assert labels("en-GB") is labels("EN")
    assert labels("ms") is labels("id")
    assert labels("") is labels("id")
