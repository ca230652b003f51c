"""Who is asking, for our own routes: the gate has looked the session up for this very request.

Pages ask `inbox.pages.current`, since a websocket outlives the request that opened it.
"""

from __future__ import annotations

from starlette.requests import HTTPConnection

from inbox.care import sign_in
from inbox.care.rights import Actor
from inbox.care.sign_in import Present

PRESENT = "inbox.present"
"""Where the gate leaves who was let in."""

VISITOR = "inbox.visitor"
"""Where the gate leaves the address and whether it is TLS (inbox.web.visitor)."""


def cookie(connection: HTTPConnection) -> str:
    """Return the name of the cookie that this visitor's session has."""
    host, secure = connection.headers.get("host", ""), connection.scope[VISITOR].secure
    return sign_in.cookie(host, secure=secure)


def present(connection: HTTPConnection) -> Present:
    """Return who is signed in. KeyError where the gate let somebody in without a session."""
    found: Present = connection.scope[PRESENT]
    return found


def actor(connection: HTTPConnection) -> Actor:
    """Return who acts, for a use case."""
    return present(connection).actor
