"""A GET to an address that strangers chose, as carefully as it gets.

    https and a host of the platform's, port 443, nobody's name in it
      -> every address the host has is public           (else: somebody points us at our own house)
      -> connected to that very address, TLS by name    (no second look-up that says otherwise)
      -> no redirect, no compression, bounded in bytes and in seconds, however it drips

The stand-ins on this machine are the one exception, by their exact host and port.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

PIECE = 65_536
NOT_FOR_US = frozenset({401, 403, 404, 410})
LATER = frozenset({408, 425, 429, *range(500, 600)})


class Reason(StrEnum):
    """Why something is not fetched, for good."""

    NOT_ALLOWED = "not_allowed"
    ADDRESS = "address"
    REDIRECT = "redirect"
    GONE = "gone"
    ANSWER = "answer"
    TOO_BIG = "too_big"
    TYPE = "type"
    UNREACHABLE = "unreachable"


class Refused(Exception):
    """This is not fetched, now or later."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class TryLater(Exception):
    """It did not come this time."""


class NoLogin(TryLater):
    """We have no good login now, which says nothing of the file."""


class NotLetIn(TryLater):
    """A login that we take for good was not taken: it may have died, or it may not have this."""


Authorize = Callable[[str], Mapping[str, str]]
"""Gives the headers for an address; none where nobody asks who we are."""


def _nothing(_: str) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Allowed:
    """Whom we ask: hosts with their subdomains, and `local`, a stand-in as host:port.

    `private` hosts, exactly these, and the stand-in are asked by the headers that `authorize` gives
    for an address; nobody else ever sees one of them.
    """

    hosts: tuple[str, ...]
    local: str | None = None
    private: tuple[str, ...] = ()
    authorize: Authorize = _nothing


@dataclass(frozen=True, slots=True)
class Limits:
    """How long one fetch may take in seconds, and how large what it brings may be in bytes."""

    connect: float
    read: float
    total: float
    most: int


@dataclass(frozen=True, slots=True)
class _Target:
    host: str
    port: int
    tls: bool
    path: str


Resolve = Callable[[str, int], list[str]]
Dial = Callable[[str, int, float], socket.socket]


def resolve(host: str, port: int) -> list[str]:
    """Return every address of a host. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def dial(address: str, port: int, patience: float) -> socket.socket:
    """Connect to one address. Raises OSError."""
    return socket.create_connection((address, port), patience)


def pieces(
    url: str,
    allowed: Allowed,
    limits: Limits,
    look_up: Resolve = resolve,
    connect: Dial = dial,
    trust: ssl.SSLContext | None = None,
) -> Iterator[bytes]:
    """Give the body of an address piece by piece.

    Raises Refused and TryLater, and what `allowed.authorize` raises.
    """
    target = _target(url, allowed)
    private = target.host in allowed.private or not target.tls
    headers = allowed.authorize(url) if private else {}
    end = time.monotonic() + limits.total
    try:
        address = _address(target, look_up)
        reached = connect(address, target.port, min(limits.connect, _left(end)))
        with closing(_Connection(target, reached, end, limits, trust)) as opened:
            answer = opened.ask(target.path, headers)
            yield from _body(answer, limits.most, authorized=bool(headers))
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise TryLater(type(error).__name__) from error


def _target(url: str, allowed: Allowed) -> _Target:
    """Return where to go. Raises Refused for anything but a platform's host over https."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        raise Refused(Reason.NOT_ALLOWED) from None
    path = parts.path or "/"
    path += f"?{parts.query}" if parts.query else ""
    plain = path.isascii() and path.isprintable() and " " not in path and "@" not in parts.netloc
    if plain and parts.scheme == "http" and allowed.local and parts.netloc == allowed.local:
        return _Target(host, port or 80, tls=False, path=path)
    known = host in allowed.private or any(
        host == name or host.endswith(f".{name}") for name in allowed.hosts
    )
    if not plain or not known or parts.scheme != "https" or port not in (None, 443):
        raise Refused(Reason.NOT_ALLOWED)
    return _Target(host, 443, tls=True, path=path)


def _address(target: _Target, look_up: Resolve) -> str:
    """Return the address to connect to. Raises Refused when any of them is not the internet's."""
    found = look_up(target.host, target.port)
    fits = public if target.tls else loopback
    if not found or not all(fits(each) for each in found):
        raise Refused(Reason.ADDRESS)
    return found[0]


def public(address: str) -> bool:
    """Return whether an address is one of the internet, and stands for no other one."""
    ip = _ip(address)
    if ip is None or any(ip in network for network in (*_STANDS_FOR, *_NEVER)):
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.is_site_local:
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def loopback(address: str) -> bool:
    """Return whether an address is this machine's own."""
    ip = _ip(address)
    return ip is not None and ip.is_loopback


def _ip(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return None


_STANDS_FOR = tuple(
    ipaddress.IPv6Network(each)
    for each in (
        "::ffff:0:0/96",
        "::/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
    )
)
"""Ways of writing an IPv4 address as an IPv6 one: mapped, compatible, NAT64, 6to4, Teredo."""

_NEVER = tuple(
    ipaddress.ip_network(each)
    for each in ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20", "5f00::/16")
)
"""Of the registries' special ranges those that not every Python knows as such."""


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError("total deadline")
    return left


class _Patient(io.RawIOBase):
    """A socket's bytes, where every single wait is cut to what is left of the deadline."""

    def __init__(self, wire: socket.socket, end: float, read: float) -> None:
        super().__init__()
        self._wire, self._end, self._read = wire, end, read
        self._raw: Any = wire.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._wire.settimeout(min(self._read, _left(self._end)))
        count: int | None = self._raw.readinto(buffer)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Connection:
    """One connection for one question."""

    def __init__(
        self,
        target: _Target,
        wire: socket.socket,
        end: float,
        limits: Limits,
        trust: ssl.SSLContext | None,
    ) -> None:
        self._end, self._read = end, limits.read
        self._wire = wire
        if target.tls:
            wire.settimeout(min(limits.connect, _left(end)))
            context = trust or ssl.create_default_context()
            try:
                self._wire = context.wrap_socket(wire, server_hostname=target.host)
            except BaseException:
                wire.close()
                raise
        self._http = http.client.HTTPConnection(target.host, target.port)
        self._http.sock = self._wire
        self._name = target.host if target.tls else f"{target.host}:{target.port}"

    def ask(self, path: str, headers: Mapping[str, str]) -> http.client.HTTPResponse:
        """Send the question and read the head of the answer."""
        self._wire.settimeout(min(self._read, _left(self._end)))
        self._http.putrequest("GET", path, skip_host=True, skip_accept_encoding=True)
        for name, value in (
            ("Host", self._name),
            ("Accept", "*/*"),
            ("Accept-Encoding", "identity"),
            ("User-Agent", "Durchwahl"),
            ("Connection", "close"),
            *headers.items(),
        ):
            self._http.putheader(name, value)
        self._http.endheaders()
        answer = http.client.HTTPResponse(self._wire, method="GET")
        plain = answer.fp
        answer.fp = io.BufferedReader(_Patient(self._wire, self._end, self._read))
        plain.close()
        answer.begin()
        return answer

    def close(self) -> None:
        """Hang up."""
        self._http.close()
        self._wire.close()


def _body(answer: http.client.HTTPResponse, most: int, *, authorized: bool) -> Iterator[bytes]:
    with closing(answer):
        if authorized and answer.status == 401:  # a login that died may be renewed
            raise NotLetIn("status 401")
        _check(answer, most)
        read = 0
        while piece := answer.read1(PIECE):
            read += len(piece)
            if read > most:
                raise Refused(Reason.TOO_BIG)
            yield piece
        if answer.length:  # fewer bytes than it said
            raise TryLater("cut off")


def _check(answer: http.client.HTTPResponse, most: int) -> None:
    """Raise Refused or TryLater for an answer that is not a whole, plain file."""
    if answer.status in LATER:
        raise TryLater(f"status {answer.status}")
    if answer.status in NOT_FOR_US:
        raise Refused(Reason.GONE)
    if 300 <= answer.status < 400:
        raise Refused(Reason.REDIRECT)
    if answer.status != 200:
        raise Refused(Reason.ANSWER)
    if answer.getheader("Content-Encoding", "identity").strip().lower() != "identity":
        raise Refused(Reason.ANSWER)
    if answer.length is not None and answer.length > most:
        raise Refused(Reason.TOO_BIG)
