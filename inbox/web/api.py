"""The routes that the panes ask: a conversation, a preview, a draft. All JSON, all ours.

The gate has looked the session up; what an id or a text from a browser may do is decided in
the use case, on every call. An answer that is the one the browser already has is a bare 204.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from db.session import Session
from inbox.care import drafts, presence
from inbox.care.conversations import NoConversation
from inbox.care.drafts import Typed
from inbox.care.rights import Actor, NotAllowed, Right, require
from inbox.outgoing import replying
from inbox.pages import composer_words, heat_words, looks
from inbox.pages.current import House
from inbox.queries import (
    agents,
    around,
    authority,
    caring,
    channels,
    contacts,
    heat,
    pictures,
    roster,
    standing,
    tags,
    teams,
    thread,
    untold,
)
from inbox.queries import drafts as kept
from inbox.queries import promises as ledger
from inbox.queries.position import Position
from inbox.rules import promises
from inbox.rules.heat import signs
from inbox.texts import texts
from inbox.web import (
    asked,
    beside_json,
    briefing_json,
    composer_json,
    current,
    need_json,
    person_json,
    preferring,
    promised,
    thread_json,
    together,
    treated_json,
    untold_json,
)
from inbox.web.asked import Unusable
from inbox.web.reader import Json, Reader


@dataclass(frozen=True, slots=True)
class Api:
    """The routes, on one house."""

    house: House

    def thread(self, request: Request) -> Response:
        """Answer GET /api/thread/{id}?before=&down=&to=&stamp=&zone= with a part of a conversation.

        `to` is a message to be shown: where it lies further back than the newest page, `down` of
        the answer says down to where to read.
        """
        given = request.query_params
        conversation_id = asked.conversation_id(request)
        before = position(given["before"]) if given.get("before") else None
        down = position(given["down"], "down") if given.get("down") else None
        actor = current.actor(request)
        require(actor, Right.READ)
        with self.house.database.read() as session:
            reader = reading(self.house, request, session)
            view = thread.opened(session, conversation_id, before, down=down)
            if view is None:
                raise NoConversation(conversation_id)
            place = sought(session, view, given.get("to"))
            if place is not None:
                view = thread.opened(session, conversation_id, down=place) or view
            answer = thread_json.thread(reader, view)
            holes = untold.of_conversation(session, conversation_id, view.older, before)
            if holes:
                answer["entries"] = untold_json.among(reader, view, answer["entries"], holes)
            if before is None:
                answer |= _beside(session, reader, actor, view)
        then = None
        if before is None and not given.get("away"):  # noted once the answer is out: it may wait
            house, now = self.house.database, reader.now
            then = BackgroundTask(together.attend, house, actor, conversation_id, now)
        stamp = thread_json.stamp(answer)
        if given.get("stamp") == stamp:
            return Response(status_code=204, background=then)
        whole = answer | {"stamp": stamp, "now": reader.now.isoformat()}
        whole |= {"down": str(place)} if place is not None else {}
        return JSONResponse(whole, background=then)

    def draft(self, request: Request, body: dict[str, Any]) -> Response:
        """Answer PUT /api/draft/{id} {text, key, seen, base, private, split}; say what is kept."""
        typed = Typed(
            asked.text(body, "text"),
            asked.key(asked.text(body, "key")),
            asked.text(body, "seen"),
            body.get("private") is True,
            body.get("split") is True,
            asked.text({"base": ""} | body, "base"),
        )
        actor, now = current.actor(request), self.house.clock()
        with self.house.database.write() as session:
            about = asked.conversation_id(request)
            done = drafts.save(session, actor, about, typed, now)
            presence.here(session, actor, about, now, writing=bool(typed.text.strip()))
        return JSONResponse(composer_json.draft(done))

    def decide(self, request: Request, body: dict[str, Any]) -> Response:
        """Answer PUT /api/draft/{id}/promises {promised}: what was said about those found."""
        said, about = promised.chosen(body.get("promised")), asked.conversation_id(request)
        with self.house.database.write() as session:
            drafts.decide(session, current.actor(request), about, said)
        return JSONResponse({})

    def preview(self, request: Request, body: dict[str, Any]) -> Response:
        """Answer POST /api/preview {conversation, text, split, private, promised, read}.

        What would leave. `promised` is what was said of its promises, else what lies beside it;
        `read` is up to where its agent says that they have read.
        """
        text, conversation_id = asked.text(body, "text"), asked.number(body, "conversation")
        said = promised.chosen(body["promised"]) if "promised" in body else None
        how = {"split": body.get("split") is True, "private": body.get("private") is True}
        read = asked.read(body)
        actor, settings = current.actor(request), self.house.settings
        with self.house.database.read() as session:
            reader = reading(self.house, request, session)
            known = roster.calendar(session, reader.agent.id, reader.t.zone, reader.now)
            found = promises.find(text, known)
            added, pledged = None, ledger.in_conversation(session, conversation_id, reader.now)
            if said is not None:
                added = [*authority.written(said), *promised.reworded(found, said)]
            shown = replying.preview(
                session, actor, conversation_id, text, settings, reader.now,
                said=said, added=added, noted=promised.noted(said or {}, reader.t.zone),
                zone=reader.t.zone, read=read, **how,
            )  # fmt: skip
            sent = [part.text for part in shown.parts]
            cost = channels.dearer(session, shown.platform, shown.kind, sent, reader.now.date())
        told = {
            "promises": promised.found(reader, found, pledged),
            "dearer": composer_words.dearer(reader.t, cost) if cost else "",
        }
        return JSONResponse(thread_json.preview(reader, shown) | told)


def reading(house: House, request: Request, session: Session) -> Reader:
    """Return who reads the answer. Raises NotAllowed."""
    present = current.present(request)
    agent = agents.agent(session, present.agent_id)
    if agent is None:
        raise NotAllowed("nobody is signed in")
    words = texts(present.language, request.query_params.get("zone"))
    played = f"http://127.0.0.1:{house.settings.sandbox_port}" if house.settings.sandbox else None
    return Reader(agent, words, house.clock(), played)


def _beside(session: Session, reader: Reader, actor: Actor, view: thread.ThreadView) -> Json:
    """Return what stands beside the newest page: the person, the composer, what is in it."""
    conversation_id, name = view.id, view.name
    who = contacts.person(session, conversation_id)
    ways = channels.channels(session, conversation_id, reader.now)
    mine = kept.draft(session, actor.agent_id, conversation_id)
    given = pictures.of_draft(session, actor.agent_id or 0, conversation_id)
    marked = tags.on(session, [conversation_id])
    hands = teams.working(session), teams.named(session)
    holder = teams.holder(session, conversation_id)
    work = standing.at_work(session, reader.now)
    treated = caring.of_conversation(session, conversation_id, reader.agent.id)
    said = heat.unanswered(session, [conversation_id]).get(conversation_id, [])
    return {
        **together.beside(session, reader, actor, conversation_id),
        **thread_json.held(reader, holder, hands, work),
        "heat": heat_words.listed(reader.t, signs(said)),
        "treated": treated_json.treated(treated),
        "tags": [asdict(tag) for tag in marked.get(conversation_id, [])],
        "person": person_json.person(reader, who, thread_json.heard(view)) if who else None,
        "briefing": briefing_json.lines(reader, session, who) if who else [],
        "composer": composer_json.composer(reader, ways, name)
        | {
            "beside": preferring.chips(reader, who)
            + beside_json.beside(reader, session, conversation_id, said, treated)
        }
        if ways
        else None,
        "draft": composer_json.draft(mine) | {"pictures": composer_json.pictures(given)},
        "told": composer_json.told(reader, mine),
        "need": need_json.need(reader, session, conversation_id, ways),
        "promised": mine.promised if mine else {},
        "promises": promised.open_ones(
            reader, ledger.in_conversation(session, conversation_id, reader.now)
        ),
    }


def sought(session: Session, view: thread.ThreadView, given: str | None) -> Position | None:
    """Return down to where to read for a message; None where it is shown, or is none of these."""
    number = looks.number(given)
    if (
        number is None
        or view.older is None
        or any(number == one.message_id for one in view.entries)
    ):
        return None
    return around.above(session, view.id, number)


def position(text: str, name: str = "before") -> Position:
    """Return a place in a list that a browser hands back. Raises Unusable."""
    try:
        return Position.read(text)
    except (ValueError, OverflowError):
        raise Unusable(name) from None


def routes(here: House) -> list[BaseRoute]:
    """Return the routes of the panes."""
    api = Api(here)
    return [
        Route("/api/thread/{id:int}", asked.asks(api.thread), methods=["GET"]),
        Route("/api/preview", asked.tells(api.preview), methods=["POST"]),
        Route("/api/draft/{id:int}", asked.tells(api.draft), methods=["PUT"]),
        Route("/api/draft/{id:int}/promises", asked.tells(api.decide), methods=["PUT"]),
    ]
