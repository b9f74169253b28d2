"""What stands between rendering and publishing: only entries that keep the rules of their format get into a feed."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sindikasi.errors import PublishError
from sindikasi.outputs.rules.check import check
from sindikasi.outputs.rules.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sindikasi.model import Entry, Feed
    from sindikasi.ports import Output

REMEMBERED = 100_000
"""Verdicts kept, each some two hundred bytes: 200 topics of 50 entries in three formats are 30,000."""
_RULED = {"application/atom+xml", "application/rss+xml", "application/feed+json"}

_Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An entry left out of one format of a feed."""

    entry: str
    format: str
    finding: Finding


class Gate:
    """Checks each entry once in each format, and the rest of a feed every time; not for several threads at once.

    A feed's document is its head and its entries one after the other, so what was found sound on its own is sound
    beside others; only ids have to be looked at together. An entry is known again by its id and the hash of all it
    shows (64 bits, keyed by the process): one that changed in any way is checked anew.
    """

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._remembered = remembered
        self._verdicts: OrderedDict[_Key, Finding | None] = OrderedDict()

    def admit(self, output: Output, feed: Feed) -> tuple[Feed, list[Refused]]:
        """Return the feed without the entries that break a rule in this format, and these.

        Raises PublishError when the feed itself breaks one.
        """
        if output.media_type.partition(";")[0] not in _RULED:
            return feed, []  # a format of a plugin, whose rules we do not know
        keys = {entry.id: (output.name, entry.id, hash(entry)) for entry in feed.entries}
        self._check_head(output, feed)
        fresh = [entry for entry in feed.entries if keys[entry.id] not in self._verdicts]
        for entry, finding in zip(fresh, self._judge(output, feed, fresh), strict=True):
            self._verdicts[keys[entry.id]] = finding
        admitted: dict[str, Entry] = {}
        refused = []
        for entry in feed.entries:
            finding = self._verdicts[keys[entry.id]]
            if entry.id in admitted:
                finding = Finding(severity="error", code="id-repeated", place=entry.id, message="is there twice")
            if finding is None:
                admitted[entry.id] = entry
            else:
                refused.append(Refused(entry=entry.id, format=output.name, finding=finding))
        self._forget(keys.values())
        return replace(feed, entries=tuple(admitted.values())) if refused else feed, refused

    def _check_head(self, output: Output, feed: Feed) -> None:
        """Check everything but the entries; notices of what was withdrawn belong to it."""
        for finding in check(output.render(replace(feed, entries=()))).findings:
            if finding.severity == "error":
                raise PublishError(f"{output.name}: {finding.place} {finding.message}", topic=feed.slug)

    def _judge(self, output: Output, feed: Feed, entries: Sequence[Entry]) -> list[Finding | None]:
        """Return what is wrong with each entry, None where nothing is."""
        if not entries:
            return []
        try:
            content = output.render(replace(feed, entries=tuple(entries), withdrawn=()))
        except PublishError as error:
            if len(entries) > 1:  # one that cannot be written down keeps no other out
                return [finding for entry in entries for finding in self._judge(output, feed, [entry])]
            return [Finding(severity="error", code="not-writable", place=entries[0].id, message=str(error), entry=0)]
        errors: dict[int | None, Finding] = {}
        for finding in check(content).findings:
            if finding.severity == "error":
                errors.setdefault(finding.entry, finding)
        return [errors.get(index) for index in range(len(entries))]

    def _forget(self, in_use: Iterable[_Key]) -> None:
        """Keep what was asked last."""
        for key in in_use:
            self._verdicts.move_to_end(key)
        while len(self._verdicts) > self._remembered:
            self._verdicts.popitem(last=False)
