"""Logins behind Meta's Graph API: codes and tokens traded, and what a token is worth.

    Asking.token      a code, or a short-lived token, for a user's token
    Asking.pages      the pages that a user runs
    Asking.debugged   what a token may and when it ends
    worth             the same of a page's own token, which Instagram accounts have as well

Sources: developers.facebook.com, Build a Login Flow by hand; Long-Lived Tokens; Debug Token.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

import requests

from connectors import http
from connectors.base import (
    Clock,
    Connection,
    ConnectorError,
    Deadlines,
    ReauthRequired,
    Refusal,
    Rejected,
    Unreadable,
)
from connectors.graph import errors
from connectors.graph.session import GraphSession, Unsuccessful
from connectors.http import PlatformSession, scrub

VERSION = "v26.0"
PAGES = 5
"""Pages of the list of pages; with a hundred each, more than anybody runs."""

ACCOUNTS = "id,name,access_token,tasks,instagram_business_account{id,username,name}"

Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rights:
    """What a token may and when it ends, where it does."""

    scopes: tuple[str, ...]
    expires_at: datetime | None
    access_ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Asking:
    """Calls about logins: at one host, in one version. `hidden` never shows in an error."""

    base_url: str
    version: str
    deadlines: Deadlines
    now: Clock
    hidden: Mapping[str, str]
    credentials: Mapping[str, str] | None = None

    def signed(self, token: str, app_secret: str) -> Asking:
        """Return the same with a token."""
        credentials = {"page_token": token, "app_secret": app_secret}
        hidden = {**self.hidden, "token": token}
        return Asking(self.base_url, self.version, self.deadlines, self.now, hidden, credentials)

    def token(self, given: Mapping[str, str]) -> str:
        """Return the user token that Facebook gives."""
        told = self.asked("oauth/access_token", given)
        token = told.get("access_token")
        if not isinstance(token, str) or not token:
            raise Unreadable("Facebook's answer cannot be read")
        return token

    def debugged(self, token: str, asker: str) -> Given:
        """Return what Facebook knows of a token. Raises ReauthRequired for a dead one."""
        told = self.signed(asker, self.hidden_secret).asked("debug_token", {"input_token": token})
        data = told.get("data")
        if not isinstance(data, dict):
            raise Unreadable("Facebook's answer cannot be read")
        if data.get("is_valid") is False:
            raise ReauthRequired("Facebook does not take this login any more")
        return data

    @property
    def hidden_secret(self) -> str:
        """Return the app's secret, which signs every call."""
        return self.hidden.get("app_secret") or self.hidden["client_secret"]

    def pages(self) -> list[Given]:
        """Return the pages of the user whose token this is."""
        found: list[Given] = []
        after: str | None = None
        for _ in range(PAGES):
            told = self.asked(
                "me/accounts",
                {"fields": ACCOUNTS, "limit": "100", **({"after": after} if after else {})},
            )
            rows = told.get("data")
            if not isinstance(rows, list):
                raise Unreadable("Facebook's answer cannot be read")
            found += [row for row in rows if isinstance(row, dict)]
            paging = told.get("paging")
            paging = paging if isinstance(paging, dict) else {}
            cursors = paging.get("cursors")
            after = cursors.get("after") if isinstance(cursors, dict) else None
            if not after or "next" not in paging:
                break
        return found

    def asked(self, path: str, given: Mapping[str, str]) -> Given:
        """Return the JSON of a GET. Raises ConnectorError, with no secret on its context."""
        url = f"https://graph.facebook.com/{self.version}/{path}"
        try:
            with closing(self._session()) as session:
                response = session.request("GET", url, params=dict(given))
                return _body(session, response)
        except Unsuccessful as error:
            failure = self._refused(error, path)
        except (requests.RequestException, ValueError) as error:
            failure = http.explain(error, wrote=False)
        raise failure

    def _session(self) -> PlatformSession:
        if self.credentials is None:
            return PlatformSession(self.base_url, self.deadlines, self.now)
        return GraphSession(self.base_url, self.credentials, self.deadlines, self.now)

    def _refused(self, error: Unsuccessful, path: str) -> ConnectorError:
        hide = partial(scrub, secrets=self.hidden)
        explained = errors.explain(error.answer, error.body, wrote=False, now=self.now(), hide=hide)
        if path == "oauth/access_token" and isinstance(explained, ReauthRequired | Rejected):
            return Rejected(explained.reason, Refusal.INVALID)
        return explained


def _body(session: PlatformSession, response: requests.Response) -> Given:
    """Return the object of an answer. Raises Unsuccessful."""
    body: Any = None
    if "json" in response.headers.get("content-type", ""):
        try:
            body = response.json()
        except (ValueError, RecursionError):
            body = None
    if response.status_code == 200 and isinstance(body, dict) and not errors.said(body):
        return body
    assert session.answer is not None
    raise Unsuccessful(session.answer, body)


def worth(connection: Connection, now: Clock) -> Rights:
    """Ask what a page's own token may and when it ends. Raises ReauthRequired for a dead one."""
    secrets = connection.credentials
    token, app_id = secrets["page_token"], secrets.get("app_id", "")
    asking = Asking(
        connection.base_url, version(connection.options), connection.deadlines, now, secrets
    )
    asker = f"{app_id}|{secrets['app_secret']}" if app_id else token
    return rights(asking.signed(token, secrets["app_secret"]).debugged(token, asker))


def rights(data: Given) -> Rights:
    """Return what debug_token told."""
    return Rights(
        texts(data.get("scopes")),
        moment(data.get("expires_at")),
        moment(data.get("data_access_expires_at")),
    )


def texts(value: Any) -> tuple[str, ...]:
    """Return the texts of a list, none where it is no list."""
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def moment(seconds: Any) -> datetime | None:
    """Return a time that Facebook tells; 0 means that there is none."""
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 < seconds < 10**11:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def version(options: Mapping[str, str]) -> str:
    """Return the version of the Graph API that is asked."""
    return options.get("graph_version", VERSION)
