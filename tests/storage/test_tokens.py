"""What the store keeps of tokens."""

from __future__ import annotations

from pathlib import Path

import pytest

from sindikasi.model import Token
from sindikasi.storage.sqlite import Database
from sindikasi.storage.tokens import SqlTokens
from tests.builders import NOON, Clock


class Held:
    def __init__(self, path: Path) -> None:
        self.clock = Clock()
        self.database = Database(path)
        self.tokens = SqlTokens(self.database, self.clock)


@pytest.fixture
def held(tmp_path: Path):
    held = Held(tmp_path / "test.db")
    yield held
    held.database.close()


def test_a_token_is_found_by_its_digest(held: Held) -> None:
    assert held.tokens.add("redaksi", b"1" * 32, "read", ["investigasi", "olahraga"])
    assert held.tokens.find(b"1" * 32) == Token(
        name="redaksi",
        purpose="read",
        topics=("investigasi", "olahraga"),
        created=NOON,
        used=None,
        revoked=None,
    )
    assert held.tokens.find(b"2" * 32) is None


def test_a_name_and_a_digest_are_in_force_once(held: Held) -> None:
    assert held.tokens.add("redaksi", b"1" * 32, "read", [])
    assert not held.tokens.add("redaksi", b"2" * 32, "read", [])
    assert not held.tokens.add("lain", b"1" * 32, "read", [])
    assert [token.name for token in held.tokens.all()] == ["redaksi"]


def test_a_revoked_token_opens_nothing_and_its_name_is_free_again(held: Held) -> None:
    held.tokens.add("mitra", b"1" * 32, "write", [])
    held.clock.forward(60)
    assert held.tokens.revoke("mitra")
    assert not held.tokens.revoke("mitra")
    assert held.tokens.find(b"1" * 32) is None
    assert held.tokens.add("mitra", b"2" * 32, "write", [])
    assert [token.revoked for token in held.tokens.all()] == [held.clock(), None]


def test_when_it_was_used_last_is_noted(held: Held) -> None:
    held.tokens.add("redaksi", b"1" * 32, "read", [])
    held.clock.forward(60)
    held.tokens.mark_used("redaksi")
    held.tokens.mark_used("tidak ada")
    found = held.tokens.find(b"1" * 32)
    assert found is not None
    assert found.used == held.clock()
