"""A home folder with a running daemon, in which the commands of the pages are tried."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
_PATIENCE_SECONDS = 30.0


def blocks(page: str, language: str) -> list[str]:
    """Return the fenced blocks of a language in a page, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


class Home:
    """A folder like a clone after `make run`: the examples and the command are where the pages say."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "docs" / "examples", folder / "docs" / "examples")
        (folder / ".venv").mkdir()
        (folder / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        self._environment = {name: value for name, value in os.environ.items() if "SINDIKASI" not in name} | {
            "SINDIKASI_HTTP__LISTEN": f"127.0.0.1:{port}",
            "SINDIKASI_INBOX__SETTLE": "200ms",
            "SINDIKASI_INBOX__RESCAN": "1s",
            "SINDIKASI_PUBLISH__SCHEDULE": "every 1 second",
        }
        self._daemon: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the daemon, as `make run` does."""
        command = [".venv/bin/sindikasi", "run"]
        self._daemon = subprocess.Popen(command, cwd=self.folder, env=self._environment, stderr=subprocess.DEVNULL)
        self.wait((self.folder / "feeds" / "feeds.opml").exists)

    def stop(self) -> None:
        """Stop it, as Ctrl-C does."""
        if self._daemon is not None:
            self._daemon.send_signal(signal.SIGINT)
            self._daemon.wait(_PATIENCE_SECONDS)
            self._daemon = None

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        """Run shell lines in the home; the first that fails ends them."""
        command = ["bash", "-euo", "pipefail", "-c", script]
        return subprocess.run(
            command, cwd=self.folder, env=self._environment, capture_output=True, text=True, check=False
        )

    def entries(self, topic: str) -> list[dict[str, Any]]:
        """Return what is published under a topic."""
        feed = self.folder / "feeds" / f"{topic}.json"
        return json.loads(feed.read_text("utf-8"))["items"] if feed.exists() else []

    def has_grouped_the_examples(self) -> bool:
        """Return whether the bridge, which both outlets carried, is one entry by now."""
        return sum("Juga dimuat" in each["content_text"] for each in self.entries("semua")) == 1

    def wait(self, is_so: Callable[[], bool]) -> None:
        """Wait until the daemon has brought something about."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not is_so():
            assert time.monotonic() < deadline, "the daemon did not get there in time"
            time.sleep(0.05)
