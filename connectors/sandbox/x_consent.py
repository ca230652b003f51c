"""X's own site: who is signed in there lets our app in (docs.x.com, OAuth 2.0 with PKCE)."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from connectors.sandbox import consent
from connectors.sandbox.accounts import X_POOLS, X
from connectors.sandbox.consent import Choice, Consent
from connectors.sandbox.town import Town
from connectors.sandbox.x_auth import SCOPES, Doorman
from connectors.sandbox.x_world import XWorld

ASKED = ("client_id", "redirect_uri", "state", "scope", "code_challenge")


def usable(asked: Mapping[str, str]) -> bool:
    """Return whether a login is one that X would show: our app, PKCE by S256, a known way back."""
    return (
        asked.get("response_type") == "code"
        and asked.get("code_challenge_method") == "S256"
        and asked.get("client_id") == X.client_id
        and all(asked.get(name) for name in ASKED)
        and consent.safe(asked["redirect_uri"])
    )


def routes(town: Town) -> list[BaseRoute]:
    """Return the routes of X's own site."""
    world = XWorld(town)
    doorman = Doorman(world)

    async def show(request: Request) -> Response:
        asked = request.query_params
        if not usable(asked):
            return consent.wrong(request, "X")
        known = [right for right in SCOPES if right in asked["scope"].split()]
        accounts = [Choice(one.id, one.name, f"@{one.handle}") for one in (X, X_POOLS)]
        page = Consent("X", accounts, known, {})
        return consent.shown(request, page, asked["redirect_uri"])

    async def decide(request: Request) -> Response:
        asked, form = request.query_params, await request.form()
        if not usable(asked):
            return consent.wrong(request, "X")
        state = {"state": asked["state"]}
        users = {one.id: one for one in (X, X_POOLS)}
        user = users.get("".join(consent.chosen(form, "account")[:1]))
        if form.get("answer") != "allow" or user is None:
            return consent.back(asked["redirect_uri"], {"error": "access_denied", **state})
        world.customer(user.handle, user.name, user_id=user.id)
        rights = [right for right in SCOPES if right in consent.chosen(form, "right")]
        granted = " ".join(right for right in rights if right in asked["scope"].split())
        code = doorman.consent(user.id, granted, asked["code_challenge"], asked["redirect_uri"])
        return consent.back(asked["redirect_uri"], {**state, "code": code})

    return [
        Route("/i/oauth2/authorize", show, methods=["GET"]),
        Route("/i/oauth2/authorize", decide, methods=["POST"]),
    ]
