"""What colleagues share, as the panes ask for it: notes, who is there, offers, facts.

A note has routes of its own, from the first letter on: nothing that a reply goes through ever
sees one.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from db.session import Busy, Database, Session
from inbox.care import deciding, noting, presence
from inbox.care.promising import Unclear
from inbox.care.rights import GRANTS, Actor, Right, require
from inbox.pages import authority_words, connecting_words, promise_words
from inbox.pages import together_words as words
from inbox.pages.current import House
from inbox.queries import deciders, facts, notes, outside, together
from inbox.texts import texts
from inbox.web import asked, current
from inbox.web.reader import Json, Reader, iso


def beside(session: Session, reader: Reader, actor: Actor, conversation_id: int) -> Json:
    """Return what the newest page of a conversation says of colleagues."""
    offer = together.offer(session, actor.agent_id, conversation_id)
    others = together.colleagues(session, actor.agent_id, conversation_id, reader.now)
    return {
        "colleagues": [{"name": one.name, "writing": one.writing} for one in others],
        "offer": words.offer(reader.t, offer, reader.now) if offer else None,
        "assigns": Right.PEOPLE in GRANTS[actor.role],
        "outside": outside.draft(session, actor.agent_id, conversation_id),
        "note": asdict(notes.draft(session, actor.agent_id, conversation_id)),
    }


def attend(db: Database, actor: Actor, conversation_id: int, now: datetime) -> None:
    """Note that an agent looks at a conversation, and that they have read who names them.

    Written at most every few seconds; where the database is busy, the next look notes it.
    """
    with db.read() as session:
        due, named = together.news(session, actor.agent_id, conversation_id, now - presence.EVERY)
    if not due and not named:
        return
    with suppress(Busy), db.write() as session:
        presence.here(session, actor, conversation_id, now)
        if named:
            noting.mentions_seen(session, actor, conversation_id, now)


@dataclass(frozen=True, slots=True)
class Together:
    """The routes, on one house."""

    house: House

    def keep(self, request: Request, body: dict[str, Any]) -> Response:
        """Answer PUT /api/note-draft/{id} {text, seen}: keep it, say what is kept."""
        text, seen = asked.text(body, "text"), asked.text(body, "seen")
        actor, now = current.actor(request), self.house.clock()
        about = asked.conversation_id(request)
        with self.house.database.write() as session:
            kept = noting.keep(session, actor, about, text, seen, now)
            presence.here(session, actor, about, now, writing=True)
            strays = notes.strays(session, about, text, whole=False)
        said = words.strays(texts(current.present(request).language), strays)
        return JSONResponse(asdict(kept) | ({"strays": said} if said else {}))

    def write(self, request: Request, body: dict[str, Any]) -> Response:
        """Answer POST /api/notes/{id} {text, key}: write it, or say why not."""
        text, key = asked.text(body, "text"), asked.key(asked.text(body, "key"))
        actor, now = current.actor(request), self.house.clock()
        about = asked.conversation_id(request)
        try:
            with self.house.database.write() as session:
                noting.write(session, actor, about, text, key, now)
                strays = notes.strays(session, about, text)
        except noting.Refused as refused:
            t = texts(current.present(request).language)
            return JSONResponse({"ok": False, "text": words.note(t, refused.wrong)})
        said = words.written(texts(current.present(request).language), strays)
        return JSONResponse({"ok": True, "text": said})

    def deciders(self, request: Request) -> Response:
        """Answer GET /api/deciders/{id}?remedy=&sum=&zone= with who may decide that and is here.

        `wrong`: the amount is none yet, as a sentence.
        """
        present = current.present(request)
        require(present.actor, Right.REPLY)
        t = texts(present.language, asked.zone(request))
        given, now = request.query_params, self.house.clock()
        try:
            what = connecting_words.asked(given.get("remedy", ""), given.get("sum", ""))
            deciding.check(what)
        except Unclear as error:
            wrong = t(promise_words.FLAWS[error.flaw])
            return JSONResponse({"wrong": wrong, "here": [], "others": ""})
        with self.house.database.read() as session:
            found = deciders.deciders(session, present.agent_id, what, now)
        here = [
            {"id": one.id, "name": one.name, "why": authority_words.why(t, one.limit)}
            for one in found.here
        ]
        return JSONResponse(
            {"wrong": "", "here": here, "others": authority_words.others(t, found.others)}
        )

    def facts(self, request: Request) -> Response:
        """Answer GET /api/facts with what can be inserted today."""
        require(current.actor(request), Right.READ)
        with self.house.database.read() as session:
            found = facts.facts(session, self.house.clock(), over=False)
        told = [
            {"id": one.id, "title": one.title, "text": one.text, "until": iso(one.valid_until)}
            for one in found
        ]
        return JSONResponse({"facts": told})


def routes(here: House) -> list[BaseRoute]:
    """Return the routes."""
    ours = Together(here)
    return [
        Route("/api/note-draft/{id:int}", asked.tells(ours.keep), methods=["PUT"]),
        Route("/api/notes/{id:int}", asked.tells(ours.write), methods=["POST"]),
        Route("/api/deciders/{id:int}", asked.asks(ours.deciders), methods=["GET"]),
        Route("/api/facts", asked.asks(ours.facts), methods=["GET"]),
    ]
