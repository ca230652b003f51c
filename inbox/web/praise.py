"""Praise beside an answer: found or chosen, passed on by one press, and then to be said.

POST /api/praise/{id}  {to: [agents], told?: {name, by: agent | null}}

The id is a message's; answered with {ok, text}. `told` is somebody without a login, and who of us
told them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from db.session import Session
from inbox.care import praising
from inbox.care.acting import NoMessage
from inbox.care.owning import NobodyThere
from inbox.pages import abuse_words
from inbox.pages.current import House
from inbox.queries import taking, teams
from inbox.queries.praise import Has, Said
from inbox.rules import praise as rules
from inbox.rules import praise_told
from inbox.rules.praise import Colleague
from inbox.rules.taking import language
from inbox.texts import mark, texts
from inbox.web import asked, current
from inbox.web.asked import Unusable
from inbox.web.reader import Json, Reader

LATELY = timedelta(days=14)
"""How long praise that nobody passed on is pointed at."""

SORRY: dict[type[Exception], str] = {
    NoMessage: mark("This message is not there any more."),
    praising.NotNow: mark("This message is not there any more."),
    NobodyThere: mark("Choose for whom it is: somebody who works here."),
    praising.NoName: mark("Say who it is, in a few words: the driver Anna."),
    praising.HasLogin: mark("They have a login here: choose them in the list, and they read it."),
    praising.NotTold: mark("Tell them first, and say here who told them."),
}


def chip(
    reader: Reader, session: Session, conversation_id: int, said: Sequence[Said]
) -> list[Json]:
    """Return the newest praise in what was `said` last: to be passed on, or to be spoken of."""
    for place, one in enumerate(said):
        if one.ours or not (one.told or _lately(reader, one)):
            continue
        if not one.told:
            return [_asked(reader, session, one, said[place + 1 :])]
        answered = any(later.ours for later in said[:place])
        return [] if answered else [_told(reader, session, conversation_id, one)]
    return []


def _lately(reader: Reader, one: Said) -> bool:
    return reader.now - one.at < LATELY and bool(rules.found(one.text))


def _asked(reader: Reader, session: Session, one: Said, before: Sequence[Said]) -> Json:
    """Return praise that nobody passed on, and for whom it may be."""
    house = [Colleague(each.id, each.name) for each in teams.working(session)]
    signed = [each.agent_id for each in before if each.ours and each.agent_id is not None]
    return {
        "kind": "praise",
        "tone": "good",
        "label": reader.t("Praise: pass it on"),
        "message": one.message_id,
        "words": _shown(reader, one),
        "whom": rules.whom(one.text, house, signed),
    }


def _shown(reader: Reader, one: Said) -> str:
    return abuse_words.preview(reader.t, rules.quoted(one.text))


def _told(reader: Reader, session: Session, conversation_id: int, one: Said) -> Json:
    """Return praise that was delivered, and the sentence that says so: none to whom it is for."""
    others = [has.name for has in one.told if has.id != reader.agent.id]
    say = None
    if others:
        customer = taking.customer(session, conversation_id)
        spoken = language(customer, "de")
        say = praise_told.sentence(others, spoken, customer.address)
    return {
        "kind": "praise",
        "tone": "good",
        "label": reader.t("Praise passed on"),
        "message": one.message_id,
        "words": _shown(reader, one),
        "told": [has.name for has in one.told],
        "inPerson": [_in_person(reader, has) for has in one.told if has.id is None],
        "say": say,
    }


def _in_person(reader: Reader, has: Has) -> str:
    """Return who told somebody without a login, and when."""
    t, name = reader.t, has.name
    when = t.moment(has.at, reader.now) if has.at else ""
    if has.by is None:
        return t("{name} was told, {moment}", name=name, moment=when)
    return t("{agent} told {name}, {moment}", agent=has.by, name=name, moment=when)


@dataclass(frozen=True, slots=True)
class Praising:
    """The routes, on one house."""

    house: House

    def deliver(self, request: Request, body: dict[str, Any]) -> Response:
        """Deliver a message's praise to those who were chosen, and note who was told of it."""
        chosen, in_person = body.get("to"), body.get("told")
        if not isinstance(chosen, list) or len(chosen) > praising.MOST:
            raise Unusable("to")
        if in_person is not None and not isinstance(in_person, dict):
            raise Unusable("told")
        to = [asked.number({"to": one}, "to") for one in chosen]
        told = _told_of(in_person) if in_person else None
        actor, message_id = current.actor(request), asked.conversation_id(request)
        t = texts(current.present(request).language)
        try:
            with self.house.database.write() as session:
                if told:
                    praising.told(session, actor, message_id, *told, self.house.clock())
                if to or not told:
                    praising.deliver(session, actor, message_id, to, self.house.clock())
        except tuple(SORRY) as error:
            return JSONResponse({"ok": False, "text": t(SORRY[type(error)])})
        return JSONResponse({"ok": True, "text": ""})


def _told_of(body: dict[str, Any]) -> tuple[str, int | None]:
    """Return who was told, and by whom: None where nobody is said to have."""
    by = None if body.get("by") is None else asked.number(body, "by")
    return asked.text(body, "name"), by


def routes(here: House) -> list[BaseRoute]:
    """Return the routes."""
    ours = Praising(here)
    return [Route("/api/praise/{id:int}", asked.tells(ours.deliver), methods=["POST"])]
