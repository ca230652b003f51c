"""Speaks to the Graph stand-in as any client would: plain HTTP, nothing of ours in between."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import requests

from connectors.sandbox.accounts import FACEBOOK
from tests.sandbox import Sandbox

TOKEN = FACEBOOK.page_token


class Graph:
    """The stand-in, called with the page's token unless something else is given."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.url = sandbox.graph_url
        self._session = requests.Session()
        self._session.trust_env = False

    def call(
        self,
        method: str,
        path: str,
        *,
        version: str = "v26.0",
        token: str | None = TOKEN,
        **how: Any,
    ) -> requests.Response:
        headers = dict(how.pop("headers", {}))
        if token is not None:
            headers.setdefault("authorization", f"Bearer {token}")
        url = f"{self.url}/{version}/{path}" if version else f"{self.url}/{path}"
        return self._session.request(method, url, headers=headers, timeout=5, **how)

    def get(self, path: str, **params: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.call("GET", path, params=params).json()
        return found

    def post(self, path: str, data: Mapping[str, Any]) -> dict[str, Any]:
        done: dict[str, Any] = self.call("POST", path, data=data).json()
        return done

    def error(self, method: str, path: str, **how: Any) -> tuple[int, int, int | None]:
        """Return (status, code, subcode) of a refusal."""
        answer = self.call(method, path, **how)
        error = answer.json()["error"]
        return answer.status_code, error["code"], error.get("error_subcode")

    # the town

    def writes(self, what: str, text: str, **more: Any) -> str:
        return str(self.sandbox.post(f"facebook/{what}", text=text, **more)["id"])
