"""Forty bad answers: each is a failed poll or a doubtful write, and the old cursor still holds."""

from __future__ import annotations

import json

import pytest

from connectors.base import ConnectorError, OutcomeUnknown, ReauthRequired, Rejected, Retryable
from connectors.facebook.client import open
from tests.connectors.facebook.page import HASTY, connection, reply
from tests.connectors.raw_server import answer, drips, hangs, says, serving

HTML = b"<!DOCTYPE html><html><body>Sorry, something went wrong.</body></html>"
PAGE = b'{"data":[]}'
NEXT = b'{"data":[],"paging":{"next":"https://graph.facebook.com/?access_token=x"}}'


def error(code: int, **more: object) -> bytes:
    return json.dumps({"error": {"message": "nein", "code": code, **more}}).encode()


BAD = {
    "html as 200": answer(HTML, content_type="text/html"),
    "html called json": answer(HTML),
    "json called html": answer(PAGE, content_type="text/html"),
    "json without a type": b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\nConnection: close\r\n\r\n"
    + PAGE,
    "empty": answer(b""),
    "blank": answer(b"   "),
    "null": answer(b"null"),
    "true": answer(b"true"),
    "a number": answer(b"7"),
    "text": answer(b'"data"'),
    "a list": answer(b"[]"),
    "an empty object": answer(b"{}"),
    "half an object": answer(b'{"data":[{"id":"1'),
    "two objects": answer(PAGE + PAGE),
    "data is null": answer(b'{"data":null}'),
    "data is text": answer(b'{"data":"[]"}'),
    "data is an object": answer(b'{"data":{}}'),
    "paging is a list": answer(b'{"data":[],"paging":[]}'),
    "next without a cursor": answer(NEXT),
    "an endless number": answer(b'{"data":[' + b"9" * 5_000 + b"]}"),
    "too deep": answer(b"[" * 100_000),
    "broken utf-8": answer(b'{"data":["\xff\xfe"'),
    "a byte order mark": answer(b"\xef\xbb\xbf" + PAGE[:-1]),
    "an image": answer(b"\x89PNG\r\n", content_type="image/png"),
    "a query string": answer(b"access_token=1&expires=2", content_type="text/plain"),
    "500 with an empty list": answer(PAGE, "500 Internal Server Error"),
    "429 with an empty list": answer(PAGE, "429 Too Many Requests"),
    "503 with html": answer(HTML, "503 Service Unavailable", "text/html"),
    "502 without a body": answer(b"", "502 Bad Gateway"),
    "302 to elsewhere": answer(b"", "302 Found", more="Location: http://127.0.0.1:9/\r\n"),
    "204": b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n",
    "an error of another shape": answer(b'{"error":"nein"}'),
    "an error without a code": answer(b'{"error":{"message":"nein"}}'),
    "an error with a code in words": answer(b'{"error":{"code":"190"}}'),
    "a busy platform": answer(error(4), "403 Forbidden"),
    "a busy page in a 200": answer(error(80001)),
    "an unknown error": answer(error(1), "500 Internal Server Error"),
    "a code nobody knows": answer(error(987_654), "400 Bad Request"),
    "less than promised": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    b"Content-Length: 999\r\nConnection: close\r\n\r\n" + PAGE,
    "no http": b"hello\r\n\r\n",
    "nothing": b"",
    "a cut header": b"HTTP/1.1 200 OK\r\nContent-Ty",
    "more than ten megabytes": answer(b'{"data":["' + b"x" * (10 * 1024 * 1024) + b'"]}'),
}


@pytest.mark.parametrize("stream", ["feed", "messages"])
@pytest.mark.parametrize("said", BAD.values(), ids=BAD)
def test_a_bad_answer_is_a_failed_poll(said, stream) -> None:
    with serving(says(said)) as server:
        connector = open(connection(server.url))
        with pytest.raises(Retryable):
            connector.fetch(stream, None)
        connector.close()


KNOWN_TO_HAVE_FAILED = {"a busy platform", "a busy page in a 200", "429 with an empty list"}
DOUBTFUL = {
    name: said
    for name, said in BAD.items()
    if name not in KNOWN_TO_HAVE_FAILED | {"a code nobody knows"}
}


@pytest.mark.parametrize("said", DOUBTFUL.values(), ids=DOUBTFUL)
def test_a_bad_answer_to_a_write_is_unknown(said) -> None:
    with serving(says(said)) as server:
        connector = open(connection(server.url))
        with pytest.raises(OutcomeUnknown):
            connector.send(reply("200_300"))
        connector.close()


@pytest.mark.parametrize("name", sorted(KNOWN_TO_HAVE_FAILED))
def test_a_limit_on_a_write_did_nothing(name) -> None:
    with serving(says(BAD[name])) as server:
        connector = open(connection(server.url))
        with pytest.raises(Retryable):
            connector.send(reply("200_300"))
        connector.close()


@pytest.mark.parametrize(
    "said",
    [
        b'{"name":"Marke"}',
        b'{"id":7,"name":"Marke"}',
        b'{"id":"100"}',
        b'{"id":"100","name":null}',
    ],
)
def test_who_we_are_is_an_id_and_a_name(said) -> None:
    with serving(says(answer(said))) as server:
        connector = open(connection(server.url))
        with pytest.raises(Retryable):
            connector.whoami()
        connector.close()


@pytest.mark.parametrize("said", [b"{}", b'{"id":""}', b'{"id":7}', b'{"message_id":"m_1"}'])
def test_a_receipt_without_an_id_is_none(said) -> None:
    with serving(says(answer(said))) as server:
        connector = open(connection(server.url))
        with pytest.raises(OutcomeUnknown):
            connector.send(reply("200_300"))
        connector.close()


def test_a_dead_login_is_named_whatever_the_status() -> None:
    for status in ("200 OK", "400 Bad Request", "401 Unauthorized", "500 Internal Server Error"):
        with serving(says(answer(error(190, error_subcode=463), status))) as server:
            connector = open(connection(server.url))
            with pytest.raises(ReauthRequired):
                connector.fetch("feed", None)
            connector.close()


def test_a_missing_permission_is_said_in_facebooks_words() -> None:
    with serving(says(answer(error(200), "403 Forbidden"))) as server:
        connector = open(connection(server.url))
        with pytest.raises(Rejected) as refused:
            connector.fetch("feed", None)
        connector.close()
    assert refused.value.reason == "nein"


def test_one_call_makes_one_request() -> None:
    with serving(says(answer(HTML, "500 Internal Server Error", "text/html"))) as server:
        connector = open(connection(server.url))
        with pytest.raises(ConnectorError):
            connector.send(reply("200_300"))
        connector.close()
        assert len(server.requests) == 1


@pytest.mark.parametrize("behaves", [hangs, drips(answer(PAGE))], ids=["hangs", "drips"])
def test_no_server_holds_a_poll_for_ever(behaves) -> None:
    with serving(behaves) as server:
        connector = open(connection(server.url, deadlines=HASTY))
        with pytest.raises(Retryable):
            connector.fetch("feed", None)
        connector.close()
