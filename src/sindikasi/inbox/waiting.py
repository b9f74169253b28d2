"""What waits at the doorstep and why: each file is said once, and a fault of the machine once for all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sindikasi.inbox.receive import Received


class Waiting:
    """Tells of files that cannot be taken in now."""

    def __init__(self, say: Callable[[str, str], None]) -> None:
        """`say` hears a document's name and why it waits."""
        self._say = say
        self._known: dict[str, str] = {}
        self.fault: str | None = None
        """The fault of the machine that files of the last batch met; None when they met none."""

    def note(self, batch: Sequence[Received]) -> None:
        """Take in what became of a batch of files, and say what was not said before."""
        faults = list(dict.fromkeys(each.fault for each in batch if each.fault is not None))
        for each in batch:
            if each.outcome != "waiting":
                self._known.pop(each.name, None)
            elif each.fault is None:
                problem = each.problem or "cannot be read"
                if self._known.get(each.name) != problem:
                    self._say(each.name, problem)
                self._known[each.name] = problem
            elif self.fault is None and each.fault == faults[0]:
                self.fault = each.fault
                self._say(each.name, f"{each.problem}; so it may be with others, until that is mended")
        self.fault = faults[0] if faults else None
