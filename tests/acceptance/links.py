"""A link checker: walks a site from its front page and says what does not answer, and which marks do not exist."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin

import httpx
from lxml import etree, html

_REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "for")
"""Attributes whose words are ids of the same page."""


@dataclass(slots=True)
class Walk:
    """What was found below one address."""

    root: str
    statuses: dict[str, int] = field(default_factory=dict)
    """Of each address, without fragment."""
    faults: list[str] = field(default_factory=list)
    _links: list[tuple[str, str, str]] = field(default_factory=list)
    """(page, address, fragment)"""
    _marks: dict[str, set[str]] = field(default_factory=dict)
    """Ids of each page."""

    def from_(self, *paths: str) -> Walk:
        """Follow every internal link from these pages on."""
        waiting = [f"{self.root}{path}" for path in paths]
        with httpx.Client(timeout=20, follow_redirects=True) as client:
            while waiting:
                address = waiting.pop()
                if address not in self.statuses:
                    waiting += self._visit(client, address)
        for page, address, fragment in self._links:
            if self.statuses[address] != 200:
                self.faults.append(f"{page} leads to {address}: {self.statuses[address]}")
            elif fragment and fragment not in self._marks.get(address, {fragment}):
                self.faults.append(f"{page} leads to #{fragment}, which {address} has not")
        return self

    def _visit(self, client: httpx.Client, address: str) -> list[str]:
        answer = client.get(address)
        self.statuses[address] = answer.status_code
        kind = answer.headers.get("content-type", "").partition(";")[0]
        if kind == "text/html":
            found = self._read(address, html.document_fromstring(answer.text))
        elif kind in {"application/atom+xml", "text/x-opml", "application/opensearchdescription+xml"}:
            tree = etree.fromstring(answer.content)
            found = [str(each) for each in tree.xpath("//@href | //@xmlUrl | //@htmlUrl | //@template")]
        else:
            found = []
        new = []
        for link in found:
            target, fragment = urldefrag(urljoin(address, link.replace("{searchTerms}", "berita")))
            if target.startswith(f"{self.root}/"):
                self._links.append((address, target, fragment))
                new.append(target)
        return new

    def _read(self, address: str, page: html.HtmlElement) -> list[str]:
        """Note the page's marks and return its links."""
        ids = [str(each) for each in page.xpath("//@id")]
        self._marks[address] = set(ids)
        self.faults += [f"{address} has #{mark} twice" for mark in {each for each in ids if ids.count(each) > 1}]
        for name in _REFERENCES:
            for mark in " ".join(page.xpath(f"//@{name}")).split():
                if mark not in self._marks[address]:
                    self.faults.append(f"{address}: {name} names #{mark}, which is not there")
        return [str(each) for each in page.xpath("//a/@href | //link/@href | //form/@action | //img/@src")]
