"""Where a request came from: a proxy is believed only when we were told of it."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from inbox.web.visitor import BEHIND_A_STRANGER, Visitor, same_origin, trusted, visitor
from tests.asgi import Browser

NONE: frozenset[str] = frozenset()
NGINX = trusted("192.0.2.1, 127.0.0.1")


def seen(proxies: frozenset[str], address: str, scheme: str = "http", **headers: str) -> Visitor:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return visitor(Browser(None, address, scheme).scope("http", "/", sent), proxies)


def test_without_a_proxy_the_peer_is_the_visitor() -> None:
    assert seen(NONE, "203.0.113.7") == Visitor("203.0.113.7", secure=False)


def test_tls_of_our_own_counts() -> None:
    assert seen(NONE, "203.0.113.7", "https").secure


def test_a_known_proxy_tells_who_comes_and_by_tls() -> None:
    told = seen(NGINX, "192.0.2.1", x_forwarded_for="203.0.113.7", x_forwarded_proto="https")
    assert told == Visitor("203.0.113.7", secure=True)


def test_a_visitor_cannot_put_another_address_in_front() -> None:
    told = seen(NGINX, "192.0.2.1", x_forwarded_for="198.51.100.1, 203.0.113.7")
    assert told.address == "203.0.113.7"


def test_what_the_server_made_of_a_known_proxy_is_taken() -> None:
    """uvicorn puts the forwarded address in the place of a proxy on this machine."""
    told = seen(NGINX, "203.0.113.7", x_forwarded_for="203.0.113.7", x_forwarded_proto="https")
    assert told == Visitor("203.0.113.7", secure=True)


@pytest.mark.parametrize("address", ["127.0.0.1", "203.0.113.7"])
def test_a_stranger_who_claims_to_be_a_proxy_is_not_believed(address: str) -> None:
    told = seen(NONE, address, x_forwarded_for="203.0.113.7", x_forwarded_proto="https")
    assert told == Visitor(BEHIND_A_STRANGER, secure=False)


def test_a_changed_claim_does_not_make_a_new_visitor() -> None:
    """Else every guess would come from an address of its own."""
    told = {seen(NONE, "127.0.0.1", x_forwarded_for=f"203.0.113.{n}").address for n in range(9)}
    assert told == {BEHIND_A_STRANGER}


def test_a_forged_scheme_makes_no_secure_cookie() -> None:
    assert not seen(NONE, "127.0.0.1", "https", x_forwarded_proto="https").secure


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"origin": "http://inbox.example", "host": "inbox.example"}, True),
        ({"origin": "http://inbox.example", "host": "INBOX.example"}, True),
        ({"origin": "http://inbox.example:81", "host": "inbox.example"}, False),
        ({"origin": "http://evil.example", "host": "inbox.example"}, False),
        ({"origin": "http://inbox.example.evil", "host": "inbox.example"}, False),
        ({"origin": "", "host": ""}, False),
        ({"origin": "null", "sec-fetch-site": "same-origin", "host": "x"}, True),
        ({"origin": "null", "sec-fetch-site": "cross-site", "host": "x"}, False),
        ({"origin": "null", "sec-fetch-site": "same-site", "host": "x"}, False),
        ({"origin": "null", "host": "x"}, None),
        ({"host": "x"}, None),
    ],
)
def test_a_page_of_ours_is_told_from_others(headers: dict[str, str], ours: bool | None) -> None:
    assert same_origin(Headers(headers)) is ours
