"""Feeds over HTTP: requests a second and processor time a request, beside Starlette's StaticFiles and nginx.

    .venv/bin/python -m benchmarks.http [SECONDS]

The same file, the same server (ours: uvicorn and llhttp, one process), the same load: wrk where it is installed, else
sockets of this process. Rounds are taken in turns and the median counts; compare the ratios, not the figures.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

CONNECTIONS = 16
ROUNDS = 3
NAME = "semua.atom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A server under test."""

    name: str
    pid: int
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    per_second: float
    cpu_microseconds: float


def a_feed() -> bytes:
    """Return an Atom feed of 50 entries, some 150 kB, of words drawn by chance."""
    from tests.acceptance.service import a_text
    from tests.unit.feed_builders import a_feed, an_article

    from sindikasi.outputs.xmlfeed import AtomOutput

    leads = [an_article(number, headline=f"Kabar {number}", body=a_text(number) * 2) for number in range(1, 51)]
    return AtomOutput().render(a_feed(*leads))


def serve_ours(folder: str, listening: socket.socket) -> None:
    from tests.unit.feed_builders import MemoryCatalog, a_topic

    from sindikasi.web.server import create_server
    from sindikasi.web.site import create_site

    site = create_site(
        catalog=MemoryCatalog(),
        feeds_dir=Path(folder),
        topics=(a_topic("semua", query="*"),),
        site_title="x",
        base_url=None,
        base_path="",
        language="id",
        health=lambda: {"ok": True},
    )
    create_server(site).run(sockets=[listening])


def serve_static(folder: str, listening: socket.socket) -> None:
    from starlette.applications import Starlette
    from starlette.routing import Mount
    from starlette.staticfiles import StaticFiles

    from sindikasi.web.server import create_server

    site = Starlette(routes=[Mount("/feeds", StaticFiles(directory=folder))])
    create_server(site).run(sockets=[listening])


@contextmanager
def python_server(name: str, serve: Callable[[str, socket.socket], None], folder: Path) -> Iterator[Served]:
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    child = get_context("fork").Process(target=serve, args=(str(folder), listening))
    child.start()
    port = listening.getsockname()[1]
    listening.close()
    try:
        assert child.pid is not None
        yield Served(name=name, pid=child.pid, port=port)
    finally:
        child.terminate()
        child.join()


@contextmanager
def nginx(folder: Path) -> Iterator[Served | None]:
    """Serve the folder with one worker of nginx; None where it is not installed."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        yield None
        return
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    home = folder.parent / "nginx"
    (home / "logs").mkdir(parents=True)
    (home / "nginx.conf").write_text(
        f"""worker_processes 1; daemon off; master_process off; pid {home}/pid; error_log {home}/error.log;
        events {{ worker_connections 512; }}
        http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
        types {{ application/atom+xml atom; }} gzip on; gzip_types application/atom+xml; gzip_static on;
        client_body_temp_path {home}/a; proxy_temp_path {home}/b; fastcgi_temp_path {home}/c; uwsgi_temp_path {home}/d;
        scgi_temp_path {home}/e; server {{ listen 127.0.0.1:{port}; location /feeds/ {{ alias {folder}/; }} }} }}"""
    )
    child = subprocess.Popen([program, "-p", home, "-c", home / "nginx.conf"], stderr=subprocess.DEVNULL)
    try:
        yield Served(name="nginx", pid=child.pid, port=port)
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait()


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def fetch(port: int, headers: dict[str, str]) -> tuple[int, dict[str, str], int]:
    """Return status, header fields and length of the body of one answer; wait for the server to be up."""
    import http.client

    for _ in range(200):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", f"/feeds/{NAME}", headers=headers)
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, len(answer.read())
        except ConnectionRefusedError:
            time.sleep(0.05)
        finally:
            connection.close()
    raise SystemExit(f"nothing answers on port {port}")


def load(port: int, headers: dict[str, str], seconds: float) -> tuple[int, float]:
    """Return how many requests were answered, and in how many seconds."""
    wrk = shutil.which("wrk")
    if wrk is None:
        return asyncio.run(_load_by_sockets(port, headers, seconds))
    fields = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    address = f"http://127.0.0.1:{port}/feeds/{NAME}"
    command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{max(round(seconds), 1)}s", *fields, address]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Socket errors" in said:
        raise SystemExit(said)
    found = re.search(r"(\d+) requests in ([\d.]+)(m?s)", said)
    if found is None:
        raise SystemExit(said)
    return int(found[1]), float(found[2]) / (1000 if found[3] == "ms" else 1)


async def _load_by_sockets(port: int, headers: dict[str, str], seconds: float) -> tuple[int, float]:
    fields = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    request = f"GET /feeds/{NAME} HTTP/1.1\r\nHost: x\r\n{fields}\r\n".encode()
    began = time.monotonic()

    async def client() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024 * 1024)
        count = 0
        while time.monotonic() - began < seconds:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            if length and not head.startswith(b"HTTP/1.1 304"):
                await reader.readexactly(int(length[1]))
            count += 1
        writer.close()
        return count

    counts = await asyncio.gather(*(client() for _ in range(CONNECTIONS)))
    return sum(counts), time.monotonic() - began


def measure(served: Served, headers: dict[str, str], seconds: float) -> Measured:
    before = cpu_seconds(served.pid)
    count, took = load(served.port, headers, seconds)
    return Measured(per_second=count / took, cpu_microseconds=(cpu_seconds(served.pid) - before) / count * 1e6)


def compare(title: str, servers: list[Served], asked: dict[str, str], seconds: float, *, is_conditional: bool) -> None:
    requests: dict[str, dict[str, str]] = {}
    for each in servers:
        status, fields, length = fetch(each.port, asked)
        requests[each.name] = asked | ({"If-None-Match": fields["etag"]} if is_conditional else {})
        if is_conditional:
            status, _, length = fetch(each.port, requests[each.name])
        print(f"{title:18} {each.name:12} answers {status}, {length:,} bytes", file=sys.stderr)
    rounds = [{each.name: measure(each, requests[each.name], seconds) for each in servers} for _ in range(ROUNDS)]

    def median(name: str, figure: str) -> float:
        return statistics.median(getattr(each[name], figure) for each in rounds)

    ours = servers[0].name
    for each in servers:
        per_second, cpu = median(each.name, "per_second"), median(each.name, "cpu_microseconds")
        ratio = median(ours, "per_second") / per_second
        cpu_ratio = cpu / median(ours, "cpu_microseconds")
        print(
            f"{title:18} {each.name:12} {per_second:9,.0f}/s {cpu:8.1f} us CPU   "
            f"ours is {ratio:5.2f} x as fast, {cpu_ratio:5.2f} x less CPU"
        )


def main(seconds: float) -> None:
    random.seed(1)
    content = a_feed()
    with tempfile.TemporaryDirectory(prefix="sindikasi-http-") as temporary:
        folder = Path(temporary, "feeds")
        folder.mkdir()
        (folder / NAME).write_bytes(content)
        import gzip

        (folder / f"{NAME}.gz").write_bytes(gzip.compress(content, 6, mtime=0))
        os.chmod(temporary, 0o755)
        print(f"{len(content):,} bytes, {CONNECTIONS} connections, wrk: {shutil.which('wrk') or 'not installed'}")
        contenders: Any = (
            python_server("sindikasi", serve_ours, folder),
            python_server("StaticFiles", serve_static, folder),
        )
        with contenders[0] as ours, contenders[1] as static, nginx(folder) as web_server:
            if web_server is None:
                print("nginx: skipped, it is not installed")
            others = [web_server] if web_server else []
            identity, gzipped = {"Accept-Encoding": "identity"}, {"Accept-Encoding": "gzip"}
            compare("200", [ours, static, *others], identity, seconds, is_conditional=False)
            compare("304", [ours, static, *others], identity, seconds, is_conditional=True)
            compare("200 gzip", [ours, *others], gzipped, seconds, is_conditional=False)
            compare("304 gzip", [ours, *others], gzipped, seconds, is_conditional=True)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 2)
