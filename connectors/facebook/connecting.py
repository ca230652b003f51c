"""Facebook pages connected by a person who runs them, and what a page's login may.

begin   -> Facebook's dialog
finish  -> the code for a user's token, that for a long one, and with it the user's pages
health  -> debug_token: when a login ends, when the person has to consent again, its rights

A page's token has no end of its own when it came by a long user token. Instagram accounts hang
on pages and come with them, where `App.options` says that there is such a platform. Sources:
developers.facebook.com, Build a Login Flow by hand; Long-Lived Tokens; Debug Token.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

import requests

from connectors import http
from connectors.base import (
    App,
    Author,
    Begun,
    Candidate,
    Clock,
    Connection,
    ConnectorError,
    Credentials,
    Deadlines,
    Health,
    ReauthRequired,
    Refusal,
    Rejected,
    Unreadable,
    utc_now,
)
from connectors.facebook import PLATFORM
from connectors.graph import errors
from connectors.graph.session import GraphSession, Unsuccessful
from connectors.http import PlatformSession, scrub

VERSION = "v26.0"
INSTAGRAM = "instagram"
PAGES = 5
"""Pages of the list of pages; with a hundred each, more than anybody runs."""

PUBLIC = ("pages_read_engagement", "pages_read_user_content", "pages_manage_engagement")
PRIVATE = ("pages_messaging", "pages_manage_metadata")
FOR_PAGES = ("pages_show_list", *PUBLIC, *PRIVATE)
FOR_INSTAGRAM = ("instagram_basic", "instagram_manage_comments", "instagram_manage_messages")
TASKS = {"MODERATE": "public", "MESSAGING": "private"}
"""What a person has to be allowed on the page, whatever the app is."""

_ACCOUNTS = "id,name,access_token,tasks,instagram_business_account{id,username,name}"

Given = Mapping[str, Any]


def begin(app: App, state: str) -> Begun:
    """Return Facebook's dialog for a person; what they left out before is asked for again."""
    asked = {
        "client_id": app.credentials["app_id"],
        "redirect_uri": app.return_url,
        "state": state,
        "response_type": "code",
        "scope": ",".join(_wanted(app)),
        "auth_type": "rerequest",
    }
    url = f"{app.login_url.rstrip('/')}/{_version(app.options)}/dialog/oauth?{urlencode(asked)}"
    return Begun(url, Credentials({}))


def finish(
    app: App, kept: Credentials, answer: Mapping[str, str], now: Clock = utc_now
) -> tuple[Candidate, ...]:
    """Turn the code into the pages that the person runs, and their Instagram accounts."""
    code = answer.get("code")
    if not code:
        raise Rejected("Facebook sent no code", Refusal.INVALID)
    app_id, app_secret = app.credentials["app_id"], app.credentials["app_secret"]
    secret = {"client_id": app_id, "client_secret": app_secret}
    trade = _Asking(app.base_url, _version(app.options), app.deadlines, now, secret)
    short = trade.token({**secret, "redirect_uri": app.return_url, "code": code})
    long = trade.token({**secret, "grant_type": "fb_exchange_token", "fb_exchange_token": short})
    user = trade.signed(long, app_secret)
    rights = _rights(user.debugged(long, f"{app_id}|{app_secret}"))
    found: list[Candidate] = []
    for row in user.pages():
        found += _candidates(app, row, rights)
    return tuple(found)


def health(connection: Connection, now: Clock = utc_now) -> Health:
    """Ask Facebook what a page's token may and when it ends."""
    secrets = connection.credentials
    token, app_id = secrets["page_token"], secrets.get("app_id", "")
    version = _version(connection.options)
    asking = _Asking(connection.base_url, version, connection.deadlines, now, secrets)
    asker = f"{app_id}|{secrets['app_secret']}" if app_id else token
    rights = _rights(asking.signed(token, secrets["app_secret"]).debugged(token, asker))
    tasks = connection.options.get("tasks")
    return Health(
        rights.expires_at,
        rights.access_ends_at,
        rights.scopes,
        _missing(rights.scopes, tasks.split() if tasks is not None else None),
    )


@dataclass(frozen=True, slots=True)
class _Rights:
    scopes: tuple[str, ...]
    expires_at: datetime | None
    access_ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Asking:
    """Calls about logins: at one host, in one version. `hidden` never shows in an error."""

    base_url: str
    version: str
    deadlines: Deadlines
    now: Clock
    hidden: Mapping[str, str]
    credentials: Mapping[str, str] | None = None

    def signed(self, token: str, app_secret: str) -> _Asking:
        """Return the same with a token."""
        credentials = {"page_token": token, "app_secret": app_secret}
        hidden = {**self.hidden, "token": token}
        return _Asking(self.base_url, self.version, self.deadlines, self.now, hidden, credentials)

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
                {"fields": _ACCOUNTS, "limit": "100", **({"after": after} if after else {})},
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


def _candidates(app: App, row: Given, rights: _Rights) -> list[Candidate]:
    """Return a page, and the Instagram account that hangs on it."""
    key, name, token = row.get("id"), row.get("name"), row.get("access_token")
    if not (isinstance(key, str) and isinstance(name, str) and isinstance(token, str)):
        return []
    tasks = _texts(row.get("tasks"))
    secrets = Credentials(
        {
            "page_token": token,
            "app_id": app.credentials["app_id"],
            "app_secret": app.credentials["app_secret"],
        }
    )
    page = Candidate(
        platform="facebook",
        author=Author(key, name),
        login="page",
        credentials=secrets,
        scopes=rights.scopes,
        missing=_missing(rights.scopes, tasks),
        streams_without=_silent(rights.scopes, tasks),
        options={"tasks": " ".join(tasks)},
    )
    return [page, *_instagram(app, row, secrets, rights, key)]


def _instagram(
    app: App, row: Given, secrets: Credentials, rights: _Rights, page: str
) -> list[Candidate]:
    account = row.get("instagram_business_account")
    if INSTAGRAM not in app.options.get("platforms", "").split() or not isinstance(account, dict):
        return []
    key, handle = account.get("id"), account.get("username")
    if not isinstance(key, str):
        return []
    handle = handle if isinstance(handle, str) and handle else None
    name = account.get("name")
    called = name if isinstance(name, str) and name else handle or key
    return [
        Candidate(
            platform=INSTAGRAM,
            author=Author(key, called, handle),
            login="page",
            credentials=secrets,
            scopes=rights.scopes,
            missing=tuple(one for one in FOR_INSTAGRAM if one not in rights.scopes),
            options={"page_id": page},
        )
    ]


def _wanted(app: App) -> tuple[str, ...]:
    also = INSTAGRAM in app.options.get("platforms", "").split()
    return FOR_PAGES + (FOR_INSTAGRAM if also else ())


def _missing(scopes: Sequence[str], tasks: Sequence[str] | None) -> tuple[str, ...]:
    """Return the permissions and tasks that are not there; unknown tasks are not missed."""
    rights = [one for one in FOR_PAGES if one not in scopes]
    return (*rights, *(task for task in TASKS if tasks is not None and task not in tasks))


def _silent(scopes: Sequence[str], tasks: Sequence[str]) -> tuple[str, ...]:
    """Return the streams that cannot be read with these rights."""
    public = set(PUBLIC[:2]) <= set(scopes) and "MODERATE" in tasks
    private = PRIVATE[0] in scopes and "MESSAGING" in tasks
    names = [spec.name for spec in PLATFORM.streams]
    return tuple(name for name in names if not (private if name == "messages" else public))


def _rights(data: Given) -> _Rights:
    return _Rights(
        _texts(data.get("scopes")),
        _moment(data.get("expires_at")),
        _moment(data.get("data_access_expires_at")),
    )


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _moment(seconds: Any) -> datetime | None:
    """Return a time that Facebook tells; 0 means that there is none."""
    if isinstance(seconds, bool) or not isinstance(seconds, int) or not 0 < seconds < 10**11:
        return None
    return datetime.fromtimestamp(seconds, UTC)


def _version(options: Mapping[str, str]) -> str:
    return options.get("graph_version", VERSION)
