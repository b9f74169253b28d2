"""Editorial acts: merge, split and undo; what an editor says outlives every re-run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sindikasi.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sindikasi.flow.placing import Placing
    from sindikasi.model import Story
    from sindikasi.ports import Filer


def merge(filer: Filer, placing: Placing, one: Story, other: Story) -> list[str]:
    """Make two stories one for ever; return the story's id: the older one's. Raises ConfigError."""
    if one.id == other.id:
        raise ConfigError(f"both are one story already: {one.id}")
    with filer.filing() as desk:
        desk.rule("merge", [(one.lead, other.lead)])
        return placing.regroup(desk, [one.lead, other.lead])


def split(filer: Filer, placing: Placing, story: Story, article_ids: Sequence[str]) -> list[str]:
    """Take articles out of a story, together, for ever; return the ids of the stories there are now.

    Raises ConfigError when an article is not in the story or none would stay.
    """
    held = [carrier.article_id for carrier in story.carriers]
    stranger = next((each for each in article_ids if each not in held), None)
    if stranger is not None:
        raise ConfigError(f"article {stranger} is not in story {story.id}; `sindikasi show` lists its articles")
    staying = [each for each in held if each not in article_ids]
    if not staying:
        raise ConfigError("at least one article has to stay in the story")
    with filer.filing() as desk:
        desk.rule("split", [(gone, stays) for gone in article_ids for stays in staying])
        return placing.regroup(desk, held)


def undo(filer: Filer, placing: Placing) -> tuple[str, list[str]] | None:
    """Take the newest act back; return its kind and the stories there are now, None when there is none."""
    with filer.filing() as desk:
        taken = desk.undo()
        if taken is None:
            return None
        kind, articles = taken
        return kind, placing.regroup(desk, articles)
