"""facebook-sdk's session, made strict: only a checked answer comes back, no token is in a URL.

facebook-sdk 3.1 puts the token into the query of a GET and takes a 429 or a 500 with
`{"data":[]}` for success; so both are settled here, below it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

import requests

from connectors.base import Clock, Deadlines, utc_now
from connectors.graph.errors import said
from connectors.http import Answer, PlatformSession

PLACEHOLDER = "sent-in-the-header"
"""What facebook-sdk is given for a token: the real one never enters it."""


class Unsuccessful(Exception):
    """An answer that is no success: its status and headers, and its JSON (None: not readable)."""

    def __init__(self, answer: Answer, body: Any) -> None:
        super().__init__(f"HTTP {answer.status}")
        self.answer = answer
        self.body = body


def proof(token: str, secret: str) -> str:
    """Return the appsecret_proof (developers.facebook.com, Secure Graph API Calls)."""
    return hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()


class GraphSession(PlatformSession):
    """A session of one login. Raises Unsuccessful, or NoAnswer as its parent does."""

    def __init__(
        self,
        base_url: str,
        credentials: Mapping[str, str],
        deadlines: Deadlines = Deadlines(),
        now: Clock = utc_now,
    ) -> None:
        super().__init__(base_url, deadlines, now)
        token = credentials["page_token"]
        self._proof = proof(token, credentials["app_secret"])
        self.headers["authorization"] = f"Bearer {token}"

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        """Make one call with token and proof; return it when it is JSON without an error."""
        data = kwargs.get("data")
        kwargs["params"] = _without_token(kwargs.get("params")) | {"appsecret_proof": self._proof}
        kwargs["data"] = _without_token(data) if data else None
        response = super().request(method, url, *args, **kwargs)
        body = _json(response)
        if response.status_code != 200 or not isinstance(body, dict) or said(body):
            headers = {name.lower(): value for name, value in response.headers.items()}
            raise Unsuccessful(Answer(response.status_code, headers), body)
        return response


def _without_token(given: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (given or {}).items() if name != "access_token"}


def _json(response: requests.Response) -> Any:
    """Return the body as JSON, None where it is none, says to be none, or is beyond reading."""
    if "json" not in response.headers.get("content-type", ""):
        return None
    try:
        return response.json()
    except (ValueError, RecursionError):
        return None
