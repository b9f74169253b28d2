"""A token is shown once, listed for ever without it, and ended at once."""

from __future__ import annotations

from pathlib import Path

from tests.commands import run


def test_a_token_is_shown_once_and_kept_nowhere(tmp_path: Path) -> None:
    added = run(tmp_path, "token", "add", "redaksi", "--topic", "politik")
    token = added.out.strip()
    assert added.code == 0
    assert token.startswith("sindikasi_")
    assert "not shown again" in added.err
    listed = run(tmp_path, "token", "list")
    assert "redaksi" in listed.out
    assert "never used" in listed.out
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or token.encode() not in path.read_bytes()


def test_tokens_are_listed_with_what_they_are_for(tmp_path: Path) -> None:
    run(tmp_path, "token", "add", "redaksi")
    run(tmp_path, "token", "add", "antara", "--for", "write")
    first, second = run(tmp_path, "token", "list", "--json").rows
    assert list(first) == ["name", "for", "topics", "created", "used", "revoked"]
    assert (first["for"], first["topics"], first["used"]) == ("read", [], None)
    assert (second["name"], second["for"]) == ("antara", "write")
    assert "all private topics" in run(tmp_path, "token", "list").out


def test_a_token_for_programs_comes_as_json(tmp_path: Path) -> None:
    (row,) = run(tmp_path, "token", "add", "redaksi", "--topic", "politik", "--json").rows
    assert (row["name"], row["for"], row["topics"]) == ("redaksi", "read", ["politik"])
    assert row["token"].startswith("sindikasi_")


def test_a_revoked_token_is_said_to_be(tmp_path: Path) -> None:
    run(tmp_path, "token", "add", "redaksi")
    assert run(tmp_path, "token", "revoke", "redaksi").code == 0
    assert "revoked" in run(tmp_path, "token", "list").out
    (gone,) = run(tmp_path, "token", "revoke", "redaksi", "--json").rows
    assert gone == {"name": "redaksi", "revoked": False}
    assert run(tmp_path, "token", "revoke", "redaksi").code == 1
    assert run(tmp_path, "token", "add", "redaksi").code == 0


def test_what_cannot_be_made_is_said(tmp_path: Path) -> None:
    run(tmp_path, "token", "add", "redaksi")
    for arguments, words in (
        (("redaksi",), "is in force"),
        (("a b",), "token name"),
        (("x" * 65,), "token name"),
        (("x", "--topic", "tidak-ada"), "no topic"),
        (("x", "--for", "write", "--topic", "politik"), "tokens that read"),
    ):
        ran = run(tmp_path, "token", "add", *arguments)
        assert (ran.code, ran.out) == (2, "")
        assert words in ran.err
