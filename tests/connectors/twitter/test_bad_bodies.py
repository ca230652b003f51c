"""Answers that no platform should give: the poll fails, the cursor holds, the next one is whole.

Each is said once by a server of raw bytes; a read of it must never count as a page.
"""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import pytest

from connectors.base import (
    Connection,
    ConnectorError,
    Cursor,
    Deadlines,
    Kind,
    OutboundReply,
    OutcomeUnknown,
    Retryable,
)
from connectors.twitter import client, cursor
from tests.connectors.raw_server import answer, says, serving
from tests.connectors.twitter.driver import SIGNED

ID = "1991793264480129025"
GOOD = json.dumps(
    {
        "data": [{"id": ID, "text": "@marke gut", "author_id": "5"}],
        "meta": {"result_count": 1, "newest_id": ID, "oldest_id": ID},
    }
).encode()
HTML = b"<!DOCTYPE html><html><body>Over capacity</body></html>"
JSON = "application/json; charset=utf-8"


def page(**parts: object) -> bytes:
    return json.dumps(parts).encode()


BAD = {
    "nothing": answer(b""),
    "HTML": answer(HTML, content_type="text/html"),
    "HTML that says it is JSON": answer(HTML),
    "JSON that says it is HTML": answer(GOOD, content_type="text/html"),
    "JSON without a type": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
    "cut in the middle": answer(GOOD[:40]),
    "cut at the last byte": answer(GOOD[:-1]),
    "shorter than promised": answer(GOOD).replace(b"Length: ", b"Length: 1"),
    "two objects": answer(GOOD + GOOD),
    "an empty object": answer(b"{}"),
    "a list": answer(b"[]"),
    "a number": answer(b"200"),
    "null": answer(b"null"),
    "a word": answer(b'"ok"'),
    "no meta": answer(page(data=[])),
    "meta is a list": answer(page(data=[], meta=[])),
    "data is an object": answer(page(data={}, meta={"result_count": 1})),
    "data is missing though promised": answer(page(meta={"result_count": 3})),
    "data is null": answer(page(data=None, meta={"result_count": 0})),
    "only errors": answer(page(errors=[{"title": "Not Found Error"}])),
    "a problem in a 200": answer(page(title="Service Unavailable", status=503)),
    "a token that is a number": answer(page(data=[], meta={"result_count": 0, "next_token": 5})),
    "nested without end": answer(b"[" * 100_000),
    "an endless number": answer(b'{"data":[],"meta":{"result_count":' + b"9" * 5_000 + b"}}"),
    "not UTF-8": answer(b'{"data":[],"meta":{"result_count":0},"x":"\xff\xfe"}'),
    "broken gzip": answer(b"\x1f\x8b\x08nonsense", more="Content-Encoding: gzip\r\n"),
    "half of gzip": answer(gzip.compress(GOOD)[:20], more="Content-Encoding: gzip\r\n"),
    "a redirect": answer(b"", "302 Found", more="Location: https://evil.example/\r\n"),
    "nothing new": answer(b"", "304 Not Modified"),
    "no content": b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n",
    "an empty page in a 500": answer(b'{"data":[],"meta":{"result_count":0}}', "500 Error"),
    "HTML in a 500": answer(HTML, "500 Error", "text/html"),
    "HTML in a 403": answer(HTML, "403 Forbidden", "text/html"),
    "HTML in a 401": answer(HTML, "401 Unauthorized", "text/html"),
    "a list in a 403": answer(b"[]", "403 Forbidden"),
    "a list in a 500": answer(b"[1]", "500 Error"),
    "a strange 429": answer(b"[]", "429 Too Many", more="x-rate-limit-reset: soon\r\n"),
    "a status nobody knows": answer(b"", "599 Odd"),
    "no HTTP at all": b"220 mail.example ESMTP\r\n",
    "closed at once": b"",
    "a bad chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nXYZ\r\n",
    "a loop": answer(page(data=[{"id": "9" * 18}], meta={"result_count": 1, "next_token": "t1"})),
    "a page that is not older": answer(
        page(data=[{"id": str(int(ID) + 5)}], meta={"result_count": 1, "next_token": "t2"})
    ),
}
HALFWAY = cursor.save(
    cursor.Walk(since=7, floor=6, page="t1", newest=int(ID) + 9, oldest=int(ID) + 5)
)


def connect(url: str) -> client.TwitterConnector:
    return client.open(
        Connection("twitter", "783214", "marke", url, SIGNED, Deadlines(2.0, 2.0, 4.0))
    )


def test_there_are_enough_of_them() -> None:
    assert len(BAD) >= 40


@pytest.mark.parametrize("stream", ["mentions", "direct"])
@pytest.mark.parametrize("name", BAD)
def test_a_bad_answer_is_a_failed_poll_and_never_an_empty_page(name, stream) -> None:
    with serving(says(BAD[name])) as server:
        with pytest.raises(Retryable) as failed:
            connect(server.url).fetch(stream, HALFWAY)
        assert failed.value.reason
        assert "evil" not in failed.value.reason


def test_the_next_good_answer_to_the_same_cursor_is_whole() -> None:
    with serving(says(answer(GOOD))) as server:
        batch = connect(server.url).fetch("mentions", HALFWAY)
        assert [m.external_id for m in batch.messages] == [ID]
        assert cursor._load(batch.cursor).since == int(ID) + 9


LOOKS_FINE = {"a loop", "a page that is not older", "a strange 429"}
REPLY = OutboundReply("k", Kind.MENTION, ID, ID, "5", "Gern!", datetime(2026, 11, 20, tzinfo=UTC))


@pytest.mark.parametrize("name", sorted(set(BAD) - LOOKS_FINE))
def test_a_bad_answer_to_a_reply_leaves_it_unknown(name) -> None:
    with serving(says(BAD[name])) as server, pytest.raises(OutcomeUnknown):
        connect(server.url).send(REPLY)


@pytest.mark.parametrize("name", sorted(set(BAD)))
def test_a_bad_answer_to_a_look_proves_nothing(name) -> None:
    with serving(says(BAD[name])) as server:
        try:
            found = connect(server.url).find_sent(REPLY)
        except ConnectorError:
            return
        assert name in {"a page that is not older", "a loop"}
        assert found is None


def test_a_cursor_of_another_stream_does_no_harm() -> None:
    with serving(says(answer(GOOD))) as server:
        batch = connect(server.url).fetch("mentions", Cursor('{"posts":{"1":2}}'))
        assert len(batch.messages) == 1
