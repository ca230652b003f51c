"""Calls and e-mails, as the composer hands them over: noted, or said anew. Nothing is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from connectors.base import Kind
from db.session import Session
from inbox.care import outside, presence
from inbox.care.outside import NotNoted, Refused, Said
from inbox.care.promising import Unclear
from inbox.pages import outside_words, promise_words
from inbox.pages.current import House
from inbox.pages.promise_words import Unreadable
from inbox.queries import roster
from inbox.rules import pledged
from inbox.rules.promises import LONGEST, MOST, PromiseKind
from inbox.texts import texts
from inbox.web import asked, current
from inbox.web.api import reading
from inbox.web.asked import Unusable

TYPED = {"what": LONGEST, "kind": 20, "due": 40, "sum": 40}
"""The fields of a promise as they are typed, and their most characters."""


@dataclass(frozen=True, slots=True)
class Outside:
    """The routes, on one house."""

    house: House

    def note(self, request: Request, body: dict[str, Any]) -> Response:
        """Answer POST /api/outside/{id} {key, kind, heard, text, answers, promises, looked}.

        It is noted; but what its line promises is first told as rows to look at, once: `looked`.
        """
        said, key = _said(body), asked.key(asked.text(body, "key"))
        about, now = asked.conversation_id(request), self.house.clock()
        actor = current.actor(request)
        try:
            given = promise_words.read(body.get("promises", []))
        except Unreadable:
            raise Unusable("promises") from None
        rows = [] if given or body.get("looked") is True else self._promised(request, said.text)
        if rows:
            t = texts(current.present(request).language, request.query_params.get("zone"))
            return JSONResponse({"ok": False, "text": t(outside_words.LOOK), "promises": rows})

        def act(session: Session) -> None:
            outside.note(session, actor, about, said, key, now, given)

        return self._done(request, act)

    def keep(self, request: Request, body: dict[str, Any]) -> Response:
        """Answer PUT /api/outside-draft/{id} {said}: keep what is typed; null: nothing is."""
        said, about = _typed(body.get("said")), asked.conversation_id(request)
        actor, now = current.actor(request), self.house.clock()
        with self.house.database.write() as session:
            outside.keep(session, actor, about, said, now)
            presence.here(session, actor, about, now, writing=said is not None)
        return JSONResponse({})

    def change(self, request: Request, body: dict[str, Any]) -> Response:
        """Answer PUT /api/outside/message/{id} {kind, heard, text, answers}: say it anew."""
        said, now = _said(body), self.house.clock()
        actor, chosen = current.actor(request), asked.conversation_id(request)

        def act(session: Session) -> None:
            outside.change(session, actor, chosen, said, now)

        return self._done(request, act)

    def _promised(self, request: Request, line: str) -> list[dict[str, Any]]:
        """Return what a line promises, as the rows that an agent would type."""
        with self.house.database.read() as session:
            reader = reading(self.house, request, session)
            known = roster.calendar(session, reader.agent.id, reader.t.zone, reader.now)
        return [
            {
                "what": one.words[:LONGEST],
                "kind": one.kind.value,
                "due": one.due.isoformat(),
                "sum": promise_words.amount(reader.t, one.amount),
            }
            for one in pledged.found(line, known)[:MOST]
        ]

    def _done(self, request: Request, act: Any) -> Response:
        """Do it; a refusal is a sentence beside what was typed."""
        t = texts(current.present(request).language, request.query_params.get("zone"))
        try:
            with self.house.database.write() as session:
                act(session)
        except Refused as refused:
            return JSONResponse({"ok": False, "text": outside_words.wrong(t, refused.wrong)})
        except Unclear as unclear:
            return JSONResponse({"ok": False, "text": promise_words.flaw(t, unclear.flaw)})
        except NotNoted:
            return Response(status_code=404)
        return JSONResponse({"ok": True, "text": ""})


def _said(body: dict[str, Any]) -> Said:
    """Return what was noted. Raises Unusable."""
    try:
        kind = Kind(asked.text(body, "kind"))
        heard, answers = body.get("heard") is True, body.get("answers") is True
        return Said(kind, heard, asked.text(body, "text"), answers)
    except ValueError:
        raise Unusable("kind") from None


def _typed(said: Any) -> dict[str, Any] | None:
    """Return what is typed so far, as it is kept. Raises Unusable."""
    if said is None:
        return None
    if not isinstance(said, dict):
        raise Unusable("said")
    promises, editing = said.get("promises", []), said.get("editing")
    if not isinstance(promises, list) or len(promises) > MOST:
        raise Unusable("promises")
    return {
        "key": asked.key(asked.text(said, "key")),
        "kind": _said(said).kind.value,
        "heard": said.get("heard") is True,
        "text": _line(said, "text", 2 * outside.LONGEST),
        "answers": said.get("answers") is True,
        "promises": [_promise(one) for one in promises],
        "editing": None if editing is None else asked.number(said, "editing"),
    }


def _promise(one: Any) -> dict[str, str]:
    if not isinstance(one, dict) or one.get("kind") not in set(PromiseKind):
        raise Unusable("promises")
    return {name: _line(one, name, most) for name, most in TYPED.items()}


def _line(given: dict[str, Any], name: str, most: int) -> str:
    value = asked.text(given, name)
    if len(value) > most or "\0" in value:
        raise Unusable(name)
    return value.encode("utf-8", "replace").decode()


def routes(here: House) -> list[BaseRoute]:
    """Return the routes."""
    ours = Outside(here)
    return [
        Route("/api/outside/{id:int}", asked.tells(ours.note), methods=["POST"]),
        Route("/api/outside-draft/{id:int}", asked.tells(ours.keep), methods=["PUT"]),
        Route("/api/outside/message/{id:int}", asked.tells(ours.change), methods=["PUT"]),
    ]
