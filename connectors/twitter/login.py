"""An OAuth 2.0 login, renewed: the old refresh token dies with the answer (docs.x.com, OAuth)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import requests

from connectors.base import (
    Clock,
    Connection,
    ConnectorError,
    Credentials,
    ReauthRequired,
    Refreshed,
    Retryable,
    utc_now,
)
from connectors.http import PlatformSession
from connectors.http import explain as explain_silence
from connectors.twitter.errors import explain, problem_in

PATH = "https://api.x.com/2/oauth2/token"
REVOKE = "https://api.x.com/2/oauth2/revoke"


def refresh(connection: Connection, now: Clock = utc_now) -> Refreshed | None:
    """Renew a login; None for OAuth 1.0a, whose tokens do not end.

    Raises ReauthRequired when X refuses, Retryable when no answer came. After the latter the
    old token may be dead: then the next try says so.
    """
    secrets = connection.credentials
    if "refresh_token" not in secrets:
        return None
    session = PlatformSession(connection.base_url, connection.deadlines, now)
    failure: ConnectorError | None = None
    response: requests.Response | None = None
    try:
        response = _asked(session, secrets)
    except requests.RequestException as error:
        failure = explain_silence(error, wrote=False)
    finally:
        session.close()
    if response is None:
        raise failure or Retryable("no answer")
    return _granted(session, response, secrets, now())


def revoke(connection: Connection, now: Clock = utc_now) -> bool:
    """Give both tokens back to X; False for OAuth 1.0a, whose keys are not ours to end.

    The refresh token goes first: by it the login would go on. Raises ConnectorError.
    """
    secrets = connection.credentials
    if "client_id" not in secrets:
        return False
    session = PlatformSession(connection.base_url, connection.deadlines, now)
    failure: ConnectorError | None = None
    try:
        for kind in ("refresh_token", "access_token"):
            if secrets.get(kind):
                form = {"token": secrets[kind], "token_type_hint": kind}
                _handed(session, REVOKE, form, secrets)
                answer = session.answer
                if answer is not None and answer.status != 200 and failure is None:
                    failure = explain(answer, wrote=False, now=now(), bucket="token")
    except requests.RequestException as error:
        failure = explain_silence(error, wrote=False)
    finally:
        session.close()
    if failure is not None:
        raise failure
    return True


def _asked(session: PlatformSession, secrets: Credentials) -> requests.Response:
    form = {"grant_type": "refresh_token", "refresh_token": secrets["refresh_token"]}
    return _handed(session, PATH, form, secrets)


def _handed(
    session: PlatformSession, path: str, form: dict[str, str], secrets: Credentials
) -> requests.Response:
    """A confidential client shows its secret as HTTP Basic, a public one only names itself."""
    secret = secrets.get("client_secret", "")
    login = (secrets["client_id"], secret) if secret else None
    return session.request(
        "POST", path, data={**form, "client_id": secrets["client_id"]}, auth=login
    )


def _granted(
    session: PlatformSession, response: requests.Response, secrets: Credentials, now: datetime
) -> Refreshed:
    answer = session.answer
    if answer is None or response.status_code != 200:
        if response.status_code in (400, 401, 403) and problem_in(response.content):
            raise ReauthRequired("X does not renew this login")
        if answer is None:
            raise Retryable("no answer")
        raise explain(answer, wrote=False, now=now, bucket="token")
    given = told(response.content)
    access, fresh = given.get("access_token"), given.get("refresh_token")
    if not (isinstance(access, str) and access):
        raise Retryable("X's answer cannot be read")
    renewed = {**secrets, "access_token": access}
    if isinstance(fresh, str) and fresh:
        renewed["refresh_token"] = fresh
    return Refreshed(Credentials(renewed), ends(given.get("expires_in"), now))


def told(body: bytes) -> dict[str, Any]:
    """Return the object that an answer holds, an empty one where it holds none."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return given if isinstance(given, dict) else {}


def ends(seconds: Any, now: datetime) -> datetime | None:
    """Return when a token ends that lasts so many seconds, None where that is no length."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    return now + timedelta(seconds=seconds) if 0 < seconds < 10**8 else None
