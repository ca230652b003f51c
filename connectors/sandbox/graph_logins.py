"""Facebook Login behind the dialog: codes, tokens of users and pages, and what a token is worth.

    GET /oauth/access_token   a code, or a short-lived user token, for a user token
    GET /me/accounts          the pages of a user, each with its token and the user's tasks
    GET /debug_token          what a token may and when it ends

Sources: developers.facebook.com, Facebook Login, Access Tokens, Debug Token.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.sandbox.accounts import FACEBOOK, FACEBOOK_PERSON, FACEBOOK_POOLS, INSTAGRAM
from connectors.sandbox.graph_errors import GraphError
from connectors.sandbox.graph_fields import parse, project
from connectors.sandbox.shelf import Document
from connectors.sandbox.town import Town

LOGINS, CODES, REVOKED = "facebook.logins", "facebook.codes", "facebook.revoked"
CODE_SECONDS = 600.0
SHORT, LONG = 5_400, 5_183_944
"""Seconds that a user's token lasts, before and after it was exchanged."""

ACCESS = 90 * 86_400
"""Seconds until a user has to consent again."""

PERMISSIONS = (
    "pages_show_list",
    "pages_read_engagement",
    "pages_read_user_content",
    "pages_manage_engagement",
    "pages_manage_metadata",
    "pages_manage_posts",
    "pages_messaging",
    "instagram_basic",
    "instagram_manage_comments",
    "instagram_manage_messages",
)
TASKS = {
    FACEBOOK.id: ["ANALYZE", "ADVERTISE", "MESSAGING", "MODERATE", "CREATE_CONTENT", "MANAGE"],
    FACEBOOK_POOLS.id: ["ANALYZE", "MODERATE", "CREATE_CONTENT"],
}
PAGES = {FACEBOOK.id: FACEBOOK.name, FACEBOOK_POOLS.id: FACEBOOK_POOLS.name}
APP = f"{FACEBOOK.app_id}|{FACEBOOK.app_secret}"

Given = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Logins:
    """What Facebook knows of logins; it lasts over a restart."""

    town: Town

    def now(self) -> float:
        """Return Facebook's time."""
        return self.town.now().timestamp()

    def consent(self, pages: Sequence[str], scopes: Sequence[str], redirect: str) -> str:
        """Return the code of a consent that was just given."""
        code = "AQ" + secrets.token_urlsafe(40)
        until = self.now() + CODE_SECONDS
        given = {"pages": [*pages], "scopes": [*scopes], "redirect": redirect, "until": until}
        self.town.shelf.put(CODES, code, given)
        return code

    def revoke(self) -> None:
        """End every login, the example page's too, as a changed password does."""
        for login in self.town.shelf.all(LOGINS):
            self.town.shelf.put(LOGINS, login["token"], {**login, "until": 1.0})
        self.town.shelf.put(REVOKED, FACEBOOK.id, {"at": self.now()})

    def connect(self) -> None:
        """Let the example page's token work again."""
        self.town.shelf.remove(REVOKED, FACEBOOK.id)

    def login(self, token: str) -> Document | None:
        """Return what a token stands for while it lives."""
        if token == FACEBOOK.page_token:
            if self.town.shelf.get(REVOKED, FACEBOOK.id):
                return None
            lasting = {"until": 0, "access_ends": 0}
            return {"kind": "PAGE", "page": FACEBOOK.id, "scopes": [*PERMISSIONS], **lasting}
        found = self.town.shelf.get(LOGINS, token)
        if found is None or (found["until"] and found["until"] <= self.now()):
            return None
        return found

    def page(self, token: str) -> str | None:
        """Return the id of the page that a token belongs to."""
        found = self.login(token)
        return str(found["page"]) if found and found["kind"] == "PAGE" else None

    def answer(self, path: tuple[str, ...], given: Given, token: str) -> dict[str, Any] | None:
        """Return what Facebook says to a call about logins, None for any other call."""
        if path == ("oauth", "access_token"):
            return self._exchanged(given)
        if path == ("debug_token",):
            return self._debugged(given, token)
        if path == ("me", "accounts"):
            return self._accounts(given, token)
        return None

    def _exchanged(self, given: Given) -> dict[str, Any]:
        if (given.get("client_id"), given.get("client_secret")) != (
            FACEBOOK.app_id,
            FACEBOOK.app_secret,
        ):
            raise GraphError(1, "Error validating client secret.")
        if given.get("grant_type") == "fb_exchange_token":
            old = self.login(given.get("fb_exchange_token", ""))
            if old is None or old["kind"] != "USER":
                raise GraphError(190, "Error validating access token.", subcode=463)
            return self._user(old["pages"], old["scopes"], LONG)
        code = given.get("code", "")
        found = self.town.shelf.get(CODES, code)
        self.town.shelf.remove(CODES, code)
        if found is None or found["until"] < self.now():
            raise GraphError(100, "This authorization code has been used.", subcode=36009)
        if found["redirect"] != given.get("redirect_uri"):
            said = "Error validating verification code. Please make sure your redirect_uri is"
            raise GraphError(
                100, f"{said} identical to the one you used in the OAuth dialog request"
            )
        return self._user(found["pages"], found["scopes"], SHORT)

    def _user(self, pages: Sequence[str], scopes: Sequence[str], seconds: int) -> dict[str, Any]:
        more = {"pages": [*pages]}
        token = self._keep("USER", scopes, self.now() + seconds, self.now() + ACCESS, more)
        return {"access_token": token, "token_type": "bearer", "expires_in": seconds}

    def _keep(
        self,
        kind: str,
        scopes: Sequence[str],
        until: float,
        access_ends: float,
        more: Mapping[str, Any],
    ) -> str:
        number = self.town.shelf.count("facebook.tokens")
        token = f"EAASandbox{kind.title()}{number}Token"
        document = {"token": token, "kind": kind, "scopes": [*scopes], "until": until}
        self.town.shelf.put(LOGINS, token, {**document, "access_ends": access_ends, **more})
        return token

    def _debugged(self, given: Given, token: str) -> dict[str, Any]:
        if token != APP and self.login(token) is None:
            raise GraphError(190, "Invalid OAuth access token - Cannot parse access token", 401)
        found = self.login(given.get("input_token", ""))
        if found is None:
            said = "The access token could not be decrypted"
            error = {"code": 190, "message": said}
            return {"data": {"error": error, "is_valid": False, "scopes": []}}
        told = {
            "app_id": FACEBOOK.app_id,
            "type": found["kind"],
            "application": "Durchwahl",
            "data_access_expires_at": int(found["access_ends"]),
            "expires_at": int(found["until"]),
            "is_valid": True,
            "scopes": found["scopes"],
            "user_id": FACEBOOK_PERSON.id,
        }
        return {"data": {**told, "profile_id": found["page"]} if "page" in found else told}

    def _accounts(self, given: Given, token: str) -> dict[str, Any]:
        user = self.login(token)
        if user is None or user["kind"] != "USER":
            raise GraphError(190, "Invalid OAuth access token - Cannot parse access token", 401)
        fields = parse(given.get("fields") or "access_token,name,id,tasks")
        shown = user["pages"] if "pages_show_list" in user["scopes"] else []
        rows = [project(self._row(key, user), fields) for key in shown]
        return {"data": rows, "paging": {"cursors": {"before": "MQZD", "after": "MgZD"}}}

    def _row(self, page: str, user: Document) -> dict[str, Any]:
        lasts = 0.0 if user["until"] - self.now() > SHORT else user["until"]
        token = self._keep("PAGE", user["scopes"], lasts, user["access_ends"], {"page": page})
        row = {"id": page, "name": PAGES[page], "access_token": token, "tasks": TASKS[page]}
        if page != FACEBOOK.id or "instagram_basic" not in user["scopes"]:
            return row
        named = {"id": INSTAGRAM.id, "username": INSTAGRAM.handle, "name": INSTAGRAM.name}
        return {**row, "instagram_business_account": named}


def quiet(page: str, path: tuple[str, ...], given: Given) -> dict[str, Any]:
    """Return what a page says on which nobody ever wrote. Raises GraphError."""
    if path[0] not in ("me", page):
        raise GraphError(100, f"(#100) Object {path[0]} does not exist", subcode=33)
    if len(path) == 1:
        return dict(
            project({"id": page, "name": PAGES[page]}, parse(given.get("fields") or "id,name"))
        )
    if path[1] in ("conversations", "messages") and "MESSAGING" not in TASKS[page]:
        raise GraphError(
            200, "(#200) Requires pages_messaging permission to manage the object", 403
        )
    return {"data": []}
