"""How long a dropped file takes to its feed over HTTP, with articles arriving steadily.

    python -m benchmarks.latency [ARTICLES_A_SECOND [SECONDS]]

A daemon of its own, with nothing changed but the port, `publish.schedule = "every 1 second"` and `publish.entries`,
so that the settling time of the inbox is part of the figure and no entry leaves the feed before it was seen. Files are
written under their names in one go. A reader asks for the feed of everything (as JSON) ten times a second with
If-None-Match. Latency is from the end of writing to the end of the answer that first shows the headline.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.acceptance.service import a_text

_POLL_SECONDS = 0.1
_PATIENCE_SECONDS = 30


class Reader(threading.Thread):
    """Notes when each headline was first seen in the feed."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self._url = url
        self._tag = ""
        self.seen: dict[str, float] = {}
        self.is_done = threading.Event()

    def run(self) -> None:
        """Ask until it is enough."""
        while not self.is_done.wait(_POLL_SECONDS):
            request = urllib.request.Request(self._url, headers={"If-None-Match": self._tag})
            try:
                with urllib.request.urlopen(request, timeout=10) as answer:
                    feed = json.loads(answer.read())
                    self._tag = answer.headers["ETag"]
            except urllib.error.HTTPError as error:
                if error.code != 304:
                    raise
                continue
            now = time.monotonic()
            for item in feed["items"]:
                self.seen.setdefault(item["title"], now)


def start(home: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Start a daemon; return it and its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {
        "SINDIKASI_DIR": str(home),
        "SINDIKASI_HTTP__LISTEN": f"127.0.0.1:{port}",
        "SINDIKASI_PUBLISH__SCHEDULE": "every 1 second",
        "SINDIKASI_PUBLISH__ENTRIES": "200",
        "SINDIKASI_LOG__LEVEL": "error",
    }
    daemon = subprocess.Popen([sys.executable, "-m", "sindikasi", "run"], env=environment, stderr=subprocess.PIPE)
    assert daemon.stderr is not None
    daemon.stderr.readline()  # it says when it is up
    return daemon, f"http://127.0.0.1:{port}"


def drop(inbox: Path, rate: float, seconds: float) -> dict[str, float]:
    """Write the files at that rate; return when each was there, by headline."""
    inbox.mkdir(parents=True, exist_ok=True)
    dropped = {}
    began = time.monotonic()
    for number in range(int(rate * seconds)):
        time.sleep(max(0.0, began + number / rate - time.monotonic()))
        text = a_text(number)
        (inbox / f"{number:05}.txt").write_text(text)
        dropped[text.partition("\n")[0]] = time.monotonic()
    return dropped


def main() -> None:
    """Print the figures."""
    rate = float(sys.argv[1]) if len(sys.argv) > 1 else 20
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 60
    with tempfile.TemporaryDirectory(prefix="sindikasi-latency-") as folder:
        daemon, url = start(Path(folder))
        try:
            reader = Reader(f"{url}/feeds/semua.json")
            reader.start()
            dropped = drop(Path(folder) / "inbox" / "kawat", rate, seconds)
            deadline = time.monotonic() + _PATIENCE_SECONDS
            while len(reader.seen) < len(dropped) and time.monotonic() < deadline:
                time.sleep(_POLL_SECONDS)
            reader.is_done.set()
            reader.join()
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.communicate(timeout=30)
    taken = sorted(reader.seen[headline] - at for headline, at in dropped.items() if headline in reader.seen)
    print(f"{len(dropped)} files at {rate:g} a second, {len(taken)} seen in the feed")
    print(f"median {statistics.median(taken):.2f} s, 99th percentile {taken[int(len(taken) * 0.99)]:.2f} s")


if __name__ == "__main__":
    main()
