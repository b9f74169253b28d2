"""The interface for programs, over a real store: lists as the commands print them, and articles handed in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from sindikasi.core.records import article_fields, status_fields, story_fields
from sindikasi.errors import StorageUnavailable
from sindikasi.report import to_json
from sindikasi.storage.tokens import SqlTokens
from sindikasi.web.access import Access, digest_of
from sindikasi.web.api import Api
from sindikasi.web.site import create_site
from tests.flow.newsroom import CUP, FLOOD, FLOOD_COPY, TOPICS, Newsroom
from tests.unit.web.client import client_of

MOST = 5_000
PRIVATE = (TOPICS[0], replace(TOPICS[1], is_private=True), TOPICS[2])
WRITE, READ = {"authorization": "Bearer tulis"}, {"authorization": "Bearer baca"}


class Programs:
    """A site over a newsroom, and two tokens."""

    def __init__(self, newsroom: Newsroom, **changes: Any) -> None:
        self.newsroom = newsroom
        tokens = SqlTokens(newsroom.database, newsroom.clock)
        tokens.add("mitra", digest_of("tulis"), "write", [])
        tokens.add("redaksi", digest_of("baca"), "read", [])
        access = Access(tokens, newsroom.clock)
        fields: dict[str, Any] = {
            "catalog": newsroom.catalog,
            "queue": newsroom.queue,
            "topics": {topic.slug: topic for topic in newsroom.topics},
            "access": access,
            "now": newsroom.clock,
            "max_bytes": MOST,
            "schedule": "every 10 seconds",
            "entries": 50,
        }
        self.http = client_of(
            create_site(
                catalog=newsroom.catalog,
                feeds_dir=newsroom.feeds,
                topics=newsroom.topics,
                site_title="Kawat",
                base_url=None,
                base_path="/berita",
                language="id",
                health=lambda: {"ok": True},
                access=access,
                api=Api(**fields | changes),
            )
        )

    def get(self, path: str, headers: dict[str, str] | None = None, **query: Any) -> httpx.Response:
        return self.http.get(f"/api/v1/{path}", params=query, headers=headers)

    def hand_in(self, content: bytes | str, kind: str = "text/plain", **query: str) -> httpx.Response:
        headers = {**WRITE, "content-type": kind}
        return self.http.post("/api/v1/articles", content=content, headers=headers, params=query)


@pytest.fixture
def programs(newsroom: Newsroom) -> Programs:
    for name, text in (("antara/a.txt", FLOOD), ("kompas/b.txt", FLOOD_COPY), ("kompas/c.txt", CUP)):
        newsroom.take((name, text))
        newsroom.clock.forward(60)
    return Programs(newsroom)


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Programs]:
    newsroom = Newsroom(tmp_path / "guarded", topics=PRIVATE)
    newsroom.take(("antara/a.txt", FLOOD), ("kompas/c.txt", CUP))
    yield Programs(newsroom)
    newsroom.close()


# --- lists -------------------------------------------------------------------------------------


def test_lists_have_the_fields_the_commands_print(programs: Programs) -> None:
    catalog = programs.newsroom.catalog
    assert programs.get("articles").json() == {
        "articles": [json.loads(to_json(article_fields(each))) for each in catalog.articles()],
        "next": None,
    }
    assert programs.get("stories").json() == {
        "stories": [json.loads(to_json(story_fields(each))) for each in catalog.stories()],
        "next": None,
    }
    assert programs.get("status").json() == json.loads(to_json(status_fields(catalog.status())))
    topics = programs.get("topics").json()["topics"]
    assert [(each["slug"], each["entries"]) for each in topics] == [("semua", 50), ("bencana", 50), ("olahraga", 50)]
    assert "Luwu Utara" in programs.get("articles", text="1").json()["articles"][-1]["text"]


@pytest.mark.parametrize("kind", ["articles", "stories"])
def test_pages_follow_each_other_and_miss_nothing_when_news_comes_between(programs: Programs, kind: str) -> None:
    whole = [each["id"] for each in programs.get(kind).json()[kind]]
    first = programs.get(kind, limit=1).json()
    programs.newsroom.clock.forward(60)
    programs.newsroom.take(("tempo/d.txt", "Kereta cepat berhenti\n\nKereta cepat berhenti dua jam di Karawang."))
    seen, cursor = [each["id"] for each in first[kind]], first["next"]
    while cursor:
        page = programs.get(kind, limit=1, cursor=cursor).json()
        seen, cursor = [*seen, *(each["id"] for each in page[kind])], page["next"]
    assert seen == whole


def test_lists_are_narrowed(programs: Programs) -> None:
    assert len(programs.get("articles", source="kompas").json()["articles"]) == 2
    assert len(programs.get("articles", topic="olahraga").json()["articles"]) == 1
    assert len(programs.get("stories", topic="bencana").json()["stories"]) == 1
    assert len(programs.get("articles", since="90s").json()["articles"]) == 1
    since = programs.newsroom.clock().isoformat()
    assert programs.get("articles", since=since).json()["articles"] == []
    assert len(programs.get("stories", since="2000-01-01").json()["stories"]) == 2


@pytest.mark.parametrize(
    ("path", "status", "reason"),
    [
        ("articles?limit=0", 400, "bad-parameter"),
        ("articles?limit=1001", 400, "bad-parameter"),
        ("articles?limit=²", 400, "bad-parameter"),
        ("articles?limit=" + "9" * 5000, 400, "bad-parameter"),
        ("articles?since=kemarin", 400, "bad-parameter"),
        ("articles?cursor=x", 400, "bad-parameter"),
        ("stories?cursor=x", 400, "bad-parameter"),
        ("articles?topic=tidak-ada", 404, "no-topic"),
        ("nothing", 404, "no-such-address"),
        ("../v2/articles", 404, "no-such-address"),
        ("documents/x", 401, "no-token"),
    ],
)
def test_what_is_wrong_is_said_as_of_refused_documents(programs: Programs, path: str, status: int, reason: str) -> None:
    for root in ("/api/v1", "/berita/api/v1"):
        answer = programs.http.get(f"{root}/{path}")
        assert (answer.status_code, answer.json()["reason"]) == (status, reason)
        assert answer.json()["message"]
        assert answer.headers["content-type"] == "application/json"


def test_scripts_of_other_sites_may_read_what_is_public_and_no_more(programs: Programs) -> None:
    assert programs.get("articles").headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in programs.get("articles", READ).headers
    asked = programs.http.options("/api/v1/articles", headers={"origin": "https://x.example"})
    assert asked.headers["access-control-allow-methods"] == "GET"
    assert "access-control-allow-headers" not in asked.headers


def test_a_store_out_of_reach_is_said_in_json(newsroom: Newsroom) -> None:
    class Unreachable:
        def articles(self, **_: object) -> Any:
            raise StorageUnavailable("locked")

    answer = Programs(newsroom, catalog=Unreachable()).get("articles")
    assert (answer.status_code, answer.json()["reason"]) == (503, "unavailable")
    assert answer.headers["retry-after"] == "5"


# --- private topics ----------------------------------------------------------------------------


def test_private_topics_are_shown_with_a_token_alone(guarded: Programs) -> None:
    flood = FLOOD.splitlines()[0]
    for path in ("articles", "stories", "topics", "status"):
        public, private = guarded.get(path), guarded.get(path, READ)
        assert "bencana" not in public.text
        assert flood not in public.text
        assert "bencana" in private.text
        assert private.headers["cache-control"].startswith("private")
    refused = guarded.get("articles", topic="bencana")
    assert (refused.status_code, refused.headers["www-authenticate"][:5]) == (401, "Basic")
    assert guarded.get("articles", WRITE, topic="bencana").status_code == 401
    assert len(guarded.get("stories", READ, topic="bencana").json()["stories"]) == 1


# --- articles handed in ------------------------------------------------------------------------


def test_an_article_handed_in_is_in_the_store_and_becomes_a_story(programs: Programs) -> None:
    article = {"title": "Kereta cepat berhenti", "text": "Kereta cepat berhenti dua jam di Karawang.\n\nListrik padam."}
    answer = programs.hand_in(json.dumps(article), "application/json")
    assert answer.status_code == 202
    told = answer.json()
    assert (told["outcome"], told["document"][:6], told["document"][-5:]) == ("queued", "mitra/", ".json")
    address = told["status"]
    assert programs.http.get(address, headers=WRITE).json()["state"] == "queued"
    programs.newsroom.work()
    done = programs.http.get(address, headers=WRITE).json()
    assert done["state"] == "done"
    (document,) = done["documents"]
    found = programs.newsroom.article(document["article"])
    assert (found.article.headline, found.article.source) == ("Kereta cepat berhenti", "mitra")
    assert document["story"] == found.story_id


def test_the_same_article_again_is_said_to_be_a_repeat(programs: Programs) -> None:
    first = programs.hand_in("Kereta cepat berhenti\n\nDua jam di Karawang.").json()
    waiting = programs.hand_in("Kereta cepat berhenti\n\nDua jam di Karawang.")
    assert (waiting.status_code, waiting.json()["outcome"], waiting.json()["key"]) == (202, "pending", first["key"])
    programs.newsroom.work()
    again = programs.hand_in("Kereta cepat berhenti\n\nDua jam di Karawang.")
    assert (again.status_code, again.json()["outcome"], again.json()["key"]) == (200, "repeated", first["key"])


def test_the_outlet_may_be_named(programs: Programs) -> None:
    told = programs.hand_in("Kereta cepat berhenti\n\nDua jam.", source="antara").json()
    assert told["document"].startswith("antara/")
    for source in ("../x", "", "a/b", ".x", "x" * 65):
        answer = programs.hand_in("x", source=source)
        assert (answer.status_code, answer.json()["reason"]) == (400, "bad-parameter")


def test_what_cannot_be_read_is_refused_later_with_its_reason(programs: Programs) -> None:
    told = programs.hand_in('{"title": ', "application/json").json()
    programs.newsroom.work()
    fate = programs.http.get(told["status"], headers=WRITE).json()
    assert (fate["state"], fate["documents"][0]["reason"]) == ("rejected", "malformed")
    assert fate["documents"][0]["message"]


@pytest.mark.parametrize(
    ("content", "status", "reason"),
    [(b"", 400, "empty"), (b" \n", 400, "empty"), (b"x" * (MOST + 1), 413, "too-large")],
)
def test_nothing_and_too_much_are_refused_at_once(programs: Programs, content: bytes, status: int, reason: str) -> None:
    before = programs.newsroom.counts()
    answer = programs.hand_in(content)
    assert (answer.status_code, answer.json()["reason"]) == (status, reason)
    assert programs.newsroom.counts() == before


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"authorization": "Bearer salah"}, 401),
        ({"authorization": "Basic OnR1bGlz"}, 401),  # a browser would send it by itself
        (READ, 403),
    ],
)
def test_articles_are_taken_from_those_with_a_token_alone(
    programs: Programs, headers: dict[str, str], status: int
) -> None:
    before = programs.newsroom.counts()
    for answer in (
        programs.http.post("/api/v1/articles?token=tulis", content=FLOOD, headers=headers),
        programs.get(f"documents/{'0' * 64}", headers, token="tulis"),
    ):
        assert answer.status_code == status
    assert programs.newsroom.counts() == before


def test_an_unknown_document_is_not_found(programs: Programs) -> None:
    for key in ("0" * 64, "x", "0" * 63):
        assert programs.get(f"documents/{key}", WRITE).status_code == 404


def test_nothing_else_can_be_written(programs: Programs) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        for path in ("articles", "stories", "documents/x", "status"):
            answer = programs.http.request(method, f"/api/v1/{path}", headers=WRITE)
            assert answer.status_code == 405
            assert answer.json()["reason"] == "refused"
