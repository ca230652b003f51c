"""Facebook's own site: the Login dialog (developers.facebook.com, Build a Login Flow by hand)."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from connectors.sandbox import consent
from connectors.sandbox.accounts import FACEBOOK
from connectors.sandbox.consent import Choice, Consent
from connectors.sandbox.graph_logins import PAGES, PERMISSIONS, TASKS, Logins
from connectors.sandbox.town import Town


def usable(asked: Mapping[str, str]) -> bool:
    """Return whether a login is one that Facebook would show: our app and a known way back."""
    return (
        asked.get("client_id") == FACEBOOK.app_id
        and asked.get("response_type", "code") == "code"
        and bool(asked.get("state"))
        and consent.safe(asked.get("redirect_uri", ""))
    )


def routes(town: Town) -> list[BaseRoute]:
    """Return the routes of Facebook's own site."""
    logins = Logins(town)

    async def show(request: Request) -> Response:
        asked = request.query_params
        if not usable(asked):
            return consent.wrong(request, "Facebook")
        pages = [Choice(key, name, ", ".join(TASKS[key])) for key, name in PAGES.items()]
        page = Consent("Facebook", pages, _asked(asked), {}, several=True)
        return consent.shown(request, page, asked["redirect_uri"])

    async def decide(request: Request) -> Response:
        asked, form = request.query_params, await request.form()
        if not usable(asked):
            return consent.wrong(request, "Facebook")
        back, state = asked["redirect_uri"], {"state": asked["state"]}
        if form.get("answer") != "allow":
            denied = {"error": "access_denied", "error_reason": "user_denied"}
            return consent.back(back, {**denied, **state})
        pages = [page for page in PAGES if page in consent.chosen(form, "account")]
        ticked = consent.chosen(form, "right")
        rights = [right for right in _asked(asked) if right in ticked]
        return consent.back(back, {"code": logins.consent(pages, rights, back), **state})

    return [
        Route("/{version}/dialog/oauth", show, methods=["GET"]),
        Route("/{version}/dialog/oauth", decide, methods=["POST"]),
    ]


def _asked(asked: Mapping[str, str]) -> list[str]:
    wanted = asked.get("scope", "").replace(",", " ").split()
    return [right for right in PERMISSIONS if right in wanted]
