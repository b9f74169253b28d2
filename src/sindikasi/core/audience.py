"""What anybody may see, and what only those with a token: private topics keep their stories back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sindikasi.model import Story, Topic


class Audience:
    """Everybody, as far as the topics in force let them."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._is_private = {topic.slug: topic.is_private for topic in topics}
        self.sees_all = not any(self._is_private.values())

    def sees(self, slugs: Iterable[str]) -> bool:
        """Return whether what belongs to these topics is public: one in force is, or none is in force."""
        held = [self._is_private[slug] for slug in slugs if slug in self._is_private]
        return not held or not all(held)

    def newest(self, stories: Callable[[int], Sequence[Story]], limit: int) -> Sequence[Story]:
        """Return the newest stories anybody may see; `stories` returns as many as it is asked for, where there are."""
        asked = limit
        while True:
            found = stories(asked)
            public = found if self.sees_all else [story for story in found if self.sees(story.topics)]
            if len(public) >= limit or len(found) < asked:
                return public[:limit]
            asked *= 4
