"""Where a request came from: headers of a proxy are believed only when we were told of it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

BEHIND_A_STRANGER = "proxy"
"""The address of everybody who comes through a proxy we were not told of: they share one."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """The address guesses are counted by, and whether the browser speaks TLS."""

    address: str
    secure: bool


def trusted(setting: str) -> frozenset[str]:
    """Return the addresses in TRUSTED_PROXIES, separated by commas."""
    return frozenset(part.strip() for part in setting.split(",") if part.strip())


def visitor(scope: Scope, proxies: frozenset[str]) -> Visitor:
    """Return who is at the other end of a request.

    The server believes a proxy on this machine before we are asked (uvicorn,
    `forwarded_allow_ips`) and overwrites address and scheme, so both are judged anew.
    """
    headers = Headers(scope=scope)
    peer = str((scope.get("client") or ("unknown",))[0])
    hops = [hop.strip() for hop in ",".join(headers.getlist("x-forwarded-for")).split(",")]
    said = headers.get("x-forwarded-proto", "").strip().lower()
    by_tls = scope.get("scheme") in ("https", "wss")
    if not said and hops == [""]:
        return Visitor(peer, by_tls)
    if peer not in proxies and not (peer in hops and proxies & {"127.0.0.1", "::1"}):
        return Visitor(BEHIND_A_STRANGER, by_tls and not said)
    strangers = [hop for hop in hops if hop and hop not in proxies]
    return Visitor(strangers[-1] if strangers else peer, said in ("https", "wss"))


def same_origin(headers: Headers) -> bool | None:
    """Return whether a request comes from a page of ours; None when the browser does not say.

    Under `Referrer-Policy: no-referrer` a form posts with `Origin: null` (Fetch standard,
    "append a request Origin header"), and Sec-Fetch-Site tells instead.
    """
    origin = headers.get("origin", "null")
    if origin != "null":
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower() != ""
    site = headers.get("sec-fetch-site")
    return None if site is None else site == "same-origin"
