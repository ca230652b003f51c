"""How an agent wants to be told, kept: nothing rings and nothing is mailed unless they ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from db.models import NoticeRule
from db.session import KEEP_KEYS
from db.upsert import insert_into
from inbox.care import audit
from inbox.care.rights import Actor, NotAllowed, Right, require
from inbox.queries import notice_rules
from inbox.rules import digest
from inbox.rules.digest import DAY, Often, Wish

HOURS = (1, 2, 3, 4, 6, 8)
"""Hours between two e-mails that can be chosen."""


class Wrong(StrEnum):
    """Why rules were not kept."""

    NO_DAYS = "no days"
    NO_SUCH = "no such"


@dataclass
class Refused(Exception):
    """Nothing was changed; `wrong` says why."""

    wrong: Wrong


def ring(
    session: Session, actor: Actor, now: datetime, *, sound: bool, desktop: bool, words: bool
) -> None:
    """Keep whether notices ring. Raises NotAllowed."""
    row = _row(session, actor)
    if (row.sound, row.desktop, row.words) == (sound, desktop, words):
        return
    row.sound, row.desktop, row.words = sound, desktop, words
    _record(session, actor, now, sound=sound, desktop=desktop, words=words)


def mail(session: Session, actor: Actor, wish: Wish, now: datetime) -> None:
    """Keep when e-mails about what waits come; the first is that of the next slot.

    Raises Refused, NotAllowed.
    """
    require(actor, Right.OWN_PROFILE)
    _check(wish)
    row = _row(session, actor)
    if notice_rules.wish(row) == wish:
        return
    row.digest, row.every, row.zone = wish.often.value, wish.every, wish.zone
    row.morning, row.quiet_from, row.quiet_until = wish.morning, wish.quiet_from, wish.quiet_until
    row.days = "".join(str(day) for day in sorted(wish.days))
    row.slot = digest.slot(wish, now)
    _record(session, actor, now, digest=wish.often.value, days=row.days, zone=wish.zone)


def _check(wish: Wish) -> None:
    minutes = (wish.morning, wish.quiet_from, wish.quiet_until)
    try:
        ZoneInfo(wish.zone)
    except (KeyError, ValueError, OSError):
        raise Refused(Wrong.NO_SUCH) from None
    if wish.every not in HOURS or not all(0 <= minute < DAY for minute in minutes):
        raise Refused(Wrong.NO_SUCH)
    if not wish.days <= set(range(7)):
        raise Refused(Wrong.NO_SUCH)
    if wish.often is not Often.NONE and not wish.days:
        raise Refused(Wrong.NO_DAYS)


def _row(session: Session, actor: Actor) -> NoticeRule:
    """Return the actor's own rules, locked; made where there were none."""
    require(actor, Right.OWN_PROFILE)
    if actor.agent_id is None:
        raise NotAllowed("only an agent is told")
    first = insert_into(session, NoticeRule).values(agent_id=actor.agent_id)
    session.execute(first.on_conflict_do_nothing(index_elements=["agent_id"]))
    return session.get_one(
        NoticeRule, actor.agent_id, with_for_update=KEEP_KEYS, populate_existing=True
    )


def _record(session: Session, actor: Actor, now: datetime, **what: str | bool) -> None:
    audit.record(session, actor, "told otherwise", f"agents:{actor.agent_id}", now, **what)
