"""An account on X connected by a person, and what its login may do.

begin   -> X's own page, with the hash of a verifier that stays here (PKCE, S256)
finish  -> the code and the verifier for tokens, and whose they are
health  -> whether X still takes the login; keys (OAuth 1.0a) say what they may

A code is good for 30 seconds. Source: docs.x.com, OAuth 2.0 Authorization Code Flow with PKCE.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from contextlib import closing
from typing import Any
from urllib.parse import urlencode

import requests

from connectors.base import (
    App,
    Author,
    Begun,
    Candidate,
    Clock,
    Connection,
    ConnectorError,
    Credentials,
    Health,
    Refusal,
    Rejected,
    Unreadable,
    utc_now,
)
from connectors.http import PlatformSession
from connectors.http import explain as explain_silence
from connectors.twitter import asking, mapping
from connectors.twitter.errors import explain, problem_in
from connectors.twitter.login import PATH, ends, told
from connectors.twitter.shapes import Malformed
from connectors.twitter.wire import Wire

PAGE = "/i/oauth2/authorize"
READ = ("tweet.read", "users.read")
"""Without these nothing works."""

SCOPES = (
    *READ,
    "tweet.write",
    "tweet.moderate.write",
    "media.write",
    "dm.read",
    "dm.write",
    "offline.access",
)
LEVELS = ("read", "read-write", "read-write-directmessages")
"""What keys may do, as X tells it in a header; each level has the ones before it."""


def begin(app: App, state: str) -> Begun:
    """Return X's page for a person, and the verifier that stays here."""
    verifier = secrets.token_urlsafe(48)
    digest = hashlib.sha256(verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": app.credentials["client_id"],
        "redirect_uri": app.return_url,
        "scope": " ".join(SCOPES),
        "state": state,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    url = f"{app.login_url.rstrip('/')}{PAGE}?{urlencode(asked)}"
    return Begun(url, Credentials({"verifier": verifier}))


def finish(
    app: App, kept: Credentials, answer: Mapping[str, str], now: Clock = utc_now
) -> tuple[Candidate, ...]:
    """Trade the code for tokens and ask X whose they are."""
    code = answer.get("code")
    if not code:
        raise Rejected("X sent no code", Refusal.INVALID)
    given = _traded(app, kept["verifier"], code, now)
    access = given.get("access_token")
    if not isinstance(access, str) or not access:
        raise Unreadable("X's answer cannot be read")
    credentials = {**app.credentials, "access_token": access}
    fresh = given.get("refresh_token")
    if isinstance(fresh, str) and fresh:
        credentials["refresh_token"] = fresh
    scope = given.get("scope")
    scopes = tuple(scope.split()) if isinstance(scope, str) else ()
    connection = Connection(
        "twitter", "", None, app.base_url, Credentials(credentials), app.deadlines
    )
    author, _ = _whose(connection, now)
    return (
        Candidate(
            platform="twitter",
            author=author,
            login="oauth2",
            credentials=connection.credentials,
            scopes=scopes,
            missing=tuple(one for one in SCOPES if scopes and one not in scopes),
            streams_without=_silent(scopes),
            expires_at=ends(given.get("expires_in"), now()),
        ),
    )


def health(connection: Connection, now: Clock = utc_now) -> Health:
    """Ask X whether it takes this login; what a token may do was told when it was given."""
    _, level = _whose(connection, now)
    if "api_key" not in connection.credentials or level not in LEVELS:
        return Health()
    return Health(scopes=(level,), missing=LEVELS[-1:] if level != LEVELS[-1] else ())


def _silent(scopes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the streams that cannot be read with these scopes; none when X named none."""
    if not scopes:
        return ()
    if not set(READ) <= set(scopes):
        return ("mentions", "direct", "search", "revisit")
    return () if "dm.read" in scopes else ("direct",)


def _whose(connection: Connection, now: Clock) -> tuple[Author, str | None]:
    with closing(Wire(connection, now)) as wire:
        payload = wire.read("me", "/2/users/me", {"user.fields": asking.USER})
        level = wire.access()
    try:
        return mapping.read_user(payload), level
    except Malformed as error:
        raise Unreadable(f"X's answer cannot be read: {error}") from error


def _traded(app: App, verifier: str, code: str, now: Clock) -> Mapping[str, Any]:
    """Return X's answer to a code. Raises ConnectorError, with no secret on its context."""
    session = PlatformSession(app.base_url, app.deadlines, now)
    client, secret = app.credentials["client_id"], app.credentials.get("client_secret", "")
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": app.return_url,
        "code_verifier": verifier,
        "client_id": client,
    }
    failure: ConnectorError | None = None
    response: requests.Response | None = None
    try:
        login = (client, secret) if secret else None
        response = session.request("POST", PATH, data=form, auth=login)
    except requests.RequestException as error:
        failure = explain_silence(error, wrote=False)
    finally:
        session.close()
    if response is None or session.answer is None:
        raise failure or Unreadable("no answer")
    if response.status_code in (400, 401, 403) and (problem := problem_in(response.content)):
        raise Rejected(problem.reason, Refusal.INVALID)
    if response.status_code != 200:
        raise explain(session.answer, wrote=False, now=now(), bucket="token")
    return told(response.content)
