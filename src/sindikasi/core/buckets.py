"""How often something may happen: a bucket of tokens for each key."""

from __future__ import annotations

from collections import OrderedDict


class Buckets:
    """`burst` at once and `a_second` on average, for each key; the keys used least recently are forgotten.

    Not for threads to share.
    """

    def __init__(self, *, burst: float, a_second: float, keys: int = 10_000) -> None:
        self._burst = burst
        self._a_second = a_second
        self._keys = keys
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """Key -> (tokens left, at which second)."""

    def take(self, key: str, now: float) -> bool:
        """Take a token at the second `now` of a clock that never goes back; return whether there was one."""
        left, then = self._held.pop(key, (self._burst, now))
        left = min(self._burst, left + (now - then) * self._a_second)
        is_allowed = left >= 1
        self._held[key] = (left - 1 if is_allowed else left, now)
        if len(self._held) > self._keys:
            self._held.popitem(last=False)
        return is_allowed

    def wait(self, key: str) -> float:
        """Return how many seconds until the next token of a key, at the time it was last asked for."""
        left, _ = self._held.get(key, (self._burst, 0.0))
        return max(0.0, 1 - left) / self._a_second
