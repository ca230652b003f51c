"""What agents do with a message on its platform: hide it, delete ours, like it; and every step.

    queued ──claimed──> sending ──> done | failed | unknown
      ^  └─ taken back ─> withdrawn    │          unknown ──claimed──> sending
      └────────── busy, stopped ───────┘

Doing such a thing twice is doing it once, on every platform. So what may have happened is
simply done again, a settle later; when that leads nowhere, its agent is told.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from connectors import PLATFORMS
from connectors.base import Gone, Kind, Verb
from db.models import Account, Action, ActionState, Direction, Message
from db.session import KEEP_KEYS
from inbox.care import audit, options, removal
from inbox.care.delivery import hold_conversation
from inbox.care.rights import Actor, NotAllowed
from inbox.care.writers import writer
from inbox.rules import deeds
from inbox.settings import Settings

TRIES = timedelta(hours=1)
"""How long an action whose outcome stays unknown is tried again before its agent is asked."""

OPEN = (ActionState.QUEUED, ActionState.SENDING, ActionState.UNKNOWN)


class Step(StrEnum):
    """What can happen to an action."""

    CLAIMED = "claimed"
    DONE = "done"
    BUSY = "busy"
    STOPPED = "stopped"
    REFUSED = "refused"
    UNCLEAR = "unclear"
    DIED = "died"
    TAKEN_BACK = "taken back"
    ASKED_AGAIN = "asked again"
    REPLACED = "replaced"


_S = ActionState
TRANSITIONS: dict[tuple[ActionState, Step], ActionState] = {
    (_S.QUEUED, Step.CLAIMED): _S.SENDING,
    (_S.QUEUED, Step.TAKEN_BACK): _S.WITHDRAWN,
    (_S.QUEUED, Step.DONE): _S.DONE,
    (_S.SENDING, Step.DONE): _S.DONE,
    (_S.SENDING, Step.BUSY): _S.QUEUED,
    (_S.SENDING, Step.STOPPED): _S.QUEUED,
    (_S.SENDING, Step.REFUSED): _S.FAILED,
    (_S.SENDING, Step.UNCLEAR): _S.UNKNOWN,
    (_S.SENDING, Step.DIED): _S.UNKNOWN,
    (_S.UNKNOWN, Step.CLAIMED): _S.SENDING,
    (_S.UNKNOWN, Step.DONE): _S.DONE,
    (_S.UNKNOWN, Step.ASKED_AGAIN): _S.QUEUED,
    (_S.UNKNOWN, Step.REPLACED): _S.WITHDRAWN,
}
"""The only table of transitions: what is not listed cannot happen.

That it was done is a fact whenever it is told, also by a worker that was frozen meanwhile.
"""


class Obstacle(StrEnum):
    """Why an action is not possible now; the page has one sentence for each."""

    GONE = "gone"
    NOT_HERE = "not_here"
    ALREADY = "already"
    UNDER_WAY = "under_way"
    TOO_LATE = "too_late"


class NotPossible(Exception):
    """This cannot be done with this message now; nothing was changed."""

    def __init__(self, obstacle: Obstacle, platform: str = "") -> None:
        super().__init__(obstacle.value)
        self.obstacle = obstacle
        self.platform = platform


class NoMessage(LookupError):
    """There is no such message, or action; nothing was changed."""


class NotNow(Exception):
    """The action is no longer where this step starts; nothing was changed."""


def ask(
    session: Session, actor: Actor, message_id: int, verb: Verb, settings: Settings, now: datetime
) -> int:
    """Put an action into the line and return its id; the same wish twice is one.

    What cannot be taken back on the platform (delete) waits for the undo seconds. Raises
    NotPossible, NotAllowed, NoMessage.
    """
    agent = writer(session, actor)
    message = _message(session, message_id)
    _possible(session, message, verb)
    known = _open(session, message_id)
    if known is not None and (again := _known(session, known, verb, now)) is not None:
        return again
    if _is_so(message, verb):
        raise NotPossible(Obstacle.ALREADY)
    final = verb is Verb.DELETE
    wait = options.undo(session, settings, message.account_id) if final else timedelta(0)
    row = Action(
        key=uuid.uuid4().hex,
        account_id=message.account_id,
        message_id=message.id,
        agent_id=agent.id,
        via=actor.via.value,
        verb=verb.value,
        target=message.external_id,
        not_before=now + wait,
        asked_at=now,
    )
    session.add(row)
    session.flush()
    audit.record(session, actor, verb.value, f"messages:{message_id}", now)
    return row.id


def take_back(session: Session, actor: Actor, action_id: int, now: datetime) -> None:
    """Withdraw what nobody has begun. Raises NotPossible when it is on its way, NotAllowed."""
    agent = writer(session, actor)
    action = locked(session, action_id)
    if action.agent_id != agent.id:
        raise NotAllowed("another agent's action")
    if action.state != ActionState.QUEUED or action.unknown_at is not None:
        raise NotPossible(Obstacle.TOO_LATE)
    step(session, action, Step.TAKEN_BACK)
    audit.record(session, actor, "taken back", f"actions:{action_id}", now, verb=action.verb)


def locked(session: Session, action_id: int) -> Action:
    """Return an action with its conversation and message locked: the order of everybody."""
    message_id = session.scalar(select(Action.message_id).where(Action.id == action_id))
    if message_id is None:
        raise NoMessage(action_id)
    _message(session, message_id)
    return session.get_one(Action, action_id, with_for_update=KEEP_KEYS, populate_existing=True)


def step(session: Session, action: Action, what: Step) -> ActionState:
    """Take one step; raises NotNow when there is none from here, or somebody was faster."""
    before = ActionState(action.state)
    after = TRANSITIONS.get((before, what))
    if after is None:
        raise NotNow(f"an action that is {before} cannot be: {what}")
    session.flush()
    done = session.execute(
        update(Action)
        .where(Action.id == action.id, Action.state == before)
        .values(state=after)
        .returning(Action.id),
        execution_options={"synchronize_session": False},
    )
    if done.first() is None:
        raise NotNow(f"an action is no longer {before}")
    set_committed_value(action, "state", after)
    return after


def took_effect(session: Session, action: Action, now: datetime) -> None:
    """Note that the platform did it: the message shows it from now on."""
    step(session, action, Step.DONE)
    action.done_at, action.refusal, action.refusal_note = now, None, None
    if action.verb == Verb.DELETE:
        removal.remove(session, [action.message_id], Gone.DELETED, now)
        return
    name, value = _EFFECTS[Verb(action.verb)]
    session.execute(
        update(Message)
        .where(Message.id == action.message_id)
        .values({name: value})
        .execution_options(synchronize_session=False)
    )


_EFFECTS: dict[Verb, tuple[str, bool]] = {
    Verb.HIDE: ("hidden", True),
    Verb.UNHIDE: ("hidden", False),
    Verb.LIKE: ("liked", True),
    Verb.UNLIKE: ("liked", False),
}


def _is_so(message: Message, verb: Verb) -> bool:
    """Return whether the message is, as far as we know, as the agent wants it."""
    if verb is Verb.DELETE:
        return False
    name, value = _EFFECTS[verb]
    return bool(getattr(message, name)) is value


def _message(session: Session, message_id: int) -> Message:
    """Return a message, locked, its conversation first."""
    known = select(Message.conversation_id).where(Message.id == message_id)
    found = session.execute(known).first()
    if found is None:
        raise NoMessage(message_id)
    if found.conversation_id is not None:
        hold_conversation(session, found.conversation_id)
    return session.get_one(Message, message_id, with_for_update=KEEP_KEYS, populate_existing=True)


def _possible(session: Session, message: Message, verb: Verb) -> None:
    if message.gone is not None:
        raise NotPossible(Obstacle.GONE)
    platform = PLATFORMS[session.get_one(Account, message.account_id).platform]
    sent = message.direction == Direction.OUTBOUND
    ours = sent or message.contact_id is None  # only our own account has no contact
    known = message.external_id is not None and message.direction != Direction.NOTE
    verbs = deeds.possible(platform, Kind(message.kind), ours=ours, sent=sent)
    if not known or verb not in verbs:
        raise NotPossible(Obstacle.NOT_HERE, platform.name)


def _open(session: Session, message_id: int) -> Action | None:
    wanted = select(Action).where(Action.message_id == message_id, Action.state.in_(OPEN))
    return session.scalars(wanted.with_for_update(key_share=True)).first()


def _known(session: Session, known: Action, verb: Verb, now: datetime) -> int | None:
    """Return the open action where it is the same wish; one that leads nowhere gives way."""
    nowhere = known.state == ActionState.UNKNOWN and now - known.asked_at > TRIES
    if known.verb == verb:
        if known.state == ActionState.UNKNOWN:
            step(session, known, Step.ASKED_AGAIN)
            known.asked_at = known.not_before = now
        return known.id
    if not nowhere:
        raise NotPossible(Obstacle.UNDER_WAY)
    step(session, known, Step.REPLACED)
    return None
