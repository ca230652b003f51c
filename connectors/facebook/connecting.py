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
from typing import Any
from urllib.parse import urlencode

from connectors.base import (
    App,
    Author,
    Begun,
    Candidate,
    Clock,
    Connection,
    Credentials,
    Health,
    Refusal,
    Rejected,
    utc_now,
)
from connectors.facebook import PLATFORM
from connectors.graph import logins

INSTAGRAM = "instagram"
PUBLIC = ("pages_read_engagement", "pages_read_user_content", "pages_manage_engagement")
PRIVATE = ("pages_messaging", "pages_manage_metadata")
PICTURES = "pages_manage_posts"
"""By which a picture in a comment is handed over; from memory, so nothing waits for it."""

FOR_PAGES = ("pages_show_list", *PUBLIC, *PRIVATE, PICTURES)
FOR_INSTAGRAM = ("instagram_basic", "instagram_manage_comments", "instagram_manage_messages")
TASKS = {"MODERATE": "public", "MESSAGING": "private"}
"""What a person has to be allowed on the page, whatever the app is."""

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
    url = (
        f"{app.login_url.rstrip('/')}/{logins.version(app.options)}/dialog/oauth?{urlencode(asked)}"
    )
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
    trade = logins.Asking(app.base_url, logins.version(app.options), app.deadlines, now, secret)
    short = trade.token({**secret, "redirect_uri": app.return_url, "code": code})
    long = trade.token({**secret, "grant_type": "fb_exchange_token", "fb_exchange_token": short})
    user = trade.signed(long, app_secret)
    rights = logins.rights(user.debugged(long, f"{app_id}|{app_secret}"))
    found: list[Candidate] = []
    for row in user.pages():
        found += _candidates(app, row, rights)
    return tuple(found)


def health(connection: Connection, now: Clock = utc_now) -> Health:
    """Ask Facebook what a page's token may and when it ends."""
    found = logins.worth(connection, now)
    tasks = connection.options.get("tasks")
    return Health(
        found.expires_at,
        found.access_ends_at,
        found.scopes,
        _missing(found.scopes, tasks.split() if tasks is not None else None),
    )


def _candidates(app: App, row: Given, rights: logins.Rights) -> list[Candidate]:
    """Return a page, and the Instagram account that hangs on it."""
    key, name, token = row.get("id"), row.get("name"), row.get("access_token")
    if not (isinstance(key, str) and isinstance(name, str) and isinstance(token, str)):
        return []
    tasks = logins.texts(row.get("tasks"))
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
    app: App, row: Given, secrets: Credentials, rights: logins.Rights, page: str
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
