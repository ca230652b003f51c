"""Calls and e-mails that came about through a signature, as the agent who had them notes them.

    they called, we called, they wrote, we wrote ──noted──> a message of the conversation
        └──it answered them──> nobody waits there any more, as after a reply

Such a message has a direction of its own and no id of a platform: no poll, no later look and no
outbox takes it for one of theirs, and nothing of it is ever sent. Its author may say it anew, or
take it back, for a short while; what was promised in it stays promised.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.orm import Session

from connectors.base import Answerable, Gone, Kind
from db.models import (
    OUTSIDE,
    Conversation,
    ConversationState,
    Direction,
    Message,
    MessageVersion,
    OutsideDraft,
)
from db.models import Outside as Row
from db.session import KEEP_KEYS
from db.upsert import insert_into
from inbox.care import (
    audit,
    conversations,
    filing,
    indexing,
    noting,
    owning,
    presence,
    promising,
    waits,
)
from inbox.care.conversations import NoConversation
from inbox.care.noting import Wrong
from inbox.care.promising import Flaw, Given, Unclear
from inbox.care.rights import Actor
from inbox.care.writers import writer
from inbox.queries import authority
from inbox.queries import outside as queries
from inbox.rules.deciding import beyond

LONGEST = noting.LONGEST
REGRET = noting.REGRET
KINDS = (Kind.CALL, Kind.MAIL)


class Refused(noting.Refused):
    """Nothing was noted, changed or taken back; `wrong` says why."""


class NotNoted(LookupError):
    """No such call or e-mail is noted; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Said:
    """A call or an e-mail as it is noted; `heard`: they called or wrote, not we.

    `answers`: they have their answer by it, and wait no more.
    """

    kind: Kind
    heard: bool
    text: str
    answers: bool = True

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError("what comes through a signature is a call or an e-mail")

    @property
    def direction(self) -> Direction:
        """Return which way it went."""
        return Direction.HEARD if self.heard else Direction.TOLD


def note(
    session: Session,
    actor: Actor,
    conversation_id: int,
    said: Said,
    key: str,
    now: datetime,
    given: tuple[Given, ...] = (),
) -> int:
    """Note a call or an e-mail, with what was promised in it; returns the message.

    The same key twice is one. What was promised above the agent's limits is noted only once
    somebody who may has accepted it. Raises Refused, Unclear, NoConversation, NotAllowed.
    """
    agent = writer(session, actor)
    text = _fit(said.text)
    owning.keep(session, agent.id)
    about = conversations.locked(session, conversation_id)
    _done(session, agent.id, conversation_id)
    known = session.scalar(select(Row.message_id).where(Row.key == key))
    if known is not None:
        return known
    message_id = _store(session, about, agent.id, said, text, now)
    row = Row(message_id=message_id, key=key, answers=False)
    session.add(row)
    if said.answers:
        _answer(session, actor, agent.id, row, about, now)
    added = [one.added for one in given]
    if given and beyond(authority.bounds(session, agent.id, about.id, now, {}, added)):
        raise Unclear(Flaw.ABOVE)
    promising.pledge(session, actor, conversation_id, agent.id, given, now)
    conversations.show_last(session, conversation_id)
    presence.wrote(session, agent.id, conversation_id)
    subject = f"conversations:{conversation_id}"
    audit.record(session, actor, "noted outside", subject, now, message=message_id, **_how(said))
    indexing.keep_up(session)
    return message_id


def keep(
    session: Session,
    actor: Actor,
    conversation_id: int,
    said: dict[str, Any] | None,
    now: datetime,
) -> None:
    """Keep what an agent is about to note, as it was typed; None: nothing is begun any more.

    What was noted under its `key` meanwhile is done with. Raises NotAllowed, NoConversation.
    """
    agent = writer(session, actor)
    if session.get(Conversation, conversation_id) is None:
        raise NoConversation(conversation_id)
    noted = said and session.scalar(select(Row.message_id).where(Row.key == said["key"]))
    if not said or noted is not None:
        _done(session, agent.id, conversation_id)
        return
    whose = {"agent_id": agent.id, "conversation_id": conversation_id}
    what = {"said": said, "updated_at": now}
    row = insert_into(session, OutsideDraft).values(whose | what)
    session.execute(row.on_conflict_do_update(index_elements=[*whose], set_=what))


def change(session: Session, actor: Actor, message_id: int, said: Said, now: datetime) -> None:
    """Say anew what was noted; what it said before stays among its versions.

    Raises Refused, NotNoted, NotAllowed.
    """
    text = _fit(said.text)
    message, row, about = _own(session, actor, message_id, now)
    if message.deleted_at is not None:
        raise NotNoted(message_id)
    if message.text != text:
        before = MessageVersion(message_id=message.id, replaced_at=now, text=message.text)
        session.add(before)
        message.text, message.edited_at = text, now
    message.kind, message.direction = said.kind, said.direction
    message.contact_id = about.contact_id if said.heard else None
    session.flush()
    if message.agent_id is not None:
        _done(session, message.agent_id, about.id)
    if said.answers and not row.answers:
        _answer(session, actor, message.agent_id, row, about, now)
    elif row.answers and not said.answers:
        _unanswer(session, message, row, about)
    conversations.show_last(session, about.id)
    subject = f"conversations:{about.id}"
    audit.record(session, actor, "outside changed", subject, now, message=message_id, **_how(said))
    indexing.keep_up(session)


def take_back(session: Session, actor: Actor, message_id: int, now: datetime) -> None:
    """Empty what was noted by mistake: that there was something stays, and they wait as before.

    Raises Refused, NotNoted, NotAllowed.
    """
    message, row, about = _own(session, actor, message_id, now)
    if message.deleted_at is not None:
        return
    message.text, message.deleted_at, message.gone = "", now, Gone.DELETED
    session.flush()
    for before in session.scalars(
        select(MessageVersion).where(MessageVersion.message_id == message_id)
    ):
        session.delete(before)
    if row.answers:
        _unanswer(session, message, row, about)
    conversations.show_last(session, about.id)
    subject = f"conversations:{about.id}"
    audit.record(session, actor, "outside taken back", subject, now, message=message_id)
    indexing.keep_up(session)


def _own(
    session: Session, actor: Actor, message_id: int, now: datetime
) -> tuple[Message, Row, Conversation]:
    """Return what its author may still change, its conversation locked first."""
    agent = writer(session, actor)
    found = session.get(Message, message_id)
    if found is None or found.direction not in OUTSIDE or found.conversation_id is None:
        raise NotNoted(message_id)
    about = conversations.locked(session, found.conversation_id)
    message = session.get(Message, message_id, with_for_update=KEEP_KEYS, populate_existing=True)
    row = session.get(Row, message_id)
    if message is None or row is None:
        raise NotNoted(message_id)
    if message.agent_id != agent.id:
        raise Refused(Wrong.OTHERS)
    if now >= message.stored_at + REGRET:
        raise Refused(Wrong.OLD)
    return message, row, about


def _store(
    session: Session, about: Conversation, agent_id: int, said: Said, text: str, now: datetime
) -> int:
    row = insert(Message).values(
        account_id=about.account_id,
        thread_id=about.thread_id,
        conversation_id=about.id,
        contact_id=about.contact_id if said.heard else None,
        agent_id=agent_id,
        kind=said.kind,
        direction=said.direction,
        text=text,
        created_at=now,
        stored_at=now,
        attachments=[],
        answerable=Answerable.CLOSED,
    )
    return session.scalars(row.returning(Message.id)).one()


def _answer(
    session: Session,
    actor: Actor,
    agent_id: int | None,
    row: Row,
    about: Conversation,
    now: datetime,
) -> None:
    """Let it count as the answer of whoever had it, as a reply counts that has arrived."""
    row.answers, row.turn = True, filing.turn(about)
    if agent_id is not None:
        owning.answers(session, actor, agent_id, about.id, now)
    conversations.answered(session, about.id, now, now)
    session.refresh(about)
    row.left = filing.turn(about)
    session.flush()


def _unanswer(session: Session, message: Message, row: Row, about: Conversation) -> None:
    """Let them wait as before; where something has happened since, that counts as well."""
    before, left = row.turn, row.left
    row.answers, row.turn, row.left = False, None, None
    waits.unsaid(session, about, message.created_at)
    session.flush()
    if before is None or _answered_since(session, message):
        return
    waited = filing.time(before["waiting"])
    if filing.turn(about) == left:
        state, until = ConversationState(before["state"]), filing.time(before["snoozed"])
        conversations.restore(session, about, state, waited, until)
    elif about.waiting_since is not None and waited is not None:
        conversations.heard(session, about.id, waited)


def _answered_since(session: Session, message: Message) -> bool:
    """Return whether we have answered since, in whatever way."""
    ours = or_(Message.direction == Direction.OUTBOUND, queries.answered_by())
    later = select(Message.id).where(
        Message.conversation_id == message.conversation_id,
        Message.id != message.id,
        Message.stored_at >= message.stored_at,
        ours,
    )
    return session.scalar(later.limit(1)) is not None


def _done(session: Session, agent_id: int, conversation_id: int) -> None:
    """Forget what was about to be noted."""
    session.execute(
        delete(OutsideDraft).where(
            OutsideDraft.agent_id == agent_id, OutsideDraft.conversation_id == conversation_id
        )
    )


def _fit(text: str) -> str:
    """Return what was said as it is kept. Raises Refused."""
    try:
        return noting.fit(text)
    except noting.Refused as refused:
        raise Refused(refused.wrong) from None


def _how(said: Said) -> dict[str, str | bool]:
    return {"kind": said.kind.value, "heard": said.heard, "answers": said.answers}
