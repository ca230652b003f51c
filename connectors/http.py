"""One requests.Session for every SDK: the account's own host, strict deadlines, no secrets.

    SDK ── request("https://api.twitter.com/2/...") ──> PlatformSession
              host replaced before anything is signed, any other host refused, no redirect
              connect, read and total deadline; nothing is sent once the total has passed
              at most 10 MB; `answer` keeps the status, headers and body that an SDK throws away

A call without a whole answer raises `NoAnswer`, which holds neither a URL nor a header, and
says whether a byte of the request left: only what was never sent is proven not to have
happened. Libraries that log tokens (tweepy, urllib3, oauthlib) are kept from it.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import logging
import os
import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from connectors.base import (
    Clock,
    ConnectorError,
    Deadlines,
    OutcomeUnknown,
    Retryable,
    utc_now,
)

SDK_HOSTS = frozenset({"api.twitter.com", "api.x.com", "graph.facebook.com"})
"""Hosts that SDKs have built in; each is replaced by the account's own base URL."""

MOST_BYTES = 10 * 1024 * 1024


class NoAnswer(requests.RequestException):
    """No whole answer came. `sent`: at least one byte of the request left this machine."""

    def __init__(self, reason: str, *, sent: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sent = sent


@dataclass(frozen=True, slots=True)
class Answer:
    """The last answer as it came, whatever an SDK makes of it; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(default=b"", repr=False)


def explain(error: Exception, *, wrote: bool) -> ConnectorError:
    """Return what a call without an answer means: raise the result outside of `except`.

    Only a request that never left is Retryable after a write; all else may have happened.
    """
    reason = error.reason if isinstance(error, NoAnswer) else "no readable answer"
    if wrote and not (isinstance(error, NoAnswer) and not error.sent):
        return OutcomeUnknown(reason)
    return Retryable(reason)


class _Call:
    """One call under way: its deadline, and whether anything was sent."""

    def __init__(self, deadlines: Deadlines) -> None:
        self._read = deadlines.read
        self._end = time.monotonic() + deadlines.total
        self.sent = False

    def patience(self) -> float:
        """Return the seconds that the next wait may take. Raises TimeoutError when none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("total deadline")
        return min(self._read, left)


_thread = threading.local()


@contextmanager
def _running(call: _Call) -> Iterator[None]:
    _thread.call = call
    try:
        yield
    finally:
        _thread.call = None


class _Patient(io.RawIOBase):
    """A socket's bytes, where every single wait is cut to what is left of the deadline."""

    def __init__(self, wire: socket.socket, call: _Call) -> None:
        super().__init__()
        self._wire = wire
        self._raw: Any = wire.makefile("rb", buffering=0)
        self._call = call

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._wire.settimeout(self._call.patience())
        read: int | None = self._raw.readinto(buffer)
        return read

    def close(self) -> None:
        self._raw.close()
        super().close()


class _TimedResponse(http.client.HTTPResponse):
    """A response whose headers and body both stand under the total deadline."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        call: _Call | None = getattr(_thread, "call", None)
        if call is not None:
            plain = self.fp
            self.fp = io.BufferedReader(_Patient(sock, call))
            plain.close()


class _TimedConnection(HTTPConnection):
    """A connection that sends nothing once the deadline has passed (slow DNS, slow TLS)."""

    response_class = _TimedResponse
    _ready = False

    def connect(self) -> None:
        self._ready = False
        super().connect()
        self._ready = True

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        call: _Call | None = getattr(_thread, "call", None)
        if call is not None and self._ready:
            patience = call.patience()
            call.sent = True
            self.sock.settimeout(patience)
        super().send(data)


class _TimedTlsConnection(_TimedConnection, HTTPSConnection):
    """The same over TLS."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _TimedConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TimedTlsConnection


_POOLS = {"http": _Pool, "https": _TlsPool}


class _Adapter(HTTPAdapter):
    """requests' adapter over the connections above; never tries twice."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager


class PlatformSession(requests.Session):
    """A session for one account of one platform. Not shared between threads.

    Raises NoAnswer where requests would raise; an answer of any status is returned, its
    body read. `answer` is the last one, None when none came.
    """

    def __init__(
        self, base_url: str, deadlines: Deadlines = Deadlines(), now: Clock = utc_now
    ) -> None:
        super().__init__()
        _quieten()
        self.base_url = base_url.rstrip("/")
        self.deadlines = deadlines
        self.now = now
        self.answer: Answer | None = None
        self.trust_env = False  # a .netrc would replace the account's own login
        self.verify = os.environ.get("REQUESTS_CA_BUNDLE") or True
        self.mount("https://", _Adapter())
        self.mount("http://", _Adapter())

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        """Make one call to the account's own host."""
        self.answer = None
        target = self._target(str(url))
        kwargs |= {
            "timeout": (self.deadlines.connect, self.deadlines.read),
            "allow_redirects": False,
            "stream": True,
            "proxies": _proxies(target),
        }
        call = _Call(self.deadlines)
        response: requests.Response | None = None
        failure: NoAnswer | None = None
        with _running(call):
            try:
                response = super().request(method, target, *args, **kwargs)
                _read_whole(response)
            except _FAILURES as error:
                failure = NoAnswer(_reason(error, call), sent=call.sent)
        if response is None or failure is not None:
            self.close()
            raise failure or NoAnswer("no answer", sent=call.sent)
        headers = {name.lower(): value for name, value in response.headers.items()}
        self.answer = Answer(response.status_code, headers, response.content)
        return response

    def _target(self, url: str) -> str:
        asked, base = urlsplit(url), urlsplit(self.base_url)
        if asked.netloc == base.netloc and asked.path.startswith(f"{base.path}/"):
            return urlunsplit(asked._replace(scheme=base.scheme))
        if asked.netloc not in SDK_HOSTS:
            raise NoAnswer("a call to another host was refused", sent=False)
        path = base.path + "/" + asked.path.lstrip("/")
        return urlunsplit((base.scheme, base.netloc, path, asked.query, ""))


class _TooLarge(ValueError):
    """The answer is larger than any that a platform gives."""


_FAILURES = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    http.client.HTTPException,
    OSError,
    ValueError,
)


def _read_whole(response: requests.Response) -> None:
    """Read the body under the deadline and the limit, decompressed bytes counted."""
    wire, body = response.raw, io.BytesIO()
    for piece in wire.stream(65_536, decode_content=True):
        body.write(piece)
        if body.tell() > MOST_BYTES:
            wire.close()
            raise _TooLarge
    wire.release_conn()
    body.seek(0)
    response.raw = body
    _ = response.content


def _reason(error: BaseException, call: _Call) -> str:
    """Return a sentence of our own: what libraries say may hold the URL and its token."""
    if isinstance(error, _TooLarge):
        return "the answer is larger than 10 MB"
    if isinstance(error, NoAnswer):
        return error.reason
    if isinstance(error, requests.Timeout | TimeoutError | urllib3.exceptions.TimeoutError):
        return "no answer in time" if call.sent else "no connection in time"
    try:
        call.patience()
    except TimeoutError:
        return "no answer in time"
    return "the connection broke off" if call.sent else "no connection"


def _proxies(url: str) -> dict[str, str]:
    host = urlsplit(url).hostname or ""
    try:
        local = ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost"
    return {} if local else get_environ_proxies(url)


LEAKY = (
    "tweepy.client",
    "tweepy.api",
    "urllib3.connection",
    "urllib3.connectionpool",
    "urllib3.util.retry",
    "oauthlib.oauth1.rfc5849",
    "oauthlib.oauth1.rfc5849.signature",
    "oauthlib.oauth2.rfc6749.clients.base",
    "requests_oauthlib.oauth1_auth",
    "requests_oauthlib.oauth1_session",
    "requests_oauthlib.oauth2_session",
)
"""Loggers of libraries that write tokens or URLs holding them."""

_SECRET = re.compile(
    r"((?:access_token|input_token|appsecret_proof|refresh_token|client_secret)=)[^&\s'\"]+"
    r"|((?:Bearer|Basic) )[\w.~+/%=-]{8,}"
    r"|(OAuth )oauth_[^\r\n]+"
)


def scrub(text: str, secrets: Mapping[str, str] | None = None) -> str:
    """Return the text without tokens in URLs or headers, and without any given secret."""
    clean = _SECRET.sub(lambda found: f"{found[1] or found[2] or found[3]}…", text)
    for value in (secrets or {}).values():
        if len(value) >= 8:
            clean = clean.replace(value, "…")
    return clean


class _Quiet(logging.Filter):
    """Lets warnings through, scrubbed, and nothing below them."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = scrub(record.getMessage()), ()
        record.exc_info = record.exc_text = None
        return record.levelno >= logging.WARNING


_quiet = _Quiet()


def _quieten() -> None:
    for name in LEAKY:
        logging.getLogger(name).addFilter(_quiet)
