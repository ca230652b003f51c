"""What concerns an agent, told once a cause, in the transaction that causes it.

    tell  one thing to some agents          wrote      customers wrote to whoever has them
    of_reply  a step of a reply             settle     what was asked of many is answered
    stands_in  they do an absent colleague's work    praised  kind words for them

Nobody is told what they did themselves. Seen is seen on every device; what is old goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, select, tuple_, update
from sqlalchemy.orm import Session

from db.models import (
    Absence,
    Agent,
    Conversation,
    Message,
    Notice,
    NoticeKind,
    Reply,
    TeamMember,
)
from db.upsert import insert_into
from inbox.care.rights import Actor, Right, require
from inbox.queries.notices import seen_there

KEPT = timedelta(days=30)
AT_ONCE = 1_000
"""Notices that one transaction forgets."""


def tell(
    session: Session,
    kind: NoticeKind,
    agents: Iterable[int],
    conversation_id: int,
    cause: str,
    now: datetime,
    *,
    by: int | None = None,
    together: bool = False,
) -> None:
    """Tell agents of something that concerns them, once a cause; `by` did it and is not told.

    `together`: the cause met with several conversations, and one notice says with how many.
    """
    what = {
        "kind": kind,
        "key": f"{kind}|{cause}",
        "conversation_id": conversation_id,
        "by_id": by,
        "written_at": now,
        "at": now,
    }
    rows = [what | {"agent_id": one} for one in sorted(set(agents) - {by})]
    _write(session, rows, together=together)


def _write(
    session: Session, rows: Sequence[Mapping[str, object]], *, together: bool = False
) -> None:
    if not rows:
        return
    new, once = insert_into(session, Notice).values(list(rows)), ["agent_id", "key"]
    if together:
        more = {"many": Notice.many + 1, "seen_at": None}
        session.execute(new.on_conflict_do_update(index_elements=once, set_=more))
    else:
        session.execute(new.on_conflict_do_nothing(index_elements=once))


def wrote(session: Session, said: Mapping[int, tuple[int, datetime]], now: datetime) -> None:
    """Tell whoever has these conversations that their customer wrote: message and time by each.

    Where they are absent and somebody stands in, that one is told. Of several messages nobody
    has looked at, one notice stands, for the newest. The conversations are locked.
    """
    if not said:
        return
    whom = session.execute(
        select(Conversation.id, func.coalesce(Absence.stand_in_id, Agent.id))
        .join(Agent, Agent.id == Conversation.owner_id)
        .outerjoin(Absence, and_(Absence.agent_id == Agent.id, *_now_away()))
        .where(Conversation.id.in_(sorted(said)))
        .order_by(Conversation.id)
    ).all()
    if not whom:
        return
    pairs = [tuple(row) for row in whom]
    _forget(
        session,
        and_(
            tuple_(Notice.conversation_id, Notice.agent_id).in_(pairs),
            Notice.kind == NoticeKind.WROTE,
            Notice.seen_at.is_(None),
        ),
    )
    rows = [
        {
            "agent_id": agent_id,
            "kind": NoticeKind.WROTE,
            "key": f"{NoticeKind.WROTE}|messages:{said[conversation_id][0]}",
            "conversation_id": conversation_id,
            "by_id": None,
            "written_at": said[conversation_id][1],
            "at": now,
        }
        for conversation_id, agent_id in pairs
    ]
    _write(session, rows)


def _now_away() -> tuple[ColumnElement[bool], ...]:
    return Absence.began_at.is_not(None), Absence.ended_at.is_(None)


def stands_in(session: Session, absence: Absence, now: datetime) -> None:
    """Tell who stands in for somebody by now; who did before is not asked any more. It is locked.

    Once an absence is over nobody stands in.
    """
    _forget(session, Notice.absence_id == absence.id)
    if absence.stand_in_id is None or absence.ended_at is not None:
        return
    row = {
        "agent_id": absence.stand_in_id,
        "kind": NoticeKind.STANDS_IN,
        "key": f"{NoticeKind.STANDS_IN}|absences:{absence.id}|{now.isoformat()}",
        "absence_id": absence.id,
        "by_id": absence.agent_id,
        "written_at": now,
        "at": now,
    }
    _write(session, [row])


def praised(
    session: Session, given: Mapping[int, int], message: Message, by: int | None, now: datetime
) -> None:
    """Tell colleagues of praise that is for them: to whom each row of the ledger went."""
    rows = [
        {
            "agent_id": to,
            "kind": NoticeKind.PRAISED,
            "key": f"{NoticeKind.PRAISED}|praise:{number}",
            "conversation_id": message.conversation_id,
            "praise_id": number,
            "by_id": by,
            "written_at": message.created_at,
            "at": now,
        }
        for number, to in sorted(given.items())
        if to != by
    ]
    _write(session, rows)


def of_reply(
    session: Session, reply: Reply, kind: NoticeKind, now: datetime, *, by: int | None = None
) -> None:
    """Tell the author of a reply what became of it: all its parts together are one cause.

    Who changes a reply lets it go by the same click: that is said at once.
    """
    cause = f"{reply.draft_key}|{now.isoformat()}"
    if kind is NoticeKind.APPROVED and _told(session, NoticeKind.CHANGED, reply, cause):
        return
    tell(session, kind, [reply.agent_id], reply.conversation_id, cause, now, by=by)


def ask(session: Session, reply: Reply, now: datetime) -> None:
    """Ask colleagues to look at a reply before it leaves: the team's, where a team has it."""
    team = select(TeamMember.agent_id).join(
        Conversation, Conversation.team_id == TeamMember.team_id
    )
    theirs = set(session.scalars(team.where(Conversation.id == reply.conversation_id)))
    works = set(session.scalars(select(Agent.id).where(Agent.disabled_at.is_(None))))
    others = works - {reply.agent_id}
    colleagues = (others & theirs) or others
    cause = f"{reply.draft_key}|{now.isoformat()}"
    tell(
        session, NoticeKind.ASKED, colleagues, reply.conversation_id, cause, now, by=reply.agent_id
    )


def settle(session: Session, reply: Reply) -> None:
    """Let go of what nobody has to answer any more: somebody looked at the reply."""
    asked = and_(Notice.kind == NoticeKind.ASKED, Notice.key.startswith(_asking(reply)))
    here = Notice.conversation_id == reply.conversation_id
    _forget(session, and_(here, asked, Notice.seen_at.is_(None)))


def unsay(session: Session, kind: NoticeKind, conversation_id: int, cause: str) -> None:
    """Let go of what is not so any more, seen or not: a note was taken back, an offer as well."""
    here = Notice.conversation_id == conversation_id
    _forget(session, and_(here, Notice.key == f"{kind}|{cause}"))


def _told(session: Session, kind: NoticeKind, reply: Reply, cause: str) -> bool:
    said = Notice.agent_id == reply.agent_id, Notice.key == f"{kind}|{cause}"
    return session.scalar(select(Notice.id).where(*said)) is not None


def _asking(reply: Reply) -> str:
    return f"{NoticeKind.ASKED}|{reply.draft_key}|"


def seen(session: Session, actor: Actor, conversation_id: int, now: datetime) -> None:
    """Note that an agent has seen what is going on in a conversation. Raises NotAllowed.

    What is told of many at once is not seen in one of them, nor by being there that it was lost.
    """
    require(actor, Right.READ)
    _see(session, actor, and_(Notice.conversation_id == conversation_id, seen_there()), now)


def one_seen(session: Session, actor: Actor, notice_id: int, now: datetime) -> None:
    """Note that an agent has seen one notice of theirs. Raises NotAllowed."""
    require(actor, Right.READ)
    _see(session, actor, Notice.id == notice_id, now)


def all_seen(session: Session, actor: Actor, newest: int, now: datetime) -> None:
    """Note that an agent has seen everything up to a notice. Raises NotAllowed."""
    require(actor, Right.READ)
    _see(session, actor, Notice.id <= newest, now)


def _see(session: Session, actor: Actor, those: ColumnElement[bool], now: datetime) -> None:
    mine = and_(Notice.agent_id == actor.agent_id, Notice.seen_at.is_(None), those)
    held = _held(session, mine)
    if held:
        session.execute(update(Notice).where(Notice.id.in_(held)).values(seen_at=now))


def _held(session: Session, those: ColumnElement[bool]) -> list[int]:
    """Lock notices, oldest first, as everybody does: no deadlocks."""
    rows = select(Notice.id).where(those).order_by(Notice.id).limit(AT_ONCE)
    return list(session.scalars(rows.with_for_update(key_share=True)))


def _forget(session: Session, those: ColumnElement[bool]) -> int:
    rows = select(Notice.id).where(those).order_by(Notice.id).limit(AT_ONCE)
    held = list(session.scalars(rows.with_for_update()))
    if held:
        session.execute(delete(Notice).where(Notice.id.in_(held)))
    return len(held)


def sweep(session: Session, now: datetime) -> int:
    """Let go of notices that are older than KEPT, AT_ONCE at most; returns how many."""
    return _forget(session, Notice.at < now - KEPT)
