"""A reader that polls all feeds all the while, over the file system and over HTTP, and notes what is wrong."""

from __future__ import annotations

import json
import threading
from collections import defaultdict
from pathlib import Path

import httpx
from lxml import etree

_ATOM = "{http://www.w3.org/2005/Atom}"
_ENDINGS = {".atom": b"</feed>", ".rss": b"</rss>", ".opml": b"</opml>", ".html": b"</html>", ".json": b"}"}


class FeedReader(threading.Thread):
    """Polls until told to finish; what it saw is for the account."""

    def __init__(self, feeds: Path, url: str) -> None:
        super().__init__(daemon=True)
        self._feeds = feeds
        self._url = url
        self._over = threading.Event()
        self.is_paused = threading.Event()
        self._seen: set[str] = set()
        self._read_before: dict[tuple[str, str], int] = {}
        self.torn: list[str] = []
        self.reads = 0
        self.answers = 0
        self.unanswered = 0
        """Reads over HTTP while nobody was there to answer."""
        self.ids: dict[str, set[str]] = defaultdict(set)
        """The ids that entries of one headline had."""

    def run(self) -> None:
        with httpx.Client(timeout=20) as client:
            while not self._over.wait(0.05):
                self._look_through()
                if self.is_paused.is_set():
                    continue
                for name in sorted(self._seen):
                    if not self._ask(client, name):
                        break

    def finish(self) -> None:
        self._over.set()
        self.join(60)

    def _look_through(self) -> None:
        """Read every feed from the folder; what was there once must be there for ever."""
        if not self._feeds.is_dir():
            return
        names = {path.name for path in self._feeds.iterdir() if path.suffix and not path.name.startswith(".")}
        for name in sorted(names | self._seen):
            try:
                content = (self._feeds / name).read_bytes()
            except FileNotFoundError:
                self.torn.append(f"{name} is gone from the folder")
                continue
            self._seen.add(name)
            self._judge("folder", name, content)

    def _ask(self, client: httpx.Client, name: str) -> bool:
        """Read a feed over HTTP; return whether anybody answered."""
        try:
            answer = client.get(f"{self._url}/feeds/{name}")
        except httpx.TransportError:
            self.unanswered += 1  # the daemon was killed: no answer, or one that is known to be cut off
            return False
        self.answers += 1
        if answer.status_code == 200:
            self._judge("HTTP", name, answer.content)
        else:
            self.torn.append(f"{name} over HTTP: {answer.status_code}")
        return True

    def _judge(self, way: str, name: str, content: bytes) -> None:
        self.reads += 1
        if self._read_before.get((way, name)) == hash(content):
            return
        self._read_before[way, name] = hash(content)
        ending = _ENDINGS.get(Path(name).suffix)
        if ending is not None and not content.rstrip().endswith(ending):
            self.torn.append(f"{name} ({way}) ends in {content[-60:]!r}")
            return
        try:
            for title, entry in _entries(name, content):
                self.ids[title].add(entry)
        except (ValueError, etree.XMLSyntaxError) as error:
            self.torn.append(f"{name} ({way}): {error}")


def _entries(name: str, content: bytes) -> list[tuple[str, str]]:
    """Return (title, id) of the entries of a feed; raises when it cannot be read."""
    suffix = Path(name).suffix
    if suffix == ".json":
        return [(entry["title"], entry["id"]) for entry in json.loads(content)["items"]]
    if suffix == ".atom":
        entries = etree.fromstring(content).iterfind(f"{_ATOM}entry")
        return [(str(each.findtext(f"{_ATOM}title")), str(each.findtext(f"{_ATOM}id"))) for each in entries]
    if suffix == ".rss":
        entries = etree.fromstring(content).iterfind("channel/item")
        return [(str(each.findtext("title")), str(each.findtext("guid"))) for each in entries]
    if suffix == ".opml":
        etree.fromstring(content)
    return []
