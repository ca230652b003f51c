"""Who calls the Graph API: a page token from query, form or header, and appsecret_proof.

Source: developers.facebook.com, Graph API, Secure Graph API Calls.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping

from connectors.sandbox.accounts import FACEBOOK
from connectors.sandbox.graph_errors import GraphError


def proof(token: str, secret: str = FACEBOOK.app_secret) -> str:
    """Return the appsecret_proof of a token: HMAC-SHA256, keyed with the app's secret."""
    return hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def given_token(parameters: Mapping[str, str], authorization: str) -> str:
    """Return the token of a call, "" when it has none. A parameter goes before the header."""
    scheme, _, value = authorization.partition(" ")
    header = value.strip() if scheme.lower() in ("bearer", "oauth") else ""
    return parameters.get("access_token", "") or header


def check(
    parameters: Mapping[str, str],
    authorization: str,
    *,
    demands_proof: bool,
    known: Callable[[str], object],
) -> str:
    """Return the token of a call that may go on: one that is `known`. Raises GraphError."""
    token = given_token(parameters, authorization)
    if not token:
        raise GraphError(104, "An access token is required to request this resource.", 401)
    if not known(token):
        raise GraphError(190, "Invalid OAuth access token - Cannot parse access token", 401)
    given = parameters.get("appsecret_proof")
    if given is None and demands_proof:
        raise GraphError(
            100,
            "API calls from the server require an appsecret_proof argument",
            kind="GraphMethodException",
        )
    if given is not None and not hmac.compare_digest(given.encode(), proof(token).encode()):
        raise GraphError(
            100,
            "Invalid appsecret_proof provided in the API argument",
            kind="GraphMethodException",
        )
    return token
