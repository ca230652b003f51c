"""A browser without a browser: speaks ASGI to an app, keeps cookies, follows nothing by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

from inbox.care import sign_in

HOST = "127.0.0.1:8501"
COOKIE = sign_in.cookie(HOST, secure=False)
SECURE_COOKIE = sign_in.cookie(HOST, secure=True)


@dataclass(frozen=True)
class Answer:
    """What came back: of several headers with one name, `headers` has the last."""

    status: int
    raw: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def headers(self) -> dict[str, str]:
        return dict(self.raw)

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def set_cookies(self) -> dict[str, str]:
        return {v.split("=", 1)[0]: v for k, v in self.raw if k == "set-cookie"}


def finish(work: Coroutine[Any, Any, None]) -> None:
    """Run to the end in a thread of its own: a browser test before leaves its loop in ours."""
    with ThreadPoolExecutor(1) as alone:
        alone.submit(asyncio.run, work).result()


@dataclass
class Browser:
    """One visitor: address, scheme, cookies. Headers that browsers send by themselves are sent."""

    app: Any
    address: str = "203.0.113.7"
    scheme: str = "http"
    host: str = HOST
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, target: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self.ask("GET", target, headers={"accept": "text/html", **(headers or {})})

    def post(
        self, target: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Post a form as a browser does under `no-referrer`: its origin is null."""
        sent = {"origin": "null", "sec-fetch-site": "same-origin", **(headers or {})}
        return self.ask("POST", target, urlencode(form).encode(), sent)

    def ask(
        self, method: str, target: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        scope = self.scope("http", target, headers or {}) | {"method": method}
        sent: list[dict[str, Any]] = []
        finish(self._run(scope, [{"type": "http.request", "body": body}], sent))
        start = next(m for m in sent if m["type"] == "http.response.start")
        raw = tuple((k.decode(), v.decode()) for k, v in start["headers"])
        told = b"".join(m.get("body", b"") for m in sent if m["type"] == "http.response.body")
        answer = Answer(start["status"], raw, told)
        self._keep(answer)
        return answer

    def websocket(
        self, target: str = "/_stcore/stream", headers: Mapping[str, str] | None = None
    ) -> list[dict[str, Any]]:
        """Knock at a websocket and return what the server said first."""
        scope = self.scope("websocket", target, headers or {})
        sent: list[dict[str, Any]] = []
        finish(self._run(scope, [{"type": "websocket.connect"}], sent))
        return sent

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.host}"

    def scope(self, kind: str, target: str, headers: Mapping[str, str]) -> dict[str, Any]:
        parts = urlsplit(target)
        sent = {"host": self.host, **headers}
        if self.cookies:
            sent["cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        scheme = self.scheme if kind == "http" else self.scheme.replace("http", "ws")
        return {
            "type": kind,
            "asgi": {"version": "3.0", "spec_version": "2.4"},  # we stay until all is said
            "http_version": "1.1",
            "scheme": scheme,
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "root_path": "",
            "query_string": parts.query.encode(),
            "headers": [(k.lower().encode(), v.encode()) for k, v in sent.items()],
            "client": (self.address, 4711),
            "server": ("127.0.0.1", 8501),
            "subprotocols": [],
        }

    async def _run(
        self, scope: dict[str, Any], given: list[dict[str, Any]], sent: list[dict[str, Any]]
    ) -> None:
        async def receive() -> dict[str, Any]:
            return given.pop(0) if given else {"type": f"{scope['type']}.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.app(scope, receive, send)

    def _keep(self, answer: Answer) -> None:
        for name, value in answer.raw:
            if name != "set-cookie":
                continue
            for key, morsel in SimpleCookie(value).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(key, None)
                else:
                    self.cookies[key] = morsel.value
