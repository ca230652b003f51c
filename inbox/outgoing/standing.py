"""A reply that waited since its agent's click is looked at again, and then comes into line.

The same review as at the click judges it, with what has happened since; its text stays byte for
byte what was signed then.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from db.models import Agent, Reply, Role
from inbox.care import following, owning
from inbox.care.delivery import Event, hold_conversation, move
from inbox.care.rights import Actor, Via
from inbox.outgoing import replying
from inbox.outgoing.composing import Preview, compose
from inbox.outgoing.replying import NoReply
from inbox.queries import authority, replies, thanks
from inbox.queries.known import known_of
from inbox.queries.replies import Place
from inbox.rules import deciding
from inbox.rules.authority import Bounds
from inbox.rules.have_read import A_COLLEAGUE
from inbox.rules.objections import Level, Objection
from inbox.rules.signature import CannotSign, Form, Signer, signature
from inbox.settings import Settings


def held(session: Session, reply_id: int) -> tuple[Agent, list[Reply]]:
    """Return who wrote a reply and all its parts, locked in the order of everybody. Raises NoReply.

    First the agent, so that nobody disables them meanwhile, then the conversation.
    """
    found = session.get(Reply, reply_id)
    if found is None:
        raise NoReply(reply_id)
    owning.keep(session, found.agent_id)
    hold_conversation(session, found.conversation_id)
    agent = session.get_one(Agent, found.agent_id, populate_existing=True)
    replying.locked(session, reply_id)
    parts = replying.parts_of(session, found.draft_key)
    for part in parts:
        session.refresh(part)
    return agent, parts


def look(
    session: Session,
    agent: Agent,
    parts: list[Reply],
    settings: Settings,
    now: datetime,
    text: str | None = None,
    by: int | None = None,
) -> tuple[Preview, tuple[Objection, ...]]:
    """Return a reply as it stands and what keeps it from leaving; other words with `text`.

    `by` is who approves it, else who has: what they may decide themselves, may leave as well. Who
    writes more into it than its author promised, promises that by their own authority.
    """
    place = replies.standing(session, parts[0])
    if place is None:
        raise NoReply(parts[0].id)
    said = (parts[0].typed or parts[0].body) if text is None else text
    first = parts[0]
    knows = known_of(session, first.conversation_id, said, now, but=first.draft_key)
    colleague = first.approved_by if by is None else by
    bounds = _bounds(session, agent.id, colleague, parts, now)
    who = replying.signer(session, agent, first.conversation_id)
    introduced = _introduced(who, first, place)
    where = replace(place, introduced=introduced, known=knows, bounds=bounds)
    where = thanks.known(session, where, first.conversation_id, said, but=first.draft_key)
    if text is not None and colleague is not None:
        own = replace(where, bounds=_bounds(session, colleague, None, parts, now))
        asks, asked = (
            compose(words, who, own, settings, now, split=True).objections
            for words in (text, first.typed or first.body)
        )
        where = where if deciding.no_more(asks, asked) else own
    stored = tuple(part.text for part in parts)
    shown = compose(
        said,
        who,
        where,
        settings,
        now,
        split=len(parts) > 1 or text is not None,
        stored=stored if text is None else None,
    )
    known = _known(first) if text is None else frozenset()
    firm = tuple(
        each
        for each in shown.objections
        if each.level is not Level.HINTS and not (each.level is Level.HOLDS and each.rule in known)
    )
    return shown, firm


def _bounds(
    session: Session, agent_id: int, colleague_id: int | None, parts: list[Reply], now: datetime
) -> Bounds:
    first = parts[0]
    return authority.bounds(
        session, agent_id, first.conversation_id, now, first.promised or {},
        but=[part.id for part in parts], colleague_id=colleague_id,
    )  # fmt: skip


def _known(first: Reply) -> frozenset[str]:
    """Return the rules that its agent gave a reason for when they pressed send.

    A colleague may have answered once more since then: that reason says nothing of it.
    """
    return frozenset((first.plan or {}).get("despite", ())) - A_COLLEAGUE


def into_line(
    session: Session,
    author: Agent,
    parts: list[Reply],
    event: Event,
    now: datetime,
    by: int | None = None,
    undo: timedelta = timedelta(0),
    note: str | None = None,
) -> None:
    """Put all parts in line, as if their agent had pressed send now; what follows, follows."""
    for part in parts:
        move(session, part, event, now, note, by)
        part.queued_at, part.undo_until = now, now + undo
        part.not_before = part.undo_until
    session.flush()
    actor = Actor(author.id, Role(author.role), Via(parts[0].via))
    following.follow(session, actor, parts[0], now)


def _introduced(who: Signer, first: Reply, place: Place) -> bool:
    """Return whether it was signed with one way alone, the others being known already."""
    try:
        forms = [signature(who, place.read_as, place.platform, form) for form in Form]
    except CannotSign:
        return False
    return len(set(forms)) > 1 and first.signature == forms[list(Form).index(Form.SHORT)]
