"""One instance a home; a lane that fails is tried again with growing pauses, and its fault is said once."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from sindikasi import daemon
from sindikasi.app import App
from sindikasi.daemon import Daemon, held_home, make_folder
from sindikasi.errors import ConfigError, HomeLocked, StorageUnavailable
from sindikasi.settings import Http, Settings
from tests.builders import CUP, FLOOD, an_arrival

# --- the home


def test_a_home_is_held_by_one_instance_at_a_time(tmp_path: Path) -> None:
    with held_home(tmp_path, ["watch", "work"]):
        with pytest.raises(HomeLocked) as caught, held_home(tmp_path, ["work"]):
            pass
        assert caught.value.pid == os.getpid()
        assert f"pid {os.getpid()}" in str(caught.value)
        assert "runs work in this home" in str(caught.value)
    with held_home(tmp_path, ["work"]):
        pass


def test_processes_with_different_roles_share_a_home(tmp_path: Path) -> None:
    with held_home(tmp_path, ["watch", "work"]), held_home(tmp_path, ["publish", "serve"]):
        assert (tmp_path / "run-serve.lock").read_text() == str(os.getpid())


def test_a_refused_instance_holds_nothing(tmp_path: Path) -> None:
    with held_home(tmp_path, ["serve"]), pytest.raises(HomeLocked), held_home(tmp_path, ["watch", "serve"]):
        pass
    with held_home(tmp_path, ["watch"]):
        pass


def test_a_lock_without_a_number_is_held_by_somebody_unknown(tmp_path: Path) -> None:
    with held_home(tmp_path, ["work"]):
        (tmp_path / "run-work.lock").write_text("")
        with pytest.raises(HomeLocked, match="pid unknown") as caught, held_home(tmp_path, ["work"]):
            pass
    assert caught.value.pid is None


def test_a_data_folder_that_cannot_be_made_is_an_unavailable_store(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(StorageUnavailable, match="cannot be written"), held_home(tmp_path / "data", ["work"]):
        pass


def test_a_folder_that_cannot_be_made_names_its_setting(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b", "inbox.path")
    assert (tmp_path / "a" / "b").is_dir()
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ConfigError, match=r"inbox\.path: .* cannot be made") as caught:
        make_folder(tmp_path / "file", "inbox.path")
    assert caught.value.key == "inbox.path"


# --- lanes that fail


class Pauses:
    """A stop that comes after so many pauses, and notes how long they would have been."""

    def __init__(self, count: int) -> None:
        self.seconds: list[float] = []
        self._count = count

    def is_set(self) -> bool:
        return len(self.seconds) >= self._count

    def wait(self, seconds: float) -> None:
        self.seconds.append(seconds)


class Failing:
    """A lane that raises what it is told to, one after the other, then the last for ever."""

    def __init__(self, *faults: Exception) -> None:
        self._faults = list(faults)

    def __call__(self) -> None:
        raise self._faults.pop(0) if len(self._faults) > 1 else self._faults[0]


@pytest.fixture
def instance(tmp_path: Path) -> Daemon:
    return Daemon(App(tmp_path, Settings()), ("work",))


def tried(instance: Daemon, lane: Failing, count: int) -> tuple[list[float], list[dict[str, Any]]]:
    """Return the pauses between tries, and what was said."""
    instance._stop = pauses = Pauses(count)  # type: ignore[assignment]
    with capture_logs() as said:
        instance._kept_going("work", lane)
    return pauses.seconds, said  # type: ignore[return-value]


def test_a_fault_that_stays_is_said_once_and_tried_with_growing_pauses(instance: Daemon) -> None:
    seconds, said = tried(instance, Failing(StorageUnavailable("the store is busy")), 8)
    assert seconds == [0.5, 1, 2, 5, 10, 30, 30, 30]
    assert [(each["event"], each["lane"], each["reason"]) for each in said] == [
        ("lane waits", "work", "the store is busy")
    ]


def test_another_fault_is_said_as_well(instance: Daemon) -> None:
    _, said = tried(instance, Failing(StorageUnavailable("busy"), ValueError("tak terduga")), 4)
    assert [each["event"] for each in said] == ["lane waits", "lane failed"]
    assert isinstance(said[1]["exc_info"], ValueError)


def test_a_lane_that_was_well_in_between_begins_anew(instance: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(0, 10_000, 100))
    monkeypatch.setattr(daemon.time, "monotonic", lambda: float(next(clock)))

    class WellInBetween(Failing):
        def __call__(self) -> None:
            instance._beat("work")
            super().__call__()

    seconds, said = tried(instance, WellInBetween(StorageUnavailable("busy")), 3)
    assert seconds == [0.5, 0.5, 0.5]
    assert [each["event"] for each in said] == [*["lane waits", "lane is well again"] * 2, "lane waits"]


def test_a_lane_that_ends_is_not_run_again(instance: Daemon) -> None:
    runs: list[int] = []
    instance._kept_going("renew", lambda: runs.append(1))
    assert runs == [1]


def test_a_publish_that_fails_is_said_and_leaves_the_clock_running(instance: Daemon) -> None:
    with capture_logs() as said:
        instance._publish(Failing(StorageUnavailable("busy")))
        instance._publish(Failing(ValueError("tak terduga")))
    assert [each["event"] for each in said] == ["publish failed", "publish failed"]
    assert said[0]["reason"] == "busy"
    assert isinstance(said[1]["exc_info"], ValueError)


def test_a_lane_that_does_not_end_in_time_is_said(instance: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(daemon, "_STOP_SECONDS", 0.0)
    may_end = daemon.threading.Event()
    instance._thread("work", lambda: may_end.wait(30) and None)
    with capture_logs() as said:
        instance._join()
    may_end.set()
    assert [(each["event"].split(";")[0], each["thread"]) for each in said] == [("still busy", "work")]


def test_health_tells_of_every_lane_and_the_queue(instance: Daemon) -> None:
    instance._thread("work", lambda: None)
    for thread in instance._threads:
        thread.join()
    health = instance.health()
    instance._app.close()
    assert (health["ok"], health["lanes"], health["queued"]) == (False, {"work": False}, 0)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]"])
def test_it_listens_where_the_settings_say(tmp_path: Path, host: str) -> None:
    listening = Daemon(App(tmp_path, Settings(http=Http(listen=f"{host}:0"))), ("serve",))
    try:
        with listening._listen() as socket:
            assert socket.getsockname()[0] == host.strip("[]")
    except ConfigError as error:
        if "::1" not in host:
            raise
        pytest.skip(str(error))


def test_a_lane_started_before_the_fault_is_stopped_with_it(instance: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(lane: str, call: object) -> None:
        if lane == "watch":
            raise ConfigError("no watch today")
        start(lane, call)

    start = instance._thread
    monkeypatch.setattr(instance, "_install_signals", lambda: None)
    monkeypatch.setattr(instance, "_roles", ("watch", "work"))
    monkeypatch.setattr(instance, "_thread", fail)
    with pytest.raises(ConfigError, match="no watch today"):
        instance.run(announce=lambda: pytest.fail("it is not up"))
    assert not any(thread.is_alive() for thread in instance._threads)


def test_an_idle_lane_takes_up_what_a_killed_ingest_had_claimed(
    instance: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = instance._app
    app.queue.offer([an_arrival(FLOOD), an_arrival(CUP, name="final.txt")])
    app.queue.claim(f"{socket.gethostname()}/4194305/1", lease_seconds=60, limit=1)  # over the highest pid_max
    app.queue.claim(app.owner, lease_seconds=60, limit=1)
    monkeypatch.setattr(daemon, "_LOOK_SECONDS", 0.0)
    monkeypatch.setattr(daemon, "_IDLE_SECONDS", 0.0)
    monkeypatch.setattr(type(app.readers), "start", lambda _: None)

    class Idle:
        """A lane that finds nothing to do, once."""

        fault = None

        def run_once(self) -> list[object]:
            instance._stop.set()
            return []

    instance._lane = Idle()  # type: ignore[assignment]
    instance._work()
    assert app.queue.owners() == [app.owner]
    app.close()


def test_a_damaged_store_is_said_with_the_way_back_and_is_not_well(
    instance: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance._check()
    assert instance.health()["ok"]
    monkeypatch.setattr(type(instance._app.database), "integrity_problem", lambda _: "row 7 missing from index")
    with capture_logs() as said:
        instance._check()
    (line,) = said
    assert "sindikasi restore FILE --force" in line["remedy"]
    assert instance.health()["lanes"] == {"store": False}
    assert instance.health()["faults"] == {"store": "damaged (row 7 missing from index)"}
    instance._app.close()


def test_a_folder_that_cannot_be_written_is_said_at_the_start_with_what_to_do(
    instance: Daemon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    with capture_logs() as said:
        instance._say_problem_of(tmp_path / "feeds", "work")
        monkeypatch.setattr("sindikasi.app.tempfile.TemporaryFile", refuse)
        instance._say_problem_of(tmp_path / "feeds", "work")
        instance._say_problem_of(tmp_path / "feeds", "publish")  # not its role
    (line,) = said
    assert line["reason"] == (
        f"{tmp_path / 'feeds'} cannot be written by user {os.getuid()}, group {os.getgid()}: Permission denied; "
        "give that user the folder, or set another in sindikasi.toml"
    )


def test_two_lanes_with_one_fault_say_it_once(instance: Daemon) -> None:
    _, first = tried(instance, Failing(StorageUnavailable("the store is gone")), 2)
    instance._stop = Pauses(2)  # type: ignore[assignment]
    with capture_logs() as second:
        instance._kept_going("watch", Failing(StorageUnavailable("the store is gone")))
    assert (len(first), second) == (1, [])


def test_health_says_that_the_store_is_gone(instance: Daemon, tmp_path: Path) -> None:
    app = instance._app
    assert app.queue.length() == 0
    app.database_path.rename(tmp_path / "elsewhere.db")
    report = instance.health()
    assert (report["ok"], report["lanes"], report["queued"]) == (False, {"store": False}, None)
    assert "is gone" in report["faults"]["store"]  # type: ignore[index]
    (tmp_path / "elsewhere.db").rename(app.database_path)
    assert instance.health()["ok"] is True
    app.close()


def test_health_says_for_how_long_another_process_has_been_writing(instance: Daemon) -> None:
    app = instance._app
    app.database.waits_since = daemon.time.monotonic() - 4
    assert instance.health()["ok"] is True
    app.database.waits_since -= 2
    assert instance.health()["faults"] == {"store": "another process has been writing for 6 s"}
    app.close()


def test_a_lane_that_works_but_for_some_documents_is_out_of_order_until_they_are_put_away(instance: Daemon) -> None:
    instance._note("work", "no space left", 10)
    assert instance.health()["faults"] == {"work": "no space left"}
    instance._note("work", None, 10)
    assert instance.health()["faults"] == {}
    instance._app.close()
