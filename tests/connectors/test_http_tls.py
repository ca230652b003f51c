"""The same session over TLS: deadlines hold there too, and nobody unknown is spoken to."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors import http
from connectors.base import Deadlines
from connectors.http import NoAnswer, PlatformSession
from tests.certificates import self_signed
from tests.connectors.raw_server import Handler, answer, drips, hangs, says, serving

ASKED = "https://api.twitter.com/2/users/me"
BRIEF = Deadlines(connect=0.5, read=0.4, total=0.8)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a certificate of our own for 127.0.0.1, and its key."""
    return self_signed(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def trusted(certificate, monkeypatch) -> Iterator[None]:
    """Let the session trust our certificate, as a company's own would be."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate[0]))
    yield


def tls(handler: Handler, certificate: tuple[Path, Path], heard: list[bytes]) -> Handler:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)

    def handle(wire: socket.socket) -> None:
        with context.wrap_socket(wire, server_side=True) as safe:
            heard.append(safe.recv(65_536))
            handler(safe)

    return handle


class Peeking:
    """Serve TLS: the raw server must not read the handshake away."""

    def __init__(self, handler: Handler, certificate: tuple[Path, Path]) -> None:
        self.heard: list[bytes] = []
        self._handler = tls(handler, certificate, self.heard)

    def __call__(self, wire: socket.socket) -> None:
        self._handler(wire)


def ask(url: str, deadlines: Deadlines = BRIEF, method: str = "GET") -> bytes:
    with PlatformSession(url.replace("http://", "https://"), deadlines) as session:
        return session.request(method, ASKED).content


def test_a_trusted_platform_is_heard(certificate, trusted) -> None:
    peeking = Peeking(says(answer(b'{"data":1}')), certificate)
    with serving(peeking, reads=False) as server:
        assert ask(server.url, Deadlines(5, 5, 20)) == b'{"data":1}'
        assert peeking.heard[0].startswith(b"GET /2/users/me HTTP/1.1\r\n")


def test_a_platform_that_nobody_vouches_for_is_told_nothing(certificate) -> None:
    peeking = Peeking(says(answer(b"{}")), certificate)
    with serving(peeking, reads=False) as server:
        with pytest.raises(NoAnswer) as caught:
            ask(server.url, method="POST")
        assert not caught.value.sent
        assert peeking.heard == []


@pytest.mark.parametrize(
    "handler",
    [
        hangs,
        drips(b"HTTP/1.1 200 OK\r\n" + b"X-Slow: yes\r\n" * 90),
        drips(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n" + b"x" * 9000),
    ],
    ids=["silent", "dripping headers", "dripping body"],
)
def test_the_total_deadline_holds_inside_tls(certificate, trusted, handler) -> None:
    with serving(Peeking(handler, certificate), reads=False) as server:
        with pytest.raises(NoAnswer) as caught:
            ask(server.url)
        assert caught.value.reason == "no answer in time"
        assert caught.value.sent


def test_a_handshake_that_never_ends_was_never_sent() -> None:
    def mute(wire: socket.socket) -> None:
        time.sleep(3)

    with serving(mute, reads=False) as server:
        with pytest.raises(NoAnswer) as caught:
            ask(server.url, method="POST")
        assert not caught.value.sent


def test_plain_http_where_tls_was_expected_was_never_sent() -> None:
    with serving(says(answer(b"{}"))) as server:
        with pytest.raises(NoAnswer) as caught:
            ask(server.url, method="POST")
        assert not caught.value.sent


@pytest.mark.parametrize(
    ("url", "through"),
    [
        ("https://api.x.com/2", "http://proxy.example:3128"),
        ("https://127.0.0.1:8611/x", None),
        ("https://localhost:8611/x", None),
        ("https://[::1]:8611/x", None),
        ("https://intern.example/2", None),
    ],
)
def test_a_proxy_of_the_environment_is_used_but_never_to_this_machine(
    monkeypatch, url, through
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "https_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "intern.example")
    assert http._proxies(url).get("https") == through


def test_a_refusing_proxy_means_that_nothing_reached_the_platform(monkeypatch) -> None:
    refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
    with serving(says(refusal)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        session = PlatformSession("https://api.x.com", BRIEF)
        with pytest.raises(NoAnswer) as caught:
            session.request("POST", ASKED, headers={"Authorization": "Bearer canary"})
        assert not caught.value.sent
        assert b"canary" not in b"".join(proxy.requests)
        assert proxy.requests[0].startswith(b"CONNECT api.x.com:443")
