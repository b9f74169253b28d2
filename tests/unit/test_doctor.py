"""The doctor finds what would keep a home from working, and says what to do."""

from __future__ import annotations

import threading
from collections import namedtuple
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from sindikasi import doctor
from sindikasi.app import App
from sindikasi.doctor import Finding, ask_health, examine
from sindikasi.inbox import mounts
from sindikasi.settings import Http, Settings

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    app = App(tmp_path / "home", Settings())
    yield app
    app.close()


def finding(app: App, check: str) -> Finding:
    (found,) = (each for each in examine(app) if each.check == check)
    return found


def test_a_good_home_is_good_and_is_made(app: App) -> None:
    findings = examine(app)
    assert [each.check for each in findings] == [
        "settings",
        "inbox",
        "feeds",
        "data",
        "space",
        "sqlite",
        "store",
        "watching",
    ]
    assert all(each.is_ok for each in findings), findings
    assert app.inbox.is_dir()
    assert list(app.feeds.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named_with_the_user(app: App) -> None:
    app.home.mkdir()
    app.feeds.write_text("in the way")
    found = finding(app, "feeds")
    assert not found.is_ok
    assert str(app.feeds) in found.message
    assert "cannot be written by user" in found.message
    assert "give that user the folder" in found.message


@pytest.mark.parametrize(("free", "is_ok"), [(200_000_000, True), (199_999_999, False)])
def test_a_disk_nearly_full_is_a_problem(app: App, monkeypatch: pytest.MonkeyPatch, free: int, is_ok: bool) -> None:
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: Usage(0, 0, free))
    found = finding(app, "space")
    assert found.is_ok is is_ok
    assert ("make room" in found.message) is not is_ok


@pytest.mark.parametrize(("kind", "is_ok"), [("nfs4", False), ("cifs", False), ("ext4", True), ("", True)])
def test_a_store_on_a_network_mount_is_a_problem(
    app: App, monkeypatch: pytest.MonkeyPatch, kind: str, is_ok: bool
) -> None:
    monkeypatch.setattr(doctor, "file_system", lambda _: kind)
    found = finding(app, "sqlite")
    assert found.is_ok is is_ok
    assert ("put database.url on a local disk" in found.message) is not is_ok


@pytest.mark.parametrize(("version", "is_ok"), [((3, 40, 0), True), ((3, 39, 9), False)])
def test_an_old_sqlite_is_a_problem(
    app: App, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int], is_ok: bool
) -> None:
    monkeypatch.setattr(doctor.sqlite3, "sqlite_version_info", version)
    assert finding(app, "sqlite").is_ok is is_ok


def test_a_damaged_store_is_a_problem_with_the_way_back(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.database, "integrity_problem", lambda: "row 3 missing from index")
    found = finding(app, "store")
    assert not found.is_ok
    assert "is damaged (row 3 missing from index)" in found.message
    assert "sindikasi restore FILE --force" in found.message


def test_a_store_that_is_none_is_a_problem(app: App) -> None:
    app.data.mkdir(parents=True)
    app.database_path.write_text("this is no database, " * 100)
    assert not finding(app, "store").is_ok


def test_a_query_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    app = App(tmp_path, Settings.model_validate({"topic": [{"slug": "x", "query": "banjir AND ("}]}))
    found = finding(app, "settings")
    app.close()
    assert not found.is_ok
    assert "topic x, query, column" in found.message


def test_it_says_how_the_inbox_is_watched(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    app.inbox.mkdir(parents=True)
    monkeypatch.setattr(doctor, "hears_events", lambda _: False)
    assert "noticed by polling: " in finding(app, "watching").message
    monkeypatch.setattr(doctor, "hears_events", lambda _: True)
    monkeypatch.setattr(mounts, "_EVENTLESS", set())
    assert "noticed by events: " in finding(app, "watching").message


# --- health


@contextmanager
def answering(code: int, body: bytes) -> Iterator[int]:
    """Answer one request on a free port."""
    asked: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(code)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        yield server.server_port
        thread.join()
    assert asked == ["/healthz"]


def listening(app: App, port: int, host: str = "127.0.0.1") -> App:
    return App(app.home, Settings(http=Http(listen=f"{host}:{port}")))


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_daemon_that_is_well_has_no_problem(app: App, host: str) -> None:
    with answering(200, b"{}") as port:
        assert ask_health(listening(app, port, host)) is None


def test_a_daemon_that_is_not_well_is_quoted(app: App) -> None:
    with answering(503, b'{"ok": false}\n') as port:
        assert ask_health(listening(app, port)) == 'not well (503): {"ok": false}'


def test_a_daemon_that_does_not_answer_is_not_well(app: App) -> None:
    problem = ask_health(listening(app, 9))
    assert problem is not None
    assert problem.startswith("no answer at 127.0.0.1:9")
