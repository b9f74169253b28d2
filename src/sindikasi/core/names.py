"""Names of files, as they are judged in the inbox and in archives alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_ENDINGS = ("~", ".tmp", ".part", ".partial", ".filepart", ".crdownload", ".download", ".swp")
_NAMES = {"thumbs.db", "desktop.ini", "@eadir"}
_STARTS = (".", "_")


def is_passed_over(parts: Iterable[str]) -> bool:
    """Return whether a path is not for us: one of its parts is hidden, temporary, or something a system left."""
    return any(part.startswith(_STARTS) or part.lower() in _NAMES or part.lower().endswith(_ENDINGS) for part in parts)


def shown(name: str) -> str:
    """Return a name as text; bytes that are no text, and controls, are shown as `\\xNN`."""
    return "".join(map(_shown, name))


def _shown(character: str) -> str:
    if "\udc80" <= character <= "\udcff":
        return f"\\x{ord(character) - 0xDC00:02x}"
    if ord(character) < 32 or ord(character) == 127:
        return f"\\x{ord(character):02x}"
    return character
