"""The routes of the person pane: what is known, who else they may be, who is blocked.

    GET    /api/person/{id}/history?before=   earlier conversations; the id is a conversation's
    GET    /api/person/{id}/others?typed=     who may be the same person, with reasons
    PUT    /api/person/{id}                   {seen, name, ...}: what the team knows
    POST   /api/person/{id}/join              {other, seen, otherSeen}
    POST   /api/person/{id}/part              {join, seen, toJoined}
    POST   /api/person/{id}/block             {until, reason, seen}: which block, or null
    POST   /api/person/{id}/lift              {seen}
    POST   /api/person/{id}/tag               {name}
    POST   /api/person/{id}/untag             {tag}

Whatever is changed is answered with the person as they are now; 422 with the sentence why not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from db.models import Contact
from db.session import Session
from inbox.care import blocking, joining, person_tags
from inbox.care import people as care
from inbox.care.blocking import Block
from inbox.care.conversations import NoConversation
from inbox.care.rights import Actor, Right, require
from inbox.pages import person_words
from inbox.pages.current import House
from inbox.queries import alike, contacts, people
from inbox.queries.people import Other
from inbox.rules.likeness import Reason
from inbox.rules.people import Facts
from inbox.web import asked, current, person_json
from inbox.web.api import position, reading
from inbox.web.asked import Unusable
from inbox.web.reader import Reader

Body = dict[str, Any]
Work = Callable[[Session, Actor, Contact], object]
Reasons = dict[int, tuple[Reason, ...]]
LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class PersonApi:
    """The routes, on one house."""

    house: House

    def history(self, request: Request) -> Response:
        """Answer with a page of a person's earlier conversations."""
        before = position(request.query_params.get("before", ""))
        if before.at is None:
            raise Unusable("before")
        require(current.actor(request), Right.READ)
        with self.house.database.read() as session:
            found, older = contacts.history(session, asked.conversation_id(request), before)
            reader = reading(self.house, request, session)
        told = {"earlier": person_json.earlier(reader, found)}
        return JSONResponse(told | {"older": str(older) if older else None})

    def others(self, request: Request) -> Response:
        """Answer with who may be the same person: by reasons, or by what was typed."""
        typed = request.query_params.get("typed", "")[:LONGEST_SEARCH]
        require(current.actor(request), Right.REPLY)
        with self.house.database.read() as session:
            contact = _contact(session, request)
            found, because = _suggested(session, contact)
            if typed.strip():
                found = people.looked_up(session, contact, typed, because)
            known = people.known(session, contact)
            reader = reading(self.house, request, session)
        return JSONResponse({"others": [person_json.other(reader, one, known) for one in found]})

    def save(self, request: Request, body: Body) -> Response:
        """Keep what an agent knows about somebody."""
        typed, seen, now = _facts(body), _revision(body, "seen"), self.house.clock()
        return self._do(request, lambda s, a, who: care.save(s, a, who.id, typed, seen, now))

    def join(self, request: Request, body: Body) -> Response:
        """Make one person of two; what speaks for it is looked up, not believed."""
        other, now = asked.number(body, "other"), self.house.clock()
        seen = _revision(body, "seen"), _revision(body, "otherSeen")

        def work(session: Session, actor: Actor, who: Contact) -> None:
            found = [one for one in alike.alike(session, who) if one.contact.id == other]
            why = [reason.why for one in found for reason in one.reasons]
            joining.join(session, actor, who.id, other, seen, why, now)

        return self._do(request, work, typed=False, other=other)

    def part(self, request: Request, body: Body) -> Response:
        """Undo the newest join of a person."""
        join, seen = asked.number(body, "join"), _revision(body, "seen")
        to_joined, now = body.get("toJoined") is True, self.house.clock()
        return self._do(
            request,
            lambda s, a, who: joining.part(s, a, join, seen, now, since_to_joined=to_joined),
            typed=False,
        )

    def block(self, request: Request, body: Body) -> Response:
        """Block somebody until the end of a day."""
        until, reason = asked.text(body, "until"), asked.text(body, "reason")
        zone, now, seen = asked.zone(request), self.house.clock(), _block(body)
        return self._do(
            request,
            lambda s, a, who: blocking.block(s, a, who.id, until, reason, zone, now, seen=seen),
        )

    def lift(self, request: Request, body: Body) -> Response:
        """Let somebody be heard again."""
        now, seen = self.house.clock(), _block(body)
        if seen is None:
            raise Unusable("seen")
        return self._do(
            request, lambda s, a, who: blocking.lift(s, a, who.id, seen, now), typed=False
        )

    def tag(self, request: Request, body: Body) -> Response:
        """Put a tag on somebody."""
        name, now = asked.text(body, "name"), self.house.clock()
        return self._do(request, lambda s, a, who: person_tags.put_on(s, a, who.id, name, now))

    def untag(self, request: Request, body: Body) -> Response:
        """Take a tag off somebody."""
        tag, now = asked.number(body, "tag"), self.house.clock()
        return self._do(request, lambda s, a, who: person_tags.take_off(s, a, who.id, tag, now))

    def _do(
        self, request: Request, work: Work, *, typed: bool = True, other: int | None = None
    ) -> Response:
        """Do it, and answer with the person as they are now; 422 where it was refused.

        A question, where nothing was `typed`, can be asked anew then, with an `other` as well.
        """
        actor = current.actor(request)
        refusal: Exception | None = None
        try:
            with self.house.database.write() as session:
                work(session, actor, _contact(session, request))
        except person_words.REFUSED as error:
            refusal = error
        with self.house.database.read() as session:
            reader = reading(self.house, request, session)
            view = contacts.person(session, asked.conversation_id(request))
            more = _other(reader, session, request, other) if refusal and other else {}
        said = person_words.refused(reader.t, refusal, typed=typed) if refusal else None
        told = {"person": person_json.person(reader, view) if view else None, "text": said}
        return JSONResponse(told | more, 422 if refusal else 200)


def _suggested(session: Session, contact: Contact) -> tuple[tuple[Other, ...], Reasons]:
    """Return who may be the same person, and the reasons by contact."""
    found = alike.alike(session, contact)
    return found, {one.contact.id: one.reasons for one in found}


def _other(reader: Reader, session: Session, request: Request, other: int) -> Body:
    """Return the one whom a person was not joined with, as they are now; {} where they are one."""
    contact = _contact(session, request)
    if other in people.contact_ids(session, contact):
        return {}
    _, because = _suggested(session, contact)
    found = people.others(session, [other], because)
    known = people.known(session, contact)
    return {"other": person_json.other(reader, found[0], known)} if found else {}


def _contact(session: Session, request: Request) -> Contact:
    conversation_id = asked.conversation_id(request)
    found = people.contact_of(session, conversation_id)
    if found is None:
        raise NoConversation(conversation_id)
    return found


def _facts(body: Body) -> Facts:
    since = asked.text(body, "since")
    try:
        day = date.fromisoformat(since) if since else None
    except ValueError:
        raise Unusable("since") from None
    return Facts(
        name=asked.text(body, "name"),
        address=asked.text(body, "address") or None,
        language=asked.text(body, "language") or None,
        pace=asked.text(body, "pace") or None,
        channel=asked.text(body, "channel") or None,
        channel_source=asked.text(body, "source"),
        channel_since=day,
        channel_address=asked.text(body, "where"),
        channel_hours=asked.text(body, "hours"),
        channel_message_id=asked.number(body, "message") if body.get("message") else None,
        notes=asked.text(body, "notes"),
    )


def _block(body: Body) -> Block | None:
    """Return the block that the agent saw, None for none."""
    seen = body.get("seen")
    if seen is None:
        return None
    if not isinstance(seen, dict):
        raise Unusable("seen")
    try:
        until = datetime.fromisoformat(asked.text(seen, "until"))
    except ValueError:
        raise Unusable("until") from None
    if until.tzinfo is None:
        raise Unusable("until")
    return Block(until, asked.text(seen, "reason"))


def _revision(body: Body, name: str) -> int:
    return 0 if body.get(name) == 0 else asked.number(body, name)


def routes(here: House) -> list[BaseRoute]:
    """Return the routes of the person pane."""
    api, one = PersonApi(here), "/api/person/{id:int}"
    doing = {
        "join": api.join,
        "part": api.part,
        "block": api.block,
        "lift": api.lift,
        "tag": api.tag,
        "untag": api.untag,
    }
    return [
        Route(f"{one}/history", asked.asks(api.history), methods=["GET"]),
        Route(f"{one}/others", asked.asks(api.others), methods=["GET"]),
        Route(one, asked.tells(api.save), methods=["PUT"]),
        *(
            Route(f"{one}/{name}", asked.tells(answer), methods=["POST"])
            for name, answer in doing.items()
        ),
    ]
