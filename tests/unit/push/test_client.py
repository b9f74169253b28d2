"""One request to the machine that was judged, and an end to it."""

from __future__ import annotations

import contextlib
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sindikasi.core.callbacks import is_allowed
from sindikasi.errors import PushError
from sindikasi.push.client import MOST_BYTES, Client
from tests.subscribers import SECONDS, Call, Reply, WebServer, a_free_port


@pytest.fixture
def server() -> Iterator[WebServer]:
    server = WebServer(lambda _: Reply(body=b"ya"))
    yield server
    server.close()


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Somebody who takes connections and leaves everything else to the test."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def url_of(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}/"


def test_a_request_is_sent_as_it_is_and_the_answer_returned(server: WebServer) -> None:
    answer = Client().send("POST", f"{server.url}/a?b=%2F", headers={"X-Kind": "x"}, body=b"isi")
    assert (answer.status, answer.body) == (200, b"ya")
    call = server.call()
    assert (call.method, call.path, call.body) == ("POST", "/a?b=%2F", b"isi")
    assert call.headers["Host"] == f"127.0.0.1:{server.port}"
    assert call.headers["X-Kind"] == "x"
    assert call.headers["User-Agent"].startswith("sindikasi")


def test_the_name_is_looked_up_once_and_the_address_that_was_judged_is_connected_to(server: WebServer) -> None:
    looked: list[tuple[str, int]] = []

    def rebinding(host: str, port: int) -> list[str]:
        looked.append((host, port))
        return ["127.0.0.1"] if len(looked) == 1 else ["169.254.169.254"]

    Client(look_up=rebinding).send("GET", f"http://baca.example:{server.port}/")
    assert looked == [("baca.example", server.port)]
    assert server.call().headers["Host"] == f"baca.example:{server.port}"


def test_addresses_that_are_not_allowed_are_not_connected_to(server: WebServer) -> None:
    client = Client(look_up=lambda *_: ["169.254.169.254", "127.0.0.1"])
    answer = client.send(
        "GET", f"http://baca.example:{server.port}/", allows=lambda each: is_allowed(each, allows_private=True)
    )
    assert answer.status == 200
    with pytest.raises(PushError, match="not allowed"):
        client.send("GET", f"http://baca.example:{server.port}/", allows=is_allowed)
    with pytest.raises(PushError, match="not allowed"):
        Client(look_up=lambda *_: []).send("GET", f"http://baca.example:{server.port}/")
    assert server.call().method == "GET"
    assert server.calls.empty()


def test_the_next_address_is_tried_where_nobody_answers_at_the_first(server: WebServer) -> None:
    client = Client(look_up=lambda *_: ["127.0.0.2", "127.0.0.1"])
    assert client.send("GET", f"http://baca.example:{server.port}/").status == 200


def test_redirects_are_answers_like_others(server: WebServer) -> None:
    server.answer = lambda _: Reply(status=302, headers={"Location": f"{server.url}/lain"})
    assert Client().send("GET", f"{server.url}/").status == 302
    assert server.call().path == "/"
    assert server.calls.empty()


def test_no_more_of_an_answer_is_read_than_anybody_has_to_say(server: WebServer) -> None:
    server.answer = lambda _: Reply(body=b"x" * 10 * MOST_BYTES)
    assert Client().send("GET", f"{server.url}/").body == b"x" * MOST_BYTES


@pytest.mark.parametrize("url", ["ftp://baca.example/", "http:///", "http://baca.example/\n"])
def test_what_is_no_address_is_not_tried(url: str) -> None:
    with pytest.raises(PushError):
        Client().send("GET", url)


def test_nobody_at_home_is_an_error_with_the_host() -> None:
    with pytest.raises(PushError, match=r"127\.0\.0\.1: "):
        Client().send("GET", f"http://127.0.0.1:{a_free_port()}/")


def test_a_name_nobody_knows_is_an_error_with_the_host() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.raises(PushError, match=r"baca\.example cannot be looked up"):
        Client(look_up=unknown).send("GET", "http://baca.example/")


def test_what_is_no_http_is_an_error(listener: socket.socket) -> None:
    def babble() -> None:
        connected, _ = listener.accept()
        with connected:
            connected.recv(4096)
            connected.sendall(b"220 surat masuk\r\n")

    thread = threading.Thread(target=babble)
    thread.start()
    with pytest.raises(PushError):
        Client().send("GET", url_of(listener))
    thread.join(SECONDS)


def test_an_answer_that_drips_is_cut_off_when_its_time_is_over(listener: socket.socket) -> None:
    def drip() -> None:
        connected, _ = listener.accept()
        with connected, contextlib.suppress(OSError):
            while connected.send(b"H"):
                time.sleep(0.02)

    thread = threading.Thread(target=drip)
    thread.start()
    with pytest.raises(PushError):
        Client(seconds=0.3).send("GET", url_of(listener))
    thread.join(SECONDS)
    assert not thread.is_alive()


@pytest.mark.parametrize("rest", [b"Content-Length: 5\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n5\r\nab"])
def test_the_status_stands_where_the_rest_of_the_answer_does_not_come(listener: socket.socket, rest: bytes) -> None:
    def stall() -> None:
        connected, _ = listener.accept()
        with connected:
            connected.recv(4096)
            connected.sendall(b"HTTP/1.1 202 OK\r\n" + rest)
            connected.recv(1)

    thread = threading.Thread(target=stall, daemon=True)
    thread.start()
    answer = Client(seconds=0.3).send("GET", url_of(listener))
    assert (answer.status, answer.body) == (202, b"")
    thread.join(SECONDS)


def test_closing_cuts_off_what_is_going_on_and_takes_nothing_new(listener: socket.socket) -> None:
    client, problems = Client(), []

    def wait() -> None:
        try:
            client.send("GET", url_of(listener))
        except PushError as error:
            problems.append(str(error))

    thread = threading.Thread(target=wait)
    thread.start()
    connected, _ = listener.accept()
    connected.recv(4096)
    client.close()
    thread.join(SECONDS)
    connected.close()
    assert len(problems) == 1
    with pytest.raises(PushError, match="stopping"):
        client.send("GET", url_of(listener))


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with")
class TestOverTls:
    @pytest.fixture
    def certificate(self, tmp_path: Path) -> tuple[Path, Path]:
        key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
        command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=baca"
        names = ["-addext", "subjectAltName=DNS:baca.example", "-keyout", str(key), "-out", str(certificate)]
        subprocess.run([*command.split(), *names], check=True, capture_output=True)
        return key, certificate

    @pytest.fixture
    def secure(self, certificate: tuple[Path, Path]) -> Iterator[WebServer]:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate[1], certificate[0])
        server = WebServer(lambda _: Reply(body=b"aman"), context=context)
        yield server
        server.close()

    def test_the_certificate_is_that_of_the_host_not_of_the_address(
        self, secure: WebServer, certificate: tuple[Path, Path]
    ) -> None:
        context = ssl.create_default_context(cafile=str(certificate[1]))
        client = Client(context=context, look_up=lambda *_: ["127.0.0.1"])
        assert client.send("GET", f"https://baca.example:{secure.port}/").body == b"aman"
        assert secure.call().headers["Host"] == f"baca.example:{secure.port}"
        with pytest.raises(PushError, match="CERTIFICATE_VERIFY_FAILED"):
            client.send("GET", f"https://lain.example:{secure.port}/")

    def test_a_certificate_nobody_vouches_for_is_refused(self, secure: WebServer) -> None:
        with pytest.raises(PushError, match="CERTIFICATE_VERIFY_FAILED"):
            Client(look_up=lambda *_: ["127.0.0.1"]).send("GET", f"https://baca.example:{secure.port}/")

    def test_a_handshake_that_never_ends_is_cut_off(self, listener: socket.socket) -> None:
        with pytest.raises(PushError):
            Client(seconds=0.3).send("GET", url_of(listener).replace("http", "https"))


def test_the_usual_port_is_not_named_in_host(monkeypatch: pytest.MonkeyPatch, server: WebServer) -> None:
    real = socket.create_connection
    monkeypatch.setattr(socket, "create_connection", lambda at, timeout: real((at[0], server.port), timeout))
    Client(look_up=lambda *_: ["127.0.0.1"]).send("GET", "http://baca.example/")
    assert server.call().headers["Host"] == "baca.example"


def test_a_call_is_what_the_server_got(server: WebServer) -> None:
    Client().send("POST", f"{server.url}/?a=1", body=b"b=2&b=3")
    call: Call = server.call("POST")
    assert (call.query, call.form) == ({"a": "1"}, {"b": ["2", "3"]})
