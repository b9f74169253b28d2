"""An entry is built once as long as nothing in it changes."""

from __future__ import annotations

from dataclasses import replace

from sindikasi.core.feed import build_entry
from sindikasi.flow.entries import KeptEntries
from sindikasi.model import Article, Entry, Story, UpdatePolicy
from tests.unit.feed_builders import BASE, a_revision, a_story, an_article


def made(kept: KeptEntries, story: Story, lead: Article, updates: UpdatePolicy = "quiet") -> Entry:
    return kept.make(story, lead, {}, updates=updates, base_url=BASE, language="id", source_titles={})


def test_the_same_story_gives_the_same_entry_without_building_it_again() -> None:
    kept, lead = KeptEntries(), an_article()
    first = made(kept, a_story(lead), lead)
    assert made(kept, a_story(lead), replace(lead)) is first
    assert first == build_entry(a_story(lead), lead, {}, base_url=BASE, language="id", source_titles={})


def test_whatever_changes_gives_another_entry() -> None:
    kept, lead = KeptEntries(), an_article()
    story = a_story(lead, revisions=(a_revision(),))
    first = made(kept, story, lead)
    assert made(kept, story, replace(lead, byline="Budi")).byline == "Budi"
    assert made(kept, replace(story, headline="Lain"), lead).title == "Lain"
    assert made(kept, story, lead, "bump").updated > first.updated


def test_what_was_not_used_longest_gives_way() -> None:
    kept, one, two = KeptEntries(kept_characters=1), an_article(1), an_article(2)
    first = made(kept, a_story(one), one)
    made(kept, a_story(two, number=2), two)
    again = made(kept, a_story(one), one)
    assert again == first
    assert again is not first
