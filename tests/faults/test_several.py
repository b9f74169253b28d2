"""Several processes on one home: the daemon, three `ingest`, `publish` and editors, all at once."""

from __future__ import annotations

import itertools
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.acceptance.service import Service, a_text, within
from tests.storage.test_presence import held

pytestmark = pytest.mark.slow

_OUTLETS = ("antara", "kompas", "tempo", "jawapos")
_EDITED = (9_001, 9_002)


@pytest.fixture
def service(tmp_path: Path):
    service = Service(tmp_path / "home")
    yield service
    service.end()


def begin(service: Service, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "sindikasi", *arguments],
        env=service.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def write_twins(pairs: int, folders: list[Path]) -> None:
    """Write each text into two of the folders, each time as another outlet's, all combinations in turn."""
    parties = itertools.cycle(itertools.combinations(range(len(folders)), 2))
    for number, both in zip(range(pairs), parties, strict=False):
        for party in both:
            path = folders[party] / _OUTLETS[party] / f"{number}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(a_text(number))


def stories_of(service: Service) -> dict[str, set[int]]:
    """Return the stories of each text, by its number."""
    found: dict[str, set[int]] = {}
    with closing(sqlite3.connect(service.home / "data/sindikasi.db")) as store:
        for document, story in store.execute("SELECT document, story FROM articles"):
            found.setdefault(Path(document).stem, set()).add(story)
    return found


@pytest.mark.parametrize(
    "pairs", [pytest.param(48, id="short"), pytest.param(1_500, id="long", marks=pytest.mark.long)]
)
def test_twins_filed_by_four_processes_at_once_are_one_story_a_pair(service: Service, pairs: int) -> None:
    folders = [service.home / "siap", *(service.home.parent / f"luar-{number}" for number in range(3))]
    write_twins(pairs, folders)
    service.start()
    for number in _EDITED:
        service.drop(f"{number}.txt", a_text(number))
    within(20, lambda: service.counts()["done"] == len(_EDITED))
    (one, other) = (story["id"] for story in service.rows("stories"))

    began = time.monotonic()
    ingests = [begin(service, "ingest", str(folder)) for folder in folders[1:]]
    for folder in folders[0].iterdir():
        folder.rename(service.inbox / folder.name)
    acts = []
    for act in (["merge", one, other], ["publish"], ["undo"], ["merge", one, other], ["publish"]):
        ran = service.command(*act)
        acts.append((act[0], ran.returncode, ran.stderr))
    assert [code for _, code, _ in acts] == [0] * len(acts), acts
    for ingest in ingests:
        _, talk = ingest.communicate(timeout=60 + pairs / 5)
        assert ingest.returncode == 0, talk
    within(60 + pairs / 5, lambda: service.get("/healthz").json()["queued"] == 0 and service.is_well())
    within(60, lambda: service.counts()["done"] == 2 * pairs + len(_EDITED))
    print(f"\n{pairs} pairs by four processes, {len(acts)} editorial acts: {time.monotonic() - began:.1f} s")  # noqa: T201

    stories = stories_of(service)
    assert sorted(stories) == sorted(str(number) for number in [*range(pairs), *_EDITED])
    edited = [stories.pop(str(number)) for number in _EDITED]
    assert {name: len(found) for name, found in stories.items() if len(found) != 1} == {}
    assert len({story for found in stories.values() for story in found}) == pairs
    assert edited[0] == edited[1], "what the editor joined is one story"
    assert service.stop() == 0


def test_a_command_that_waits_for_the_store_says_so_and_ends_well(service: Service, tmp_path: Path) -> None:
    service.command("ingest", str(_file(tmp_path, 1)))
    with held(service.home / "data/sindikasi.db") as pid:
        assert service.command("status").returncode == 0  # who only reads does not wait
        ingest = begin(service, "ingest", str(_file(tmp_path, 2)))
        assert ingest.stderr is not None
        assert ingest.stderr.readline() == f"waiting for the store: process {pid} is writing; for 30 s at most\n"
    answer, talk = ingest.communicate(timeout=30)
    assert (ingest.returncode, talk) == (0, "")
    assert "opened" in answer


@pytest.mark.long
def test_a_store_locked_for_longer_than_anybody_waits_holds_up_and_loses_nothing(
    service: Service, tmp_path: Path
) -> None:
    service.start()
    with held(service.home / "data/sindikasi.db") as pid:
        for number in range(20):
            service.drop(f"antara/{number}.txt", a_text(number))
        report = within(20, lambda: _report(service))
        assert report["lanes"]["store"] is False
        assert "another process has been writing" in report["faults"]["store"]
        ran = service.command("ingest", str(_file(tmp_path, 30)))
        assert (ran.returncode, f"process {pid} is writing" in ran.stderr) == (4, True)
        time.sleep(15)
        assert _report(service)
        said = [line for line in service.talk.read_text().splitlines() if '"error"' in line]
        assert len(said) == 1, said
    within(60, service.is_well)
    within(60, lambda: service.counts()["done"] == 20)


def _report(service: Service) -> dict | None:
    answer = service.get("/healthz")
    return None if answer.status_code == 200 else answer.json()


def _file(folder: Path, number: int) -> Path:
    path = folder / f"{number}.txt"
    path.write_text(a_text(number))
    return path
