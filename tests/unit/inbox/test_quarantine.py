"""Refused documents lie beside their reason, and lie on nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sindikasi.inbox.quarantine import Quarantine
from tests.builders import NOON


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return tmp_path / "inbox"


def refuse(inbox: Path, name: str, content: bytes = b"rusak", resting: str | None = None) -> None:
    Quarantine(inbox).refuse(name, content, resting=resting, reason="malformed", message="mend it", at=NOON)


def rests(inbox: Path, name: str, content: bytes) -> str:
    """Put a file where taken-in files lie and return its place."""
    resting = f"_done/2026-11-20/{name}"
    (inbox / resting).parent.mkdir(parents=True, exist_ok=True)
    (inbox / resting).write_bytes(content)
    return resting


def contents(inbox: Path) -> dict[str, bytes]:
    """Return the refused files by name, without their reasons."""
    folder = inbox / "_rejected"
    files = {each.relative_to(folder).as_posix(): each for each in folder.rglob("*") if each.is_file()}
    return {name: file.read_bytes() for name, file in files.items() if not name.endswith(".reason.json")}


def reason(inbox: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((inbox / "_rejected" / f"{name}.reason.json").read_bytes())
    return found


def test_the_reason_has_the_fields_of_the_contract(inbox: Path) -> None:
    refuse(inbox, "antara/a.txt")
    assert contents(inbox) == {"antara/a.txt": b"rusak"}
    assert reason(inbox, "antara/a.txt") == {
        "document": "antara/a.txt",
        "reason": "malformed",
        "message": "mend it",
        "at": "2026-11-20T12:00:00Z",
    }


def test_the_resting_file_itself_is_moved(inbox: Path) -> None:
    resting = rests(inbox, "a.txt", b"rusak")
    refuse(inbox, "a.txt", resting=resting)
    assert contents(inbox) == {"a.txt": b"rusak"}
    assert not (inbox / resting).exists()


def test_another_file_in_the_resting_place_is_left_alone(inbox: Path) -> None:
    resting = rests(inbox, "a.txt", b"berita lain")
    refuse(inbox, "a.txt", resting=resting)
    assert contents(inbox) == {"a.txt": b"rusak"}
    assert (inbox / resting).read_bytes() == b"berita lain"


def test_refusing_twice_leaves_one_file(inbox: Path) -> None:
    refuse(inbox, "a.txt")
    refuse(inbox, "a.txt")
    assert contents(inbox) == {"a.txt": b"rusak"}


def test_two_documents_of_one_name_lie_side_by_side(inbox: Path) -> None:
    for content in (b"rusak", b"rusak lagi", b"rusak benar"):
        refuse(inbox, "a.txt", content)
    assert contents(inbox) == {"a.txt": b"rusak", "a.2.txt": b"rusak lagi", "a.3.txt": b"rusak benar"}
    assert reason(inbox, "a.3.txt")["document"] == "a.txt"


def test_a_document_named_like_a_refused_source_is_refused_too(inbox: Path) -> None:
    refuse(inbox, "antara/a.txt")
    refuse(inbox, "antara")
    assert contents(inbox) == {"antara/a.txt": b"rusak", "antara.2": b"rusak"}


def test_a_source_named_like_a_refused_document_is_refused_too(inbox: Path) -> None:
    refuse(inbox, "antara")
    refuse(inbox, "antara/a.txt")
    assert contents(inbox) == {"antara": b"rusak", "antara.2/a.txt": b"rusak"}


def test_a_document_named_like_a_reason_overwrites_none(inbox: Path) -> None:
    refuse(inbox, "a.txt.reason.json", b"{")
    refuse(inbox, "a.txt")
    assert contents(inbox) == {"a.txt.reason.json.document": b"{", "a.txt": b"rusak"}
    assert reason(inbox, "a.txt")["document"] == "a.txt"


@pytest.mark.parametrize("name", ["../../keluar.txt", "/keluar.txt", "a/../keluar.txt"])
def test_a_name_cannot_lead_out_of_the_folder(inbox: Path, name: str) -> None:
    refuse(inbox, name)
    (found,) = contents(inbox)
    assert found.endswith("keluar.txt")
    assert ".." not in found
    assert reason(inbox, found)["document"] == name


@pytest.mark.parametrize("name", ["x" * 255, "🌋" * 63, "a" * 250 + ".txt", "é" * 127])
def test_a_long_name_leaves_room_for_its_reason(inbox: Path, name: str) -> None:
    refuse(inbox, name)
    (found,) = contents(inbox)
    assert name.startswith(found)
    assert reason(inbox, found)["document"] == name


def test_a_member_lies_beside_its_container(inbox: Path) -> None:
    refuse(inbox, "antara/lines.jsonl#3", b"{")
    assert contents(inbox) == {"antara/lines.jsonl#3": b"{"}


def test_a_dropped_file_is_moved_unread(inbox: Path) -> None:
    inbox.mkdir()
    (inbox / "big.txt").write_bytes(b"besar")
    (inbox / "big.txt").chmod(0)
    Quarantine(inbox).refuse_file(inbox / "big.txt", "big.txt", reason="too-large", message="split", at=NOON)
    assert not (inbox / "big.txt").exists()
    assert (inbox / "_rejected" / "big.txt").exists()
    assert reason(inbox, "big.txt")["reason"] == "too-large"


def test_a_dropped_file_that_vanished_leaves_no_reason_behind(inbox: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Quarantine(inbox).refuse_file(inbox / "a", "a", reason="too-large", message="split", at=NOON)
    assert list((inbox / "_rejected").iterdir()) == []


def test_a_crash_between_reason_and_file_is_made_good_by_the_repeat(inbox: Path) -> None:
    inbox.mkdir()
    refuse(inbox, "big.txt")
    (inbox / "_rejected" / "big.txt").rename(inbox / "big.txt")
    Quarantine(inbox).refuse_file(inbox / "big.txt", "big.txt", reason="too-large", message="split", at=NOON)
    assert contents(inbox) == {"big.txt": b"rusak"}
    assert reason(inbox, "big.txt")["reason"] == "too-large"


def test_a_withdrawn_document_lies_where_it_rested(inbox: Path) -> None:
    resting = rests(inbox, "antara/a.txt", b"rusak")
    refuse(inbox, "antara/a.txt", resting=resting)
    Quarantine(inbox).withdraw("antara/a.txt", b"rusak", resting=resting)
    assert (inbox / resting).read_bytes() == b"rusak"
    assert list((inbox / "_rejected").rglob("*.*")) == []


def test_a_withdrawn_document_displaces_no_other_file(inbox: Path) -> None:
    resting = rests(inbox, "a.txt", b"rusak")
    refuse(inbox, "a.txt", resting=resting)
    rests(inbox, "a.txt", b"berita lain")
    Quarantine(inbox).withdraw("a.txt", b"rusak", resting=resting)
    assert (inbox / resting).read_bytes() == b"berita lain"
    assert (inbox / "_done/2026-11-20/a.2.txt").read_bytes() == b"rusak"


def test_a_withdrawn_document_without_a_resting_place_is_removed(inbox: Path) -> None:
    refuse(inbox, "lines.jsonl#3")
    Quarantine(inbox).withdraw("lines.jsonl#3", b"rusak", resting=None)
    assert list((inbox / "_rejected").iterdir()) == []


def test_withdrawing_takes_only_that_content(inbox: Path) -> None:
    refuse(inbox, "a.txt", b"rusak")
    refuse(inbox, "a.txt", b"rusak lagi")
    Quarantine(inbox).withdraw("a.txt", b"rusak lagi", resting=None)
    assert contents(inbox) == {"a.txt": b"rusak"}
    assert reason(inbox, "a.txt")["document"] == "a.txt"


def test_withdrawing_what_is_gone_is_harmless(inbox: Path) -> None:
    Quarantine(inbox).withdraw("a.txt", b"rusak", resting="_done/2026-11-20/a.txt")
    assert contents(inbox) == {}


# --- a text with its metadata file


def lying(inbox: Path) -> set[str]:
    return {each.relative_to(inbox).as_posix() for each in inbox.rglob("*") if each.is_file()}


def refuse_pair(inbox: Path, name: str, *, resting: str | None = None, metadata: bytes = b'{"title": "x"}') -> None:
    Quarantine(inbox).refuse(
        name, b"rusak", resting=resting, reason="malformed", message="mend it", at=NOON, metadata=metadata
    )


def test_metadata_is_moved_beside_its_text(inbox: Path) -> None:
    resting = rests(inbox, "a.txt", b"rusak")
    rests(inbox, "a.json", b'{"title": "x"}')
    refuse_pair(inbox, "a.txt", resting=resting)
    assert lying(inbox) == {"_rejected/a.txt", "_rejected/a.json", "_rejected/a.txt.reason.json"}


@pytest.mark.parametrize(("metadata", "name"), [(b'{"title": "x"}', "a.json"), (b"title: x\n", "a.yaml")])
def test_metadata_that_is_gone_is_written_from_the_store(inbox: Path, metadata: bytes, name: str) -> None:
    refuse_pair(inbox, "a.txt", metadata=metadata)
    assert (inbox / "_rejected" / name).read_bytes() == metadata


def test_refusing_a_pair_twice_leaves_one(inbox: Path) -> None:
    refuse_pair(inbox, "a.txt")
    refuse_pair(inbox, "a.txt")
    assert lying(inbox) == {"_rejected/a.txt", "_rejected/a.json", "_rejected/a.txt.reason.json"}


def test_other_metadata_in_the_way_moves_the_pair_aside(inbox: Path) -> None:
    (inbox / "_rejected").mkdir(parents=True)
    (inbox / "_rejected" / "a.json").write_bytes(b"{}")
    refuse_pair(inbox, "a.txt")
    assert lying(inbox) >= {"_rejected/a.json", "_rejected/a.2.txt", "_rejected/a.2.json"}


def test_a_withdrawn_pair_goes_back_whole(inbox: Path) -> None:
    resting = "_done/2026-11-20/a.txt"
    refuse_pair(inbox, "a.txt")
    Quarantine(inbox).withdraw("a.txt", b"rusak", resting=resting, metadata=b'{"title": "x"}')
    assert lying(inbox) == {resting, "_done/2026-11-20/a.json"}


def test_a_withdrawn_pair_without_a_place_is_removed(inbox: Path) -> None:
    refuse_pair(inbox, "a.txt")
    Quarantine(inbox).withdraw("a.txt", b"rusak", resting=None, metadata=b'{"title": "x"}')
    assert lying(inbox) == set()


def test_metadata_does_not_take_the_place_of_something_else_on_its_way_back(inbox: Path) -> None:
    refuse_pair(inbox, "a.txt")
    rests(inbox, "a.json", b"other")
    Quarantine(inbox).withdraw("a.txt", b"rusak", resting="_done/2026-11-20/a.txt", metadata=b'{"title": "x"}')
    assert (inbox / "_done" / "2026-11-20" / "a.json").read_bytes() == b"other"
    assert not (inbox / "_rejected" / "a.json").exists()
