"""However a file comes to be in the inbox, it is taken once and whole, and what is not ours is left alone."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sindikasi.inbox.settling import is_open_for_writing
from tests.acceptance.service import Service, a_text, within

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One daemon for all kinds of arrivals: each test has documents of its own."""
    service = Service(tmp_path_factory.mktemp("arrivals") / "home")
    service.start()
    yield service
    service.end()


def bodies(service: Service, prefix: str) -> dict[str, str]:
    """Return the articles whose document begins so, with their texts."""
    with closing(sqlite3.connect(service.home / "data/sindikasi.db")) as store:
        rows = store.execute(
            "SELECT document, body FROM articles WHERE substr(document, 1, ?) = ?", (len(prefix), prefix)
        )
        return dict(rows.fetchall())


def taken(service: Service, prefix: str, count: int) -> dict[str, str]:
    """Return the articles once there are so many."""
    return within(40, lambda: found if len(found := bodies(service, prefix)) >= count else {})


def test_a_writer_that_pauses_is_waited_for(service: Service) -> None:
    path = service.inbox / "lambat.txt"
    paragraphs = a_text(1).split("\n\n")
    with path.open("w") as file:
        if not is_open_for_writing(path):
            pytest.skip("this file system cannot tell who is writing")
        for paragraph in paragraphs:
            file.write(f"{paragraph}\n\n")
            file.flush()
            time.sleep(0.3)  # longer than the settling time of 0.2 s
            assert path.exists(), "it was taken before it was closed"
    (body,) = taken(service, "lambat.txt", 1).values()
    assert paragraphs[-1].strip() in body


def test_a_file_written_again_in_place_is_only_ever_taken_whole(service: Service) -> None:
    path = service.inbox / "tulis-ulang.txt"
    versions = [a_text(100 + number) for number in range(12)]
    for version in versions:
        path.write_text(version)  # the old text is cut off, the new one comes in its place
        time.sleep(0.07)
    within(40, lambda: not path.exists())
    last = versions[-1].split("\n\n")[-1].strip()
    within(40, lambda: any(last in body for body in bodies(service, "tulis-ulang.txt").values()))
    whole = {version.split("\n\n")[1].strip(): version.split("\n\n")[-1].strip() for version in versions}
    with closing(sqlite3.connect(service.home / "data/sindikasi.db")) as store:
        found = store.execute("SELECT body FROM articles WHERE document = 'tulis-ulang.txt'").fetchall()
    assert all(whole[body.split("\n\n")[0]] in body for (body,) in found)


def test_what_is_appended_later_is_a_document_of_its_own(service: Service) -> None:
    path = service.inbox / "sambung.txt"
    for number in (200, 201):
        with path.open("a") as file:
            file.write(a_text(number))
        within(40, lambda: not path.exists())
    with closing(sqlite3.connect(service.home / "data/sindikasi.db")) as store:
        query = "SELECT count(*) FROM documents WHERE name = 'sambung.txt'"
        assert store.execute(query).fetchone() == (2,)


def test_folders_that_come_and_go_bring_their_files(service: Service) -> None:
    for turn in range(3):
        service.drop(f"datang-pergi/dalam/{turn}.txt", a_text(300 + turn))
        within(40, lambda turn=turn: not (service.inbox / f"datang-pergi/dalam/{turn}.txt").exists())
        shutil.rmtree(service.inbox / "datang-pergi")
    elsewhere = service.home / "disiapkan"
    elsewhere.mkdir()
    (elsewhere / "x.txt").write_text(a_text(310))
    elsewhere.rename(service.inbox / "datang-pergi")
    assert len(taken(service, "datang-pergi/", 4)) == 4


NAMES = [
    b"dua kata.txt",
    b"baris\nbaru.txt",
    "gempa \N{FACE SCREAMING IN FEAR}.txt".encode(),
    b"bukan \xe9 utf-8.txt",
    b"BESAR.txt",
    b"besar.txt",
    "caf\N{LATIN SMALL LETTER E WITH ACUTE}.txt".encode(),
    "cafe\N{COMBINING ACUTE ACCENT}.txt".encode(),
    b"n" * 251 + b".txt",
    b"-rf.txt",
    b"%2e%2e.txt",
]


def test_any_name_is_taken(service: Service) -> None:
    folder = os.fsencode(service.inbox / "nama")
    os.mkdir(folder)
    for number, name in enumerate(NAMES):
        with open(os.path.join(folder, name), "w") as file:
            file.write(a_text(400 + number))
    assert len(taken(service, "nama/", len(NAMES))) == len(NAMES)
    within(20, lambda: not os.listdir(folder))


def test_hard_links_and_old_copies_are_taken_like_any_file(service: Service) -> None:
    outside = service.home / "asli.txt"
    outside.write_text(a_text(500))
    (service.inbox / "tautan").mkdir()
    os.link(outside, service.inbox / "tautan/keras.txt")
    shutil.copyfile(outside, service.inbox / "tautan/lama.txt")
    os.utime(service.inbox / "tautan/lama.txt", (1, 1))
    within(40, lambda: not list((service.inbox / "tautan").iterdir()))
    assert len(taken(service, "tautan/", 1)) == 1  # of one source: the same document
    assert outside.read_text() == a_text(500)


def test_what_is_no_file_of_ours_is_never_opened(service: Service, tmp_path: Path) -> None:
    folder = service.inbox / "jebakan"
    folder.mkdir()
    secret = tmp_path / "rahasia.txt"
    secret.write_text(a_text(600))
    before = secret.stat()
    (folder / "keluar.txt").symlink_to(secret)
    (folder / "folder").symlink_to(tmp_path)
    os.mkfifo(folder / "pipa.txt")
    (folder / "alat.txt").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listening:
        if len(os.fsencode(folder)) < 90:  # a socket's path has 108 bytes at most
            listening.bind(os.fspath(folder / "soket.txt"))
        service.drop("jebakan/biasa.txt", a_text(601))
        assert list(taken(service, "jebakan/", 1)) == ["jebakan/biasa.txt"]
        within(20, service.is_well)
    assert {"keluar.txt", "folder", "pipa.txt", "alat.txt"} <= set(os.listdir(folder))
    assert secret.stat().st_atime_ns == before.st_atime_ns
    shutil.rmtree(folder)


def test_an_inbox_removed_and_made_again_is_watched_again(service: Service) -> None:
    service.drop("sebelum.txt", a_text(700))
    taken(service, "sebelum.txt", 1)
    service.inbox.rename(service.home / "inbox-lama")
    time.sleep(0.3)
    service.inbox.mkdir(exist_ok=True)
    service.drop("sesudah/1.txt", a_text(701))
    taken(service, "sesudah/1.txt", 1)
    service.drop("sesudah/2.txt", a_text(702))
    taken(service, "sesudah/2.txt", 1)
