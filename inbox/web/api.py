"""The routes that the panes ask: a conversation, a preview, a draft. All JSON, all ours.

The gate has looked the session up; what an id or a text from a browser may do is decided in
the use case, on every call. An answer that is the one the browser already has is a bare 204.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from inbox.care import drafts
from inbox.care.conversations import NoConversation
from inbox.care.drafts import Typed
from inbox.care.rights import NotAllowed, Right, require
from inbox.outgoing import replying
from inbox.pages.current import House
from inbox.queries import agents, contacts, thread
from inbox.queries import drafts as kept
from inbox.queries.conversations import Position
from inbox.texts import texts
from inbox.web import current, thread_json
from inbox.web.reader import Reader

LARGEST_ID = 2**63 - 1
MOST_BYTES = 400_000
KEY = re.compile(r"[0-9a-f]{32}")


class Unusable(Exception):
    """The request makes no sense; nothing was done."""


@dataclass(frozen=True, slots=True)
class Api:
    """The routes, on one house."""

    house: House

    def thread(self, request: Request) -> Response:
        """Answer GET /api/thread/{id}?before=&stamp=&zone= with one page of a conversation."""
        asked = request.query_params
        conversation_id = _id(request)
        before = _position(asked["before"]) if asked.get("before") else None
        actor = current.actor(request)
        require(actor, Right.READ)
        with self.house.database.read() as session:
            reader = self._reader(request, session)
            view = thread.opened(session, conversation_id, before)
            if view is None:
                raise NoConversation(conversation_id)
            answer = thread_json.thread(reader, view)
            if before is None:
                who = contacts.person(session, conversation_id)
                mine = kept.draft(session, actor.agent_id, conversation_id)
                answer["person"] = thread_json.person(reader, who) if who else None
                answer["draft"] = thread_json.draft(mine)
        stamp = thread_json.stamp(answer)
        if asked.get("stamp") == stamp:
            return Response(status_code=204)
        return JSONResponse(answer | {"stamp": stamp, "now": reader.now.isoformat()})

    def draft(self, request: Request, body: dict[str, Any]) -> Response:
        """Answer PUT /api/draft/{id} {text, key, seen}: keep what is typed, say what is kept."""
        typed = Typed(_text(body, "text"), _key(body), _text(body, "seen"))
        actor, now = current.actor(request), self.house.clock()
        with self.house.database.write() as session:
            done = drafts.save(session, actor, _id(request), typed, now)
        return JSONResponse(thread_json.draft(done))

    def preview(self, request: Request, body: dict[str, Any]) -> Response:
        """Answer POST /api/preview {conversation, text, split} with what would leave."""
        text, split = _text(body, "text"), body.get("split") is True
        conversation_id, actor = _number(body, "conversation"), current.actor(request)
        with self.house.database.read() as session:
            reader = self._reader(request, session)
            shown = replying.preview(
                session, actor, conversation_id, text, self.house.settings, reader.now, split=split
            )
        return JSONResponse(thread_json.preview(reader, shown))

    def _reader(self, request: Request, session: Any) -> Reader:
        present = current.present(request)
        agent = agents.agent(session, present.agent_id)
        if agent is None:
            raise NotAllowed("nobody is signed in")
        words = texts(present.language, request.query_params.get("zone"))
        return Reader(agent, words, self.house.clock())


def _id(request: Request) -> int:
    number: int = request.path_params["id"]
    if number > LARGEST_ID:
        raise NoConversation(number)
    return number


def _number(body: dict[str, Any], name: str) -> int:
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= LARGEST_ID:
        raise Unusable(name)
    return value


def _position(text: str) -> Position:
    try:
        return Position.read(text)
    except (ValueError, OverflowError):
        raise Unusable("before") from None


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise Unusable(name)
    return value


def _key(body: dict[str, Any]) -> str:
    key = _text(body, "key")
    if not KEY.fullmatch(key):
        raise Unusable("key")
    return key


async def _body(request: Request) -> dict[str, Any]:
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > MOST_BYTES:
            raise Unusable("too long")
    try:
        body = json.loads(bytes(read))
    except (ValueError, RecursionError):
        raise Unusable("no JSON") from None
    if not isinstance(body, dict):
        raise Unusable("no object")
    return body


Asking = Callable[[Request], Response]
Telling = Callable[[Request, dict[str, Any]], Response]


def _asks(answer: Asking) -> Any:
    async def endpoint(request: Request) -> Response:
        return await _safely(answer, request)

    return endpoint


def _tells(answer: Telling) -> Any:
    async def endpoint(request: Request) -> Response:
        try:
            body = await _body(request)
        except Unusable:
            return Response(status_code=400)
        return await _safely(answer, request, body)

    return endpoint


async def _safely(answer: Callable[..., Response], *given: Any) -> Response:
    """Run in a thread of its own; what a use case refuses becomes a bare status."""
    try:
        return await run_in_threadpool(answer, *given)
    except NotAllowed:
        return Response(status_code=403)
    except NoConversation:
        return Response(status_code=404)
    except Unusable:
        return Response(status_code=400)


def routes(here: House) -> list[BaseRoute]:
    """Return the routes of the panes."""
    api = Api(here)
    return [
        Route("/api/thread/{id:int}", _asks(api.thread), methods=["GET"]),
        Route("/api/preview", _tells(api.preview), methods=["POST"]),
        Route("/api/draft/{id:int}", _tells(api.draft), methods=["PUT"]),
    ]
