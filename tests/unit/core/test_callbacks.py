"""Where a hub sends on behalf of strangers, and where it never does."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from sindikasi.core.callbacks import (
    LONGEST,
    CallbackError,
    Target,
    is_allowed,
    neighbourhood,
    parse_callback,
    parse_target,
)


def problem(url: str, *, allows_private: bool = False) -> str:
    with pytest.raises(CallbackError) as caught:
        parse_callback(url, allows_private=allows_private)
    return str(caught.value)


def test_an_address_is_taken_apart_with_its_query_and_its_usual_port() -> None:
    assert parse_callback("https://Baca.example/panggil?a=1&b=%20") == Target(
        scheme="https", host="baca.example", port=443, path="/panggil?a=1&b=%20"
    )
    assert parse_callback("http://baca.example:8080") == Target(scheme="http", host="baca.example", port=8080, path="/")
    assert parse_target("http://[2606:4700::1]/").host == "2606:4700::1"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://baca.example/", "http"),
        ("//baca.example/", "http"),
        ("panggil", "http"),
        ("", "characters"),
        ("https://", "no host"),
        ("https:///panggil", "no host"),
        ("https://sari@baca.example/", "user name"),
        ("https://sari:kunci@baca.example/", "user name"),
        ("https://@baca.example/", "user name"),
        ("https://baca.example/#bagian", "fragment"),
        ("https://baca.example/#", "fragment"),
        ("https://baca.example/a b", "percent-encoded"),
        ("https://baca.example/\r\nX: y", "percent-encoded"),
        ("https://baca.example\\@127.0.0.1/", "percent-encoded"),
        ("https://café.example/", "percent-encoded"),
        ('https://baca.example/>; rel="x', "percent-encoded"),
        ("https://baca.example/<", "percent-encoded"),
        ("https://baca.example:http/", "cannot be read"),
        ("https://baca.example:99999/", "cannot be read"),
        ("https://[::1/", "cannot be read"),
        ("https://baca..example/", "no host"),
        ("https://-baca.example/", "no host"),
        (f"https://{'a' * 64}.example/", "no host"),
        (f"https://{'a.' * 127}example/", "no host"),
        ("https://baca.example/" + "a" * LONGEST, "longer"),
    ],
)
def test_what_is_no_address_of_a_web_server_is_refused_with_the_reason(url: str, why: str) -> None:
    assert why in problem(url, allows_private=True)


@pytest.mark.parametrize("port", [22, 25, 6379, 11211, 0])
def test_other_ports_than_those_of_web_servers_are_refused(port: int) -> None:
    assert f"has port {port}" in problem(f"http://baca.example:{port}/")
    assert parse_callback(f"http://baca.example:{port}/", allows_private=True).port == port


@pytest.mark.parametrize("port", [80, 443, 8080, 8443])
def test_the_ports_of_web_servers_are_taken(port: int) -> None:
    assert parse_callback(f"https://baca.example:{port}/").port == port


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "127.1", "127.0.0.1.", "a.0x", "1.2.3.4.5", "0"]
)
def test_an_address_in_decimal_octal_or_hexadecimal_is_no_host(host: str) -> None:
    assert "no host" in problem(f"http://{host}/", allows_private=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "[::ffff:10.0.0.1]", "192.168.1.1", "[fd00::1]", "100.64.0.1"])
def test_a_private_address_is_refused_unless_that_is_allowed(host: str) -> None:
    assert "public Internet" in problem(f"http://{host}/")
    assert parse_callback(f"http://{host}/", allows_private=True).scheme == "http"


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "223.255.255.255",
        "2606:4700::1",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
    ],
)
def test_machines_on_the_internet_are_allowed(address: str) -> None:
    assert is_allowed(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "127.0.0.1",
        "127.255.255.255",
        "172.16.0.0",
        "172.31.255.255",
        "192.168.255.255",
        "::1",
        "fc00::1",
        "fdff::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
    ],
)
def test_private_networks_and_this_machine_are_allowed_only_where_the_settings_say_so(address: str) -> None:
    assert not is_allowed(ip_address(address))
    assert is_allowed(ip_address(address), allows_private=True)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "169.254.169.254",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::127.0.0.1",
        "fe80::1",
        "fe80::1%eth0",
        "::1%lo",
        "fec0::1",
        "ff02::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "4000::1",
        "64:ff9b:1::1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
    ],
)
def test_link_local_multicast_and_reserved_addresses_are_never_allowed(address: str) -> None:
    assert not is_allowed(ip_address(address), allows_private=True)


def test_addresses_of_one_neighbourhood_are_counted_together() -> None:
    assert neighbourhood(ip_address("2606:4700::1")) == neighbourhood(ip_address("2606:4700::ffff:0:0:1"))
    assert neighbourhood(ip_address("2606:4700::1")) != neighbourhood(ip_address("2606:4700:0:1::1"))
    assert neighbourhood(ip_address("8.8.8.8")) != neighbourhood(ip_address("8.8.8.9"))
    assert neighbourhood(ip_address("::ffff:8.8.8.8")) == neighbourhood(ip_address("8.8.8.8"))
