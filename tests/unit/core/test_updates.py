from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid5

import pytest

from sindikasi.core.updates import edition, entry_ids
from sindikasi.model import Story, UpdatePolicy
from tests.unit.feed_builders import NOON, a_revision, a_story, an_article

POLICIES: list[UpdatePolicy] = ["quiet", "bump", "resurface"]


def revised(*hours: float) -> Story:
    return a_story(an_article(), revisions=tuple(a_revision(each) for each in hours))


@pytest.mark.parametrize("policy", POLICIES)
def test_a_story_that_was_not_revised_is_the_same_under_every_policy(policy: UpdatePolicy) -> None:
    story = a_story(an_article())
    shown = edition(story, policy)
    assert (shown.id, shown.version, shown.updated, shown.order) == (story.id, 1, story.updated, story.filed)


@pytest.mark.parametrize("policy", POLICIES)
def test_spelling_and_wording_change_nothing(policy: UpdatePolicy) -> None:
    story = a_story(an_article(), revisions=(a_revision(changes=()),))
    assert edition(story, policy) == edition(a_story(an_article()), policy)


def test_quiet_renews_the_text_and_leaves_the_time() -> None:
    shown = edition(revised(1), "quiet")
    assert (shown.id, shown.updated) == (revised().id, revised().updated)
    assert shown.changes == a_revision().changes


def test_bump_moves_the_time_and_nothing_else() -> None:
    shown = edition(revised(1, 2), "bump")
    assert (shown.id, shown.version, shown.order) == (revised().id, 1, revised().filed)
    assert shown.updated == NOON + timedelta(hours=2)


def test_resurface_makes_a_new_entry_on_top() -> None:
    first, second = edition(revised(1), "resurface"), edition(revised(1, 2), "resurface")
    assert len({revised().id, first.id, second.id}) == 3
    assert (first.version, second.version) == (2, 3)
    assert second.order == second.updated == NOON + timedelta(hours=2)


def test_a_later_slip_of_the_pen_does_not_resurface_again() -> None:
    story = a_story(an_article(), revisions=(a_revision(1), a_revision(2, changes=())))
    assert edition(story, "resurface") == edition(revised(1), "resurface")


def test_a_time_set_since_is_not_set_back() -> None:
    later = NOON + timedelta(days=1)
    story = a_story(an_article(), updated=later, filed=later, revisions=(a_revision(1),))
    assert edition(story, "bump").updated == edition(story, "resurface").order == later


def test_the_ids_of_all_entries_are_known_for_ever() -> None:
    ids = entry_ids(revised().id, revised(1, 2).revisions)
    assert ids == [revised().id, edition(revised(1), "resurface").id, edition(revised(1, 2), "resurface").id]
    assert ids[1] == uuid5(UUID(revised().id), "version/2").urn
