"""Where a hub may send to on behalf of strangers: addresses of subscribers, and the machines behind them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

LONGEST = 2_048
"""Characters of a callback or a topic."""
PORTS = frozenset((80, 443, 8080, 8443))
"""Where web servers listen: a hub that posts to any port could be made to talk to other services."""
_DEFAULT_PORTS = {"http": 80, "https": 443}
# RFC 3986 2: visible ASCII. Not what ends an address in a Link header, nor the backslash, on which readers disagree.
_PLAIN = re.compile(r"[!#-;=?-\[\]-~]+")
_NAME = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.?", re.I)
# WHATWG URL 3.5, "ends in a number": what some resolvers take for an IPv4 address in decimal, octal or hexadecimal.
_ENDS_IN_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)\.?", re.I)

Address = IPv4Address | IPv6Address

# The IANA registries of special-purpose addresses (RFC 6890), by hand: what `is_global` says differs between versions
# of Python. Private use first: only these may be opened.
_PRIVATE = [
    ip_network(each)
    for each in "10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 172.16.0.0/12 192.168.0.0/16 ::1/128 fc00::/7".split()
]
_CLOSED = [
    ip_network(each)
    for each in """
    0.0.0.0/8 169.254.0.0/16 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24
    224.0.0.0/4 240.0.0.0/4 2001::/23 2001:db8::/32 2002::/16 3fff::/20
    """.split()
]
_UNICAST = IPv6Network("2000::/3")
"""All that is assigned for use on the Internet (RFC 4291 2.4)."""
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""Addresses that stand for IPv4 ones (RFC 6052), as resolvers of networks without IPv4 make them."""


class CallbackError(ValueError):
    """The address of a subscriber is none we send to; the message says why, to its developer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A web address taken apart."""

    scheme: str
    host: str
    """Without brackets, in lower case."""
    port: int
    path: str
    """With the query, at least "/"."""


def parse_target(url: str) -> Target:
    """Take an http or https address apart; raises CallbackError."""
    if len(url) > LONGEST:
        raise CallbackError(f"is longer than {LONGEST} characters")
    if not _PLAIN.fullmatch(url):
        raise CallbackError("has characters that an address must not have; write them percent-encoded")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise CallbackError(f"cannot be read: {error}") from error
    if parts.scheme not in _DEFAULT_PORTS:
        raise CallbackError("is not an http or https address")
    if "@" in parts.netloc:
        raise CallbackError("must not hold a user name or password")
    if parts.fragment or url.endswith("#"):
        raise CallbackError("must not have a fragment (#...)")
    if not _is_host(host):
        raise CallbackError("has no host that can be looked up")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(
        scheme=parts.scheme, host=host, port=_DEFAULT_PORTS[parts.scheme] if port is None else port, path=path
    )


def parse_callback(url: str, *, allows_private: bool = False) -> Target:
    """Take the address of a subscriber apart, and judge what can be judged without looking it up.

    Raises CallbackError. Names are judged where they are looked up, by `is_allowed`: whoever owns one may let it
    lead anywhere, and elsewhere the next moment.
    """
    target = parse_target(url)
    if target.port not in PORTS and not allows_private:
        raise CallbackError(f"has port {target.port}; allowed are {', '.join(map(str, sorted(PORTS)))}")
    address = _literal(target.host)
    if address is not None and not is_allowed(address, allows_private=allows_private):
        raise CallbackError(f"leads to {address}, which is not an address on the public Internet")
    return target


def is_allowed(address: Address, *, allows_private: bool = False) -> bool:
    """Return whether a machine is on the public Internet, or, where that is allowed, on a private network.

    Link-local addresses (where clouds keep the credentials of their machines), multicast and reserved ones never are.
    """
    address = _meant(address)
    if isinstance(address, IPv6Address) and address.scope_id:
        return False
    if any(address in network for network in _PRIVATE):
        return allows_private
    if any(address in network for network in _CLOSED):
        return False
    return isinstance(address, IPv4Address) or address in _UNICAST


def neighbourhood(address: Address) -> str:
    """Return what requests are counted by: the address, of IPv6 the first 64 bits, which one customer has at least."""
    address = _meant(address)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address), 64), strict=False))
    return str(address)


def _meant(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address stands for."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _TRANSLATED:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _is_host(host: str) -> bool:
    if ":" in host or _ENDS_IN_NUMBER.fullmatch(host):
        return _literal(host) is not None
    return len(host) <= 253 and _NAME.fullmatch(host) is not None


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
