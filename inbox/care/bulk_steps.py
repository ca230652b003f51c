"""One step of an act on many: the use case of a single click, and the way back from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.base import Verb
from db.models import (
    Action,
    ActionState,
    BulkStep,
    BulkVerb,
    Conversation,
    ConversationState,
    Direction,
    Handover,
    Message,
)
from inbox.care import (
    acting,
    audit,
    closing,
    conversations,
    handing,
    noting,
    owning,
    snoozing,
    tagging,
    waits,
)
from inbox.care.acting import NotPossible
from inbox.care.conversations import NoConversation
from inbox.care.owning import HasIt, Holder, NobodyThere
from inbox.care.rights import Actor, NotAllowed
from inbox.care.snoozing import NeedsYou
from inbox.queries import drafts, standing, together
from inbox.queries.bulk import EARLY
from inbox.rules.snoozing import NoTime, wakes_at
from inbox.settings import Settings


class Refusal(StrEnum):
    """Why a step was not carried out; the page has one sentence for each."""

    HAS_IT = "has_it"
    THEIRS = "theirs"
    WRITING = "writing"
    BEGUN = "begun"
    BEGUN_THERE = "begun_there"
    HELD = "held"
    WROTE = "wrote"
    NEEDS_YOU = "needs_you"
    PROMISED = "promised"
    NOBODY = "nobody"
    NOT_ALLOWED = "not_allowed"
    NOT_POSSIBLE = "not_possible"
    CHANGED = "changed"
    NO_TIME = "no_time"
    TAGS = "tags"
    GONE = "gone"
    OTHER = "other"


class Changed(Exception):
    """Somebody changed the conversation since; it stays as it is."""


class Wrote(Exception):
    """The customer wrote after the conversation was chosen; nobody has looked at that."""


class Theirs(Exception):
    """A colleague has it; from inside the conversation it can be done nevertheless."""

    def __init__(self, name: str | None) -> None:
        super().__init__("a colleague has it")
        self.name = name


class Writing(Theirs):
    """A colleague is writing there just now."""


class BegunThere(Theirs):
    """A colleague has begun an answer there; done, it would lie where nobody looks for it."""


class Begun(Exception):
    """Whoever asks has begun an answer there themselves."""


class Held(Exception):
    """A reply there waits for a colleague's eyes: nobody has answered yet."""


_NAMED = (HasIt, Theirs, owning.Writing)
_REASONS: dict[type[Exception], Refusal] = {
    HasIt: Refusal.HAS_IT,
    Writing: Refusal.WRITING,
    owning.Writing: Refusal.WRITING,
    Begun: Refusal.BEGUN,
    BegunThere: Refusal.BEGUN_THERE,
    Held: Refusal.HELD,
    Theirs: Refusal.THEIRS,
    Wrote: Refusal.WROTE,
    NeedsYou: Refusal.NEEDS_YOU,
    closing.StillPromised: Refusal.PROMISED,
    NobodyThere: Refusal.NOBODY,
    NotAllowed: Refusal.NOT_ALLOWED,
    NotPossible: Refusal.NOT_POSSIBLE,
    Changed: Refusal.CHANGED,
    handing.NoOffer: Refusal.CHANGED,
    NoTime: Refusal.NO_TIME,
    tagging.Refused: Refusal.TAGS,
    NoConversation: Refusal.GONE,
}


@dataclass(frozen=True, slots=True)
class Known:
    """What every step of an act shares; `act` is its id."""

    session: Session
    actor: Actor
    how: Mapping[str, Any]
    settings: Settings
    now: datetime
    act: int


HIDDEN = 100
"""Messages of one conversation that one act hides."""

Way = Callable[[Known, BulkStep], bool]
"""Carries a step out; whether it changed anything."""


def refusal(error: Exception) -> tuple[Refusal, str | None]:
    """Return the word for an error, and whose name belongs to it."""
    for kind, reason in _REASONS.items():
        if isinstance(error, kind):
            return reason, error.name if isinstance(error, _NAMED) else None
    return Refusal.OTHER, None


def _seen(conversation: Conversation) -> dict[str, Any]:
    """Return what an undo has to find again, and what it puts back."""
    until, waits = conversation.snoozed_until, conversation.waiting_since
    return {
        "state": str(conversation.state),
        "until": until.isoformat() if until else None,
        "waits": waits.isoformat() if waits else None,
        "owner": conversation.owner_id,
        "team": conversation.team_id,
    }


def _as_chosen(known: Known, step: BulkStep) -> Conversation:
    """Lock a conversation in which the customer wrote nothing since it was chosen."""
    conversation = conversations.locked(known.session, step.conversation_id)
    if (conversation.last_inbound_id or 0) > step.before["inbound"]:
        raise Wrote(step.conversation_id)
    return conversation


def _nobodys_else(known: Known, conversation: Conversation) -> None:
    """See that no colleague is at work there: many are not put away over somebody's head."""
    session, me = known.session, known.actor.agent_id
    mine = {None, me, *standing.stood_for(session, me)}
    if conversation.owner_id not in mine:
        raise Theirs(owning.called(session, conversation.owner_id))
    for colleague in together.colleagues(session, me, conversation.id, known.now):
        if colleague.writing:
            raise Writing(colleague.name)


def _nothing_begun(known: Known, conversation_id: int) -> None:
    """See that no answer is begun there or looked at: in what is done nobody looks for one."""
    if drafts.for_approval(known.session, conversation_id):
        raise Held(conversation_id)
    begun = drafts.begun(known.session, conversation_id)
    if known.actor.agent_id in begun:
        raise Begun(conversation_id)
    for name in begun.values():
        raise BegunThere(name)


def _assign(known: Known, step: BulkStep) -> bool:
    had = Holder(step.before.get("owner"), step.before.get("team"))
    to = Holder(known.how.get("agent"), known.how.get("team", had.team_id))
    act = f"bulk_acts:{known.act}"
    owning.hand(known.session, known.actor, step.conversation_id, to, had, known.now, act=act)
    known.session.flush()
    _as_chosen(known, step)
    step.after = {"owner": to.agent_id, "team": to.team_id}
    return to != had


def _tag(known: Known, step: BulkStep) -> bool:
    name = str(known.how["tag"])
    return tagging.put_on(known.session, known.actor, step.conversation_id, name, known.now)


def _done(known: Known, step: BulkStep) -> bool:
    _nobodys_else(known, _as_chosen(known, step))
    _nothing_begun(known, step.conversation_id)
    return _turned(
        known,
        step,
        lambda: closing.close(known.session, known.actor, step.conversation_id, known.now),
    )


def _snooze(known: Known, step: BulkStep) -> bool:
    until, zone = str(known.how["until"]), str(known.how.get("zone", "UTC"))
    asked_at = datetime.fromisoformat(known.how["asked_at"])
    number = step.conversation_id
    _as_chosen(known, step)

    def put_off() -> None:
        back = snoozing.snooze(known.session, known.actor, number, until, zone, asked_at)
        step.reason = EARLY if back < wakes_at(until, asked_at, zone) else None

    return _turned(known, step, put_off)


def _turned(known: Known, step: BulkStep, act: Callable[[], object]) -> bool:
    """Note what a conversation was before an act and is after it."""
    conversation = conversations.locked(known.session, step.conversation_id)
    before = _seen(conversation)
    act()
    known.session.flush()
    step.before, step.after = before, _seen(conversation)
    return step.before != step.after


def _offer(known: Known, step: BulkStep) -> bool:
    """Ask a colleague to take it over; it stays where it is until the answer."""
    session, to = known.session, int(known.how["agent"])
    note, wait = str(known.how.get("note", "")), timedelta(minutes=known.settings.handover_minutes)
    offered = handing.offer(session, known.actor, step.conversation_id, to, note, wait, known.now)
    session.flush()
    _as_chosen(known, step)
    step.after = {"offer": offered}
    return True


def _hide(known: Known, step: BulkStep) -> bool:
    """Hide all that the customer wrote there and that can be hidden, the newest HIDDEN of it."""
    session = known.session
    _as_chosen(known, step)
    written = session.scalars(
        select(Message.id)
        .where(
            Message.conversation_id == step.conversation_id,
            Message.direction == Direction.INBOUND,
            Message.deleted_at.is_(None),
        )
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(HIDDEN)
    ).all()
    asked: list[list[int]] = []
    obstacle = NotPossible(acting.Obstacle.GONE)
    for one in written:
        try:
            action = acting.ask(session, known.actor, one, Verb.HIDE, known.settings, known.now)
        except NotPossible as error:
            obstacle = error
        else:
            asked.append([one, action])
    if not asked:
        raise obstacle
    step.after = {"hidden": asked}
    return True


WAYS: dict[BulkVerb, Way] = {
    BulkVerb.ASSIGN: _assign,
    BulkVerb.OFFER: _offer,
    BulkVerb.TAG: _tag,
    BulkVerb.DONE: _done,
    BulkVerb.SNOOZE: _snooze,
    BulkVerb.HIDE: _hide,
}


def put_back(known: Known, verb: BulkVerb, how: Mapping[str, Any], done: BulkStep) -> None:
    """Make a conversation what it was before a step. Raises Changed where somebody changed it."""
    session, actor, number, now = known.session, known.actor, done.conversation_id, known.now
    match verb:
        case BulkVerb.TAG:
            if not tagging.take_off(session, actor, number, int(how["tag_id"]), now):
                raise Changed(number)
        case BulkVerb.HIDE:
            _show_again(known, done)
        case BulkVerb.ASSIGN:
            _hand_back(known, done)
        case BulkVerb.OFFER:
            _ask_no_longer(known, done)
        case _:
            conversation = conversations.locked(session, number)
            if _seen(conversation) != done.after:
                raise Changed(number)
            _restore(known, conversation, done.before)


def _restore(known: Known, conversation: Conversation, before: Mapping[str, Any]) -> None:
    until, since = (
        datetime.fromisoformat(at) if at else None for at in (before["until"], before["waits"])
    )
    waits.taken_up(known.session, conversation)
    state = ConversationState(before["state"])
    conversations.restore(known.session, conversation, state, since, until)
    subject = f"conversations:{conversation.id}"
    audit.record(known.session, known.actor, "put back", subject, known.now, to=before["state"])


def _hand_back(known: Known, done: BulkStep) -> None:
    """Give it back as the act itself gave it: what one took from many, one may give back."""
    had = Holder(done.before.get("owner"), done.before.get("team"))
    if had.agent_id is not None and not owning.keep(known.session, had.agent_id):
        raise NobodyThere(had)
    conversation = conversations.locked(known.session, done.conversation_id)
    has = Holder(conversation.owner_id, conversation.team_id)
    if has != Holder(done.after["owner"], done.after["team"]):
        raise Changed(done.conversation_id)
    act = f"bulk_acts:{known.act}"
    owning.give(known.session, known.actor, conversation, had, known.now, "undo", act=act)


def _ask_no_longer(known: Known, done: BulkStep) -> None:
    """Take an offer back that waits for its answer, and the note that went with it."""
    session, offered = known.session, int(done.after["offer"])
    handing.take_back(session, known.actor, offered, known.now)
    note = session.get_one(Handover, offered).note_id
    if note is not None:
        with suppress(noting.Refused, noting.NoNote):
            noting.take_back(session, known.actor, note, known.now)


def _show_again(known: Known, done: BulkStep) -> None:
    session, actor, now = known.session, known.actor, known.now
    shown = 0
    for message, action in done.after["hidden"]:
        row = session.get(Action, action, populate_existing=True)
        try:
            if row is not None and row.state == ActionState.QUEUED and row.unknown_at is None:
                acting.take_back(session, actor, action, now)
            else:
                acting.ask(session, actor, message, Verb.UNHIDE, known.settings, now)
        except NotPossible as error:
            obstacle = error
        else:
            shown += 1
    if not shown:
        raise obstacle
