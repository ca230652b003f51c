"""What a draft is judged by besides its place: the customer's own words, and the team's to others.

Each part is asked for only where a rule could need it: names of others where somebody is addressed,
answers to others where the draft is long enough to be like one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import CompoundSelect, Select, bindparam, case, func, or_, select, union_all
from sqlalchemy.orm import Session

from db.models import (
    Agent,
    Contact,
    Conversation,
    Direction,
    Fact,
    Message,
    Person,
    Reply,
    ReplyBand,
    ReplyState,
)
from inbox.queries import caring, causes, heat, praise
from inbox.rules import addressed, canned, salutation
from inbox.rules import caring as cared
from inbox.rules import praise as praised
from inbox.rules.known import Earlier, Known

SINCE = timedelta(days=90)
"""How long a reply to somebody else is remembered: what nobody wrote for so long is new again."""

NEWEST = 40
"""Replies of a band that are looked at; of all of them the `LIKEST` are compared word by word."""

LIKEST = 12
LATELY = 200
"""Conversations whose customers' names somebody may have in their head."""

LATEST = 8
"""Messages of a customer in which praise is looked for."""

OWN, SAID = 20, 5
"""Contacts and messages of a customer that are read, and our last replies to them."""

_NEVER_LEFT = (ReplyState.WITHDRAWN, ReplyState.FAILED)


def known_of(
    session: Session, conversation_id: int, draft: str, now: datetime, but: str | None = None
) -> Known:
    """Return what a draft for a conversation is judged by, `but` the reply of that draft key."""
    here = session.execute(
        select(Contact.id, Contact.person_id)
        .join(Conversation, Conversation.contact_id == Contact.id)
        .where(Conversation.id == conversation_id)
    ).one_or_none()
    if here is None or not draft.strip():
        return Known()
    contact_id, person_id = here
    mine, called = _called(session, contact_id, person_id)
    newest = _newest(session, conversation_id)
    called += [name for text in newest for name in salutation.signed(text)]
    waits = heat.unanswered(session, [conversation_id])
    alike = _alike(session, mine, canned.bands(draft, called), now)
    return Known(
        unanswered=tuple(one.text for one in waits.get(conversation_id, ())),
        called=tuple(dict.fromkeys(called)),
        others=_others(session, mine) if addressed.addressed(draft) else (),
        alike=alike,
        said=_said(session, mine, but),
        library=tuple(session.scalars(select(Fact.text))) if alike else (),
        praised=any(praised.found(text) for text in newest[:LATEST]),
        changes=tuple(one.change for one in causes.linked(session, conversation_id)),
        care=_with_care(session, conversation_id, newest),
        delivered=tuple(one.name for one in praise.delivered(session, conversation_id)),
    )


def _with_care(session: Session, conversation_id: int, wrote: Sequence[str]) -> bool:
    """Return whether an agent said that somebody is to be treated with care, or their words do.

    What was taken back once is not read out of their words again.
    """
    treated = caring.of_conversation(session, conversation_id)
    said = not treated.cared and cared.seen(wrote[:LATEST]) is not None
    return treated.care is not None or said


def _called(
    session: Session, contact_id: int, person_id: int | None
) -> tuple[list[int], list[str]]:
    """Return a customer's contacts and every name that these bear, none of a withheld one."""
    same = [Contact.id == contact_id, *([Contact.person_id == person_id] if person_id else [])]
    rows = session.execute(
        select(Contact.id, Contact.name, Contact.handle, Contact.withheld, Person.name)
        .outerjoin(Person, Person.id == Contact.person_id)
        .where(or_(*same))
        .limit(OWN)
    ).all()
    names = [name for row in rows if not row.withheld for name in (row[1], row[2], row[4])]
    return [row.id for row in rows], [name for name in names if name]


def _newest(session: Session, conversation_id: int) -> list[str]:
    """Return what a customer wrote here last, the newest first."""
    return list(session.scalars(_written(), {"here": conversation_id}))


@cache  # to build statements takes longer than to ask them
def _written() -> Select[str]:
    return (
        select(Message.text)
        .where(
            Message.conversation_id == bindparam("here"),
            Message.direction == Direction.INBOUND,
            Message.deleted_at.is_(None),
        )
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(OWN)
    )


def _others(session: Session, mine: Sequence[int]) -> tuple[str, ...]:
    rows = session.execute(
        select(Contact.name, Person.name)
        .join(Conversation, Conversation.contact_id == Contact.id)
        .outerjoin(Person, Person.id == Contact.person_id)
        .where(Contact.id.not_in(mine), Contact.withheld.is_(False))
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(LATELY)
    )
    return tuple(dict.fromkeys(name for row in rows for name in row if name))


def _said(session: Session, mine: Sequence[int], but: str | None) -> tuple[str, ...]:
    asked = {"contacts": list(mine)} | ({"but": but} if but else {})
    found = session.scalars(_typed(but=bool(but)), asked)
    return tuple(text for text in found if text)


@cache
def _typed(*, but: bool) -> Select[str]:
    theirs = (
        select(Conversation.id)
        .where(Conversation.contact_id.in_(bindparam("contacts", expanding=True)))
        .order_by(Conversation.last_message_at.desc(), Conversation.id.desc())
        .limit(OWN)
    )
    # what was typed stands with the first part, and says more than left where another part did not
    whole = case((Reply.parts == 1, func.coalesce(Reply.typed, Reply.body)), else_=Reply.body)
    return (
        select(whole)
        .where(
            Reply.conversation_id.in_(theirs),
            Reply.state.not_in(_NEVER_LEFT),
            *([Reply.draft_key != bindparam("but")] if but else []),
        )
        .order_by(Reply.id.desc())
        .limit(SAID)
    )


def _alike(
    session: Session, mine: Sequence[int], bands: Sequence[int], now: datetime
) -> tuple[Earlier, ...]:
    """Return the delivered replies to others that share most bands with a draft."""
    if not bands:
        return ()
    asked = {f"band{at}": band for at, band in enumerate(bands)}
    shared = Counter(session.scalars(_sharing(), asked))
    likest = sorted(shared, key=lambda one: (shared[one], one), reverse=True)[: 3 * LIKEST]
    if not likest:
        return ()
    rows = session.execute(
        _told(), {"ids": likest, "mine": list(mine), "since": now - SINCE, "most": LIKEST}
    )
    return tuple(
        Earlier(row.typed or row.body, row.work_name, row.sent_at or row.queued_at) for row in rows
    )


@cache  # to build it takes longer than to ask it
def _sharing() -> CompoundSelect[int]:
    each = [
        select(
            select(ReplyBand.reply_id)
            .where(ReplyBand.band == bindparam(f"band{at}"))
            .order_by(ReplyBand.reply_id.desc())
            .limit(NEWEST)
            .subquery()
        )
        for at in range(canned.BANDS)
    ]
    return union_all(*each)


@cache
def _told() -> Select[str | None, str, str, datetime | None, datetime]:
    return (
        select(Reply.typed, Reply.body, Agent.work_name, Reply.sent_at, Reply.queued_at)
        .join(Agent, Agent.id == Reply.agent_id)
        .join(Conversation, Conversation.id == Reply.conversation_id)
        .where(
            Reply.id.in_(bindparam("ids", expanding=True)),
            Reply.state == ReplyState.DELIVERED,
            Reply.queued_at >= bindparam("since"),
            Conversation.contact_id.not_in(bindparam("mine", expanding=True)),
        )
        .order_by(Reply.id.desc())
        .limit(bindparam("most"))
    )
