"""What concerns who is signed in: read by every page's bell, a clock's beat apart.

GET  /api/notices            how many, what rings now, how it may ring
GET  /api/notices/list       a page of them: `before` is where it starts
POST /api/notices/seen       {newest}: all up to that one; {conversation}: all of it; {notice}: one

The bell asks on every page, so the first is a handful of bounded counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from db.session import Session
from inbox.care import noticing
from inbox.care.rights import GRANTS, Actor, Right, require
from inbox.pages import abuse_words
from inbox.pages import notice_words as words
from inbox.pages.current import House
from inbox.queries import alarms, notice_rules, notices
from inbox.queries.conversations import Folder
from inbox.queries.notices import NoticeView
from inbox.texts import Texts
from inbox.web import asked, current
from inbox.web.api import reading
from inbox.web.reader import Json, Reader


@dataclass(frozen=True, slots=True)
class Noticed:
    """The routes, on one house."""

    house: House

    def pulse(self, request: Request) -> Response:
        """Answer with what a bell and a tab's title show, and what rings."""
        actor, here = current.actor(request), _number(request, "open")
        require(actor, Right.READ)
        with self.house.database.read() as session:
            reader = reading(self.house, request, session)
            told = notice_rules.rules(session, actor.agent_id)
            rings = told.sound or told.desktop
            found = notices.ring(session, actor.agent_id, reader.now) if rings else ()
            return JSONResponse(
                {
                    "waiting": notices.waiting(session, actor.agent_id),
                    "unseen": notices.unseen(session, actor.agent_id),
                    "here": notices.concerned(session, actor.agent_id, here),
                    "alarms": _alarms(session, actor, reader.t),
                    "sound": told.sound,
                    "desktop": told.desktop,
                    "ring": [_ring(reader, one, quotes=told.words) for one in found],
                }
            )

    def listed(self, request: Request) -> Response:
        """Answer with a page of notices."""
        actor, before = current.actor(request), _number(request, "before")
        require(actor, Right.READ)
        with self.house.database.read() as session:
            reader = reading(self.house, request, session)
            found, older = notices.page(session, actor.agent_id, before)
        return JSONResponse({"notices": [_told(reader, one) for one in found], "older": older})

    def seen(self, request: Request, body: dict[str, Any]) -> Response:
        """Note that everything up to a notice was seen, or what concerns a conversation."""
        actor, now = current.actor(request), self.house.clock()
        with self.house.database.write() as session:
            if "conversation" in body:
                noticing.seen(session, actor, asked.number(body, "conversation"), now)
            elif "notice" in body:
                noticing.one_seen(session, actor, asked.number(body, "notice"), now)
            else:
                noticing.all_seen(session, actor, asked.number(body, "newest"), now)
        return JSONResponse({})


def _number(request: Request, name: str) -> int | None:
    """Return one of our ids from the address, None where it is not said. Raises Unusable."""
    said = request.query_params.get(name)
    if said is None:
        return None
    return asked.number({name: int(said) if said.isdecimal() and len(said) < 20 else None}, name)


def _alarms(session: Session, actor: Actor, t: Texts) -> str:
    """Return how many alarms nobody has seen, in words, for those who can do something."""
    if Right.CONNECTORS not in GRANTS.get(actor.role, frozenset()):
        return ""
    n = alarms.unseen(session)
    return t.n("{n} alarm that nobody has seen", "{n} alarms that nobody has seen", n) if n else ""


def _told(reader: Reader, one: NoticeView) -> Json:
    return {
        "id": one.id,
        "kind": one.kind,
        **_to(one),
        "text": words.sentence(reader.t, one, reader.now),
        "platform": one.platform,
        "label": words.where(reader.t, one),
        "at": one.at.isoformat(),
        "seen": one.seen,
        "hurts": one.kind in words.HURTS,
    }


def _ring(reader: Reader, one: NoticeView, *, quotes: bool) -> Json:
    """Return what a desktop may show: who and where; their words where the agent wants that."""
    body = abuse_words.preview(reader.t, one.preview)
    shown = one if quotes else replace(one, praise="")
    return {
        "id": one.id,
        **_to(one),
        "title": words.sentence(reader.t, shown, reader.now),
        "body": body if quotes and one.preview else words.where(reader.t, one),
    }


def _to(one: NoticeView) -> Json:
    """Return where it leads: to a conversation, or to what an agent has, in one of the folders."""
    to = {"conversation": one.conversation_id, "stays": one.stays}
    if one.away is not None:
        return to | {"owner": one.away.id, "folder": Folder.MINE}
    return to | {"owner": one.has, "folder": Folder.OPEN}


def routes(here: House) -> list[BaseRoute]:
    """Return the routes of the bell."""
    noticed = Noticed(here)
    return [
        Route("/api/notices", asked.asks(noticed.pulse), methods=["GET"]),
        Route("/api/notices/list", asked.asks(noticed.listed), methods=["GET"]),
        Route("/api/notices/seen", asked.tells(noticed.seen), methods=["POST"]),
    ]
