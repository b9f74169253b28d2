from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sindikasi.outputs.rules.check import check
from tests.unit.outputs.rules.documents import ATOM, JSON, RSS


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (b"", None, "not-well-formed"),
        (b"<feed", None, "not-well-formed"),
        (b"<html/>", None, "not-a-feed"),
        (b"{", "json", "not-well-formed"),
        (b"[]", None, "not-a-feed"),
    ],
)
def test_what_is_no_feed_is_said_to_be_none(content: bytes, kind: str | None, code: str) -> None:
    verdict = check(content)
    assert (verdict.kind, [finding.code for finding in verdict.findings]) == (kind, [code])
    assert not verdict.is_valid


def test_a_byte_order_mark_is_no_fault() -> None:
    assert all(check(b"\xef\xbb\xbf" + document.encode()).is_valid for document in (ATOM, RSS, JSON))


def test_entities_of_a_document_type_are_not_expanded() -> None:
    bomb = '<!DOCTYPE feed [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + ATOM.partition("\n")[2]
    assert check(bomb.replace("<title>Satu</title>", "<title>&b;</title>").encode()).kind == "atom"


@given(st.binary(max_size=200), st.sampled_from([ATOM, RSS, JSON]), st.integers(0, 2000))
def test_no_bytes_make_it_fail(noise: bytes, document: str, at: int) -> None:
    sound = document.encode()
    check(noise)
    assert isinstance(check(sound[:at] + noise + sound[at:]).is_valid, bool)
