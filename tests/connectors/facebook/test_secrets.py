"""The token and the app's secret are in a header and a proof, and nowhere else."""

from __future__ import annotations

import hashlib
import hmac
import io
import logging
import traceback
from collections.abc import Iterator

import pytest

from connectors.base import Connection, ConnectorError, Credentials, Kind, ReauthRequired
from connectors.facebook.client import FacebookConnector, open
from connectors.graph.session import proof
from connectors.sandbox.accounts import FACEBOOK
from tests.connectors.facebook.page import Page, connection, reply
from tests.connectors.raw_server import answer, says, serving

TOKEN = "EAAcanaryTokenThatMustNotShow"
SECRET = "canarySecretThatMustNotShow"
CANARIES = (TOKEN, SECRET)


def to(url: str) -> FacebookConnector:
    """Open an account whose secrets would be seen anywhere."""
    return open(
        Connection(
            "facebook",
            "100",
            None,
            url,
            Credentials({"page_token": TOKEN, "app_secret": SECRET}),
        )
    )


@pytest.fixture
def heard() -> Iterator[io.StringIO]:
    """Everything that any library says at DEBUG."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield said
    root.removeHandler(handler)
    root.setLevel(before)


CALLS = {
    "whoami": lambda c: c.whoami(),
    "feed": lambda c: c.fetch("feed", None),
    "messages": lambda c: c.fetch("messages", None),
    "send": lambda c: c.send(reply("200_300")),
    "send privately": lambda c: c.send(
        reply("m_1", kind=Kind.DIRECT, thread_id="t_1", recipient_id="271")
    ),
    "look": lambda c: c.find_sent(reply("200_300")),
}
PARROT = b'{"error":{"message":"Malformed access token %s","code":190}}' % TOKEN.encode()
ANSWERS = {
    "a parrot": answer(PARROT, "401 Unauthorized"),
    "html": answer(TOKEN.encode(), "500 Internal Server Error", "text/html"),
    "nothing": b"",
    "a redirect": answer(b"", "302 Found", more="Location: http://127.0.0.1:9/\r\n"),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("said", ANSWERS.values(), ids=ANSWERS)
def test_no_failure_tells_a_secret(call, said, heard) -> None:
    with serving(says(said)) as server:
        connector = to(server.url)
        with pytest.raises(ConnectorError) as failed:
            call(connector)
        connector.close()
    told = "".join(traceback.format_exception(failed.value)) + repr(failed.value)
    for canary in CANARIES:
        assert canary not in told
        assert canary not in heard.getvalue()
        assert canary not in repr(connector)


def test_no_failure_carries_the_call_that_failed() -> None:
    with serving(says(b"")) as server:
        connector = to(server.url)
        with pytest.raises(ConnectorError) as failed:
            connector.fetch("feed", None)
        connector.close()
    assert failed.value.__cause__ is None
    assert failed.value.__context__ is None


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_the_token_travels_in_a_header_and_in_no_address(call) -> None:
    with serving(says(answer(b'{"data":[]}'))) as server:
        connector = to(server.url)
        try:
            call(connector)
        except ConnectorError:
            pass
        connector.close()
        (request,) = server.requests
    head = request.decode().split("\r\n\r\n")[0]
    assert f"authorization: bearer {TOKEN}".lower() in head.lower()
    assert TOKEN not in head.split("\r\n")[0]
    assert "access_token" not in request.decode()
    assert SECRET not in request.decode()


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_every_call_carries_the_proof(call) -> None:
    expected = hmac.new(SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
    with serving(says(answer(b'{"data":[]}'))) as server:
        connector = to(server.url)
        try:
            call(connector)
        except ConnectorError:
            pass
        connector.close()
        assert f"appsecret_proof={expected}" in server.requests[0].decode()


def test_the_proof_is_the_one_that_facebook_computes(page: Page) -> None:
    page.sandbox.settings("facebook", demands_proof=True)
    connector = page.connect()
    assert connector.whoami().name == FACEBOOK.name
    connector.close()
    assert len(proof(TOKEN, SECRET)) == 64


def test_no_cursor_holds_the_link_that_holds_the_token(page: Page, opened) -> None:
    for number in range(30):
        page.post(f"Beitrag {number}")
    batch = opened.fetch("feed", None)
    assert batch.more
    assert FACEBOOK.page_token not in batch.cursor
    assert "http" not in batch.cursor


def test_no_record_keeps_a_link_that_holds_the_token(page: Page, opened) -> None:
    post = page.post("Beitrag")
    for number in range(30):
        page.comment(post, f"Nr {number}")
    assert FACEBOOK.page_token not in str([m.raw for m in opened.fetch("feed", None).messages])


def test_a_wrong_token_is_a_dead_login(page: Page) -> None:
    connector = page.connect(token="something else")
    with pytest.raises(ReauthRequired):
        connector.whoami()
    connector.close()


@pytest.mark.parametrize("version", ["26.0", "v26", "v26.0/../v1.0", "", "latest"])
def test_a_version_is_written_as_facebook_writes_it(version) -> None:
    with pytest.raises(ValueError, match="graph_version"):
        open(connection("http://127.0.0.1:9", graph_version=version))


def test_the_version_is_the_one_that_was_set() -> None:
    with serving(says(answer(b'{"id":"100","name":"Marke"}'))) as server:
        connector = open(connection(server.url, graph_version="v23.0"))
        connector.whoami()
        connector.close()
        assert server.requests[0].startswith(b"GET /v23.0/me?")


def test_closing_twice_is_closing_once(page: Page) -> None:
    connector = page.connect()
    connector.close()
    connector.close()
