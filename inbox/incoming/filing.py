"""Which of the messages of a page only thank: nobody waits with them, and nobody is rung.

What begins a conversation never does: somebody has to see it first. Where the customer waits for
an answer already only plain thanks count; an "ok" or a thumb may be their answer to us.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache

from sqlalchemy import Select, bindparam, func, select, union_all, update
from sqlalchemy.orm import Session

from connectors.base import Kind
from db.models import Account, Agent, Conversation, Direction, Message
from inbox.incoming.rows import Row, is_gone
from inbox.rules import thanks

Wrote = tuple[Row, int, int]
"""A customer's row, the conversation it belongs to, the id it was stored under."""


def file(
    session: Session,
    account_id: int,
    matters: Sequence[Conversation],
    wrote: Mapping[int, Sequence[Wrote]],
) -> frozenset[int]:
    """Mark the messages that only thank; returns their ids. The conversations are locked."""
    may = {one[1] for some in wrote.values() for one in some if _perhaps(one[0])}
    if not may:
        return frozenset()
    names = session.scalars(_names(), {"account": account_id}).all()
    said = {row.conversation_id: row.text for row in session.execute(_ours(), {"ids": sorted(may)})}
    found = frozenset(
        stored
        for matter in matters
        if matter.id in may
        for stored in _thanks(matter, wrote[matter.id], names, said.get(matter.id))
    )
    if found:
        those = update(Message).where(Message.id.in_(sorted(found))).values(filed=True)
        session.execute(those.execution_options(synchronize_session=False))
    return found


def still(text: str, names: Collection[str] = ()) -> bool:
    """Return whether a message that was filed only thanks in its new words as well."""
    return bool(thanks.only(text, names=names))


def _perhaps(row: Row) -> bool:
    hangs = {str(one["kind"]) for one in row.values["attachments"]}
    spoken = row.message.kind is not Kind.REVIEW and row.values["rating"] is None
    return spoken and not is_gone(row.message) and thanks.perhaps(row.values["text"], hangs)


def _thanks(
    matter: Conversation, wrote: Sequence[Wrote], names: Collection[str], ours: str | None
) -> list[int]:
    """Return the ids of a conversation's new messages that only thank, in the order they came."""
    begun, waits = matter.last_inbound_id is not None, matter.waiting_since is not None
    found = []
    for row, _, stored in sorted(wrote, key=lambda one: (one[0].message.created_at, one[2])):
        own = row.message.author.name if row.message.author else ""
        words = begun and _perhaps(row) and thanks.only(
            row.values["text"],
            names=(*names, own),
            hangs=[str(one["kind"]) for one in row.values["attachments"]],
            answered=ours is not None and not waits,
            asked=waits or (ours is not None and thanks.asks(ours)),
        )  # fmt: skip
        if words:
            found.append(stored)
        elif not is_gone(row.message):
            begun = waits = True
    return found


@cache  # to build it takes longer than to ask it
def _ours() -> Select[int, str]:
    """Select the last words of ours in conversations."""
    late = func.row_number().over(
        partition_by=Message.conversation_id,
        order_by=(Message.created_at.desc(), Message.id.desc()),
    )
    outbound = (
        select(Message.conversation_id, Message.text, late.label("late"))
        .where(
            Message.conversation_id.in_(bindparam("ids", expanding=True)),
            Message.direction == Direction.OUTBOUND,
        )
        .subquery()
    )
    return select(outbound.c.conversation_id, outbound.c.text).where(outbound.c.late == 1)


@cache
def _names() -> Select[str]:
    """Select what customers may call us."""
    account = select(Account.name).where(Account.id == bindparam("account"))
    both = union_all(select(Agent.work_name.label("name")), account).subquery()
    return select(both.c.name)
