"""The gate: no session, no page and no websocket; forged identities and foreign pages stay out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from db.models import Agent
from db.session import Database
from inbox.care import sign_in
from inbox.care.rights import MACHINE
from inbox.settings import Settings
from inbox.web import current, gate
from tests.asgi import COOKIE, SECURE_COOKIE, Browser
from tests.cast import MIRIAM, NOON, agent

SETTINGS = Settings(_env_file=None, trusted_proxies="192.0.2.1")
WS = "/_stcore/stream"


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


class Streamlit:
    """What stands behind the gate: it notes what reaches it."""

    def __init__(self) -> None:
        self.reached: list[Any] = []
        page = [Route("/{path:path}", self.page, methods=["GET", "POST", "PUT", "DELETE"])]
        self.app = Starlette(routes=[*page, WebSocketRoute(WS, self.stream)])

    async def page(self, request: Any) -> Any:
        self.reached.append(request)
        if request.url.path.startswith("/api/"):
            return JSONResponse({"agent": current.actor(request).agent_id})
        headers = {"cache-control": "public, max-age=60"}
        kind = "text/javascript" if request.url.path.endswith(".js") else "text/html"
        return PlainTextResponse("inside", headers=headers, media_type=kind)

    async def stream(self, websocket: WebSocket) -> None:
        self.reached.append(websocket)
        await websocket.accept()
        await websocket.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def behind() -> Streamlit:
    return Streamlit()


@pytest.fixture
def stranger(sqlite_database: Database, behind: Streamlit, clock: Clock) -> Browser:
    """A browser that is not signed in."""
    csp = gate.policy(["sha256-abc"])
    return Browser(gate.Gate(behind.app, sqlite_database, SETTINGS, csp, clock))


@pytest.fixture
def miriam(sqlite_database: Database, stranger: Browser) -> Iterator[Browser]:
    """Miriam's browser: her agent id is 1."""
    with sqlite_database.write() as session:
        link = sign_in.new_link(session, MACHINE, agent(session, MIRIAM).id, NOON)
        done = sign_in.with_link(session, link, NOON, SETTINGS)
    assert isinstance(done, sign_in.SignedIn)
    stranger.cookies[COOKIE] = done.token
    yield stranger


@pytest.mark.parametrize("path", ["/login", "/login/link", "/_stcore/health", "/app/static/x.css"])
def test_only_what_sign_in_needs_is_open(stranger: Browser, path: str) -> None:
    assert stranger.get(path).status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/host-config",
        "/_stcore/health/",
        "/_stcore/script-health-check",
        "/_stcore/agent/openapi.json",
        "/_stcore/upload_file/a/b",
        "/static/js/index.js",
        "/media/abc.png",
        "/component/x",
        "/api/thread/1",
        "/app/static/../secret",
        "/app/other",
    ],
)
def test_everything_else_is_refused(stranger: Browser, behind: Streamlit, path: str) -> None:
    assert stranger.get(path).status == 401
    assert behind.reached == []


def test_a_page_leads_to_the_sign_in_page_and_back(stranger: Browser) -> None:
    answer = stranger.get("/?c=5&x=%26")
    assert (answer.status, answer.headers["location"]) == (
        303,
        "/login?next=%2F%3Fc%3D5%26x%3D%2526",
    )


def test_the_start_page_leads_to_the_plain_sign_in_page(stranger: Browser) -> None:
    assert stranger.get("/").headers["location"] == "/login"


def test_a_websocket_without_a_session_is_refused(stranger: Browser, behind: Streamlit) -> None:
    said = stranger.websocket(WS, {"origin": stranger.origin})
    assert [message["type"] for message in said] == ["websocket.close"]
    assert behind.reached == []


def test_a_websocket_with_one_is_let_in(miriam: Browser, behind: Streamlit) -> None:
    said = miriam.websocket(WS, {"origin": miriam.origin})
    assert said[0]["type"] == "websocket.accept"
    assert behind.reached[0].headers["x-inbox-agent"] == "1"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:8502", None])
def test_a_websocket_from_another_page_is_refused(
    miriam: Browser, behind: Streamlit, origin: str | None
) -> None:
    headers = {"origin": origin} if origin else {}
    assert miriam.websocket(WS, headers)[0]["type"] == "websocket.close"
    assert behind.reached == []


@pytest.mark.parametrize(
    "name", ["x-inbox-agent", "X-Inbox-Agent", "x_inbox_agent", "x-inbox-role"]
)
def test_a_forged_identity_opens_nothing(stranger: Browser, behind: Streamlit, name: str) -> None:
    assert stranger.get("/api/thread/1", {name: "1"}).status == 401
    assert stranger.websocket(WS, {"origin": stranger.origin, name: "1"})[0]["type"].endswith(
        "close"
    )
    assert behind.reached == []


def test_a_forged_identity_does_not_replace_the_real_one(
    miriam: Browser, behind: Streamlit
) -> None:
    miriam.get("/", {"x-inbox-agent": "99", "x_inbox_agent": "98", "x-inbox-role": "admin"})
    headers = behind.reached[0].headers
    assert headers.getlist("x-inbox-agent") == ["1"]
    assert headers.getlist("x-inbox-role") == ["agent"]
    assert "x_inbox_agent" not in headers


@pytest.mark.parametrize(("asked", "status"), [("", 200), ("?timed=1", 401)])
def test_an_open_tab_that_asks_by_the_clock_does_not_keep_anybody_signed_in(
    miriam: Browser, clock: Clock, asked: str, status: int
) -> None:
    for _ in range(10):
        clock.now += timedelta(hours=1)
        answer = miriam.get(f"/api/thread/1{asked}")
    assert answer.status == status


def test_a_forged_cookie_opens_nothing(stranger: Browser) -> None:
    stranger.cookies[COOKIE] = "guessed"
    assert stranger.get("/api/thread/1").status == 401


def test_our_own_routes_know_who_asks(miriam: Browser) -> None:
    assert miriam.get("/api/me").text == '{"agent":1}'


def test_a_disabled_agent_is_out_at_the_next_request(
    miriam: Browser, sqlite_database: Database
) -> None:
    with sqlite_database.write() as session:
        session.get_one(Agent, 1).disabled_at = NOON
    assert miriam.get("/").status == 303


def test_an_idle_session_is_out(miriam: Browser, clock: Clock) -> None:
    clock.now += timedelta(hours=8)
    assert miriam.get("/").status == 303


def test_requests_keep_a_session_alive(miriam: Browser, clock: Clock) -> None:
    for _ in range(2):
        clock.now += timedelta(hours=7)
        assert miriam.get("/").status == 200


@pytest.mark.parametrize("path", ["/", "/login", "/_stcore/metrics", "/app/static/x.css"])
def test_every_answer_carries_the_headers(stranger: Browser, path: str) -> None:
    headers = stranger.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    rules = dict(part.split(" ", 1) for part in gate.policy(["sha256-abc"]).split("; "))
    assert rules["default-src"] == "'self'"
    assert rules["script-src"] == "'self' blob: 'sha256-abc'"
    assert rules["connect-src"] == "'self'"
    assert not any("http" in value or "*" in value for value in rules.values())


@pytest.mark.parametrize("path", ["/", "/api/thread/1", "/login"])
def test_pages_and_json_are_not_stored(miriam: Browser, path: str) -> None:
    assert miriam.get(path).headers["cache-control"] == "no-store"


def test_scripts_may_be_stored(miriam: Browser) -> None:
    assert miriam.get("/static/index.js").headers["cache-control"] == "public, max-age=60"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_another_page_changes_nothing(miriam: Browser, behind: Streamlit, method: str) -> None:
    answer = miriam.ask(method, "/api/draft/1", b"{}", {"origin": "https://evil.example"})
    assert answer.status == 403
    assert behind.reached == []


def test_a_request_that_hides_where_it_comes_from_changes_nothing(miriam: Browser) -> None:
    assert miriam.ask("POST", "/api/draft/1", b"{}").status == 403
    assert miriam.ask("POST", "/api/draft/1", b"{}", {"sec-fetch-site": "cross-site"}).status == 403


def test_our_own_page_may(miriam: Browser) -> None:
    assert miriam.ask("POST", "/api/draft/1", b"{}", {"origin": miriam.origin}).status == 200


def test_tls_wants_its_own_cookie(miriam: Browser) -> None:
    miriam.scheme = "https"
    assert miriam.get("/").status == 303
    miriam.cookies[SECURE_COOKIE] = miriam.cookies[COOKIE]
    answer = miriam.get("/")
    assert answer.status == 200
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_plain_http_promises_no_tls(miriam: Browser) -> None:
    assert "strict-transport-security" not in miriam.get("/").headers


def test_a_failed_start_leaves_no_traceback_in_the_log() -> None:
    sent: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "lifespan.startup.failed", "message": "Traceback ..."})

    async def send(message: Any) -> None:
        sent.append(message)

    closed: Any = None
    door = gate.Gate(app, closed, SETTINGS, "")
    asyncio.run(door({"type": "lifespan"}, closed, send))
    assert sent == [{"type": "lifespan.startup.failed", "message": ""}]


def test_debug_tells_every_answer_and_no_token(
    stranger: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "durchwahl")
    stranger.get("/login/link?token=canary")
    assert [record.message for record in caplog.records] == [
        "answered method=GET path=/login/link status=200"
    ]
