"""What we ask of X, and what its stand-in answers, is what X's published document says.

X publishes it at https://api.x.com/2/openapi.json; `X_OPENAPI` names a copy of it, in either
spelling. Without one the check itself is still held, against a small document of the same form.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from openapi_core import Config, OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest, MockResponse

from connectors.base import Action, InboundMessage, Kind, OutboundReply, Picture, Rejected, Verb
from connectors.sandbox.accounts import X
from connectors.twitter.client import TwitterConnector
from tests.connectors.twitter.driver import TOKEN, ReplyDriver
from tests.contract import read
from tests.contract_whole import PIXEL
from tests.sandbox import Sandbox

HOST = "https://api.x.com"
GIVEN = os.environ.get("X_OPENAPI", "")
PHOTO = "https://photos.example/lindenau/plan.jpg"
MENTIONS = ("GET", "/2/users/{id}/mentions")
CALLS = {
    MENTIONS,
    ("GET", "/2/users/me"),
    ("GET", "/2/users/{id}/tweets"),
    ("GET", "/2/tweets"),
    ("GET", "/2/tweets/search/recent"),
    ("GET", "/2/dm_events"),
    ("GET", "/2/dm_conversations/with/{id}/dm_events"),
    ("POST", "/2/tweets"),
    ("POST", "/2/dm_conversations/with/{id}/messages"),
    ("POST", "/2/media/upload"),
    ("POST", "/2/media/metadata"),
    ("PUT", "/2/tweets/{id}/hidden"),
    ("DELETE", "/2/tweets/{id}"),
    ("DELETE", "/2/dm_events/{id}"),
}


@dataclass(frozen=True)
class Exchange:
    """One call as it went over the wire, and its answer."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: dict[str, str]
    body: bytes
    answer: requests.Response

    @property
    def call(self) -> tuple[str, str]:
        """Return the call without its ids."""
        return self.method, shape(self.path)


def shape(path: str) -> str:
    """Return a path whose ids, and whose names for ids, are all called alike."""
    parts = path.split("/")
    named = [part.startswith("{") or (part.isdigit() and len(part) > 4) for part in parts]
    return "/".join("{id}" if id_ else part for part, id_ in zip(parts, named, strict=True))


class Document:
    """X's document, and what is wrong with an exchange by it."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = {**told, "servers": [{"url": HOST}]}
        self._paths = told["paths"]
        config = Config(
            spec_validator_cls=None,  # it is X's document, right or wrong
            extra_media_type_deserializers={"application/problem+json": json.loads},
        )
        self._api = OpenAPI.from_dict(self.told, config=config)

    @property
    def spelling(self) -> str:
        """Return how the document calls the fields of a post."""
        return "tweet" if "tweet.fields" in self._parameters(MENTIONS) else "post"

    def _parameters(self, call: tuple[str, str]) -> set[str]:
        """Return the names of what may be asked with a call."""
        return {
            self._found(one)["name"]
            for path, calls in self._paths.items()
            if shape(path) == call[1]
            for one in calls.get(call[0].lower(), {}).get("parameters", [])
        }

    def _found(self, one: dict[str, Any]) -> dict[str, Any]:
        for part in one.get("$ref", "#").split("/")[1:]:
            one = self.told[part] if part == "components" else one[part]
        return one

    def faults(self, exchange: Exchange) -> list[str]:
        """Return what the document has against an exchange, request and answer."""
        request = MockRequest(
            HOST,
            exchange.method,
            exchange.path,
            args=dict(exchange.query),
            headers=exchange.headers,
            data=exchange.body,
        )
        kind = exchange.answer.headers["content-type"]
        response = MockResponse(
            exchange.answer.content, exchange.answer.status_code, content_type=kind
        )
        found = []
        for check in (
            lambda: self._api.validate_request(request),
            lambda: self._api.validate_response(request, response),
        ):
            try:
                check()
            except OpenAPIError as error:
                found.append(f"{exchange.call}: {error} {error.__cause__ or ''}")
        return found + self._unknown(exchange)

    def _unknown(self, exchange: Exchange) -> list[str]:
        """Return the parameters that the document does not name; the validator lets them pass."""
        known = self._parameters(exchange.call)
        return [
            f"{exchange.call}: unknown {name}" for name, _ in exchange.query if name not in known
        ]


class Listener:
    """Hears every call of a connector."""

    def __init__(self, connector: TwitterConnector) -> None:
        self.heard: list[Exchange] = []
        connector._wire._session.hooks["response"].append(self._hear)

    def _hear(self, answer: requests.Response, **_: Any) -> None:
        asked, parts = answer.request, urlsplit(str(answer.request.url))
        body = asked.body or b""
        self.heard.append(
            Exchange(
                method=str(asked.method),
                path=parts.path.removeprefix("/x"),
                query=tuple(parse_qsl(parts.query)),
                headers=dict(asked.headers),
                body=body.encode() if isinstance(body, str) else body,
                answer=answer,
            )
        )


def reply(message: InboundMessage, *pictures: Picture) -> OutboundReply:
    return OutboundReply(
        "k",
        message.kind,
        message.thread_id,
        message.external_id,
        message.author.external_id if message.author else None,
        "Hier der Plan: www.lindenau.de/plan\n— Miriam Brandt · +49 30 23125 456",
        datetime.now(UTC),
        pictures=pictures,
    )


def play(sandbox: Sandbox, spelling: str) -> list[Exchange]:
    """Let everything happen that a connector asks for; return all that was heard."""
    options = {"field_names": spelling, "keywords": "Stromausfall", "page": "5"}
    x = ReplyDriver(sandbox, TOKEN, options=options)
    sandbox.settings("x", spelling=spelling)
    us = x.connect()
    listener = Listener(us)
    us.whoami()
    _stage(x, sandbox)
    picture = Picture(PIXEL, "image/png", "Ein rotes Feld")
    mentions = {m.text: m for m in read(us, "mentions")}
    comment = mentions["zwei"]
    _public(us, x, comment, picture)
    read(us, "search")
    us.look([message.external_id for message in mentions.values()])
    private = read(us, "direct")[0]
    answer = reply(private, picture)
    receipt = us.send(answer)
    us.find_sent(answer)
    us.act(Action("k", Verb.DELETE, receipt.external_id, Kind.DIRECT))
    us.close()
    return listener.heard


def _stage(x: ReplyDriver, sandbox: Sandbox) -> None:
    """Let customers write in every way that shows in an answer."""
    for kind in ("photo", "video", "animated_gif"):
        x._post("erika_m", kind, photo=PHOTO, media=kind, alt="Ein Plan")
    keys = dict(zip(("eins", "zwei", "drei"), x.receives("eins", "zwei", "drei"), strict=True))
    x.edits(keys["eins"], "eins, berichtigt")
    x._post("bernd", "lang " * 80)
    x._post("bernd", f"@{X.handle} und das", quote=keys["zwei"])
    sandbox.post("x/withhold", id=keys["drei"], countries=["FR"])
    gone = x._post("weg", "weg")["id"]
    x._post("bernd", "dazu", reply_to=gone)
    sandbox.post("x/delete", id=gone)
    sandbox.post("x/post", handle="fremd", text="Stromausfall!")
    for n in range(2):
        sandbox.post("x/dm", handle="erika_m", text=f"privat {n} firma.de", photo=PHOTO)


def _public(us: TwitterConnector, x: ReplyDriver, comment: InboundMessage, p: Picture) -> None:
    answer = reply(comment, p)
    receipt = us.send(answer)
    us.find_sent(answer)
    us.act(Action("k", Verb.HIDE, comment.external_id, comment.kind))
    us.act(Action("k", Verb.UNHIDE, comment.external_id, comment.kind))
    us.act(Action("k", Verb.DELETE, receipt.external_id, comment.kind))
    us.act(Action("k", Verb.DELETE, receipt.external_id, comment.kind))  # a 404 of X's
    with pytest.raises(Rejected):
        us.send(replace(answer, text=" ", pictures=()))  # a 400 of X's
    x.removes(comment.external_id)


@pytest.fixture
def document() -> Document:
    return Document(json.loads(Path(GIVEN).read_text(encoding="utf-8")))


@pytest.mark.skipif(not GIVEN, reason="X_OPENAPI names no copy of X's published document")
def test_every_request_and_every_answer_is_valid_by_x_s_own_document(sandbox, document) -> None:
    heard = play(sandbox, document.spelling)
    assert [fault for exchange in heard for fault in document.faults(exchange)] == []


# the check itself


@pytest.mark.parametrize("spelling", ["tweet", "post"])
def test_what_is_played_makes_every_call_that_the_connector_knows(sandbox, spelling) -> None:
    heard = play(sandbox, spelling)
    assert {exchange.call for exchange in heard} == CALLS
    assert {exchange.answer.status_code for exchange in heard} == {200, 201, 400, 404}


SMALL = {
    "openapi": "3.0.0",
    "info": {"title": "X API v2", "version": "small"},
    "paths": {
        "/2/users/{id}/mentions": {
            "get": {
                "parameters": [
                    {
                        "name": "id",
                        "in": "path",
                        "required": True,
                        "schema": {"type": "string", "pattern": "^[0-9]{1,19}$"},
                    },
                    {"$ref": "#/components/parameters/Size"},
                ],
                "responses": {
                    "200": {
                        "description": "a page",
                        "content": {
                            "application/json": {
                                "schema": {"$ref": "#/components/schemas/MentionsResponse"}
                            }
                        },
                    }
                },
            }
        }
    },
    "components": {
        "parameters": {
            "Size": {
                "name": "max_results",
                "in": "query",
                "schema": {"type": "integer", "minimum": 5, "maximum": 100},
            }
        },
        "schemas": {
            "MentionsResponse": {
                "type": "object",
                "required": ["meta"],
                "properties": {"meta": {"type": "object"}},
            }
        },
    },
}


def exchanged(asked: str = "max_results=5", told: str = '{"meta":{}}') -> Exchange:
    answer = requests.Response()
    answer.status_code, answer._content = 200, told.encode()
    answer.headers["content-type"] = "application/json"
    path = f"/2/users/{X.id}/mentions"
    return Exchange("GET", path, tuple(parse_qsl(asked)), {}, b"", answer)


@pytest.fixture
def small() -> Iterator[Document]:
    yield Document(SMALL)


def test_what_the_document_allows_is_no_fault(small) -> None:
    assert small.spelling == "post"
    assert small.faults(exchanged()) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"asked": "max_results=4"},
        {"asked": "max_results=many"},
        {"asked": "max_results=5&colour=red"},
        {"told": "{}"},
        {"told": '{"meta":7}'},
        {"told": "no JSON"},
    ],
)
def test_what_the_document_does_not_allow_is_found(small, wrong) -> None:
    assert len(small.faults(exchanged(**wrong))) == 1
