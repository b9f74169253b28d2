"""The daemon as a process of its own, in a home of its own, on a port of its own."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx

T = TypeVar("T")

_WORDS = (
    "pasar jalan hujan panen nelayan kapal sekolah guru jembatan listrik pabrik buruh rapat menteri gubernur desa "
    "hutan sungai kereta bandara pelabuhan beras gula minyak batu bara ekspor impor pajak anggaran proyek warga "
    "polisi hakim saksi sidang dokter pasien obat vaksin penelitian satelit kampus lomba pelari penonton konser "
    "museum pameran lukisan novel film sutradara kopi teh cengkih rotan bambu tenun gerabah layang perahu dermaga"
).split()


def within(seconds: float, look: Callable[[], T]) -> T:
    """Return the first true answer of `look`; fail when there is none in time."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {found!r}")
        time.sleep(0.02)


def a_text(number: int) -> str:
    """Return an article unlike any of another number."""
    chosen = random.Random(number)
    sentences = [" ".join(chosen.choices(_WORDS, k=12)).capitalize() + "." for _ in range(8)]
    return f"Kabar nomor {number}: {' '.join(chosen.choices(_WORDS, k=5))}\n\n" + "\n\n".join(sentences) + "\n"


class Service:
    """`sindikasi run` in a folder; stopped when the test is over."""

    def __init__(self, home: Path) -> None:
        self.home, self.inbox, self.feeds = home, home / "inbox", home / "feeds"
        self.inbox.mkdir(parents=True, exist_ok=True)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        clean = {name: value for name, value in os.environ.items() if not name.startswith("SINDIKASI_")}
        self.environment = clean | {
            "SINDIKASI_DIR": str(home),
            "SINDIKASI_HTTP__LISTEN": f"127.0.0.1:{self.port}",
            "SINDIKASI_PUBLISH__SCHEDULE": "every 1 second",
            "SINDIKASI_INBOX__SETTLE": "0.2s",
            "SINDIKASI_LOG__FORMAT": "json",
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.talk = home / "talk.txt"

    def start(self) -> None:
        with self.talk.open("ab") as talk:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "sindikasi", "run"], env=self.environment, stdout=talk, stderr=talk
            )
        try:
            within(60, self.is_well)
        except AssertionError:
            self.end()  # a fixture that fails to start it cannot
            raise

    def stop(self, seconds: float = 10) -> int:
        """Ask it to stop and return its exit code; fail when it does not stop in time."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.kill()

    def is_well(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.talk.read_text()
        try:
            return httpx.get(f"{self.url}/healthz", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def get(self, path: str, **headers: str) -> httpx.Response:
        return httpx.get(f"{self.url}{path}", headers=headers, timeout=10)

    def drop(self, name: str, text: str) -> None:
        """Write a file under a name that is ignored, then give it its own."""
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(path.name + ".part")
        temporary.write_text(text)
        temporary.rename(path)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "sindikasi", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def rows(self, *arguments: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.command(*arguments, "--json").stdout.splitlines()]

    def counts(self) -> dict[str, int]:
        (status,) = self.rows("status")
        found: dict[str, int] = status["documents"]
        return found
