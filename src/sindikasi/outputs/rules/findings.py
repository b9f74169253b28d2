"""What a rule says of a document: which rule, where, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]
Kind = Literal["atom", "rss", "json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One break of one rule."""

    severity: Severity
    """error: a MUST is broken, or readers cannot use it; warning: a SHOULD."""
    code: str
    """Short and permanent: `date-invalid`."""
    place: str
    """For people: `entry 3 (urn:uuid:...) / updated`; entries are counted from 1."""
    message: str
    entry: int | None = None
    """Which entry, counted from 0 in document order; None when it is the feed's own."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A feed under the rules of its kind."""

    kind: Kind | None
    """None when the document is no feed."""
    findings: tuple[Finding, ...]

    @property
    def is_valid(self) -> bool:
        """True when no finding is an error."""
        return all(finding.severity != "error" for finding in self.findings)


@dataclass(slots=True)
class Notes:
    """Findings as they are made; `entry` and `name` say where the checking is."""

    found: list[Finding] = field(default_factory=list)
    entry: int | None = None
    name: str = "feed"

    def enter(self, entry: int | None, name: str) -> None:
        """Go on to the entry of that index (None: the feed), called `name` in places."""
        self.entry, self.name = entry, name

    def error(self, code: str, place: str, message: str) -> None:
        """Note a break of a MUST."""
        self._add("error", code, place, message)

    def warn(self, code: str, place: str, message: str) -> None:
        """Note a break of a SHOULD."""
        self._add("warning", code, place, message)

    def _add(self, severity: Severity, code: str, place: str, message: str) -> None:
        where = f"{self.name} / {place}" if place else self.name
        self.found.append(Finding(severity=severity, code=code, place=where, message=message, entry=self.entry))


def entry_name(index: int, entry_id: str | None) -> str:
    """Return how places call an entry; `index` counts from 0."""
    return f"entry {index + 1}" + (f" ({entry_id.strip()[:80]})" if entry_id and entry_id.strip() else "")
