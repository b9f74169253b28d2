from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import feedparser
import httpx
import pytest

from sindikasi.model import Article
from sindikasi.outputs.jsonfeed import JsonFeedOutput
from sindikasi.outputs.xmlfeed import AtomOutput, RssOutput
from sindikasi.web.deltas import Deltas
from sindikasi.web.feeds import Representation, represent
from sindikasi.web.site import create_site
from tests.staged import write_if_changed
from tests.unit.feed_builders import NOON, MemoryCatalog, a_feed, a_story, a_topic, a_withdrawal, an_article
from tests.unit.web.client import client_of

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

OUTPUTS = {"atom": AtomOutput(), "rss": RssOutput(), "json": JsonFeedOutput()}
NAME = "bencana.atom"


def rendered(*leads: Article, suffix: str = "atom", **changes: Any) -> bytes:
    """Return a feed in which each article's number is that of its story."""
    stories = [a_story(lead, number=int(lead.id, 16)) for lead in leads]
    return OUTPUTS[suffix].render(a_feed(*leads, stories=stories, **changes))


def story(number: int, text: str = "Isi.") -> Article:
    return an_article(number, body=f"{text}\n\n" + f"Kalimat ke-{number} berita ini. " * 20)


def ids(content: bytes) -> list[int]:
    """Return the numbers of the stories in a feed, in its order."""
    if content.startswith(b"{"):
        return [int(item["id"][-12:], 16) for item in json.loads(content)["items"]]
    parsed = feedparser.parse(content)
    assert not parsed.bozo
    return [int(entry.id[-12:], 16) for entry in parsed.entries]


# --- what is kept of versions ------------------------------------------------------------------


def noted(deltas: Deltas, *contents: bytes) -> list[Representation]:
    documents = [represent(content) for content in contents]
    for document in documents:
        deltas.note(NAME, document)
    return documents


def lacking(deltas: Deltas, current: Representation, tags: str) -> list[int] | None:
    delta = deltas.since(NAME, current, tags)
    return None if delta is None else ids(delta.document.content)


def test_a_version_lacks_what_came_and_what_changed_since() -> None:
    deltas = Deltas()
    first, second, third = noted(
        deltas,
        rendered(story(1), story(2)),
        rendered(story(1), story(2), story(3)),
        rendered(story(1, "Diubah."), story(2), story(3)),
    )
    assert lacking(deltas, third, first.tags["identity"]) == [3, 1]
    assert lacking(deltas, third, second.tags["identity"]) == [1]


def test_of_several_versions_the_newest_counts() -> None:
    deltas = Deltas()
    first, second, third = noted(deltas, *(rendered(*map(story, range(1, count))) for count in (3, 4, 5)))
    tags = f'"x", {second.tags["gzip"]}, W/{first.tags["zstd"]}'
    delta = deltas.since(NAME, third, tags)
    assert delta is not None
    assert (delta.base, ids(delta.document.content)) == (second.tags["gzip"], [4])


def test_an_entry_that_went_and_came_back_is_sent_again() -> None:
    deltas = Deltas()
    first, _, third = noted(deltas, rendered(story(1), story(2)), rendered(story(2)), rendered(story(1), story(2)))
    assert first == third
    second = represent(rendered(story(2)))
    assert lacking(deltas, third, second.tags["identity"]) == [1]


def test_where_only_the_head_changed_no_entry_is_sent() -> None:
    deltas = Deltas()
    first, second = noted(deltas, rendered(story(1)), rendered(story(1), withdrawals=[a_withdrawal()]))
    delta = deltas.since(NAME, second, first.tags["identity"])
    assert delta is not None
    assert ids(delta.document.content) == []
    assert b"deleted-entry" in delta.document.content


def test_where_all_is_new_or_nothing_is_known_the_whole_is_better() -> None:
    deltas = Deltas()
    first, second = noted(deltas, rendered(story(1)), rendered(story(2)))
    assert lacking(deltas, second, first.tags["identity"]) is None
    assert lacking(deltas, second, f'"x", "{"0" * 32}"') is None
    assert lacking(deltas, second, "") is None
    assert Deltas().since(NAME, second, first.tags["identity"]) is None


def test_a_document_that_was_replaced_meanwhile_is_sent_whole() -> None:
    deltas = Deltas()
    first, second, _ = noted(deltas, *(rendered(*map(story, range(1, count))) for count in (2, 3, 4)))
    assert lacking(deltas, second, first.tags["identity"]) is None


def test_a_document_of_another_hand_is_sent_whole() -> None:
    deltas = Deltas()
    first, second = noted(deltas, b"<feed><entry/></feed>", b"<feed><entry/><entry/></feed>")
    assert deltas.since(NAME, second, first.tags["identity"]) is None


def test_the_oldest_versions_are_forgotten() -> None:
    deltas = Deltas(versions=2)
    first, second, third = noted(deltas, *(rendered(*map(story, range(1, count))) for count in (2, 3, 4)))
    assert lacking(deltas, third, first.tags["identity"]) is None
    assert lacking(deltas, third, second.tags["identity"]) == [3]


def test_a_delta_is_made_once_for_all_versions_that_lack_the_same_and_dropped_when_memory_is_full() -> None:
    contents = [rendered(*map(story, range(1, count))) for count in (2, 3, 4)]
    deltas, small = Deltas(), Deltas(kept_bytes=0)
    for each, is_kept in ((deltas, True), (small, False)):
        _, second, third = noted(each, *contents)
        found = [each.since(NAME, third, second.tags[encoding]) for encoding in ("gzip", "zstd")]
        assert found[0] is not None
        assert found[1] is not None
        assert (found[0].document is found[1].document) is is_kept


def test_a_reader_of_deltas_ends_up_with_what_a_reader_of_wholes_has() -> None:
    chance = random.Random(20261121)
    deltas, published = Deltas(), {number: "Isi." for number in range(1, 6)}
    readers: list[tuple[str, dict[int, str]]] = [("", {}) for _ in range(5)]
    for step in range(60):
        for _ in range(chance.randint(0, 2)):
            published[chance.randint(1, 12)] = f"Langkah {step}."
        if chance.random() < 0.2:
            published.pop(chance.choice(list(published)))
        (current,) = noted(deltas, rendered(*(story(number, text) for number, text in sorted(published.items()))))
        for place, (tag, held) in enumerate(readers):
            if chance.random() < 0.4:
                delta = deltas.since(NAME, current, tag)
                entries = feedparser.parse((delta.document if delta else current).content).entries
                held |= {int(entry.id[-12:], 16): entry.content[0].value for entry in entries}
                readers[place] = (current.tags["gzip"], held)
                shown = feedparser.parse(current.content).entries
                assert {int(each.id[-12:], 16): each.content[0].value for each in shown}.items() <= held.items()


def plain(answer: httpx.Response) -> bytes:
    """Return the body as it was before it was encoded."""
    return zstd.decompress(answer.content) if answer.headers.get("content-encoding") == "zstd" else answer.content


# --- over HTTP ---------------------------------------------------------------------------------


@pytest.fixture
def site(tmp_path: Path) -> Iterator[httpx.Client]:
    app = create_site(
        catalog=MemoryCatalog(),
        feeds_dir=tmp_path,
        topics=(a_topic("bencana"),),
        site_title="Kantor Berita",
        base_url=None,
        base_path="",
        language="id",
        health=lambda: {"ok": True},
        feed_preview=True,
    )
    with client_of(app) as client:
        yield client


def publish(folder: Path, leads: Sequence[Article], **changes: Any) -> None:
    for suffix in OUTPUTS:
        write_if_changed(folder / f"bencana.{suffix}", rendered(*leads, suffix=suffix, **changes), modified=NOON)


@pytest.mark.parametrize("suffix", OUTPUTS)
@pytest.mark.parametrize("encoding", ["identity", "gzip", "zstd"])
def test_a_reader_that_asks_for_it_gets_what_is_new(
    site: httpx.Client, tmp_path: Path, suffix: str, encoding: str
) -> None:
    path, asked = f"/feeds/bencana.{suffix}", {"a-im": "feed", "accept-encoding": encoding}
    publish(tmp_path, [story(1), story(2)])
    first = site.get(path, headers=asked)
    assert (first.status_code, ids(plain(first))) == (200, [2, 1])
    publish(tmp_path, [story(1), story(2), story(3)])
    changed = site.get(path, headers={**asked, "if-none-match": first.headers["etag"]})
    assert (changed.status_code, ids(plain(changed))) == (226, [3])
    assert changed.headers["im"] == "feed"
    assert changed.headers["cache-control"] == "no-store, im"
    assert changed.headers["delta-base"] == first.headers["etag"]
    assert changed.headers.get("content-encoding", "identity") == encoding
    assert changed.headers["content-type"] == first.headers["content-type"]
    assert int(changed.headers["content-length"]) < int(first.headers["content-length"])
    whole = site.get(path, headers={"accept-encoding": encoding})
    assert changed.headers["etag"] == whole.headers["etag"]
    assert changed.headers["last-modified"] == whole.headers["last-modified"]
    again = site.get(path, headers={**asked, "if-none-match": changed.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_bytes_of_an_entry_are_those_of_the_whole_feed(site: httpx.Client, tmp_path: Path) -> None:
    publish(tmp_path, [story(1), story(2)])
    tag = site.get("/feeds/bencana.atom").headers["etag"]
    publish(tmp_path, [story(1), story(2), story(3)])
    part = site.get("/feeds/bencana.atom", headers={"a-im": "feed", "if-none-match": tag}).content
    whole = site.get("/feeds/bencana.atom").content
    entry = part[part.index(b"  <entry") :].removesuffix(b"</feed>\n")
    assert whole.count(entry) == 1


@pytest.mark.parametrize("suffix", OUTPUTS)
def test_a_withdrawn_entry_is_told_to_a_reader_of_deltas(site: httpx.Client, tmp_path: Path, suffix: str) -> None:
    path = f"/feeds/bencana.{suffix}"
    publish(tmp_path, [story(1), story(2), story(7)])
    tag = site.get(path).headers["etag"]
    publish(tmp_path, [story(1), story(2)], withdrawals=[a_withdrawal(7)])
    answer = site.get(path, headers={"a-im": "feed", "if-none-match": tag})
    assert answer.status_code == 226
    assert ids(answer.content) == ([] if suffix == "atom" else [7])
    assert f"{7:012x}".encode() in answer.content


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"a-im": "feed"}, 226),
        ({"a-im": "gzip, FEED;q=0.5"}, 226),
        ({"a-im": "feed", "if-none-match": '"unknown"'}, 200),
        ({"a-im": "feed;q=0"}, 200),
        ({"a-im": "vcdiff, diffe, gzip"}, 200),
        ({"a-im": ""}, 200),
        ({}, 200),
        ({"a-im": "feed", "if-match": '"x"'}, 412),
        ({"a-im": "feed", "accept": "text/html", "sec-fetch-dest": "document"}, 200),
    ],
)
def test_everybody_else_gets_the_whole(site: httpx.Client, tmp_path: Path, asked: dict[str, str], status: int) -> None:
    publish(tmp_path, [story(1), story(2)])
    (tmp_path / "bencana.html").write_text("<!doctype html>")
    tag = site.get("/feeds/bencana.atom").headers["etag"]
    publish(tmp_path, [story(1), story(2), story(3)])
    answer = site.get("/feeds/bencana.atom", headers={"if-none-match": tag} | asked)
    assert answer.status_code == status
    assert ("im" in answer.headers) is (status == 226)


def test_head_is_of_the_whole(site: httpx.Client, tmp_path: Path) -> None:
    publish(tmp_path, [story(1), story(2)])
    tag = site.get("/feeds/bencana.atom").headers["etag"]
    publish(tmp_path, [story(1), story(2), story(3)])
    assert site.head("/feeds/bencana.atom", headers={"a-im": "feed", "if-none-match": tag}).status_code == 200


def test_scripts_of_other_sites_may_ask_for_it_too(site: httpx.Client, tmp_path: Path) -> None:
    publish(tmp_path, [story(1)])
    assert "A-IM" in site.options("/feeds/bencana.atom").headers["access-control-allow-headers"]
    assert "IM" in site.get("/feeds/bencana.atom").headers["access-control-expose-headers"].split(", ")
