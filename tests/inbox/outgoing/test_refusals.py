"""Every refusal of a real platform ends in front of its agent, the words intact.

The real connectors talk to a server that answers each write with one status and the body that
X (docs.x.com, response codes) or the Graph API (developers.facebook.com, error handling) sends.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from connectors import open_connector
from connectors.base import Connection, Credentials
from connectors.sandbox.accounts import FACEBOOK, X
from db.models import Account, AccountState, ReplyState
from tests.desk import Desk

SAID = {
    400: "invalid-request",
    401: "Unauthorized",
    403: "You are not permitted to perform this action.",
    404: "resource-not-found",
    410: "Gone",
    413: "Payload Too Large",
    422: "Unprocessable Entity",
}
CREDENTIALS = {
    "twitter": {
        "api_key": X.api_key,
        "api_secret": X.api_secret,
        "access_token": X.access_token,
        "access_token_secret": X.access_token_secret,
    },
    "facebook": {"page_token": FACEBOOK.page_token, "app_secret": FACEBOOK.app_secret},
}


class Refusing(ThreadingHTTPServer):
    """A platform that answers whatever is written with one status."""

    daemon_threads = True
    status = 400
    asked = 0

    def body(self, path: str) -> bytes:
        if path.startswith("/2/"):
            said = SAID[self.status]
            return json.dumps({"title": said, "detail": said, "status": self.status}).encode()
        code = 190 if self.status == 401 else 100
        error = {"message": SAID[self.status], "type": "OAuthException", "code": code}
        return json.dumps({"error": error}).encode()


class Answer(BaseHTTPRequestHandler):
    server: Refusing

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked += 1
        body = self.server.body(self.path)
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def refusing() -> Iterator[Refusing]:
    server = Refusing(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def answered(desk: Desk, refusing: Refusing, platform: str) -> tuple[int, int]:
    """Answer a customer on that platform; return the conversation and the reply."""
    with desk.db.write() as session:
        session.get_one(Account, desk.account_id).platform = platform
    conversation = desk.writes()
    (reply_id,) = desk.answers(conversation, "Das klären wir.")
    where = Connection(
        platform,
        X.id if platform == "twitter" else FACEBOOK.id,
        "lindenau",
        f"http://127.0.0.1:{refusing.server_port}",
        Credentials(CREDENTIALS[platform]),
    )
    desk.wait(seconds=desk.settings.undo_seconds)
    desk.delivers(opener=lambda _: open_connector(where, desk.now))
    return conversation, reply_id


@pytest.mark.parametrize("platform", ["twitter", "facebook"])
@pytest.mark.parametrize("status", [400, 403, 404, 410, 413, 422])
def test_a_refusal_is_a_task_for_its_author(sqlite_database, refusing, platform, status) -> None:
    refusing.status = status
    desk = Desk(sqlite_database)
    conversation, reply_id = answered(desk, refusing, platform)
    assert desk.state(reply_id) == ReplyState.FAILED
    assert desk.draft(conversation) == "Das klären wir."
    assert desk.conversation(conversation).unsent_at is not None
    desk.wait(days=1)
    desk.delivers()
    assert refusing.asked == 1


@pytest.mark.parametrize("platform", ["twitter", "facebook"])
def test_a_dead_login_lets_the_reply_wait(sqlite_database, refusing, platform) -> None:
    refusing.status = 401
    desk = Desk(sqlite_database)
    _, reply_id = answered(desk, refusing, platform)
    assert desk.state(reply_id) == ReplyState.QUEUED
    with desk.db.read() as session:
        assert session.get_one(Account, desk.account_id).state == AccountState.LOGIN_NEEDED
