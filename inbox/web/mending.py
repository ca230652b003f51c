"""Beside the answer to a complaint: what makes good, and what changes.

    GET  /api/causes                             every cause, those complained about most first
    POST /api/causes/{id}       {cause} | {name, change}     the conversation complains about it
    POST /api/causes/{id}/undo  {cause}          it does not
    POST /api/causes/{id}/told  {cause, told}    they were told that it is fixed, or were not
    POST /api/fixed/{id}?zone=  {cause}          how a note begins that it is fixed
    POST /api/remedy/{id}?zone= {remedy, sum}    a remedy as a sentence

The ids are a conversation's. Refusals are 409 with a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from db.models import CauseState
from db.session import Session
from inbox.care import causes, remedies
from inbox.care.causes import NoCause
from inbox.care.rights import Actor, Right, require
from inbox.pages import abuse_words, authority_words, cause_words
from inbox.pages.current import House
from inbox.queries import authority
from inbox.queries import causes as listed
from inbox.queries.causes import Linked
from inbox.rules import complaint, money
from inbox.rules.authority import COUNTED, Grants, Remedy
from inbox.rules.heat import Said
from inbox.rules.making_good import OFFERED, Unsaid
from inbox.rules.money import Amount
from inbox.texts import Texts, texts
from inbox.web import asked, current
from inbox.web.asked import Unusable
from inbox.web.reader import Json, Reader

Body = dict[str, Any]
TYPED = 40
"""Characters of an amount as somebody types it."""


def chips(
    reader: Reader, session: Session, conversation_id: int, said: Sequence[Said], grants: Grants
) -> list[Json]:
    """Return what stands ready for a complaint: remedies, and the cause or the way to one.

    What is not `shown` stands ready by its name alone: a complaint may be told in other words.
    """
    words = complaint.found(one.text for one in said)
    known = listed.linked(session, conversation_id)
    refused = {one for one, grant in grants.items() if not grant.allowed}
    if refused:
        decided = authority.accepted(session, conversation_id, reader.now)
        refused -= {one.remedy for one in decided}
    return [
        _remedies(reader, words, grants, refused) | {"shown": bool(words)},
        _causes(reader, known, words)
        | {"shown": bool(words or known), "alone": Remedy.APOLOGY not in refused},
    ]


def _remedies(
    reader: Reader, words: tuple[str, ...], grants: Grants, refused: Container[Remedy]
) -> Json:
    """Return the remedies; one that is not the agent's to decide leads to somebody who may."""
    t = reader.t
    return {
        "kind": "remedies",
        "label": t("Make it good"),
        "words": _shown(words),
        "remedies": [
            {
                "remedy": one.value,
                "name": t(authority_words.REMEDIES[one]),
                "limit": authority_words.granted(t, one, grants[one]) if one in grants else "",
                "counted": one in COUNTED,
                "alone": one not in refused,
            }
            for one in OFFERED
        ],
    }


def _shown(words: tuple[str, ...]) -> list[str]:
    return [abuse_words.covered(one) for one in words]


def _causes(reader: Reader, known: tuple[Linked, ...], words: tuple[str, ...]) -> Json:
    t = reader.t
    due = [one for one in known if one.state is CauseState.FIXED and not one.told]
    label = t("It is fixed: tell them") if due else known[0].name if known else ""
    return {
        "kind": "causes",
        "tone": "good" if due else "",
        "label": label or t("What changes?"),
        "words": _shown(words),
        "linked": [
            {
                "id": one.id,
                "name": one.name,
                "change": one.change,
                "state": t(cause_words.STATES[one.state]),
                "fixed": one.state is CauseState.FIXED,
                "told": one.told,
            }
            for one in known
        ],
    }


@dataclass(frozen=True, slots=True)
class Mending:
    """The routes, on one house."""

    house: House

    def all(self, request: Request) -> Response:
        """Answer with the causes that an agent can choose from."""
        present = current.present(request)
        require(current.actor(request), Right.READ)
        t = texts(present.language)
        with self.house.database.read() as session:
            found = listed.offered(session, self.house.clock())
        told = [
            {
                "id": one.id,
                "name": one.name,
                "change": one.change,
                "state": t(cause_words.STATES[one.state]),
                "people": cause_words.people(t, one.people),
            }
            for one in found
        ]
        return JSONResponse({"causes": told})

    def link(self, request: Request, body: Body) -> Response:
        """Say what a conversation complains about: a cause that is there, or a new one."""
        about = asked.conversation_id(request)
        chosen = asked.number(body, "cause") if "cause" in body else None
        named = None if chosen else (asked.text(body, "name"), asked.text(body, "change"))

        def act(session: Session, actor: Actor, _: Texts) -> Body:
            now = self.house.clock()
            number = chosen or causes.found(session, actor, *(named or ("", "")), now)
            causes.link(session, actor, about, number, now)
            return {"id": number}

        return self._done(request, act)

    def unlink(self, request: Request, body: Body) -> Response:
        """Take it back that a conversation complains about a cause."""
        about, cause = asked.conversation_id(request), asked.number(body, "cause")

        def act(session: Session, actor: Actor, _: Texts) -> Body:
            causes.unlink(session, actor, about, cause, self.house.clock())
            return {}

        return self._done(request, act)

    def told(self, request: Request, body: Body) -> Response:
        """Note that they were told that it is fixed, or that they were not."""
        about, cause = asked.conversation_id(request), asked.number(body, "cause")
        yes = body.get("told") is True

        def act(session: Session, actor: Actor, _: Texts) -> Body:
            causes.told(session, actor, about, cause, self.house.clock(), yes=yes)
            return {}

        return self._done(request, act)

    def fixed(self, request: Request, body: Body) -> Response:
        """Answer with how a note begins that something is fixed."""
        about, cause = asked.conversation_id(request), asked.number(body, "cause")

        def act(session: Session, actor: Actor, t: Texts) -> Body:
            words = causes.begin(session, actor, about, cause, t)
            return {"text": words.text, "caret": words.caret}

        return self._done(request, act)

    def remedy(self, request: Request, body: Body) -> Response:
        """Answer with a remedy as a sentence to this customer."""
        about, name = asked.conversation_id(request), asked.text(body, "remedy")
        if name not in set(OFFERED):
            raise Unusable("remedy")
        amount = typed(asked.text(body, "sum")) if Remedy(name) in COUNTED else None

        def act(session: Session, actor: Actor, t: Texts) -> Body:
            now = self.house.clock()
            said = remedies.offer(session, actor, about, Remedy(name), amount, t, now)
            return {"text": said}

        return self._done(request, act)

    def _done(self, request: Request, act: Callable[[Session, Actor, Texts], Body]) -> Response:
        present = current.present(request)
        t = texts(present.language, asked.zone(request))
        try:
            with self.house.database.write() as session:
                done = act(session, current.actor(request), t)
        except causes.Unclear as error:
            return _refused(cause_words.flaw(t, error.flaw), error.flaw.value)
        except NoCause:
            return _refused(t(cause_words.GONE))
        except Unsaid:
            return _refused(t(cause_words.NO_AMOUNT), "sum")
        return JSONResponse(done)


def typed(text: str) -> Amount | None:
    """Return an amount as somebody types it, in euros where no currency stands beside it."""
    return money.typed(text[:TYPED])


def _refused(why: str, field: str = "") -> Response:
    return JSONResponse({"why": why, "field": field}, 409)


def routes(here: House) -> list[BaseRoute]:
    """Return the routes."""
    ours = Mending(here)
    posted = {
        "/api/causes/{id:int}": ours.link,
        "/api/causes/{id:int}/undo": ours.unlink,
        "/api/causes/{id:int}/told": ours.told,
        "/api/fixed/{id:int}": ours.fixed,
        "/api/remedy/{id:int}": ours.remedy,
    }
    return [
        Route("/api/causes", asked.asks(ours.all), methods=["GET"]),
        *(Route(path, asked.tells(act), methods=["POST"]) for path, act in posted.items()),
    ]
