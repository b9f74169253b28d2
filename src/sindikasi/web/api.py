"""The interface for programs below /api/v1/: lists as the commands print them, and the door for articles."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import msgspec
from anyio.to_thread import run_sync
from starlette.responses import Response
from starlette.routing import Route

from sindikasi import units
from sindikasi.core.records import article_fields, status_fields, story_fields, topic_fields
from sindikasi.inbox.receive import arrival_of
from sindikasi.web.access import CHALLENGE, Access, opens
from sindikasi.web.conditional import read_headers
from sindikasi.web.policy import SAFE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from starlette.requests import Request

    from sindikasi.model import Arrival, Fate, Token, Topic
    from sindikasi.ports import Catalog, Queue

ROOT = "/api/v1"
_MOST = 1000
_USUAL = 100
_KEY = re.compile(r"[0-9a-f]{64}")
_ARTICLE = re.compile(r"[0-9a-f]{20}")
_SOURCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]{0,63}")
_SUFFIXES = {
    "application/json": ".json",
    "application/ld+json": ".json",
    "application/feed+json": ".json",
    "application/x-ndjson": ".jsonl",
    "application/jsonl": ".jsonl",
    "text/html": ".html",
    "text/markdown": ".md",
    "text/xml": ".xml",
    "application/xml": ".xml",
    "application/atom+xml": ".xml",
    "application/rss+xml": ".xml",
    "message/rfc822": ".eml",
    "application/zip": ".zip",
    "application/gzip": ".gz",
}
"""For people who look at names; what a document is, its content says."""
_SHARED = {"Access-Control-Allow-Origin": "*"}
_PREFLIGHT = {**_SHARED, "Access-Control-Allow-Methods": "GET", "Access-Control-Max-Age": "86400"}


class Problem(Exception):
    """A request that is refused, said as refused documents are."""

    def __init__(self, status: int, reason: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.reason, self.message, self.headers = status, reason, message, headers


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """What the interface reads and writes; `topics` are those in force."""

    catalog: Catalog
    queue: Queue
    topics: Mapping[str, Topic]
    access: Access
    now: Callable[[], datetime]
    max_bytes: int
    schedule: str
    entries: int

    def routes(self) -> list[Route]:
        """Return the routes of the interface."""
        lists = {"articles": self.articles, "stories": self.stories, "topics": self.list_topics, "status": self.status}
        return [
            Route(f"{ROOT}/articles", self.take_in, methods=["POST"]),
            *(Route(f"{ROOT}/{name}", _answering(call), methods=["GET", "OPTIONS"]) for name, call in lists.items()),
            Route(f"{ROOT}/documents/{{key}}", _answering(self.document, is_shared=False)),
            Route("/api/{rest:path}", _answering(_nowhere)),
        ]

    # --- lists

    def status(self, request: Request) -> Any:
        """Counts, queue and last publish."""
        seer = self._seer(request)
        held = self.catalog.status()
        return status_fields(replace(held, topics=tuple(each for each in held.topics if seer((each.slug,)))))

    def list_topics(self, request: Request) -> Any:
        """Topics in force."""
        seer = self._seer(request)
        shown = (topic for topic in self.topics.values() if seer((topic.slug,)))
        return {"topics": [topic_fields(topic, schedule=self.schedule, entries=self.entries) for topic in shown]}

    def articles(self, request: Request) -> Any:
        """Articles, newest first; `next` is the cursor of the page behind, null at the end."""
        query, seer = self._query(request), self._seer(request)
        cursor = request.query_params.get("cursor")
        if cursor is not None and not _ARTICLE.fullmatch(cursor):
            raise _bad("cursor", "take it from `next` of the page before")
        found = list(self.catalog.articles(**query, before=cursor))
        shown = (each for each in found if each.standing == "usable" and seer(each.topics))
        has_text = request.query_params.get("text") == "1"
        readable = (self.catalog.shown(each) if has_text else each for each in shown)
        rows = [article_fields(each, has_text=has_text) for each in readable]
        return {"articles": rows, "next": found[-1].article.id if len(found) == query["limit"] else None}

    def stories(self, request: Request) -> Any:
        """Stories, newest first; `next` is the cursor of the page behind, null at the end."""
        query, seer = self._query(request), self._seer(request)
        cursor = request.query_params.get("cursor")
        found = self.catalog.stories(**query, before=None if cursor is None else _moment("cursor", cursor))
        rows = [story_fields(each) for each in found if seer(each.topics)]
        return {"stories": rows, "next": _cursor(found[-1].filed) if len(found) == query["limit"] else None}

    def _query(self, request: Request) -> dict[str, Any]:
        asked = request.query_params
        topic, limit, since = asked.get("topic"), asked.get("limit", str(_USUAL)), asked.get("since")
        if topic is not None:
            if topic not in self.topics:
                raise Problem(404, "no-topic", f"no topic {topic!r}")
            if not self._seer(request)((topic,)):
                raise _unauthorised()
        if not limit.isascii() or not limit.isdigit() or not 1 <= int(limit[:9]) <= _MOST:
            raise _bad("limit", f"a number from 1 to {_MOST}")
        return {
            "topic": topic,
            "source": asked.get("source"),
            "since": None if since is None else self._since(since),
            "limit": int(limit),
        }

    def _since(self, text: str) -> datetime:
        try:
            return self.now() - timedelta(seconds=units.seconds(text))
        except (ValueError, OverflowError):
            return _moment("since", text)

    def _seer(self, request: Request) -> Callable[[Sequence[str]], bool]:
        """Return what tells whether the request may see what belongs to some topics."""
        token = self._token(request)

        def may_see(slugs: Sequence[str]) -> bool:
            held = [topic for slug in slugs if (topic := self.topics.get(slug))]
            return not held or any(not topic.is_private or opens(token, topic.slug) for topic in held)

        return may_see

    def _token(self, request: Request) -> Token | None:
        asked = read_headers(request.headers.raw, {b"authorization"})
        return self.access.token_of(asked, request.scope["query_string"])

    # --- the door for articles

    async def take_in(self, request: Request) -> Response:
        """Take a document into the queue; answered once it is on disk."""
        try:
            token = await run_sync(self._writer, request)
            source = request.query_params.get("source", token.name)
            if not _SOURCE.fullmatch(source):
                raise _bad("source", "letters, digits, '.', '_', '-' and blanks, 64 at most")
            kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
            arrival = self._arrival(await self._body(request), source, _SUFFIXES.get(kind, ".txt"))
            (outcome,) = await run_sync(self.queue.offer, [arrival])
        except Problem as problem:
            return _refused(problem)
        key = arrival.document.key
        fields = {
            "document": arrival.document.name,
            "key": key,
            "outcome": outcome,
            "status": f"{ROOT}/documents/{key}",
        }
        return _json(fields, status=200 if outcome == "repeated" else 202, headers={"Cache-Control": "no-store"})

    def document(self, request: Request) -> Any:
        """What has become of a document that was handed in, and of those in it."""
        self._writer(request)
        key: str = request.path_params["key"]
        fates = list(self.queue.fates(key)) if _KEY.fullmatch(key) else []
        if not fates:
            raise Problem(404, "no-document", "no document has this key")
        state = "queued" if any(fate.state == "queued" for fate in fates) else fates[0].state
        return {"key": key, "state": state, "documents": [_fate_fields(fate) for fate in fates]}

    def _writer(self, request: Request) -> Token:
        """Return the token to write with; it has to come as Bearer, which no page makes a browser send by itself."""
        asked = read_headers(request.headers.raw, {b"authorization"})
        token = self.access.token_of(asked) if asked.get("authorization", "")[:7].lower() == "bearer " else None
        if token is None:
            raise Problem(
                401, "no-token", "send Authorization: Bearer TOKEN; `sindikasi token add NAME --for write` makes one",
                {"WWW-Authenticate": 'Bearer realm="sindikasi"'},
            )  # fmt: skip
        if token.purpose != "write":
            raise Problem(403, "wrong-token", "this token reads; `sindikasi token add NAME --for write` makes another")
        return token

    async def _body(self, request: Request) -> bytes:
        """Return what was sent. Raises Problem once it is longer than a document may be."""
        content = bytearray()
        async for piece in request.stream():
            content += piece
            if len(content) > self.max_bytes:
                raise Problem(413, "too-large", f"larger than inbox.max_size = {self.max_bytes:,} bytes")
        if not content.strip():
            raise Problem(400, "empty", "there is nothing in it")
        return bytes(content)

    def _arrival(self, content: bytes, source: str, suffix: str) -> Arrival:
        digest = hashlib.sha256(content).digest()
        name = PurePosixPath(source, f"{digest.hex()[:16]}{suffix}")
        return arrival_of(content, digest, name, received=self.now(), source=source)


def _answering(call: Callable[[Request], Any], *, is_shared: bool = True) -> Callable[[Request], Response]:
    """Return a handler that sends what `call` returns as JSON."""

    def handle(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        try:
            fields = call(request)
        except Problem as problem:
            return _refused(problem)
        headers = {"Cache-Control": "no-cache", "Vary": "Authorization"}
        is_open = is_shared and "authorization" not in request.headers and "token" not in request.query_params
        return _json(fields, headers=headers | (_SHARED if is_open else {"Cache-Control": "private, no-cache"}))

    return handle


def _nowhere(_request: Request) -> Any:
    raise Problem(404, "no-such-address", f"there are {ROOT}/articles, stories, topics, status and documents/KEY")


def _fate_fields(fate: Fate) -> dict[str, Any]:
    return {
        "document": fate.document,
        "state": fate.state,
        "reason": fate.reason,
        "message": fate.message,
        "article": fate.article_id,
        "story": fate.story_id,
    }


def _moment(name: str, text: str) -> datetime:
    try:
        # "+" in an address is a blank.
        found = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    except ValueError as error:
        raise _bad(name, "an RFC 3339 time, a day such as 2026-11-20, or an age like 2h") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _cursor(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _bad(name: str, wanted: str) -> Problem:
    return Problem(400, "bad-parameter", f"{name}: {wanted}")


def _unauthorised() -> Problem:
    return Problem(401, "no-token", "this topic is private: send a token that opens it", CHALLENGE)


def refusal(status: int, reason: str, message: str) -> Response:
    """Return a refusal in JSON, for what goes wrong outside these handlers."""
    return _refused(Problem(status, reason, message))


def _refused(problem: Problem) -> Response:
    headers = {"Cache-Control": "no-store", **(problem.headers or {})}
    return _json({"reason": problem.reason, "message": problem.message}, status=problem.status, headers=headers)


def _json(fields: Any, *, status: int = 200, headers: Iterable[Any] | Mapping[str, str]) -> Response:
    kind = {"Content-Type": "application/json", **SAFE}
    return Response(msgspec.json.encode(fields) + b"\n", status_code=status, headers=kind | dict(headers))
