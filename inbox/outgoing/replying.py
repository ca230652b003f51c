"""From the click on "Send" to a row in the outbox, and back again.

facts, rules, signature, then one transaction: the signed text in the outbox with its history,
the draft emptied, the audit written. Nothing leaves here; a worker takes it from the table.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.base import Receipt
from db.models import Agent, Reply, ReplyState
from db.session import KEEP_KEYS
from inbox.care import (
    audit,
    drafts,
    following,
    likening,
    options,
    owed,
    owning,
    pictures,
    presence,
    promising,
    unsent,
    unsettled,
)
from inbox.care.closing import PromisedAnew, StillPromised
from inbox.care.conversations import NoConversation
from inbox.care.delivery import (
    LOOKS,
    Event,
    NotNow,
    born,
    delivered,
    hold_conversation,
    move,
)
from inbox.care.promising import Given
from inbox.care.rights import Actor, NotAllowed, Via
from inbox.care.writers import writer
from inbox.outgoing import wishes
from inbox.outgoing.composing import PartPreview, Preview, compose
from inbox.outgoing.judging import judged
from inbox.outgoing.wishes import Wish
from inbox.queries import lines, replies, thanks
from inbox.queries.replies import Place
from inbox.rules.authority import Added
from inbox.rules.have_read import NOTHING, HaveRead
from inbox.rules.objections import Objection, Privately
from inbox.rules.promises import Noted
from inbox.rules.signature import Signer, on_line
from inbox.settings import Settings

__all__ = ["NotNow", "Objected", "PartPreview", "Preview", "Queued", "TooLate"]


class Objected(Exception):
    """It may not leave like this; nothing was queued, and the draft is as it was."""

    def __init__(self, objections: tuple[Objection, ...], preview: Preview) -> None:
        super().__init__(", ".join(objection.rule for objection in objections))
        self.objections = objections
        self.preview = preview


class TooLate(Exception):
    """The reply is on its way and cannot be taken back; `state` says how far it is."""

    def __init__(self, state: ReplyState) -> None:
        super().__init__(f"a reply that is {state} cannot be taken back")
        self.state = state


class NoReply(LookupError):
    """There is no such reply; nothing was done."""


@dataclass(frozen=True, slots=True)
class Queued:
    """What was put into the outbox; until `undo_until` it stays there for sure.

    `new` is false where this very click had been queued before. `state`: it is in line, has a
    time of its own, or waits for a colleague's eyes.
    """

    reply_ids: tuple[int, ...]
    undo_until: datetime
    new: bool = True
    state: ReplyState = ReplyState.QUEUED


def preview(
    session: Session,
    actor: Actor,
    conversation_id: int,
    text: str,
    settings: Settings,
    now: datetime,
    *,
    split: bool = False,
    private: bool = False,
    said: Mapping[str, Any] | None = None,
    added: Sequence[Added] | None = None,
    noted: Sequence[Noted] = (),
    zone: str = "UTC",
    read: HaveRead = NOTHING,
) -> Preview:
    """Return what would leave if the agent pressed send now. Raises NotAllowed, NoConversation.

    `said` is what they say of its promises by now, `added` what they have written down of them;
    without these, what lies beside the draft. `noted` says by when, on a calendar in `zone`. They
    say that they have `read` so far.
    """
    agent = writer(session, actor)
    place = _place(session, actor, agent, conversation_id, read, private=private)
    place = judged(
        session, agent, place, conversation_id, text, now,
        added=added, said=said, noted=noted, zone=zone,
    )  # fmt: skip
    return compose(text, signer(session, agent, conversation_id), place, settings, now, split=split)


def queue(
    session: Session,
    actor: Actor,
    conversation_id: int,
    text: str,
    draft_key: str,
    settings: Settings,
    now: datetime,
    split: bool = False,
    despite: str | None = None,
    *,
    private: bool = False,
    seen: Collection[int] | None = None,
    wish: Wish | None = None,
    given: Sequence[Given] = (),
    zone: str = "UTC",
    read: HaveRead = NOTHING,
) -> Queued:
    """Sign a text and put it into the outbox; once for a `draft_key`, however often it is asked.

    `despite` is the agent's reason to send although something holds; the audit keeps it,
    as it does up to where they say that they have `read`. A `private`
    answer to a public message goes to its author alone. The draft's pictures go along: those `seen`
    and no others, where that is said. `wish`: when, what follows, who looks first. `given` are the
    promises its agent confirms: they count when it is delivered; `zone` is where their words are
    read by an agent without hours. Raises Objected, OtherPictures, Unclear, PromisedSooner,
    StillPromised, NobodyThere, NotAllowed, NoConversation.
    Locked from here to the commit: of two who press send at once, the second is told of the first.
    A conversation that nobody has becomes the agent's.
    """
    agent, wish = writer(session, actor), wish or Wish()
    if not owning.keep(session, agent.id):
        raise NotAllowed("only an agent writes to customers")
    for each in thanks.beside(session, conversation_id, text):
        hold_conversation(session, each)
    known = parts_of(session, draft_key)
    if known:
        return _again(session, agent, conversation_id, known, text, now, private=private)
    place = _place(session, actor, agent, conversation_id, read, private=private)
    place = judged(session, agent, place, conversation_id, text, now, given=given, zone=zone)
    signs = signer(session, agent, conversation_id)
    shown = compose(text, signs, place, settings, now, split=split, leaves_at=wish.at)
    if shown.stands_in_the_way(despite) or place.target is None:
        raise Objected(shown.objections, shown)
    pictures.only(session, agent.id, conversation_id, None if private else seen)
    _may_follow(session, conversation_id, wish, given)
    unsent.forget_held(session, agent.id, conversation_id, now)
    undo = options.undo(session, settings, place.account_id)
    birth, plan = wishes.plan(session, wish, agent, now, undo, shown.held)
    common = {
        "draft_key": draft_key,
        "conversation_id": conversation_id,
        "agent_id": agent.id,
        "via": actor.via.value,
        "queued_at": now,
        **plan,
    }
    said = drafts.decided(session, agent.id, conversation_id)
    rows = _born(session, _rows(shown, place, (text, said), common), now, birth)
    likening.keep(session, rows[0].id, text, place.known.called)
    promising.confirm(session, actor, rows, given, now)
    if place.pictures:
        pictures.leave_with(session, agent.id, conversation_id, draft_key)
    drafts.discard(session, agent.id, conversation_id, draft_key)
    presence.wrote(session, agent.id, conversation_id)
    unsettled.show(session, conversation_id)
    owning.answers(session, actor, agent.id, conversation_id, now)
    _note_queued(session, actor, rows, shown, despite, read, now)
    state = ReplyState(rows[0].state)
    if state is ReplyState.QUEUED:
        following.follow(session, actor, rows[0], now)
    return Queued(tuple(row.id for row in rows), rows[0].undo_until, state=state)


def _may_follow(session: Session, conversation_id: int, wish: Wish, given: Sequence[Given]) -> None:
    """See that nothing is put away as done in which something is promised."""
    if wish.follow != following.DONE:
        return
    if given:
        raise PromisedAnew(conversation_id)
    if owed.open_there(session, conversation_id):
        raise StillPromised(conversation_id)


def undo(session: Session, actor: Actor, reply_id: int, now: datetime) -> str:
    """Take back what has not left of a reply; returns its agent's draft, the words back in it.

    All parts that nobody is sending are withdrawn. Raises TooLate when there is none,
    NotAllowed for another's reply, NoReply.
    """
    agent = writer(session, actor)
    reply = locked(session, reply_id)
    if reply.agent_id != agent.id:
        raise NotAllowed("another agent's reply")
    here = [part for part in parts_of(session, reply.draft_key) if _can_come_back(session, part)]
    if not here:
        raise TooLate(ReplyState(reply.state))
    for part in here:
        move(session, part, Event.UNDONE, now, agent_id=agent.id)
    following.undo(session, reply)
    kept = unsent.give_back(session, here, now)
    audit.record(session, actor, "undone", f"replies:{here[0].id}", now, parts=len(here))
    return kept.text


def send_again(session: Session, actor: Actor, reply_id: int, now: datetime) -> None:
    """Send a reply once more that was looked for and not seen: its agent's decision.

    Raises NotNow while it is still being looked for, or when its outcome is known by now.
    """
    agent = writer(session, actor)
    reply = locked(session, reply_id)
    if reply.state == ReplyState.UNKNOWN and reply.looked < LOOKS:
        raise NotNow(ReplyState.UNKNOWN, Event.SEND_AGAIN)
    move(session, reply, Event.SEND_AGAIN, now, agent_id=agent.id)
    reply.not_before = now
    audit.record(session, actor, "send again", f"replies:{reply.id}", now)


def it_is_there(session: Session, actor: Actor, reply_id: int, now: datetime) -> None:
    """Note that an agent saw the reply on the platform. Raises NotNow when that is no question."""
    agent = writer(session, actor)
    reply = locked(session, reply_id)
    seen = Receipt("", reply.sending_at or now)
    delivered(session, reply, seen, now, Event.IT_IS_THERE, agent.id)
    audit.record(session, actor, "it is there", f"replies:{reply.id}", now)


def signer(session: Session, agent: Agent, conversation_id: int) -> Signer:
    """Return what an agent's replies there are signed with: their own ways, or the team's line."""
    own = Signer(agent.work_name, agent.phone, agent.email)
    return on_line(own, lines.wanted(session, conversation_id))


def _place(
    session: Session,
    actor: Actor,
    agent: Agent,
    conversation_id: int,
    read: HaveRead,
    *,
    private: bool,
) -> Place:
    """Return where a reply goes; pictures belong to the draft on the page, to nothing else."""
    found = replies.place(session, agent.id, conversation_id, read)
    if found is None:
        raise NoConversation(conversation_id)
    if actor.via is not Via.PAGE:
        found = replace(found, pictures=0)
    return replies.privately(session, found, conversation_id) if private else found


def locked(session: Session, reply_id: int) -> Reply:
    """Return a reply with its conversation locked: the order in which everybody locks."""
    conversation_id = session.scalar(select(Reply.conversation_id).where(Reply.id == reply_id))
    if conversation_id is None:
        raise NoReply(reply_id)
    hold_conversation(session, conversation_id)
    return session.get_one(Reply, reply_id, with_for_update=KEEP_KEYS, populate_existing=True)


def parts_of(session: Session, draft_key: str) -> list[Reply]:
    """Return all parts of an answer, locked; their conversation is locked already."""
    found = select(Reply).where(Reply.draft_key == draft_key).order_by(Reply.part)
    return list(session.scalars(found.with_for_update(key_share=True)))


def _can_come_back(session: Session, part: Reply) -> bool:
    """Nothing of it may be out, and its words are not in the draft already."""
    if part.state == ReplyState.HELD:
        return not unsent.came_back(session, part)
    waits = part.state in (ReplyState.QUEUED, ReplyState.SCHEDULED)
    return waits and part.unknown_at is None


def _again(
    session: Session,
    agent: Agent,
    conversation_id: int,
    known: list[Reply],
    text: str,
    now: datetime,
    *,
    private: bool,
) -> Queued:
    """Answer a click that was made before; other words under its key go into the draft.

    They are private where this click was, or the one before: never less than its agent chose.
    """
    first = known[0]
    if (first.agent_id, first.conversation_id) != (agent.id, conversation_id):
        raise NotAllowed("another agent's draft")
    if text.strip() and text.strip() != (first.typed or "").strip():
        closed = private or first.private
        drafts.put_back(session, agent.id, conversation_id, text, now, private=closed)
    ids, state = tuple(part.id for part in known), ReplyState(first.state)
    return Queued(ids, first.undo_until, new=False, state=state)


def _born(session: Session, rows: list[Reply], now: datetime, birth: Event) -> list[Reply]:
    """Put the parts of an answer into the table, each behind the one before."""
    for before, row in zip([None, *rows], rows, strict=False):
        row.after_id = before.id if before else None
        born(session, row, now, birth)
    return rows


def _rows(
    shown: Preview,
    place: Place,
    typed: tuple[str, dict[str, Any] | None],
    common: dict[str, object],
) -> list[Reply]:
    """Make the rows of an answer; `typed` is its draft, and what was said of its promises."""
    text, said = typed
    return [
        Reply(
            **common,
            key=uuid.uuid4().hex,
            account_id=place.account_id,
            kind=place.kind,
            thread_id=place.thread_id,
            target=place.target,
            recipient_id=place.recipient_id,
            private=place.private is Privately.YES,
            moves=shown.moves,
            body=part.body,
            typed=text if number == 1 else None,
            promised=said if number == 1 else None,
            signature=part.signature,
            text=part.text,
            part=number,
            parts=len(shown.parts),
            answer_until=place.answer_until,
        )
        for number, part in enumerate(shown.parts, 1)
    ]


def _note_queued(
    session: Session,
    actor: Actor,
    rows: list[Reply],
    shown: Preview,
    despite: str | None,
    read: HaveRead,
    now: datetime,
) -> None:
    held = [objection.rule for objection in shown.objections]
    note: dict[str, audit.Noted] = {"parts": len(rows), **read.noted()}
    if rows[0].private:
        note["private"] = True
    if held:
        note["objections"] = held
    if rows[0].state != ReplyState.QUEUED:
        note["state"] = rows[0].state
    if held and despite:
        note["despite"] = despite.strip()
    audit.record(session, actor, "replied", f"replies:{rows[0].id}", now, **note)
