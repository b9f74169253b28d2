"""A text and the metadata file beside it are one document, in whatever order they come."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sindikasi.inbox.pairs import is_metadata_file, read_small, sidecars_beside, text_beside
from sindikasi.inbox.watch import Watcher, scan
from tests.builders import CUP, FLOOD
from tests.unit.inbox.test_receive import CrashAfterOffer, Home

TITLE = '{"title": "Banjir di Luwu Utara", "url": "https://a.example/1"}'
DAY = "_done/2026-11-20"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path)
    yield home
    home.database.close()


def stored(home: Home) -> dict[str, tuple[bytes, bytes | None]]:
    claims = home.queue.claim("worker", lease_seconds=1, limit=100)
    return {claim.document.name: (claim.document.content, claim.document.metadata) for claim in claims}


# --- by their names


def test_a_text_has_the_metadata_of_its_stem(tmp_path: Path) -> None:
    for name in ("x.txt", "x.json", "x.yml", "y.json", "x.txt.json"):
        (tmp_path / name).touch()
    assert [each.name for each in sidecars_beside(tmp_path / "x.txt")] == ["x.json", "x.yml"]
    assert text_beside(tmp_path / "x.yml") == tmp_path / "x.txt"
    assert text_beside(tmp_path / "y.json") is None
    assert text_beside(tmp_path / "x.txt") is None


def test_metadata_belongs_to_one_text_only(tmp_path: Path) -> None:
    for name in ("x.txt", "x.html", "x.json"):
        (tmp_path / name).touch()
    assert sidecars_beside(tmp_path / "x.html") == []
    assert [each.name for each in sidecars_beside(tmp_path / "x.txt")] == ["x.json"]


def test_links_and_large_files_are_no_metadata(tmp_path: Path) -> None:
    (tmp_path / "y.json").write_text(TITLE)
    (tmp_path / "x.json").symlink_to(tmp_path / "y.json")
    (tmp_path / "z.json").write_text(TITLE + " " * 70_000)
    (tmp_path / "x.txt").touch()
    assert sidecars_beside(tmp_path / "x.txt") == []
    assert read_small(tmp_path / "x.json") is None
    assert read_small(tmp_path / "none.json") is None
    assert is_metadata_file(tmp_path / "y.json")
    assert not is_metadata_file(tmp_path / "z.json")


# --- into the store


@pytest.mark.parametrize(
    ("name", "metadata"), [("x.json", TITLE), ("x.yaml", "title: Banjir\n"), ("x.yml", "url: b\n")]
)
def test_both_are_one_document_and_both_leave_the_inbox(home: Home, name: str, metadata: str) -> None:
    home.drop("antara/x.txt")
    home.drop(f"antara/{name}", metadata)
    assert home.receive() == {"antara/x.txt": "queued"}
    assert home.lying() == {f"{DAY}/antara/x.txt", f"{DAY}/antara/{name}"}
    assert stored(home) == {"antara/x.txt": (FLOOD.encode(), metadata.encode())}


def test_a_json_article_beside_a_text_is_a_document_of_its_own(home: Home) -> None:
    home.drop("x.txt")
    home.drop("x.json", '{"title": "Final", "text": "Putri ke final."}')
    assert home.receive() == {"x.txt": "queued", "x.json": "queued"}
    assert stored(home)["x.txt"] == (FLOOD.encode(), None)


def test_what_tells_two_documents_apart_is_text_and_metadata(home: Home) -> None:
    home.drop("x.txt")
    home.receive()
    home.drop("x.txt")
    home.drop("x.json", TITLE)
    assert home.receive() == {"x.txt": "queued"}
    home.drop("y.txt")
    home.drop("y.json", TITLE)
    assert home.receive() == {"y.txt": "pending"}
    assert f"{DAY}/y.json" in home.lying()


def test_a_pair_finds_places_beside_each_other(home: Home) -> None:
    for text in (FLOOD, CUP):
        home.drop("x.txt", text)
        home.drop("x.json", TITLE)
        home.receive()
    assert home.lying(DAY) == {"x.txt", "x.json", "x.2.txt", "x.2.json"}


def test_a_pair_that_is_deleted_or_kept_is_so_whole(home: Home) -> None:
    home.drop("x.txt")
    home.drop("x.json", TITLE)
    home.receive("keep")
    assert home.lying() == {"x.txt", "x.json"}
    home.receive("delete")
    assert home.lying() == set()


def test_a_text_too_large_takes_its_metadata_along(home: Home) -> None:
    home.drop("x.txt", "a" * 20_000)
    home.drop("x.json", TITLE)
    assert home.receive() == {"x.txt": "rejected"}
    assert home.lying() == {"_rejected/x.txt", "_rejected/x.json", "_rejected/x.txt.reason.json"}


def test_metadata_written_again_meanwhile_stays(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.drop("x.txt")
    home.drop("x.json", TITLE)
    offer = home.queue.offer

    def meanwhile(*arrivals: object, **options: object) -> object:
        home.drop("x.json", '{"title": "Judul lain"}')
        return offer(*arrivals, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(home.queue, "offer", meanwhile)
    assert home.receive() == {"x.txt": "queued"}
    assert home.lying() == {f"{DAY}/x.txt", "x.json"}


# --- crashes


def test_a_crash_before_both_moved_repeats_the_pair(home: Home) -> None:
    home.drop("x.txt")
    home.drop("x.json", TITLE)
    with pytest.raises(SystemExit):
        home.receive(queue=CrashAfterOffer(home.queue))
    assert home.lying() == {"x.txt", "x.json"}
    assert home.receive() == {"x.txt": "pending"}
    assert home.lying() == {f"{DAY}/x.txt", f"{DAY}/x.json"}
    home.clock.forward(60)
    assert len(stored(home)) == 1


@pytest.mark.parametrize("after", ["move", "delete"])
def test_a_crash_between_text_and_metadata_loses_and_doubles_nothing(
    home: Home, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    home.drop("antara/x.txt")
    home.drop("antara/x.json", TITLE)
    act = "rename" if after == "move" else "unlink"
    original = getattr(os, act)

    def die_at_metadata(path: object, *rest: object, **options: object) -> None:
        if str(path).endswith("x.json"):
            raise SystemExit
        original(path, *rest, **options)

    with monkeypatch.context() as patched:
        patched.setattr(os, act, die_at_metadata)
        with pytest.raises(SystemExit):
            home.receive(after)  # type: ignore[arg-type]
    assert "antara/x.json" in home.lying()
    assert "antara/x.txt" not in home.lying()

    assert home.receive(after) == {"antara/x.json": "repeated"}  # type: ignore[arg-type]
    expected = {f"{DAY}/antara/x.txt", f"{DAY}/antara/x.json"} if after == "move" else set()
    assert home.lying() == expected
    home.clock.forward(60)
    assert list(stored(home)) == ["antara/x.txt"]


def test_metadata_of_a_repeat_is_known_by_that_name_as_well(home: Home) -> None:
    for name in ("x", "y"):
        home.drop(f"{name}.txt")
        home.drop(f"{name}.json", TITLE)
        home.receive()
    home.drop("y.json", TITLE)
    assert home.receive() == {"y.json": "repeated"}
    home.drop("z.json", TITLE)
    assert home.receive() == {"z.json": "queued"}


# --- settling


class Waiting:
    """A watcher whose clock is turned by hand; files settle in two seconds."""

    def __init__(self, inbox: Path, *, keeps: bool = False) -> None:
        self.inbox = inbox
        self._watcher = Watcher(inbox, mode="poll", settle_seconds=2.0, rescan_seconds=30.0, keeps=keeps)

    def drop(self, name: str, text: str) -> None:
        (self.inbox / name).write_text(text)

    def at(self, seconds: float) -> list[str]:
        """Return what is handed out at that time."""
        self._watcher._line_up(set(scan(self.inbox)), seconds)
        return [each.name for each in self._watcher._next_batch(seconds)]


@pytest.fixture
def waiting(tmp_path: Path) -> Waiting:
    return Waiting(tmp_path)


@pytest.mark.parametrize("order", [("x.txt", "x.json"), ("x.json", "x.txt")])
def test_a_pair_is_handed_out_once_both_are_settled_whichever_came_first(
    waiting: Waiting, order: tuple[str, str]
) -> None:
    texts = {"x.txt": FLOOD, "x.json": TITLE}
    waiting.drop(order[0], texts[order[0]])
    assert waiting.at(0.0) == []
    waiting.drop(order[1], texts[order[1]])
    assert waiting.at(1.5) == []
    assert waiting.at(3.25) == []
    assert waiting.at(3.5) == ["x.txt"]


def test_metadata_waits_ten_settling_times_for_its_text_and_is_handed_out_then(waiting: Waiting) -> None:
    waiting.drop("x.json", TITLE)
    waiting.at(0.0)
    assert waiting.at(2.0) == []
    assert waiting.at(21.999) == []
    assert waiting.at(22.0) == ["x.json"]


def test_a_json_article_waits_for_nothing(waiting: Waiting) -> None:
    waiting.drop("x.json", '{"title": "Final", "text": "Putri ke final."}')
    waiting.at(0.0)
    assert waiting.at(2.0) == ["x.json"]


def test_a_text_waits_for_metadata_that_is_still_written(waiting: Waiting) -> None:
    waiting.drop("x.txt", FLOOD)
    waiting.drop("x.json", "{")
    waiting.at(0.0)
    with (waiting.inbox / "x.json").open("w") as writer:
        assert waiting.at(2.0) == []
        writer.write(TITLE)
    assert waiting.at(4.0) == []
    assert waiting.at(6.0) == ["x.txt"]


def test_kept_files_are_handed_out_once_and_again_when_metadata_comes(tmp_path: Path) -> None:
    waiting = Waiting(tmp_path, keeps=True)
    waiting.drop("x.txt", FLOOD)
    waiting.at(0.0)
    assert waiting.at(2.0) == ["x.txt"]
    assert waiting.at(3.0) == []
    waiting.drop("x.json", TITLE)
    waiting.at(4.0)
    assert waiting.at(6.0) == ["x.txt"]
    assert waiting.at(8.0) == []


def test_a_kept_json_article_beside_a_kept_text_is_handed_out_as_well(tmp_path: Path) -> None:
    waiting = Waiting(tmp_path, keeps=True)
    waiting.drop("x.txt", FLOOD)
    waiting.drop("x.json", '{"title": "Final", "text": "Putri ke final."}')
    waiting.at(0.0)
    assert sorted(waiting.at(2.0)) == ["x.json", "x.txt"]
    assert waiting.at(4.0) == []


def test_metadata_nobody_may_read_is_handed_out_so_that_its_fault_is_told(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("sindikasi.inbox.watch.is_metadata_file", refuse)
    waiting.drop("x.json", TITLE)
    waiting.at(0.0)
    assert waiting.at(2.0) == ["x.json"]
