"""What new messages do to conversations: begin one, open it again, or show it answered.

Our own messages that were written elsewhere find their conversation by the message that they
answer, or by the customer who answers them; one that comes before it (pages run backwards)
waits in its thread until it is there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session, aliased

from connectors.base import Answerable, Kind
from db.models import Conversation, ConversationState, Direction, Message
from db.upsert import insert_into
from inbox.care import conversations, heat, noticing, passing, unsent
from inbox.care.conversations import Event
from inbox.care.patience import Patience, patience
from inbox.incoming import filing
from inbox.incoming.filing import Wrote
from inbox.incoming.rows import Row, is_gone
from inbox.rules import clean, needs, urgency
from inbox.rules.signs import Wanted


def ensure(
    session: Session,
    account_id: int,
    of: Iterable[Row],
    people: Mapping[str, int],
    now: datetime,
) -> dict[str, int]:
    """Return the conversation of each row by the row's id: one customer in one thread."""
    wrote = sorted(of, key=lambda row: row.message.created_at)
    first = {(row.message.thread_id, people[row.key]): row for row in reversed(wrote)}
    have = _matters(session, account_id, first)
    missing = sorted(set(first) - set(have))
    if missing:
        values = [_beginning(account_id, key, first[key], now) for key in missing]
        session.execute(
            insert_into(session, Conversation).on_conflict_do_nothing(
                index_elements=["account_id", "thread_id", "contact_id"]
            ),
            values,
        )
        have |= _matters(session, account_id, missing)
    return {row.key: have[row.message.thread_id, people[row.key]] for row in wrote}


def _matters(
    session: Session, account_id: int, keys: Iterable[tuple[str, int]]
) -> dict[tuple[str, int], int]:
    wanted = set(keys)
    found = session.execute(
        select(Conversation.id, Conversation.thread_id, Conversation.contact_id).where(
            Conversation.account_id == account_id,
            Conversation.thread_id.in_(sorted({thread for thread, _ in wanted})),
            Conversation.contact_id.in_(sorted({contact for _, contact in wanted})),
        )
    )
    every = {(row.thread_id, row.contact_id): row.id for row in found}
    return {key: every[key] for key in wanted if key in every}


def _beginning(account_id: int, key: tuple[str, int], row: Row, now: datetime) -> dict[str, Any]:
    return {
        "account_id": account_id,
        "thread_id": key[0],
        "contact_id": key[1],
        "kind": row.values["kind"],
        "state": ConversationState.WAITING.value,
        "preview": "",
        "last_message_at": row.message.created_at,
        "created_at": now,
    }


def hold(session: Session, account_id: int, threads: set[str]) -> None:
    """Lock the conversations of threads first of all, as everybody who changes replies does."""
    if threads:
        rows = select(Conversation.id).where(
            Conversation.account_id == account_id, Conversation.thread_id.in_(sorted(threads))
        )
        session.execute(rows.order_by(Conversation.id).with_for_update(key_share=True))


def customers_wrote(
    session: Session, account_id: int, wrote: Sequence[Wrote], now: datetime
) -> None:
    """Let conversations take their turn after customers wrote, whatever state they were in.

    Answers that still wait there are taken back: they cannot know what was just written. What
    only thanks is filed: it changes nobody's turn, and takes nothing back.
    """
    by_matter: dict[int, list[Wrote]] = defaultdict(list)
    for one in wrote:
        by_matter[one[1]].append(one)
    if not by_matter:
        return
    here = patience(session, account_id)
    elsewhere = _answered_elsewhere(session, by_matter)
    asked = (
        select(Conversation)
        .where(Conversation.id.in_(sorted(by_matter)))
        .order_by(Conversation.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    locked = session.scalars(asked).all()
    blocked = conversations.blocked(session, by_matter)
    filed = filing.file(session, account_id, locked, by_matter)
    turns = [
        _turn(matter, by_matter[matter.id], filed, elsewhere.get(matter.id), here)
        for matter in locked
    ]
    for matter, turn in zip(locked, turns, strict=True):
        if matter.id in blocked:
            turn.update(_unheard(matter))
    table = Conversation.__table__
    names = [name for name in turns[0] if name != "matter"]
    session.connection().execute(
        update(table)  # type: ignore[arg-type]
        .where(table.c.id == bindparam("matter"))
        .values({name.removeprefix("new_"): bindparam(name) for name in names}),
        turns,
    )
    for matter in locked:
        session.expire(matter)
    heat.note(session, by_matter)
    passing.pass_on(session, {one[1] for one in wrote if one[2] not in filed})
    said = [one for one in wrote if not is_gone(one[0].message)]
    if said:
        more = {one[1] for one in said if one[2] not in filed}
        unsent.overtaken(session, more, now)
        news = {one: _newest(by_matter[one], filed, elsewhere.get(one)) for one in more - blocked}
        noticing.wrote(session, {one: what for one, what in news.items() if what}, now)


def _newest(
    wrote: list[Wrote], filed: Collection[int], elsewhere: datetime | None
) -> tuple[int, datetime] | None:
    """Return id and time of what a customer wrote last, thanks apart, if nobody answered it yet."""
    unanswered = [
        (row.message.created_at, stored)
        for row, _, stored in wrote
        if not is_gone(row.message) and stored not in filed and not _answers(elsewhere, row)
    ]
    at, stored = max(unanswered, default=(None, 0))
    return (stored, at) if at else None


def _answered_elsewhere(session: Session, matters: Iterable[int]) -> dict[int, datetime]:
    """Return until when each conversation was answered in the platform's own app."""
    found = session.execute(
        select(Message.conversation_id, func.max(Message.created_at))
        .where(
            Message.conversation_id.in_(sorted(matters)),
            Message.direction == Direction.OUTBOUND,
            Message.reply_id.is_(None),
        )
        .group_by(Message.conversation_id)
    )
    return {matter: at for matter, at in found if matter is not None}


def _turn(
    matter: Conversation,
    wrote: list[Wrote],
    filed: Collection[int],
    elsewhere: datetime | None,
    here: Patience,
) -> dict[str, Any]:
    """Return the row of a conversation after its customer wrote these messages."""
    wrote = sorted(wrote, key=lambda one: (one[0].message.created_at, one[2]))
    newest = wrote[-1][0]
    last = matter.last_inbound_id is None or newest.message.created_at >= matter.last_message_at
    waits = matter.waiting_since
    until = matter.answer_until
    for row, _, stored in wrote:
        until = urgency.latest(until, row.message.answer_until)
        heard = not is_gone(row.message) and stored not in filed
        if heard and not _answers(elsewhere, row):
            since = urgency.waits_from(row.message.created_at, row.values["stored_at"])
            waits = urgency.waiting_since(waits, since)
    state = matter.state
    if waits is not None and any(stored not in filed for _, _, stored in wrote):
        state = conversations.after(state, Event.CUSTOMER_WROTE)
    mute = last and _nobody(newest, matter)
    wanted = Wanted(None if mute else waits, None if mute else matter.put_off_at, matter.promise_at)
    return {
        "matter": matter.id,
        "new_state": state,
        "new_snoozed_until": matter.snoozed_until if state == matter.state else None,
        "new_kind": newest.values["kind"] if last else matter.kind,
        "new_preview": clean.preview(newest.values["text"]) if last else matter.preview,
        "new_last_message_at": max(newest.message.created_at, matter.last_message_at),
        "new_last_inbound_id": max(matter.last_inbound_id or 0, *(one[2] for one in wrote)),
        "new_waiting_since": waits,
        "new_answer_until": until,
        "new_language": _spoken(wrote) or matter.language,
        **{f"new_{name}": value for name, value in here.times(matter, wanted, until).items()},
    }


def _spoken(wrote: list[Wrote]) -> str | None:
    """Return the language of the newest message of which the platform says it."""
    said = [row.message.language for row, _, _ in wrote if row.message.language]
    return clean.name(said[-1])[:12] if said else None


def _unheard(matter: Conversation) -> dict[str, Any]:
    """Return what differs where somebody blocked wrote: it stays as it is, and urgent to nobody."""
    begins = matter.last_inbound_id is None
    return {
        "new_state": ConversationState.DONE if begins else matter.state,
        "new_snoozed_until": matter.snoozed_until,
        "new_urgent_at": None,
        "new_sign_at": None,
        "new_call_at": None,
    }


def _nobody(newest: Row, matter: Conversation) -> bool:
    """Return whether nobody waits for us: who wrote is no longer shown, or wrote to others."""
    kind, answerable = newest.message.kind, newest.message.answerable
    others = needs.overheard(kind, answerable) and matter.owner_id is None
    return answerable is Answerable.AUTHOR_GONE or others


def _answers(elsewhere: datetime | None, row: Row) -> bool:
    return elsewhere is not None and row.message.created_at < elsewhere


def place_ours(session: Session, account_id: int, threads: set[str], now: datetime) -> None:
    """Give our own messages of these threads, written elsewhere, to the conversations they answer.

    What answers nobody (our post above a thread) stays the thread's: shown, nobody's work.
    """
    if not threads:
        return
    found = session.execute(
        select(
            Message.id,
            Message.external_id,
            Message.thread_id,
            Message.parent_id,
            Message.kind,
            Message.created_at,
        )
        .where(
            Message.account_id == account_id,
            Message.thread_id.in_(sorted(threads)),
            Message.direction == Direction.OUTBOUND,
            Message.conversation_id.is_(None),
        )
        .order_by(Message.created_at, Message.id)
    ).all()
    answered: dict[int, datetime] = {}
    for row in found:
        matter = _matter_of(session, account_id, row)
        if matter is not None:
            _give(session, row.id, matter)
            answered[matter] = row.created_at
    for matter in sorted(answered):
        conversations.answered(session, matter, answered[matter], now, elsewhere=True)


def _matter_of(session: Session, account_id: int, row: Any) -> int | None:
    if row.kind == Kind.DIRECT:
        mine = select(Conversation.id).where(
            Conversation.account_id == account_id, Conversation.thread_id == row.thread_id
        )
        only = session.scalars(mine.limit(2)).all()
        return only[0] if len(only) == 1 else None
    if row.parent_id is None:
        return None
    parent = session.execute(
        select(Message.conversation_id, Message.direction).where(
            Message.account_id == account_id, Message.external_id == row.parent_id
        )
    ).first()
    if parent is None or (
        parent.conversation_id is None and parent.direction == Direction.OUTBOUND
    ):
        return _answered_by(session, account_id, row)
    found: int | None = parent.conversation_id
    return found


def _answered_by(session: Session, account_id: int, row: Any) -> int | None:
    """Return the conversation of the one customer who wrote before our message and answered it.

    So a thread of replies finds its place of which the platform shows us only the last part.
    """
    answers, earlier = aliased(Message), aliased(Message)
    before = (
        select(earlier.id)
        .where(
            earlier.conversation_id == answers.conversation_id,
            earlier.direction == Direction.INBOUND,
            earlier.created_at < row.created_at,
        )
        .exists()
    )
    found = session.scalars(
        select(answers.conversation_id)
        .where(
            answers.account_id == account_id,
            answers.thread_id == row.thread_id,
            answers.parent_id == row.external_id,
            answers.direction == Direction.INBOUND,
            before,
        )
        .distinct()
        .limit(2)
    ).all()
    return found[0] if len(found) == 1 else None


def _give(session: Session, message_id: int, matter: int) -> None:
    session.execute(
        update(Message)
        .where(Message.id == message_id)
        .values(conversation_id=matter)
        .execution_options(synchronize_session=False)
    )
