from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from sindikasi.errors import StorageUnavailable
from sindikasi.model import Token, TokenPurpose
from sindikasi.web.access import Access, digest_of, new_token, opens, presented
from tests.builders import NOON, Clock


def a_token(name: str = "redaksi", purpose: TokenPurpose = "read", topics: tuple[str, ...] = ()) -> Token:
    return Token(name=name, purpose=purpose, topics=topics, created=NOON, used=None, revoked=None)


class MemoryTokens:
    """Tokens by digest, with the same promises as the store's."""

    def __init__(self, held: dict[str, Token]) -> None:
        self.held = {digest_of(key): token for key, token in held.items()}
        self.used: list[str] = []
        self.is_locked = False

    def add(self, name: str, digest: bytes, purpose: TokenPurpose, topics: Sequence[str]) -> bool:
        raise NotImplementedError

    def all(self) -> list[Token]:
        return list(self.held.values())

    def revoke(self, name: str) -> bool:
        raise NotImplementedError

    def find(self, digest: bytes) -> Token | None:
        return self.held.get(digest)

    def mark_used(self, name: str) -> None:
        if self.is_locked:
            raise StorageUnavailable("locked")
        self.used.append(name)


def basic(text: str) -> dict[str, str]:
    return {"authorization": f"Basic {base64.b64encode(text.encode()).decode()}"}


@pytest.mark.parametrize(
    ("asked", "query", "token"),
    [
        ({"authorization": "Bearer abc"}, b"", "abc"),
        ({"authorization": "bearer  abc "}, b"", "abc"),
        (basic("siapa saja:abc"), b"", "abc"),
        (basic(":a:b"), b"", "a:b"),
        (basic("abc"), b"", ""),
        ({}, b"token=abc", "abc"),
        ({}, b"q=1&token=a%2Bb&token=c", "a+b"),
        ({"authorization": "Bearer abc"}, b"token=x", "abc"),
        ({"authorization": "Digest x"}, b"token=abc", "abc"),
        ({"authorization": "Basic !!!"}, b"", None),
        ({"authorization": "Basic /w=="}, b"", None),
        ({"authorization": "Basic \xe9"}, b"", None),
        ({}, b"q=1", None),
        ({}, b"xtoken=1", None),
        ({}, b"token=\xff%ff", "ÿ\ufffd"),
        ({}, b"", None),
    ],
)
def test_a_token_comes_as_bearer_as_a_password_or_in_the_address(
    asked: dict[str, str], query: bytes, token: str | None
) -> None:
    assert presented(asked, query) == token


def test_tokens_are_long_random_and_fit_for_addresses() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    for token in tokens:
        assert len(token.removeprefix("sindikasi_")) == 32
        assert token.replace("_", "").replace("-", "").isalnum()


def test_a_token_is_found_by_what_it_is_and_by_nothing_else() -> None:
    access = Access(MemoryTokens({"abc": a_token()}), Clock())
    assert access.token_of({}, b"token=abc") == a_token()
    for query in (b"token=abd", b"token=", b"token=ABC", b"token=" + b"a" * 10_000, b""):
        assert access.token_of({}, query) is None


@pytest.mark.parametrize(("ago", "is_marked"), [(None, True), (3600, True), (3599, False), (0, False)])
def test_that_it_was_used_is_noted_to_the_hour(ago: int | None, is_marked: bool) -> None:
    clock = Clock()
    used: datetime | None = None if ago is None else clock() - timedelta(seconds=ago)
    tokens = MemoryTokens({"abc": replace(a_token(), used=used)})
    assert Access(tokens, clock).token_of({}, b"token=abc") is not None
    assert tokens.used == (["redaksi"] if is_marked else [])


def test_a_busy_store_keeps_nobody_out() -> None:
    tokens = MemoryTokens({"abc": a_token()})
    tokens.is_locked = True
    assert Access(tokens, Clock()).token_of({}, b"token=abc") == a_token()


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        (None, False),
        (a_token(), True),
        (a_token(topics=("investigasi", "x")), True),
        (a_token(topics=("x",)), False),
        (a_token(purpose="write"), False),
    ],
)
def test_a_token_opens_the_topics_it_was_made_for(token: Token | None, expected: bool) -> None:
    assert opens(token, "investigasi") is expected
