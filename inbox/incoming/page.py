"""The rows of one page in a few statements: known, changed, new; ours, theirs, context."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from connectors.base import InboundMessage
from db.models import Account, Direction, Message, RawMessage, Reply
from db.upsert import insert_into
from inbox.care import delivery, echoes
from inbox.incoming import contacts, edits, turns, wanted
from inbox.incoming.rows import Row, is_gone
from inbox.incoming.tidy import tidy


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the rows of a page; context is not counted. `newest`: of what is new to us."""

    new: int
    changed: int
    known: int
    newest: datetime | None = None


def write(
    session: Session, account: Account, asked: Sequence[Row], context: Sequence[Row], now: datetime
) -> Written:
    """Write a page. Rows of one id are one record: the newest sight of it counts."""
    mine = _once(asked)
    around = {key: row for key, row in _once(context).items() if key not in mine}
    everything = mine | around
    before = edits.stored(session, account.id, sorted(everything))
    unclear = _unclear_threads(session, account.id, everything)
    turns.hold(session, account.id, unclear | edits.leaving(before, everything))
    changed = edits.apply(session, before, everything, mine, now)
    echoes = _echoes(session, account, everything, before, unclear, now)
    theirs = {key: row for key, row in mine.items() if not row.ours}
    arrived = _arrive(session, account, theirs, before, now)
    _surround(session, account, around, before, now)
    threads = {everything[key].message.thread_id for key in (*arrived, *echoes)}
    turns.place_ours(session, account.id, threads, now)
    new = len(arrived) + sum(key in mine for key in echoes)
    news = len({key for key in changed if key in mine and key not in arrived})
    newest = max((everything[key].message.created_at for key in arrived), default=None)
    return Written(new, news, len(asked) - new - news, newest)


def _once(found: Iterable[Row]) -> dict[str, Row]:
    """Return each record once, in the order of its id."""
    newest: dict[str, Row] = {}
    for row in found:
        have = newest.get(row.key)
        if have is None or have.version < row.version:
            newest[row.key] = row
    return {key: newest[key] for key in sorted(newest)}


def _arrive(
    session: Session,
    account: Account,
    theirs: dict[str, Row],
    before: dict[str, edits.Stored],
    now: datetime,
) -> list[str]:
    """Store what customers wrote to us and let their conversations take their turn."""
    fresh = {key: row for key, row in theirs.items() if key not in before}
    shown = {
        key: row
        for key, row in theirs.items()
        if key in before and before[key].direction == Direction.CONTEXT
    }
    if not fresh and not shown:
        return []
    come = fresh | shown
    people = contacts.ensure(session, account.platform, come.values(), now)
    matters = turns.ensure(session, account.id, come.values(), people, now)
    values = [
        _values(row, Direction.INBOUND, people[row.key], matters[row.key]) for row in fresh.values()
    ]
    ids = _insert(session, values, fresh, now)
    for key in sorted(shown):
        session.execute(
            update(Message)
            .where(Message.id == before[key].id)
            .values(
                direction=Direction.INBOUND,
                conversation_id=matters[key],
                contact_id=people[key],
                answerable=shown[key].values["answerable"],
                answer_until=shown[key].values["answer_until"],
                stored_at=now,
            )
            .execution_options(synchronize_session=False)
        )
        ids[key] = before[key].id
    wrote = [(come[key], matters[key], ids[key]) for key in ids]
    turns.customers_wrote(session, account.id, wrote, now)
    return sorted(ids)


def _surround(
    session: Session,
    account: Account,
    around: dict[str, Row],
    before: dict[str, edits.Stored],
    now: datetime,
) -> None:
    """Store what is shown around a thread but was not written to us: no conversation."""
    fresh = {key: row for key, row in around.items() if key not in before and not row.ours}
    people = contacts.ensure(session, account.platform, fresh.values(), now)
    values = [_values(row, Direction.CONTEXT, people[row.key], None) for row in fresh.values()]
    _insert(session, values, fresh, now)


def _echoes(
    session: Session,
    account: Account,
    everything: dict[str, Row],
    before: dict[str, edits.Stored],
    unclear: set[str],
    now: datetime,
) -> list[str]:
    """Recognise our own messages; returns those written elsewhere that are new to us."""
    fresh: dict[str, Row] = {}
    for key, row in everything.items():
        known = before.get(key)
        settled = known is not None and (
            known.reply_id is not None
            or known.deleted_at is not None
            or row.message.thread_id not in unclear
        )
        if not row.ours or settled:
            continue
        bound = echoes.bind_echo(session, account.id, row.message, now)
        if bound is None and known is None:
            fresh[key] = row
    values = [_values(row, Direction.OUTBOUND, None, None) for row in fresh.values()]
    return sorted(_insert(session, values, fresh, now))


def _unclear_threads(session: Session, account_id: int, seen: dict[str, Row]) -> set[str]:
    """Return the threads where one of these may be a reply of ours whose id we do not know."""
    ours = {row.message.thread_id for row in seen.values() if row.ours}
    if not ours:
        return set()
    tried = select(Reply.thread_id).where(
        Reply.account_id == account_id,
        Reply.state.in_(delivery.MAY_BE_OUT),
        Reply.external_id.is_(None),
        Reply.attempt > 0,
    )
    return ours & set(session.scalars(tried))


def _values(
    row: Row, direction: Direction, contact_id: int | None, conversation_id: int | None
) -> dict[str, Any]:
    return {
        **row.values,
        "direction": direction.value,
        "contact_id": contact_id,
        "conversation_id": conversation_id,
    }


def _insert(
    session: Session, values: list[dict[str, Any]], of: dict[str, Row], now: datetime
) -> dict[str, int]:
    """Insert messages that nobody has stored meanwhile; returns their ids by external id."""
    if not values:
        return {}
    row = insert_into(session, Message)
    found = session.execute(
        row.on_conflict_do_nothing(index_elements=["account_id", "external_id"]).returning(
            Message.__table__.c.id, Message.__table__.c.external_id
        ),
        values,
    )
    ids = {key: number for number, key in found}
    raw = [_raw(ids[key], of[key].message, now) for key in sorted(ids) if of[key].message.raw]
    if raw:
        session.execute(insert(RawMessage.__table__), raw)  # type: ignore[arg-type]
    wanted.want(session, {ids[key]: of[key].values["attachments"] for key in ids}, now)
    return ids


def _raw(message_id: int, message: InboundMessage, now: datetime) -> dict[str, Any]:
    kept = {} if is_gone(message) else tidy(message.raw)
    return {"message_id": message_id, "raw": kept, "stored_at": now}
